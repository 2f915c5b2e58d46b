"""Fields: what a class statement declares, and the properties that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeAlias, get_origin

from ..errors import DecodeError, FieldError, Problem
from .annotations import codec_of, union_parts
from .codecs import AnyCodec, Check, Codec, ConstantCodec, Path, Rejected
from .describe import NOTHING, describe, join_path

__all__ = ["ABSENT", "FieldInfo", "FieldSpec", "constant", "discriminator", "field"]

Role: TypeAlias = Literal["field", "discriminator", "constant"]
Visibility: TypeAlias = Literal["read"]

ABSENT: Any = object()
"""Stands for what is not there, where None is a value."""


class FieldSpec:
    """What stands right of a field's annotation, kept until the class is made."""

    __slots__ = ("format", "name", "optional", "role", "secret", "versions", "visibility")

    def __init__(
        self,
        *,
        role: Role = "field",
        optional: bool = False,
        name: str | None = None,
        format: str | None = None,
        visibility: Visibility | None = None,
        secret: bool = False,
        versions: tuple[str, ...] | None = None,
    ) -> None:
        self.role = role
        self.optional = optional
        self.name = name
        self.format = format
        self.visibility = visibility
        self.secret = secret
        self.versions = versions


# The specifiers return Any, so that a type checker takes the annotation's word.


def field(
    *,
    default: None = ABSENT,
    name: str | None = None,
    format: Literal["base64", "unix-timestamp"] | None = None,
    visibility: Visibility | None = None,
    secret: bool = False,
    versions: tuple[str, ...] | None = None,
) -> Any:
    """Declare a field that is more than its annotation.

    :param default: None if the field may be absent; there is no other default.
    :param name: the wire name, where it is not the attribute's name.
    :param format: the wire form: ``base64`` for bytes, ``unix-timestamp`` for datetime.
    :param visibility: ``read`` for what the service alone writes; `as_dict` can leave it out.
    :param secret: whether `repr`, problems and errors keep the value to themselves.
    :param versions: the versions that have the field, where not all that have its class do.
    """
    if default is not ABSENT and default is not None:
        raise TypeError(f"a field's default is None or nothing, not {default!r}")
    return FieldSpec(
        optional=default is None,
        name=name,
        format=format,
        visibility=visibility,
        secret=secret,
        versions=versions,
    )


def discriminator(*, name: str | None = None, init: Literal[False] = False) -> Any:
    """Declare the tag of a class: the one value of its `Literal` that selects it.

    It is filled in when an instance is constructed.
    """
    return FieldSpec(role="discriminator", name=name)


def constant(*, name: str | None = None, init: Literal[False] = False) -> Any:
    """Declare a field of one fixed value that selects nothing.

    It is filled in when an instance is constructed.
    """
    return FieldSpec(role="constant", name=name)


