"""Turns, latency and tokens of every call of an archive, on a local Spark cluster.

python docs/recipes/calls_spark.py 'archive/*.jsonl' calls.jsonl --workers 2
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

from voicelive_events.metrics import CallEvent, CallMetrics, call_metrics, essential, read_calls


def part(lines: Iterable[str | bytes]) -> Iterator[CallEvent]:
    """What a part of the archive says, small enough to be sent to another worker."""
    return essential(read_calls(lines))


def metrics(events: Iterable[CallEvent]) -> CallMetrics:
    """The metrics of one call, from all parts that it was found in."""
    return call_metrics(sorted(events, key=attrgetter("time")))


def run(archive: str, spark: SparkSession) -> list[tuple[str, CallMetrics]]:
    lines = spark.sparkContext.textFile(archive)
    calls = lines.mapPartitions(part).groupBy(attrgetter("call")).mapValues(metrics)
    found: list[Any] = calls.collect()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="JSON Lines files, as a glob pattern")
    parser.add_argument("output", type=Path, help="file to write: the metrics of a call a line")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # where voicelive-events is installed
    builder = SparkSession.builder.master(f"local[{options.workers}]").appName("calls")
    spark = builder.config("spark.ui.showConsoleProgress", "true").getOrCreate()
    begin = time.perf_counter()
    calls = run(options.archive, spark)
    seconds = time.perf_counter() - begin
    spark.stop()
    rows = (json.dumps({"call": call, **found._asdict()}) for call, found in sorted(calls))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{len(calls)} calls in {seconds:.2f} s")


if __name__ == "__main__":
    main()
