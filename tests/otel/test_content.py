"""What was said stays out of telemetry, unless it is asked for; credentials stay out always."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voicelive_events.otel import trace_recording
from voicelive_events.recording import read_recording

from ..bundled import SAMPLE
from .telemetry import Frame, Telemetry, events, trace
from .test_spans import CALL, at, began, created, done, item_done, output

SWITCH = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
SAID = ("umbrella", "light rain", "Bergen", "weather guide", "no active response to cancel")
REPLY: Frame = {
    "type": "message",
    "id": "item_2",
    "role": "assistant",
    "content": [{"type": "audio", "transcript": "Rain."}, {"type": "text", "text": "Bring one."}],
}
TYPED: Frame = {
    "type": "message",
    "id": "item_0",
    "role": "user",
    "content": [{"type": "input_text", "text": "And tomorrow?"}],
}


def told(telemetry: Telemetry) -> str:
    """All that was told, as text."""
    return "".join(span.to_json() for span in telemetry.spans) + str(telemetry.measures)


def sample(**options: Any) -> str:
    telemetry = Telemetry(**options)
    trace_recording(read_recording(SAMPLE), **telemetry.options)
    return told(telemetry)


@pytest.mark.parametrize("value", [None, "", "false", "no_content", "EVENT_ONLY", "yes?"])
def test_nothing_of_it_is_told(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    if value is not None:
        monkeypatch.setenv(SWITCH, value)
    text = sample()
    assert "chat gpt-4.1" in text
    assert [said for said in SAID if said in text] == []


@pytest.mark.parametrize("value", ["true", "True", "SPAN_ONLY", "span_and_event"])
def test_the_switch_of_the_conventions(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, value)
    text = sample()
    assert [said for said in SAID if said not in text] == []
    assert [said for said in SAID if said in sample(content=False)] == []


def test_audio_is_never_told() -> None:
    text = sample(content=True)
    audio = [
        record.event["delta"]
        for record in read_recording(SAMPLE)
        if record.event is not None and record.event["type"] == "response.audio.delta"
    ]
    assert len(audio) > 5
    assert [piece for piece in audio if piece in text] == []


def test_messages_as_the_conventions_have_them() -> None:
    transcribed = "conversation.item.input_audio_transcription.completed"
    telemetry = trace(
        at(0.0, "session.created", session={"id": "s", "instructions": "Be short."}),
        at(0.5, transcribed, item_id="u", content_index=0, transcript="Is it raining?"),
        created(1.0),
        item_done(1.5, CALL),
        done(1.6, output=[CALL]),
        output(2.0, said="rain"),
        at(2.1, "conversation.item.created", item=TYPED),
        created(2.5, "resp_2"),
        done(3.0, "resp_2", output=[REPLY]),
        content=True,
    )
    first, second = (
        span.attributes or {} for span in telemetry.spans if span.name.startswith("chat")
    )
    assert messages(first, "input") == [
        {"role": "user", "parts": [{"type": "text", "content": "Is it raining?"}]}
    ]
    call = {"type": "tool_call", "id": "call_1", "name": "get_weather"}
    assert messages(first, "output") == [
        {
            "role": "assistant",
            "parts": [{**call, "arguments": '{"city": "Bergen"}'}],
            "finish_reason": "tool_call",
        }
    ]
    answer = {"type": "tool_call_response", "id": "call_1", "response": "rain"}
    assert messages(second, "input") == [
        {"role": "tool", "parts": [answer]},
        {"role": "user", "parts": [{"type": "text", "content": "And tomorrow?"}]},
    ]
    assert messages(second, "output") == [
        {
            "role": "assistant",
            "parts": [
                {"type": "text", "content": "Rain."},
                {"type": "text", "content": "Bring one."},
            ],
            "finish_reason": "stop",
        }
    ]
    session = telemetry.span("voicelive.session").attributes or {}
    assert json.loads(str(session["gen_ai.system_instructions"])) == [
        {"type": "text", "content": "Be short."}
    ]
    tool = telemetry.span("execute_tool").attributes or {}
    assert tool["gen_ai.tool.call.arguments"] == '{"city": "Bergen"}'
    assert tool["gen_ai.tool.call.result"] == "rain"


def messages(attributes: Any, kind: str) -> Any:
    return json.loads(str(attributes[f"gen_ai.{kind}.messages"]))


SECRET = "sk-0123456789abcdef0123456789abcdef"
TEXT = f"Authorization: Bearer {SECRET}"


def test_credentials_are_told_to_nobody() -> None:
    """Neither those of declared fields, nor what announces itself as one in a text."""
    tool = {
        "type": "mcp",
        "server_label": "library",
        "server_url": "https://mcp.example",
        "authorization": SECRET,
        "headers": {"api-key": SECRET},
    }
    session = {"id": "s", "instructions": TEXT, "tools": [tool]}
    call = {**CALL, "arguments": TEXT}
    failed = {**CALL, "call_id": "call_2", "id": "item_9", "arguments": "{}"}
    message = {**REPLY, "content": [{"type": "text", "text": TEXT}]}
    transcribed = "conversation.item.input_audio_transcription.completed"
    telemetry = trace(
        at(0.0, "session.update", session=session),
        at(0.1, "session.created", session=session),
        at(0.2, "byom_credential.update", authorization_headers={"api-key": SECRET}),
        at(0.3, "error", error={"type": "x", "message": TEXT}),
        at(0.4, transcribed, item_id="u", content_index=0, transcript=TEXT),
        created(1.0),
        item_done(1.5, call),
        item_done(1.5, failed),
        done(1.6, output=[call, message]),
        output(2.0, said=TEXT),
        created(3.0, "resp_2"),
        done(4.0, "resp_2", output=[]),
        content=True,
    )
    text = told(telemetry)
    assert SECRET not in text
    assert text.count("Authorization: ") >= 6
    [error] = events(telemetry.span("voicelive.session"), "voicelive.error")
    assert error["voicelive.error.message"].startswith("Authorization: ")


def test_a_session_without_content_has_none_of_its_own() -> None:
    attributes = trace(began(), created(1.0), done(2.0), content=True).span("chat").attributes or {}
    assert "gen_ai.input.messages" not in attributes
    assert messages(attributes, "output") == [
        {"role": "assistant", "parts": [], "finish_reason": "stop"}
    ]
