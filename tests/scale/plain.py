"""The same as the recipes, in one process and without an engine: what they are measured against."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from glob import glob
from operator import attrgetter
from pathlib import Path

from voicelive_events.metrics import LoggedEvent, SessionMeter, essential, read_archive


def read(pattern: str) -> Iterator[LoggedEvent]:
    for path in sorted(glob(pattern)):
        with open(path, "rb") as log:
            yield from read_archive(log)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("output", type=Path)
    parser.add_argument("--workers")
    options = parser.parse_args()
    begin = time.perf_counter()
    events = sorted(essential(read(options.archive)), key=attrgetter("time"))
    sessions: dict[str, SessionMeter] = {}
    for each in events:
        sessions.setdefault(each.session, SessionMeter()).feed(each.event, each.time)
    found = sorted((session, meter.metrics()) for session, meter in sessions.items())
    seconds = time.perf_counter() - begin
    rows = (json.dumps({"session": session, **metrics._asdict()}) for session, metrics in found)
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
