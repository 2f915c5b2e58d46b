"""The stand-in: how it is used, whom it lets in, what it keeps, how it ends."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import socket
import ssl
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from random import seed
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as blocking_connect

from voicelive_events import (
    ClientEvent,
    ClientEventInputAudioBufferAppend,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    UnknownClientEvent,
    discriminator,
)
from voicelive_events.recording import Closed, Record, read_recording
from voicelive_events.testing import ScriptedSession
from voicelive_events.testing.service import Close, ServedSession, StandIn, Turn
from voicelive_events.testing.service._transport import MAX_FRAME

from .talking import ASK, QUICK, answered, answered_to, connected, converse, run, until_closed

# --- How it is used --------------------------------------------------------------------------


def test_an_agent_that_awaits() -> None:
    async def test() -> None:
        async with QUICK(["Good day."]) as service:
            types = await converse(service.url)
        assert types[:2] == ["session.created", "response.created"]
        assert service.received == [ClientEventResponseCreate()]
        assert service.problems == []

    run(test())


def test_an_agent_that_blocks() -> None:
    with QUICK(["Good day."]) as service, blocking_connect(service.url) as websocket:
        events = answered_to(websocket)
    assert "".join(e["delta"] for e in events if e.type.endswith("transcript.delta")) == "Good day."
    assert service.received == [ClientEventResponseCreate()]
    assert "voicelive stand-in" not in {thread.name for thread in threading.enumerate()}


def test_it_is_a_context_manager_of_either_kind_in_any_loop() -> None:
    """In a loop that is not asyncio's it runs in a thread, too."""

    async def enter(service: StandIn) -> StandIn:
        return await service.__aenter__()

    service = QUICK()
    with pytest.raises(StopIteration) as ended:  # no loop drives it
        enter(service).send(None)
    assert ended.value.value is service
    with blocking_connect(service.url) as websocket:
        assert answered_to(websocket)
    with pytest.raises(StopIteration):
        service.__aexit__(None, None, None).send(None)


def test_many_clients_each_with_a_session_of_its_own() -> None:
    async def reply(turn: Turn) -> str:
        return f"Response {turn.number} of {turn.session.model}."

    async def talk(url: str, times: int) -> None:
        async with connect(url) as websocket:
            for _ in range(times):
                await answered(websocket)

    async def test() -> None:
        async with QUICK(reply) as service:
            url = service.url.replace("gpt-realtime", "model-{}")
            await asyncio.gather(*(talk(url.format(n), n) for n in range(1, 9)))
        assert [session.number for session in service.sessions] == list(range(1, 9))
        for session in service.sessions:
            model = session.opening.model
            assert model is not None
            times = int(model.removeprefix("model-"))
            assert session.received == [ClientEventResponseCreate()] * times
            said = [
                record.event["transcript"]
                for record in session.recording
                if record.event and record.event.type == "response.audio_transcript.done"
            ]
            assert said == [f"Response {n + 1} of {model}." for n in range(times)]
        assert len(service.received) == sum(range(1, 9))

    run(test())


def test_many_clients_may_ask_at_once() -> None:
    """Their system takes them in while the stand-in is busy; one that it does not take in would ask
    again only after a second."""

    async def test() -> None:
        async with QUICK() as service:
            address = "127.0.0.1", service.port
            with ExitStack() as clients:
                for _ in range(120):  # nothing else runs in the loop meanwhile
                    clients.enter_context(socket.create_connection(address, timeout=0.5))

    run(test())


def test_it_is_used_once() -> None:
    service = QUICK()
    with service:
        port = service.port
    assert port != 0
    with pytest.raises(RuntimeError, match="a stand-in is used once: make another one"), service:
        pass


def test_it_is_not_used_inside_itself() -> None:
    service = QUICK()
    with service:
        with pytest.raises(RuntimeError, match="a stand-in is used once"), service:
            pass
        with blocking_connect(service.url) as websocket:
            assert answered_to(websocket)


