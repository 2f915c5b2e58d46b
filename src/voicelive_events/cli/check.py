"""`voicelive-events check`: every place where a log differs from what the events declare."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, NamedTuple

from .._logs.redaction import redacted, shown_problem
from .._logs.text import cut
from .._logs.wording import WORD_CUT
from ..client.base import UnknownClientEvent
from ..errors import DecodeError
from ..recording import Record
from ..server.base import UnknownServerEvent
from .console import CommandError, Exit, Writer, add_command, complain
from .records import NoLogError, add_arguments, read

__all__ = ["add_parser"]

_DESCRIPTION = """\
Check recorded sessions against the declared types, what was sent as well as
what was received. Each problem is a line:

  FILE:LINE: PATH: expected what is declared, got what came

PATH begins at the event. What is no event at all is a problem, too.
"""

_EPILOG = """\
Values are cut short, and credentials hidden.

examples:
  voicelive-events check session.jsonl
  voicelive-events check --unknown sessions/*.jsonl.gz
  voicelive-events check --json - < session.jsonl

exit code:
  0    no problems
  1    problems, or a file without events
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "check",
        _run,
        help="find every place where a log differs from the declared types",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add_arguments(parser)
    parser.add_argument(
        "--unknown",
        action="store_true",
        help="also what a newer service may have added: events, fields, enum values, kinds",
    )
    parser.add_argument("--json", action="store_true", help="write JSON Lines, for machines")


class _Finding(NamedTuple):
    """One problem of one line."""

    path: str
    code: str
    """As `ProblemCode` has it, or `undecodable`."""
    message: str


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    write = _write_json if arguments.json else _write_line
    lines = problems = unknown = 0
    try:
        for record in read(arguments, out):
            lines += 1
            unknown += isinstance(record.event, UnknownServerEvent | UnknownClientEvent)
            for finding in _findings(record, unknown=arguments.unknown):
                problems += 1
                write(out, record, finding)
    except NoLogError as error:
        for record in error.failures:
            for finding in _findings(record, unknown=False):
                write(out, record, finding)
        raise
    result = f"{_count(lines, 'line')}, {_count(problems, 'problem')}"
    if unknown and not arguments.unknown:  # nothing is known of what they should hold
        result += f", {_count(unknown, 'event')} of unknown type (see --unknown)"
    if problems:
        raise CommandError(result, Exit.BAD_DATA)
    complain(result)
    return Exit.OK


def _findings(record: Record, *, unknown: bool) -> Iterator[_Finding]:
    if record.error is not None:
        yield _undecodable(record.error)
    if record.event is None:
        return
    for problem in map(shown_problem, record.event._each_problem(unknown=unknown)):
        message = f"expected {problem.expected}, got {problem.got}"
        yield _Finding(problem.path, problem.code, message)


def _undecodable(error: DecodeError) -> _Finding:
    if error.position is not None:  # the place is in the text, which its own text names
        return _Finding("$", "undecodable", redacted(str(error)))
    problem = shown_problem(error.problem)
    message = f"expected {problem.expected}, got {problem.got}{error._because()}"
    return _Finding(problem.path, "undecodable", message)


def _write_line(out: Writer, record: Record, finding: _Finding) -> None:
    style = "red" if finding.code == "undecodable" else ""
    text = f"{record.file}:{record.line}: {finding.path}: {finding.message}"
    out.paragraph(text, indent="  ", style=style)


def _write_json(out: Writer, record: Record, finding: _Finding) -> None:
    event = record.event
    type_ = None if event is None else cut(redacted(str(event.type)), WORD_CUT)
    place = {"file": record.file, "line": record.line, "type": type_}
    out.json({**place, **finding._asdict()})


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
