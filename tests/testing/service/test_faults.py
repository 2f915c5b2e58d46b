"""What goes wrong on request, and when."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Literal
from unittest import mock

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from voicelive_events import DecodeError, ServerEvent, UnknownServerEvent, discriminator
from voicelive_events.recording import Closed
from voicelive_events.testing.service import FAULTS, Fault, StandIn
from voicelive_events.testing.service._faults import KINDS
from voicelive_events.testing.service._transport import MAX_FRAME

from .talking import ASK, QUICK, answered, connected, converse, run, until_closed

# --- How they are said -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected one of broken-frame, missing-field, "),
        ("dropp", "got 'dropp'"),
        ("drop=1", "expected drop without a value, got '1'"),
        ("close=999", "expected close with VALUE: .*, got '999'"),
        ("close=1006", "got '1006'"),
        ("close=soon", "got 'soon'"),
        ("refuse=200", "got '200'"),
        ("huge-frame=0", "got '0'"),
        ("delay=-1", "got '-1'"),
        ("delay=nan", "got 'nan'"),
        ("delay=inf", "got 'inf'"),
        ("drop@response.done:0", r"expected a moment, .*, got 'response.done:0'"),
        ("drop@response.done:2:3", "got 'response.done:2:3'"),
        ("refuse=401@response.done", "expected refuse at the handshake, got 'response.done'"),
        ("drop@", "expected a moment, .*, got ''"),
        ("drop@every:", "expected a moment, .*, got ''"),
        ("close=", "expected close with VALUE: .*, got ''"),
        ("missing-field=", "expected missing-field with VALUE: .*, got ''"),
        ("drop@zzz", "expected a type or a class of events, or a glob, got 'zzz'$"),
        ("drop@respons.done", "got 'respons.done': response.done\\?$"),
        ("drop@after:response.don:2", "got 'response.don': response.done\\?$"),
        ("drop@ClientEventResponseCreated", "got .*: ClientEventResponseCreate\\?$"),
        ("drop@ResponseContentEvent", "got 'ResponseContentEvent'"),  # of which no event is
        ("refuse=401@2s", "expected refuse at the handshake, got '2s'"),
    ],
)
def test_what_says_no_fault(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Fault(text)
    with pytest.raises(ValueError, match=says):
        StandIn(faults=[text])


class OwnEvent(ServerEvent):
    """An event beside those of the service."""

    type: Literal["gateway.own"] = discriminator()


@pytest.mark.parametrize(
    "moment", ["gateway.own", "OwnEvent", "UnknownServerEvent", "UnknownClientEvent", "gate[w]*"]
)
def test_an_event_of_ones_own_may_say_when(moment: str) -> None:
    assert Fault(f"drop@{moment}").type == moment


def test_the_default_moments_are_documented() -> None:
    documented = [*re.findall(r"``([\w.*-]+)``", str(Fault.__doc__).partition("Without a")[2])]
    wanted: dict[str, list[str]] = {}
    for name, kind in KINDS.items():
        wanted.setdefault(kind.moment, []).append(name)
    common = wanted.pop("response.*delta")
    assert len(common) > len(KINDS) // 2
    assert documented[-1] == "response.*delta"
    told = [name for moment, names in wanted.items() for name in (moment, *names)]
    assert sorted(documented[:-1]) == sorted(told)


def test_a_fault_shows_as_what_it_was_made_of() -> None:
    fault = Fault("close=4000@every:after:response.done:2")
    assert str(fault) == "close=4000@every:after:response.done:2"
    assert repr(fault) == "Fault('close=4000@every:after:response.done:2')"


def test_the_list_has_every_kind() -> None:
    assert {fault.kind for fault in FAULTS} == set(KINDS)


# --- What a client sees ----------------------------------------------------------------------


def seen(fault: str, **options: Any) -> list[str | bytes]:
    """What a client receives that asks for one response, which is "One two."."""

    async def test() -> list[str | bytes]:
        frames: list[str | bytes] = []
        async with connected(["One two."], faults=[fault], **options) as (service, websocket):
            await websocket.send(ASK)
            while not frames or b'"type":"response.done"' not in as_bytes(frames[-1]):
                frames.append(await websocket.recv())
        assert [str(each) for each in service.happened] == [fault]
        return frames

    return run(test())


def as_bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def ended(fault: str, *frames: str) -> tuple[list[str], ConnectionClosed, Closed | None]:
    """The same where the connection ends: the types of what came, how it ended, what was kept."""

    async def test() -> tuple[list[str], ConnectionClosed, Closed | None]:
        async with QUICK(["One two."], faults=[fault]) as service:
            types, closed = await until_closed(service.url, *frames)
        assert [str(each) for each in service.happened] == [fault]
        return types, closed, service.sessions[0].closed

    return run(test())


def test_a_broken_frame() -> None:
    frames = seen("broken-frame@response.audio_transcript.delta:2")
    broken = [frame for frame in frames if isinstance(frame, str) and not frame.endswith("}")]
    assert len(broken) == 1
    assert broken[0].startswith('{"type":"response.audio_transcript.delta"')
    with pytest.raises(DecodeError):
        ServerEvent.from_json(broken[0])
    before = frames[: frames.index(broken[0])]
    assert [
        json.loads(frame)["delta"] for frame in before if b"_transcript.delta" in as_bytes(frame)
    ] == ["One"]


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ("missing-field@response.audio_transcript.delta", "$.delta"),
        ("missing-field=item_id@response.audio_transcript.delta", "$.item_id"),
        ("missing-field@response.done", "$.response"),
    ],
)
def test_a_missing_field(fault: str, path: str) -> None:
    events = [ServerEvent.from_json(frame) for frame in seen(fault)]
    [problem] = [problem for event in events for problem in event.problems()]
    assert (problem.code, problem.path) == ("missing", path)


def test_a_field_that_is_nowhere_is_never_missing() -> None:
    async def test() -> None:
        async with (
            QUICK(faults=["missing-field=dream"]) as service,
            connect(service.url) as websocket,
        ):
            assert await answered(websocket)
        assert service.happened == ()

    run(test())


def test_broken_base64() -> None:
    events = [ServerEvent.from_json(frame) for frame in seen("broken-base64")]
    [problem] = [problem for event in events for problem in event.problems()]
    assert (problem.code, problem.path) == ("invalid_value", "$.delta")


def test_a_fault_of_a_frame_waits_for_one_that_has_it() -> None:
    events = [ServerEvent.from_json(frame) for frame in seen("broken-base64@response.created")]
    [broken] = [event for event in events if event.problems()]
    assert broken.type == "response.audio.delta"


def test_an_unknown_event() -> None:
    events = [ServerEvent.from_json(frame) for frame in seen("unknown-event@response.done")]
    [unknown] = [event for event in events if isinstance(event, UnknownServerEvent)]
    assert events[events.index(unknown) + 1].type == "response.done"


@pytest.mark.parametrize(("value", "size"), [("", MAX_FRAME), ("=5000", 5000)])
def test_a_huge_frame(value: str, size: int) -> None:
    sizes = [len(frame) for frame in seen(f"huge-frame{value}@response.created", compression=False)]
    assert size in sizes


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ("rate-limit", "failed", "rate_limit_exceeded"),
        ("content-filter", "incomplete", "content_filter"),
        ("content-filter@response.created", "incomplete", "content_filter"),
    ],
)
def test_a_response_that_does_not_come_to_its_end(fault: str, status: str, reason: str) -> None:
    events = [ServerEvent.from_json(frame) for frame in seen(fault)]
    [done] = [event for event in events if event.type == "response.done"]
    assert done["response"]["status"] == status
    details = done["response"]["status_details"]
    assert details.get("reason", details.get("error", {}).get("code")) == reason


def test_a_session_that_expires() -> None:
    types, error, kept = ended("expire")
    assert types[-1] == "error"
    assert error.rcvd is not None
    assert (error.rcvd.code, error.rcvd.reason) == (1001, "session expired")
    assert kept == Closed(1001, "session expired")


@pytest.mark.parametrize("code", [1000, 1011, 1013, 3000, 4999])
def test_a_connection_that_is_closed(code: int) -> None:
    types, error, kept = ended(f"close={code}@response.audio_transcript.delta:2")
    assert types.count("response.audio_transcript.delta") == 1
    assert error.rcvd is not None
    assert error.rcvd.code == code
    assert kept == Closed(code, "the stand-in was told to close")


def test_a_connection_that_is_dropped() -> None:
    types, error, kept = ended("drop@after:response.audio_transcript.delta:2")
    assert error.rcvd is None
    assert types.count("response.audio_transcript.delta") <= 2  # what was on its way is lost, too
    assert kept == Closed(1006)


@pytest.mark.parametrize("fault", ["drop", "half-message", "close=4000"])
def test_nothing_is_recorded_that_was_not_sent(fault: str) -> None:
    async def test() -> list[str]:
        async with QUICK(faults=[f"{fault}@response.content_part.added"]) as service:
            await until_closed(service.url)
        records = service.recording
        return [r.event.type for r in records if r.event and r.direction == "received"]

    types = run(test())
    assert types[:2] == ["session.created", "response.created"]
    assert types[2:] == ["response.output_item.added", "conversation.item.created"]


def test_half_a_message() -> None:
    types, error, kept = ended("half-message@response.output_item.added")
    assert types == ["session.created", "response.created"]
    assert error.rcvd is None
    assert kept == Closed(1006)


@pytest.mark.parametrize(("fault", "status"), [("refuse", 401), ("refuse=429", 429)])
def test_a_connection_that_is_refused(fault: str, status: int) -> None:
    async def test() -> None:
        async with QUICK(faults=[fault]) as service:
            with pytest.raises(InvalidStatus) as refused:
                await converse(service.url)
            response = refused.value.response
            assert response.status_code == status
            assert response.headers.get("Retry-After") == ("1" if status == 429 else None)
            assert service.sessions == []
            assert [str(each) for each in service.happened] == [fault]
            async with connect(service.url) as websocket:  # the next is not
                assert await answered(websocket)

    run(test())


def duration(fault: str, script: str = "One.") -> float:
    """Seconds from the request for a response to its end."""

    async def test() -> float:
        async with (
            QUICK([script], faults=[fault], compression=False) as service,
            connect(service.url) as websocket,
        ):
            await websocket.recv()
            start = time.monotonic()
            assert await answered(websocket)
            return time.monotonic() - start

    return run(test())


def test_nothing_comes_for_some_time() -> None:
    assert duration("delay=0.15@response.created") >= 0.14


def test_a_slow_network() -> None:
    """The audio of a word is some 20 kB."""
    assert duration("slow-network=200000") >= 0.08


# --- When they happen ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "before"),
    [
        ("response.created", "session.created"),
        ("after:response.created", "response.created"),
        ("ServerEventResponseCreated", "session.created"),
        ("response.output_*:1", "response.created"),
        ("response.audio_transcript.delta:2", "response.audio.delta"),
        ("response.create", "session.created"),  # of the client
        ("ClientEventResponse*", "session.created"),
    ],
)
def test_an_event_of_either_side_says_when(moment: str, before: str) -> None:
    types, _, _ = ended(f"close=4000@{moment}")
    assert types[-1] == before


def test_after_an_event_of_the_client_is_after_its_answer() -> None:
    clear = '{"type": "input_audio_buffer.clear"}'
    types, _, _ = ended("close=4000@input_audio_buffer.clear", clear)
    assert types == ["session.created"]
    types, _, _ = ended("close=4000@after:input_audio_buffer.clear", clear)
    assert types == ["session.created", "input_audio_buffer.cleared"]


def test_the_handshake_says_when() -> None:
    types, _, _ = ended("close=4000@handshake")
    assert types == []


def test_a_time_says_when() -> None:
    start = time.monotonic()
    types, _, _ = ended("close=4000@0.1s")
    assert time.monotonic() - start >= 0.1
    assert types[-1] == "response.done"


def times(fault: str, connections: int = 3) -> list[bool]:
    """In which of several connections it happens."""

    async def test() -> list[bool]:
        happened: list[bool] = []
        async with QUICK(faults=[fault]) as service:
            for n in range(connections):
                try:
                    async with connect(service.url) as websocket:
                        await answered(websocket)
                except ConnectionClosed:
                    pass
                happened.append(len(service.happened) > sum(happened))
                assert len(service.happened) <= n + 1
        return happened

    return run(test())


@pytest.mark.parametrize("moment", ["handshake", "response.created", "after:session.created"])
def test_it_happens_once_or_in_every_connection(moment: str) -> None:
    assert times(f"close=4000@{moment}") == [True, False, False]
    assert times(f"close=4000@every:{moment}") == [True, True, True]


@pytest.mark.parametrize("faults", [["refuse", "refuse=429"], ["refuse", "drop@handshake"]])
def test_one_connection_has_no_more_than_one_end(faults: list[str]) -> None:
    async def test() -> None:
        async with QUICK(faults=faults) as service:
            for count in (1, 2):
                with pytest.raises((InvalidStatus, ConnectionClosed)):
                    await converse(service.url)
                assert [str(each) for each in service.happened] == faults[:count]
            assert await converse(service.url)

    run(test())


def test_a_fault_waits_for_a_connection_that_comes_to_its_moment() -> None:
    async def test() -> None:
        async with QUICK(faults=["drop", "close=4000", "close=4001@0.1s"]) as service:
            for code in (1006, 4000):
                with pytest.raises(ConnectionClosed):
                    await converse(service.url)
                assert service.sessions[-1].closed == (code, mock.ANY)
            _, closed = await until_closed(service.url)
            assert closed.rcvd is not None
            assert closed.rcvd.code == 4001

    run(test())


def test_several_faults_in_one_connection() -> None:
    async def test() -> None:
        faults = ["unknown-event@response.created", "broken-frame@response.done", "close=4000@2s"]
        async with connected(faults=faults) as (service, websocket):
            await websocket.send(ASK)
            types = []
            while (frame := str(await websocket.recv())).endswith("}"):
                types.append(json.loads(frame)["type"])
        assert frame.startswith('{"type":"response.done"')
        assert types.index("response.something.new") == types.index("response.created") - 1
        assert [str(each) for each in service.happened] == faults[:2]

    run(test())


def test_a_fault_leaves_what_is_recorded_as_it_was_sent() -> None:
    async def test(fault: str) -> StandIn:
        async with connected(faults=[fault]) as (service, websocket):
            await websocket.send(ASK)
            while b'"type":"response.done"' not in as_bytes(await websocket.recv()):
                pass
        return service

    [broken] = [record for record in run(test("broken-frame")).recording if record.error]
    assert broken.direction == "received"
    assert broken.frame is not None
    [unknown] = [
        record.event
        for record in run(test("unknown-event")).recording
        if isinstance(record.event, UnknownServerEvent)
    ]
    assert unknown.type == "response.something.new"


def test_a_client_that_is_slow_and_held_up_loses_nothing() -> None:
    """What waits is sent in its order, and all of it."""

    async def test() -> list[str]:
        faults = ["delay=0.02@response.audio.delta:2", "slow-network=2000000"]
        async with (
            QUICK(["One two three."], faults=faults, compression=False) as service,
            connect(service.url) as websocket,
        ):
            types = await answered(websocket)
            sent = [
                r.event.type for r in service.recording if r.event and r.direction == "received"
            ]
        assert types == sent
        return types

    assert run(test()).count("response.audio.delta") == 3
