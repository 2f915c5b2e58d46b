"""Connections that record what passes: of websockets, aiohttp and azure-ai-voicelive."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK
from websockets.sync.client import connect as connect_sync

from voicelive_events import ClientEventResponseCreate, aiter_events
from voicelive_events.recording import Closed, Recorder, read_recording

from ..docs.replay import run
from ..frames import CLEARED, created, done

FRAMES: list[str | bytes] = [json.dumps(created()), "oops", b"\xff\x00", json.dumps(done())]
CREATE = ClientEventResponseCreate()

Passed = list[tuple[str | None, Any]]


async def answer(websocket: ServerConnection, code: int = 1000, reason: str = "bye") -> None:
    """Wait for the client, send it the frames, and close."""
    await websocket.recv()
    for frame in FRAMES:
        await websocket.send(frame)
    await websocket.close(code, reason)


async def fail(websocket: ServerConnection) -> None:
    await answer(websocket, 1011, "no more")


async def vanish(websocket: ServerConnection) -> None:
    await websocket.recv()
    websocket.transport.abort()


def passed(path: Path) -> Passed:
    """What a recording says, in order."""
    records = list(read_recording(path))
    assert [record.n for record in records] == [*range(1, len(records) + 1)]
    return [(r.direction, r.frame if r.frame is not None else r.closed or r.event) for r in records]


def all_of_it(code: int | None = 1000, reason: str = "bye") -> Passed:
    return [
        ("sent", CREATE),
        ("received", created()),
        ("received", "oops"),
        ("received", b"\xff\x00"),
        ("received", done()),
        (None, Closed(code, reason)),
    ]


def with_asyncio(
    use: Callable[[Any], Awaitable[None]], path: Path, server: Any = answer
) -> Recorder:
    """Let a program *use* a connection of websockets that records."""

    async def test() -> Recorder:
        async with serve(server, "127.0.0.1", 0) as served:
            url = f"ws://127.0.0.1:{next(iter(served.sockets)).getsockname()[1]}"
            with Recorder(path) as recorder:
                async with connect(url) as connection:
                    await use(recorder.wrap(connection))
            return recorder

    return run(test())


def with_threads(use: Callable[[Any], None], path: Path, server: Any = answer) -> None:
    """The same with a connection that blocks."""

    async def test() -> None:
        async with serve(server, "127.0.0.1", 0) as served:
            url = f"ws://127.0.0.1:{next(iter(served.sockets)).getsockname()[1]}"

            def client() -> None:
                with Recorder(path) as recorder, connect_sync(url) as connection:
                    use(recorder.wrap(connection))

            await asyncio.to_thread(client)

    run(test())


# asyncio.


def test_iteration_over_websockets(tmp_path: Path) -> None:
    got: list[Any] = []

    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        got.extend([frame async for frame in connection])

    with_asyncio(use, tmp_path / "log")
    assert got == FRAMES
    assert passed(tmp_path / "log") == all_of_it()


def test_recv_of_websockets(tmp_path: Path) -> None:
    got: list[Any] = []

    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        got.extend([await connection.recv(decode=False) for _ in FRAMES])
        with pytest.raises(ConnectionClosedOK):
            await connection.recv()
        with pytest.raises(ConnectionClosedOK):
            await connection.send("late")

    with_asyncio(use, tmp_path / "log")
    assert got == [f.encode() if isinstance(f, str) else f for f in FRAMES]
    assert passed(tmp_path / "log") == [*all_of_it(), ("sent", "late")]


def test_events_from_a_connection_that_records(tmp_path: Path) -> None:
    events: list[Any] = []

    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        frames = aiter_events(connection, on_error=lambda *_: None)
        events.extend([event async for event in frames])

    with_asyncio(use, tmp_path / "log")
    assert events == [created(), done()]
    assert passed(tmp_path / "log") == all_of_it()


def test_the_service_breaks_it_off(tmp_path: Path) -> None:
    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        with pytest.raises(ConnectionClosedError):
            async for _ in connection:
                pass

    with_asyncio(use, tmp_path / "log", fail)
    assert passed(tmp_path / "log") == all_of_it(1011, "no more")


def test_the_connection_is_lost(tmp_path: Path) -> None:
    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        with pytest.raises(ConnectionClosed):
            await connection.recv()

    with_asyncio(use, tmp_path / "log", vanish)
    assert passed(tmp_path / "log") == [("sent", CREATE), (None, Closed(1006, ""))]


def test_the_client_closes(tmp_path: Path) -> None:
    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        await connection.close(1001, "enough")
        await connection.close()

    async def listen(websocket: ServerConnection) -> None:
        await websocket.wait_closed()

    with_asyncio(use, tmp_path / "log", listen)
    assert passed(tmp_path / "log") == [("sent", CREATE), (None, Closed(1001, "enough"))]


def test_a_timeout_is_no_end(tmp_path: Path) -> None:
    async def use(connection: Any) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.recv(), 0.01)
        await connection.send(CREATE.to_json())
        async for _ in connection:
            pass

    with_asyncio(use, tmp_path / "log")
    assert passed(tmp_path / "log") == all_of_it()


def test_all_else_is_the_connections(tmp_path: Path) -> None:
    async def use(connection: Any) -> None:
        await connection.send(message=CREATE.to_json())
        assert connection.remote_address[0] == "127.0.0.1"
        await (await connection.ping())
        assert connection.latency > 0
        with pytest.raises(AttributeError, match="no_such_thing"):
            _ = connection.no_such_thing
        async with connection as same:
            assert same is connection
            async for _ in same:
                pass

    with_asyncio(use, tmp_path / "log")
    assert passed(tmp_path / "log") == all_of_it()


def test_a_recorder_that_fails_leaves_the_session_alone(tmp_path: Path) -> None:
    got: list[Any] = []

    async def use(connection: Any) -> None:
        await connection.send(CREATE.to_json())
        got.extend([frame async for frame in connection])

    with pytest.warns(RuntimeWarning, match="recording has stopped"):
        recorder = with_asyncio(use, tmp_path)  # a folder
    assert isinstance(recorder.failure, OSError)
    assert got == FRAMES


# Threads.


def test_iteration_over_a_connection_that_blocks(tmp_path: Path) -> None:
    got: list[Any] = []

    def use(connection: Any) -> None:
        connection.send(CREATE.to_json())
        got.extend(connection)

    with_threads(use, tmp_path / "log")
    assert got == FRAMES
    assert passed(tmp_path / "log") == all_of_it()


def test_recv_of_a_connection_that_blocks(tmp_path: Path) -> None:
    got: list[Any] = []

    def use(connection: Any) -> None:
        with pytest.raises(TimeoutError):
            connection.recv(timeout=0.01)
        with connection as same:
            same.send(CREATE.to_json())
            got.extend([same.recv() for _ in FRAMES])
            with pytest.raises(ConnectionClosed):
                same.recv()

    with_threads(use, tmp_path / "log")
    assert got == FRAMES
    assert passed(tmp_path / "log") == all_of_it()


def test_the_service_breaks_off_a_connection_that_blocks(tmp_path: Path) -> None:
    def use(connection: Any) -> None:
        connection.send(CREATE.to_json())
        with pytest.raises(ConnectionClosedError):
            list(connection)

    with_threads(use, tmp_path / "log", fail)
    assert passed(tmp_path / "log") == all_of_it(1011, "no more")


def test_one_thread_sends_while_another_receives(tmp_path: Path) -> None:
    sent = [json.dumps({"type": "contoso.n", "n": n}) for n in range(200)]

    async def echo(websocket: ServerConnection) -> None:
        async for frame in websocket:
            await websocket.send(frame)

    def use(connection: Any) -> None:
        def send() -> None:
            for frame in sent:
                connection.send(frame)

        sender = threading.Thread(target=send)
        sender.start()
        got = [connection.recv(timeout=10) for _ in sent]
        sender.join()
        assert got == sent

    with_threads(use, tmp_path / "log", echo)
    records = passed(tmp_path / "log")
    went = [event["n"] for direction, event in records if direction == "sent"]
    came = [event["n"] for direction, event in records if direction == "received"]
    assert went == came == [*range(200)]
    for n in range(200):  # nothing is answered before it is sent
        event = {"type": "contoso.n", "n": n}
        assert records.index(("sent", event)) < records.index(("received", event))


# aiohttp and azure-ai-voicelive.


def with_aiohttp(use: Callable[[Any], Awaitable[None]], path: Path, server: Any = answer) -> None:
    aiohttp = pytest.importorskip("aiohttp")

    async def test() -> None:
        async with serve(server, "127.0.0.1", 0) as served:
            url = f"ws://127.0.0.1:{next(iter(served.sockets)).getsockname()[1]}"
            async with aiohttp.ClientSession() as session, session.ws_connect(url) as websocket:
                with Recorder(path) as recorder:
                    await use(recorder.wrap(websocket))

    run(test())


def test_iteration_over_aiohttp(tmp_path: Path) -> None:
    got: list[Any] = []

    async def use(websocket: Any) -> None:
        await websocket.send_json(CREATE)
        got.extend([message.data async for message in websocket])

    with_aiohttp(use, tmp_path / "log")
    assert got == FRAMES
    assert passed(tmp_path / "log") == all_of_it(reason="")


@pytest.mark.parametrize("end", [answer, vanish])
def test_receive_of_aiohttp(end: Any, tmp_path: Path) -> None:
    async def use(websocket: Any) -> None:
        await websocket.send_str(CREATE.to_json())
        while (await websocket.receive()).type.name in ("TEXT", "BINARY"):
            pass
        await websocket.receive()
        await websocket.close()

    with_aiohttp(use, tmp_path / "log", end)
    ends = {answer: all_of_it(), vanish: [("sent", CREATE), (None, Closed(1006, ""))]}
    assert passed(tmp_path / "log") == ends[end]


def test_azures_connection(tmp_path: Path) -> None:
    azure = pytest.importorskip("azure.ai.voicelive.aio")
    credentials = pytest.importorskip("azure.core.credentials")
    got: list[Any] = []

    async def serve_events(websocket: ServerConnection) -> None:
        for _ in range(2):
            await websocket.recv()
        await websocket.send(json.dumps(CLEARED))
        await websocket.send(json.dumps(created()))
        await websocket.close(1011, "no more")

    async def test() -> None:
        async with serve(serve_events, "127.0.0.1", 0) as served:
            port = next(iter(served.sockets)).getsockname()[1]
            key = credentials.AzureKeyCredential("secret")
            with Recorder(tmp_path / "log") as recorder:
                async with azure.connect(
                    endpoint=f"http://127.0.0.1:{port}", credential=key, model="m"
                ) as connection:
                    wrapped = recorder.wrap(connection)
                    await wrapped.send(CREATE)
                    await wrapped.session.update(session={"instructions": "Be brief."})
                    got.append(await wrapped.recv_bytes())
                    got.append((await wrapped.recv())["type"])
                    with pytest.raises(azure.ConnectionClosed):
                        await wrapped.recv()

    run(test())
    assert got == [json.dumps(CLEARED).encode(), "response.created"]
    sent, updated, cleared, (direction, event), closed = passed(tmp_path / "log")
    assert (sent, cleared, closed) == (
        ("sent", CREATE),
        ("received", CLEARED),
        (None, Closed(1011, "")),
    )
    update = {"type": "session.update", "session": {"instructions": "Be brief."}}
    assert updated == ("sent", update)
    assert (direction, event["response"]["id"]) == ("received", "resp_1")


# What it goes by, where no library is at hand.


class Line:
    """A connection of some other library's, which blocks."""

    def __init__(self, *frames: Any) -> None:
        self.frames = list(frames)

    def send(self, frame: Any) -> int:
        return len(frame)

    def recv(self) -> Any:
        frame = self.frames.pop(0)
        if isinstance(frame, Exception):
            raise frame
        return frame


