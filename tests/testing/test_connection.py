"""A fake connection plays a session to a client, and keeps what the client sends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from voicelive_events import (
    ClientEvent,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    DecodeError,
    ServerEvent,
    ServerEventResponseDone,
    ValidationError,
    aiter_events,
    iter_events,
)
from voicelive_events.recording import Recorder, read_recording
from voicelive_events.testing import AsyncFakeConnection, FakeConnection, ScriptedSession

CREATE = ClientEventResponseCreate()
CANCEL = ClientEventResponseCancel(event_id="mine")


def answering(session: ScriptedSession) -> Callable[[ClientEvent], object]:
    """Answers each `response.create` with words."""

    def answer(event: ClientEvent) -> None:
        if isinstance(event, ClientEventResponseCreate):
            session.reply("Hello.")

    return answer


def responses(events: list[ServerEvent]) -> int:
    return sum(isinstance(event, ServerEventResponseDone) for event in events)


def test_a_session_is_played_to_its_end() -> None:
    session = ScriptedSession().reply("Hello.")
    with FakeConnection(session) as connection:
        assert ServerEvent.from_json(connection.recv()) == session.events[0]
        assert list(iter_events(connection)) == session.events[1:]
        assert list(connection) == []
        with pytest.raises(ConnectionError, match="no more events"):
            connection.recv()
    assert connection.is_closed


def test_a_list_of_events_is_played() -> None:
    events = ScriptedSession().error("No.").events
    assert list(iter_events(FakeConnection(events[2:]))) == events[2:]


def test_what_is_sent_is_kept_with_its_type() -> None:
    connection = FakeConnection([])
    connection.send(CREATE.to_json())
    connection.send(CANCEL.to_json().encode())
    connection.send({"type": "response.create"})
    assert connection.sent == [CREATE, CANCEL, CREATE]
    assert [type(event) for event in connection.sent] == [type(CREATE), type(CANCEL), type(CREATE)]


def test_what_is_sent_is_checked() -> None:
    connection = FakeConnection([])
    with pytest.raises(ValidationError, match=r"session"):
        connection.send('{"type": "session.update"}')
    with pytest.raises(DecodeError):
        connection.send("response.create")
    assert connection.sent == []


def test_what_is_sent_makes_more_come() -> None:
    session = ScriptedSession()
    connection = FakeConnection(session, answering(session))
    assert len(list(connection)) == 2
    connection.send(CREATE)
    assert responses(list(iter_events(connection))) == 1
    connection.send(CANCEL)
    assert list(connection) == []


def test_a_closed_connection_takes_and_gives_nothing() -> None:
    connection = FakeConnection(ScriptedSession())
    connection.close(1000, "done")
    assert list(connection) == []
    with pytest.raises(ConnectionError, match="closed"):
        connection.recv()
    with pytest.raises(ConnectionError, match="closed"):
        connection.send(CREATE)
    assert connection.sent == []


def test_it_can_be_recorded(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        connection = recorder.wrap(FakeConnection(ScriptedSession()))
        connection.send(CREATE.to_json())
        assert len(list(connection)) == 2
    directions = [record.direction for record in read_recording(tmp_path / "log")]
    assert directions[:3] == ["sent", "received", "received"]


def test_code_that_awaits() -> None:
    session = ScriptedSession()

    async def client() -> list[ServerEvent]:
        received = []
        async with AsyncFakeConnection(session, answering(session)) as connection:
            async for event in aiter_events(connection):
                received.append(event)
                if event.type == "session.updated":
                    await connection.send(CREATE)
                if event.type == "response.done":
                    await connection.close()
        assert connection.sent == [CREATE]
        return received

    assert asyncio.run(asyncio.wait_for(client(), 5)) == session.events


def test_code_that_awaits_waits_for_what_another_task_sends() -> None:
    session = ScriptedSession()

    async def test() -> None:
        connection = AsyncFakeConnection(session, answering(session))

        async def read() -> list[ServerEvent]:
            return [event async for event in aiter_events(connection)]

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        assert not reading.done()
        await connection.send(CREATE)
        await asyncio.sleep(0.01)
        await connection.close()
        assert await reading == session.events
        assert responses(session.events) == 1

    asyncio.run(asyncio.wait_for(test(), 5))


def test_without_an_answer_nothing_is_waited_for() -> None:
    async def test() -> None:
        connection = AsyncFakeConnection(ScriptedSession())
        assert len([frame async for frame in connection]) == 2
        with pytest.raises(ConnectionError, match="no more events"):
            await connection.recv()
        with pytest.raises(ValidationError):
            await connection.send({"type": "session.update"})
        await connection.close()
        with pytest.raises(ConnectionError, match="closed"):
            await connection.send(CREATE)

    asyncio.run(asyncio.wait_for(test(), 5))


def test_others_run_while_frames_are_read() -> None:
    async def test() -> None:
        ran: list[object] = []
        connection = AsyncFakeConnection(ScriptedSession())
        task = asyncio.create_task(asyncio.sleep(0))
        task.add_done_callback(ran.append)
        assert len([frame async for frame in connection]) == 2
        assert ran == [task]

    asyncio.run(asyncio.wait_for(test(), 5))
