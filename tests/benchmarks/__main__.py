"""The command ``python -m tests.benchmarks``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from .bench import FULL, QUICK, Bench
from .contenders import PEERS, backend_restored
from .report import MARKER, Result, as_json, draw, markdown, result
from .rows import ROWS, Row

PICTURED = "decode"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    size = QUICK if options.quick else FULL
    bench = Bench(replace(size, rounds=options.rounds or size.rounds))
    with backend_restored():
        results = list(run(bench, options.rows))
    absent = [package for package in PEERS if not bench.field.has(package)]
    table = markdown(results, absent, bench.size.rounds)
    print(table)  # noqa: T201
    if options.markdown:
        write_table(options.markdown, table)
    if options.json:
        options.json.write_text(as_json(results, absent, bench.size.rounds) + "\n", "utf-8")
    if options.svg:
        draw(next(found for found in results if found.row.name == PICTURED), options.svg)
    return 0


def run(bench: Bench, rows: Sequence[Row]) -> Iterator[Result]:
    """The results of *rows*, each as it is measured."""
    for row in rows:
        print(f"{row.name} ...", file=sys.stderr)  # noqa: T201
        yield result(row, row.measure(bench), bench.size)


def write_table(page: Path, table: str, marker: str = MARKER) -> None:
    """Write *table* to *page*, in place of the table that stands there if one does."""
    text = page.read_text("utf-8") if page.exists() else ""
    page.write_text(text.partition(marker)[0] + table, "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    names = ", ".join(row.name for row in ROWS)
    parser.add_argument("--quick", action="store_true", help="see that it runs; times mean nothing")
    parser.add_argument("--rounds", type=int, help=f"of each timing ({FULL.rounds})")
    parser.add_argument("--rows", type=_rows, default=ROWS, help=f"some, with commas: {names}")
    parser.add_argument("--json", type=Path, help="file to write")
    parser.add_argument("--markdown", type=Path, help="file to write, or page to renew")
    parser.add_argument("--svg", type=Path, help=f"file to write: a chart of {PICTURED}")
    return parser


def _rows(names: str) -> list[Row]:
    by_name = {row.name: row for row in ROWS}
    unknown = sorted(set(names.split(",")) - set(by_name))
    if unknown:
        raise argparse.ArgumentTypeError(f"no such row: {', '.join(unknown)}")
    return [by_name[name] for name in names.split(",")]


if __name__ == "__main__":
    sys.exit(main())
