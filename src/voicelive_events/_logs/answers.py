"""Which event answers which: by what the reader of the session has decided, and by ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._reading import readable
from .._recent import Recent
from ..client.base import ClientEvent
from ..reader import Answer, Fact, ToolCall, ToolOutput, UserTurn
from ..server.base import ServerEvent
from ..server.input_audio import ServerEventInputAudioBufferSpeechStopped
from ..server.session import ServerEventError
from .text import duration

__all__ = ["Answered", "Answers"]


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
        self._lines: Recent[tuple[str, str | None], int] = Recent()
        """By the id of a turn's message, of a call, or of an event that was sent."""

    def feed(
        self, event: ServerEvent | ClientEvent, facts: Iterable[Fact], line: int
    ) -> Answered | None:
        """Take the *event* of *line*, which has settled *facts*; gives what it answers."""
        found: Answered | None = None
        for fact in facts:
            match fact:
                case UserTurn(item_id=item_id):
                    self._lines.put(("turn", item_id), line)
                case ToolCall(call_id=str(call_id)):
                    self._lines.put(("call", call_id), line)
                case ToolOutput(call_id=call_id):
                    found = self._answered("call", call_id)
                case Answer(item_id=item_id, latency=latency):
                    found = self._answered("turn", item_id, latency)
        if isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            self._lines.put(("turn", readable(lambda: event.item_id)), line)
        elif isinstance(event, ServerEventError):
            found = self._answered("event", readable(lambda: event.error.event_id))
        elif isinstance(event, ClientEvent) and event.get("event_id"):
            self._lines.put(("event", readable(lambda: event.event_id)), line)
        return found

    def _answered(self, kind: str, id: str | None, latency: float | None = None) -> Answered | None:
        line = self._lines.get((kind, id))
        return None if line is None else Answered(line, latency)