def test_a_script_may_end_everything() -> None:
    def reply(turn: Turn) -> str:
        raise SystemExit(3)

    def ask(url: str) -> None:
        with blocking_connect(url) as websocket, pytest.raises(ConnectionClosed):
            answered_to(websocket)

    with pytest.raises(SystemExit, match="3"), QUICK(reply) as service:
        ask(service.url)


def test_a_port_that_is_taken_is_an_error_either_way() -> None:
    async def test(port: int) -> None:
        with pytest.raises(OSError, match="in use"):
            async with QUICK(port=port):
                pass

    with QUICK() as service:
        with pytest.raises(OSError, match="in use"), QUICK(port=service.port):
            pass
        run(test(service.port))


@pytest.mark.parametrize(
    ("host", "endpoint"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")],
)
def test_where_it_is(host: str, endpoint: str) -> None:
    service = StandIn(host=host, port=1234)
    assert service.endpoint == f"ws://{endpoint}:1234"


def test_only_this_machine_can_connect_unless_it_is_told_otherwise() -> None:
    def bound(service: StandIn) -> str:
        with service:
            assert service._server is not None
            host: str = service._server.sockets[0].getsockname()[0]
            return host

    assert bound(QUICK()) == "127.0.0.1"
    assert bound(QUICK(host="0.0.0.0")) == "0.0.0.0"


# --- Which dialect ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers", "version"),
    [
        ("/voice-live/realtime?api-version=2025-10-01&model=m", {}, "2025-10-01"),
        ("/voice-live/realtime?api-version=2026-07-15&model=m", {}, "2026-07-15"),
        ("/voice-live/realtime?api-version=1999-01-01&model=m", {}, "2026-07-31-preview"),
        ("/voice-live/realtime?model=m", {}, "2026-07-31-preview"),
        ("/v1/realtime?model=m", {}, "v1"),
        ("/openai/v1/realtime?model=m", {}, "v1"),
        ("/openai/realtime?api-version=2025-04-01-preview&deployment=m", {}, "2026-07-31-preview"),
        ("/v1/realtime?model=m", {"OpenAI-Beta": "realtime=v1"}, "2026-07-31-preview"),
    ],
)
def test_path_and_version_choose_the_dialect(
    path: str, headers: dict[str, str], version: str
) -> None:
    async def test() -> None:
        async with QUICK() as service:
            types = await converse(service.endpoint + path, additional_headers=headers)
            [session] = service.sessions
        assert (session.opening.api_version, session.opening.model) == (version, "m")
        assert ("response.output_audio.delta" in types) == (version == "v1")
        assert ("response.audio.delta" in types) == (version != "v1")

    run(test())


def test_the_urls_are_of_both_dialects() -> None:
    async def test() -> None:
        async with QUICK() as service:
            await converse(service.url)
            await converse(service.v1_url)
            asked = [(s.opening.api_version, s.opening.path) for s in service.sessions]
        assert asked == [("2026-07-15", "/voice-live/realtime"), ("v1", "/v1/realtime")]

    run(test())


def test_it_says_where_it_is() -> None:
    """A test that fails shows its fixtures."""
    with QUICK() as service:
        assert repr(service) == f"<StandIn at {service.endpoint}, 0 sessions>"


def test_any_other_path_is_not_there() -> None:
    async def test() -> None:
        async with QUICK() as service:
            with pytest.raises(InvalidStatus, match="HTTP 404") as refused:
                await converse(f"{service.endpoint}/v1/models")
            assert b"/v1/realtime?model=" in (refused.value.response.body or b"")
            with socket.create_connection(("127.0.0.1", service.port)) as plain:
                plain.sendall(HANDSHAKE.replace(b"/v1", b"//[/v1"))
                assert (await asyncio.to_thread(plain.recv, 100)).startswith(b"HTTP/1.1 404")
            assert service.sessions == []

    run(test())


