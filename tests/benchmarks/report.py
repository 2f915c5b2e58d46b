"""What a run found: medians, ratios and verdicts, and who was compared where."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from voicelive_events import __version__

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
PACKAGES = (
    "msgspec",
    "jiter",
    "pybase64",
    "pydantic",
    "azure-ai-voicelive",
    "openai",
    "websockets",
)


@dataclass(frozen=True)
class Line:
    """One case of a row."""

    case: str
    value: Spread  # in the unit of the row
    ratio: Spread  # to the row's baseline
    share: Spread | None  # of it that goes beyond the row's floor


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
        if self.target.speedup is not None:
            return self.measured.median >= self.target.speedup
        assert self.target.at_most is not None
        return self.measured.median <= self.target.at_most


@dataclass(frozen=True)
class Result:
    """A row that was measured."""

    row: Row
    baseline: str
    lines: Sequence[Line]
    verdicts: Sequence[Verdict]

    def line(self, case: str) -> Line | None:
        return next((line for line in self.lines if line.case == case), None)


@dataclass(frozen=True)
class Run:
    """All rows that were measured, and with what."""

    results: Sequence[Result]
    absent: Sequence[str]
    rounds: int

    def __getitem__(self, row: str) -> Result:
        return next(found for found in self.results if found.row.name == row)


def result(row: Row, samples: Samples, size: Size) -> Result:
    """The medians, ratios and verdicts of what *row* measured."""
    scale, _ = UNITS[row.unit]
    baseline = _baseline(row, samples)
    lines = [
        Line(
            case,
            Spread.of([scale * value for value in values]),
            Spread.of(ratios(values, samples[baseline])),
            _share(values, samples[row.floor]) if row.floor else None,
        )
        for case, values in samples.items()
    ]
    return Result(row, baseline, lines, [_verdict(t, samples) for t in row.targets(size)])


def _baseline(row: Row, samples: Samples) -> str:
    """The row's baseline; where it is measured at many sizes, the first of it."""
    return next(
        case for case in samples if case == row.baseline or case.startswith(f"{row.baseline}, ")
    )


def _share(values: Sequence[float], floor: Sequence[float]) -> Spread:
    return Spread.of([1 - ratio for ratio in ratios(floor, values)])


def _verdict(target: Target, samples: Samples) -> Verdict:
    measured = [(case, _beside(target, case, samples)) for case in target.cases if case in samples]
    if not measured or (target.to is not None and target.to not in samples):
        return Verdict(target, target.cases[0], None)
    worst = min if target.speedup is not None else max
    case, spread = worst(measured, key=lambda found: found[1].median)
    return Verdict(target, case, spread)


def _beside(target: Target, case: str, samples: Samples) -> Spread:
    """What *case* is beside what the target names, as the target counts it."""
    if target.to is None or target.to not in samples:
        return Spread.of(samples[case])
    if target.speedup is not None:
        return Spread.of(ratios(samples[target.to], samples[case]))
    return Spread.of(ratios(samples[case], samples[target.to]))


# --- JSON -------------------------------------------------------------------------------------


def as_json(run: Run) -> str:
    report = {
        "machine": machine(),
        "versions": versions(),
        "rounds": run.rounds,
        "absent": list(run.absent),
        "rows": [_row(found) for found in run.results],
    }
    return json.dumps(report, indent=1)


def _row(found: Result) -> dict[str, Any]:
    return {
        "name": found.row.name,
        "title": found.row.title,
        "unit": UNITS[found.row.unit][1],
        "baseline": found.baseline,
        "cases": [
            {
                "name": line.case,
                "value": vars(line.value),
                "ratio": vars(line.ratio),
                "share": line.share and vars(line.share),
            }
            for line in found.lines
        ],
        "targets": [
            {
                "of": verdict.case,
                "to": verdict.target.to,
                "wanted": verdict.target.wanted,
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
    found = {"voicelive-events": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
