"""How a session went: turns, latency, interruptions and tokens, however long it is.

Not part of the package's own namespace: import it from `voicelive_events.metrics`.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import NamedTuple

from ._core.documented import documented
from .archive import LoggedEvent
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
from .server.base import ServerEvent

__all__ = [
    "SessionMeter",
    "SessionMetrics",
    "session_metrics",
]


# No `from __future__ import annotations` above: `help` would show the types as text.
class SessionMetrics(NamedTuple):
    """How one session went."""

    turns: int
    """How many messages the user spoke or wrote."""

    responses: int
    """How many responses ended, however they did."""

    interruptions: int
    """How many answers were cut off because the user began to speak."""

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


def session_metrics(events: Iterable[LoggedEvent]) -> SessionMetrics:
    """How the session with these *events* went, which are those of one session in their order:
    what `in_order` gives, for instance.

    What cannot be read is passed over; it is among the event's problems.
    """
    meter = SessionMeter()
    for each in events:
        meter.feed(each.event, each.time)
    return meter.metrics()


@documented
@dataclass(slots=True, eq=False, repr=False)
class SessionMeter:
    """Adds up what a `SessionReader` decides, event by event.

    What cannot be read is passed over; it is among the event's problems.
    """

    user_turns: int = field(default=0, init=False)
    """How many messages the user spoke or wrote."""

    responses: Counter[str] = field(default_factory=Counter, init=False)
    """How many responses ended, by their `ResponseEnd.status`."""

    interruptions: int = field(default=0, init=False)
    """How many answers were cut off because the user began to speak."""

    latencies: MutableSequence[float] = field(default_factory=lambda: array("d"), init=False)
    """Seconds from the end of a turn of the user to the first audio or text of its answer."""

    tool_calls: int = field(default=0, init=False)
    """How many calls of functions and of tools of MCP servers were made, with whole arguments."""

    tokens: Counter[str] = field(default_factory=Counter, init=False)
    """How many tokens responses used, by the names of `Tokens`: `input`, `cached`, which are of the
    input, and `output`."""

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
        """Take the next *event*, and the *time* at which it was logged; gives what it settles."""
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