def test_a_request_for_a_token_is_told_that_there_is_none() -> None:
    with QUICK() as service:
        url = service.endpoint.replace("ws", "http", 1) + "/v1/realtime/client_secrets"
        with pytest.raises(HTTPError, match="HTTP Error 405") as refused:
            urlopen(url, data=b"{}", timeout=5)
        assert b"no tokens" in refused.value.read()
        assert service.sessions == []


def test_a_request_that_is_no_handshake_is_told_so() -> None:
    with QUICK() as service:
        url = service.v1_url.replace("ws", "http", 1)
        with pytest.raises(OSError, match="HTTP Error 426"):
            urlopen(url, timeout=5)
        assert service.sessions == []


def test_what_browsers_offer() -> None:
    async def test() -> None:
        async with QUICK() as service:
            offered: Any = ["realtime", "openai-insecure-api-key.SECRET", "openai-beta.realtime-v1"]
            for subprotocols in (offered, offered[:2]):
                async with connect(service.v1_url, subprotocols=subprotocols) as websocket:
                    assert websocket.subprotocol == "realtime"
            async with connect(service.v1_url) as websocket:
                assert websocket.subprotocol is None
        asked = [session.opening.api_version for session in service.sessions]
        assert asked == ["2026-07-31-preview", "v1", "v1"]

    run(test())


# --- What it keeps ---------------------------------------------------------------------------


def test_the_recording_has_both_directions_in_order(tmp_path: Path) -> None:
    path = tmp_path / "sessions.jsonl"

    async def test() -> None:
        async with QUICK(record=path) as service:
            async with connect(service.url) as websocket:
                await answered(websocket, "no JSON", ASK)
                await websocket.close(4000, "enough")
            await converse(service.url)
        ids = [session.id for session in service.sessions]
        first = service.sessions[0].recording
        assert first[0].event is not None
        assert first[0].event["session"]["id"] == ids[0]
        assert [record.session for record in first] == ids[:1] * len(first)
        assert [record.n for record in first] == list(range(1, len(first) + 1))
        assert first[0].direction == "received"
        assert first[1] == Record(
            frame="no JSON",
            error=first[1].error,
            time=first[1].time,
            direction="sent",
            n=2,
            session=ids[0],
            line=2,
        )
        assert [r.event for r in first if r.direction == "sent" and r.event] == [
            ClientEventResponseCreate()
        ]
        assert first[-1].closed == Closed(4000, "enough")
        times = [record.time for record in first if record.time]
        assert times == sorted(times)
        assert len(times) == len(first)
        assert list(dict.fromkeys(record.session for record in service.recording)) == ids
        assert [r.event for r in read_recording(path)] == [r.event for r in service.recording]

    run(test())


def test_no_session_is_called_as_one_of_another_stand_in() -> None:
    async def sessions() -> list[str]:
        seed(1)  # as plugins of pytest do before each test
        async with QUICK() as service:
            await converse(service.url)
            await converse(service.v1_url)
        assert [session.number for session in service.sessions] == [1, 2]
        return [session.id for session in service.sessions]

    assert len({*run(sessions()), *run(sessions())}) == 4


class OwnEvent(ClientEvent):
    """An event beside those of the service."""

    type: Literal["session.own"] = discriminator()


def test_an_event_of_a_class_of_ones_own_is_a_problem() -> None:
    """The service does not know it, and answers with an error."""

    async def test() -> None:
        async with QUICK() as service:
            types = await converse(service.url, OwnEvent().to_json())
            assert types.count("error") == 1
            [problem] = service.problems
        assert problem.event == OwnEvent()
        assert str(problem) == (
            "session.own: expected a type that the service knows, got string 'session.own', "
            "at $.type"
        )

    run(test())


def test_a_problem_says_first_what_is_wrong() -> None:
    async def test() -> None:
        async with QUICK() as service:
            await converse(service.url, '{"type": "session.update"}', "no JSON")
        assert repr(service.problems) == (
            "[<session.update: expected RequestSession, got nothing, at $.session>, "
            "<no event: expected JSON, got 'n', at $>]"
        )

    run(test())


