"""Turns, latency, interruptions and tokens."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.archive import LoggedEvent
from voicelive_events.metrics import SessionMeter, SessionMetrics, session_metrics
from voicelive_events.recording import read_record

from .condensed import condensed
from .frames import at, audio, created, done, encode, message, started, stopped
from .sessions import session_frames

COMMITTED = {"type": "input_audio_buffer.committed", "item_id": "item_user"}
USAGE = {
    "total_tokens": 12,
    "input_tokens": 10,
    "output_tokens": 2,
    "input_token_details": {"text_tokens": 10, "audio_tokens": 0, "cached_tokens": 4},
}
BY_SERVICE = {"type": "cancelled", "reason": "turn_detected"}
BY_CLIENT = {"type": "cancelled", "reason": "client_cancelled"}
OUTPUT = [{"type": "message", "id": "item_1"}]
TRUNCATED = {
    "type": "conversation.item.truncated",
    "item_id": "item_1",
    "content_index": 0,
    "audio_end_ms": 5,
}


def heard(*frames: dict[str, Any]) -> SessionMeter:
    """The meter after *frames*; what is essential of them is enough for the same metrics."""
    events = [LoggedEvent("session", time, event) for event, time in map(opened, frames)]
    meter = SessionMeter()
    for each in events:
        meter.feed(each.event, each.time)
    assert session_metrics(condensed(events)) == meter.metrics()
    return meter


def opened(frame: dict[str, Any]) -> tuple[ServerEvent, datetime | None]:
    record = read_record(encode([frame]))
    assert isinstance(record.event, ServerEvent)
    return record.event, record.time


@pytest.mark.parametrize(
    ("frames", "turns"),
    [
        ([COMMITTED], 1),
        ([COMMITTED, message("item_user"), message("item_user", kind="added")], 1),
        ([message("a"), message("b")], 2),
        ([message(None), message(None)], 2),
        ([message("a", "assistant"), message("b", "system")], 0),
        ([message("a", kind="done"), started(), stopped()], 0),
        ([message(f"item_{n}") for n in range(999)], 999),
    ],
)
def test_user_turns(frames: list[dict[str, Any]], turns: int) -> None:
    assert heard(*frames).user_turns == turns


def test_responses_by_status() -> None:
    talk = heard(done(), created("resp_2"), done("resp_2", "failed"), done("resp_3"))
    assert talk.responses == {"completed": 2, "failed": 1}


def test_tokens() -> None:
    bare = {key: USAGE[key] for key in ("total_tokens", "input_tokens", "output_tokens")}
    talk = heard(done(usage=USAGE), done("resp_2", usage=None), done("resp_3", usage=bare))
    assert talk.tokens == {"input": 20, "output": 4, "cached": 4}


@pytest.mark.parametrize(
    ("frames", "interruptions"),
    [
        ([done(status="cancelled", status_details=BY_SERVICE)], 1),
        ([created(), started(), done(status="cancelled", status_details=BY_CLIENT)], 1),
        ([started(), created(), done(status="cancelled", status_details=BY_CLIENT)], 0),
        ([created(), started(), done()], 0),
        ([TRUNCATED, TRUNCATED], 1),
        ([TRUNCATED, done(status="cancelled", status_details=BY_SERVICE, output=OUTPUT)], 1),
        ([done(status="cancelled", status_details=BY_SERVICE, output=OUTPUT), TRUNCATED], 1),
        ([audio(2), done(status="cancelled", status_details=BY_SERVICE), TRUNCATED], 1),
        ([audio(2), TRUNCATED, done(status="cancelled", status_details=BY_SERVICE)], 1),
        ([TRUNCATED, TRUNCATED | {"item_id": "item_2"}], 2),
    ],
)
def test_interruptions(frames: list[dict[str, Any]], interruptions: int) -> None:
    assert heard(*frames).interruptions == interruptions


def latencies(*frames: dict[str, Any]) -> list[float]:
    return [round(seconds, 6) for seconds in heard(*frames).latencies]


def test_latency_is_from_the_end_of_speech_to_the_first_audio() -> None:
    turn = [at(0, started()), at(2, stopped()), at(2.1, created()), at(2.75, audio(2))]
    assert latencies(*turn, at(3, audio(2))) == [0.75]
    assert heard(*turn).latency == pytest.approx((0.75, 0.75, 0.75))


def test_latency_of_each_turn() -> None:
    turns = [
        frame
        for n, seconds in enumerate((0.3, 0.1, 0.2))
        for frame in (
            at(10 * n, stopped()),
            at(10 * n, created(f"resp_{n}")),
            at(10 * n + seconds, audio(2) | {"response_id": f"resp_{n}"}),
        )
    ]
    assert latencies(*turns) == [0.3, 0.1, 0.2]
    assert heard(*turns).latency == pytest.approx((0.1, 0.2, 0.3))


def test_a_tool_call_on_the_way_belongs_to_the_latency() -> None:
    tool_turn = [at(0, stopped()), at(1, created("resp_0")), at(2, done("resp_0"))]
    assert latencies(*tool_turn, at(3, created()), at(4, audio(2))) == [4]


def test_audio_of_an_older_response_is_no_answer() -> None:
    talked_over = [at(0, created("resp_0")), at(1, started()), at(2, stopped())]
    old = audio(2) | {"response_id": "resp_0"}
    assert latencies(*talked_over, at(3, old)) == []
    assert latencies(*talked_over, at(3, old), at(4, created()), at(5, audio(2))) == [3]


@pytest.mark.parametrize(
    "frames",
    [
        [stopped(), created(), audio(2)],
        [at(0, stopped()), created(), audio(2)],
        [stopped(), at(0, created()), at(1, audio(2))],
        [at(0, stopped()), at(1, started()), at(2, audio(2))],
        [at(0, created()), at(1, audio(2))],
    ],
    ids=["no times", "no time of audio", "no time of speech", "speaks again", "no speech"],
)
def test_no_latency(frames: list[dict[str, Any]]) -> None:
    assert heard(*frames).latency is None


def test_a_new_session_has_ids_of_its_own() -> None:
    begun = {"type": "session.created", "session": {}}
    talk = heard(message("a"), TRUNCATED, begun, message("a"), TRUNCATED)
    assert (talk.user_turns, talk.interruptions) == (2, 2)
    assert latencies(at(0, stopped()), begun, at(1, audio(2))) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "response.done"},
        {"type": "response.done", "response": {"status": 5}},
        {"type": "response.created", "response": {"id": 5}},
        done(usage={"input_tokens": "x"}),
        message("x") | {"item": 5},
        {"type": "input_audio_buffer.committed"},
    ],
)
def test_what_cannot_be_read_is_passed_over(broken: dict[str, Any]) -> None:
    assert heard(broken, COMMITTED).user_turns == 1


def test_events_of_a_users_own_are_no_harm() -> None:
    talk = SessionMeter()
    talk.feed(ServerEvent.from_dict({"type": "contoso.score"}), None)
    assert talk.user_turns == 0


def test_a_meter_shows_its_counters_on_one_line() -> None:
    usage = {"input_tokens": 3, "output_tokens": 4, "input_token_details": {"cached_tokens": 2}}
    talk = heard(COMMITTED, done(usage=usage), done("resp_2", "x" * 500))
    talk.latencies.extend([0.5] * 1000)
    assert repr(talk) == (
        "SessionMeter(user_turns=1, responses=<2>, interruptions=0, latencies=<1000>, "
        "tokens={'input': 3, 'output': 4, 'cached': 2})"
    )


def test_no_session_at_all() -> None:
    assert session_metrics([]) == SessionMetrics(0, 0, 0, (), 0, 0, 0)
    assert session_metrics([]).latency is None


def test_what_comes_in_many_pieces_makes_no_other_id_forgotten() -> None:
    meter = SessionMeter()
    sent = ClientEvent.from_dict({"type": "response.create", "event_id": "a"})
    meter.feed(sent)
    for n in range(3000):
        meter.feed(ClientEvent.from_dict({"type": "input_audio_buffer.append", "event_id": f"{n}"}))
    meter.feed(sent)
    assert meter.taken == 3001


def peak_of(turns: int) -> int:
    """The most bytes that are held while a meter follows a session."""
    frames, meter = session_frames(2, turns=turns, piece_ms=1000), SessionMeter()
    tracemalloc.start()
    try:
        for time, frame in frames:
            meter.feed(ServerEvent.from_dict(frame), datetime.fromtimestamp(9e8 + time, UTC))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_flat() -> None:
    peak_of(20)  # what is made once: classes and tables
    few, more = peak_of(375), peak_of(500)
    assert more < few + 60_000  # 12 bytes an event would be more
