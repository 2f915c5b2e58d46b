"""Fields: what a class statement declares, and the properties that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias

from .._text import cut, is_name_key
from ..errors import DecodeError, FieldError, Loc, Problem
from .annotations import codec_of, union_parts
from .check import Check
from .codecs import AnyCodec, Codec, ConstantCodec, Rejected, visible
from .describe import NOTHING, describe
from .documented import documented
from .jsontext import not_json

__all__ = [
    "ABSENT",
    "FieldInfo",
    "FieldSpec",
    "check_version",
    "constant",
    "discriminator",
    "field",
]

Role: TypeAlias = Literal["field", "discriminator", "constant"]
Visibility: TypeAlias = Literal["read"]


class _Absent:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<absent>"


ABSENT: Any = _Absent()
"""Stands for what is not there, where None is a value."""


class FieldSpec:
    """What stands right of a field's annotation, kept until the class is made."""

    __slots__ = (
        "explicit_null",
        "format",
        "name",
        "optional",
        "required_in",
        "role",
        "secret",
        "versions",
        "visibility",
    )

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
        required_in: tuple[str, ...] = (),
        explicit_null: bool = False,
    ) -> None:
        self.role: Role = role
        self.optional: bool = optional
        self.explicit_null: bool = explicit_null
        self.name: str | None = name
        self.format: str | None = format
        self.visibility: Visibility | None = visibility
        self.secret: bool = secret
        self.versions: tuple[str, ...] | None = versions
        self.required_in: tuple[str, ...] = required_in


_TAG = FieldSpec(role="discriminator")

# The specifiers return Any, so that a type checker takes the annotation's word.


def field(
    *,
    default: None = ABSENT,
    name: str | None = None,
    format: Literal["base64", "unix-timestamp"] | None = None,
    visibility: Visibility | None = None,
    secret: bool = False,
    versions: tuple[str, ...] | None = None,
    required_in: tuple[str, ...] = (),
    explicit_null: bool = False,
) -> Any:
    """Declare a field that is more than its annotation.

    :param default: None if the field may be absent; there is no other default.
    :param name: the wire name, where it is not the attribute's name.
    :param format: the wire form: ``base64`` for bytes, ``unix-timestamp`` for datetime.
    :param visibility: ``read`` for what the service alone writes; `as_dict` can leave it out.
    :param secret: whether `repr`, problems and errors keep the value to themselves.
    :param versions: the versions that have the field, where not all that have its class do.
    :param required_in: the versions that do not do without the field, though others may.
    :param explicit_null: whether a null says something that absence does not. Where the field may
        be absent, None as keyword or on assignment is then stored; ``del`` makes it absent.
    """
    if default is not ABSENT and default is not None:
        raise TypeError(f"a field's default is None or nothing, not {default!r}")
    return FieldSpec(
        explicit_null=explicit_null,
        optional=default is None,
        name=name,
        format=format,
        visibility=visibility,
        secret=secret,
        versions=versions,
        required_in=required_in,
    )


def discriminator(*, name: str | None = None, init: Literal[False] = False) -> Any:
    """Declare the tag of a class: the one value of its `Literal` that selects it.

    It is filled in when an instance is constructed.

    :param name: the wire name, where it is not the attribute's name.
    :param init: tells type checkers that the constructor does not take it; leave it out.
    """
    return _TAG if name is None else FieldSpec(role="discriminator", name=name)


def constant(*, name: str | None = None, init: Literal[False] = False) -> Any:
    """Declare a field of one fixed value that selects nothing.

    It is filled in when an instance is constructed.

    :param name: the wire name, where it is not the attribute's name.
    :param init: tells type checkers that the constructor does not take it; leave it out.
    """
    return FieldSpec(role="constant", name=name)


