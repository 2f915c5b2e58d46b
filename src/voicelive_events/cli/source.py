"""The input: a stream of bytes, plain or compressed, read in lines of bounded length."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import IO, NamedTuple

from .console import CommandError

__all__ = ["MAX_LINE", "Line", "Source", "open_sample", "open_source"]

MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line that are read; a longer one cannot be an event, and is not kept."""

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"  # what such a stream begins with
_POLL = 0.2  # seconds between two looks at a file that may grow


class Line(NamedTuple):
    """One line of the input that is not blank."""

    number: int
    """Counted from 1, blank lines too."""
    data: bytes
    is_whole: bool
    """Whether *data* is all of it: the line is no longer than `MAX_LINE`."""


class Source:
    """An open input."""

    def __init__(
        self, name: str, raw: IO[bytes], unpacked: io.BufferedIOBase | None = None
    ) -> None:
        self.name = name
        """What messages call it."""
        self._raw = raw
        """The file as it lies there."""
        self._stream = raw if unpacked is None else unpacked
        self._number = 0

    @property
    def may_pause(self) -> bool:
        """Whether the input comes from somebody who still writes it: a pipe, a terminal."""
        return self.size is None and self._descriptor() is not None

    @property
    def size(self) -> int | None:
        """The bytes of the file, compressed if it is; None for what is no file."""
        descriptor = self._descriptor()
        state = None if descriptor is None else os.fstat(descriptor)
        return state.st_size if state is not None and stat.S_ISREG(state.st_mode) else None

    def tell(self) -> int:
        """How many of the file's bytes have been read."""
        return self._raw.tell()

    def lines(self) -> Iterator[Line]:
        """The lines that are not blank, one at a time."""
        while data := self._read(MAX_LINE + 1):
            self._number += 1
            is_whole = len(data) <= MAX_LINE or data.endswith(b"\n")
            if not is_whole:
                self._skip_rest()
            if self._number == 1:
                data = data.removeprefix(codecs.BOM_UTF8)  # Windows writes one
            if data := data.rstrip():
                yield Line(self._number, data, is_whole)

    def _skip_rest(self) -> None:
        while (data := self._read(MAX_LINE)) and not data.endswith(b"\n"):
            pass

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.readline(size)
        except EOFError:
            raise CommandError(f"{self.name}: the compressed data ends too early") from None
        except (OSError, zlib.error) as error:
            raise _unreadable(self.name, error) from None
        except Exception as error:  # zstd's own, whose class is there only with its package
            raise CommandError(f"{self.name}: {error}") from None

    def _descriptor(self) -> int | None:
        try:
            return self._raw.fileno()
        except (OSError, ValueError):
            return None  # no file of the system, so all of it is there


class _GrowingSource(Source):
    """A file that somebody still writes: at its end, reading waits for more, as `tail -f` does."""

    @property
    def may_pause(self) -> bool:
        return True

    def _read(self, size: int) -> bytes:
        data = super()._read(size)
        while not data.endswith(b"\n") and len(data) < size:
            time.sleep(_POLL)
            if (self.size or 0) < self.tell():  # cut short: what comes now is a new log
                self._stream.seek(0)
                self._number, data = 0, b""
            data += super()._read(size - len(data))
        return data


@contextmanager
def open_source(path: str, *, follow: bool = False) -> Iterator[Source]:
    """The file *path*; `-` is standard input, which stays open.

    What is compressed by gzip or zstd, to judge by its first bytes, is decompressed. With
    *follow* the lines never end: those that are appended are waited for.
    """
    if path == "-":
        if sys.stdin is None:
            raise CommandError("standard input: it is closed")
        yield _source("standard input", sys.stdin.buffer, follow=False)  # a pipe ends by itself
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
    head = _head(name, raw)
    if not head.startswith((_GZIP, _ZSTD)):
        return (_GrowingSource if follow else Source)(name, raw)
    if follow:
        raise CommandError(f"{name}: a compressed file cannot be followed")
    unpack = _gunzip if head.startswith(_GZIP) else _unzstd
    return Source(name, raw, unpack(name, raw))


def _head(name: str, raw: IO[bytes]) -> bytes:
    try:
        return raw.peek(len(_ZSTD)) if isinstance(raw, io.BufferedReader) else b""
    except OSError as error:
        raise _unreadable(name, error) from None


def _gunzip(name: str, raw: IO[bytes]) -> io.BufferedIOBase:
    return gzip.GzipFile(name, "rb", fileobj=raw)


def _unzstd(name: str, raw: IO[bytes]) -> io.BufferedIOBase:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        reason = "zstd needs the package backports.zstd: pip install backports.zstd"
        if sys.version_info >= (3, 14):
            reason = "this Python was built without zstd"
        raise CommandError(f"{name}: {reason}") from None
    return zstd.ZstdFile(raw)


def _unreadable(name: str, error: Exception) -> CommandError:
    return CommandError(f"{name}: {getattr(error, 'strerror', None) or error}")
