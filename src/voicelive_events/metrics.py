"""How a session went: turns, latency, interruptions and tokens, however long it is.

Not part of the package's own namespace: import it from `voicelive_events.metrics`.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, MutableSequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import NamedTuple

from ._core.documented import documented
from .client.base import ClientEvent
from .enums import MessageRole, ResponseStatus
from .errors import FieldError
from .models.items import ResponseMessageItem
from .models.responses import Response, ResponseCancelledDetails
from .models.usage import TokenUsage
from .recording import read_record
from .recording._record import Order, order
from .server.base import ServerEvent
from .server.conversation import (
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemTruncated,
)
from .server.input_audio import (
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from .server.output_audio import ResponseAudioDeltaEvent
from .server.response import ServerEventResponseCreated, ServerEventResponseDone
from .server.session import ServerEventSessionCreated

__all__ = [
    "LoggedEvent",
    "SessionMeter",
    "SessionMetrics",
    "essential",
    "read_archive",
    "session_metrics",
]

_MEASURED = (
    ServerEventSessionCreated,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventInputAudioBufferCommitted,
    ServerEventConversationItemCreated,
    ServerEventConversationItemAdded,
    ServerEventConversationItemTruncated,
    ServerEventResponseCreated,
    ServerEventResponseDone,
)
"""What a `SessionMeter` looks at besides audio."""

_REMEMBERED = 256  # ids; the events of one turn stand close to each other


# No `from __future__ import annotations` above: `help` would show the types as text.
class LoggedEvent(NamedTuple):
    """An event of one of the sessions of an archive."""

    session: str
    """What tells the session from others."""

    time: datetime | None
    """When the event was logged; without it there is no latency."""

    event: ServerEvent | ClientEvent
    """The event itself."""

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
    """Seconds from the end of the user's speech to the first audio after it, turn by turn."""

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

    Of the audio of a response that is the first piece, which comes without the audio itself. So
    what is left of a log is small enough to be sent from one machine to another. *events* may be
    any part of a log, or parts in any order.
    """
    heard: dict[tuple[str, str], datetime | None] = {}
    for each in events:
        if isinstance(each.event, ResponseAudioDeltaEvent):
            response = each.session, str(each.event.get("response_id"))
            time = heard.get(response)
            if response not in heard or (each.time and time and each.time < time):
                heard[response] = each.time
                yield each._replace(event=each.event | {"delta": ""})
        elif isinstance(each.event, _MEASURED):
            yield each


class _Recent:
    """The last ids that came, to know one that comes again."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def add(self, id: str) -> bool:
        """Whether *id* is new."""
        is_new = id not in self._ids
        self._ids[id] = None
        if len(self._ids) > _REMEMBERED:
            del self._ids[next(iter(self._ids))]
        return is_new


@documented
@dataclass(slots=True, eq=False, repr=False)
class SessionMeter:
    """Follows the turns of a session, event by event.

    What cannot be read is passed over; it is among the event's problems.
    """

    user_turns: int = field(default=0, init=False)
    """What the user said: messages, spoken or written."""

    responses: Counter[str] = field(default_factory=Counter, init=False)
    """Responses that ended, by their status."""

    interruptions: int = field(default=0, init=False)
    """Answers that were cut off because the user began to speak."""

    latencies: MutableSequence[float] = field(default_factory=lambda: array("d"), init=False)
    """Seconds from the end of the user's speech to the first audio after it."""

    tokens: Counter[str] = field(default_factory=Counter, init=False)
    """Tokens that responses used: `input`, `cached` (of the input) and `output`."""

    _messages: _Recent = field(init=False)
    _cut_off: _Recent = field(init=False)
    _response: str | None = field(init=False)  # the one that began last
    _is_talked_over: bool = field(init=False)  # the user began to speak while it ran
    _voice: tuple[str, str] | None = field(init=False)  # the response and the item last heard
    _silent_since: datetime | None = field(init=False)
    _old_response: str | None = field(init=False)  # began before the user's speech ended

    def __post_init__(self) -> None:
        self._begin()

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(user_turns={self.user_turns}, "
            f"responses=<{self.responses.total()}>, interruptions={self.interruptions}, "
            f"latencies=<{len(self.latencies)}>, tokens={dict(self.tokens)})"
        )

    def _begin(self) -> None:
        """Forget what ids and times belong to: they are the session's."""
        self._messages, self._cut_off = _Recent(), _Recent()
        self._response = self._voice = self._silent_since = self._old_response = None
        self._is_talked_over = False

    def feed(self, event: ServerEvent | ClientEvent, time: datetime | None) -> None:
        """Take the next event, and when it was logged."""
        with suppress(FieldError):
            self._feed(event, time)

    def _feed(self, event: ServerEvent | ClientEvent, time: datetime | None) -> None:
        match event:
            case ServerEventSessionCreated():
                self._begin()
            case ServerEventInputAudioBufferSpeechStarted():
                self._silent_since, self._is_talked_over = None, True
            case ServerEventInputAudioBufferSpeechStopped():
                self._silent_since, self._old_response = time, self._response
            case ServerEventInputAudioBufferCommitted():
                self._add_message(event.item_id)
            case ServerEventConversationItemCreated() | ServerEventConversationItemAdded():
                item = event.item
                if isinstance(item, ResponseMessageItem) and item.role == MessageRole.USER:
                    self._add_message(item.id)
            case ServerEventResponseCreated():
                self._response, self._is_talked_over = event.response.id, False
            case ResponseAudioDeltaEvent():
                self._voice = event.response_id, event.item_id
                self._hear(event.response_id, time)
            case ServerEventConversationItemTruncated():
                self._cut([event.item_id])
            case ServerEventResponseDone():
                self._end(event.response)

    def _add_message(self, item_id: str | None) -> None:
        if item_id is None or self._messages.add(item_id):
            self.user_turns += 1

    def _hear(self, response_id: str, time: datetime | None) -> None:
        if self._silent_since is None or time is None or response_id == self._old_response:
            return
        self.latencies.append((time - self._silent_since).total_seconds())
        self._silent_since = None

    def _end(self, response: Response) -> None:
        self.responses[str(response.status or "unknown")] += 1
        if response.status == ResponseStatus.CANCELLED and self._is_interrupted(response):
            self._cut(self._items(response) or [response.id or ""])
        if response.usage is not None:
            self._count(response.usage)

    def _items(self, response: Response) -> list[str]:
        """What *response* produced: by its own account, or to judge by what was heard of it."""
        items = [item.id for item in response.output or () if item.id]
        if not items and self._voice and self._voice[0] == response.id:
            items = [self._voice[1]]
        return items

    def _is_interrupted(self, response: Response) -> bool:
        details = response.status_details
        if isinstance(details, ResponseCancelledDetails) and details.reason == "turn_detected":
            return True
        return response.id == self._response and self._is_talked_over

    def _cut(self, item_ids: Iterable[str]) -> None:
        """Count one interruption; the same one shows in the response and in the item."""
        new = [item_id for item_id in item_ids if self._cut_off.add(item_id)]
        self.interruptions += bool(new)

    def _count(self, usage: TokenUsage) -> None:
        details = usage.input_token_details
        self.tokens["input"] += usage.input_tokens or 0
        self.tokens["output"] += usage.output_tokens or 0
        self.tokens["cached"] += 0 if details is None else details.cached_tokens or 0

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
