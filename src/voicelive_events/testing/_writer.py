"""The service's side of the protocol: which events it sends when something happens, and their ids.

`SessionWriter` writes a session, `ResponseWriter` one response of it, and an `ItemWriter` one item
of that. They send each event by a callback, at once.
"""

from __future__ import annotations

import base64
import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self

from .._output_format import output_format
from ..enums import OutputAudioFormat, ResponseItemStatus, ResponseStatus
from ..models.items import ResponseItem
from ..models.request_items import ConversationRequestItem
from ..models.responses import Response, ResponseCreateParams, ResponseStatusDetails
from ..models.session import ResponseSession
from ..models.usage import TokenUsage
from ..server.animation import (
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationBlendshapeDone,
    ServerEventResponseAnimationVisemeDelta,
    ServerEventResponseAnimationVisemeDone,
)
from ..server.base import ServerEvent
from ..server.conversation import (
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemInputAudioTranscriptionFailed,
    ServerEventConversationItemRetrieved,
    ServerEventConversationItemTruncated,
)
from ..server.input_audio import (
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventInputAudioBufferTimeoutTriggered,
)
from ..server.mcp import (
    McpCallEvent,
    ServerEventMcpListToolsCompleted,
    ServerEventMcpListToolsFailed,
    ServerEventMcpListToolsInProgress,
    ServerEventResponseMcpCallArgumentsDelta,
    ServerEventResponseMcpCallArgumentsDone,
    ServerEventResponseMcpCallCompleted,
    ServerEventResponseMcpCallFailed,
    ServerEventResponseMcpCallInProgress,
)
from ..server.output_audio import (
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseAudioTimestampDone,
)
from ..server.response import (
    ServerEventResponseContentPartAdded,
    ServerEventResponseContentPartDone,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
    ServerEventResponseOutputItemDone,
)
from ..server.session import (
    ServerEventError,
    ServerEventSessionAvatarConnecting,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
    ServerEventWarning,
)
from ._dialect import DATED, Dialect, tag_of
from ._usage import Tokens, heard, read, spoken, usage

__all__ = [
    "CallWriter",
    "FunctionCallWriter",
    "ItemWriter",
    "McpCallWriter",
    "MessageWriter",
    "ResponseWriter",
    "SessionWriter",
    "numbered_ids",
    "pieces",
]

_LARGEST_DELTA = 2**19
"""Bytes of audio in one event: there are clients that take no message of more than 1 MiB."""

_PIECE = re.compile(r"\s*\S+|\s+$")


def pieces(text: str) -> list[str]:
    """*text* in the pieces that it comes in: its words, each with the space before it."""
    return _PIECE.findall(text) or [text]


def numbered_ids() -> Callable[[str], str]:
    """A maker of ids such as ``item_1``, counted by kind."""
    counts: Counter[str] = Counter()

    def new_id(kind: str) -> str:
        counts[kind] += 1
        return f"{kind}_{counts[kind]}"

    return new_id


