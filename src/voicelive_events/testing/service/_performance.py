"""How an answer is given: at which pace, in which pieces, and how it ends."""

from __future__ import annotations

import asyncio
import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from typing import Any, NoReturn

from ...enums import ResponseStatus
from ...models.responses import ResponseIncompleteDetails, ResponseStatusDetails
from ...models.tools import FunctionTool
from ...server.animation import (
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationVisemeDelta,
)
from ...server.base import ServerEvent
from ...server.output_audio import ServerEventResponseAudioTimestampDelta
from .._face import still_face
from .._replies import Call, McpApproval, McpCall, Say, write_call
from .._writer import MessageWriter, ResponseWriter
from ._arguments import arguments_for
from ._conversation import Conversation, SpokenWord
from ._scripts import Answerer, Close, Part, Recorded, Silence, Turn, parts_of
from ._settings import setting
from ._speech import Piece, Speak, cut_by_words, recoded, visemes, written

__all__ = ["Performer"]

_CATCH_UP_S = 1.0
"""By how much an answer may be late and still catch up."""


_AT_ONCE = 100
"""Pieces that come without a break; after them others run as well, and who reads keeps up."""


class _Ended(Exception):
    """The response has ended before the end of its answer."""


@dataclass
class Performer:
    """Gives the answers of one session."""

    reply: Answerer
    conversation: Conversation
    speak: Speak
    pace: float
    """How fast audio comes, as a multiple of its own speed; 0 is at once."""
    send: Callable[[ServerEvent], None]
    close: Callable[[int, str], None]
    spoke: Callable[[str], None]
    """Called with the id of an item before audio of it is sent."""

    ending: ResponseStatusDetails | None = None
    """How the response that is under way has to end at its next step, or the next one does."""

    async def answer(self, turn: Turn, response: ResponseWriter) -> None:
        """Give the answer to a *turn* in a *response* that has begun, and end it."""
        given = turn.given_words
        answer = await self.reply(turn) if given is None else Say(given)
        performance = _Performance(self, turn, response)
        try:
            for part in parts_of(answer):
                performance.step()
                await performance.give(part)
            performance.step()
        except _Ended:
            return
        response.end()


