"""What a session says as it goes by: turns, answers, interruptions, calls of tools, tokens.

Each is decided here, once, from the events of both directions. Not part of the package's own
namespace: import it from `voicelive_events.reader`.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, TypeVar

from ._core.documented import documented
from ._output_format import OutputFormats
from ._reading import readable
from .client.base import ClientEvent
from .client.conversation import ClientEventConversationItemCreate
from .client.response import ClientEventResponseCreate
from .enums import MessageRole, OutputAudioFormat, ResponseItemStatus, ResponseStatus
from .errors import FieldError
from .models.items import (
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPCallItem,
    ResponseMessageItem,
)
from .models.request_items import FunctionCallOutputItem, UserMessageItem
from .models.responses import Response, ResponseCancelledDetails
from .server.base import ServerEvent
from .server.conversation import (
    ConversationItemEvent,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemRetrieved,
    ServerEventConversationItemTruncated,
)
from .server.input_audio import (
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventInputAudioBufferTimeoutTriggered,
)
from .server.output_audio import ResponseAudioDeltaEvent
from .server.response import (
    ResponseOutputItemEvent,
    ResponseTextDeltaEvent,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseOutputItemDone,
)
from .server.session import ServerEventSessionCreated

__all__ = [
    "Answer",
    "DeltaRun",
    "Fact",
    "Interruption",
    "OpenResponse",
    "ResponseEnd",
    "SessionReader",
    "Tokens",
    "ToolCall",
    "ToolOutput",
    "UserTurn",
]

_REMEMBERED = 256
"""Ids of each kind; what belongs together stands close to each other."""

_LARGEST = 2**63
"""No count of tokens is so large."""

_AUDIO_DELTAS, _TEXT_DELTAS = (
    frozenset(tag for tag, event in ServerEvent.registry().items() if issubclass(event, base))
    for base in (ResponseAudioDeltaEvent, ResponseTextDeltaEvent)
)


# No `from __future__ import annotations` above: `help` would show the types as text.
class UserTurn(NamedTuple):
    """The user has said something: a message, spoken or typed, has entered the conversation."""

    item_id: str | None
    """Id of the message."""

    is_spoken: bool
    """Whether it was spoken."""

    ended: datetime | None
    """When the speech ended, or the message was sent; without times nobody knows."""


class Answer(NamedTuple):
    """The first audio or text of a response that came after a turn of the user."""

    response_id: str
    """Id of the response."""

    latency: float | None
    """Seconds since the turn ended; None without times, or where the clock went back."""


class Interruption(NamedTuple):
    """A response was cut off because the user began to speak: one fact for each response.

    It is one where the service cancelled it for that, where it was cancelled after the user had
    begun to speak, and where its audio was truncated before its end.
    """

    response_id: str | None
    """Id of the response, if an event told."""

    item_id: str | None
    """Id of the item that was truncated, if one was."""


class ToolCall(NamedTuple):
    """A call of a function of the client, or of a tool of an MCP server, whose arguments are whole.

    A call that was cut off is none.
    """

    item_id: str | None
    call_id: str | None
    """Id that the output of a function names; None for a tool of an MCP server."""
    server_label: str | None
    """Label of the MCP server; None for a function."""
    name: str
    arguments: str
    """Arguments as JSON text."""
    response_id: str | None
    """Id of the response that made the call, if an event told."""


class ToolOutput(NamedTuple):
    """The client has given the output of a function call."""

    call_id: str
    output: str


class Tokens(NamedTuple):
    """Tokens that a response used. What is no count of tokens counts as 0."""

    input: int = 0
    """Those that the model read, cached ones included."""

    output: int = 0
    """Those that the model produced."""

    cached: int = 0
    """Those that it read and that came from the cache."""


class ResponseEnd(NamedTuple):
    """A response has ended, however it did."""

    response_id: str | None
    in_conversation: bool
    """Whether what it produced has joined the conversation."""

    status: str
    """How it ended: the value of a `ResponseStatus`, or `unknown` for anything else."""
    tokens: Tokens


class DeltaRun(NamedTuple):
    """Deltas of one kind, of one item, one after the other, in the place of each of them."""

    type: str
    """The type of the events."""

    response_id: str | None
    """Id of the response that they belong to."""

    item_id: str | None
    """Id of the item that they belong to."""

    size: int
    """Bytes of audio in all of them; 0 for what is no audio."""

    last: datetime | None
    """When the last of them came."""


Fact: TypeAlias = UserTurn | Answer | Interruption | ToolCall | ToolOutput | ResponseEnd
"""What a `SessionReader` decides."""

Value = TypeVar("Value")


class _Recent(dict[str, Value]):
    """What belongs to the last ids that came: memory stays flat however long a session is."""

    def put(self, id: str, value: Value) -> None:
        """Set *value*; it is the latest from now on."""
        self.pop(id, None)
        self[id] = value
        if len(self) > _REMEMBERED:
            del self[next(iter(self))]


class _Ids(_Recent[None]):
    def add(self, id: str) -> bool:
        """Whether *id* is new."""
        is_new = id not in self
        self.put(id, None)
        return is_new


@documented
@dataclass(slots=True, eq=False)
class OpenResponse:
    """A response that is under way."""

    id: str
    """The response's own id."""

    item_id: str | None = None
    """Id of the output item that came last."""

    in_conversation: bool = True
    """Whether what it produces joins the conversation."""

    _is_talked_over: bool = field(default=False, init=False)
    _is_old: bool = field(default=False, init=False)  # it began before the user's turn ended


