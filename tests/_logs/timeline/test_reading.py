"""What a picture shows: where everything stands in time."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelive_events import ClientEvent, DecodeError, Problem, ServerEvent
from voicelive_events._logs.timeline.lanes import Span, Timeline
from voicelive_events._logs.timeline.reading import read_timeline
from voicelive_events.assembly import AssembledConversation
from voicelive_events.metrics import SessionMeter
from voicelive_events.recording import Record

from ...figures import check_timeline, damaged_figures, summed_up
from ...frames import CLEARED, at, audio, content, said
from ...hostile import mutated
from ...sessions import session_frames
from ...test_assembly import FRAMES

SECOND = 48_000  # bytes


def event_of(frame: dict[str, Any]) -> ServerEvent | ClientEvent:
    """The event of either side."""
    is_sent = frame["type"] in ClientEvent.registry()
    return (ClientEvent if is_sent else ServerEvent).from_dict(frame)


def session_of(*frames: dict[str, Any]) -> Timeline:
    """The session of a log without times."""
    return read_timeline(Record(event=event_of(frame)) for frame in frames)


def timed(*frames: tuple[float, dict[str, Any]]) -> Timeline:
    """The session of a log with a time, in seconds, for each frame."""
    return read_timeline(
        Record(event=event_of(frame), time=datetime.fromtimestamp(9e8 + time, UTC))
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


def test_a_position_that_steps_back_makes_nothing_negative() -> None:
    session = session_of(started(3000, "a"), started(1000, "b"), {**said("Hi"), "item_id": "a"})
    assert places(lane(session, "User")) == [("user", 1, 1), ("user", 3, 3)]


# With times.


def test_the_times_of_the_log_count() -> None:
    committed = {"type": "input_audio_buffer.committed", "item_id": "user"}
    spoken = (2, started(50)), (3, stopped(900)), (3, committed)
    session = timed((0, CLEARED), *spoken, (4, audio(SECOND)))
    assert places(lane(session, "User")) == [("user", 2, 2.85)]
    assert places(lane(session, "Model")) == [("model", 4, 5)]
    assert session.axis.startswith("seconds since the first event")
    assert (session.turns, session.interruptions) == ([2], [])


def test_the_user_has_spoken_when_it_is_told() -> None:
    """The service notices speech late, and counts from before it."""
    frames = (0, CLEARED), (0.559, started(80)), (2.185, stopped(2200)), (2.2, audio(SECOND))
    session = timed(*frames)
    assert places(lane(session, "User")) == [("user", 0.065, 2.185)]
    assert lane(session, "User")[0].detail == "User spoke for 2.1 s at 0.1 s"
    assert places(lane(session, "Model")) == [("model", 2.2, 3.2)]


def heard(seconds: float, *others: tuple[float, dict[str, Any]], begin: float = 1) -> Timeline:
    """A session whose user sent audio for so long, a tenth of a second at a time."""
    pieces = [(begin + n / 10, sent(SECOND // 10)) for n in range(round(seconds * 10))]
    frames = sorted([(0.0, CLEARED), *pieces, *others], key=lambda frame: frame[0])
    return timed(*frames)


def spoken(session: Timeline) -> list[tuple[str, float, float]]:
    return [place for place in places(lane(session, "User")) if place[0] == "user"]


def test_speech_stands_where_its_audio_was_sent() -> None:
    session = heard(4, (2.1, started(800)), (4.2, stopped(2500)))
    assert spoken(session) == [("user", 1.8, 3.5)]


def test_speech_has_begun_when_that_is_told() -> None:
    """The client sends its audio late, in large pieces."""
    session = timed(
        (0, CLEARED),
        (1, sent(SECOND)),
        (1.1, started(500)),
        (2, sent(SECOND)),
        (2.9, stopped(1500)),
    )
    assert spoken(session) == [("user", 1.1, 2.1)]


def test_speech_behind_a_pause_in_the_audio_that_was_sent() -> None:
    later = [(11 + n / 10, sent(SECOND // 10)) for n in range(20)]
    session = heard(2, *later, (11.7, started(2400)), (12.9, stopped(3500)))
    assert spoken(session) == [("user", 11.4, 12.5)]


def test_where_its_audio_is_not_recorded_speech_ends_when_that_is_told() -> None:
    session = heard(0.5, (1.6, started(400)), (2.5, stopped(1400)))
    assert spoken(session) == [("user", 1.5, 2.5)]


def test_speech_that_was_sent_at_once_ends_when_that_is_told() -> None:
    """A file is sent faster than it lasts."""
    session = timed((0, CLEARED), (1, sent(3 * SECOND)), (1.1, started(400)), (1.5, stopped(1400)))
    assert spoken(session) == [("user", 0.5, 1.5)]


def test_speech_begins_in_its_session_and_behind_the_speech_before_it() -> None:
    whole = (0, CLEARED), (0.1, started(0)), (0.2, stopped(3000))
    other = (0.4, started(3000, "b")), (0.5, stopped(5000, "b"))
    assert spoken(timed(*whole, *other)) == [("user", 0, 0.2), ("user", 0.2, 0.5)]


def test_audio_that_was_sent_before_the_session_is_told_of_is_its_audio() -> None:
    """A client may send all of it before it reads."""
    created = {"type": "session.created", "session": {}}
    pieces = [(n / 10, sent(SECOND // 10)) for n in range(30)]
    session = timed(*pieces, (3.0, created), (3.0, started(400)), (3.1, stopped(1500)))
    assert spoken(session) == [("user", 0.4, 1.5)]


def test_the_audio_of_each_session_counts_for_itself() -> None:
    again = {"type": "session.created", "session": {}}
    pieces = [(3.05 + n / 10, sent(SECOND // 10)) for n in range(20)]
    first = (2.2, started(400)), (2.9, stopped(1500))
    second = (3.01, again), (3.9, started(400, "b")), (4.9, stopped(1500, "b"))
    session = heard(2, *first, *second, *pieces)
    assert spoken(session) == [("user", 1.4, 2.5), ("user", 3.45, 4.55)]


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


def test_what_follows_a_truncation_begins_behind_what_was_heard() -> None:
    """A microphone that was off meanwhile tells too early a time."""
    frames = stopped(1000), audio(2 * SECOND), started(1200), truncated(1000)
    again = audio(SECOND) | {"response_id": "again", "item_id": "again"}
    assert places(lane(session_of(*frames, again), "Model")) == [
        ("model", 1.0, 2.0),
        ("unheard", 2.0, 3.0),
        ("model", 2.0, 3.0),
    ]


def test_what_follows_an_interruption_does_not_wait() -> None:
    other = {**audio(SECOND), "item_id": "item_2", "response_id": "resp_2"}
    session = timed((0, audio(9 * SECOND)), (1, started(0)), (2, other))
    assert places(lane(session, "Model"))[-1] == ("model", 2, 3)


def call(item: str = "c", call_id: str = "1", **fields: Any) -> dict[str, Any]:
    """A function call, as its response ends it."""
    whole = {"id": item, "type": "function_call", "name": "f", "call_id": call_id, **fields}
    whole = {"arguments": '{"city": "Oslo"}', "status": "completed", **whole}
    ids = {"response_id": "resp_1", "output_index": 0}
    return {"type": "response.output_item.done", **ids, "item": whole}


def output(call_id: str = "1", **fields: Any) -> dict[str, Any]:
    """What the client answers a call with."""
    item = {"type": "function_call_output", "call_id": call_id, "output": "warm", **fields}
    return {"type": "conversation.item.create", "item": item}


def test_a_call_lasts_from_its_whole_arguments_to_the_output_that_was_sent() -> None:
    ids = {"response_id": "resp_1", "item_id": "c", "output_index": 0, "call_id": "1"}
    added = {**call(status="in_progress", arguments=""), "type": "response.output_item.added"}
    whole = {"type": "response.function_call_arguments.done", **ids, "arguments": "{}"}
    created = {**output(id="o"), "type": "conversation.item.created"}
    session = timed(
        (0, added), (1, whole), (1.2, call()), (3.5, output()), (4, created), (9, done("completed"))
    )
    [span] = lane(session, "Tools")
    detail = 'f({"city": "Oslo"})\ntook 2.50 s\nreturned warm'
    assert span == Span(1, 3.5, "tool", "f 2.50 s", detail)


def test_a_call_without_the_other_half_lasts_until_its_output_is_there() -> None:
    created = {**output(id="o"), "type": "conversation.item.created"}
    for answer in (created, output()):  # received, or sent
        [span] = lane(timed((0, call()), (2.5, answer)), "Tools")
        detail = 'f({"city": "Oslo"})\ntook 2.50 s\nreturned warm'
        assert span == Span(0, 2.5, "tool", "f 2.50 s", detail)


def test_a_call_of_a_server_lasts_until_it_is_done() -> None:
    ids = {"response_id": "resp_1", "item_id": "c", "output_index": 0}
    item = {"id": "c", "type": "mcp_call", "server_label": "s", "name": "f", "arguments": "{}"}
    added = {"type": "response.output_item.added", "response_id": "resp_1", "output_index": 0}
    whole = {"type": "response.mcp_call_arguments.done", **ids, "arguments": "{}"}
    end = {**added, "type": "response.output_item.done", "item": {**item, "output": "warm"}}
    session = timed((0, {**added, "item": item}), (1, whole), (1.25, end))
    [span] = lane(session, "Tools")
    assert (span.start, span.end, span.label) == (1, 1.25, "f 0.25 s")


def test_a_call_that_was_cut_off_took_no_time() -> None:
    session = timed((0, call(status="incomplete", arguments='{"ci')), (2, output("2")))
    [span] = lane(session, "Tools")
    assert (span.label, span.detail) == ("f", 'f({"ci)\ncut off')
    assert session.calls == 0


def test_an_output_before_its_call_tells_no_time() -> None:
    [span] = lane(timed((0, output()), (2, call())), "Tools")
    assert (span.start, span.label) == (2, "f")
    assert span.detail == 'f({"city": "Oslo"})\nreturned warm'


def test_visemes_stand_in_their_audio() -> None:
    viseme = content("response.animation_viseme.delta", audio_offset_ms=40, viseme_id=7)
    session = timed((0, CLEARED), (1, audio(SECOND)), (3, viseme))
    [span] = lane(session, "Visemes")
    assert (span.start, span.end, span.marks) == (1, 2, ((1.04, 7),))


# What the client does.


def sent(size: int) -> dict[str, Any]:
    return {"type": "input_audio_buffer.append", "audio": b64encode(bytes(size)).decode()}


def update(**settings: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": settings}


def test_what_the_client_did_has_a_lane() -> None:
    message = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]}
    created = {"type": "conversation.item.create", "item": message}
    cut = {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0}
    session = timed(
        (0, update(instructions="Be kind.")),
        (1, created),
        (2, {"type": "response.cancel"}),
        (2, {**cut, "audio_end_ms": 40}),
        (3, output()),
        (3, sent(10)),
    )
    spans = lane(session, "Client")
    assert [(span.start, span.label) for span in spans] == [
        (0, "session.update"),
        (1, "message"),
        (2, "response.cancel"),
        (2, "item.truncate"),
        (3, "function_call_output"),
    ]
    assert spans[0].detail == ('Client sent session.update at 0.0 s\ninstructions="Be kind."')
    assert "audio_end_ms=40" in spans[3].detail
    assert {span.kind for span in spans} == {"client"}


def test_credentials_that_were_sent_are_not_shown() -> None:
    tools = [{"type": "mcp", "server_label": "s", "server_url": "u", "authorization": "hunter2"}]
    session = timed((0, update(tools=tools)), (1, output(output="api_key=hunter2")))
    assert "hunter2" not in str(session)


def test_the_users_audio_stands_where_it_was_sent() -> None:
    pieces = [(1 + n / 10, sent(SECOND // 10)) for n in range(5)]
    session = timed((0, CLEARED), *pieces, (3, sent(SECOND)), (3, sent(SECOND)))
    assert places(lane(session, "User")) == [("sent", 1, 1.5), ("sent", 3, 5)]
    assert lane(session, "User")[0].detail == "Audio sent from 1.0 s, 0.50 s"
    assert (session.turns, session.seconds) == ([], 5)


def test_without_times_the_users_audio_counts_from_the_start_of_the_stream() -> None:
    session = session_of(sent(SECOND), started(500), sent(SECOND), stopped(1500), audio(SECOND))
    assert places(lane(session, "User")) == [("sent", 0, 2), ("user", 0.5, 1.5)]


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({"input_audio_sampling_rate": 16_000}, 1.5),
        ({"input_audio_format": "g711_ulaw"}, 6),
        ({"audio": {"input": {"format": {"type": "audio/pcmu"}}}}, 6),
        ({"audio": {"input": {"format": {"type": "audio/pcm", "rate": 8000}}}}, 3),
        (
            {
                "input_audio_echo_cancellation": {
                    "type": "server_echo_cancellation",
                    "channels": 2,
                }
            },
            0.5,
        ),
    ],
)
def test_the_session_names_the_format_of_the_users_audio(
    settings: dict[str, Any], seconds: float
) -> None:
    assert places(lane(session_of(update(**settings), sent(SECOND)), "User")) == [
        ("sent", 0, seconds)
    ]


def test_audio_of_unknown_length_has_no_place() -> None:
    session = session_of(update(input_audio_format="opus"), sent(SECOND))
    assert [each.name for each in session.lanes] == ["Client"]


def test_a_turn_that_the_client_committed_was_spoken() -> None:
    content = [{"type": "input_audio"}]
    item = {"id": "u", "type": "message", "role": "user", "content": content}
    [span] = lane(timed((1, {"type": "conversation.item.created", "item": item})), "User")
    assert span.detail.startswith("User spoke at 0.0 s")


def test_audio_that_was_not_cut_off_was_heard_whole() -> None:
    session = timed((0, audio(4 * SECOND)), (1, started(0)), (1.1, done("completed")))
    assert places(lane(session, "Model")) == [("model", 0, 4)]


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
        ("error", "response failed", "response failed"),
        ("error", "error", "error"),
        ("error", "no event", "no event: line 8: expected an object, got null, at $"),
    ]
    assert session.facts() == "no times, 5 errors, 1 undecodable line"


def test_what_comes_twice_counts_once() -> None:
    error = {"type": "error", "event_id": "e", "error": {"message": "No.", "code": "bad"}}
    update = {"type": "session.update", "event_id": "e", "session": {}}
    session = timed((0, error), (1, error), (1, update), (2, update))
    assert len(lane(session, "Errors")) == len(lane(session, "Client")) == 1


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


@given(st.lists(st.sampled_from(FRAMES).flatmap(mutated), min_size=1, max_size=6))
def test_hostile_events(payloads: list[Any]) -> None:
    session = session_of(*(each for each in payloads if isinstance(each.get("type"), str)))
    assert 0 < session.seconds < 1e9
    for spans in (lane.spans for lane in session.lanes):
        assert all(0 <= span.start <= span.end <= session.seconds for span in spans)
        assert spans == sorted(spans, key=lambda span: span.start)


def test_what_was_heard_of_a_deleted_item_stays() -> None:
    """Another item that has its id now has nothing to do with it."""
    deleted = {"type": "conversation.item.deleted", "item_id": "item_1"}
    parts = [{"type": "text", "text": "Hi"}]
    item = {"id": "item_1", "type": "message", "role": "assistant", "content": parts}
    again = {"type": "conversation.item.created", "item": item}
    session = timed((0, audio(SECOND)), (2, said("Ho")), (3, deleted), (5, again))
    assert places(lane(session, "Model")) == [("model", 0.0, 1.0)]
    texts = [(span.label, span.start) for span in lane(session, "Transcript")]
    assert texts == [("Ho", 0.0), ("Hi", 5.0)]


def test_no_text_of_the_wire_is_drawn_at_any_length() -> None:
    """What was said is: it is what a picture is for."""
    long = "long " * 10_000
    search = {"type": "web_search_call", "id": "w", "status": long}
    failure = {"code": long, "message": long}
    session = session_of(
        {"type": "conversation.item.created", "item": search},
        call(name=long, arguments=long),
        output(output=long),
        {"type": "error", "error": failure},
        said(long),
    )
    spans = {each.name: [s.label + s.detail for s in each.spans] for each in session.lanes}
    assert {*spans} == {"Client", "Errors", "Tools", "Transcript"}
    assert len(spans.pop("Transcript")[0]) > 2 * len(long) - 100
    assert all(len(text) < 2000 for texts in spans.values() for text in texts)


def test_each_failure_counts_once() -> None:
    failed = "conversation.item.input_audio_transcription.failed"
    mcp = {"item_id": "m", "output_index": 0}
    frames: list[dict[str, Any]] = [
        {"type": "error", "event_id": "1", "error": {"message": "No."}},
        {"type": "error", "event_id": "1", "error": {"message": "No."}},
        {"type": "error"},
        {"type": failed, "item_id": "u", "content_index": 0},
        {"type": "response.mcp_call.failed", **mcp},
        {"type": "mcp_list_tools.failed", **mcp},
        {"type": "thing.of.tomorrow.failed"},
        done("failed"),
        done("failed"),
        {**done("incomplete"), "response": {"id": "resp_2", "status": "incomplete"}},
        {"type": "warning", "warning": {"message": "Well."}},
    ]
    error = DecodeError(Problem((), "wrong_type", "an object", "null"))
    log = [*(Record(event=event_of(frame)) for frame in frames), Record(line=9, error=error)]
    session = read_timeline(log)
    check_timeline(session, summed_up(log).as_json())
    assert (session.errors, session.undecodable) == (8, 1)


@pytest.mark.parametrize("count", [2, 300])
def test_sessions_in_one_log_add_up(count: int) -> None:
    """Each has the ids of the others, as a client has that makes them itself."""
    one = [
        {"type": "session.created", "session": {}},
        started(0),
        stopped(900),
        {"type": "input_audio_buffer.committed", "item_id": "user"},
        audio(SECOND),
        call(),
        truncated(10),
        {**done("cancelled"), "response": {"id": "resp_1", "status": "cancelled"}},
    ]
    dated = [at(100 * n + k, frame) for n in range(count) for k, frame in enumerate(one)]
    found, _ = damaged_figures(*dated)
    assert (found.turns, found.interruptions) == (count, count)
    without, _ = damaged_figures(*one * count)
    assert (without.turns, without.interruptions) == (count, count)


def calls_of(*frames: dict[str, Any]) -> int:
    """How many calls of functions it takes to read *frames*: unlike the time, always the same."""
    events = [Record(event=event_of(frame)) for frame in frames]
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        read_timeline(events)
    finally:
        sys.setprofile(None)
    return count


def many_parts(number: int) -> list[dict[str, Any]]:
    """One item of many parts, while the user speaks into it."""
    parts = [{**audio(480), "content_index": n} for n in range(number)]
    return [each for part in parts for each in (part, started(9000), said("a"))]


def many_items(number: int) -> list[dict[str, Any]]:
    items = [{**audio(480), "item_id": f"item_{n}", "output_index": n} for n in range(number)]
    return [each for item in items for each in (item, started(9000))]


def many_sessions(number: int) -> list[dict[str, Any]]:
    return [frame for _, frame in session_frames(1, turns=number)]


def many_appends(number: int) -> list[dict[str, Any]]:
    return [
        each for n in range(number) for each in (sent(480), call(f"c{n}", f"{n}"), output(f"{n}"))
    ]


@pytest.mark.parametrize("log", [many_parts, many_items, many_sessions, many_appends])
def test_time_is_linear(log: Callable[[int], list[dict[str, Any]]]) -> None:
    few, more = (calls_of(*log(number)) for number in (10, 80))
    assert few > 200
    assert more < 9 * few


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
