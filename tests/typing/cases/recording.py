"""Recorders and records."""

from typing import assert_type

from websockets.asyncio.client import ClientConnection

from voicelive_events import ClientEvent, DecodeError, ServerEvent
from voicelive_events.recording import Closed, Record, Recorder, read_record, read_recording


async def record(connection: ClientConnection, path: str) -> None:
    with Recorder(path, session="a1", on_error=print) as recorder:
        assert_type(recorder, Recorder)
        wrapped = recorder.wrap(connection)
        assert_type(wrapped, ClientConnection)
        recorder.sent({"type": "response.create"})
        recorder.received(b"{}")
        recorder.received(5)  # E: mypy[arg-type] pyright[reportArgumentType]


def read(path: str) -> None:
    for record in read_recording(path):
        assert_type(record, Record)
        assert_type(record.event, ServerEvent | ClientEvent | None)
        assert_type(record.closed, Closed | None)
        assert_type(record.error, DecodeError | None)
        if isinstance(record.event, ServerEvent):
            assert_type(record.event, ServerEvent)
    assert_type(read_record("{}").n, int | None)
    read_recording(b"{}")  # E: mypy[arg-type] pyright[reportArgumentType]
