"""Turns, latency and tokens of every session of an archive, on a local Dask cluster.

python docs/recipes/sessions_dask.py 'archive/*.jsonl' sessions.jsonl --workers 2
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

import dask.bag
from dask.distributed import Client, progress

from voicelive_events.metrics import (
    LoggedEvent,
    SessionMetrics,
    essential,
    read_archive,
    session_metrics,
)


def part(lines: Iterable[str | bytes]) -> list[LoggedEvent]:
    """What a part of the archive says, small enough to be sent to another worker."""
    return list(essential(read_archive(lines)))


def metrics(group: tuple[str, list[LoggedEvent]]) -> tuple[str, SessionMetrics]:
    """The metrics of one session, from all parts that it was found in."""
    session, events = group
    return session, session_metrics(sorted(events, key=attrgetter("order")))


def run(archive: str, client: Client) -> list[tuple[str, SessionMetrics]]:
    lines = dask.bag.read_text(archive, blocksize="16MiB")
    events = lines.map_partitions(part).repartition(min(lines.npartitions, 8))  # little is left
    job = client.compute(events.groupby(attrgetter("session"), shuffle="tasks").map(metrics))
    progress(job, notebook=False)
    found: list[Any] = job.result()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="JSON Lines files, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a session a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with Client(n_workers=options.workers, threads_per_worker=1, dashboard_address=None) as client:
        begin = time.perf_counter()
        sessions = run(options.archive, client)
        seconds = time.perf_counter() - begin
    rows = (json.dumps({"session": name, **found._asdict()}) for name, found in sorted(sessions))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
