"""What a class statement declares: its fields, its tags and the family they choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, get_origin

from typing_extensions import dataclass_transform, get_annotations

from .families import Family
from .fields import FieldInfo, FieldSpec, constant, discriminator, field

__all__ = ["ModelMeta", "Schema"]

_MISSING: Any = object()


class Schema:
    """What a class statement declares, worked out once."""

    __slots__ = ("by_wire", "defined_in", "family", "fields", "plan", "required", "tags")

    def __init__(self, fields: dict[str, FieldInfo], defined_in: tuple[str, str]) -> None:
        self.fields = fields
        """Every field by attribute name, inherited ones first."""
        self.defined_in = defined_in
        """Module and qualified name of the class statement."""
        self.by_wire = {info.wire_name: info for info in fields.values()}
        self.required = tuple(info for info in fields.values() if info.required)
        self.plan: tuple[tuple[str, Callable[[Any], Any]], ...] = tuple(
            (info.wire_name, info.codec.adopt) for info in fields.values() if info.codec.upgrades
        )
        """The fields that adopting a tree looks at: those that hold models or lists of enums."""
        self.tags: dict[str, str] = {
            info.wire_name: info.constant
            for info in fields.values()
            if info.role == "discriminator"
        }
        """The tags that select the class, by wire name."""
        self.family: Family | None = None
        """The family that the class opens, or else the innermost one that it belongs to."""


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
        fields: dict[str, FieldInfo] = {}
        for base in reversed(above):
            fields |= base._schema.fields
        cls._schema = Schema(fields | declared, defined_in)
        _refuse_shared_wire_names(cls)
        for info in declared.values():
            setattr(cls, info.name, info.make_property())
        cls._schema.family = above[0]._schema.family if above else None
        _join_family(cls, declared, opens=discriminator, fallback=fallback)
        made: ModelMeta = cls
        return made


def _declared_fields(cls: type, defined_in: tuple[str, str], *, root: type) -> dict[str, FieldInfo]:
    """The fields of the class statement itself; the names of *root* are no fields."""
    annotations = _annotations(cls)
    for name, value in vars(cls).items():
        if isinstance(value, FieldSpec) and name not in annotations:
            raise TypeError(f"{cls.__qualname__}.{name}: a field needs an annotation")
    declared = {}
    for name, annotation in annotations.items():
        if annotation is ClassVar or get_origin(annotation) is ClassVar:
            continue
        if hasattr(root, name):
            raise TypeError(
                f"{cls.__qualname__}.{name}: every model has this name for itself; "
                f"call the field otherwise and give field(name={name!r})"
            )
        try:
            spec = _spec(vars(cls).get(name, _MISSING))
            declared[name] = FieldInfo(name, annotation, spec, defined_in)
        except TypeError as error:
            raise TypeError(f"{cls.__qualname__}.{name}: {error}") from None
    return declared


def _refuse_shared_wire_names(cls: Any) -> None:
    seen: dict[str, str] = {}
    for info in cls._schema.fields.values():
        other = seen.setdefault(info.wire_name, info.name)
        if other != info.name:
            raise TypeError(
                f"{cls.__qualname__}: {other} and {info.name} have one wire name, "
                f"{info.wire_name!r}"
            )


def _annotations(cls: type) -> dict[str, Any]:
    try:
        # Its own name lets a model hold models of its own class.
        return get_annotations(cls, eval_str=True, locals={cls.__name__: cls})
    except NameError as error:
        raise TypeError(f"{cls.__qualname__}: an annotation cannot be read: {error}") from None


def _spec(default: object) -> FieldSpec:
    if default is _MISSING:
        return FieldSpec()
    if default is None:
        return FieldSpec(optional=True)
    if isinstance(default, FieldSpec):
        return default
    raise TypeError(f"a field's default is None or nothing, not {default!r}")


def _join_family(
    cls: Any, declared: Mapping[str, FieldInfo], *, opens: str | None, fallback: bool
) -> None:
    """Register in the family that the class's tag belongs to; open one of its own."""
    schema = cls._schema
    for info in declared.values():
        if info.role == "discriminator":
            family = schema.family
            while family is not None and family.wire_name != info.wire_name:
                family = family.outer
            if family is not None:
                family.register(info.constant, cls, schema.defined_in)
    if fallback:
        if schema.family is None:
            raise TypeError(f"{cls.__qualname__}: no base opens a family to fall back in")
        schema.family.fallback = cls
    if opens is not None:
        if opens not in schema.fields:
            raise TypeError(f"{cls.__qualname__}: the discriminator {opens!r} is no field")
        schema.family = Family(cls, schema.fields[opens].wire_name, schema.family)
