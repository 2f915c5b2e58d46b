"""The lines of an archive, each of which is an event of a session, or is counted."""

from collections.abc import Iterable, Iterator

from .._core.jsontext import loads
from ..errors import DecodeError
from ..recording import Record
from ..recording._line import Own, own_form, record_of, without_mark
from ._events import LoggedEvent, logged
from ._reports import FileReport

__all__ = ["read_archive", "said_in"]


# No `from __future__ import annotations` above: `help` would show the types as text.
def read_archive(
    lines: Iterable[str | bytes], report: FileReport | None = None
) -> Iterator[LoggedEvent]:
    """The events of *lines*, each of which tells its session, and should tell its time::

        {"n": 17, "time": 1790000000.25, "session": "a1", "direction": "received",
         "event": {"type": "response.created", ...}}

    That is what `voicelive_events.recording` writes and reads. A line that is none of these is
    passed over, and counted in *report*: an archive is not given up for one. They come as the lines
    do; those of a session are in order by their `order`.
    """
    report = FileReport("") if report is None else report
    for number, line in enumerate(lines):
        said = said_in(line, report, not number)
        if said is not None:
            yield logged(said)


def said_in(line: str | bytes, report: FileReport, is_first: bool) -> Own | None:
    """What *line* says of an event; None if there is none. It is counted in *report*."""
    try:
        tree = loads(line)
    except DecodeError as error:
        if is_first and (rest := without_mark(line)) != line:
            return said_in(rest, report, False)
        if line.strip():
            report.lines += 1
            report.passed_over[_reason(error)] += 1
        return None
    said = own_form(tree) or _found(record_of(tree), report)
    report.lines += 1
    if said is not None:
        report.events += 1
    return said


def _found(record: Record, report: FileReport) -> Own | None:
    if record.closed is not None:
        return None
    if record.event is None:
        report.passed_over["no event"] += 1
    elif record.session is None:
        report.passed_over["without a session"] += 1
    else:
        return record.session, record.time, record.event, record.n, record.direction
    return None


def _reason(error: DecodeError) -> str:
    """What is wrong with a line, without quoting it."""
    expected = error.problem.expected
    return f"not {expected}" if expected in ("UTF-8", "JSON") else "no event"
