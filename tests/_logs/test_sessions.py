"""Which session each line of a log belongs to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.figures import summed_up
from voicelive_events import ServerEvent
from voicelive_events._logs.sessions import Sessions
from voicelive_events._logs.timeline.reading import read_timeline
from voicelive_events.recording import Record

START = datetime(2026, 11, 22, tzinfo=UTC)


def record(
    n: int | None, file: str = "a", *, session: str | None = None, second: float | None = 0
) -> Record:
    time = None if second is None else START + timedelta(seconds=second)
    return Record(n=n, file=file, session=session, time=time)


@pytest.mark.parametrize(
    "records",
    [
        [record(1), record(2)],
        [record(1), record(1)],  # a line that is there twice
        [record(1, second=None), record(1, second=None)],
        [record(0), record(1, second=1)],
        [record(9), record(10, "b")],  # a recording that was rotated
        [record(None), record(None)],
        [record(None, session="s"), record(None, "b", session="s")],
    ],
)
def test_session_that_goes_on(records: list[Record]) -> None:
    sessions = Sessions(list[int])
    assert sessions.of(records[0]) is sessions.of(records[1])


@pytest.mark.parametrize(
    "records",
    [
        [record(None), record(None, "b")],
        [record(9), record(1, "b")],
        [record(9), record(0, "b")],
        [record(9, session="s"), record(1, "b", session="s")],
        [record(1), record(1, second=1)],  # recordings that stand one after another
        [record(1, session="s"), record(2, session="t")],
    ],
)
def test_another_session(records: list[Record]) -> None:
    sessions = Sessions(list[int])
    assert sessions.of(records[0]) is not sessions.of(records[1])


def spoken(session: str | None, file: str) -> list[Record]:
    """An answer that is interrupted, in G.711, with the ids that any session may have."""
    frames: list[tuple[float, dict[str, Any]]] = [
        (0, {"type": "session.created", "session": {"output_audio_format": "g711_ulaw"}}),
        (1, {"type": "input_audio_buffer.speech_stopped", "audio_end_ms": 1, "item_id": "u"}),
        (1, {"type": "input_audio_buffer.committed", "item_id": "u"}),
        (1, {"type": "response.created", "response": {"id": "r", "status": "in_progress"}}),
        (
            3,
            {
                "type": "response.audio.delta",
                "response_id": "r",
                "item_id": "i",
                "output_index": 0,
                "content_index": 0,
                "delta": "////" * 100,
            },
        ),
        (4, {"type": "input_audio_buffer.speech_started", "audio_start_ms": 2, "item_id": "v"}),
        (4, {"type": "response.done", "response": {"id": "r", "status": "cancelled"}}),
    ]
    return [
        Record(
            event=ServerEvent.from_dict({**frame, "event_id": f"event_{n}"}),
            direction="received",
            n=n,
            time=START + timedelta(seconds=second),
            session=session,
            file=file,
            line=n,
        )
        for n, (second, frame) in enumerate(frames, 1)
    ]


def test_each_session_has_figures_of_its_own() -> None:
    one, other = spoken("a", "log"), spoken("b", "log")
    mixed = [each for pair in zip(one, other, strict=True) for each in pair]
    in_files = [*spoken(None, "a.jsonl"), *spoken(None, "b.jsonl")]
    for log in (mixed, in_files):
        shown, timeline = summed_up(log).as_json(), read_timeline(log)
        assert shown["user_turns"] == len(timeline.turns) == 2
        assert shown["interruptions"] == len(timeline.interruptions) == 2
        assert shown["responses"] == {"cancelled": 2}
        assert shown["latency_s"] == {"count": 2, "min": 2.0, "median": 2.0, "max": 2.0}
        assert shown["audio_s"] == pytest.approx(2 * 300 / 8000)


def test_the_records_of_a_thousand_sessions_may_alternate() -> None:
    sessions = [spoken(str(number), "log") for number in range(1000)]
    mixed = [each for row in zip(*sessions, strict=True) for each in row]
    shown, timeline = summed_up(mixed).as_json(), read_timeline(mixed)
    assert shown["user_turns"] == len(timeline.turns) == 1000
    assert shown["interruptions"] == len(timeline.interruptions) == 1000
    assert shown["latency_s"] == {"count": 1000, "min": 2.0, "median": 2.0, "max": 2.0}
    assert shown["audio_s"] == pytest.approx(1000 * 300 / 8000)


def test_what_a_log_leaves_open_is_not_answered_in_the_next() -> None:
    asked, answered = spoken(None, "a.jsonl")[1:4], spoken(None, "b.jsonl")[4:5]
    shown = summed_up([*asked, *answered]).as_json()
    assert shown["latency_s"] is not None  # it goes on: `n` says so
    answered = [Record(event=r.event, file=r.file, line=r.line, time=r.time) for r in answered]
    assert summed_up([*asked, *answered]).as_json()["latency_s"] is None
