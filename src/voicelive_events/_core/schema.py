"""What a class statement declares: its fields and its tags."""

import sys
from collections.abc import Callable, KeysView, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, dataclass_transform

from .dispatch import Adopt, Dispatch
from .fields import ABSENT, FieldInfo, FieldSpec, constant, discriminator, field

if TYPE_CHECKING:
    from inspect import Signature  # here, for its import takes longer than all of ours

__all__ = ["ModelMeta", "Schema"]


# No `from __future__ import annotations` above: a named tuple compiles annotations that are text,
# which is a noticeable part of the import.
class Writer(NamedTuple):
    """How a constructor sets one field."""

    wire: str
    written_type: type | None
    """A type all of whose values are written as they stand."""
    info: FieldInfo


class Schema:
    """The fields of a class; what decoding needs not is worked out when asked for."""

    def __init__(self, inherited: dict[str, FieldInfo], declared: Mapping[str, FieldInfo]) -> None:
        self.declared = declared
        """The fields that the class statement itself declares, by attribute name."""
        self.fields: dict[str, FieldInfo] = {**inherited, **declared} if declared else inherited
        """Every field by attribute name, inherited ones first; the nearest declaration counts."""
        self.tags: dict[str, str] = {}
        """The tags that select the class, by wire name."""
        nested: list[tuple[str, Adopt]] = []
        is_renamed = False
        for name, info in self.fields.items():
            wire, adopt = info.wire_name, info._codec.adopt
            if wire != name:
                is_renamed = True
            if info.role == "discriminator":
                self.tags[wire] = info.constant
            if adopt is not None:
                nested.append((wire, adopt))
        self.nested = tuple(nested)
        """The wire names of the fields that hold models or lists of enums, with what makes them."""
        self.by_wire = {i.wire_name: i for i in self.fields.values()} if is_renamed else self.fields
        """Every field by wire name."""

    @cached_property
    def required(self) -> dict[str, FieldInfo]:
        """The fields that may not be absent, by wire name."""
        return {wire: info for wire, info in self.by_wire.items() if info.required}

    @cached_property
    def constants(self) -> dict[str, Any]:
        """The tags and constants that a constructor fills in, by wire name."""
        constants = ((wire, info.constant) for wire, info in self.by_wire.items())
        return {wire: value for wire, value in constants if value is not None}

    @cached_property
    def writers(self) -> dict[str, Writer]:
        """How a constructor sets each field, by attribute name."""
        return {
            name: Writer(info.wire_name, info._codec.written_type, info)
            for name, info in self.fields.items()
        }

    @cached_property
    def checks(
        self,
    ) -> tuple[KeysView[str], dict[str, type], frozenset[str], dict[str, Callable[[Any], bool]]]:
        """What a quick check of a model asks for, by wire name: the fields that may not be absent;
        types all of whose values are valid; the fields that may be null; and what tells whether a
        value of any other type is valid."""
        codecs = {wire: info._codec for wire, info in self.by_wire.items()}
        return (
            self.required.keys(),
            {w: c.valid_type for w, c in codecs.items() if c.valid_type is not None},
            frozenset(wire for wire, info in self.by_wire.items() if info.nullable),
            {wire: codec.valid for wire, codec in codecs.items()},
        )


@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(field, discriminator, constant)
)
class ModelMeta(type):
    # Turns the annotations of a class statement into fields. No docstring: `__doc__` is below.

    _schema: Schema
    _dispatch: Dispatch
    _root: type  # the class that all models stand below

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        discriminator: str | None = None,
        untagged: str | None = None,
        fallback: bool = False,
    ) -> "ModelMeta":
        """Make a class.

        :param discriminator: the field by whose value a subclass is chosen; opens a family.
        :param untagged: the wire name of the tag that other classes of a union have; an object of
            this class has none, or null.
        :param fallback: whether the class stands for tags that no other class has.
        """
        namespace.setdefault("__slots__", ())  # items are the only state
        cls: Any = super().__new__(mcls, name, bases, namespace)
        above = [base for base in bases if isinstance(base, ModelMeta)]
        inherited = _inherited_fields(cls, above)
        root = above[0]._root if above else object
        declared = _declared_fields(cls, inherited, root)
        schema = Schema(inherited, declared)
        _check_class(cls, schema, root)
        dispatch = Dispatch(
            cls,
            [base._dispatch for base in above],
            tags=schema.tags,
            declared_tags=[i.wire_name for i in declared.values() if i.role == "discriminator"],
            nested=schema.nested,
            opens=None if discriminator is None else _wire_name(cls, schema, discriminator),
            untagged=untagged,
            is_fallback=fallback,
        )
        _check_tags(cls, schema, dispatch)
        cls._schema, cls._dispatch = schema, dispatch
        if not above:
            cls._root = cls
        for info in declared.values():
            setattr(cls, info.name, info._make_property())
        dispatch.register()  # last, for then others find the class
        made: ModelMeta = cls
        return made

    @property
    def __signature__(cls) -> "Signature":
        from .help import signature_of  # here, for few ever ask

        return signature_of(cls._schema.fields.values())

    @property
    def __doc__(cls) -> str | None:  # type: ignore[override]
        doc: str | None = vars(cls)["__doc__"]
        if not cls._schema.fields:
            return doc
        from .help import doc_of

        return doc_of(doc or "", cls._schema.fields.values())


