"""What takes a process of its own: imports, and the memory that a long log needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from voicelive_events import iter_events

from .contenders import BACKEND, OURS, Field
from .mix import session_mix

BARE = "bare interpreter"
STANDARD = "typing, json, enum, datetime"  # what models of any kind need of the standard library
AZURE_MODELS, OPENAI_TYPES = "azure.ai.voicelive.models", "openai.types.realtime"
PYDANTIC_MODEL = "pydantic.BaseModel"


def import_times(field: Field, rounds: int) -> dict[str, list[float]]:
    """Seconds that each import adds to those of a bare interpreter, round by round."""
    modules = {OURS: "voicelive_events", STANDARD: STANDARD}
    if field.has("azure.ai.voicelive"):
        modules[AZURE_MODELS] = AZURE_MODELS
    if field.has("openai"):
        modules[OPENAI_TYPES] = OPENAI_TYPES
    if field.has("pydantic"):
        modules[PYDANTIC_MODEL] = "pydantic.main"
    return _over_bare(modules, rounds)


def _over_bare(modules: Mapping[str, str], rounds: int) -> dict[str, list[float]]:
    for module in modules.values():
        _until(f"import {module}")  # compiles what was never imported
    seconds: dict[str, list[float]] = {name: [] for name in (BARE, *modules)}
    for _ in range(rounds):
        bare = _until("pass")
        seconds[BARE].append(bare)
        for name, module in modules.items():
            seconds[name].append(max(_until(f"import {module}") - bare, 1e-6))
    return seconds


def _until(code: str) -> float:
    """Seconds of the processor that a fresh process has taken when it has run *code*."""
    return float(run_python("-c", f"{code}; import time; print(time.process_time())"))


def run_python(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    command = [sys.executable, *arguments]
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    made = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={**inherited, **(environment or {})},  # modules are compiled once, as for any user
    )
    return made.stdout


def peak_memory(backend: str, megabytes: int) -> float:
    """The most bytes that a process held which read a log of *megabytes* event by event."""
    made = run_python("-m", __name__, str(megabytes), environment={BACKEND: backend})
    return float(made)


def log_lines(megabytes: int) -> Iterator[bytes]:
    """The mix over and over, never all of it at once."""
    left = megabytes * 1_000_000
    lines: Sequence[bytes] = [frame.data + b"\n" for frame in session_mix(500)]
    while left > 0:
        for line in lines:
            left -= len(line)
            yield bytes(memoryview(line))  # a new object, as from a file


def read_log(megabytes: int) -> int:
    """Read a log and return the peak of the process's memory in bytes."""
    for _ in iter_events(log_lines(megabytes)):
        pass
    return _peak()


def _peak() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # of POSIX alone

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux getrusage counts what the parent held before it became this process.
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return 1024 * int(peak.split()[1])


if __name__ == "__main__":
    print(read_log(int(sys.argv[1])))  # noqa: T201
