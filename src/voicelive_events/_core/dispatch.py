"""Which class an object is of, and how a plain dict becomes an instance of it.

The classes below a base are told apart by the value of one field, the discriminator: they are a
*family*, and the value that selects a class is its *tag*. A class of a family may open another one
below itself, by a second field. In a union of classes a tag chooses as well: `Choice`.

Each class has one `Dispatch`. The functions in it are made when the class is, for decoding spends
its time beyond parsing in them: in the common case one look-up by tag finds what makes the model.
"""

from __future__ import annotations

from _thread import allocate_lock  # as `threading.Lock`, less the import of that module
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from ..errors import DecodeError, Loc, Problem, ProblemCode
from .check import Check
from .describe import NOTHING, any_of, describe

__all__ = ["Adopt", "Choice", "Dispatch", "Family", "Node", "kinds_of"]

Adopt: TypeAlias = Callable[[Any], Any]
"""Gives a wire value back with its models made. It owns the dicts and lists in the value, and
may change them; what it has no model for it gives back as it is."""

_new: Any = dict.__new__
_update = dict.update


class Node(dict[str, Any]):
    """What the modules below `Model` know of a model. `Model` is the one implementation."""

    __slots__ = ()

    if TYPE_CHECKING:  # no annotation at run time: those of a model are its fields
        _dispatch: ClassVar[Dispatch]

    @classmethod
    def _declared(cls, key: str) -> object:
        """The codec of the field with the wire name *key*; None if the class declares none, or it
        is a secret: then what stands there is private."""
        raise NotImplementedError

    @classmethod
    def _may_be_null(cls, key: str) -> bool:
        """Whether the class declares that wire name, for a value that may be null."""
        raise NotImplementedError

    def _is_valid(self) -> bool:
        """Whether `_walk` would find nothing, values that JSON has not aside."""
        raise NotImplementedError

    def _walk(self, loc: Loc, check: Check) -> Iterator[Problem]:
        """The problems of the model and of all that it holds, in document order."""
        raise NotImplementedError

    def _short_repr(self, room: int) -> str:
        """Its `repr` in about *room* characters."""
        raise NotImplementedError


class Family:
    """The classes below one base that one discriminator tells apart."""

    __slots__ = ("adopters", "base", "classes", "fallback", "outer", "outermost", "wire_name")

    def __init__(self, base: type[Node], wire_name: str, outer: Family | None) -> None:
        self.base = base
        self.wire_name = wire_name
        self.outer = outer
        """The family that `base` itself was chosen from, in a discriminator of two levels."""
        self.outermost: Family = self if outer is None else outer.outermost
        """The family where a choice starts."""
        self.fallback = base
        """The class for a tag that no class has."""
        self.classes: dict[str, type[Node]] = {}
        """The class that each tag selects."""
        self.adopters: dict[str, Adopt] = {}
        """What makes an instance of that class, or of one below it that an inner tag selects."""

    @property
    def around(self) -> Iterator[Family]:
        """This family and those around it, the innermost first."""
        family: Family | None = self
        while family is not None:
            yield family
            family = family.outer

    def of(self, wire_name: str) -> Family | None:
        """This family, or the one around it, whose discriminator is called *wire_name*."""
        family: Family | None = self
        while family is not None and family.wire_name != wire_name:
            family = family.outer
        return family

    def select(self, tree: Mapping[str, Any]) -> type[Node]:
        """The class that the tags of *tree* select, through every level of the family."""
        tag = tree.get(self.wire_name)
        found = self.classes.get(tag) if isinstance(tag, str) else None
        if found is None:
            return self.fallback
        opened = found._dispatch.opened
        return found if opened is None else opened.select(tree)


# One lock for all families: a class may join two at once.
_joining = allocate_lock()


