"""Whole recordings, in the order in which the frames passed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from pathlib import Path
from typing import TypeAlias

from .._logs.text import reason_of
from ..errors import DecodeError, Problem
from ._line import read_record, without_mark
from ._packing import opened
from ._record import Order, Record, order

__all__ = ["in_order", "read_recording"]

Sized: TypeAlias = tuple[Record, int]
"""A record, and the length of its line."""

_FIRST = order(None, None)
_NOTHING = (None, None, None)
_LINES, _BYTES = 1024, 16 * 2**20
"""What waits at most for a record that comes late."""


def read_recording(
    source: str | os.PathLike[str] | Iterable[str | bytes], *, path: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of *source*, a file's name or lines, in order; *path* as for `read_record`.

    A file may be compressed by gzip or zstd. The order is that of `n`, then of `time`, then of the
    lines, for each session apart. A recording that is in order already is read line by line. Else
    up to 1,024 lines, or 16 MiB of them, are held: a record that stands further from its place
    comes where it is found. Where `n` is 1 once more, at a later time, another recording begins,
    which comes after the one before it. Blank lines are passed over, and a line that is no record,
    as a half one at the end, is a record with an `error`.

    Raises `OSError` when a file cannot be opened, `ImportError` where zstd is not installed, and
    `TypeError` at once for what is neither name nor lines.
    """
    if isinstance(source, str | os.PathLike):
        return in_order(_records(_lines_of(Path(source)), path, os.fspath(source)))
    if isinstance(source, bytes | bytearray | memoryview | Mapping):
        raise TypeError(f"expected a path or lines, got one {type(source).__name__}")
    return in_order(_records(iter(source), path, ""))


def _lines_of(file: Path) -> Iterator[bytes | DecodeError]:
    with opened(file) as lines:
        try:
            yield from lines
        except Exception as error:  # which it is depends on the compression
            problem = Problem((), "not_json", "a line", "data that is damaged")
            yield DecodeError(problem, None, reason_of(error))


def _records(
    lines: Iterator[str | bytes | DecodeError], path: Sequence[str], file: str
) -> Iterator[Sized]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, DecodeError):
            yield Record(error=line, file=file, line=number), 0
        elif text := (without_mark(line) if number == 1 else line).strip():
            yield read_record(text, path, file=file, number=number), len(text)


def in_order(records: Iterable[Sized]) -> Iterator[Record]:
    """The records, each session's by itself in the order of `n`, `time` and place.

    A record that says neither, nor its session, belongs to the one before it.
    """
    waiting = _Waiting()
    try:
        for record, size in records:
            queue = waiting.queue_of(record)
            if queue.begins_again(record):
                yield from waiting.rest_of(queue)
                queue.begin()
            if queue.lets_pass(record):
                yield record
            else:
                yield from waiting.put(queue, record, size)
    except Exception:  # of a file that cannot be read to its end: what came before it counts
        yield from waiting.rest()
        raise
    yield from waiting.rest()


class _Queue:
    """Records of one *session* that wait for others, to be taken out in order."""

    def __init__(self, session: str | None) -> None:
        self.session = session
        self._heap: list[tuple[Order, int, int, Record]] = []
        self._has_first = False
        self._latest = _FIRST[1]
        self.begin()

    def begin(self) -> None:
        """Expect the first record."""
        self._last: Order = _FIRST
        self._next = 1
        """The `n` that follows on what was taken out."""

    def __len__(self) -> int:
        return len(self._heap)

    def begins_again(self, record: Record) -> bool:
        """Whether *record* is the first of another recording, later in the same file."""
        time, is_first = record.time or _FIRST[1], record.n == 1
        begins_again = is_first and self._has_first and time > self._latest
        self._has_first |= is_first
        self._latest = max(time, self._latest)
        return begins_again

    def lets_pass(self, record: Record) -> bool:
        """Whether *record* need not wait, as nothing else does; then it has passed."""
        if self._heap:
            return False
        if record.n is None:
            return self._last == _FIRST and record.time is None
        if not 0 <= record.n <= self._next:
            return False
        self._last = record.n, record.time or self._last[1]
        self._next = max(self._next, record.n + 1)
        return True

    def put(self, record: Record, place: int, size: int) -> None:
        """Add a record; what it does not say is as in the one before it."""
        n, time = self._last
        self._last = n if record.n is None else record.n, record.time or time
        heappush(self._heap, (self._last, place, size, record))

    @property
    def is_next(self) -> bool:
        """Whether nothing that is still to come belongs before the first."""
        return bool(self._heap) and 0 <= self._heap[0][0][0] <= self._next

    def take(self) -> tuple[Record, int]:
        """Take the first one out, and the length of its line."""
        (n, _), _, size, record = heappop(self._heap)
        self._next = max(self._next, n + 1)
        return record, size


class _Waiting:
    """All that waits, in bounded memory."""

    def __init__(self) -> None:
        self._queues: dict[str | None, _Queue] = {}
        self._filled: dict[str | None, _Queue] = {}
        self._queue = self._queues[None] = _Queue(None)  # of the record before
        self._place = self._lines = self._bytes = 0

    def queue_of(self, record: Record) -> _Queue:
        """The queue that *record* belongs to."""
        session = record.session
        if session != self._queue.session and (session, record.n, record.time) != _NOTHING:
            if session not in self._queues:
                self._queues[session] = _Queue(session)
            self._queue = self._queues[session]
        return self._queue

    def put(self, queue: _Queue, record: Record, size: int) -> Iterator[Record]:
        """Add a record, and take out those that need not wait, or no longer can."""
        queue.put(record, self._place, size)
        self._filled[queue.session] = queue
        self._place, self._lines, self._bytes = self._place + 1, self._lines + 1, self._bytes + size
        while queue.is_next:
            yield self._taken(queue)
        while self._lines > _LINES or self._bytes > _BYTES:
            yield self._taken(next(iter(self._filled.values())))

    def rest(self) -> Iterator[Record]:
        """Take out all."""
        for queue in list(self._filled.values()):
            yield from self.rest_of(queue)

    def rest_of(self, queue: _Queue) -> Iterator[Record]:
        """Take out all that waits in *queue*."""
        while queue:
            yield self._taken(queue)

    def _taken(self, queue: _Queue) -> Record:
        record, size = queue.take()
        self._lines, self._bytes = self._lines - 1, self._bytes - size
        del self._filled[queue.session]
        if queue:  # behind the others, so that each has its turn
            self._filled[queue.session] = queue
        return record
