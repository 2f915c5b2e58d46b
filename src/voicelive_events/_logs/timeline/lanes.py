"""What a picture of a session shows, apart from how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..text import duration

__all__ = ["Kind", "Lane", "Span", "Timeline"]

Kind: TypeAlias = Literal[
    "user", "sent", "model", "unheard", "client", "tool", "viseme", "error", "warning"
]
"""What a span is, which chooses its colour."""


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
    """How many lines are no events."""
    logged: float | None = None
    """Seconds from the first event to the last; None if the log has no times."""

    def count(self, kind: Kind) -> int:
        """How many spans of *kind* there are, texts apart."""
        spans = (span for lane in self.lanes if not lane.is_text for span in lane.spans)
        return sum(span.kind == kind for span in spans)

    def facts(self) -> str:
        """How long the log is and what happens in it, in one line: the figures of `inspect`."""
        counts = {
            "turn": len(self.turns),
            "interruption": len(self.interruptions),
            "tool call": self.calls,
            "error": self.errors,
            "undecodable line": self.undecodable,
        }
        named = (f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n)
        length = "no times" if self.logged is None else duration(self.logged)
        return ", ".join([length, *named])
