"""The command ``python -m tests.benchmarks``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from .bench import FULL, QUICK, Bench
from .contenders import PEERS, backend_restored
from .pages import costs, targets, write_below
from .picture import draw
from .report import Result, Run, as_json, result
from .rows import ROWS, Row


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.docs and options.rows is not ROWS:
        parser.error("the pages have every row: --docs goes without --rows")
    size = QUICK if options.quick else FULL
    bench = Bench(replace(size, rounds=options.rounds or size.rounds))
    with backend_restored():
        results = list(measured(bench, options.rows))
    absent = [package for package in PEERS if not bench.field.has(package)]
    run = Run(results, absent, bench.size.rounds)
    print(targets(run))  # noqa: T201
    if options.docs:
        write_pages(run, options.docs)
    if options.json:
        options.json.write_text(as_json(run) + "\n", "utf-8")
    return 0


def measured(bench: Bench, rows: Sequence[Row]) -> Iterator[Result]:
    """The results of *rows*, each as it is measured."""
    for row in rows:
        print(f"{row.name} ...", file=sys.stderr)  # noqa: T201
        yield result(row, row.measure(bench), bench.size)


def write_pages(run: Run, folder: Path) -> None:
    """Renew the figures of both pages, and the picture."""
    write_below(folder / "performance.md", costs(run))
    write_below(folder / "performance-targets.md", targets(run))
    draw(run, folder / "performance.svg")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    names = ", ".join(row.name for row in ROWS)
    parser.add_argument("--quick", action="store_true", help="see that it runs; times mean nothing")
    parser.add_argument("--rounds", type=int, help=f"of each timing ({FULL.rounds})")
    parser.add_argument("--rows", type=_rows, default=ROWS, help=f"some, with commas: {names}")
    parser.add_argument("--json", type=Path, help="file to write")
    parser.add_argument("--docs", type=Path, help="folder of the pages whose figures to renew")
    return parser


def _rows(names: str) -> list[Row]:
    by_name = {row.name: row for row in ROWS}
    unknown = sorted(set(names.split(",")) - set(by_name))
    if unknown:
        raise argparse.ArgumentTypeError(f"no such row: {', '.join(unknown)}")
    return [by_name[name] for name in names.split(",")]


if __name__ == "__main__":
    sys.exit(main())
