"""One line for each event, or for a run of deltas, as wide as the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from .._logs.runs import Entry
from .._logs.summary import is_error
from .._logs.text import ELLIPSIS
from .._logs.wording import class_name
from ..client.base import UnknownClientEvent
from ..server.base import ServerEvent, UnknownServerEvent
from .console import display_width

__all__ = ["line", "style"]

_ROOMY = 60  # columns of a terminal that leave room for gaps
_NAME_MIN, _NAME_MAX = 19, 36  # columns for the name of the class
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")  # where a word of a class name begins
_ID = re.compile(r"\w+_id=")
_TEXT = re.compile(r"""([\w.]+=)?\[?(?=["']|.* )""")  # what stands before a text, not a word
_WORTH_CUTTING = 8  # columns; a text with less room is left out rather than cut

_STYLES = {
    "input_audio_buffer": "cyan",
    "conversation": "cyan",
    "session": "blue",
    "warning": "yellow",
}
"""Colours by the first word of a server event's type."""


def style(entry: Entry) -> str:
    """The colour of a line: what is rare shows, what floods a log steps back."""
    type_ = str(entry.event.type)
    if isinstance(entry.event, UnknownServerEvent | UnknownClientEvent):
        return "bold red" if type_.endswith(".failed") else "yellow"
    if type_.endswith((".delta", ".append")):
        return "dim"
    if not isinstance(entry.event, ServerEvent):
        return "green"
    if is_error(entry.event):
        return "bold red"
    if "mcp" in type_ or "function_call" in type_:
        return "magenta"
    return _STYLES.get(type_.partition(".")[0], "")


def line(entry: Entry, width: int | None) -> tuple[str, int]:
    """The line of *entry* for a terminal of *width* columns, and where its fields begin.

    What does not fit gives way to one … at the end. A narrow terminal does without the seconds, and
    without the first words of a long name: the names of events differ most towards the end.
    """
    is_roomy = width is None or width >= _ROOMY
    gap = "  " if is_roomy else " "
    clock = "" if entry.elapsed is None or not is_roomy else f"  {entry.elapsed:>8.3f}"
    mark = "←" if isinstance(entry.event, ServerEvent) else "→"
    number = f"{entry.line:>4}{clock} {mark} "
    name = class_name(entry.event)
    column = _NAME_MAX if width is None else min(max(width * 3 // 8, _NAME_MIN), _NAME_MAX)
    head = f"{number}{name:<{column}}"
    ids = next((n for n, part in enumerate(entry.parts) if _ID.match(part)), len(entry.parts))
    text = gap.join((head, *_ordered(entry, ids))).rstrip()
    if width is not None and (display_width(text) > width or text.count(ELLIPSIS) > 1):
        if not is_roomy:
            head = f"{number}{_last_words(name, column):<{column}}"
        while ids and _is_too_wide(gap.join((head, *entry.parts[:ids], *entry.remarks)), width):
            ids -= 1
        text = _fitted(head, _ordered(entry, ids), width, gap)
    return text, len(number) + 2


def _ordered(entry: Entry, place: int) -> Sequence[str]:
    """What is in *entry*, with what the session says of it at *place*."""
    return [*entry.parts[:place], *entry.remarks, *entry.parts[place:]]


def _last_words(name: str, width: int) -> str:
    if len(name) <= width:
        return name
    earliest = len(name) - width
    starts = (match.start() for match in _CAPITAL.finditer(name))
    return name[next((start for start in starts if start >= earliest), earliest) :]


def _fitted(text: str, parts: Sequence[str], width: int, gap: str) -> str:
    """*text* and those of *parts* that fit, with one … in it."""
    for part in parts:
        longer = f"{text}{gap}{part}"
        if ELLIPSIS in text and ELLIPSIS in part:
            continue
        if not _is_too_wide(longer, width):
            text = longer
        elif ELLIPSIS not in text and width - display_width(text) >= _least(part):
            return _cut(longer, width)
        else:
            break
    if ELLIPSIS in text:
        return text
    text = text.rstrip()
    return f"{text} {ELLIPSIS}" if display_width(text) <= width - 2 else _cut(text, width)


def _is_too_wide(text: str, width: int) -> bool:
    """Whether *text* leaves no room for a …, if it has none."""
    return display_width(text) > (width if ELLIPSIS in text else width - 2)


def _least(part: str) -> float:
    """The columns that a piece of *part* must have to say anything; that of a word says nothing."""
    label = _TEXT.match(part)
    return _WORTH_CUTTING + label.end() if label else inf


def _cut(text: str, width: int) -> str:
    text = text[:width]
    while display_width(text) >= width:
        text = text[:-1]
    return text.rstrip(f" {ELLIPSIS}") + ELLIPSIS
