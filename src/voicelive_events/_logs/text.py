"""Text that is safe, and short enough for one line."""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "ELLIPSIS",
    "JOINERS",
    "cut",
    "duration",
    "escape",
    "quote",
    "reason_of",
    "word",
]

ELLIPSIS = "…"

# Controls, bidirectional overrides, lone surrogates and line separators: what would move the
# cursor or break the line. The two joiners are spelling in Persian, Hindi and emoji.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"

_WORD = re.compile(r"[\w.:/@+#-]+")
_SHORT_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escape(text: str) -> str:
    """*text* without characters that a terminal would act on, or that XML does not have."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character in "\ufffe\uffff":  # no characters, and not even a reference to them is XML
        return "\ufffd"
    if unicodedata.category(character) not in _UNPRINTABLE or character in JOINERS:
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


def reason_of(error: Exception) -> str:
    """Why something could not be read, in the system's words where it has some; gzip's own quote
    what stands there, which is left out."""
    said: str = getattr(error, "strerror", None) or str(error)
    return said.partition(" (b")[0]


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


def duration(seconds: float) -> str:
    """A length of time: ``12.34 s``, ``2 min 05 s`` or ``1 h 02 min``."""
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"
