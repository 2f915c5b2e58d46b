"""What a client builds to send: what a type checker lets through, and what it stops."""

from typing import assert_type

from voicelive_events import (
    AssistantMessageItem,
    AssistantTextContentPart,
    AudioConfig,
    AudioFormat,
    AudioInputConfig,
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
    AudioOutputConfig,
    AvatarConfig,
    AzureAvatarVoiceSyncVoice,
    AzureCustomVoice,
    AzurePersonalVoice,
    AzureRealtimeNativeVoice,
    AzureRealtimeNativeVoiceName,
    AzureSemanticVad,
    AzureStandardVoice,
    ClientEvent,
    ClientEventBYOMCredentialUpdate,
    ClientEventConversationItemCreate,
    ClientEventConversationItemDelete,
    ClientEventConversationItemRetrieve,
    ClientEventConversationItemTruncate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioBufferClear,
    ClientEventInputAudioBufferCommit,
    ClientEventInputAudioClear,
    ClientEventInputAudioTurnAppend,
    ClientEventInputAudioTurnCancel,
    ClientEventInputAudioTurnEnd,
    ClientEventInputAudioTurnStart,
    ClientEventInputTextDelta,
    ClientEventInputTextDone,
    ClientEventOutputAudioBufferClear,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    ClientEventRtcCallSdpCreate,
    ClientEventSessionAvatarConnect,
    ClientEventSessionUpdate,
    ClientEventType,
    ConversationRequestItem,
    FoundryAgentContextType,
    FoundryAgentTool,
    FunctionCallItem,
    FunctionCallOutputItem,
    FunctionTool,
    InputAudioContentPart,
    InputAudioFormat,
    InputImageContentPart,
    InputTextContent,
    InputTextContentPart,
    InterimResponseTrigger,
    ItemParamStatus,
    ItemReference,
    LlmInterimResponseConfig,
    MCPApprovalResponseRequestItem,
    MCPServer,
    MessageContentPart,
    MessageItem,
    MessageRole,
    Modality,
    OpenAICustomVoice,
    OpenAIVoice,
    OpenAIVoiceName,
    OutputTextContentPart,
    Prompt,
    ReasoningEffort,
    RequestImageContentPartDetail,
    RequestSession,
    RequestTextContentPart,
    ResponseCreateParams,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
    ServerVad,
    SystemMessageItem,
    Tool,
    ToolChoiceFunctionSelection,
    ToolChoiceLiteral,
    Tracing,
    UnknownClientEvent,
    UserMessageItem,
)


def events(pcm: bytes, item: ConversationRequestItem, session: RequestSession) -> None:
    event = ClientEventSessionUpdate(session=session, event_id="e1")
    assert_type(event, ClientEventSessionUpdate)
    assert_type(event.to_json(strict=True), str)
    ClientEventInputAudioBufferAppend(audio=pcm)
    ClientEventInputAudioBufferCommit()
    ClientEventInputAudioBufferClear(event_id="e2")
    ClientEventInputAudioTurnStart(turn_id="t")
    ClientEventInputAudioTurnAppend(turn_id="t", audio=pcm)
    ClientEventInputAudioTurnEnd(turn_id="t")
    ClientEventInputAudioTurnCancel(turn_id="t")
    ClientEventInputAudioClear()
    ClientEventConversationItemCreate(item=item, previous_item_id="root")
    ClientEventConversationItemRetrieve(item_id="i")
    ClientEventConversationItemDelete(item_id="i")
    ClientEventConversationItemTruncate(item_id="i", content_index=0, audio_end_ms=1500)
    ClientEventResponseCreate()
    ClientEventResponseCreate(response=ResponseCreateParams(), additional_instructions="Be brief.")
    ClientEventResponseCancel(response_id=None)
    ClientEventOutputAudioBufferClear()
    ClientEventInputTextDelta(id="i", delta="Hi", content_index=0)
    ClientEventInputTextDone(id="i")
    ClientEventSessionAvatarConnect(client_sdp="e30=")
    ClientEventRtcCallSdpCreate(sdp_offer="v=0", session=session)
    ClientEventBYOMCredentialUpdate(authorization_headers={"api-key": "k"})
    UnknownClientEvent(type="vendor.event")


