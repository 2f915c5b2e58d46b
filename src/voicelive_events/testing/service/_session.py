"""One session of the stand-in: it takes the client's events and answers them as the service does.

It knows no socket. What sends its events, and brings those of the client, owns it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from ...enums import ResponseItemStatus, ResponseStatus
from ...errors import DecodeError, FieldError, Problem
from ...models.items import ResponseItem
from ...models.request_items import MCPApprovalResponseRequestItem
from ...models.responses import (
    ResponseCancelledDetails,
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
from .._replies import Say
from .._writer import ResponseWriter, SessionWriter, pieces
from ._conversation import Conversation
from ._input_audio import Heard, InputAudio, Noticed, SpeechStarted, SpeechStopped
from ._mcp import listed_tools, new_servers
from ._refusals import (
    Refusal,
    active_response,
    invalid_value,
    no_active_response,
    no_event,
    no_incomplete_message,
    wrong_event,
)
from ._responses import Performer
from ._scripts import Answer, Hear, Script, Turn, hearing, reply_of
from ._sdp import answered
from ._settings import (
    DEFAULT_INSTRUCTIONS,
    input_format,
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
    path: str = ""


@dataclass
class _Running:
    """A response that is under way."""

    writer: ResponseWriter
    asked: ResponseCreateParams
    task: asyncio.Task[None] | None = None


@dataclass
class _Playing:
    """The spoken item that the client plays, or has played, last."""

    item_id: str
    start_ms: int
    """How much audio of the user had come when it began."""
    is_cut: bool = field(default=False)


class ServiceSession:
    """A session of the service, from `open` to `close`.

    It needs a running event loop, and is used in its thread alone. *send* is called with each event
    of the service; nothing else refers to that. *script* says what the model answers, *hear* what
    the user says, *speak* how it sounds, *mcp_tools* which tools each MCP server has, by its label.
    """

    def __init__(
        self,
        opening: Opening,
        script: Script,
        send: Callable[[ServerEvent], None],
        pace: float = 1.0,
        *,
        hear: Hear = None,
        speak: Speak = speech,
        mcp_tools: Mapping[str, Sequence[Mapping[str, Any]] | None] | None = None,
    ) -> None:
        self.failed: Callable[[Exception], None] = lambda error: None
        """Called with what a script raised, after the response has failed for it."""
        self.end: Callable[[int, str], None] = lambda code, reason: None
        """Called with a code and a reason when the script closes the connection."""
        self._opening = opening
        self._is_open = True
        self._transport = send
        self._writer = SessionWriter(self._send, dialect_of(opening.api_version), _random_id)
        self._conversation = Conversation()
        self._audio = InputAudio()
        self._turns: dict[str, bytearray] = {}
        self._reply, self._hear = reply_of(script), hearing(hear, script)
        self._performer = Performer(
            self._conversation, speak, pace, self._send, self._end, self._spoke
        )
        self._mcp_tools = mcp_tools or {}
        self._active: _Running | None = None
        self._beside: dict[str, _Running] = {}
        self._has_to_respond = False
        self._speech_item: str | None = None
        self._playing: _Playing | None = None
        self._words: dict[str, str] = {}
        self._heard: Heard | None = None
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()

    # --- What the transport does -------------------------------------------------------------

    def open(self) -> None:
        """Send what the service sends first."""
        writer = self._writer
        settings: dict[str, Any] = {"instructions": DEFAULT_INSTRUCTIONS}
        if not writer.dialect.is_v1:
            settings["output_audio_format"] = None  # as seen; audio is PCM nonetheless
        settings["expires_at"] = int(time.time()) + _LIFETIME_S
        if self._opening.model:
            settings["model"] = self._opening.model
        session = writer.dialect.new_session(writer.new_id("sess"), **settings)
        writer.session_created(session)
        self._configure_audio()

    def receive(self, event: ClientEvent | DecodeError) -> None:
        """Take an event of the client, or the error of a frame that is none; it never raises for
        what the client sent."""
        if not self._is_open:
            return
        event_id = None
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
        for task in self._tasks:
            task.cancel()

    async def wait_closed(self) -> None:
        """After `close`, wait until nothing of the session runs any more."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- The session ---------------------------------------------------------------------------

    @singledispatchmethod
    def _take(self, event: ClientEvent) -> None:
        raise invalid_value(str(event.get("type")), "type", list(ClientEventType))

    @_take.register
    def _(self, event: ClientEventSessionUpdate) -> None:
        before = self._writer.session
        after = updated(
            before, event.session, self._writer.dialect, has_spoken=self._playing is not None
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
        self._words[item_id] = words = self._hear(heard)
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
        running = self._active
        if running is not None:
            for item in running.writer.items:
                item.end(ResponseItemStatus.INCOMPLETE)
        if detection.auto_truncate:
            self._cut_what_is_played()
        if running is not None:
            details = ResponseCancelledDetails(reason="turn_detected")
            self._stop(running, ResponseStatus.CANCELLED, details)

    def _cut_what_is_played(self) -> None:
        playing = self._playing
        if playing is None or playing.is_cut:
            return
        heard_ms = self._audio.position_ms - playing.start_ms
        if heard_ms < self._conversation.spoken_ms(playing.item_id):
            playing.is_cut = True
            self._conversation.cut(playing.item_id, heard_ms)
            self._writer.item_truncated(playing.item_id, heard_ms)

    # --- Responses -----------------------------------------------------------------------------

    @_take.register
    def _(self, event: ClientEventResponseCreate) -> None:
        asked = event.response or ResponseCreateParams()
        if asked.conversation != "none":
            self._make_room(asked)
        if asked.commit is not False:
            self._commit_what_is_there()
        self._respond(asked)

    @_take.register
    def _(self, event: ClientEventResponseCancel) -> None:
        running = self._active
        if event.response_id and (running is None or running.writer.id != event.response_id):
            running = self._beside.get(event.response_id)
        if running is None:
            raise no_active_response()
        details = ResponseCancelledDetails(reason="client_cancelled")
        self._stop(running, ResponseStatus.CANCELLED, details)

    @_take.register
    def _(self, event: ClientEventOutputAudioBufferClear) -> None:
        self._writer.send(ServerEventOutputAudioBufferCleared)

    def _make_room(self, asked: ResponseCreateParams) -> None:
        """The conversation has one response at a time."""
        if self._active is None:
            return
        if not asked.cancel_previous:
            raise active_response(self._active.writer.id)
        details = ResponseCancelledDetails(reason="client_cancelled")
        self._stop(self._active, ResponseStatus.CANCELLED, details)

    def _commit_what_is_there(self) -> None:
        """Without turn detection, audio may wait for a response to be asked for."""
        is_dated = not self._writer.dialect.is_v1
        if is_dated and turn_detection(self._writer.session) is None and self._audio.is_enough:
            self._commit(self._audio.commit())

    def _respond_to_turn(self) -> None:
        """Answer by oneself, unless an answer is under way."""
        if self._active is None and self._is_open:
            self._respond(None)

    def _respond_to_approval(self) -> None:
        """Go on after the client's decision about an MCP call, once the question has ended."""
        if self._active is None:
            self._respond(None)
        else:
            self._has_to_respond = True

    def _respond(self, asked: ResponseCreateParams | None) -> None:
        self._count += 1
        turn = self._turn(asked)
        running = _Running(self._writer.response(asked), asked or ResponseCreateParams())
        if running.writer.in_conversation:
            self._active, self._has_to_respond = running, False
        else:
            self._beside[running.writer.id] = running
        running.task = task = asyncio.get_running_loop().create_task(self._run(running, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, running: _Running, turn: Turn) -> None:
        try:
            answer = _given(running.asked) or await self._reply(turn)
            await self._performer.perform(answer, running.writer, running.asked)
        except Exception as error:
            details = {"type": "failed", "error": _SERVER_ERROR}
            running.writer.end(ResponseStatus.FAILED, details)
            self.failed(error)
        finally:
            self._forget(running)

    def _stop(
        self,
        running: _Running,
        status: ResponseStatus,
        details: Mapping[str, Any],
    ) -> None:
        """End a response from outside of it."""
        if running.task is not None:
            running.task.cancel()
        self._forget(running)
        running.writer.end(status, details)

    def _forget(self, running: _Running) -> None:
        self._beside.pop(running.writer.id, None)
        if self._active is running:
            self._active = None
            if self._has_to_respond:
                asyncio.get_running_loop().call_soon(self._respond_to_turn)
            self._audio.expect_speech(self._unplayed_ms())

    def _unplayed_ms(self) -> int:
        playing = self._playing
        if playing is None:
            return 0
        end = playing.start_ms + self._conversation.spoken_ms(playing.item_id)
        return max(0, end - self._audio.position_ms)

    def _spoke(self, item_id: str) -> None:
        if self._playing is None or self._playing.item_id != item_id:
            self._playing = _Playing(item_id, self._audio.position_ms)

    def _turn(self, asked: ResponseCreateParams | None) -> Turn:
        return Turn(
            number=self._count,
            items=self._context(asked or ResponseCreateParams()),
            session=self._writer.session.copy(),
            request=asked,
            audio=self._heard,
            words=self._words,
        )

    def _context(self, asked: ResponseCreateParams) -> list[ResponseItem]:
        """The items that a response is asked about."""
        kept = self._conversation.items
        items = [kept[item_id] for item_id in self._writer.order if item_id in kept]
        given = asked.get("input_items") if asked.get("input") is None else asked.get("input")
        if given is not None:
            items = [item for each in given if (item := self._referred(each)) is not None]
        appended = asked.get("append_input_items") or ()
        return items + [ResponseItem.from_dict(item) for item in appended]

    def _referred(self, item: Mapping[str, Any]) -> ResponseItem | None:
        if item.get("type") == "item_reference":
            return self._conversation.items.get(str(item.get("id")))
        return ResponseItem.from_dict(item)

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

    def _end(self, code: int, reason: str) -> None:
        self.end(code, reason)


_SERVER_ERROR = {
    "type": "server_error",
    "code": "server_error",
    "message": "The server had an error while processing your request.",
}


def _given(asked: ResponseCreateParams) -> Answer:
    """The words that the client wants to be spoken, if it gives them."""
    message = asked.pre_generated_assistant_message
    return (
        None
        if message is None
        else Say("".join(part.get("text") or "" for part in message.content))
    )


def _check(event: ClientEvent) -> None:
    """Raise `Refusal` for what the service could not take."""
    problem = next((each for each in event.problems() if _is_fault(each)), None)
    if problem is not None:
        raise wrong_event(problem)


def _is_fault(problem: Problem) -> bool:
    return problem.code in _FAULTS


def _random_id(kind: str) -> str:
    return f"{kind}_{random.getrandbits(88):022x}"
