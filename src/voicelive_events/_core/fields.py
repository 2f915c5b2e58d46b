"""Fields: what a class statement declares, and the properties that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin

from ..errors import FieldError, Problem
from .codecs import Check, Codec, ConstantCodec, Path, Rejected, codec_for
from .describe import NOTHING, describe, join_path
from .docstrings import field_docs

__all__ = ["FieldInfo", "FieldSpec", "constant", "discriminator", "field"]

Visibility = Literal["read"]

_ABSENT: Any = object()


class FieldSpec:
    """What stands right of a field's annotation, kept until the class is made."""

    __slots__ = ("format", "name", "optional", "role", "secret", "visibility")

    def __init__(
        self,
        *,
        role: Literal["field", "discriminator", "constant"] = "field",
        optional: bool = False,
        name: str | None = None,
        format: str | None = None,
        visibility: Visibility | None = None,
        secret: bool = False,
    ) -> None:
        self.role = role
        self.optional = optional
        self.name = name
        self.format = format
        self.visibility = visibility
        self.secret = secret


# The specifiers return Any, so that a type checker takes the annotation's word.


def field(
    *,
    default: None = _ABSENT,
    name: str | None = None,
    format: Literal["base64", "unix-timestamp"] | None = None,
    visibility: Visibility | None = None,
    secret: bool = False,
) -> Any:
    """Declare a field that is more than its annotation.

    :param default: None if the field may be absent; there is no other default.
    :param name: the wire name, where it is not the attribute's name.
    :param format: the wire form: ``base64`` for bytes, ``unix-timestamp`` for datetime.
    :param visibility: ``read`` for what the service alone writes; `as_dict` can leave it out.
    :param secret: whether `repr`, problems and errors keep the value to themselves.
    """
    if default is not _ABSENT and default is not None:
        raise TypeError(f"a field's default is None or nothing, not {default!r}")
    return FieldSpec(
        optional=default is None,
        name=name,
        format=format,
        visibility=visibility,
        secret=secret,
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
        "format",
        "name",
        "nullable",
        "required",
        "role",
        "secret",
        "visibility",
        "wire_name",
    )

    def __init__(
        self, name: str, annotation: Any, spec: FieldSpec, defined_in: tuple[str, str]
    ) -> None:
        inner, nullable = _without_none(annotation)
        if spec.optional and not nullable:
            raise TypeError(f"a field that may be absent is annotated `... | None`, not {inner}")
        self.name = name
        """The attribute's name."""
        self.wire_name = spec.name or name
        """The key in the JSON object."""
        self.annotation = annotation
        """The declared type."""
        self.required = not spec.optional
        """Whether the key must be present."""
        self.nullable = nullable
        """Whether the value may be null."""
        self.role = spec.role
        """``discriminator``, ``constant`` or ``field``."""
        self.format = spec.format
        """The wire form, where the annotation does not tell it: ``base64``, ``unix-timestamp``."""
        self.visibility = spec.visibility
        """``read`` for what the service alone writes."""
        self.secret = spec.secret
        """Whether the value is kept out of reprs, problems and errors."""
        self._codec = codec_for(inner, format=spec.format)
        self._defined_in = defined_in
        if spec.role != "field" and self.constant is None:
            raise TypeError(f"{spec.role}() takes a Literal of one value, not {annotation}")

    def __repr__(self) -> str:
        return f"<FieldInfo {self.name}: {self.annotation}>"

    @property
    def doc(self) -> str:
        """The docstring under the declaration; empty where the source is not at hand."""
        return field_docs(*self._defined_in).get(self.name, "")

    @property
    def constant(self) -> Any:
        """The wire value of a discriminator or a constant, None for any other field."""
        if self.role != "field" and isinstance(self._codec, ConstantCodec):
            return self._codec.single
        return None

    @property
    def codec(self) -> Codec:
        """How the declared type stands on the wire, null apart."""
        return self._codec

    def is_valid(self, raw: Any) -> bool:
        """Whether `problems` would find nothing."""
        return self.nullable if raw is None else self._codec.valid(raw)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        """What is wrong with the wire value *raw* of this field."""
        if self.secret:
            check = check._replace(hidden=True)
        if raw is not None or not self.nullable:
            yield from self._codec.problems(raw, path, check)

    def missing(self, path: Path) -> Problem:
        """The problem of this field's absence from the object at *path*."""
        where = join_path((*path, self.wire_name))
        return Problem(where, "missing", self._codec.expected, NOTHING)

    def encode(self, value: Any, owner: str) -> Any:
        """The wire value of *value*, or a `TypeError` that names *owner*'s field."""
        if value is None and self.nullable:
            return None
        try:
            return self._codec.encode(value)
        except Rejected:
            got = describe(value, hidden=self.secret)
        raise TypeError(f"{owner}.{self.name}: expected {self._codec.expected}, got {got}")

    def make_property(self) -> property:
        """The typed view of the item."""
        return property(_reader(self), _writer(self), _deleter(self))

    def _error(self, owner: str, raw: Any) -> FieldError:
        """Why *raw* cannot be read."""
        if raw is _ABSENT:
            problem = self.missing(())
        else:
            problem = next(self.problems(raw, (self.wire_name,), Check(nested=False)))
        return FieldError(f"{owner}.{self.name}: {problem}", name=self.name)


def _reader(info: FieldInfo) -> Callable[[Any], Any]:
    wire, required, nullable = info.wire_name, info.required, info.nullable
    exact, decode, get = info.codec.exact, info.codec.decode, dict.get

    def read(model: Any) -> Any:
        raw = get(model, wire, _ABSENT)
        if type(raw) is exact:
            return raw
        if raw is None and nullable:
            return None
        if raw is not _ABSENT:
            try:
                return decode(raw)
            except Rejected:
                pass
        elif not required:
            return None
        raise info._error(type(model).__name__, raw)

    return read


def _writer(info: FieldInfo) -> Callable[[Any, Any], None]:
    wire = info.wire_name
    removes = not info.required  # None takes an optional field away; elsewhere it is a value

    def write(model: Any, value: Any) -> None:
        if value is None and removes:
            dict.pop(model, wire, None)
        else:
            dict.__setitem__(model, wire, info.encode(value, type(model).__name__))

    return write


def _deleter(info: FieldInfo) -> Callable[[Any], None]:
    wire = info.wire_name

    def delete(model: Any) -> None:
        if dict.pop(model, wire, _ABSENT) is _ABSENT:
            raise info._error(type(model).__name__, _ABSENT)

    return delete


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation less its ``None``, and whether it had one."""
    members = get_args(annotation) if _is_union(annotation) else (annotation,)
    others = tuple(member for member in members if member is not NoneType)
    if len(others) == len(members):
        return annotation, annotation is Any
    return Union[others], True  # noqa: UP007  # the members are a tuple


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in _UNIONS


_UNIONS = (Union, type(int | str))
