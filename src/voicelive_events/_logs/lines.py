"""What stands in a stream of bytes: JSON Lines, one JSON array, or JSON laid out over many lines.

However long the stream, little of it is held, and blank lines cost next to nothing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol, TypeAlias

from ..errors import DecodeError, Problem
from .text import reason_of

__all__ = ["MAX_LINE", "DamagedError", "Line", "LineStream", "read_lines"]

MAX_LINE = 16 * 1024 * 1024
"""Bytes of a line that are read; a longer one cannot be an event, and is not kept."""

_PIECE = 64 * 1024  # bytes that are looked at together where a line is not what counts

_ARRAY = re.compile(rb"\s*\[\s*(?:\{|$)")
_OBJECT = re.compile(rb"\s*\{\s*$")  # what laid out objects begin with, and no line of JSON Lines
_BETWEEN = b"[], \t\r\n"  # what stands around the elements of an array

_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_STRING_END = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)


class DamagedError(DecodeError):
    """The rest of the stream cannot be read; `reason` says why."""


class Line(NamedTuple):
    """One line that is not blank, or what stands in its place: a value that takes several lines,
    an element of an array."""

    number: int
    """That of the line where it begins, from 1, blank lines counted; of an element, its own."""
    data: bytes
    error: DecodeError | None = None
    """Why *data* is not all of it."""


class LineStream(Protocol):
    """What lines are read of. It may have `peek` and `read` too, as buffered streams do."""

    def readline(self, size: int, /) -> bytes: ...


def read_lines(stream: LineStream) -> Iterator[Line]:
    """The lines of *stream*, one at a time.

    If that begins with an array, its elements are what is read, and an object that begins with a
    line of its own is read to its end. Where *stream* cannot be read any further, be it for an
    error of any class, the last line has a `DamagedError`.
    """
    reader = _Reader(stream)
    try:
        yield from reader.lines()
    except DamagedError as error:
        yield Line(reader.number + 1, b"", error.with_traceback(None))


class _Reader:
    def __init__(self, stream: LineStream) -> None:
        self.number = 0
        """Of the last line, or element, that was read."""
        self._stream = stream
        self._buffer: Any = stream if hasattr(stream, "peek") else None

    def lines(self) -> Iterator[Line]:
        is_first = True
        while data := self._read(MAX_LINE + 1):
            self.number += 1
            if self.number == 1:
                data = data.removeprefix(codecs.BOM_UTF8)  # Windows writes one
            if is_first and _ARRAY.match(data):
                yield from self._elements(data)
            elif _OBJECT.match(data):
                yield from self._objects(data)
            else:
                is_whole = len(data) <= MAX_LINE or data.endswith(b"\n")
                if not is_whole:
                    self._skip_rest()
                if not (data := data.rstrip()):
                    self._skip_blanks()
                    continue
                yield Line(self.number, data, None if is_whole else _too_long("a line"))
            is_first = False

    def _elements(self, piece: bytes) -> Iterator[Line]:
        self.number = 0
        for data, error in self._values(piece, 1):
            self.number += 1
            yield Line(self.number, data, error)

    def _objects(self, piece: bytes) -> Iterator[Line]:
        number = self.number
        for data, error in self._values(piece, 0):
            yield Line(number, data, error)
            number = self.number

    def _values(self, piece: bytes, base: int) -> Iterator[_Value]:
        """What is inside *base* brackets, from *piece* on until no bracket is open."""
        splitter = _Splitter(base)
        yield from splitter.feed(piece)
        while splitter.is_open and (piece := self._read(_PIECE)):
            if not base:
                self.number += piece.endswith(b"\n")
            yield from splitter.feed(piece)
        yield from splitter.end()

    def _skip_rest(self) -> None:
        while (data := self._read(MAX_LINE)) and not data.endswith(b"\n"):
            pass

    def _skip_blanks(self) -> None:
        """Pass over the blank lines that follow, as many at a time as are in the buffer."""
        while self._buffer is not None:
            head = self._try(self._buffer.peek, 1)
            end = head.rfind(b"\n", 0, len(head) - len(head.lstrip())) + 1
            if not end:
                break
            self.number += head.count(b"\n", 0, end)
            self._try(self._buffer.read, end)

    def _read(self, size: int) -> bytes:
        return self._try(self._stream.readline, size)

    def _try(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except EOFError:
            reason = "the compressed data ends too early"
        except Exception as error:  # of many classes; zstd's is there only with its package
            reason = reason_of(error)
        raise DamagedError(
            Problem((), "invalid_value", "readable data", "damaged ones"), None, reason
        )


_Value: TypeAlias = "tuple[bytes, DecodeError | None]"


class _Splitter:
    """Finds where values begin and end, by brackets and quotes alone: a wrong one is one value."""

    def __init__(self, base: int) -> None:
        self._base = base
        """How many brackets are around the values."""
        self._depth = 0
        self._parts: list[bytes] = []
        """Of the value that has begun."""
        self._size = 0
        self._is_in_string = self._is_escaped = False

    @property
    def is_open(self) -> bool:
        """Whether a bracket is open."""
        return self._depth > 0

    def feed(self, piece: bytes) -> Iterator[_Value]:
        """The values that end in *piece*, which is a line or a part of one."""
        start = 0
        place = self._string_end(piece)
        while (place := self._bracket(piece, place)) < len(piece):
            bracket = piece[place : place + 1]
            if bracket in b"[{":
                if self._depth == self._base:
                    yield from self._between(piece[start:place])
                    start = place
                self._depth += 1
            elif self._depth > self._base:
                self._depth -= 1
                if self._depth == self._base:
                    yield self._value(piece[start : place + 1])
                    start = place + 1
            elif self._depth and bracket == b"]":
                self._depth -= 1
            place += 1
        if self._depth > self._base:
            self._keep(piece[start:])
        else:
            yield from self._between(piece[start:])
        if self._is_in_string and piece.endswith(b"\n"):  # no string does that: it was cut
            self._is_in_string = False
            self._depth = min(self._depth, self._base)
            yield from self.end()

    def end(self) -> Iterator[_Value]:
        """What has begun and does not end."""
        if self._size:
            yield self._value(b"")

    def _string_end(self, piece: bytes) -> int:
        """Where the string ends that began in an earlier piece."""
        if not self._is_in_string:
            return 0
        begin = int(self._is_escaped)
        found = _STRING_END.match(piece, begin)
        if found is None:
            self._leave_in_string(piece, begin)
            return len(piece)
        self._is_in_string = False
        return found.end()

    def _bracket(self, piece: bytes, place: int) -> int:
        """Where the next bracket outside of strings is; the end of *piece* if there is none."""
        found = _TO_BRACKET.match(piece, place)
        assert found is not None  # it matches the empty text
        if piece[found.end() : found.end() + 1] != b'"':
            return found.end()
        self._leave_in_string(piece, found.end() + 1)
        return len(piece)

    def _leave_in_string(self, piece: bytes, begin: int) -> None:
        self._is_in_string = True
        body = piece[begin:]
        self._is_escaped = (len(body) - len(body.rstrip(b"\\"))) % 2 == 1

    def _between(self, text: bytes) -> Iterator[_Value]:
        if text := text.strip(_BETWEEN):
            yield text, None

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > MAX_LINE:
            self._parts.clear()
        else:
            self._parts.append(part)

    def _value(self, part: bytes) -> _Value:
        self._keep(part)
        value = b"".join(self._parts), None if self._size <= MAX_LINE else _too_long("a value")
        self._parts.clear()
        self._size = 0
        return value


def _too_long(what: str) -> DecodeError:
    expected = f"{what} of at most {MAX_LINE >> 20} MiB"
    return DecodeError(Problem((), "invalid_value", expected, "a longer one"))
