"""A session as one HTML page that needs nothing else: for a wide screen and for a phone, light and
dark, with the details of what one points at."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from string import Template

from ..text import escape as printable
from .drawing import LIGHT, draw, legend
from .lanes import Timeline

__all__ = ["page"]

DARK = {
    "paper": "#14171f",
    "ink": "#e8ebf2",
    "faint": "#97a0b5",
    "line": "#343a49",
    "band": "#1b1f2a",
    "user": "#3cc4b4",
    "sent": "#1f615a",
    "model": "#9096ff",
    "unheard": "#3a3d6b",
    "client": "#a9b4cc",
    "tool": "#f0a04b",
    "viseme": "#cf8fe6",
    "error": "#ff6b73",
    "warning": "#e0b84a",
}
"""The colours of the dark theme, by the names of the light one."""

_WIDE, _NARROW = 1280, 390  # pixels
_JOIN = "\N{NO-BREAK SPACE}"  # in a number and what it counts
_PROLOGUE = re.compile(rb"^.*?(?=<svg )", re.DOTALL)


def page(timeline: Timeline, title: str) -> bytes:
    """The page of *timeline*."""
    template = files("voicelive_events._logs.timeline").joinpath("page.html").read_text("utf-8")
    chips = (
        f'<li style="--colour: var(--{kind})">{escape(name)}</li>'
        for name, kind in legend(timeline)
    )
    facts = timeline.facts().replace(" ", _JOIN).replace(f",{_JOIN}", ", ")
    text = Template(template).substitute(
        title=escape(printable(title)),
        facts=escape(facts),
        axis=escape(timeline.axis[:1].upper() + timeline.axis[1:] + "."),
        legend="".join(chips),
        light=_variables(LIGHT),
        dark=_variables(DARK),
        wide=_inline(timeline, _WIDE),
        narrow=_inline(timeline, _NARROW),
    )
    return text.encode()


def _variables(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _inline(timeline: Timeline, width: int) -> str:
    """The picture as an element of the page, in the colours of the page's theme."""
    variables = {name: f"var(--{name})" for name in LIGHT}
    return _PROLOGUE.sub(b"", draw(timeline, "svg", width=width, colours=variables)).decode()
