"""Text that fits the columns of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .._logs.text import ELLIPSIS, JOINERS

__all__ = ["cut_name", "display_width", "fit"]

_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")  # where a word of a class name begins
_WORTH_CUTTING = 12  # columns; a text with less room is left out rather than cut
_HINT = 2  # columns of what stands for parts that are left out


def display_width(text: str) -> int:
    """The columns that *text* takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(head: str, parts: Sequence[str], width: int | None, *, gap: str = "  ") -> str:
    """*head* and *parts* in one line; what does not fit into *width* columns gives way to …."""
    whole = gap.join((head, *parts))
    if width is None or display_width(whole) <= width:
        return whole
    if not parts:
        return _cut_columns(whole, width)
    line = f"{head}{gap}{parts[0]}"
    if display_width(line) + _HINT > width:
        return _cut_columns(f"{line} {ELLIPSIS}", width)
    for part in parts[1:]:
        longer = f"{line}{gap}{part}"
        if display_width(longer) + _HINT <= width:
            line = longer
        elif " " in part and width - display_width(line) >= _WORTH_CUTTING:
            # A text says something even cut; an id or a number does not.
            return _cut_columns(longer + ELLIPSIS, width)
    return f"{line} {ELLIPSIS}"


def _cut_columns(text: str, width: int) -> str:
    if display_width(text) <= width:
        return text
    room, kept = width - 1, 0
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def cut_name(name: str, width: int) -> str:
    """The name of a class in *width* columns, by leaving out words at its start.

    The names of events differ most towards the end.
    """
    if len(name) <= width:
        return name
    earliest = len(name) - width + 1
    starts = (match.start() for match in _CAPITAL.finditer(name))
    return ELLIPSIS + name[next((start for start in starts if start >= earliest), earliest) :]
