"""Of a session's events what its figures come from: the deltas among them as runs."""

from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import NamedTuple, TypeAlias

from .._recent import EVENTS, Ids
from ..client.base import ClientEvent
from ..reader import DeltaRun
from ..reader._events import delta_measure
from ..recording._line import Own, as_time
from ..recording._record import Direction
from ..server.base import ResponseContentEvent, ServerEvent
from ._events import event_in

__all__ = ["Excerpt", "Roles"]

_TYPES = 1024  # of events, how each is read is remembered


_Kind: TypeAlias = tuple[str, str | None, str | None, int | None]
"""What deltas of one run share: type, response, item and place of the content."""


class _Deltas(NamedTuple):
    """How deltas of one type are read."""

    type: str
    size: Callable[[str], int | None] | None
    has_index: bool


_LEFT_OUT = _Deltas("", None, False)


class Roles(dict[tuple[str, Direction | None], _Deltas | None]):
    """How events are read that are deltas, by type and direction; None for those that are kept as
    they are."""

    def __missing__(self, key: tuple[str, Direction | None]) -> _Deltas | None:
        if len(self) == _TYPES:
            self.clear()
        type_, direction = key
        role = self[key] = _role(event_in({"type": type_}, direction)[0])
        return role


def _role(event: ServerEvent | ClientEvent | DeltaRun) -> _Deltas | None:
    if isinstance(event, DeltaRun):
        return None
    type_ = str(event.get("type"))
    if isinstance(event, ServerEvent) and type_.endswith(".delta"):
        has_index = isinstance(event, ResponseContentEvent)
        return _Deltas(type_, delta_measure(type(event)), has_index)
    return _LEFT_OUT if isinstance(event, ClientEvent) and type_.endswith(".append") else None


class Excerpt:
    """Of the events of one session those that decide its figures.

    That is all but deltas and the audio that the client sent, save what a recording begins with.
    Of deltas that follow one another, those of one kind and item become one `DeltaRun`, in the
    place of the first of them.
    """

    __slots__ = ("_ids", "_latest", "_runs", "events", "first", "last")

    def __init__(self, first: int = 0) -> None:
        self.first = self.last = first
        """The numbers of its first and its last line."""
        self.events: list[Own] = []
        """What is kept so far, in the order of the lines."""
        self._runs: dict[_Kind, _Run] = {}  # since the last event of another kind
        self._ids = Ids(EVENTS)
        self._latest = -inf  # the time of the delta that came last, in seconds

    def add(self, said: Own, roles: Roles) -> None:
        """Take the next event, unless it is a delta that came before."""
        session, time, event, n, direction = said
        deltas = roles[event["type"], direction] if type(event) is dict else _role(event)
        if deltas is None or (deltas is _LEFT_OUT and n == 1):  # it tells that a recording begins
            self.end_runs()
            self.events.append(said)
            return
        if deltas is _LEFT_OUT:
            return
        if time is not None:
            seconds = time if type(time) is float else _seconds(time)
            if seconds < self._latest:  # here begins another part of the log
                self.end_runs()
            self._latest = seconds
        get = event.get
        event_id = get("event_id")
        if type(event_id) is str and event_id and not self._ids.add(event_id):
            return
        type_, size_of, has_index = deltas
        size: int | None = 0
        if size_of is not None:
            text = get("delta")
            size = size_of(text) if text and type(text) is str else None
        kind: _Kind
        if size is None:  # nothing to be read is in it; that it came still counts
            kind, size = (type_, None, None, None), 0
        else:
            response, item = get("response_id"), get("item_id")
            index = get("content_index") if has_index else None
            kind = (
                type_,
                response if type(response) is str else None,
                item if type(item) is str else None,
                index if type(index) is int else None,
            )
        run = self._runs.get(kind)
        if run is None:
            self._runs[kind] = run = _Run(session, time, n)
        run.size += size
        run.last = time

    def end_runs(self) -> None:
        """Put the runs so far among the events; deltas that come now begin others."""
        if not self._runs:
            return
        for kind, run in self._runs.items():
            event = DeltaRun(*kind, run.size, _read(run.last))
            self.events.append((run.session, run.time, event, run.n, None))
        self._runs, self._latest = {}, -inf


def _seconds(time: datetime | float) -> float:
    return time.timestamp() if isinstance(time, datetime) else time


def _read(time: datetime | float | None) -> datetime | None:
    return time if time is None or isinstance(time, datetime) else as_time(time)


class _Run:
    """Deltas that follow one another."""

    __slots__ = ("last", "n", "session", "size", "time")

    def __init__(self, session: str, time: datetime | float | None, n: int | None) -> None:
        self.session = session
        self.time = self.last = time
        self.n = n
        self.size = 0
