"""An event for machines. `docs/command.md` says what each member means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..client.base import ClientEvent
from ..reader import Fact, ToolCall
from ..recording import Record
from ..server.base import ServerEvent
from .answers import Answered
from .filters import item_ids, response_ids
from .meter import AudioMeter
from .redaction import masked, redacted, shown_problem
from .summary import call_name
from .wording import PADDING

__all__ = ["described"]


def described(
    record: Record,
    event: ServerEvent | ClientEvent,
    facts: Sequence[Fact],
    answered: Answered | None,
    meter: AudioMeter,
    *,
    content: bool,
) -> dict[str, Any]:
    """The *event* of *record*, which has settled *facts*; with *content* all that is in it."""
    call = next((fact for fact in facts if isinstance(fact, ToolCall)), None)
    members = {
        "kind": "event",
        "file": record.file,
        "line": record.line,
        "time": None if record.time is None else record.time.isoformat(),
        "direction": "received" if isinstance(event, ServerEvent) else "sent",
        "type": str(event.type),
        "class": type(event).__name__,
        "response_id": next(iter(response_ids(event)), None),
        "item_id": next(iter(item_ids(event)), None),
        "audio_s": meter.seconds_of(event),
        "tool_call": None
        if call is None
        else {"name": call_name(call), "arguments": redacted(call.arguments)},
        "answers": None if answered is None else answered.line,
        "latency_s": None if answered is None else answered.latency,
        "problems": [
            {"path": shown.path, "code": shown.code, "expected": shown.expected, "got": shown.got}
            for shown in map(shown_problem, event.problems())
        ],
    }
    if content:
        members["event"] = {k: v for k, v in masked(event).items() if k != PADDING}
    return members
