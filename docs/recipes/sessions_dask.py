"""Turns, latency and tokens of every session of an archive, on a local Dask cluster.

python docs/recipes/sessions_dask.py 'archive/*.jsonl*' sessions.jsonl --workers 2
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

from voicelive_events.archive import (
    ArchiveReport,
    Excerpt,
    archive_parts,
    archive_report,
    in_order,
    read_part,
)
from voicelive_events.metrics import SessionMetrics, session_metrics


def metrics(group: tuple[str, Iterable[Excerpt]]) -> tuple[str, SessionMetrics]:
    """The metrics of one session, from all parts that it was found in."""
    session, excerpts = group
    return session, session_metrics(in_order(excerpts))


def run(archive: str, client: Client) -> tuple[list[tuple[str, SessionMetrics]], ArchiveReport]:
    parts = archive_parts(archive)
    read = dask.bag.from_sequence(parts, npartitions=len(parts)).map(read_part)
    excerpts = read.pluck(0).flatten().repartition(min(len(parts), 8))  # little is left
    sessions = excerpts.groupby(attrgetter("session"), shuffle="tasks").map(metrics)
    jobs: Any = client.compute([sessions, read.pluck(1)])
    progress(jobs, notebook=False)
    found, reports = client.gather(jobs)
    return found, archive_report(reports)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="recordings, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a session a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with Client(n_workers=options.workers, threads_per_worker=1, dashboard_address=None) as client:
        begin = time.perf_counter()
        sessions, report = run(options.archive, client)
        seconds = time.perf_counter() - begin
    rows = (json.dumps({"session": name, **found._asdict()}) for name, found in sorted(sessions))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{report}\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