@documented
class FieldInfo:
    """One declared field of a model."""

    __slots__ = (
        "_codec",
        "_defined_in",
        "_redeclares",
        "annotation",
        "constant",
        "explicit_null",
        "format",
        "name",
        "nullable",
        "required",
        "required_in",
        "role",
        "secret",
        "versions",
        "visibility",
        "wire_name",
    )

    name: str
    """The attribute's name."""

    wire_name: str
    """The key in the JSON object."""

    annotation: Any
    """The declared type."""

    required: bool
    """Whether the key must be present."""

    nullable: bool
    """Whether the value may be null."""

    explicit_null: bool
    """Whether a null says something that absence does not, though the field may be absent."""

    role: Role
    """``discriminator``, ``constant`` or ``field``."""

    format: str | None
    """The wire form, where the annotation does not tell it: ``base64``, ``unix-timestamp``."""

    visibility: Visibility | None
    """``read`` for what the service alone writes."""

    secret: bool
    """Whether the value is kept out of reprs, problems and errors."""

    versions: tuple[str, ...] | None
    """The versions whose published definition has the field; None for all that have its class,
    empty for a field that is documented elsewhere or was seen in live frames."""

    required_in: tuple[str, ...]
    """The versions that want the field, though it may be absent in others."""

    constant: Any
    """The wire value of a discriminator or a constant, None for any other field."""

    _codec: Codec
    _defined_in: tuple[str, str]  # the names of the module and of the class
    _redeclares: FieldInfo | None  # what the class would inherit

    @classmethod
    def _declared(
        cls,
        name: str,
        annotation: Any,
        spec: FieldSpec,
        defined_in: tuple[str, str],
        redeclares: FieldInfo | None,
    ) -> FieldInfo:
        """What a class statement declares. No `__init__`: `help` would show what is private."""
        if spec.role == "field":
            codec, nullable = _codec_and_null(annotation, spec.format)
        else:
            codec, nullable = _constant_and_null(annotation)
        if (spec.optional or spec.explicit_null) and not nullable:
            raise TypeError("a field that may be absent or null is annotated `... | None`")
        info = cls()
        info.name = name
        info.wire_name = spec.name or name
        info.annotation = annotation
        info.required = not spec.optional
        info.nullable = nullable
        info.explicit_null = spec.explicit_null
        info.role = spec.role
        info.format = spec.format
        info.visibility = spec.visibility
        info.secret = spec.secret
        info.versions = spec.versions
        info.required_in = spec.required_in
        _VERSIONS.extend(spec.versions or ())
        _VERSIONS.extend(spec.required_in)
        info.constant = None
        info._codec = codec
        info._defined_in = defined_in
        info._redeclares = redeclares
        if spec.role != "field":
            info.constant = codec.single if isinstance(codec, ConstantCodec) else None
            if info.constant is None:
                raise TypeError(f"{spec.role}() takes a Literal of one value, not {annotation}")
            if spec.role == "discriminator" and not isinstance(info.constant, str):
                raise TypeError(f"discriminator() takes a Literal of a string, not {annotation}")
        return info

    def __repr__(self) -> str:
        return f"<FieldInfo {self.name}: {self.annotation}>"

    @property
    def doc(self) -> str:
        """The docstring under the declaration, or else under the one that it replaces in a base.

        Empty where the source is not at hand, and for one value alone, which says all.
        """
        from .docstrings import field_docs  # here, for it reads source, and few ever ask

        own = field_docs(*self._defined_in).get(self.name, "")
        if own or self._redeclares is None or self._has_one_value:
            return own
        return self._redeclares.doc

    @property
    def is_id(self) -> bool:
        """Whether its texts name something, rather than say it: ids, tags and codes."""
        return is_name_key(self.name)

    @property
    def is_constant(self) -> bool:
        """Whether the declared type has fixed values alone, be it a tag or not."""
        return isinstance(self._codec, ConstantCodec)

    @property
    def _has_one_value(self) -> bool:
        return isinstance(self._codec, ConstantCodec) and self._codec.single is not None

    @property
    def _is_left_out(self) -> bool:
        """Whether None means that the item is to be absent."""
        return not (self.required or self.explicit_null)

    def _problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        """What is wrong with the wire value *raw* of this field."""
        if raw is None and self.nullable:
            return
        if not self.secret:
            yield from self._codec.problems(raw, loc, check)
            return
        # One problem, and nothing of the value in it, not even the keys.
        for problem in self._codec.problems(raw, loc, check):
            got = describe(raw, hidden=True)
            yield Problem(loc, problem.code, self._codec.expected, got)
            return

    def _is_in(self, version: str, raw: Any) -> bool:
        """Whether that version of the API takes *raw* as the field's value; of a field that no
        version has, nobody can tell."""
        says_nothing = raw is None and not self.explicit_null
        return says_nothing or not self.versions or version in self.versions

    def _missing(self, loc: Loc) -> Problem:
        """The problem of this field's absence from the object at *loc*."""
        return Problem((*loc, self.wire_name), "missing", self._codec.expected, NOTHING)

    def _encode(self, value: Any, owner: type) -> Any:
        """The wire value of *value*, or a `TypeError` that names *owner*'s field."""
        if value is None and self.nullable:
            return None
        try:
            return self._codec.encode(value)
        except (Rejected, DecodeError):
            pass
        failure = self._refusal(value, self._upgrade(value, owner))
        raise TypeError(f"{owner.__name__}.{self.name}: {failure}")

    def _refusal(self, value: Any, raw: Any) -> str:
        """Why *value*, upgraded to *raw*, cannot be set; of an array or an object, the first
        element that is wrong."""
        loc, check = (self.wire_name,), Check(nested=False)
        problem = next(self._codec.problems(raw, loc, check), None)
        if problem and not self.secret and (problem.loc != loc or problem.code == "not_json"):
            return str(problem)
        expected = self._codec.settable or self._codec.expected
        return f"expected {expected}, got {describe(value, hidden=self.secret)}"

    def _unfit(self, value: Any, problem: Problem) -> str:
        """Why *value*, which is a mapping or holds one, is no JSON: for the *problem* in a part."""
        whole = not_json(value, mapping=Mapping) or problem
        inner = () if self.secret else visible(self._codec, value, whole.loc)
        return str(whole._replace(loc=(self.wire_name, *inner)))

    def _upgrade(self, value: Any, owner: type) -> Any:
        """What stands in the items after *value* was stored there; as `_encode`, but lenient."""
        try:
            return self._codec.upgrade(value)
        except DecodeError as error:
            failure = self._unfit(value, error.problem)
        raise TypeError(f"{owner.__name__}.{self.name}: {failure}")

    def _make_property(self) -> property:
        """The typed view of the item."""
        known = self._codec.known
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
        if value is None and self._is_left_out:
            dict.pop(model, self.wire_name, None)
        else:
            wire = self._encode(value, type(model))
            dict.__setitem__(model, self.wire_name, wire)

    def _delete(self, model: Any) -> None:
        if dict.pop(model, self.wire_name, ABSENT) is ABSENT:
            raise FieldError(self._missing(()), type(model).__name__, self.name)

    def _error(self, owner: str, raw: Any) -> FieldError:
        """Why *raw* cannot be read."""
        if raw is ABSENT:
            problem = self._missing(())
        else:
            problem = next(self._problems(raw, (self.wire_name,), Check(nested=False)))
        return FieldError(problem, owner, self.name)


