"""Following sessions as they pass, live or from a recording."""

from __future__ import annotations

import atexit
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from threading import RLock
from types import TracebackType
from typing import Final, Self, TypeVar, cast
from weakref import WeakSet, finalize

from opentelemetry.context import Context, get_current
from opentelemetry.metrics import MeterProvider, get_meter_provider
from opentelemetry.trace import TracerProvider, get_tracer_provider

from .._version import __version__
from ..client.base import ClientEvent
from ..errors import DecodeError
from ..recording import Frame
from ..recording._recorder import steady_clock
from ..recording._wrapper import Recorded
from ..server.base import ServerEvent
from ..server.session import ServerEventSessionCreated
from ._attributes import Value
from ._content import is_asked_for
from ._instruments import instruments_of, is_idle
from ._spans import SessionSpans, Setup

__all__ = ["SessionTracer"]

Connection = TypeVar("Connection")

_NORMAL: Final = frozenset({None, 1000, 1001, 1005})
"""The codes of a connection that ended as it should: done, going away, and none at all."""

_EVENTS: Final = (ServerEvent, ClientEvent)

_OPEN: Final[WeakSet[SessionTracer]] = WeakSet()
"""Those that have begun a session: the program may end first."""

_PROVIDERS: Final[WeakSet[TracerProvider | MeterProvider]] = WeakSet()
"""Those before whose end sessions are ended."""

_LOST: Final[deque[tuple[list[SessionSpans], datetime]]] = deque()
"""The sessions of tracers that were lost, and when."""