def test_what_is_wrong_with_what_came_is_kept() -> None:
    async def test() -> None:
        async with QUICK() as service:
            async with connect(service.url) as websocket:
                await websocket.send('{"type": "session.update"}')
                await websocket.send('{"type": "session.dream"}')
                await websocket.send('{"type": "input_audio_buffer.append", "audio": "!"}')
                await websocket.send('{"type": "input_audio_buffer.clear", "extra": 1}')
                await answered(websocket, "no JSON", ASK)
            [session] = service.sessions
        assert session.problems == service.problems
        assert len(service.errors) == len(session.errors) == 4
        assert [(type(p.event), p.problem.code, p.problem.path) for p in service.problems] == [
            (ClientEventSessionUpdate, "missing", "$.session"),
            (UnknownClientEvent, "unknown_tag", "$.type"),
            (ClientEventInputAudioBufferAppend, "invalid_value", "$.audio"),
            (service.received[3].__class__, "unknown_field", "$.extra"),
            (type(None), "not_json", "$"),
        ]

    run(test())


def test_a_field_of_another_version_is_a_problem() -> None:
    async def problems(url: str) -> list[str]:
        update = {"type": "session.update", "session": {"type": "realtime"}}
        async with connect(url) as websocket:
            await answered(websocket, json.dumps(update), ASK)
        return []

    async def test() -> None:
        async with QUICK() as service:
            await problems(service.v1_url)
            assert service.problems == []
            await problems(service.url)
            assert [found.problem.path for found in service.problems] == ["$.session.type"]

    run(test())


def test_nothing_is_kept_where_nothing_is_to_be(tmp_path: Path) -> None:
    path = tmp_path / "sessions.jsonl"

    async def test() -> None:
        async with QUICK(keep=False, record=path) as service:
            await converse(service.url)
        kept = [service.sessions, service.received, service.problems, service.recording]
        assert kept == [[], [], [], []]

    run(test())
    assert len(list(read_recording(path))) > 10


def test_a_watcher_sees_all_that_passes() -> None:
    seen: list[tuple[int, Record]] = []

    def watch(session: ServedSession, record: Record) -> None:
        seen.append((session.number, record))

    async def test() -> None:
        async with connected(watch=watch, keep=False) as (_, websocket):
            await answered(websocket, "no JSON", ASK)
        assert {number for number, _ in seen} == {1}
        [first, broken, *_, last] = [record for _, record in seen]
        assert first.event is not None
        assert (first.event.type, first.direction) == ("session.created", "received")
        assert (broken.frame, broken.direction) == ("no JSON", "sent")
        assert last.closed == Closed(1000)

    run(test())


SECRETS = ("SECRET-header", "SECRET-bearer", "SECRET-query", "SECRET-protocol", "SECRET-field")


def talk_with_credentials(service: StandIn) -> None:
    """Send a key in every way that clients have."""
    server = {"type": "mcp", "server_label": "s", "server_url": "https://example.com"}
    tools = [{**server, "authorization": "SECRET-field"}]
    offered: Any = ["realtime", "openai-insecure-api-key.SECRET-protocol"]
    with blocking_connect(
        f"{service.url}&api-key=SECRET-query",
        additional_headers={"api-key": "SECRET-header", "Authorization": "Bearer SECRET-bearer"},
        subprotocols=offered,
    ) as websocket:
        websocket.send(json.dumps({"type": "session.update", "session": {"tools": tools}}))
        assert answered_to(websocket)


def test_credentials_are_neither_kept_nor_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "sessions.jsonl"
    caplog.set_level(logging.DEBUG)
    with QUICK(record=path) as service:
        talk_with_credentials(service)
    logged = [r.getMessage() for r in caplog.records if r.name != "websockets.client"]
    told = [path.read_text(), *logged, repr(service.recording)]
    told += [repr(vars(session.opening)) + repr(session) for session in service.sessions]
    assert "session.updated" in told[0]
    assert [secret for secret in SECRETS for text in told if secret in text] == []


