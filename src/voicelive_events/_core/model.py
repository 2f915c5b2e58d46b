"""`Model`: a dict whose items are the JSON object and whose attributes are a typed view of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from .._text import cut
from ..errors import DecodeError, Loc, Problem, ValidationError
from .check import Check
from .codecs import AnyCodec, visible
from .containers import ModelCodec
from .describe import describe
from .dispatch import Dispatch, Node
from .fields import ABSENT, FieldInfo, check_version
from .jsontext import (
    MAX_DEPTH,
    NO_STACK,
    SCALARS,
    JSONText,
    copy_tree,
    dumps,
    has_few_brackets,
    is_deep,
    loads,
    not_json,
    too_deep,
)
from .reprs import LISTED_FIELDS, ROOM, joined, outline, short_repr
from .schema import ModelMeta, Schema

__all__ = ["Model"]

_NO_FAULTS = frozenset({"unknown_field", "unknown_value", "unknown_tag", "not_in_version"})
"""Codes of what leaves an object one that can be read and written."""


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
    to ``None`` removes its key, save where a null says something of its own: see `field`.
    ``model["key"] = None`` stores a null in any case, ``del model.label`` makes it absent.

    It is constructed with its fields as keywords. At run time it also takes one mapping of wire
    names, which is copied and chooses no subclass. Raises `TypeError` for a keyword that is
    missing, unknown or of the wrong type, and `DecodeError` for a mapping of another class.
    """

    if TYPE_CHECKING:  # no annotation at run time: those are fields, and tools resolve them
        _schema: ClassVar[Schema]
        _dispatch: ClassVar[Dispatch]

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        cls, schema = type(self), self._schema
        if self._dispatch.is_shared_base:
            raise TypeError(f"{cls.__name__} only shares fields: construct a class below it")
        items = cls._from_mapping(*args) if args else schema.constants.copy()
        writers = schema.writers
        for name, value in kwargs.items():
            writer = writers.get(name)
            if writer is None:
                raise TypeError(f"{cls.__name__} has no field {cut(name)!r}")
            wire, written_type, info = writer
            if type(value) is written_type:
                items[wire] = value
            elif value is None and info._is_left_out:
                items.pop(wire, None)
            else:
                items[wire] = info._encode(value, cls)
        for wire in () if args else schema.required:
            if wire not in items:
                missing = [i.name for wire, i in schema.required.items() if wire not in items]
                raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
        dict.update(self, items)
        if self._dispatch.has_free_tag:
            self._check_tag_is_free()

    @classmethod
    def _from_mapping(cls, mapping: Any, *more: Any) -> dict[str, Any]:
        """The items of the one *mapping* that a constructor was given, tags filled in."""
        if more:
            raise TypeError(f"{cls.__name__} takes one mapping at most, got {1 + len(more)}")
        if isinstance(mapping, Model) and not issubclass(cls, type(mapping)):
            cls._check_is_own(mapping)
        given = cls._dispatch.take(cls._copied(mapping))
        return {**given, **{w: v for w, v in cls._schema.constants.items() if w not in given}}

    @classmethod
    def _check_is_own(cls, given: Model) -> None:
        """Raise `TypeError` for a model of another class: its items are not those of this one."""
        if not isinstance(given, cls):
            raise TypeError(
                f"{cls.__name__} takes fields as keywords, or one mapping with its items; "
                f"got {describe(given)}"
            )

    def _check_tag_is_free(self) -> None:
        other = self._dispatch.other_class(self)
        if other is not None:
            raise TypeError(
                f"{type(self).__name__}: the tag is that of {other.__name__}; "
                f"construct {other.__name__}, or let from_dict choose the class"
            )

    # --- In and out ----------------------------------------------------------------------

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, strict: bool = False, copy: bool = True) -> Self:
        """An instance of the class that *data* is of: *cls* or the subclass that its tag selects.

        *data* is copied, however deep, and left as it was. A mapping in it that is no dict but has
        a method ``as_dict``, as the models of azure-ai-voicelive have, is copied as that gives it.
        A field of the wrong type is kept, and raises `FieldError` when it is read.

        :param strict: whether to raise `ValidationError`, with everything that `problems` lists.
        :param copy: false where nobody else holds *data*, a tree of plain dicts and lists as a
            parser gives it: it becomes the model's own. Nothing is copied then, and without
            *strict* nobody looks whether JSON has it all.

        Raises `DecodeError` if *data* is no JSON object, or if its tag, the `type` of an event, is
        missing, no string or that of a class which is not below *cls*.
        """
        tree = cls._copied(data) if copy else data
        try:
            model: Self = cls._dispatch.decode(tree)
        except RecursionError:
            problem = NO_STACK
        else:
            if not strict:
                return model
            return model._checked() if copy else model._sendable()
        raise DecodeError(problem)

    @classmethod
    def from_json(cls, text: JSONText, *, strict: bool = False) -> Self:
        """As `from_dict`, from JSON text: a str, or UTF-8 in a bytes-like object.

        Raises `DecodeError` also for text that is not JSON as RFC 8259 has it, or is nested
        deeper than 128 levels.
        """
        try:
            model: Self = cls._dispatch.decode(loads(text))
        except RecursionError:
            problem = NO_STACK
        else:
            return model._checked() if strict else model
        raise DecodeError(problem)

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:
        """A copy in plain dicts, lists and scalars, all the way down.

        :param exclude_readonly: whether to leave out the fields that the service alone writes.

        Raises `ValidationError` if an item was set to something that contains itself, or that is
        nested deeper than 128 levels.
        """
        try:
            return _plain(self, _without_readonly if exclude_readonly else dict.copy)
        except RecursionError:
            pass
        raise self._unfit(too_deep())

    def to_json(self, *, strict: bool = False, ascii: bool = True) -> str:
        """The object as compact JSON text, on one line.

        :param strict: whether to raise `ValidationError` if `problems` lists anything.
        :param ascii: whether to escape all that is not ASCII. If false, text stands as it is, for
            people to read; what would break a line, and half a surrogate pair, is still escaped.

        Raises `ValidationError` also without *strict*, where an item was set to what JSON cannot
        have.
        """
        if strict:
            self._sendable()
        try:
            text = dumps(self, ascii=ascii)
            if has_few_brackets(text) or not is_deep(self):
                return text
            reason = too_deep()
        except RecursionError:
            reason = NO_STACK
        except (TypeError, ValueError):
            reason = Problem((), "not_json", "a JSON tree", "something else")
        raise self._unfit(reason)

    def _unfit(self, reason: Problem) -> ValidationError:
        """The error of a model that cannot go out: its problems, or else the *reason*."""
        try:
            problems = self._each_problem()
            return ValidationError(chain([next(problems, reason)], problems))
        except RecursionError:
            return ValidationError([NO_STACK])

    def copy(self) -> Self:
        """A shallow copy of the same class: nested objects and lists are shared."""
        return self._restored(self)

    def problems(self, *, unknown: bool = False, api_version: str | None = None) -> list[Problem]:
        """Everything in the object, however deep, that differs from what its class declares, and
        what JSON does not have.

        They are in the order of the document; a missing field comes after those that are there.

        :param unknown: whether to list also what a newer service may have added: fields, values of
            enums, and tags.
        :param api_version: a version of the API, such as ``v1`` or ``2026-07-15``. Listed is also
            what its published definition lacks, as ``not_in_version``, and what it requires though
            others do not, as ``missing``. A null that means the same as absent is no problem there,
            nor is a field or an event that no definition has.

        Raises `ValueError` for a version that no class names.
        """
        if api_version is not None:
            check_version(api_version)
        return list(self._each_problem(unknown=unknown, api_version=api_version))

    def _each_problem(
        self, *, unknown: bool = False, api_version: str | None = None
    ) -> Iterator[Problem]:
        """As `problems`, one at a time: a frame may hold millions."""
        has_fault = False
        for problem in self._walk((), Check(unknown=unknown, version=api_version)):
            has_fault = has_fault or problem.code not in _NO_FAULTS
            yield problem
        if not has_fault:
            yield from self._unwritable()

    @classmethod
    def fields(cls) -> tuple[FieldInfo, ...]:
        """What the class declares of its fields, inherited ones first."""
        return tuple(cls._schema.fields.values())

    @classmethod
    def registry(cls) -> Mapping[str, type[Self]]:
        """The classes that a tag selects, *cls* and those below it, by the tag: for `ServerEvent`,
        the class of each `type` of event. It cannot be changed.

        Empty for a class whose objects have no tag.
        """
        family = cls._dispatch.family
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

        return core_schema_of(cls, cls.from_dict, cls._written)

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
        dict.update(self, {key: self._upgraded(key, value) for key, value in given.items()})

    @classmethod
    def fromkeys(cls, iterable: Iterable[str], value: Any = None, /) -> Self:  # type: ignore[override]
        """An instance with these items, all *value*."""
        made = cls._restored({})
        made.update(dict.fromkeys(iterable, value))
        return made

    def __setitem__(self, key: str, value: Any) -> None:
        dict.__setitem__(self, key, self._upgraded(key, value))

    def _upgraded(self, key: str, value: Any) -> Any:
        """What stands in the items after *value* was stored: a mapping has become its model."""
        info = self._schema.by_wire.get(key)
        return value if info is None else info._upgrade(value, type(self))

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

    def __copy__(self) -> Self:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        if is_deep(self):
            raise self._unfit(too_deep())
        return type(self)._restored, (dict(self),)

    @classmethod
    def _restored(cls, items: Mapping[str, Any]) -> Self:
        """An instance of exactly *cls* whose items are *items*, models among them included."""
        made = dict.__new__(cls)
        dict.update(made, items)
        return made

    def __repr__(self) -> str:
        return self._short_repr(ROOM)

    def __rich_repr__(self) -> Iterator[Any]:
        from .pretty import shown_items  # here, for a pretty printer alone asks

        return shown_items(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # IPython asks for it
        from .pretty import print_pretty

        print_pretty(self, printer, cycle)

    def _short_repr(self, room: int) -> str:
        inner = room // 2
        pairs = (f"{self._shown_key(k)}={self._shown(k, v, inner)}" for k, v in self.items())
        return f"{type(self).__name__}({joined(pairs, len(self), room, listed=LISTED_FIELDS)})"

    def _shown_key(self, key: str) -> str:
        info = self._schema.by_wire.get(key)
        return short_repr(key) if info is None else info.name

    def _shown(self, key: str, value: Any, room: int) -> str:
        info = self._schema.by_wire.get(key)
        if value is None:
            return "None"
        if info is not None and info.secret:
            return "<hidden>"
        if info is None:  # nobody knows what a secret of tomorrow is called
            return outline(value)
        # Nor what came in the wrong place; a number there is what a problem shows too.
        is_known = info.format != "base64" and info._codec.accepts(value)
        if not is_known and not isinstance(value, int | float):
            return outline(value)
        has_names = isinstance(info._codec, AnyCodec)  # for want of fields that say it
        return short_repr(value, room, is_name=info.is_id, has_names=has_names)

    def _written(self, info: Any) -> dict[str, Any]:
        """As `as_dict`, for pydantic; where it is to become JSON, what JSON has not is refused."""
        if info.mode == "json" and self._unwritable():
            raise self._unfit(NO_STACK)
        return self.as_dict()

    # --- Checks --------------------------------------------------------------------------

    @classmethod
    def _copied(cls, data: Any) -> Any:
        """A copy of the tree *data*; what is no mapping is left for others to refuse."""
        if not isinstance(data, Mapping):
            return data
        try:
            return copy_tree(data)
        except DecodeError as error:
            problem = error.problem
        loc = visible(ModelCodec((cls,)), data, problem.loc)
        raise DecodeError(problem._replace(loc=loc))

    @classmethod
    def _declared(cls, key: str) -> object:
        info = cls._schema.by_wire.get(key)
        return None if info is None or info.secret else info._codec

    @classmethod
    def _may_be_null(cls, key: str) -> bool:
        info = cls._schema.by_wire.get(key)
        return info is not None and info.nullable

    def _checked(self) -> Self:
        """The model, which was decoded from JSON, if it has no problems."""
        try:
            if self._is_valid():
                return self
        except RecursionError:
            pass
        raise self._unfit(NO_STACK)

    def _sendable(self) -> Self:
        """The model, if it has no problems, whatever its items were set to."""
        self._checked()
        if self._unwritable():
            raise self._unfit(NO_STACK)
        return self

    def _unwritable(self) -> list[Problem]:
        """What is wrong with the whole, be each of its parts right: the depth, or sharing."""
        problem = not_json(self)
        if problem is None:
            return []
        return [problem._replace(loc=visible(ModelCodec((type(self),)), self, problem.loc))]

    def _is_valid(self) -> bool:
        required, valid_types, nullable, valid = self._schema.checks
        if not required <= self.keys():
            return False
        for wire, raw in self.items():
            if type(raw) is valid_types.get(wire) or (raw is None and wire in nullable):
                continue  # nearly always
            if wire in valid and not valid[wire](raw):
                return False
        dispatch = self._dispatch
        if dispatch.untagged is not None and self.get(dispatch.untagged) is not None:
            return False
        return not dispatch.has_free_tag or dispatch.other_class(self) is None

    def _walk(self, loc: Loc, check: Check) -> Iterator[Problem]:
        if len(loc) >= MAX_DEPTH or id(self) in check.entered:
            yield too_deep(loc)
            return
        check.entered.add(id(self))
        by_wire = self._schema.by_wire
        for key, raw in self.items():
            info = by_wire.get(key)
            if info is not None:
                yield from info._problems(raw, (*loc, key), check)
            else:
                yield from self._undeclared(key, raw, loc, check)
            yield from self._tag_problems(key, raw, loc, check)
            if check.version is not None:
                problem = self._version_problem(key, raw, loc, check.version)
                if problem is not None:
                    yield problem
        for wire, info in by_wire.items():
            is_wanted = check.version in info.required_in and self.get(wire) is None
            if is_wanted or (info.required and wire not in self):
                yield info._missing(loc)
        check.entered.remove(id(self))

    def _version_problem(self, key: str, raw: Any, loc: Loc, version: str) -> Problem | None:
        """What *version* of the API has not: the field *key*, or the class of this tag."""
        info = self._schema.by_wire.get(key)
        if info is not None and not info._is_in(version, raw):
            got = describe(raw, hidden=info.secret)
            return Problem((*loc, key), "not_in_version", f"no such field in {version}", got)
        if self._dispatch.tag and key == self._dispatch.tag[0] and not self._is_in(version):
            return Problem((*loc, key), "not_in_version", f"a {key} of {version}", describe(raw))
        return None

    @classmethod
    def _is_in(cls, version: str) -> bool:
        """Whether that version of the API has the class."""
        return True

    def _undeclared(self, key: object, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        """What is wrong with an item that no field declares."""
        if not isinstance(key, str):
            yield Problem(loc, "not_json", "strings as keys", describe(key, hidden=True))
            return
        if key == self._dispatch.untagged:
            if raw is not None:
                yield Problem((*loc, key), "invalid_value", f"no {key}", describe(raw))
            return
        if check.unknown and not self._is_fallback():
            got = describe(raw, hidden=True)
            yield Problem((*loc, key), "unknown_field", "no such field", got)
        if problem := not_json(raw, depth=len(loc) + 1):
            yield problem._replace(loc=(*loc, key))

    def _tag_problems(self, key: str, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        """What is wrong with the tag of a family, beyond what its own field says."""
        family = self._dispatch.family
        if family is None or key != family.wire_name or not isinstance(raw, str):
            return
        if self._dispatch.other_class(self) is not None:
            expected = self._dispatch.expected_tag(self)
            yield Problem((*loc, key), "invalid_value", expected, describe(raw))
        elif check.unknown and self._is_fallback():
            yield Problem((*loc, key), "unknown_tag", f"a known {key}", describe(raw))

    def _is_fallback(self) -> bool:
        """Whether the class is for tags that no class has."""
        family = self._dispatch.family
        return family is not None and family.fallback is type(self)


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
    return item._value_ if isinstance(item, Enum) else item  # `value` is a slower way to the same


def _without_readonly(node: dict[str, Any]) -> dict[str, Any]:
    by_wire = node._schema.by_wire if isinstance(node, Model) else {}
    kept = (key for key in node if key not in by_wire or by_wire[key].visibility != "read")
    return {key: node[key] for key in kept}
