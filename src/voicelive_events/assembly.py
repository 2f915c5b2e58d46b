"""Whole conversations, assembled from the events that tell of them piece by piece.

Not part of the package's own namespace: import it from `voicelive_events.assembly`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

from ._core.documented import documented
from ._core.reprs import ROOM, joined, short_repr
from ._reading import readable
from ._text import cut
from .client.base import ClientEvent
from .enums import (
    ContentPartType,
    ItemType,
    MessageRole,
    OutputAudioFormat,
    ResponseItemStatus,
    ResponseStatus,
)
from .errors import FieldError
from .models.content import (
    AssistantTextContentPart,
    AudioContentPart,
    ContentPart,
    InputImageContentPart,
    InputTextContentPart,
    MessageContentPart,
    RequestImageContentPart,
    TextContentPart,
)
from .models.errors import VoiceLiveErrorDetails
from .models.items import (
    FunctionItem,
    ResponseFileSearchCallItem,
    ResponseFoundryAgentCallItem,
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPToolItem,
    ResponseMessageItem,
    ResponseWebSearchCallItem,
)
from .models.request_items import (
    AssistantMessageItem,
    ConversationRequestItem,
    FunctionCallItem,
    FunctionCallOutputItem,
    MessageItem,
    SystemMessageItem,
    UserMessageItem,
)
from .models.responses import Response, ResponseStatusDetails
from .models.session import ResponseSession
from .models.usage import TokenUsage
from .reader import Fact, Interruption, ResponseEnd, SessionReader
from .reader._events import is_whole
from .reader._heard import clamped, is_truncated
from .server.base import ResponseContentEvent, ResponseItemEvent, ServerEvent
from .server.conversation import (
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
from .server.input_audio import (
    InputAudioItemEvent,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from .server.mcp import (
    McpCallEvent,
    McpListToolsEvent,
    ServerEventResponseMcpCallArgumentsDelta,
    ServerEventResponseMcpCallArgumentsDone,
)
from .server.output_audio import (
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ServerEventResponseAudioTranscriptAnnotationAdded,
)
from .server.response import (
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
from .server.search import SearchCallEvent
from .server.session import SessionEvent

__all__ = [
    "AssembledConversation",
    "AssembledItem",
    "AssembledPart",
    "AssembledResponse",
]


class _Text:
    """A text that grows by deltas, at a cost that is linear in its length."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def __str__(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def add(self, delta: str) -> None:
        self._pieces.append(delta)

    def end(self, whole: str) -> None:
        """Take the word of the event that ends the text: that is the text, be it empty."""
        self._pieces = [whole]

    def settle(self, whole: object) -> None:
        """Take what stands in a whole part or item. There an empty text says nothing of what was
        streamed: the service sends such."""
        if isinstance(whole, str) and whole:
            self._pieces = [whole]


def _one_line(state: object, **fields: object) -> str:
    """*state* as the `repr` of a model: those of the *fields* that say something, texts cut."""
    shown = (
        f"{name}={_cut(name, value)}"
        for name, value in fields.items()
        if value is not None and value is not False and value != ""
    )
    return f"{type(state).__name__}({', '.join(shown)})"


