"""The command ``python -m tests.scale``: events a second against workers, and memory."""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from voicelive_events import __version__

from ..benchmarks.pages import write_below
from .archive import write_archive

ROOT = Path(__file__).parents[2]
MARKER = "<!-- Written by python -m tests.scale --markdown; do not edit. -->"
ENGINES = {
    "plain loop": ROOT / "tests/scale/plain.py",
    "Dask": ROOT / "docs/recipes/sessions_dask.py",
    "Spark": ROOT / "docs/recipes/sessions_spark.py",
}
PACKAGES = {"Dask": "dask", "Spark": "pyspark"}


@dataclass(frozen=True)
class Archive:
    pattern: str
    events: int
    megabytes: float

    @property
    def line(self) -> float:
        """Bytes of a line, on the average."""
        return 1e6 * self.megabytes / self.events


@dataclass(frozen=True)
class Run:
    engine: str
    workers: int
    archive: Archive
    seconds: float
    """Of the job alone, as the recipe prints it: a cluster starts once."""
    memory: float
    """Megabytes of the largest Python process."""


def measure(engine: str, workers: int, archive: Archive, folder: Path) -> Run:
    """Run a recipe in a process of its own."""
    output = folder / "sessions.jsonl"
    command = [sys.executable, str(ENGINES[engine]), archive.pattern, str(output)]
    memory = 0.0
    command += ["--workers", str(workers)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        while process.poll() is None:
            memory = max(memory, largest(process.pid))
            time.sleep(0.1)
        assert process.stdout
        printed = process.stdout.read()
    told = re.search(r"sessions in ([\d.]+) s", printed)
    if process.returncode or not told:
        raise SystemExit(f"{engine} failed")
    return Run(engine, workers, archive, float(told[1]), memory)


def largest(pid: int) -> float:
    """Megabytes of the largest Python process among *pid* and its descendants."""
    import psutil  # here, so that the tests of the recipes are collected without it

    try:
        parent = psutil.Process(pid)
        processes = [parent, *parent.children(recursive=True)]
        pythons = [each for each in processes if "java" not in each.name()]
        memory: int = max(each.memory_info().rss for each in pythons)
    except psutil.NoSuchProcess:  # it has just ended
        return 0.0
    return memory / 1e6


def runs(folder: Path, sizes: Sequence[int], pieces: Sequence[int]) -> Iterator[Run]:
    archives = []
    for piece_ms, size in product(pieces, sizes):
        place = folder / f"archive-{piece_ms}-{size}"
        events = write_archive(place, files=size, sessions=5, piece_ms=piece_ms)
        megabytes = sum(path.stat().st_size for path in place.iterdir()) / 1e6
        archives.append(Archive(f"{place}/*.jsonl", events, megabytes))
    for engine in ENGINES:
        if engine in PACKAGES and not find_spec(PACKAGES[engine]):
            continue
        for archive in archives:
            for workers in (1,) if engine == "plain loop" else range(1, (os.cpu_count() or 1) + 1):
                print(f"{engine}, {workers} ...", file=sys.stderr)
                yield measure(engine, workers, archive, folder)


def markdown(found: Sequence[Run]) -> str:
    engines = [f"{name} {version(package)}" for name, package in PACKAGES.items()]
    place = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    python = f"CPython {platform.python_version()}"
    lines = [
        MARKER,
        "",
        f"{place}, {python}. voicelive-events {__version__}, {', '.join(engines)}.",
        "",
        "| engine | workers | archive | line | events | seconds | events a second | memory |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for run in found:
        archive, rate = run.archive, run.archive.events / run.seconds
        lines.append(
            f"| {run.engine} | {run.workers} | {archive.megabytes:,.0f} MB | {archive.line:,.0f} B"
            f" | {archive.events:,} | {run.seconds:.1f} | {rate:,.0f} | {run.memory:.0f} MB |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--markdown", type=Path, help="page to renew")
    parser.add_argument(
        "--files", type=int, nargs="+", default=[10, 40], help="files of each archive (10 40)"
    )
    parser.add_argument(
        "--pieces", type=int, nargs="+", default=[200], help="milliseconds of audio in a line (200)"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        table = markdown(list(runs(Path(folder), options.files, options.pieces)))
    print(table)
    if options.markdown:
        write_below(options.markdown, table, MARKER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
