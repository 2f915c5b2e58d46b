"""One connection of a client: the handshake, frames in and out, its end.

It stands on the part of websockets that does no input or output, for a stand-in has to do what a
good server never does: half a message, no close frame, a wait before each byte. All of it happens
in the loop's thread and without a task.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import InvalidMessage, ProtocolError
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from ...enums import ApiVersion
from ...recording import Closed
from ...versions import DATED
from ._session import Opening

__all__ = ["MAX_FRAME", "PATIENCE", "Handler", "Refusal", "Transport"]

MAX_FRAME = 16 * 2**20
"""Bytes of the largest message that is taken, as the service takes 15 MiB of audio in one."""

_MAX_UNREAD = 64 * 2**20
"""Bytes that may wait for a client that does not read."""

PATIENCE = 10.0
"""Seconds for a client to finish the handshake, and to answer a close frame."""

_ABNORMAL = 1006  # what RFC 6455 has for a connection that ended without a close frame
_SUBPROTOCOL = Subprotocol("realtime")
_BETA_SUBPROTOCOL = "openai-beta.realtime-v1"

# Its own level is above DEBUG, at which websockets would log headers: credentials among them.
_LOGGER = logging.getLogger("voicelive_events.testing.service")
_LOGGER.setLevel(logging.WARNING)


class Refusal(NamedTuple):
    """What a handshake is answered with in place of a connection."""

    status: int
    text: str


class Handler(Protocol):
    """Who uses a `Transport`."""

    def handshake(self, opening: Opening) -> Refusal | None:
        """A client asks for a connection."""

    def opened(self) -> None:
        """There is one."""

    def message(self, data: bytes | str) -> None:
        """A message came: text, or bytes if it is binary or no UTF-8."""

    def lost(self, closed: Closed) -> None:
        """The connection has ended; comes once, and only after `opened`."""


class Transport(asyncio.Protocol):
    """A connection, on the service's side; one of *connections* while it lasts."""

    def __init__(self, connections: set[Transport], *, compression: bool) -> None:
        self._connections = connections
        self.handler: Handler | None = None
        self.loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self.loop.create_future()
        """Done when nothing is left of the connection."""
        self._protocol = ServerProtocol(
            extensions=[_DEFLATE] if compression else None,
            select_subprotocol=_subprotocol,
            max_size=MAX_FRAME,
            logger=_LOGGER,
        )
        self._parts: list[bytes] = []
        """Of a message that came in fragments, so far."""
        self._is_text = True
        self._timer: asyncio.TimerHandle | None = None
        self._end: Closed | None = None
        """Why it was ended from this side, where no close frame says so."""
        self._is_open = False
        self._has_ended = False
        """Whether that was from this side: what still comes is for nobody."""

    # As asyncio calls it.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is one without saying so.
        self._outbox = _Outbox(cast("asyncio.Transport", transport), self.loop)
        self._connections.add(self)
        self._await_client()

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        self._proceed()

    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._proceed()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.receive_eof()
        self._stop_waiting()
        self._outbox.clear()
        self._connections.discard(self)
        try:
            if self._is_open:
                self._is_open = False
                self._handler.lost(self._end or self._closed())
        finally:
            if not self.ended.done():  # as it is after a loop was closed on it
                self.ended.set_result(None)

    def _closed(self) -> Closed:
        """The end, as the close frames tell it: the first that was sent by either side."""
        sent, received = self._protocol.close_sent, self._protocol.close_rcvd
        close = received if self._protocol.close_rcvd_then_sent else sent or received
        return Closed(_ABNORMAL) if close is None else Closed(close.code, close.reason)

    # What the handler asks for.

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._is_open and not self._has_ended and self._protocol.state is State.OPEN

    def send(self, text: str) -> None:
        """Send a message, or drop the client that has too many to read."""
        if self.is_open:
            self._protocol.send_text(text.encode())
            self._flush()
            if self._outbox.size > _MAX_UNREAD:
                self.drop(Closed(_ABNORMAL, f"it left {_MAX_UNREAD >> 20} MiB unread"))

    def send_half(self, text: str) -> None:
        """Send the first half of a message, and end the connection there."""
        if self.is_open:
            frame = Frame(Opcode.TEXT, text.encode())
            data = frame.serialize(mask=False, extensions=self._protocol.extensions)
            self._has_ended, self._end = True, Closed(_ABNORMAL)
            self._outbox.put(data[: len(data) // 2])
            self._outbox.put(b"")

    def hold(self, seconds: float) -> None:
        """Send nothing for some time; what is to be sent waits."""
        self._outbox.hold(seconds)

    def throttle(self, bytes_per_second: float) -> None:
        """Send no faster from now on."""
        self._outbox.throttle(bytes_per_second)

    def close(self, code: int, reason: str = "") -> None:
        """Close the connection with a close frame.

        Raises `ValueError` if no close frame may have this *code*.
        """
        if self.is_open:
            try:
                self._protocol.send_close(code, reason)
            except ProtocolError:
                raise ValueError(f"expected the code of a close frame, got {code}") from None
            self._has_ended = True
            self._flush()

    def drop(self, end: Closed | None = None) -> None:
        """End the connection without a close frame; *end* says why."""
        self._has_ended, self._end = True, self._end or end or Closed(_ABNORMAL)
        self._outbox.abort()

    # Frames.

    def _proceed(self) -> None:
        """Do what the protocol has to do after it was given something."""
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._answer(event)
            elif isinstance(event, Frame) and event.opcode in _DATA:
                self._take(event)
        if isinstance(self._protocol.handshake_exc, InvalidMessage) and not self._has_ended:
            self._has_ended = True  # websockets reads nothing but GET, and answers nothing else
            self._outbox.put(_NOT_ALLOWED)
        self._flush()

    def _take(self, frame: Frame) -> None:
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
            if frame.fin:  # as nearly all do
                self._give(bytes(frame.data))
                return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            parts, self._parts = self._parts, []
            self._give(b"".join(parts))

    def _give(self, data: bytes) -> None:
        if self._has_ended:
            return
        if self._is_text:
            try:
                self._handler.message(data.decode())
                return
            except UnicodeDecodeError:
                pass
        self._handler.message(data)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._outbox.put(data)
        if self._timer is None and self._protocol.close_expected():
            self._await_client()

    def _await_client(self) -> None:
        """Give the client some time for its part."""
        self._timer = self.loop.call_later(PATIENCE, self.drop)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def _handler(self) -> Handler:
        assert self.handler is not None
        return self.handler

    # The handshake.

    def _answer(self, request: Request) -> None:
        self._stop_waiting()
        protocol = self._protocol
        opening = opening_of(request.path, request.headers)
        if opening is None:
            response = protocol.reject(HTTPStatus.NOT_FOUND, _NOT_FOUND)
        elif _is_upgrade(request) and (refusal := self._handler.handshake(opening)) is not None:
            response = protocol.reject(refusal.status, refusal.text)
            if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
                response.headers["Retry-After"] = "1"
        else:
            response = protocol.accept(request)
        protocol.send_response(response)
        if protocol.state is State.OPEN:
            self._flush()
            self._is_open = True
            self._handler.opened()


_DATA = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)
_DEFLATE = ServerPerMessageDeflateFactory(
    server_max_window_bits=12, client_max_window_bits=12, compress_settings={"memLevel": 5}
)
_ONLY_WEBSOCKETS = b"Here are WebSockets alone: no tokens, and no calls of WebRTC.\n"
_NOT_ALLOWED = (
    b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_ONLY_WEBSOCKETS), _ONLY_WEBSOCKETS)
)
_NOT_FOUND = "Here are /voice-live/realtime?api-version=...&model=... and /v1/realtime?model=...\n"