def _cut(name: str, value: object) -> str:
    if isinstance(value, list):  # of ids
        ids = (short_repr(item_id, is_id=True) for item_id in value)
        return f"[{joined(ids, len(value), ROOM)}]"
    if isinstance(value, str) and name != "id":
        return repr(cut(str(value)))  # how a text begins tells one item from another
    return short_repr(value, 0, is_id=True)


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledPart:
    """One content part of an item, as far as it has come."""

    index: int
    """Zero-based place of the part among the contents of its item."""

    type: ContentPartType | str | None = None
    """Kind of the part; None until an event names it."""

    is_done: bool = False
    """Whether the service has said that the part is whole."""

    annotations: dict[int, Any] = field(default_factory=dict)
    """Annotations of the transcript by their index, as the service sent them."""

    format: OutputAudioFormat | str = OutputAudioFormat.PCM16
    """Format of the audio: the one that the session or the response named last."""

    image_url: str | None = None
    """Where an image can be fetched, or the image itself, as a `data:` URI."""

    audio_size: int = 0
    """Bytes of audio that were received."""

    audio_end_ms: int | None = None
    """Length of the audio that the conversation kept, in milliseconds, if it was truncated."""

    error: VoiceLiveErrorDetails | None = None
    """Why the user's audio was not transcribed, if it failed."""

    _text: _Text = field(default_factory=_Text, init=False)
    _transcript: _Text = field(default_factory=_Text, init=False)
    _audio: bytearray = field(default_factory=bytearray, init=False)

    def __repr__(self) -> str:
        return _one_line(
            self,
            index=self.index,
            type=self.type,
            text=self.text,
            transcript=self.transcript,
            audio_ms=self.audio_ms if self.audio_size else None,
            audio_end_ms=self.audio_end_ms,
            is_done=self.is_done,
            error=None if self.error is None else readable(self._message) or self.error,
        )

    def _take(self, latest: ContentPart) -> None:
        """Take the part as the service sends it whole; what it does not say stays."""
        self.type = readable(lambda: latest.type) or self.type
        if isinstance(latest, TextContentPart):
            self._text.settle(readable(lambda: latest.text))
        elif isinstance(latest, AudioContentPart):
            self._transcript.settle(readable(lambda: latest.transcript))
        elif isinstance(latest, RequestImageContentPart):
            self.image_url = readable(lambda: latest.image_url) or self.image_url

    def _to_request(self, role: MessageRole | str | None) -> MessageContentPart | None:
        if self.image_url:
            return InputImageContentPart(image_url=self.image_url)
        said = self.text or self.transcript
        if not said:
            return None
        is_reply = role == MessageRole.ASSISTANT
        return AssistantTextContentPart(text=said) if is_reply else InputTextContentPart(text=said)

    def _message(self) -> str | None:
        return None if self.error is None else self.error.message

    @property
    def text(self) -> str:
        """The text so far."""
        return str(self._text)

    @property
    def transcript(self) -> str:
        """What is said in the audio, so far. Truncation leaves it as it was received, though the
        service drops its own."""
        return str(self._transcript)

    @property
    def audio(self) -> bytes:
        """All audio that was received, in `format`; empty if the conversation keeps none."""
        return bytes(self._audio)

    @property
    def heard_audio(self) -> bytes:
        """The audio up to where it was truncated; all of it if it was not, or in a format of
        unknown rate."""
        if self.audio_end_ms is None or not isinstance(self.format, OutputAudioFormat):
            return self.audio
        size = self.audio_end_ms * self.format.bytes_per_second // 1000
        return bytes(self._audio[:size])

    @property
    def audio_ms(self) -> float | None:
        """How long the received audio lasts, in milliseconds; None in a format of unknown rate."""
        if not isinstance(self.format, OutputAudioFormat):
            return None
        return 1000 * self.audio_size / self.format.bytes_per_second

    @property
    def is_truncated(self) -> bool:
        """Whether audio of the part was cut, so that the model does not count on it as heard. What
        was truncated at its full length was heard."""
        if self.audio_end_ms is None:
            return False
        return not self.audio_ms or is_truncated(self.audio_end_ms, self.audio_ms)


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledItem:
    """One item of the conversation, as far as it has come."""

    id: str
    """The item's own id, to which events refer as `item_id`."""

    type: ItemType | str | None = None
    """Kind of the item; None until an event names it."""

    role: MessageRole | str | None = None
    """Who a message is from; None for other items, and until an event names it."""

    status: ResponseItemStatus | str | None = None
    """How far the item has come, as the service last said."""

    response_id: str | None = None
    """Id of the response that the item is output of; None for what the client added."""

    output_index: int | None = None
    """Zero-based index of the item in the output of that response."""

    previous_item_id: str | None = None
    """Id of the item right before this one, as far as an event told."""

    name: str | None = None
    """Name of the function or tool that a call is for."""

    call_id: str | None = None
    """Id of a function call, the same in the call and in its output."""

    output: str | None = None
    """What a function or a tool returned."""

    latest: ResponseItem | None = None
    """The item as the service last sent it whole."""

    is_done: bool = False
    """Whether the item is final. The transcript of the user's audio may still follow."""

    in_conversation: bool = False
    """Whether the item has entered the conversation: not what was said and never committed, nor the
    output of a response that belongs to no conversation."""

    is_deleted: bool = False
    """Whether the item has left the conversation."""

    speech_start_ms: int | None = None
    """Where the user's speech starts in the session's input audio, in milliseconds."""

    speech_end_ms: int | None = None
    """Where the user's speech ends in the session's input audio, in milliseconds."""

    _is_interrupted: bool = field(default=False, init=False)
    _parts: dict[int, AssembledPart] = field(default_factory=dict, init=False)
    _arguments: _Text = field(default_factory=_Text, init=False)

    def __repr__(self) -> str:
        return _one_line(
            self,
            id=self.id,
            type=self.type,
            role=self.role,
            status=self.status,
            name=self.name,
            text=self.text,
            transcript=self.transcript,
            arguments=self.arguments,
            output=self.output,
            is_done=self.is_done,
            is_truncated=self.is_truncated,
            is_deleted=self.is_deleted,
        )

    def _take(self, latest: ResponseItem) -> None:
        """Take the item as the service sends it whole; what it does not say stays."""
        self.latest = latest
        self.type = readable(lambda: latest.type) or self.type
        match latest:
            case ResponseMessageItem():
                self.role = readable(lambda: latest.role) or self.role
                self.status = readable(lambda: latest.status) or self.status
                for index, part in enumerate(readable(lambda: latest.content) or ()):
                    _part(self, index)._take(part)
            case ResponseFunctionCallItem():
                self.status = readable(lambda: latest.status) or self.status
                self._called(latest)
            case ResponseFunctionCallOutputItem():
                self.status = readable(lambda: latest.status) or self.status
                self.call_id = readable(lambda: latest.call_id) or self.call_id
                self.output = readable(lambda: latest.output)
            case ResponseMCPCallItem() | ResponseFoundryAgentCallItem():
                self._called(latest)
                self.output = readable(lambda: latest.output)
            case ResponseMCPApprovalRequestItem():
                self._called(latest)
            case ResponseWebSearchCallItem() | ResponseFileSearchCallItem():
                self.status = readable(lambda: latest.status) or self.status
        if self.status == ResponseItemStatus.COMPLETED or self.output is not None:
            self._finish()

    def _called(
        self,
        latest: (
            ResponseFunctionCallItem
            | ResponseFoundryAgentCallItem
            | ResponseMCPCallItem
            | ResponseMCPApprovalRequestItem
        ),
    ) -> None:
        self.name = readable(lambda: latest.name) or self.name
        if not isinstance(latest, ResponseMCPToolItem):
            self.call_id = readable(lambda: latest.call_id) or self.call_id
        self._arguments.settle(readable(lambda: latest.arguments))

    def _follow(self, previous_item_id: str | None) -> None:
        """Take its place: behind the item of that id, if one is named."""
        self.previous_item_id = previous_item_id or self.previous_item_id

    def _finish(self) -> None:
        if self.is_done:
            return  # and so are the parts that came since
        self.is_done = True
        for part in self._parts.values():
            part.is_done = True

    @property
    def parts(self) -> list[AssembledPart]:
        """The content parts in order."""
        return [part for _, part in sorted(self._parts.items())]

    @property
    def text(self) -> str:
        """The text of all parts, so far."""
        return "".join(part.text for part in self.parts)

    @property
    def transcript(self) -> str:
        """The transcript of all parts, so far."""
        return "".join(part.transcript for part in self.parts)

    @property
    def audio(self) -> bytes:
        """The audio of all parts, as `AssembledPart.audio`."""
        return b"".join(part.audio for part in self.parts)

    @property
    def annotations(self) -> list[Any]:
        """The annotations of all parts, in order."""
        return [each for part in self.parts for _, each in sorted(part.annotations.items())]

    @property
    def arguments(self) -> str:
        """The arguments of a call, as JSON text, so far."""
        return str(self._arguments)

    def to_request(self) -> ConversationRequestItem | None:
        """The item as a client can create it again, in a new session for instance.

        What was spoken is its transcript, all of it even where the audio was cut off, and of an
        image the part that has it. None for what no client may create, for a call that is not
        whole, and for what says nothing. The id is left out, for the service makes one.
        """
        match self.type:
            case ItemType.MESSAGE | None:  # only messages have parts
                return self._message_request()
            case ItemType.FUNCTION_CALL if self.name and self.call_id:
                if self._is_whole_call():
                    return FunctionCallItem(
                        name=self.name, call_id=self.call_id, arguments=self.arguments
                    )
            case ItemType.FUNCTION_CALL_OUTPUT if self.call_id and self.output is not None:
                return FunctionCallOutputItem(call_id=self.call_id, output=self.output)
        return None

    def _is_whole_call(self) -> bool:
        latest = self.latest
        if not isinstance(latest, ResponseFunctionCallItem):
            return False
        return bool(readable(lambda: is_whole(latest)))

    def _message_request(self) -> MessageItem | None:
        role = self.role or (MessageRole.ASSISTANT if self.response_id else None)
        make = _MESSAGES.get(str(role))
        content = [part for part in (each._to_request(role) for each in self.parts) if part]
        return make(content=content) if make and content else None

    @property
    def is_truncated(self) -> bool:
        """Whether audio of any part was cut."""
        return any(part.is_truncated for part in self._parts.values())


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledResponse:
    """One response of the model, as far as it has come."""

    id: str
    """The response's own id, to which events refer as `response_id`."""

    status: ResponseStatus | str | None = None
    """How far the response has come, or how it ended."""

    status_details: ResponseStatusDetails | None = None
    """Why the response did not complete."""

    usage: TokenUsage | None = None
    """Tokens that the response used; None until it is done."""

    is_done: bool = False
    """Whether the response has ended, however it ended."""

    interrupted_by: str | None = None
    """Id of the user message whose speech began while this response was under way."""

    is_interrupted: bool = False
    """Whether the user cut the response off: there was an `Interruption`."""

    in_conversation: bool = True
    """Whether what it produces joins the conversation."""

    _outputs: list[AssembledItem] = field(default_factory=list, init=False)

    def __repr__(self) -> str:
        return _one_line(
            self,
            id=self.id,
            status=self.status,
            items=[item.id for item in self.items],
            is_done=self.is_done,
            is_interrupted=self.is_interrupted,
        )

    def _take(self, latest: Response) -> None:
        """Take the response as the service sends it whole; what it does not say stays."""
        self.status = readable(lambda: latest.status) or self.status
        self.status_details = readable(lambda: latest.status_details) or self.status_details
        self.usage = readable(lambda: latest.usage) or self.usage

    def _join(self, joins: bool) -> None:
        """Take over whether what it produces joins the conversation."""
        self.in_conversation = joins
        for item in self._outputs:
            item.in_conversation = joins

    @property
    def items(self) -> list[AssembledItem]:
        """The items that the response produced, in order."""
        return sorted(self._outputs, key=lambda item: item.output_index or 0)


