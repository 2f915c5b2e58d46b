"""Which event answers which: by what the reader of the session has decided, and by ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..client.base import ClientEvent
from ..errors import FieldError
from ..reader import Answer, Fact, ToolCall, ToolOutput, UserTurn
from ..server.base import ServerEvent
from ..server.session import ServerEventError
from .text import duration

__all__ = ["Answered", "Answers"]

_REMEMBERED = 256  # what waits for an answer


class Answered(NamedTuple):
    """What an event is the answer to."""

    line: int
    """The line of the other event."""

    latency: float | None = None
    """Seconds between a turn of the user and the first of its answer, if the log has times."""

    def __str__(self) -> str:
        after = "" if self.latency is None else f" after {duration(self.latency)}"
        return f"answers #{self.line}{after}"


class Answers:
    """Follows one log. An answer is the first of a response to a turn of the user, the output of a
    call, and an error that names what the client sent."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        """By the id of a call, or of an event that was sent."""
        self._turn: int | None = None

    def feed(
        self, event: ServerEvent | ClientEvent, facts: Iterable[Fact], line: int
    ) -> Answered | None:
        """Take the *event* of *line*, which has settled *facts*; gives what it answers."""
        found: Answered | None = None
        for fact in facts:
            if isinstance(fact, UserTurn):
                self._turn = line
            elif isinstance(fact, ToolCall) and fact.call_id is not None:
                self._remember(fact.call_id, line)
            elif isinstance(fact, ToolOutput) and fact.call_id in self._lines:
                found = Answered(self._lines[fact.call_id])
            elif isinstance(fact, Answer) and self._turn is not None:
                found = Answered(self._turn, fact.latency)
        if isinstance(event, ClientEvent):
            self._remember(event.get("event_id"), line)
        elif isinstance(event, ServerEventError):
            found = self._cause(event)
        return found

    def _cause(self, event: ServerEventError) -> Answered | None:
        try:
            line = self._lines.get(event.error.event_id or "")
        except FieldError:
            return None
        return None if line is None else Answered(line)

    def _remember(self, id: object, line: int) -> None:
        if isinstance(id, str) and id:
            self._lines[id] = line
            if len(self._lines) > _REMEMBERED:
                del self._lines[next(iter(self._lines))]
