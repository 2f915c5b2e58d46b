"""Where everything stands in the time of a session."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ..._input_format import InputFormat
from ..._reading import readable
from ...assembly import AssembledConversation, AssembledItem, AssembledResponse
from ...client.base import ClientEvent
from ...client.conversation import ClientEventConversationItemCreate
from ...client.input_audio import ClientEventInputAudioBufferAppend, ClientEventInputAudioTurnAppend
from ...client.input_text import ClientEventInputTextDelta
from ...client.session import ClientEventSessionUpdate
from ...enums import ItemType, MessageRole, OutputAudioFormat
from ...errors import FieldError
from ...reader import Fact, Interruption, SessionReader, ToolCall, ToolOutput, UserTurn
from ...recording import Record
from ...server.animation import ServerEventResponseAnimationVisemeDelta
from ...server.base import ServerEvent
from ...server.conversation import (
    ServerEventConversationItemInputAudioTranscriptionFailed,
    ServerEventConversationItemTruncated,
)
from ...server.input_audio import (
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from ...server.mcp import ServerEventResponseMcpCallArgumentsDone
from ...server.output_audio import ResponseAudioDeltaEvent
from ...server.response import ServerEventResponseDone, ServerEventResponseFunctionCallArgumentsDone
from ...server.session import (
    ServerEventError,
    ServerEventSessionCreated,
    ServerEventWarning,
    SessionEvent,
)
from ..clock import Clock
from ..meter import AudioMeter
from ..redaction import redacted
from ..sessions import Sessions
from ..summary import tells_error
from ..text import cut, duration, escape
from ..wording import Wording
from .lanes import Kind, Lane, Span, Timeline

__all__ = ["Played", "Sent", "TimelineReader", "read_timeline"]

_NOMINAL = 1.0  # seconds that an item without audio takes where the log has no times
_LOGGED = "seconds since the first event, by the times of the log"
_DERIVED = (
    "seconds of audio: the log has no times. Speech stands where the service heard it, "
    "the model's audio where it can have been played, and what has no audio takes one second"
)

_GAP = 0.2  # seconds without audio after which a client has stopped sending it
_NAME_CUT, _TEXT_CUT = 80, 400  # characters
_LONGEST = 10**10  # milliseconds, a season; whatever says more is no time

_ARGUMENTS_DONE = (
    ServerEventResponseFunctionCallArgumentsDone | ServerEventResponseMcpCallArgumentsDone
)
_APPEND = ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend
_CALLS = (ItemType.FUNCTION_CALL, ItemType.MCP_CALL)
_SEARCHES = (ItemType.WEB_SEARCH_CALL, ItemType.FILE_SEARCH_CALL)


def read_timeline(records: Iterable[Record]) -> Timeline:
    """The timeline of what *records* tell."""
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
    position: float
    """Where it begins in all the audio that its session sent."""

    def place(self, position: float) -> float | None:
        """When what stands at *position* of all that audio was sent; None if it is not in it."""
        place = self.start + position - self.position
        return place if self.start <= place <= self.end else None


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

    item: AssembledItem
    start: float
    end: float
    outputs: dict[str, tuple[float, str]]
    """Those of its session."""
    response: AssembledResponse | None = None
    turn: UserTurn | None = None
    spoken: tuple[float, float] | None = None
    """From when to when the user spoke, where the log has times."""
    audio: float | None = None
    called: float | None = None
    """When the arguments of a call were whole."""
    returned: float | None = None
    """When an MCP server had answered it."""
    is_call: bool = False
    """Whether it is a call that was not cut off."""
    is_done: bool = False


@dataclass(slots=True, eq=False)
class _Session:
    """What is known of one session."""

    conversation: AssembledConversation = field(
        default_factory=lambda: AssembledConversation(keep_audio=False)
    )
    has_told: bool = False
    """Whether the service has said anything."""
    outputs: dict[str, tuple[float, str]] = field(default_factory=dict)
    """Those of calls, and when they were given, by the calls' ids."""
    input: InputFormat = field(default_factory=InputFormat)
    sent: list[Sent] = field(default_factory=list)
    """The audio of this session alone."""
    spoken: float = 0.0
    """Until when the user has spoken."""

    @property
    def reader(self) -> SessionReader:
        return self.conversation.reader


