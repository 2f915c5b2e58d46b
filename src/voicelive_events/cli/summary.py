"""What is said below the listing. It keeps counts and a few examples, however long the input."""

from __future__ import annotations

from collections import Counter

from ..events.base import ServerEvent, UnknownServerEvent
from .audio import AudioMeter
from .console import Writer
from .listing import class_name
from .secrets import problem_text
from .text import cut_name, fit, word

__all__ = ["Summary"]

_LISTED_PROBLEMS = 20
_LISTED_TYPES = 100  # unknown types that are told apart
_TYPE_CUT = 80  # characters


class Summary:
    """Counts events."""

    def __init__(self, meter: AudioMeter) -> None:
        self.frames = 0
        """Lines that are not blank."""
        self.undecodable = 0
        """Those of them that are no event."""
        self.problems = 0
        """Places where an event differs from what its class declares."""
        self._meter = meter
        self._classes: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._other_unknown = 0
        self._examples: list[str] = []

    def add(self, number: int, event: ServerEvent) -> None:
        """Count *event*, the input's line *number*."""
        name = class_name(event)
        self._classes[name] += 1
        if isinstance(event, UnknownServerEvent):
            self._add_unknown(word(str(event.type), _TYPE_CUT))
        problems = event.problems()
        self.problems += len(problems)
        for problem in problems[: _LISTED_PROBLEMS - len(self._examples)]:
            self._examples.append(f"#{number} {name}: {problem_text(problem)}")

    def _add_unknown(self, type_: str) -> None:
        if type_ in self._unknown or len(self._unknown) < _LISTED_TYPES:
            self._unknown[type_] += 1
        else:
            self._other_unknown += 1

    def write(self, out: Writer) -> None:
        """Write the summary."""
        out.line()
        out.line("Summary")
        totals = {
            "frames": str(self.frames),
            "audio received": self._audio(),
            "unknown types": self._unknown_types(),
            "undecodable lines": str(self.undecodable),
            "problems": str(self.problems),
        }
        for name, total in totals.items():
            out.paragraph(f"  {name:<17}  {total}", indent="    ")
        _write_title(out, "Events by class")
        _write_counts(out, self._classes)
        if self._unknown:
            _write_title(out, "Unknown types")
            _write_counts(out, self._unknown)
        if self._other_unknown:
            out.paragraph(f"  and {self._other_unknown} events of further types", indent="  ")
        if self.problems:
            _write_title(out, "Problems")
            self._write_problems(out)

    def _audio(self) -> str:
        seconds = f"{self._meter.seconds:.2f} s"
        if not self._meter.unmeasured:
            return seconds
        return f"{seconds}, and {self._meter.unmeasured} bytes in a format of unknown rate"

    def _unknown_types(self) -> str:
        return f"{'more than ' if self._other_unknown else ''}{len(self._unknown)}"

    def _write_problems(self, out: Writer) -> None:
        for example in self._examples:
            out.paragraph(f"  {example}", indent="    ")
        unlisted = self.problems - len(self._examples)
        if unlisted:
            out.line(f"  and {unlisted} more")


def _write_title(out: Writer, title: str) -> None:
    out.line()
    out.line(title)


def _write_counts(out: Writer, counts: Counter[str]) -> None:
    """Write the names with their counts, highest first."""
    digits = len(str(max(counts.values())))
    width = out.width
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        head = f"  {count:>{digits}}"
        shown = name if width is None else cut_name(name, width - len(head) - 2)
        out.line(fit(head, [shown], width))
