"""A client that receives over a websocket: what an event costs its whole process.

The service is played by another process, which sends frames as fast as the client takes them.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from .bench import Bench
from .contenders import Contender
from .measure import Case, Samples, interleave

RECV = "recv alone"


def by_receiving(bench: Bench) -> Samples:
    """Seconds per event of the whole client, what receives included."""
    frames = [frame.data for frame in bench.shared_frames]
    contenders = [Contender(RECV, bytes), *bench.field.shared.values()]
    with served(frames) as url, asyncio.Runner() as runner:
        connection = runner.run(connected(url))
        cases = [_receiving(contender, runner, connection, len(frames)) for contender in contenders]
        try:
            return interleave(cases, bench.size.rounds)
        finally:
            runner.run(connection.close())


def _receiving(
    contender: Contender, runner: asyncio.Runner, connection: ClientConnection, count: int
) -> Case:
    def run() -> None:
        runner.run(receive(connection, count, contender.decode))

    return Case(contender.name, run, count, contender.backend)


async def connected(url: str) -> ClientConnection:
    return await connect(url, compression=None, ping_interval=None)


async def receive(connection: ClientConnection, count: int, take: Callable[[bytes], Any]) -> None:
    """Ask for all frames, which are *count*, and let *take* have each."""
    await connection.send("all of them")
    for _ in range(count):
        take(await connection.recv(decode=False))


@contextmanager
def served(frames: Sequence[bytes]) -> Iterator[str]:
    """The address at which a process of its own sends *frames*, once for each message."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(b"".join(frame + b"\n" for frame in frames) + b"\n")
        server.stdin.flush()
        try:
            yield server.stdout.readline().decode().strip()
        finally:
            server.stdin.close()  # which ends it


async def _serve() -> None:
    """Read the frames, up to an empty line, and serve until standard input ends."""
    frames = [line.rstrip(b"\n") for line in iter(sys.stdin.buffer.readline, b"\n")]
    server = await asyncio.start_server(partial(_play, frames), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"ws://{host}:{port}", flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)


async def _play(
    frames: Sequence[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send all frames in one go for each message, so that the client never waits for one."""
    protocol = ServerProtocol()
    while data := await reader.read(2**16):
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Request):
                protocol.send_response(protocol.accept(event))
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                for frame in frames:
                    protocol.send_text(frame)
        writer.writelines(protocol.data_to_send())
        await writer.drain()
        if protocol.close_expected():  # which is the server's to do first
            break
    writer.close()


if __name__ == "__main__":
    asyncio.run(_serve())
