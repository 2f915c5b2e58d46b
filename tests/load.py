"""What the stand-in for the service bears: how late its events are, and how much memory it takes.

    python -m tests.load sessions            500 sessions that send audio all the time, for a minute
    python -m tests.load sessions --record   the same, recorded
    python -m tests.load turns               100,000 turns in one process

No ordinary test: it wants a machine for itself, for minutes. The clients are in a process of their
own, the stand-in is in another. An event is late by the time from when it was due: the end of a
turn, when the audio that ends it was to be sent; a piece of the answer, when what was said before
it has been heard since. The clients' own tardiness counts as well.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from voicelive_events.testing.service import StandIn, tones

__all__ = ["main"]

FRAME_S = 0.05
BYTES_PER_S = 48_000
TURN_S = 10.0
SPEECH_S = 1.5
TICK_S = 0.005
LIMIT_S = 1.0


def _append(samples: array[int]) -> bytes:
    audio = base64.b64encode(samples.tobytes()).decode()
    return _frame(json.dumps({"type": "input_audio_buffer.append", "audio": audio}).encode())


def _frame(text: bytes) -> bytes:
    """A frame as clients send it, masked by zeros."""
    size = len(text)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack(">H", size)
    return head + bytes(4) + text


_COUNT = int(BYTES_PER_S * FRAME_S) // 2
_TONE = array("h", (int(8000 * math.sin(n / 10)) for n in range(_COUNT)))
_NOISE = array("h", (int(20 * math.sin(n * n)) for n in range(_COUNT)))
SPEECH, SILENCE = _append(_TONE), _append(_NOISE)


class Lateness:
    """How late events were, in seconds."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.lost = 0
        """Clients whose connections ended."""
        self._late: list[float] = []

    def add(self, seconds: float) -> None:
        self._late.append(seconds)

    def __str__(self) -> str:
        late = sorted(self._late)
        if not late:
            return "nothing came"
        middle, most = late[len(late) // 2], late[int(len(late) * 0.999)]
        return (
            f"{len(late)} judged: median {middle * 1000:.0f} ms, 99.9 % within {most * 1000:.0f}"
            f" ms, the latest {late[-1] * 1000:.0f} ms"
        )

    @property
    def most(self) -> float:
        return max(self._late, default=math.inf)


class Client(asyncio.Protocol):
    """A client that speaks once in ten seconds and sends silence else, all in frames of 50 ms."""

    def __init__(self, url: str, lateness: Lateness, phase: float) -> None:
        self._path = url
        self._lateness = lateness
        self.phase = phase
        """Where in its ten seconds it begins."""
        self.start: float | None = None
        """When its first frame was due."""
        self.is_lost = False
        self._sent = 0
        self._data = bytearray()
        self._due: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        parts = urlsplit(self._path)
        transport.write(
            f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True

    def send(self, now: float) -> None:
        """Send what is due."""
        if self.start is None or self.is_lost:
            return
        while self.start + self._sent * FRAME_S <= now:
            place = (self._sent * FRAME_S + self.phase) % TURN_S
            self.transport.write(SPEECH if place < SPEECH_S else SILENCE)
            self._sent += 1

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self.start is None:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._data[: end + 4]
            self.start = time.monotonic()
        while len(self._data) >= 2:
            size, head = self._data[1], 2
            if size == 126:
                (size,), head = struct.unpack_from(">H", self._data, 2), 4
            elif size == 127:
                (size,), head = struct.unpack_from(">Q", self._data, 2), 10
            if len(self._data) < head + size:
                return
            self._take(bytes(self._data[head : head + size]))
            del self._data[: head + size]

    def _take(self, text: bytes) -> None:
        assert self.start is not None
        now = time.monotonic()
        type_ = text[9 : text.index(b'"', 9)].decode()  # which stands first
        self._lateness.events[type_] += 1
        if type_ == "input_audio_buffer.speech_stopped":
            frames = math.ceil(json.loads(text)["audio_end_ms"] / 1000 / FRAME_S - 1e-9)
            self._due = self.start + (frames - 1) * FRAME_S
        elif type_ == "input_audio_buffer.speech_started":
            self._due = None
        if self._due is not None:
            self._lateness.add(now - self._due)
        if type_ == "response.audio.delta" and self._due is not None:
            self._due += len(base64.b64decode(json.loads(text)["delta"])) / BYTES_PER_S
        elif type_ == "response.done":
            self._due = None


def _same(client: Client) -> Client:
    return client


async def sessions(count: int, seconds: float, url: str) -> Lateness:
    """Let *count* clients talk."""
    lateness = Lateness()
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    clients: list[Client] = []
    loop = asyncio.get_running_loop()
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        if len(clients) < count:  # they come one after the other
            client = Client(url, lateness, TURN_S * len(clients) / count)
            await loop.create_connection(partial(_same, client), host, port)
            clients.append(client)
        for client in clients:
            client.send(now)
        await asyncio.sleep(0 if len(clients) < count else TICK_S)
    lateness.lost = sum(client.is_lost for client in clients)
    for client in clients:
        client.transport.abort()
    await asyncio.sleep(0.5)
    print(f"{len(clients)} clients, {lateness.lost} of them lost")
    return lateness


@contextmanager
def _service(*arguments: str) -> Iterator[tuple[str, int]]:
    """A stand-in in a process of its own: its URL, and its process."""
    command = [sys.executable, "-m", "tests.load", "serve", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process.pid
        process.stdin.close()


async def _serve(record: Path | None) -> None:
    """Serve until standard input ends."""
    service = StandIn(speak=tones, keep=False, compression=False, record=record)
    async with service:
        print(service.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


def _cpu_s(pid: int) -> float:
    """Seconds of a processor that the process took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mib(pid: int | str) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _run_sessions(arguments: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        options = [str(Path(folder) / "sessions.jsonl")] if arguments.record else []
        with _service(*options) as (url, pid):
            lateness = asyncio.run(sessions(arguments.sessions, arguments.seconds, url))
            share = _cpu_s(pid) / arguments.seconds
            print(f"{lateness.events.total()} events: {dict(lateness.events.most_common(4))}")
            print(f"the stand-in took {share:.0%} of a processor and {_memory_mib(pid):.0f} MiB")
    print(lateness)
    return lateness.most < LIMIT_S and not lateness.lost


async def _turns(turns: int) -> bool:
    """Let clients write, one after the other in each of ten sessions, in this process."""
    asked = '{"type": "conversation.item.create", "item": {"type": "message", "role": "user",'
    asked += ' "content": [{"type": "input_text", "text": "Hello"}]}}'
    create = '{"type": "response.create", "response": {"modalities": ["text"]}}'
    frames = _frame(asked.encode()) + _frame(create.encode())
    memory: list[float] = []

    class Writer(Client):
        done = 0

        def _take(self, text: bytes) -> None:
            if text.startswith(b'{"type":"session.created"'):
                self.transport.write(frames)
            elif text.startswith(b'{"type":"response.done"'):
                Writer.done += 1
                if Writer.done % (turns // 10) == 0:
                    memory.append(_memory_mib("self"))
                    print(f"{Writer.done} turns: {memory[-1]:.0f} MiB", flush=True)
                self.transport.write(frames)

    async with StandIn(speak=tones, keep=False, compression=False, pace=0) as service:
        writers = [Writer(service.url, Lateness(), 0) for _ in range(10)]
        loop = asyncio.get_running_loop()
        for writer in writers:
            await loop.create_connection(partial(_same, writer), "127.0.0.1", service.port)
        while len(memory) < 10:
            await asyncio.sleep(0.1)
        for writer in writers:
            writer.transport.abort()
    return memory[-1] < memory[4] * 1.1


def main(argv: list[str]) -> int:
    """Gives 1 if something is too late, or takes more and more memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    many = commands.add_parser("sessions")
    many.add_argument("--sessions", type=int, default=500)
    many.add_argument("--seconds", type=float, default=60)
    many.add_argument("--record", action="store_true")
    long = commands.add_parser("turns")
    long.add_argument("--turns", type=int, default=100_000)
    commands.add_parser("serve").add_argument("record", type=Path, nargs="?")
    arguments = parser.parse_args(argv)
    if arguments.command == "serve":
        asyncio.run(_serve(arguments.record))
        return 0
    if arguments.command == "turns":
        return int(not asyncio.run(_turns(arguments.turns)))
    return int(not _run_sessions(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