class HungUp(Exception):
    code = 4000
    reason = "later"


@contextmanager
def wrapped(line: Line, path: Path) -> Iterator[Line]:
    with Recorder(path) as recorder:
        yield recorder.wrap(line)


def test_any_error_with_a_code_and_a_reason_is_an_end(tmp_path: Path) -> None:
    with wrapped(Line("a", ValueError("odd"), HungUp(), HungUp()), tmp_path / "log") as line:
        assert line.send("four") == 4
        assert line.recv() == "a"
        for error in (ValueError, HungUp, HungUp):
            with pytest.raises(error):
                line.recv()
    assert passed(tmp_path / "log") == [
        ("sent", "four"),
        ("received", "a"),
        (None, Closed(4000, "later")),
    ]


class Message(NamedTuple):
    """What aiohttp gives for a frame, and for the lack of one."""

    type: Any
    data: Any = None
    extra: Any = None


def message(kind: str, *more: Any) -> Message:
    return Message(SimpleNamespace(name=kind), *more)


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (message("CLOSE", 1001, "away"), Closed(1001, "away")),
        (message("CLOSE", 1005, None), Closed(1005, "")),
        (message("CLOSING"), Closed(4001, "")),
        (message("CLOSED"), Closed(4001, "")),
        (message("ERROR", OSError()), Closed(1006, "")),
    ],
    ids=str,
)
def test_messages_that_are_no_frames(last: Message, closed: Closed, tmp_path: Path) -> None:
    line = Line(message("PING", b""), message("TEXT", "a", ""), message("BINARY", b"b", ""), last)
    vars(line)["close_code"] = 4001
    with wrapped(line, tmp_path / "log") as recorded:
        for frame in list(line.frames):
            assert recorded.recv() is frame
    assert passed(tmp_path / "log") == [("received", "a"), ("received", "b"), (None, closed)]