class FieldInfo:
    """One declared field of a model."""

    __slots__ = (
        "_codec",
        "_defined_in",
        "annotation",
        "constant",
        "format",
        "name",
        "nullable",
        "required",
        "role",
        "secret",
        "versions",
        "visibility",
        "wire_name",
    )

    def __init__(
        self, name: str, annotation: Any, spec: FieldSpec, defined_in: tuple[str, str]
    ) -> None:
        if spec.role == "field":
            codec, nullable = _codec_and_null(annotation, spec.format)
        else:
            codec, nullable = _constant_and_null(annotation)
        if spec.optional and not nullable:
            raise TypeError("a field that may be absent is annotated `... | None`")
        self.name: str = name
        """The attribute's name."""
        self.wire_name: str = spec.name or name
        """The key in the JSON object."""
        self.annotation: Any = annotation
        """The declared type."""
        self.required: bool = not spec.optional
        """Whether the key must be present."""
        self.nullable: bool = nullable
        """Whether the value may be null."""
        self.role: Role = spec.role
        """``discriminator``, ``constant`` or ``field``."""
        self.format: str | None = spec.format
        """The wire form, where the annotation does not tell it: ``base64``, ``unix-timestamp``."""
        self.visibility: Visibility | None = spec.visibility
        """``read`` for what the service alone writes."""
        self.secret: bool = spec.secret
        """Whether the value is kept out of reprs, problems and errors."""
        self.versions: tuple[str, ...] | None = spec.versions
        """The versions that have the field; None for all that have its class."""
        self.constant: Any = None
        """The wire value of a discriminator or a constant, None for any other field."""
        self._codec = codec
        self._defined_in = defined_in
        if spec.role != "field":
            self.constant = codec.single if isinstance(codec, ConstantCodec) else None
            if self.constant is None:
                raise TypeError(f"{spec.role}() takes a Literal of one value, not {annotation}")
            if spec.role == "discriminator" and not isinstance(self.constant, str):
                raise TypeError(f"discriminator() takes a Literal of a string, not {annotation}")

    def __repr__(self) -> str:
        return f"<FieldInfo {self.name}: {self.annotation}>"

    @property
    def doc(self) -> str:
        """The docstring under the declaration; empty where the source is not at hand."""
        from .docstrings import field_docs  # here, for it reads source, and few ever ask

        return field_docs(*self._defined_in).get(self.name, "")

    @property
    def is_id(self) -> bool:
        """Whether its texts name something, rather than say it: ids and tags."""
        return self.name in ("id", "type") or self.name.endswith("_id")

    @property
    def is_constant(self) -> bool:
        """Whether the declared type has fixed values alone, be it a tag or not."""
        return isinstance(self._codec, ConstantCodec)

    def _problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        """What is wrong with the wire value *raw* of this field."""
        if raw is None and self.nullable:
            return
        if not self.secret:
            yield from self._codec.problems(raw, path, check)
        elif not self._codec.valid(raw):  # one problem: not even the keys in it are shown
            got = describe(raw, hidden=True)
            yield Problem(join_path(path), "wrong_type", self._codec.expected, got)

    def _missing(self, path: Path) -> Problem:
        """The problem of this field's absence from the object at *path*."""
        where = join_path((*path, self.wire_name))
        return Problem(where, "missing", self._codec.expected, NOTHING)

    def _encode(self, value: Any, owner: str) -> Any:
        """The wire value of *value*, or a `TypeError` that names *owner*'s field."""
        if value is None and self.nullable:
            return None
        try:
            return self._codec.encode(value)
        except Rejected:
            failure = self._refusal(value)
        except DecodeError as error:
            failure = f"in the given value: {error}"
        raise TypeError(f"{owner}.{self.name}: {failure}")

    def _refusal(self, value: Any) -> str:
        """Why *value* cannot be set; of an array or an object, the first element that is wrong."""
        if type(value) in (list, dict) and not self.secret:
            raw = self._codec.take(value)
            inner = self._codec.problems(raw, (self.wire_name,), Check(nested=False))
            for problem in inner:
                return str(problem)
        return f"expected {self._codec.expected}, got {describe(value, hidden=self.secret)}"

    def _take(self, value: Any, owner: str) -> Any:
        """What stands in the items after *value* was stored there; as `_encode`, but lenient."""
        try:
            return self._codec.take(value)
        except DecodeError as error:
            failure = f"{owner}.{self.name}: in the given value: {error}"
        raise TypeError(failure)

    def _make_property(self) -> property:
        """The typed view of the item."""
        known = self._codec.read_as
        read = _reader(self) if known is None else _reader_of_known(self, known)
        return property(read, self._write, self._delete)

    def _read_closely(self, model: Any, raw: Any) -> Any:
        if raw is None and self.nullable:
            return None
        if raw is not ABSENT:
            try:
                return self._codec.decode(raw)
            except Rejected:
                pass
        elif not self.required:
            return None
        raise self._error(type(model).__name__, raw)

    def _write(self, model: Any, value: Any) -> None:
        if value is None and not self.required:  # elsewhere null is a value
            dict.pop(model, self.wire_name, None)
        else:
            wire = self._encode(value, type(model).__name__)
            dict.__setitem__(model, self.wire_name, wire)

    def _delete(self, model: Any) -> None:
        if dict.pop(model, self.wire_name, ABSENT) is ABSENT:
            owner = type(model).__name__
            raise FieldError(f"{owner}.{self.name}: there is none to delete", name=self.name)

    def _error(self, owner: str, raw: Any) -> FieldError:
        """Why *raw* cannot be read."""
        if raw is ABSENT:
            problem = self._missing(())
        else:
            problem = next(self._problems(raw, (self.wire_name,), Check(nested=False)))
        return FieldError(f"{owner}.{self.name}: {problem}", name=self.name)


@cache  # most fields are one of a few types
def _codec_and_null(annotation: Any, format: str | None) -> tuple[Codec, bool]:
    """The codec of *annotation* less its None, and whether it had one."""
    parts = union_parts(annotation)
    others = [part for part in parts if part is not NoneType]
    if not others:
        raise TypeError("a field has a type beside None")
    try:
        codec = codec_of(others, format=format)
    except RecursionError:
        raise TypeError(f"no codec for a type that holds itself: {annotation}") from None
    return codec, len(others) < len(parts) or isinstance(codec, AnyCodec)


def _constant_and_null(annotation: Any) -> tuple[Codec, bool]:
    """The same for a tag or a constant: each has a type of its own, nearly always a `Literal`."""
    if get_origin(annotation) is Literal and len(annotation.__args__) == 1:
        return ConstantCodec(annotation.__args__), False
    return _codec_and_null(annotation, None)


def _reader(info: FieldInfo) -> Callable[[Any], Any]:
    """A function of little more than an item read, which nearly always is enough."""
    wire, exact, read_closely = info.wire_name, info._codec.exact, info._read_closely

    def read(model: Any) -> Any:
        try:
            raw = model[wire]
        except KeyError:
            raw = ABSENT
        return raw if type(raw) is exact else read_closely(model, raw)

    return read


def _reader_of_known(info: FieldInfo, known: Mapping[str, Any]) -> Callable[[Any], Any]:
    """The same for strings that are read as something else."""
    wire, read_closely = info.wire_name, info._read_closely

    def read(model: Any) -> Any:
        try:
            return known[model[wire]]
        except (KeyError, TypeError):  # absent, not known, or no string
            return read_closely(model, dict.get(model, wire, ABSENT))

    return read
