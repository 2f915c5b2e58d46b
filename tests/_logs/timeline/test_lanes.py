"""What a picture shows: where everything stands in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicelive_events import DecodeError, Problem, ServerEvent
from voicelive_events._logs.timeline.lanes import Span, Timeline, read_timeline
from voicelive_events.assembly import AssembledConversation
from voicelive_events.metrics import SessionMeter
from voicelive_events.recording import Record

from ...frames import CLEARED, audio, content, said
from ...hostile import mutated
from ...sessions import session_frames
from ...test_assembly import FRAMES

SECOND = 48_000  # bytes


def session_of(*frames: dict[str, Any]) -> Timeline:
    """The session of a log without times."""
    return read_timeline(Record(event=ServerEvent.from_dict(frame)) for frame in frames)


def timed(*frames: tuple[float, dict[str, Any]]) -> Timeline:
    """The session of a log with a time, in seconds, for each frame."""
    return read_timeline(
        Record(event=ServerEvent.from_dict(frame), time=datetime.fromtimestamp(9e8 + time, UTC))
        for time, frame in frames
    )


def lane(session: Timeline, name: str) -> list[Span]:
    [found] = [lane for lane in session.lanes if lane.name == name]
    return found.spans


def places(spans: Iterable[Span]) -> list[tuple[str, float, float]]:
    return [(span.kind, round(span.start, 3), round(span.end, 3)) for span in spans]


def started(ms: int, item: str = "user") -> dict[str, Any]:
    return {
        "type": "input_audio_buffer.speech_started",
        "item_id": item,
        "audio_start_ms": ms,
    }


def stopped(ms: int, item: str = "user") -> dict[str, Any]:
    return {"type": "input_audio_buffer.speech_stopped", "item_id": item, "audio_end_ms": ms}


def typed(text: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": text}]
    item = {"id": text, "type": "message", "role": "user", "status": "completed"}
    return {"type": "conversation.item.created", "item": {**item, "content": content}}


def truncated(ms: int) -> dict[str, Any]:
    fields = {"item_id": "item_1", "content_index": 0, "audio_end_ms": ms}
    return {"type": "conversation.item.truncated", **fields}


def done(status: str) -> dict[str, Any]:
    return {"type": "response.done", "response": {"id": "resp_1", "status": status}}


# Without times.


def test_the_users_audio_tells_the_time() -> None:
    session = session_of(started(1000), stopped(3500), audio(SECOND), audio(SECOND))
    assert places(lane(session, "User")) == [("user", 1.0, 3.5)]
    assert places(lane(session, "Model")) == [("model", 3.5, 5.5)]
    assert session.seconds == 5.5
    assert session.axis.startswith("seconds of audio: the log has no times.")


def test_what_has_no_audio_takes_a_second() -> None:
    call = {"id": "c", "type": "function_call", "status": "completed", "name": "f", "call_id": "1"}
    added = {"type": "conversation.item.created", "item": {**call, "arguments": "{}"}}
    text = content("response.text.done", text="Fine.")
    message = {"id": "item_1", "type": "message", "role": "assistant", "status": "completed"}
    end = {"type": "response.output_item.done", "response_id": "resp_1", "output_index": 0}
    session = session_of(typed("Hi"), added, text, {**end, "item": {**message, "content": []}})
    assert places(lane(session, "User")) == [("user", 0, 1)]
    assert places(lane(session, "Tools")) == [("tool", 1, 2)]
    assert places(lane(session, "Transcript")) == [("user", 0, 1), ("model", 2, 2)]
    assert session.seconds == 3


def test_a_typed_turn_waits_for_the_audio_before_it() -> None:
    session = session_of(audio(2 * SECOND), done("completed"), typed("Hi"))
    assert places(lane(session, "User")) == [("user", 2, 3)]


def test_audio_that_still_came_was_played_until_the_user_spoke() -> None:
    session = session_of(audio(2 * SECOND), started(9000), done("cancelled"))
    assert places(lane(session, "Model")) == [("model", 7, 9)]
    assert session.interruptions == [9]
    assert session.interruptions == [9]


def test_what_is_done_takes_its_second_once() -> None:
    session = session_of(typed("Hi"), {**typed("Hi"), "type": "conversation.item.done"})
    assert (places(lane(session, "User")), session.seconds) == ([("user", 0, 1)], 1)


def test_a_time_that_is_none() -> None:
    session = session_of(started(10**400), stopped(-5))
    assert places(lane(session, "User")) == [("user", 1e7, 1e7)]


# With times.


def test_the_times_of_the_log_count() -> None:
    committed = {"type": "input_audio_buffer.committed", "item_id": "user"}
    spoken = (2, started(50)), (3, stopped(900)), (3, committed)
    session = timed((0, CLEARED), *spoken, (4, audio(SECOND)))
    assert places(lane(session, "User")) == [("user", 2, 2.85)]
    assert places(lane(session, "Model")) == [("model", 4, 5)]
    assert session.axis.startswith("seconds since the first event")
    assert (session.turns, session.interruptions) == ([2], [])


def test_audio_is_played_one_piece_after_the_other() -> None:
    other = {**audio(SECOND), "item_id": "item_2", "response_id": "resp_2"}
    session = timed((0, audio(SECOND)), (0.5, audio(SECOND)), (1, other))
    assert places(lane(session, "Model")) == [("model", 0, 2), ("model", 2, 3)]


def test_an_interruption_cuts_what_was_heard() -> None:
    frames = [(0.0, audio(4 * SECOND)), (1.0, started(0)), (1.1, done("cancelled"))]
    session = timed(*frames)
    assert places(lane(session, "Model")) == [("model", 0, 1), ("unheard", 1, 4)]
    assert places(lane(timed(*frames, (1.2, truncated(700))), "Model")) == [
        ("model", 0, 0.7),
        ("unheard", 0.7, 4),
    ]
    assert session.interruptions == [1]


def test_what_follows_an_interruption_does_not_wait() -> None:
    other = {**audio(SECOND), "item_id": "item_2", "response_id": "resp_2"}
    session = timed((0, audio(9 * SECOND)), (1, started(0)), (2, other))
    assert places(lane(session, "Model"))[-1] == ("model", 2, 3)


def test_a_call_lasts_until_its_output_is_there() -> None:
    call = {"id": "c", "type": "function_call", "name": "f", "call_id": "1"}
    output = {"id": "o", "type": "function_call_output", "call_id": "1", "output": "warm"}
    created = "conversation.item.created"
    arguments = {"arguments": '{"city": "Oslo"}', "status": "completed"}
    session = timed(
        (0, {"type": created, "item": {**call, **arguments}}),
        (2.5, {"type": created, "item": output}),
    )
    [span] = lane(session, "Tools")
    assert span == Span(0, 2.5, "tool", "f", 'f({"city": "Oslo"})\nreturned warm')


def test_visemes_stand_in_their_audio() -> None:
    viseme = content("response.animation_viseme.delta", audio_offset_ms=40, viseme_id=7)
    session = timed((0, CLEARED), (1, audio(SECOND)), (3, viseme))
    [span] = lane(session, "Visemes")
    assert (span.start, span.end, span.marks) == (1, 2, ((1.04, 7),))


# Alerts.


def test_everything_that_went_wrong() -> None:
    failed = "conversation.item.input_audio_transcription.failed"
    frames: list[dict[str, Any]] = [
        {"type": "error", "error": {"message": "No.", "code": "bad"}},
        {"type": "error", "error": {"message": "No."}},
        {"type": "warning", "warning": {"message": "Well."}},
        {"type": failed, "item_id": "u", "content_index": 0, "error": {"message": "Mumbling."}},
        done("failed"),
        done("completed"),
        {"type": "error"},
    ]
    records = [Record(event=ServerEvent.from_dict(frame)) for frame in frames]
    error = DecodeError(Problem((), "wrong_type", "an object", "null"))
    session = read_timeline([*records, Record(line=8, error=error)])
    assert [(span.kind, span.label, span.detail) for span in lane(session, "Errors")] == [
        ("error", "bad", "bad: No."),
        ("error", "error", "error: No."),
        ("warning", "warning", "warning: Well."),
        ("error", "no transcript", "no transcript: Mumbling."),
        ("error", "response failed", "response failed: "),
        ("error", "no event", "no event: line 8: expected an object, got null, at $"),
    ]
    assert session.facts() == "1.0 s, 5 errors"


def test_texts_are_fit_to_be_shown() -> None:
    text = "a\x1b[2J\nb \ufffe key: Bearer abcdef"
    session = session_of(said(text))
    [span] = lane(session, "Transcript")
    assert span.label == r"a\x1b[2J b" + " \ufffd key: Bearer <hidden>"


# Whatever comes.


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_the_metrics_do(seed: int) -> None:
    frames = list(session_frames(seed, turns=30))
    session, meter, conversation = (
        timed(*frames),
        SessionMeter(),
        AssembledConversation(keep_audio=False),
    )
    for _, frame in frames:
        meter.feed(ServerEvent.from_dict(frame), None)
        conversation.feed(ServerEvent.from_dict(frame))
    assert len(session.turns) == meter.user_turns == 30
    interrupted = [each for each in conversation.responses.values() if each.is_interrupted]
    assert len(session.interruptions) == meter.interruptions == len(interrupted) > 0


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.sampled_from(FRAMES).flatmap(mutated), min_size=1, max_size=6))
def test_hostile_events(payloads: list[Any]) -> None:
    session = session_of(*(each for each in payloads if isinstance(each.get("type"), str)))
    assert 0 < session.seconds < 1e9
    for spans in (lane.spans for lane in session.lanes):
        assert all(0 <= span.start <= span.end <= session.seconds for span in spans)
        assert spans == sorted(spans, key=lambda span: span.start)


def test_a_long_session() -> None:
    session = timed(*session_frames(6, turns=30))
    assert session.facts() == "1 min 56 s, 30 turns, 5 interruptions, 8 tool calls, 2 errors"
    assert [each.name for each in session.lanes] == [
        "User",
        "Model",
        "Transcript",
        "Tools",
        "Visemes",
        "Errors",
    ]
