"""What the page on coming from azure-ai-voicelive says, run with both libraries."""

from __future__ import annotations

import asyncio
import base64
import copy
import importlib
import inspect
import json
import pickle
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

import voicelive_events
from voicelive_events import (
    ClientEvent,
    ClientEventResponseCreate,
    Model,
    Response,
    ResponseFunctionCallItem,
    ServerEvent,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseDone,
    ValidationError,
)
from voicelive_events.testing import make

from .replay import run
from .test_pages import ROOT, blocks

azure = pytest.importorskip("azure.ai.voicelive.models", reason="the extra [dev] brings it")
aio = pytest.importorskip("azure.ai.voicelive.aio", reason="the extra [dev] brings it")
aiohttp = pytest.importorskip("aiohttp", reason="the extra [dev] brings it")
AzureKeyCredential = pytest.importorskip("azure.core.credentials").AzureKeyCredential

PAGE = ROOT / "docs" / "migration.md"
PAYLOADS: dict[str, Any] = {"copy": copy, "json": json, "pickle": pickle}
(_payloads,) = [block for block in blocks(PAGE) if block.text.startswith("audio = ")]
exec(_payloads.text, PAYLOADS)

_CELLS = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]+)`")


def tables() -> Iterator[list[list[str]]]:
    """The tables of the page: rows of cells, with the heading and without the rule below it."""
    table: list[list[str]] = []
    for line in [*PAGE.read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            table.append([cell.strip().replace(r"\|", "|") for cell in _CELLS.split(line)[1:-1]])
        elif table:
            yield [table[0], *table[2:]]
            table = []


def table(heading: str) -> list[list[str]]:
    """The rows of the one table whose first column has this *heading*."""
    (found,) = [rows for (first, *_), *rows in tables() if first == heading]
    return found


def code(cell: str) -> str:
    found = _CODE.fullmatch(cell)
    assert found, cell
    return found[1]


# --- Row by row ------------------------------------------------------------------------------


class Row(NamedTuple):
    """One row: what is evaluated, and what comes of it in either library."""

    expression: str
    theirs: str
    ours: str


def rows() -> Iterator[Row]:
    """Those of the tables that have an expression, and no word above it."""
    for (first, *_), *lines in tables():
        if not first:
            for line in lines:
                expression, theirs, *ours = map(code, line)
                yield Row(expression, theirs, *(ours or [theirs]))


ROWS = list(rows())


def outcome(expression: str, library: Any, decode: Any) -> str:
    """What the expression gives, as the page writes it: a value, or the name of an error."""
    names = {**vars(library), **PAYLOADS, "decode": decode}
    try:
        return repr(eval(expression, names))
    except Exception as error:
        return type(error).__name__


def test_the_rows_were_found() -> None:
    assert len(ROWS) >= 75
    lines = PAGE.read_text("utf-8").splitlines()
    assert sum(map(len, tables())) == sum(
        line.startswith("|") and not line.startswith("|---") for line in lines
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.expression)
def test_a_row_is_what_both_do(row: Row) -> None:
    theirs = outcome(row.expression, azure, lambda data: azure.ServerEvent._deserialize(data, []))
    ours = outcome(row.expression, voicelive_events, voicelive_events.ServerEvent.from_dict)
    assert (theirs, ours) == (row.theirs, row.ours)


# --- What is here ----------------------------------------------------------------------------


def missing() -> Iterator[str]:
    """What their models have, and ours do not: classes, members of enums, fields."""
    for name in azure.__all__:
        theirs, ours = getattr(azure, name), getattr(voicelive_events, name, None)
        if ours is None:
            yield name
        elif issubclass(theirs, Enum):
            here = {member.name: member.value for member in ours}
            yield from (f"{name}.{m.name}" for m in theirs if here.get(m.name) != m.value)
        else:
            yield from (f"{name}.{field}" for field in their_fields(theirs) - our_fields(ours))


def their_fields(theirs: Any) -> set[str]:
    """The fields of one of their models, and the name on the wire where it is another."""
    theirs.__new__(theirs)  # names them
    return {f"{name}: {field._rest_name}" for name, field in theirs._attr_to_rest_field.items()}


def our_fields(ours: type[Model]) -> set[str]:
    return {f"{info.name}: {info.wire_name}" for info in ours.fields()}


def test_what_is_not_here_is_on_the_page_with_its_reason() -> None:
    listed = {name: reason for cell, reason in table("Not here") for name in _CODE.findall(cell)}
    assert {name for name in listed if not name.startswith("_")} == set(missing())
    assert all(listed.values())


def test_the_client_has_what_is_compared() -> None:
    assert len(azure.__all__) >= 199
    assert len([name for name in azure.__all__ if name.startswith("ServerEvent")]) >= 58
    assert len([name for name in azure.__all__ if name.startswith("ClientEvent")]) >= 20
    assert their_fields(azure.RequestSession) >= {"voice: voice", "turn_detection: turn_detection"}


# --- Sending ---------------------------------------------------------------------------------


class Socket:
    """Keeps the frames that their connection writes."""

    def __init__(self) -> None:
        self.frames: list[Any] = []

    async def send_str(self, frame: str) -> None:
        self.frames.append(json.loads(frame))


def sent(call: str, library: Any) -> list[Any]:
    socket = Socket()
    names = {
        **vars(library),
        "connection": aio.VoiceLiveConnection(None, socket),
        "base64": base64,
        "pcm": b"\x00\x01",
    }
    asyncio.run(eval(call, names))
    return socket.frames


SHORTHANDS = [tuple(map(code, row)) for row in table("With its shorthand")]


@pytest.mark.parametrize(("shorthand", "event"), SHORTHANDS)
def test_both_ways_send_the_same(shorthand: str, event: str) -> None:
    (frame,) = sent(event, voicelive_events)
    assert sent(shorthand, azure) == [frame]
    assert ClientEvent.from_dict(frame).problems(unknown=True) == []


def test_every_shorthand_is_there() -> None:
    connection = aio.VoiceLiveConnection(None, Socket())
    resources = {
        "session": connection.session,
        "response": connection.response,
        "input_audio_buffer": connection.input_audio_buffer,
        "output_audio_buffer": connection.output_audio_buffer,
        "conversation.item": connection.conversation.item,
        "transcription_session": connection.transcription_session,
    }
    assert len(vars(connection)) == len(resources) + 2  # its HTTP session and its socket
    calls = {
        f"connection.{name}.{method}"
        for name, resource in resources.items()
        for method, _ in inspect.getmembers(resource, inspect.iscoroutinefunction)
    }
    on_page = {shorthand.partition("(")[0] for shorthand, _ in SHORTHANDS}
    assert calls - on_page == {"connection.transcription_session.update"}
    assert on_page <= calls
    assert "`connection.transcription_session.update` has no" in PAGE.read_text("utf-8")


# --- The whole program -----------------------------------------------------------------------

CALL = ResponseFunctionCallItem(
    id="item_1", call_id="call_1", name="get_time", arguments="{}", status="completed"
)
ANSWERS: list[list[ServerEvent]] = [
    [make(ServerEventResponseDone, response=Response(status="completed", output=[CALL]))],
    [
        make(ServerEventResponseAudioDelta, delta=b"\x01\x02"),
        make(ServerEventResponseAudioDelta, delta=b"\x03\x04"),
        make(ServerEventResponseAudioTranscriptDone, transcript="It is half past twelve."),
        make(ServerEventResponseDone, response=Response(status="completed", output=[])),
    ],
]
"""What the service answers to one `response.create` after the other."""
QUESTION = bytes(range(250)) * 40


async def exchange(program: Any) -> tuple[list[ClientEvent], bytes]:
    """The events that the program sends, and what it makes of the answers."""
    asked: list[ClientEvent] = []

    async def service(websocket: ServerConnection) -> None:
        answers = iter(ANSWERS)
        async for frame in websocket:
            asked.append(ClientEvent.from_json(frame, strict=True))
            if isinstance(asked[-1], ClientEventResponseCreate):
                for event in next(answers):
                    await websocket.send(event.to_json())

    async with serve(service, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        return asked, await program.ask(f"http://127.0.0.1:{port}", "secret", QUESTION)


def test_the_program_does_the_same_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    before, speech_before = run(exchange(importlib.import_module("migration.before")))
    printed_before = capsys.readouterr().err.splitlines()
    after, speech_after = run(exchange(importlib.import_module("migration.after")))
    printed_after = capsys.readouterr().err.splitlines()
    assert before == after
    assert [event.type for event in after] == [
        "session.update",
        *["input_audio_buffer.append"] * 3,
        "input_audio_buffer.commit",
        "response.create",
        "conversation.item.create",
        "response.create",
    ]
    assert after[0]["session"]["turn_detection"] is None
    assert speech_before == speech_after == b"\x01\x02\x03\x04"
    words = "It is half past twelve."
    assert printed_before == ["ResponseStatus.COMPLETED", words, "ResponseStatus.COMPLETED"]
    assert printed_after == ["completed", words, "completed"]


async def cut_off(program: Any, code: int) -> bytes:
    """What the program makes of an answer in whose middle the connection is closed."""

    async def service(websocket: ServerConnection) -> None:
        async for frame in websocket:
            if isinstance(ClientEvent.from_json(frame), ClientEventResponseCreate):
                await websocket.send(ANSWERS[1][0].to_json())
                await websocket.close(code, "bye")

    async with serve(service, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        speech: bytes = await program.ask(f"http://127.0.0.1:{port}", "secret", QUESTION)
        return speech


@pytest.mark.parametrize("code", [1000, 1011])
def test_half_an_answer_is_none(code: int) -> None:
    after = importlib.import_module("migration.after")
    with pytest.raises((RuntimeError, aio.ConnectionClosed)) as raised:
        run(cut_off(after, code))
    said = "closed before the answer was there" if code == 1000 else "1011"
    assert said in str(raised.value)


@pytest.mark.parametrize("program", ["migration.after", "azure_client"])
def test_what_is_not_as_declared_is_not_sent(program: str) -> None:
    socket = Socket()
    connection = aio.VoiceLiveConnection(None, socket)
    event = ClientEvent.from_dict({"type": "input_audio_buffer.append", "audio": "!!"})
    asyncio.run(connection.send(event))
    assert socket.frames == [{"type": "input_audio_buffer.append", "audio": "!!"}]
    with pytest.raises(ValidationError, match="audio"):
        asyncio.run(importlib.import_module(program).send(connection, event))
    assert len(socket.frames) == 1


def test_text_is_encoded_twice() -> None:
    """Why a program that checks gives the connection an event, and not its text."""
    socket = Socket()
    connection = aio.VoiceLiveConnection(None, socket)
    asyncio.run(connection.send(ClientEventResponseCreate().to_json(strict=True)))
    assert socket.frames == ['{"type":"response.create"}']


# --- Before all of it, two lines -------------------------------------------------------------


def test_two_lines_begin_the_move() -> None:
    [program] = [block for block in blocks(PAGE) if "async def hear" in block.text]
    names: dict[str, Any] = {}
    exec(program.text, names)

    async def service(websocket: ServerConnection) -> None:
        for event in ANSWERS[1]:
            await websocket.send(event.to_json())

    async def test() -> None:
        async with serve(service, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            key = AzureKeyCredential("secret")
            async with aio.connect(endpoint=f"http://127.0.0.1:{port}", credential=key) as theirs:
                assert await names["hear"](theirs) == b"\x01\x02\x03\x04"

    run(test())


# --- What connect() does ---------------------------------------------------------------------


async def asked(**settings: str) -> tuple[str, dict[str, list[str]]]:
    """The path and the query with which the client connects."""
    paths: list[str] = []

    async def service(websocket: ServerConnection) -> None:
        assert websocket.request
        paths.append(websocket.request.path)

    async with serve(service, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        endpoint, key = f"http://127.0.0.1:{port}", AzureKeyCredential("secret")
        async with aio.connect(endpoint=endpoint, credential=key, **settings):
            pass
    [path] = paths
    return urlsplit(path).path, parse_qs(urlsplit(path).query)


def test_the_query_that_connect_makes() -> None:
    cells = " ".join(cell for row in table("`connect(...)`") for cell in row)
    keywords = {
        "agent_name": "agent-name",
        "project_name": "agent-project-name",
        "agent_version": "agent-version",
        "conversation_id": "conversation-id",
        "authentication_identity_client_id": "agent-authentication-identity-client-id",
        "foundry_resource_override": "foundry-resource-override",
    }
    path, query = run(asked(**keywords))  # each has the name of its parameter for a value
    assert path == "/voice-live/realtime"
    assert query.pop("api-version") == ["2026-07-15"]
    query.pop("x-ms-client-sdk")
    assert query == {name: [name] for name in keywords.values()}
    assert all(f"`{name}`" in cells for name in (*keywords, *keywords.values()))
    _, query = run(asked(model="m", api_version="v1"))
    assert (query["api-version"], query["model"]) == (["v1"], ["m"])


def test_the_limits_that_connect_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = {}
    connects = aiohttp.ClientSession.ws_connect

    def ws_connect(*arguments: Any, **keywords: Any) -> Any:
        options.update(keywords)
        return connects(*arguments, **keywords)

    monkeypatch.setattr(aiohttp.ClientSession, "ws_connect", ws_connect)
    run(asked(model="m"))
    assert (options["max_msg_size"], options["heartbeat"]) == (4 * 2**20, 30)
    by_default = inspect.signature(connects).parameters
    assert (by_default["max_msg_size"].default, by_default["heartbeat"].default) == (
        4 * 2**20,
        None,
    )
    websockets = inspect.signature(connect).parameters
    assert (websockets["max_size"].default, websockets["ping_interval"].default) == (2**20, 20)
