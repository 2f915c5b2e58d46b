"""A scripted session is what the service would send: sound events whose ids fit together."""

from __future__ import annotations

import inspect
import json
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest

from voicelive_events import (
    MCPTool,
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
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationVisemeDelta,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTimestampDelta,
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

FILTERED = ResponseIncompleteDetails(reason="content_filter")
LIMITED = ResponseFailedDetails(error={"type": "tokens", "code": "rate_limit_exceeded"})

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
    assert (cut.item_id, cut.audio_end_ms) == (item.id, 800)  # the last of it was not played yet
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


# --- The other situations ----------------------------------------------------------------------


def test_v1_has_its_own_names() -> None:
    session = ScriptedSession(api_version="v1").spoken_turn("Hello.", "Hi!")
    types = [event.type for event in session.events]
    assert "response.output_audio.delta" in types
    assert "conversation.item.added" in types
    assert not {"response.audio.delta", "conversation.item.created"} & set(types)


def test_a_typed_message() -> None:
    session = ScriptedSession().user_message("Is it raining?")
    (placed,) = of(ServerEventConversationItemCreated, session)
    assert placed["item"] == {
        "id": "item_1",
        "object": "realtime.item",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_text", "text": "Is it raining?"}],
    }
    assert session.events[-1] is placed


@every_version
def test_a_session_of_text_is_answered_in_writing(version: str) -> None:
    modalities = "output_modalities" if version == "v1" else "modalities"
    settings = ResponseSession.from_dict({"id": "sess_1", modalities: ["text"]})
    session = ScriptedSession(settings, api_version=version).reply("Yes, it is.")
    (done,) = of(ServerEventResponseDone, session)
    assert done.response.output[0].content[0].text == "Yes, it is."
    assert not [event for event in session.events if "audio" in event.type]
    cut_off = ScriptedSession(settings, api_version=version).interruption("one two", "Stop!")
    assert of(ServerEventConversationItemTruncated, cut_off) == []


def test_several_calls_in_one_response() -> None:
    session = ScriptedSession().response(Say("Let me see."), Call("rain"), Call("wind", "{oops"))
    (done,) = of(ServerEventResponseDone, session)
    assert [item.type for item in done.response.output] == ["message", *["function_call"] * 2]
    calls = of(ServerEventResponseFunctionCallArgumentsDone, session)
    found = [(call.output_index, call.call_id, call.name, call.arguments) for call in calls]
    assert found == [(1, "call_1", "rain", "{}"), (2, "call_2", "wind", "{oops")]


def test_a_call_of_a_tool_is_asked_for_before() -> None:
    session = ScriptedSession().mcp_call("weather", "rain", {"in": 3}, output="3 mm", approve=True)
    first, second = of(ServerEventResponseDone, session)
    (request,), (call,) = first.response.output, second.response.output
    assert (request.type, call.approval_request_id) == ("mcp_approval_request", request.id)
    assert (request.arguments, call.arguments) == ('{"in": 3}', '{"in": 3}')
    assert (call.server_label, call.output, call.error) == ("weather", "3 mm", None)
    refused = ScriptedSession().mcp_call("weather", "rain", {}, approve=False)
    assert refused.events[-1]["item"]["approve"] is False


def test_a_call_of_a_tool_fails() -> None:
    session = ScriptedSession().mcp_call("weather", "rain", {}, error="no rain gauge")
    states = [event.type for event in session.events if event.type.startswith("response.mcp_call.")]
    assert states == ["response.mcp_call.in_progress", "response.mcp_call.failed"]
    (done,) = of(ServerEventResponseDone, session)
    assert (done.response.output[0].output, done.response.output[0].error) == (
        None,
        "no rain gauge",
    )


def test_a_server_lists_its_tools() -> None:
    session = ScriptedSession().mcp_tools(
        "weather", ["rain", MCPTool(name="wind", input_schema={})]
    )
    begun, placed, completed = session.events[2:]
    assert [begun.type, completed.type] == [
        "mcp_list_tools.in_progress",
        "mcp_list_tools.completed",
    ]
    assert begun["item_id"] == completed["item_id"] == placed["item"]["id"]
    assert [tool["name"] for tool in placed["item"]["tools"]] == ["rain", "wind"]
    failed = ScriptedSession().mcp_tools("weather", None).events
    assert (failed[-1].type, failed[-2]["item"]["tools"]) == ("mcp_list_tools.failed", [])


@pytest.mark.parametrize("details", [FILTERED, LIMITED])
def test_a_response_does_not_come_to_its_end(
    details: ResponseIncompleteDetails | ResponseFailedDetails,
) -> None:
    session = ScriptedSession().response("One.", "Two", ended_by=details)
    (done,) = of(ServerEventResponseDone, session)
    assert (done.response.status, done.response.status_details) == (details.type, details)
    assert [item.status for item in done.response.output] == ["completed", "incomplete"]


def test_an_out_of_band_response_stays_out_of_the_conversation() -> None:
    session = ScriptedSession().user_message("Hello.")
    session.response("Greeting", out_of_band=True, metadata={"topic": "kind"}).reply("Hi!")
    aside, answer = of(ServerEventResponseDone, session)
    assert (aside.response["conversation_id"], aside.response.metadata) == (None, {"topic": "kind"})
    assert answer.response.conversation_id == "conv_1"
    placed = of(ServerEventConversationItemCreated, session)
    assert [event.item.id for event in placed] == ["item_1", "item_3"]
    assert placed[1].previous_item_id == "item_1"


def test_an_idle_timeout() -> None:
    session = ScriptedSession(api_version="v1").reply("one two").idle_timeout("Hello?")
    types = [event.type for event in session.events]
    start = types.index("input_audio_buffer.timeout_triggered")
    assert types[start : start + 4] == [
        "input_audio_buffer.timeout_triggered",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]
    timed_out = session.events[start]
    assert (timed_out["audio_start_ms"], timed_out["audio_end_ms"]) == (600, 5600)
    with pytest.raises(ValueError, match="expected a session of v1"):
        ScriptedSession().idle_timeout("Hello?")


def test_an_avatar_connects() -> None:
    connecting = ScriptedSession().avatar().events[-1]
    assert json.loads(b64decode(connecting["server_sdp"]))["type"] == "answer"
    assert ScriptedSession().avatar("mine").events[-1]["server_sdp"] == "mine"


def test_a_warning() -> None:
    assert ScriptedSession().warning("Slowly.", code="slow").events[-1]["warning"] == {
        "message": "Slowly.",
        "code": "slow",
        "param": None,
    }


def test_events_of_ones_own() -> None:
    event = make(ServerEventInputAudioBufferCleared)
    session = ScriptedSession().unknown("news.arrived", number=7).add(event)
    unknown, cleared = session.events[2:]
    assert not is_known(unknown)
    assert unknown == {"type": "news.arrived", "event_id": "event_3", "number": 7}
    assert cleared == event | {"event_id": "event_4"}
    assert cleared is not event


ANIMATION: dict[str, Any] = {"outputs": ["viseme_id", "blendshapes"]}
EXTRAS: dict[str, dict[str, Any]] = {
    "2026-07-15": {"output_audio_timestamp_types": ["word"], "animation": ANIMATION},
    "v1": {"audio": {"output": {"timestamp_types": ["word"]}}, "animation": ANIMATION},
}


@pytest.mark.parametrize("version", EXTRAS)
def test_word_times_and_animation_come_where_the_session_wants_them(version: str) -> None:
    wanted = {"id": "sess_1", "modalities": ["audio"], "output_modalities": ["audio"]}
    settings = ResponseSession.from_dict(wanted | EXTRAS[version])
    session = ScriptedSession(settings, api_version=version).reply("Yes, it is.")
    words = of(ServerEventResponseAudioTimestampDelta, session)
    assert [(word.text, word.audio_offset_ms, word.audio_duration_ms) for word in words] == [
        ("Yes,", 0, 300),
        ("it", 300, 300),
        ("is.", 600, 300),
    ]
    visemes = of(ServerEventResponseAnimationVisemeDelta, session)
    assert [viseme.audio_offset_ms for viseme in visemes] == [0, 300, 600]
    faces = of(ServerEventResponseAnimationBlendshapeDelta, session)
    assert [(face.frame_index, len(face.frames)) for face in faces] == [(0, 18), (18, 19), (37, 19)]
    ends = [f"response.{kind}.done" for kind in ENDED]
    assert [event.type for event in session.events if event.type in ends] == ends
    unasked = ScriptedSession(api_version=version).reply("Yes.").events
    assert [event.type for event in unasked if event.type in ends] == []


ENDED = ["audio_timestamp", "animation_viseme", "animation_blendshapes"]


@pytest.mark.parametrize(
    ("audio_format", "size", "sample"),
    [("pcm16", 14_400, 0), ("pcm16_8000hz", 4_800, 0), ("g711_ulaw", 2_400, 255)],
)
def test_silence_is_of_the_session_s_format(audio_format: str, size: int, sample: int) -> None:
    settings = {"id": "s", "modalities": ["audio"], "output_audio_format": audio_format}
    session = ScriptedSession(ResponseSession.from_dict(settings)).reply("Yes.")
    (delta,) = of(ServerEventResponseAudioDelta, session)
    assert delta.delta == bytes([sample]) * size


# --- What the tools make of it -----------------------------------------------------------------


def metrics(session: ScriptedSession, *, gap: float = 0.5) -> SessionMetrics:
    """As of a log in which the events stand *gap* seconds apart."""
    meter, time = SessionMeter(), datetime.fromisoformat("2026-07-15T12:00:00+00:00")
    for event in session.events:
        time += timedelta(seconds=gap)
        meter.feed(event, time)
    return meter.metrics()


@every_version
def test_metrics_are_those_of_what_happened(version: str) -> None:
    session = ScriptedSession(api_version=version).spoken_turn("Is it raining?", "Let me see.")
    session.tool_call("rain", {"city": "Bergen"}, output="3 mm").reply("Yes, it is.")
    session.user_message("And now?").interruption("It will rain all day", "Stop!")
    found = metrics(session)
    assert (found.turns, found.responses, found.interruptions) == (3, 4, 1)
    assert len(found.latencies) == 2
    assert min(found.latencies) > 0


@every_version
def test_tokens_grow_with_the_conversation(version: str) -> None:
    session = ScriptedSession(api_version=version)
    for _ in range(30):
        session.spoken_turn("Is it raining in Bergen?", "It rains.")
    used = [event.response.usage for event in of(ServerEventResponseDone, session)]
    first, second, last = used[0], used[1], used[-1]
    # Five words are 1.5 s at 10 tokens a second, two are 0.6 s at 20; nine letters are 3 tokens.
    assert (first.input_token_details.audio_tokens, first.input_tokens) == (15, 15)
    assert (first.output_token_details.text_tokens, first.output_token_details.audio_tokens) == (
        3,
        12,
    )
    assert second.input_tokens == first.total_tokens + 15
    assert (first.input_token_details.cached_tokens, second.input_token_details.cached_tokens) == (
        0,
        0,
    )
    details = last.input_token_details
    assert last.input_tokens == 30 * 15 + 29 * 15 == details.text_tokens + details.audio_tokens
    assert 0 < details.cached_tokens < last.input_tokens
    assert details.cached_tokens_details.audio_tokens % 64 == 0
    assert last.total_tokens == last.input_tokens + last.output_tokens


def test_what_the_session_is_told_costs_tokens() -> None:
    settings = {"id": "s", "instructions": "x" * 400, "modalities": ["text"]}
    session = ScriptedSession(ResponseSession.from_dict(settings)).user_message("y" * 40).reply("z")
    (done,) = of(ServerEventResponseDone, session)
    assert done.response.usage.input_tokens == 110


def test_an_out_of_band_response_costs_the_conversation_nothing() -> None:
    session = ScriptedSession().response("word " * 20, out_of_band=True).reply("Hi!")
    aside, answer = of(ServerEventResponseDone, session)
    assert (aside.response.usage.output_tokens > 0, answer.response.usage.input_tokens) == (True, 0)


@every_version
def test_a_conversation_is_assembled_from_it(version: str) -> None:
    session = ScriptedSession(api_version=version).spoken_turn("Is it raining?", "Let me see.")
    session.tool_call("rain", {"city": "Bergen"}, output="3 mm").user_message("Well?").reply("Yes.")
    session.interruption("one two three four", "Stop!")
    conversation = AssembledConversation()
    for event in session.events:
        conversation.feed(event)
    said = [item.transcript or item.text or item.arguments for item in conversation.history()]
    assert said == [
        "Is it raining?",
        "Let me see.",
        '{"city": "Bergen"}',
        "",
        "Well?",
        "Yes.",
        "one two",
        "Stop!",
    ]
    answers = [response.items for response in conversation.responses.values()]
    assert [len(items) for items in answers] == [1, 1, 1, 1]
    assert answers[-1][0].is_truncated


def test_the_repr_tells_what_happens() -> None:
    session = ScriptedSession().spoken_turn("Is it raining?", "Yes.").tool_call("rain", {})
    session.user_message("And now?")
    assert repr(session) == (
        f"<ScriptedSession of {len(session.events)} events: user says 'Is it raining?'; "
        "assistant says 'Yes.'; assistant calls rain; user writes 'And now?'>"
    )
    assert repr(ScriptedSession()) == "<ScriptedSession of 2 events: nothing happens>"
    for _ in range(100):
        session.error("No, this cannot be done in the way it was asked for.")
    assert repr(session).endswith("; 96 more>")
    assert len(repr(session)) < 400
