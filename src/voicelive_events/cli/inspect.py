"""`voicelive-events inspect`: one readable line an event, and a summary."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from ..errors import DecodeError
from .audio import AudioMeter
from .console import CommandError, Exit, Writer
from .listing import Listing
from .records import Record, add_arguments, read
from .secrets import redacted
from .summary import Summary
from .text import escape

__all__ = ["add_parser"]

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
    add_arguments(parser)
    parser.add_argument(
        "--content", action="store_true", help="show transcripts and other texts in full"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    return _Inspection(read(arguments, out), out, content=arguments.content).run()


class _Inspection:
    """One run over all that is given."""

    def __init__(self, records: Iterator[Record], out: Writer, *, content: bool) -> None:
        self._records = records
        self._out = out
        self._meter = AudioMeter()
        self._listing = Listing(self._meter, content=content)
        self._summary = Summary(self._meter)
        self._files: list[str] = []

    def run(self) -> int:
        """List the events and sum them up; gives the exit code."""
        try:
            for record in self._records:
                self._show(record)
        except KeyboardInterrupt:  # what was seen so far is summed up: a log may never end
            if self._summary.frames:
                self._summary.write(self._out)
            raise
        self._summary.write(self._out)
        return self._verdict()

    def _show(self, record: Record) -> None:
        if record.file not in self._files[-1:]:
            self._files.append(record.file)
        self._summary.frames += 1
        if isinstance(record.event, DecodeError):
            self._summary.undecodable += 1
            text = f"line {record.number}: not an event: {redacted(str(record.event))}"
            self._out.paragraph(escape(text), indent="  ")
            return
        self._meter.feed(record.event)
        self._summary.add(record.number, record.event)
        self._out.line(self._listing.line(record.number, record.event, self._out.width))

    def _verdict(self) -> int:
        undecodable, frames = self._summary.undecodable, self._summary.frames
        if not undecodable:
            return Exit.OK
        where = f"{self._files[0]}: " if len(self._files) == 1 else ""
        message = f"{where}{undecodable} of {frames} lines could not be decoded"
        raise CommandError(message, Exit.BAD_DATA)
