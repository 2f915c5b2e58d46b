"""Adopting: how plain dicts become models, in as few calls as Python lets it be.

This is where decoding spends its time beyond parsing. A class has two functions for it, made
once: `make` for exactly this class, `adopt` for the class below it that the tags select.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .codecs import Adopt

__all__ = ["Plan", "class_adopter", "family_adopter", "maker"]

Plan: TypeAlias = tuple[tuple[str, Adopt], ...]
"""The wire names of the fields that hold models, with what makes them."""

_new: Any = dict.__new__
_update = dict.update


def maker(cls: Any, plan: Plan) -> Adopt:
    """What makes any plain dict an instance of exactly *cls*."""

    def make_flat(tree: Any) -> Any:
        if type(tree) is not dict:
            return tree
        model = _new(cls)
        _update(model, tree)
        return model

    def make(tree: Any) -> Any:
        if type(tree) is not dict:
            return tree
        for wire, adopt in plan:
            raw = tree.get(wire)
            if raw is not None:
                tree[wire] = adopt(raw)
        model = _new(cls)
        _update(model, tree)
        return model

    return make if plan else make_flat


def class_adopter(class_for: Callable[[Mapping[str, Any]], Any]) -> Adopt:
    """What makes a plain dict an instance of the class that *class_for* names, if there is one."""

    def adopt(tree: Any) -> Any:
        found = class_for(tree) if type(tree) is dict else None
        return tree if found is None else found._schema.make(tree)

    return adopt


def family_adopter(wire: str, makers: Mapping[str, Adopt], for_others: Adopt) -> Adopt:
    """As `class_adopter`, for the base of a family: the tag alone selects, in one look-up."""

    def adopt(tree: Any) -> Any:
        try:
            make = makers[tree[wire]]
        except (KeyError, TypeError):  # no object, no tag, one that no class has, or no string
            return for_others(tree)
        return make(tree)

    return adopt
