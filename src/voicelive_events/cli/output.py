"""Files that a command writes: whole or not at all, and never in place of a log that is read."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from .console import CommandError, state_of

__all__ = ["Outputs", "naming"]


class Outputs:
    """The files that take their places where the block ends, unless it ends in an error."""

    def __init__(self, logs: Sequence[str]) -> None:
        self._logs = list(filter(None, map(_state_of_log, logs)))
        self._files: list[_File] = []

    def check(self, path: Path) -> os.stat_result | None:
        """Refuse *path* where no file may be written; gives what is there."""
        state = _state(path)
        if state is not None:
            if any(os.path.samestat(state, log) for log in self._logs):
                raise CommandError(f"{path}: it is the log itself")
            if stat.S_ISDIR(state.st_mode):
                raise CommandError(f"{path}: {os.strerror(errno.EISDIR)}")
            if not os.access(path, os.W_OK):  # its folder, which decides, may let it be replaced
                raise CommandError(f"{path}: {os.strerror(errno.EACCES)}")
        return state

    def add(self, path: Path) -> Path:
        """Where to write what is to stand at *path*: a file that is there, and empty."""
        state = self.check(path)
        with naming(path):
            is_device = state is not None and not stat.S_ISREG(state.st_mode)
            target = path if is_device else Path(os.path.realpath(path))  # a link stays one
            folder = Path(tempfile.gettempdir()) if is_device else target.parent
            draft = folder / f".voicelive-events-{secrets.token_hex(8)}"
            draft.open("xb").close()
            self._files.append(_File(draft, target, is_device))
            if state is not None and not is_device:
                draft.chmod(stat.S_IMODE(state.st_mode))
        return draft

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        try:
            for file in self._files if kind is None else ():
                with naming(file.path):
                    file.publish()
        finally:
            for file in self._files:
                with suppress(OSError):
                    file.draft.unlink()


class _File(NamedTuple):
    draft: Path
    path: Path
    is_device: bool
    """Whether it is a pipe or the like, whose place nothing can take."""

    def publish(self) -> None:
        if not self.is_device:
            self.draft.replace(self.path)
            return
        with self.draft.open("rb") as draft, self.path.open("wb") as device:
            shutil.copyfileobj(draft, device)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the output *path* into the end of the command."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a null character
        raise CommandError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _state_of_log(log: str) -> os.stat_result | None:
    if log == "-":
        return None if sys.stdin is None else state_of(sys.stdin)
    return _state(Path(log))


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):  # who opens it tells
        return None