class SessionTracer:
    """Turns what passes on a connection into spans and metrics.

    Feed it what is received and sent, as a `Recorder`. A session is a span; in it there is a span
    for each response, and for each call of a tool from its whole arguments to its output. What
    counts as one of them, `SessionReader` decides.

    As a context manager it is closed at its end. Each span is ended whatever happens: when the
    tracer is closed, when another is made after this one was lost, or when the program ends.
    Methods may be called from any thread. Where nobody traces or measures, they do nothing.

    :param tracer_provider: what makes the spans; by default the program's, which has to set it
        first.
    :param meter_provider: what makes the metrics; likewise.
    :param context: the session's span is a child of the current one in it; by default of what is
        current where the tracer is made.
    :param attributes: the caller's own, for every span; `server.address` and `server.port` are also
        said of what is measured.
    :param content: whether spans have content: what was said, arguments and outputs of tools,
        instructions, messages of errors. By default it is as the environment variable
        ``OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`` says. Audio and credentials they
        never have; in texts, what announces itself as a credential is hidden.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        context: Context | None = None,
        attributes: Mapping[str, Value] | None = None,
        content: bool | None = None,
    ) -> None:
        tracers, meters = (
            tracer_provider or get_tracer_provider(),
            meter_provider or get_meter_provider(),
        )
        _end_before(tracers, meters)
        _end_lost()
        name, version = __name__.rpartition(".")[0], __version__
        self._setup = Setup(
            tracers.get_tracer(name, version),
            instruments_of(meters, name, version),
            get_current() if context is None else context,
            dict(attributes or {}),
            is_asked_for() if content is None else content,
        )
        self._lock = RLock()
        self._now = _clock()
        self._made = self._now()
        self._sessions: list[SessionSpans] = []  # at most one
        self._has_begun = False
        self._is_off = self._is_closed = is_idle(tracers) and is_idle(meters)
        finalize(self, _lose, self._sessions, self._now).atexit = False

    def received(self, event: ServerEvent | Frame, time: datetime | None = None) -> None:
        """Take an *event* that came from the service, or its frame, and when it came if that is
        not now. What is no event is passed over.

        Raises `TypeError` for a time without a zone.
        """
        if not self._is_off:
            time = self._now() if time is None else _zoned(time)
            found = event if isinstance(event, _EVENTS) else _read(event, ServerEvent)
            self._take(found, time, time)

    def sent(self, event: ClientEvent | Frame, time: datetime | None = None) -> None:
        """Take an *event* that goes to the service, as `received` does."""
        if not self._is_off:
            time = self._now() if time is None else _zoned(time)
            found = event if isinstance(event, _EVENTS) else _read(event, ClientEvent)
            self._take(found, time, time)

    def closed(
        self, code: int | None = None, reason: str = "", time: datetime | None = None
    ) -> None:
        """The connection has ended, with the *code* of its close frame: so does the session.

        A code that tells of a fault makes it an error. The *reason* is left out, for it may hold
        anything. Further events begin another session.
        """
        time = self._now() if time is None else _zoned(time)
        self._closed(code, time, time)

    def wrap(self, connection: Connection) -> Connection:
        """*connection* in a form that traces what passes, as `Recorder.wrap`; both can be used."""
        return cast("Connection", Recorded(connection, self))

    def context(self, call_id: str | None = None) -> Context:
        """The context of the session's span, or of the call *call_id* while it waits for its
        output. What the program does in it is shown there."""
        with self._lock:
            if not self._sessions:
                return self._setup.parent
            session = self._sessions[0]
            return session.context if call_id is None else session.tool_context(call_id)

    def close(self, error: BaseException | None = None, time: datetime | None = None) -> None:
        """End what is under way, by *error* if there was one. Nothing is traced any more.

        What is no `Exception`, as the end of a task or of the program, is no error.
        """
        time = self._now() if time is None else _zoned(time)
        found = _type_of(error) if isinstance(error, Exception) else None
        with self._lock:
            if found is not None and not (self._has_begun or self._is_closed):
                self._begin(None, self._made, self._made)  # it failed before the first event
            self._end("closed" if found is None else "error", found, time=time, at=time)
            self._is_off = self._is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close(error)

    def _take(
        self, event: ServerEvent | ClientEvent | None, time: datetime | None, at: datetime
    ) -> None:
        """Take *event*; where its time is unknown, *at* is the best guess."""
        if event is None:
            return
        with self._lock:
            if self._is_off:
                return
            if isinstance(event, ServerEventSessionCreated) and self._is_another(event):
                last_time, last_at = self._sessions[0].latest  # how long it was silent, none knows
                self._end("unknown", None, time=last_time, at=last_at)
            if not self._sessions:
                self._begin(event, time, at)
            if not self._is_off:
                self._sessions[0].feed(event, time, at)

    def _closed(self, code: int | None, time: datetime | None, at: datetime) -> None:
        with self._lock:
            if code in _NORMAL:
                self._end("closed", None, time=time, at=at, code=code)
            else:
                self._end("lost", str(code), time=time, at=at, code=code)
            self._is_off = self._is_closed

    def _is_another(self, event: ServerEventSessionCreated) -> bool:
        """Whether *event* begins a session beside the one that is traced."""
        found = event.get("session")
        told = found.get("id") if isinstance(found, Mapping) else None
        traced = self._sessions[0].id if self._sessions else None
        return None not in (told, traced) and told != traced

    def _begin(
        self, event: ServerEvent | ClientEvent | None, time: datetime | None, at: datetime
    ) -> None:
        session = SessionSpans(self._setup, event, time, at)
        self._has_begun, self._is_off = True, not session.is_on
        self._sessions.append(session)
        _OPEN.add(self)

    def _end(
        self,
        reason: str,
        error: str | None,
        *,
        time: datetime | None,
        at: datetime,
        code: int | None = None,
    ) -> None:
        if self._sessions:
            self._sessions.pop().end(reason, error, time=time, at=at, code=code)


def _read(
    frame: Frame, family: type[ServerEvent | ClientEvent]
) -> ServerEvent | ClientEvent | None:
    """The event that *frame* is, if it is one."""
    with suppress(DecodeError):
        if isinstance(frame, Mapping):
            return family.from_dict(frame)
        return family.from_json(bytes(frame) if isinstance(frame, memoryview) else frame)
    return None


def _zoned(time: datetime) -> datetime:
    """*time*, which has a zone: without one it cannot be told from others."""
    if time.utcoffset() is None:
        raise TypeError("expected an aware datetime, got a naive one")
    return time


def _lose(sessions: list[SessionSpans], now: Callable[[], datetime]) -> None:
    """The tracer was lost. That may be seen anywhere, even where the SDK holds a lock of its own:
    another time is better to end what it left."""
    if sessions:
        _LOST.append((sessions, now()))


def _end_lost() -> None:
    with suppress(IndexError):  # there are no more
        while True:
            _abandon(*_LOST.popleft())


def _abandon(sessions: list[SessionSpans], time: datetime) -> None:
    """The tracer was lost, or the program ends."""
    while sessions:
        sessions.pop().end("abandoned", None, time=time, at=time)


def _end_before(*providers: TracerProvider | MeterProvider) -> None:
    """See to it that sessions end before *providers* do, where the program ends.

    What was registered last is called first, and a provider registers its end when it is made.
    """
    for provider in providers:
        if provider not in _PROVIDERS:
            _PROVIDERS.add(provider)
            atexit.register(_abandon_all)


def _abandon_all() -> None:
    _end_lost()
    for tracer in list(_OPEN):
        _abandon(tracer._sessions, tracer._now())


def _type_of(error: BaseException) -> str:
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return module + kind.__qualname__


def _clock() -> Callable[[], datetime]:
    seconds, moment = steady_clock(), datetime.fromtimestamp
    return lambda: moment(seconds(), UTC)
