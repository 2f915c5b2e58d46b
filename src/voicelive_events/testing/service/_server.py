"""The stand-in: it listens, keeps what passes, and ends cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self, TypeAlias, cast

from ...client.base import ClientEvent
from ...client.input_audio import ClientEventInputAudioBufferAppend
from ...enums import ApiVersion
from ...errors import DecodeError, FieldError, Problem
from ...models.errors import ServerEventErrorDetails
from ...recording import Closed, Record, Recorder
from ...server.base import ServerEvent
from ...server.session import ServerEventError
from .._sessions import ScriptedSession
from ._faults import Fault, FaultList, Occasions, altered, ending, unknown_event
from ._recording import Log, now
from ._replay import replay
from ._scripts import Hear, Script, hearing, reply_of
from ._session import Opening, ServiceSession
from ._speech import Speak, speech
from ._transport import PATIENCE, Refusal, Transport

__all__ = ["ReceivedProblem", "ServedSession", "StandIn", "Watcher"]

_MODEL = "gpt-realtime"  # what the URLs ask for
_GOING_AWAY, _BROKEN = 1001, 1011  # codes of a close frame: of a server that ends, and that fails
_BACKLOG = 1024
"""Clients that may wait to be let in: one that is turned away by its system asks again only after a
second."""

_FAREWELL = 1.0
"""Seconds that clients have to close their connections when the stand-in ends."""

_EXPIRED = "Your session hit the maximum duration of 30 minutes."


class ReceivedProblem(NamedTuple):
    """What is wrong with a frame that a client sent."""

    event: ClientEvent | None
    """The event; None if the frame is none."""

    problem: Problem
    """What is wrong with it."""


class ServedSession:
    """One connection of a client."""

    def __init__(
        self, number: int, opening: Opening, records: Callable[[int], list[Record]]
    ) -> None:
        self.number: int = number
        """Its place among the sessions, from 1; its `session` in recordings."""
        self.opening: Opening = opening
        """What the client asked for: version and model."""
        self.received: list[ClientEvent] = []
        """The events that the client sent, in order."""
        self.problems: list[ReceivedProblem] = []
        """What is wrong with them, for the version that the client asked for."""
        self.closed: Closed | None = None
        """How the connection ended; None if it has not."""
        self._records = records

    @property
    def recording(self) -> list[Record]:
        """Both directions with times, in order."""
        return self._records(self.number)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.number}, {self.opening.api_version}, "
            f"{len(self.received)} events received>"
        )


McpTools: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]] | None]

Watcher: TypeAlias = Callable[[ServedSession, Record], object]
"""Is told of everything that passes, as it passes."""


class StandIn:
    """A stand-in for the service, on a free port of this machine.

    As an async context manager it runs in the event loop at hand, as a plain one in a thread of its
    own, beside synchronous code::

        async with StandIn() as service:
            await my_agent(service.url)
        assert service.received

    Any key of the service will do, and is forgotten. It is used once; if a script raises, so does
    the end of the context.

    :param script: what the model answers.
    :param faults: what goes wrong, each a `Fault` or its text.
    :param pace: how fast it is: 1 as the service, 2 twice as fast, 0 takes no time at all.
    :param hear: what the user's speech is transcribed as.
    :param speak: how the model sounds.
    :param mcp_tools: the tools of each MCP server by its label; None for one that cannot list them.
    :param host: the address to listen at; by default only this machine can connect.
    :param port: the port to listen at; by default a free one.
    :param tls: whether it has a certificate, of the `authority` that clients are to trust; that
        takes the package trustme.
    :param compression: whether frames are compressed, if the client wants it.
    :param record: a file to which everything that passes is written, without credentials.
    :param keep: whether everything that passes is kept; if not, memory stays flat.
    :param watch: called with the session and the record of everything that passes, as it passes.

    Raises `TypeError` for what is no script or cannot be heard, and `ValueError` for what is no
    fault.
    """

    def __init__(
        self,
        script: Script = None,
        *,
        faults: Iterable[Fault | str] = (),
        pace: float = 1.0,
        hear: Hear = None,
        speak: Speak = speech,
        mcp_tools: McpTools | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
        compression: bool = True,
        record: str | os.PathLike[str] | None = None,
        keep: bool = True,
        watch: Watcher | None = None,
    ) -> None:
        self.sessions: list[ServedSession] = []
        """All connections so far, in order; none if nothing is kept."""
        self.received: list[ClientEvent] = []
        """The events that all clients sent, in order."""
        self.problems: list[ReceivedProblem] = []
        """What is wrong with them, each for the version that its client asked for."""
        self.failures: list[BaseException] = []
        """What scripts raised."""
        self.authority: Path | None = None
        """The certificate of the authority that clients are to trust, in PEM; None without TLS."""
        self.host: str = host
        """The address at which it listens."""
        self.port: int = port
        """The port at which it listens; 0 until it does, if it may be any."""
        self._script = replay(script) if isinstance(script, ScriptedSession) else script
        reply_of(self._script)  # raises now what the first connection would raise
        hearing(hear)
        self._faults = FaultList(faults)
        self._open_session = partial(
            ServiceSession, pace=pace, hear=hear, speak=speak, mcp_tools=mcp_tools
        )
        self._tls = tls
        self._compression = compression
        self._record = record
        self._keep = keep
        self._watch = watch
        self._numbers = count(1)
        self._log = Log(None, keep=False)
        self._resources = ExitStack()
        self._server: asyncio.Server | None = None
        self._transports: set[Transport] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._thread: _Thread | None = None
        self._was_used = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.endpoint}, {len(self.sessions)} sessions>"

    # Where it is.

    @property
    def endpoint(self) -> str:
        """Scheme, host and port: ``ws://127.0.0.1:41729``."""
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        host = f"[{host}]" if ":" in host else host
        return f"{'wss' if self._tls else 'ws'}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL that a client of a dated version connects to."""
        version = ApiVersion.V2026_07_15
        return f"{self.endpoint}/voice-live/realtime?api-version={version}&model={_MODEL}"

    @property
    def v1_url(self) -> str:
        """The URL that a client of v1, or of OpenAI, connects to."""
        return f"{self.endpoint}/v1/realtime?model={_MODEL}"

    # What has passed.

    @property
    def recording(self) -> list[Record]:
        """Both directions with times, of all sessions, each in order."""
        return self._log.records()

    @property
    def happened(self) -> Sequence[Fault]:
        """The faults that have happened, in order."""
        return tuple(self._faults.happened)

    # Its life.

    async def __aenter__(self) -> Self:
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # trio's
            return self.__enter__()
        await self._start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.stop()
        else:
            await self._stop()
        self._tell(error)

    def __enter__(self) -> Self:
        thread = _Thread(self._start, self._stop)
        thread.start()
        self._thread = thread
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._thread is not None
        self._thread.stop()
        self._tell(error)

    def _tell(self, error: BaseException | None) -> None:
        """Raise what scripts raised, or add it to the *error* that is on its way."""
        if not self.failures:
            return
        if error is not None:
            for failure in self.failures:
                error.add_note(f"The script of the stand-in failed, too: {failure!r}")
        elif len(self.failures) == 1:
            raise self.failures[0]
        else:
            raise BaseExceptionGroup("the script of the stand-in failed", self.failures)

    async def _start(self) -> None:
        if self._was_used:
            raise RuntimeError("a stand-in is used once: make another one")
        self._was_used = True
        with ExitStack() as resources:
            self._log = Log(self._record, keep=self._keep)
            resources.callback(self._log.close)
            context = None
            if self._tls:
                folder = resources.enter_context(tempfile.TemporaryDirectory())
                context, self.authority = _certified(self.host, Path(folder))
            self._server = await asyncio.get_running_loop().create_server(
                self._connect,
                self.host,
                self.port,
                backlog=_BACKLOG,
                ssl=context,
                ssl_handshake_timeout=None if context is None else PATIENCE,
            )
            self.port = self._server.sockets[0].getsockname()[1]
            self._resources = resources.pop_all()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for transport in set(self._transports):
            transport.close(_GOING_AWAY, "the stand-in ends")
        await self._wait(_FAREWELL)
        for transport in set(self._transports):
            transport.drop()
        await self._wait(None)
        self._resources.close()

    async def _wait(self, seconds: float | None) -> None:
        """Wait until no connection is left, nor anything of a session."""
        while waiting := {*(transport.ended for transport in self._transports), *self._leaving}:
            done, _ = await asyncio.wait(waiting, timeout=seconds)
            if not done:
                return
            await asyncio.sleep(0)  # until their callbacks are through

    # Its clients.

    def _connect(self) -> Transport:
        transport = Transport(self._transports, compression=self._compression)
        transport.handler = _Client(self, transport)
        return transport

    def _admit(self, opening: Opening) -> ServedSession:
        session = ServedSession(next(self._numbers), opening, self._log.records)
        if self._keep:
            self.sessions.append(session)
        return session

    def _leave(self, session: ServiceSession) -> None:
        task = asyncio.get_running_loop().create_task(session.wait_closed())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


