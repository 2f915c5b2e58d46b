"""How each event adds to what is assembled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import singledispatchmethod

from .._reading import readable
from ..client.base import ClientEvent
from ..enums import (
    MessageRole,
)
from ..errors import FieldError
from ..models.items import (
    ResponseItem,
)
from ..models.session import ResponseSession
from ..reader import Fact, Interruption, ResponseEnd, SessionReader
from ..reader._heard import clamped
from ..server.base import ResponseContentEvent, ResponseItemEvent, ServerEvent
from ..server.conversation import (
    ConversationItemEvent,
    ConversationItemPlacedEvent,
    InputAudioTranscriptionEndEvent,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemInputAudioTranscriptionFailed,
    ServerEventConversationItemTruncated,
)
from ..server.input_audio import (
    InputAudioItemEvent,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from ..server.mcp import (
    McpCallEvent,
    McpListToolsEvent,
    ServerEventResponseMcpCallArgumentsDelta,
    ServerEventResponseMcpCallArgumentsDone,
)
from ..server.output_audio import (
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ServerEventResponseAudioTranscriptAnnotationAdded,
)
from ..server.response import (
    ResponseContentPartEvent,
    ResponseOutputItemEvent,
    ResponseStateEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ServerEventResponseContentPartDone,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemDone,
)
from ..server.search import SearchCallEvent
from ..server.session import SessionEvent
from ._items import AssembledItem, AssembledResponse
from ._parts import AssembledPart

__all__ = ["Assembler"]


class Assembler:
    """What is assembled so far, and how each event adds to it."""

    def __init__(self, *, keep_audio: bool) -> None:
        self.reader = SessionReader()
        self.facts: Sequence[Fact] = ()
        self.session: ResponseSession | None = None
        self.items: dict[str, AssembledItem] = {}
        self.responses: dict[str, AssembledResponse] = {}
        self._replaced: dict[tuple[str, str], AssembledItem] = {}
        """Output of a response that was deleted and whose id another item has now."""
        self._keep_audio = keep_audio

    def feed(self, event: ServerEvent | ClientEvent, time: datetime | None) -> AssembledItem | None:
        """As `AssembledConversation.feed`."""
        taken = self.reader.taken
        self.facts = self.reader.feed(event, time)
        if self.reader.taken == taken or not isinstance(event, ServerEvent):
            return None
        item = None
        with suppress(FieldError):  # one of the event's problems
            item = self._take(event)
        for fact in self.facts:
            self._settle(fact)
        return item

    def _settle(self, fact: Fact) -> None:
        """Take over what the reader has decided."""
        if isinstance(fact, ResponseEnd) and fact.response_id is not None:
            self._response(fact.response_id)._join(fact.in_conversation)
        elif isinstance(fact, Interruption) and fact.response_id is not None:
            self._response(fact.response_id).is_interrupted = True
        elif isinstance(fact, Interruption) and fact.item_id is not None:
            self._item(fact.item_id)._is_interrupted = True  # so is its response, if one turns up

    @singledispatchmethod
    def _take(self, event: ServerEvent) -> AssembledItem | None:
        """By the class of the event, so that a base class stands for all that share it."""
        return None

    # The session and its responses.

    @_take.register
    def _session(self, event: SessionEvent) -> None:
        self.session = event.session

    @_take.register
    def _response_state(self, event: ResponseStateEvent) -> None:
        latest = event.response
        if latest.id is None:
            return
        response = self._response(latest.id)
        if opened := self.reader.responses.get(latest.id):
            response._join(opened.in_conversation)
        if not response.is_done:  # it ends once
            response._take(latest)
            response.is_done = isinstance(event, ServerEventResponseDone)
        output = readable(lambda: latest.output)
        for index, item in enumerate(output or ()):
            if taken := self._whole(item, latest.id):
                self._put(response, index, taken)

    # Whole items and parts.

    @_take.register
    def _output_item(self, event: ResponseOutputItemEvent) -> AssembledItem | None:
        item = self._whole(event.item, event.response_id)
        if item:
            self._put(self._response(event.response_id), event.output_index, item)
            if isinstance(event, ServerEventResponseOutputItemDone):
                item._finish()
        return item

    @_take.register
    def _conversation_item(self, event: ConversationItemEvent) -> AssembledItem | None:
        is_done = isinstance(event, ServerEventConversationItemDone)
        if event.item and isinstance(event, ConversationItemPlacedEvent) and not is_done:
            self._begin_anew(event.item.id or "")
        item = self._whole(event.item)
        if item:
            if item.response_id is None:
                item.in_conversation = True
            if isinstance(event, ConversationItemPlacedEvent):
                item._follow(readable(lambda: event.previous_item_id))
            if is_done:
                item._finish()
        return item

    def _begin_anew(self, item_id: str) -> None:
        """An item is created; what was deleted under its id has nothing to do with it."""
        known = self.items.get(item_id)
        if known and known.is_deleted:
            del self.items[item_id]
            if known.response_id is not None:
                self._replaced[known.response_id, item_id] = known

    @_take.register
    def _content_part(self, event: ResponseContentPartEvent) -> AssembledItem:
        item, part = self._place(event)
        part._take(event.part)
        if isinstance(event, ServerEventResponseContentPartDone):
            part.is_done = True
        return item

    # What a response produces, piece by piece.

    @_take.register
    def _text_delta(self, event: ResponseTextDeltaEvent) -> AssembledItem:
        item, part = self._place(event)
        part._text.add(event.delta)
        return item

    @_take.register
    def _text_done(self, event: ResponseTextDoneEvent) -> AssembledItem:
        item, part = self._place(event)
        part._text.end(event.text)
        return item

    @_take.register
    def _transcript_delta(self, event: ResponseAudioTranscriptDeltaEvent) -> AssembledItem:
        item, part = self._place(event)
        part._transcript.add(event.delta)
        return item

    @_take.register
    def _transcript_done(self, event: ResponseAudioTranscriptDoneEvent) -> AssembledItem:
        item, part = self._place(event)
        part._transcript.end(event.transcript)
        return item

    @_take.register
    def _annotation(
        self, event: ServerEventResponseAudioTranscriptAnnotationAdded
    ) -> AssembledItem:
        item, part = self._place(event)
        part.annotations[event.annotation_index] = event.annotation
        return item

    @_take.register
    def _audio_delta(self, event: ResponseAudioDeltaEvent) -> AssembledItem:
        item, part = self._place(event)
        delta = event.delta
        if not part.audio_size:
            part.format = self.reader.output_format(event.response_id)
        part.audio_size += len(delta)
        if self._keep_audio:
            part._audio += delta
        return item

    @_take.register
    def _arguments_delta(
        self,
        event: (
            ServerEventResponseFunctionCallArgumentsDelta | ServerEventResponseMcpCallArgumentsDelta
        ),
    ) -> AssembledItem:
        item = self._output(event)
        item._arguments.add(event.delta)
        return item

    @_take.register
    def _arguments_done(
        self,
        event: (
            ServerEventResponseFunctionCallArgumentsDone | ServerEventResponseMcpCallArgumentsDone
        ),
    ) -> AssembledItem:
        item = self._output(event)
        if isinstance(event, ServerEventResponseFunctionCallArgumentsDone):
            item.call_id = readable(lambda: event.call_id) or item.call_id
            item.name = readable(lambda: event.name) or item.name
        if event.arguments is not None:
            item._arguments.end(event.arguments)
        return item

    @_take.register
    def _call_state(
        self, event: McpCallEvent | McpListToolsEvent | SearchCallEvent
    ) -> AssembledItem:
        item = self._item(event.item_id)
        item.status = event.type.rpartition(".")[2]  # in_progress, searching, completed, failed
        return item

    # What the user says.

    @_take.register
    def _input_audio(self, event: InputAudioItemEvent) -> AssembledItem:
        item = self._item(event.item_id)
        item.role = MessageRole.USER
        if isinstance(event, ServerEventInputAudioBufferCommitted):
            item.in_conversation = True
            item._follow(readable(lambda: event.previous_item_id))
        elif isinstance(event, ServerEventInputAudioBufferSpeechStarted):
            self._talk_over(item)
            item.speech_start_ms = clamped(event.audio_start_ms)
        elif isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            if item.speech_start_ms is None:  # nothing told that it began
                self._talk_over(item)
            item.speech_end_ms = clamped(event.audio_end_ms)
        return item

    def _talk_over(self, item: AssembledItem) -> None:
        for response_id in self.reader.responses:
            self._response(response_id).interrupted_by = item.id

    @_take.register
    def _transcription_delta(
        self, event: ServerEventConversationItemInputAudioTranscriptionDelta
    ) -> AssembledItem:
        item = self._placed(event.item_id)
        item._part(event.content_index or 0)._transcript.add(event.delta or "")
        return item

    @_take.register
    def _transcription_end(self, event: InputAudioTranscriptionEndEvent) -> AssembledItem:
        item = self._placed(event.item_id)
        part = item._part(event.content_index)
        if isinstance(event, ServerEventConversationItemInputAudioTranscriptionCompleted):
            part._transcript.end(event.transcript)
        elif isinstance(event, ServerEventConversationItemInputAudioTranscriptionFailed):
            part.error = event.error
        return item

    # What becomes of items.

    @_take.register
    def _truncated(self, event: ServerEventConversationItemTruncated) -> AssembledItem:
        item = self._placed(event.item_id)
        index = readable(lambda: event.content_index)
        item._part(index or 0).audio_end_ms = clamped(event.audio_end_ms)
        return item

    @_take.register
    def _deleted(self, event: ServerEventConversationItemDeleted) -> AssembledItem:
        item = self._item(event.item_id)
        item.is_deleted = True
        return item

    # Where things are kept.

    def _item(self, item_id: str, response_id: str | None = None) -> AssembledItem:
        """The item *item_id*, which is output of that response if one is named."""
        if response_id is not None and (response_id, item_id) in self._replaced:
            return self._replaced[response_id, item_id]
        item = self.items.get(item_id)
        if item is None:
            item = self.items[item_id] = AssembledItem(item_id)
        return item

    def _placed(self, item_id: str) -> AssembledItem:
        """The item *item_id*, which has to be in the conversation."""
        item = self._item(item_id)
        item.in_conversation = True
        return item

    def _response(self, response_id: str) -> AssembledResponse:
        response = self.responses.get(response_id)
        if response is None:
            response = self.responses[response_id] = AssembledResponse(response_id)
        return response

    def _output(self, event: ResponseItemEvent) -> AssembledItem:
        """The item that *event* is about, in its place among the output of its response."""
        item = self._item(event.item_id, event.response_id)
        self._put(self._response(event.response_id), event.output_index, item)
        return item

    def _place(self, event: ResponseContentEvent) -> tuple[AssembledItem, AssembledPart]:
        item = self._output(event)
        return item, item._part(event.content_index)

    def _put(self, response: AssembledResponse, index: int, item: AssembledItem) -> None:
        if item.response_id is None:
            item.response_id, item.output_index = response.id, index
            item.in_conversation = response.in_conversation
            response._outputs.append(item)
            response.is_interrupted |= item._is_interrupted

    def _whole(
        self, latest: ResponseItem | None, response_id: str | None = None
    ) -> AssembledItem | None:
        """Take an item as the service sends it whole; one without an id cannot be followed."""
        if latest is None or latest.id is None:
            return None
        item = self._item(latest.id, response_id)
        item._take(latest)
        return item
