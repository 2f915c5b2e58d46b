"""Turns, latency and tokens of every session of an archive, on a local Spark cluster.

python docs/recipes/sessions_spark.py 'archive/*.jsonl' sessions.jsonl --workers 2
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from voicelive_events.metrics import (
    LoggedEvent,
    SessionMetrics,
    essential,
    read_archive,
    session_metrics,
)


def part(lines: Iterable[str | bytes]) -> Iterator[LoggedEvent]:
    """What a part of the archive says, small enough to be sent to another worker."""
    return essential(read_archive(lines))


def metrics(events: Iterable[LoggedEvent]) -> SessionMetrics:
    """The metrics of one session, from all parts that it was found in."""
    return session_metrics(sorted(events, key=attrgetter("order")))


def run(archive: str, spark: SparkSession) -> list[tuple[str, SessionMetrics]]:
    lines = spark.sparkContext.textFile(archive)
    sessions = lines.mapPartitions(part).groupBy(attrgetter("session")).mapValues(metrics)
    found: list[Any] = sessions.collect()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="JSON Lines files, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a session a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # where voicelive-events is installed
    builder = SparkSession.builder.master(f"local[{options.workers}]").appName("sessions")
    spark = builder.config("spark.ui.showConsoleProgress", "true").getOrCreate()
    begin = time.perf_counter()
    sessions = run(options.archive, spark)
    seconds = time.perf_counter() - begin
    spark.stop()
    rows = (json.dumps({"session": name, **found._asdict()}) for name, found in sorted(sessions))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
