"""An event of an archive."""

from datetime import datetime
from typing import Any

from ..client.base import ClientEvent
from ..reader import DeltaRun
from ..recording._line import Own, as_time, decoded
from ..recording._record import Direction, Order, order
from ..server.base import ServerEvent

__all__ = ["LoggedEvent", "event_in", "logged"]


# No `from __future__ import annotations` above: `help` would show the types as text.
class LoggedEvent:
    """An event of one of the sessions of an archive.

    *time*, as a number of seconds of Unix time, and *event*, as an object of JSON, are read when
    somebody asks for them: of most events nobody does.
    """

    __slots__ = ("_said",)

    def __init__(
        self,
        session: str,
        time: datetime | float | None,
        event: ServerEvent | ClientEvent | DeltaRun | dict[str, Any],
        n: int | None = None,
        direction: Direction | None = None,
    ) -> None:
        self._said: Own = session, time, event, n, direction

    @property
    def session(self) -> str:
        """What tells the session from others."""
        return self._said[0]

    @property
    def time(self) -> datetime | None:
        """When the event was logged; without it there is no latency."""
        session, time, event, n, direction = self._said
        if time is None or isinstance(time, datetime):
            return time
        read = as_time(time)
        self._said = session, read, event, n, direction
        return read

    @property
    def event(self) -> ServerEvent | ClientEvent | DeltaRun:
        """The event itself, or what stands in the place of deltas."""
        session, time, event, n, direction = self._said
        if type(event) is dict:
            event, direction = event_in(event, direction)
            self._said = session, time, event, n, direction
        found: ServerEvent | ClientEvent | DeltaRun = event
        return found

    @property
    def n(self) -> int | None:
        """Its place in the recording, if the log says so."""
        return self._said[3]

    @property
    def order(self) -> Order:
        """What the events of one recording are sorted by: `n`, then `time`."""
        return order(self.n, self.time)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LoggedEvent) and self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]  # as that of the event, a dict

    def __repr__(self) -> str:
        session, time, event, n = self._values()
        return f"{type(self).__name__}(session={session!r}, time={time!r}, event={event!r}, n={n})"

    def __reduce__(self) -> tuple[Any, ...]:
        return LoggedEvent, self._said

    def _values(self) -> tuple[Any, ...]:
        return self.session, self.time, self.event, self.n


def event_in(
    tree: dict[str, Any], direction: Direction | None
) -> tuple[ServerEvent | ClientEvent, Direction]:
    """The event that *tree* is, in a line of our own form, whose directions are certain."""
    return decoded(tree, direction, is_certain=direction is not None)


def logged(said: Own) -> LoggedEvent:
    """The event of which a line has *said* all."""
    each = LoggedEvent.__new__(LoggedEvent)  # to construct it takes twice as long
    each._said = said
    return each
