"""What `voicelive-events serve` does: it serves, shows what passes, and sums up."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import runpy
import signal
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from ..recording import Record
from .console import CommandError, Exit, Writer, complain
from .inspection import Inspection

if TYPE_CHECKING:
    from ..testing.service import ServedSession, StandIn
    from ..testing.service._kept import Watcher

__all__ = ["greeting", "serve", "stand_in"]


def serve(arguments: argparse.Namespace, out: Writer) -> int:
    """Serve as the *arguments* say, until Ctrl-C; gives the exit code."""
    out.flushes_lines = True
    serving = _Serving(arguments, out)
    service = stand_in(arguments, serving.see)
    asyncio.run(serving.run(service))
    serving.sum_up()
    if serving.failure is not None:
        raise serving.failure
    return Exit.BAD_DATA if service.failures else Exit.OK


def stand_in(arguments: argparse.Namespace, watch: Watcher) -> StandIn:
    """What the *arguments* want. Raises `CommandError`."""
    try:
        from ..testing.service import StandIn
    except ImportError as error:
        if error.name != "websockets":
            raise
        raise CommandError(str(error)) from None
    if arguments.tls and find_spec("trustme") is None:
        raise CommandError("--tls needs the package trustme: pip install trustme")
    script = _script(arguments)
    try:
        return StandIn(
            script,
            faults=arguments.fault,
            pace=arguments.pace,
            host=arguments.host,
            port=arguments.port,
            tls=arguments.tls,
            record=arguments.record,
            keep=False,
            watch=watch,
        )
    except ValueError as error:
        raise CommandError(f"--fault: {error}") from None
    except TypeError as error:
        raise CommandError(f"{arguments.script}: {error}") from None


def _script(arguments: argparse.Namespace) -> Any:
    """What is to be answered, as the arguments say."""
    if arguments.replay:
        from ..testing.service import replay

        try:
            return replay(*arguments.replay)
        except OSError as error:
            file = error.filename or ", ".join(arguments.replay)
            raise CommandError(f"{file}: {error.strerror or error}") from None
        except ValueError as error:
            raise CommandError(str(error)) from None
    if not arguments.script:
        return None
    try:
        names = runpy.run_path(arguments.script)
    except Exception as error:
        if isinstance(error, OSError) and error.filename == os.path.abspath(arguments.script):
            raise CommandError(f"{arguments.script}: {error.strerror}") from None
        raise CommandError(_told(error, arguments.script)) from None
    for name in ("script", "reply"):
        if name in names:
            return names[name]
    raise CommandError(f"{arguments.script}: expected `script` or `reply` in it, got neither")


def _told(error: BaseException, script: str | None) -> str:
    """What *error* says, with the last line of the *script* that led to it."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == script]
    place = f"{script}:{lines[-1]}" if lines else script or "the stand-in failed"
    return f"{place}: {type(error).__name__}: {error}"


