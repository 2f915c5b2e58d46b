"""`voicelive-events serve`: a stand-in for the service, for any client."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
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
from .console import CommandError, Exit, Writer, add_command, complain
from .filters import add_filters
from .inspection import Inspection, add_listing

if TYPE_CHECKING:
    from ..testing.service import ServedSession, StandIn
    from ..testing.service._server import Watcher

__all__ = ["add_parser", "greeting"]

_PORT = 8765

_DESCRIPTION = """\
Stand in for the service, so that a voice agent can be tested without the
cloud, in whatever language. It answers as the service does, in both dialects,
and shows what passes as inspect does. Any key will do, and none is kept.
"""

_EPILOG = """\
Unless it is told otherwise it calls the first function that it is given, and
then answers in words; without functions it says what it heard.

A fault is KIND[=VALUE][@MOMENT]:
  broken-frame          the first half of an event: no JSON
  missing-field[=NAME]  an event without a field
  broken-base64         an event whose audio is no base64
  unknown-event         an event of a type that nobody knows
  huge-frame[=BYTES]    an event of 16 MiB
  delay[=SECONDS]       nothing comes for 5 seconds
  slow-network[=BYTES]  16000 bytes a second, from now on
  rate-limit            the response fails: rate_limit_exceeded
  content-filter        the response is cut short: content_filter
  expire                the session has lasted too long, and is closed
  drop                  the connection ends without a close frame
  close[=CODE]          the connection is closed, with code 1011
  refuse[=STATUS]       the handshake is answered with HTTP status 401
  half-message          the connection ends in the middle of a frame

MOMENT is handshake, a time such as 3.5s, or an event of either side: its type
or class, or a glob, such as response.audio.delta:2 for the second one, with
before: or after: in front of it. A fault happens once; with every: in front of
the moment, in every connection.

examples:
  voicelive-events serve
  voicelive-events serve --replay session.jsonl --pace 0
  voicelive-events serve --fault drop@response.audio.delta:3 --fault delay=2
  voicelive-events serve --tls --record sessions.jsonl

exit code:
  0    ended by Ctrl-C, or by SIGTERM
  1    the same, and the script had failed
  2    wrong usage, a port that is taken, or a file that cannot be used
  130  interrupted again
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "serve",
        _run,
        help="stand in for the service, to test a voice agent",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.add_argument(
        "--port", type=_port, default=_PORT, help=f"where to listen, {_PORT} by default; 0 is any"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="on which address; by default on this machine alone"
    )
    parser.add_argument(
        "--tls", action="store_true", help="with a certificate, for clients that force wss"
    )
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--replay", metavar="LOG", help="answer as the service did in this recording")
    said.add_argument(
        "--script", metavar="FILE", help="answer as `script`, or the function `reply`, of this file"
    )
    parser.add_argument(
        "--pace",
        metavar="FACTOR",
        type=_pace,
        default=1.0,
        help="2 is twice as fast as the service, 0 takes no time",
    )
    parser.add_argument(
        "--fault", metavar="FAULT", action="append", default=[], help="let this go wrong; see below"
    )
    parser.add_argument("--record", metavar="FILE", help="write all that passes to this file")
    add_listing(parser)
    add_filters(parser)
    parser.set_defaults(summary=False)


def _pace(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= (pace := float(text)) < math.inf:
            return pace
    raise argparse.ArgumentTypeError(f"expected a number from 0, got {text!r}")


def _port(text: str) -> int:
    with contextlib.suppress(ValueError):
        if 0 <= (port := int(text)) < 2**16:
            return port
    raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    out.flushes_lines = True
    serving = _Serving(arguments, out)
    service = _stand_in(arguments, serving.see)
    asyncio.run(serving.run(service))
    serving.sum_up()
    if serving.failure is not None:
        raise serving.failure
    return Exit.BAD_DATA if service.failures else Exit.OK


def _stand_in(arguments: argparse.Namespace, watch: Watcher) -> StandIn:
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
            recorded = replay(arguments.replay)
        except OSError as error:
            raise CommandError(f"{arguments.replay}: {error.strerror or error}") from None
        if not recorded.answers and not recorded.asides:
            raise CommandError(f"{arguments.replay}: expected a response in it, got none")
        return recorded
    if not arguments.script:
        return None
    try:
        names = runpy.run_path(arguments.script)
    except Exception as error:
        if isinstance(error, OSError) and error.filename == arguments.script:
            raise CommandError(f"{arguments.script}: {error.strerror}") from None
        raise CommandError(_told(error, arguments.script)) from None
    for name in ("script", "reply"):
        if name in names:
            return names[name]
    raise CommandError(f"{arguments.script}: expected `script` or `reply` in it, got neither")


def _told(error: Exception, script: str | None) -> str:
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
