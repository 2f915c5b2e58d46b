"""A server on loopback that replays frames to every client that connects, as the service would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from ..bundled import RECEIVED

__all__ = [
    "SESSION",
    "End",
    "Frame",
    "Replay",
    "beyond_the_limit",
    "good",
    "in_mid_frame",
    "not_in_utf8",
    "run",
]

SESSION: Sequence[str] = RECEIVED
"""The frames of the bundled session."""

Frame: TypeAlias = str | bytes
End: TypeAlias = Callable[[ServerConnection], Coroutine[Any, Any, None]]
T = TypeVar("T")

_SECONDS = 20  # a client that hangs fails its test, and does not hold up the rest


def run(test: Coroutine[Any, Any, T]) -> T:
    """Run one *test* in an event loop of its own."""

    async def in_time() -> T:
        async with asyncio.timeout(_SECONDS):
            return await test

    return asyncio.run(in_time())


def good(frames: Iterable[Frame]) -> list[dict[str, Any]]:
    """What *frames* are, parsed."""
    return [json.loads(frame) for frame in frames]


async def in_mid_frame(websocket: ServerConnection) -> None:
    """Announce a frame of 4096 bytes, send eight of them, and go."""
    websocket.transport.write(b"\x81\x7e\x10\x00" + b'{"type":')
    websocket.transport.close()


async def beyond_the_limit(websocket: ServerConnection) -> None:
    """Send a frame larger than the programs take."""
    await websocket.send("x" * 17 * 2**20)


async def not_in_utf8(websocket: ServerConnection) -> None:
    """Send a text frame that the protocol forbids, and wait for the client to say so."""
    websocket.transport.write(b"\x81\x02\xff\xff")
    await websocket.wait_closed()


async def _with_a_close_frame(websocket: ServerConnection) -> None:
    await websocket.close()


@dataclass
class Replay:
    """What the server did, and what its clients asked of it."""

    port: int = 0
    sent: int = 0
    """Frames that left the server's own buffers."""
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def of(
        cls, frames: Sequence[Frame], end: End = _with_a_close_frame
    ) -> AsyncIterator[Replay]:
        """A server that waits for one message, then sends *frames* and ends as *end* does."""
        replay = cls()

        async def handler(websocket: ServerConnection) -> None:
            assert websocket.request
            replay.paths.append(websocket.request.path)
            replay.keys.append(websocket.request.headers.get("api-key"))
            replay.asked.append(json.loads(await websocket.recv()))
            try:
                for frame in frames:
                    await websocket.send(frame)
                    replay.sent += 1
                await end(websocket)
            except ConnectionClosed:
                return  # the client went away: its own test says whether it should

        async with serve(handler, "127.0.0.1", 0, compression=None) as server:
            replay.port = next(iter(server.sockets)).getsockname()[1]
            yield replay
