"""One line for each event, as wide as the terminal."""

from __future__ import annotations

from .._event import VoiceLiveEvent
from .._logs.wording import Wording, class_name
from .columns import cut_name, fit

__all__ = ["line"]

_ROOMY = 60  # columns of a terminal that leave room for gaps
_NAME_MIN, _NAME_MAX = 19, 36  # columns for the name of the class


def line(
    wording: Wording,
    number: int,
    event: VoiceLiveEvent,
    width: int | None,
    elapsed: float | None = None,
) -> str:
    """The line of *event*, the input's line *number*, for a terminal of *width* columns.

    *elapsed* are the seconds since the log began; a narrow terminal does without them.
    """
    is_roomy = width is None or width >= _ROOMY
    gap = "  " if is_roomy else " "
    clock = "" if elapsed is None or not is_roomy else f"{gap}{elapsed:>8.3f}"
    head = f"{number:>4}{clock}{gap}{_padded(class_name(event), width)}"
    # Whole texts are longer than any terminal is wide.
    limit = None if wording.content else width
    return fit(head, wording.parts(event), limit, gap=gap).rstrip()


def _padded(name: str, width: int | None) -> str:
    """The name in a column that leaves most of the line to the fields."""
    if width is None:
        return f"{name:<{_NAME_MAX}}"
    column = min(max(width * 3 // 8, _NAME_MIN), _NAME_MAX)
    return f"{cut_name(name, column):<{column}}"
