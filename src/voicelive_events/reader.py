"""What a session says as it goes by: turns, answers, interruptions, calls of tools, tokens.

Each is decided here, once, from the events of both directions. Not part of the package's own
namespace: import it from `voicelive_events.reader`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias, TypeVar

from ._core.documented import documented
from ._output_format import OutputFormats
from ._reading import readable
from ._recent import REMEMBERED, EventIds, Ids, Recent
from .client.base import ClientEvent
from .client.conversation import ClientEventConversationItemCreate
from .client.response import ClientEventResponseCreate
from .enums import (
    ContentPartType,
    MessageRole,
    OutputAudioFormat,
    ResponseItemStatus,
    ResponseStatus,
)
from .errors import FieldError
from .models.items import (
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPCallItem,
    ResponseMessageItem,
)
from .models.request_items import FunctionCallOutputItem, UserMessageItem
from .models.responses import Response
from .server.base import ResponseItemEvent, ServerEvent
from .server.conversation import (
    ConversationItemPlacedEvent,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
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
from .server.session import ServerEventError, ServerEventSessionCreated

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

_LARGEST = 10**12
"""No count of tokens is so large, and the sum of many is still an integer for any archive."""

_LONGEST = 10**10
"""Milliseconds, a season: whatever says more is no time."""

_AUDIO_DELTAS, _TEXT_DELTAS, _ITEM_DELTAS = (
    frozenset(tag for tag, event in ServerEvent.registry().items() if issubclass(event, base))
    for base in (ResponseAudioDeltaEvent, ResponseTextDeltaEvent, ResponseItemEvent)
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

    item_id: str | None
    """Id of the message that it answers."""

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

    content_index: int | None
    """Place of the part that they belong to among the contents of the item."""

    size: int
    """Bytes of audio in all of them; 0 for what is no audio."""

    last: datetime | None
    """When the last of them came."""


Fact: TypeAlias = UserTurn | Answer | Interruption | ToolCall | ToolOutput | ResponseEnd
"""What a `SessionReader` decides."""


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

    _is_created: bool = field(default=False, init=False)  # an event has told its beginning
    _utterance: int = field(default=0, init=False)  # how many of the user's had begun before
    _turn: int = field(default=0, init=False)  # how many of the user's had ended before


@dataclass(slots=True)
class _Audio:
    """The audio of one item, as far as it has come."""

    first: datetime | None = None
    """When the first of it came."""
    ms: float = 0.0
    parts: Recent[int, float] = field(default_factory=Recent)
    """How much of that belongs to each of the parts that came last."""
    is_measured: bool = True
    """Whether the rate of all of it is known."""
    cut_ms: float | None = None
    """How much of it was heard, by truncations."""
    heard_ms: float | None = None
    """How much of it was heard, by who said so last: a truncation or the player."""

    def add(self, index: int | None, ms: float) -> None:
        self.ms += ms
        self.parts.put(index or 0, self.parts.get(index or 0, 0.0) + ms)

    def truncate(self, index: int, end: int) -> bool:
        """Keep *end* milliseconds of a part; gives whether that is less than there was."""
        part = self.parts.get(index, 0.0)
        before = self.ms - sum(ms for place, ms in self.parts.items() if place >= index)
        is_cut = not part or is_truncated(end, part)
        if is_cut:
            heard = before + end
            self.cut_ms = heard if self.cut_ms is None else min(self.cut_ms, heard)
            self.heard_ms = self.cut_ms
        return is_cut


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the client has sent and the service has not answered."""

    place: int
    """How many events had come before."""
    event_id: str | None


@dataclass(frozen=True, slots=True)
class _SentMessage(_Sent):
    item_id: str | None
    text: int | None
    """The hash of what it says."""
    time: datetime | None


@dataclass(frozen=True, slots=True)
class _SentRequest(_Sent):
    joins: bool
    """Whether the response is to join the conversation."""


SentT = TypeVar("SentT", bound=_Sent)


