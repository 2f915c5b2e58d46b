"""Archives: the events of many sessions, read in parts of files, whatever is damaged among them.

Not part of the package's own namespace: import it from `voicelive_events.archive`.
"""

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from glob import glob
from math import inf
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ._core.documented import documented
from ._core.jsontext import loads
from ._logs.text import reason_of
from ._recent import EVENTS, Ids
from .client.base import ClientEvent
from .errors import DecodeError
from .reader import DeltaRun
from .reader._events import delta_measure
from .recording import Record
from .recording._line import Own, as_time, decoded, own_form, record_of, without_mark
from .recording._packing import Lines, check_is_there, compression_of, opened
from .recording._record import Direction, Order, order
from .server.base import ResponseContentEvent, ServerEvent

__all__ = [
    "ArchivePart",
    "ArchiveReport",
    "Excerpt",
    "FileReport",
    "LoggedEvent",
    "PartContent",
    "archive_parts",
    "archive_report",
    "essential",
    "in_order",
    "read_archive",
    "read_part",
]

_LISTED = 20  # files
_TYPES = 1024  # of events, how each is read is remembered
_SESSIONS = 1024  # whose deltas are followed at once


# No `from __future__ import annotations` above: `help` would show the types as text.
class LoggedEvent:
    """An event of one of the sessions of an archive.

    *time*, as a number of seconds of Unix time, and *event*, as an object of JSON, are read when
    somebody asks for them: of most events nobody does.
    """

    __slots__ = ("_said",)

    def __init__(
        self,
        session: str,
        time: datetime | float | None,
        event: ServerEvent | ClientEvent | DeltaRun | dict[str, Any],
        n: int | None = None,
        direction: Direction | None = None,
    ) -> None:
        self._said: Own = session, time, event, n, direction

    @property
    def session(self) -> str:
        """What tells the session from others."""
        return self._said[0]

    @property
    def time(self) -> datetime | None:
        """When the event was logged; without it there is no latency."""
        time = self._said[1]
        return time if time is None or isinstance(time, datetime) else as_time(time)

    @property
    def event(self) -> ServerEvent | ClientEvent | DeltaRun:
        """The event itself, or what `essential` puts in the place of deltas."""
        session, time, event, n, direction = self._said
        if type(event) is dict:
            event, direction = _own(event, direction)
            self._said = session, time, event, n, direction
        found: ServerEvent | ClientEvent | DeltaRun = event
        return found

    @property
    def n(self) -> int | None:
        """Its place in the recording, if the log says so."""
        return self._said[3]

    @property
    def order(self) -> Order:
        """What the events of one recording are sorted by: `n`, then `time`."""
        return order(self.n, self.time)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LoggedEvent) and self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]  # as that of the event, a dict

    def __repr__(self) -> str:
        session, time, event, n = self._values()
        return f"{type(self).__name__}(session={session!r}, time={time!r}, event={event!r}, n={n})"

    def __reduce__(self) -> tuple[Any, ...]:
        return LoggedEvent, self._said

    def _values(self) -> tuple[Any, ...]:
        return self.session, self.time, self.event, self.n


def _own(
    tree: dict[str, Any], direction: Direction | None
) -> tuple[ServerEvent | ClientEvent, Direction]:
    """The event that *tree* is, in a line of our own form, whose directions are certain."""
    return decoded(tree, direction, is_certain=direction is not None)


def _logged(said: Own) -> LoggedEvent:
    each = LoggedEvent.__new__(LoggedEvent)  # to construct it takes twice as long
    each._said = said
    return each


# --- Lines --------------------------------------------------------------------------------------


