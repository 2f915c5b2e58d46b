"""The programs of the how-to pages, against a real server on loopback."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import wave
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType

import pytest

from voicelive_events import (
    ApiVersion,
    ClientEventResponseCreate,
    ResponseSession,
    ServerEvent,
    ServerEventError,
    ServerEventResponseAudioDelta,
    iter_events,
)
from voicelive_events.testing import ScriptedSession, make

from .replay import (
    SESSION,
    End,
    Frame,
    Replay,
    beyond_the_limit,
    good,
    in_mid_frame,
    not_in_utf8,
    run,
)

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCHEMES = {"websockets_client": "ws", "aiohttp_client": "ws", "azure_client": "http"}
FAILURES = {
    "websockets_client": "websockets.exceptions:ConnectionClosedError",
    "azure_client": "azure.ai.voicelive.aio:ConnectionClosed",
}
"""What a lost connection raises; with aiohttp the program raises the built-in error."""
BAD: list[Frame] = ["{", "[]", '{"type": 3}', "NaN", b"\xff", b"\x00", '{"no": "type"}']
ODD: list[Frame] = [
    '{"type": "response.audio.delta", "delta": "!!"}',
    '{"type": "response.audio_transcript.delta"}',
    '{"type": "response.function_call_arguments.done", "arguments": 3}',
]
"""Events of which each program reads a field of one, and that field is missing or broken."""
ENDS = [n for n, frame in enumerate(SESSION) if '"type": "response.done"' in frame]
SPOKEN: list[Frame] = list(SESSION[ENDS[0] + 1 : ENDS[1] + 1])
"""The one spoken answer of the bundled session that comes to its end; a call comes before it."""


def load(name: str) -> ModuleType:
    if name == "azure_client":
        pytest.importorskip("azure.ai.voicelive", reason="the extra [dev] brings it")
    return importlib.import_module(name)


class Client:
    """One of the programs, and the events that it handed over."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.module = load(name)
        self.failure: type[Exception] = ConnectionError
        if name in FAILURES:
            self.failure = resolve_name(FAILURES[name])
        self.events: list[ServerEvent] = []

    async def receive(
        self, replay: Replay, handle: Callable[[ServerEvent], Awaitable[None]] | None = None
    ) -> None:
        url = f"{SCHEMES[self.name]}://127.0.0.1:{replay.port}"
        await self.module.receive(url, "secret", handle or self.keep)

    async def keep(self, event: ServerEvent) -> None:
        self.events.append(event)


@pytest.fixture(params=list(SCHEMES))
def client(request: pytest.FixtureRequest) -> Client:
    return Client(request.param)


def test_the_other_programs_have_tests_of_their_own() -> None:
    others = {"voice_agent", "function_calls", "barge_in", "narrow_items"}
    others |= {"record_session", "traced_session"}
    assert {path.stem for path in EXAMPLES.glob("*.py")} == SCHEMES.keys() | others


def test_thousands_of_frames_in_order(client: Client) -> None:
    frames = list(SESSION) * 40
    assert len(frames) == 3960

    async def test() -> None:
        async with Replay.of(frames) as replay:
            await client.receive(replay)
        assert replay.keys == ["secret"]
        assert replay.asked == [ClientEventResponseCreate()]

    run(test())
    assert client.events == good(frames)
    assert {type(event) for event in client.events} == {type(e) for e in iter_events(SESSION)}


def test_a_slow_consumer_holds_the_server_back_and_gets_all(client: Client) -> None:
    size = 2**16  # bytes; 64 MB in all, far more than the buffers on the way hold
    frames = [json.dumps({"type": "contoso.blob", "n": n, "text": "x" * size}) for n in range(1000)]
    sent: list[int] = []

    async def test() -> None:
        async with Replay.of(frames) as replay:

            async def sleep_first(event: ServerEvent) -> None:
                if not sent:
                    await asyncio.sleep(0.3)
                    sent.append(replay.sent)
                await client.keep(event)

            await client.receive(replay, sleep_first)

    run(test())
    assert sent[0] < 500
    assert [event["n"] for event in client.events] == list(range(1000))


