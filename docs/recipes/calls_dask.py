"""Turns, latency and tokens of every call of an archive, on a local Dask cluster.

python docs/recipes/calls_dask.py 'archive/*.jsonl' calls.jsonl --workers 2
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

from voicelive_events.metrics import CallEvent, CallMetrics, call_metrics, essential, read_calls


def part(lines: Iterable[str | bytes]) -> list[CallEvent]:
    """What a part of the archive says, small enough to be sent to another worker."""
    return list(essential(read_calls(lines)))


def metrics(group: tuple[str, list[CallEvent]]) -> tuple[str, CallMetrics]:
    """The metrics of one call, from all parts that it was found in."""
    call, events = group
    return call, call_metrics(sorted(events, key=attrgetter("time")))


def run(archive: str, client: Client) -> list[tuple[str, CallMetrics]]:
    lines = dask.bag.read_text(archive, blocksize="16MiB")
    events = lines.map_partitions(part).repartition(min(lines.npartitions, 8))  # little is left
    job = client.compute(events.groupby(attrgetter("call"), shuffle="tasks").map(metrics))
    progress(job, notebook=False)
    found: list[Any] = job.result()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="JSON Lines files, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a call a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with Client(n_workers=options.workers, threads_per_worker=1, dashboard_address=None) as client:
        begin = time.perf_counter()
        calls = run(options.archive, client)
        seconds = time.perf_counter() - begin
    rows = (json.dumps({"call": call, **found._asdict()}) for call, found in sorted(calls))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(calls)} calls in {seconds:.2f} s")


if __name__ == "__main__":
    main()
