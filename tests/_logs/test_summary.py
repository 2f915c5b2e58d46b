"""What a log amounts to, counted."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import ServerEvent
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.summary import Examples, Summary, is_error
from voicelive_events._logs.wording import Wording
from voicelive_events.recording import read_record

from ..frames import (
    CLEARED,
    at,
    audio,
    content,
    created,
    done,
    encode,
    said,
    session,
    started,
    stopped,
)

ERROR = {"type": "error", "error": {"code": "busy", "message": "Not now. Bearer abc"}}
FUNCTION = {"type": "function_call", "call_id": "c", "status": "completed"}
CALL = {**FUNCTION, "name": "get_weather", "arguments": "{}"}
MCP_CALL = {"type": "mcp_call", "server_label": "guide", "name": "find", "arguments": "token: abc"}


def summed_up(*frames: dict[str, Any]) -> Summary:
    meter = AudioMeter()
    summary = Summary(Wording(meter, content=False), meter)
    for number, frame in enumerate(frames, start=1):
        record = read_record(encode([frame]), file="log", number=number)
        assert record.event is not None
        summary.add(record, record.event, f"#{number}")
    return summary


def output(item: dict[str, Any]) -> dict[str, Any]:
    return content("response.output_item.done", item=item)


def test_a_session() -> None:
    turn = [at(0, started()), at(1, stopped()), at(1.1, created()), at(1.5, audio(48_000))]
    rest = [at(2, output(CALL)), at(2, ERROR), at(2, {"type": "new"}), at(4, done())]
    summary = summed_up(*turn, *rest)
    assert summary.as_json() == {
        "frames": 0,  # lines, which the reader of a file counts
        "undecodable": 0,
        "models": [],
        "voices": [],
        "api": "dated",
        "duration_s": 4.0,
        "audio_s": 1.0,
        "audio_sent_s": 0.0,
        "user_turns": 0,
        "responses": {"completed": 1},
        "interruptions": 0,
        "latency_s": {"count": 1, "min": 0.5, "median": 0.5, "max": 0.5},
        "tokens": {"input": 0, "cached": 0, "output": 0},
        "tool_calls": 1,
        "errors": 1,
        "problems": 0,
        "classes": {
            "InputAudioBufferSpeechStarted": 1,
            "InputAudioBufferSpeechStopped": 1,
            "ResponseCreated": 1,
            "ResponseAudioDelta": 1,
            "ResponseOutputItemDone": 1,
            "Error": 1,
            "UnknownServerEvent": 1,
            "ResponseDone": 1,
        },
        "unknown_types": {"new": 1},
    }
    assert summary.calls.first == ["#5 get_weather  {}"]
    assert summary.errors.first == ['#6 Error  "Not now. Bearer <hidden>"  code=busy']


def test_what_came_before_changes_nothing() -> None:
    frames = [at(1, ERROR | {"event_id": "a"}), at(2, audio(48_000) | {"event_id": "b"})]
    once, twice = summed_up(*frames), summed_up(*frames, *frames)
    assert twice.classes == {"Error": 2, "ResponseAudioDelta": 2}
    assert (twice.errors.first, twice.audio.seconds) == (once.errors.first, once.audio.seconds)
    assert (once.errors.count, once.audio.seconds) == (1, 1.0)


def test_a_log_without_times() -> None:
    found = summed_up(CLEARED, said("x") | {"delta": 5})
    assert (found.as_json()["duration_s"], found.as_json()["latency_s"]) == (None, None)
    expected = "expected a string, got integer 5, at $.delta"
    assert found.problems.first == [f"#2 ResponseAudioTranscriptDelta: {expected}"]


def test_audio_whose_length_is_unknown() -> None:
    formats = session(input_audio_format="opus", output_audio_format="opus")
    sent = {"type": "input_audio_buffer.append", "audio": audio(9)["delta"]}
    totals = summed_up(formats, sent, audio(6)).totals()
    assert totals["audio sent"] == "0.00 s, and 9 bytes in a format of unknown rate"
    assert totals["audio received"] == "0.00 s, and 6 bytes in a format of unknown rate"


def test_unknown_types_are_bounded() -> None:
    summary = summed_up(*({"type": f"type_{n}"} for n in range(150)), {"type": "type_0"})
    assert (len(summary.unknown), summary.unknown["type_0"], summary.other_unknown) == (100, 2, 50)


def test_the_first_examples_are_kept_and_cut() -> None:
    examples = Examples()
    for n in range(30):
        examples.add(f"{n} " + "x" * 1000)
    assert (examples.count, len(examples.first)) == (30, 20)
    assert {len(text) for text in examples.first} == {400}


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (output(CALL), ["#1 get_weather  {}"]),
        (output(MCP_CALL), ["#1 guide.find  token: <hidden>"]),
        (output(CALL | {"name": 5}), []),
        (output(CALL | {"status": "incomplete"}), []),
        (output({"type": "message", "role": "user"}), []),
        (output(CALL) | {"type": "response.output_item.added"}, []),
    ],
    ids=["function", "MCP", "unreadable", "cut off", "message", "begun"],
)
def test_tool_calls(frame: dict[str, Any], expected: list[str]) -> None:
    summary = summed_up(frame)
    assert summary.calls.first == expected
    assert summary.as_json()["tool_calls"] == summary.calls.count == len(expected)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (ERROR, True),
        (done(status="failed"), True),
        (done(status="incomplete"), True),
        (done(), False),
        (done() | {"response": 5}, False),
        ({"type": "response.mcp_call.failed", "item_id": "i", "output_index": 0}, True),
        ({"type": "of.tomorrow.failed"}, True),
        (CLEARED, False),
    ],
)
def test_errors(frame: dict[str, Any], expected: bool) -> None:
    assert is_error(ServerEvent.from_dict(frame)) is expected
