"""The voice agent of the how-to page. The tests play the service, microphone and speaker."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest
import voice_agent
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedOK
from websockets.http11 import Request
from websockets.http11 import Response as HTTPResponse

from voicelive_events import (
    AzureStandardVoice,
    ClientEvent,
    ClientEventConversationItemCreate,
    ClientEventConversationItemTruncate,
    ClientEventInputAudioBufferAppend,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    FunctionCallOutputItem,
    FunctionTool,
    RequestAudioContentPart,
    RequestSession,
    Response,
    ResponseFailedDetails,
    ResponseFunctionCallItem,
    ResponseIncompleteDetails,
    ResponseItem,
    ResponseMessageItem,
    ResponseStatus,
    ResponseStatusDetails,
    ServerEvent,
    ServerEventConversationItemCreated,
    ServerEventError,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventResponseAudioDelta,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseOutputItemDone,
    ServerEventSessionUpdated,
    SpeechTurnDetection,
)
from voicelive_events.testing import ScriptedSession, make
from voicelive_events.testing.service import FAULTS, Answer, Call, StandIn, check_faults, tones

from ..testing.service.playing import tone
from .replay import Frame, in_mid_frame, run

VERSION = "2026-07-15"
OneEvent = TypeVar("OneEvent", bound=ClientEvent)


# --- What the agent works with ---------------------------------------------------------------


class Microphone:
    """Hears what the test puts into it; nothing is its end."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def chunks(self) -> AsyncIterator[bytes]:
        """A generator, as most microphones are: it is over once it was cancelled."""
        while chunk := await self.heard.get():
            yield chunk


class Speaker:
    """Plays nothing by itself: the test says how much was not heard yet."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.unheard = 0

    def play(self, audio: bytes) -> None:
        self.played.append(audio)

    def stop(self) -> int:
        unheard, self.unheard = self.unheard, 0
        return unheard


class Log(logging.Handler):
    """What the agent reports."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.put_nowait(record.getMessage())


class Service:
    """One connection, from the side of the service."""

    def __init__(self, websocket: ServerConnection) -> None:
        self.websocket = websocket

    async def begins(self) -> None:
        """Check how it was asked for, and that the first event says what session is wanted."""
        assert self.websocket.request
        assert self.websocket.request.path == voice_agent.PATH
        assert self.websocket.request.headers["api-key"] == "secret"
        update = await self.next(ClientEventSessionUpdate)
        assert update.session == voice_agent.SESSION

    async def send(self, *events: ServerEvent) -> None:
        for event in events:
            await self.websocket.send(event.to_json(strict=True))

    async def next(self, of: type[OneEvent]) -> OneEvent:
        """The next event of the agent: one *of* this class, with nothing to object to."""
        frame = await self.websocket.recv()
        event = ClientEvent.from_json(frame, strict=True)
        assert event.problems(unknown=True, api_version=VERSION) == []
        assert isinstance(event, of)
        return event


async def its_turn() -> None:
    """Let the agent and its tasks do what needs nothing but their turn in the event loop."""
    for _ in range(10):
        await asyncio.sleep(0)


class Stage:
    """The agent at work, with all that it works with."""

    def __init__(self, url: str, services: asyncio.Queue[Service]) -> None:
        self.microphone, self.speaker, self.log = Microphone(), Speaker(), Log()
        self.services = services
        agent = voice_agent.Agent(url, "secret", self.speaker)
        self.agent = asyncio.create_task(agent.run(self.microphone.chunks()))

    async def service(self) -> Service:
        """The service of the next connection, once it was told what session is wanted."""
        service = await self.services.get()
        await service.begins()
        return service

    async def reports(self, line: str) -> list[str]:
        """What is reported up to *line*, which has to come."""
        lines: list[str] = []
        while not lines or lines[-1] != line:
            lines.append(await self.log.lines.get())
        return lines[:-1]

    async def settled(self, service: Service) -> list[ClientEvent]:
        """What the agent sends, not looked at so far, until all it was sent has had its effect."""
        await service.send(make(ServerEventError, error={"message": "the last of it"}))
        assert await self.reports("the last of it") == []
        await its_turn()
        self.microphone.heard.put_nowait(b"the last of it")
        sent: list[ClientEvent] = []
        while not isinstance(
            event := await service.next(ClientEvent), ClientEventInputAudioBufferAppend
        ):
            sent.append(event)
        assert event.audio == b"the last of it"
        return sent


