"""Codecs: how one declared type stands on the wire.

A codec is made once for each annotation. It reads a wire value as an attribute (`decode`),
turns an attribute into a wire value (`encode`), upgrades what enters a model (`adopt`, `upgrade`)
and judges it: fast (`accepts`, `valid`) or at length (`problems`).

Here are the base of all and the codecs of scalars.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar

from ..errors import Loc, Problem, ProblemCode
from .base64text import decode_base64, encode_base64, is_base64
from .check import Check
from .describe import any_of, describe
from .dispatch import Adopt
from .jsontext import not_json

__all__ = [
    "AnyCodec",
    "Base64Codec",
    "BoolCodec",
    "Codec",
    "ConstantCodec",
    "EnumCodec",
    "FloatCodec",
    "IntCodec",
    "NullCodec",
    "Rejected",
    "StrCodec",
    "UnixTimeCodec",
    "visible",
]


class Rejected(Exception):
    """A value is not what its codec declares. Never leaves the engine."""


class Codec:
    """Base of all codecs: a type whose wire value is its attribute value."""

    kinds: frozenset[str]
    """The JSON kinds that it serves; a union has one codec for each."""

    plain_type: type | None = None
    """A Python type all of whose values are read as they stand."""

    known: Mapping[str, Any] | None = None
    """What known strings are read as."""

    valid_type: type | None = None
    """A Python type all of whose values are valid on the wire."""

    written_type: type | None = None
    """A Python type all of whose values are written as they stand."""

    adopt: Adopt | None = None
    """Makes the models in a raw value that nobody else holds; None where there can be none."""

    expected: str
    """The declared wire type in words."""

    plural: str
    """The same for several of them."""

    settable: str | None = None
    """The type of the attribute in words, where it is another than the wire's."""

    def accepts(self, raw: Any) -> bool:
        """Whether *raw*, with the elements of its list or dict, can be read."""
        raise NotImplementedError

    def valid(self, raw: Any) -> bool:
        """Whether *raw* and every model inside it are without problems."""
        return self.accepts(raw)

    def decode(self, raw: Any) -> Any:
        """The attribute value of the wire value *raw*, or `Rejected`."""
        if self.accepts(raw):
            return raw
        raise Rejected

    def encode(self, value: Any) -> Any:
        """The wire value of the attribute value *value*, or `Rejected`."""
        raw = self.upgrade(value)
        if self.accepts(raw):
            return raw
        raise Rejected

    def upgrade(self, value: Any) -> Any:
        """As `adopt` for a value that somebody else holds: it is left as it is."""
        return value

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        """What is wrong with *raw*."""
        if not self.accepts(raw):
            yield self._problem(raw, loc)

    def within(self, raw: Any, key: str | int) -> Codec | None:
        """The codec of what stands under *key* in *raw*; None if the type has no such place."""
        return None

    def _problem(self, raw: Any, loc: Loc, code: ProblemCode = "wrong_type") -> Problem:
        return Problem(loc, code, self.expected, describe(raw))


def visible(codec: Codec, raw: Any, loc: Loc) -> Loc:
    """The part of *loc*, a place in the value *raw* of *codec*, that may be told: it ends at a
    secret field and at the first key that no class declares."""
    for depth, key in enumerate(loc):
        inner = codec.within(raw, key)
        if inner is None:
            return loc[:depth]
        codec, raw = inner, raw[key]
    return loc


class AnyCodec(Codec):
    """Whatever JSON has."""

    kinds = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
    expected = "any JSON value"
    plural = "any JSON values"

    def accepts(self, raw: Any) -> bool:
        return True

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if problem := not_json(raw, depth=len(loc)):
            yield problem._replace(loc=loc)  # what is inside, nobody declares


class NullCodec(Codec):
    """A null inside a list, a dict or a union."""

    kinds = frozenset({"null"})
    expected = plural = "null"

    def accepts(self, raw: Any) -> bool:
        return raw is None


class BoolCodec(Codec):
    """true or false."""

    kinds = frozenset({"boolean"})
    plain_type = valid_type = written_type = bool
    expected = "a boolean"
    plural = "booleans"

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, bool)