def test_bad_frames_among_good_ones(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    frames: list[Frame] = [SESSION[0]]
    for bad in BAD:
        frames += [bad, "", SESSION[1]]

    async def test() -> None:
        async with Replay.of(frames) as replay:
            await client.receive(replay)

    run(test())
    assert client.events == good([SESSION[0], *[SESSION[1]] * len(BAD)])
    said = capsys.readouterr().err.splitlines()
    # Each with its place among the frames, the blank ones counted.
    starts = [f"not decoded: frame {2 + 3 * n}: expected " for n in range(len(BAD))]
    assert [line.startswith(start) for line, start in zip(said, starts, strict=True)] == (
        [True] * len(BAD)
    )


def test_a_field_that_is_not_as_declared(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = [SESSION[0], ODD[0], SESSION[1]]

    async def test() -> None:
        async def read(event: ServerEvent) -> None:
            if isinstance(event, ServerEventResponseAudioDelta):
                assert event.delta
            await client.keep(event)

        async with Replay.of(frames) as replay:
            await client.receive(replay, read)

    run(test())
    assert client.events == good([SESSION[0], SESSION[1]])
    assert capsys.readouterr().err.startswith(
        "not as declared: ServerEventResponseAudioDelta.delta"
    )


def test_the_server_goes_in_mid_frame(client: Client) -> None:
    async def test() -> None:
        async with Replay.of(SESSION, end=in_mid_frame) as replay:
            await client.receive(replay)

    if client.name == "azure_client":
        run(test())  # its own word for it is 1000, a normal end; docs/how-to says so
    else:
        with pytest.raises(client.failure):
            run(test())
    assert client.events == good(SESSION)


def test_the_server_reports_a_fault(client: Client) -> None:
    async def test() -> None:
        async with Replay.of(SESSION, end=lambda ws: ws.close(1011, "fault")) as replay:
            await client.receive(replay)

    with pytest.raises(client.failure, match="1011"):
        run(test())
    assert client.events == good(SESSION)


@pytest.mark.parametrize("end", [beyond_the_limit, not_in_utf8])
def test_a_frame_that_the_transport_refuses_is_the_end(client: Client, end: End) -> None:
    async def test() -> None:
        async with Replay.of(SESSION, end=end) as replay:
            await client.receive(replay)

    with pytest.raises(client.failure):
        run(test())
    assert client.events == good(SESSION)


def test_the_loop_of_azure_ends_at_a_bad_frame() -> None:
    """What the how-to page says of it, and why the program reads the frames itself."""
    azure = load("azure_client")

    async def test() -> None:
        async with Replay.of([SESSION[0], "{", SESSION[1]]) as replay:
            endpoint = f"http://127.0.0.1:{replay.port}"
            key = azure.AzureKeyCredential("secret")
            async with azure.connect(endpoint=endpoint, credential=key) as connection:
                await connection.response.create()
                events = aiter(connection)
                assert (await anext(events)).type == "session.created"
                with pytest.raises(Exception, match="Failed to parse message") as raised:
                    await anext(events)
                assert raised.type.__name__ == "ConnectionError"
                with pytest.raises(StopAsyncIteration):
                    await anext(events)

    run(test())


def run_program(name: str, *arguments: str) -> tuple[int, str, str]:
    """Run the program as its docstring says; its status and what it printed."""
    load(name)

    async def test() -> tuple[int, str, str]:
        async with Replay.of([*ODD, *BAD, *SPOKEN]) as replay:
            environment = {
                **os.environ,
                "VOICELIVE_ENDPOINT": f"{SCHEMES[name]}://127.0.0.1:{replay.port}",
                "VOICELIVE_API_KEY": "secret",
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                EXAMPLES / f"{name}.py",
                *arguments,
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await process.communicate()
        assert replay.keys == ["secret"]
        [path] = replay.paths
        assert path.startswith("/voice-live/realtime?api-version=2026-07-15&")
        assert "model=gpt-realtime" in path
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    return run(test())


@pytest.mark.parametrize("name", ["websockets_client", "azure_client"])
def test_a_program_prints_what_is_said(name: str) -> None:
    status, out, err = run_program(name)
    assert (status, out) == (0, "Yes, light rain.\n")
    assert err.count("not decoded: ") == len(BAD)
    assert err.count("not as declared: ") == 1


def test_the_aiohttp_program(tmp_path: Path) -> None:
    status, out, err = run_program("aiohttp_client", str(tmp_path / "answer.wav"))
    assert (status, out) == (0, "")
    assert err.count("not decoded: ") == len(BAD)
    assert err.count("not as declared: ") == 1
    deltas = [
        event.delta
        for event in iter_events(SESSION)
        if isinstance(event, ServerEventResponseAudioDelta) and event.response_id == "resp_2"
    ]
    with wave.open(str(tmp_path / "answer.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.readframes(file.getnframes()) == b"".join(deltas)
    assert deltas


def asked(client: Client, frames: Sequence[Frame], path: Path) -> None:
    """What the program does as it is, when these *frames* come and the connection stays open."""

    async def test() -> None:
        async with Replay.of(frames, end=lambda websocket: websocket.wait_closed()) as replay:
            url = f"{SCHEMES[client.name]}://127.0.0.1:{replay.port}"
            if client.name == "aiohttp_client":
                await client.module.record(url, "secret", str(path / "answer.wav"))
            else:
                await client.module.receive(url, "secret", client.module.show)

    run(test())


@pytest.mark.parametrize("version", ["2026-07-15", "v1"])
def test_a_written_answer_is_printed(
    client: Client, version: ApiVersion, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ResponseSession(modalities=["text"], output_modalities=["text"])
    session = ScriptedSession(settings, api_version=version).reply("Yes, it is.")
    asked(client, [event.to_json() for event in session.events], tmp_path)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("Yes, it is.\n", "")


def test_an_error_is_the_end_and_the_status(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = make(ServerEventError, error={"message": "Too many sessions."})
    with pytest.raises(SystemExit) as raised:
        asked(client, [error.to_json()], tmp_path)
    assert raised.value.code == "Too many sessions."  # which Python prints, with the status 1
    assert capsys.readouterr() == ("", "")