def _inherited_fields(cls: type, above: Sequence[ModelMeta]) -> dict[str, FieldInfo]:
    """The fields of the bases *above*, the nearest declaration of each."""
    if len(above) == 1:  # nearly always, and most of an import is the making of classes
        return above[0]._schema.fields
    inherited: dict[str, FieldInfo] = {}
    for base in reversed(cls.__mro__[1:]):
        if isinstance(base, ModelMeta):
            inherited |= base._schema.declared
    return inherited


def _declared_fields(
    cls: type, inherited: Mapping[str, FieldInfo], root: type
) -> dict[str, FieldInfo]:
    """The fields of the class statement itself; the names of *root* are no fields."""
    own, reserved = vars(cls), _names_of(root)
    annotations = _annotations(cls, own)
    defined_in = cls.__module__, cls.__qualname__
    for name, value in own.items():
        if type(value) is FieldSpec and name not in annotations:
            raise TypeError(f"{cls.__qualname__}.{name}: a field needs an annotation")
    declared = {}
    for name, annotation in annotations.items():
        if not isinstance(annotation, _CLASS_OR_UNION) and _is_class_variable(annotation):
            continue
        if name in reserved:
            raise TypeError(
                f"{cls.__qualname__}.{name}: every model has this name for itself; "
                f"call the field otherwise and give field(name={name!r})"
            )
        try:
            spec = _spec(own.get(name, ABSENT))
            declared[name] = FieldInfo._declared(
                name, annotation, spec, defined_in, inherited.get(name)
            )
        except TypeError as error:
            raise TypeError(f"{cls.__qualname__}.{name}: {error}") from None
    return declared


_CLASS_OR_UNION = (type, UnionType)  # what most annotations are


def _is_class_variable(annotation: Any) -> bool:
    return annotation is ClassVar or getattr(annotation, "__origin__", None) is ClassVar


@cache
def _names_of(root: type) -> frozenset[str]:
    return frozenset(dir(root))


def _check_class(cls: Any, schema: Schema, root: type) -> None:
    """Raise `TypeError` for what would let an attribute and its item drift apart."""
    if cls.__dictoffset__:
        raise TypeError(
            f"{cls.__qualname__}: a base without `__slots__ = ()` would give instances a __dict__"
        )
    fields, declared = schema.fields, schema.declared
    for name in _names_beside_fields(cls, root):
        if name not in fields or name in declared:
            continue
        found = next(vars(each)[name] for each in cls.__mro__ if name in vars(each))
        if not isinstance(found, property):
            raise TypeError(f"{cls.__qualname__}.{name}: it hides an inherited field")
    if len(schema.by_wire) < len(schema.fields):
        wire, one, other = next(
            (wire, info.name, schema.by_wire[wire].name)
            for info in schema.fields.values()
            if schema.by_wire[wire := info.wire_name] is not info
        )
        raise TypeError(f"{cls.__qualname__}: {one} and {other} have one wire name, {wire!r}")


def _names_beside_fields(cls: type, root: type) -> AbstractSet[str]:
    """What the class statement and plain classes among its bases define: it may hide a field."""
    names: AbstractSet[str] = vars(cls).keys()
    if len(cls.__bases__) > 1:
        for base in cls.__mro__[1 : cls.__mro__.index(root)]:
            if not isinstance(base, ModelMeta):
                names = names | vars(base).keys()
    return names


def _wire_name(cls: type, schema: Schema, opens: str) -> str:
    """The wire name of the field *opens*, whose values are to tell the classes below apart."""
    if opens not in schema.fields:
        raise TypeError(f"{cls.__qualname__}: the discriminator {opens!r} is no field")
    return schema.fields[opens].wire_name


def _check_tags(cls: type, schema: Schema, dispatch: Dispatch) -> None:
    """Raise `TypeError` for a field of fixed values where a tag is expected."""
    for info in schema.declared.values():
        is_tag = info.role == "discriminator"
        if not is_tag and info.is_constant and dispatch.joins(info.wire_name):
            raise TypeError(f"{cls.__qualname__}.{info.name}: a tag is given `= discriminator()`")


def _annotations(cls: type, namespace: Mapping[str, Any]) -> dict[str, Any]:
    try:
        # From 3.14 on they are made when asked for; before, a class may show those of a base.
        made_late = sys.version_info >= (3, 14)
        own: dict[str, Any] = (
            cls.__annotations__ if made_late else namespace.get("__annotations__", {})
        )
        if str not in map(type, own.values()):
            return own  # as get_annotations would, without its cost
        from typing_extensions import get_annotations  # here, for its import takes a while

        # Its own name lets a model hold models of its own class, as do the classes inside it.
        inner = {name: value for name, value in namespace.items() if isinstance(value, type)}
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