class _Unanswered(list[SentT]):
    """What the client has sent last, the oldest first."""

    def add(self, sent: SentT) -> None:
        self.append(sent)
        del self[:-REMEMBERED]

    def drop(self, is_void: Callable[[SentT], bool]) -> None:
        self[:] = [each for each in self if not is_void(each)]


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
        self._event_ids = EventIds()
        self._taken = 0
        self._received = 0  # how many had been taken when the service sent its last one
        self._messages_sent = _Unanswered[_SentMessage]()
        self._requests_sent = _Unanswered[_SentRequest]()
        self._begin()

    def _begin(self) -> None:
        """Forget what ids and times belong to: they are the session's."""
        self._formats = OutputFormats()
        self._responses: Recent[str, OpenResponse] = Recent()
        self._ended, self._cut = Ids(), Ids()
        self._messages, self._idle = Ids(), Ids()
        self._audio: Recent[str, _Audio] = Recent()
        self._owners: Recent[str, str] = Recent()  # the response that an item is output of
        self._calls: Recent[str, ToolCall] = Recent()
        self._called, self._answered = Ids(), Ids()
        self._utterances = self._turns = 0
        self._speaking: str | None = None  # the item of the utterance that has begun
        self._spoken: Recent[str, datetime | None] = Recent()  # when utterances ended
        self._waiting: UserTurn | None = None  # for the first output after it
        # What a client sent after the last event of the service is for the session that begins.
        self._messages_sent.drop(lambda each: each.place <= self._received)
        self._requests_sent.drop(lambda each: each.place <= self._received)

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

    def output_format(self, response_id: str) -> OutputAudioFormat | str:
        """The format of the audio of a response."""
        return self._formats.of(response_id)

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
        if not isinstance(event, DeltaRun) and not self._event_ids.add(event):
            return ()
        self._taken += 1
        with suppress(FieldError):  # one of the event's problems
            if isinstance(event, ServerEvent):
                self._formats.feed(event)
        facts: list[Fact] = []
        with suppress(FieldError):
            facts.extend(_taker(type(event))(self, event, time))
        if not isinstance(event, ClientEvent):
            self._received = self._taken
        return facts

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
        self._waiting = None  # what has not been answered by now is part of what is said
        self._utterances += 1
        self._speaking = readable(lambda: event.item_id)
        return iter(())

    @_take.register
    def _speech_stopped(
        self, event: ServerEventInputAudioBufferSpeechStopped, time: datetime | None
    ) -> Iterator[Fact]:
        item_id = readable(lambda: event.item_id)
        if item_id is None or item_id != self._speaking:  # nothing told that it began
            self._utterances += 1
        self._speaking = None
        self._spoken.put(item_id or "", time)
        self._end_turn(UserTurn(item_id, True, time))
        return iter(())

    @_take.register
    def _buffer_cleared(
        self, event: ServerEventInputAudioBufferCleared, time: datetime | None
    ) -> Iterator[Fact]:
        if self._waiting is not None and (self._waiting.item_id or "") in self._spoken:
            self._waiting = None  # nobody will answer it
        self._spoken.clear()
        return iter(())

    @_take.register
    def _timeout(
        self, event: ServerEventInputAudioBufferTimeoutTriggered, time: datetime | None
    ) -> Iterator[Fact]:
        self._idle.add(event.item_id)
        self._waiting = None  # the response that follows answers the silence
        return iter(())

    @_take.register
    def _committed(
        self, event: ServerEventInputAudioBufferCommitted, time: datetime | None
    ) -> Iterator[Fact]:
        return self._message(UserTurn(event.item_id, True, time))

    def _message(self, turn: UserTurn) -> Iterator[Fact]:
        """A message of the user has entered the conversation; an idle timeout's is the silence."""
        item_id = turn.item_id
        if item_id is not None and (not self._messages.add(item_id) or item_id in self._idle):
            return
        if item_id is not None and item_id in self._spoken:  # turn detection has ended it
            turn = turn._replace(ended=self._spoken.pop(item_id))
        else:
            self._end_turn(turn)
        yield turn

    def _end_turn(self, turn: UserTurn) -> None:
        """A turn of the user has ended: what answers it has not begun yet."""
        self._waiting = turn
        self._turns += 1

    # What the client sends.

    @_take.register
    def _item_create(
        self, event: ClientEventConversationItemCreate, time: datetime | None
    ) -> Iterator[Fact]:
        item = event.item
        if isinstance(item, UserMessageItem):
            event_id = readable(lambda: event.event_id)
            message = _SentMessage(
                self._taken, event_id, readable(lambda: item.id), _text_of(item), time
            )
            self._messages_sent.add(message)
        elif isinstance(item, FunctionCallOutputItem):
            yield from self._output(item.call_id, item.output)

    @_take.register
    def _response_create(
        self, event: ClientEventResponseCreate, time: datetime | None
    ) -> Iterator[Fact]:
        settings = readable(lambda: event.response)
        asked = None if settings is None else readable(lambda: settings.conversation)
        event_id = readable(lambda: event.event_id)
        self._requests_sent.add(_SentRequest(self._taken, event_id, asked != "none"))
        return iter(())

    @_take.register
    def _error(self, event: ServerEventError, time: datetime | None) -> Iterator[Fact]:
        """What the client sent was refused: nothing comes of it."""
        if event_id := event.error.event_id:
            self._messages_sent.drop(lambda each: each.event_id == event_id)
            self._requests_sent.drop(lambda each: each.event_id == event_id)
        return iter(())

    # Items.

    @_take.register
    def _conversation_item(
        self, event: ConversationItemPlacedEvent, time: datetime | None
    ) -> Iterator[Fact]:
        item = event.item
        is_new = not isinstance(event, ServerEventConversationItemDone)
        if is_new and isinstance(item, ResponseMessageItem) and item.role == MessageRole.USER:
            yield from self._user_item(item, time)
        elif isinstance(item, ResponseFunctionCallOutputItem):
            yield from self._output(item.call_id, item.output)

    def _user_item(self, item: ResponseMessageItem, time: datetime | None) -> Iterator[Fact]:
        content = readable(lambda: item.content) or ()
        is_spoken = any(part.get("type") == ContentPartType.INPUT_AUDIO for part in content)
        sent = None if item.id in self._messages else self._sent(item)
        return self._message(UserTurn(item.id, is_spoken, time if sent is None else sent.time))

    def _sent(self, item: ResponseMessageItem) -> _SentMessage | None:
        """What the client sent for *item*: under its id, or without one and with the same text.

        The service takes up messages in their order, so those before it came to nothing.
        """
        text = _text_of(item)
        for place, each in enumerate(self._messages_sent):
            is_alike = each.item_id is None and text in (None, each.text)
            if is_alike or (each.item_id is not None and each.item_id == item.id):
                del self._messages_sent[: place + 1]
                return each
        return None

    @_take.register
    def _deleted(
        self, event: ServerEventConversationItemDeleted, time: datetime | None
    ) -> Iterator[Fact]:
        item_id = event.item_id  # created again under its id, it begins anew
        self._audio.pop(item_id, None)
        self._owners.pop(item_id, None)
        self._forget_calls(lambda call: call.item_id == item_id)
        return iter(())

    # Responses.

    @_take.register
    def _response_created(
        self, event: ServerEventResponseCreated, time: datetime | None
    ) -> Iterator[Fact]:
        response = event.response
        if response.id is not None and response.id not in self._ended:
            opened = self._open(response.id)
            if not opened._is_created:
                opened._is_created, opened.in_conversation = True, self._joins(response)
        return iter(())

    def _open(self, response_id: str) -> OpenResponse:
        """The response *response_id*, taken up where it is first named; one that has ended is
        not opened again."""
        response = self._responses.get(response_id)
        if response is None:
            response = OpenResponse(response_id)
            response._utterance, response._turn = self._utterances, self._turns
            if response_id not in self._ended:
                self._responses.put(response_id, response)
        return response

    def _joins(self, response: Response) -> bool:
        """Whether what *response* produces joins the conversation: as it says itself, else as the
        client has asked."""
        told = _is_joined(response)
        for place, asked in enumerate(self._requests_sent):
            if told in (None, asked.joins):
                del self._requests_sent[place]
                return asked.joins
        return told is not False

    @_take.register
    def _response_item(self, event: ResponseItemEvent, time: datetime | None) -> Iterator[Fact]:
        self._belongs(event.item_id, event.response_id)
        return iter(())

    @_take.register
    def _audio_delta(self, event: ResponseAudioDeltaEvent, time: datetime | None) -> Iterator[Fact]:
        index, size = readable(lambda: event.content_index), delta_size(event)
        return self._hear(event.response_id, event.item_id, index, size or 0, time)

    @_take.register
    def _text_delta(self, event: ResponseTextDeltaEvent, time: datetime | None) -> Iterator[Fact]:
        if delta_size(event) is None:
            return iter(())
        return self._first_output(event.response_id, event.item_id, time)

    @_take.register
    def _delta_run(self, run: DeltaRun, time: datetime | None) -> Iterator[Fact]:
        if run.response_id is None or run.item_id is None:
            return iter(())
        if run.type in _AUDIO_DELTAS:
            return self._hear(run.response_id, run.item_id, run.content_index, run.size, time)
        if run.type in _TEXT_DELTAS:
            return self._first_output(run.response_id, run.item_id, time)
        if run.type in _ITEM_DELTAS:
            self._belongs(run.item_id, run.response_id)
        return iter(())

    def _hear(
        self, response_id: str, item_id: str, index: int | None, size: int, time: datetime | None
    ) -> Iterator[Fact]:
        """Audio of an item has come."""
        if not size:
            return
        yield from self._first_output(response_id, item_id, time)
        audio = self._audio.get(item_id)
        if audio is None:
            audio = _Audio()
            self._audio.put(item_id, audio)
        audio.first = audio.first or time
        named = self._formats.of(response_id)
        audio.is_measured &= isinstance(named, OutputAudioFormat)
        if isinstance(named, OutputAudioFormat):
            audio.add(index, 1000 * size / named.bytes_per_second)

    def _first_output(
        self, response_id: str, item_id: str, time: datetime | None
    ) -> Iterator[Fact]:
        response = self._belongs(item_id, response_id)
        turn = self._waiting
        is_answer = response._turn == self._turns and response.in_conversation
        if turn is not None and is_answer and response_id not in self._ended:
            self._waiting = None
            yield Answer(response_id, turn.item_id, _seconds(turn.ended, time))

    @_take.register
    def _output_item(self, event: ResponseOutputItemEvent, time: datetime | None) -> Iterator[Fact]:
        item = event.item
        if item is None:
            return
        is_done = isinstance(event, ServerEventResponseOutputItemDone)
        if item.id is not None:
            self._belongs(item.id, event.response_id, is_done=is_done)
        if is_done:
            opened = self._responses.get(event.response_id)
            joins = opened is None or opened.in_conversation
            yield from self._call(item, event.response_id, joins)

    def _call(self, item: ResponseItem, response_id: str | None, joins: bool) -> Iterator[Fact]:
        """The call that *item* is, if it is a whole one. None waits for an output that is made by a
        response outside the conversation, which has no place for one."""
        if not isinstance(item, ResponseFunctionCallItem | ResponseMCPCallItem):
            return
        if not _is_whole(item):
            return
        call_id, server_label = None, None
        if isinstance(item, ResponseFunctionCallItem):
            call_id = item.call_id
        else:
            server_label = item.server_label
        call = ToolCall(item.id, call_id, server_label, item.name, item.arguments, response_id)
        if not self._called.add((type(item), call_id or item.id)):
            return
        if call_id is not None and joins and call_id not in self._answered:
            self._calls.put(call_id, call)
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
        response_id = readable(lambda: response.id)
        opened = self._responses.pop(response_id or "", None)
        if response_id is not None and not self._ended.add(response_id):
            return
        joins = opened.in_conversation if opened and opened._is_created else self._joins(response)
        joins = joins and _is_joined(response) is not False
        for item in readable(lambda: response.output) or ():
            with suppress(FieldError):
                if response_id is not None and item.id is not None:
                    self._belongs(item.id, response_id)
                yield from self._call(item, response_id, joins)
        if not joins:
            self._forget_calls(lambda call: call.response_id == response_id)
        if self._was_interrupted(response, opened):
            yield from self._interrupt(response_id, None)
        yield ResponseEnd(response_id, joins, _status(response), _tokens(response))

    def _forget_calls(self, is_void: Callable[[ToolCall], bool]) -> None:
        for call_id, call in list(self._calls.items()):
            if is_void(call):
                del self._calls[call_id]

    # Interruptions.

    def _was_interrupted(self, response: Response, opened: OpenResponse | None) -> bool:
        """Whether *response*, which has ended, was cancelled because the user spoke."""
        if readable(lambda: response.status) != ResponseStatus.CANCELLED:
            return False
        details = readable(lambda: response.status_details)
        is_told = details is not None and details.get("reason") == "turn_detected"
        return is_told or (opened is not None and opened._utterance < self._utterances)

    @_take.register
    def _truncated(
        self, event: ServerEventConversationItemTruncated, time: datetime | None
    ) -> Iterator[Fact]:
        item_id, end = event.item_id, clamped(event.audio_end_ms)
        audio = self._audio.get(item_id)
        index = readable(lambda: event.content_index)
        if audio is None or audio.truncate(index or 0, end):
            yield from self._interrupt(self._owners.get(item_id), item_id)

    def _belongs(self, item_id: str, response_id: str, *, is_done: bool = False) -> OpenResponse:
        """An item is output of a response: if it was cut off, so was the response."""
        response = self._open(response_id)
        if response.item_id is None or not is_done:
            response.item_id = item_id
        if self._owners.get(item_id) != response_id:
            self._owners.put(item_id, response_id)
            if ("item", item_id) in self._cut:
                self._cut.add(("response", response_id))
        return response

    def _interrupt(self, response_id: str | None, item_id: str | None) -> Iterator[Fact]:
        """One interruption shows in the response and in its items, in whatever order."""
        key = ("response", response_id) if response_id is not None else ("item", item_id)
        if key == ("item", None) or self._cut.add(key):
            yield Interruption(response_id, item_id)


