"""A session drawn by matplotlib: lanes below each other, in rows like the staves of a score."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text

from ..text import duration, escape
from .lanes import Kind, Span, Timeline
from .layout import (
    GUTTER,
    LANE,
    MARGIN,
    SMALL,
    TEXT,
    TEXT_LINE,
    Placed,
    Row,
    Strip,
    fit,
    rows,
    spread,
    strip,
    text_width,
    wrapped,
)

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

_TOP, _BOTTOM, _GAP = 22, 20, 20  # above the lanes of a row, its time, between rows
_BAR = 14  # the height of one without a label
_TITLE = 13  # the size of its letters
_TALL = 8_000  # pixels; a higher picture has one dot a pixel, for the sake of memory
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds
_PIXELS_A_TICK = 70
_BOLD = 1.2  # times the width of ordinary letters, at most
_FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Arabic")
_FAMILY = "'DejaVu Sans', system-ui, sans-serif"
_DPI = 100  # at which a pixel of the layout is one

_SVG = "http://www.w3.org/2000/svg"
_COLOUR = re.compile("#[0-9a-f]{6}")
_FONT_FAMILY = re.compile("font-family: [^;]*; ?")
_DECIMALS = re.compile(r"(\.\d\d)\d+")
_FURTHER = "further-"  # begins the id of a line of text that belongs to the one before it


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
        self._right = width - MARGIN
        self.details: dict[str, str] = {}
        """What the span with an id says on a closer look."""
        self.figure = Figure(dpi=_DPI, facecolor=LIGHT["paper"])
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._drawn = 0
        bottom = self._head(title) if title else 6.0
        parts = rows(timeline, width)
        shown = [spread(lane, parts) for lane in timeline.lanes]
        seen = 0.0
        for number, row in enumerate(parts):
            bottom = self._quiet(row.start - seen, bottom)
            strips = [
                strip(row, lane, spans[number])
                for lane, spans in zip(timeline.lanes, shown, strict=True)
            ]
            bottom = self._row(row, strips, bottom) + _GAP
            seen = row.end
        bottom = self._quiet(timeline.seconds - seen, bottom)
        self.height = bottom - _GAP + 6
        self.figure.set_size_inches(width / _DPI, self.height / _DPI)
        self._axes.set(xlim=(0, width), ylim=(self.height, 0))

    def _quiet(self, seconds: float, top: float) -> float:
        """Say that rows are left out here, if any are; gives the place below it."""
        if seconds <= 0:
            return top
        self._text(GUTTER, top + 4, f"quiet for {duration(seconds)}", "faint", SMALL)
        return top + 4 + _GAP

    def _head(self, title: str) -> float:
        """Write what stands above all; gives the place below it."""
        shown = fit(title, (self._width - 2 * MARGIN) / _BOLD, _TITLE)
        self._text(MARGIN, 16, shown, "ink", _TITLE, weight="bold")
        y = 20.0
        for text, colour in (self._timeline.facts(), "ink"), (self._timeline.axis, "faint"):
            for line in wrapped(text, self._right - MARGIN, 9, SMALL):
                y += TEXT_LINE
                self._text(MARGIN, y, line, colour, SMALL)
        x, y = MARGIN, y + TEXT_LINE + 2
        for name, kind in legend(self._timeline):
            length = text_width(name, SMALL)
            if x + 13 + length > self._right:
                x, y = MARGIN, y + TEXT_LINE
            self._add(Rectangle((x, y - 5), 9, 9, color=LIGHT[kind], linewidth=0))
            self._text(x + 13, y, name, "faint", SMALL)
            x += 27 + length
        return y + 14

    def _row(self, row: Row, strips: list[Strip], top: float) -> float:
        """Draw *row*; gives the place below it."""
        strips = [each for each in strips if each.placed]
        foot = top + _TOP + sum(each.height for each in strips) + 4
        self._turns(row, top, foot)
        self._ticks(row, foot)
        y = spoken = top + _TOP
        for each in strips:
            self._lane(row, each, y)
            y += each.height
            if each.lane.name in ("User", "Model"):
                spoken = y
        for time in self._timeline.interruptions:
            if row.holds(time):
                self._interruption(row.x(time), top + _TOP, spoken, time)
        return foot + _BOTTOM

    def _turns(self, row: Row, top: float, foot: float) -> None:
        """A band for every second turn, and its number."""
        starts = [*self._timeline.turns, self._timeline.seconds]
        shown = [
            (number, start, end)
            for number, (start, end) in enumerate(pairwise(starts), start=1)
            if row.holds(start) or start < row.start < end
        ]
        for number, start, end in shown:
            left, right = row.x(start), row.x(end)
            if number % 2 and right - left >= 1:
                band = (left, top), right - left, foot - top
                self._add(Rectangle(*band, color=LIGHT["band"], linewidth=0))
        free = 0.0
        for number, start, _ in shown:  # above all bands
            left, label = row.x(start) + 6, str(number)
            right = left + text_width(label, SMALL)
            if row.holds(start) and left >= free and right < self._width:
                self._text(left, top + 8, label, "faint", SMALL)
                free = right + 6

    def _ticks(self, row: Row, y: float) -> None:
        self._add(Line2D([GUTTER, self._right], [y, y], color=LIGHT["line"], linewidth=0.8))
        step = next((s for s in _STEPS if s * row.scale >= _PIXELS_A_TICK), row.end - row.start)
        first, last = math.ceil(row.start / step - 1e-6), math.floor(row.end / step + 1e-6)
        for number in range(first, last + 1):
            time = number * step
            x, label = row.x(time), _clock(time)
            self._add(Line2D([x, x], [y, y + 4], color=LIGHT["line"], linewidth=0.8))
            middle = min(x, self._width - 2 - text_width(label, SMALL) / 2)
            self._text(middle, y + 11, label, "faint", SMALL, align="center")

    # What a lane shows in a row.

    def _lane(self, row: Row, shown: Strip, top: float) -> None:
        lane = shown.lane
        middle = top + min(shown.pitch, LANE) / 2
        self._text(GUTTER - 10, middle, lane.name, "faint", SMALL, align="right")
        for placed in shown.placed:
            y = top + placed.line * shown.pitch
            if lane.is_text:
                self._paragraph(placed, y)
            else:
                self._mark(row, placed, y, shown.pitch)
        if shown.left_out:
            y = top + shown.height - shown.pitch / 2 - 6
            more = f"{shown.left_out} more"
            self._text(GUTTER - 10, y, more, "faint", SMALL, align="right")

    def _paragraph(self, placed: Placed, top: float) -> None:
        name = self._id(placed.span)
        for number, line in enumerate(placed.texts):
            y = top + (number + 0.5) * TEXT_LINE
            text = self._text(placed.x, y, line, placed.span.kind, TEXT, align=placed.align)
            text.set_gid(f"{_FURTHER}{number}-{name}" if number else name)

    def _mark(self, row: Row, placed: Placed, top: float, pitch: float) -> None:
        """A span as a bar or as a moment, and its label: on a bar, no colour would suit both
        themes, so it stands above."""
        span = placed.span
        left, right = row.x(span.start), max(row.x(span.end), row.x(span.start) + 3)
        if span.marks:
            self._strokes(row, span, top)
        elif span.start == span.end:
            self._moment(left, top + pitch / 2, span)
        elif pitch < LANE:
            self._bar(left, right, top + 13, 6, span)
        elif span.kind == "sent":
            self._bar(left, right, top + LANE - 4, 3, span)
        else:
            self._bar(left, right, top + (LANE - _BAR) / 2, _BAR, span)
        for label in placed.texts:
            y = top + (pitch / 2 if span.start == span.end else 6)
            self._text(placed.x, y, label, span.kind, SMALL, align=placed.align)

    def _bar(self, left: float, right: float, top: float, height: float, span: Span) -> None:
        shape = f"round,pad=0,rounding_size={min(height / 4, (right - left) / 2)}"
        box = (left, top), right - left, height
        self._add(FancyBboxPatch(*box, boxstyle=shape, color=LIGHT[span.kind], linewidth=0), span)

    def _moment(self, x: float, y: float, span: Span) -> None:
        shape = "X" if span.kind == "error" else "d"
        look = {"color": LIGHT[span.kind], "marker": shape, "markersize": 5, "mew": 0}
        self._add(Line2D([x], [y], **look), span)  # type: ignore[arg-type]

    def _strokes(self, row: Row, span: Span, top: float) -> None:
        """A stroke for each viseme, as high as its number; one line with gaps, for speed."""
        foot = top + LANE - 4
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


def legend(timeline: Timeline) -> Iterator[tuple[str, Kind]]:
    """What the colours in the picture of *timeline* stand for."""
    for kind, name in _NAMES.items():
        if timeline.count(kind):
            yield name, kind


def _clock(seconds: float) -> str:
    if seconds < 60:
        return f"{round(seconds, 1):g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