def _reason(error: OSError) -> str:
    """The system's own words: asyncio has more of them, and they are longer."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else error.strerror or str(error)


class _Serving:
    """A stand-in at work, and what is said of it."""

    def __init__(self, arguments: argparse.Namespace, out: Writer) -> None:
        self.failure: Exception | None = None
        """What ended it, if it was not the user."""
        self._service: StandIn | None = None
        self._complaints = 0
        self._arguments = arguments
        self._out = out
        self._over = asyncio.Event()
        self._inspections: dict[str, Inspection] = {}
        """Of the sessions that are open, by their names."""
        self._all = Inspection(arguments, out)
        self._count = 0
        self._speaker: str | None = None
        """The session that the last line was about."""

    async def run(self, service: StandIn) -> None:
        """Serve until Ctrl-C, or until the system wants an end."""
        self._service = service
        with contextlib.suppress(NotImplementedError):  # Windows has no such signal
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._over.set)
        try:
            async with service:
                self._greet(service)
                await self._over.wait()
        except asyncio.CancelledError:
            pass  # by Ctrl-C
        except Exception as error:
            if not service.failures and self.failure is None:
                if not isinstance(error, OSError):
                    raise
                where = error.filename or f"{self._arguments.host}:{self._arguments.port}"
                self.failure = CommandError(f"{where}: {_reason(error)}")
        self._complain()

    def _complain(self) -> None:
        """Say what has failed since the last time."""
        assert self._service is not None
        for error in self._service.failures[self._complaints :]:
            complain(_told(error, self._arguments.script))
            self._complaints += 1

    def _greet(self, service: StandIn) -> None:
        if self._arguments.json:
            self._out.json(
                {
                    "kind": "listening",
                    "url": service.url,
                    "v1_url": service.v1_url,
                    "authority": None if service.authority is None else str(service.authority),
                }
            )
            return
        for text in greeting(service):
            self._out.line(text)

    def see(self, served: ServedSession, record: Record) -> None:
        """Show what passes."""
        self._complain()
        try:
            self._show(f"session {served.number}", served, record)
        except OSError as error:  # the output is gone
            self.failure = self.failure or error
            self._over.set()

    def _show(self, name: str, served: ServedSession, record: Record) -> None:
        inspection = self._inspections.get(name)
        if inspection is None:
            self._count += 1
            inspection = self._inspections[name] = Inspection(
                self._arguments,
                self._out,
                names_files=True,
                announce=partial(self._announce, name),
            )
        if record.closed is None:
            inspection.add(replace(record, file=name))
            return
        inspection.list_rest()
        code, reason = record.closed
        if self._arguments.json:
            self._out.json({"kind": "closed", "file": name, "code": code, "reason": reason})
        else:
            self._announce(name)
            self._out.line(f"closed  {code}  {reason}".rstrip())
        del self._inspections[name]
        self._all.summary.include(inspection.summary)

    def _announce(self, name: str) -> None:
        """Say whose lines come, if they are another's than before."""
        if name != self._speaker and not self._arguments.json:
            self._out.line()
            self._out.line(f"==> {name} <==", "bold")
        self._speaker = name

    def sum_up(self) -> None:
        """Say what it all amounts to, if anything has passed."""
        for inspection in self._inspections.values():
            inspection.list_rest()
            self._all.summary.include(inspection.summary)
        if self._count and not isinstance(self.failure, OSError):
            self._all.sum_up()


def greeting(service: StandIn) -> Iterator[str]:
    """Where *service* is, and how the clients that people have are told so."""
    ws, http = service.endpoint, service.endpoint.replace("ws", "http", 1)
    query = service.v1_url.partition("?")[2]
    yield f"Listening on {ws}. Any key will do. Ctrl-C ends it."
    yield ""
    clients = {
        "azure-ai-voicelive": f'connect(endpoint="{ws}", ...)',
        "@azure/ai-voicelive": f'new VoiceLiveClient("{http}", ...)',
        "livekit-plugins-azure": f'endpoint="{ws}"',
        "openai": f'OpenAI(websocket_base_url="{ws}/v1")',
        "openai-agents": f'model_config={{"url": "{ws}/v1/realtime?{query}"}}',
        "@openai/agents-realtime": f'session.connect({{ url: "{ws}/v1/realtime?{query}" }})',
        "pydantic-ai": f'OpenAIProvider(base_url="{http}/v1")',
        "pipecat": f'OpenAIRealtimeLLMService(base_url="{ws}/v1/realtime")',
        "livekit-plugins-openai": f'base_url="{ws}/v1"',
    }
    if service.authority is not None:
        clients |= {
            "openai, Node.js": f'new OpenAI({{ baseURL: "{http}/v1" }})',
            "pydantic-ai, Voice Live": f'AzureProvider(voice_live_endpoint="{http}", ...)',
            "pipecat, Voice Live": f'AzureVoiceLiveLLMService(endpoint="{ws}", ...)',
        }
    clients |= {"any other, Voice Live": service.url, "any other, OpenAI": service.v1_url}
    width = max(map(len, clients))
    yield from (f"  {name:<{width}}  {use}" for name, use in clients.items())
    yield ""
    if service.authority is None:
        yield "For clients that force wss, such as openai of npm and the Voice Live services of"
        yield "pydantic-ai and pipecat: --tls."
    else:
        yield "Clients are to trust the authority of its certificate:"
        yield f"  Python   SSL_CERT_FILE={service.authority}"
        yield f"  Node.js  NODE_EXTRA_CA_CERTS={service.authority}"
