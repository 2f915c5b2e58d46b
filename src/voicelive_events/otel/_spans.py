"""The spans of one session: what the reader decides, in OpenTelemetry's words."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, singledispatchmethod
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    set_span_in_context,
)

from .._input_format import InputFormat
from .._reading import readable
from .._recent import Recent
from ..client.base import ClientEvent
from ..client.input_audio import (
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioTurnAppend,
)
from ..client.session import ClientEventSessionUpdate
from ..enums import OutputAudioFormat, ResponseStatus
from ..models.items import ResponseMCPCallItem
from ..reader import (
    Answer,
    Fact,
    Interruption,
    ResponseEnd,
    SessionReader,
    ToolCall,
    ToolOutput,
    UserTurn,
)
from ..reader._events import audio_size
from ..server.base import ServerEvent
from ..server.conversation import (
    ConversationItemEvent,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemTruncated,
)
from ..server.mcp import (
    ServerEventResponseMcpCallArgumentsDone,
    ServerEventResponseMcpCallInProgress,
)
from ..server.output_audio import ResponseAudioDeltaEvent
from ..server.response import (
    ResponseStateEvent,
    ResponseTextDeltaEvent,
    ServerEventResponseDone,
)
from ..server.session import ServerEventError, SessionEvent
from . import _content
from . import _names as names
from ._attributes import (
    Attributes,
    Said,
    Value,
    between,
    clean,
    given,
    int64,
    nanoseconds,
    of_error,
)
from ._instruments import Instruments
from ._usage import NO_COUNTS, Count, counts
from ._words import OTHER, failure, finish_reason, first_text, mcp_item, output_type, text_of

__all__ = ["SessionSpans", "Setup"]

UNFINISHED: Final = "unfinished"
"""The error of a response or a call that was under way when its session ended."""

_CHAT: Final[Attributes] = {names.OPERATION: names.CHAT}
_HEARD: Final = 256  # messages that no response has read yet


@dataclass(frozen=True, slots=True)
class Setup:
    """What all sessions of a tracer share."""

    tracer: Tracer
    instruments: Instruments | None
    """None where nobody measures."""
    parent: Context
    attributes: Mapping[str, Value]
    """The caller's own, for every span."""
    has_content: bool


@dataclass(slots=True)
class _OpenResponse:
    span: Span
    context: Context
    began: datetime | None
    said: Said = field(default_factory=dict)
    """What the span says when it ends: setting attributes is slow, so it is done once."""
    items: Recent[str, None] = field(default_factory=Recent)
    """Those that had audio."""
    has_output: bool = False
    answered: tuple[datetime, float] | None = None
    """When it began to answer, and how many seconds after the end of the speech."""


@dataclass(slots=True)
class _OpenCall:
    span: Span
    context: Context
    began: datetime | None
    attributes: Attributes
    """What its measurement says."""