class SessionWriter:
    """Sends what the service sends in one session, event by event."""

    def __init__(
        self,
        send: Callable[[ServerEvent], None],
        dialect: Dialect = DATED,
        new_id: Callable[[str], str] | None = None,
    ) -> None:
        self.dialect = dialect
        self.new_id = new_id or numbered_ids()
        """Gives a new id of a kind: ``sess``, ``conv``, ``item``, ``resp``, ``call``, ``event``."""
        self.session = ResponseSession()
        """The settings as they were last sent."""
        self.conversation_id = self.new_id("conv")
        self.order: list[str] = []
        """Ids of the conversation's items, from the first to the last. What leaves it here is
        forgotten."""
        self._send = send
        self._tokens = Tokens()  # of the conversation's items
        self._taken = Tokens()  # of the last response

    def send(self, event: type[ServerEvent], /, **fields: Any) -> None:
        """Send an event with *fields* as on the wire, and with an id. It shares no object with
        anything."""
        made = {**event._schema.constants, "event_id": self.new_id("event"), **fields}
        self._send(event.from_dict(made))

    # --- The session -------------------------------------------------------------------------

    def session_created(self, session: ResponseSession | None = None) -> None:
        self.session = session or self.dialect.new_session(self.new_id("sess"))
        self.send(ServerEventSessionCreated, session=self.session)

    def session_updated(self, session: ResponseSession | None = None) -> None:
        self.session = session or self.session
        self.send(ServerEventSessionUpdated, session=self.session)

    def avatar_connecting(self, server_sdp: str) -> None:
        self.send(ServerEventSessionAvatarConnecting, server_sdp=server_sdp)

    def error(
        self,
        message: str,
        *,
        code: str | None = None,
        type: str = "invalid_request_error",
        param: str | None = None,
        event_id: str | None = None,
    ) -> None:
        """*event_id* is that of the client's event at fault."""
        details = {"type": type, "code": code, "message": message, "param": param}
        self.send(ServerEventError, error=details | {"event_id": event_id})

    def warning(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        details = {"message": message, "code": code, "param": param}
        self.send(ServerEventWarning, warning=details)

    # --- The user speaks ---------------------------------------------------------------------

    def speech_started(self, audio_start_ms: int) -> str:
        """Gives the id of the item that the speech will become."""
        item_id = self.new_id("item")
        self.send(
            ServerEventInputAudioBufferSpeechStarted,
            audio_start_ms=audio_start_ms,
            item_id=item_id,
        )
        return item_id

    def speech_stopped(self, item_id: str, audio_end_ms: int) -> None:
        self.send(
            ServerEventInputAudioBufferSpeechStopped, audio_end_ms=audio_end_ms, item_id=item_id
        )

    def silence_timed_out(self, audio_start_ms: int, audio_end_ms: int) -> str:
        """Gives the id of the item that the silence will become."""
        item_id = self.new_id("item")
        self.send(
            ServerEventInputAudioBufferTimeoutTriggered,
            audio_start_ms=audio_start_ms,
            audio_end_ms=audio_end_ms,
            item_id=item_id,
        )
        return item_id

    def audio_cleared(self) -> None:
        self.send(ServerEventInputAudioBufferCleared)

    def audio_committed(self, item_id: str, audio_ms: int = 0) -> None:
        """The buffered audio, *audio_ms* long, becomes a message of the user."""
        self.send(
            ServerEventInputAudioBufferCommitted,
            previous_item_id=self._last_item,
            item_id=item_id,
        )
        fields = {"type": "message", "status": "completed", "role": "user"}
        part = {"type": "input_audio", "transcript": None}
        message = self._item(item_id, **fields, content=[part])
        previous = self._place(message)
        self.item_done(message, previous)
        self._count(heard(audio_ms))

    def transcription_delta(self, item_id: str, delta: str) -> None:
        self.send(
            ServerEventConversationItemInputAudioTranscriptionDelta,
            item_id=item_id,
            content_index=0,
            delta=delta,
            **self.dialect.padding(delta),
        )

    def transcription_completed(self, item_id: str, transcript: str, seconds: float = 0) -> None:
        """*seconds* is how long the audio is; v1 bills it."""
        billed = {"usage": {"type": "duration", "seconds": seconds}} if self.dialect.is_v1 else {}
        self.send(
            ServerEventConversationItemInputAudioTranscriptionCompleted,
            item_id=item_id,
            content_index=0,
            transcript=transcript,
            **billed,
        )

    def transcription_failed(self, item_id: str, error: Mapping[str, Any]) -> None:
        self.send(
            ServerEventConversationItemInputAudioTranscriptionFailed,
            item_id=item_id,
            content_index=0,
            error=error,
        )

    # --- The conversation --------------------------------------------------------------------

    def item_created(self, item: ConversationRequestItem, after: str | None = None) -> ResponseItem:
        """The client's *item* enters the conversation: at its end, or *after* an item, or first for
        ``root``. Gives it as the service keeps it."""
        kept = self.dialect.kept(item, item.id or self.new_id("item"))
        self._whole_item(kept, after)
        return kept

    def item_retrieved(self, item: ResponseItem) -> None:
        self.send(ServerEventConversationItemRetrieved, item=item)

    def item_truncated(self, item_id: str, audio_end_ms: int, content_index: int = 0) -> None:
        self.send(
            ServerEventConversationItemTruncated,
            item_id=item_id,
            content_index=content_index,
            audio_end_ms=audio_end_ms,
        )

    def item_deleted(self, item_id: str) -> None:
        self.order.remove(item_id)
        self.send(ServerEventConversationItemDeleted, item_id=item_id)

    def item_done(self, item: ResponseItem, previous: str | None) -> None:
        self.send(ServerEventConversationItemDone, previous_item_id=previous, item=item)

    def _whole_item(self, item: ResponseItem, after: str | None = None) -> None:
        previous = self._place(item, after)
        if self.dialect.is_v1:
            self.item_done(item, previous)
        self._count(_tokens_of(item))

    @property
    def _last_item(self) -> str | None:
        return self.order[-1] if self.order else None

    def _place(self, item: ResponseItem, after: str | None = None) -> str | None:
        """Gives the id of the item before it."""
        place = len(self.order) if after is None else 0
        if after not in (None, "root"):
            place = self.order.index(after) + 1
        previous = self.order[place - 1] if place else None
        self.order.insert(place, str(item.id))
        self.send(self.dialect.item_placed, previous_item_id=previous, item=item)
        return previous

    def _item(self, item_id: str, **fields: Any) -> ResponseItem:
        return ResponseItem.from_dict(self.dialect.item_identity(item_id) | fields)

    # --- MCP servers -------------------------------------------------------------------------

    def mcp_tools_listed(self, server_label: str, tools: Sequence[Mapping[str, Any]] | None) -> str:
        """The service asks an MCP server for its *tools*; None if it does not get them. Gives the
        id of the item that keeps them."""
        item_id = self.new_id("item")
        item = self._item(
            item_id, type="mcp_list_tools", server_label=server_label, tools=tools or []
        )
        self.send(ServerEventMcpListToolsInProgress, item_id=item_id)
        self._whole_item(item)
        end = ServerEventMcpListToolsFailed if tools is None else ServerEventMcpListToolsCompleted
        self.send(end, item_id=item_id)
        return item_id

    # --- The model answers -------------------------------------------------------------------

    def response(
        self, asked: ResponseCreateParams | Mapping[str, Any] | None = None
    ) -> ResponseWriter:
        """Begin a response, made as a `response.create` *asked* and the session says."""
        return ResponseWriter(self, asked or {})

    def _count(self, tokens: Tokens) -> None:
        self._tokens += tokens

    def _usage(self, written: Tokens) -> dict[str, Any]:
        """Of a response that takes in the conversation as it stands. What the last one took in
        is cached."""
        prompt = read(self.session.get("instructions") or "", *(self.session.get("tools") or ()))
        cached, self._taken = self._taken.in_blocks(), prompt + self._tokens
        return usage(self._taken, cached, written, reasoning=not self.dialect.is_v1)


class ResponseWriter:
    """Sends one response: its items one after the other, then its end."""

    def __init__(self, session: SessionWriter, asked: Mapping[str, Any]) -> None:
        self.writer = session
        self.id = session.new_id("resp")
        self.in_conversation = asked.get("conversation") != "none"
        """False for an out-of-band response, whose items stay out of the conversation."""
        self.settings = session.dialect.response_settings(session.session, asked)
        self.extras = session.dialect.extras(session.session)
        """What the session wants beside the audio: ``word``, ``viseme_id``, ``blendshapes``."""
        self.items: list[ItemWriter] = []
        self.written = Tokens()
        begun = self._response(ResponseStatus.IN_PROGRESS)
        named = output_format(begun)
        self.format = named if isinstance(named, OutputAudioFormat) else OutputAudioFormat.PCM16
        """How its audio is encoded."""
        session.send(ServerEventResponseCreated, response=begun)

    @property
    def is_spoken(self) -> bool:
        return "audio" in (self.settings.get(self.writer.dialect.modalities) or ())

    def message(self) -> MessageWriter:
        """Begin a message: spoken, or written where the response has no audio."""
        return MessageWriter(self)

    def function_call(self, name: str, call_id: str | None = None) -> FunctionCallWriter:
        return FunctionCallWriter(self, name, call_id)

    def mcp_call(
        self, server_label: str, name: str, approval_request_id: str | None = None
    ) -> McpCallWriter:
        return McpCallWriter(self, server_label, name, approval_request_id)

    def mcp_approval_request(self, server_label: str, name: str, arguments: str) -> ItemWriter:
        """The service asks the client whether it may call a tool. The item is whole at once."""
        item = ItemWriter(
            self,
            type="mcp_approval_request",
            server_label=server_label,
            name=name,
            arguments=arguments,
        )
        item.end()
        return item

    def end(
        self,
        status: ResponseStatus = ResponseStatus.COMPLETED,
        details: ResponseStatusDetails | Mapping[str, Any] | None = None,
        usage: TokenUsage | None = None,
    ) -> Response:
        """End the response, and as incomplete any item that is still open. Gives it as sent."""
        for item in self.items:
            item.end(ResponseItemStatus.INCOMPLETE)
        used = usage or self.writer._usage(self.written)
        response = self._response(status, details, used)
        self.writer.send(ServerEventResponseDone, response=response)
        if self.in_conversation:
            self.writer._count(self.written)
        return response

    def _response(
        self,
        status: ResponseStatus,
        details: Mapping[str, Any] | None = None,
        usage: Mapping[str, Any] | None = None,
    ) -> Response:
        return Response.from_dict(
            {
                "object": "realtime.response",
                "id": self.id,
                "status": status,
                "status_details": details,
                "output": [item.item for item in self.items],
                "usage": usage,
                "conversation_id": self.writer.conversation_id if self.in_conversation else None,
                **self.settings,
            }
        )


class ItemWriter:
    """Sends one item of a response, from its beginning to its end."""

    def __init__(self, response: ResponseWriter, **fields: Any) -> None:
        self.response = response
        self.writer = response.writer
        self.id = self.writer.new_id("item")
        self.output_index = len(response.items)
        self.item = self.writer._item(self.id, **fields)
        """The item as it stands."""
        self._is_open = True
        self._previous: str | None = None
        response.items.append(self)
        self._send_item(ServerEventResponseOutputItemAdded)
        if response.in_conversation:
            self._previous = self.writer._place(self.item)

    def end(self, status: ResponseItemStatus = ResponseItemStatus.COMPLETED) -> None:
        """End the item; one that has ended stays as it is."""
        if not self._is_open:
            return
        self._is_open = False
        self._finish(status)
        if self.writer.dialect.is_v1 and self.response.in_conversation:
            # As in live sessions: none is named where the one before is the conversation's first.
            is_second = self.writer.order[:1] == [self._previous]
            self.writer.item_done(self.item, None if is_second else self._previous)
        self._send_item(ServerEventResponseOutputItemDone)

    def _finish(self, status: ResponseItemStatus) -> None:
        """Bring `item` into its last state, and send what comes before its end."""

    def _send(self, event: type[ServerEvent], /, **fields: Any) -> None:
        """Send an *event* about this item of this response."""
        self.writer.send(
            event,
            response_id=self.response.id,
            item_id=self.id,
            output_index=self.output_index,
            **fields,
        )

    def _send_item(self, event: type[ServerEvent]) -> None:
        self.writer.send(
            event,
            response_id=self.response.id,
            output_index=self.output_index,
            item=self.item,
        )


class MessageWriter(ItemWriter):
    """Sends a message of the assistant, with one part: spoken or written."""

    def __init__(self, response: ResponseWriter) -> None:
        super().__init__(
            response, type="message", status="in_progress", role="assistant", content=[]
        )
        self.is_spoken = response.is_spoken
        self.said = ""
        """The text so far."""
        self.audio_ms = 0.0
        """How long the audio is so far."""
        self._sent_extras: dict[str, None] = {}  # in the order of their beginning
        self._send_part(ServerEventResponseContentPartAdded, "")

    def say(self, text: str = "", audio: bytes = b"") -> Self:
        """Send the next piece of *text*, and of *audio* if the message is spoken."""
        dialect = self.writer.dialect
        self.said += text
        if text:
            delta = dialect.transcript_delta if self.is_spoken else dialect.text_delta
            self._send_content(delta, delta=text, **dialect.padding(text))
        if audio and self.is_spoken:
            for start in range(0, len(audio), _LARGEST_DELTA):
                encoded = base64.b64encode(audio[start : start + _LARGEST_DELTA]).decode()
                self._send_content(dialect.audio_delta, delta=encoded)
            self.audio_ms += 1000 * len(audio) / self.response.format.bytes_per_second
        return self

    def word(self, text: str, audio_offset_ms: int, audio_duration_ms: int) -> None:
        """Tell when a word is spoken, if the session wants that."""
        self._send_extra(
            "word",
            ServerEventResponseAudioTimestampDelta,
            audio_offset_ms=audio_offset_ms,
            audio_duration_ms=audio_duration_ms,
            text=text,
        )

    def viseme(self, viseme_id: int, audio_offset_ms: int) -> None:
        """Tell which shape the mouth takes, and when, if the session wants that."""
        self._send_extra(
            "viseme_id",
            ServerEventResponseAnimationVisemeDelta,
            audio_offset_ms=audio_offset_ms,
            viseme_id=viseme_id,
        )

    def blendshapes(self, frames: Iterable[Sequence[float]] | str, frame_index: int) -> None:
        """Send frames of the face, the first with *frame_index*, if the session wants that."""
        self._send_extra(
            "blendshapes",
            ServerEventResponseAnimationBlendshapeDelta,
            frame_index=frame_index,
            frames=frames if isinstance(frames, str) else [list(frame) for frame in frames],
        )

    def _send_extra(self, kind: str, event: type[ServerEvent], **fields: Any) -> None:
        if kind in self.response.extras and self.is_spoken:
            self._sent_extras[kind] = None
            self._send_content(event, **fields)

    def _finish(self, status: ResponseItemStatus) -> None:
        if self.is_spoken:
            self._end_audio()
        else:
            self._send_content(self.writer.dialect.text_done, text=self.said)
        # Before v1 the text of a written part stays empty here.
        is_shown = self.is_spoken or self.writer.dialect.is_v1
        self._send_part(ServerEventResponseContentPartDone, self.said if is_shown else "")
        part = self.writer.dialect.audio_part if self.is_spoken else self.writer.dialect.text_part
        self.item["status"] = status
        self.item["content"] = [self._part(tag_of(part), self.said)]
        self.response.written += read(self.said) + spoken(self.audio_ms)

    def _end_audio(self) -> None:
        self._send_content(self.writer.dialect.audio_done)
        for kind in self._sent_extras:
            event, place = _EXTRA_ENDS[kind]
            self._send(event, **place)
        self._send_content(self.writer.dialect.transcript_done, transcript=self.said)

    def _part(self, kind: str, text: str) -> dict[str, Any]:
        return {"type": kind, "transcript" if self.is_spoken else "text": text}

    def _send_part(self, event: type[ServerEvent], text: str) -> None:
        part = self._part("audio" if self.is_spoken else "text", text)
        again = {"content": dict(part)} if self.writer.dialect.is_v1 else {}
        self._send_content(event, part=part, **again)

    def _send_content(self, event: type[ServerEvent], **fields: Any) -> None:
        self._send(event, content_index=0, **fields)


_EXTRA_ENDS: dict[str, tuple[type[ServerEvent], dict[str, int]]] = {
    "word": (ServerEventResponseAudioTimestampDone, {"content_index": 0}),
    "viseme_id": (ServerEventResponseAnimationVisemeDone, {"content_index": 0}),
    "blendshapes": (ServerEventResponseAnimationBlendshapeDone, {}),
}
"""What ends each extra; that of blendshapes names no part."""


class CallWriter(ItemWriter):
    """Sends a call, whose arguments come in pieces."""

    def write(self, delta: str) -> Self:
        """Send the next piece of the arguments."""
        self.item["arguments"] += delta
        self._send_delta(delta=delta, **self.writer.dialect.padding(delta))
        return self

    def write_all(self, arguments: str) -> Self:
        """Send *arguments* piece by piece."""
        for delta in pieces(arguments):
            self.write(delta)
        return self

    @abstractmethod
    def _send_delta(self, **fields: Any) -> None: ...

    def _finish(self, status: ResponseItemStatus) -> None:
        self.response.written += read(self.item["name"], self.item["arguments"])


class FunctionCallWriter(CallWriter):
    """Sends a call of a function of the client."""

    def __init__(self, response: ResponseWriter, name: str, call_id: str | None) -> None:
        self.call_id = call_id or response.writer.new_id("call")
        super().__init__(
            response,
            type="function_call",
            status="in_progress",
            name=name,
            call_id=self.call_id,
            arguments="",
        )

    def _send_delta(self, **fields: Any) -> None:
        event = ServerEventResponseFunctionCallArgumentsDelta
        self._send(event, call_id=self.call_id, **fields)

    def _finish(self, status: ResponseItemStatus) -> None:
        super()._finish(status)
        self._send(
            ServerEventResponseFunctionCallArgumentsDone,
            call_id=self.call_id,
            name=self.item["name"],
            arguments=self.item["arguments"],
        )
        self.item["status"] = status


class McpCallWriter(CallWriter):
    """Sends a call of a tool of an MCP server, which the service makes itself."""

    def __init__(
        self, response: ResponseWriter, server_label: str, name: str, approval: str | None
    ) -> None:
        super().__init__(
            response,
            type="mcp_call",
            approval_request_id=approval,
            server_label=server_label,
            name=name,
            arguments="",
            output=None,
            error=None,
        )
        self._has_begun = False

    def begin(self) -> None:
        """The arguments are whole, and the tool starts to run."""
        self._has_begun = True
        self._send(ServerEventResponseMcpCallArgumentsDone, arguments=self.item["arguments"])
        self._send_state(ServerEventResponseMcpCallInProgress)

    def complete(self, output: str) -> None:
        """The tool has given *output*: the item ends."""
        self.item["output"] = output
        self._send_end(ServerEventResponseMcpCallCompleted)

    def fail(self, error: Mapping[str, Any] | str) -> None:
        """The call has failed: the item ends."""
        self.item["error"] = error
        self._send_end(ServerEventResponseMcpCallFailed)

    def _send_delta(self, **fields: Any) -> None:
        self._send(ServerEventResponseMcpCallArgumentsDelta, **fields)

    def _send_end(self, event: type[McpCallEvent]) -> None:
        if not self._has_begun:
            self.begin()
        self._send_state(event)
        self.end()

    def _send_state(self, event: type[McpCallEvent]) -> None:
        self.writer.send(event, item_id=self.id, output_index=self.output_index)


def _tokens_of(item: ResponseItem) -> Tokens:
    """What an item costs by its text; audio is counted where its length is known."""
    texts = [item.get(key) or "" for key in ("name", "arguments", "output", "tools")]
    return read(*texts, *(part.get("text") or "" for part in item.get("content", ())))
