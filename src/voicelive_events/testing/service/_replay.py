"""A recorded session as a script: its answers, one for each turn of whoever the client is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..._output_format import OutputFormats
from ...client.response import ClientEventResponseCreate
from ...enums import OutputAudioFormat, ResponseStatus
from ...models.items import (
    ResponseFunctionCallItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMessageItem,
)
from ...models.responses import Response
from ...recording import Record, read_recording
from ...server.base import ResponseContentEvent, ServerEvent, UnknownServerEvent
from ...server.conversation import ServerEventConversationItemInputAudioTranscriptionCompleted
from ...server.input_audio import ServerEventInputAudioBufferCommitted
from ...server.output_audio import ResponseAudioDeltaEvent, ResponseAudioTranscriptDeltaEvent
from ...server.response import (
    ResponseTextDeltaEvent,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseOutputItemAdded,
)
from ...server.session import ServerEventError, ServerEventRateLimitsUpdated, ServerEventWarning
from .._replies import Call, McpApproval, McpCall
from ._scripts import Answer, Part, Recorded, Replay, Silence
from ._settings import known_format
from ._speech import Piece

__all__ = ["replay"]


def replay(
    source: str | os.PathLike[str] | Iterable[str | bytes], *, path: Sequence[str] = ()
) -> Replay:
    """The recording *source*, a file's name or lines as `read_recording` takes them, as a script.

    Words, audio, calls and their ids, failures and warnings are as they were; ids of items and
    responses are new. A response that the user interrupted ends where it was cut. What cannot be
    read is passed over. Raises as `read_recording`.
    """
    reader = _Reader()
    for record in read_recording(source, path=path):
        reader.read(record)
    return reader.replay()


@dataclass
class _Delta:
    """A piece of what was said, and when."""

    text: str
    audio: bytes
    time: datetime | None


@dataclass
class _Recorded:
    """A response of the recording, as far as it has been read."""

    format: OutputAudioFormat
    begun: datetime | None
    is_given: bool
    """Whether the client gave the words: then it will give them again."""
    ended: datetime | None = None
    items: list[str] = field(default_factory=list)
    deltas: dict[str, list[_Delta]] = field(default_factory=dict)
    others: list[Part] = field(default_factory=list)
    response: Response | None = None

    def answer(self) -> Answer:
        parts: list[Part] = []
        response = self.response
        output = {} if response is None else {item.id: item for item in response.output or ()}
        for item_id in self.items:
            parts += self._parts_of(item_id, output.get(item_id))
        parts += self.others
        if response is not None and response.status in _FAILURES and response.status_details:
            parts.append(response.status_details)
        return parts

    def _parts_of(self, item_id: str, item: ResponseItem | None) -> Iterator[Part]:
        match item:
            case ResponseFunctionCallItem():
                yield Call(item.name, item.arguments, item.call_id)
            case ResponseMCPCallItem():
                error = item.get("error")
                yield McpCall(
                    item.server_label, item.name, item.arguments, item.output or "", error
                )
            case ResponseMCPApprovalRequestItem():
                yield McpApproval(item.server_label, item.name, item.arguments or "{}")
            case ResponseMessageItem() | None:
                yield from self._said(item_id)

    def _said(self, item_id: str) -> Iterator[Part]:
        deltas = self.deltas.get(item_id, [])
        if not deltas:
            return
        before = _seconds(self.begun, deltas[0].time)
        if before:
            yield Silence(before)
        times = [delta.time for delta in deltas[1:]] + [self.ended]
        pieces = [
            Piece(delta.text, delta.audio, self._milliseconds(delta), _wait_ms(delta.time, time))
            for delta, time in zip(deltas, times, strict=True)
        ]
        self.begun = self.ended
        yield Recorded(pieces, self.format)

    def _milliseconds(self, delta: _Delta) -> float:
        return 1000 * len(delta.audio) / self.format.bytes_per_second


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
        self._last: _Recorded | None = None
        self._formats = OutputFormats()
        self._committed: dict[str, str] = {}
        self._asked: list[ClientEventResponseCreate] = []

    def read(self, record: Record) -> None:
        event = record.event
        if isinstance(event, ClientEventResponseCreate):
            self._asked.append(event)
        elif isinstance(event, ServerEvent) and not event.problems():
            self._formats.feed(event)
            self._read(event, record.time)

    def _read(self, event: ServerEvent, time: datetime | None) -> None:
        match event:
            case ServerEventInputAudioBufferCommitted():
                self._committed[event.item_id] = ""
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                if event.item_id in self._committed:
                    self._committed[event.item_id] = event.transcript
            case ServerEventResponseCreated():
                self._begin(event.response, time)
            case ServerEventResponseOutputItemAdded():
                self._add_item(event)
            case ResponseContentEvent():
                self._add_delta(event, time)
            case ServerEventResponseDone():
                self._end(event.response, time)
            case ServerEventError() if event.error.event_id is None:
                self._add_other(event)
            case UnknownServerEvent() | ServerEventWarning() | ServerEventRateLimitsUpdated():
                self._add_other(event)

    def _begin(self, response: Response, time: datetime | None) -> None:
        asked = self._asked.pop(0).response if self._asked else None
        is_given = asked is not None and asked.pre_generated_assistant_message is not None
        encoding = known_format(self._formats.of(response.id))
        self._last = self._responses[response.id or ""] = _Recorded(encoding, time, is_given)

    def _add_item(self, event: ServerEventResponseOutputItemAdded) -> None:
        recorded = self._responses.get(event.response_id)
        if recorded is not None and event.item is not None and event.item.id:
            recorded.items.append(event.item.id)

    def _add_delta(self, event: ResponseContentEvent, time: datetime | None) -> None:
        recorded = self._responses.get(event.response_id)
        if recorded is None:
            return
        deltas = recorded.deltas.setdefault(event.item_id, [])
        if isinstance(event, ResponseAudioDeltaEvent):
            deltas.append(_Delta("", event.delta, time))
        elif isinstance(event, ResponseTextDeltaEvent | ResponseAudioTranscriptDeltaEvent):
            deltas.append(_Delta(event.delta, b"", time))

    def _end(self, response: Response, time: datetime | None) -> None:
        recorded = self._responses.get(response.id or "")
        if recorded is not None:
            recorded.response, recorded.ended = response, time

    def _add_other(self, event: ServerEvent) -> None:
        if self._last is not None:
            other = event.copy()
            other.pop("event_id", None)
            self._last.others.append(other)

    def replay(self) -> Replay:
        told = [each for each in self._responses.values() if not each.is_given]
        asides = [each for each in told if _is_aside(each.response)]
        return Replay(
            answers=[each.answer() for each in told if each not in asides],
            asides=[each.answer() for each in asides],
            heard=list(self._committed.values()),
        )


def _is_aside(response: Response | None) -> bool:
    return response is not None and not response.conversation_id
