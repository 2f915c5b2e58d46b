"""What a picture of a session shows, apart from how it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from ..._input_format import InputFormat
from ..._reading import readable
from ...assembly import AssembledConversation, AssembledItem, AssembledResponse
from ...client.base import ClientEvent
from ...client.conversation import ClientEventConversationItemCreate
from ...client.input_audio import ClientEventInputAudioBufferAppend, ClientEventInputAudioTurnAppend
from ...client.input_text import ClientEventInputTextDelta
from ...client.session import ClientEventSessionUpdate
from ...enums import ItemType, MessageRole, OutputAudioFormat
from ...errors import DecodeError, FieldError
from ...reader import Fact, Interruption, ToolCall, ToolOutput, UserTurn
from ...recording import Record
from ...server.animation import ServerEventResponseAnimationVisemeDelta
from ...server.base import ServerEvent
from ...server.conversation import ServerEventConversationItemInputAudioTranscriptionFailed
from ...server.input_audio import (
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from ...server.mcp import ServerEventResponseMcpCallArgumentsDone
from ...server.output_audio import ResponseAudioDeltaEvent
from ...server.response import ServerEventResponseDone, ServerEventResponseFunctionCallArgumentsDone
from ...server.session import ServerEventError, ServerEventWarning, SessionEvent
from ..meter import AudioMeter
from ..redaction import redacted
from ..summary import tells_error
from ..text import cut, duration, escape
from ..wording import Wording

__all__ = ["Kind", "Lane", "Played", "Sent", "Span", "Timeline", "TimelineReader", "read_timeline"]

Kind: TypeAlias = Literal[
    "user", "sent", "model", "unheard", "client", "tool", "viseme", "error", "warning"
]
"""What a span is, which chooses its colour."""

_NOMINAL = 1.0  # seconds that an item without audio takes where the log has no times
_LOGGED = "seconds since the first event, by the times of the log"
_DERIVED = (
    "seconds of audio: the log has no times. Speech stands where the service heard it, "
    "the model's audio where it can have been played, and what has no audio takes one second"
)

_GAP = 0.2  # seconds without audio after which a client has stopped sending it
_NAME_CUT, _TEXT_CUT = 80, 400  # characters
_LONGEST = 10**10  # milliseconds, a season; whatever says more is no time
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}  # XML has none of them

_ARGUMENTS_DONE = (
    ServerEventResponseFunctionCallArgumentsDone | ServerEventResponseMcpCallArgumentsDone
)
_APPEND = ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend
_CALLS = (ItemType.FUNCTION_CALL, ItemType.MCP_CALL)
_SEARCHES = (ItemType.WEB_SEARCH_CALL, ItemType.FILE_SEARCH_CALL)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts from *start* to *end*, in seconds; a moment if both are the same."""

    start: float
    end: float
    kind: Kind
    label: str = ""
    """What is written on it, if there is room."""
    detail: str = ""
    """What it says on a closer look."""
    marks: tuple[tuple[float, int], ...] = ()
    """Moments inside it, each with a number: the visemes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Spans of one sort, in the order of their start."""

    name: str
    spans: list[Span]
    is_text: bool = False
    """Whether the labels are what it shows, one below the other for each kind."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that a picture shows of a session."""

    axis: str
    """What the time means."""
    seconds: float
    """How long the session lasts; more than 0."""
    lanes: list[Lane]
    """The lanes that hold anything, from top to bottom."""
    turns: list[float]
    """When each of the user's turns starts."""
    interruptions: list[float]
    """When the user cut a response off."""
    calls: int = 0
    """How many calls of tools there are; one that was cut off is none."""
    errors: int = 0
    """How many events tell that something failed."""
    undecodable: int = 0
    """How many lines are no event."""

    def count(self, kind: Kind) -> int:
        """How many spans of *kind* there are, texts apart."""
        spans = (span for lane in self.lanes if not lane.is_text for span in lane.spans)
        return sum(span.kind == kind for span in spans)

    def facts(self) -> str:
        """How long it lasts and what happens in it, in one line."""
        counts = {
            "turn": len(self.turns),
            "interruption": len(self.interruptions),
            "tool call": self.calls,
            "error": self.errors,
            "undecodable line": self.undecodable,
        }
        named = (f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n)
        minutes, seconds = divmod(round(self.seconds), 60)
        length = f"{minutes} min {seconds} s" if minutes else f"{self.seconds:.1f} s"
        return ", ".join([length, *named])


