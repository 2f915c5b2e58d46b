"""The types that attributes have, read and set."""

from datetime import datetime
from typing import Any, Literal, assert_type

from voicelive_events import (
    ActionSearch,
    ActionSearchSource,
    AssistantAudioContentPart,
    AssistantMessageItem,
    AudioConfig,
    AudioFormat,
    AudioInputConfig,
    AudioOutputConfig,
    AvatarConfig,
    AvatarConfigTypes,
    AzureRealtimeNativeVoice,
    AzureStandardVoice,
    AzureVoice,
    AzureVoiceType,
    ClientEventBYOMCredentialUpdate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioTurnAppend,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    ClientEventType,
    ContentPart,
    ConversationRequestItem,
    FunctionCallItem,
    InputAudioContentPart,
    InputAudioFormat,
    InputTextContentPart,
    InterimResponseConfigBase,
    ItemParamStatus,
    ItemType,
    MCPApprovalType,
    MCPServer,
    MCPToolFilter,
    MessageContentPart,
    MessageItem,
    MessageRole,
    Modality,
    OpenAICustomVoice,
    OpenAIVoice,
    OpenAIVoiceName,
    OutputAudioContentPart,
    Prompt,
    PromptInput,
    RequestAudioContentPart,
    RequestSession,
    Response,
    ResponseAudioContentPart,
    ResponseCancelledDetails,
    ResponseCreateParams,
    ResponseFileSearchCallItem,
    ResponseItem,
    ResponseItemStatus,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
    ResponseOutputAudioContentPart,
    ResponseSession,
    ResponseStatus,
    ResponseStatusDetails,
    ResponseWebSearchCallItem,
    ServerEvent,
    ServerEventConversationItemCreated,
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseAudioTimestampDone,
    ServerEventResponseDone,
    ServerEventResponseInvocationDelta,
    ServerEventResponseTextDelta,
    ServerEventResponseVideoDelta,
    ServerEventType,
    TokenUsage,
    Tool,
    ToolChoiceLiteral,
    ToolChoiceSelection,
    Tracing,
    TurnDetection,
    UnknownServerEvent,
    UserMessageItem,
    VideoCrop,
    Voice,
    WebSearchAction,
)


def scalars(
    audio: ServerEventResponseAudioDelta,
    text: ServerEventResponseTextDelta,
    video: ServerEventResponseVideoDelta,
    timestamp: ServerEventResponseAudioTimestampDone,
) -> None:
    assert_type(audio.delta, bytes)
    assert_type(audio.response_id, str)
    assert_type(audio.content_index, int)
    assert_type(audio.event_id, str | None)
    assert_type(text.delta, str)
    assert_type(video.delta, str)
    assert_type(timestamp.content_index, int | None)


def tags(
    base: ServerEvent,
    unknown: UnknownServerEvent,
    audio: ServerEventResponseAudioDelta,
    word: ServerEventResponseAudioTimestampDelta,
    openai: OpenAIVoice,
    azure: AzureStandardVoice,
    voice: AzureVoice,
    cancelled: ResponseCancelledDetails,
) -> None:
    """A tag is its one value; that of an open base is any string."""
    assert_type(base.type, str)
    assert_type(unknown.type, str)
    assert_type(audio.type, Literal[ServerEventType.RESPONSE_AUDIO_DELTA])
    assert_type(word.timestamp_type, Literal["word"])
    assert_type(openai.type, Literal["openai"])
    assert_type(azure.type, Literal[AzureVoiceType.AZURE_STANDARD])
    assert_type(voice.type, str)
    assert_type(cancelled.type, Literal[ResponseStatus.CANCELLED])


def nested(
    error: ServerEventError, done: ServerEventResponseDone, item: ServerEventConversationItemCreated
) -> None:
    assert_type(error.error, ServerEventErrorDetails)
    assert_type(error.error.type, str | None)
    assert_type(done.response, Response)
    assert_type(done.response.usage, TokenUsage | None)
    assert_type(done.response.status_details, ResponseStatusDetails | None)
    assert_type(item.item, ResponseItem | None)
    # E: mypy[union-attr] pyright[reportOptionalMemberAccess]
    print(item.item.id)


def open_enums(
    message: ResponseMessageItem,
    response: Response,
    search: ResponseWebSearchCallItem,
    avatar: AvatarConfig,
    server: MCPServer,
) -> None:
    """A member where the value is known, else the string."""
    assert_type(message.role, MessageRole | str)
    assert_type(message.status, ResponseItemStatus | str)
    assert_type(response.status, ResponseStatus | str | None)
    assert_type(avatar.avatar_type, AvatarConfigTypes | str | None)
    assert_type(
        server.require_approval,
        MCPApprovalType | str | dict[str, list[str] | MCPToolFilter] | None,
    )
    assert_type(server.allowed_tools, list[str] | MCPToolFilter | None)
    text: str = search.status  # members are strings too
    print(text, message.role.upper())


def lists(
    response: Response,
    message: ResponseMessageItem,
    search: ResponseFileSearchCallItem,
    session: ResponseSession,
    crop: VideoCrop,
    frames: ServerEventResponseAnimationBlendshapeDelta,
) -> None:
    assert_type(response.output, list[ResponseItem] | None)
    assert_type(response.modalities, list[Modality | str] | None)
    assert_type(message.content, list[ContentPart])
    assert_type(search.queries, list[str] | None)
    assert_type(session.tools, list[Tool] | None)
    assert_type(crop.top_left, list[int])
    assert_type(frames.frames, list[list[float]] | str)
    message.content.append(ContentPart(type="new"))
    message.content.append("text")  # E: mypy[arg-type] pyright[reportArgumentType]


