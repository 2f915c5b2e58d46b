"""`voicelive-events inspect`: one readable line an event, and a summary."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from .._logs.answers import Answered, Answers
from .._logs.description import described
from .._logs.meter import AudioMeter
from .._logs.redaction import redacted
from .._logs.runs import Entry, Runs
from .._logs.sessions import Sessions
from .._logs.summary import Summary
from .._logs.text import escape
from .._logs.wording import Wording
from ..client.base import ClientEvent
from ..errors import DecodeError
from ..reader import Interruption
from ..recording import Record
from ..server.base import ServerEvent
from .console import CommandError, Exit, Writer, add_command
from .filters import add_filters, chosen, complain_of_unmatched
from .listing import line, style
from .records import add_arguments, read
from .summary import write_summary

__all__ = ["add_parser"]

_DESCRIPTION = """\
Show a recorded session: one line for each event (its line number, the seconds
since the log began if it has times, an arrow to the left if it was received
and to the right if it was sent, its class without the ServerEvent or
ClientEvent that its name begins with, the fields that matter, audio as a
length, and what it answers), then a summary.

Deltas of one kind are one line while nothing else passes, and so is audio that
is sent; --unfold and --type list each of them.

FILE holds one event a line, as JSON: what passed on the websocket, or an
object that holds it beside the time and the like.
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
    parser.add_argument("--unfold", action="store_true", help="list each delta by itself")
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
        self._runs = Runs(self._wording)
        self._answers = Sessions(Answers)
        self._names_files = len(arguments.files) > 1
        self._file: str | None = None
        if not self._passes.is_open:
            self._summary.passed = 0

    def run(self) -> int:
        """List the events and sum them up; gives the exit code."""
        try:
            for record in read(self._arguments, self._out):
                self._add(record)
        except BaseException as error:
            self._write(self._runs.rest())
            if isinstance(error, KeyboardInterrupt) and self._summary.frames:
                self._sum_up()  # what was seen so far: a log may never end
            raise
        self._write(self._runs.rest())
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
        place = f"{record.file}:{record.line}" if self._names_files else f"#{record.line}"
        elapsed = self._summary.add(record, event, place)
        answers, answered = self._answers.of(record), None
        if not self._summary.is_repeated:
            answered = answers.feed(event, self._summary.facts, record.line)
        if self._passes(event):
            if self._summary.passed is not None:
                self._summary.passed += 1
            if not self._arguments.summary:
                self._list(record, event, elapsed, answered)

    def _begin(self, file: str) -> None:
        self._write(self._runs.rest())
        self._answers = Sessions(Answers)  # which line it is, each file counts for itself
        if self._names_files and not (self._arguments.json or self._arguments.summary):
            if self._file is not None:
                self._out.line()
            self._out.line(f"==> {file} <==", "bold")
        self._file = file

    def _list(
        self,
        record: Record,
        event: ServerEvent | ClientEvent,
        elapsed: float | None,
        answered: Answered | None,
    ) -> None:
        facts = self._summary.facts
        if self._arguments.json:
            self._out.json(described(record, event, facts, answered, self._meter, self._wording))
            return
        entry = Entry(record.line, event, elapsed)
        entry.remarks += [] if answered is None else [str(answered)]
        entry.remarks += ["interruption" for fact in facts if isinstance(fact, Interruption)]
        if self._arguments.unfold or self._passes.names_types:
            entry.parts = self._wording.parts(event)
            self._write([entry])
        else:
            self._write(self._runs.add(entry))

    def _write(self, entries: Iterable[Entry]) -> None:
        width = self._out.width
        for entry in entries:
            # Whole texts are longer than any terminal is wide.
            text, indent = line(entry, None if self._wording.content else width)
            self._out.paragraph(text, indent=" " * indent, style=style(entry))

    def _list_failure(self, record: Record, error: DecodeError) -> None:
        self._write(self._runs.rest())
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
        self._out.flush()
        complain_of_unmatched(self._passes)

    def _verdict(self) -> int:
        undecodable, frames = self._summary.undecodable, self._summary.frames
        if not undecodable:
            return Exit.OK
        where = "" if self._names_files else f"{self._file}: "
        message = f"{where}{undecodable} of {frames} lines could not be decoded"
        raise CommandError(message, Exit.BAD_DATA)