def read_timeline(records: Iterable[Record]) -> Timeline:
    """The timeline of the session that *records* tell of."""
    reader = TimelineReader()
    for record in records:
        reader.feed(record)
    return reader.timeline()


@dataclass(slots=True)
class Sent:
    """A stretch of the user's audio, as the client sent it; in seconds."""

    start: float
    end: float
    format: OutputAudioFormat
    channels: int


class Played(NamedTuple):
    """The audio of an item of the model: from when it was played, and until when it was heard."""

    item: AssembledItem
    start: float
    heard: float
    end: float
    """When all of it would have been heard."""


@dataclass(slots=True)
class _Trace:
    """When an item was there: first and last named, and when its audio starts to be played."""

    start: float
    end: float
    audio: float | None = None
    called: float | None = None
    """When the arguments of a call were whole."""
    returned: float | None = None
    """When an MCP server had answered it."""
    is_done: bool = False


class _Visemes(NamedTuple):
    """The positions of the mouth while an item is spoken."""

    start: float
    """When the first of them came."""
    marks: list[tuple[float, int]]
    """Each in seconds since the audio began."""


class TimelineReader:
    """Follows a session, and tells the time of each event."""

    def __init__(self) -> None:
        self._conversation = AssembledConversation(keep_audio=False)
        self._traces: dict[AssembledItem, _Trace] = {}
        """By the item itself: one that was deleted may have left its id to another."""
        self._visemes: dict[str, _Visemes] = {}
        """By the id of the item."""
        self._alerts: list[Span] = []
        self._cuts: dict[str, float] = {}
        """When the user spoke into a response, by its id."""
        self.sent: list[Sent] = []
        """The audio that was sent, so far."""
        self._input = InputFormat()
        self._client: list[Span] = []
        self._wording = Wording(AudioMeter(), content=False)
        self._turns: dict[str, UserTurn] = {}
        """The turns of the user, by the id of their messages."""
        self._turn_times: list[tuple[str | None, float]] = []
        """When each of them was told, with the id of its message."""
        self._interruptions: list[tuple[str | None, float]] = []
        """When each interruption was told, with the id of its response or its item."""
        self._calls: set[str | None] = set()
        """Ids of the items that are whole calls."""
        self._counts = Counter[str]()
        """What has no span of its own in all cases: calls, errors and lines that are no event."""
        self._outputs: dict[str, tuple[float, str]] = {}
        """The output of a call, and when it was given, by the id of the call."""
        self._origin: datetime | None = None
        self._is_logged: bool | None = None
        """Whether the log has times; None before the first event."""
        self._now = 0.0
        self._played = 0.0
        """When all audio so far has been played."""

    def feed(self, record: Record) -> bool:
        """Take what passed, and when; or a line that is no event. Gives whether it is an event
        that did not come before."""
        if record.error is not None:
            self._fail(record.line, record.error)
        if record.event is None:
            return False
        taken = self._conversation.reader.taken
        self._take(record.event, record.time)
        return self._conversation.reader.taken > taken

    def _fail(self, number: int, error: DecodeError) -> None:
        self._counts["undecodable"] += 1
        self._alert("error", "no event", f"line {number}: {error}")

    def _take(self, event: ServerEvent | ClientEvent, time: datetime | None) -> None:
        if self._is_logged is None:
            self._is_logged, self._origin = time is not None, time
        if self._origin and time:
            self._now = max(self._now, (time - self._origin).total_seconds())
        elif not self._is_logged:
            self._derive(event)
        taken = self._conversation.reader.taken
        item = self._conversation.feed(event, time)
        if self._conversation.reader.taken == taken:
            return  # it came before
        if item:
            self._trace(item, has_audio=isinstance(event, ResponseAudioDeltaEvent))
        facts = self._conversation.facts
        for fact in facts:
            self._settle(fact)
        if isinstance(event, ServerEvent) and tells_error(event, facts):
            self._counts["errors"] += 1
            self._alert("error", *_failure(event))
        with suppress(FieldError):  # one of the event's problems
            self._note(event)
            if isinstance(event, ClientEvent):
                self._send(event)

    def _trace(self, item: AssembledItem, *, has_audio: bool) -> None:
        trace = self._traces.setdefault(item, _Trace(self._now, self._now))
        trace.end = max(trace.end, self._now)  # where the user's audio tells it, it may step back
        if has_audio:
            self._play(item, trace)
        elif item.is_done and not trace.is_done and not self._is_logged:
            self._pass(item, trace)
        if item.is_done and not trace.is_done and item.type == ItemType.MCP_CALL:
            trace.returned = self._now
        trace.is_done = item.is_done

    # The time.

    def _derive(self, event: ServerEvent | ClientEvent) -> None:
        """Where the log has no times, the user's audio tells them."""
        position = None
        if isinstance(event, ServerEventInputAudioBufferSpeechStarted):
            position = getattr(event, "audio_start_ms", None)
        elif isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            position = getattr(event, "audio_end_ms", None)
        if position is not None:
            self._now = _in_seconds(position)

    def _pass(self, item: AssembledItem, trace: _Trace) -> None:
        """Let the time pass that a text or a call takes, where nothing tells it."""
        is_call = item.type in _CALLS
        is_text = item.type == ItemType.MESSAGE and item.speech_start_ms is None
        if is_call or (is_text and trace.audio is None):
            trace.start = max(self._now, self._played)
            self._now = trace.end = trace.start + _NOMINAL

    def _play(self, item: AssembledItem, trace: _Trace) -> None:
        """Audio of *item* has come: it is played when what came before it has been."""
        if trace.audio is None:
            trace.audio = max(self._now, self._played)
        self._played = trace.audio + (self._conversation.reader.audio_ms(item.id) or 0.0) / 1000

    def _settle(self, fact: Fact) -> None:
        """Note what the reader of the session has decided."""
        match fact:
            case UserTurn(item_id=item_id):
                self._turn_times.append((item_id, self._now))
                if item_id is not None:
                    self._turns[item_id] = fact
            case Interruption(response_id=response_id, item_id=item_id):
                self._interruptions.append((response_id or item_id, self._now))
            case ToolCall(item_id=item_id):
                self._counts["calls"] += 1
                self._calls.add(item_id)
                if item_id is not None:
                    self._whole(item_id)
            case ToolOutput(call_id=call_id, output=output):
                self._outputs[call_id] = self._now, output

    def _whole(self, item_id: str) -> None:
        """The arguments of a call are whole, if they were not before."""
        if item := self._conversation.items.get(item_id):
            trace = self._traces.setdefault(item, _Trace(self._now, self._now))
            trace.called = self._now if trace.called is None else trace.called

    def _trace_of(self, item_id: str | None) -> _Trace | None:
        """That of the item which has this id now."""
        item = self._conversation.items.get(item_id or "")
        return None if item is None else self._traces.get(item)

    def _note(self, event: ServerEvent | ClientEvent) -> None:
        if isinstance(event, ServerEventInputAudioBufferSpeechStarted):
            self._cut_off()
        elif isinstance(event, SessionEvent | ClientEventSessionUpdate):
            self._input.feed(event)
        elif isinstance(event, _ARGUMENTS_DONE):
            self._whole(event.item_id)
        elif isinstance(event, ServerEventResponseAnimationVisemeDelta):
            mark = _in_seconds(event.audio_offset_ms), event.viseme_id
            self._visemes.setdefault(event.item_id, _Visemes(self._now, [])).marks.append(mark)
        elif isinstance(event, ServerEventWarning):
            self._alert("warning", event.warning.code or "warning", event.warning.message or "")

    def _cut_off(self) -> None:
        """The user speaks: what is being played may stop here."""
        reader = self._conversation.reader
        for response_id in reader.responses:
            self._cuts[response_id] = self._now
        for response in () if self._is_logged else reader.responses.values():
            trace = self._trace_of(response.item_id)
            if trace and trace.audio is not None:  # still coming, so played till now
                seconds = (reader.audio_ms(response.item_id or "") or 0.0) / 1000
                trace.audio = max(trace.audio, self._now - seconds)
        self._played = min(self._played, self._now)

    def _alert(self, kind: Kind, label: str, detail: str) -> None:
        label, detail = _named(label), _told(detail)
        self._alerts.append(Span(self._now, self._now, kind, label, f"{label}: {detail}"))

    # What the client does.

    def _send(self, event: ClientEvent) -> None:
        if isinstance(event, _APPEND):
            self._append(len(event.audio))
        elif not isinstance(event, ClientEventInputTextDelta):
            name = str(event.type).removeprefix("conversation.")
            if isinstance(event, ClientEventConversationItemCreate):
                name = str(event.item.type)
            said = "  ".join(self._wording.parts(event))
            detail = f"Client sent {event.type} at {self._now:.1f} s\n{said}".rstrip()
            self._client.append(
                Span(self._now, self._now, "client", _named(name), _readable(detail))
            )

    @property
    def input_format(self) -> OutputAudioFormat | str:
        """The format in which the client sends audio now."""
        return self._input.format

    def _append(self, size: int) -> None:
        """Audio was sent. It stands where it was, or behind what was sent before; without times
        behind all that was, for so does the service count it."""
        named, channels = self._input.format, self._input.channels
        if not isinstance(named, OutputAudioFormat):
            return
        last = self.sent[-1] if self.sent else None
        end = 0.0 if last is None else last.end
        is_on = not self._is_logged or self._now - end < _GAP
        if last is None or not is_on or (last.format, last.channels) != (named, channels):
            start = max(self._now, end) if self._is_logged else end
            last = Sent(start, start, named, channels)
            self.sent.append(last)
        last.end += size / named.bytes_per_second / channels

    # The spans.

    def timeline(self) -> Timeline:
        """All that was read."""
        items = list(self._traces)
        lanes = {
            "User": list(self._user(items)),
            "Model": list(self._model()),
            "Transcript": list(self._transcript(items)),
            "Client": self._client,
            "Tools": list(self._tools(items)),
            "Visemes": list(self._mouth()),
            "Errors": self._alerts,
        }
        spans = [span for lane in lanes.values() for span in lane]
        return Timeline(
            _LOGGED if self._is_logged else _DERIVED,
            max([self._now, *(span.end for span in spans)]) or _NOMINAL,
            [
                Lane(name, sorted(spans, key=lambda span: span.start), name == "Transcript")
                for name, spans in lanes.items()
                if spans
            ],
            sorted(self._turn_starts()),
            sorted(self._cut_starts()),
            self._counts["calls"],
            self._counts["errors"],
            self._counts["undecodable"],
        )

    def _turn_starts(self) -> Iterator[float]:
        """When each of the user's turns starts."""
        for item_id, told in self._turn_times:
            trace = self._trace_of(item_id)
            yield told if trace is None else trace.start

    def _cut_starts(self) -> Iterator[float]:
        """When each interruption was: where what was not heard begins, else where it was told."""
        unheard: dict[str, float] = {}
        for played in self.played():
            if played.heard < played.end:
                for key in (played.item.id, played.item.response_id or played.item.id):
                    unheard[key] = min(unheard.get(key, played.heard), played.heard)
        for cut_off, told in self._interruptions:
            yield unheard.get(cut_off or "", told)

    def _user(self, items: list[AssembledItem]) -> Iterator[Span]:
        for item in items:
            if item.id not in self._turns and item.speech_start_ms is None:
                continue
            start, end = self._spoken(item)
            said = _said(item)
            turn = self._turns.get(item.id)
            how = "typed" if turn and not turn.is_spoken else "spoke"
            length = f" for {end - start:.1f} s" if item.speech_start_ms is not None else ""
            yield Span(start, end, "user", "", f"User {how}{length} at {start:.1f} s\n{said}")
        for sent in self.sent:
            length = duration(sent.end - sent.start)
            yield Span(
                sent.start, sent.end, "sent", "", f"Audio sent from {sent.start:.1f} s, {length}"
            )

    def _spoken(self, item: AssembledItem) -> tuple[float, float]:
        """From when to when the user spoke; a typed message is a moment of the log."""
        trace = self._traces[item]
        if item.speech_start_ms is None or item.speech_end_ms is None:
            return trace.start, trace.start if self._is_logged else trace.end
        return trace.start, trace.start + _in_seconds(item.speech_end_ms - item.speech_start_ms)

    def played(self) -> Iterator[Played]:
        """The audio of each item that has some."""
        for item, trace in self._traces.items():
            if trace.audio is not None:
                start = trace.audio
                end = start + _seconds(item)
                is_cut = self._is_cut(item)
                heard = max(start, min(self._heard(item, start), end)) if is_cut else end
                yield Played(item, start, heard, end)

    def _model(self) -> Iterator[Span]:
        for item, start, heard, end in self.played():
            about = f"Model spoke at {start:.1f} s, {end - start:.1f} s of audio"
            said = _said(item)
            if heard > start:
                yield Span(start, heard, "model", "", f"{about}\n{said}")
            if heard < end:
                detail = f"Interrupted at {heard:.1f} s: {end - heard:.1f} s were not heard\n{said}"
                yield Span(heard, end, "unheard", "", detail)

    def _response(self, item: AssembledItem) -> AssembledResponse | None:
        return self._conversation.responses.get(item.response_id or "")

    def _is_cut(self, item: AssembledItem) -> bool:
        response = self._response(item)
        return item.is_truncated or (response is not None and response.is_interrupted)

    def _heard(self, item: AssembledItem, start: float) -> float:
        """Until when the audio of *item* was heard, as far as anything tells."""
        before = 0.0
        for part in item.parts:
            if part.is_truncated and part.audio_end_ms is not None:
                return start + before + _in_seconds(part.audio_end_ms)
            before += (part.audio_ms or 0.0) / 1000
        return self._cuts.get(item.response_id or "", float("inf"))

    def _transcript(self, items: list[AssembledItem]) -> Iterator[Span]:
        for item in items:
            said = _said(item)
            trace = self._traces[item]
            if not said:
                continue
            if item.role == MessageRole.USER:
                start, end = self._spoken(item)
                yield Span(start, end, "user", said, f"User: {said}")
            else:
                start = trace.start if trace.audio is None else trace.audio
                yield Span(start, start + _seconds(item), "model", said, f"Model: {said}")

    def _tools(self, items: list[AssembledItem]) -> Iterator[Span]:
        for item in items:
            if item.type in _CALLS:
                yield self._call(item)
            elif item.type is not None and item.type in _SEARCHES:
                trace, name = self._traces[item], item.type.removesuffix("_call")
                detail = f"{name}: {_named(str(item.status))}"
                yield Span(trace.start, trace.end, "tool", name, detail)

    def _call(self, item: AssembledItem) -> Span:
        """A call, from when its arguments were whole until its output was there."""
        trace = self._traces[item]
        start, end, label = trace.start, trace.end, _named(item.name or "call")
        given = trace.returned, item.output
        returned, output = self._outputs.get(item.call_id or "", given)
        detail = f"{label}({_told(item.arguments)})"
        if item.response_id and item.id not in self._calls:
            detail += "\ncut off"
        elif self._is_logged and returned is not None:
            start = start if trace.called is None else trace.called
            end = max(returned, start)
            label += f" {duration(end - start)}"
            detail += f"\ntook {duration(end - start)}"
        if output:
            detail += f"\nreturned {_told(output)}"
        return Span(start, max(start, end), "tool", label, detail)

    def _mouth(self) -> Iterator[Span]:
        for item_id, visemes in self._visemes.items():
            item, trace = self._conversation.items.get(item_id), self._trace_of(item_id)
            start = visemes.start if trace is None or trace.audio is None else trace.audio
            marks = tuple(sorted((start + offset, number) for offset, number in visemes.marks))
            end = max(start + (_seconds(item) if item else 0), marks[-1][0])
            yield Span(start, end, "viseme", "", f"{len(marks)} visemes", marks)