@asynccontextmanager
async def serving(services: asyncio.Queue[Service]) -> AsyncIterator[str]:
    """A server on loopback, which puts every connection into *services*; its URL."""

    async def handler(websocket: ServerConnection) -> None:
        services.put_nowait(Service(websocket))
        await websocket.wait_closed()

    async with serve(handler, "127.0.0.1", 0, compression=None) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    services: asyncio.Queue[Service] = asyncio.Queue()
    async with serving(services) as url:
        stage = Stage(url + voice_agent.PATH, services)
        voice_agent.log.addHandler(stage.log)
        try:
            yield stage
        finally:
            voice_agent.log.removeHandler(stage.log)
            stage.agent.cancel()
            await asyncio.wait([stage.agent])


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent connects again without a pause."""
    monkeypatch.setattr(voice_agent, "PAUSES", (0.0, 0.0, 0.0))


# --- What the service sends ------------------------------------------------------------------


def begins(response: str) -> ServerEventResponseCreated:
    return make(
        ServerEventResponseCreated,
        response=Response(id=response, status=ResponseStatus.IN_PROGRESS),
    )


def ends(
    response: str, *output: ResponseItem, status: ResponseStatus = ResponseStatus.COMPLETED
) -> ServerEventResponseDone:
    return make(
        ServerEventResponseDone,
        response=Response(id=response, status=status, output=list(output)),
    )


def says(response: str, item: str, ms: int, *, part: int = 0) -> ServerEventResponseAudioDelta:
    """So many milliseconds of audio."""
    return make(
        ServerEventResponseAudioDelta,
        response_id=response,
        item_id=item,
        content_index=part,
        delta=os.urandom(48 * ms),
    )


def calls(
    response: str, call: str, name: str, arguments: str = "{}", status: str = "completed"
) -> ServerEventResponseOutputItemDone:
    item = make(
        ResponseFunctionCallItem, call_id=call, name=name, arguments=arguments, status=status
    )
    return make(ServerEventResponseOutputItemDone, response_id=response, item=item)


def output(call: str, text: str) -> ClientEventConversationItemCreate:
    """The event in which the agent sends what a function gave."""
    return ClientEventConversationItemCreate(item=FunctionCallOutputItem(call_id=call, output=text))


SPEECH = make(ServerEventInputAudioBufferSpeechStarted)
CANCEL, CREATE = ClientEventResponseCancel(), ClientEventResponseCreate()


def truncate(item: str, ms: int, *, part: int = 0) -> ClientEventConversationItemTruncate:
    return ClientEventConversationItemTruncate(item_id=item, content_index=part, audio_end_ms=ms)


# --- Audio both ways -------------------------------------------------------------------------


def test_the_session_that_it_asks_for() -> None:
    session = RequestSession.from_dict(voice_agent.SESSION, strict=True)
    assert session.problems(unknown=True, api_version=VERSION) == []
    assert isinstance(session.voice, AzureStandardVoice)
    assert isinstance(session.turn_detection, SpeechTurnDetection)
    assert session.turn_detection.create_response
    assert [tool.name for tool in session.tools or () if isinstance(tool, FunctionTool)] == [
        "get_weather",
        "get_local_time",
    ]


def test_what_the_microphone_hears_is_sent_byte_for_byte() -> None:
    chunks = [b"\0", os.urandom(4800), os.urandom(4801), bytes(range(256))]

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            for chunk in chunks:
                stage.microphone.heard.put_nowait(chunk)
            appends = [await service.next(ClientEventInputAudioBufferAppend) for _ in chunks]
        assert [append.audio for append in appends] == chunks

    run(test())


def test_what_the_assistant_says_is_played_byte_for_byte() -> None:
    audio = os.urandom(960)
    turns = ScriptedSession().spoken_turn("Hello.", "Good day to you.", audio=audio)
    turns.spoken_turn("How are you?", "Fine.", audio=audio[::-1])

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(*turns.events)
            assert await stage.settled(service) == []
        assert stage.speaker.played == [audio] * 4 + [audio[::-1]]

    run(test())


# --- Functions -------------------------------------------------------------------------------


def test_a_call_is_answered() -> None:
    turn = ScriptedSession().tool_call("get_weather", {"city": "Bergen"})

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(*turn.events)
            answer = output("call_1", "Light rain in Bergen, 8 degrees.")
            assert await stage.settled(service) == [answer, CREATE]
            await service.send(begins("resp_2"), says("resp_2", "item_2", 1), ends("resp_2"))
            assert await stage.settled(service) == []

    run(test())


def test_two_calls_run_at_the_same_time_and_get_one_response(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def test() -> None:
        both, after = asyncio.Barrier(2), asyncio.Event()

        async def first() -> str:
            await both.wait()  # the second has to run meanwhile
            await after.wait()
            return "one"

        async def second() -> str:
            await both.wait()
            return "two"

        monkeypatch.setitem(voice_agent.FUNCTIONS, "first", first)
        monkeypatch.setitem(voice_agent.FUNCTIONS, "second", second)
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), calls("r", "call_1", "first"))
            await service.send(calls("r", "call_2", "second"))
            assert await stage.settled(service) == []  # the response is under way
            await service.send(ends("r"))
            assert await stage.settled(service) == []  # and it listens while functions run
            after.set()
            sent = [await service.next(ClientEvent) for _ in range(3)]
            assert sent == [output("call_1", "one"), output("call_2", "two"), CREATE]
            assert await stage.settled(service) == []

    run(test())


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("get_weather", "{", "JSONDecodeError"),
        ("get_weather", "[]", "TypeError"),
        ("get_weather", "{}", "TypeError"),
        ("get_weather", "[" * 100_000, "RecursionError"),
        ("get_wether", "{}", "KeyError('get_wether')"),
        ("broken", "{}", "ValueError('no such city: Bergne')"),
    ],
)
def test_the_model_is_told_what_failed(
    name: str, arguments: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> str:
        raise ValueError("no such city: Bergne")

    monkeypatch.setitem(voice_agent.FUNCTIONS, "broken", broken)

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), calls("r", "call_1", name, arguments))
            await service.send(
                calls("r", "call_2", "get_local_time", '{"city": "Oslo"}'), ends("r")
            )
            failed = await service.next(ClientEventConversationItemCreate)
            assert isinstance(failed.item, FunctionCallOutputItem)
            assert failed.item.call_id == "call_1"
            assert failed.item.output.startswith(f"failed: {error}")
            assert await stage.log.lines.get() == "a function failed"
            works = output("call_2", "It is a quarter past nine in Oslo.")
            assert await stage.settled(service) == [works, CREATE]

    run(test())


def test_what_a_function_gives_becomes_text(monkeypatch: pytest.MonkeyPatch) -> None:
    async def degrees() -> int:
        return 8

    monkeypatch.setitem(voice_agent.FUNCTIONS, "degrees", degrees)

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), calls("r", "call_1", "degrees"), ends("r"))
            assert await stage.settled(service) == [output("call_1", "8"), CREATE]

    run(test())


def test_half_a_call_is_not_answered() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            half = calls("r", "call_1", "get_weather", '{"city": "Ber', status="incomplete")
            await service.send(begins("r"), half, ends("r", status=ResponseStatus.CANCELLED))
            assert await stage.settled(service) == []

    run(test())


def test_no_response_is_asked_for_while_the_user_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        found = asyncio.Event()

        async def search() -> str:
            await found.wait()
            return "found"

        monkeypatch.setitem(voice_agent.FUNCTIONS, "search", search)
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r1"), calls("r1", "call_1", "search"), ends("r1"), SPEECH)
            assert await stage.settled(service) == []
            found.set()
            assert await service.next(ClientEvent) == output("call_1", "found")
            assert await stage.settled(service) == []
            # What the user said is answered with the output known: there is nothing left to do.
            await service.send(begins("r2"), ends("r2"))
            assert await stage.settled(service) == []

    run(test())


def test_no_response_is_asked_for_during_another(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        found = asyncio.Event()

        async def search() -> str:
            await found.wait()
            return "found"

        monkeypatch.setitem(voice_agent.FUNCTIONS, "search", search)
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r1"), calls("r1", "call_1", "search"), ends("r1"))
            await service.send(SPEECH, begins("r2"))  # "Are you there?" "Yes, I am looking."
            assert await stage.settled(service) == []
            found.set()
            assert await service.next(ClientEvent) == output("call_1", "found")
            assert await stage.settled(service) == []
            await service.send(ends("r2"))
            assert await stage.settled(service) == [CREATE]

    run(test())


# --- Barge-in --------------------------------------------------------------------------------


def test_the_user_interrupts_a_response() -> None:
    first, late = says("r1", "item_1", 200), says("r1", "item_1", 100)
    later = says("r2", "item_2", 1)

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r1"), first, says("r1", "item_1", 100))
            assert await stage.settled(service) == []
            stage.speaker.unheard = 48 * 170 + 1
            await service.send(SPEECH, late)
            assert await stage.settled(service) == [truncate("item_1", 129), CANCEL]
            assert len(stage.speaker.played) == 2
            await service.send(late, ends("r1", status=ResponseStatus.CANCELLED), SPEECH)
            await service.send(begins("r2"), later, late, ends("r2"))
            assert await stage.settled(service) == []
            assert stage.speaker.played[2:] == [later.delta]

    run(test())


def test_the_user_interrupts_what_is_still_played_of_a_response_that_is_done() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), says("r", "item_1", 500, part=1), ends("r"))
            assert await stage.settled(service) == []
            stage.speaker.unheard = 48 * 400
            await service.send(SPEECH)
            assert await stage.settled(service) == [truncate("item_1", 100, part=1)]

    run(test())


def test_the_user_speaks_when_all_was_heard() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), says("r", "item_1", 500), ends("r"), SPEECH)
            assert await stage.settled(service) == []

    run(test())


def test_the_user_speaks_before_there_is_audio() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), SPEECH)
            assert await stage.settled(service) == [CANCEL]

    run(test())


def test_what_was_not_heard_reaches_back_into_the_item_before() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r1"), says("r1", "item_0", 50), says("r1", "item_1", 100))
            await service.send(ends("r1"), begins("r2"), says("r2", "item_2", 200))
            assert await stage.settled(service) == []
            stage.speaker.unheard = 48 * 230
            await service.send(SPEECH)
            truncated = [truncate("item_2", 0), truncate("item_1", 70)]
            assert await stage.settled(service) == [*truncated, CANCEL]

    run(test())


# --- Errors and what is new ------------------------------------------------------------------


def test_there_was_nothing_to_cancel() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            nothing = {"message": "no active response", "code": "response_cancel_not_active"}
            await service.send(begins("r"), SPEECH, make(ServerEventError, error=nothing))
            assert await stage.settled(service) == [CANCEL]  # and nothing was reported

    run(test())


def test_an_error_is_reported_and_the_session_goes_on() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(make(ServerEventError, error={"message": "no", "code": "other"}))
            assert await stage.reports("no") == []
            assert await stage.settled(service) == []

    run(test())


@pytest.mark.parametrize(
    ("status", "details"),
    [
        (ResponseStatus.FAILED, ResponseFailedDetails(error={"code": "rate_limit_exceeded"})),
        (ResponseStatus.INCOMPLETE, ResponseIncompleteDetails(reason="content_filter")),
    ],
)
def test_a_response_that_fails_is_reported_and_the_session_goes_on(
    status: ResponseStatus, details: ResponseStatusDetails
) -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            done = ends("r", status=status)
            done.response.status_details = details
            await service.send(begins("r"), done)
            assert await stage.reports(f"the response is {status}: {json.dumps(details)}") == []
            assert await stage.settled(service) == []

    run(test())


def test_a_response_that_is_cancelled_is_no_fault() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r"), ends("r", status=ResponseStatus.CANCELLED))
            assert await stage.settled(service) == []

    run(test())


def test_what_is_no_event_of_today_is_passed_over() -> None:
    without_id, without_status = (calls("r", "call_1", "get_weather") for _ in range(2))
    assert without_id.item
    assert without_status.item
    del without_id.item["call_id"]
    del without_status.item["status"]
    odd: list[Frame] = [
        "{",
        "[]",
        b"\xff",
        '{"type": "response.audio.delta", "response_id": "r", "delta": "!!"}',
        '{"type": "error"}',
        '{"type": "error", "error": "quota"}',
        without_id.to_json(),
        without_status.to_json(),
    ]

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.websocket.send('{"type": "response.dream", "response_id": "r"}')
            await service.send(begins("r"))
            for frame in odd:
                await service.websocket.send(frame)
                assert (await stage.log.lines.get()).startswith("passed over: ")
            await service.send(says("r", "item_1", 1))
            assert await stage.settled(service) == []
            assert len(stage.speaker.played) == 1

    run(test())


# --- Connections -----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["in mid-frame", "with an error", "as usual"])
def test_a_lost_connection_is_followed_by_a_fresh_session(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> str:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return ""

    monkeypatch.setitem(voice_agent.FUNCTIONS, "slow", slow)

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(begins("r1"), calls("r1", "call_1", "slow"), ends("r1"))
            await service.send(begins("r2"), says("r2", "item_1", 100))
            await started.wait()
            assert await stage.settled(service) == []
            stage.speaker.unheard = 48 * 100
            match how:
                case "in mid-frame":
                    await in_mid_frame(service.websocket)
                case "with an error":
                    await service.websocket.close(1011, "fault")
                case _:
                    await service.websocket.close()
            again = await stage.service()
            assert (await stage.log.lines.get()).startswith("connection lost: ")
            await ended.wait()
            await again.send(SPEECH)  # nothing of the old session is cancelled or truncated
            assert await stage.settled(again) == []

    run(test())


def test_the_next_session_begins_with_what_was_said() -> None:
    said = ResponseMessageItem(
        id="i1",
        role="user",
        status="completed",
        content=[RequestAudioContentPart(transcript="Is it raining?")],
    )

    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            await service.send(make(ServerEventConversationItemCreated, item=said))
            assert await stage.settled(service) == []
            await service.websocket.close()
            again = await stage.service()
            assert (await stage.log.lines.get()).startswith("connection lost: ")
            [created] = await stage.settled(again)
            content = [{"type": "input_text", "text": "Is it raining?"}]
            item = {"type": "message", "role": "user", "content": content}
            assert created == {"type": "conversation.item.create", "item": item}

    run(test())


def test_what_is_heard_without_a_connection_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_agent, "PAUSES", (0.1, 0.1))

    async def test() -> None:
        async with staged() as stage:
            stage.microphone.heard.put_nowait(b"before there was one")
            await its_turn()
            service = await stage.service()
            await service.websocket.close()
            assert (await stage.log.lines.get()).startswith("connection lost: ")
            stage.microphone.heard.put_nowait(b"before there is another")
            await its_turn()
            assert stage.microphone.heard.empty()
            assert await stage.settled(await stage.service()) == []

    run(test())


def test_it_gives_up_when_no_session_comes_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_agent, "PAUSES", (0.0, 0.02, 0.04))

    async def test() -> None:
        start = asyncio.get_running_loop().time()
        async with staged() as stage:
            for _ in range(3):
                service = await stage.service()
                await service.websocket.close(1011, "fault")
            with pytest.raises(ExceptionGroup) as raised:
                await stage.agent
            assert raised.group_contains(ConnectionError, match="lost too often")
            assert stage.services.empty()
        assert asyncio.get_running_loop().time() - start > 0.05  # it waited in between

    run(test())


async def never(_: ServerConnection) -> None:
    raise NotImplementedError


def no_key(_: ServerConnection, request: Request) -> HTTPResponse:
    return HTTPResponse(401, "Unauthorized", Headers())


@pytest.mark.parametrize(("listens", "says"), [(True, "HTTP 401"), (False, "Connect call failed")])
def test_it_gives_up_when_there_is_no_connection(
    listens: bool, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with serve(never, "127.0.0.1", 0, process_request=no_key) as server:
            url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
            if not listens:
                server.close()
            agent = voice_agent.Agent(url, "secret", Speaker())
            with pytest.raises(ExceptionGroup) as raised:
                await agent.run(Microphone().chunks())
        assert raised.group_contains(ConnectionError, match="lost too often")

    run(test())
    assert len(caplog.messages) == len(voice_agent.PAUSES)
    assert all(says in message for message in caplog.messages)


def test_a_session_that_came_about_starts_the_count_anew() -> None:
    async def test() -> None:
        async with staged() as stage:
            for _ in range(3 * len(voice_agent.PAUSES)):
                service = await stage.service()
                await service.send(make(ServerEventSessionUpdated))
                assert (await stage.settled(service)) == []
                await service.websocket.close()
                assert (await stage.log.lines.get()).startswith("connection lost: ")
            assert not stage.agent.done()

    run(test())


def test_it_ends_with_the_microphone() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            stage.microphone.heard.put_nowait(b"")
            with pytest.raises(ConnectionClosedOK):
                await service.websocket.recv()
            await stage.agent

    run(test())


def test_cancelling_it_closes_the_connection_and_leaves_nothing_behind() -> None:
    async def test() -> None:
        async with staged() as stage:
            service = await stage.service()
            stage.agent.cancel()
            with pytest.raises(ConnectionClosedOK):
                await service.websocket.recv()
            with pytest.raises(asyncio.CancelledError):
                await stage.agent

    run(test())


# --- With a stand-in for the service -----------------------------------------------------------


class Listener(Speaker):
    """It plays in no time, but for the last tenth of a second, and says when it hears anything."""

    def __init__(self) -> None:
        super().__init__()
        self.hears = asyncio.Event()
        self.stopped = False

    def play(self, audio: bytes) -> None:
        super().play(audio)
        self.unheard = 100 * voice_agent.BYTES_PER_MS
        self.hears.set()

    def stop(self) -> int:
        self.stopped = self.hears.is_set()
        return super().stop()


async def speech(milliseconds: int) -> AsyncIterator[bytes]:
    """The user speaks, and is silent for a second, in frames of 50 ms."""
    said = tone(milliseconds) + bytes(1000 * voice_agent.BYTES_PER_MS)
    for start in range(0, len(said), 50 * voice_agent.BYTES_PER_MS):
        yield said[start : start + 50 * voice_agent.BYTES_PER_MS]


async def question(agent: voice_agent.Agent, listener: Listener) -> AsyncIterator[bytes]:
    """The user speaks once there is a connection, and again where nothing is heard."""
    while not listener.hears.is_set():
        connection = agent.websocket
        if connection is not None:
            async for frame in speech(400):
                yield frame
        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                while agent.websocket is connection and not listener.hears.is_set():
                    await asyncio.sleep(0.005)
    await asyncio.sleep(0.03)  # for the rest of the answer: unread, it would hold up the close


async def spoken_turn(url: str) -> None:
    """The user asks a question, and hangs up once there is an answer."""
    listener = Listener()
    agent = voice_agent.Agent(url, "secret", listener)
    await agent.run(question(agent, listener))


def test_a_spoken_turn_with_a_call() -> None:
    async def test() -> None:
        call = Call("get_weather", {"city": "Bergen"}, "call_1")
        script: list[Answer] = [call, "Take an umbrella."]
        async with StandIn(script, hear=["Is it raining?"], pace=0, speak=tones) as service:
            await spoken_turn(service.url)
        assert service.problems == []
        assert output("call_1", "Light rain in Bergen, 8 degrees.") in service.received
        assert CREATE in service.received

    run(test())


def test_barge_in() -> None:
    async def test() -> None:
        listener = Listener()

        async def microphone() -> AsyncIterator[bytes]:
            async for frame in question(agent, listener):
                yield frame
            async for frame in speech(400):  # over the answer
                yield frame
            while not listener.stopped:
                await asyncio.sleep(0.01)

        script = ["one two three four five six seven eight nine ten " * 20, "Yes?"]
        async with StandIn(script, pace=20, speak=tones) as service:
            agent = voice_agent.Agent(service.url, "secret", listener)
            await agent.run(microphone())
        assert service.problems == []
        truncates = [
            event
            for event in service.received
            if isinstance(event, ClientEventConversationItemTruncate)
        ]
        assert len(truncates) == 1
        events = [record.event for record in service.recording if record.event]
        types = [event.type for event in events]
        assert "conversation.item.truncated" in types
        done = events[types.index("response.done")]
        assert done["response"]["status"] == "cancelled"

    run(test())


def test_it_survives_every_fault() -> None:
    """It goes on in the next session, or gives up where each connection fails."""
    less = {
        "delay": "delay=0.05",
        "slow-network": "slow-network=4000000",
        "huge-frame": "huge-frame=2000000",  # it takes half of that
    }
    faults = [less.get(fault.kind, fault) for fault in FAULTS if fault.value not in (1001, 1008)]
    checking = check_faults(
        spoken_turn, lambda turn: "Hi.", faults=faults, may_raise=Exception, pace=0, speak=tones
    )
    report = run(checking)
    assert report.survived, str(report)
    gave_up = [str(result.fault) for result in report.results if result.error is not None]
    assert gave_up == ["refuse=401@every:handshake"]


# --- The program -----------------------------------------------------------------------------


async def program(url: str, *command: str) -> asyncio.subprocess.Process:
    """The agent as a program, with pipes as its microphone, its speaker and its log."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *(command or [voice_agent.__file__]),
        env={
            **os.environ,
            "VOICELIVE_ENDPOINT": url,
            "VOICELIVE_API_KEY": "secret",
            "PYTHONUNBUFFERED": "",
        },
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def test_the_program_speaks_through_pipes() -> None:
    first, rest = os.urandom(4800), os.urandom(4800 + 2400)
    silence = bytes(4800)

    async def test() -> None:
        services: asyncio.Queue[Service] = asyncio.Queue()
        async with serving(services) as url:
            process = await program(url)

            async def speak() -> bytes:
                """Be heard for 100 milliseconds, and hear as much."""
                assert process.stdin
                assert process.stdout
                chunk = os.urandom(4800)
                process.stdin.write(chunk)
                append = await service.next(ClientEventInputAudioBufferAppend)
                assert append.audio == chunk
                return await process.stdout.readexactly(4800)

            service = await services.get()
            await service.begins()
            assert await speak() == silence
            audio = make(ServerEventResponseAudioDelta, response_id="r", delta=first + rest)
            await service.send(begins("r"), audio)
            await service.send(calls("r", "call_1", "get_weather", '{"city": "Oslo"}'), ends("r"))
            assert await service.next(ClientEvent) == output(
                "call_1", "Light rain in Oslo, 8 degrees."
            )
            assert await service.next(ClientEvent) == CREATE
            assert await speak() == first
            await service.send(SPEECH)
            assert await service.next(ClientEvent) == truncate("item_1", 100)
            assert await speak() == silence
            assert await process.communicate(b"") == (b"", b"")
            assert process.returncode == 0
            await service.websocket.wait_closed()
            assert service.websocket.protocol.close_code == 1000

    run(test())


