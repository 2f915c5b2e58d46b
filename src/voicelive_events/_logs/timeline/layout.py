"""Where everything stands in a picture: the rows of a session, the lines of a lane, the texts."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Literal, NamedTuple, TypeAlias

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from ..text import ELLIPSIS
from .lanes import Kind, Lane, Span, Timeline

__all__ = [
    "GUTTER",
    "LANE",
    "MARGIN",
    "SMALL",
    "TEXT",
    "TEXT_LINE",
    "Placed",
    "Row",
    "Strip",
    "fit",
    "rows",
    "spread",
    "strip",
    "text_width",
    "wrapped",
]

GUTTER, MARGIN = 84.0, 14.0  # pixels left and right of a row
LANE = 24  # pixels of a lane that has no texts
TEXT_LINE = 14  # pixels from one line of a text to the next
_TEXT_LINES, _MOST_TEXT_LINES = 3, 200  # of one text, of all in a row
_MOST_LABEL_LINES = 5  # of a lane with labels
_COLUMN = 240  # pixels that a text takes where another follows soon
_BETWEEN = 8  # pixels between texts
_PLAY = 2  # pixels by which a label keeps off its mark and the edges
_COMFORT = 40  # pixels that a second takes where there is room
_LONGEST = 72_000  # pixels that all rows take side by side, at most
_QUIET = 1.5  # rows in which nothing happens, and which are left out
_MOST_DETAILS = 9  # of what stands in one place
SMALL, TEXT = 9.5, 10.0  # pixels, the size of letters

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True)
class Row:
    """A part of the session."""

    start: float
    end: float
    right: float  # the pixel at which it ends
    is_last: bool  # before nothing happens, or the end

    @property
    def scale(self) -> float:
        """Pixels a second."""
        return (self.right - GUTTER) / (self.end - self.start)

    def x(self, time: float) -> float:
        return GUTTER + (min(max(time, self.start), self.end) - self.start) * self.scale

    def holds(self, time: float) -> bool:
        return self.start <= time and (time < self.end or (self.is_last and time == self.end))

    def meets(self, span: Span) -> bool:
        return self.holds(span.start) or span.start < self.start < span.end


@dataclass(frozen=True)
class Placed:
    """A span with its text, in a line of its lane."""

    span: Span
    line: int
    x: float  # of the texts
    texts: list[str]  # one below the other
    align: Align = "left"


@dataclass(frozen=True)
class Strip:
    """What a row shows of a lane."""

    lane: Lane
    placed: list[Placed]
    pitch: float = LANE  # from line to line
    left_out: int = 0
    """How many texts found no room: the last line has a mark for each."""

    @property
    def height(self) -> float:
        lines = max((each.line + max(len(each.texts), 1) for each in self.placed), default=0)
        return self.pitch * lines + (self.pitch < LANE) * 6


class _Lines:
    """Finds room for boxes that come from left to right."""

    def __init__(self, most: int) -> None:
        self._ends = [0.0] * most
        """Where each line is taken up to."""

    def place(self, left: float, right: float, lines: int) -> int | None:
        """The first of the *lines*, one below the other, that are free from *left* on."""
        if min(self._ends) > left:  # for speed
            return None
        for line in range(len(self._ends) - lines + 1):
            if max(self._ends[line : line + lines]) <= left:
                self._ends[line : line + lines] = [right] * lines
                return line
        return None


def rows(timeline: Timeline, width: int) -> list[Row]:
    """Rows of the same length, so that none is all but empty, for all in which something
    happens."""
    right = width - MARGIN
    room = right - GUTTER
    most, length = _LONGEST // room, room / _COMFORT
    while len(stretches := _stretches(timeline, _QUIET * length)) > most:
        length *= 2
    length = max(length, sum(end - start for start, end in stretches) / most)
    found: list[Row] = []
    for start, end in stretches:  # one alone has as long a row as the others
        start = min(start, max(timeline.seconds - length, 0))
        end = max(end, min(start + length, timeline.seconds))
        count = math.ceil((end - start) / length - 1e-9)
        bounds = [*(start + (end - start) * number / count for number in range(count)), end]
        found += [Row(first, last, right, last == end) for first, last in pairwise(bounds)]
    return found


def _stretches(timeline: Timeline, quiet: float) -> list[tuple[float, float]]:
    """From when to when something happens, where that stops for *quiet* seconds at least; audio
    that is sent may be silence."""
    spans = [(s.start, s.end) for lane in timeline.lanes for s in lane.spans if s.kind != "sent"]
    moments = [(time, time) for time in chain(timeline.turns, timeline.interruptions)]
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans + moments):
        before = found[-1] if found else (0.0, 0.0)
        if start - before[1] < quiet:
            found[-1:] = [(before[0], max(before[1], end))]
        else:
            found.append((start, end))
    first, last = found[-1] if found else (0.0, 0.0)
    if timeline.seconds - last < quiet or first == last == 0:
        found[-1:] = [(first, timeline.seconds)]
    return found


def spread(lane: Lane, parts: Sequence[Row]) -> list[list[Span]]:
    """What each of *parts* shows of *lane*: a text where it begins, all else wherever it is."""
    shown: list[list[Span]] = [[] for _ in parts]
    starts = [row.start for row in parts]
    for span in lane.spans:
        first = max(bisect_right(starts, span.start) - 1, 0)
        after = first + 1 if lane.is_text else max(bisect_left(starts, span.end), first + 1)
        for number in range(first, after):
            if parts[number].meets(span):
                shown[number].append(span)
    return shown


def strip(row: Row, lane: Lane, spans: list[Span]) -> Strip:
    """What *row* shows of *lane*, which are *spans*."""
    if lane.is_text:
        return _packed(row, lane, spans, TEXT_LINE, _MOST_TEXT_LINES)
    if not any(span.label for span in spans):
        return Strip(lane, _unlabelled(row, spans))
    has_bars = any(span.end > span.start for span in spans)
    return _packed(row, lane, spans, 22 if has_bars else 15, _MOST_LABEL_LINES)


def _packed(row: Row, lane: Lane, spans: list[Span], pitch: float, most: int) -> Strip:
    """Each text at the time of its span, in the first line in which there is room; the last
    line is for those that found none."""
    placed: list[Placed] = []
    left_out: list[Span] = []
    lines = _Lines(most)
    following = [*(row.x(span.start) for span in spans[1:]), row.right]
    for span, end in zip(spans, following, strict=False):
        each = _paragraph(row, span, end) if lane.is_text else _label(row, span)
        line = lines.place(each.left, each.right + _BETWEEN, max(len(each.texts), 1))
        if line is None:
            left_out.append(span)
        else:
            placed.append(Placed(span, line, each.x, each.texts, each.align))
    placed += _unlabelled(row, left_out, most, [ELLIPSIS] if lane.is_text else [])
    return Strip(lane, placed, pitch, len(left_out))


class _Box(NamedTuple):
    """What a span takes of a line, its texts and where they stand."""

    left: float
    right: float
    x: float
    texts: list[str]
    align: Align = "left"


def _paragraph(row: Row, span: Span, end: float) -> _Box:
    """The text of *span* in lines, with room up to *end*, where the next one begins."""
    left = row.x(span.start)
    width = min(max(end - left - _BETWEEN, _COLUMN), row.right - GUTTER)
    texts = wrapped(span.label, width, _TEXT_LINES, TEXT)
    length = max(text_width(text, TEXT) for text in texts)
    x = max(min(left, row.right - length), GUTTER)
    if x < left and len(texts) == 1:  # whatever the font, it ends at the edge
        return _Box(x, x + length, x + length, texts, "right")
    return _Box(x, x + length, x, texts)


def _label(row: Row, span: Span) -> _Box:
    """The label of *span*: above a bar, beside a moment on the side that has room."""
    left, right = row.x(span.start), row.x(span.end)
    is_moment = span.start == span.end
    if is_moment:
        left, right = left - 4, right + 4
    if not span.label or not row.holds(span.start):
        return _Box(left, right, left, [])
    room = max(row.right - right, left - GUTTER) if is_moment else row.right - GUTTER
    text = fit(span.label, min(_COLUMN, room) - _PLAY, SMALL)
    length = text_width(text, SMALL)
    x = right + _PLAY if is_moment else left
    if x + length <= row.right:
        return _Box(left, max(right, x + length), x, [text])
    end = left - _PLAY if is_moment else row.right  # whatever the font, it ends there
    return _Box(min(left, end - length), right, end, [text], "right")


def _unlabelled(
    row: Row, spans: Sequence[Span], line: int = 0, texts: Sequence[str] = ()
) -> list[Placed]:
    """The *spans* in a line without their labels; those in one place are one mark."""
    places: dict[tuple[Kind, int, int], list[Span]] = {}
    for span in spans:
        place = span.kind, int(row.x(span.start)), int(row.x(span.end))
        places.setdefault(place, []).append(span)
    return [
        Placed(_joined(each), line, row.x(each[0].start), list(texts)) for each in places.values()
    ]


def _joined(spans: Sequence[Span]) -> Span:
    first = spans[0]
    if len(spans) == 1:
        return first
    details = [span.detail for span in spans[:_MOST_DETAILS]]
    if len(spans) > _MOST_DETAILS:
        details.append(f"and {len(spans) - _MOST_DETAILS} more")
    marks = tuple(chain.from_iterable(span.marks for span in spans))
    is_moment = first.start == first.end
    end = first.end if is_moment else max(span.end for span in spans)
    return Span(first.start, end, first.kind, "", "\n".join(details), marks)


def _count(text: str, room: float, size: float) -> int:
    """How many of the letters of *text* fit into *room* pixels."""
    for count, letter in enumerate(text):
        room -= _letter_width(letter) * size
        if room < 0:
            return count
    return len(text)


def fit(text: str, room: float, size: float) -> str:
    """*text*, cut to *room* pixels."""
    if _count(text, room, size) == len(text):
        return text
    return text[: _count(text, room - text_width(ELLIPSIS, size), size)].rstrip() + ELLIPSIS


def wrapped(text: str, room: float, most: int, size: float) -> list[str]:
    """*text* in at most *most* lines, broken at spaces if there are any; the last is cut."""
    lines: list[str] = []
    while (count := _count(text, room, size)) < len(text) and len(lines) < most - 1:
        space = text.rfind(" ", 0, count + 1)
        count = space if space > 0 else max(count, 1)
        lines.append(text[:count].rstrip())
        text = text[count:].lstrip()
    return [*lines, fit(text, room, size)]


def text_width(text: str, size: float) -> float:
    """The pixels that *text* takes in letters of *size* pixels."""
    return sum(map(_letter_width, text)) * size


@cache
def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":  # whatever fonts are at hand here
        return 1.0
    font = FontProperties(size=100)
    width: float = TextToPath().get_text_width_height_descent(letter, font, False)[0]
    return width / 100
