"""Discriminated families: which class an object is of, by the value of its tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .adopting import Adopt

__all__ = ["Family", "ModelClass", "kinds_of"]

ModelClass = Any  # a subclass of Model; families stand below models and only hold them


class Family:
    """The classes below one base that one discriminator tells apart."""

    __slots__ = ("base", "classes", "fallback", "makers", "outer", "outermost", "wire_name")

    def __init__(self, base: ModelClass, wire_name: str, outer: Family | None) -> None:
        self.base = base
        self.wire_name = wire_name
        self.outer = outer
        """The family that `base` itself was chosen from, in a discriminator of two levels."""
        self.outermost: Family = self if outer is None else outer.outermost
        """The family where dispatch starts."""
        self.fallback = base
        """The class for a tag that no class has."""
        self.classes: dict[str, ModelClass] = {}
        """The class that each tag selects."""
        self.makers: dict[str, Adopt] = {}
        """What makes an instance of that class, or of one below it that an inner tag selects."""

    def check_free(self, tag: str, model: ModelClass) -> None:
        """Raise `TypeError` if *tag* selects another class than *model*."""
        known = self.classes.get(tag)
        if known is not None and not _is_same_definition(known, model):
            raise TypeError(
                f"{model.__qualname__}: {self.wire_name} {tag!r} is taken by {_place(known)}"
            )

    def register(self, tag: str, model: ModelClass, make: Adopt) -> None:
        """Let *tag*, which is free, select *model*, which *make* makes."""
        self.classes[tag] = model
        self.makers[tag] = make

    def fall_back(self, model: ModelClass) -> None:
        """Let *model* stand for the tags that no class has. There is one such class."""
        known = self.fallback
        if known is not self.base and not _is_same_definition(known, model):
            raise TypeError(f"{model.__qualname__}: unknown tags are already {_place(known)}")
        self.fallback = model

    def select(self, tree: Mapping[str, Any]) -> ModelClass:
        """The class that the tags of *tree* select, through every level of the family."""
        tag = tree.get(self.wire_name)
        found = self.classes.get(tag) if isinstance(tag, str) else None
        if found is None:
            return self.fallback
        inner: Family = found._schema.family
        return found if inner is self or inner.base is not found else inner.select(tree)

    def of(self, wire_name: str) -> Family | None:
        """This family, or the one around it, whose discriminator is called *wire_name*."""
        if self.wire_name == wire_name:
            return self
        return None if self.outer is None else self.outer.of(wire_name)


def kinds_of(model: ModelClass) -> list[ModelClass]:
    """The classes that an object of *model* may be of, by its tags; *model* itself among them.

    Each stands for the classes below it as well. A class that only shares fields is none.
    """
    registered = model.registry().values()
    below = [each for each in registered if each is not model]
    if not below:
        return [model]
    kinds = [each for each in below if sum(issubclass(each, other) for other in below) == 1]
    fallback = model._schema.family.fallback
    if model is fallback or model in registered:
        kinds.append(model)
    elif issubclass(fallback, model):
        kinds.append(fallback)
    return kinds


def _is_same_definition(one: ModelClass, other: ModelClass) -> bool:
    """Whether both are one class statement, run twice: a cell of a notebook, for instance."""
    return bool(one._schema.defined_in == other._schema.defined_in)


def _place(model: ModelClass) -> str:
    return ".".join(model._schema.defined_in)
