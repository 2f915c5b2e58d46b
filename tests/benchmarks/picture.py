"""A run as one picture, which a phone can show: what a received event costs, by who decodes it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from .contenders import LIBRARY
from .pages import RECEIVE, by_value, figure, percent
from .report import Line, Run

WIDTH = 460  # pixels of a browser, as all lengths here; a phone shows it a quarter smaller
MARGIN, TOP, ROW, BAR = 10, 64, 44, 14
POINTS = 0.75  # in a pixel
PAPER, INK, FAINT = "#fefefd", "#1d2333", "#5f687c"  # as in the pictures of sessions
FLOOR, OURS, OTHERS = "#c3c9d4", "#0b7a75", "#4f55c8"


def draw(run: Run, path: Path) -> None:
    """Write a bar for each case, what takes least on top; all of them take the grey part."""
    matplotlib: Any = import_module("matplotlib")
    settings = {"svg.fonttype": "none", "svg.hashsalt": LIBRARY, "font.size": 13 * POINTS}
    with matplotlib.rc_context(settings):
        made = _figure(by_value(run[RECEIVE]), run[RECEIVE].row.floor)
        made.savefig(path, format="svg", metadata={"Date": None}, facecolor=PAPER)


def _figure(lines: list[Line], floor: str | None) -> Any:
    height = TOP + ROW * len(lines)
    made: Any = import_module("matplotlib.figure").Figure((WIDTH / 96, height / 96))
    axes = made.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    axes.text(MARGIN, 22, "What a received event costs a client", weight="bold", color=INK)
    axes.text(
        MARGIN, 42, "the processor's time; grey: the websocket, coloured: decoding", color=FAINT
    )
    pixels = (WIDTH - 2 * MARGIN) / lines[-1].value.median
    for place, line in enumerate(lines):
        _bar(axes, line, TOP + ROW * place, pixels, has_own=line.case != floor)
    return made


def _bar(axes: Any, line: Line, top: float, pixels: float, *, has_own: bool) -> None:
    """One case: its name and figures, and its bar below them."""
    is_ours = line.case.startswith(LIBRARY)
    said = f"{figure(line.value.median)} µs"
    if has_own:
        said += f", {percent(line)} of it decoding"
    axes.text(MARGIN, top + 14, line.case, color=INK, weight="bold" if is_ours else "normal")
    axes.text(WIDTH - MARGIN, top + 14, said, color=FAINT, ha="right")
    whole = pixels * line.value.median
    own = whole * max(line.share.median, 0.0) if line.share else 0.0
    axes.barh(top + 20, whole - own, BAR, MARGIN, align="edge", color=FLOOR)
    colour = OURS if is_ours else OTHERS
    axes.barh(top + 20, own, BAR, MARGIN + whole - own, align="edge", color=colour)
