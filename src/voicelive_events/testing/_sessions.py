"""Sessions as the service would send them, written a situation at a time."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Self

from .._text import cut
from ..enums import ApiVersion, OutputAudioFormat, ResponseStatus
from ..models.audio import AudioInputTranscriptionOptions
from ..models.content import InputTextContentPart
from ..models.request_items import (
    ConversationRequestItem,
    FunctionCallOutputItem,
    MCPApprovalResponseRequestItem,
    UserMessageItem,
)
from ..models.responses import ResponseCancelledDetails, ResponseStatusDetails
from ..models.session import ResponseSession
from ..models.tools import MCPTool
from ..server.base import ServerEvent, UnknownServerEvent
from ._dialect import dialect_of
from ._face import still_face
from ._replies import Call, McpApproval, McpCall, Reply, Say, write_call
from ._writer import ItemWriter, MessageWriter, ResponseWriter, SessionWriter, pieces

__all__ = ["ScriptedSession"]

_MS_PER_WORD = 300
_UNPLAYED_MS = 100
"""By how much a client's playing is behind what has come."""
_VISEMES = 22
_SILENCE = {OutputAudioFormat.G711_ULAW: b"\xff", OutputAudioFormat.G711_ALAW: b"\xd5"}
_SHOWN = 8
"""Situations that the repr shows."""