@dataclass
class TextMessage:
    """What httpx-ws, by wsproto, has for a frame."""

    data: str


def test_messages_of_wsproto(tmp_path: Path) -> None:
    with wrapped(Line(TextMessage("a")), tmp_path / "log") as line:
        line.send(["never sent"])
        assert line.recv() == TextMessage("a")
    assert passed(tmp_path / "log") == [("sent", "<list>"), ("received", "a")]


def test_one_frame_after_the_other(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        line = recorder.wrap(iter("ab"))
        assert [next(line), next(line), next(line, None)] == ["a", "b", None]
    assert passed(tmp_path / "log") == [("received", "a"), ("received", "b"), (None, Closed())]


def test_one_awaited_frame_after_the_other(tmp_path: Path) -> None:
    async def frames() -> AsyncIterator[str]:
        yield "a"

    async def test() -> None:
        with Recorder(tmp_path / "log") as recorder:
            line = recorder.wrap(frames())
            assert [await anext(line), await anext(line, None)] == ["a", None]

    run(test())
    assert passed(tmp_path / "log") == [("received", "a"), (None, Closed())]


def test_a_connection_that_gives_nothing_where_it_is_entered(tmp_path: Path) -> None:
    class Shy(Line):
        def __enter__(self) -> None:
            pass

        def __exit__(self, *error: object) -> None:
            pass

    shy: Any = Shy("a")
    with Recorder(tmp_path / "log") as recorder, recorder.wrap(shy) as line:
        assert line.recv() == "a"
    assert passed(tmp_path / "log") == [("received", "a"), (None, Closed())]


def test_what_a_connect_gives_is_recorded(tmp_path: Path) -> None:
    @contextmanager
    def connect() -> Iterator[Line]:
        yield Line("a")

    @asynccontextmanager
    async def connect_later() -> AsyncIterator[Line]:
        yield Line("b")

    async def test(recorder: Recorder) -> None:
        async with recorder.wrap(connect_later()) as line:
            line.recv()

    with Recorder(tmp_path / "log") as recorder:
        with recorder.wrap(connect()) as line:
            line.recv()
        run(test(recorder))
    ended = (None, Closed())
    assert passed(tmp_path / "log") == [("received", "a"), ended, ("received", "b"), ended]


def test_the_connections_of_one_that_reconnects_are_recorded(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        for line in recorder.wrap([Line("a"), Line("b", HungUp())]):
            line.recv()
        with pytest.raises(HungUp):
            line.recv()
    assert passed(tmp_path / "log") == [
        ("received", "a"),
        ("received", "b"),
        (None, Closed()),
        (None, Closed(4000, "later")),
    ]
