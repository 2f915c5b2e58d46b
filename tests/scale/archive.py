"""An archive of made-up sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..sessions import START, Timed, lines, session_frames

TURNS = 12


def write_archive(folder: Path, *, files: int, sessions: int) -> int:
    """Write *files* files of *sessions* sessions each; gives how many events there are."""
    folder.mkdir(parents=True)
    return sum(_write(folder / f"part-{n:03}.jsonl", n, sessions) for n in range(files))


def _write(path: Path, number: int, sessions: int) -> int:
    with path.open("wb") as out:
        logs = (_log(number, session) for session in range(sessions))
        return sum(out.write(line) > 0 for log in logs for line in log)


def _log(number: int, session: int) -> Iterator[bytes]:
    seed = 1000 * number + session
    frames: Iterator[Timed] = session_frames(seed, turns=TURNS)
    return lines(f"sess_{number:03}_{session:03}", frames, START + 10.0 * seed)