def voices() -> None:
    """A name as text, its member and every kind of object fit where a voice does."""
    RequestSession(voice="alloy")
    RequestSession(voice=OpenAIVoiceName.ALLOY)
    RequestSession(voice=OpenAIVoice(name=OpenAIVoiceName.MARIN))
    RequestSession(voice=OpenAICustomVoice(id="voice_1"))
    RequestSession(voice=AzureRealtimeNativeVoice(name=AzureRealtimeNativeVoiceName.AVA))
    RequestSession(voice=AzureStandardVoice(name="en-US-AvaNeural", temperature=0.8, rate="1.2"))
    RequestSession(voice=AzureCustomVoice(name="n", endpoint_id="e"))
    RequestSession(voice=AzurePersonalVoice(name="n", model="DragonLatestNeural"))
    RequestSession(voice=AzureAvatarVoiceSyncVoice(model="DragonLatestNeural"))
    AudioOutputConfig(voice=OpenAICustomVoice(id="voice_1"))
    ResponseCreateParams(voice=OpenAICustomVoice(id="voice_1"))


def session(tool: FunctionTool) -> None:
    RequestSession(
        model="gpt-realtime",
        instructions="Be brief.",
        modalities=[Modality.TEXT, "audio"],
        input_audio_format=InputAudioFormat.PCM16,
        output_audio_format="pcm16",
        turn_detection=ServerVad(threshold=0.5, silence_duration_ms=500),
        input_audio_noise_reduction=AudioNoiseReduction(type="azure_deep_noise_suppression"),
        input_audio_transcription=AudioInputTranscriptionOptions(model="azure-speech"),
        tool_choice=ToolChoiceLiteral.AUTO,
        max_response_output_tokens="inf",
        reasoning_effort=ReasoningEffort.LOW,
        avatar=AvatarConfig(character="lisa", customized=False),
        interim_response=LlmInterimResponseConfig(triggers=[InterimResponseTrigger.TOOL]),
        metadata={"caller": "1"},
    )
    RequestSession(
        type="realtime",
        output_modalities=["audio"],
        audio=AudioConfig(
            input=AudioInputConfig(
                format=AudioFormat(type="audio/pcm", rate=24000), turn_detection=AzureSemanticVad()
            ),
            output=AudioOutputConfig(format="pcm16", voice="alloy"),
        ),
        tool_choice=ToolChoiceFunctionSelection(name="get_weather"),
        tracing=Tracing(group_id="g"),
        prompt=Prompt(id="p", variables={"name": "Ada", "text": InputTextContent(text="Hi")}),
    )
    RequestSession(
        tools=[
            tool,
            MCPServer(server_label="s", server_url="https://example.com", headers={"k": "v"}),
            FoundryAgentTool(
                agent_name="a",
                project_name="p",
                agent_context_type=FoundryAgentContextType.NO_CONTEXT,
            ),
        ]
    )


def nulls(session: RequestSession, audio: AudioInputConfig) -> None:
    """None fits wherever a field may be absent, whether its null says something or not."""
    RequestSession(turn_detection=None, input_audio_transcription=None, tracing=None)
    RequestSession(voice=None, tools=None, instructions=None)
    AudioInputConfig(turn_detection=None, noise_reduction=None, transcription=None)
    session.turn_detection = None
    del session.turn_detection
    audio.noise_reduction = None
    del audio.noise_reduction
    ClientEventConversationItemRetrieve(
        item_id=None,  # E: mypy[arg-type] pyright[reportArgumentType]
    )