class Dispatch:
    """How objects are told to be of one class, or of a class below it."""

    def __init__(
        self,
        model: type[Node],
        bases: Sequence[Dispatch],
        *,
        tags: dict[str, str],
        declared_tags: Collection[str],
        nested: tuple[tuple[str, Adopt], ...],
        opens: str | None = None,
        untagged: str | None = None,
        is_fallback: bool = False,
    ) -> None:
        """What a class statement says: the *tags* of its fields by wire name, and the wire names of
        those that it declares itself; what is *nested* in the class, as wire names with what
        adopts the values; the wire name *opens* of a discriminator, if it opens a family; that of
        a tag which it may not have, *untagged*.

        Raises `TypeError` where that cannot be. The class is not of its family before `register`.
        """
        self.model = model
        self.tags = tags
        """The tags that select the class, by wire name."""
        self.defined_in = model.__module__, model.__qualname__
        """Module and qualified name of the class statement; the class's own may change."""
        above = _family_of(model, bases)
        if is_fallback and above is None:
            raise TypeError(f"{model.__qualname__}: no base opens a family to fall back in")
        if opens is not None and above is not None and above.of(opens):
            raise TypeError(
                f"{model.__qualname__}: a base has opened the family of {opens!r} already"
            )
        if above is not None and len(bases) > 1:
            _check_tags_are_seen(model, bases, tags, declared_tags, above)
        self.opened = None if opens is None else Family(model, opens, above)
        """The family that the class opens."""
        self.family = self.opened or above
        """The innermost family that it belongs to or opens."""
        self.untagged = untagged
        """The wire name of a tag that an object of the class may not have; None if there is none.
        It tells the class from the others of a union."""
        self._is_fallback = is_fallback
        self._is_for_others = is_fallback
        for base in bases:
            self._is_for_others |= base._is_for_others
            self.untagged = self.untagged or base.untagged
        self.is_shared_base = (
            above is not None and not self._is_for_others and above.wire_name not in tags
        )
        """Whether the class stands between a family's base and the classes that tags select."""
        self.tag = self._union_tag()
        """Wire name and value of the tag by which a union chooses the class; no value: any other.
        None if it has no tag at all."""
        self.has_free_tag = self.family is not None and self.family.wire_name not in tags
        """Whether the tag may have any value, save those that select another class."""
        self._above = above
        self._joins = self._joined(bases, declared_tags) if above and tags else ()
        self.make = _maker(model, nested)
        """What makes a plain dict an instance of exactly this class."""
        self.adopt_tagged = self.make if self.opened is None else _by_tag(self.opened, self._adopt)
        """What makes an instance once the outer tags have selected this class."""
        self.adopt, self.decode = self._entrances()

    def _entrances(self) -> tuple[Adopt, Adopt]:
        """What makes an instance of the class that the tags select, this one or one below; what is
        of no such class it gives back as it is, or, on decoding, raises `DecodeError` for it."""
        if self.family is None and not self.tags and self.untagged is None:
            return self.make, self._decode
        if self.opened is not None and self._above is None:
            return self.adopt_tagged, _by_tag(self.opened, self._decode)
        return self._adopt, self._decode

    def _joined(
        self, bases: Sequence[Dispatch], declared_tags: Collection[str]
    ) -> Sequence[tuple[Family, str]]:
        """The families that the class joins, with its tag in each: by what it declares itself, and
        by what it has from a base of no family."""
        inherited = [base.tags for base in bases if base.family is not None]
        return [
            (family, tag)
            for wire, tag in self.tags.items()
            if wire in declared_tags or all(tags.get(wire) != tag for tags in inherited)
            if (family := self.joins(wire)) is not None
        ]

    def _adopt(self, tree: Any) -> Any:
        found = self.class_of(tree) if type(tree) is dict else None
        return tree if found is None else found._dispatch.make(tree)

    def _decode(self, tree: Any) -> Any:
        _check_is_object(tree)
        self._check_tags_are_strings(tree)
        found = self.class_of(tree)
        if found is None:
            raise self._other_class(tree)
        return found._dispatch.make(tree)

    def class_of(self, tree: Mapping[str, Any]) -> type[Node] | None:
        """The class that the tags of *tree* select: this one, one below it, or None."""
        if self.family is not None:
            found = self.family.outermost.select(tree)
            if issubclass(found, self.model):
                return found
            if not self.tags:
                return None
        if self.untagged is not None and tree.get(self.untagged) is not None:
            return None
        # A subclass of the class that the tag selects; or a class whose tag, if any, is absent.
        fits = all(tree.get(wire, tag) == tag for wire, tag in self.tags.items())
        return self.model if fits else None

    def _union_tag(self) -> tuple[str, str | None] | None:
        if self.family is not None:
            wire = self.family.outermost.wire_name
            return wire, self.tags.get(wire)
        return next(iter(self.tags.items()), None) if self.tags else None

    def other_class(self, tree: Mapping[str, Any]) -> type[Node] | None:
        """The class that the tag of *tree* selects, if this class leaves its tag free and that is
        the tag of another."""
        if self.family is None or not self.has_free_tag:
            return None
        tag = tree.get(self.family.wire_name)
        return self.family.classes.get(tag) if isinstance(tag, str) else None

    def take(self, tree: Any) -> Any:
        """As `make`, for a *tree* that a constructor was given: absent tags are to be filled in.

        Raises `DecodeError` if it is no object, or its tags are another class's.
        """
        _check_is_object(tree)
        complete = {**self.tags, **tree}
        self._check_tags_are_strings(complete)
        found = self.class_of(complete)
        if found is not self.model and (self.family is None or found is not self.family.fallback):
            raise self._other_class(complete)
        return self.make(tree)

    def _check_tags_are_strings(self, tree: Mapping[str, Any]) -> None:
        """Raise `DecodeError` if a tag that chooses or makes this class is absent or no string.

        Where the base of a family declares its tag as optional, it may be absent.
        """
        chosen_by = self.tag
        for wire in dict.fromkeys((*self.tags, *([chosen_by[0]] if chosen_by else ()))):
            tag = tree.get(wire)
            if not isinstance(tag, str) and not (tag is None and self.model._may_be_null(wire)):
                raise _tag_error(tree, wire, "a string")

    def _other_class(self, tree: Mapping[str, Any]) -> DecodeError:
        """The error of a *tree* whose tags are those of another class."""
        name = self.model.__name__
        for wire, tag in self.tags.items():
            if tree[wire] != tag:
                return _tag_error(tree, wire, f"{tag!r} of {name}")
        if self.untagged is not None:
            return _tag_error(tree, self.untagged, f"no {self.untagged}")
        assert self.family is not None  # without one, a tag differs
        return _tag_error(tree, self.family.wire_name, self.expected_tag(tree))

    def expected_tag(self, tree: Mapping[str, Any]) -> str:
        """Which tags of the family an object of this class may have, when *tree* has another."""
        wire = "" if self.family is None else self.family.wire_name
        other = self.other_class(tree)
        if other is not None and issubclass(other, self.model):
            return f"a {wire} that is not {other.__name__}'s"
        return f"a {wire} of {self.model.__name__}"

    # --- Joining a family ----------------------------------------------------------------

    def register(self) -> None:
        """Let the class's tags select it. A class statement that fails here leaves no trace."""
        falls_back_in = self._above if self._is_fallback else None
        with _joining:
            for family, tag in self._joins:
                if tag in family.classes:
                    taken = f"{family.wire_name} {tag!r} is taken by"
                    self._check_is_run_again(family.classes[tag], taken)
            if falls_back_in is not None and falls_back_in.fallback is not falls_back_in.base:
                self._check_is_run_again(falls_back_in.fallback, "unknown tags are already")
            for family, tag in self._joins:
                family.classes[tag] = self.model
                family.adopters[tag] = self.adopt_tagged
            if falls_back_in is not None:
                falls_back_in.fallback = self.model

    def joins(self, wire: str) -> Family | None:
        """The family that a tag called *wire* would join."""
        return None if self._above is None else self._above.of(wire)

    def _check_is_run_again(self, known: type[Node], what: str) -> None:
        """Raise `TypeError` if *known*, which has the place already, is another class statement
        than this one: one that is run twice, a cell of a notebook for instance, is no other."""
        if known._dispatch.defined_in != self.defined_in:
            raise TypeError(f"{self.model.__qualname__}: {what} {_place(known)}")


