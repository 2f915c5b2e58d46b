"""The command ``python -m tests.scale.reading``: what reading an archive costs, as ratios.

All are measured in turns, by the time of the process, to be compared on a machine that does other
things as well.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from pyarrow.parquet import ParquetWriter

from voicelive_events.archive import read_archive, read_sessions
from voicelive_events.arrow import event_schema, to_batches
from voicelive_events.metrics import session_metrics

from ..sessions import START, lines, session_frames

ROUNDS = 7


def main() -> int:
    print("piece of audio  line     parse      read           figures        rows of Parquet")
    for piece_ms in (5, 20, 200):
        with tempfile.TemporaryDirectory() as folder:
            print(row(piece_ms, Path(folder) / "archive.jsonl"))
    return 0


def row(piece_ms: int, path: Path) -> str:
    logs = (
        lines(f"s{seed}", session_frames(seed, turns=12, piece_ms=piece_ms), START + 10.0 * seed)
        for seed in range(4)
    )
    log = [line for each in logs for line in each]
    path.write_bytes(b"".join(log))
    parse, read, figures, rows = best(
        lambda: list(map(bool, map(msgspec.json.Decoder().decode, log))),
        lambda: list(map(bool, map(id, read_archive(log)))),
        lambda: read_sessions(path, session_metrics),
        lambda: write_rows(log, path.with_suffix(".parquet")),
    )
    size = path.stat().st_size / len(log)
    micro = [f"{1e6 * seconds / len(log):5.2f} µs" for seconds in (parse, read, figures, rows)]
    return (
        f"{piece_ms:11} ms  {size:4.0f} B  {micro[0]}  {micro[1]} {read / parse:.2f}x"
        f"  {micro[2]} {figures / parse:.2f}x  {micro[3]} {rows / parse:.0f}x"
    )


def write_rows(log: Sequence[bytes], path: Path) -> None:
    with ParquetWriter(path, event_schema(), compression="zstd") as out:
        for batch in to_batches(read_archive(log)):
            out.write_batch(batch)


def best(*ways: Callable[[], object]) -> list[float]:
    """The shortest time of each."""
    found = [float("inf")] * len(ways)
    for _ in range(ROUNDS):
        for place, way in enumerate(ways):
            begin = time.process_time()
            way()
            found[place] = min(found[place], time.process_time() - begin)
    return found


if __name__ == "__main__":
    sys.exit(main())