class _Mouth(NamedTuple):
    """How the mouth moves while an item is spoken."""

    item: AssembledItem | None
    start: float
    """When the first viseme came."""
    marks: list[tuple[float, int]]
    """The visemes, each in seconds since the audio began."""


class TimelineReader:
    """Follows what a log tells, be it of several sessions, and tells the time of each event."""

    def __init__(self) -> None:
        self._sessions = Sessions(_Session)
        self._session = _Session()
        self._traces: dict[AssembledItem, _Trace] = {}
        """Of all sessions: the items of two may have the same id."""
        self._mouths: dict[AssembledItem | str, _Mouth] = {}
        """Of each item; of one that nothing else has told yet, by its id."""
        self._cuts: dict[AssembledResponse, float] = {}
        """When the user spoke into a response."""
        self._turns: list[tuple[_Trace | None, float]] = []
        """What the user said, and when that was told."""
        self._interruptions: list[tuple[AssembledResponse | AssembledItem | None, float]] = []
        """What was cut off, and when that was told."""
        self._calls = 0
        self._undecodable = 0
        self._alerts: list[Span] = []
        self._client: list[Span] = []
        self.sent: list[Sent] = []
        """The audio that was sent, so far."""
        self._wording = Wording(AudioMeter(), content=False)
        self._clock = Clock()
        self._origin: datetime | None = None
        """The first time in the log, and where it stands."""
        self._origin_at = 0.0
        self._begun = 0.0
        """When this session began."""
        self._now = 0.0
        self._played = 0.0
        """When all audio so far has been played."""

    @property
    def input_format(self) -> OutputAudioFormat | str:
        """The format in which the client sends audio now."""
        return self._session.input.format

    def item(self, item_id: str) -> AssembledItem | None:
        """The item with this id in the session that is being read."""
        return self._session.conversation.items.get(item_id)

    # Records.

    def feed(self, record: Record) -> bool:
        """Take what passed, and when; or a line that is no event. Gives whether it is an event
        that did not come before."""
        if record.error is not None:
            self._undecodable += 1
            self._alert("error", "no event", f"line {record.line}: {record.error}")
        event = record.event
        if event is None:
            return False
        self._clock.feed(record.file, record.time)
        self._turn_to(self._sessions.of(record))
        self._tell(event, record.time)
        taken = self._session.reader.taken
        item = self._session.conversation.feed(event, record.time)
        if self._session.reader.taken == taken:
            return False
        if isinstance(event, ServerEvent):
            if self._session.has_told and isinstance(event, ServerEventSessionCreated):
                self._begin()  # else what the client sent before that is of the session, too
            self._session.has_told = True
        if item:
            self._follow(self._trace(item), has_audio=isinstance(event, ResponseAudioDeltaEvent))
        for fact in self._session.conversation.facts:
            self._settle(fact)
        if isinstance(event, ServerEvent) and tells_error(event, self._session.conversation.facts):
            self._alert("error", *self._failure(event))
        with suppress(FieldError):  # one of the event's problems
            self._note(event)
            if isinstance(event, ClientEvent):
                self._send(event)
        return True

    def _turn_to(self, session: _Session) -> None:
        """What comes now is of *session*; one whose first event it is begins behind the others."""
        if session is not self._session:
            self._session = session
            if not session.reader.taken:
                self._begin()

    def _begin(self) -> None:
        """A session begins: its ids are its own, and so is its audio."""
        self._session.conversation.items.clear()
        self._session.conversation.responses.clear()
        self._session.outputs = {}
        self._session.sent = []
        if not self._is_logged:
            self._now = max(self._now, self._played, self.sent[-1].end if self.sent else 0.0)
        self._begun = self._session.spoken = self._now

    def _trace(self, item: AssembledItem) -> _Trace:
        trace = self._traces.get(item)
        if trace is None:
            trace = self._traces[item] = _Trace(item, self._now, self._now, self._session.outputs)
        trace.response = self._session.conversation.responses.get(item.response_id or "")
        return trace

    def _trace_of(self, item_id: str | None) -> _Trace | None:
        item = self.item(item_id or "")
        return None if item is None else self._trace(item)

    def _follow(self, trace: _Trace, *, has_audio: bool) -> None:
        """An event is about an item."""
        item = trace.item
        trace.end = max(trace.end, self._now)  # where the user's audio tells it, it may step back
        if has_audio:
            self._play(trace)
        elif item.is_done and not trace.is_done and not self._is_logged:
            self._pass(trace)
        if item.is_done and not trace.is_done and item.type == ItemType.MCP_CALL:
            trace.returned = self._now
        trace.is_done = item.is_done

    # The time.

    @property
    def _is_logged(self) -> bool:
        """Whether the log has times."""
        return self._origin is not None

    def _tell(self, event: ServerEvent | ClientEvent, time: datetime | None) -> None:
        """Tell the time of *event*."""
        if time is not None:
            if self._origin is None:
                self._origin, self._origin_at = time, self._now
            now = self._origin_at + (time - self._origin).total_seconds()
            self._now = max(self._now, now)
        elif not self._is_logged:
            self._derive(event)

    def _derive(self, event: ServerEvent | ClientEvent) -> None:
        """Where the log has no times, the user's audio tells them."""
        position = None
        if isinstance(event, ServerEventInputAudioBufferSpeechStarted):
            position = readable(lambda: event.audio_start_ms)
        elif isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            position = readable(lambda: event.audio_end_ms)
        if position is not None:
            self._now = self._begun + _in_seconds(position)

    def _pass(self, trace: _Trace) -> None:
        """Let the time pass that a text or a call takes, where nothing tells it."""
        item = trace.item
        is_text = item.type == ItemType.MESSAGE and item.speech_start_ms is None
        if item.type in _CALLS or (is_text and trace.audio is None):
            trace.start = max(self._now, self._played)
            self._now = trace.end = trace.start + _NOMINAL

    def _play(self, trace: _Trace) -> None:
        """Audio of an item has come: it is played when what came before it has been."""
        if trace.audio is None:
            trace.audio = max(self._now, self._played)
        self._played = trace.audio + self._received(trace.item.id)

    def _received(self, item_id: str) -> float:
        return (self._session.reader.audio_ms(item_id) or 0.0) / 1000

    # What passes.

    def _settle(self, fact: Fact) -> None:
        """Note what the reader of the session has decided."""
        match fact:
            case UserTurn():
                trace = self._trace_of(fact.item_id)
                self._turns.append((trace, self._now))
                if trace is not None:
                    trace.turn = fact
            case Interruption():
                response = self._session.conversation.responses.get(fact.response_id or "")
                cut_off = response or self.item(fact.item_id or "")
                self._interruptions.append((cut_off, self._now))
            case ToolCall():
                self._calls += 1
                if trace := self._trace_of(fact.item_id):
                    trace.is_call = True
                    self._called(trace)
            case ToolOutput():
                self._session.outputs[fact.call_id] = self._now, fact.output

    def _called(self, trace: _Trace | None) -> None:
        """The arguments of a call are whole, if they were not before."""
        if trace is not None and trace.called is None:
            trace.called = self._now

    def _note(self, event: ServerEvent | ClientEvent) -> None:
        if isinstance(event, ServerEventInputAudioBufferSpeechStarted):
            self._cut_off()
        elif isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            self._stopped(self._trace_of(event.item_id))
        elif isinstance(event, ServerEventConversationItemTruncated):
            self._play_on(self._trace_of(event.item_id))
        elif isinstance(event, SessionEvent | ClientEventSessionUpdate):
            self._session.input.feed(event)
        elif isinstance(event, _ARGUMENTS_DONE):
            self._called(self._trace_of(event.item_id))
        elif isinstance(event, ServerEventResponseAnimationVisemeDelta):
            mark = _in_seconds(event.audio_offset_ms), event.viseme_id
            item = self.item(event.item_id)
            mouth = _Mouth(item, self._now, [])
            self._mouths.setdefault(item or event.item_id, mouth).marks.append(mark)
        elif isinstance(event, ServerEventWarning):
            self._alert("warning", event.warning.code or "warning", event.warning.message or "")

    def _failure(self, event: ServerEvent) -> tuple[str, str]:
        """What has failed, and why, as far as that can be read."""
        if isinstance(event, ServerEventError):
            code, message = (
                readable(lambda: event.error.code),
                readable(lambda: event.error.message),
            )
            return code or "error", message or ""
        if isinstance(event, ServerEventResponseDone):
            reason = readable(lambda: event.response.status_details)
            return f"response {event.response.status}", str(reason or "")
        if isinstance(event, ServerEventConversationItemInputAudioTranscriptionFailed):
            return "no transcript", readable(lambda: event.error.message) or ""
        name = str(event.type).removeprefix("response.")
        return name, "  ".join(self._wording.parts(event))

    def _cut_off(self) -> None:
        """The user speaks: what is being played may stop here."""
        for response_id, under_way in self._session.reader.responses.items():
            if response := self._session.conversation.responses.get(response_id):
                self._cuts[response] = self._now
            trace = self._trace_of(under_way.item_id)
            if not self._is_logged and trace and trace.audio is not None:
                # Still coming, so played till now.
                trace.audio = max(trace.audio, self._now - self._received(trace.item.id))
        self._played = min(self._played, self._now)

    def _stopped(self, trace: _Trace | None) -> None:
        """The user has spoken: when that was told, or rather when the audio was sent, if it was
        recorded. It ends before it is told, so what answers it comes later."""
        length = None if trace is None else _spoken_seconds(trace.item)
        if trace is None or length is None or not self._is_logged:
            return
        position = _in_seconds(trace.item.speech_end_ms or 0)
        end = self._sent_at(position)
        start = self._sent_at(position - length)
        if start is None or end is None or end > self._now:  # not all was recorded
            start, end = self._now - length, self._now
        late = max(start - trace.start, 0.0)  # it had begun when that was told
        earliest = self._session.spoken
        trace.spoken = max(start - late, earliest), max(end - late, earliest)
        self._session.spoken = max(end - late, earliest)

    def _sent_at(self, position: float) -> float | None:
        """When the client sent what stands at *position* of the session's audio."""
        sent = self._session.sent
        last = bisect_right(sent, position, key=lambda stretch: stretch.position)
        return sent[last - 1].place(position) if last else None

    def _play_on(self, trace: _Trace | None) -> None:
        """An item was truncated: till there it was played, also while the user spoke."""
        if trace is not None and trace.audio is not None:
            heard = self._session.reader.heard_ms(trace.item.id) or 0.0
            self._played = max(self._played, trace.audio + heard / 1000)

    def _alert(self, kind: Kind, label: str, detail: str) -> None:
        label, detail = _named(label), _told(detail)
        said = f"{label}: {detail}" if detail else label
        self._alerts.append(Span(self._now, self._now, kind, label, said))

    def _send(self, event: ClientEvent) -> None:
        if isinstance(event, _APPEND):
            self._append(len(event.audio))
        elif not isinstance(event, ClientEventInputTextDelta):
            type_ = _named(str(event.type))
            name = type_.removeprefix("conversation.")
            if isinstance(event, ClientEventConversationItemCreate):
                name = _named(str(event.item.type))
            said = _readable("  ".join(self._wording.parts(event)))
            detail = f"Client sent {type_} at {self._now:.1f} s\n{said}".rstrip()
            self._client.append(Span(self._now, self._now, "client", name, detail))

    def _append(self, size: int) -> None:
        """Audio was sent. It stands where it was, or behind what was sent before; without times
        behind all that was, for so does the service count it."""
        named, channels = self._session.input.format, self._session.input.channels
        if not isinstance(named, OutputAudioFormat):
            return
        last = self.sent[-1] if self.sent else None
        end = self._begun if last is None else max(last.end, self._begun)
        start = max(self._now, end) if self._is_logged else end
        own = self._session.sent
        follows = last is not None and start - last.end < _GAP
        is_on = follows and bool(own) and own[-1] is last
        if last is None or not is_on or (last.format, last.channels) != (named, channels):
            position = own[-1].position + own[-1].end - own[-1].start if own else 0.0
            last = Sent(start, start, named, channels, position)
            self.sent.append(last)
            own.append(last)
        last.end += size / named.bytes_per_second / channels

    # The spans.

    def timeline(self) -> Timeline:
        """All that was read."""
        traces = list(self._traces.values())
        lanes = {
            "User": [*self._user(traces), *map(_sent, self.sent)],
            "Model": list(self._model()),
            "Transcript": list(self._transcript(traces)),
            "Client": self._client,
            "Tools": list(self._tools(traces)),
            "Visemes": list(map(self._visemes, self._mouths.values())),
            "Errors": self._alerts,
        }
        ends = [span.end for spans in lanes.values() for span in spans]
        return Timeline(
            axis=_LOGGED if self._is_logged else _DERIVED,
            seconds=max([self._now, *ends]) or _NOMINAL,
            lanes=[
                Lane(name, sorted(spans, key=lambda span: span.start), name == "Transcript")
                for name, spans in lanes.items()
                if spans
            ],
            turns=sorted(self._turn_starts()),
            interruptions=sorted(self._cut_starts()),
            calls=self._calls,
            errors=sum(span.kind == "error" for span in self._alerts) - self._undecodable,
            undecodable=self._undecodable,
            logged=self._clock.seconds,
        )

    def _turn_starts(self) -> Iterator[float]:
        """When each of the user's turns began, else when it was told."""
        for trace, told in self._turns:
            yield told if trace is None else self._spoken(trace)[0]

    def _cut_starts(self) -> Iterator[float]:
        """When each interruption was: where what was not heard begins, else where it was told."""
        unheard: dict[object, float] = {}
        for played in self.played():
            if played.heard < played.end:
                for cut_off in (played.item, self._traces[played.item].response):
                    unheard[cut_off] = min(unheard.get(cut_off, played.heard), played.heard)
        for interrupted, told in self._interruptions:
            yield told if interrupted is None else unheard.get(interrupted, told)

    def _user(self, traces: list[_Trace]) -> Iterator[Span]:
        for trace in traces:
            if trace.turn is None and trace.item.speech_start_ms is None:
                continue
            start, end = self._spoken(trace)
            how = "typed" if trace.turn and not trace.turn.is_spoken else "spoke"
            seconds = _spoken_seconds(trace.item) if how == "spoke" else 0.0
            length = f" for {seconds:.1f} s" if seconds else ""
            said = _said(trace.item)
            detail = f"User {how}{length} at {start:.1f} s\n{said}".rstrip()
            yield Span(start, end, "user", "", detail)

    def _spoken(self, trace: _Trace) -> tuple[float, float]:
        """From when to when the user spoke; a typed message is a moment of the log."""
        if trace.spoken is not None:
            return trace.spoken
        seconds = _spoken_seconds(trace.item)
        if seconds is None:
            return trace.start, trace.start if self._is_logged else trace.end
        return trace.start, trace.start + seconds

    def played(self) -> Iterator[Played]:
        """The audio of each item that has some."""
        for trace in self._traces.values():
            if trace.audio is not None:
                start = trace.audio
                end = start + _seconds(trace.item)
                yield Played(trace.item, start, min(self._heard(trace, start), end), end)

    def _heard(self, trace: _Trace, start: float) -> float:
        """Until when the audio of an item that starts at *start* was heard, as far as anything
        tells."""
        before = 0.0
        for part in trace.item.parts:
            if part.is_truncated and part.audio_end_ms is not None:
                return start + before + _in_seconds(part.audio_end_ms)
            before += (part.audio_ms or 0.0) / 1000
        if trace.response is None or not trace.response.is_interrupted:
            return float("inf")
        return max(self._cuts.get(trace.response, float("inf")), start)

    def _model(self) -> Iterator[Span]:
        for item, start, heard, end in self.played():
            about = f"Model spoke at {start:.1f} s, {end - start:.1f} s of audio"
            said = _said(item)
            if heard > start:
                yield Span(start, heard, "model", "", f"{about}\n{said}".rstrip())
            if heard < end:
                about = f"Interrupted at {heard:.1f} s: {end - heard:.1f} s were not heard"
                yield Span(heard, end, "unheard", "", f"{about}\n{said}".rstrip())

    def _transcript(self, traces: list[_Trace]) -> Iterator[Span]:
        for trace in traces:
            said = _said(trace.item)
            if not said:
                continue
            if trace.item.role == MessageRole.USER:
                start, end = self._spoken(trace)
                yield Span(start, end, "user", said, f"User: {said}")
            else:
                start = trace.start if trace.audio is None else trace.audio
                end = start + _seconds(trace.item)
                yield Span(start, end, "model", said, f"Model: {said}")

    def _tools(self, traces: list[_Trace]) -> Iterator[Span]:
        for trace in traces:
            item = trace.item
            if item.type in _CALLS:
                yield self._call(trace)
            elif item.type is not None and item.type in _SEARCHES:
                name = item.type.removesuffix("_call")
                detail = f"{name}: {_named(str(item.status))}"
                yield Span(trace.start, trace.end, "tool", name, detail)

    def _call(self, trace: _Trace) -> Span:
        """A call, from when its arguments were whole until its output was there."""
        item, start, end = trace.item, trace.start, trace.end
        label = _named(item.name or "call")
        given = trace.returned, item.output
        returned, output = trace.outputs.get(item.call_id or "", given)
        detail = f"{label}({_told(item.arguments)})"
        called = start if trace.called is None else trace.called
        if item.response_id and not trace.is_call:
            detail += "\ncut off"
        elif self._is_logged and returned is not None and returned >= called:
            start, end = called, returned
            label += f" {duration(end - start)}"
            detail += f"\ntook {duration(end - start)}"
        if output:
            detail += f"\nreturned {_told(output)}"
        return Span(start, max(start, end), "tool", label, detail)

    def _visemes(self, mouth: _Mouth) -> Span:
        trace = None if mouth.item is None else self._traces.get(mouth.item)
        start = mouth.start if trace is None or trace.audio is None else trace.audio
        marks = tuple(sorted((start + offset, number) for offset, number in mouth.marks))
        end = max(start + (_seconds(trace.item) if trace else 0.0), marks[-1][0])
        return Span(start, end, "viseme", "", f"{len(marks)} visemes", marks)


def _sent(sent: Sent) -> Span:
    length = duration(sent.end - sent.start)
    return Span(sent.start, sent.end, "sent", "", f"Audio sent from {sent.start:.1f} s, {length}")


def _seconds(item: AssembledItem) -> float:
    """How long the audio of *item* lasts."""
    return sum(part.audio_ms or 0.0 for part in item.parts) / 1000


def _spoken_seconds(item: AssembledItem) -> float | None:
    """How long the user spoke; None if nothing tells it."""
    if item.speech_start_ms is None or item.speech_end_ms is None:
        return None
    return _in_seconds(item.speech_end_ms - item.speech_start_ms)


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
    return escape(" ".join(redacted(text).split()))


def _readable(text: str) -> str:
    return "\n".join(map(escape, text.split("\n")))
