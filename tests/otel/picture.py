"""The picture of a trace of the sample session, as `docs/how-to/traces.md` shows it: a program.

    python -m tests.otel.picture docs/how-to/traces.svg

Bars are spans, in the order in which they began; diamonds are events of the session's span.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from opentelemetry.sdk.trace import ReadableSpan

from voicelive_events.otel import trace_recording
from voicelive_events.recording import read_recording

from ..bundled import SAMPLE
from .telemetry import Telemetry

LEFT, WIDTH, RIGHT = 190, 560, 70
TOP, ROW = 34, 34
COLOURS = {"voicelive.session": "#8a93a6", "chat": "#0b7a75", "execute_tool": "#b45f06"}
EVENT = "#a01c4b"
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1d2333}"
    ".faint{font-size:11px;fill:#5f687c}"
    "line{stroke:#d5d9e2}"
)


def spans() -> list[ReadableSpan]:
    """Those of the sample session, the one that began first before the others."""
    telemetry = Telemetry()
    trace_recording(read_recording(SAMPLE), **telemetry.options)
    return sorted(telemetry.spans, key=lambda span: span.start_time or 0)


def picture(told: list[ReadableSpan]) -> str:
    """*told* as SVG; its first span is that of the session."""
    start = told[0].start_time or 0
    length = ((told[0].end_time or 0) - start) / 1e9
    height = TOP + ROW * len(told) + 56

    def x(time: int | None) -> float:
        """Where *time* is."""
        return LEFT + WIDTH * ((time or 0) - start) / 1e9 / length

    lines = [*_axis(length, height - 56), *_events(told[0], x)]
    for row, span in enumerate(told):
        lines += _bar(span, TOP + ROW * row, x(span.start_time), x(span.end_time))
    lines += _legend(told[0], height - 14)
    size = f'width="{LEFT + WIDTH + RIGHT}" height="{height}"'
    box = f'viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}"'
    title = f"A trace of the sample session: {len(told)} spans in {length:.1f} s"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img">',
            f"<title>{title}</title>",
            f"<style>{STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fefefd"/>',
            *lines,
            "</svg>\n",
        ]
    )


def _axis(length: float, bottom: int) -> Iterator[str]:
    for second in range(0, int(length) + 1, 2):
        place = LEFT + WIDTH * second / length
        yield f'<line x1="{place:.1f}" y1="24" x2="{place:.1f}" y2="{bottom}"/>'
        yield f'<text class="faint" x="{place:.1f}" y="16" text-anchor="middle">{second} s</text>'


def _bar(span: ReadableSpan, top: int, start: float, end: float) -> Iterator[str]:
    said = span.attributes or {}
    colour = COLOURS[span.name.split()[0]]
    seconds = ((span.end_time or 0) - (span.start_time or 0)) / 1e9
    indent = 8 if span.parent is None else 22
    yield f'<text x="{indent}" y="{top + 14}">{escape(span.name)}</text>'
    width = max(end - start, 2)
    yield (
        f'<rect x="{start:.1f}" y="{top}" width="{width:.1f}" height="18" rx="2" fill="{colour}"/>'
    )
    reasons = said.get("gen_ai.response.finish_reasons")
    reason = f", {reasons[0]}" if isinstance(reasons, tuple) else ""
    label = escape(f"{seconds:.2f} s{reason}")
    is_right = end + 7 * len(label) < LEFT + WIDTH + RIGHT
    place, anchor = (end + 6, "start") if is_right else (start - 6, "end")
    yield (
        f'<text class="faint" x="{place:.1f}" y="{top + 14}" text-anchor="{anchor}">{label}</text>'
    )


def _events(session: ReadableSpan, x: Callable[[int], float]) -> Iterator[str]:
    for event in session.events:
        place = f"M{x(event.timestamp):.1f} {TOP + 21}"
        yield f'<path d="{place}l5 5l-5 5l-5 -5z" fill="{EVENT}"><title>{event.name}</title></path>'


def _legend(session: ReadableSpan, bottom: int) -> Iterator[str]:
    text = ", ".join(event.name.removeprefix("voicelive.") for event in session.events)
    yield f'<path d="M13 {bottom - 9}l5 5l-5 5l-5 -5z" fill="{EVENT}"/>'
    yield f'<text class="faint" x="24" y="{bottom}">events of the session: {escape(text)}</text>'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(spans()), "utf-8")
