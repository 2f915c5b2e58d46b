"""Discriminated families: which class an object is of, by the value of its tag."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["Family", "ModelClass"]

ModelClass = Any  # a subclass of Model; families stand below models and only hold them


class Family:
    """The classes below one base that one discriminator tells apart."""

    __slots__ = ("_classes", "_defined_in", "base", "classes", "fallback", "outer", "wire_name")

    def __init__(self, base: ModelClass, wire_name: str, outer: Family | None) -> None:
        self.base = base
        self.wire_name = wire_name
        self.outer = outer
        """The family that `base` itself was chosen from, in a discriminator of two levels."""
        self.fallback = base
        """The class for a tag that no class has."""
        self._classes: dict[str, ModelClass] = {}
        self._defined_in: dict[str, tuple[str, str]] = {}
        self.classes: Mapping[str, ModelClass] = MappingProxyType(self._classes)

    def register(self, tag: str, model: ModelClass, defined_in: tuple[str, str]) -> None:
        """Let *tag* select *model*. A second class for a tag is an error, unless it is the
        same definition run again, as in a notebook."""
        known = self._defined_in.get(tag, defined_in)
        if known != defined_in:
            raise TypeError(
                f"{model.__qualname__}: {self.wire_name} {tag!r} is taken by {'.'.join(known)}"
            )
        self._classes[tag] = model
        self._defined_in[tag] = defined_in

    def select(self, tree: Mapping[str, Any]) -> ModelClass:
        """The class that the tags of *tree* select, through every level of the family."""
        tag = tree.get(self.wire_name)
        found = self._classes.get(tag) if isinstance(tag, str) else None
        if found is None:
            return self.fallback
        inner = found._schema.family
        return found if inner.base is not found else inner.select(tree)

    def outermost(self) -> Family:
        """The family where dispatch starts."""
        return self if self.outer is None else self.outer.outermost()
