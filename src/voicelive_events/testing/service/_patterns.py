"""A text that a regular expression matches."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

__all__ = ["text_like"]

_CLASSES = {
    "d": "1",
    "w": "a",
    "s": " ",
    "D": "a",
    "W": " ",
    "S": "a",
    "n": "\n",
    "t": "\t",
    "r": "\r",
}
_GROUP = re.compile(r"\?(?:P?<\w+>|:|(?P<around><?[=!])|(?P<flags>[a-zA-Z]+\)))")
"""How a group begins that is more than brackets."""

_LIKELY = "a1A _-.@/:+x"
"""Characters to try in a class of characters."""


def text_like(pattern: str, shortest: int = 0, longest: int | None = None) -> str:
    """A text that *pattern* matches, at least as long as *shortest* if repeating does it.

    Lookaround is passed over; where no text is found that matches, it is ``text``.
    """
    for extra in (0, shortest, shortest + 1):
        try:
            text = _Reader(pattern, extra).alternatives()
            fits = re.search(pattern, text) is not None
        except (re.error, IndexError, ValueError):
            break
        if fits and len(text) >= shortest and (longest is None or len(text) <= longest):
            return text
    return "text"


class _Reader:
    """Reads an expression from left to right, and writes what it matches."""

    def __init__(self, pattern: str, extra: int) -> None:
        self._pattern = pattern
        self._place = 0
        self._extra = extra
        """How often something is repeated that may be repeated without end."""

    def alternatives(self) -> str:
        """What the first of the alternatives matches; the others are read over."""
        first = self._sequence()
        while self._peek() == "|":
            self._place += 1
            self._sequence()
        return first

    def _sequence(self) -> str:
        text = ""
        while self._peek() not in ("", "|", ")"):
            text += self._repeated(self._one())
        return text

    def _one(self) -> str:
        """What the next single thing matches."""
        kinds: dict[str, Callable[[], str]] = {
            "(": self._group,
            "[": self._character_class,
            "\\": self._escaped,
            ".": lambda: "a",
            "^": lambda: "",
            "$": lambda: "",
        }
        character = self._next()
        kind = kinds.get(character)
        return character if kind is None else kind()

    def _group(self) -> str:
        kind = _GROUP.match(self._pattern, self._place)
        if kind is None:
            return self._to_its_end()
        self._place = kind.end()
        if kind["flags"]:
            return ""
        text = self._to_its_end()
        return "" if kind["around"] else text

    def _to_its_end(self) -> str:
        text = self.alternatives()
        self._next()
        return text

    def _character_class(self) -> str:
        start = self._place - 1
        self._take("^")
        self._take("]")
        while self._peek() != "]":
            self._place += 2 if self._peek() == "\\" else 1
        self._next()
        own = self._pattern[start : self._place]
        characters = chain(_LIKELY, own, map(chr, range(32, 0x10000)))
        return next((each for each in characters if re.fullmatch(own, each)), "")

    def _escaped(self) -> str:
        character = self._next()
        if character in "bBAZz":
            return ""
        if character in "xu":
            size = 2 if character == "x" else 4
            code, self._place = self._pattern[self._place : self._place + size], self._place + size
            return chr(int(code, 16))
        return _CLASSES.get(character, character)

    def _repeated(self, text: str) -> str:
        """*text* as often as what stands behind it says."""
        counts = {"*": self._extra, "+": max(1, self._extra), "?": 1}
        if self._peek() in counts:
            count = counts[self._next()]
        elif found := re.compile(r"\{(\d*)(,?)(\d*)\}").match(self._pattern, self._place):
            self._place = found.end()
            low, high = int(found[1] or 0), found[3]
            wanted = max(low, self._extra) if found[2] else low
            count = min(wanted, int(high)) if high else wanted
        else:
            return text
        if self._peek() in ("?", "+"):  # lazy or possessive
            self._place += 1
        return text * count

    def _peek(self) -> str:
        return self._pattern[self._place : self._place + 1]

    def _next(self) -> str:
        character = self._pattern[self._place]
        self._place += 1
        return character

    def _take(self, text: str) -> bool:
        """Whether *text* comes next; then it is read."""
        found = self._pattern.startswith(text, self._place)
        self._place += len(text) * found
        return found