@documented
@dataclass(slots=True)
class FileReport:
    """What was read of a file, and what was passed over."""

    file: str
    """The name of the file."""

    lines: int = 0
    """Lines that are not blank."""

    events: int = 0
    """Those of them that are events of a session."""

    passed_over: Counter[str] = field(default_factory=Counter)
    """Lines that gave nothing, by the reason."""

    damage: str = ""
    """Why the file could not be read, or not to its end."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was passed over."""
        return not self.passed_over and not self.damage

    def __str__(self) -> str:
        text = f"{self.file}: {_counts(self.lines, self.passed_over)}"
        return f"{text}; not read to its end: {self.damage}" if self.damage else text


@documented
@dataclass(slots=True)
class ArchiveReport:
    """What was read of an archive. As text it tells what was passed over, where, and why."""

    files: Sequence[FileReport]
    """The reports of its files, in order."""

    @property
    def events(self) -> int:
        """Events of sessions in all files."""
        return sum(each.events for each in self.files)

    @property
    def passed_over(self) -> Counter[str]:
        """Lines that gave nothing, by the reason."""
        return sum((each.passed_over for each in self.files), Counter())

    def __str__(self) -> str:
        damaged = [str(each) for each in self.files if not each.is_whole]
        more = len(damaged) - _LISTED
        lines = sum(each.lines for each in self.files)
        return "\n".join(
            [
                *damaged[:_LISTED],
                *([f"and {more:,} more files"] if more > 0 else ()),
                f"{self.events:,} events in {len(self.files):,} files: "
                + _counts(lines, self.passed_over),
            ]
        )


def _counts(lines: int, passed_over: Counter[str]) -> str:
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in passed_over.most_common())
    text = f"{passed_over.total():,} of {lines:,} lines passed over"
    return f"{text} ({reasons})" if reasons else text


def archive_report(reports: Iterable[FileReport]) -> ArchiveReport:
    """The *reports* of the parts of an archive as one, with one for each file."""
    files: dict[str, FileReport] = {}
    for each in reports:
        whole = files.setdefault(each.file, FileReport(each.file))
        whole.lines += each.lines
        whole.events += each.events
        whole.passed_over += each.passed_over
        whole.damage = whole.damage or each.damage
    return ArchiveReport([files[file] for file in sorted(files)])


def read_archive(
    lines: Iterable[str | bytes], report: FileReport | None = None
) -> Iterator[LoggedEvent]:
    """The events of *lines*, each of which tells its session, and should tell its time::

        {"n": 17, "time": 1790000000.25, "session": "a1", "direction": "received",
         "event": {"type": "response.created", ...}}

    That is what `voicelive_events.recording` writes and reads. A line that is none of these is
    passed over, and counted in *report*: an archive is not given up for one. They come as the lines
    do; `in_order` puts those of a session in the order in which they passed.
    """
    return map(_logged, _read(lines, FileReport("") if report is None else report))


def _read(lines: Iterable[str | bytes], report: FileReport) -> Iterator[Own]:
    for number, line in enumerate(lines):
        try:
            tree = loads(line)
        except DecodeError as error:
            if number == 0 and (rest := without_mark(line)) != line:
                yield from _read([rest], report)
            elif line.strip():
                report.lines += 1
                report.passed_over[_reason(error)] += 1
            continue
        report.lines += 1
        own = own_form(tree)
        if own is None:
            own = _found(record_of(tree), report)
        if own is not None:
            report.events += 1
            yield own


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


# --- What the figures of a session come from ----------------------------------------------------


def essential(events: Iterable[LoggedEvent]) -> Iterator[LoggedEvent]:
    """Those of *events*, of any number of sessions, that `session_metrics` looks at.

    That is all but deltas and the audio that the client sent; of deltas that follow one another in
    a session, those of one kind and item are one `DeltaRun`. So what is left of a log is small
    enough to be sent from one machine to another. *events* may be any part of a log.
    """
    return map(_logged, _essential(map(attrgetter("_said"), events)))


