"""Turns, latency and tokens of every session of an archive, on a local Dask cluster.

python docs/recipes/sessions_dask.py 'archive/*.jsonl*' sessions.jsonl --workers 2
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dask.distributed import Client, progress

from voicelive_events.archive import ArchiveReport, read_sessions
from voicelive_events.metrics import SessionMetrics, session_metrics


def run(archive: str, client: Client) -> tuple[dict[str, SessionMetrics], ArchiveReport]:
    def spread(function: Callable[[Any], Any], items: Sequence[Any]) -> Any:
        jobs = client.map(function, items)
        progress(jobs, notebook=False)
        return client.gather(jobs)

    return read_sessions(archive, session_metrics, map=spread)


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
    rows = ({"session": name, **found._asdict()} for name, found in sorted(sessions.items()))
    options.output.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    print(f"\n{report}\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
