"""What every command reads: the events of log files, one record a line.

A command adds `add_arguments` to its parser, and loops over `read`::

    def add_parser(commands):
        parser = commands.add_parser("count", ...)
        records.add_arguments(parser)
        parser.set_defaults(run=_run)

    def _run(arguments, out):
        for record in records.read(arguments, out):
            if record.error is not None:
                ...  # a line that is no event; inside an event anything may still be wrong
            else:
                ...  # record.event is a ServerEvent, or a ClientEvent if it was sent
        return Exit.OK

`read` opens the files one after the other, decompresses them, takes events out of their envelopes,
puts them in order, and ends the command with one line on standard error where a file cannot be
opened or is no log. Where one is damaged, its last record says so, and the rest are still read.
Memory does not grow with the log.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from .._logs.lines import DamagedError, Line
from .._logs.redaction import redacted
from .._logs.text import word
from ..recording import Record, read_record
from ..recording._reading import in_order
from .console import CommandError, Exit, Writer, complain
from .source import Source, open_sample, open_source

__all__ = ["NoLogError", "add_arguments", "read", "session_name"]

_NAME_CUT = 80  # characters
_SESSIONS = 5  # that a complaint names
_PATIENCE = 20  # lines that may fail before the first event; after them it is some other file

_OTHERS = [
    (re.compile(looks), advice)
    for looks, advice in (
        (
            rb"\xff\xfe|\xfe\xff|[\[{]\0|\0+[\[{]",
            "it is UTF-16 or UTF-32: iconv makes UTF-8 of it",
        ),
        (rb"PK\x03\x04|BZh|\xfd7zXZ", "it is compressed in a way that is not read: unpack it"),
        (
            rb'\s*+[^\s{\["][^\n{]*+\{\s*+"',
            "there is text before the object: sed 's/^[^{]*//' takes it away",
        ),
        (rb"\s*+[\[({\s]*+b?'", "it is how Python prints objects: write them with json.dumps"),
        (
            rb'\s*+\{\s*+"log"\s*+:',
            "it may be a HAR file: jq -c '.log.entries[]._webSocketMessages[]?' takes them out",
        ),
    )
]
"""How other files than logs begin, and what to do with them."""

_NO_JSON = "expected JSON Lines, one object a line"
_DEEPER = (
    "an event that stands deeper is found by --path, or taken out by jq, as in jq -c '.events[]'"
)


class NoLogError(CommandError):
    """A file is no log: none of its lines, or of the first of them, is an event."""

    def __init__(self, message: str, failures: Sequence[Record]) -> None:
        super().__init__(message, Exit.BAD_DATA)
        self.failures = failures
        """The lines that were read of it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name the logs to the parser of a command."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=[],
        help="JSON Lines or one JSON array, plain, .gz or .zst; - is standard input",
    )
    source.add_argument(
        "--sample", action="store_true", help="a session that ships with the package"
    )
    parser.add_argument(
        "--path",
        metavar="KEYS",
        type=_keys,
        default=(),
        help="where the event stands in the object of a line, as in data.frame;"
        " by default it is found where it is plain to see",
    )
    parser.add_argument(
        "--session", metavar="NAME", help="this session alone, of a log that names several"
    )


def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.removeprefix("$.").split("."))


def read(
    arguments: argparse.Namespace, out: Writer, *, one_session: bool = False
) -> Iterator[Record]:
    """The records of all files that *arguments* name, in order; *out* is what they go to.

    A file is put in order as `voicelive_events.recording` does it, unless it still grows.
    Raises `CommandError` for a file that cannot be opened, for a session that no file names, and
    for a second one where *one_session* is asked for; `NoLogError` if no file is a log.
    """
    records = _all(arguments, out)
    if arguments.session is not None:
        return _of_session(records, arguments.session)
    return _of_one_session(records) if one_session else records