def _essential(events: Iterable[Own]) -> Iterator[Own]:
    sessions: dict[str, _Runs] = {}
    roles: dict[tuple[str, Direction | None], _Deltas | None] = {}
    for each in events:
        name, time, event, n, direction = each
        session = sessions.get(name)
        if session is None:
            if len(sessions) == _SESSIONS:
                yield from sessions.pop(next(iter(sessions))).taken()
            session = sessions[name] = _Runs(name)
        if type(event) is not dict:
            role = _role(event)
        else:
            key = event["type"], direction
            role = roles.get(key, _NEW)
            if role is _NEW:
                roles = roles if len(roles) < _TYPES else {}
                role = roles[key] = _role(_own({"type": key[0]}, direction)[0])
        if role is None:
            yield from session.taken()
            yield each
        elif role is not _LEFT_OUT:
            if time is not None:
                seconds = time if type(time) is float else _seconds(time)
                if seconds < session.latest:  # here begins another part of the log
                    yield from session.taken()
                session.latest = seconds
            session.add(role, time, n, event)
    for session in sessions.values():
        yield from session.taken()


def _seconds(time: datetime | float) -> float:
    return time.timestamp() if isinstance(time, datetime) else time


class _Deltas(NamedTuple):
    """How deltas of one type are read."""

    type: str
    size: Callable[[Mapping[str, Any]], int | None]
    has_index: bool


_LEFT_OUT, _NEW = (_Deltas("", delta_measure(ServerEvent), False) for _ in range(2))


def _role(event: ServerEvent | ClientEvent | DeltaRun) -> _Deltas | None:
    """How events such as *event* are read if they are deltas; None for what is kept as it is."""
    if isinstance(event, DeltaRun):
        return None
    type_ = str(event.get("type"))
    if isinstance(event, ServerEvent) and type_.endswith(".delta"):
        has_index = isinstance(event, ResponseContentEvent)
        return _Deltas(type_, delta_measure(type(event)), has_index)
    return _LEFT_OUT if isinstance(event, ClientEvent) and type_.endswith(".append") else None


_Kind: TypeAlias = tuple[str, str | None, str | None, int | None]


class _Runs:
    """The deltas of one session since its last event of another kind."""

    __slots__ = ("_ids", "_runs", "_session", "latest")

    def __init__(self, session: str) -> None:
        self._session = session
        self._runs: dict[_Kind, _Run] = {}
        self._ids = Ids(EVENTS)
        self.latest = -inf
        """The time of the delta that came last, in seconds."""

    def add(
        self,
        role: _Deltas,
        time: datetime | float | None,
        n: int | None,
        items: Mapping[str, Any],
    ) -> None:
        """Take the delta with these *items*, unless it came before."""
        get = items.get
        event_id = get("event_id")
        if type(event_id) is str and event_id and not self._ids.add(event_id):
            return
        type_, size_of, has_index = role
        size = size_of(items)
        kind: _Kind
        if size is None:  # nothing to be read is in it; that it came still counts
            kind, size = (type_, None, None, None), 0
        else:
            response, item = get("response_id"), get("item_id")
            index = get("content_index") if has_index else None
            kind = (
                type_,
                response if type(response) is str else None,
                item if type(item) is str else None,
                index if type(index) is int else None,
            )
        run = self._runs.get(kind)
        if run is None:
            self._runs[kind] = run = _Run(time, n)
        run.size += size
        run.last = time

    def taken(self) -> Iterator[Own]:
        """The runs so far, each in the place of its first delta; what comes now begins others."""
        if not self._runs:
            return
        runs, self._runs, self.latest = self._runs, {}, -inf
        for kind, run in runs.items():
            last = LoggedEvent("", run.last, {}).time
            yield self._session, run.time, DeltaRun(*kind, run.size, last), run.n, None


class _Run:
    """Deltas that follow one another."""

    __slots__ = ("last", "n", "size", "time")

    def __init__(self, time: datetime | float | None, n: int | None) -> None:
        self.time = self.last = time
        self.n = n
        self.size = 0


# --- Parts of an archive ------------------------------------------------------------------------


