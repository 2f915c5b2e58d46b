"""Short reprs: of values inside models, and of whole models for consoles.

Texts are cut as in errors, and the whole is bounded: a repr gets some room, and what is inside it
half of that.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._text import NAME_CUT, TEXT_CUT, is_name_key
from .describe import kind_of
from .dispatch import Node

__all__ = ["LISTED", "LISTED_FIELDS", "ROOM", "joined", "outline", "short_repr"]

LISTED = 6
"""Elements of a list or a dict that a repr shows."""
LISTED_FIELDS = 40
"""Items of one model that a repr shows."""
ROOM = 3900
"""Characters after which a repr begins nothing more. With what was begun before, and the names
around it, none has more than 8500."""
_LEAST_ROOM = ROOM // 64  # six levels of containers
_COMMA = ", "


def short_repr(
    value: object, room: int = ROOM, *, is_name: bool = False, has_names: bool = False
) -> str:
    """The `repr` of one value inside a model: long strings and containers are cut.

    A text that *is_name* is shown whole; with *has_names*, so are those in it whose keys say so.
    """
    if isinstance(value, str):
        text = str.__str__(value)  # a class of its own may show anything else
        return repr(text) if _is_short(text, is_name) else outline(text)
    if isinstance(value, list):
        inner = room // 2
        parts = (short_repr(v, inner, has_names=has_names) for v in value)
        return f"[{joined(parts, len(value), room)}]"
    if isinstance(value, Node):
        return value._short_repr(room)
    if type(value) is dict:
        inner = room // 2
        pairs = (
            f"{short_repr(k)}: "
            f"{short_repr(v, inner, is_name=has_names and is_name_key(k), has_names=has_names)}"
            for k, v in value.items()
        )
        return f"{{{joined(pairs, len(value), room)}}}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"<{value.bit_length()} bits>"
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, int | float):
        return int.__repr__(value) if isinstance(value, int) else float.__repr__(value)
    return outline(value)


def _is_short(text: str, is_name: bool) -> bool:
    """Whether *text* is shown: a name is one word, and what is more may be what somebody said."""
    if is_name and len(text) <= NAME_CUT and not any(map(str.isspace, text)):
        return True
    return len(text) <= TEXT_CUT


def outline(value: object) -> str:
    """A value that nothing is known of, by its kind and its size alone."""
    if value is None:
        return "None"
    return f"<{len(value)} chars>" if isinstance(value, str) else f"<{kind_of(value)}>"


def joined(parts: Iterable[str], count: int, room: int, listed: int = LISTED) -> str:
    """The first few of *count* *parts*, as far as there is *room*; without, their number."""
    if room < _LEAST_ROOM and count:
        return f"<{count}>"
    shown: list[str] = []
    size = 0
    for part in parts:
        if len(shown) == listed or size > room:
            shown.append(f"<{count - len(shown)} more>")
            break
        shown.append(part)
        size += len(part) + len(_COMMA)
    return _COMMA.join(shown)