_MESSAGES: dict[str, type[SystemMessageItem | UserMessageItem | AssistantMessageItem]] = {
    MessageRole.SYSTEM: SystemMessageItem,
    MessageRole.USER: UserMessageItem,
    MessageRole.ASSISTANT: AssistantMessageItem,
}


class _Assembler:
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
        _part(item, event.content_index or 0)._transcript.add(event.delta or "")
        return item

    @_take.register
    def _transcription_end(self, event: InputAudioTranscriptionEndEvent) -> AssembledItem:
        item = self._placed(event.item_id)
        part = _part(item, event.content_index)
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
        _part(item, index or 0).audio_end_ms = clamped(event.audio_end_ms)
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
        return item, _part(item, event.content_index)

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


def _part(item: AssembledItem, index: int) -> AssembledPart:
    part = item._parts.get(index)
    if part is None:
        part = item._parts[index] = AssembledPart(index, is_done=item.is_done)
    return part


class AssembledConversation:
    """A conversation as far as its events have told it.

    Feed it every event of a session, in the order in which they came::

        conversation = AssembledConversation()
        for event in iter_events(log):
            conversation.feed(event)
        for item in conversation.history():
            print(item.role, item.text or item.transcript)

    It takes any event: what it does not know, and fields that cannot be read, are passed over, and
    an item or a response that was never announced is taken up where it is first named.

    With *keep_audio* false, audio is measured and let go, for sessions of any length.
    """

    def __init__(self, *, keep_audio: bool = True) -> None:
        self._assembler = _Assembler(keep_audio=keep_audio)

    def __repr__(self) -> str:
        session = short_repr(readable(self._session_id), is_id=True)
        counts = f"items=<{len(self.items)}>, responses=<{len(self.responses)}>"
        return f"{type(self).__name__}(session_id={session}, {counts})"

    def _session_id(self) -> str | None:
        return None if self.session is None else self.session.id

    @property
    def session(self) -> ResponseSession | None:
        """The session as it last stood."""
        return self._assembler.session

    @property
    def items(self) -> dict[str, AssembledItem]:
        """Every item by its id, in the order in which they were first named."""
        return self._assembler.items

    @property
    def responses(self) -> dict[str, AssembledResponse]:
        """Every response by its id, in order."""
        return self._assembler.responses

    @property
    def reader(self) -> SessionReader:
        """What decides turns, interruptions and the like, and knows what is under way."""
        return self._assembler.reader

    @property
    def facts(self) -> Sequence[Fact]:
        """What the last event has settled, as `SessionReader.feed` gives it."""
        return self._assembler.facts

    def feed(
        self, event: ServerEvent | ClientEvent, time: datetime | None = None
    ) -> AssembledItem | None:
        """Take *event*, and when it passed; gives the item that it is about, if it is about one.

        What the client sent tells the `reader` more; items are what the service says they are.
        """
        return self._assembler.feed(event, time)

    def history(self) -> list[AssembledItem]:
        """The items that are in the conversation, in its order."""
        following: dict[str | None, list[AssembledItem]] = {}
        for item in self.items.values():
            previous = item.previous_item_id if item.previous_item_id in self.items else None
            following.setdefault(previous, []).append(item)
        ordered: dict[str, AssembledItem] = {}
        # All items stand behind a first one, save those of a log that puts them in a ring.
        for first in [*following.get(None, ()), *self.items.values()]:
            stack = [first]
            while stack:
                item = stack.pop()
                if item.id not in ordered:
                    ordered[item.id] = item
                    stack += following.get(item.id, ())  # what came last stands next to it
        return [item for item in ordered.values() if item.in_conversation and not item.is_deleted]

    def to_requests(self) -> list[ConversationRequestItem]:
        """What of the history can be sent again, in order: `AssembledItem.to_request` of each item.

        A call and its output go together: one without the other is left out, for the service takes
        no output without its call, and nobody would answer a call that waits for one.
        """
        requests = [request for item in self.history() if (request := item.to_request())]
        called = {each.call_id for each in requests if isinstance(each, FunctionCallItem)}
        answered = {each.call_id for each in requests if isinstance(each, FunctionCallOutputItem)}
        whole = called & answered
        return [
            each for each in requests if not isinstance(each, FunctionItem) or each.call_id in whole
        ]
