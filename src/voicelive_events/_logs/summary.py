"""What a log amounts to. It keeps counts and a few examples, however long the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..client.base import ClientEvent, UnknownClientEvent
from ..enums import ResponseStatus
from ..errors import FieldError
from ..metrics import SessionMeter
from ..reader import Fact, ResponseEnd, SessionReader, ToolCall
from ..recording import Record
from ..server.base import ServerEvent, UnknownServerEvent
from ..server.response import ServerEventResponseDone
from ..server.session import ServerEventError
from .clock import Clock
from .meter import AudioMeter, Formats
from .redaction import problem_text, redacted
from .sessions import Sessions
from .setup import Setup
from .text import cut, duration, word
from .wording import TEXT_CUT, WORD_CUT, Wording, class_name

__all__ = ["Examples", "Summary", "call_name", "is_error", "tells_error"]

_LISTED = 20  # problems, errors and tool calls
_LISTED_TYPES = 100  # unknown types that are told apart
_TYPE_CUT = 80  # characters
_TEXT_CUT = 400  # characters of an example


def call_name(call: ToolCall) -> str:
    """The name of what *call* calls; a tool's begins with the label of its MCP server."""
    return call.name if call.server_label is None else f"{call.server_label}.{call.name}"


def is_error(event: ServerEvent) -> bool:
    """Whether *event* tells that something failed."""
    if isinstance(event, ServerEventResponseDone):
        try:
            return event.response.status in (ResponseStatus.FAILED, ResponseStatus.INCOMPLETE)
        except FieldError:
            return False
    return isinstance(event, ServerEventError) or str(event.type).endswith(".failed")


def tells_error(event: ServerEvent, facts: Iterable[Fact]) -> bool:
    """Whether *event*, which has settled *facts*, is to be counted as an error: a response that
    has failed fails once."""
    if isinstance(event, ServerEventResponseDone):
        return is_error(event) and any(isinstance(fact, ResponseEnd) for fact in facts)
    return is_error(event)


class Examples:
    """Counts texts, and keeps the first of them."""

    def __init__(self) -> None:
        self.count: int = 0
        self.first: list[str] = []

    @property
    def is_full(self) -> bool:
        """Whether no further text is kept."""
        return len(self.first) == _LISTED

    def add(self, text: str) -> None:
        """Count *text*."""
        self.count += 1
        if len(self.first) < _LISTED:
            self.first.append(cut(text, _TEXT_CUT))

    def include(self, other: Examples) -> None:
        """Count what *other* has counted."""
        self.count += other.count
        self.first += other.first[: _LISTED - len(self.first)]


class _Session(NamedTuple):
    reader: SessionReader
    formats: Formats


