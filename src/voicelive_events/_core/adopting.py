"""Adopting: how plain dicts become models, in as few calls as Python lets it be.

This is where decoding spends its time beyond parsing. A class has two functions for it, made
once: `make` for exactly this class, `adopt` for the class below it that the tags select.
A codec has one, if there can be models in its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeAlias

__all__ = [
    "Adopt",
    "Plan",
    "as_it_is",
    "class_adopter",
    "dict_adopter",
    "list_adopter",
    "maker",
    "member_adopter",
    "tag_adopter",
]

Adopt: TypeAlias = Callable[[Any], Any]
"""Gives a wire value back with its models made. It owns the dicts and lists in the value, and
may change them; what it has no model for it gives back as it is."""

Plan: TypeAlias = tuple[tuple[str, Adopt], ...]
"""The wire names of the fields that hold models, with what makes them."""

_new: Any = dict.__new__
_update = dict.update


def maker(cls: Any, plan: Plan) -> Adopt:
    """What makes any plain dict an instance of exactly *cls*."""

    # Most events are flat: to go through an empty plan would take them a fiftieth longer.
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


def tag_adopter(wire: str, adopters: Mapping[str, Adopt], for_others: Adopt) -> Adopt:
    """As `class_adopter`, where the tag *wire* alone selects, in one look-up."""

    def adopt(tree: Any) -> Any:
        try:
            adopt_tagged = adopters[tree[wire]]
        except (KeyError, TypeError):  # no object, no tag, one that no class has, or no string
            return for_others(tree)
        return adopt_tagged(tree)

    return adopt


def as_it_is(raw: Any) -> Any:
    """Adopt nothing."""
    return raw


def list_adopter(adopt_item: Adopt) -> Adopt:
    """What adopts each item of a list."""

    def adopt(raw: Any) -> Any:
        return [adopt_item(item) for item in raw] if type(raw) is list else raw

    return adopt


def dict_adopter(adopt_item: Adopt) -> Adopt:
    """What adopts each value of a dict."""

    def adopt(raw: Any) -> Any:
        if type(raw) is not dict:
            return raw
        return {key: adopt_item(item) for key, item in raw.items()}

    return adopt


def member_adopter(members: Mapping[str, Enum]) -> Adopt:
    """What gives a string that has a member of an enum back as this member."""

    def adopt(raw: Any) -> Any:
        try:
            return members.get(raw, raw)
        except TypeError:  # not even hashable
            return raw

    return adopt
