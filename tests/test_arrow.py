"""Events as flat rows: nothing but audio is lost, whatever an event holds."""

from __future__ import annotations

import json
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicelive_events import ServerEvent, ServerEventResponseAudioDelta, iter_events
from voicelive_events.arrow import event_schema, to_arrow, to_batches
from voicelive_events.testing.strategies import json_values

from .bundled import RECEIVED
from .hostile import mutated
from .test_assembly import FRAMES


def row(frame: dict[str, Any]) -> dict[str, Any]:
    """What stands in the columns for *frame*, without the nulls."""
    [found] = to_arrow([ServerEvent.from_dict(frame)]).to_pylist()
    return {name: value for name, value in found.items() if value is not None}


def test_every_field_has_a_column() -> None:
    schema = event_schema()
    assert schema.names[:2] == ["type", "event_id"]
    assert schema.names[-2:] == ["audio_bytes", "rest"]
    assert len(set(schema.names)) == len(schema.names)
    names = {info.wire_name for cls in ServerEvent.registry().values() for info in cls.fields()}
    assert names | {"audio_bytes", "rest"} == set(schema.names)
    kinds = {name: str(schema.field(name).type) for name in ("viseme_id", "delta", "content_index")}
    assert kinds == {"viseme_id": "int64", "delta": "string", "content_index": "int64"}


def test_the_sample() -> None:
    events = list(iter_events(RECEIVED))
    table = to_arrow(events)
    assert table.num_rows == len(events) == 99
    audio = [len(e.delta) for e in events if isinstance(e, ServerEventResponseAudioDelta)]
    assert [size for size in table["audio_bytes"].to_pylist() if size is not None] == audio
    assert table["type"].to_pylist() == [event["type"] for event in events]
    assert [text for text in table["rest"].to_pylist() if text] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"item_id": "a", "output_index": 3}, {"item_id": "a", "output_index": 3}),
        ({"delta": "AAEC"}, {"audio_bytes": 3}),
        ({"delta": "!"}, {"delta": "!"}),
        ({"delta": {"x": [1]}}, {"delta": '{"x": [1]}'}),
        ({"output_index": "3"}, {"rest": '{"output_index": "3"}'}),
        ({"output_index": True}, {"rest": '{"output_index": true}'}),
        ({"output_index": 2**63}, {"rest": '{"output_index": 9223372036854775808}'}),
        ({"output_index": None, "new": None}, {}),
        (
            {"new": [1], "rest": 2, "audio_bytes": 3},
            {"rest": '{"new": [1], "rest": 2, "audio_bytes": 3}'},
        ),
        ({"item_id": "\ud800"}, {"rest": '{"item_id": "\\ud800"}'}),
        ({"item_id": "\U0001f600"}, {"item_id": "\U0001f600"}),
        ({"response": {"id": "r"}}, {"response": '{"id": "r"}'}),
    ],
)
def test_columns(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    frame = {"type": "response.audio.delta", **fields}
    assert row(frame) == {"type": "response.audio.delta", **expected}


def test_an_unknown_event_is_kept_whole() -> None:
    frame = {"type": "response.sentiment.delta", "delta": {"score": 1}, "mood": "fine"}
    expected = {"delta": '{"score": 1}', "rest": '{"mood": "fine"}'}
    assert row(frame) == {"type": "response.sentiment.delta", **expected}


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.sampled_from(FRAMES).flatmap(mutated), st.dictionaries(st.text(), json_values()))
def test_nothing_but_audio_is_lost(frame: dict[str, Any], more: dict[str, Any]) -> None:
    event = ServerEvent.from_dict({**frame, **more, "type": "response.text.delta"})
    found = row(event)
    rest = json.loads(found.pop("rest", "{}"))
    for key, value in event.items():
        if value is not None:
            kept = rest[key] if key in rest else found[key]
            assert kept == value or json.loads(kept) == value


def test_batches_of_a_long_log(tmp_path: Path) -> None:
    event = ServerEvent.from_dict({"type": "response.text.delta", "delta": "Hi"})
    batches = to_batches(repeat(event, 10_000))
    path = tmp_path / "events.parquet"
    with pq.ParquetWriter(path, event_schema()) as writer:
        sizes = [writer.write_batch(batch) or batch.num_rows for batch in batches]
    assert sizes == [4096, 4096, 1808]
    assert pq.read_table(path).num_rows == 10_000
    assert to_arrow([]).equals(pa.Table.from_batches([], event_schema()))
