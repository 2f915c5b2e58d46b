"""What one line of a recording says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple, TypeAlias

from .._core.documented import documented
from ..client.base import ClientEvent
from ..errors import DecodeError
from ..server.base import ServerEvent

__all__ = ["Closed", "Direction", "Order", "Record", "order"]

Direction: TypeAlias = Literal["received", "sent"]
"""Which way a frame went, as the client sees it: `received` from the service, or `sent` to it."""

Order: TypeAlias = tuple[int, datetime]
"""What records of one session are sorted by."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def order(n: int | None, time: datetime | None) -> Order:
    """What the record with *n* and *time* is sorted by; what lacks one of them comes first."""
    return (-1 if n is None else n, time or _NEVER)


class Closed(NamedTuple):
    """The end of a connection."""

    code: int | None = None
    """The code of the close frame, 1006 if none came; None if nobody knows."""

    reason: str = ""
    """What the close frame says beside it."""


@documented
@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a recording: what passed, and when.

    Of `event`, `closed` and `error` exactly one is there.
    """

    event: ServerEvent | ClientEvent | None = None
    """The event that passed: a server event if it was received, a client event if it was sent."""

    direction: Direction | None = None
    """Which way the frame went; told by the event's type where the line does not say it."""

    time: datetime | None = None
    """When it passed, in UTC, if the line says so."""

    n: int | None = None
    """Its place in the recording, if the line says so: what counts for the order."""

    session: str | None = None
    """What tells the session from others of an archive."""

    closed: Closed | None = None
    """The end of the connection."""

    error: DecodeError | None = None
    """Why there is no event: of the frame that passed, or of a line that is no record."""

    frame: str | bytes | None = None
    """What passed and is no event; bytes if it is no UTF-8."""

    file: str = ""
    """The name of the file, or what is said in its place."""

    line: int = 0
    """The line's number in it, from 1."""

    @property
    def order(self) -> Order:
        """What records of one session are sorted by: `n`, then `time`."""
        return order(self.n, self.time)