# --- How it ends -----------------------------------------------------------------------------


def test_clients_are_told_that_it_ends() -> None:
    async def test() -> None:
        async with QUICK() as service:
            websocket = await connect(service.url)
            await websocket.recv()
        with pytest.raises(ConnectionClosed) as closed:
            await websocket.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1001, "the stand-in ends")
        assert service.sessions[0].closed == Closed(1001, "the stand-in ends")

    run(test())


def test_a_client_may_be_the_last_to_leave() -> None:
    async def test() -> None:
        async with QUICK() as service:
            agent = asyncio.create_task(converse(service.url))
            while not service.sessions:
                await asyncio.sleep(0)
        with pytest.raises(ConnectionClosed):
            await agent

    run(test())


def test_a_client_that_does_not_say_goodbye_holds_up_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voicelive_events.testing.service._server._FAREWELL", 0.05)
    with socket.socket() as client:
        with QUICK() as service:
            client.connect(("127.0.0.1", service.port))
            client.sendall(HANDSHAKE)
            assert client.recv(12) == b"HTTP/1.1 101"
        assert service.sessions[0].closed == Closed(1006)


HANDSHAKE = (
    b"GET /v1/realtime HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.mark.parametrize(("frame", "named"), [('{"event_id": "mine"}', "mine"), ("{}", None)])
def test_the_error_of_a_frame_without_a_type_names_it(frame: str, named: str | None) -> None:
    async def test() -> None:
        async with connected() as (_, websocket):
            await websocket.recv()
            await websocket.send(frame)
            assert json.loads(await websocket.recv())["error"]["event_id"] == named

    run(test())


def test_what_a_script_raises_is_raised_at_the_end() -> None:
    def reply(turn: Turn) -> str:
        raise LookupError("no such answer")

    async def once() -> None:
        async with QUICK(reply) as service:
            assert await converse(service.url)

    async def twice() -> None:
        async with QUICK(reply) as service:
            await converse(service.url)
            await converse(service.url)

    async def beside_another() -> None:
        async with QUICK(reply) as service:
            await converse(service.url)
            raise KeyError("the agent's own")

    with pytest.raises(LookupError, match="no such answer"):
        run(once())
    with pytest.raises(ExceptionGroup, match="the script of the stand-in failed") as group:
        run(twice())
    assert len(group.value.exceptions) == 2
    with pytest.raises(KeyError) as raised:
        run(beside_another())
    assert raised.value.__notes__ == [
        "The script of the stand-in failed, too: LookupError('no such answer')"
    ]


def test_what_a_watcher_raises_ends_the_connection_and_is_raised() -> None:
    def watch(session: ServedSession, record: Record) -> None:
        if record.direction == "sent":
            raise LookupError("not seen before")

    async def test() -> None:
        async with QUICK(watch=watch) as service:
            _, closed = await until_closed(service.url)
            assert closed.rcvd is not None
            assert (closed.rcvd.code, closed.rcvd.reason) == (1011, "the stand-in failed")

    with pytest.raises(LookupError, match="not seen before"):
        run(test())


@pytest.mark.parametrize("code", [1000, 1011, 4999])
def test_a_script_closes_the_connection(code: int) -> None:
    async def test() -> None:
        async with QUICK([Close(code, "enough")]) as service:
            _, closed = await until_closed(service.url)
            assert closed.rcvd is not None
            assert (closed.rcvd.code, closed.rcvd.reason) == (code, "enough")

    run(test())


def test_a_code_that_no_close_frame_has_is_the_scripts_fault() -> None:
    async def test() -> None:
        async with QUICK([Close(999)]) as service:
            await converse(service.url)

    with pytest.raises(ValueError, match="expected the code of a close frame, got 999"):
        run(test())


def test_what_is_no_script_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="expected a list of answers or a function, got str"):
        StandIn("Hello.")
    hear: Any
    for hear in ("Hello.", 5):
        with pytest.raises(TypeError, match="expected a list of words or a function"):
            StandIn(hear=hear)
    for hear in ([5], ["Hello.", None]):
        with pytest.raises(TypeError, match=r"expected the words of each turn, got (int|NoneType)"):
            StandIn(hear=hear)
    script: Any
    for script, got in [([42], "int"), (["a", {"name": "x"}], "dict"), ([["a", b"b"]], "bytes")]:
        with pytest.raises(TypeError, match=f"or a list of its parts, got {got}$"):
            StandIn(script)
    with pytest.raises(TypeError, match="expected a list of faults, got str"):
        StandIn(faults="drop")
    for pace in (-1, math.inf, math.nan):
        with pytest.raises(ValueError, match="expected a pace from 0, got"):
            StandIn(pace=pace)
    with pytest.raises(ValueError, match=r"^expected a response in it, got none$"):
        StandIn(ScriptedSession().user_message("Hello."))


