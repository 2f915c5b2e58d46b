"""What an event answers."""

from __future__ import annotations

from typing import Any

from voicelive_events._logs.answers import Answered, Answers
from voicelive_events.reader import SessionReader
from voicelive_events.recording import read_record

from ..frames import at, audio, content, created, done, encode, message, started, stopped

CALL = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": "{}",
    "status": "completed",
}
OUTPUT = {
    "type": "conversation.item.create",
    "item": {"type": "function_call_output", "call_id": "call_1", "output": "fine"},
}


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
    assert answered(*frames) == [None] * 4 + [Answered(3, 0.5), None]
    assert str(Answered(3, 0.5)) == "answers #3 after 0.50 s"


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