class SessionSpans:
    """The spans and measurements of one session, from its first event to its end.

    A time is None where nobody knows it; `at` is then the best guess, for a span has to have one.
    A span never ends before it began, even where the clock goes back.
    """

    def __init__(
        self,
        setup: Setup,
        event: ServerEvent | ClientEvent | None,
        time: datetime | None,
        at: datetime,
    ) -> None:
        self._setup = setup
        self._reader = SessionReader()
        self._time, self._at = time, at
        self._began = time
        self._input = InputFormat()
        self._input_bytes = 0
        self._seconds = {names.AUDIO_INPUT: 0.0, names.AUDIO_OUTPUT: 0.0}
        self._counts = dict.fromkeys(
            (names.USER_TURNS, names.RESPONSES, names.INTERRUPTIONS, names.TOOL_CALLS), 0
        )
        self._responses: dict[str, _OpenResponse] = {}
        self._calls: dict[str, _OpenCall] = {}
        self._mcp_began: Recent[str, datetime] = Recent()  # by item
        self._turn: UserTurn | None = None
        self._heard: deque[dict[str, Any]] = deque(maxlen=_HEARD)
        self.id: str | None = None
        self._common: Attributes = {names.PROVIDER: names.FOUNDRY}
        """What is said of all that is measured."""
        for key in (names.SERVER_ADDRESS, names.SERVER_PORT):
            value = setup.attributes.get(key)
            if isinstance(value, str | int):
                self._common[key] = value
        self._chat: Attributes = {**_CHAT, **self._common}
        """What is said of all that is measured of responses."""
        self._told = self._described(event) if isinstance(event, SessionEvent) else {}
        started = {**setup.attributes, **self._common, **self._told}
        self.span = self._start(names.SESSION, setup.parent, SpanKind.CLIENT, started)
        self.context = set_span_in_context(self.span, setup.parent)
        self.is_on = self.span.is_recording() or setup.instruments is not None

    @property
    def latest(self) -> tuple[datetime | None, datetime]:
        """When the last event passed, and the best guess of it."""
        return self._time, self._at

    def tool_context(self, call_id: str) -> Context:
        """The context of a call that waits for its output, or else of the session."""
        call = self._calls.get(call_id)
        return self.context if call is None else call.context

    # --- Events --------------------------------------------------------------------------

    def feed(self, event: ServerEvent | ClientEvent, time: datetime | None, at: datetime) -> None:
        """Take the next event."""
        reader, taken = self._reader, self._reader.taken
        facts = reader.feed(event, time)
        if reader.taken == taken:
            return  # it came before
        self._time, self._at = time, at if at > self._at else self._at
        opened = reader.responses
        for response_id in opened:
            if response_id not in self._responses:
                self._responses[response_id] = self._open(response_id)
        _noter(type(event))(self, event)
        for fact in facts:
            self._decided(fact, event)
        if len(self._responses) > len(opened):  # the reader has given up some
            for response_id in [each for each in self._responses if each not in opened]:
                self._unfinished(self._responses.pop(response_id))

    @singledispatchmethod
    def _note(self, event: object) -> None:
        """What an event says beside what the reader decides by it."""

    @_note.register
    def _session(self, event: SessionEvent) -> None:
        self._measure_input()
        self._input.feed(event)
        told = self._described(event)
        if told != self._told:
            self._told = told
            self._say(self.span, told)

    @_note.register
    def _session_update(self, event: ClientEventSessionUpdate) -> None:
        self._measure_input()
        self._input.feed(event)

    @_note.register
    def _append(
        self, event: ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend
    ) -> None:
        self._input_bytes += audio_size(event.get("audio")) or 0

    @_note.register
    def _response_state(self, event: ResponseStateEvent) -> None:
        response = event.get("response")
        found = self._responses.get(text_of(response, "id") or "")
        if found is None:
            return
        found.said[names.OUTPUT_TYPE] = output_type(response) or found.said.get(names.OUTPUT_TYPE)
        found.said[names.CONVERSATION_ID] = text_of(response, "conversation_id") or None

    @_note.register
    def _audio(self, event: ResponseAudioDeltaEvent) -> None:
        found = self._responses.get(text_of(event, "response_id") or "")
        item_id = text_of(event, "item_id")
        if found is None or item_id is None or item_id in found.items or not event.get("delta"):
            return
        self._first_output(found)
        if not found.items:
            self._reached(found, names.TIME_TO_FIRST_AUDIO, between(found.began, self._time))
            self._reached_after_turn(found)
        found.items.put(item_id, None)

    @_note.register
    def _delta(self, event: ResponseTextDeltaEvent) -> None:
        found = self._responses.get(text_of(event, "response_id") or "")
        if found is not None and event.get("delta"):
            self._first_output(found)

    def _first_output(self, found: _OpenResponse) -> None:
        if not found.has_output:
            found.has_output = True
            self._reached(found, names.TIME_TO_FIRST_CHUNK, between(found.began, self._time))

    def _reached_after_turn(self, found: _OpenResponse) -> None:
        if found.answered is not None:
            time, latency = found.answered
            since = between(time, self._time)
            seconds = None if since is None else latency + since
            self._reached(found, names.TURN_TO_FIRST_AUDIO, seconds)

    def _reached(self, found: _OpenResponse, name: str, seconds: float | None) -> None:
        """Say and measure how long a response has taken to come so far, if it is known."""
        if seconds is None:
            return
        found.said[name] = seconds
        if self._setup.instruments is not None:
            self._setup.instruments.latencies[name].record(seconds, self._chat, found.context)

    @_note.register
    def _mcp_begins(
        self,
        event: ServerEventResponseMcpCallArgumentsDone | ServerEventResponseMcpCallInProgress,
    ) -> None:
        item_id = text_of(event, "item_id")
        if item_id is not None and item_id not in self._mcp_began:
            self._mcp_began.put(item_id, self._at)

    @_note.register
    def _error(self, event: ServerEventError) -> None:
        error = event.get("error")
        said: Said = {
            names.ERROR_TYPE: first_text(error, "code", "type") or OTHER,
            names.ERROR_EVENT_ID: text_of(error, "event_id"),
        }
        if self._setup.has_content:
            said[names.ERROR_MESSAGE] = _content.text(first_text(error, "message"))
        self._event(names.ERROR_EVENT, said)

    @_note.register
    def _truncated(self, event: ServerEventConversationItemTruncated) -> None:
        end = readable(lambda: event.audio_end_ms)
        said = {names.ITEM_ID: text_of(event, "item_id"), names.AUDIO_END: int64(end)}
        self._event(names.TRUNCATION_EVENT, said)

    @_note.register
    def _transcribed(
        self, event: ServerEventConversationItemInputAudioTranscriptionCompleted
    ) -> None:
        if self._setup.has_content and text_of(event, "transcript"):
            self._heard.append(_content.message("user", {"content": [event]}))

    # --- Facts ---------------------------------------------------------------------------

    def _decided(self, fact: Fact, event: ServerEvent | ClientEvent) -> None:
        match fact:
            case UserTurn():
                self._user_turn(fact, event)
            case Answer():
                self._answer(fact)
            case Interruption():
                self._interrupted(fact)
            case ToolCall():
                self._tool_call(fact, event)
            case ToolOutput():
                self._tool_output(fact)
            case ResponseEnd():
                self._response_end(fact, event)

    def _user_turn(self, turn: UserTurn, event: ServerEvent | ClientEvent) -> None:
        self._turn = turn
        self._counts[names.USER_TURNS] += 1
        said = {names.ITEM_ID: turn.item_id, names.IS_SPOKEN: turn.is_spoken}
        self._event(names.TURN_EVENT, said)
        if self._setup.has_content and isinstance(event, ConversationItemEvent):
            item = event.get("item")
            if not turn.is_spoken and isinstance(item, Mapping):
                self._heard.append(_content.message("user", item))

    def _answer(self, answer: Answer) -> None:
        found, turn = self._responses.get(answer.response_id), self._turn
        is_typed = turn is not None and turn.item_id == answer.item_id and not turn.is_spoken
        if found is None or is_typed or answer.latency is None or self._time is None:
            return
        found.answered = self._time, answer.latency
        if found.items:  # it is the audio itself
            self._reached_after_turn(found)

    def _interrupted(self, fact: Interruption) -> None:
        self._counts[names.INTERRUPTIONS] += 1
        said = {names.RESPONSE_ID: fact.response_id, names.ITEM_ID: fact.item_id}
        self._event(names.INTERRUPTION_EVENT, said)
        found = self._responses.get(fact.response_id or "")
        if found is not None:
            found.said[names.IS_INTERRUPTED] = True
        if self._setup.instruments is not None:
            self._setup.instruments.interruptions.add(1, self._common)

    # Responses.

    def _open(self, response_id: str | None) -> _OpenResponse:
        said = {
            **self._setup.attributes,
            **self._chat,
            names.STREAM: True,
            names.RESPONSE_ID: response_id,
        }
        name = self._name(names.CHAT, self._common.get(names.MODEL))
        span = self._start(name, self.context, SpanKind.CLIENT, said)
        return _OpenResponse(span, set_span_in_context(span, self.context), self._time)

    def _response_end(self, end: ResponseEnd, event: ServerEvent | ClientEvent) -> None:
        assert isinstance(event, ServerEventResponseDone)
        response = event.response
        self._counts[names.RESPONSES] += 1
        found = self._responses.pop(end.response_id or "", None) or self._open(end.response_id)
        finish = finish_reason(response, end.status)
        tokens = tuple(counts(response, end.tokens))
        found.said[names.FINISH_REASONS] = [clean(finish)]
        for count in tokens:
            found.said.update(count.attributes())
        if self._setup.has_content:
            items = readable(lambda: response.output) or ()
            found.said[names.INPUT_MESSAGES] = (
                json.dumps(list(self._heard)) if self._heard else None
            )
            found.said[names.OUTPUT_MESSAGES] = _content.output_messages(items, finish)
            self._heard.clear()
        error = failure(response) if end.status == ResponseStatus.FAILED else None
        self._ended(found, tokens, error)
        self._give_up_calls()

    def _unfinished(self, found: _OpenResponse, error: str = UNFINISHED) -> None:
        """No event has told the end of a response."""
        found.said[names.FINISH_REASONS] = ["error"]
        self._ended(found, (), error)

    def _ended(self, found: _OpenResponse, tokens: Sequence[Count], error: str | None) -> None:
        seconds = sum(self._reader.audio_ms(item) or 0.0 for item in found.items) / 1000
        self._seconds[names.AUDIO_OUTPUT] += seconds
        found.said[names.AUDIO_OUTPUT] = round(seconds, 6) or None
        self._end(found.span, error, found.said)
        self._measure_input()
        instruments = self._setup.instruments
        if instruments is None:
            return
        duration = between(found.began, self._time)
        if duration is not None:
            attributes = self._chat if error is None else {**self._chat, **of_error(error)}
            instruments.duration.record(duration, attributes, found.context)
        if seconds:
            instruments.audio_output.add(seconds, self._common)
        for count in tokens or NO_COUNTS:
            for modality, number in count.by_modality().items():
                attributes = {**self._chat, names.MODALITY: modality}
                instruments.usage[count.kind].add(number, attributes)
            if error is None and count.kind in instruments.per_response:
                histogram = instruments.per_response[count.kind]
                histogram.record(count.total, self._chat, found.context)

    # Calls of tools.

    def _tool_call(self, call: ToolCall, event: ServerEvent | ClientEvent) -> None:
        self._counts[names.TOOL_CALLS] += 1
        is_function = call.server_label is None
        measured: Attributes = {
            names.OPERATION: names.EXECUTE_TOOL,
            names.TOOL_NAME: clean(call.name),
            names.TOOL_TYPE: "function" if is_function else "extension",
        }
        said = {
            **self._setup.attributes,
            **measured,
            names.TOOL_CALL_ID: call.call_id or call.item_id,
            names.SERVER_LABEL: call.server_label,
            names.RESPONSE_ID: call.response_id,
        }
        if self._setup.has_content:
            said[names.TOOL_ARGUMENTS] = _content.text(call.arguments)
        began = self._mcp_began.pop(call.item_id or "", None) or self._at
        span = self._start(
            self._name(names.EXECUTE_TOOL, call.name),
            self.context,
            SpanKind.INTERNAL,
            said,
            began=began,
            of=self._responses.get(call.response_id or ""),
        )
        known = self._time and began
        opened = _OpenCall(span, set_span_in_context(span, self.context), known, measured)
        if not is_function:
            self._mcp_ended(opened, mcp_item(event, call.item_id))
        elif any(call.call_id == each.call_id for each in self._reader.waiting_calls):
            former = self._calls.pop(call.call_id or "", None)
            if former is not None:  # the reader has begun anew since
                self._call_ended(former, UNFINISHED)
            self._calls[call.call_id or ""] = opened
            self._give_up_calls()
        else:  # its output came before, or there is no place for one
            self._call_ended(opened, None)

    def _give_up_calls(self) -> None:
        """End the calls for whose output the reader waits no more."""
        if not self._calls:
            return
        waiting = {call.call_id for call in self._reader.waiting_calls}
        for call_id in [each for each in self._calls if each not in waiting]:
            self._call_ended(self._calls.pop(call_id), UNFINISHED)

    def _mcp_ended(self, opened: _OpenCall, item: ResponseMCPCallItem | None) -> None:
        """The service has run the tool, and the item of the call has what it gave."""
        if item is not None and self._setup.has_content:
            self._say(opened.span, {names.TOOL_RESULT: _content.text(item.get("output"))})
        error = None if item is None else item.get("error")
        self._call_ended(opened, (text_of(error, "type") or OTHER) if error else None)

    def _tool_output(self, fact: ToolOutput) -> None:
        if self._setup.has_content:
            self._heard.append(_content.tool_output(fact.call_id, fact.output))
        opened = self._calls.pop(fact.call_id, None)
        if opened is None:
            return
        if self._setup.has_content:
            self._say(opened.span, {names.TOOL_RESULT: _content.text(fact.output)})
        self._call_ended(opened, None)

    def _call_ended(self, opened: _OpenCall, error: str | None) -> None:
        self._end(opened.span, error)
        seconds = between(opened.began, self._time)
        if self._setup.instruments is not None and seconds is not None:
            attributes = {**opened.attributes, **of_error(error)}
            self._setup.instruments.tool_duration.record(seconds, attributes, opened.context)

    # The session.

    def _described(self, event: SessionEvent) -> Said:
        """What *event* says of the session, for its span; its model is said of all else too."""
        session = event.get("session")
        self.id = text_of(session, "id") or self.id
        model = text_of(session, "model")
        if model is not None:
            self._common[names.MODEL] = self._chat[names.MODEL] = clean(model)
        agent = session.get("agent") if isinstance(session, Mapping) else None
        said: Said = {
            names.SESSION_ID: self.id,
            names.MODEL: model,
            names.AGENT_ID: text_of(agent, "agent_id"),
            names.AGENT_NAME: text_of(agent, "name"),
        }
        instructions = text_of(session, "instructions")
        if self._setup.has_content and instructions:
            said[names.SYSTEM_INSTRUCTIONS] = _content.texts(instructions)
        return said

    def end(
        self,
        reason: str,
        error: str | None,
        *,
        time: datetime | None,
        at: datetime,
        code: int | None = None,
    ) -> None:
        """End all that is under way, and the session."""
        self._time, self._at = time, max(at, self._at)
        for call in self._calls.values():
            self._call_ended(call, error or UNFINISHED)
        for response in self._responses.values():
            self._unfinished(response, error or UNFINISHED)
        self._calls, self._responses = {}, {}
        self._measure_input()
        seconds = {name: round(each, 6) or None for name, each in self._seconds.items()}
        said = {**self._counts, **seconds, names.END_REASON: reason, names.CLOSE_CODE: int64(code)}
        self._end(self.span, error, said)
        duration = between(self._began, self._time)
        if self._setup.instruments is not None and duration is not None:
            attributes = {**self._common, **of_error(error)}
            self._setup.instruments.session_duration.record(duration, attributes, self.context)

    def _measure_input(self) -> None:
        """Count the audio that was sent in the format that holds until now."""
        size, self._input_bytes = self._input_bytes, 0
        named = self._input.format
        if not size or not isinstance(named, OutputAudioFormat):
            return
        seconds = size / (named.bytes_per_second * self._input.channels)
        self._seconds[names.AUDIO_INPUT] += seconds
        if self._setup.instruments is not None:
            self._setup.instruments.audio_input.add(seconds, self._common)

    # --- Spans and measurements ----------------------------------------------------------

    def _name(self, operation: str, of: Value | None) -> str:
        return operation if of is None else clean(f"{operation} {of}")

    def _start(
        self,
        name: str,
        parent: Context,
        kind: SpanKind,
        attributes: Mapping[str, Value | None],
        *,
        began: datetime | None = None,
        of: _OpenResponse | None = None,
    ) -> Span:
        links = None if of is None else [Link(of.span.get_span_context())]
        start = nanoseconds(began or self._at)
        return self._setup.tracer.start_span(
            name, parent, kind, given(attributes), links, start_time=start
        )

    def _say(self, span: Span, said: Mapping[str, Value | None]) -> None:
        attributes = given(said)
        if attributes:
            span.set_attributes(attributes)

    def _event(self, name: str, attributes: Mapping[str, Value | None]) -> None:
        self.span.add_event(name, given(attributes), nanoseconds(self._at))

    def _end(
        self, span: Span, error: str | None, said: Mapping[str, Value | None] | None = None
    ) -> None:
        self._say(span, {**(said or {}), names.ERROR_TYPE: error})
        if error is not None:
            span.set_status(Status(StatusCode.ERROR))
        span.end(nanoseconds(self._at))


_noter: Final[Callable[[type], Callable[[SessionSpans, object], None]]] = cache(
    SessionSpans.__dict__["_note"].dispatcher.dispatch
)
"""What notes an event of a class: a bound `singledispatchmethod` is made anew for each call, which
costs more than all that it does."""
