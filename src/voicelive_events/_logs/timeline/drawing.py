"""A session drawn by matplotlib: lanes below each other, in rows like the staves of a score."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from ..text import ELLIPSIS
from .lanes import Kind, Lane, Span, Timeline

__all__ = ["LIGHT", "draw", "legend"]

LIGHT = {
    "paper": "#fefefd",
    "ink": "#1d2333",
    "faint": "#6b7488",
    "line": "#d9dde6",
    "band": "#f3f5f9",
    "user": "#0b7a75",
    "model": "#4f55c8",
    "unheard": "#c6c8f0",
    "tool": "#b35c00",
    "viseme": "#9a4fb5",
    "error": "#cf222e",
    "warning": "#a87900",
}
"""The colours by what they stand for, no two the same: a page puts its own in their place."""

_NAMES: dict[Kind, str] = {
    "user": "user",
    "model": "model",
    "unheard": "interrupted, not heard",
    "tool": "tool",
    "viseme": "visemes",
    "error": "error",
    "warning": "warning",
}

_GUTTER, _MARGIN = 84, 14  # pixels left and right of a row
_TITLE, _TOP, _BOTTOM, _GAP = 52, 18, 20, 20  # above all, above a row, its time, between rows
_LANE, _TEXT_LINE = 24, 14
_TEXT_LINES = 2  # that a text may take
_COMFORT = 40  # pixels that a second takes where there is room
_MOST_ROWS = 60
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds
_PIXELS_A_TICK = 70
_SMALL, _NORMAL = 9.5, 11  # pixels
_BOLD = 1.2  # times the width of ordinary letters, at most
_FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Arabic")
_DPI = 100  # at which a pixel of the layout is one


@dataclass(frozen=True)
class _Row:
    """A stretch of the session, and where it is drawn."""

    start: float
    end: float
    top: float
    scale: float  # pixels a second

    def x(self, time: float) -> float:
        return _GUTTER + (min(max(time, self.start), self.end) - self.start) * self.scale

    def holds(self, time: float) -> bool:
        return self.start <= time < self.end

    def meets(self, span: Span) -> bool:
        return self.holds(span.start) or span.start < self.start < span.end


def draw(
    timeline: Timeline, format: Literal["svg", "png"], *, width: int, title: str | None = None
) -> bytes:
    """The picture of *timeline*, *width* pixels wide and as high as it takes.

    In SVG each span has its detail as its title, which a browser shows on hovering.
    """
    settings: dict[Any, object] = {
        "svg.fonttype": "none",  # text stays text, which can be found and scales
        "svg.hashsalt": f"voicelive-events-{width}",  # the same session, the same file
        "font.family": [name for name in _FONTS if name in set(fontManager.get_font_names())],
        "text.parse_math": False,
    }
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # no font has every script
        mpl.rcdefaults()  # whatever the user prefers for pictures of another kind
        mpl.rcParams.update(settings)
        drawing = _Drawing(timeline, width, title)
        out = io.BytesIO()
        if format == "png":
            drawing.figure.savefig(out, format="png", dpi=2 * _DPI)
            return out.getvalue()
        drawing.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return _titled(out.getvalue(), drawing.details)


def _titled(svg: bytes, details: dict[str, str]) -> bytes:
    """Give the groups of *svg* that have an id in *details* a title."""
    space = "http://www.w3.org/2000/svg"
    ElementTree.register_namespace("", space)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    tree = ElementTree.fromstring(svg)
    for metadata in tree.findall(f"{{{space}}}metadata"):  # which names nothing of the session
        tree.remove(metadata)
    for group in tree.iter(f"{{{space}}}g"):
        detail = details.get(group.get("id", ""))
        if detail is not None:
            group.set("class", "span")
            title = ElementTree.Element(f"{{{space}}}title")
            title.text = detail
            group.insert(0, title)
    titled: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return titled


class _Drawing:
    """The figure, in pixels from its top left corner."""

    def __init__(self, timeline: Timeline, width: int, title: str | None) -> None:
        self._timeline = timeline
        self._width = width
        self.details: dict[str, str] = {}
        """What the span with an id says on a closer look."""
        self._tops, row_height = _lane_tops(timeline.lanes)
        rows = list(self._rows(_TITLE if title else 6, row_height + _GAP))
        height = rows[-1].top + row_height + 6
        self.figure = Figure((width / _DPI, height / _DPI), dpi=_DPI, facecolor=LIGHT["paper"])
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self._axes.set_axis_off()
        if title:
            self._head(title)
        for row in rows:
            self._row(row, row.top + row_height)

    def _rows(self, top: float, pitch: float) -> Iterator[_Row]:
        room = self._width - _GUTTER - _MARGIN
        seconds = self._timeline.seconds
        least = max(room / _COMFORT, seconds / _MOST_ROWS)
        step = next((step for step in _STEPS if step >= least), least)
        count = math.floor(seconds / step) + 1  # so that the last moment is inside a row
        length = 1.01 * seconds if count == 1 else step
        for number in range(count):
            start = number * length
            yield _Row(start, start + length, top + number * pitch, room / length)

    def _head(self, title: str) -> None:
        size = _NORMAL + 2
        shown = self._fit(title, (self._width - 2 * _MARGIN) / _BOLD, size)
        self._text(_MARGIN, 16, shown, "ink", size, weight="bold")
        x = float(_MARGIN)
        for name, kind in legend(self._timeline):
            self._axes.add_patch(Rectangle((x, 31), 9, 9, color=LIGHT[kind], linewidth=0))
            self._text(x + 13, 36, name, "faint", _SMALL)
            x += 27 + _text_width(name, _SMALL)
        if axis := self._fit(self._timeline.axis, self._width - _MARGIN - x):
            self._text(self._width - _MARGIN, 36, axis, "faint", _SMALL, align="right")

    def _row(self, row: _Row, bottom: float) -> None:
        self._turns(row, bottom)
        self._ticks(row, bottom)
        for lane, top in zip(self._timeline.lanes, self._tops, strict=True):
            y = row.top + top
            height = _lane_height(lane)
            self._text(_GUTTER - 10, y + height / 2, lane.name, "faint", _SMALL, align="right")
            if lane.is_text:
                self._texts(row, lane, y)
            else:
                self._spans(row, lane, y)
        for time in self._timeline.interruptions:
            if row.holds(time):
                self._interruption(row.x(time), row.top + _TOP, time)

    def _turns(self, row: _Row, bottom: float) -> None:
        """A band for every second turn, and its number."""
        starts = [*self._timeline.turns, self._timeline.seconds]
        free = 0.0
        for number, (start, end) in enumerate(pairwise(starts), start=1):
            if end <= row.start or start >= row.end:
                continue
            left, right = row.x(start), row.x(end)
            if number % 2:
                band = (left, row.top), right - left, bottom - _BOTTOM - row.top
                self._axes.add_patch(Rectangle(*band, color=LIGHT["band"], linewidth=0))
            label = str(number)
            right = left + 6 + _text_width(label, _SMALL)
            if row.holds(start) and left >= free and right < self._width:
                self._text(left + 6, row.top + 8, label, "faint", _SMALL)
                free = right + 6

    def _ticks(self, row: _Row, bottom: float) -> None:
        y = bottom - _BOTTOM
        ends = [_GUTTER, self._width - _MARGIN]
        self._axes.plot(ends, [y, y], color=LIGHT["line"], linewidth=0.8)
        step = next((s for s in _STEPS if s * row.scale >= _PIXELS_A_TICK), row.end - row.start)
        for number in range(math.ceil(row.start / step), math.floor(row.end / step) + 1):
            time = number * step
            x = row.x(time)
            self._axes.plot([x, x], [y, y + 4], color=LIGHT["line"], linewidth=0.8)
            if x <= self._width - _MARGIN - 12:
                self._text(x, y + 11, _clock(time), "faint", _SMALL, align="center")

    def _spans(self, row: _Row, lane: Lane, top: float) -> None:
        shown = [span for span in lane.spans if row.meets(span)]
        lefts = [*(row.x(span.start) for span in shown[1:]), float(self._width)]
        free = float(_GUTTER)
        for span, following in zip(shown, lefts, strict=False):
            left = row.x(span.start)
            if span.marks:
                self._marks(row, span, top)
            elif span.start == span.end:
                self._moment(left, top, span)
            else:
                self._bar(left, max(row.x(span.end), left + 3), top, span)
            if row.holds(span.start):
                free = max(free, self._label(left, (free, following - 4), top, span))
            free = max(free, row.x(span.end))

    def _label(self, left: float, room: tuple[float, float], top: float, span: Span) -> float:
        """Write beside a moment, above a bar: on it, no colour of a text would suit both themes.

        The last moment of a session stands at the edge: what it says is written before it. Gives
        the place where the text ends.
        """
        free, right = room
        is_moment = span.start == span.end
        x, y = (left + 8, top + _LANE / 2) if is_moment else (left, top + 5)
        before = left - 8 - free
        if is_moment and _text_width(span.label, _SMALL) > right - x < before:
            self._text(left - 4, y, self._fit(span.label, before), span.kind, _SMALL, align="right")
            return left
        label = self._fit(span.label, right - x)
        if label:
            self._text(x, y, label, span.kind, _SMALL)
        return x + _text_width(label, _SMALL)

    def _bar(self, left: float, right: float, top: float, span: Span) -> None:
        height = 7 if span.label else 14
        box = (left, top + _LANE - 4 - height), right - left, height
        shape = f"round,pad=0,rounding_size={min(3, (right - left) / 2)}"
        patch = FancyBboxPatch(*box, boxstyle=shape, color=LIGHT[span.kind], linewidth=0)
        patch.set_gid(self._id(span))
        self._axes.add_patch(patch)

    def _moment(self, x: float, top: float, span: Span) -> None:
        marker = "X" if span.kind == "error" else "d"
        [point] = self._axes.plot(
            [x + 3], [top + _LANE / 2], marker, color=LIGHT[span.kind], markersize=5, mew=0
        )
        point.set_gid(self._id(span))

    def _marks(self, row: _Row, span: Span, top: float) -> None:
        """A stroke for each viseme, as high as its number."""
        foot = top + _LANE - 4
        strokes = [
            [(row.x(time), foot), (row.x(time), foot - 2 - 14 * min(number, 21) / 21)]
            for time, number in span.marks
            if row.holds(time)
        ]
        lines = LineCollection(strokes, colors=LIGHT["viseme"], linewidths=0.9)
        lines.set_gid(self._id(span))
        self._axes.add_collection(lines)

    def _texts(self, row: _Row, lane: Lane, top: float) -> None:
        kinds = _kinds(lane)
        for place, kind in enumerate(kinds):
            spans = [span for span in lane.spans if span.kind == kind]
            y = top + place * _TEXT_LINES * _TEXT_LINE
            ends = [*(span.start for span in spans[1:]), math.inf]
            for span, end in zip(spans, ends, strict=True):
                if self._best_row(row, span.start, end):
                    left = row.x(span.start)
                    self._paragraph(left, row.x(end) - left - 10, y, span)

    def _best_row(self, row: _Row, start: float, end: float) -> bool:
        """Whether of the rows over which a text could run, it has most room in *row*."""
        length = row.end - row.start
        if row.holds(start):
            return row.end - start >= min(end, row.end + length, self._timeline.seconds) - row.end
        if not row.holds(start + length):  # only the row after the one in which it starts
            return False
        return min(end, row.end, self._timeline.seconds) - row.start > row.start - start

    def _paragraph(self, left: float, room: float, top: float, span: Span) -> None:
        lines = self._wrapped(span.label, room)
        for number, line in enumerate(lines):
            y = top + (number + 0.5) * _TEXT_LINE
            text = self._text(left, y, line, span.kind, _NORMAL - 1)
            text.set_gid(self._id(span))

    def _wrapped(self, text: str, room: float) -> list[str]:
        """*text* in at most `_TEXT_LINES` lines, the last cut where not all of it fits."""
        words = text.split()
        lines: list[str] = []
        while words and len(lines) < _TEXT_LINES - 1:
            count = 1
            while count < len(words) and self._fits(" ".join(words[: count + 1]), room):
                count += 1
            if not self._fits(words[0], room):
                break
            lines.append(" ".join(words[:count]))
            words = words[count:]
        rest = self._fit(" ".join(words), room, _NORMAL - 1) if words else ""
        return [*lines, rest] if rest else lines

    def _fits(self, text: str, room: float) -> bool:
        return _text_width(text, _NORMAL - 1) <= room

    def _fit(self, text: str, room: float, size: float = _SMALL) -> str:
        """*text*, cut to *room* pixels; nothing if not even a few letters fit."""
        if _text_width(text, size) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if _text_width(text[:middle] + ELLIPSIS, size) <= room:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + ELLIPSIS if low >= 2 else ""

    def _interruption(self, x: float, top: float, time: float) -> None:
        lanes = [lane.name for lane in self._timeline.lanes]
        height = _LANE * sum(name in ("User", "Model") for name in lanes)
        self._axes.plot([x, x], [top - 2, top + height], color=LIGHT["error"], linewidth=1.2)
        [head] = self._axes.plot([x], [top - 5], "v", color=LIGHT["error"], markersize=6, mew=0)
        detail = f"Interrupted at {time:.1f} s"
        head.set_gid(self._id(Span(time, time, "error", "", detail)))

    def _id(self, span: Span) -> str:
        name = f"span-{self._width}-{len(self.details)}"
        self.details[name] = span.detail
        return name

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        colour: str,
        size: float,
        *,
        align: Literal["left", "center", "right"] = "left",
        weight: Literal["normal", "bold"] = "normal",
    ) -> Text:
        return self._axes.text(
            x,
            y,
            text,
            color=LIGHT[colour],
            fontsize=size * 72 / _DPI,
            ha=align,
            va="center_baseline",
            weight=weight,
        )


def _lane_tops(lanes: Sequence[Lane]) -> tuple[list[float], float]:
    """Where the lanes stand in a row, and how high that is."""
    tops, top = [], float(_TOP)
    for lane in lanes:
        tops.append(top)
        top += _lane_height(lane)
    return tops, top + _BOTTOM + 4


def _lane_height(lane: Lane) -> float:
    return _TEXT_LINES * _TEXT_LINE * len(_kinds(lane)) + 4 if lane.is_text else _LANE


def _kinds(lane: Lane) -> list[Kind]:
    return sorted({span.kind for span in lane.spans}, reverse=True)  # the user above the model


def legend(timeline: Timeline) -> Iterator[tuple[str, Kind]]:
    """What the colours in the picture of *timeline* stand for."""
    for kind, name in _NAMES.items():
        if timeline.count(kind):
            yield name, kind


def _text_width(text: str, size: float) -> float:
    """The pixels that *text* takes in letters of *size* pixels."""
    return sum(map(_letter_width, text)) * size


@cache
def _letter_width(letter: str) -> float:
    font = FontProperties(size=100)
    width: float = TextToPath().get_text_width_height_descent(letter, font, False)[0]
    return width / 100


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"
