"""What a class statement declares: its fields, its tags and the family they choose from."""

from __future__ import annotations

import sys
from collections.abc import Callable, KeysView
from functools import cache, cached_property
from types import UnionType
from typing import Any, ClassVar, TypeAlias, dataclass_transform, get_origin

from .adopting import Adopt, Plan, class_adopter, maker, tag_adopter
from .families import Family
from .fields import ABSENT, FieldInfo, FieldSpec, constant, discriminator, field

__all__ = ["ModelMeta", "Schema"]


Checks: TypeAlias = tuple[
    KeysView[str], dict[str, type], frozenset[str], dict[str, Callable[[Any], bool]], bool
]
"""By wire name: the fields that may not be absent; types all of whose values are valid; the fields
that may be null; what tells whether a value of any other type is valid. And whether that checks
the tag as well, or there is none."""


class Schema:
    """What a class statement declares, worked out once; what decoding needs not, when asked for."""

    def __init__(
        self,
        declared: dict[str, FieldInfo],
        above: list[Schema],
        defined_in: tuple[str, str],
    ) -> None:
        self.declared = declared
        """The fields that the class statement itself declares, by attribute name."""
        self.fields: dict[str, FieldInfo] = {}
        """Every field by attribute name, inherited ones first; the nearest declaration counts."""
        for schema in reversed(above):
            self.fields |= schema.declared
        self.fields |= declared
        fields = self.fields.values()
        self.defined_in = defined_in
        """Module and qualified name of the class statement."""
        self.plan: Plan = tuple(
            (info.wire_name, info._codec.adopt) for info in fields if info._codec.adopt is not None
        )
        """The fields that adopting a tree looks at: those that hold models or lists of enums."""
        self.tags: dict[str, str] = {
            info.wire_name: info.constant for info in fields if info.role == "discriminator"
        }
        """The tags that select the class, by wire name."""
        self.family: Family | None = above[0].family if above else None
        """The family that the class opens, or else the innermost one that it belongs to."""
        self.is_shared_base: bool
        """Whether the class stands between a family's base and the classes that tags select."""
        self.make: Adopt
        """What makes a plain dict an instance of exactly this class."""
        self.adopt: Adopt
        """What makes it an instance of the class that its tags select: this one or one below."""
        self.decode: Adopt
        """As `adopt`, but raises `DecodeError` for what is of no such class."""

    @cached_property
    def by_wire(self) -> dict[str, FieldInfo]:
        """Every field by wire name."""
        return {info.wire_name: info for info in self.fields.values()}

    @cached_property
    def required(self) -> dict[str, FieldInfo]:
        """The fields that may not be absent, by wire name."""
        return {wire: info for wire, info in self.by_wire.items() if info.required}

    @cached_property
    def checks(self) -> Checks:
        """What `Model._is_valid` asks for, in one look-up."""
        codecs = {wire: info._codec for wire, info in self.by_wire.items()}
        return (
            self.required.keys(),
            {wire: codec.sound for wire, codec in codecs.items() if codec.sound is not None},
            frozenset(wire for wire, info in self.by_wire.items() if info.nullable),
            {wire: codec.valid for wire, codec in codecs.items()},
            self.family is None or self.family.wire_name in self.tags,
        )


@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(field, discriminator, constant)
)
class ModelMeta(type):
    """Turns the annotations of a class statement into fields."""

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        discriminator: str | None = None,
        fallback: bool = False,
    ) -> ModelMeta:
        """Make a class.

        :param discriminator: the field by whose value a subclass is chosen; opens a family.
        :param fallback: whether the class stands for tags that no other class has.
        """
        namespace.setdefault("__slots__", ())  # items are the only state
        cls: Any = super().__new__(mcls, name, bases, namespace)
        above: list[Any] = [base for base in cls.__mro__[1:] if isinstance(base, ModelMeta)]
        defined_in = (cls.__module__, cls.__qualname__)
        declared = _declared_fields(cls, defined_in, root=above[-1] if above else object)
        cls._schema = Schema(declared, [base._schema for base in above], defined_in)
        _check_class(cls)
        for info in declared.values():
            setattr(cls, info.name, info._make_property())
        _join_family(cls, opens=discriminator, fallback=fallback)
        made: ModelMeta = cls
        return made


def _declared_fields(cls: type, defined_in: tuple[str, str], *, root: type) -> dict[str, FieldInfo]:
    """The fields of the class statement itself; the names of *root* are no fields."""
    own, annotations, reserved = vars(cls), _annotations(cls), _names_of(root)
    for name, value in own.items():
        if type(value) is FieldSpec and name not in annotations:
            raise TypeError(f"{cls.__qualname__}.{name}: a field needs an annotation")
    declared = {}
    for name, annotation in annotations.items():
        if _is_class_variable(annotation):
            continue
        if name in reserved:
            raise TypeError(
                f"{cls.__qualname__}.{name}: every model has this name for itself; "
                f"call the field otherwise and give field(name={name!r})"
            )
        try:
            spec = _spec(own.get(name, ABSENT))
            declared[name] = FieldInfo(name, annotation, spec, defined_in)
        except TypeError as error:
            raise TypeError(f"{cls.__qualname__}.{name}: {error}") from None
    return declared