def items(pcm: bytes) -> None:
    text = InputTextContentPart(text="Hi")
    user = UserMessageItem(content=[text])
    assert_type(user, UserMessageItem)
    UserMessageItem(
        content=[
            text,
            InputAudioContentPart(audio=pcm, transcript="hi"),
            InputImageContentPart(
                image_url="data:image/png;base64,AA==", detail=RequestImageContentPartDetail.LOW
            ),
        ],
        id="i",
        status=ItemParamStatus.COMPLETED,
    )
    SystemMessageItem(content=[InputTextContentPart(text="Be brief.")], status="completed")
    AssistantMessageItem(content=[AssistantTextContentPart(text="Hi")])
    AssistantMessageItem(content=[OutputTextContentPart(text="Hi")])
    FunctionCallItem(call_id="c", name="f", arguments="{}")
    FunctionCallOutputItem(call_id="c", output="sunny")
    MCPApprovalResponseRequestItem(approval_request_id="a", approve=True, reason="of course")
    ItemReference(id="i")
    ClientEventConversationItemCreate(item=user)


def response(
    tools: ResponseMCPListToolItem,
    call: ResponseMCPCallItem,
    question: ResponseMCPApprovalRequestItem,
    user: UserMessageItem,
) -> None:
    ResponseCreateParams(
        conversation="none",
        input=[user, ItemReference(id="i"), tools, call, question],
        metadata={"topic": "weather"},
        output_modalities=["text"],
        max_output_tokens=4096,
        temperature=0.8,
    )
    ResponseCreateParams(
        pre_generated_assistant_message=AssistantMessageItem(
            content=[AssistantTextContentPart(text="Welcome.")]
        )
    )
    ResponseCreateParams(append_input_items=[user], commit=False, cancel_previous=True)
    ResponseCreateParams(input_items=[], invoke_input={"any": ["thing"]})


def missing() -> None:
    ClientEventSessionUpdate()  # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventInputAudioBufferAppend()  # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventInputAudioTurnAppend(audio=b"")  # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventConversationItemCreate()  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventConversationItemTruncate(item_id="i", audio_end_ms=0)
    ClientEventRtcCallSdpCreate()  # E: mypy[call-arg] pyright[reportCallIssue]
    UnknownClientEvent()  # E: mypy[call-arg] pyright[reportCallIssue]
    UserMessageItem()  # E: mypy[call-arg] pyright[reportCallIssue]
    InputTextContentPart()  # E: mypy[call-arg] pyright[reportCallIssue]
    InputAudioContentPart(transcript="hi")  # E: mypy[call-arg] pyright[reportCallIssue]
    FunctionCallOutputItem(output="sunny")  # E: mypy[call-arg] pyright[reportCallIssue]
    MCPApprovalResponseRequestItem(approve=True)  # E: mypy[call-arg] pyright[reportCallIssue]
    ItemReference()  # E: mypy[call-arg] pyright[reportCallIssue]
    OpenAICustomVoice()  # E: mypy[call-arg] pyright[reportCallIssue]
    FoundryAgentTool(agent_name="a")  # E: mypy[call-arg] pyright[reportCallIssue]


def misspelt(session: RequestSession) -> None:
    RequestSession(turn_detecton=None)  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventSessionUpdate(session=session, eventid="e1")
    # E: mypy[call-arg] pyright[reportCallIssue]
    ResponseCreateParams(max_response_output_tokens=4096)
    UserMessageItem(text="Hi")  # E: mypy[call-arg] pyright[reportCallIssue]