def _is_upgrade(request: Request) -> bool:
    return "Sec-WebSocket-Key" in request.headers


def _subprotocol(protocol: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """`realtime`, of those that browsers offer: others of them hold a key."""
    return _SUBPROTOCOL if _SUBPROTOCOL in offered else None


def opening_of(path: str, headers: Headers) -> Opening | None:
    """What a client asks for by *path* and *headers*; None if nothing is there."""
    try:
        parts = urlsplit(path)
    except ValueError:  # it is no URL
        return None
    if not parts.path.rstrip("/").endswith("/realtime"):
        return None
    query = parse_qs(parts.query)
    asked = query.get("api-version", [""])[-1]
    models = query.get("model") or query.get("deployment")  # as Azure OpenAI has it
    is_dated = bool(asked) or _is_beta(headers) or "/voice-live/" in parts.path
    version = _version(asked, is_dated=is_dated)
    return Opening(version, models[-1] if models else None, parts.path)


def _is_beta(headers: Headers) -> bool:
    """Whether a client speaks OpenAI's dialect of old: browsers say so by a subprotocol."""
    said = headers.get_all("OpenAI-Beta") + headers.get_all("Sec-WebSocket-Protocol")
    return any("realtime=v1" in value or _BETA_SUBPROTOCOL in value for value in said)


def _version(asked: str, *, is_dated: bool) -> ApiVersion:
    if asked in list(ApiVersion):
        return ApiVersion(asked)
    return DATED[-1] if is_dated else ApiVersion.V1


class _Outbox:
    """What waits to be written. It is written at once, unless the network is to be slow."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._chunks: deque[memoryview] = deque()
        self._waiting = 0
        self._rate: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def size(self) -> int:
        """Bytes that the client has not taken."""
        return self._waiting + self._transport.get_write_buffer_size()

    def put(self, data: bytes) -> None:
        """Write *data* in its turn; nothing at all ends the connection."""
        if self._timer is None and self._rate is None:
            self._write(data)
        else:
            self._chunks.append(memoryview(data))
            self._waiting += len(data)
            if self._timer is None:
                self._next()

    def hold(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._next)

    def throttle(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second

    def abort(self) -> None:
        self.clear()
        self._transport.abort()

    def clear(self) -> None:
        self._chunks.clear()
        self._waiting = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _next(self) -> None:
        """Write what its time has come for."""
        self._timer = None
        while self._chunks:
            data = self._chunks.popleft()
            if self._rate is None or not data:
                self._waiting -= len(data)
                self._write(data)
                continue
            piece, rest = data[: _piece(self._rate)], data[_piece(self._rate) :]
            self._waiting -= len(piece)
            self._write(piece)
            if rest:
                self._chunks.appendleft(rest)
            self._timer = self._loop.call_later(len(piece) / self._rate, self._next)
            return

    def _write(self, data: bytes | memoryview) -> None:
        if self._transport.is_closing():
            return
        if data:
            self._transport.write(data)
        else:
            self._transport.close()


def _piece(bytes_per_second: float) -> int:
    """Bytes that are written at a time: what passes in a tenth of a second."""
    return max(1, int(bytes_per_second / 10))
