"""An event for machines. `docs/command.md` says what each member means."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ..client.base import ClientEvent
from ..reader import Fact, ToolCall
from ..recording import Record
from ..server.base import ServerEvent
from .answers import Answered
from .filters import item_ids, response_ids
from .meter import AudioMeter
from .redaction import masked, shown_problem
from .summary import call_name
from .wording import PADDING, TEXT_CUT, WORD_CUT, Wording

__all__ = ["described"]

_PROBLEMS = 1000  # of one event that are written


def described(
    record: Record,
    event: ServerEvent | ClientEvent,
    facts: Sequence[Fact],
    answered: Answered | None,
    meter: AudioMeter,
    wording: Wording,
) -> dict[str, Any]:
    """The *event* of *record*, which has settled *facts*; all that is in it if *wording* has it."""
    call = next((fact for fact in facts if isinstance(fact, ToolCall)), None)
    response_id, item_id = next(iter(response_ids(event)), None), next(iter(item_ids(event)), None)
    problems = event._each_problem()
    members = {
        "kind": "event",
        "file": record.file,
        "line": record.line,
        "session": record.session and wording.brief(record.session, WORD_CUT),
        "time": None if record.time is None else record.time.isoformat(),
        "direction": "received" if isinstance(event, ServerEvent) else "sent",
        "type": wording.brief(str(event.type), WORD_CUT),
        "class": type(event).__name__,
        "response_id": response_id and wording.brief(response_id, WORD_CUT),
        "item_id": item_id and wording.brief(item_id, WORD_CUT),
        "audio_s": meter.seconds_of(event),
        "tool_call": call
        and {
            "name": wording.brief(call_name(call), WORD_CUT),
            "arguments": wording.brief(call.arguments, TEXT_CUT),
        },
        "answers": None if answered is None else answered.line,
        "latency_s": None if answered is None else answered.latency,
        "problems": [
            {"path": shown.path, "code": shown.code, "expected": shown.expected, "got": shown.got}
            for shown in map(shown_problem, islice(problems, _PROBLEMS))
        ],
    }
    if more := sum(1 for _ in problems):
        members["more_problems"] = more
    if wording.content:
        members["event"] = {k: v for k, v in masked(event).items() if k != PADDING}
    return members
