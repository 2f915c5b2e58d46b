"""What a stand-in keeps of what passes, and whom it tells."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias, cast

from ..._core.describe import describe
from ..._text import cut
from ...client.base import ClientEvent, UnknownClientEvent
from ...client.input_audio import ClientEventInputAudioBufferAppend
from ...client.types import ClientEventType
from ...errors import DecodeError, FieldError, Problem
from ...recording import Closed, Record, Recorder, read_recording
from ...recording._record import Direction
from ...recording._recorder import put_aside
from ...server.base import ServerEvent
from ...server.session import ServerEventError
from ._session import Opening

__all__ = ["Kept", "Passage", "ReceivedProblem", "ServedSession", "Watcher"]


class ReceivedProblem(NamedTuple):
    """What is wrong with a frame that a client sent."""

    event: ClientEvent | None
    """The event; None if the frame is none."""

    problem: Problem
    """What is wrong with it."""

    def __str__(self) -> str:
        if self.event is None:
            return f"no event: {self.problem}"
        name = str(self.event.type)
        return f"{name if name in _TYPES else cut(name)}: {self.problem}"

    def __repr__(self) -> str:
        return f"<{self}>"


class ServedSession:
    """One connection of a client."""

    def __init__(
        self, number: int, id: str, opening: Opening, records: Callable[[str], list[Record]]
    ) -> None:
        self.number: int = number
        """Its place among the sessions of the stand-in, from 1."""
        self.id: str = id
        """Its id, as the client is told it; its `session` in recordings, of whatever stand-in."""
        self.opening: Opening = opening
        """What the client asked for: version and model."""
        self.received: list[ClientEvent] = []
        """The events that the client sent, in order."""
        self.problems: list[ReceivedProblem] = []
        """What is wrong with them, for the version that the client asked for."""
        self.errors: list[ServerEventError] = []
        """The errors that the client was sent, in order."""
        self.closed: Closed | None = None
        """How the connection ended; None if it has not."""
        self._records = records

    @property
    def recording(self) -> list[Record]:
        """Both directions with times, in order."""
        return self._records(self.id)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.number}, {self.opening.api_version}, "
            f"{len(self.received)} events received>"
        )


Watcher: TypeAlias = Callable[[ServedSession, Record], object]
"""Is told of everything that passes, as it passes."""


class Kept:
    """What passed on all connections of a stand-in: in memory if it is to *keep* it, in the file at
    *path*, and told to *watch*, where there are any."""

    def __init__(
        self, path: str | os.PathLike[str] | None, *, keep: bool, watch: Watcher | None
    ) -> None:
        self.sessions: list[ServedSession] = []
        self.received: list[ClientEvent] = []
        self.problems: list[ReceivedProblem] = []
        self.errors: list[ServerEventError] = []
        self.is_kept = keep
        self.watch = watch
        self._path = path
        self._numbers = count(1)
        self._log = _Log([] if keep else None)

    def open(self) -> None:
        """Open the file. Raises `OSError` if that is not possible."""
        if self._path is not None:
            self._log.open(Path(self._path))

    def close(self) -> None:
        """Close it."""
        self._log.close()

    def records(self, session: str | None = None) -> list[Record]:
        """The records so far, of the *session* of that id or of all, each session's in order."""
        records = read_recording(self._log.lines or ())
        return [each for each in records if session is None or each.session == session]

    def admit(self, id: str, opening: Opening) -> Passage:
        """A client has come, whose session has that *id*."""
        session = ServedSession(next(self._numbers), id, opening, self.records)
        if self.is_kept:
            self.sessions.append(session)
        recorder = None
        if self._log.is_needed:
            log = cast("IO[str]", self._log)  # as a recorder uses it
            recorder = Recorder(log, session=session.id)
        return Passage(self, session, recorder)


