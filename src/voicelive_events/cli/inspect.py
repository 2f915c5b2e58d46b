"""`voicelive-events inspect`: one readable line an event, and a summary."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import islice
from typing import Any

from .._event import VoiceLiveEvent
from .._logs.filters import item_ids, response_ids
from .._logs.meter import AudioMeter
from .._logs.redaction import masked, redacted, shown_problem
from .._logs.summary import Summary, call_name, is_error
from .._logs.text import escape
from .._logs.wording import TEXT_CUT, WORD_CUT, Wording
from ..errors import DecodeError
from ..reader import Fact, ToolCall
from ..recording import Record
from ..server.base import ServerEvent, UnknownServerEvent
from .console import CommandError, Exit, Writer, add_command
from .filters import add_filters, chosen
from .listing import line
from .records import add_arguments, read
from .summary import write_summary

__all__ = ["add_parser"]

_DESCRIPTION = """\
Show a recorded session: one line for each event (its line number, the seconds
since the log began if it has times, its class and the fields that matter,
audio as a length), then a summary. A class is named without the ServerEvent
that its name begins with.

FILE holds one event a line, as JSON: what came on the websocket, or an object
that holds it beside the time and the like.
"""

_EPILOG = """\
Texts are cut short unless --content is given. Credentials are hidden: those
that are declared or have a telling name, and in texts what announces itself.
The filters choose what is listed; the summary is of all that was read.

examples:
  voicelive-events inspect --sample
  voicelive-events inspect session.jsonl --content
  voicelive-events inspect sessions/*.jsonl.gz --type error --type '*.failed'
  voicelive-events inspect session.jsonl --follow

exit code:
  0    every line is an event; problems inside events do not change that
  1    no line is an event, or some are not
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
"""

_PROBLEMS = 1000  # of one event that are written as JSON

_STYLES = {
    "input_audio_buffer": "cyan",
    "conversation": "cyan",
    "session": "blue",
    "warning": "yellow",
}
"""Colours by the first word of an event's type."""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "inspect",
        _run,
        help="list the events of a recorded session and sum them up",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add_arguments(parser)
    parser.add_argument(
        "--content", action="store_true", help="show transcripts and other texts in full"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--summary", action="store_true", help="show the summary alone")
    shape.add_argument(
        "--follow", action="store_true", help="go on with the lines that are appended to FILE"
    )
    parser.add_argument("--json", action="store_true", help="write JSON Lines, for machines")
    add_filters(parser)


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    if arguments.follow and len(arguments.files) != 1:
        raise CommandError("--follow takes one file")
    return _Inspection(arguments, out).run()


class _Inspection:
    """One run over all that is given."""

    def __init__(self, arguments: argparse.Namespace, out: Writer) -> None:
        self._arguments = arguments
        self._out = out
        self._passes = chosen(arguments)
        self._meter = AudioMeter()
        self._wording = Wording(self._meter, content=arguments.content)
        self._summary = Summary(self._wording, self._meter)
        self._names_files = len(arguments.files) > 1
        self._file: str | None = None
        if not self._passes.is_open:
            self._summary.passed = 0

    def run(self) -> int:
        """List the events and sum them up; gives the exit code."""
        try:
            for record in read(self._arguments, self._out):
                self._add(record)
        except KeyboardInterrupt:  # what was seen so far is summed up: a log may never end
            if self._summary.frames:
                self._sum_up()
            raise
        self._sum_up()
        return self._verdict()

    def _add(self, record: Record) -> None:
        if record.file != self._file:
            self._begin(record.file)
        self._summary.frames += 1
        if record.error is not None:
            self._summary.undecodable += 1
            if self._passes.is_open and not self._arguments.summary:
                self._list_failure(record, record.error)
        if record.event is None:
            return
        event = record.event
        if isinstance(event, ServerEvent):
            self._meter.feed(event)
        place = f"{record.file}:{record.line}" if self._names_files else f"#{record.line}"
        elapsed = self._summary.add(record, event, place)
        if self._passes(event):
            if self._summary.passed is not None:
                self._summary.passed += 1
            if not self._arguments.summary:
                self._list(record, event, elapsed)

    def _begin(self, file: str) -> None:
        if self._names_files and not (self._arguments.json or self._arguments.summary):
            if self._file is not None:
                self._out.line()
            self._out.line(f"==> {file} <==", "bold")
        self._file = file

    def _list(self, record: Record, event: VoiceLiveEvent, elapsed: float | None) -> None:
        if self._arguments.json:
            facts = self._summary.facts
            self._out.json(_as_json(record, event, facts, self._meter, self._wording))
            return
        text = line(self._wording, record.line, event, self._out.width, elapsed)
        self._out.line(text, _style(event))

    def _list_failure(self, record: Record, error: DecodeError) -> None:
        reason = redacted(str(error))
        if self._arguments.json:
            place = {"file": record.file, "line": record.line}
            self._out.json({"kind": "undecodable", **place, "error": reason})
            return
        text = f"line {record.line}: not an event: {reason}"
        self._out.paragraph(escape(text), indent="  ", style="red")

    def _sum_up(self) -> None:
        if self._arguments.json:
            self._out.json({"kind": "summary", **self._summary.as_json()})
        else:
            write_summary(self._summary, self._out)

    def _verdict(self) -> int:
        undecodable, frames = self._summary.undecodable, self._summary.frames
        if not undecodable:
            return Exit.OK
        where = "" if self._names_files else f"{self._file}: "
        message = f"{where}{undecodable} of {frames} lines could not be decoded"
        raise CommandError(message, Exit.BAD_DATA)


def _as_json(
    record: Record,
    event: VoiceLiveEvent,
    facts: Sequence[Fact],
    meter: AudioMeter,
    wording: Wording,
) -> dict[str, Any]:
    """One event for machines; docs/command.md says what each member means."""
    call = next((fact for fact in facts if isinstance(fact, ToolCall)), None)
    response_id, item_id = next(iter(response_ids(event)), None), next(iter(item_ids(event)), None)
    problems = event._each_problem()
    described = {
        "kind": "event",
        "file": record.file,
        "line": record.line,
        "time": None if record.time is None else record.time.isoformat(),
        "type": wording.brief(str(event.type), WORD_CUT),
        "class": type(event).__name__,
        "response_id": response_id and wording.brief(response_id, WORD_CUT),
        "item_id": item_id and wording.brief(item_id, WORD_CUT),
        "audio_s": meter.seconds_of(event) if isinstance(event, ServerEvent) else None,
        "tool_call": call
        and {
            "name": wording.brief(call_name(call), WORD_CUT),
            "arguments": wording.brief(call.arguments, TEXT_CUT),
        },
        "problems": [
            {"path": shown.path, "code": shown.code, "expected": shown.expected, "got": shown.got}
            for shown in map(shown_problem, islice(problems, _PROBLEMS))
        ],
    }
    if more := sum(1 for _ in problems):
        described["more_problems"] = more
    return described | {"event": masked(event)} if wording.content else described


def _style(event: VoiceLiveEvent) -> str:
    """The colour of an event's line: what is rare shows, what floods a log steps back."""
    if not isinstance(event, ServerEvent):
        return ""
    if is_error(event):
        return "bold red"
    if isinstance(event, UnknownServerEvent):
        return "yellow"
    type_ = str(event.type)
    if "mcp" in type_ or "function_call" in type_:
        return "magenta"
    if type_.endswith(".delta"):
        return "dim"
    return _STYLES.get(type_.partition(".")[0], "")
