"""One connection, byte by byte: what a client library would not do."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from voicelive_events.recording import Closed
from voicelive_events.testing.service import StandIn
from voicelive_events.testing.service._transport import _Outbox

from .talking import QUICK, run

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)
CLEAR = b'{"type": "input_audio_buffer.clear"}'


class Raw:
    """A client that writes bytes and reads frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def open(self, path: str = "/v1/realtime", more: str = "") -> str:
        """Shake hands, and read the head of the answer."""
        self.write(HANDSHAKE.format(path=path, more=more).encode())
        return (await self._reader.readuntil(b"\r\n\r\n")).decode()

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def send(self, opcode: Opcode, data: bytes, *, fin: bool = True) -> None:
        self.write(Frame(opcode, data, fin).serialize(mask=True))

    async def frame(self) -> tuple[int, bytes]:
        """The first byte of the next frame, and what it holds."""
        first, size = await self._reader.readexactly(2)
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        return first, await self._reader.readexactly(size)

    async def type(self) -> str:
        """The type of the event that comes next."""
        name: str = json.loads((await self.frame())[1])["type"]
        return name

    async def rest(self) -> bytes:
        return await self._reader.read()


def raw(test: Callable[[StandIn, Raw], Awaitable[None]], **options: Any) -> StandIn:
    """Let a client that has connected do *test*."""

    async def play() -> StandIn:
        async with QUICK(**options) as service:
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
            try:
                await test(service, Raw(reader, writer))
            finally:
                writer.close()
        return service

    return run(play())


def test_a_message_may_come_in_fragments_and_binary() -> None:
    async def test(_: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        client.send(Opcode.TEXT, CLEAR[:9], fin=False)
        client.send(Opcode.PING, b"between them")
        assert await client.frame() == (0x80 | Opcode.PONG, b"between them")
        client.send(Opcode.CONT, CLEAR[9:11], fin=False)
        client.send(Opcode.CONT, CLEAR[11:])
        assert await client.type() == "input_audio_buffer.cleared"
        client.send(Opcode.BINARY, CLEAR)
        assert await client.type() == "input_audio_buffer.cleared"

    service = raw(test)
    assert [event.type for event in service.received] == ["input_audio_buffer.clear"] * 2


def test_a_byte_at_a_time() -> None:
    async def test(_: StandIn, client: Raw) -> None:
        head = HANDSHAKE.format(path="/v1/realtime", more="").encode()
        for byte in head + Frame(Opcode.TEXT, CLEAR).serialize(mask=True):
            client.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await client._reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        assert await client.type() == "session.created"
        assert await client.type() == "input_audio_buffer.cleared"

    raw(test)


def test_text_that_is_no_utf_8_is_answered_as_no_event() -> None:
    async def test(_: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        client.send(Opcode.TEXT, b"\xff\xfe")
        assert await client.type() == "error"

    service = raw(test)
    assert [problem.event for problem in service.problems] == [None]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x02{}", 1002),  # not masked
        (b"\x83\x80\x00\x00\x00\x00", 1002),  # of no opcode
        (b"\x80\x80\x00\x00\x00\x00", 1002),  # goes on with nothing
        (b"\xc1\x80\x00\x00\x00\x00", 1002),  # compressed, which was not agreed on
        (b"\x81\xff" + (2**30).to_bytes(8, "big") + bytes(4), 1009),
    ],
)
def test_what_is_no_frame_closes_the_connection(data: bytes, code: int) -> None:
    async def test(_: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        client.write(data)
        first, payload = await client.frame()
        assert (first, int.from_bytes(payload[:2], "big")) == (0x80 | Opcode.CLOSE, code)
        assert await client.rest() == b""

    [session] = raw(test).sessions
    assert session.closed is not None
    assert session.closed.code == code
    assert session.received == []


@pytest.mark.parametrize("data", [b"\x00" * 99, b"GET /v1/realtime HTTP/1.1\r\nHost\r\n\r\n"])
def test_what_is_no_request_is_answered_and_closed(data: bytes) -> None:
    async def test(service: StandIn, client: Raw) -> None:
        client.write(data + b"\r\n\r\n")
        assert not (await client.rest()).startswith(b"HTTP/1.1 101")
        assert service.sessions == []

    raw(test)


def test_a_client_that_goes_without_a_word() -> None:
    async def test(service: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        client._writer.close()
        while service.sessions[0].closed is None:
            await asyncio.sleep(0)
        assert service.sessions[0].closed == Closed(1006)

    raw(test)


def test_what_comes_after_the_end_is_for_nobody() -> None:
    async def test(service: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        close = Frame(Opcode.CLOSE, b"\x0f\xa0enough").serialize(mask=True)
        client.write(close + Frame(Opcode.TEXT, CLEAR).serialize(mask=True))
        assert await client.frame() == (0x80 | Opcode.CLOSE, b"\x0f\xa0enough")
        assert await client.rest() == b""

    [session] = raw(test).sessions
    assert (session.closed, session.received) == (Closed(4000, "enough"), [])


def test_what_comes_after_the_service_has_closed_is_for_nobody() -> None:
    async def test(_: StandIn, client: Raw) -> None:
        await client.open()
        assert await client.type() == "session.created"
        frame = Frame(Opcode.TEXT, CLEAR).serialize(mask=True)
        client.write(frame + frame)
        assert (await client.frame())[0] == 0x80 | Opcode.CLOSE

    [session] = raw(test, faults=["close=4000@input_audio_buffer.clear"]).sessions
    assert [event.type for event in session.received] == ["input_audio_buffer.clear"]


class Gone(asyncio.Transport):
    """A connection that has ended, without having said so to its protocol yet."""

    def is_closing(self) -> bool:
        return True

    def write(self, data: object) -> None:
        raise AssertionError("nobody will read it")


def test_nothing_is_written_to_a_connection_that_is_gone() -> None:
    async def test() -> None:
        outbox = _Outbox(Gone(), asyncio.get_running_loop())
        outbox.put(b"data")
        outbox.put(b"")

    run(test())


def test_a_client_that_does_not_finish_its_handshake_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voicelive_events.testing.service._transport.PATIENCE", 0.01)

    async def test(_: StandIn, client: Raw) -> None:
        client.write(b"GET /v1/realtime HT")
        assert await client.rest() == b""

    raw(test)


@pytest.mark.parametrize("compression", [True, False])
def test_what_is_sent_is_compressed_if_both_want_it(compression: bool) -> None:
    async def test(_: StandIn, client: Raw) -> None:
        head = await client.open(more="Sec-WebSocket-Extensions: permessage-deflate\r\n")
        assert ("permessage-deflate" in head) == compression
        first, data = await client.frame()
        assert (first == 0xC1) == compression
        if compression:
            data = zlib.decompressobj(-15).decompress(data + b"\x00\x00\xff\xff")
        assert json.loads(data)["type"] == "session.created"

    raw(test, compression=compression)