def wrong_type(tool: Tool, response: ResponseMessageItem, user: UserMessageItem) -> None:
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventInputAudioBufferAppend(audio="AAEC")
    InputAudioContentPart(audio="AAEC")  # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(voice=1)  # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(voice=tool)  # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(turn_detection="server_vad")  # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(tools=tool)  # E: mypy[arg-type] pyright[reportArgumentType]
    # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(max_output_tokens="many")
    # E: mypy[arg-type] pyright[reportArgumentType]
    UserMessageItem(content="Hi")
    # E: mypy[list-item] pyright[reportArgumentType]
    UserMessageItem(content=["Hi"])
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventConversationItemCreate(item=response)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ResponseCreateParams(pre_generated_assistant_message=user)
    # E: mypy[list-item] pyright[reportArgumentType]
    ResponseCreateParams(input=[response])
    # E: mypy[arg-type] pyright[reportArgumentType]
    FunctionCallOutputItem(call_id="c", output={"sky": "blue"})


def buffers(buffer: bytearray, view: memoryview) -> None:
    """At run time they are taken too; but what the attribute gives is bytes."""
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventInputAudioBufferAppend(audio=buffer)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventInputAudioBufferAppend(audio=view)
    ClientEventInputAudioBufferAppend(audio=bytes(view))


def lists_of_one_kind(parts: list[InputTextContentPart]) -> None:
    """A list that is declared to hold one kind must not be given others by the model."""
    UserMessageItem(content=parts)  # E: mypy[arg-type] pyright[reportArgumentType]
    UserMessageItem(content=[*parts])


def parts_of_the_other_family(part: RequestTextContentPart) -> None:
    """What the service sends is no part of a request, though its tag is the same."""
    # E: mypy[list-item] pyright[reportArgumentType]
    UserMessageItem(content=[part])
    UserMessageItem(content=[MessageContentPart.from_dict(part)])


def mappings(voice: dict[str, str], content: list[dict[str, str]]) -> None:
    """At run time a mapping is made a model; checked code has `from_dict`, and attributes their
    one type."""
    # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(voice={"type": "azure-standard", "name": "en-US-AvaNeural"})
    RequestSession(voice=voice)  # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(voice=AzureStandardVoice.from_dict(voice))
    # E: mypy[arg-type] pyright[reportArgumentType]
    RequestSession(turn_detection={"type": "server_vad"})
    # E: mypy[list-item] pyright[reportArgumentType]
    RequestSession(tools=[{"type": "function", "name": "f"}])
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventSessionUpdate(session={"model": "gpt-realtime"})
    # E: mypy[list-item] pyright[reportArgumentType]
    UserMessageItem(content=[{"type": "input_text", "text": "Hi"}])
    UserMessageItem(content=content)  # E: mypy[arg-type] pyright[reportArgumentType]
    UserMessageItem(content=[MessageContentPart.from_dict(part) for part in content])
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventConversationItemCreate(item={"type": "message", "role": "user", "content": []})
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventResponseCreate(response={"conversation": "none"})


def tags_are_no_keywords(session: RequestSession, text: InputTextContentPart) -> None:
    # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEventSessionUpdate(type=ClientEventType.SESSION_UPDATE, session=session)
    ClientEventResponseCreate(type="response.create")  # E: mypy[call-arg] pyright[reportCallIssue]
    InputTextContentPart(type="input_text", text="Hi")  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    UserMessageItem(role=MessageRole.USER, content=[text])
    # E: mypy[call-arg] pyright[reportCallIssue]
    UserMessageItem(type="message", content=[text])
    ServerVad(type="server_vad")  # E: mypy[call-arg] pyright[reportCallIssue]
    OpenAICustomVoice(type="openai", id="v")  # E: mypy[call-arg] pyright[reportCallIssue]
    MessageItem(role="critic", content=[text])
    MessageItem(content=[text])  # E: mypy[call-arg] pyright[reportCallIssue]
    ClientEvent(type="vendor.event")


def keywords_only(session: RequestSession, text: InputTextContentPart, pcm: bytes) -> None:
    """One mapping works at run time; checked code uses keywords."""
    ClientEventSessionUpdate(session)  # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
    ClientEventInputAudioBufferAppend(pcm)  # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
    UserMessageItem([text])  # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
    # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
    RequestSession({"voice": "alloy"})