class _Performance:
    """One answer, as it is given."""

    def __init__(self, performer: Performer, turn: Turn, response: ResponseWriter) -> None:
        self._of = performer
        self._turn = turn
        self._response = response
        limit = response.settings.get("max_output_tokens")
        self._tokens_left = limit if isinstance(limit, int) else math.inf
        self._due = -math.inf
        self._at_once = 0

    def step(self) -> None:
        """If somebody has asked for its end, end the response and raise `_Ended`."""
        if self._of.ending is not None and self._response.in_conversation:
            details, self._of.ending = self._of.ending, None
            self._end(details)

    def _end(self, details: ResponseStatusDetails) -> NoReturn:
        self._response.end(ResponseStatus(details.type), details)
        raise _Ended

    @singledispatchmethod
    async def give(self, part: Part) -> None:
        raise TypeError(f"expected a part of an answer, got {type(part).__name__}")

    @give.register
    async def _(self, part: str) -> None:
        await self.give(Say(part))

    @give.register
    async def _(self, part: Say) -> None:
        message, encoding = self._response.message(), self._response.format
        if not message.is_spoken:
            said = written(part.text)
        elif part.audio is None:
            language = _language(self._response.settings)
            said = await self._of.speak(part.text, encoding, language)
        else:
            said = cut_by_words(part.text, part.audio, encoding)
        await self._say(message, said)

    @give.register
    async def _(self, part: Recorded) -> None:
        text = "".join(piece.text for piece in part.pieces)
        if self._response.is_spoken and not any(piece.audio for piece in part.pieces):
            await self.give(Say(text))  # it was written then
            return
        encoding = self._response.format
        await self._say(
            self._response.message(),
            [p._replace(audio=recoded(p.audio, part.format, encoding)) for p in part.pieces],
        )

    @give.register
    async def _(self, part: Call) -> None:
        if part.arguments == {}:
            part = replace(part, arguments=arguments_for(_parameters(self._turn, part.name)))
        write_call(self._response, part).end()

    @give.register
    async def _(self, part: McpCall) -> None:
        if not part.approval_request_id and self._turn.approvals:
            part = replace(part, approval_request_id=self._turn.approvals[-1].approval_request_id)
        write_call(self._response, part)

    @give.register
    async def _(self, part: McpApproval) -> None:
        write_call(self._response, part)

    @give.register
    async def _(self, part: Silence) -> None:
        if math.isinf(part.seconds):
            await asyncio.Event().wait()
        await self._wait(part.seconds)

    @give.register
    async def _(self, part: ResponseStatusDetails) -> None:
        self._end(part)

    @give.register
    async def _(self, part: ServerEvent) -> None:
        event = copy.deepcopy(part)
        if "event_id" not in event:
            event.event_id = self._response.writer.new_id("event")
        self._of.send(event)

    @give.register
    async def _(self, part: Close) -> None:
        self._of.close(part.code, part.reason)
        raise _Ended

    # --- Speaking --------------------------------------------------------------------------------

    async def _say(self, message: MessageWriter, said: Sequence[Piece]) -> None:
        for piece in said:
            self.step()
            if piece.text:
                self._count_token()
            self._send(message, piece)
            wait = piece.milliseconds if piece.wait_ms is None else piece.wait_ms
            await self._wait(wait / 1000)
        message.end()

    def _send(self, message: MessageWriter, piece: Piece) -> None:
        offset = message.audio_ms
        if message.is_spoken and self._response.in_conversation:
            self._of.spoke(message.id)
            self._of.conversation.say(message.id, SpokenWord(piece.text, piece.milliseconds))
        message.say(piece.text, piece.audio)
        if piece.extra is not None:
            _send_extra(message, piece.extra)
        elif piece.audio and piece.text.strip():
            message.word(piece.text.strip(), round(offset), round(piece.milliseconds))
            for viseme, time in visemes(piece, offset):
                message.viseme(viseme, time)
            message.blendshapes(*still_face(offset, piece.milliseconds))

    def _count_token(self) -> None:
        """End the response where it has no tokens left; a word counts as one."""
        if self._tokens_left < 1:
            self._end(ResponseIncompleteDetails(reason="max_output_tokens"))
        self._tokens_left -= 1

    async def _wait(self, seconds: float) -> None:
        """Wait until so long after the last time that was waited for, so that delays do not add
        up; from now on if that has passed by more than a little."""
        if self._of.pace <= 0 or seconds <= 0:
            self._at_once += 1
            if self._at_once > _AT_ONCE:
                await asyncio.sleep(0)
            return
        now = asyncio.get_running_loop().time()
        start = self._due if now - self._due < _CATCH_UP_S else now
        self._due = start + seconds / self._of.pace
        await asyncio.sleep(self._due - now)


def _send_extra(message: MessageWriter, extra: ServerEvent) -> None:
    match extra:
        case ServerEventResponseAudioTimestampDelta():
            message.word(extra.text, extra.audio_offset_ms, extra.audio_duration_ms)
        case ServerEventResponseAnimationVisemeDelta():
            message.viseme(extra.viseme_id, extra.audio_offset_ms)
        case ServerEventResponseAnimationBlendshapeDelta():
            message.blendshapes(extra.frames, extra.frame_index)


def _parameters(turn: Turn, name: str) -> Any:
    for tool in turn.tools:
        if isinstance(tool, FunctionTool) and tool.name == name:
            return tool.parameters
    return None


def _language(settings: Mapping[str, Any]) -> str:
    """The language of the voice: its locale, or what its name begins with."""
    voice = setting(settings, "voice", "audio.output.voice")
    if not isinstance(voice, Mapping):
        return "en"
    name = str(voice.get("name") or "")
    named = name[:5] if name[2:3] == "-" and name[5:6] == "-" else "en"
    return str(voice.get("locale") or named)
