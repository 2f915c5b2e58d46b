"""What `inspect` says of records: a line for each event, and in the end a summary."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

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
from .console import CommandError, Exit, Writer
from .filters import chosen
from .listing import line, style
from .records import session_name
from .summary import write_summary

__all__ = ["Inspection", "add_listing"]


def add_listing(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how events are listed."""
    parser.add_argument(
        "--content", action="store_true", help="show transcripts and other texts in full"
    )
    parser.add_argument("--unfold", action="store_true", help="list each delta by itself")
    parser.add_argument("--json", action="store_true", help="write JSON Lines, for machines")


class Inspection:
    """Lists records as they are given, and sums them up; *arguments* say how.

    With *names_files* they may be of several files, each of which has a line of its own above its
    events; but *announce*, where it is given, is called before anything is listed, in its place.
    """

    def __init__(
        self,
        arguments: argparse.Namespace,
        out: Writer,
        *,
        names_files: bool = False,
        announce: Callable[[], object] | None = None,
    ) -> None:
        self.passes = chosen(arguments)
        """Which events are listed."""
        self._arguments = arguments
        self._out = out
        self._has_titles = announce is None and not (arguments.json or arguments.summary)
        self._announce = announce or (lambda: None)
        self._meter = AudioMeter()
        self._wording = Wording(self._meter, content=arguments.content)
        self.summary = Summary(self._wording, self._meter)
        """What all records amount to, listed or not."""
        self._runs = Runs(self._wording)
        self._answers = Sessions(Answers)
        self._names_files = names_files
        self._file: str | None = None
        self._session: str | None = None
        if not self.passes.is_open:
            self.summary.passed = 0

    def add(self, record: Record) -> None:
        """Take the next record."""
        if record.file != self._file or record.session not in (None, self._session):
            self._begin(record)
        self.summary.frames += 1
        if record.error is not None:
            self.summary.undecodable += 1
            if self.passes.is_open and not self._arguments.summary:
                self._list_failure(record, record.error)
        if record.event is None:
            return
        event = record.event
        place = f"{record.file}:{record.line}" if self._names_files else f"#{record.line}"
        elapsed = self.summary.add(record, event, place)
        answers, answered = self._answers.of(record), None
        if not self.summary.is_repeated:
            answered = answers.feed(event, self.summary.facts, record.line)
        if self.passes(event):
            if self.summary.passed is not None:
                self.summary.passed += 1
            if not self._arguments.summary:
                self._list(record, event, elapsed, answered)

    def _begin(self, record: Record) -> None:
        """Go on with another file, or with another session of it."""
        self._write(self._runs.rest())
        if record.file != self._file:
            self._answers = Sessions(Answers)  # which line it is, each file counts for itself
        title = [record.file] if self._names_files else []
        if record.session is not None:
            title.append(f"session {session_name(record.session)}")
        if title and self._has_titles:
            if self._file is not None:
                self._out.line()
            self._out.line(f"==> {', '.join(title)} <==", "bold")
        self._file, self._session = record.file, record.session

    def _list(
        self,
        record: Record,
        event: ServerEvent | ClientEvent,
        elapsed: float | None,
        answered: Answered | None,
    ) -> None:
        facts = self.summary.facts
        if self._arguments.json:
            self._announce()
            self._out.json(described(record, event, facts, answered, self._meter, self._wording))
            return
        entry = Entry(record.line, event, elapsed)
        entry.remarks += [] if answered is None else [str(answered)]
        entry.remarks += ["interruption" for fact in facts if isinstance(fact, Interruption)]
        if self._arguments.unfold or self.passes.names_types:
            entry.parts = self._wording.parts(event)
            self._write([entry])
        else:
            self._write(self._runs.add(entry))

    def _write(self, entries: Iterable[Entry]) -> None:
        width = self._out.width
        for entry in entries:
            self._announce()
            # Whole texts are longer than any terminal is wide.
            text, indent = line(entry, None if self._wording.content else width)
            self._out.paragraph(text, indent=" " * indent, style=style(entry))

    def _list_failure(self, record: Record, error: DecodeError) -> None:
        self._write(self._runs.rest())
        self._announce()
        reason = redacted(str(error))
        if self._arguments.json:
            place = {"file": record.file, "line": record.line}
            self._out.json({"kind": "undecodable", **place, "error": reason})
            return
        text = f"line {record.line}: not an event: {reason}"
        self._out.paragraph(escape(text), indent="  ", style="red")

    def list_rest(self) -> None:
        """List what is held back."""
        self._write(self._runs.rest())

    def sum_up(self) -> None:
        """Write the summary."""
        if self._arguments.json:
            self._out.json({"kind": "summary", **self.summary.as_json()})
        else:
            write_summary(self.summary, self._out)

    def verdict(self) -> int:
        """The exit code; raises `CommandError` if some lines are no events."""
        undecodable, frames = self.summary.undecodable, self.summary.frames
        if not undecodable:
            return Exit.OK
        where = "" if self._names_files else f"{self._file}: "
        message = f"{where}{undecodable} of {frames} lines could not be decoded"
        raise CommandError(message, Exit.BAD_DATA)