class _Client:
    """What happens on one connection: it stands between its transport and its session."""

    def __init__(self, service: StandIn, transport: Transport) -> None:
        self._service = service
        self._transport = transport
        self._occasions = Occasions(service._faults)
        self._breaking: list[Fault] = []
        """The faults that the next event that is sent is to have."""
        self._timers: list[asyncio.TimerHandle] = []
        self._opening: Opening | None = None
        self._lines = count(1)
        self._numbers = count(1)

    # As its transport calls it.

    def handshake(self, opening: Opening) -> Refusal | None:
        self._opening = opening
        refusal = self._occasions.refusal()
        if refusal is None:
            return None
        self._service._faults.take(refusal)
        self._happened(refusal)
        return Refusal(refusal.value, "The stand-in was told to refuse this connection.\n")

    def opened(self) -> None:
        service, opening = self._service, self._opening
        assert opening is not None
        self._served = service._admit(opening)
        self._recorder: Recorder | None = None
        if service._log.is_needed:
            log = cast("IO[str]", service._log)  # as a recorder uses it
            self._recorder = Recorder(log, session=str(self._served.number))
        self._session = service._open_session(opening, service._script, self._send)
        self._session.failed = self._fail
        self._session.end = self._transport.close
        for fault in self._occasions.timed():
            assert fault.seconds is not None
            timer = self._transport.loop.call_later(fault.seconds, self._do, fault)
            self._timers.append(timer)
        for fault in self._occasions.at_handshake():
            self._do(fault)
        self._attempt(self._session.open)

    def message(self, data: bytes | str) -> None:
        event: ClientEvent | DecodeError
        try:
            event = ClientEvent.from_json(data)
        except DecodeError as error:
            event = error.with_traceback(None)  # which holds the frame
        self._pass("sent", event, data)
        self._check(event)
        if isinstance(event, DecodeError):
            event_id = None if event.loc != ("type",) else json.loads(data).get("event_id")
            self._attempt(self._session.receive, event, event_id)
            return
        if not self._service._faults:
            self._attempt(self._session.receive, event)
            return
        before, after = self._occasions.around(event)
        for fault in before:
            self._do(fault)
        self._attempt(self._session.receive, event)
        for fault in after:
            self._do(fault)

    def lost(self, closed: Closed) -> None:
        for timer in self._timers:
            timer.cancel()
        self._served.closed = closed
        if self._recorder is not None:
            self._recorder.closed(*closed)
        self._tell(Record(closed=closed, **self._place()))
        self._attempt(self._session.close)
        self._service._leave(self._session)

    # What its session says.

    def _send(self, event: ServerEvent) -> None:
        if not self._service._faults and not self._breaking:
            self._send_event(event)
            return
        before, after = self._occasions.around(event)
        for fault in before:
            self._do(fault)
        self._send_event(event)
        for fault in after:
            self._do(fault)

    def _send_event(self, event: ServerEvent) -> None:
        if not self._transport.is_open:
            return
        for fault in self._breaking:
            if (text := altered(fault, event)) is not None:
                self._breaking.remove(fault)
                self._happened(fault)
                self._send_broken(fault, text)
                return
        text = event.to_json()
        self._pass("received", event, text)
        self._transport.send(text)

    def _send_broken(self, fault: Fault, text: str) -> None:
        try:
            broken: ServerEvent | DecodeError = ServerEvent.from_json(text)
        except DecodeError as error:
            broken = error
        if fault.kind == "half-message":
            self._transport.send_half(text)  # no message has passed
        else:
            self._pass("received", broken, text)
            self._transport.send(text)

    def _fail(self, error: BaseException) -> None:
        self._service.failures.append(error)

    def _attempt(self, act: Callable[..., object], *arguments: Any) -> None:
        """Let the session do something; if it fails, that is told, and the connection ends."""
        try:
            act(*arguments)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # that of pytest.fail is no Exception
            self._fail(error)
            self._transport.close(_BROKEN, "the stand-in failed")

    # What goes wrong.

    def _happened(self, fault: Fault) -> None:
        self._service._faults.happened.append(fault)

    def _do(self, fault: Fault) -> None:
        """Let *fault* happen now."""
        if not self._transport.is_open or not self._service._faults.take(fault):
            return
        if fault.alters:
            self._breaking.append(fault)
            return
        self._happened(fault)
        match fault.kind:
            case "unknown-event":
                self._send_event(unknown_event(next(self._numbers)))
            case "huge-frame":
                self._send_event(unknown_event(next(self._numbers), fault.value))
            case "delay":
                self._transport.hold(fault.value)
            case "slow-network":
                self._transport.throttle(fault.value)
            case "rate-limit" | "content-filter":
                self._session.fail_response(ending(fault))
            case "expire":
                details = ServerEventErrorDetails(
                    message=_EXPIRED, type="invalid_request_error", code="session_expired"
                )
                id_ = f"event_expired_{self._served.number}"
                self._send_event(ServerEventError(event_id=id_, error=details))
                self._transport.close(_GOING_AWAY, "session expired")
            case "drop":
                self._transport.drop()
            case "close":
                self._transport.close(fault.value, "the stand-in was told to close")

    # What is kept.

    def _pass(self, direction: Any, event: Any, frame: str | bytes) -> None:
        """Keep what passes."""
        if self._recorder is not None:
            note = self._recorder.sent if direction == "sent" else self._recorder.received
            note(frame if isinstance(event, DecodeError) else event)
        if self._service._watch is not None:
            if isinstance(event, DecodeError):
                record = Record(error=event, frame=frame, direction=direction, **self._place())
            else:
                record = Record(event=event, direction=direction, **self._place())
            self._tell(record)

    def _place(self) -> dict[str, Any]:
        number = next(self._lines)
        session = str(self._served.number)
        return {"time": now(), "n": number, "session": session, "file": session, "line": number}

    def _tell(self, record: Record) -> None:
        if self._service._watch is not None:
            self._attempt(self._service._watch, self._served, record)

    def _check(self, event: ClientEvent | DecodeError) -> None:
        """Keep the event that came, and what is wrong with it."""
        service = self._service
        if not service._keep:
            return
        found: list[ReceivedProblem] = []
        if isinstance(event, DecodeError):
            found.append(ReceivedProblem(None, event.problem))
        else:
            service.received.append(event)
            self._served.received.append(event)
            if not _is_plain_audio(event):
                version = self._served.opening.api_version
                problems = event.problems(unknown=True, api_version=version)
                found += [ReceivedProblem(event, problem) for problem in problems]
        if found:
            service.problems += found
            self._served.problems += found


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