def _failure(event: ServerEvent) -> tuple[str, str]:
    """What failed, and why."""
    if isinstance(event, ServerEventResponseDone):
        reason = readable(lambda: event.response.status_details)
        return f"response {event.response.status}", str(reason or "")
    details = event.get("error")
    code, message = (
        (details.get("code"), details.get("message")) if isinstance(details, dict) else (None, None)
    )
    if isinstance(event, ServerEventError):
        return str(code or "error"), str(message or "")
    if isinstance(event, ServerEventConversationItemInputAudioTranscriptionFailed):
        return "no transcript", str(message or "")
    return str(event.type).removeprefix("response."), str(message or "")


def _seconds(item: AssembledItem) -> float:
    """How long the audio of *item* lasts."""
    return sum(part.audio_ms or 0.0 for part in item.parts) / 1000


def _in_seconds(milliseconds: int) -> float:
    return min(max(milliseconds, 0), _LONGEST) / 1000


def _said(item: AssembledItem) -> str:
    return _shown(item.transcript or item.text)


def _named(text: str) -> str:
    """A name, a code or a status: it may be anything that came."""
    return cut(_shown(text), _NAME_CUT)


def _told(text: str) -> str:
    """Arguments, what a tool returned, or why something failed. A picture has no more room."""
    return cut(_shown(text), _TEXT_CUT)


def _shown(text: str) -> str:
    """*text* on one line, without credentials and without what no picture can hold."""
    return _readable(" ".join(redacted(text).split()))


def _readable(text: str) -> str:
    return "\n".join(map(escape, text.split("\n"))).translate(_NO_CHARACTERS)
