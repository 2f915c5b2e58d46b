"""The programs of the pages, run as they are: at the stand-in, and without their settings."""

from __future__ import annotations

import asyncio
import io
import runpy
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from itertools import product
from pathlib import Path

import barge_in
import function_calls
import pytest
import record_session

from voicelive_events import (
    AzureSemanticVad,
    ClientEventConversationItemCreate,
    ClientEventConversationItemTruncate,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    FunctionCallOutputItem,
    Modality,
    RequestSession,
)
from voicelive_events.recording import Recorder, read_recording
from voicelive_events.testing.service import Answer, Call, Close, StandIn, replay, tones

from ..bundled import SAMPLE
from ..testing.service.playing import tone
from .replay import run

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
PROGRAMS = sorted(p for p in DOCS.rglob("*.py") if "VOICELIVE_ENDPOINT" in p.read_text("utf-8"))
SETTINGS = ["VOICELIVE_ENDPOINT", "VOICELIVE_API_KEY"]


def start(path: Path) -> None:
    """Run the program at *path* in this process, with its arguments and settings as they are."""
    if "azure.ai" in path.read_text("utf-8"):
        pytest.importorskip("azure.ai.voicelive", reason="the extra [dev] brings it")
    runpy.run_path(str(path), run_name="__main__")


# --- What they need ----------------------------------------------------------------------------


def test_the_programs_were_found() -> None:
    assert {path.stem for path in PROGRAMS} == {
        *("websockets_client", "aiohttp_client", "azure_client"),
        *("voice_agent", "function_calls", "barge_in", "record_session", "traced_session"),
        *("before", "after"),
    }


@pytest.mark.parametrize("missing", SETTINGS)
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_says_what_setting_is_missing(
    path: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(name, "ws://127.0.0.1")
    monkeypatch.delenv(missing)
    with pytest.raises(SystemExit) as raised:
        start(path)
    assert raised.value.code == f"{missing} is not set"  # which Python prints, as one line


def test_no_page_reads_a_setting_that_may_be_missing() -> None:
    pages = [path for path in DOCS.rglob("*") if path.suffix in (".md", ".py")]
    assert len(pages) > 40
    assert [path.name for path in pages if "environ[" in path.read_text("utf-8")] == []


# --- Where no connection comes about -----------------------------------------------------------

CONNECT = [path for path in PROGRAMS if path.stem not in ("voice_agent", "traced_session")]
"""The programs less those that have these tests elsewhere: with pauses, and with a collector."""
OVER_HTTP = ("aiohttp_client", "azure_client", "before", "after")
"""Those whose client takes `http` for `ws`, and the reverse."""


def failure(path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text with which the program at *path* exits; Python prints it, and the code is 1."""
    monkeypatch.setenv("VOICELIVE_ENDPOINT", endpoint)
    monkeypatch.setenv("VOICELIVE_API_KEY", "wrong")
    monkeypatch.setattr(sys, "argv", [str(path)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(4800))))
    with pytest.raises(SystemExit) as raised:
        start(path)
    assert isinstance(raised.value.code, str)
    return raised.value.code


@pytest.mark.parametrize("path", CONNECT, ids=lambda path: path.stem)
def test_a_program_says_that_nobody_listens(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    scheme = "http" if path.stem in OVER_HTTP else "ws"
    said = failure(path, f"{scheme}://127.0.0.1:{port}", monkeypatch)
    assert said.startswith("failed: ")
    assert f"Connect call failed ('127.0.0.1', {port})" in said
    assert "\n" not in said
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", CONNECT, ids=lambda path: path.stem)
def test_a_program_says_that_its_key_is_wrong(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with StandIn(faults=["refuse=401@every:handshake"]) as service:
        said = failure(path, service.endpoint, monkeypatch)
    assert said.startswith("failed: ")
    assert "401" in said
    assert "\n" not in said
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "path", [path for path in CONNECT if path.stem not in OVER_HTTP], ids=lambda path: path.stem
)
def test_a_program_says_which_scheme_it_wants(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = failure(path, "https://contoso.services.ai.azure.com", monkeypatch)
    assert said.startswith("failed: https://contoso.services.ai.azure.com/")
    assert said.endswith("isn't a valid URI: scheme isn't ws or wss")
    assert capsys.readouterr() == ("", "")


# --- At the stand-in ---------------------------------------------------------------------------


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in that the settings lead to."""
    with StandIn(["Yes, it is."], pace=0, speak=tones) as service:
        monkeypatch.setenv("VOICELIVE_ENDPOINT", service.endpoint)
        monkeypatch.setenv("VOICELIVE_API_KEY", "any")
        yield service


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("websockets_client", "ws"),
        ("function_calls", "ws"),
        *product(("aiohttp_client", "azure_client"), ("ws", "http")),
    ],
)
def test_a_program_asks_for_one_answer_and_ends(
    name: str,
    scheme: str,
    service: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [name])
    endpoint = service.endpoint.replace("ws:", f"{scheme}:")
    monkeypatch.setenv("VOICELIVE_ENDPOINT", endpoint)
    start(EXAMPLES / f"{name}.py")
    printed = capsys.readouterr()
    assert printed.err == ""
    if name == "aiohttp_client":
        assert (tmp_path / "answer.wav").stat().st_size > 10_000
    else:
        assert printed.out == "Yes, it is.\n"
    assert service.problems == []