def _of_session(records: Iterable[Record], name: str) -> Iterator[Record]:
    file, is_meant, has_any = "", False, False
    others: dict[str, None] = {}
    for record in records:
        # One that tells nothing is of the session before it, as a line that was cut short.
        if (record.session, record.n, record.time) != (None, None, None) or record.file != file:
            file, is_meant = record.file, record.session == name
        if is_meant:
            has_any = True
            yield record
        elif record.session is not None and len(others) < _SESSIONS:
            others[record.session] = None
    if not has_any:
        there = ", ".join(map(session_name, others)) or "none that is named"
        raise CommandError(f"--session {session_name(name)}: no such session; there is {there}")


def _of_one_session(records: Iterable[Record]) -> Iterator[Record]:
    only = None
    for record in records:
        if only is not None and record.session not in (None, only):
            several = f"{session_name(only)} and {session_name(record.session or '')}"
            message = f"{record.file}: it holds several sessions, as {several}"
            raise CommandError(f"{message}: --session takes one of them")
        only = only or record.session
        yield record


def session_name(name: str) -> str:
    """The *name* of a session, as it is shown."""
    return word(redacted(name), _NAME_CUT)


def _all(arguments: argparse.Namespace, out: Writer) -> Iterator[Record]:
    follow = getattr(arguments, "follow", False)
    failures = 0
    for opened in _sources(arguments.files, follow=follow):
        try:
            yield from _read(opened, arguments.path, out)
        except NoLogError as error:
            failures += 1
            if failures >= len(arguments.files):
                raise
            _complain(out, str(error), error.code)


def _read(
    opened: AbstractContextManager[Source], path: Sequence[str], out: Writer
) -> Iterator[Record]:
    damage = None
    with opened as source:
        if out.is_file(source.state):
            raise CommandError(f"{source.name}: it is the output as well")
        out.flushes_lines = source.may_pause
        total = None if source.may_pause else source.size
        records = _records(source, path)
        ordered = (each for each, _ in records) if source.may_pause else in_order(records)
        for record in ordered:
            out.show_progress(source.tell, total)
            if isinstance(record.error, DamagedError):
                damage = record.error
            if record.closed is None:
                yield record
    out.hide_progress()
    if damage:
        _complain(out, f"{source.name}: {damage.reason}", Exit.UNUSABLE)


def _complain(out: Writer, message: str, code: Exit) -> None:
    """Say what is wrong with a file, and go on with the next."""
    out.least_code = max(out.least_code, code)
    out.hide_progress()
    out.flush()
    complain(message)


def _sources(paths: Sequence[str], *, follow: bool) -> Iterator[AbstractContextManager[Source]]:
    if not paths:
        yield open_sample()
    for path in paths:
        yield open_source(path, follow=follow)


def _records(source: Source, path: Sequence[str]) -> Iterator[tuple[Record, int]]:
    """The records and the lengths of their lines."""
    failures: list[tuple[Record, int]] = []
    has_events = False
    head = b""
    for line in source.lines():
        head = head or line.data
        record = _record(source.name, line, path)
        sized = record, len(line.data)
        if has_events:
            yield sized
        elif record.error is not None:
            failures.append(sized)
            if len(failures) == _PATIENCE:
                raise _no_log(source, failures, f"none of the first {_PATIENCE} lines", head)
        else:
            has_events = True
            yield from (*failures, sized)
    if failures and isinstance(failures[-1][0].error, DamagedError):
        yield from failures
    elif not has_events:
        raise _no_log(source, failures, "no line", head)


def _record(file: str, line: Line, path: Sequence[str]) -> Record:
    if line.error is not None:
        return Record(error=line.error, file=file, line=line.number)
    return read_record(line.data, path, file=file, number=line.number)


def _no_log(
    source: Source, failures: list[tuple[Record, int]], none: str, head: bytes
) -> NoLogError:
    """The error for *source*, which begins with *head*."""
    if not failures:
        return NoLogError(f"{source.name}: there are no events in it", [])
    first, _ = failures[0]
    reason = f"{none} is an event; line {first.line}: {redacted(str(first.error))}"
    is_json = first.error is not None and first.error.position is None
    others = (text for looks, text in _OTHERS if looks.match(head))
    advice = next(others, _DEEPER if is_json else _NO_JSON)
    return NoLogError(f"{source.name}: {reason}; {advice}", [record for record, _ in failures])