class ArchivePart(NamedTuple):
    """A file of an archive, or the lines of it that begin in a range of its bytes."""

    file: str
    """Path of the file."""

    start: int = 0
    """The byte from which its lines begin."""

    stop: int | None = None
    """The byte before which they begin; None for the rest of the file."""


class Excerpt(NamedTuple):
    """What a part of an archive says of one session: all that its figures come from."""

    session: str
    """What tells the session from others."""

    part: ArchivePart
    """The part that it was found in."""

    events: list[LoggedEvent]
    """Its events as `essential` leaves them, in the order of the file."""


class PartContent(NamedTuple):
    """What `read_part` found in a part of an archive."""

    excerpts: list[Excerpt]
    """One for each session that is in it; small enough to be sent to another machine."""

    report: FileReport
    """What was read, and what was passed over."""


def archive_parts(pattern: str | os.PathLike[str], *, size: int = 64 * 2**20) -> list[ArchivePart]:
    """The files that match *pattern* in parts of *size* bytes, for as many workers.

    A compressed file is one part. Raises `FileNotFoundError` where nothing matches, `ImportError`
    where zstd is not installed.
    """
    name = os.fspath(pattern)
    found = [name] if os.path.isfile(name) else sorted(glob(name, recursive=True))
    files = [file for file in found if not os.path.isdir(file)]
    if not files:
        raise FileNotFoundError(f"expected the files of an archive, found none as {name!r}")
    return [part for file in files for part in _parts_of(file, size)]


def _parts_of(file: str, size: int) -> Iterator[ArchivePart]:
    try:
        with open(file, "rb") as raw:
            compression, total = compression_of(raw), os.fstat(raw.fileno()).st_size
    except OSError:  # whoever reads it reports that
        compression, total = None, 0
    if compression is not None:
        check_is_there(compression)
    if compression is not None or total <= size:
        yield ArchivePart(file)
    else:
        for start in range(0, total, size):
            yield ArchivePart(file, start, min(start + size, total))


def read_part(part: ArchivePart) -> PartContent:
    """What *part* of an archive says. What is damaged is passed over, and stands in the report.

    Raises `ImportError` where the file is compressed by zstd, and that is not installed.
    """
    report = FileReport(part.file)
    events: dict[str, list[LoggedEvent]] = {}
    for said in _essential(_read(_lines(part, report), report)):
        events.setdefault(said[0], []).append(_logged(said))
    excerpts = [Excerpt(session, part, own) for session, own in events.items()]
    return PartContent(excerpts, report)


def _lines(part: ArchivePart, report: FileReport) -> Iterator[bytes]:
    try:
        with opened(Path(part.file)) as lines:
            yield from lines if part.stop is None else _between(lines, part.start, part.stop)
    except ImportError:
        raise
    except Exception as error:  # which it is depends on the compression
        report.damage = reason_of(error)


def _between(lines: Lines, start: int, stop: int) -> Iterator[bytes]:
    """The lines that begin from byte *start* to *stop*."""
    if start:
        lines.seek(start - 1)
        lines.readline()
    position = lines.tell()
    for line in lines:
        if position >= stop:
            return
        yield line
        position += len(line)


def in_order(excerpts: Iterable[Excerpt]) -> list[LoggedEvent]:
    """The events of one session, from all of its *excerpts*, in the order in which they passed.

    That is the order of `n`, then of `time`, then of files and lines. What lacks one of them has
    that of the line before it. Where `n` is 1 once more, at a later time, a second recording of the
    session begins.
    """
    parts = sorted(excerpts, key=lambda each: each.part)
    events = [each for excerpt in parts for each in excerpt.events]
    again = sorted({each.time for each in events if each.n == 1 and each.time})[1:]
    n, time = order(None, None)
    keys: list[tuple[int, Order]] = []
    for each in events:
        n, time = n if each.n is None else each.n, each.time or time
        keys.append((bisect_right(again, time), (n, time)))
    return [events[at] for at in sorted(range(len(events)), key=keys.__getitem__)]
