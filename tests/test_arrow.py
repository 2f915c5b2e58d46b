"""Events as rows: nothing but audio is lost, whatever an event holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicelive_events import (
    ClientEvent,
    ServerEvent,
    ServerEventResponseAudioDelta,
    TokenUsage,
    discriminator,
)
from voicelive_events.archive import LoggedEvent, read_archive
from voicelive_events.arrow import event_schema, to_arrow, to_batches
from voicelive_events.reader import DeltaRun
from voicelive_events.recording import Record, read_recording
from voicelive_events.testing.strategies import json_values

from .bundled import SAMPLE
from .hostile import mutated
from .test_assembly import FRAMES

TYPE = {"type": "response.text.delta"}
USAGE = {
    "total_tokens": 12,
    "input_tokens": 10,
    "output_tokens": 2,
    "input_token_details": {
        "cached_tokens": 4,
        "text_tokens": 3,
        "audio_tokens": 7,
        "image_tokens": None,
        "cached_tokens_details": {"text_tokens": 1, "audio_tokens": 3, "image_tokens": 0},
    },
    "output_token_details": {"text_tokens": 1, "audio_tokens": 1, "reasoning_tokens": 0},
}


def row(source: Any) -> dict[str, Any]:
    """What stands in the columns for *source*, a frame from the service or more, without nulls."""
    event = ServerEvent.from_dict(source) if type(source) is dict else source
    [found] = to_arrow([event]).to_pylist()
    return {name: value for name, value in found.items() if value is not None}


def test_the_columns() -> None:
    assert {field.name: str(field.type).partition("<")[0] for field in event_schema()} == {
        "session": "string",
        "n": "int64",
        "time": "timestamp[us, tz=UTC]",
        "direction": "string",
        "type": "string",
        "event_id": "string",
        "response_id": "string",
        "item_id": "string",
        "call_id": "string",
        "output_index": "int64",
        "content_index": "int64",
        "text": "string",
        "audio_bytes": "int64",
        "usage": "struct",
        "event": "string",
        "exact": "string",
    }


def test_the_tokens_are_those_of_the_definition() -> None:
    """A field that is added there is in the JSON alone, for the columns stay."""
    event = {"type": "response.done", "response": {"usage": USAGE}}
    assert TokenUsage.from_dict(USAGE).problems(unknown=True) == []
    assert row(event)["usage"] == USAGE


def test_the_columns_stay_when_a_user_adds_a_class() -> None:
    before = event_schema()

    class Scored(ServerEvent):
        type: Literal["contoso.arrow.scored"] = discriminator()
        rest: str | None = None
        audio_bytes: str | None = None
        direction: str | None = None
        session: dict[str, Any] | None = None
        event: str | None = None
        exact: str | None = None

    names = ("rest", "audio_bytes", "direction", "event", "exact")
    scored = Scored(session={"a": 1}, **dict.fromkeys(names, "x"))
    assert event_schema() == before
    found = row(scored)
    assert json.loads(found.pop("event")) == scored
    assert found == {"type": "contoso.arrow.scored", "direction": "received"}


def test_the_sample() -> None:
    records = list(read_recording(SAMPLE))
    table = to_arrow(records)
    assert table.num_rows == len(records) == 165
    assert table["direction"].to_pylist() == [record.direction for record in records]
    assert table["time"].to_pylist() == [record.time for record in records]
    assert table["n"].to_pylist() == list(range(1, 166))
    events = [record.event for record in records if record.event is not None]
    assert table["type"].to_pylist() == [event["type"] for event in events]
    audio = [len(e.delta) for e in events if isinstance(e, ServerEventResponseAudioDelta)]
    rows = table.to_pylist()
    assert audio == [r["audio_bytes"] for r in rows if r["type"] == "response.audio.delta"]
    assert sum(r["usage"]["total_tokens"] for r in rows if r["usage"]) == 707
    for event, text in zip(events, table["event"].to_pylist(), strict=True):
        kept = {key: value for key, value in event.items() if key not in ("audio", "delta")}
        assert kept.items() <= json.loads(text).items()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"item_id": "a", "output_index": 3}, {"item_id": "a", "output_index": 3}),
        ({"output_index": "3", "item_id": 3}, {}),
        ({"output_index": True}, {}),
        ({"output_index": 2**63}, {}),
        ({"output_index": None, "new": None}, {}),
        ({"transcript": "Hi", "arguments": "{}"}, {"text": "Hi"}),
        ({"delta": {"x": [1]}}, {}),
        ({"delta": "\U0001f600"}, {"text": "\U0001f600"}),
        ({"response": {"usage": {"total_tokens": "5"}}}, {}),
        ({"response": {"usage": 5}}, {}),
        ({"response": 5}, {}),
        ({"session": {"id": "s"}, "direction": "x", "n": 5, "time": 7}, {}),
    ],
)
def test_columns(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    frame = {**TYPE, **fields}
    found = row(frame)
    assert json.loads(found.pop("event")) == frame
    usage = found.pop("usage", None)
    assert usage is None or set(usage.values()) == {None}
    assert found == {**TYPE, "direction": "received", **expected}


@pytest.mark.parametrize(
    ("event", "size"),
    [
        (ServerEvent.from_dict({"type": "response.audio.delta", "delta": "AAEC"}), 3),
        (ServerEvent.from_dict({"type": "response.audio.delta", "delta": ""}), 0),
        (ClientEvent.from_dict({"type": "input_audio_buffer.append", "audio": "AAEC"}), 3),
    ],
)
def test_audio_is_counted_and_left_out(event: ServerEvent | ClientEvent, size: int) -> None:
    found = row(event)
    assert found["audio_bytes"] == size
    assert json.loads(found["event"]) == {"type": event["type"]}
    assert "text" not in found


def test_audio_in_an_item_is_counted_and_left_out() -> None:
    parts = [{"type": "input_audio", "audio": "AAEC", "transcript": "Hi"}] * 2
    item = {"type": "message", "role": "user", "content": parts}
    for event in (
        ClientEvent.from_dict({"type": "conversation.item.create", "item": item}),
        ServerEvent.from_dict({"type": "conversation.item.retrieved", "item": item}),
    ):
        found = row(event)
        assert found["audio_bytes"] == 6
        left = json.loads(found["event"])["item"]["content"]
        assert left == [{"type": "input_audio", "transcript": "Hi"}] * 2
        assert event["item"]["content"][0]["audio"] == "AAEC"


def test_what_is_no_base64_stays() -> None:
    found = row({"type": "response.audio.delta", "delta": "!"})
    assert "audio_bytes" not in found
    assert json.loads(found["event"])["delta"] == found["text"] == "!"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "x", "\ud800": 1},
        {"type": "x\udfff"},
        {"type": "x", "item_id": "\ud800", "a": [{"b": "\ud800"}]},
    ],
)
def test_half_a_surrogate_pair(frame: dict[str, Any]) -> None:
    """JSON may hold it, UTF-8 may not, and DuckDB takes no JSON text that has it in escapes."""
    found = row(frame)
    assert json.loads(found["exact"]) == frame
    assert "\ufffd" in found["event"]
    assert json.loads(found["event"])["type"] == found["type"]
    found["event"].encode()


def test_records_say_more() -> None:
    time = datetime(2026, 11, 29, 12, 0, 0, 250, tzinfo=UTC)
    event = ClientEvent.from_dict({"type": "response.create"})
    expected = {"session": "a", "n": 5, "time": time, "direction": "sent", **event}
    record = Record(event=event, session="a", n=5, time=time, direction="sent")
    for source in (record, LoggedEvent("a", time, event, 5)):
        found = row(source)
        assert json.loads(found.pop("event")) == event
        assert found == expected


def test_what_is_no_event() -> None:
    bad, closed = '{"n": 1, "frame": "x"}', '{"n": 2, "closed": {"code": 1000}}'
    assert to_arrow(read_recording([bad, closed])).num_rows == 0
    run = DeltaRun("x", None, None, None, 0, None)
    for source in (run, LoggedEvent("a", None, run), {"type": "x"}, "x"):
        with pytest.raises(TypeError, match="expected events or records of them"):
            to_arrow([source])  # type: ignore[list-item]


def test_an_archive() -> None:
    lines = ['{"session": "a", "time": 5, "event": {"type": "response.create"}}', "oops"]
    [found] = to_arrow(read_archive(lines)).to_pylist()
    assert (found["session"], found["direction"]) == ("a", "sent")


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.sampled_from(FRAMES).flatmap(mutated), st.dictionaries(st.text(), json_values()))
def test_nothing_but_audio_is_lost(frame: dict[str, Any], more: dict[str, Any]) -> None:
    event = ServerEvent.from_dict({**frame, **more, "type": "response.text.delta"})
    found = row(event)
    kept = json.loads(found.get("exact", found["event"]))
    assert kept == event
    assert list(kept) == list(event)


def test_batches_of_a_long_log(tmp_path: Path) -> None:
    event = ServerEvent.from_dict({**TYPE, "delta": "Hi"})
    path = tmp_path / "events.parquet"
    with pq.ParquetWriter(path, event_schema()) as writer:
        batches = to_batches(repeat(event, 10_000))
        sizes = [writer.write_batch(batch) or batch.num_rows for batch in batches]
    assert sizes == [4096, 4096, 1808]
    assert pq.read_table(path).num_rows == 10_000
    assert to_arrow([]).equals(pa.Table.from_batches([], event_schema()))


def test_a_batch_is_bounded_by_its_bytes() -> None:
    taken = 0

    def events() -> Iterator[ServerEvent]:
        nonlocal taken
        while True:
            taken += 1
            yield ServerEvent.from_dict({**TYPE, "delta": f"{taken:9}" * 100_000})

    batches = to_batches(events())
    assert 0 < next(batches).nbytes < 40e6
    first = taken
    assert first < 20
    next(batches)
    assert taken == 2 * first


def test_an_event_that_json_has_not() -> None:
    event = ServerEvent.from_dict(TYPE)
    event["x"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        to_arrow([event])


def test_a_recording_becomes_a_frame_of_pandas() -> None:
    pytest.importorskip("pandas", reason="no extra brings it")
    table = to_arrow(read_recording(SAMPLE))
    frame = table.to_pandas()
    assert list(frame.columns) == table.column_names
    assert len(frame) == table.num_rows > 100
