"""Rounds of timing, interleaved, and the ratios of what each round measured."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import process_time

from .contenders import use_backend

Samples = Mapping[str, Sequence[float]]
"""What each case of a row measured, round by round."""


@dataclass(frozen=True)
class Case:
    """One thing to time: *run* does *count* operations."""

    name: str
    run: Callable[[], object]
    count: int
    backend: str | None = None  # of this library; switched to before the clock starts


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)


def interleave(cases: Sequence[Case], rounds: int, *, warm: bool = True) -> dict[str, list[float]]:
    """Seconds per operation of every case, round by round; each round starts with another.

    They are the processor's, without what it does for other programs meanwhile. The garbage
    collector is on, but passes over what the process holds before: a server has not loaded every
    peer with thousands of classes.
    """
    gc.collect()
    gc.freeze()
    try:
        return _interleave(cases, rounds, warm=warm)
    finally:
        gc.unfreeze()


def _interleave(cases: Sequence[Case], rounds: int, *, warm: bool) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    for case in cases if warm else ():
        _time(case)  # caches and specialised bytecode are as in a process that runs for long
    for number in range(rounds):
        first = number % len(cases)
        for case in (*cases[first:], *cases[:first]):
            seconds[case.name].append(_time(case))
    return seconds


def _time(case: Case) -> float:
    if case.backend is not None:
        use_backend(case.backend)
    start = process_time()
    case.run()
    return (process_time() - start) / case.count


def ratios(of: Sequence[float], to: Sequence[float]) -> list[float]:
    """The ratio of two cases in each round."""
    return [left / right for left, right in zip(of, to, strict=True)]
