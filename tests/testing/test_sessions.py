"""A scripted session is what the service would send: sound events whose ids fit together."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from voicelive_events import (
    ResponseItem,
    ResponseSession,
    ResponseStatus,
    ServerEvent,
    ServerEventConversationItemCreated,
    ServerEventConversationItemTruncated,
    ServerEventError,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
    is_known,
)
from voicelive_events.testing import ScriptedSession

Script: TypeAlias = Callable[[ScriptedSession], ScriptedSession]

SCRIPTS: dict[str, Script] = {
    "nothing": lambda session: session,
    "spoken turn": lambda session: session.spoken_turn("Is it raining?", "Yes, it is."),
    "tool call": lambda session: session.tool_call("rain", {"city": "Bergen"}, output="3 mm"),
    "interruption": lambda session: session.interruption("It will rain all day", "Stop!"),
    "error": lambda session: session.error("No.", code="refused"),
    "silence": lambda session: session.spoken_turn("", ""),
    "all": lambda session: (
        session.spoken_turn("Is it raining?", "Let me see.")
        .tool_call("rain", {"city": "Bergen"}, output="3 mm")
        .reply("Yes, it is.")
        .interruption("It will rain all day", "Stop!")
        .error("No.")
    ),
}

every_script = pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)


def of(kind: Any, session: ScriptedSession) -> list[Any]:
    return [event for event in session.events if isinstance(event, kind)]


@every_script
def test_every_event_is_sound(script: Script) -> None:
    events = script(ScriptedSession()).events
    assert len(events) >= 2
    for event in events:
        assert is_known(event)
        assert event.problems(unknown=True) == []
        again = ServerEvent.from_json(event.to_json(), strict=True)
        assert (type(again), again) == (type(event), event)


@every_script
def test_ids_fit_together(script: Script) -> None:
    session = script(ScriptedSession())
    ids = [event.event_id for event in session.events]
    assert ids == [f"event_{number}" for number in range(1, len(ids) + 1)]
    created = of(ServerEventConversationItemCreated, session)
    items = [event.item.id for event in created]
    assert len(items) == len(set(items))
    assert [event.previous_item_id for event in created] == [None, *items][: len(items)]
    open_response = None
    for event in session.events:
        response = event.get("response", {}).get("id") or event.get("response_id")
        if event["type"] == "response.created":
            assert open_response is None
            open_response = response
        elif response:
            assert response == open_response
        if event["type"] == "response.done":
            open_response = None
        if "content_index" in event or event["type"].startswith("response.function_call"):
            assert event["item_id"] in items or "transcription" in event["type"]
    assert open_response is None


@every_script
def test_no_two_events_share_an_object(
    script: Callable[[ScriptedSession], ScriptedSession],
) -> None:
    def inside(value: Any) -> list[int]:
        children = value.values() if isinstance(value, dict) else value
        if not isinstance(value, dict | list):
            return []
        return [id(value), *(found for child in children for found in inside(child))]

    found = [place for event in script(ScriptedSession()).events for place in inside(event)]
    assert len(found) == len(set(found)) >= 4


def test_a_session_begins_with_its_settings() -> None:
    session = ScriptedSession(ResponseSession(id="s", model="gpt-realtime"))
    assert [event.type for event in session.events] == ["session.created", "session.updated"]
    assert [event["session"] for event in session.events] == [
        {"id": "s", "model": "gpt-realtime"}
    ] * 2
    assert ScriptedSession().events[0]["session"]["id"] == "sess_1"


def kinds(events: list[ServerEvent]) -> list[str]:
    """The types in their order, each once where it comes several times in a row."""
    names = [event.type.removesuffix(".delta") for event in events]
    return [name for name, _ in groupby(names)]


SPOKEN = [
    "session.created",
    "session.updated",
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "conversation.item.created",
    "conversation.item.done",
    "response.created",
    "response.output_item.added",
    "conversation.item.created",
    "response.content_part.added",
    "response.audio.done",
    "response.audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.done",
]
"""What comes in this order; deltas and the transcription of the user come in between."""


def in_order(events: list[ServerEvent]) -> list[str]:
    loose = ("transcription", ".delta")
    return [event.type for event in events if not any(word in event.type for word in loose)]


def test_a_spoken_turn_comes_in_the_order_of_the_service(recordings: Path) -> None:
    lines = (recordings / "spoken-turn.jsonl").read_text("utf-8").splitlines()
    recorded = [ServerEvent.from_json(line) for line in lines]
    assert in_order(recorded) == SPOKEN
    assert in_order(ScriptedSession().spoken_turn("Hello.", "Hi!").events) == SPOKEN


def test_a_tool_call_comes_in_the_order_of_the_service(recordings: Path) -> None:
    lines = (recordings / "tool-call.jsonl").read_text("utf-8").splitlines()
    recorded = kinds([ServerEvent.from_json(line) for line in lines])
    called = kinds(ScriptedSession().tool_call("f", {}, output="x").events)
    first = recorded.index("response.created")
    assert called[2:] == recorded[first : first + len(called) - 2]
    assert called[-2:] == ["response.done", "conversation.item.created"]


def test_what_is_said() -> None:
    session = ScriptedSession().spoken_turn("Is  it?", " Yes,\nit is. ", audio=b"\x01\x02")
    words = [event.delta for event in of(ServerEventResponseAudioTranscriptDelta, session)]
    assert words == [" Yes,", "\nit", " is.", " "]
    (done,) = of(ServerEventResponseAudioTranscriptDone, session)
    assert done.transcript == " Yes,\nit is. "
    audio = [event.delta for event in of(ServerEventResponseAudioDelta, session)]
    assert audio == [b"\x01\x02"] * 4
    assert [e["transcript"] for e in session.events if "input_audio_transcription" in e.type] == [
        "Is  it?"
    ]
    (added,) = of(ServerEventResponseOutputItemAdded, session)
    assert (added.item.status, added.item.content) == ("in_progress", [])
    (response,) = of(ServerEventResponseDone, session)
    assert response.response.status == ResponseStatus.COMPLETED
    assert response.response.output[0].content[0].transcript == " Yes,\nit is. "


def test_a_tool_call_has_its_arguments() -> None:
    session = ScriptedSession().tool_call("rain", {"city": "Bergen", "days": [1]})
    deltas = of(ServerEventResponseFunctionCallArgumentsDelta, session)
    (done,) = of(ServerEventResponseFunctionCallArgumentsDone, session)
    assert json.loads(done.arguments) == {"city": "Bergen", "days": [1]}
    assert "".join(event.delta for event in deltas) == done.arguments
    (response,) = of(ServerEventResponseDone, session)
    (call,) = response.response.output
    assert (call.name, call.arguments, call.status) == ("rain", done.arguments, "completed")
    assert {event.call_id for event in [*deltas, done, call]} == {"call_1"}
    assert session.events[-1] is response


def test_an_interruption_cuts_the_answer() -> None:
    session = ScriptedSession().interruption("one two three four five", "Stop!")
    (response,) = of(ServerEventResponseDone, session)
    assert response.response.status == ResponseStatus.CANCELLED
    assert response.response.status_details == {"type": "cancelled", "reason": "turn_detected"}
    item: ResponseItem = response.response.output[0]
    assert (item["status"], item["content"][0]["transcript"]) == ("incomplete", "one two three")
    (cut,) = of(ServerEventConversationItemTruncated, session)
    assert (cut.item_id, cut.audio_end_ms) == (item.id, 900)
    order = [event.type for event in session.events]
    started = order.index("input_audio_buffer.speech_started")
    assert started < order.index("response.done") < order.index("input_audio_buffer.committed")


def test_an_error() -> None:
    (error,) = of(ServerEventError, ScriptedSession().error("No.", code="refused"))
    assert error.error == {"type": "invalid_request_error", "message": "No.", "code": "refused"}
    assert "code" not in of(ServerEventError, ScriptedSession().error("No."))[0].error


def test_time_goes_on() -> None:
    session = ScriptedSession().user_turn("one two").reply("three").user_turn("four")
    times = [
        event.get("audio_start_ms", event.get("audio_end_ms"))
        for event in session.events
        if "speech_st" in event.type
    ]
    assert times == [0, 600, 900, 1200]


@pytest.mark.parametrize("name", ["reply", "spoken_turn", "interruption"])
def test_signatures_are_short(name: str) -> None:
    """No default of thousands of bytes, which help and editors would show."""
    assert len(str(inspect.signature(getattr(ScriptedSession, name)))) < 100