def _family_of(model: type[Node], bases: Sequence[Dispatch]) -> Family | None:
    """The one family that any of *bases* belongs to, or `TypeError`."""
    if len(bases) == 1:
        return bases[0].family
    families = dict.fromkeys(base.family for base in bases if base.family is not None)
    for family in families:
        around = [*family.around]
        if all(other in around for other in families):
            return family
    if not families:
        return None
    names = " and ".join(family.base.__name__ for family in families)
    raise TypeError(f"{model.__qualname__}: its bases are of two families, {names}")


def _check_tags_are_seen(
    model: type[Node],
    bases: Sequence[Dispatch],
    tags: Mapping[str, str],
    declared_tags: Collection[str],
    family: Family,
) -> None:
    """Raise `TypeError` if one of several bases hides the tag of another, or has another one."""
    for base in bases:
        for wire, tag in base.tags.items():
            if tags.get(wire) == tag or wire in declared_tags or not family.of(wire):
                continue
            if wire in tags:
                raise TypeError(
                    f"{model.__qualname__}: its bases have two tags, {wire} {tags[wire]!r} and "
                    f"{tag!r}"
                )
            raise TypeError(
                f"{model.__qualname__}: the {wire} of another base hides {tag!r}, the tag of "
                f"{base.model.__name__}; name {base.model.__name__} first"
            )


