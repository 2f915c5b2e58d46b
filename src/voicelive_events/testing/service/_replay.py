"""A recorded session as a script: its answers, one for each turn of whoever the client is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ..._output_format import OutputFormats
from ...client.response import ClientEventResponseCreate
from ...enums import OutputAudioFormat, ResponseStatus
from ...models.items import (
    ResponseFunctionCallItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
)
from ...models.responses import Response, ResponseCreateParams
from ...models.tools import MCPTool
from ...recording import Record, read_recording
from ...server.animation import (
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationVisemeDelta,
)
from ...server.base import ResponseContentEvent, ServerEvent, UnknownServerEvent
from ...server.conversation import (
    ConversationItemPlacedEvent,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
)
from ...server.input_audio import ServerEventInputAudioBufferCommitted
from ...server.mcp import ServerEventMcpListToolsFailed
from ...server.output_audio import (
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDeltaEvent,
    ServerEventResponseAudioTimestampDelta,
)
from ...server.response import (
    ResponseTextDeltaEvent,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseOutputItemAdded,
    ServerEventResponseOutputItemDone,
)
from ...server.session import ServerEventError, ServerEventRateLimitsUpdated, ServerEventWarning
from .._replies import Call, McpApproval, McpCall, Say
from .._sessions import ScriptedSession
from ._scripts import Answer, Part, Recorded, Replay, Silence, text_of
from ._settings import known_format
from ._speech import Piece

__all__ = ["replay"]


def replay(
    *sources: str | os.PathLike[str] | Iterable[str | bytes] | ScriptedSession,
    path: Sequence[str] = (),
    session: str | None = None,
) -> Replay:
    """A recording as a script. *sources* are the files that it is in, in their order, each a name
    or lines as `read_recording` takes them; or a `ScriptedSession`.

    Words, audio, calls and their ids, failures and warnings are as they were; ids of items and
    responses are new. An answer takes as long as it took, from the user's turn on. A response that
    the user interrupted ends where it was cut. What cannot be read is passed over. Of an archive it
    is the *session* of that name, or the first.

    Raises `ValueError` where nothing is answered or heard in it, as in a file that is no recording,
    and else as `read_recording`.
    """
    reader = _Reader()
    for source in sources:
        if isinstance(source, ScriptedSession):
            source = [event.to_json() for event in source.events]
        for record in read_recording(source, path=path):
            if session is None:
                session = record.session
            if session == record.session:
                reader.read(record)
    made = reader.replay()
    if not (made.answers or made.asides or any(made.heard)):
        names = [os.fspath(each) for each in sources if isinstance(each, str | os.PathLike)]
        place = f"{', '.join(names)}: " if names else ""
        raise ValueError(f"{place}expected a response in it, got none")
    return made


class _Delta(NamedTuple):
    """A piece of what was said, and when."""

    text: str
    audio: bytes
    time: datetime | None
    extra: ServerEvent | None = None


class _Step(NamedTuple):
    """A part of an answer, and when it began and ended."""

    part: Part
    start: datetime | None
    end: datetime | None


class _Recorded:
    """A response of the recording, as far as it has been read."""

    def __init__(self, format: OutputAudioFormat, asked_at: datetime | None) -> None:
        self._format = format
        self._asked_at = asked_at
        self._open: dict[str, list[_Delta]] = {}
        """The items that have not ended, with what was said in them."""
        self._steps: list[_Step] = []
        self.is_aside = False

    def begin_item(self, item_id: str) -> None:
        self._open[item_id] = []

    def add_delta(self, item_id: str, delta: _Delta) -> None:
        self._open.setdefault(item_id, []).append(delta)

    def end_item(self, item: ResponseItem, time: datetime | None) -> None:
        """An item has ended; one that has ended before stays as it was."""
        deltas = self._open.pop(item.id or "", None)
        if deltas is None:
            return
        match item:
            case ResponseFunctionCallItem():
                self.add(Call(item.name, item.arguments, item.call_id), time)
            case ResponseMCPCallItem():
                error, output = item.get("error"), item.output or ""
                self.add(McpCall(item.server_label, item.name, item.arguments, output, error), time)
            case ResponseMCPApprovalRequestItem():
                self.add(McpApproval(item.server_label, item.name, item.arguments or "{}"), time)
            case ResponseMessageItem() if deltas:
                self._say(deltas, time)
            case ResponseMessageItem() if text := text_of(item):
                self.add(Say(text), time)  # the recording has left out its pieces

    def add(self, part: Part, time: datetime | None) -> None:
        """Something comes at once."""
        self._steps.append(_Step(part, time, time))

    def end(self, response: Response, time: datetime | None) -> None:
        """The response has ended, and so has what is open in it."""
        self.is_aside = response.get("conversation_id", "") is None
        for item in response.output or ():
            self.end_item(item, time)
        if response.status in _FAILURES and response.status_details:
            self.add(response.status_details, time)

    def answer(self) -> Answer:
        for deltas in filter(None, self._open.values()):  # where the recording ends before it
            self._say(deltas, None)
        self._open.clear()
        parts: list[Part] = []
        now = self._asked_at
        for step in self._steps:
            if wait := _seconds(now, step.start):
                parts.append(Silence(wait))
            parts.append(step.part)
            now = step.end
        return parts

    def _say(self, deltas: Sequence[_Delta], end: datetime | None) -> None:
        times = [delta.time for delta in deltas[1:]] + [end]
        pieces = [
            Piece(
                delta.text,
                delta.audio,
                self._milliseconds(delta),
                _wait_ms(delta.time, time),
                delta.extra,
            )
            for delta, time in zip(deltas, times, strict=True)
        ]
        self._steps.append(_Step(Recorded(pieces, self._format), deltas[0].time, end))

    def _milliseconds(self, delta: _Delta) -> float:
        return 1000 * len(delta.audio) / self._format.bytes_per_second


_FAILURES = (ResponseStatus.FAILED, ResponseStatus.INCOMPLETE)


def _seconds(start: datetime | None, end: datetime | None) -> float:
    if start is None or end is None:
        return 0.0
    return max(0.0, (end - start).total_seconds())


def _wait_ms(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else 1000 * _seconds(start, end)


class _Reader:
    """Reads a recording, event by event."""

    def __init__(self) -> None:
        self._responses: dict[str, _Recorded] = {}
        self._formats = OutputFormats()
        self._heard: dict[str, str] = {}
        self._mcp_tools: dict[str, list[MCPTool] | None] = {}
        self._servers: dict[str, str] = {}
        """The labels of MCP servers, by the items that list their tools."""
        self._asked: list[ResponseCreateParams] = []
        """What the client asked for and has not got yet."""
        self._asked_at: datetime | None = None
        self._given: set[str] = set()
        """Responses whose words the client gave: it will give them again."""

    def read(self, record: Record) -> None:
        event = record.event
        if isinstance(event, ClientEventResponseCreate):
            self._asked.append(event.response or ResponseCreateParams())
            self._asked_at = record.time
        elif isinstance(event, ServerEvent) and not event.problems():
            self._formats.feed(event)
            self._read(event, record.time)

    def _read(self, event: ServerEvent, time: datetime | None) -> None:
        match event:
            case ServerEventInputAudioBufferCommitted():
                self._heard[event.item_id] = ""
                self._asked_at = time
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                if event.item_id in self._heard:
                    self._heard[event.item_id] = event.transcript
            case ConversationItemPlacedEvent(item=ResponseMCPListToolItem() as item):
                self._mcp_tools[item.server_label] = item.tools
                self._servers[item.id or ""] = item.server_label
            case ServerEventMcpListToolsFailed() if event.item_id in self._servers:
                self._mcp_tools[self._servers[event.item_id]] = None
            case ServerEventResponseCreated():
                self._begin(event.response, time)
            case ServerEventResponseOutputItemAdded() | ServerEventResponseOutputItemDone():
                self._read_item(event, time)
            case ResponseContentEvent():
                self._read_content(event, time)
            case ServerEventResponseDone(response=response):
                if response.id in self._responses:
                    self._responses[response.id].end(response, time)
            case ServerEventError() if event.error.code == _REFUSED:
                del self._asked[-1:]
            case ServerEventError() if event.error.event_id is None:
                self._add(event, time)
            case UnknownServerEvent() | ServerEventWarning() | ServerEventRateLimitsUpdated():
                self._add(event, time)

    def _begin(self, response: Response, time: datetime | None) -> None:
        response_id = response.id or ""
        encoding = known_format(self._formats.of(response.id))
        self._responses[response_id] = _Recorded(encoding, self._asked_at or time)
        if self._asked and self._asked.pop(0).pre_generated_assistant_message is not None:
            self._given.add(response_id)
        self._asked_at = None

    def _read_item(
        self,
        event: ServerEventResponseOutputItemAdded | ServerEventResponseOutputItemDone,
        time: datetime | None,
    ) -> None:
        recorded = self._responses.get(event.response_id)
        if recorded is None or event.item is None:
            return
        if isinstance(event, ServerEventResponseOutputItemAdded):
            recorded.begin_item(event.item.id or "")
        else:
            recorded.end_item(event.item, time)

    def _read_content(self, event: ResponseContentEvent, time: datetime | None) -> None:
        recorded = self._responses.get(event.response_id)
        if recorded is None:
            return
        if isinstance(event, ResponseAudioDeltaEvent):
            recorded.add_delta(event.item_id, _Delta("", event.delta, time))
        elif isinstance(event, ResponseTextDeltaEvent | ResponseAudioTranscriptDeltaEvent):
            recorded.add_delta(event.item_id, _Delta(event.delta, b"", time))
        elif isinstance(event, _EXTRAS):
            recorded.add_delta(event.item_id, _Delta("", b"", time, event))

    def _add(self, event: ServerEvent, time: datetime | None) -> None:
        """An event that says nothing of an item belongs to the response that came last."""
        if self._responses:
            other = event.copy()
            other.pop("event_id", None)
            self._responses[next(reversed(self._responses))].add(other, time)

    def replay(self) -> Replay:
        told = [each for key, each in self._responses.items() if key not in self._given]
        return Replay(
            answers=[each.answer() for each in told if not each.is_aside],
            asides=[each.answer() for each in told if each.is_aside],
            heard=list(self._heard.values()),
            mcp_tools=self._mcp_tools,
        )


_EXTRAS = (
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseAnimationVisemeDelta,
    ServerEventResponseAnimationBlendshapeDelta,
)
_REFUSED = "conversation_already_has_active_response"
