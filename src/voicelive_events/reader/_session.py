"""The one reader of a session."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, singledispatchmethod
from types import MappingProxyType
from typing import Final

from .._core.documented import documented
from .._output_format import OutputFormats
from .._reading import readable
from .._recent import EventIds, Ids, Recent
from ..client.base import ClientEvent
from ..client.conversation import ClientEventConversationItemCreate
from ..client.input_audio import ClientEventInputAudioBufferCommit
from ..client.response import ClientEventResponseCreate
from ..enums import ContentPartType, MessageRole, OutputAudioFormat, ResponseStatus
from ..errors import FieldError
from ..models.items import (
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPCallItem,
    ResponseMessageItem,
)
from ..models.request_items import FunctionCallOutputItem, UserMessageItem
from ..models.responses import Response
from ..server.base import ResponseItemEvent, ServerEvent
from ..server.conversation import (
    ConversationItemPlacedEvent,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemTruncated,
)
from ..server.input_audio import (
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventInputAudioBufferTimeoutTriggered,
)
from ..server.output_audio import ResponseAudioDeltaEvent
from ..server.response import (
    ResponseOutputItemEvent,
    ResponseTextDeltaEvent,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseOutputItemDone,
)
from ..server.session import ServerEventError, ServerEventSessionCreated
from ._events import delta_size, is_joined, is_whole, status_of, tokens_of
from ._facts import (
    Answer,
    DeltaRun,
    Fact,
    Interruption,
    ResponseEnd,
    ToolCall,
    ToolOutput,
    UserTurn,
)
from ._heard import HeardAudio, clamped
from ._sent import Unanswered

__all__ = ["OpenResponse", "SessionReader"]

_AUDIO_DELTAS, _TEXT_DELTAS, _ITEM_DELTAS = (
    frozenset(tag for tag, event in ServerEvent.registry().items() if issubclass(event, base))
    for base in (ResponseAudioDeltaEvent, ResponseTextDeltaEvent, ResponseItemEvent)
)


# No `from __future__ import annotations` above: `help` would show the types as text.
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
        self._received = 0  # `taken` at the service's last event
        self._unanswered = Unanswered()
        self._begin()

    def _begin(self) -> None:
        """Forget what ids and times belong to: they are the session's."""
        self._formats = OutputFormats()
        self._responses: Recent[str, OpenResponse] = Recent()
        self._ended, self._cut = Ids(), Ids()
        self._messages, self._idle = Ids(), Ids()
        self._audio = HeardAudio()
        self._owners: Recent[str, str] = Recent()  # the response that an item is output of
        self._calls: Recent[str, ToolCall] = Recent()
        self._outputs_sent: Recent[str, ToolCall] = Recent()  # what each is for, by its event's id
        self._called, self._answered = Ids(), Ids()
        self._utterances = self._turns = 0
        self._speaking: str | None = None  # the item of the utterance that has begun
        self._spoken: Recent[str, datetime | None] = Recent()  # when utterances ended
        self._waiting: UserTurn | None = None  # for the first output after it
        # What a client sent after the last event of the service is for the session that begins.
        self._unanswered.begin(self._received)

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
        """The format of the audio of a response, as the session or the response last named it."""
        return self._formats.of(response_id)

    def audio_ms(self, item_id: str) -> float | None:
        """How much audio of an item was received, in milliseconds; None if there is none, or in a
        format of unknown rate."""
        return self._audio.length(item_id)

    def heard_ms(self, item_id: str, time: datetime | None = None) -> float | None:
        """How much of the audio of an item was heard until *time*, in milliseconds.

        It is what a truncation or the player said; else the smaller of what was received and the
        time since its first audio. None if no audio of the item came, in a known format.
        """
        return self._audio.heard(item_id, time)

    def played(self, item_id: str, ms: float) -> None:
        """Take the word of a player: *ms* milliseconds of the audio of an item were heard."""
        self._audio.played(item_id, ms)

    # --- Events --------------------------------------------------------------------------

    def feed(
        self, event: ServerEvent | ClientEvent | DeltaRun, time: datetime | None = None
    ) -> Sequence[Fact]:
        """Take the next *event*, and the *time* at which it passed; gives the facts that it
        settles, mostly none. Without times there are no latencies."""
        if not isinstance(event, DeltaRun) and not self._event_ids.add(event):
            return ()
        self._taken += 1
        facts: list[Fact] = []
        try:  # `suppress` would make the reader a quarter slower
            if isinstance(event, ServerEvent):
                self._formats.feed(event)
        except FieldError:
            pass  # one of the event's problems
        try:  # noqa: SIM105
            facts.extend(_taker(type(event))(self, event, time))
        except FieldError:
            pass
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
        return self._message(UserTurn(event.item_id, True, self._unanswered.committed(time)))

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
            self._unanswered.message(item, event_id, self._taken, time)
        elif isinstance(item, FunctionCallOutputItem):
            call, event_id = self._calls.get(item.call_id), readable(lambda: event.event_id)
            if call is not None and event_id is not None:
                self._outputs_sent.put(event_id, call)
            yield from self._output(item.call_id, item.output)

    @_take.register
    def _commit(
        self, event: ClientEventInputAudioBufferCommit, time: datetime | None
    ) -> Iterator[Fact]:
        self._unanswered.commit(event, self._taken, time)
        return iter(())

    @_take.register
    def _response_create(
        self, event: ClientEventResponseCreate, time: datetime | None
    ) -> Iterator[Fact]:
        self._unanswered.request(event, self._taken)
        return iter(())

    @_take.register
    def _error(self, event: ServerEventError, time: datetime | None) -> Iterator[Fact]:
        """What the client sent was refused: nothing comes of it."""
        if event_id := event.error.event_id:
            self._unanswered.refuse(event_id)
            call = self._outputs_sent.pop(event_id, None)
            if call is not None and call.call_id is not None:  # it waits as before
                self._calls.put(call.call_id, call)
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
        if item.id not in self._messages:
            time = self._unanswered.sent(item, time)
        return self._message(UserTurn(item.id, is_spoken, time))

    @_take.register
    def _deleted(
        self, event: ServerEventConversationItemDeleted, time: datetime | None
    ) -> Iterator[Fact]:
        item_id = event.item_id  # created again under its id, it begins anew
        self._audio.forget(item_id)
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
                opened._is_created, opened.in_conversation = True, self._unanswered.joins(response)
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
        self._audio.add(item_id, index, size, self._formats.of(response_id), time)

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
        if not is_whole(item):
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
        if opened and opened._is_created:
            joins = opened.in_conversation and is_joined(response) is not False
        else:
            joins = self._unanswered.joins(response)
        for item in readable(lambda: response.output) or ():
            with suppress(FieldError):
                if response_id is not None and item.id is not None:
                    self._belongs(item.id, response_id)
                yield from self._call(item, response_id, joins)
        if not joins:
            self._forget_calls(lambda call: call.response_id == response_id)
        if self._was_interrupted(response, opened):
            yield from self._interrupt(response_id, None)
        yield ResponseEnd(response_id, joins, status_of(response), tokens_of(response))

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
        index = readable(lambda: event.content_index)
        if self._audio.truncate(item_id, index, end):
            yield from self._interrupt(self._owners.get(item_id), item_id)

    def _belongs(self, item_id: str, response_id: str, *, is_done: bool = False) -> OpenResponse:
        """An item is output of a response: if it was cut off, so was the response."""
        response = self._open(response_id)
        if response.item_id is None or not is_done:
            response.item_id = item_id
        if item_id not in self._owners:  # it is output of the first that names it
            self._owners.put(item_id, response_id)
            if ("item", item_id) in self._cut:
                self._cut.add(("response", response_id))
        return response

    def _interrupt(self, response_id: str | None, item_id: str | None) -> Iterator[Fact]:
        """One interruption shows in the response and in its items, in whatever order. Items whose
        response nothing tells were cut off at once, if one utterance did it."""
        if response_id is not None:
            is_new = self._cut.add(("response", response_id))
        elif item_id is not None:
            is_new = self._cut.add(("item", item_id))
            if self._utterances:
                is_new &= self._cut.add(("utterance", self._utterances))
        else:
            is_new = True
        if is_new:
            yield Interruption(response_id, item_id)


_taker: Final[Callable[[type], Callable[..., Iterator[Fact]]]] = cache(
    SessionReader.__dict__["_take"].dispatcher.dispatch
)
"""What takes an event of a class: a bound `singledispatchmethod` is made anew for each call, which
costs a third of all that the reader does."""


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    """The seconds between both; None if one is unknown, or the clock went back."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()
