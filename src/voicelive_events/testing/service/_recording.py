"""What a stand-in keeps of what passes."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ...recording import Record, read_recording
from ...recording._recorder import put_aside

__all__ = ["Log", "now"]


class Log(io.TextIOBase):
    """Lines of a recording, in memory or in a file or in both: where the recorders of all sessions
    write."""

    def __init__(self, path: str | os.PathLike[str] | None, *, keep: bool) -> None:
        self._lines: list[str] | None = [] if keep else None
        self._file: IO[str] | None = None
        if path is not None:
            put_aside(Path(path))
            self._file = Path(path).open("a", newline="\n")  # noqa: SIM115  # it is closed below

    @property
    def is_needed(self) -> bool:
        """Whether anything is written."""
        return self._lines is not None or self._file is not None

    def write(self, text: str) -> int:
        if self._lines is not None:
            self._lines.append(text)
        if self._file is not None:
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def records(self, session: int | None = None) -> list[Record]:
        """The records so far, of one *session* or of all, each session's in order."""
        records = read_recording(self._lines or [])
        return [each for each in records if session is None or each.session == str(session)]


def now() -> datetime:
    return datetime.now(UTC)
