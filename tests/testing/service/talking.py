"""A client of the stand-in over a real websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection as BlockingConnection

from voicelive_events import ClientEventResponseCreate, ServerEvent
from voicelive_events.testing.service import Script, StandIn, tones

ASK = ClientEventResponseCreate().to_json()
QUICK = partial(StandIn, pace=0, speak=tones)
"""A stand-in that takes no time, and has no use for another program."""

T = TypeVar("T")


def run(test: Coroutine[Any, Any, T]) -> T:
    """Run one *test* in an event loop of its own; what hangs fails."""
    return asyncio.run(asyncio.wait_for(test, 20))


@asynccontextmanager
async def connected(
    script: Script = None, **options: Any
) -> AsyncIterator[tuple[StandIn, ClientConnection]]:
    """A stand-in, and a client of it that takes frames of any size."""
    async with QUICK(script, **options) as service, connect(service.url, max_size=None) as client:
        yield service, client


async def answered(websocket: ClientConnection, *frames: str) -> list[str]:
    """The types of what comes up to the end of a response, which is asked for by *frames*."""
    for frame in frames or (ASK,):
        await websocket.send(frame)
    types: list[str] = []
    while not types or types[-1] != "response.done":
        types.append(json.loads(await websocket.recv())["type"])
    return types


async def converse(url: str, *frames: str, **options: Any) -> list[str]:
    """Ask for one response, after *frames*: the types of what comes."""
    async with connect(url, **options) as websocket:
        return await answered(websocket, *frames, ASK)


async def until_closed(url: str, *frames: str) -> tuple[list[str], ConnectionClosed]:
    """Send *frames*, or ask for a response: the types of what comes, and how it ends."""
    types: list[str] = []
    async with connect(url) as websocket:
        with suppress(ConnectionClosed):
            for frame in frames or (ASK,):
                await websocket.send(frame)
        try:
            while True:
                types.append(json.loads(await websocket.recv())["type"])
        except ConnectionClosed as closed:
            return types, closed


def answered_to(websocket: BlockingConnection) -> list[ServerEvent]:
    """The same for a client that blocks: what comes up to the end of a response."""
    websocket.send(ASK)
    events: list[ServerEvent] = []
    while not events or events[-1].type != "response.done":
        events.append(ServerEvent.from_json(websocket.recv()))
    return events