class Summary:
    """Counts events."""

    def __init__(self, wording: Wording, meter: AudioMeter) -> None:
        self.frames: int = 0
        """Lines that are not blank."""
        self.undecodable: int = 0
        """Those of them that are no event."""
        self.passed: int | None = None
        """Events that the filters let pass; None if all do."""
        self.clock = Clock()
        """The time that the log spans."""
        self.audio = meter
        """The audio that was received."""
        self.setup = Setup()
        """Model, voice and API."""
        self.talk = SessionMeter()
        """Turns, responses, latency and tokens, of all sessions."""
        self.classes: Counter[str] = Counter()
        """Events by the name of their class."""
        self.unknown: Counter[str] = Counter()
        """Events that no class knows, by their type: the first hundred types."""
        self.other_unknown: int = 0
        """Events of further types."""
        self.problems = Examples()
        self.errors = Examples()
        self.calls = Examples()
        self.facts: Sequence[Fact] = ()
        """What the last event has settled."""
        self.is_repeated = False
        """Whether the last event had come before; then it changes nothing but counts of lines."""
        self._wording = wording
        self._sessions = Sessions(lambda: _Session(SessionReader(), Formats()))

    def add(self, record: Record, event: ServerEvent | ClientEvent, place: str) -> float | None:
        """Count *event*, which *record* holds and messages find at *place*.

        Gives the seconds since the first event of its file, if the log has times.
        """
        session = self._sessions.of(record)
        taken = session.reader.taken
        self.facts = session.reader.feed(event, record.time)
        self.is_repeated = session.reader.taken == taken
        self.talk.add(self.facts)
        self.audio.turn_to(session.formats)
        self.audio.feed(event, counts=not self.is_repeated)
        self.setup.feed(event)
        name = class_name(event)
        self.classes[name] += 1
        if isinstance(event, UnknownServerEvent | UnknownClientEvent):
            self._count_unknown(word(redacted(str(event.type)), _TYPE_CUT), 1)
        for problem in event._each_problem():  # of which there may be millions
            if self.problems.is_full:
                self.problems.count += 1
            else:
                self.problems.add(f"{place} {name}: {problem_text(problem)}")
        is_error = isinstance(event, ServerEvent) and tells_error(event, self.facts)
        if is_error and not self.is_repeated:
            self.errors.add(f"{place} {self._wording.text(event)}")
        for fact in self.facts:
            if isinstance(fact, ToolCall):
                name = self._wording.brief(call_name(fact), WORD_CUT)
                self.calls.add(f"{place} {name}  {self._wording.brief(fact.arguments, TEXT_CUT)}")
        return self.clock.feed(record.file, record.time)

    def _count_unknown(self, type_: str, number: int) -> None:
        if type_ in self.unknown or len(self.unknown) < _LISTED_TYPES:
            self.unknown[type_] += number
        else:
            self.other_unknown += number

    def include(self, other: Summary) -> None:
        """Count all that *other* has counted, of another session."""
        self.frames += other.frames
        self.undecodable += other.undecodable
        if self.passed is not None:
            self.passed += other.passed or 0
        self.clock.include(other.clock)
        self.audio.include(other.audio)
        self.setup.include(other.setup)
        self.talk.include(other.talk)
        self.classes.update(other.classes)
        for type_, number in other.unknown.items():
            self._count_unknown(type_, number)
        self.other_unknown += other.other_unknown
        for ours, theirs in (
            (self.problems, other.problems),
            (self.errors, other.errors),
            (self.calls, other.calls),
        ):
            ours.include(theirs)

    def totals(self) -> dict[str, str]:
        """The summary for people, each total by its name."""
        talk = self.talk
        listed = {} if self.passed is None else {"frames listed": str(self.passed)}
        return {
            "frames": str(self.frames),
            **listed,
            "model": ", ".join(self.setup.models) or "unknown",
            "voice": ", ".join(self.setup.voices) or "unknown",
            "API": self.setup.api or "unknown",
            "duration": _duration(self),
            "audio received": _audio(self.audio.seconds, self.audio.unmeasured),
            "audio sent": _audio(self.audio.seconds_sent, self.audio.unmeasured_sent),
            "user turns": str(talk.user_turns),
            "responses": _with_parts(talk.responses),
            "interruptions": str(talk.interruptions),
            "latency": _latency(self),
            "tokens": ", ".join(f"{count} {name}" for name, count in talk.tokens.items()) or "0",
            "tool calls": str(self.calls.count),
            "errors": str(self.errors.count),
            "unknown types": f"{'more than ' if self.other_unknown else ''}{len(self.unknown)}",
            "undecodable lines": str(self.undecodable),
            "problems": str(self.problems.count),
        }

    def as_json(self) -> dict[str, Any]:
        """The summary for machines."""
        talk = self.talk
        latency = talk.latency
        return {
            "frames": self.frames,
            "undecodable": self.undecodable,
            "models": self.setup.models,
            "voices": self.setup.voices,
            "api": self.setup.api,
            "duration_s": _rounded(self.clock.seconds),
            "audio_s": _rounded(self.audio.seconds),
            "audio_sent_s": _rounded(self.audio.seconds_sent),
            "user_turns": talk.user_turns,
            "responses": dict(talk.responses),
            "interruptions": talk.interruptions,
            "latency_s": None
            if latency is None
            else {
                "count": len(talk.latencies),
                **dict(zip(("min", "median", "max"), map(_rounded, latency), strict=True)),
            },
            "tokens": {name: talk.tokens[name] for name in ("input", "cached", "output")},
            "tool_calls": talk.tool_calls,
            "errors": self.errors.count,
            "problems": self.problems.count,
            "classes": dict(self.classes),
            "unknown_types": dict(self.unknown),
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


def _duration(summary: Summary) -> str:
    seconds = summary.clock.seconds
    return "unknown: the log has no times" if seconds is None else duration(seconds)


def _audio(seconds: float, unmeasured: int) -> str:
    rest = f", and {unmeasured} bytes in a format of unknown rate" if unmeasured else ""
    return f"{duration(seconds)}{rest}"


def _latency(summary: Summary) -> str:
    latency = summary.talk.latency
    if latency is None:
        return "none measured"
    shortest, median, longest = map(duration, latency)
    turns = len(summary.talk.latencies)
    return (
        f"{median} median, {shortest} to {longest}, from the end of a turn to its answer ({turns})"
    )


def _with_parts(counts: Counter[str]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{counts.total()} ({parts})" if parts else "0"