class Passage:
    """What passes on one connection."""

    def __init__(self, kept: Kept, session: ServedSession, recorder: Recorder | None) -> None:
        self.session = session
        self._kept = kept
        self._recorder = recorder
        self._lines = count(1)

    def sent(self, event: ClientEvent | DecodeError, frame: str | bytes) -> None:
        """The client has sent *frame*, which is *event*. Raises what the watcher raises, as all
        methods do."""
        if self._kept.is_kept:
            self._check(event)
        if self._recorder is not None:
            self._recorder.sent(frame if isinstance(event, DecodeError) else event)
        self._tell("sent", event, frame)

    def received(self, event: ServerEvent | DecodeError, frame: str) -> None:
        """The client is sent *frame*, which is *event*."""
        if self._kept.is_kept and isinstance(event, ServerEventError):
            self._kept.errors.append(event)
            self.session.errors.append(event)
        if self._recorder is not None:
            self._recorder.received(frame if isinstance(event, DecodeError) else event)
        self._tell("received", event, frame)

    def closed(self, closed: Closed) -> None:
        """The connection has ended."""
        self.session.closed = closed
        if self._recorder is not None:
            self._recorder.closed(*closed)
        if self._kept.watch is not None:
            self._kept.watch(self.session, Record(closed=closed, **self._place()))

    def _tell(
        self,
        direction: Direction,
        event: ClientEvent | ServerEvent | DecodeError,
        frame: str | bytes,
    ) -> None:
        if self._kept.watch is None:
            return
        if isinstance(event, DecodeError):
            record = Record(error=event, frame=frame, direction=direction, **self._place())
        else:
            record = Record(event=event, direction=direction, **self._place())
        self._kept.watch(self.session, record)

    def _place(self) -> dict[str, Any]:
        number, session = next(self._lines), self.session.id
        time = datetime.now(UTC)
        return {"time": time, "n": number, "session": session, "file": session, "line": number}

    def _check(self, event: ClientEvent | DecodeError) -> None:
        """Keep the event that came, and what is wrong with it."""
        found: list[ReceivedProblem] = []
        if isinstance(event, DecodeError):
            found.append(ReceivedProblem(None, event.problem))
        else:
            self._kept.received.append(event)
            self.session.received.append(event)
            if not _is_plain_audio(event):
                version = self.session.opening.api_version
                problems = event.problems(unknown=True, api_version=version)
                if not isinstance(event, UnknownClientEvent) and event.type not in _TYPES:
                    problems = [_unknown(event), *problems]
                found += [ReceivedProblem(event, problem) for problem in problems]
        if found:
            self._kept.problems += found
            self.session.problems += found


_TYPES = frozenset(ClientEventType)
"""What the service takes; anything else it answers with an error."""


def _unknown(event: ClientEvent) -> Problem:
    """What is wrong with an *event* of a class that stands beside those of the service."""
    return Problem(("type",), "unknown_tag", "a type that the service knows", describe(event.type))


_PLAIN_AUDIO = frozenset({"type", "audio"})


def _is_plain_audio(event: ClientEvent) -> bool:
    """Whether *event* is audio without problems, of the form that nearly all has: there is a lot
    of it."""
    if type(event) is not ClientEventInputAudioBufferAppend or event.keys() != _PLAIN_AUDIO:
        return False
    try:
        return event.audio is not None
    except FieldError:
        return False


class _Log(io.TextIOBase):
    """Lines of a recording, in memory or in a file or in both: where the recorders of all sessions
    write."""

    def __init__(self, lines: list[str] | None) -> None:
        self.lines = lines
        self._file: IO[str] | None = None

    @property
    def is_needed(self) -> bool:
        """Whether anything is written."""
        return self.lines is not None or self._file is not None

    def open(self, path: Path) -> None:
        put_aside(path)
        self._file = path.open("a", newline="\n")

    def write(self, text: str) -> int:
        if self.lines is not None:
            self.lines.append(text)
        if self._file is not None:
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
