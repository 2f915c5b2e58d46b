"""How a session went: turns, latency, interruptions and tokens, however long it is.

Not part of the package's own namespace: import it from `voicelive_events.metrics`.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import NamedTuple, TypeAlias

from ._core.documented import documented
from ._reading import readable
from ._recent import EventIds, is_delta
from .client.base import ClientEvent
from .reader import (
    Answer,
    DeltaRun,
    Fact,
    Interruption,
    ResponseEnd,
    SessionReader,
    ToolCall,
    UserTurn,
)
from .reader._events import delta_size
from .recording import read_record
from .recording._record import Order, order
from .server.base import ResponseContentEvent, ServerEvent

__all__ = [
    "LoggedEvent",
    "SessionMeter",
    "SessionMetrics",
    "essential",
    "read_archive",
    "session_metrics",
]


# No `from __future__ import annotations` above: `help` would show the types as text.
class LoggedEvent(NamedTuple):
    """An event of one of the sessions of an archive."""

    session: str
    """What tells the session from others."""

    time: datetime | None
    """When the event was logged; without it there is no latency."""

    event: ServerEvent | ClientEvent | DeltaRun
    """The event itself, or what `essential` puts in the place of deltas."""

    n: int | None = None
    """Its place in the recording, if the log says so."""

    @property
    def order(self) -> Order:
        """What the events of one session are sorted by: `n`, then `time`."""
        return order(self.n, self.time)


class SessionMetrics(NamedTuple):
    """How one session went."""

    turns: int
    """What the user said: messages, spoken or written."""

    responses: int
    """Responses that ended, however they did."""

    interruptions: int
    """Answers that were cut off because the user began to speak."""

    latencies: tuple[float, ...]
    """Seconds from the end of a turn of the user to the first audio or text of its answer."""

    input_tokens: int
    """Tokens that the model read, cached ones included."""

    cached_tokens: int
    """Those of them that came from the cache."""

    output_tokens: int
    """Tokens that the model produced."""

    @property
    def latency(self) -> float | None:
        """The median latency in seconds; None if there is no latency."""
        return median(self.latencies) if self.latencies else None


def read_archive(lines: Iterable[str | bytes]) -> Iterator[LoggedEvent]:
    """The events of *lines*, each of which tells its session and its time::

        {"n": 17, "time": 1790000000.25, "session": "a1", "direction": "received",
         "event": {"type": "response.created", ...}}

    That is what `voicelive_events.recording` writes and reads. A line that is none of these is
    passed over: an archive is not given up for one. They come as the lines do; sorted by their
    `order`, those of a session come as they passed.
    """
    for line in lines:
        found = read_record(line)
        if found.event is not None and found.session is not None and found.time is not None:
            yield LoggedEvent(found.session, found.time, found.event, found.n)


def session_metrics(events: Iterable[LoggedEvent]) -> SessionMetrics:
    """How the session with these *events* went; they are in the order in which they came.

    What cannot be read is passed over; it is among the event's problems.
    """
    meter = SessionMeter()
    for each in events:
        meter.feed(each.event, each.time)
    return meter.metrics()


def essential(events: Iterable[LoggedEvent]) -> Iterator[LoggedEvent]:
    """Those of *events*, of any number of sessions, that `session_metrics` looks at.

    That is all but deltas; of deltas that follow one another in a session, those of one kind and
    item are one `DeltaRun`. So what is left of a log is small enough to be sent from one machine to
    another. *events* may be any part of a log.
    """
    runs: dict[str, _Runs] = {}
    for each in events:
        session = runs.setdefault(each.session, _Runs())
        event = each.event
        if isinstance(event, ServerEvent) and is_delta(event):
            if session.is_earlier(each.time):  # here begins another part of the log
                yield from session.taken()
            session.add(each, event)
        else:
            yield from session.taken()
            yield each
    for session in runs.values():
        yield from session.taken()


_Kind: TypeAlias = tuple[str, str | None, str | None, int | None]


class _Runs:
    """The deltas of one session since its last event of another kind."""

    def __init__(self) -> None:
        self._runs: dict[_Kind, tuple[LoggedEvent, DeltaRun]] = {}
        """Of each kind, item and part the first delta, and what they are together."""
        self._latest: datetime | None = None
        self._ids = EventIds()

    def add(self, each: LoggedEvent, event: ServerEvent) -> None:
        """Take *event*, a delta, unless it came before."""
        if not self._ids.add(event):
            return
        kind, size = _kind(event), delta_size(event)
        if size is None:  # it says nothing, and tells that something came
            kind, size = (kind[0], None, None, None), 0
        first, run = self._runs.get(kind) or (each, DeltaRun(*kind, 0, None))
        self._runs[kind] = first, run._replace(size=run.size + size, last=each.time)
        self._latest = each.time or self._latest

    def is_earlier(self, time: datetime | None) -> bool:
        """Whether *time* is before that of the delta that was taken last."""
        return time is not None and self._latest is not None and time < self._latest

    def taken(self) -> Iterator[LoggedEvent]:
        """The runs so far, each in the place of its first delta; what comes now begins others."""
        runs, self._runs, self._latest = self._runs, {}, None
        for first, run in runs.values():
            yield first._replace(event=run)


def _kind(event: ServerEvent) -> _Kind:
    index = None
    if isinstance(event, ResponseContentEvent):
        index = readable(lambda: event.content_index)
    return str(event["type"]), _text(event, "response_id"), _text(event, "item_id"), index


def _text(event: ServerEvent, key: str) -> str | None:
    value = event.get(key)
    return value if isinstance(value, str) else None


@documented
@dataclass(slots=True, eq=False, repr=False)
class SessionMeter:
    """Adds up what a `SessionReader` decides, event by event.

    What cannot be read is passed over; it is among the event's problems.
    """

    user_turns: int = field(default=0, init=False)
    """What the user said: messages, spoken or written."""

    responses: Counter[str] = field(default_factory=Counter, init=False)
    """Responses that ended, by their status."""

    interruptions: int = field(default=0, init=False)
    """Answers that were cut off because the user began to speak."""

    latencies: MutableSequence[float] = field(default_factory=lambda: array("d"), init=False)
    """Seconds from the end of a turn of the user to the first audio or text of its answer."""

    tool_calls: int = field(default=0, init=False)
    """Calls of functions and of tools of MCP servers whose arguments came whole."""

    tokens: Counter[str] = field(default_factory=Counter, init=False)
    """Tokens that responses used: `input`, `cached` (of the input) and `output`."""

    _reader: SessionReader = field(default_factory=SessionReader, init=False)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(user_turns={self.user_turns}, "
            f"responses=<{self.responses.total()}>, interruptions={self.interruptions}, "
            f"latencies=<{len(self.latencies)}>, tokens={dict(self.tokens)})"
        )

    @property
    def taken(self) -> int:
        """How many events were taken; those that came twice count once."""
        return self._reader.taken

    def feed(
        self, event: ServerEvent | ClientEvent | DeltaRun, time: datetime | None = None
    ) -> Sequence[Fact]:
        """Take the next event, and when it was logged; gives what it settles."""
        facts = self._reader.feed(event, time)
        self.add(facts)
        return facts

    def add(self, facts: Iterable[Fact]) -> None:
        """Add up *facts* that a reader has decided, of this session or of another one."""
        for fact in facts:
            match fact:
                case UserTurn():
                    self.user_turns += 1
                case Answer(latency=float(seconds)):
                    self.latencies.append(seconds)
                case Interruption():
                    self.interruptions += 1
                case ToolCall():
                    self.tool_calls += 1
                case ResponseEnd(status=status, tokens=tokens):
                    self.responses[status] += 1
                    self.tokens.update(tokens._asdict())

    def include(self, other: "SessionMeter") -> None:
        """Add up what *other* has added up, of another session."""
        self.user_turns += other.user_turns
        self.responses.update(other.responses)
        self.interruptions += other.interruptions
        self.latencies.extend(other.latencies)
        self.tool_calls += other.tool_calls
        self.tokens.update(other.tokens)

    def metrics(self) -> SessionMetrics:
        """How the session has gone so far."""
        return SessionMetrics(
            self.user_turns,
            self.responses.total(),
            self.interruptions,
            tuple(self.latencies),
            self.tokens["input"],
            self.tokens["cached"],
            self.tokens["output"],
        )

    @property
    def latency(self) -> tuple[float, float, float] | None:
        """The shortest, the median and the longest latency in seconds, if there is any."""
        if not self.latencies:
            return None
        return min(self.latencies), median(self.latencies), max(self.latencies)