# --- Where the answer fails --------------------------------------------------------------------

FAILS = {
    "rate-limit": (
        'the response is failed: {"type": "failed", "error": {"type": "rate_limit_exceeded", '
    ),
    "content-filter": (
        'the response is incomplete: {"type": "incomplete", "reason": "content_filter"}'
    ),
}
"""What a program says of a response that ended by a fault of the stand-in."""


@pytest.mark.parametrize("fault", FAILS)
@pytest.mark.parametrize(
    "path",
    [path for path in CONNECT if path.stem not in ("barge_in", "before", "after")],
    ids=lambda path: path.stem,
)
def test_a_program_says_that_there_is_no_answer(
    path: Path,
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with StandIn(["Yes, it is."], pace=0, speak=tones, faults=[fault]) as service:
        said = failure(path, service.endpoint, monkeypatch)
    assert said.removeprefix("failed: ").startswith(FAILS[fault])
    assert "\n" not in said
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("fault", FAILS)
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_program_of_the_move_says_that_there_is_no_answer(
    name: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StandIn(["Yes, it is."], pace=0, faults=[fault]) as service:
        said = failure(EXAMPLES / "migration" / f"{name}.py", service.endpoint, monkeypatch)
    assert said == "failed: the response did not complete"


@pytest.mark.parametrize("fault", FAILS)
def test_barge_in_says_that_there_is_no_answer(
    fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ""

    async def microphone() -> AsyncIterator[bytes]:
        nonlocal said
        for chunk in speech():
            yield chunk
        while not said:
            await asyncio.sleep(0.005)
            said += capsys.readouterr().err

    with StandIn(["Yes, it is."], pace=20, speak=tones, faults=[fault]) as service:
        run(barge_in.converse(service.url, "any", microphone(), barge_in.Speaker()))
    assert said.startswith(FAILS[fault])


# --- Function calls ----------------------------------------------------------------------------


def ask(script: list[Answer]) -> tuple[str, StandIn]:
    """The answer to a question, and the service that gave it."""

    async def test() -> tuple[str, StandIn]:
        async with StandIn(script, pace=0) as service:
            answer = await function_calls.ask(service.url, "any", "Where is it warmer?")
        assert service.problems == []
        return answer, service

    return run(test())


def outputs(service: StandIn) -> list[tuple[str, str]]:
    """What was sent of functions: the call, and what it gave."""
    items = [e.item for e in service.received if isinstance(e, ClientEventConversationItemCreate)]
    return [(i.call_id, i.output) for i in items if isinstance(i, FunctionCallOutputItem)]


def test_parallel_calls_get_one_response() -> None:
    both: Answer = [
        Call("get_weather", {"city": "Bergen"}, "call_1"),
        Call("get_local_time", {"city": "Oslo"}, "call_2"),
    ]
    again = Call("get_weather", {"city": "Oslo"}, "call_3")
    answer, service = ask([both, again, "It is the same."])
    assert answer == "It is the same."
    assert outputs(service) == [
        ("call_1", "Light rain in Bergen, 8 degrees."),
        ("call_2", "It is a quarter past nine in Oslo."),
        ("call_3", "Light rain in Oslo, 8 degrees."),
    ]
    assert service.received.count(ClientEventResponseCreate()) == 3


def test_functions_of_one_response_run_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:

    meet = threading.Barrier(2, timeout=5)  # neither passes it without the other
    functions = {"get_weather": lambda city: f"{city} {meet.wait() >= 0}"}
    monkeypatch.setattr(function_calls, "FUNCTIONS", functions)
    calls = [Call("get_weather", {"city": city}, f"call_{city}") for city in "AB"]
    _, service = ask([list(calls), "Well."])
    assert outputs(service) == [("call_A", "A True"), ("call_B", "B True")]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (Call("get_weather", {"town": "Oslo"}, "call_1"), "failed: TypeError("),
        (Call("get_tide", {}, "call_1"), "failed: KeyError('get_tide')"),
    ],
)
def test_the_model_is_told_that_a_function_failed(
    call: Call, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, service = ask([call, "I do not know."])
    assert answer == "I do not know."
    [(_, told)] = outputs(service)
    assert told.startswith(says)
    assert capsys.readouterr().err.startswith(f"{call.name} {says}")


def test_a_spoken_answer_is_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_calls, "SESSION", RequestSession())
    assert ask(["Yes, it is."])[0] == "Yes, it is."


def test_a_connection_that_is_closed_is_no_answer() -> None:
    with pytest.raises(ConnectionError, match="closed by the service"):
        ask([Close()])


# --- Barge-in ----------------------------------------------------------------------------------


def speech(milliseconds: int = 400) -> Iterator[bytes]:
    """The user speaks, and is silent for a second, in frames of 50 ms."""
    size = 50 * barge_in.BYTES_PER_MS
    said = tone(milliseconds) + bytes(20 * size)
    return (said[start : start + size] for start in range(0, len(said), size))


def test_what_was_heard_of_an_answer_stays() -> None:
    speaker = barge_in.Speaker()
    heard = 100 * barge_in.BYTES_PER_MS

    async def microphone() -> AsyncIterator[bytes]:
        for chunk in speech():
            yield chunk
        while sum(map(len, speaker.waiting.values())) < heard:
            await asyncio.sleep(0.005)
        speaker.take(heard)
        for chunk in speech():  # over the answer
            yield chunk
        while not any(
            isinstance(e, ClientEventConversationItemTruncate) for e in stand_in.received
        ):
            await asyncio.sleep(0.005)

    async def test() -> None:
        await barge_in.converse(stand_in.url, "any", microphone(), speaker)

    script: list[Answer] = ["one two three four five six seven eight nine ten " * 20, "Yes?"]
    with StandIn(script, pace=20, speak=tones) as stand_in:
        run(test())
    assert stand_in.problems == []
    [truncate] = [
        event
        for event in stand_in.received
        if isinstance(event, ClientEventConversationItemTruncate)
    ]
    assert truncate.audio_end_ms == 100
    events = [record.event for record in stand_in.recording if record.event is not None]
    types = [event.type for event in events]
    assert "conversation.item.truncated" in types
    done = events[types.index("response.done")]
    assert done["response"]["status"] == "cancelled"


def test_the_speaker_cuts_what_it_has_not_played() -> None:
    speaker = barge_in.Speaker()
    speaker.play(("item_1", 0), b"\1" * 480)
    speaker.play(("item_2", 0), b"\2" * 960)
    assert speaker.take(960) == b"\1" * 480 + b"\2" * 480
    assert speaker.stop() == {("item_2", 0): 10}
    assert speaker.take(2) == b"\0\0"
    assert speaker.stop() == {}


def test_a_session_that_writes_needs_a_cancel_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    detection = AzureSemanticVad(create_response=True, interrupt_response=False)
    settings = RequestSession(modalities=[Modality.TEXT], turn_detection=detection)
    monkeypatch.setattr(barge_in, "SESSION", settings)
    words = ""

    async def microphone() -> AsyncIterator[bytes]:
        nonlocal words
        for chunk in speech():
            yield chunk
        while not words:
            await asyncio.sleep(0.005)
            words += capsys.readouterr().err
        for chunk in speech():  # over the answer
            yield chunk
        while ClientEventResponseCancel() not in stand_in.received:
            await asyncio.sleep(0.005)

    async def test() -> None:
        await barge_in.converse(stand_in.url, "any", microphone(), barge_in.Speaker())

    with StandIn(["one two three four five " * 200, "Yes?"], pace=20, speak=tones) as stand_in:
        run(test())
    assert words.startswith("one")
    assert stand_in.problems == []
    kinds = {type(event) for event in stand_in.received}
    assert ClientEventConversationItemTruncate not in kinds


def test_the_program_listens_to_a_pipe(service: StandIn) -> None:
    """It speaks as much as it hears, and ends with its microphone."""

    async def test() -> tuple[bytes, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(EXAMPLES / "barge_in.py"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(bytes(9600))
        assert process.returncode == 0
        return out, err

    assert run(test()) == (bytes(9600), b"")
    assert service.problems == []


# --- Recordings --------------------------------------------------------------------------------


def test_what_was_recorded_is_played_again(
    service: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    start(EXAMPLES / "record_session.py")
    with StandIn(replay("session.jsonl"), pace=0) as again, Recorder("again.jsonl") as recorder:
        run(record_session.talk(again.url, "any", recorder))
    assert capsys.readouterr() == ("Yes, it is.\n" * 2, "")
    assert service.problems == again.problems == []
    played = [
        [record.event.type for record in read_recording(path) if record.event is not None]
        for path in ("session.jsonl", "again.jsonl")
    ]
    assert played[0] == played[1] != []


@pytest.mark.parametrize("script", [["Yes, it is."], [Close()]])
def test_the_end_of_a_session_is_recorded(script: list[Answer], tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    with StandIn(script, pace=0) as service, Recorder(path) as recorder:
        run(record_session.talk(service.url, "any", recorder))
    *_, last = read_recording(path)
    assert last.closed is not None
    assert last.closed.code == 1000


# --- Items -------------------------------------------------------------------------------------


def test_the_items_of_a_recording(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["narrow_items.py", str(SAMPLE)])
    start(EXAMPLES / "narrow_items.py")
    assert capsys.readouterr().out.splitlines() == [
        'call: get_weather({"city": "Bergen", "when": "tonight"})',
        "assistant: Yes, light rain.",
        "assistant: It stays",
    ]


def test_it_says_that_it_wants_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["narrow_items.py"])
    with pytest.raises(SystemExit, match="give the path of a recording"):
        start(EXAMPLES / "narrow_items.py")
