"""What is made of each session of an archive, wherever in its files it stands."""

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from ..recording._line import Own
from ..recording._record import order
from ._events import LoggedEvent, logged
from ._excerpts import Excerpt, Roles
from ._lines import said_in
from ._parts import Part, lines_of, parts_of
from ._reports import ArchiveReport, FileReport, archive_report

__all__ = ["Found", "Map", "Piece", "Place", "in_order", "pieces_of", "read_sessions"]

Item = TypeVar("Item")
Result = TypeVar("Result")

Measure: TypeAlias = Callable[[Sequence[LoggedEvent]], Result]


# No `from __future__ import annotations` above: `help` would show the types as text.
class Map(Protocol):
    """The built-in `map`, or what does the same on several processes or machines."""

    def __call__(
        self, function: Callable[[Item], Result], items: Sequence[Item], /
    ) -> Iterable[Result]:
        """What *function* makes of each of *items*, in any order."""
        ...


def read_sessions(
    pattern: str | os.PathLike[str],
    measure: Callable[[Sequence[LoggedEvent]], Result],
    *,
    map: Map = map,
    part_size: int = 64 * 2**20,
) -> tuple[dict[str, Result], ArchiveReport]:
    """What *measure* makes of each session in the files that match *pattern*, and what was read::

        sessions, report = read_sessions("archive/*.jsonl*", session_metrics)

    It is given the events of one session, from all files, in order: that of `n`, then of `time`,
    then of files and lines; what lacks one of them has that of the line before it. Where `n` is 1
    once more, at a later time, a second recording of the session begins. They are what a
    `SessionReader` decides from: audio that the client sent is left out, unless a recording begins
    with it, and of deltas that follow one another those of one item are one `DeltaRun`.
    Where a session goes on in another part, *measure* is first given what each part says of it,
    and what it makes of that is thrown away.

    The files are read in parts of *part_size* bytes; a compressed file is one part. *map* spreads
    them, so *measure* and its results are to pickle for other processes. A part's events are held
    until it has been read. Sessions of which several parts tell are read again there, by
    themselves, and held until they are complete.

    Raises `FileNotFoundError` where nothing matches, `ImportError` where zstd is not installed, and
    what *measure* raises. What is damaged is passed over, and stands in the report.
    """
    reports: list[FileReport] = []
    results: dict[str, Result] = {}
    places: dict[str, list[Place]] = {}
    for measured, report in map(partial(_measured, measure), parts_of(pattern, part_size)):
        reports.append(report)
        for session, place, result in measured:
            results[session] = result
            places.setdefault(session, []).append(place)
    pieces = pieces_of({name: own for name, own in places.items() if len(own) > 1})
    waiting = Counter(session for piece in pieces for session in piece.sessions)
    held: dict[str, list[Found]] = {}
    for found, report in map(_read_again, pieces) if pieces else ():
        reports.append(FileReport(report.file, damage=report.damage))  # its lines are counted
        for each in found:
            held.setdefault(each.session, []).append(each)
            waiting[each.session] -= 1
            if not waiting[each.session]:
                results[each.session] = measure(in_order(held.pop(each.session)))
    return results, archive_report(reports)


class Place(NamedTuple):
    """Lines of a part, by their numbers: those from *first* to *last*."""

    part: Part
    first: int
    last: int


class Found(NamedTuple):
    """What was found of a session in a place."""

    session: str
    place: Place
    events: list[Own]


class Piece(NamedTuple):
    """A place, and the sessions that are to be looked for there."""

    place: Place
    sessions: set[str]


def pieces_of(places: Mapping[str, Sequence[Place]]) -> list[Piece]:
    """Where to look for sessions that were found in *places*: those that overlap are one."""
    pieces: list[Piece] = []
    for place, session in sorted((place, name) for name, own in places.items() for place in own):
        last = pieces[-1].place if pieces else None
        if last is not None and last.part == place.part and place.first <= last.last:
            joined = last._replace(last=max(last.last, place.last))
            pieces[-1] = Piece(joined, pieces[-1].sessions)
        else:
            pieces.append(Piece(place, set()))
        pieces[-1].sessions.add(session)
    return pieces


# --- On the workers -----------------------------------------------------------------------------


def _measured(
    measure: Measure[Result], part: Part
) -> tuple[list[tuple[str, Place, Result]], FileReport]:
    """What *measure* makes of what *part* says of each session, and where in it that stands."""
    excerpts, report = _read(part)
    found = [
        Found(session, Place(part, own.first, own.last), own.events)
        for session, own in excerpts.items()
    ]
    return [(each.session, each.place, measure(in_order([each]))) for each in found], report


def _read_again(piece: Piece) -> tuple[list[Found], FileReport]:
    """What *piece* says of its sessions."""
    place, sessions = piece
    excerpts, report = _read(place.part, slice(place.first, place.last + 1), sessions)
    nothing = Excerpt()
    return [Found(name, place, excerpts.get(name, nothing).events) for name in sessions], report


def _read(
    part: Part, lines: slice = slice(None), wanted: Collection[str] | None = None
) -> tuple[dict[str, Excerpt], FileReport]:
    """What *lines* of *part* say of all sessions, or of those that are *wanted*."""
    report, roles = FileReport(part.file), Roles()
    excerpts: dict[str, Excerpt] = {}
    beginning = -1 if part.start else 0  # of the file
    numbered = enumerate(lines_of(part, report))
    for number, line in islice(numbered, lines.start, lines.stop):
        said = said_in(line, report, number == beginning)
        if said is None:
            continue
        own = excerpts.get(said[0])
        if own is None:
            if wanted is not None and said[0] not in wanted:
                continue
            own = excerpts[said[0]] = Excerpt(number)
        own.last = number
        own.add(said, roles)
    for own in excerpts.values():
        own.end_runs()
    return excerpts, report


def in_order(found: Iterable[Found]) -> list[LoggedEvent]:
    """The events of one session, from all places where it was *found*, as they passed."""
    places = sorted(found, key=lambda each: each.place)
    events = [logged(own) for each in places for own in each.events]
    said = [(each.n, each.time) for each in events]
    again = sorted({time for n, time in said if n == 1 and time})[1:]
    last_n, last_time = order(None, None)
    keys: list[tuple[int, int, datetime]] = []
    for n, time in said:
        last_n, last_time = last_n if n is None else n, time or last_time
        keys.append((bisect_right(again, last_time), last_n, last_time))
    return [events[at] for at in sorted(range(len(events)), key=keys.__getitem__)]