class IntCodec(Codec):
    """An integer of any size; neither a boolean nor a number with a fraction, be it zero."""

    kinds = frozenset({"integer"})
    plain_type = valid_type = int
    expected = "an integer"
    plural = "integers"

    def accepts(self, raw: Any) -> bool:
        return _is_int(raw)

    def encode(self, value: Any) -> Any:
        is_small = type(value) is int and -_BIG < value < _BIG
        if is_small or (_is_int(value) and not_json(value) is None):
            return value
        raise Rejected

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        return _number_problems(self, raw, loc)


_BIG = 2**63  # what is smaller has few enough digits for everybody


def _number_problems(codec: Codec, raw: Any, loc: Loc) -> Iterator[Problem]:
    """What is wrong with *raw*: it is no number of the *codec*, or none that JSON has."""
    if not codec.accepts(raw):
        yield codec._problem(raw, loc, "invalid_value" if _is_int(raw) else "wrong_type")
    elif problem := not_json(raw):
        yield problem._replace(loc=loc)


def _is_int(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


class FloatCodec(Codec):
    """A number; an integer reads as a float."""

    kinds = frozenset({"integer", "number"})
    plain_type = valid_type = float
    expected = "a number"
    plural = "numbers"

    def accepts(self, raw: Any) -> bool:
        if isinstance(raw, float):
            return True
        try:
            return _is_int(raw) and math.isfinite(raw)
        except OverflowError:
            return False

    def decode(self, raw: Any) -> Any:
        return float(super().decode(raw))

    def encode(self, value: Any) -> Any:
        if self.accepts(value) and math.isfinite(value):
            return value
        raise Rejected

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        return _number_problems(self, raw, loc)


class StrCodec(Codec):
    """A string. Some values may be named as known; any other is accepted as well."""

    kinds = frozenset({"string"})
    plain_type = valid_type = written_type = str
    expected = "a string"
    plural = "strings"

    def __init__(self, named: Iterable[str] = ()) -> None:
        self.named = frozenset(named)

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, str)

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, str):
            yield self._problem(raw, loc)
        elif check.unknown and self.named and raw not in self.named:
            yield Problem(
                loc,
                "unknown_value",
                any_of(map(repr, sorted(self.named))),
                describe(raw),
            )


class EnumCodec(Codec):
    """A string enum. An open one reads an unknown string as it stands.

    An element of a list or dict is upgraded to its member when it enters, for such a container
    is read as it is; a field of its own keeps the wire string.
    """

    kinds = frozenset({"string"})

    def __init__(self, enum: type[Enum], *, is_open: bool, element: bool) -> None:
        if not issubclass(enum, str):
            raise TypeError(f"no codec for {enum.__name__}: an enum here derives from StrEnum")
        self.enum = enum
        self.is_open = is_open
        self.is_element = element
        self.members: dict[str, Enum] = {m._value_: m for m in enum.__members__.values()}
        self.known = self.members
        if element:
            self.adopt = _member_adopter(self.members)
        if is_open:
            self.valid_type = str
            self.written_type = None if element else str
        self.expected = f"a string of {enum.__name__}"
        self.plural = f"strings of {enum.__name__}"

    def accepts(self, raw: Any) -> bool:
        if self.is_open:
            return isinstance(raw, str)
        if self.is_element:  # read as it stands, so it must be the member itself
            return isinstance(raw, self.enum)
        return isinstance(raw, str) and self._member(raw) is not None

    def decode(self, raw: Any) -> Any:
        if isinstance(raw, str):
            member = self._member(raw)
            if member is not None:
                return member
            if self.is_open:
                return raw
        raise Rejected

    def _member(self, raw: str) -> Any:
        member = self.members.get(raw)
        if member is not None or self.is_element:
            return member
        try:  # where an enum names values that an older service wrote
            return self.enum._missing_(raw)
        except ValueError:
            return None

    def encode(self, value: Any) -> Any:
        try:
            member = self.members[value]
        except (KeyError, TypeError):  # not known, or not even hashable
            member = super().encode(value)
        return member if self.is_element or not isinstance(member, Enum) else member._value_

    def upgrade(self, value: Any) -> Any:
        return value if self.adopt is None else self.adopt(value)

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not self.accepts(raw):
            yield self._problem(raw, loc, "invalid_value" if isinstance(raw, str) else "wrong_type")
        elif check.unknown and self._member(raw) is None:
            yield self._problem(raw, loc, "unknown_value")


