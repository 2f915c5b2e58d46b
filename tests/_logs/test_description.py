"""An event for machines."""

from __future__ import annotations

from typing import Any

from voicelive_events._logs.answers import Answered
from voicelive_events._logs.description import described
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.wording import Wording
from voicelive_events.reader import SessionReader
from voicelive_events.recording import read_record

from ..frames import at, audio, content, encode, said


def members(frame: dict[str, Any], answered: Answered | None = None, **options: bool) -> Any:
    record = read_record(encode([frame]), file="log", number=7)
    assert record.event is not None
    facts = SessionReader().feed(record.event)
    meter = AudioMeter()
    wording = Wording(meter, content=options.get("content", False))
    return described(record, record.event, facts, answered, meter, wording)


def test_where_and_when() -> None:
    found = members(at(0.5, audio(4800)), Answered(3, 0.25))
    assert found == {
        "kind": "event",
        "file": "log",
        "line": 7,
        "session": None,
        "time": "2027-01-15T08:00:00.500000+00:00",
        "direction": "received",
        "type": "response.audio.delta",
        "class": "ServerEventResponseAudioDelta",
        "response_id": "resp_1",
        "item_id": "item_1",
        "audio_s": 0.1,
        "tool_call": None,
        "answers": 3,
        "latency_s": 0.25,
        "problems": [],
    }


def test_what_was_sent() -> None:
    found = members({"type": "conversation.item.delete", "item_id": 5})
    assert (found["direction"], found["time"], found["item_id"]) == ("sent", None, None)
    assert [problem["path"] for problem in found["problems"]] == ["$.item_id"]


def test_a_call() -> None:
    item = {"type": "mcp_call", "server_label": "guide", "name": "find", "arguments": "token: abc"}
    found = members(content("response.output_item.done", item=item))
    assert found["tool_call"] == {"name": "guide.find", "arguments": "token: <hidden>"}


def test_the_whole_event_without_padding() -> None:
    padded = said("Yes") | {"obfuscation": "PAD", "token": "CANARY"}
    assert "event" not in members(padded)
    assert members(padded, content=True)["event"] == said("Yes") | {"token": "<hidden>"}