class ScriptedSession:
    """A session as a list of events, whose ids fit together as those of the service do.

    It begins with the session's own events. Each method adds what the service sends in one
    situation and gives the session back::

        session = ScriptedSession().spoken_turn("Is it raining?", "Yes, it is.").error("No more.")
        for event in session.events:
            handle(event)

    What the assistant says comes a word at a time, each with a piece of audio, and with word times
    and animation if the *settings* ask for them; where they have text alone, it is written. With
    *api_version* ``v1`` the events are those of v1; all other versions speak alike.
    """

    def __init__(
        self,
        settings: ResponseSession | None = None,
        *,
        api_version: str = ApiVersion.V2026_07_15,
    ) -> None:
        self.events: list[ServerEvent] = []
        """All events so far, in the order of the service. No two of them share an object."""
        self._told: list[str] = []
        self._heard_ms = 0.0
        self._writer = SessionWriter(self._receive, dialect_of(api_version))
        self._writer.session_created(settings)
        self._writer.session_updated(settings or _transcribing(self._writer))

    def __repr__(self) -> str:
        more = [f"{len(self._told) - _SHOWN} more"] if len(self._told) > _SHOWN else []
        told = "; ".join([*self._told[:_SHOWN], *more])
        return f"<ScriptedSession of {len(self.events)} events: {told or 'nothing happens'}>"

    # --- The user ----------------------------------------------------------------------------

    def user_turn(self, said: str) -> Self:
        """The user says *said*, and the service hears and transcribes it."""
        return self._speech_ends(self._speech_starts(), said)

    def user_message(self, text: str) -> Self:
        """The client sends a message that the user has typed, and the service takes it."""
        self._writer.item_created(UserMessageItem(content=[InputTextContentPart(text=text)]))
        return self._tell(f"user writes {cut(text)!r}")

    def item(self, item: ConversationRequestItem) -> Self:
        """The client creates *item*, and the service takes it."""
        self._writer.item_created(item)
        return self._tell(f"client adds {item.type}")

    def idle_timeout(self, reply: str, *, silence_ms: int = 5000) -> Self:
        """The user is silent for *silence_ms*, and the assistant asks *reply*.

        Raises `ValueError` before v1, which does not know it.
        """
        if not self._writer.dialect.is_v1:
            raise ValueError("expected a session of v1, got one of a dated version")
        start, self._heard_ms = self._heard_ms, self._heard_ms + silence_ms
        item_id = self._writer.silence_timed_out(int(start), int(self._heard_ms))
        self._writer.audio_committed(item_id, silence_ms)
        return self._tell("user is silent").reply(reply)

    # --- The assistant -----------------------------------------------------------------------

    def reply(self, text: str, *, audio: bytes | None = None) -> Self:
        """The assistant says *text*; *audio* comes with each word, by default as silence."""
        return self.response(Say(text, audio))

    def spoken_turn(self, said: str, reply: str, *, audio: bytes | None = None) -> Self:
        """The user says *said*, and the assistant answers it with *reply*."""
        return self.user_turn(said).reply(reply, audio=audio)

    def interruption(self, reply: str, said: str, *, audio: bytes | None = None) -> Self:
        """The assistant says the first half of *reply*, and the user speaks over it with *said*.

        The response ends as cancelled, and its item is cut to what was said of it.
        """
        words = pieces(reply)
        response = self._writer.response()
        message = response.message()
        self._say(message, words[: (len(words) + 1) // 2], audio)
        self._tell(f"assistant is cut off after {cut(message.said)!r}")
        item = self._speech_starts()
        _end(response, ResponseCancelledDetails(reason="turn_detected"))
        if message.is_spoken:
            self._writer.item_truncated(message.id, max(int(message.audio_ms) - _UNPLAYED_MS, 0))
        return self._speech_ends(item, said)

    def tool_call(
        self, name: str, arguments: Mapping[str, Any], *, output: str | None = None
    ) -> Self:
        """The assistant calls the function *name* with *arguments*, in a response of its own.

        With *output*, the service then confirms the item in which the client returns it.
        """
        call = Call(name, arguments, self._writer.new_id("call"))
        self.response(call)
        if output is None:
            return self
        return self.item(FunctionCallOutputItem(call_id=str(call.call_id), output=output))

    def response(
        self,
        *replies: Reply,
        ended_by: ResponseStatusDetails | None = None,
        out_of_band: bool = False,
        metadata: Mapping[str, str] | None = None,
    ) -> Self:
        """One response with any number of *replies*: words, calls of functions and of tools.

        With *ended_by* it is cancelled, failed or incomplete, as is its last item. *out_of_band*
        keeps it out of the conversation; *metadata* is what the client gave it.
        """
        asked = {"metadata": metadata, "conversation": "none" if out_of_band else None}
        response = self._writer.response(asked)
        for number, reply in enumerate(replies, 1):
            item = self._begin(response, reply)
            if ended_by is None or number < len(replies):
                item.end()
        _end(response, ended_by)
        if ended_by is not None:
            self._tell(f"response is {ended_by.type}")
        return self

    # --- MCP servers -------------------------------------------------------------------------

    def mcp_tools(self, server_label: str, tools: Iterable[MCPTool | str] | None) -> Self:
        """The service asks an MCP server for its *tools*, whole or by name; None if it fails."""
        listed = None if tools is None else [_tool(tool) for tool in tools]
        self._writer.mcp_tools_listed(server_label, listed)
        return self._tell(f"{server_label} lists its tools")

    def mcp_call(
        self,
        server_label: str,
        name: str,
        arguments: Mapping[str, Any],
        *,
        output: str = "",
        error: Mapping[str, Any] | str | None = None,
        approve: bool | None = None,
    ) -> Self:
        """The service calls a tool of an MCP server, which gives *output* or, with *error*, fails.

        If *approve* is given, the service asks before, in a response of its own, and the client
        answers so; the call comes only if that is True.
        """
        request_id = None
        if approve is not None:
            request_id = self._approval(McpApproval(server_label, name, arguments), approve)
        if approve is False:
            return self
        return self.response(McpCall(server_label, name, arguments, output, error, request_id))

    # --- The rest ----------------------------------------------------------------------------

    def avatar(self, server_sdp: str | None = None) -> Self:
        """The service answers the client's offer to connect the avatar: with *server_sdp*, which is
        base64, or with some answer."""
        answer = json.dumps({"type": "answer", "sdp": "v=0\r\n"})
        self._writer.avatar_connecting(server_sdp or base64.b64encode(answer.encode()).decode())
        return self._tell("avatar connects")

    def error(self, message: str, *, code: str | None = None, event_id: str | None = None) -> Self:
        """The service reports an error; the session goes on. *event_id* is that of the client's
        event at fault."""
        self._writer.error(message, code=code, event_id=event_id)
        return self._tell(f"error {cut(message)!r}")

    def warning(self, message: str, *, code: str | None = None) -> Self:
        """The service warns of something; the session goes on."""
        self._writer.warning(message, code=code)
        return self._tell(f"warning {cut(message)!r}")

    def unknown(self, type: str, **fields: Any) -> Self:
        """An event that this version of the library does not know."""
        return self.add(UnknownServerEvent.from_dict({"type": type, **fields}))

    def add(self, event: ServerEvent) -> Self:
        """An *event* of your own; it gets the next ``event_id`` of the session."""
        fields = {key: value for key, value in event.items() if key != "event_id"}
        self._writer.send(type(event), **fields)
        return self._tell(event.type)

    # --- Its parts ---------------------------------------------------------------------------

    def _receive(self, event: ServerEvent) -> None:
        self.events.append(event)

    def _tell(self, what: str) -> Self:
        self._told.append(what)
        return self

    def _speech_starts(self) -> str:
        """Gives the id of the item that the speech will become."""
        return self._writer.speech_started(int(self._heard_ms))

    def _speech_ends(self, item_id: str, said: str) -> Self:
        length = _MS_PER_WORD * len(said.split())
        self._heard_ms += length
        self._writer.speech_stopped(item_id, int(self._heard_ms))
        self._writer.audio_committed(item_id, length)
        for piece in pieces(said) if said else ():
            self._writer.transcription_delta(item_id, piece)
        self._writer.transcription_completed(item_id, said, length / 1000)
        return self._tell(f"user says {cut(said)!r}")

    def _begin(self, response: ResponseWriter, reply: Reply) -> ItemWriter:
        """Write *reply*, all but the end of its item."""
        match reply:
            case Call():
                self._tell(f"assistant calls {reply.name}")
            case McpApproval():
                self._tell(f"service asks to call {reply.name}")
            case McpCall():
                self._tell(f"service calls {reply.name}")
            case _:
                return self._message(response, Say(reply) if isinstance(reply, str) else reply)
        return write_call(response, reply)

    def _message(self, response: ResponseWriter, said: Say) -> ItemWriter:
        message = response.message()
        self._tell(f"assistant {'says' if message.is_spoken else 'writes'} {cut(said.text)!r}")
        self._say(message, pieces(said.text), said.audio)
        return message

    def _say(self, message: MessageWriter, words: Iterable[str], audio: bytes | None) -> None:
        for word in words:
            start = message.audio_ms
            message.say(word, _silence(message) if audio is None else audio)
            length = message.audio_ms - start
            _animate(message, word, int(start), int(length))
            self._heard_ms += length  # the microphone stays open meanwhile

    def _approval(self, asked: McpApproval, approve: bool) -> str:
        """Gives the id of the request, once it has been answered."""
        response = self._writer.response()
        request_id = self._begin(response, asked).id
        response.end()
        self.item(MCPApprovalResponseRequestItem(approval_request_id=request_id, approve=approve))
        return request_id


def _transcribing(writer: SessionWriter) -> ResponseSession:
    """The session after an update by which the user's audio is transcribed."""
    session = deepcopy(writer.session)
    transcription = AudioInputTranscriptionOptions(model="whisper-1")
    if session.audio is not None and session.audio.input is not None:
        session.audio.input.transcription = transcription
    else:
        session.input_audio_transcription = transcription
    return session


def _end(response: ResponseWriter, details: ResponseStatusDetails | None) -> None:
    response.end(ResponseStatus(details.type) if details else ResponseStatus.COMPLETED, details)


def _tool(tool: MCPTool | str) -> MCPTool:
    return MCPTool(name=tool, input_schema={"type": "object"}) if isinstance(tool, str) else tool


def _silence(message: MessageWriter) -> bytes:
    """As long as a word takes."""
    encoding = message.response.format
    sample = _SILENCE.get(encoding, b"\0" * encoding.sample_width)
    return sample * (encoding.sample_rate * _MS_PER_WORD // 1000)


def _animate(message: MessageWriter, word: str, start_ms: int, length_ms: int) -> None:
    """Tell when *word* is spoken, and how the face moves meanwhile."""
    message.word(word.strip(), start_ms, length_ms)
    message.viseme(len(word) % _VISEMES, start_ms)
    message.blendshapes(*still_face(start_ms, length_ms))
