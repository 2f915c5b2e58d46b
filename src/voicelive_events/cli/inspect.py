"""`voicelive-events inspect`: one readable line an event, and a summary."""

from __future__ import annotations

import argparse
from typing import Any

from .._logs.text import word
from .console import CommandError, Writer, add_command, complain
from .filters import add_filters
from .inspection import Inspection, add_listing
from .records import add_arguments, read

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
    add_listing(parser)
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--summary", action="store_true", help="show the summary alone")
    shape.add_argument(
        "--follow", action="store_true", help="go on with the lines that are appended to FILE"
    )
    add_filters(parser)


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    if arguments.follow and len(arguments.files) != 1:
        raise CommandError("--follow takes one file")
    inspection = Inspection(arguments, out, names_files=len(arguments.files) > 1)
    try:
        for record in read(arguments, out):
            inspection.add(record)
    except BaseException as error:
        inspection.list_rest()
        if isinstance(error, KeyboardInterrupt) and inspection.summary.frames:
            inspection.sum_up()  # what was seen so far: a log may never end
        raise
    inspection.list_rest()
    inspection.sum_up()
    for name, glob in inspection.passes.unmatched():
        complain(f"--{name} {word(glob, None)}: it matches no event of the log")
    return inspection.verdict()
