"""The command ``python -m tests.benchmarks.profile ROW``: where this library's time goes."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

from . import rows, sending
from .bench import Bench
from .contenders import OURS, backend_restored, use_backend
from .measure import Case

PROFILED: Mapping[str, Callable[[Bench], list[Case]]] = {
    "decode": rows.decode,
    "read": rows.read,
    "attribute": rows.attribute,
    "audio": rows.audio,
    "as_dict": rows.as_dict,
    "to_json": rows.to_json,
    "strict": rows.strict,
    "construct": rows.construct,
    "session-update": sending.SESSION_UPDATE.cases,
    "message": sending.MESSAGE.cases,
    "audio-frame": sending.AUDIO_FRAME.cases,
    "copy": rows.copied,
    "deepcopy": rows.deep_copied,
    "pickle": rows.pickled,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    with backend_restored():
        for case in PROFILED[options.row](Bench()):
            if case.name.startswith(OURS.split()[0]):
                _profile(case, options.seconds, options.lines)
    return 0


def _profile(case: Case, seconds: float, lines: int) -> None:
    use_backend(case.backend)
    case.run()
    profiler, end = cProfile.Profile(), perf_counter() + seconds
    while perf_counter() < end:
        profiler.runcall(case.run)
    print(f"{case.name}\n")  # noqa: T201
    pstats.Stats(profiler, stream=sys.stdout).strip_dirs().sort_stats("tottime").print_stats(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.profile", description=__doc__)
    parser.add_argument("row", choices=PROFILED, help="the row of the benchmark")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each parser (3)")
    parser.add_argument("--lines", type=int, default=20, help="functions to list (20)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
