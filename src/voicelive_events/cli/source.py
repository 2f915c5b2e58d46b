"""The input: a stream of bytes, read in lines of bounded length."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import IO

from ..errors import DecodeError
from ..events.base import ServerEvent
from .console import CommandError

__all__ = ["MAX_LINE", "Line", "Source", "open_file", "open_sample"]

MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line that are read; a longer one cannot be an event, and is not kept."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input that is not blank."""

    number: int
    data: bytes
    is_whole: bool

    def decode(self) -> ServerEvent:
        """The event that the line holds, or `DecodeError`."""
        if not self.is_whole:
            raise DecodeError(f"expected a line of at most {MAX_LINE >> 20} MiB, got a longer one")
        return ServerEvent.from_json(self.data)


class Source:
    """An open input."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        """What messages call it."""
        self._stream = stream

    @property
    def may_pause(self) -> bool:
        """Whether the input comes from somebody who still writes it: a pipe, a terminal."""
        try:
            return not stat.S_ISREG(os.fstat(self._stream.fileno()).st_mode)
        except (OSError, ValueError):
            return False  # no file of the system, so all of it is there

    def lines(self) -> Iterator[Line]:
        """The lines that are not blank, one at a time."""
        number = 0
        while data := self._read(MAX_LINE + 1):
            number += 1
            is_whole = len(data) <= MAX_LINE or data.endswith(b"\n")
            if not is_whole:
                self._skip_rest()
            if number == 1:
                data = data.removeprefix(codecs.BOM_UTF8)  # Windows writes one
            if data := data.rstrip():
                yield Line(number, data, is_whole)

    def _skip_rest(self) -> None:
        while (data := self._read(MAX_LINE)) and not data.endswith(b"\n"):
            pass

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.readline(size)
        except OSError as error:
            raise _unreadable(self.name, error) from None


@contextmanager
def open_file(path: str) -> Iterator[Source]:
    """The file *path*; `-` is standard input, which stays open."""
    if path == "-":
        if sys.stdin is None:
            raise CommandError("standard input: it is closed")
        yield Source("standard input", sys.stdin.buffer)
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115  # an error while it is read is another's
    except (OSError, ValueError) as error:  # ValueError: a null character
        raise _unreadable(path, error) from None
    with stream:
        yield Source(path, stream)


@contextmanager
def open_sample() -> Iterator[Source]:
    """The session that ships inside the package."""
    with files("voicelive_events.cli").joinpath("sample.jsonl").open("rb") as stream:
        yield Source("the sample", stream)


def _unreadable(name: str, error: Exception) -> CommandError:
    return CommandError(f"{name}: {getattr(error, 'strerror', None) or error}")
