"""Values in words, for errors: their kind, their size and a few characters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .._text import TEXT_CUT, cut

__all__ = ["NOTHING", "any_of", "describe", "kind_of"]

NOTHING = "nothing"
"""What came where a key is absent."""


def describe(value: object, *, hidden: bool = False) -> str:
    """The JSON kind of *value* and a short cut of it; of a *hidden* value the kind alone."""
    if value is None:
        return "null"
    kind = kind_of(value)
    if hidden:
        return f"{kind} (hidden)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | str):
        return f"{kind} {_scalar(value)}"
    return kind


def kind_of(value: object) -> str:
    """The JSON kind of *value*, with its size; of what is none of JSON's, its class."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return f"array of {len(value)}"
    if type(value) is dict:
        return f"object of {len(value)}"
    if isinstance(value, datetime) and value.utcoffset() is None:
        return "naive datetime"
    return cut(type(value).__name__)


def _scalar(value: float | str) -> str:
    if isinstance(value, str):
        text = str.__str__(value)  # a class of its own may say anything else
        size = "" if len(text) <= TEXT_CUT else f" ({len(text)} chars)"
        return f"'{cut(text)}'{size}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"of {value.bit_length()} bits"
    return int.__repr__(value) if isinstance(value, int) else float.__repr__(value)


def any_of(words: Iterable[str], last: str = " or ") -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *others, final = words
    return f"{', '.join(others)}{last}{final}" if others else final