_taker: Final[Callable[[type], Callable[..., Iterator[Fact]]]] = SessionReader.__dict__[
    "_take"
].dispatcher.dispatch
"""What takes an event of a class: a bound `singledispatchmethod` is made anew for each call, which
costs a third of all that the reader does."""


def clamped(ms: int) -> int:
    """*ms* milliseconds, where they can be a time."""
    return min(max(ms, 0), _LONGEST)


def is_truncated(end: int, ms: float) -> bool:
    """Whether audio of *ms* milliseconds that was truncated at *end* is less than before.

    At its full length nothing is lost; the service counts whole milliseconds.
    """
    return end < max(int(ms), 1)


def delta_size(event: ServerEvent) -> int | None:
    """Bytes of audio in a delta, 0 in one of anything else. None for audio or text of which there
    is nothing, or nothing that can be read."""
    if isinstance(event, ResponseAudioDeltaEvent):
        return len(readable(lambda: event.delta) or b"") or None
    if isinstance(event, ResponseTextDeltaEvent):
        return 0 if readable(lambda: event.delta) else None
    return 0


def _text_of(item: UserMessageItem | ResponseMessageItem) -> int | None:
    """The hash of what a message says; None if it has no text."""
    parts = readable(lambda: item.content) or ()
    texts = tuple(text for part in parts if isinstance(text := part.get("text"), str))
    return hash(texts) if texts else None


def _is_joined(response: Response) -> bool | None:
    """Whether *response* names a conversation that it is added to; None if it does not say."""
    return bool(response["conversation_id"]) if "conversation_id" in response else None


def _is_whole(item: ResponseFunctionCallItem | ResponseMCPCallItem) -> bool:
    """Whether a call that has ended was not cut off: as it says itself, else by its arguments."""
    status = item.get("status")
    if isinstance(status, str):
        return status in (ResponseItemStatus.COMPLETED, "failed")  # the tool, not the call
    if item.get("output") is not None or item.get("error") is not None:
        return True
    return not _is_half(item.arguments)


def _is_half(text: str) -> bool:
    """Whether *text* begins as an object of JSON and does not end as one."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False


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
