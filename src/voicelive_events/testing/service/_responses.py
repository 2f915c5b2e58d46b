"""How an answer is given: at which pace, in which pieces, and how it ends."""

from __future__ import annotations

import asyncio
import copy
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from ...enums import ResponseStatus
from ...models.responses import ResponseStatusDetails
from ...models.tools import FunctionTool, Tool
from ...server.base import ServerEvent
from .._writer import MessageWriter, ResponseWriter, pieces
from ._arguments import arguments_for
from ._conversation import Conversation, SpokenWord
from ._scripts import (
    Answer,
    AskApproval,
    Call,
    Close,
    McpCall,
    Part,
    Say,
    Silence,
    json_text,
    parts_of,
)
from ._settings import output_format_of, setting
from ._speech import Piece, Speak, recorded, visemes, written

__all__ = ["Performer"]


class _Ended(Exception):
    """The response has ended before the end of its answer."""


@dataclass
class Performer:
    """Gives the answers of one session."""

    conversation: Conversation
    speak: Speak
    pace: float
    """How fast audio comes, as a multiple of its own speed; 0 is at once."""
    send: Callable[[ServerEvent], None]
    close: Callable[[int, str], None]
    spoke: Callable[[str], None]
    """Called with the id of an item before its first audio is sent."""

    async def perform(
        self, answer: Answer, response: ResponseWriter, asked: Mapping[str, Any]
    ) -> None:
        """Give *answer* in a *response* that has begun, and end it."""
        parts = parts_of(answer)
        performance = _Performance(self, response, asked)
        try:
            for part in parts:
                await performance.give(part)
        except _Ended:
            return
        response.end()


class _Performance:
    def __init__(
        self, performer: Performer, response: ResponseWriter, asked: Mapping[str, Any]
    ) -> None:
        self._of = performer
        self._response = response
        self._session = response.writer.session
        self._tools = asked.get("tools") or self._session.get("tools") or ()
        self._tokens_left = _limit(response.settings)

    @singledispatchmethod
    async def give(self, part: Part) -> None:
        raise TypeError(f"expected a part of an answer, got {type(part).__name__}")

    @give.register
    async def _(self, part: str) -> None:
        await self.give(Say(part))

    @give.register
    async def _(self, part: Say) -> None:
        message = self._response.message()
        offset = 0.0
        for piece in await self._pieces(part, is_spoken=message.is_spoken):
            self._count_token()
            self._say(message, piece, offset)
            offset += piece.milliseconds
            await self._wait(piece.milliseconds / 1000)
        message.end()

    @give.register
    async def _(self, part: Call) -> None:
        arguments = part.arguments
        if arguments is None:
            arguments = arguments_for(_parameters(self._tools, part.name))
        call = self._response.function_call(part.name, part.call_id)
        for delta in pieces(json_text(arguments)):
            call.write(delta)
        call.end()

    @give.register
    async def _(self, part: McpCall) -> None:
        call = self._response.mcp_call(part.server_label, part.name, part.approval_request_id)
        for delta in pieces(json_text(part.arguments)):
            call.write(delta)
        call.begin()
        if part.output is None:
            error = {"type": "tool_execution_error", "message": "The tool failed."}
            call.fail(error if self._response.writer.dialect.is_v1 else error["message"])
        else:
            call.complete(part.output)

    @give.register
    async def _(self, part: AskApproval) -> None:
        self._response.mcp_approval_request(part.server_label, part.name, json_text(part.arguments))

    @give.register
    async def _(self, part: Silence) -> None:
        if math.isinf(part.seconds):
            await asyncio.Event().wait()
        await self._wait(part.seconds)

    @give.register
    async def _(self, part: ResponseStatusDetails) -> None:
        self._response.end(ResponseStatus(part.type), part)
        raise _Ended

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

    async def _pieces(self, say: Say, *, is_spoken: bool) -> list[Piece]:
        if say.pieces:
            return [piece if is_spoken else piece._replace(audio=b"") for piece in say.pieces]
        if not is_spoken:
            return written(say.text)
        encoding = output_format_of(self._response.settings)
        if say.audio is not None:
            return recorded(say.text, say.audio, encoding)
        return await self._of.speak(say.text, encoding, _language(self._response.settings))

    def _say(self, message: MessageWriter, piece: Piece, offset: float) -> None:
        if piece.audio:
            self._of.spoke(message.id)
            self._of.conversation.spoken(message.id, SpokenWord(piece.text, piece.milliseconds))
        message.say(piece.text, piece.audio)
        word = piece.text.strip()
        if piece.audio and word and "word" in _list(self._session, *_TIMESTAMPS):
            message.word(word, round(offset), round(piece.milliseconds))
        if piece.audio and "viseme_id" in _list(self._session, *_ANIMATIONS):
            for viseme, time in visemes(piece, offset):
                message.viseme(viseme, time)

    def _count_token(self) -> None:
        """End the response where it has no tokens left; a word counts as one."""
        if self._tokens_left < 1:
            details = {"type": "incomplete", "reason": "max_output_tokens"}
            self._response.end(ResponseStatus.INCOMPLETE, details)
            raise _Ended
        self._tokens_left -= 1

    async def _wait(self, seconds: float) -> None:
        if self._of.pace > 0 and seconds > 0:
            await asyncio.sleep(seconds / self._of.pace)


_TIMESTAMPS = ("output_audio_timestamp_types", "audio.output.timestamp_types")
_ANIMATIONS = ("animation.outputs", "animation.outputs")


def _list(settings: Mapping[str, Any], dated: str, v1: str) -> list[str]:
    return list(setting(settings, dated, v1) or ())


def _limit(settings: Mapping[str, Any]) -> float:
    limit = settings.get("max_output_tokens")
    return limit if isinstance(limit, int) else math.inf


def _parameters(tools: Any, name: str) -> Any:
    for tool in tools:
        tool = Tool.from_dict(tool)
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
