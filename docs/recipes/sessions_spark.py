"""Turns, latency and tokens of every session of an archive, on a local Spark cluster.

python docs/recipes/sessions_spark.py 'archive/*.jsonl*' sessions.jsonl --workers 2
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from voicelive_events.archive import (
    ArchiveReport,
    Excerpt,
    archive_parts,
    archive_report,
    in_order,
    read_part,
)
from voicelive_events.metrics import SessionMetrics, session_metrics


def metrics(excerpts: Iterable[Excerpt]) -> SessionMetrics:
    """The metrics of one session, from all parts that it was found in."""
    return session_metrics(in_order(excerpts))


def run(
    archive: str, spark: SparkSession
) -> tuple[list[tuple[str, SessionMetrics]], ArchiveReport]:
    parts = archive_parts(archive)
    read = spark.sparkContext.parallelize(parts, len(parts)).map(read_part).cache()
    excerpts = read.flatMap(attrgetter("excerpts")).groupBy(attrgetter("session"))
    found: list[Any] = excerpts.mapValues(metrics).collect()
    return found, archive_report(read.map(attrgetter("report")).collect())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="recordings, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a session a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # where voicelive-events is installed
    builder = SparkSession.builder.master(f"local[{options.workers}]").appName("sessions")
    spark = builder.config("spark.ui.showConsoleProgress", "true").getOrCreate()
    begin = time.perf_counter()
    sessions, report = run(options.archive, spark)
    seconds = time.perf_counter() - begin
    spark.stop()
    rows = (json.dumps({"session": name, **found._asdict()}) for name, found in sorted(sessions))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{report}\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