_VERSIONS: list[str] = []
"""The versions that fields name; no set, for to hash members of an enum takes a while."""


def check_version(version: str) -> None:
    """Raise `ValueError` for a *version* of the API that no class knows."""
    if version not in _VERSIONS:
        known = ", ".join(sorted({*map(str, _VERSIONS)}))
        raise ValueError(f"no version {cut(str(version))!r} of the API: there are {known}")


def _codec_and_null(annotation: Any, format: str | None) -> tuple[Codec, bool]:
    """The codec of *annotation* less its None, and whether it had one."""
    # A tuple, for to hash a union takes longer than most of what is done for a field.
    members = annotation.__args__ if isinstance(annotation, UnionType) else (annotation,)
    try:
        return _codec_and_null_of(members, format)
    except RecursionError:
        raise TypeError(f"no codec for a type that holds itself: {annotation}") from None


@cache  # most fields are one of a few types
def _codec_and_null_of(members: tuple[Any, ...], format: str | None) -> tuple[Codec, bool]:
    """The same for the *members* of a union."""
    parts = union_parts(*members)
    others = [part for part in parts if part is not NoneType]
    if not others:
        raise TypeError("a field has a type beside None")
    codec = codec_of(others, format=format)
    return codec, len(others) < len(parts) or isinstance(codec, AnyCodec)


def _constant_and_null(annotation: Any) -> tuple[Codec, bool]:
    """The same for a tag or a constant: each has a type of its own, nearly always a `Literal`."""
    if getattr(annotation, "__origin__", None) is Literal and len(annotation.__args__) == 1:
        return ConstantCodec(annotation.__args__), False
    return _codec_and_null(annotation, None)


# Both readers leave their handler before they do more: an error that is raised in it would hold the
# caught one, and that the value.


def _reader(info: FieldInfo) -> Callable[[Any], Any]:
    """A function of little more than an item read, which nearly always is enough."""

    # What it knows are defaults, for there is one for each field: a closure is of five objects.
    def read(
        model: Any,
        info: FieldInfo = info,
        wire: str = info.wire_name,
        plain_type: type | None = info._codec.plain_type,
    ) -> Any:
        try:
            raw = model[wire]
        except KeyError:
            raw = ABSENT
        return raw if type(raw) is plain_type else info._read_closely(model, raw)

    return read


def _reader_of_known(info: FieldInfo, known: Mapping[str, Any]) -> Callable[[Any], Any]:
    """The same for strings that are read as something else."""

    def read(
        model: Any,
        info: FieldInfo = info,
        wire: str = info.wire_name,
        known: Mapping[str, Any] = known,
    ) -> Any:
        try:
            return known[model[wire]]
        except (KeyError, TypeError):  # absent, not known, or no string
            pass
        return info._read_closely(model, dict.get(model, wire, ABSENT))

    return read