@dataclass(slots=True)
class _Audio:
    """The audio of one item, as far as it has come."""

    first: datetime | None
    """When the first of it came."""
    ms: float = 0.0
    is_measured: bool = True
    """Whether the rate of all of it is known."""
    heard_ms: float | None = None
    """How much of it was heard, by a truncation or by the player."""


class SessionReader:
    """Follows a session and decides what happens in it.

    Feed it the events of both directions, in the order in which they came, with their times if
    there are any. Each gives the facts that it settles::

        reader = SessionReader()
        for event in events:
            for fact in reader.feed(event):
                if isinstance(fact, Interruption):
                    ...

    While a session runs, it answers which responses are under way, which calls wait for an output,
    and what was heard of an item. It keeps what is open and the last ids, never audio or texts. An
    event whose `event_id` came before changes nothing; what cannot be read is passed over, for it
    is among the event's problems.
    """

    def __init__(self) -> None:
        self._events = {ServerEvent: _Ids(), ClientEvent: _Ids()}
        self._taken = 0
        self._begin()

    def _begin(self) -> None:
        """Forget what ids and times belong to: they are the session's."""
        self._formats = OutputFormats()
        self._responses: _Recent[OpenResponse] = _Recent()
        self._ended, self._cut = _Ids(), _Ids()
        self._messages, self._idle = _Ids(), _Ids()
        self._audio: _Recent[_Audio] = _Recent()
        self._owners: _Recent[str] = _Recent()  # the response that an item is output of
        self._calls: _Recent[ToolCall] = _Recent()
        self._called, self._answered = _Ids(), _Ids()
        self._typed: deque[tuple[str | None, datetime | None]] = deque(maxlen=_REMEMBERED)
        self._asked: deque[ClientEventResponseCreate] = deque(maxlen=_REMEMBERED)
        self._is_waiting = False  # for the first output after a turn
        self._turn_ended: datetime | None = None
        self._speech: str | None = None  # the item of the utterance that has ended

    @property
    def taken(self) -> int:
        """How many events were taken; those that came twice count once."""
        return self._taken

    # --- What is under way ---------------------------------------------------------------

    @property
    def responses(self) -> Mapping[str, OpenResponse]:
        """The responses that are under way, by id, the oldest first."""
        return MappingProxyType(self._responses)

    @property
    def response(self) -> OpenResponse | None:
        """The response that began last, of those that are under way."""
        return next(reversed(self._responses.values()), None)

    @property
    def waiting_calls(self) -> Sequence[ToolCall]:
        """The calls of functions that have no output yet, in order."""
        return tuple(self._calls.values())

    def audio_ms(self, item_id: str) -> float | None:
        """How much audio of an item was received, in milliseconds; None if there is none, or in a
        format of unknown rate."""
        audio = self._audio.get(item_id)
        return audio.ms if audio is not None and audio.is_measured else None

    def heard_ms(self, item_id: str, time: datetime | None = None) -> float | None:
        """How much of the audio of an item was heard until *time*, in milliseconds.

        It is what a truncation or the player said; else the smaller of what was received and the
        time since its first audio. None if no audio of the item came, in a known format.
        """
        audio = self._audio.get(item_id)
        if audio is None or not audio.is_measured:
            return None if audio is None else audio.heard_ms
        if audio.heard_ms is not None:
            return min(audio.heard_ms, audio.ms)
        if time is None or audio.first is None:
            return audio.ms
        return min(max(1000 * (time - audio.first).total_seconds(), 0.0), audio.ms)

    def played(self, item_id: str, ms: float) -> None:
        """Take the word of a player: *ms* milliseconds of the audio of an item were heard."""
        audio = self._audio.get(item_id)
        if audio is not None:
            audio.heard_ms = max(ms, 0.0)

    # --- Events --------------------------------------------------------------------------

    def feed(
        self, event: ServerEvent | ClientEvent | DeltaRun, time: datetime | None = None
    ) -> Sequence[Fact]:
        """Take the next event, and when it passed; gives the facts that it settles."""
        if not isinstance(event, DeltaRun) and self._is_repeated(event):
            return ()
        self._taken += 1
        with suppress(FieldError):  # one of the event's problems
            if isinstance(event, ServerEvent):
                self._formats.feed(event)
        facts: list[Fact] = []
        with suppress(FieldError):
            facts.extend(self._take(event, time))
        return facts

    def _is_repeated(self, event: ServerEvent | ClientEvent) -> bool:
        """Whether an event of the same side with its `event_id` came before; it counts from now."""
        event_id = event.get("event_id")
        if not isinstance(event_id, str) or not event_id:
            return False
        side = ServerEvent if isinstance(event, ServerEvent) else ClientEvent
        return not self._events[side].add(event_id)

    @singledispatchmethod
    def _take(self, event: object, time: datetime | None) -> Iterator[Fact]:
        """By the class of the event, so that a base stands for all that share it."""
        return iter(())

    @_take.register
    def _session_created(
        self, event: ServerEventSessionCreated, time: datetime | None
    ) -> Iterator[Fact]:
        self._begin()
        self._formats.feed(event)
        return iter(())

    # What the user says and types.

    @_take.register
    def _speech_started(
        self, event: ServerEventInputAudioBufferSpeechStarted, time: datetime | None
    ) -> Iterator[Fact]:
        self._is_waiting = False  # what has not been answered by now is part of what is said
        self._talk_over()
        return iter(())

    @_take.register
    def _speech_stopped(
        self, event: ServerEventInputAudioBufferSpeechStopped, time: datetime | None
    ) -> Iterator[Fact]:
        self._talk_over()
        self._speech = event.item_id
        self._end_turn(time)
        return iter(())

    @_take.register
    def _buffer_cleared(
        self, event: ServerEventInputAudioBufferCleared, time: datetime | None
    ) -> Iterator[Fact]:
        if self._speech is not None and self._speech not in self._messages:
            self._is_waiting, self._speech = False, None  # nobody will answer it
        return iter(())

    @_take.register
    def _timeout(
        self, event: ServerEventInputAudioBufferTimeoutTriggered, time: datetime | None
    ) -> Iterator[Fact]:
        self._idle.add(event.item_id)
        return iter(())

    @_take.register
    def _committed(
        self, event: ServerEventInputAudioBufferCommitted, time: datetime | None
    ) -> Iterator[Fact]:
        return self._message(event.item_id, time, is_spoken=True)

    def _message(
        self, item_id: str | None, time: datetime | None, *, is_spoken: bool
    ) -> Iterator[Fact]:
        """A message of the user has entered the conversation; an idle timeout's is the silence."""
        if item_id is not None and (not self._messages.add(item_id) or item_id in self._idle):
            return
        if item_id is None or item_id != self._speech:  # not what turn detection has ended
            self._end_turn(time)
        self._speech = None
        yield UserTurn(item_id, is_spoken, self._turn_ended)

    def _talk_over(self) -> None:
        for response in self._responses.values():
            response._is_talked_over = True

    def _end_turn(self, time: datetime | None) -> None:
        """A turn of the user has ended: what answers it has not begun yet."""
        self._is_waiting, self._turn_ended = True, time
        for response in self._responses.values():
            response._is_old = True

    # What the client sends.

    @_take.register
    def _item_create(
        self, event: ClientEventConversationItemCreate, time: datetime | None
    ) -> Iterator[Fact]:
        item = event.item
        if isinstance(item, UserMessageItem):
            self._typed.append((item.id, time))
        elif isinstance(item, FunctionCallOutputItem):
            yield from self._output(item.call_id, item.output)

    @_take.register
    def _response_create(
        self, event: ClientEventResponseCreate, time: datetime | None
    ) -> Iterator[Fact]:
        self._asked.append(event)
        return iter(())

    # Items.

    @_take.register
    def _conversation_item(
        self, event: ConversationItemEvent, time: datetime | None
    ) -> Iterator[Fact]:
        item = event.item
        if isinstance(event, ServerEventConversationItemRetrieved):
            return
        is_new = not isinstance(event, ServerEventConversationItemDone)
        if is_new and isinstance(item, ResponseMessageItem) and item.role == MessageRole.USER:
            yield from self._user_item(item, time)
        elif isinstance(item, ResponseFunctionCallOutputItem):
            yield from self._output(item.call_id, item.output)

    def _user_item(self, item: ResponseMessageItem, time: datetime | None) -> Iterator[Fact]:
        is_spoken = any(part.type == "input_audio" for part in item.content)
        if not is_spoken and item.id not in self._messages:
            time = self._sent(item.id) or time
        return self._message(item.id, time, is_spoken=is_spoken)

    def _sent(self, item_id: str | None) -> datetime | None:
        """When the client sent the message *item_id*: under this id, or as the oldest without."""
        for each in self._typed:
            if each[0] in (None, item_id):
                self._typed.remove(each)
                return each[1]
        return None

    @_take.register
    def _deleted(
        self, event: ServerEventConversationItemDeleted, time: datetime | None
    ) -> Iterator[Fact]:
        self._audio.pop(event.item_id, None)  # created again under its id, it begins anew
        return iter(())

    # Responses.

    @_take.register
    def _response_created(
        self, event: ServerEventResponseCreated, time: datetime | None
    ) -> Iterator[Fact]:
        if event.response.id is not None:
            self._open(event.response.id).in_conversation = self._joins(event.response)
        return iter(())

    def _open(self, response_id: str) -> OpenResponse:
        """The response *response_id*, taken up where it is first named; one that has ended is
        not opened again."""
        response = self._responses.get(response_id)
        if response is None:
            response = OpenResponse(response_id)
            if response_id not in self._ended:
                self._responses.put(response_id, response)
        return response

    def _joins(self, response: Response) -> bool:
        """Whether what *response* produces joins the conversation."""
        asked = self._asked.popleft().response if self._asked else None
        if asked is not None and asked.conversation == "none":
            return False
        return _is_joined(response)

    @_take.register
    def _audio_delta(self, event: ResponseAudioDeltaEvent, time: datetime | None) -> Iterator[Fact]:
        return self._hear(event.response_id, event.item_id, len(event.delta), time)

    @_take.register
    def _text_delta(self, event: ResponseTextDeltaEvent, time: datetime | None) -> Iterator[Fact]:
        return self._first_output(event.response_id, event.item_id, time)

    @_take.register
    def _delta_run(self, run: DeltaRun, time: datetime | None) -> Iterator[Fact]:
        if run.response_id is None or run.item_id is None:
            return iter(())
        if run.type in _AUDIO_DELTAS:
            return self._hear(run.response_id, run.item_id, run.size, time)
        if run.type in _TEXT_DELTAS:
            return self._first_output(run.response_id, run.item_id, time)
        return iter(())

    def _hear(
        self, response_id: str, item_id: str, size: int, time: datetime | None
    ) -> Iterator[Fact]:
        """Audio of an item has come."""
        yield from self._first_output(response_id, item_id, time)
        audio = self._audio.get(item_id)
        if audio is None:
            audio = _Audio(time)
            self._audio.put(item_id, audio)
            self._owners.put(item_id, response_id)
        named = self._formats.of(response_id)
        if isinstance(named, OutputAudioFormat):
            audio.ms += 1000 * size / named.bytes_per_second
        elif size:
            audio.is_measured = False

    def _first_output(
        self, response_id: str, item_id: str, time: datetime | None
    ) -> Iterator[Fact]:
        response = self._open(response_id)
        response.item_id = item_id
        if self._is_waiting and not response._is_old and response_id not in self._ended:
            self._is_waiting = False
            yield Answer(response_id, _seconds(self._turn_ended, time))

    @_take.register
    def _output_item(self, event: ResponseOutputItemEvent, time: datetime | None) -> Iterator[Fact]:
        item = event.item
        if item is None:
            return
        if item.id is not None:
            self._open(event.response_id).item_id = item.id
            self._owners.put(item.id, event.response_id)
        if isinstance(event, ServerEventResponseOutputItemDone):
            yield from self._call(item, event.response_id)

    def _call(self, item: ResponseItem, response_id: str | None) -> Iterator[Fact]:
        """The call that *item* is, if it is a whole one."""
        if isinstance(item, ResponseFunctionCallItem):
            if readable(lambda: item.status) not in (None, ResponseItemStatus.COMPLETED):
                return  # it was cut off
            call = ToolCall(item.id, item.call_id, None, item.name, item.arguments, response_id)
        elif isinstance(item, ResponseMCPCallItem):
            call = ToolCall(
                item.id, None, item.server_label, item.name, item.arguments, response_id
            )
        else:
            return
        if not self._called.add(str(call.call_id or call.item_id)):
            return
        if call.call_id is not None and call.call_id not in self._answered:
            self._calls.put(call.call_id, call)
        yield call

    def _output(self, call_id: str, output: str) -> Iterator[Fact]:
        self._calls.pop(call_id, None)
        if self._answered.add(call_id):
            yield ToolOutput(call_id, output)

    @_take.register
    def _response_done(
        self, event: ServerEventResponseDone, time: datetime | None
    ) -> Iterator[Fact]:
        response = event.response
        opened = self._responses.pop(response.id or "", None)
        if response.id is not None and not self._ended.add(response.id):
            return
        for item in readable(lambda: response.output) or ():
            if response.id is not None and item.id is not None:
                self._belongs(item.id, response.id)
            with suppress(FieldError):
                yield from self._call(item, response.id)
        if response.status == ResponseStatus.CANCELLED and _was_interrupted(response, opened):
            yield from self._interrupt(response.id, None)
        joins = (opened is None or opened.in_conversation) and _is_joined(response)
        yield ResponseEnd(response.id, joins, _status(response), _tokens(response))

    # Interruptions.

    @_take.register
    def _truncated(
        self, event: ServerEventConversationItemTruncated, time: datetime | None
    ) -> Iterator[Fact]:
        audio = self._audio.get(event.item_id)
        end = max(event.audio_end_ms, 0)
        if audio is not None:
            audio.heard_ms = end
            if audio.is_measured and end >= max(int(audio.ms), 1):  # which counts whole ones
                return  # all of it was heard
        yield from self._interrupt(self._owners.get(event.item_id), event.item_id)

    def _belongs(self, item_id: str, response_id: str) -> None:
        """An item is output of a response: if it was cut off, so was the response."""
        self._owners.put(item_id, response_id)
        if item_id in self._cut:
            self._cut.put(response_id, None)

    def _interrupt(self, response_id: str | None, item_id: str | None) -> Iterator[Fact]:
        """One interruption shows in the response and in its items, in whatever order."""
        if self._cut.add(str(response_id or item_id)):
            yield Interruption(response_id, item_id)


def _is_joined(response: Response) -> bool:
    """Whether *response* names the conversation that it is added to, or says nothing of it."""
    return "conversation_id" not in response or bool(response["conversation_id"])


def _was_interrupted(response: Response, opened: OpenResponse | None) -> bool:
    """Whether a response that was cancelled was so because the user spoke."""
    if opened is not None and opened._is_talked_over:
        return True
    details = readable(lambda: response.status_details)
    if not isinstance(details, ResponseCancelledDetails):
        return False
    return readable(lambda: details.reason) == "turn_detected"


def _status(response: Response) -> str:
    status = readable(lambda: response.status)
    return status.value if isinstance(status, ResponseStatus) else "unknown"


def _tokens(response: Response) -> Tokens:
    usage = readable(lambda: response.usage)
    if usage is None:
        return Tokens()
    details = readable(lambda: usage.input_token_details)
    return Tokens(
        _count(readable(lambda: usage.input_tokens)),
        _count(readable(lambda: usage.output_tokens)),
        _count(None if details is None else readable(lambda: details.cached_tokens)),
    )


def _count(value: int | None) -> int:
    return value if value is not None and 0 <= value < _LARGEST else 0


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    """The seconds between both, if the clock went on."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()
