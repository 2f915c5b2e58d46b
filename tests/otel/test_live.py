"""Over a real connection, that of `websockets`, whose other end does what a service may do."""

from __future__ import annotations

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from voicelive_events import ClientEventResponseCreate, aiter_events

from ..docs.replay import SESSION, End, Replay, in_mid_frame, run
from .telemetry import Telemetry, failure

NAMES = ["chat gpt-4.1", "execute_tool get_weather", "chat gpt-4.1", "chat gpt-4.1"]


async def talk(telemetry: Telemetry, port: int, most: int | None = None) -> None:
    """Read what comes, at most so many events of it."""
    with telemetry.tracer() as tracer:
        async with connect(f"ws://127.0.0.1:{port}", close_timeout=0.1) as connection:
            connection = tracer.wrap(connection)
            await connection.send(ClientEventResponseCreate().to_json())
            read = 0
            async for _ in aiter_events(connection):
                read += 1
                if read == most:
                    raise LookupError


async def session(telemetry: Telemetry, *, most: int | None = None, end: End | None = None) -> None:
    """Of the sample session, with which the server goes as *end* does."""
    served = Replay.of(SESSION) if end is None else Replay.of(SESSION[:-1], end)
    async with served as replay:
        await talk(telemetry, replay.port, most)


def test_a_whole_session() -> None:
    telemetry = Telemetry()
    run(session(telemetry))
    assert sorted(span.name for span in telemetry.spans) == sorted([*NAMES, "voicelive.session"])
    told = telemetry.span("voicelive.session")
    assert failure(told) is None
    assert (told.attributes or {})["voicelive.session.end_reason"] == "closed"
    assert all((span.end_time or 0) >= (span.start_time or 0) for span in telemetry.spans)


def test_a_connection_that_is_lost() -> None:
    telemetry = Telemetry()
    with pytest.raises(ConnectionClosedError):
        run(session(telemetry, end=in_mid_frame))
    told = telemetry.span("voicelive.session")
    assert failure(told) == "1006"
    assert (told.attributes or {})["voicelive.session.end_reason"] == "lost"


def test_a_program_that_fails() -> None:
    telemetry = Telemetry()
    with pytest.raises(LookupError):
        run(session(telemetry, most=40))
    assert telemetry.spans  # each of them ended
