"""Which session each line of a log belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from .._recent import SESSIONS, Recent
from ..recording import Record

__all__ = ["Sessions"]

State = TypeVar("State")


class Sessions(Generic[State]):
    """What is kept of each session: a log may hold several, and one may go on in the next file.

    Records are of the session that they name. A file begins another one, unless its first record
    says by its `n`, or else by the name, that one goes on; and so does an `n` of 1 that comes once
    more, later.
    """

    def __init__(self, begin: Callable[[], State]) -> None:
        self._begin = begin
        self._open: Recent[str | None, _Session[State]] = Recent(SESSIONS)

    def of(self, record: Record) -> State:
        """What is kept of the session that *record* belongs to."""
        session = self._open.get(record.session)
        if session is None or session.is_over(record):
            session = _Session(self._begin(), record.file)
        self._open.put(record.session, session)
        session.follow(record)
        return session.state


@dataclass(slots=True)
class _Session(Generic[State]):
    state: State
    file: str
    has_first: bool = False
    """Whether a record with an `n` of 1 has come."""
    latest: datetime | None = None

    def is_over(self, record: Record) -> bool:
        """Whether *record* is the first of another session."""
        if record.file != self.file:
            return record.session is None if record.n is None else record.n <= 1
        if record.n != 1 or not self.has_first or record.time is None or self.latest is None:
            return False
        return record.time > self.latest

    def follow(self, record: Record) -> None:
        self.file = record.file
        self.has_first |= record.n == 1
        if record.time is not None:
            self.latest = max(self.latest or record.time, record.time)
