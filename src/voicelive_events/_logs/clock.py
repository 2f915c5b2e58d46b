"""The time that logs span."""

from __future__ import annotations

from datetime import datetime

__all__ = ["Clock"]


class Clock:
    """The time that logs span, each from its first event to its last."""

    def __init__(self) -> None:
        self._file: str | None = None
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._before: float | None = None  # seconds of the files that are through

    @property
    def seconds(self) -> float | None:
        """The length of all logs together; None if no event has a time."""
        if self._first is None or self._last is None:
            return self._before
        return (self._before or 0.0) + (self._last - self._first).total_seconds()

    def include(self, other: Clock) -> None:
        """Add the length of what *other* has seen."""
        if other.seconds is not None:
            self._before = (self._before or 0.0) + other.seconds

    def feed(self, file: str, time: datetime | None) -> float | None:
        """Take the *time* of an event of *file*; gives the seconds since the file's first."""
        if file != self._file:
            self._before = self.seconds
            self._file, self._first, self._last = file, None, None
        if time is None:
            return None
        self._first = min(self._first or time, time)
        self._last = max(self._last or time, time)
        return (time - self._first).total_seconds()
