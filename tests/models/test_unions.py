"""Fields whose value may be of several kinds decode to the right class."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import (
    ActionFind,
    ActionOpenPage,
    ActionSearch,
    ActionSearchSource,
    AudioFormat,
    AudioInputConfig,
    AudioOutputConfig,
    AudioTimestampType,
    AzureCustomVoice,
    AzureRealtimeNativeVoice,
    AzureSemanticDetectionMultilingual,
    AzureSemanticVad,
    AzureStandardVoice,
    AzureVoice,
    ClientEventConversationItemCreate,
    ConversationRequestItem,
    FieldError,
    FoundryAgentContextType,
    FoundryAgentTool,
    InputAudioFormat,
    InputFileContent,
    InputImageContent,
    InputTextContent,
    InterimResponseConfigBase,
    ItemReference,
    LlmInterimResponseConfig,
    MCPApprovalResponseRequestItem,
    MCPApprovalType,
    MCPError,
    MCPHTTPError,
    MCPProtocolError,
    MCPServer,
    MCPToolExecutionError,
    MCPToolFilter,
    MessageItem,
    Model,
    OpenAICustomVoice,
    OpenAIVoice,
    OpenAIVoiceName,
    OutputAudioFormat,
    Prompt,
    PromptInput,
    RequestSession,
    Response,
    ResponseCreateParams,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
    ResponseOutputAudioContentPart,
    ResponseOutputTextContentPart,
    ResponseSession,
    ResponseWebSearchCallItem,
    SemanticVad,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventResponseAnimationBlendshapeDelta,
    StaticInterimResponseConfig,
    Tool,
    ToolChoiceFunctionSelection,
    ToolChoiceLiteral,
    ToolChoiceMCPSelection,
    ToolChoiceSelection,
    Tracing,
    TranscriptionDurationUsage,
    TranscriptionTokenUsage,
    TranscriptionUsage,
    Truncation,
    TurnDetection,
    UserMessageItem,
    VoiceAdaptation,
    WebSearchAction,
)

VOICES = [
    ("alloy", OpenAIVoiceName),
    ("en-US-AvaNeural", str),
    ({"type": "openai", "name": "alloy"}, OpenAIVoice),
    ({"type": "azure-realtime-native", "name": "ava"}, AzureRealtimeNativeVoice),
    ({"type": "azure-standard", "name": "en-US-AvaNeural"}, AzureStandardVoice),
    ({"type": "azure-custom", "name": "n", "endpoint_id": "e"}, AzureCustomVoice),
    ({"type": "azure-of-tomorrow", "name": "n", "deep": [{}]}, AzureVoice),
    ({"id": "voice_1"}, OpenAICustomVoice),
    ({"type": None, "id": "voice_1"}, OpenAICustomVoice),
    ({"name": "neither type nor id"}, OpenAICustomVoice),
    ({"type": 3, "id": "voice_1"}, AzureVoice),
]

WITH_A_VOICE: list[type[Model]] = [
    RequestSession,
    ResponseSession,
    ResponseCreateParams,
    Response,
    AudioOutputConfig,
]

TRANSCRIBED = ServerEventConversationItemInputAudioTranscriptionCompleted

CASES: list[tuple[type[Model], str, Any, type]] = [
    *[(holder, "voice", raw, made) for holder in WITH_A_VOICE for raw, made in VOICES],
    (ResponseSession, "tool_choice", "auto", ToolChoiceLiteral),
    (ResponseSession, "tool_choice", "get_weather", str),
    (
        ResponseSession,
        "tool_choice",
        {"type": "function", "name": "f"},
        ToolChoiceFunctionSelection,
    ),
    (ResponseSession, "tool_choice", {"type": "mcp", "server_label": "s"}, ToolChoiceMCPSelection),
    (ResponseSession, "tool_choice", {"type": "new", "server_label": "s"}, ToolChoiceSelection),
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
    (MCPServer, "allowed_tools", ["tool_a"], list),
    (MCPServer, "allowed_tools", {"read_only": True}, MCPToolFilter),
    (ResponseMCPCallItem, "error", {"type": "http_error", "code": 502}, MCPHTTPError),
    (ResponseMCPCallItem, "error", {"type": "protocol_error"}, MCPProtocolError),
    (ResponseMCPCallItem, "error", {"type": "tool_execution_error"}, MCPToolExecutionError),
    (ResponseMCPCallItem, "error", {"type": "new_error"}, MCPError),
    (ResponseMCPCallItem, "error", {"reason": "of before v1"}, MCPError),
    (ResponseMCPCallItem, "error", "of before v1", str),
    (TRANSCRIBED, "usage", {"type": "tokens", "total_tokens": 3}, TranscriptionTokenUsage),
    (TRANSCRIBED, "usage", {"type": "duration", "seconds": 3}, TranscriptionDurationUsage),
    (TRANSCRIBED, "usage", {"type": "words", "words": 3}, TranscriptionUsage),
    (AudioInputConfig, "format", "pcm16", InputAudioFormat),
    (AudioInputConfig, "format", {"type": "audio/pcm", "rate": 24000}, AudioFormat),
    (AudioOutputConfig, "format", {"type": "audio/opus"}, AudioFormat),
    (ResponseSession, "tracing", "auto", str),
    (ResponseSession, "tracing", {"group_id": "g"}, Tracing),
    (ResponseSession, "truncation", "disabled", str),
    (ResponseSession, "truncation", {"type": "retention_ratio"}, Truncation),
    (RequestSession, "turn_detection", {"type": "azure_semantic_vad"}, AzureSemanticVad),
    (RequestSession, "tracing", {"group_id": "g"}, Tracing),
    (RequestSession, "voice_adaptation", {"type": "auto"}, VoiceAdaptation),
    (ResponseCreateParams, "tool_choice", {"type": "mcp"}, ToolChoiceMCPSelection),
    (ResponseCreateParams, "max_output_tokens", "inf", str),
    (ClientEventConversationItemCreate, "item", {"type": "item_reference"}, ItemReference),
    (ClientEventConversationItemCreate, "item", {"type": "message"}, MessageItem),
    (
        ClientEventConversationItemCreate,
        "item",
        {"type": "message", "role": "user"},
        UserMessageItem,
    ),
    (
        ClientEventConversationItemCreate,
        "item",
        {"type": "message", "role": "critic"},
        MessageItem,
    ),
    (ClientEventConversationItemCreate, "item", {"role": "user"}, ConversationRequestItem),
    (ClientEventConversationItemCreate, "item", {"type": "mcp_call"}, ConversationRequestItem),
    (ResponseWebSearchCallItem, "action", {"type": "search", "query": "q"}, ActionSearch),
    (ResponseWebSearchCallItem, "action", {"type": "open_page", "url": "u"}, ActionOpenPage),
    (ResponseWebSearchCallItem, "action", {"type": "find", "pattern": "p"}, ActionFind),
    (ResponseWebSearchCallItem, "action", {"type": "click", "x": 1}, WebSearchAction),
    (MCPServer, "authorization", "token", str),
    (MCPServer, "authorization", {"type": "managed_identity"}, dict),
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


def test_models_in_a_dict() -> None:
    server = MCPServer.from_dict(
        {"type": "mcp", "require_approval": {"never": {"tool_names": ["a"]}, "always": ["b"]}}
    )
    assert isinstance(server.require_approval, dict)
    never, always = server.require_approval["never"], server.require_approval["always"]
    assert isinstance(never, MCPToolFilter)
    assert (never.tool_names, always) == (["a"], ["b"])


def test_the_values_of_a_prompt() -> None:
    variables = {
        "name": "Ada",
        "text": {"type": "input_text", "text": "Hi"},
        "image": {"type": "input_image", "image_url": "https://example.com", "detail": "low"},
        "file": {"type": "input_file", "file_id": "file_1"},
        "later": {"type": "input_video", "url": "https://example.com"},
    }
    prompt = Prompt.from_dict({"id": "p", "variables": variables}, strict=True)
    assert prompt.variables is not None
    assert {name: type(value) for name, value in prompt.variables.items()} == {
        "name": str,
        "text": InputTextContent,
        "image": InputImageContent,
        "file": InputFileContent,
        "later": PromptInput,
    }
    assert prompt.as_dict()["variables"] == variables


def test_the_context_of_a_response() -> None:
    """Items to send, and those of MCP that the service made."""
    items = [
        {"type": "message", "role": "user", "content": []},
        {"type": "item_reference", "id": "i"},
        {"type": "mcp_list_tools", "server_label": "s", "tools": [{"name": "t"}]},
        {"type": "mcp_call", "server_label": "s", "name": "t", "arguments": "{}"},
        {"type": "mcp_approval_request", "server_label": "s", "name": "t"},
        {"type": "mcp_approval_response", "approval_request_id": "a", "approve": False},
        {"type": "web_search_call", "status": "completed"},
    ]
    params = ResponseCreateParams.from_dict({"input": items})
    assert [type(item) for item in params.input or []] == [
        UserMessageItem,
        ItemReference,
        ResponseMCPListToolItem,
        ResponseMCPCallItem,
        ResponseMCPApprovalRequestItem,
        MCPApprovalResponseRequestItem,
        ConversationRequestItem,
    ]
    assert params.as_dict()["input"] == items
    assert [problem.path for problem in params.problems()] == [
        "$.input[2].tools[0].input_schema",
    ]


def test_an_agent_as_a_tool() -> None:
    tool = FoundryAgentTool(
        agent_name="a", project_name="p", agent_context_type=FoundryAgentContextType.NO_CONTEXT
    )
    session = RequestSession(tools=[tool])
    again = RequestSession.from_json(session.to_json(strict=True), strict=True)
    assert again.tools is not None
    (read,) = again.tools
    assert isinstance(read, FoundryAgentTool)
    assert read.agent_context_type is FoundryAgentContextType.NO_CONTEXT
    assert read["type"] == "foundry_agent"
    unnamed = Tool.from_dict({"type": "foundry_agent", "agent_name": "a"})
    assert [problem.path for problem in unnamed.problems()] == ["$.project_name"]


def test_what_a_web_search_did() -> None:
    item = ResponseItem.from_dict(
        {
            "type": "web_search_call",
            "status": "completed",
            "action": {
                "type": "search",
                "query": "weather",
                "sources": [{"type": "url", "url": "https://example.com"}],
            },
        },
        strict=True,
    )
    assert isinstance(item, ResponseWebSearchCallItem)
    assert isinstance(item.action, ActionSearch)
    assert item.action.query == "weather"
    assert [type(source) for source in item.action.sources or []] == [ActionSearchSource]
    item.action = ActionFind(pattern="rain", url="https://example.com")
    del item["action"]["url"]
    assert [problem.path for problem in item.problems()] == ["$.action.url"]


def test_the_content_of_a_finished_message() -> None:
    message = ResponseMessageItem.from_dict(
        {
            "type": "message",
            "content": [
                {"type": "output_text", "text": "Hi"},
                {"type": "output_audio", "transcript": "Hi"},
            ],
        }
    )
    text, audio = message.content
    assert isinstance(text, ResponseOutputTextContentPart)
    assert isinstance(audio, ResponseOutputAudioContentPart)
    assert (text.text, audio.transcript) == ("Hi", "Hi")
