"""An archive of made-up calls, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from voicelive_events.metrics import CallEvent, CallMetrics, call_metrics, read_calls

from ..calls import START, Timed, call_frames, lines

TURNS = 12


def write_archive(folder: Path, *, files: int, calls: int) -> int:
    """Write *files* files of *calls* calls each; gives how many events there are."""
    folder.mkdir(parents=True)
    return sum(_write(folder / f"part-{n:03}.jsonl", n, calls) for n in range(files))


def _write(path: Path, number: int, calls: int) -> int:
    with path.open("wb") as out:
        return sum(out.write(line) > 0 for call in range(calls) for line in _log(number, call))


def _log(number: int, call: int) -> Iterator[bytes]:
    seed = 1000 * number + call
    frames: Iterator[Timed] = call_frames(seed, turns=TURNS)
    return lines(f"call_{number:03}_{call:03}", frames, START + 10.0 * seed)


def metrics_of(folder: Path) -> dict[str, CallMetrics]:
    """The metrics of every call, by a plain loop in this process."""
    events: dict[str, list[CallEvent]] = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as log:
            for each in read_calls(log):
                events.setdefault(each.call, []).append(each)
    return {
        call: call_metrics(sorted(own, key=lambda each: each.time or datetime.min))
        for call, own in sorted(events.items())
    }