def test_a_client_that_never_reads_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole of what it left waits nowhere any more."""
    monkeypatch.setattr("voicelive_events.testing.service._transport._MAX_UNREAD", 2**20)

    async def test() -> None:
        async with QUICK(compression=False) as service:
            loop = asyncio.get_running_loop()
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.setblocking(False)
                await loop.sock_connect(client, ("127.0.0.1", service.port))
                await loop.sock_sendall(client, HANDSHAKE)
                while not service.sessions:
                    await asyncio.sleep(0)
                [session] = service.sessions
                update = b'{"type": "session.update", "session": {"instructions": "%s"}}'
                text = update % (b"x" * 60_000)
                while session.closed is None:  # each is answered by as much
                    frame = b"\x81\xfe" + len(text).to_bytes(2, "big") + bytes(4) + text
                    await loop.sock_sendall(client, frame)
                    await asyncio.sleep(0)
        assert session.closed == Closed(1006, "it left 1 MiB unread")

    run(test())


def test_a_client_that_reads_is_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicelive_events.testing.service._transport._MAX_UNREAD", 2**21)

    async def test() -> None:
        async with connected(["word " * 800], compression=False) as (_, websocket):
            assert await answered(websocket)

    run(test())


def test_the_largest_message_is_what_the_service_takes() -> None:
    audio = "A" * (MAX_FRAME - 100)

    async def test() -> None:
        async with connected(compression=False, keep=False) as (service, websocket):
            frame = '{"type": "input_audio_buffer.append", "audio": "%s"}'
            await answered(websocket, frame % audio, ASK)
            _, closed = await until_closed(service.url, "x" * (MAX_FRAME + 1))
            assert closed.rcvd is not None
            assert closed.rcvd.code == 1009

    run(test())


# --- TLS -------------------------------------------------------------------------------------

trustme = pytest.importorskip("trustme", reason="the extra [dev] brings it")


def test_a_certificate_that_clients_trust_by_its_authority() -> None:
    async def test() -> None:
        async with QUICK(tls=True) as service:
            assert service.url.startswith("wss://127.0.0.1:")
            assert service.authority is not None
            context = ssl.create_default_context(cafile=service.authority)
            assert await converse(service.url, ssl=context)
            by_name = service.url.replace("127.0.0.1", "localhost")
            assert await converse(by_name, ssl=context)
            with pytest.raises(ssl.SSLCertVerificationError):
                await converse(service.url, ssl=ssl.create_default_context())
        assert not service.authority.exists()

    run(test())


def test_without_tls_there_is_no_authority() -> None:
    with QUICK() as service:
        assert service.authority is None


def test_what_tls_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    needs = pytest.raises(ImportError, match="TLS needs the package trustme: pip install trustme")
    with needs, QUICK(tls=True):
        pass
