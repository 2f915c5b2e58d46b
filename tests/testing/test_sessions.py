"""A scripted session is what the service would send: sound events whose ids fit together."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest

from voicelive_events import (
    ResponseFailedDetails,
    ResponseIncompleteDetails,
    ResponseItem,
    ResponseSession,
    ResponseStatus,
    ServerEvent,
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemTruncated,
    ServerEventError,
    ServerEventInputAudioBufferCleared,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
    is_known,
)
from voicelive_events.assembly import AssembledConversation
from voicelive_events.metrics import SessionMeter, SessionMetrics
from voicelive_events.testing import Call, Say, ScriptedSession, make

Script: TypeAlias = Callable[[ScriptedSession], ScriptedSession]

SCRIPTS: dict[str, Script] = {
    "nothing": lambda session: session,
    "spoken turn": lambda session: session.spoken_turn("Is it raining?", "Yes, it is."),
    "typed turn": lambda session: session.user_message("Is it raining?").reply("Yes, it is."),
    "tool call": lambda session: session.tool_call("rain", {"city": "Bergen"}, output="3 mm"),
    "several items": lambda session: session.response(
        Say("Let me see."), Call("rain"), Call("wind", '{"city"')
    ),
    "interruption": lambda session: session.interruption("It will rain all day", "Stop!"),
    "tools of a server": lambda session: session.mcp_tools("weather", ["rain"]),
    "no tools of a server": lambda session: session.mcp_tools("weather", None),
    "call of a tool": lambda session: session.mcp_call("weather", "rain", {}, output="3 mm"),
    "approved": lambda session: session.mcp_call("weather", "rain", {}, approve=True),
    "refused": lambda session: session.mcp_call("weather", "rain", {}, approve=False),
    "filtered": lambda session: session.response("It", ended_by=FILTERED),
    "failed": lambda session: session.response(ended_by=LIMITED),
    "out of band": lambda session: session.response("Rain", out_of_band=True, metadata={"a": "b"}),
    "avatar": lambda session: session.avatar(),
    "error": lambda session: session.error("No.", code="refused"),
    "warning": lambda session: session.warning("Slowly.", code="slow"),
    "own event": lambda session: session.add(make(ServerEventInputAudioBufferCleared)),
    "silence": lambda session: session.spoken_turn("", ""),
    "all": lambda session: (
        session.spoken_turn("Is it raining?", "Let me see.")
        .tool_call("rain", {"city": "Bergen"}, output="3 mm")
        .reply("Yes, it is.")
        .interruption("It will rain all day", "Stop!")
        .error("No.")
    ),
}
FILTERED = ResponseIncompleteDetails(reason="content_filter")
LIMITED = ResponseFailedDetails(error={"type": "tokens", "code": "rate_limit_exceeded"})

every_script = pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
every_version = pytest.mark.parametrize("version", ["2026-07-15", "v1"])


def of(kind: Any, session: ScriptedSession) -> list[Any]:
    return [event for event in session.events if isinstance(event, kind)]


UNDECLARED = {("session.created", "object"), ("session.updated", "object")} | {
    ("conversation.item.done", "type")
}
"""What live sessions of dated versions have, though no definition of these does."""


@every_version
@every_script
def test_every_event_is_sound(script: Script, version: str) -> None:
    events = script(ScriptedSession(api_version=version)).events
    assert len(events) >= 2
    for event in events:
        assert is_known(event)
        problems = event.problems(unknown=True, api_version=version)
        found = {(event.type, problem.loc[-1]) for problem in problems}
        assert found <= (set() if version == "v1" else UNDECLARED)
        again = ServerEvent.from_json(event.to_json())
        assert (type(again), again) == (type(event), event)


OPTIONAL = {
    "conversation.item.input_audio_transcription.delta": {"logprobs"},
    "conversation.item.input_audio_transcription.completed": {"logprobs", "phrases"},
    "response.mcp_call_arguments.delta": {"obfuscation"},
}
"""What comes only if the session's `include` asks for it, and the padding, which dated sessions do
not have."""


@every_version
@every_script
def test_every_declared_field_is_there(script: Script, version: str) -> None:
    for event in script(ScriptedSession(api_version=version)).events:
        declared = {
            info.wire_name
            for info in event.fields()
            if info.versions is None or version in info.versions
        }
        assert declared - set(event) - OPTIONAL.get(event.type, set()) == set()


@every_version
@every_script
def test_ids_fit_together(script: Script, version: str) -> None:
    session = script(ScriptedSession(api_version=version))
    ids = [event.event_id for event in session.events]
    assert ids == [f"event_{number}" for number in range(1, len(ids) + 1)]
    placed = of(ServerEventConversationItemCreated | ServerEventConversationItemAdded, session)
    items = [event.item.id for event in placed]
    assert len(items) == len(set(items))
    assert [event.previous_item_id for event in placed] == [None, *items][: len(items)]
    output = {event.item.id for event in of(ServerEventResponseOutputItemAdded, session)}
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
            assert {item["id"] for item in event["response"]["output"]} <= output
        if event["type"].startswith("response.") and "item_id" in event:
            assert event["item_id"] in output
    assert open_response is None


@every_script
def test_no_two_events_share_an_object(script: Script) -> None:
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


def test_what_is_said() -> None:
    session = ScriptedSession().spoken_turn("Is  it?", " Yes,\nit is. ", audio=b"\x01\x02")
    words = [event.delta for event in of(ServerEventResponseAudioTranscriptDelta, session)]
    assert words == [" Yes,", "\nit", " is.", " "]
    (done,) = of(ServerEventResponseAudioTranscriptDone, session)
    assert done.transcript == " Yes,\nit is. "
    audio = [event.delta for event in of(ServerEventResponseAudioDelta, session)]
    assert audio == [b"\x01\x02"] * 4
    (heard,) = of(ServerEventConversationItemInputAudioTranscriptionCompleted, session)
    deltas = of(ServerEventConversationItemInputAudioTranscriptionDelta, session)
    assert "".join(event.delta for event in deltas) == heard.transcript == "Is  it?"
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
    said = {"type": "invalid_request_error", "message": "No.", "code": "refused"}
    assert error.error == said | {"param": None, "event_id": None}
    (error,) = of(ServerEventError, ScriptedSession().error("No.", event_id="mine"))
    assert (error.error.code, error.error.event_id) == (None, "mine")


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
