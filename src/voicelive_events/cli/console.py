"""What every command needs of its surroundings: the output, complaints and exit codes."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import textwrap
from enum import IntEnum
from typing import TextIO

from .text import ELLIPSIS, escape

__all__ = ["PROG", "CommandError", "Exit", "Writer", "complain"]

PROG = "voicelive-events"

_NARROWEST = 24  # columns; below it nothing is readable anyway


class Exit(IntEnum):
    """The exit codes of the command."""

    OK = 0
    BAD_DATA = 1
    """The input was read, and not all of it is events."""
    UNUSABLE = 2
    """Wrong usage, or a file that cannot be read or written."""
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it
    BROKEN_PIPE = 141  # 128 + SIGPIPE


class CommandError(Exception):
    """Ends the command with one line on standard error."""

    def __init__(self, message: str, code: Exit = Exit.UNUSABLE) -> None:
        super().__init__(message)
        self.code = code


def complain(message: str) -> None:
    """Write one line on standard error, if there is one."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{PROG}: {escape(message)}\n")
            sys.stderr.flush()


class Writer:
    """Standard output, line by line. It takes any text, whatever its encoding is."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        """None if the process was started without standard output."""
        self.flushes_lines = False
        """Whether each line is to be seen at once: the input may pause."""
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        self._plain_ellipsis = not _can_encode(stream, ELLIPSIS)

    @property
    def width(self) -> int | None:
        """The columns that a line may take on the terminal; None if it is none."""
        if self._stream is None or not self._stream.isatty():
            return None
        # A line that fills the last column wraps on some terminals.
        return max(shutil.get_terminal_size().columns - 1, _NARROWEST)

    def line(self, text: str = "") -> None:
        """Write *text* as one line, whatever is in it."""
        if self._stream is None:
            return
        text = escape(text)
        if self._plain_ellipsis:
            text = text.replace(ELLIPSIS, "...")
        self._stream.write(f"{text}\n")
        if self.flushes_lines:
            self._stream.flush()

    def paragraph(self, text: str, *, indent: str = "") -> None:
        """Write *text*, on a terminal wrapped to its width, further lines with *indent*."""
        width = self.width
        if width is None:
            self.line(text)
            return
        for line in textwrap.wrap(text, width, subsequent_indent=indent) or [""]:
            self.line(line)

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def close_quietly(self) -> None:
        """Write what is left, if somebody still reads it."""
        try:
            self.flush()
        except OSError:
            self.abandon()

    def abandon(self) -> None:
        """Let what was not written go, so that the interpreter's flush at exit cannot fail."""
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError):  # a stream without a descriptor
            descriptor = self._stream.fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _can_encode(stream: TextIO | None, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
