"""What a run measured, as Markdown, as JSON and as a picture."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .bench import Size
from .measure import Samples, Spread, ratios
from .rows import Row, Target

UNITS: Mapping[str, tuple[float, str]] = {
    "us/event": (1e6, "µs per event"),
    "us/read": (1e6, "µs per read"),
    "ns/byte": (1e9, "ns per byte"),
    "ms": (1e3, "ms"),
    "bytes/event": (1, "bytes per event"),
    "MB": (1e-6, "MB"),
}
PACKAGES = ("voicelive-events", "msgspec", "pydantic", "azure-ai-voicelive", "openai")
MARKER = "<!-- Written by python -m tests.benchmarks --markdown; do not edit. -->"


@dataclass(frozen=True)
class Line:
    """One case of a row."""

    case: str
    value: Spread  # in the unit of the row
    ratio: Spread  # to the row's baseline


@dataclass(frozen=True)
class Verdict:
    """What came of a target; without a measurement, if a contender is not installed."""

    target: Target
    case: str
    measured: Spread | None

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        if self.target.at_least is not None:
            return self.measured.median >= self.target.at_least
        assert self.target.at_most is not None
        return self.measured.median <= self.target.at_most


@dataclass(frozen=True)
class Result:
    """A row that was measured."""

    row: Row
    baseline: str
    lines: Sequence[Line]
    verdicts: Sequence[Verdict]


def result(row: Row, samples: Samples, size: Size) -> Result:
    """The medians, ratios and verdicts of what *row* measured."""
    scale, _ = UNITS[row.unit]
    baseline = _baseline(row, samples)
    lines = [
        Line(
            case,
            Spread.of([scale * value for value in values]),
            Spread.of(ratios(values, samples[baseline])),
        )
        for case, values in samples.items()
    ]
    return Result(row, baseline, lines, [_verdict(t, samples) for t in row.targets(size)])


def _baseline(row: Row, samples: Samples) -> str:
    """The row's baseline; where it is measured at many sizes, the first of it."""
    return next(
        case for case in samples if case == row.baseline or case.startswith(f"{row.baseline}, ")
    )


def _verdict(target: Target, samples: Samples) -> Verdict:
    measured = [
        (case, _ratio(case, target.to, samples)) for case in target.cases if case in samples
    ]
    if not measured or (target.to is not None and target.to not in samples):
        return Verdict(target, target.cases[0], None)
    pick = min if target.at_least is not None else max
    case, spread = pick(measured, key=lambda found: found[1].median)
    return Verdict(target, case, spread)


def _ratio(case: str, to: str | None, samples: Samples) -> Spread:
    if to is None or to not in samples:
        return Spread.of(samples[case])
    return Spread.of(ratios(samples[case], samples[to]))


# --- Markdown ---------------------------------------------------------------------------------


def markdown(results: Sequence[Result], absent: Sequence[str], rounds: int) -> str:
    return "\n".join(
        [MARKER, "", *_about(absent, rounds), "", *_targets(results), *_tables(results)]
    )


def _about(absent: Sequence[str], rounds: int) -> Iterator[str]:
    yield f"{machine()}. {', '.join(f'{n} {v}' for n, v in versions().items())}. {rounds} rounds."
    if absent:
        yield f"Not installed, and left out: {', '.join(absent)}."


def _targets(results: Sequence[Result]) -> Iterator[str]:
    yield "### Targets"
    yield ""
    yield "| row | who | target | measured (quartiles) | met |"
    yield "|---|---|---|---:|---|"
    for found in results:
        for verdict in found.verdicts:
            cells = [found.row.title, verdict.case, verdict.target.text, _measured(verdict)]
            yield f"| {' | '.join(cells)} | {_met(verdict)} |"
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
    return {None: "not measured", True: "yes", False: "**no**"}[verdict.met]


def _tables(results: Sequence[Result]) -> Iterator[str]:
    for found in results:
        yield f"### {found.row.title}"
        yield ""
        if found.row.note:
            yield found.row.note
            yield ""
        unit = UNITS[found.row.unit][1]
        yield f"| `{found.row.name}` | {unit} | against {found.baseline} (quartiles) |"
        yield "|---|---:|---:|"
        for line in found.lines:
            yield f"| {line.case} | {_figure(line.value.median)} | {_times(line.ratio)} |"
        yield ""


def _times(ratio: Spread) -> str:
    low, mid, high = (_figure(v) for v in (ratio.low, ratio.median, ratio.high))
    return f"{mid}x" if low == high else f"{mid}x ({low} to {high})"


def _figure(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 and value >= 0.1 else f"{value:.3g}"


# --- JSON -------------------------------------------------------------------------------------


def as_json(results: Sequence[Result], absent: Sequence[str], rounds: int) -> str:
    report = {
        "machine": machine(),
        "versions": versions(),
        "rounds": rounds,
        "absent": list(absent),
        "rows": [_row(found) for found in results],
    }
    return json.dumps(report, indent=1)


def _row(found: Result) -> dict[str, Any]:
    return {
        "name": found.row.name,
        "title": found.row.title,
        "unit": UNITS[found.row.unit][1],
        "baseline": found.baseline,
        "cases": [
            {"name": line.case, "value": vars(line.value), "ratio": vars(line.ratio)}
            for line in found.lines
        ],
        "targets": [
            {
                "target": verdict.target.text,
                "of": verdict.case,
                "to": verdict.target.to,
                "measured": verdict.measured and vars(verdict.measured),
                "met": verdict.met,
            }
            for verdict in found.verdicts
        ],
    }


def machine() -> str:
    """The processor, the system and the Python of this run."""
    system = f"{platform.system()} {platform.machine()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {system}, {python}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def versions() -> dict[str, str]:
    """The versions of what is compared, where it is installed."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


# --- Picture ----------------------------------------------------------------------------------


def draw(found: Result, path: Path) -> None:
    """A bar for each case of *found*, with its quartiles, the fastest on top."""
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "voicelive-events"})
    pyplot = import_module("matplotlib.pyplot")
    lines = sorted(found.lines, key=lambda line: line.value.median)
    values = [line.value for line in lines]
    spread = [[v.median - v.low for v in values], [v.high - v.median for v in values]]
    colors = ["#0a66c2" if "voicelive-events" in line.case else "#b0b7bf" for line in lines]
    figure, axes = pyplot.subplots(figsize=(8, 0.4 * len(lines) + 1))
    bars = axes.barh(
        [line.case for line in lines], [v.median for v in values], xerr=spread, color=colors
    )
    axes.bar_label(bars, [_figure(v.median) for v in values], padding=6)
    axes.invert_yaxis()
    axes.set_xlabel(f"{found.row.title.lower()}: {UNITS[found.row.unit][1]}, less is better")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)
