"""A recorded session told to a `SessionWriter`: only what happened, never how it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from voicelive_events import (
    ConversationItemPlacedEvent,
    ConversationRequestItem,
    ItemType,
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseTextDeltaEvent,
    ServerEvent,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseOutputItemAdded,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
)
from voicelive_events.testing._dialect import Dialect
from voicelive_events.testing._writer import (
    FunctionCallWriter,
    MessageWriter,
    ResponseWriter,
    SessionWriter,
)


def retold(recorded: Iterable[ServerEvent], dialect: Dialect) -> list[ServerEvent]:
    """What a `SessionWriter` sends that is told the session of *recorded*."""
    teller = _Teller(dialect)
    for event in recorded:
        teller.tell(event)
    return teller.sent


class _Teller:
    def __init__(self, dialect: Dialect) -> None:
        self.sent: list[ServerEvent] = []
        self._writer = SessionWriter(self.sent.append, dialect)
        self._user_item = ""
        self._known: set[object] = set()  # items that the writer itself has placed
        self._response: ResponseWriter | None = None
        self._message: MessageWriter | None = None
        self._call: FunctionCallWriter | None = None

    def tell(self, event: ServerEvent) -> None:
        match event:
            case ServerEventSessionCreated():
                self._writer.session_created(event.session)
            case ServerEventSessionUpdated():
                self._writer.session_updated(event.session)
            case ServerEventResponseCreated():
                self._response = self._writer.response()
            case ServerEventResponseDone():
                assert self._response
                self._response.items[-1].end()
                self._response.end()
            case ServerEventResponseOutputItemAdded():
                self._begin_item(event)
            case ConversationItemPlacedEvent():
                self._place_item(event)
            case _:
                self._tell_piece(event)

    def _tell_piece(self, event: ServerEvent) -> None:
        writer, item = self._writer, self._user_item
        match event:
            case ServerEventInputAudioBufferSpeechStarted():
                self._user_item = writer.speech_started(event.audio_start_ms)
            case ServerEventInputAudioBufferSpeechStopped():
                writer.speech_stopped(item, event.audio_end_ms)
            case ServerEventInputAudioBufferCommitted():
                self._known.add(event.item_id)
                writer.audio_committed(item)
            case ServerEventConversationItemInputAudioTranscriptionDelta():
                writer.transcription_delta(item, event.delta or "")
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                writer.transcription_completed(item, event.transcript, 3)
            case ResponseTextDeltaEvent() | ResponseAudioTranscriptDeltaEvent() if self._message:
                self._message.say(event.delta)
            case ResponseAudioDeltaEvent() if self._message:
                self._message.say(audio=event.delta)
            case ServerEventResponseFunctionCallArgumentsDelta() if self._call:
                self._call.write(event.delta)

    def _begin_item(self, event: ServerEventResponseOutputItemAdded) -> None:
        assert self._response
        item = event["item"]
        self._known.add(item["id"])
        if item["type"] == ItemType.FUNCTION_CALL:
            self._call = self._response.function_call(item["name"], item["call_id"])
        else:
            self._message = self._response.message()

    def _place_item(self, event: ConversationItemPlacedEvent) -> None:
        """The client has created an item, if the writer does not know it."""
        item = event["item"]
        if item["id"] not in self._known and not isinstance(event, ServerEventConversationItemDone):
            self._known.add(item["id"])
            asked = {key: item[key] for key in item if key not in ("id", "status", "object")}
            self._writer.item_created(ConversationRequestItem.from_dict(asked))
