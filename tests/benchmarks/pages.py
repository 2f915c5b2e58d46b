"""A run as Markdown: what it costs, for users, and all targets and rows, for contributors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .contenders import AZURE, OPENAI, OURS, OURS_FAST
from .fresh import AZURE_MODELS, OPENAI_TYPES, PYDANTIC_MODEL
from .measure import Spread
from .report import UNITS, Line, Result, Run, Verdict, machine, versions
from .sending import BY_HAND

MARKER = "<!-- Written by python -m tests.benchmarks --docs; do not edit. -->"

RECEIVE, READ, MEMORY = "receive", "read-openai", "memory"
BESIDE: Mapping[str, Sequence[str]] = {
    "audio-frame": (OURS, OURS_FAST, BY_HAND, AZURE, OPENAI),
    "import": (OURS, AZURE_MODELS, OPENAI_TYPES, PYDANTIC_MODEL),
}
"""Rows that a user asks for as well, which not every peer has, and those of their cases."""


def write_below(page: Path, text: str, marker: str = MARKER) -> None:
    """Write *text*, which begins with the marker, to *page*: in place of what one that is there
    begins, or at the end."""
    above = page.read_text("utf-8") if page.exists() else ""
    page.write_text(above.partition(marker)[0] + text, "utf-8")


# --- For users --------------------------------------------------------------------------------


def costs(run: Run) -> str:
    """What the library and each peer cost a client, in a table and two lines."""
    beside = [_in_a_line(run[row], cases) for row, cases in BESIDE.items()]
    return "\n".join([MARKER, "", *_costs(run), "", *beside, "", *_about(run), ""])


def _costs(run: Run) -> Iterator[str]:
    yield (
        "| | Receive and decode, µs | of it decoding | Decode and read, µs "
        "| against `json.loads` | Memory if kept, bytes |"
    )
    yield "|---|---:|---:|---:|---:|---:|"
    for line in by_value(run[RECEIVE]):
        cells = [line.case, figure(line.value.median), *_others(run, line)]
        yield f"| {' | '.join(cells)} |"


def _others(run: Run, line: Line) -> Iterator[str]:
    """The cells behind the first figure of a peer's line."""
    read, memory = run[READ].line(line.case), run[MEMORY].line(line.case)
    yield percent(line)
    yield figure(read.value.median) if read else ""
    yield f"{figure(read.ratio.median)}x" if read else ""
    yield figure(memory.value.median) if memory else ""


def _in_a_line(found: Result, cases: Sequence[str]) -> str:
    """Those of a row's *cases* that were measured, as an item of a list."""
    lines = [line for line in by_value(found) if line.case in cases]
    figures = ", ".join(f"{line.case} {figure(line.value.median)}" for line in lines)
    return f"- **{found.row.title}**, {UNITS[found.row.unit][1]}: {figures}."


# --- For contributors -------------------------------------------------------------------------


def targets(run: Run) -> str:
    """Each target with what came of it, and each row."""
    return "\n".join([MARKER, "", *_about(run), "", *_targets(run.results), *_rows(run.results)])


def _targets(results: Sequence[Result]) -> Iterator[str]:
    verdicts = [(found.row.title, verdict) for found in results for verdict in found.verdicts]
    met = sum(verdict.met is True for _, verdict in verdicts)
    yield "### Targets"
    yield ""
    yield f"{met} of {len(verdicts)} are met."
    yield ""
    yield "| Ours, and against what | Wanted | Measured (quartiles) | |"
    yield "|---|---|---:|---|"
    for title, verdict in verdicts:
        against = f" against {verdict.target.to}" if verdict.target.to else ""
        what = f"{title}: {verdict.case}{against}"
        yield f"| {what} | {verdict.target.wanted} | {_measured(verdict)} | {_met(verdict)} |"
    yield ""


def _measured(verdict: Verdict) -> str:
    if verdict.measured is None:
        return "not installed"
    if verdict.target.to is None:
        spread = verdict.measured
        low, mid, high = (f"{1e3 * v:.1f}" for v in (spread.low, spread.median, spread.high))
        return f"{mid} ms ({low} to {high})"
    return _times(verdict.measured)


def _met(verdict: Verdict) -> str:
    words = {None: "not measured", True: "✓ met", False: "✗ missed"}[verdict.met]
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _rows(results: Sequence[Result]) -> Iterator[str]:
    for found in results:
        yield f"### {found.row.title}"
        yield ""
        if found.row.note:
            yield found.row.note
            yield ""
        unit = UNITS[found.row.unit][1]
        share = f" beyond {found.row.floor} |" if found.row.floor else ""
        yield f"| `{found.row.name}` | {unit} | against {found.baseline} (quartiles) |{share}"
        yield "|---|---:|---:|" + ("---:|" if share else "")
        for line in found.lines:
            ratio, beyond = _times(line.ratio), f" {percent(line)} |" if share else ""
            yield f"| {line.case} | {figure(line.value.median)} | {ratio} |{beyond}"
        yield ""


# --- For both ---------------------------------------------------------------------------------


def _about(run: Run) -> Iterator[str]:
    packages = ", ".join(f"{name} {number}" for name, number in versions().items())
    yield f"Measured on {machine()}, with {packages}; {run.rounds} rounds."
    if run.absent:
        yield f"Not installed, and left out: {', '.join(run.absent)}."


def by_value(found: Result) -> list[Line]:
    """The cases of a row, what takes least first."""
    return sorted(found.lines, key=lambda line: line.value.median)


def percent(line: Line) -> str:
    """The share of a case beyond the row's floor."""
    assert line.share is not None
    return f"{100 * line.share.median:.0f} %"


def _times(ratio: Spread) -> str:
    low, mid, high = (figure(v) for v in (ratio.low, ratio.median, ratio.high))
    return f"{mid}x" if low == high else f"{mid}x ({low} to {high})"


def figure(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 99.95 else f"{value:#.3g}"
