"""`voicelive-events inspect`: one readable line an event, and a summary."""

from __future__ import annotations

import argparse
from typing import Any, NamedTuple

from ..errors import DecodeError
from ..events.base import ServerEvent
from .audio import AudioMeter
from .console import CommandError, Exit, Writer
from .listing import Listing
from .secrets import redacted
from .source import Line, Source, open_file, open_sample
from .summary import Summary
from .text import escape

__all__ = ["add_parser"]

_PATIENCE = 20  # lines that may fail before the first event; after them it is some other file

_DESCRIPTION = """\
Show a recorded session: one line for each event (its line number, its class
and the fields that matter, audio as a length), then a summary. A class is
named without the ServerEvent that its name begins with.

FILE holds one event a line, as JSON: what came on the websocket.
"""

_EPILOG = """\
Texts are cut short unless --content is given. Credentials are never shown.

examples:
  voicelive-events inspect --sample
  voicelive-events inspect session.jsonl --content
  tail -f session.jsonl | voicelive-events inspect -

exit code:
  0    every line is an event; problems inside events do not change that
  1    no line is an event, or some are not
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "inspect",
        help="list the events of a recorded session and sum them up",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "file", metavar="FILE", nargs="?", help="JSON Lines file; - is standard input"
    )
    source.add_argument(
        "--sample", action="store_true", help="a session that ships with the package"
    )
    parser.add_argument(
        "--content", action="store_true", help="show transcripts and other texts in full"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    with open_sample() if arguments.sample else open_file(arguments.file) as source:
        out.flushes_lines = source.may_pause
        return _Inspection(source, out, content=arguments.content).run()


class _Failure(NamedTuple):
    """A line that is no event."""

    number: int
    reason: str


class _Inspection:
    """One run over one input."""

    def __init__(self, source: Source, out: Writer, *, content: bool) -> None:
        self._source = source
        self._out = out
        self._meter = AudioMeter()
        self._listing = Listing(self._meter, content=content)
        self._summary = Summary(self._meter)
        self._failures: list[_Failure] | None = []
        """The failed lines at the start; None once an event has been seen."""

    def run(self) -> int:
        """List the events and sum them up; gives the exit code."""
        try:
            self._list()
        except KeyboardInterrupt:  # what was seen so far is summed up: a log may never end
            if self._failures is None:
                self._summary.write(self._out)
            raise
        if self._failures is not None:
            raise self._no_events(self._failures, "no line")
        self._summary.write(self._out)
        return self._verdict()

    def _list(self) -> None:
        for line in self._source.lines():
            self._summary.frames += 1
            try:
                event = line.decode()
            except DecodeError as error:
                self._fail(line, error)
            else:
                self._show(line, event)

    def _show(self, line: Line, event: ServerEvent) -> None:
        for failure in self._failures or ():
            self._write_failure(failure)
        self._failures = None
        self._meter.feed(event)
        self._summary.add(line.number, event)
        self._out.line(self._listing.line(line.number, event, self._out.width))

    def _fail(self, line: Line, error: DecodeError) -> None:
        self._summary.undecodable += 1
        failure = _Failure(line.number, str(error))
        if self._failures is None:
            self._write_failure(failure)
            return
        self._failures.append(failure)
        if len(self._failures) == _PATIENCE:
            raise self._no_events(self._failures, f"none of the first {_PATIENCE} lines")

    def _write_failure(self, failure: _Failure) -> None:
        text = f"line {failure.number}: not an event: {redacted(failure.reason)}"
        self._out.paragraph(escape(text), indent="  ")

    def _no_events(self, failures: list[_Failure], none: str) -> CommandError:
        name = self._source.name
        if not failures:
            return CommandError(f"{name}: there are no events in it", Exit.BAD_DATA)
        number, reason = failures[0]
        return CommandError(f"{name}: {none} is an event; line {number}: {reason}", Exit.BAD_DATA)

    def _verdict(self) -> int:
        undecodable, frames = self._summary.undecodable, self._summary.frames
        if not undecodable:
            return Exit.OK
        raise CommandError(
            f"{self._source.name}: {undecodable} of {frames} lines could not be decoded",
            Exit.BAD_DATA,
        )
