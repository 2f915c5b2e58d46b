"""What is said below the listing. It keeps counts and a few examples, however long the input."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from ..enums import ResponseStatus
from ..errors import FieldError
from ..metrics import CallMeter
from ..models.items import ResponseFunctionCallItem, ResponseMCPCallItem
from ..server.base import ServerEvent, UnknownServerEvent
from ..server.response import ServerEventResponseDone, ServerEventResponseOutputItemDone
from ..server.session import ServerEventError
from .clock import Clock
from .console import Writer
from .listing import Listing, class_name
from .meter import AudioMeter
from .records import Record
from .secrets import problem_text, redacted
from .text import cut, duration, word

__all__ = ["Summary", "ToolCall", "is_error", "tool_call"]

_LISTED = 20  # problems, errors and tool calls
_LISTED_TYPES = 100  # unknown types that are told apart
_TYPE_CUT = 80  # characters
_TEXT_CUT = 400  # characters of an example


class ToolCall(NamedTuple):
    """A call of a function of the client or of an MCP server's tool."""

    name: str
    arguments: str
    """As JSON text, without its credentials."""


def tool_call(event: ServerEvent) -> ToolCall | None:
    """The call that *event* completes, if it does."""
    try:
        item = event.item if isinstance(event, ServerEventResponseOutputItemDone) else None
        if isinstance(item, ResponseFunctionCallItem):
            return ToolCall(item.name, redacted(item.arguments))
        if isinstance(item, ResponseMCPCallItem):
            return ToolCall(f"{item.server_label}.{item.name}", redacted(item.arguments))
    except FieldError:
        pass  # among the event's problems
    return None


def is_error(event: ServerEvent) -> bool:
    """Whether *event* tells that something failed."""
    if isinstance(event, ServerEventResponseDone):
        try:
            return event.response.status in (ResponseStatus.FAILED, ResponseStatus.INCOMPLETE)
        except FieldError:
            return False
    return isinstance(event, ServerEventError) or str(event.type).endswith(".failed")


class Summary:
    """Counts events."""

    def __init__(self, listing: Listing, meter: AudioMeter) -> None:
        self.frames = 0
        """Lines that are not blank."""
        self.undecodable = 0
        """Those of them that are no event."""
        self.passed: int | None = None
        """Events that the filters let pass; None if all do."""
        self._meter = meter
        self._listing = listing
        self._clock = Clock()
        self._conversation = CallMeter()
        self._classes: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._other_unknown = 0
        self._problems, self._errors, self._calls = _Examples(), _Examples(), _Examples()

    def add(self, record: Record, event: ServerEvent, place: str) -> float | None:
        """Count *event*, which *record* holds and messages find at *place*.

        Gives the seconds since the first event of its file, if the log has times.
        """
        name = class_name(event)
        self._classes[name] += 1
        if isinstance(event, UnknownServerEvent):
            self._add_unknown(word(str(event.type), _TYPE_CUT))
        for problem in event.problems():
            self._problems.add(f"{place} {name}: {problem_text(problem)}")
        if is_error(event):
            self._errors.add(f"{place} {self._listing.text(event)}")
        if (call := tool_call(event)) is not None:
            self._calls.add(f"{place} {call.name}  {call.arguments}")
        self._conversation.feed(event, record.time)
        return self._clock.feed(record.file, record.time)

    def _add_unknown(self, type_: str) -> None:
        if type_ in self._unknown or len(self._unknown) < _LISTED_TYPES:
            self._unknown[type_] += 1
        else:
            self._other_unknown += 1

    def write(self, out: Writer) -> None:
        """Write the summary for people."""
        out.table("Summary", ("", ""), list(self._totals().items()))
        self._calls.write(out, "Tool calls")
        self._errors.write(out, "Errors")
        _write_counts(out, "Events by class", "class", self._classes)
        _write_counts(out, "Unknown types", "type", self._unknown)
        if self._other_unknown:
            out.paragraph(f"  and {self._other_unknown} events of further types", indent="  ")
        self._problems.write(out, "Problems")

    def _totals(self) -> dict[str, str]:
        talk = self._conversation
        return {
            "frames": str(self.frames),
            **({} if self.passed is None else {"frames listed": str(self.passed)}),
            "duration": self._duration(),
            "audio received": self._audio(),
            "user turns": str(talk.user_turns),
            "responses": _with_parts(talk.responses),
            "interruptions": str(talk.interruptions),
            "latency": self._latency(),
            "tokens": ", ".join(f"{count} {name}" for name, count in talk.tokens.items()) or "0",
            "tool calls": str(self._calls.count),
            "errors": str(self._errors.count),
            "unknown types": self._unknown_types(),
            "undecodable lines": str(self.undecodable),
            "problems": str(self._problems.count),
        }

    def _duration(self) -> str:
        seconds = self._clock.seconds
        return "unknown: the log has no times" if seconds is None else duration(seconds)

    def _audio(self) -> str:
        seconds = duration(self._meter.seconds)
        if not self._meter.unmeasured:
            return seconds
        return f"{seconds}, and {self._meter.unmeasured} bytes in a format of unknown rate"

    def _latency(self) -> str:
        latency = self._conversation.latency
        if latency is None:
            return "none measured"
        shortest, median, longest = map(duration, latency)
        turns = len(self._conversation.latencies)
        return f"{median} median, {shortest} to {longest}, from end of speech to audio ({turns})"

    def _unknown_types(self) -> str:
        return f"{'more than ' if self._other_unknown else ''}{len(self._unknown)}"

    def as_json(self) -> dict[str, Any]:
        """The summary for machines."""
        talk = self._conversation
        latency = talk.latency
        return {
            "frames": self.frames,
            "undecodable": self.undecodable,
            "duration_s": _rounded(self._clock.seconds),
            "audio_s": _rounded(self._meter.seconds),
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
            "tool_calls": self._calls.count,
            "errors": self._errors.count,
            "problems": self._problems.count,
            "classes": dict(self._classes),
            "unknown_types": dict(self._unknown),
        }


class _Examples:
    """Counts what is said, and keeps the first of it."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, text: str) -> None:
        self.count += 1
        if len(self._first) < _LISTED:
            self._first.append(cut(text, _TEXT_CUT))

    def write(self, out: Writer, title: str) -> None:
        """Write a section of the summary, if there is anything to say."""
        if not self.count:
            return
        out.title(title)
        for text in self._first:
            out.paragraph(f"  {text}", indent="    ")
        if unlisted := self.count - len(self._first):
            out.line(f"  and {unlisted} more")


def _write_counts(out: Writer, title: str, header: str, counts: Counter[str]) -> None:
    """Write the names with their counts, highest first; nothing if there are none."""
    if not counts:
        return
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    out.table(title, ("count", header), [(str(count), name) for name, count in ranked])


def _with_parts(counts: Counter[str]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{counts.total()} ({parts})" if parts else "0"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
