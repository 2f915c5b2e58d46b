"""A model laid out over several lines by rich and IPython, cut as its `repr` is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from .dispatch import Node
from .reprs import LISTED, LISTED_FIELDS, ROOM, short_repr

__all__ = ["print_pretty", "shown_items"]


class _Text:
    """What a printer shows as it stands."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def shown_items(model: Any) -> Iterator[Any]:
    """Name and value of each item that a `repr` shows, and at the end how many more there are.

    A printer lays out models and lists of them itself; all else is cut here.
    """
    for key, value in islice(model.items(), LISTED_FIELDS):
        text = model._shown(key, value, ROOM // 2)
        yield model._shown_key(key), _Text(text) if text.startswith("<") else _part(value, text)
    yield from _more(len(model), LISTED_FIELDS)


def _part(value: object, text: str) -> object:
    if isinstance(value, Node):
        return value
    if isinstance(value, list) and any(isinstance(item, Node) for item in value):
        shown = [_part(item, short_repr(item, ROOM // 4)) for item in value[:LISTED]]
        return [*shown, *_more(len(value), LISTED)]
    return _Text(text)


def _more(count: int, listed: int) -> list[_Text]:
    return [_Text(f"<{count - listed} more>")] if count > listed else []


def print_pretty(model: Any, printer: Any, cycle: bool) -> None:
    """Write *model* with IPython's *printer*; *cycle* says that it stands inside itself."""
    name = type(model).__name__
    if cycle:
        printer.text(f"{name}(...)")
        return
    with printer.group(4, f"{name}(", ")"):
        for index, item in enumerate(shown_items(model)):
            if index:
                printer.text(",")
            printer.breakable(" " if index else "")
            if isinstance(item, tuple):
                key, item = item
                printer.text(f"{key}=")
            printer.pretty(item)
