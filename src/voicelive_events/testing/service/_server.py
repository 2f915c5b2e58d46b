"""The stand-in: it listens, keeps what passes, and ends cleanly."""

from __future__ import annotations

import asyncio
import math
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from ...client.base import ClientEvent
from ...enums import ApiVersion
from ...recording import Record
from ...server.session import ServerEventError
from .._sessions import ScriptedSession
from ._certificate import certified
from ._client import GOING_AWAY, Client, Shared
from ._faults import Fault, FaultList
from ._kept import Kept, ReceivedProblem, ServedSession, Watcher
from ._replay import replay
from ._scripts import Hear, Script, hearing, reply_of
from ._session import ServiceSession
from ._speech import Speak, speech
from ._thread import LoopThread
from ._transport import PATIENCE, Transport

__all__ = ["StandIn"]

_MODEL = "gpt-realtime"  # what the URLs ask for
_BACKLOG = 1024
"""Clients that may wait to be let in: one that is turned away by its system asks again only after a
second."""

_FAREWELL = 1.0
"""Seconds that clients have to close their connections when the stand-in ends."""


McpTools: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]] | None]


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
    fault, no pace, or a `ScriptedSession` in which nothing is answered.
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
        self._kept = Kept(record, keep=keep, watch=watch)
        self.sessions: list[ServedSession] = self._kept.sessions
        """All connections so far, in order; none if nothing is kept."""
        self.received: list[ClientEvent] = self._kept.received
        """The events that all clients sent, in order."""
        self.problems: list[ReceivedProblem] = self._kept.problems
        """What is wrong with them, each for the version that its client asked for."""
        self.errors: list[ServerEventError] = self._kept.errors
        """The errors that clients were sent, in order."""
        self.failures: list[BaseException] = []
        """What scripts raised."""
        self.authority: Path | None = None
        """The certificate of the authority that clients are to trust, in PEM; None without TLS."""
        self.host: str = host
        """The address at which it listens."""
        self.port: int = port
        """The port at which it listens; 0 until it does, if it may be any."""
        if not 0 <= pace < math.inf:
            raise ValueError(f"expected a pace from 0, got {pace!r}")
        script = replay(script) if isinstance(script, ScriptedSession) else script
        reply_of(script)  # raises now what the first connection would raise
        hearing(hear)
        self._shared = Shared(
            kept=self._kept,
            faults=FaultList(faults),
            failures=self.failures,
            open_session=partial(
                ServiceSession,
                script=script,
                pace=pace,
                hear=hear,
                speak=speak,
                mcp_tools=mcp_tools,
            ),
            leaving=set(),
        )
        self._tls = tls
        self._compression = compression
        self._resources = ExitStack()
        self._server: asyncio.Server | None = None
        self._transports: set[Transport] = set()
        self._thread: LoopThread | None = None
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
        return self._kept.records()

    @property
    def happened(self) -> Sequence[Fault]:
        """The faults that have happened, in order."""
        return tuple(fault for fault, _ in self._shared.faults.happened)

    @property
    def pending(self) -> Sequence[Fault]:
        """The faults that have not happened so far."""
        return tuple(self._shared.faults.pending)

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
        thread = LoopThread(self._start, self._stop)
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
            self._kept.open()
            resources.callback(self._kept.close)
            context = None
            if self._tls:
                folder = resources.enter_context(tempfile.TemporaryDirectory())
                context, self.authority = certified(self.host, Path(folder))
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
            transport.close(GOING_AWAY, "the stand-in ends")
        await self._wait(_FAREWELL)
        for transport in set(self._transports):
            transport.drop()
        await self._wait(None)
        self._resources.close()

    async def _wait(self, seconds: float | None) -> None:
        """Wait until no connection is left, nor anything of a session."""
        while waiting := {
            *(transport.ended for transport in self._transports),
            *self._shared.leaving,
        }:
            done, _ = await asyncio.wait(waiting, timeout=seconds)
            if not done:
                return
            await asyncio.sleep(0)  # until their callbacks are through

    # Its clients.

    def _connect(self) -> Transport:
        transport = Transport(self._transports, compression=self._compression)
        transport.handler = Client(self._shared, transport)
        return transport
