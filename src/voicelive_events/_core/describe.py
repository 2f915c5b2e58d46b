"""Values in words, cut short: for error texts and for `repr`.

Payloads hold transcripts, audio and credentials, so nothing here shows more of a value than
its kind, its size and a few characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

__all__ = [
    "DEEP",
    "LISTED",
    "LISTED_FIELDS",
    "NOTHING",
    "PathKey",
    "describe",
    "inside",
    "join_path",
    "outline",
    "short_repr",
]

NOTHING = "nothing"
"""What came where a key is absent."""

PathKey: TypeAlias = str | int

_CUT = 24  # characters of a string that may be shown
_ID_CUT = 64  # characters of an id, which is shown whole or not at all
LISTED = 6
"""Elements of a list or a dict that a repr shows."""
LISTED_FIELDS = 40
"""Items of one model that a repr shows."""
DEEP = 6
"""Levels of containers that a repr shows."""
_NAME_CUT = 64  # characters of a key that stands in a path without quotes


def join_path(keys: tuple[PathKey, ...]) -> str:
    """The JSON path of *keys*: ``("a", 0, "b-c")`` is ``$.a[0]["b-c"]``."""
    return "$" + "".join(map(_step, keys))


def _step(key: object) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if not isinstance(key, str):
        return f"[{describe(key)}]"  # no key of JSON, yet dicts take it
    if len(key) <= _NAME_CUT and key.isascii() and key.isidentifier():
        return f".{key}"
    quoted = _cut(key).replace("\\", "\\\\").replace('"', '\\"')
    return f'["{quoted}"]'


def describe(value: object, *, hidden: bool = False) -> str:
    """The JSON kind of *value* and a short cut of it; of a *hidden* value the kind alone."""
    if value is None:
        return "null"
    kind = _kind(value)
    if hidden:
        return f"{kind} (hidden)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | str):
        return f"{kind} {_scalar(value)}"
    return kind


def _kind(value: object) -> str:
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
    return type(value).__name__


def _scalar(value: float | str) -> str:
    if isinstance(value, str):
        text = str.__str__(value.value) if isinstance(value, Enum) else value
        size = "" if len(text) <= _CUT else f" ({len(text)} chars)"
        return f"'{_cut(text)}'{size}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"of {value.bit_length()} bits"
    return repr(value)


def _cut(text: str) -> str:
    shown = text if len(text) <= _CUT else text[: _CUT - 1] + "…"
    # Escaped as repr does, so that a control character cannot break a line of a log.
    return shown if shown.isprintable() else repr(shown)[1:-1]


def short_repr(value: object, depth: int = DEEP, *, is_id: bool = False) -> str:
    """The `repr` of one value inside a model: long strings and containers are cut."""
    if isinstance(value, str) and len(value) <= (_ID_CUT if is_id else _CUT):
        return repr(str.__str__(value.value) if isinstance(value, Enum) else value)
    if isinstance(value, str):
        return f"<{len(value)} chars>"
    if isinstance(value, list):
        return f"[{inside((short_repr(v, depth - 1) for v in value), len(value), depth)}]"
    if type(value) is dict:
        pairs = (f"{short_repr(k)}: {short_repr(v, depth - 1)}" for k, v in value.items())
        return f"{{{inside(pairs, len(value), depth)}}}"
    if hasattr(value, "_short_repr"):  # a model
        return str(value._short_repr(depth))
    return _number(value)


def outline(value: object) -> str:
    """As `short_repr`, for a value that nothing is known of: of its texts only the size."""
    if value is None or isinstance(value, int | float):
        return _number(value)
    size = f"{len(value)} chars" if isinstance(value, str) else _kind(value)
    return f"<{size}>"


def _number(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 64:
        return f"<{value.bit_length()} bits>"
    return repr(value)


def inside(parts: Iterator[str], count: int, depth: int, listed: int = LISTED) -> str:
    """The first few of *count* *parts*, joined; below the *depth* that is shown, their number."""
    if depth <= 0 and count:
        return f"<{count}>"
    shown = [part for part, _ in zip(parts, range(listed), strict=False)]
    if count > listed:
        shown.append(f"<{count - listed} more>")
    return ", ".join(shown)