def _is_class_variable(annotation: Any) -> bool:
    if isinstance(annotation, _CLASS_OR_UNION):  # nearly always
        return False
    return annotation is ClassVar or get_origin(annotation) is ClassVar


_CLASS_OR_UNION = (type, UnionType)


@cache
def _names_of(root: type) -> frozenset[str]:
    return frozenset(dir(root))


def _check_class(cls: Any) -> None:
    """Raise `TypeError` for what would let an attribute and its item drift apart."""
    if cls.__dictoffset__:
        raise TypeError(
            f"{cls.__qualname__}: a base without `__slots__ = ()` would give instances a __dict__"
        )
    schema: Schema = cls._schema
    own = vars(cls)
    for name in schema.fields:
        hides = name in own and name not in schema.declared
        if hides and not isinstance(own[name], property):
            raise TypeError(f"{cls.__qualname__}.{name}: it hides an inherited field")
    seen: dict[str, str] = {}
    for info in schema.fields.values():
        other = seen.setdefault(info.wire_name, info.name)
        if other != info.name:
            raise TypeError(
                f"{cls.__qualname__}: {other} and {info.name} have one wire name, "
                f"{info.wire_name!r}"
            )


def _annotations(cls: type) -> dict[str, Any]:
    plain = vars(cls).get("__annotations__")
    if plain is None and sys.version_info < (3, 14):  # from then on they are made when asked for
        return {}
    if plain is not None and str not in map(type, plain.values()):
        return dict(plain)  # as get_annotations would, at a tenth of its cost
    from typing_extensions import get_annotations  # here, for its import is a fifth of ours

    try:
        # Its own name lets a model hold models of its own class, as do the classes inside it.
        inner = {name: value for name, value in vars(cls).items() if isinstance(value, type)}
        return get_annotations(cls, eval_str=True, locals={**inner, cls.__name__: cls})
    except NameError as error:
        failure = f"{error}; text is read with the names of the module, not of a function"
    raise TypeError(f"{cls.__qualname__}: an annotation cannot be read: {failure}")


_REQUIRED, _OPTIONAL = FieldSpec(), FieldSpec(optional=True)


def _spec(default: object) -> FieldSpec:
    if default is ABSENT:
        return _REQUIRED
    if default is None:
        return _OPTIONAL
    if isinstance(default, FieldSpec):
        return default
    raise TypeError(f"a field's default is None or nothing, not {default!r}")


def _join_family(cls: Any, *, opens: str | None, fallback: bool) -> None:
    """Register in the family that the class's tag belongs to; open one of its own.

    Every check comes before the first change: a class statement that fails leaves no trace.
    """
    schema, family = cls._schema, cls._schema.family
    tagged = _tagged(cls)
    wire_name = None if opens is None else _opened_by(cls, opens)
    if fallback and family is None:
        raise TypeError(f"{cls.__qualname__}: no base opens a family to fall back in")
    for of, tag in tagged:
        of.check_free(tag, cls)
    schema.is_shared_base = (
        family is not None and not fallback and family.wire_name not in schema.tags
    )
    make = _make_functions(cls, None if wire_name is None else Family(cls, wire_name, family))
    if fallback and family is not None:
        family.fall_back(cls)
    for of, tag in tagged:
        of.register(tag, cls, make)


def _tagged(cls: Any) -> list[tuple[Family, str]]:
    """The families that the class declares a tag of, each with the tag."""
    schema, family = cls._schema, cls._schema.family
    if family is None:
        return []
    tagged = []
    for info in schema.declared.values():
        of = family.of(info.wire_name)
        if of is None:
            continue
        if info.role == "discriminator":
            tagged.append((of, info.constant))
        elif info.is_constant:
            raise TypeError(f"{cls.__qualname__}.{info.name}: a tag is given `= discriminator()`")
    return tagged


def _opened_by(cls: Any, opens: str) -> str:
    """The wire name of the field *opens*, whose values are to tell the classes below apart."""
    schema, family = cls._schema, cls._schema.family
    if opens not in schema.fields:
        raise TypeError(f"{cls.__qualname__}: the discriminator {opens!r} is no field")
    wire_name: str = schema.fields[opens].wire_name
    if family is not None and family.of(wire_name):
        raise TypeError(f"{cls.__qualname__}: a base has opened the family of {opens!r} already")
    return wire_name


def _make_functions(cls: Any, opened: Family | None) -> Adopt:
    """Give the class what makes its instances, and the family that it opens, if it does.

    Returns what makes one once a tag has selected the class.
    """
    schema, family = cls._schema, cls._schema.family
    made: Adopt = maker(cls, schema.plan)
    schema.make = made
    adopt = class_adopter(cls._class_for)
    schema.adopt = adopt if family or schema.tags else made
    schema.decode = cls._decode
    if opened is None:
        return made
    schema.family = opened
    select = tag_adopter(opened.wire_name, opened.makers, adopt)
    if family is None:
        schema.adopt = select
        schema.decode = tag_adopter(opened.wire_name, opened.makers, cls._decode)
    return select
