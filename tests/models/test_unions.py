"""Fields whose value may be of several kinds decode to the right class."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import (
    AudioTimestampType,
    AzureCustomVoice,
    AzureRealtimeNativeVoice,
    AzureSemanticDetectionMultilingual,
    AzureSemanticVad,
    AzureStandardVoice,
    AzureVoice,
    FieldError,
    InterimResponseConfigBase,
    LlmInterimResponseConfig,
    MCPApprovalType,
    MCPServer,
    Model,
    OpenAIVoice,
    OpenAIVoiceName,
    OutputAudioFormat,
    Response,
    ResponseSession,
    SemanticVad,
    ServerEventResponseAnimationBlendshapeDelta,
    StaticInterimResponseConfig,
    Tool,
    ToolChoiceFunctionSelection,
    ToolChoiceLiteral,
    ToolChoiceSelection,
    TurnDetection,
)

VOICES = [
    ("alloy", OpenAIVoiceName),
    ("en-US-AvaNeural", str),
    ({"type": "openai", "name": "alloy"}, OpenAIVoice),
    ({"type": "azure-realtime-native", "name": "ava"}, AzureRealtimeNativeVoice),
    ({"type": "azure-standard", "name": "en-US-AvaNeural"}, AzureStandardVoice),
    ({"type": "azure-custom", "name": "n", "endpoint_id": "e"}, AzureCustomVoice),
    ({"type": "azure-of-tomorrow", "name": "n", "deep": [{}]}, AzureVoice),
    ({"name": "no type"}, AzureVoice),
]

CASES: list[tuple[type[Model], str, Any, type]] = [
    *[
        (holder, "voice", raw, made)
        for holder in (ResponseSession, Response)
        for raw, made in VOICES
    ],
    (ResponseSession, "tool_choice", "auto", ToolChoiceLiteral),
    (ResponseSession, "tool_choice", "get_weather", str),
    (
        ResponseSession,
        "tool_choice",
        {"type": "function", "name": "f"},
        ToolChoiceFunctionSelection,
    ),
    (ResponseSession, "tool_choice", {"type": "mcp", "server_label": "s"}, ToolChoiceSelection),
    (
        ResponseSession,
        "interim_response",
        {"type": "static_interim_response", "texts": ["One moment."]},
        StaticInterimResponseConfig,
    ),
    (
        ResponseSession,
        "interim_response",
        {"type": "llm_interim_response", "model": "m"},
        LlmInterimResponseConfig,
    ),
    (ResponseSession, "interim_response", {"type": "new", "x": 1}, InterimResponseConfigBase),
    (ResponseSession, "turn_detection", {"type": "azure_semantic_vad"}, AzureSemanticVad),
    (ResponseSession, "turn_detection", {"type": "semantic_vad"}, SemanticVad),
    (ResponseSession, "turn_detection", {"type": "new_vad"}, TurnDetection),
    (ResponseSession, "max_response_output_tokens", "inf", str),
    (ResponseSession, "max_response_output_tokens", 4096, int),
    (ResponseSession, "output_audio_format", "pcm16-8000hz", OutputAudioFormat),
    (MCPServer, "require_approval", "never", MCPApprovalType),
    (MCPServer, "require_approval", "sometimes", str),
    (MCPServer, "require_approval", {"never": ["tool_a"]}, dict),
    (ServerEventResponseAnimationBlendshapeDelta, "frames", [[0.5, 1], []], list),
    (ServerEventResponseAnimationBlendshapeDelta, "frames", "AAAA", str),
]


def holding(model: type[Model], name: str, raw: object) -> Model:
    tag = {i.wire_name: i.constant for i in model.fields() if i.role == "discriminator"}
    return model.from_dict({**tag, name: raw})


@pytest.mark.parametrize(("model", "name", "raw", "made"), CASES)
def test_the_kind_says_the_class(model: type[Model], name: str, raw: object, made: type) -> None:
    holder = holding(model, name, raw)
    assert type(getattr(holder, name)) is made
    assert holder[name] == raw
    assert holder.as_dict()[name] == raw


@pytest.mark.parametrize(
    ("model", "name", "raw"),
    [
        (ResponseSession, "voice", 3),
        (ResponseSession, "voice", ["alloy"]),
        (ResponseSession, "tool_choice", True),
        (ResponseSession, "interim_response", "static"),
        (ResponseSession, "max_response_output_tokens", "infinite"),
        (ResponseSession, "max_response_output_tokens", 1.5),
        (ResponseSession, "tools", [{"type": "function", "name": "f"}, None]),
        (MCPServer, "require_approval", {"never": "tool_a"}),
        (ServerEventResponseAnimationBlendshapeDelta, "frames", [[0.5], [True]]),
        (ServerEventResponseAnimationBlendshapeDelta, "frames", [0.5]),
    ],
)
def test_another_kind_is_kept_and_does_not_read(model: type[Model], name: str, raw: object) -> None:
    holder = holding(model, name, raw)
    with pytest.raises(FieldError):
        getattr(holder, name)
    assert holder[name] == raw
    assert holder.as_dict()[name] == raw


def test_a_discriminator_that_is_called_model() -> None:
    vad = TurnDetection.from_dict(
        {
            "type": "azure_semantic_vad",
            "end_of_utterance_detection": {"model": "semantic_detection_v1_multilingual"},
        }
    )
    assert isinstance(vad, AzureSemanticVad)
    assert isinstance(vad.end_of_utterance_detection, AzureSemanticDetectionMultilingual)


def test_a_tool_plain_or_null_in_the_list_of_tools() -> None:
    session = ResponseSession.from_dict({"tools": [{"type": "function", "name": "f"}]})
    assert session.tools is not None
    session.tools.append({"type": "function"})  # type: ignore[arg-type]
    with pytest.raises(FieldError, match=r"expected Tool, got object of 1, at \$\.tools\[1\]"):
        _ = session.tools
    session["tools"] = session["tools"]
    assert [isinstance(tool, Tool) for tool in session.tools] == [True, True]


def test_lists_of_enums() -> None:
    session = ResponseSession.from_dict({"output_audio_timestamp_types": ["word", "phoneme"]})
    assert session.output_audio_timestamp_types is not None
    word, other = session.output_audio_timestamp_types
    assert word is AudioTimestampType.WORD
    assert (other, type(other)) == ("phoneme", str)
