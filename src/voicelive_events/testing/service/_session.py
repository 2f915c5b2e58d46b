"""One session of the stand-in: it takes the client's events and answers them as the service does.

It knows no socket. What sends its events, and brings those of the client, owns it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from ...client.base import ClientEvent
from ...client.calls import ClientEventRtcCallSdpCreate
from ...client.conversation import (
    ClientEventConversationItemCreate,
    ClientEventConversationItemDelete,
    ClientEventConversationItemRetrieve,
    ClientEventConversationItemTruncate,
)
from ...client.input_audio import (
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioBufferClear,
    ClientEventInputAudioBufferCommit,
    ClientEventInputAudioClear,
    ClientEventInputAudioTurnAppend,
    ClientEventInputAudioTurnCancel,
    ClientEventInputAudioTurnEnd,
    ClientEventInputAudioTurnStart,
)
from ...client.input_text import InputTextEvent
from ...client.response import (
    ClientEventOutputAudioBufferClear,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
)
from ...client.session import (
    ClientEventBYOMCredentialUpdate,
    ClientEventSessionAvatarConnect,
    ClientEventSessionUpdate,
)
from ...client.types import ClientEventType
from ...errors import DecodeError, FieldError, Problem
from ...models.content import MessageTextContentPart
from ...models.request_items import MCPApprovalResponseRequestItem
from ...models.responses import (
    ResponseCreateParams,
    ResponseFailedDetails,
    ResponseIncompleteDetails,
)
from ...models.turn_detection import SpeechTurnDetection
from ...server.base import ServerEvent
from ...server.calls import ServerEventRtcCallError
from ...server.output_audio import ServerEventOutputAudioBufferCleared
from ...server.session import ServerEventBYOMCredentialUpdated
from .._dialect import dialect_of
from .._writer import SessionWriter, pieces
from ._conversation import Conversation
from ._input_audio import Heard, InputAudio, Noticed, SpeechStarted, SpeechStopped
from ._mcp import listed_tools, new_servers
from ._performance import Performer
from ._playback import Playback
from ._refusals import (
    Refusal,
    invalid_value,
    no_event,
    no_incomplete_message,
    no_responses_here,
    no_single_text,
    wrong_event,
)
from ._responses import Responses
from ._scripts import Hear, Replay, Script, Turn, hearing, reply_of
from ._sdp import answered
from ._settings import (
    DEFAULT_INSTRUCTIONS,
    input_format,
    is_transcription,
    transcription,
    turn_detection,
    updated,
)
from ._speech import Speak, speech

__all__ = ["Opening", "ServiceSession"]

_LIFETIME_S = 1800
_FAULTS = frozenset({"missing", "wrong_type", "invalid_value", "not_json", "too_deep"})


@dataclass(frozen=True)
class Opening:
    """How a client opened its connection."""

    api_version: str
    """``v1``, or the date of a version before it."""
    model: str | None = None
    """The model or deployment that the URL names."""
    path: str = ""
    """The path of the URL."""


class ServiceSession:
    """A session of the service, from `open` to `close`.

    It needs a running event loop, and is used in its thread alone. *send* is called with each event
    of the service; nothing else refers to that. *script* says what the model answers, *hear* what
    the user says, *speak* how it sounds, *mcp_tools* which tools each MCP server has, by its label.
    """

    def __init__(
        self,
        opening: Opening,
        send: Callable[[ServerEvent], None],
        *,
        script: Script = None,
        pace: float = 1.0,
        hear: Hear = None,
        speak: Speak = speech,
        mcp_tools: Mapping[str, Sequence[Mapping[str, Any]] | None] | None = None,
    ) -> None:
        self.failed: Callable[[BaseException], None] = lambda error: None
        """Called with what a script raised, after the response has failed for it."""
        self.end: Callable[[int, str], None] = lambda code, reason: None
        """Called with a code and a reason when the script closes the connection."""
        if isinstance(script, Replay):
            hear = script.heard if hear is None else hear
            mcp_tools = script.mcp_tools if mcp_tools is None else mcp_tools
        self._opening = opening
        self._is_open = True
        self._transport = send
        self._writer = SessionWriter(self._send, dialect_of(opening.api_version), _random_id)
        self.id: str = self._writer.new_id("sess")
        """Its id, which no other session has."""
        self._conversation = Conversation(self._writer.order)
        self._hear = hearing(hear)
        self._audio = InputAudio()
        self._turns: dict[str, bytearray] = {}
        self._speech_item: str | None = None
        self._heard: Heard | None = None
        self._playback = Playback(self._conversation, self._audio)
        self._performer = Performer(
            reply=reply_of(script),
            conversation=self._conversation,
            speak=speak,
            pace=pace,
            send=self._send,
            close=lambda code, reason: self.end(code, reason),
            spoke=self._playback.begin,
        )
        self._responses = Responses(
            self._writer,
            self._performer.answer,
            ended=self._answered,
            failed=lambda error: self.failed(error),
        )
        self._count = 0
        self._has_to_respond = False
        self._mcp_tools = mcp_tools or {}

    # --- What the transport does -------------------------------------------------------------

    def open(self) -> None:
        """Send what the service sends first."""
        writer = self._writer
        settings: dict[str, Any] = {"instructions": DEFAULT_INSTRUCTIONS}
        if not writer.dialect.is_v1:
            settings["output_audio_format"] = None  # as in live sessions; audio is PCM nonetheless
        settings["expires_at"] = int(time.time()) + _LIFETIME_S
        if self._opening.model:
            settings["model"] = self._opening.model
        session = writer.dialect.new_session(self.id, **settings)
        writer.session_created(session)
        self._configure_audio()

    def receive(self, event: ClientEvent | DecodeError, event_id: object = None) -> None:
        """Take an event of the client, or the error of a frame that is none and its *event_id*, if
        it has one; it never raises for what the client sent."""
        if not self._is_open:
            return
        try:
            if isinstance(event, DecodeError):
                raise no_event(event)
            event_id = event.get("event_id")
            if isinstance(event, ClientEventInputAudioBufferAppend):  # by far the most
                self._append(event.audio)
            else:
                _check(event)
                self._take(event)
        except Refusal as refusal:
            self._refuse(refusal, event_id)
        except FieldError as error:
            self._refuse(wrong_event(error.problem), event_id)

    def fail_response(self, details: ResponseFailedDetails | ResponseIncompleteDetails) -> None:
        """Let the response that is under way end with *details* at its next step, or else the next
        one. It sends nothing itself."""
        self._performer.ending = details

    def close(self) -> None:
        """End the session; nothing is sent any more."""
        self._is_open = False
        self._responses.close()

    async def wait_closed(self) -> None:
        """After `close`, wait until nothing of the session runs any more."""
        await self._responses.wait_closed()

    # --- The session ---------------------------------------------------------------------------

    @singledispatchmethod
    def _take(self, event: ClientEvent) -> None:
        raise invalid_value(str(event.get("type")), "type", list(ClientEventType))

    @_take.register
    def _(self, event: ClientEventSessionUpdate) -> None:
        before = self._writer.session
        after = updated(
            before, event.session, self._writer.dialect, has_spoken=self._playback.has_begun
        )
        self._writer.session_updated(after)
        self._configure_audio()
        for label, server in new_servers(before, after):
            self._writer.mcp_tools_listed(label, listed_tools(server, self._mcp_tools))

    @_take.register
    def _(self, event: ClientEventSessionAvatarConnect) -> None:
        self._writer.avatar_connecting(answered(event.client_sdp))

    @_take.register
    def _(self, event: ClientEventBYOMCredentialUpdate) -> None:
        hidden = dict.fromkeys(event.authorization_headers, "***")
        self._writer.send(ServerEventBYOMCredentialUpdated, authorization_headers=hidden)

    @_take.register
    def _(self, event: ClientEventRtcCallSdpCreate) -> None:
        error = {
            "type": "invalid_request_error",
            "code": "not_supported",
            "message": "WebRTC is not supported here.",
        }
        self._writer.send(ServerEventRtcCallError, error=error, operation="sdp_create")

    @_take.register
    def _(self, event: InputTextEvent) -> None:
        raise no_incomplete_message()

    def _configure_audio(self) -> None:
        session = self._writer.session
        self._audio.configure(*input_format(session), turn_detection(session))

    # --- Items ---------------------------------------------------------------------------------

    @_take.register
    def _(self, event: ClientEventConversationItemCreate) -> None:
        self._conversation.check_new(event)
        self._writer.item_created(event.item, event.previous_item_id or None)
        if isinstance(event.item, MCPApprovalResponseRequestItem):
            self._respond_to_approval()

    @_take.register
    def _(self, event: ClientEventConversationItemRetrieve) -> None:
        self._writer.item_retrieved(self._conversation.find(event.item_id, "retriev"))

    @_take.register
    def _(self, event: ClientEventConversationItemDelete) -> None:
        self._conversation.find(event.item_id, "delet")
        self._writer.item_deleted(event.item_id)

    @_take.register
    def _(self, event: ClientEventConversationItemTruncate) -> None:
        self._conversation.truncate(event)
        self._writer.item_truncated(event.item_id, event.audio_end_ms, event.content_index)

    # --- The user's audio ----------------------------------------------------------------------

    def _append(self, audio: bytes) -> None:
        for noticed in self._audio.append(audio):
            self._notice(noticed)

    @_take.register
    def _(self, event: ClientEventInputAudioBufferCommit) -> None:
        self._commit(self._audio.commit())

    @_take.register
    def _(self, event: ClientEventInputAudioBufferClear) -> None:
        self._audio.clear()
        self._speech_item = None
        self._writer.audio_cleared()

    @_take.register
    def _(self, event: ClientEventInputAudioTurnStart) -> None:
        self._turns[event.turn_id] = bytearray()

    @_take.register
    def _(self, event: ClientEventInputAudioTurnAppend) -> None:
        self._turns.setdefault(event.turn_id, bytearray()).extend(event.audio)

    @_take.register
    def _(self, event: ClientEventInputAudioTurnEnd) -> None:
        audio = InputAudio()
        audio.configure(*input_format(self._writer.session), None)
        list(audio.append(bytes(self._turns.pop(event.turn_id, b""))))
        self._commit(audio.commit())

    @_take.register
    def _(self, event: ClientEventInputAudioTurnCancel) -> None:
        self._turns.pop(event.turn_id, None)

    @_take.register
    def _(self, event: ClientEventInputAudioClear) -> None:
        self._turns.clear()

    def _notice(self, noticed: Noticed) -> None:
        detection = turn_detection(self._writer.session)
        if isinstance(noticed, SpeechStarted):
            self._speech_item = self._writer.speech_started(noticed.start_ms)
            self._interrupt(detection)
            return
        if isinstance(noticed, SpeechStopped):
            item_id = self._speech_item or self._writer.new_id("item")
            self._writer.speech_stopped(item_id, noticed.end_ms)
        else:
            item_id = self._writer.silence_timed_out(noticed.start_ms, noticed.end_ms)
        self._speech_item = item_id
        self._commit(self._audio.take())
        if detection is None or detection.create_response is not False:
            self._respond_to_turn()

    def _commit(self, heard: Heard) -> None:
        """Make a message of the user of what was heard."""
        item_id = self._speech_item or self._writer.new_id("item")
        self._speech_item, self._heard = None, heard
        self._writer.audio_committed(item_id, heard.end_ms - heard.start_ms)
        words = self._hear(heard)
        self._conversation.hear(item_id, words)
        if transcription(self._writer.session) is not None:
            asyncio.get_running_loop().call_soon(self._transcribe, item_id, words, heard.seconds)

    def _transcribe(self, item_id: str, words: str, seconds: float) -> None:
        for word in pieces(words):
            self._writer.transcription_delta(item_id, word)
        self._writer.transcription_completed(item_id, words, round(seconds))

    def _interrupt(self, detection: SpeechTurnDetection | None) -> None:
        """The user speaks over the model, or over what is still being played of it."""
        if detection is None or detection.interrupt_response is False:
            return
        if self._responses.active is not None:
            self._responses.stop(self._responses.active, "turn_detected")
        if detection.auto_truncate and (cut := self._playback.cut()) is not None:
            self._writer.item_truncated(*cut)

    # --- Responses -----------------------------------------------------------------------------

    @_take.register
    def _(self, event: ClientEventResponseCreate) -> None:
        if is_transcription(self._writer.session):
            raise no_responses_here()
        asked = event.response or ResponseCreateParams()
        _check_given(asked)
        self._responses.make_room(asked)
        if self._has_to_commit(asked):
            self._commit(self._audio.commit())
        self._respond(asked, event.additional_instructions or "")

    @_take.register
    def _(self, event: ClientEventResponseCancel) -> None:
        self._responses.cancel(event.response_id)

    @_take.register
    def _(self, event: ClientEventOutputAudioBufferClear) -> None:
        latest = {"response_id": self._responses.latest} if self._writer.dialect.is_v1 else {}
        self._writer.send(ServerEventOutputAudioBufferCleared, **latest)

    def _has_to_commit(self, asked: ResponseCreateParams) -> bool:
        """Whether the audio that waits belongs to what is *asked*: v1 wants to be told so."""
        wanted = asked.commit or (asked.commit is None and not self._writer.dialect.is_v1)
        return wanted and turn_detection(self._writer.session) is None and self._audio.is_enough

    def _respond_to_turn(self) -> None:
        """Answer without being asked to, unless an answer is under way."""
        can = self._is_open and not is_transcription(self._writer.session)
        if can and self._responses.active is None:
            self._respond(None)

    def _respond_to_approval(self) -> None:
        """Go on after the client's decision about an MCP call, once the question has ended."""
        if self._responses.active is None:
            self._respond(None)
        else:
            self._has_to_respond = True

    def _answered(self) -> None:
        """The conversation's response has ended."""
        self._audio.expect_speech(self._playback.left_ms)
        if self._has_to_respond:
            asyncio.get_running_loop().call_soon(self._respond_to_turn)

    def _respond(self, asked: ResponseCreateParams | None, more_instructions: str = "") -> None:
        self._count += 1
        turn = Turn(
            number=self._count,
            items=self._conversation.context(asked or ResponseCreateParams()),
            session=self._writer.session.copy(),
            request=asked,
            additional_instructions=more_instructions,
            audio=self._heard,
        )
        if not turn.is_aside:
            self._has_to_respond = False
        self._responses.begin(turn)

    # --- Sending -------------------------------------------------------------------------------

    def _send(self, event: ServerEvent) -> None:
        if self._is_open:
            self._conversation.follow(event)
            self._transport(event)

    def _refuse(self, refusal: Refusal, event_id: Any) -> None:
        self._writer.error(
            refusal.message,
            code=refusal.code,
            type=refusal.type,
            param=refusal.param,
            event_id=event_id if isinstance(event_id, str) else None,
        )


def _check(event: ClientEvent) -> None:
    """Raise `Refusal` for what the service could not take."""
    problem = next((each for each in event.problems() if _is_fault(each)), None)
    if problem is not None:
        raise wrong_event(problem)


def _check_given(asked: ResponseCreateParams) -> None:
    """Raise `Refusal` for words to be spoken that are none."""
    given = asked.pre_generated_assistant_message
    if given is None:
        return
    if len(given.content) != 1 or not isinstance(given.content[0], MessageTextContentPart):
        raise no_single_text()


def _is_fault(problem: Problem) -> bool:
    return problem.code in _FAULTS


def _random_id(kind: str) -> str:
    # Of no random numbers that a test may have seeded, which would make sessions alike.
    return f"{kind}_{secrets.token_hex(11)}"
