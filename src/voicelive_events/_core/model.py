"""`Model`: a dict whose items are the JSON object and whose attributes are a typed view of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, cast

from ..errors import DecodeError, Problem, ValidationError
from .adopting import Adopt
from .codecs import Check, Node, Path
from .describe import (
    DEEP,
    LISTED_FIELDS,
    NOTHING,
    describe,
    inside,
    join_path,
    outline,
    short_repr,
)
from .families import Family
from .fields import ABSENT, FieldInfo
from .jsontext import SCALARS, JSONText, copy_tree, dumps, loads
from .schema import ModelMeta, Schema

__all__ = ["Model"]


class Model(Node, metaclass=ModelMeta):
    """A JSON object as a typed object that is still the dict it came as.

    Items are the wire: every key, in order, with nulls and unknown fields. Attributes are a
    typed view of the items: decoded when read, encoded when set. A subclass declares its fields
    as annotations::

        class Point(Model):
            x: int
            label: str | None = None

    A field with ``= None`` may be absent; reading it then gives ``None``. Reading any other
    field gives a value of the declared type or raises `FieldError`. Setting an optional field
    to ``None`` removes its key; ``model["key"] = None`` stores an explicit null.

    Constructed with keywords, the fields; or, at run time, with one mapping of wire names as
    well, which is copied and chooses no subclass. Raises `TypeError` for a keyword that is
    missing, unknown or of the wrong type, and `DecodeError` for a mapping of another class.
    """

    if TYPE_CHECKING:  # no annotation at run time: those are fields, and tools resolve them
        _schema: ClassVar[Schema]

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        cls, schema = type(self), self._schema
        if schema.is_shared_base:
            raise TypeError(f"{cls.__name__} only shares fields: construct a class below it")
        if len(args) > 1:
            raise TypeError(f"{cls.__name__} takes one mapping at most, got {len(args)}")
        if args:
            tree = _object(_copied(args[0]))
            cls._check_own_tags(tree)
            dict.update(self, schema.make(tree))
        for info in schema.fields.values():
            if info.constant is not None and info.wire_name not in self:
                dict.__setitem__(self, info.wire_name, info.constant)
        for name, value in kwargs.items():
            if name not in schema.fields:
                raise TypeError(f"{cls.__name__} has no field {name!r}")
            info = schema.fields[name]
            if value is not None or info.required:
                dict.__setitem__(self, info.wire_name, info._encode(value, cls.__name__))
        if not args:
            missing = [i.name for wire, i in schema.required.items() if wire not in self]
            if missing:
                raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
        if not self._is_of_its_class():
            raise TypeError(f"{cls.__name__}: its tag is another class's")

    # --- In and out ----------------------------------------------------------------------

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, strict: bool = False) -> Self:
        """An instance of the class that *data* is of: *cls* or the subclass that its tag selects.

        *data* is copied, however deep, and left as it was. What surprises in it is kept and
        shows where it is read; with *strict* it raises `ValidationError` with every problem.
        Raises `DecodeError` if *data* is no JSON object, or its tag is missing, no string or
        of a class that is not below *cls*.
        """
        model: Self = cls._schema.decode(_copied(data))
        return model._checked() if strict else model

    @classmethod
    def from_json(cls, text: JSONText, *, strict: bool = False) -> Self:
        """As `from_dict`, from JSON text: str, or UTF-8 in a bytes-like object.

        Raises `DecodeError` also for text that is not JSON as RFC 8259 has it, or is nested
        deeper than 128 levels.
        """
        model: Self = cls._schema.decode(loads(text))
        return model._checked() if strict else model

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:
        """A copy in plain dicts, lists and scalars, all the way down.

        With *exclude_readonly* it leaves out the fields that the service alone writes.
        """
        return _plain(self, _without_readonly if exclude_readonly else dict.copy)

    def to_json(self) -> str:
        """The object as compact JSON text, in ASCII.

        Raises `TypeError` or `ValueError` if an item was set to what JSON cannot carry.
        """
        return dumps(self)

    def copy(self) -> Self:
        """A shallow copy of the same class."""
        return self._restored(self)

    def problems(self, *, unknown: bool = False) -> list[Problem]:
        """Everything in the object, however deep, that differs from what its class declares.

        In the order of the document; a missing field comes after the fields that are there.
        With *unknown* also what a newer service may have added: fields, enum values and tags.
        """
        return list(self._walk((), Check(unknown=unknown)))

    @classmethod
    def fields(cls) -> tuple[FieldInfo, ...]:
        """The declared fields, inherited ones first."""
        return tuple(cls._schema.fields.values())

    @classmethod
    def registry(cls) -> Mapping[str, type[Self]]:
        """The classes that a tag selects, *cls* and below, by tag; read-only.

        Empty for a class that has no discriminator.
        """
        family = cls._schema.family
        classes = {} if family is None else family.classes
        return MappingProxyType({t: c for t, c in list(classes.items()) if issubclass(c, cls)})

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema, draft 2020-12, of the objects that decode as *cls* without problems.

        Classes that a tag selects are told apart by it, and what they refer to stands in
        ``$defs``. As for `problems`, unknown fields, enum values and tags are no fault; unlike
        there, ``3.0`` is an integer and a number or nesting is never too large. Descriptions
        are the docstrings of classes and fields.
        """
        from .jsonschema import json_schema  # here, for few ever ask

        return json_schema(cls)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic_hooks import core_schema_of  # here, for pydantic alone asks

        return core_schema_of(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        from .pydantic_hooks import json_schema_of

        return json_schema_of(cls, handler)

    # --- The dict ------------------------------------------------------------------------

    def get(self, key: str, default: Any = None) -> Any:
        """The item *key*, or *default* if there is none."""
        return dict.get(self, key, default)

    def pop(self, key: str, default: Any = ABSENT) -> Any:
        """Remove the item *key* and return it, or *default* if there is none.

        Raises `KeyError` if there is none and no *default* is given.
        """
        return dict.pop(self, key) if default is ABSENT else dict.pop(self, key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The item *key*, after setting it to *default* if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Set items from a mapping or from pairs, and from keywords."""
        given = dict(*args, **kwargs)
        dict.update(self, {key: self._taken(key, value) for key, value in given.items()})

    @classmethod
    def fromkeys(cls, iterable: Iterable[str], value: Any = None, /) -> Self:  # type: ignore[override]
        """An instance with these items, all *value*."""
        made = cls._restored({})
        made.update(dict.fromkeys(iterable, value))
        return made

    def __setitem__(self, key: str, value: Any) -> None:
        dict.__setitem__(self, key, self._taken(key, value))

    def _taken(self, key: str, value: Any) -> Any:
        """What stands in the items after *value* was stored: a mapping has become its model."""
        info = self._schema.by_wire.get(key)
        return value if info is None else info._take(value, type(self).__name__)

    def __or__(self, other: Any) -> Self:  # type: ignore[override]  # of the same class
        if not isinstance(other, dict):
            return NotImplemented
        merged = self.copy()
        merged.update(other)
        return merged

    def __ror__(self, other: Any) -> Self:  # type: ignore[override]
        if not isinstance(other, dict):
            return NotImplemented
        merged = self._restored({})
        merged.update(other)
        merged.update(self)
        return merged

    def __ior__(self, other: Any) -> Self:  # type: ignore[override]
        self.update(other)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._restored, (dict(self),)

    @classmethod
    def _restored(cls, items: Mapping[str, Any]) -> Self:
        """An instance of exactly *cls* whose items are *items*, models among them included."""
        made = dict.__new__(cls)
        dict.update(made, items)
        return made

    def __repr__(self) -> str:
        return self._short_repr(DEEP)

    def __rich_repr__(self) -> Iterator[Any]:
        from .pretty import shown_items  # here, for a pretty printer alone asks

        return shown_items(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # IPython asks for it
        from .pretty import print_pretty

        print_pretty(self, printer, cycle)

    def _short_repr(self, depth: int) -> str:
        pairs = (f"{self._shown_key(k)}={self._shown(k, v, depth - 1)}" for k, v in self.items())
        return f"{type(self).__name__}({inside(pairs, len(self), depth, listed=LISTED_FIELDS)})"

    def _shown_key(self, key: str) -> str:
        info = self._schema.by_wire.get(key)
        return short_repr(key) if info is None else info.name

    def _shown(self, key: str, value: Any, depth: int) -> str:
        info = self._schema.by_wire.get(key)
        if value is None:
            return "None"
        if info is not None and info.secret:
            return "<hidden>"
        # Nobody knows what a secret of tomorrow is called, or what came in the wrong place.
        if info is None or info.format == "base64" or not info._codec.accepts(value):
            return outline(value)
        return short_repr(value, depth, is_id=info.is_id)

    # --- Dispatch ------------------------------------------------------------------------

    @classmethod
    def _decode(cls, tree: Any) -> Self:
        """An instance of the class at or below *cls* that *tree* is of, or `DecodeError`."""
        cls._check_tags_are_strings(_object(tree))
        found = cls._class_for(tree)
        if found is None:
            raise cls._other_class(tree)
        made: Self = found._schema.make(tree)
        return made

    @classmethod
    def _check_tags_are_strings(cls, tree: dict[str, Any]) -> None:
        """Raise `DecodeError` if a tag that chooses or makes this class is absent or no string.

        Where the base of a family declares its tag as optional, it may be absent.
        """
        chosen_by = cls._tag()
        for wire in (*cls._schema.tags, *(chosen_by or ())[:1]):
            tag, info = tree.get(wire), cls._schema.by_wire.get(wire)
            may_be_absent = info is not None and info.nullable
            if not (isinstance(tag, str) or (tag is None and may_be_absent)):
                raise DecodeError(f"expected a string, {_got(tree, wire)}")

    @classmethod
    def _check_own_tags(cls, tree: dict[str, Any]) -> None:
        """Raise `DecodeError` if a tag in *tree* is another class's; an absent one is filled in."""
        complete = {**cls._schema.tags, **tree}
        cls._check_tags_are_strings(complete)
        found = cls._class_for(complete)
        family = cls._schema.family
        if found is not cls and (family is None or found is not family.fallback):
            raise cls._other_class(complete)

    @classmethod
    def _other_class(cls, tree: dict[str, Any]) -> DecodeError:
        """The error of a *tree* whose tags are those of another class."""
        for wire, tag in cls._schema.tags.items():
            if tree[wire] != tag:
                return DecodeError(f"expected {tag!r} of {cls.__name__}, {_got(tree, wire)}")
        wire = cast(Family, cls._schema.family).wire_name  # without one, a tag differs
        return DecodeError(f"expected a {wire} of {cls.__name__}, {_got(tree, wire)}")

    @classmethod
    def _class_for(cls, tree: Mapping[str, Any]) -> type[Self] | None:
        schema = cls._schema
        tags = schema.tags
        if schema.family is not None:
            found: type[Model] = schema.family.outermost.select(tree)
            if issubclass(found, cls):
                return found
            if not tags:
                return None
        # A subclass of the class that the tag selects; or a class whose tag, if any, is absent.
        fits = all(tree.get(wire, tag) == tag for wire, tag in tags.items())
        return cls if fits else None

    @classmethod
    def _tag(cls) -> tuple[str, str | None] | None:
        tags, family = cls._schema.tags, cls._schema.family
        if family is not None:
            wire = family.outermost.wire_name
            return wire, tags.get(wire)
        return next(iter(tags.items()), None)

    @classmethod
    def _adopter(cls, chosen_by: str | None = None) -> Adopt:
        if "_schema" not in vars(cls):  # the class is being made: it holds models of its own class
            return lambda tree: cls._schema.adopt(tree)
        schema = cls._schema
        is_base = schema.family is not None and schema.family.base is cls
        return schema.make if {*schema.tags} == {chosen_by} and not is_base else schema.adopt

    # --- Checks --------------------------------------------------------------------------

    def _checked(self) -> Self:
        if self._is_valid():
            return self
        raise ValidationError(self.problems())

    def _is_valid(self) -> bool:
        required, sound, nullable, validators, tag_is_checked = self._schema.checks
        if not required <= self.keys():
            return False
        for wire, raw in self.items():
            if type(raw) is sound.get(wire) or (raw is None and wire in nullable):
                continue  # nearly always
            if wire in validators and not validators[wire](raw):
                return False
        return tag_is_checked or self._is_of_its_class()

    def _walk(self, path: Path, check: Check) -> Iterator[Problem]:
        schema = self._schema
        family = schema.family
        is_fallback = family is not None and family.fallback is type(self)
        tag = family.wire_name if family is not None else None
        for key, raw in self.items():
            info = schema.by_wire.get(key)
            here = (*path, key)
            if info is not None:
                yield from info._problems(raw, here, check)
            elif check.unknown and not is_fallback:
                yield Problem(
                    join_path(here), "unknown_field", "no such field", describe(raw, hidden=True)
                )
            if key != tag or not isinstance(raw, str):
                continue
            if not self._is_of_its_class():
                expected = f"a {tag} of {type(self).__name__}"
                yield Problem(join_path(here), "invalid_value", expected, describe(raw))
            elif check.unknown and is_fallback:
                expected = f"a known {tag}"
                yield Problem(join_path(here), "unknown_tag", expected, describe(raw))
        for wire, info in schema.required.items():
            if wire not in self:
                yield info._missing(path)

    def _is_of_its_class(self) -> bool:
        """Whether the tag is free, or this class's; a class without a tag has no codec for it."""
        family = self._schema.family
        if family is None or family.wire_name in self._schema.tags:
            return True
        tag = self.get(family.wire_name)
        return not isinstance(tag, str) or tag not in family.classes


def _object(tree: Any) -> dict[str, Any]:
    if type(tree) is not dict:
        raise DecodeError(f"expected an object, got {describe(tree)}, at $")
    return tree


def _copied(data: Any) -> Any:
    return copy_tree(data) if isinstance(data, Mapping) else data


def _got(tree: Mapping[str, Any], wire: str) -> str:
    got = describe(tree[wire]) if wire in tree else NOTHING
    return f"got {got}, at {join_path((wire,))}"


Copy: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def _plain(node: dict[str, Any], copy: Copy) -> dict[str, Any]:
    """*node* in plain dicts and lists all the way down; *copy* makes each dict."""
    plain = copy(node)
    for key, item in plain.items():
        if type(item) not in SCALARS:
            plain[key] = _plain_item(item, copy)
    return plain


def _plain_item(item: Any, copy: Copy) -> Any:
    if isinstance(item, dict):
        return _plain(item, copy)
    if isinstance(item, list):
        return [each if type(each) in SCALARS else _plain_item(each, copy) for each in item]
    return item._value_ if isinstance(item, Enum) else item  # as value, in a quarter of its time


def _without_readonly(node: dict[str, Any]) -> dict[str, Any]:
    by_wire = node._schema.by_wire if isinstance(node, Model) else {}
    kept = (key for key in node if key not in by_wire or by_wire[key].visibility != "read")
    return {key: node[key] for key in kept}
