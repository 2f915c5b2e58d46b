"""The same as the recipes, in one process and without an engine: what they are measured against."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from glob import glob
from operator import attrgetter
from pathlib import Path

from voicelive_events.metrics import CallEvent, CallMeter, essential, read_calls


def read(pattern: str) -> Iterator[CallEvent]:
    for path in sorted(glob(pattern)):
        with open(path, "rb") as log:
            yield from read_calls(log)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("output", type=Path)
    parser.add_argument("--workers")
    options = parser.parse_args()
    begin = time.perf_counter()
    events = sorted(essential(read(options.archive)), key=attrgetter("time"))
    calls: dict[str, CallMeter] = {}
    for each in events:
        calls.setdefault(each.call, CallMeter()).feed(each.event, each.time)
    found = sorted((call, meter.metrics()) for call, meter in calls.items())
    seconds = time.perf_counter() - begin
    rows = (json.dumps({"call": call, **metrics._asdict()}) for call, metrics in found)
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(calls)} calls in {seconds:.2f} s")


if __name__ == "__main__":
    main()
