"""Codecs: how one declared type stands on the wire.

A codec is made once for each annotation. It reads a wire value as an attribute (`decode`),
turns an attribute into a wire value (`encode`), upgrades what enters a model (`adopt`, `take`)
and judges it: fast (`accepts`, `valid`) or at length (`problems`).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Union,
    get_args,
    get_origin,
)

from ..errors import Problem, ProblemCode
from .adopting import (
    Adopt,
    as_it_is,
    dict_adopter,
    list_adopter,
    member_adopter,
    members_adopter,
    tag_adopter,
)
from .base64text import decode_base64, encode_base64, is_base64
from .describe import PathKey, describe, join_path
from .jsontext import copy_tree

__all__ = [
    "Check",
    "Codec",
    "ConstantCodec",
    "Node",
    "Path",
    "Rejected",
    "codec_for",
    "codec_of",
    "union_parts",
]

Path = tuple[PathKey, ...]


class Rejected(Exception):
    """A value is not what its codec declares. Never leaves the engine."""


class Check:
    """How far `Codec.problems` looks."""

    __slots__ = ("nested", "unknown")

    def __init__(self, *, nested: bool = True, unknown: bool = False) -> None:
        self.nested = nested
        """Whether it enters nested models; a field that is read answers for itself alone."""
        self.unknown = unknown
        """Whether it lists what the service may add: unknown fields, enum values and tags."""


class Node(dict[str, Any]):
    """What codecs know of a model. `Model` is the one implementation."""

    __slots__ = ()

    @classmethod
    def _tag(cls) -> tuple[str, str | None] | None:
        """Wire name and value of the tag by which a union chooses *cls*; no value: any other."""
        raise NotImplementedError

    @classmethod
    def _adopter(cls, chosen_by: str | None = None) -> Adopt:
        """What makes a plain dict an instance of the class that its tags select: *cls* or below.

        *chosen_by* is the wire name of the tag, if one is known to be this class's.
        """
        raise NotImplementedError

    def _is_valid(self) -> bool:
        """Whether `_walk` would find nothing."""
        raise NotImplementedError

    def _walk(self, path: Path, check: Check) -> Iterator[Problem]:
        """The problems of the model and of all that it holds, in document order."""
        raise NotImplementedError


class Codec:
    """Base of all codecs: a type whose wire value is its attribute value."""

    kinds: ClassVar[frozenset[str]]
    """The JSON kinds that it serves, if it may stand in a union, which has one codec for each."""

    exact: type | None = None
    """A Python type all of whose values are read as they stand: the short cut of a read."""

    read_as: Mapping[str, Any] | None = None
    """What known strings are read as: the short cut where there is no such type."""

    sound: type | None = None
    """A Python type all of whose values are valid: the short cut of a check."""

    adopt: Adopt | None = None
    """Makes the models in a raw value that nobody else holds; None where there can be none."""

    expected: str
    """The declared type in words."""

    plural: str
    """The same for several of them."""

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

    def writable(self, raw: Any) -> bool:
        """Whether *raw* can be written: it can be read, and JSON has it."""
        return self.accepts(raw)

    def encode(self, value: Any) -> Any:
        """The wire value of the attribute value *value*, or `Rejected`."""
        raw = self.take(value)
        if self.writable(raw):
            return raw
        raise Rejected

    def take(self, value: Any) -> Any:
        """As `adopt` for a value that somebody else holds: it is left as it is."""
        return value

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        """What is wrong with *raw*."""
        if not self.accepts(raw):
            yield self._problem(raw, path)

    def _problem(self, raw: Any, path: Path, code: ProblemCode = "wrong_type") -> Problem:
        return Problem(join_path(path), code, self.expected, describe(raw))


class AnyCodec(Codec):
    """Whatever JSON has."""

    expected = "any JSON value"
    plural = "any JSON values"

    def accepts(self, raw: Any) -> bool:
        return True


class NullCodec(Codec):
    """A null inside a list, a dict or a union."""

    kinds = frozenset({"null"})
    expected = plural = "null"

    def accepts(self, raw: Any) -> bool:
        return raw is None


class BoolCodec(Codec):
    """true or false."""

    kinds = frozenset({"boolean"})
    exact = sound = bool
    expected = "a boolean"
    plural = "booleans"

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, bool)


class IntCodec(Codec):
    """An integer of any size; neither a boolean nor a number with a fraction, be it zero."""

    kinds = frozenset({"integer"})
    exact = sound = int
    expected = "an integer"
    plural = "integers"

    def accepts(self, raw: Any) -> bool:
        return _is_int(raw)


def _is_int(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


class FloatCodec(Codec):
    """A number; an integer reads as a float."""

    kinds = frozenset({"integer", "number"})
    exact = sound = float
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

    def writable(self, raw: Any) -> bool:
        return self.accepts(raw) and math.isfinite(raw)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not self.accepts(raw):
            too_large = _is_int(raw)
            yield self._problem(raw, path, "invalid_value" if too_large else "wrong_type")


class StrCodec(Codec):
    """A string. Some values may be named as known; any other is accepted as well."""

    kinds = frozenset({"string"})
    exact = sound = str
    expected = "a string"
    plural = "strings"

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = frozenset(known)

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, str)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, str):
            yield self._problem(raw, path)
        elif check.unknown and self.known and raw not in self.known:
            yield Problem(
                join_path(path),
                "unknown_value",
                _any_of(map(repr, sorted(self.known))),
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
        self.read_as = self.members
        if element:
            self.adopt = member_adopter(self.members)
        if is_open:
            self.sound = str
        self.expected = f"a string of {enum.__name__}"
        self.plural = f"strings of {enum.__name__}"

    def accepts(self, raw: Any) -> bool:
        if self.is_open:
            return isinstance(raw, str)
        if self.is_element:  # read as it stands, so it must be the member itself
            return isinstance(raw, self.enum)
        return isinstance(raw, str) and self._member(raw) is not None

    def decode(self, raw: Any) -> Any:
        if type(raw) is str and raw in self.members:  # nearly always
            return self.members[raw]
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
        raw = super().encode(value)
        return raw.value if isinstance(raw, Enum) and not self.is_element else raw

    def take(self, value: Any) -> Any:
        return value if self.adopt is None else self.adopt(value)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not self.accepts(raw):
            yield self._problem(
                raw, path, "invalid_value" if isinstance(raw, str) else "wrong_type"
            )
        elif check.unknown and self._member(raw) is None:
            yield self._problem(raw, path, "unknown_value")


class ConstantCodec(Codec):
    """One of a few fixed values, all strings or all integers; enum members read as members."""

    def __init__(self, values: Collection[Any]) -> None:
        self.values: dict[Any, Any] = {}
        types = set()
        for value in values:
            wire = value._value_ if isinstance(value, Enum) else value
            self.values[wire] = value
            types.add(type(wire))
        if types not in ({str}, {int}):
            raise TypeError(f"no codec for Literal{list(values)}: strings or integers only")
        self.type = types.pop()
        self.kinds = StrCodec.kinds if self.type is str else IntCodec.kinds
        self.expected = self.plural = _any_of(map(repr, self.values))
        if self.type is str:
            self.read_as = self.values

    kinds: frozenset[str]  # type: ignore[misc]  # an instance has its own

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

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not self._is_typed(raw):
            yield self._problem(raw, path)
        elif raw not in self.values:
            yield self._problem(raw, path, "invalid_value")


class _ConvertingCodec(Codec):
    """A type whose attribute value is not its wire value: to judge it is to decode it."""

    wire: ClassVar[type | tuple[type, ...]]

    def accepts(self, raw: Any) -> bool:
        try:
            self.decode(raw)
        except Rejected:
            return False
        return True

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not self.accepts(raw):
            typed = isinstance(raw, self.wire) and not isinstance(raw, bool)
            yield self._problem(raw, path, "invalid_value" if typed else "wrong_type")


class Base64Codec(_ConvertingCodec):
    """bytes as base64 text: the alphabet of RFC 4648 section 4, padded, nothing else in it."""

    wire = str
    expected = "base64 text"

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

    wire = (int, float)
    expected = "a unix timestamp"

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


class ModelCodec(Codec):
    """A nested object. Where several classes may stand, its tag says which."""

    kinds = frozenset({"object"})
    adopt: Adopt

    def __init__(self, models: tuple[type[Node], ...]) -> None:
        self.models = models
        self.expected = _any_of(model.__name__ for model in models)
        self.plural = f"{self.expected} objects"
        self.tag: str | None = None
        self.by_tag: dict[str | None, type[Node]] = {None: models[0]}
        if len(models) > 1:
            self.tag, self.by_tag = _by_tag(models)
        self.open = self.by_tag.pop(None, None)
        """The class for a tag that no other class of the union has."""
        self.adopt = models[0]._adopter() if self.tag is None else self._choosing_adopter(self.tag)

    def _choosing_adopter(self, tag: str) -> Adopt:
        adopters = {
            each: model._adopter(tag) for each, model in self.by_tag.items() if each is not None
        }
        return tag_adopter(tag, adopters, as_it_is if self.open is None else self.open._adopter())

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, self.models)

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, self.models) and raw._is_valid()

    def take(self, value: Any) -> Any:
        if isinstance(value, Node) or not isinstance(value, Mapping):
            return value
        return self.adopt(copy_tree(value))

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, self.models):
            yield self._problem(raw, path)
        elif check.nested:
            yield from raw._walk(path, check)


def _by_tag(models: tuple[type[Node], ...]) -> tuple[str, dict[str | None, type[Node]]]:
    """How the tag of an object chooses among *models*; None stands for any other tag."""
    names = " and ".join(model.__name__ for model in models)
    tags = [model._tag() for model in models]
    wires = {tag and tag[0] for tag in tags}
    wire = wires.pop()
    if wires or wire is None:
        raise TypeError(f"no codec for a union of {names}: no common tag to choose by")
    by_tag = {tag[1]: model for tag, model in zip(tags, models, strict=True) if tag}
    if len(by_tag) < len(models):
        raise TypeError(f"no codec for a union of {names}: two are chosen by the same tag")
    return wire, by_tag


class ListCodec(Codec):
    """A list, read as it is, so that appending to it counts."""

    kinds = frozenset({"array"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an array of {item.plural}"
        self.plural = f"arrays of {item.plural}"
        if item.adopt is not None:
            if isinstance(item, EnumCodec):
                self.adopt = members_adopter(item.members)
            else:
                self.adopt = list_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.accepts, raw)))

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.valid, raw)))

    def _is_plain(self, raw: list[Any]) -> bool:
        return self.item.sound is not None and {self.item.sound}.issuperset(map(type, raw))

    def writable(self, raw: Any) -> bool:
        return isinstance(raw, list) and all(map(self.item.writable, raw))

    def take(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, list):
            return value
        taken = list(map(self.item.take, value))
        return (
            taken if any(new is not old for new, old in zip(taken, value, strict=True)) else value
        )

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, list):
            yield self._problem(raw, path)
            return
        for index, item in enumerate(raw):
            yield from self.item.problems(item, (*path, index), check)


class DictCodec(Codec):
    """A dict from strings to one type, read as it is."""

    kinds = frozenset({"object"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an object of {item.plural}"
        self.plural = f"objects of {item.plural}"
        if item.adopt is not None:
            self.adopt = dict_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.accepts, raw.values()))

    def valid(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.valid, raw.values()))

    def writable(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.writable, raw.values()))

    def _has_string_keys(self, raw: Any) -> bool:
        return isinstance(raw, dict) and all(isinstance(key, str) for key in raw)

    def take(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, dict):
            return value
        taken = {key: self.item.take(item) for key, item in value.items()}
        return value if all(map(operator.is_, taken.values(), value.values())) else taken

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, dict):
            yield self._problem(raw, path)
            return
        for key, item in raw.items():
            if not isinstance(key, str):
                yield Problem(join_path(path), "wrong_type", "strings as keys", describe(key))
            yield from self.item.problems(item, (*path, key), check)


class UnionCodec(Codec):
    """Several types, told apart by their JSON kind alone: there is never a second try."""

    def __init__(self, codecs: list[Codec]) -> None:
        self.by_kind = {kind: codec for codec in codecs for kind in codec.kinds}
        self.expected = _any_of(codec.expected for codec in codecs)
        self.plural = _any_of(codec.plural for codec in codecs)
        adopters = {kind: c.adopt for kind, c in self.by_kind.items() if c.adopt is not None}
        if adopters:
            self.adopt = _kind_adopter(adopters)

    def _codec(self, raw: Any) -> Codec:
        return self.by_kind.get(_json_kind(raw), _NOTHING_FITS)

    def accepts(self, raw: Any) -> bool:
        return self._codec(raw).accepts(raw)

    def valid(self, raw: Any) -> bool:
        return self._codec(raw).valid(raw)

    def decode(self, raw: Any) -> Any:
        return self._codec(raw).decode(raw)

    def encode(self, value: Any) -> Any:
        return self._codec(value).encode(value)

    def take(self, value: Any) -> Any:
        return self._codec(value).take(value)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        codec = self._codec(raw)
        if codec is _NOTHING_FITS:
            yield self._problem(raw, path)
        else:
            yield from codec.problems(raw, path, check)


def _kind_adopter(by_kind: Mapping[str, Adopt]) -> Adopt:
    def adopt(raw: Any) -> Any:
        adopt_kind = by_kind.get(_JSON_KINDS.get(type(raw)) or _json_kind(raw))
        return raw if adopt_kind is None else adopt_kind(raw)

    return adopt


class _NothingFits(Codec):
    """Stands in a union for the kinds that it has no codec for."""

    def accepts(self, raw: Any) -> bool:
        return False


_NOTHING_FITS = _NothingFits()


_JSON_KINDS: dict[type, str] = {
    str: "string",
    NoneType: "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}


def _json_kind(value: object) -> str:
    if type(value) in _JSON_KINDS:
        return _JSON_KINDS[type(value)]
    if isinstance(value, dict):  # a model, in most cases
        return "object"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, Mapping) else "other"


def _any_of(words: Iterable[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


_SCALARS: dict[Any, type[Codec]] = {
    Any: AnyCodec,
    NoneType: NullCodec,
    bool: BoolCodec,
    int: IntCodec,
    float: FloatCodec,
    str: StrCodec,
}

_FORMATS: dict[str, tuple[type, type[Codec]]] = {
    "base64": (bytes, Base64Codec),
    "unix-timestamp": (datetime, UnixTimeCodec),
}


def codec_for(annotation: Any, *, format: str | None = None) -> Codec:
    """The codec of *annotation*, or a `TypeError` that says why there is none.

    *format* names a wire form that the annotation alone does not tell.
    """
    return codec_of(union_parts(annotation), format=format)


def codec_of(parts: list[Any], *, format: str | None = None, element: bool = False) -> Codec:
    """As `codec_for`, of the union of *parts*; *element* is for the inside of a list or dict."""
    if format is not None:
        return _formatted(parts, format)
    enums: list[type[Enum]] = []
    literals: list[Any] = []
    models: list[type[Node]] = []
    others = []
    for part in parts:
        if part is Any:
            return AnyCodec()
        if not isinstance(part, type):
            if get_origin(part) is Literal:
                literals += part.__args__
            else:
                others.append(part)
        elif issubclass(part, Node):
            models.append(part)
        elif issubclass(part, Enum):
            enums.append(part)
        else:
            others.append(part)
    is_open = str in others  # an enum or literals beside str: known values of an open string
    codecs: list[Codec] = [EnumCodec(e, is_open=is_open, element=element) for e in enums]
    if literals:
        codecs += _literal_codecs(literals, is_open=is_open)
    if models:
        codecs.append(ModelCodec(tuple(models)))
    if is_open and any("string" in codec.kinds for codec in codecs):
        others.remove(str)
    codecs += map(_plain_codec, others)
    if len(codecs) == 1:
        return codecs[0]
    kinds = [kind for codec in codecs for kind in codec.kinds]
    if len(kinds) > len(set(kinds)):
        raise TypeError(f"no codec for {_names(parts)}: two of its types are of one JSON kind")
    return UnionCodec(codecs)


def _formatted(parts: list[Any], format: str) -> Codec:
    if format not in _FORMATS:
        raise TypeError(f"no format {format!r}: there are {', '.join(_FORMATS)}")
    declared, codec = _FORMATS[format]
    if parts != [declared]:
        raise TypeError(f"format {format!r} is for {declared.__name__}, not {_names(parts)}")
    return codec()


def union_parts(annotation: Any) -> list[Any]:
    """The members of a union, aliases and `Annotated` seen through, each once."""
    if isinstance(annotation, type):
        return [annotation]
    seen: list[Any] = []
    aliases: list[Any] = []
    pending = [annotation]
    while pending:
        part = pending.pop(0)
        origin = part if isinstance(part, type) else get_origin(part)
        if origin in (Union, UnionType):
            pending[:0] = part.__args__
        elif origin is Annotated:
            pending.insert(0, part.__origin__)
        elif isinstance(origin, type) or origin is Literal or not hasattr(part, "__value__"):
            if part not in seen:
                seen.append(NoneType if part is None else part)
        else:  # `type X = ...`
            if part not in aliases:
                pending.insert(0, part.__value__)
            aliases.append(part)
    return seen


def _literal_codecs(values: list[Any], *, is_open: bool) -> list[Codec]:
    texts = [value for value in values if isinstance(value, str)]
    others = [value for value in values if not isinstance(value, str)]
    codecs: list[Codec] = []
    if texts:
        codecs.append(StrCodec(texts) if is_open else ConstantCodec(texts))
    if others:
        codecs.append(ConstantCodec(others))
    return codecs


def _plain_codec(annotation: Any) -> Codec:
    scalar = _SCALARS.get(annotation)
    if scalar is not None:
        return scalar()
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is list:
        return ListCodec(codec_of(union_parts(args[0]), element=True))
    if origin is dict and args[0] is str:
        return DictCodec(codec_of(union_parts(args[1]), element=True))
    for name, (declared, _) in _FORMATS.items():
        if annotation is declared:
            raise TypeError(
                f"no codec for {declared.__name__} without field(format={name!r}); "
                "inside a list, a dict or a union it cannot stand"
            )
    raise TypeError(
        f"no codec for {_name(annotation)}: JSON is str, int, float, bool, None, Any, Literal, "
        "an enum of strings, a Model, list[...], dict[str, ...] or a union of these"
    )


def _names(parts: Iterable[Any]) -> str:
    return " | ".join(map(_name, parts))


def _name(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
