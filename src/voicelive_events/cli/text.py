"""Text that is safe and short enough for one line of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "ELLIPSIS",
    "cut",
    "cut_name",
    "display_width",
    "duration",
    "escape",
    "fit",
    "quote",
    "word",
]

ELLIPSIS = "…"

# Controls, bidirectional overrides, lone surrogates and line separators: what would move the
# cursor or break the line. The two joiners are spelling in Persian, Hindi and emoji.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"

_WORD = re.compile(r"[\w.:/@+#-]+")
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")  # where a word of a class name begins
_SHORT_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_WORTH_CUTTING = 12  # columns; a text with less room is left out rather than cut
_HINT = 2  # columns of what stands for parts that are left out


def escape(text: str) -> str:
    """*text* without characters that a terminal would act on."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _UNPRINTABLE or character in _JOINERS:
        return character
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def cut(text: str, limit: int | None) -> str:
    """*text*, cut to *limit* characters if there is a limit."""
    if limit is None or len(text) <= limit:
        return text
    return text[: limit - 1] + ELLIPSIS


def quote(text: str, limit: int | None) -> str:
    """*text* in quotes on one line, cut to *limit* characters of it."""
    body = escape(cut(text, limit).replace("\\", "\\\\"))
    if '"' in body and "'" not in body:  # JSON reads better so
        return f"'{body}'"
    return '"' + body.replace('"', '\\"') + '"'


def word(text: str, limit: int | None) -> str:
    """As `quote`, but without quotes if *text* is one word."""
    shown = cut(text, limit)
    return shown if _WORD.fullmatch(shown.removesuffix(ELLIPSIS)) else quote(text, limit)


def display_width(text: str) -> int:
    """The columns that *text* takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS:
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


def duration(seconds: float) -> str:
    """A length of time: ``12.34 s``, ``2 min 05 s`` or ``1 h 02 min``."""
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"