def _place(model: type[Node]) -> str:
    return ".".join(model._dispatch.defined_in)


def _check_is_object(tree: object) -> None:
    if type(tree) is not dict:
        raise DecodeError(Problem((), "wrong_type", "an object", describe(tree)))


def _tag_error(tree: Mapping[str, Any], wire: str, expected: str) -> DecodeError:
    if wire not in tree:
        return DecodeError(Problem((wire,), "missing", expected, NOTHING))
    tag = tree[wire]
    code: ProblemCode = "invalid_value" if isinstance(tag, str) else "wrong_type"
    return DecodeError(Problem((wire,), code, expected, describe(tag)))


# --- Making ------------------------------------------------------------------------------------


def _maker(model: type[Node], nested: tuple[tuple[str, Adopt], ...]) -> Adopt:
    """What makes any plain dict an instance of exactly *model*."""
    # Most events are flat, and have no nested fields to go through.
    return _nested_maker(model, nested) if nested else _flat_maker(model)


# What a maker knows are defaults, as in the readers of fields: each class has one.


def _flat_maker(model: type[Node]) -> Adopt:
    def make(tree: Any, model: type[Node] = model) -> Any:
        if type(tree) is not dict:
            return tree
        made = _new(model)
        _update(made, tree)
        return made

    return make


def _nested_maker(model: type[Node], nested: tuple[tuple[str, Adopt], ...]) -> Adopt:
    def make(
        tree: Any,
        model: type[Node] = model,
        nested: tuple[tuple[str, Adopt], ...] = nested,
    ) -> Any:
        if type(tree) is not dict:
            return tree
        for wire, adopt in nested:
            raw = tree.get(wire)
            if raw is not None:
                tree[wire] = adopt(raw)
        made = _new(model)
        _update(made, tree)
        return made

    return make


def _by_tag(family: Family, for_others: Adopt) -> Adopt:
    return _tag_adopter(family.wire_name, family.adopters, for_others)


def _tag_adopter(wire: str, adopters: Mapping[str, Adopt], for_others: Adopt) -> Adopt:
    """What adopts an object by its tag *wire*, in one look-up."""

    def adopt(tree: Any) -> Any:
        try:
            adopt_tagged = adopters[tree[wire]]
        except (KeyError, TypeError):  # no object, no tag, one that no class has, or no string
            adopt_tagged = for_others
        return adopt_tagged(tree)

    return adopt


# --- Unions ------------------------------------------------------------------------------------


