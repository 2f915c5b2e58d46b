"""Coverage-guided fuzzing of `from_json`, until it fails or is stopped.

From a checkout, on Linux or macOS::

    python3 -m venv .venv && .venv/bin/pip install --upgrade pip
    .venv/bin/pip install -e '.[dev]' --group fuzzing && mkdir -p build/fuzzing
    .venv/bin/python -m tests.fuzzing.fuzz_from_json build/fuzzing tests/fuzzing/corpus

What it finds interesting goes into the first folder. The options are libFuzzer's:
`-max_total_time=1500` ends after 25 minutes, a file in place of the folders runs that alone.
"""

from __future__ import annotations

import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["voicelive_events"]):
    from .check import check
    from .mutation import WORDS, mutate


def custom_mutator(data: bytes, max_size: int, seed: int) -> bytes:
    return mutate(data, max_size, seed, atheris.Mutate)


def main() -> None:
    # libFuzzer starts itself again for -merge=1, as a command of the shell.
    command = f"{sys.executable} -m tests.fuzzing.fuzz_from_json"
    # The file has no name, for libFuzzer leaves by exit(), past all that would remove it.
    with tempfile.TemporaryFile("w") as dictionary:
        dictionary.writelines(f'"\\"{word}\\""\n' for word in WORDS)
        dictionary.flush()
        defaults = [f"-dict=/dev/fd/{dictionary.fileno()}", "-max_len=8192", "-timeout=20"]
        atheris.Setup([command, *defaults, *sys.argv[1:]], check, custom_mutator=custom_mutator)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
