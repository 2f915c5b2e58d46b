"""The last things of each kind: memory stays flat however long a session is."""

from collections.abc import Hashable
from typing import TypeVar

from .client.base import ClientEvent
from .server.base import ServerEvent

__all__ = ["EVENTS", "REMEMBERED", "SESSIONS", "EventIds", "Ids", "Recent"]

REMEMBERED = 256
"""Ids of each kind; what belongs together stands close to each other."""

SESSIONS = 4096
"""Sessions whose records may alternate in one log."""

EVENTS = 1024
"""Ids of events: a log may repeat one some time later."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(dict[Key, Value]):
    """What belongs to the last ids that came."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most

    def put(self, id: Key, value: Value) -> None:
        """Set *value*; it is the latest from now on."""
        self.pop(id, None)
        self[id] = value
        if len(self) > self._most:
            del self[next(iter(self))]


class Ids:
    """The last ids that came, by their hashes: an id may be long. Up to twice as many as asked for
    are known, in two generations."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._latest: set[int] = set()
        self._earlier: set[int] = set()

    def __contains__(self, id: Hashable) -> bool:
        key = hash(id)
        return key in self._latest or key in self._earlier

    def add(self, id: Hashable) -> bool:
        """Whether *id* is new; it is the latest from now on."""
        key, latest = hash(id), self._latest
        if key in latest:
            return False
        is_new = key not in self._earlier
        if len(latest) == self._most:
            self._earlier, self._latest = latest, set()
            latest = self._latest
        latest.add(key)
        return is_new


class EventIds:
    """The last ids of events, by which one that comes again is known.

    Those of pieces are apart: however many pass, the others are remembered, and what is left of a
    log without its pieces repeats itself where the log did.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[bool, bool], Ids] = {}

    def add(self, event: ServerEvent | ClientEvent) -> bool:
        """Whether *event* is new. One without an id always is."""
        event_id = event.get("event_id")
        if not isinstance(event_id, str) or not event_id:
            return True
        kind = isinstance(event, ServerEvent), is_piece(event)
        ids = self._ids.get(kind)
        if ids is None:
            ids = self._ids[kind] = Ids(EVENTS)
        return ids.add(event_id)


def is_piece(event: ServerEvent | ClientEvent) -> bool:
    """Whether *event* is a piece of something that comes in many."""
    return str(event.get("type")).endswith((".delta", ".append"))