class Choice:
    """How an object's tag chooses among the classes of a union.

    One of them may be *untagged* by it: it is for an object whose tag is absent or null. The base
    of a family in it is for the tags that no other class of the union has.
    """

    def __init__(self, models: tuple[type[Node], ...]) -> None:
        """Raises `TypeError` if no common tag tells *models* apart."""
        wire, by_tag, opens, untagged = _chosen_by_tag(models)
        self.tag = wire
        """The wire name of the tag that chooses; None where there is one class alone."""
        self.by_tag = by_tag
        """The class that each tag chooses."""
        self.open = opens
        """The class for any other tag."""
        self.untagged = untagged
        """The class for an object without a tag."""
        adopters = {tag: _adopter(model, chosen_by=wire) for tag, model in by_tag.items()}
        self.adopt: Adopt = (
            _adopter(models[0], chosen_by=None)
            if wire is None
            else _tag_adopter(wire, adopters, self._adopt_other)
        )
        """What adopts an object of the union."""

    def class_of(self, tree: Mapping[str, Any]) -> type[Node] | None:
        """The class that the tags of *tree* select, if it is one of the union or below."""
        tag = None if self.tag is None else tree.get(self.tag)
        chosen = self.by_tag.get(tag) if isinstance(tag, str) else None
        if chosen is None:
            chosen = self.open if tag is not None or self.untagged is None else self.untagged
        return None if chosen is None else chosen._dispatch.class_of(tree)

    def _adopt_other(self, tree: Any) -> Any:
        """Adopt what has no tag, or one of no class in `by_tag`."""
        found = self.class_of(tree) if type(tree) is dict else None
        return tree if found is None else found._dispatch.make(tree)


def _chosen_by_tag(
    models: tuple[type[Node], ...],
) -> tuple[str | None, dict[str, type[Node]], type[Node] | None, type[Node] | None]:
    """The wire name of the tag that tells *models* apart, the class of each tag, the one for any
    other tag and the one for none; of one class alone, that it is for any."""
    if len(models) == 1:
        return None, {}, models[0], None
    names = any_of((model.__name__ for model in models), last=" and ")
    tagged = [(*tag, model) for model in models if (tag := model._dispatch.tag)]
    untagged = [model for model in models if model._dispatch.tag is None]
    wires = {wire for wire, _, _ in tagged}
    without = {model._dispatch.untagged for model in untagged}
    if len(wires) != 1 or len(untagged) > 1 or not without <= wires:
        raise TypeError(f"no codec for a union of {names}: no common tag to choose by")
    by_tag = {value: model for _, value, model in tagged if value is not None}
    opens = [model for _, value, model in tagged if value is None]
    if len(by_tag) + len(opens) < len(tagged) or len(opens) > 1:
        raise TypeError(f"no codec for a union of {names}: two are chosen by the same tag")
    return wires.pop(), by_tag, next(iter(opens), None), next(iter(untagged), None)


def _adopter(model: type[Node], *, chosen_by: str | None) -> Adopt:
    """What adopts an object as *model* or a class below it; *chosen_by* is the wire name of the
    tag, if one has chosen *model* already."""
    if "_dispatch" not in vars(model):  # the class is being made: it holds models of its own class
        return lambda tree: model._dispatch.adopt(tree)
    dispatch = model._dispatch
    is_chosen = chosen_by is not None and {*dispatch.tags} == {chosen_by}
    return dispatch.adopt_tagged if is_chosen else dispatch.adopt


def kinds_of(model: type[Node]) -> list[type[Node]]:
    """The classes that an object of *model* may be of, by its tags; *model* itself among them.

    Each stands for the classes below it as well. A class that only shares fields is none.
    """
    family = model._dispatch.family
    registered = () if family is None else tuple(family.classes.values())
    below = [each for each in registered if issubclass(each, model) and each is not model]
    if family is None or not below:
        return [model]
    kinds = [each for each in below if sum(issubclass(each, other) for other in below) == 1]
    fallback = family.fallback
    if model is fallback or model in registered:
        kinds.append(model)
    elif issubclass(fallback, model):
        kinds.append(fallback)
    return kinds
