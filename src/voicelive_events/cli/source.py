"""The input: a file, a pipe or standard input, plain or compressed."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import IO

from .._logs.lines import Line, LineStream, read_lines
from .._logs.text import reason_of
from ..recording._packing import Compression, compression_of, unpacked
from .console import CommandError, state_of

__all__ = ["Source", "open_sample", "open_source"]

_POLL = 0.2  # seconds between two looks at a file that may grow


class Source:
    """An open input."""

    def __init__(self, name: str, raw: IO[bytes], unpacked: LineStream | None = None) -> None:
        self.name = name
        """What messages call it."""
        self._raw = raw
        """The file as it lies there."""
        self._stream: LineStream = unpacked or raw

    @property
    def state(self) -> os.stat_result | None:
        """What the system knows of it; None if all of it is in memory."""
        return state_of(self._raw)

    @property
    def size(self) -> int | None:
        """The bytes of the file, compressed if it is; None for what is no file."""
        state = self.state
        return state.st_size if state is not None and stat.S_ISREG(state.st_mode) else None

    @property
    def may_pause(self) -> bool:
        """Whether the input comes from somebody who still writes it: a pipe, a terminal."""
        return self.size is None and self.state is not None

    def tell(self) -> int:
        """How many of the file's bytes have been read."""
        return self._raw.tell()

    def lines(self) -> Iterator[Line]:
        """What is in it, one at a time."""
        return read_lines(self._stream)


class _GrowingSource(Source):
    """A file that somebody still writes: at its end, reading waits for more, as `tail -f` does."""

    _is_new = True

    @property
    def may_pause(self) -> bool:
        return True

    def lines(self) -> Iterator[Line]:
        while self._is_new:
            self._is_new = False
            yield from read_lines(self)

    def readline(self, size: int) -> bytes:
        """As that of a file."""
        data = self._raw.readline(size)
        while not data.endswith(b"\n") and len(data) < size:
            time.sleep(_POLL)
            if (self.size or 0) < self.tell():  # cut short: what comes now is a new log
                self._raw.seek(0)
                self._is_new = True
                return b""
            data += self._raw.readline(size - len(data))
        return data


@contextmanager
def open_source(path: str, *, follow: bool = False) -> Iterator[Source]:
    """The file *path*; `-` is standard input, which stays open.

    What is compressed by gzip or zstd, to judge by its first bytes, is decompressed. With
    *follow* the lines of a file never end: those that are appended are waited for. A pipe ends by
    itself.
    """
    if path == "-":
        if sys.stdin is None:
            raise CommandError("standard input: it is closed")
        yield _source("standard input", sys.stdin.buffer, follow=follow)
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115  # an error while it is read is another's
    except (OSError, ValueError) as error:  # ValueError: a null character
        raise _unreadable(path, error) from None
    with stream:
        yield _source(path, stream, follow=follow)


@contextmanager
def open_sample() -> Iterator[Source]:
    """The session that ships inside the package."""
    with files("voicelive_events.cli").joinpath("sample.jsonl").open("rb") as stream:
        yield Source("the sample", stream)


def _source(name: str, raw: IO[bytes], *, follow: bool) -> Source:
    source = Source(name, raw)
    follow = follow and source.size is not None
    compression = _compression(name, raw)
    if compression is None:
        return _GrowingSource(name, raw) if follow else source
    if follow:
        raise CommandError(f"{name}: a compressed file cannot be followed")
    try:
        return Source(name, raw, unpacked(raw, compression))
    except ImportError:
        reason = "zstd needs the package backports.zstd: pip install backports.zstd"
        if sys.version_info >= (3, 14):
            reason = "this Python was built without zstd"
        raise CommandError(f"{name}: {reason}") from None


def _compression(name: str, raw: IO[bytes]) -> Compression | None:
    try:
        return compression_of(raw) if isinstance(raw, io.BufferedReader) else None
    except OSError as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: Exception) -> CommandError:
    return CommandError(f"{name}: {reason_of(error)}")