def _member_adopter(members: Mapping[str, Enum]) -> Adopt:
    """What gives a string that has a member of an enum back as this member."""

    def adopt(raw: Any) -> Any:
        try:
            return members.get(raw, raw)
        except TypeError:  # not even hashable
            return raw

    return adopt


class ConstantCodec(Codec):
    """One of a few fixed values, all strings or all integers; enum members read as members."""

    def __init__(self, values: Collection[Any]) -> None:
        self.values: dict[Any, Any] = {}
        types = []
        for value in values:
            wire = value._value_ if isinstance(value, Enum) else value
            self.values[wire] = value
            types.append(type(wire))
        self.type = types[0]
        if self.type not in (str, int) or types.count(self.type) < len(types):
            raise TypeError(f"no codec for Literal{list(values)}: strings or integers only")
        self.kinds = StrCodec.kinds if self.type is str else IntCodec.kinds
        self.expected = self.plural = any_of(map(repr, self.values))
        if self.type is str:
            self.known = self.values

    @property
    def single(self) -> Any:
        """The one wire value there is, or None where there are several."""
        return next(iter(self.values)) if len(self.values) == 1 else None

    def accepts(self, raw: Any) -> bool:
        return (type(raw) is self.type or self._is_typed(raw)) and raw in self.values

    valid = accepts

    def _is_typed(self, raw: Any) -> bool:
        return isinstance(raw, self.type) and not isinstance(raw, bool)

    def decode(self, raw: Any) -> Any:
        if self.accepts(raw):
            return self.values[raw]
        raise Rejected

    def encode(self, value: Any) -> Any:
        raw = super().encode(value)
        return raw.value if isinstance(raw, Enum) else raw

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not self._is_typed(raw):
            yield self._problem(raw, loc)
        elif raw not in self.values:
            yield self._problem(raw, loc, "invalid_value")


class _ConvertingCodec(Codec):
    """A type whose attribute value is not its wire value: to judge it is to decode it."""

    wire_types: ClassVar[type | tuple[type, ...]]

    def accepts(self, raw: Any) -> bool:
        try:
            self.decode(raw)
        except Rejected:
            return False
        return True

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not self.accepts(raw):
            typed = isinstance(raw, self.wire_types) and not isinstance(raw, bool)
            yield self._problem(raw, loc, "invalid_value" if typed else "wrong_type")


class Base64Codec(_ConvertingCodec):
    """bytes as base64 text: the alphabet of RFC 4648 section 4, padded, nothing else in it."""

    kinds = frozenset({"string"})
    wire_types = str
    expected = plural = "base64 text"
    settable = "bytes"

    def decode(self, raw: Any) -> bytes:
        if not isinstance(raw, str):
            raise Rejected
        try:
            return decode_base64(raw)
        except ValueError:
            raise Rejected from None

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, str) and is_base64(raw)

    def encode(self, value: Any) -> str:
        if isinstance(value, bytes | bytearray | memoryview):
            return encode_base64(bytes(value))
        raise Rejected


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnixTimeCodec(_ConvertingCodec):
    """An aware datetime as seconds since 1970 in UTC."""

    kinds = frozenset({"integer", "number"})
    wire_types = (int, float)
    expected = "a unix timestamp"
    plural = "unix timestamps"
    settable = "an aware datetime"

    def decode(self, raw: Any) -> datetime:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise Rejected
        try:
            return _EPOCH + timedelta(seconds=raw)
        except (OverflowError, ValueError):
            raise Rejected from None

    def encode(self, value: Any) -> float:
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise Rejected
        since = value - _EPOCH
        whole = since.days * 86400 + since.seconds
        raw = whole + since.microseconds / 1_000_000 if since.microseconds else whole
        self.decode(raw)  # the last microsecond of the year 9999 rounds up, out of range
        return raw