class _Thread:
    """A thread with an event loop, in which something is started, and stopped in the end."""

    def __init__(self, start: Callable[[], Any], stop: Callable[[], Any]) -> None:
        self._start_it, self._stop_it = start, stop
        self._thread = threading.Thread(target=self._run, name="voicelive stand-in", daemon=True)
        self._ready: Future[None] = Future()
        self._error: BaseException | None = None

    def start(self) -> None:
        """Raises what the start raised."""
        self._thread.start()
        try:
            self._ready.result()
        except BaseException:
            self._thread.join()
            raise

    def stop(self) -> None:
        """Raises what the stop raised."""
        with suppress(RuntimeError):  # the loop is closed: a script has ended it
            self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self._error = error

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_over = asyncio.Event()
        try:
            await self._start_it()
        except BaseException as error:
            self._ready.set_exception(error)
            return
        self._ready.set_result(None)
        try:
            await self._is_over.wait()
        finally:
            await self._stop_it()


def _certified(host: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context with a certificate for this machine and *host*, and the file of its authority."""
    try:
        import trustme
    except ImportError:
        raise ImportError("TLS needs the package trustme: pip install trustme") from None
    authority = trustme.CA()
    names = dict.fromkeys(["localhost", "127.0.0.1", "::1", host])
    certificate = authority.issue_cert(*(name for name in names if name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return context, path
