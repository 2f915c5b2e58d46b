"""An archive of made-up sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..sessions import START, Timed, lines, session_frames

TURNS = 12


def write_archive(folder: Path, *, files: int, sessions: int, piece_ms: int = 200) -> int:
    """Write *files* files of *sessions* sessions each, with audio in pieces of *piece_ms*
    milliseconds; gives how many events there are."""
    folder.mkdir(parents=True)
    paths = [folder / f"part-{number:03}.jsonl" for number in range(files)]
    return sum(_write(path, n, sessions, piece_ms) for n, path in enumerate(paths))


def _write(path: Path, number: int, sessions: int, piece_ms: int) -> int:
    with path.open("wb") as out:
        logs = (_log(number, session, piece_ms) for session in range(sessions))
        return sum(out.write(line) > 0 for log in logs for line in log)


def _log(number: int, session: int, piece_ms: int) -> Iterator[bytes]:
    seed = 1000 * number + session
    frames: Iterator[Timed] = session_frames(seed, turns=TURNS, piece_ms=piece_ms)
    return lines(f"sess_{number:03}_{session:03}", frames, START + 10.0 * seed)
