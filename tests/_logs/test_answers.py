"""What an event answers."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events._logs.answers import Answered, Answers
from voicelive_events.reader import SessionReader
from voicelive_events.recording import read_record

from ..frames import (
    CLEARED,
    at,
    audio,
    content,
    created,
    done,
    encode,
    message,
    session,
    started,
    stopped,
)

CALL = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": "{}",
    "status": "completed",
}
TURN_DETECTED = {"type": "cancelled", "reason": "turn_detected"}
OUTPUT = {
    "type": "conversation.item.create",
    "item": {"type": "function_call_output", "call_id": "call_1", "output": "fine"},
}


def spoken() -> dict[str, Any]:
    """An item that the user has said."""
    frame = message("item_user")
    return frame | {"item": frame["item"] | {"content": [{"type": "input_audio"}]}}


def answered(*frames: dict[str, Any]) -> list[Answered | None]:
    """What each of *frames* answers; they are the lines of a log, from 1."""
    reader, answers = SessionReader(), Answers()
    found = []
    for line, frame in enumerate(frames, start=1):
        record = read_record(encode([frame]))
        assert record.event is not None
        facts = reader.feed(record.event, record.time)
        found.append(answers.feed(record.event, facts, line))
    return found


def test_the_first_audio_answers_the_turn() -> None:
    frames = [
        at(0, started()),
        at(1, stopped()),
        at(1.1, message("item_user")),
        at(1.2, created()),
        at(1.5, audio(480)),
        at(1.6, audio(480)),
    ]
    assert answered(*frames) == [None] * 4 + [Answered(2, 0.5), None]  # from the end of the speech
    assert str(Answered(3, 0.5)) == "answers #3 after 0.50 s"


def test_push_to_talk_is_answered_from_where_it_was_committed() -> None:
    frames = [
        at(0, {"type": "input_audio_buffer.commit"}),
        at(1, {"type": "input_audio_buffer.committed", "item_id": "i1"}),
        at(2, created()),
        at(3, audio(2)),
    ]
    assert answered(*frames) == [None, Answered(1), None, Answered(1, 3.0)]


def test_a_typed_turn_is_answered_from_where_it_was_sent() -> None:
    frames = [at(0, request(message("a"))), at(1, message("a")), at(3, audio(480))]
    assert answered(*frames) == [None, Answered(1), Answered(1, 3.0)]


def request(answer: dict[str, Any]) -> dict[str, Any]:
    """What the client sends to have an item created."""
    return answer | {"type": "conversation.item.create"}


ITEM = {"type": "conversation.item.delete", "item_id": "a"}
PAIRS = [
    ({"type": "session.update", "session": {}}, session(model="m")),
    (request(message("a")), message("a")),
    (request(message(None)), message("a", kind="added")),
    (ITEM, {"type": "conversation.item.deleted", "item_id": "a"}),
    (ITEM | {"type": "conversation.item.retrieve"}, message("a", kind="retrieved")),
    (
        ITEM | {"type": "conversation.item.truncate", "content_index": 0, "audio_end_ms": 5},
        {"type": "conversation.item.truncated", "item_id": "a", "audio_end_ms": 5},
    ),
    ({"type": "input_audio_buffer.clear"}, {"type": "input_audio_buffer.cleared"}),
    ({"type": "input_audio_buffer.commit"}, {"type": "input_audio_buffer.committed"}),
    ({"type": "output_audio_buffer.clear"}, CLEARED),
    ({"type": "response.create"}, created()),
    ({"type": "response.cancel"}, done(status="cancelled")),
    ({"type": "response.cancel", "response_id": "resp_1"}, done(status="cancelled")),
    ({"type": "session.avatar.connect"}, {"type": "session.avatar.connecting"}),
    ({"type": "rtc.call.sdp.create"}, {"type": "rtc.call.sdp.created"}),
    ({"type": "byom_credential.update"}, {"type": "byom_credential.updated"}),
]


@pytest.mark.parametrize(("asked", "answer"), PAIRS, ids=[asked["type"] for asked, _ in PAIRS])
def test_the_service_answers_a_request_once(asked: dict[str, Any], answer: dict[str, Any]) -> None:
    assert answered(CLEARED, asked, answer, answer) == [None, None, Answered(2), None]
    assert answered(answer, asked, CLEARED)[:2] == [None, None]


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        (request(message("a")), message("b")),
        (request(message(None)), message("b", role="assistant")),
        (request(message(None)), spoken()),
        (ITEM, {"type": "conversation.item.deleted", "item_id": "b"}),
        ({"type": "response.cancel"}, done()),
        ({"type": "response.cancel"}, done(status="cancelled", status_details=TURN_DETECTED)),
        ({"type": "response.cancel", "response_id": "resp_2"}, done(status="cancelled")),
        ({"type": "response.create", "response": {"metadata": {"a": "b"}}}, created()),
    ],
)
def test_what_has_other_ids_is_no_answer(asked: dict[str, Any], other: dict[str, Any]) -> None:
    assert answered(asked, other) == [None, None]


def test_answers_come_in_the_order_of_the_requests() -> None:
    create: dict[str, Any] = {"type": "response.create"}
    assert answered(create, create, created("a"), created("b"))[2:] == [Answered(1), Answered(2)]


def test_a_request_that_was_refused_is_answered_no_more() -> None:
    create: dict[str, Any] = {"type": "response.create"}
    named: dict[str, Any] = {"type": "error", "error": {"message": "y", "event_id": "mine"}}
    frames = [create | {"event_id": "mine"}, named, created("by turn detection")]
    assert answered(*frames) == [None, Answered(1), None]
    nameless = {"type": "error", "error": {"message": "y", "event_id": None}}
    assert answered(create, nameless, created("by turn detection")) == [None] * 3


def test_another_connection_answers_nothing_of_the_one_before() -> None:
    update, began = {"type": "session.update", "session": {}}, session(kind="created", model="m")
    assert answered(update, began, session(model="m"))[2] == Answered(1)
    assert answered(began, update, began, session(model="m"))[3] is None


def test_without_times_there_is_no_latency() -> None:
    found = answered(message("item_user"), created(), content("response.text.delta", delta="x"))
    assert found == [None, None, Answered(1)]
    assert str(found[2]) == "answers #1"


def test_the_output_answers_the_call() -> None:
    done_item = content("response.output_item.done", item=CALL)
    assert answered(created(), done_item, done(), OUTPUT, OUTPUT) == [
        *[None] * 3,
        Answered(2),
        None,
    ]
    assert answered(OUTPUT) == [None]


def test_an_error_answers_what_it_names() -> None:
    sent = {"type": "response.cancel", "event_id": "mine"}
    error = {"type": "error", "error": {"code": "x", "message": "y", "event_id": "mine"}}
    other = {"type": "error", "error": {"code": "x", "message": "y", "event_id": "other"}}
    unreadable = {"type": "error", "error": 5}
    assert answered(sent, error, other, unreadable) == [None, Answered(1), None, None]


def test_what_waits_is_bounded() -> None:
    sent = [{"type": "response.cancel", "event_id": f"e{n}"} for n in range(300)]
    errors = [
        {"type": "error", "error": {"code": "x", "message": "y", "event_id": name}}
        for name in ("e0", "e299")
    ]
    assert answered(*sent, *errors)[-2:] == [None, Answered(300)]
