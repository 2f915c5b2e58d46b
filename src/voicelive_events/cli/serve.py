"""`voicelive-events serve`: a stand-in for the service, for any client."""

from __future__ import annotations

import argparse
import contextlib
import math
from typing import Any

from .console import Writer, add_command
from .filters import add_filters
from .inspection import add_listing

__all__ = ["add_parser"]

_PORT = 8765

_DESCRIPTION = """\
Stand in for the service, so that a voice agent can be tested without the
cloud, in whatever language. It answers as the service does, in both dialects,
and shows what passes as inspect does. Any key will do, and none is kept.
"""

_EPILOG = """\
Unless it is told otherwise it calls the first function that it is given, and
then answers in words; without functions it says what it heard.

A fault is KIND[=VALUE][@MOMENT]. Without a moment it is at response.*delta,
unless another stands here:
  broken-frame          the first half of an event: no JSON
  missing-field[=NAME]  an event without a field
  broken-base64         audio that is no base64, @response.*audio.delta
  unknown-event         an event of a type that nobody knows, @response.done
  huge-frame[=BYTES]    an event of 16 MiB, @response.done
  delay[=SECONDS]       nothing comes for 5 seconds
  slow-network[=BYTES]  16000 bytes a second, from now on, @handshake
  rate-limit            the response fails: rate_limit_exceeded
  content-filter        the response is cut short: content_filter
  expire                the session, too old, is closed, @response.done
  drop                  the connection ends without a close frame
  close[=CODE]          the connection is closed, with code 1011
  refuse[=STATUS]       HTTP status 401 is the answer, @handshake
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
    said.add_argument(
        "--replay",
        metavar="LOG",
        action="append",
        help="answer as the service did in this recording; more of its files by further --replay",
    )
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
    from .serving import serve  # with asyncio, for which the other commands need not wait

    return serve(arguments, out)