def unions(session: ResponseSession) -> None:
    assert_type(
        session.voice,
        OpenAIVoiceName
        | str
        | OpenAIVoice
        | OpenAICustomVoice
        | AzureRealtimeNativeVoice
        | AzureVoice
        | None,
    )
    assert_type(session.tool_choice, ToolChoiceLiteral | str | ToolChoiceSelection | None)
    assert_type(session.max_response_output_tokens, int | Literal["inf"] | None)
    assert_type(session.turn_detection, TurnDetection | None)
    assert_type(session.interim_response, InterimResponseConfigBase | None)


def requests(
    event: ClientEventSessionUpdate, created: ClientEventResponseCreate, call: FunctionCallItem
) -> None:
    assert_type(event.session, RequestSession)
    assert_type(event.type, Literal[ClientEventType.SESSION_UPDATE])
    assert_type(event.session.voice, Voice | None)
    assert_type(event.session.turn_detection, TurnDetection | None)
    assert_type(event.session.tools, list[Tool] | None)
    assert_type(event.session.tracing, Literal["auto"] | str | Tracing | None)
    assert_type(created.response, ResponseCreateParams | None)
    assert_type(call.name, str)
    assert_type(call.status, ItemParamStatus | str | None)


def requests_of_v1(session: RequestSession, audio: AudioConfig, prompt: Prompt) -> None:
    assert_type(session.audio, AudioConfig | None)
    assert_type(audio.input, AudioInputConfig | None)
    assert_type(audio.output, AudioOutputConfig | None)
    if audio.input is not None and audio.output is not None:
        assert_type(audio.input.turn_detection, TurnDetection | None)
        assert_type(audio.input.format, InputAudioFormat | str | AudioFormat | None)
        assert_type(audio.output.voice, Voice | None)
    assert_type(prompt.variables, dict[str, str | PromptInput] | None)


def responses_to_come(params: ResponseCreateParams) -> None:
    assert_type(params.voice, Voice | None)
    assert_type(params.conversation, Literal["auto", "none"] | str | None)
    assert_type(params.metadata, dict[str, str] | None)
    assert_type(params.pre_generated_assistant_message, AssistantMessageItem | None)
    assert_type(params.append_input_items, list[ConversationRequestItem] | None)
    assert_type(params.input_items, list[ConversationRequestItem] | None)
    assert_type(
        params.input,
        list[
            ConversationRequestItem
            | ResponseMCPListToolItem
            | ResponseMCPCallItem
            | ResponseMCPApprovalRequestItem
        ]
        | None,
    )
    assert_type(params.invoke_input, dict[str, Any] | None)


def audio_is_bytes(
    append: ClientEventInputAudioBufferAppend,
    turn: ClientEventInputAudioTurnAppend,
    sent: InputAudioContentPart,
    received: RequestAudioContentPart,
    spoken: ResponseAudioContentPart,
    finished: ResponseOutputAudioContentPart,
    seeded: AssistantAudioContentPart | OutputAudioContentPart,
) -> None:
    """What must be there for sending may be absent in what comes back."""
    assert_type(append.audio, bytes)
    assert_type(turn.audio, bytes)
    assert_type(sent.audio, bytes)
    assert_type(received.audio, bytes | None)
    assert_type(spoken.audio, bytes | None)
    assert_type(finished.audio, bytes | None)
    assert_type(seeded.audio, bytes | None)
    append.audio = sent.audio
    append.audio = "AAEC"  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    sent.audio = received.audio  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    received.audio = sent.audio


def credentials(update: ClientEventBYOMCredentialUpdate) -> None:
    """What is secret reads as anything else."""
    assert_type(update.authorization_headers, dict[str, str])


def items_to_send(
    item: ConversationRequestItem, message: MessageItem, user: UserMessageItem
) -> None:
    assert_type(item.type, str)
    assert_type(item.id, str | None)
    assert_type(message.type, Literal[ItemType.MESSAGE])
    assert_type(message.role, str)
    assert_type(user.role, Literal[MessageRole.USER])
    assert_type(user.content, list[MessageContentPart])
    user.content.append(InputTextContentPart(text="Hi"))
    # E: mypy[arg-type] pyright[reportArgumentType]
    user.content.append({"type": "input_text", "text": "Hi"})
    user.role = MessageRole.SYSTEM  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    print(item.content)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]


def found_on_the_web(item: ResponseWebSearchCallItem, search: ActionSearch) -> None:
    assert_type(item.action, WebSearchAction | None)
    assert_type(search.sources, list[ActionSearchSource] | None)


def dates_and_free_json(
    session: ResponseSession, event: ServerEventResponseInvocationDelta
) -> None:
    assert_type(session.expires_at, datetime | None)
    assert_type(session.metadata, dict[str, str] | None)
    assert_type(session.greeting, Any)
    assert_type(event.delta, dict[str, Any])


def setting(
    audio: ServerEventResponseAudioDelta, session: ResponseSession, response: Response
) -> None:
    """An attribute takes what it gives."""
    audio.delta = b"\x00"
    audio.event_id = None
    session.voice = AzureStandardVoice(name="en-US-AvaNeural")
    session.voice = "alloy"
    response.status = ResponseStatus.COMPLETED
    response.status = "paused"
    del audio.event_id
    audio.delta = "base64"  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    audio.response_id = None  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    response.status = 1  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    session.expires_at = 0  # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    # E: mypy[assignment] pyright[reportAttributeAccessIssue]
    audio.type = ServerEventType.RESPONSE_DONE


def misspelt(audio: ServerEventResponseAudioDelta, unknown: UnknownServerEvent) -> None:
    print(audio.detla)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
    print(unknown.delta)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
    audio.pcm = b""  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
