"""Texts cut short, for errors and reprs: payloads hold transcripts, audio and credentials."""

from __future__ import annotations

__all__ = ["NAME_CUT", "TEXT_CUT", "cut", "is_name_key", "json_path", "shortened"]

TEXT_CUT = 24
"""Characters of a text from a payload that may be shown."""

NAME_CUT = 64
"""Characters of an id, a code or a key, which are shown whole or not at all."""

_ESCAPED_CUT = 2 * TEXT_CUT  # of a text that is mostly escapes, each of up to ten characters
_PATH_CUT = 240


def is_name_key(key: object) -> bool:
    """Whether a text under *key* names something, rather than says it: ids, tags and codes."""
    if not isinstance(key, str):
        return False
    return key in ("id", "type", "code", "param") or key.endswith(("_id", "_code"))


def cut(text: str) -> str:
    """The first characters of *text*; escaped, so that none can break a line of a log."""
    shown = text if len(text) <= TEXT_CUT else f"{text[: TEXT_CUT - 1]}…"
    return shown if shown.isprintable() else shortened(repr(shown)[1:-1], _ESCAPED_CUT)


def shortened(text: str, size: int) -> str:
    """*text*, or its two ends where it is longer than *size*."""
    if len(text) <= size:
        return text
    half = size // 2
    return f"{text[:half]}…{text[-half + 1 :]}"


def json_path(loc: tuple[str | int, ...]) -> str:
    """The JSON path of *loc*: ``("a", 0, "b-c")`` is ``$.a[0]["b-c"]``."""
    return shortened("$" + "".join(map(_step, loc)), _PATH_CUT)


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if len(key) <= NAME_CUT and key.isascii() and key.isidentifier():
        return f".{key}"
    quoted = cut(key).replace("\\", "\\\\").replace('"', '\\"')
    return f'["{quoted}"]'