def wav(path: Path, said: bytes, rate: int = 24_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(said)
    return path


def test_a_file_is_a_microphone_at_its_pace(tmp_path: Path) -> None:
    said = os.urandom(4800 + 960)
    path = wav(tmp_path / "question.wav", said)

    async def test() -> tuple[list[bytes], float]:
        clock = asyncio.get_running_loop().time
        began = clock()
        heard: list[bytes] = []
        async for chunk in voice_agent.recorded(str(path)):
            heard.append(chunk)
            if len(heard) == 4:
                break
        return heard, clock() - began

    heard, took = run(test())
    assert list(map(len, heard)) == [4800] * 4
    assert b"".join(heard) == said.ljust(4 * 4800, b"\0")
    assert took >= 0.29


def test_the_program_listens_to_a_file(tmp_path: Path) -> None:
    """It hears a turn, which needs silence after the words, and plays the answer."""
    path = wav(tmp_path / "question.wav", tone(400))

    async def test() -> None:
        async with StandIn(["Yes."], pace=0, speak=tones) as service:
            process = await program(service.endpoint, voice_agent.__file__, str(path))
            assert process.stdout
            while not any(await process.stdout.readexactly(4800)):
                pass
            process.send_signal(signal.SIGINT)
            await process.communicate()
            assert process.returncode == 0
        assert service.problems == []

    run(test())


def test_the_program_says_that_a_file_is_not_to_be_heard(tmp_path: Path) -> None:
    telephone = wav(tmp_path / "telephone.wav", bytes(320), rate=8_000)
    (text := tmp_path / "text.wav").write_text("no sound at all")
    says = {
        telephone: f"failed: {telephone} is no mono PCM16 at 24 kHz",
        text: "failed: file does not start with RIFF id",
        tmp_path / "none.wav": "failed: [Errno 2] No such file or directory: ",
    }

    async def test(path: Path, said: str) -> None:
        async with StandIn(pace=0) as service:
            process = await program(service.endpoint, voice_agent.__file__, str(path))
            _, err = await process.communicate()
            assert process.returncode == 1
            assert err.decode().startswith(said)
            assert err.count(b"\n") == 1

    for path, said in says.items():
        run(test(path, said))


def test_the_program_ends_when_it_is_interrupted_and_hears_nothing() -> None:
    async def test() -> None:
        services: asyncio.Queue[Service] = asyncio.Queue()
        async with serving(services) as url:
            process = await program(url)
            try:
                service = await services.get()
                await service.begins()
                process.send_signal(signal.SIGINT)
                async with asyncio.timeout(2):
                    assert await process.wait() == 0
            finally:
                if process.returncode is None:
                    process.kill()
            assert process.stderr
            assert await process.stderr.read() == b""  # no traceback
            await service.websocket.wait_closed()
            assert service.websocket.protocol.close_code == 1000

    run(test())


HURRIED = f"""\
import sys
sys.path.insert(0, {str(Path(voice_agent.__file__).parent)!r})
import voice_agent
voice_agent.PAUSES = (0.0, 0.0)
voice_agent.main()
"""


@pytest.mark.parametrize(
    ("scheme", "says"),
    [
        (
            "ws",
            [
                *["connection lost: server rejected WebSocket connection: HTTP 401"] * 2,
                "failed: the connection was lost too often",
            ],
        ),
        ("http", ["failed: URL isn't a valid URI: scheme isn't ws or wss"]),
    ],
)
def test_the_program_says_why_it_ends(scheme: str, says: list[str]) -> None:
    async def test() -> None:
        async with StandIn(faults=["refuse=401@every:handshake"]) as service:
            endpoint = service.endpoint.replace("ws:", f"{scheme}:")
            process = await program(endpoint, "-c", HURRIED)
            assert await process.wait() == 1
        assert process.stdout
        assert process.stderr
        assert await process.stdout.read() == b""
        lines = (await process.stderr.read()).decode().splitlines()
        assert [line.replace(endpoint + voice_agent.PATH, "URL") for line in lines] == says

    run(test())
