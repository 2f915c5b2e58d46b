"""A session drawn by matplotlib: lanes below each other, in rows like the staves of a score."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any, Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from ..text import ELLIPSIS, duration, escape
from .lanes import Kind, Lane, Span, Timeline

__all__ = ["LIGHT", "draw", "legend"]

LIGHT = {
    "paper": "#fefefd",
    "ink": "#1d2333",
    "faint": "#5f687c",
    "line": "#d9dde6",
    "band": "#f3f5f9",
    "user": "#0b7a75",
    "sent": "#a5d3cf",
    "model": "#4f55c8",
    "unheard": "#c6c8f0",
    "client": "#55607a",
    "tool": "#a35200",
    "viseme": "#9a4fb5",
    "error": "#cf222e",
    "warning": "#8a6300",
}
"""The colours by what they stand for, no two the same: a page puts its own in their place."""

_NAMES: dict[Kind, str] = {
    "user": "user",
    "sent": "audio sent",
    "model": "model",
    "unheard": "interrupted, not heard",
    "client": "client",
    "tool": "tool",
    "viseme": "visemes",
    "error": "error",
    "warning": "warning",
}

_GUTTER, _MARGIN = 84, 14  # pixels left and right of a row
_TOP, _BOTTOM, _GAP = 22, 20, 20  # above the lanes of a row, its time, between rows
_LANE, _BAR = 24, 14  # of a lane that has no texts
_TEXT_LINE, _TEXT_LINES, _MOST_TEXT_LINES = 14, 3, 200  # of a text, lines of one and of a row
_MOST_LABEL_LINES = 5  # of a lane with labels
_COLUMN = 240  # pixels that a text takes where another follows soon
_BETWEEN = 8  # pixels between texts
_BESIDE = 6  # pixels between a moment and its text
_COMFORT = 40  # pixels that a second takes where there is room
_LONGEST = 72_000  # pixels that all rows take side by side, at most
_QUIET = 1.5  # rows in which nothing happens, and which are left out
_MOST_DETAILS = 9  # of what stands in one place
_TALL = 8_000  # pixels; a higher picture has one dot a pixel, for the sake of memory
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds
_PIXELS_A_TICK = 70
_SMALL, _NORMAL = 9.5, 11  # pixels
_TEXT = _NORMAL - 1
_BOLD = 1.2  # times the width of ordinary letters, at most
_FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Arabic")
_FAMILY = "'DejaVu Sans', system-ui, sans-serif"
_DPI = 100  # at which a pixel of the layout is one

_SVG = "http://www.w3.org/2000/svg"
_COLOUR = re.compile("#[0-9a-f]{6}")
_FONT_FAMILY = re.compile("font-family: [^;]*; ?")
_DECIMALS = re.compile(r"(\.\d\d)\d+")
_FURTHER = "further-"  # begins the id of a line of text that belongs to the one before it


@dataclass(frozen=True)
class _Row:
    """A part of the session."""

    start: float
    end: float
    scale: float  # pixels a second
    is_last: bool  # before nothing happens, or the end

    def x(self, time: float) -> float:
        return _GUTTER + (min(max(time, self.start), self.end) - self.start) * self.scale

    def holds(self, time: float) -> bool:
        return self.start <= time and (time < self.end or (self.is_last and time == self.end))

    def meets(self, span: Span) -> bool:
        return self.holds(span.start) or span.start < self.start < span.end


@dataclass(frozen=True)
class _Placed:
    """A span with its text, in a line of its lane."""

    span: Span
    line: int
    x: float  # of the texts
    texts: list[str]  # one below the other
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class _Strip:
    """What a row shows of a lane."""

    lane: Lane
    placed: list[_Placed]
    pitch: float = _LANE  # from line to line
    left_out: int = 0
    """How many texts found no room: the last line has a mark for each."""

    @property
    def height(self) -> float:
        lines = max((each.line + max(len(each.texts), 1) for each in self.placed), default=0)
        return self.pitch * lines + (self.pitch < _LANE) * 6


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


def draw(
    timeline: Timeline,
    format: Literal["svg", "png"],
    *,
    width: int,
    title: str | None = None,
    colours: Mapping[str, str] = LIGHT,
) -> bytes:
    """The picture of *timeline*, *width* pixels wide and as high as it takes.

    In SVG each span can be reached by the keyboard, and has its detail as its title, which a
    browser shows and a screen reader says. *colours* are those of `LIGHT`, or what stands for them
    in SVG.
    """
    title = None if title is None else escape(title)
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
            dots = _DPI if drawing.height > _TALL else 2 * _DPI
            drawing.figure.savefig(out, format="png", dpi=dots)
            return out.getvalue()
        drawing.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    tree = ElementTree.fromstring(out.getvalue())
    tree.set("role", "group")
    tree.set("aria-label", ": ".join([title or "Timeline", timeline.facts()]))
    for metadata in tree.findall(f"{{{_SVG}}}metadata"):  # which names nothing of the session
        tree.remove(metadata)
    _join_lines(tree)
    _describe(tree, drawing.details)
    _slim(tree)
    _recolour(tree, {LIGHT[name]: colour for name, colour in colours.items()})
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    picture: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return picture


def _join_lines(tree: ElementTree.Element) -> None:
    """Make one group of the lines of a text."""
    for parent in list(tree.iter(f"{{{_SVG}}}g")):
        joined: list[ElementTree.Element] = []
        for child in parent:
            if child.get("id", "").startswith(_FURTHER):
                joined[-1].extend(child)
            else:
                joined.append(child)
        parent[:] = joined


def _describe(tree: ElementTree.Element, details: Mapping[str, str]) -> None:
    """Let each group that has an id in *details* say it, to whoever gets there."""
    for group in tree.iter(f"{{{_SVG}}}g"):
        detail = details.get(group.get("id", ""))
        if detail is not None:
            group.attrib.update({"class": "span", "role": "img", "tabindex": "0"})
            title = ElementTree.Element(f"{{{_SVG}}}title")
            title.text = detail
            group.insert(0, title)


def _slim(tree: ElementTree.Element) -> None:
    """Take out what says nothing: half of a file."""
    tree.set("font-family", _FAMILY)
    for element in tree.iter():
        for name in ("d", "x", "y"):
            if value := element.get(name):
                element.set(name, _DECIMALS.sub(r"\1", value))
        if style := element.get("style"):
            element.set("style", _FONT_FAMILY.sub("", style))
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]


def _recolour(tree: ElementTree.Element, colours: Mapping[str, str]) -> None:
    for element in tree.iter():
        if style := element.get("style"):
            shown = _COLOUR.sub(lambda colour: colours.get(colour[0], colour[0]), style)
            element.set("style", shown)


class _Drawing:
    """The figure, in pixels from its top left corner."""

    def __init__(self, timeline: Timeline, width: int, title: str | None) -> None:
        self._timeline = timeline
        self._width = width
        self._right = width - _MARGIN
        self.details: dict[str, str] = {}
        """What the span with an id says on a closer look."""
        self.figure = Figure(dpi=_DPI, facecolor=LIGHT["paper"])
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._drawn = 0
        bottom = self._head(title) if title else 6.0
        rows = self._rows()
        spread = [_spread(lane, rows) for lane in timeline.lanes]
        seen = 0.0
        for number, row in enumerate(rows):
            bottom = self._quiet(row.start - seen, bottom)
            strips = [
                self._strip(row, each[number], lane)
                for each, lane in zip(spread, timeline.lanes, strict=True)
            ]
            bottom = self._row(row, strips, bottom) + _GAP
            seen = row.end
        bottom = self._quiet(timeline.seconds - seen, bottom)
        self.height = bottom - _GAP + 6
        self.figure.set_size_inches(width / _DPI, self.height / _DPI)
        self._axes.set(xlim=(0, width), ylim=(self.height, 0))

    def _rows(self) -> list[_Row]:
        """Rows of the same length, so that none is all but empty, for all in which something
        happens."""
        room = self._right - _GUTTER
        most, length = _LONGEST // room, room / _COMFORT
        while len(stretches := _stretches(self._timeline, _QUIET * length)) > most:
            length *= 2
        length = max(length, sum(end - start for start, end in stretches) / most)
        return [row for stretch in stretches for row in self._rows_of(*stretch, length)]

    def _rows_of(self, start: float, end: float, length: float) -> Iterator[_Row]:
        """Rows from *start* to *end*, of *length* seconds at most; one alone has as many."""
        seconds = self._timeline.seconds
        start, end = min(start, max(seconds - length, 0)), max(end, min(start + length, seconds))
        count = math.ceil((end - start) / length - 1e-9)
        bounds = [*(start + (end - start) * number / count for number in range(count)), end]
        for first, last in pairwise(bounds):
            yield _Row(first, last, (self._right - _GUTTER) / (last - first), last == end)

    def _quiet(self, seconds: float, top: float) -> float:
        """Say that rows are left out here, if any are; gives the place below it."""
        if seconds <= 0:
            return top
        self._text(_GUTTER, top + 4, f"quiet for {duration(seconds)}", "faint", _SMALL)
        return top + 4 + _GAP

    def _head(self, title: str) -> float:
        """Write what stands above all; gives the place below it."""
        size = _NORMAL + 2
        shown = _fit(title, (self._width - 2 * _MARGIN) / _BOLD, size)
        self._text(_MARGIN, 16, shown, "ink", size, weight="bold")
        y = 20.0
        for text, colour in (self._timeline.facts(), "ink"), (self._timeline.axis, "faint"):
            for line in _wrapped(text, self._right - _MARGIN, 9, _SMALL):
                y += _TEXT_LINE
                self._text(_MARGIN, y, line, colour, _SMALL)
        x, y = float(_MARGIN), y + _TEXT_LINE + 2
        for name, kind in legend(self._timeline):
            length = _text_width(name, _SMALL)
            if x + 13 + length > self._right:
                x, y = float(_MARGIN), y + _TEXT_LINE
            self._add(Rectangle((x, y - 5), 9, 9, color=LIGHT[kind], linewidth=0))
            self._text(x + 13, y, name, "faint", _SMALL)
            x += 27 + length
        return y + 14

    def _row(self, row: _Row, strips: list[_Strip], top: float) -> float:
        """Draw *row*; gives the place below it."""
        strips = [strip for strip in strips if strip.placed]
        foot = top + _TOP + sum(strip.height for strip in strips) + 4
        self._turns(row, top, foot)
        self._ticks(row, foot)
        y = spoken = top + _TOP
        for strip in strips:
            self._lane(row, strip, y)
            y += strip.height
            if strip.lane.name in ("User", "Model"):
                spoken = y
        for time in self._timeline.interruptions:
            if row.holds(time):
                self._interruption(row.x(time), top + _TOP, spoken, time)
        return foot + _BOTTOM

    def _turns(self, row: _Row, top: float, foot: float) -> None:
        """A band for every second turn, and its number."""
        starts = [*self._timeline.turns, self._timeline.seconds]
        free = 0.0
        for number, (start, end) in enumerate(pairwise(starts), start=1):
            if end <= row.start or start >= row.end:
                continue
            left, right = row.x(start), row.x(end)
            if number % 2 and right - left >= 1:
                band = (left, top), right - left, foot - top
                self._add(Rectangle(*band, color=LIGHT["band"], linewidth=0))
            label = str(number)
            right = left + 6 + _text_width(label, _SMALL)
            if row.holds(start) and left >= free and right < self._width:
                self._text(left + 6, top + 8, label, "faint", _SMALL)
                free = right + 6

    def _ticks(self, row: _Row, y: float) -> None:
        self._add(Line2D([_GUTTER, self._right], [y, y], color=LIGHT["line"], linewidth=0.8))
        step = next((s for s in _STEPS if s * row.scale >= _PIXELS_A_TICK), row.end - row.start)
        first, last = math.ceil(row.start / step - 1e-6), math.floor(row.end / step + 1e-6)
        for number in range(first, last + 1):
            time = number * step
            x, label = row.x(time), _clock(time)
            self._add(Line2D([x, x], [y, y + 4], color=LIGHT["line"], linewidth=0.8))
            middle = min(x, self._width - 2 - _text_width(label, _SMALL) / 2)
            self._text(middle, y + 11, label, "faint", _SMALL, align="center")

    # What a lane shows in a row.

    def _strip(self, row: _Row, spans: list[Span], lane: Lane) -> _Strip:
        if lane.is_text:
            return self._packed(row, lane, spans, _TEXT_LINE, _MOST_TEXT_LINES)
        if not any(span.label for span in spans):
            return _Strip(lane, _unlabelled(row, spans))
        has_bars = any(span.end > span.start for span in spans)
        return self._packed(row, lane, spans, 22 if has_bars else 15, _MOST_LABEL_LINES)

    def _packed(self, row: _Row, lane: Lane, spans: list[Span], pitch: float, most: int) -> _Strip:
        """Each text at the time of its span, in the first line in which there is room; the last
        line is for those that found none."""
        placed: list[_Placed] = []
        left_out: list[Span] = []
        lines = _Lines(most)
        following = [*(row.x(span.start) for span in spans[1:]), float(self._right)]
        for span, end in zip(spans, following, strict=False):
            left, right = row.x(span.start), row.x(span.end)
            texts = self._texts(row, span, end - left, is_text=lane.is_text)
            size = _TEXT if lane.is_text else _SMALL
            length = max((_text_width(text, size) for text in texts), default=0.0)
            x, box = max(min(left, self._right - length), _GUTTER), (left, right)
            if lane.is_text:
                box = x, x
            elif span.start == span.end:  # its text stands beside it
                fits = left + _BESIDE + length <= self._right
                x = left + _BESIDE if fits else left - _BESIDE - length
                box = left - 4, left + 4
            box = min(x, box[0]), max(x + length, box[1])
            line = lines.place(box[0], box[1] + _BETWEEN, max(len(texts), 1))
            if line is None:
                left_out.append(span)
            elif x < left and len(texts) == 1:  # whatever the font, it ends where it has to
                placed.append(_Placed(span, line, x + length, texts, "right"))
            else:
                placed.append(_Placed(span, line, x, texts))
        placed += _unlabelled(row, left_out, most, [ELLIPSIS] if lane.is_text else [])
        return _Strip(lane, placed, pitch, len(left_out))

    def _texts(self, row: _Row, span: Span, room: float, *, is_text: bool) -> list[str]:
        """What is written at *span* in *row*, in lines."""
        if not span.label or not row.holds(span.start):
            return []
        whole = self._right - _GUTTER
        if is_text:
            width = min(max(room - _BETWEEN, _COLUMN), whole)
            return _wrapped(span.label, width, _TEXT_LINES, _TEXT)
        width = min(_COLUMN, whole - 8)
        if span.start == span.end:  # on the side that has more room
            x = row.x(span.start)
            width = min(width, max(self._right - x, x - _GUTTER) - _BESIDE)
        return [_fit(span.label, width, _SMALL)]

    def _lane(self, row: _Row, strip: _Strip, top: float) -> None:
        lane = strip.lane
        middle = top + min(strip.pitch, _LANE) / 2
        self._text(_GUTTER - 10, middle, lane.name, "faint", _SMALL, align="right")
        for placed in strip.placed:
            y = top + placed.line * strip.pitch
            if lane.is_text:
                self._paragraph(placed, y)
            else:
                self._mark(row, placed, y, strip.pitch)
        if strip.left_out:
            y = top + strip.height - strip.pitch / 2 - 6
            more = f"{strip.left_out} more"
            self._text(_GUTTER - 10, y, more, "faint", _SMALL, align="right")

    def _paragraph(self, placed: _Placed, top: float) -> None:
        name = self._id(placed.span)
        for number, line in enumerate(placed.texts):
            y = top + (number + 0.5) * _TEXT_LINE
            text = self._text(placed.x, y, line, placed.span.kind, _TEXT, align=placed.align)
            text.set_gid(f"{_FURTHER}{number}-{name}" if number else name)

    def _mark(self, row: _Row, placed: _Placed, top: float, pitch: float) -> None:
        """A span as a bar or as a moment, and its label: on a bar, no colour would suit both
        themes, so it stands above."""
        span = placed.span
        left, right = row.x(span.start), max(row.x(span.end), row.x(span.start) + 3)
        if span.marks:
            self._strokes(row, span, top)
        elif span.start == span.end:
            self._moment(left, top + pitch / 2, span)
        elif pitch < _LANE:
            self._bar(left, right, top + 13, 6, span)
        elif span.kind == "sent":
            self._bar(left, right, top + _LANE - 4, 3, span)
        else:
            self._bar(left, right, top + (_LANE - _BAR) / 2, _BAR, span)
        for label in placed.texts:
            y = top + (pitch / 2 if span.start == span.end else 6)
            self._text(placed.x, y, label, span.kind, _SMALL, align=placed.align)

    def _bar(self, left: float, right: float, top: float, height: float, span: Span) -> None:
        shape = f"round,pad=0,rounding_size={min(height / 4, (right - left) / 2)}"
        box = (left, top), right - left, height
        self._add(FancyBboxPatch(*box, boxstyle=shape, color=LIGHT[span.kind], linewidth=0), span)

    def _moment(self, x: float, y: float, span: Span) -> None:
        shape = "X" if span.kind == "error" else "d"
        look = {"color": LIGHT[span.kind], "marker": shape, "markersize": 5, "mew": 0}
        self._add(Line2D([x], [y], **look), span)  # type: ignore[arg-type]

    def _strokes(self, row: _Row, span: Span, top: float) -> None:
        """A stroke for each viseme, as high as its number; one line with gaps, for speed."""
        foot = top + _LANE - 4
        highest: dict[float, int] = {}  # by the half of a pixel
        for time, number in span.marks:
            if row.holds(time):
                x = round(2 * row.x(time)) / 2
                highest[x] = max(highest.get(x, 0), min(number, 21))
        xs: list[float] = []
        ys: list[float] = []
        for x, number in highest.items():
            xs += x, x, math.nan
            ys += foot, foot - 2 - 14 * number / 21, math.nan
        look = {"color": LIGHT["viseme"], "linewidth": 0.9, "solid_capstyle": "butt"}
        self._add(Line2D(xs, ys, **look), span)  # type: ignore[arg-type]

    def _interruption(self, x: float, top: float, bottom: float, time: float) -> None:
        colour = LIGHT["error"]
        self._add(Line2D([x, x], [top, bottom], color=colour, linewidth=1.2))
        span = Span(time, time, "error", "", f"Interrupted at {time:.1f} s")
        self._add(Line2D([x], [top - 2], color=colour, marker="v", markersize=6, mew=0), span)

    # How anything gets into the figure.

    def _add(self, artist: Artist, span: Span | None = None) -> None:
        """Draw *artist* above what was drawn before: a keyboard goes in this order, too."""
        artist.set_clip_on(False)
        self._axes.add_artist(artist)
        self._drawn += 1
        artist.set_zorder(self._drawn)
        if span is not None:
            artist.set_gid(self._id(span))

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
        artist = Text(
            x,
            y,
            text,
            color=LIGHT[colour],
            fontsize=size * 72 / _DPI,
            ha=align,
            va="center_baseline",
            weight=weight,
        )
        self._add(artist)
        return artist


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


def _spread(lane: Lane, rows: Sequence[_Row]) -> list[list[Span]]:
    """What each of the *rows* shows of *lane*: a text where it begins, all else wherever it is."""
    shown: list[list[Span]] = [[] for _ in rows]
    starts = [row.start for row in rows]
    for span in lane.spans:
        first = max(bisect_right(starts, span.start) - 1, 0)
        after = first + 1 if lane.is_text else max(bisect_left(starts, span.end), first + 1)
        for number in range(first, after):
            if rows[number].meets(span):
                shown[number].append(span)
    return shown


def _unlabelled(
    row: _Row, spans: Sequence[Span], line: int = 0, texts: Sequence[str] = ()
) -> list[_Placed]:
    """The *spans* in a line without their labels; those in one place are one mark."""
    places: dict[tuple[Kind, int, int], list[Span]] = {}
    for span in spans:
        place = span.kind, int(row.x(span.start)), int(row.x(span.end))
        places.setdefault(place, []).append(span)
    return [
        _Placed(_joined(each), line, row.x(each[0].start), list(texts)) for each in places.values()
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


def _fit(text: str, room: float, size: float) -> str:
    """*text*, cut to *room* pixels."""
    if _count(text, room, size) == len(text):
        return text
    return text[: _count(text, room - _text_width(ELLIPSIS, size), size)].rstrip() + ELLIPSIS


def _wrapped(text: str, room: float, most: int, size: float) -> list[str]:
    """*text* in at most *most* lines, broken at spaces if there are any; the last is cut."""
    lines: list[str] = []
    while (count := _count(text, room, size)) < len(text) and len(lines) < most - 1:
        space = text.rfind(" ", 0, count + 1)
        count = space if space > 0 else max(count, 1)
        lines.append(text[:count].rstrip())
        text = text[count:].lstrip()
    return [*lines, _fit(text, room, size)]


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
    if unicodedata.east_asian_width(letter) in "WF":  # whatever fonts are at hand here
        return 1.0
    font = FontProperties(size=100)
    width: float = TextToPath().get_text_width_height_descent(letter, font, False)[0]
    return width / 100


def _clock(seconds: float) -> str:
    if seconds < 60:
        return f"{round(seconds, 1):g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
