"""Examples of every client event: each is shown on its event's page, with the JSON that it gives.

What stands in the comment above one is said there of it.
"""

from voicelive_events import (
    AssistantMessageItem,
    AssistantTextContentPart,
    AudioConfig,
    AudioEchoCancellation,
    AudioInputConfig,
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
    AudioOutputConfig,
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
    FunctionCallOutputItem,
    FunctionTool,
    InputTextContentPart,
    MCPApprovalResponseRequestItem,
    Modality,
    RequestSession,
    ResponseCreateParams,
    ServerVad,
    ToolChoiceLiteral,
    UserMessageItem,
)

__all__ = ["EXAMPLES"]

EXAMPLES: list[ClientEvent] = [
    # A voice, when a turn of the user ends, and a function, before API v1.
    ClientEventSessionUpdate(
        session=RequestSession(
            instructions="You tell the weather. Be brief.",
            modalities=[Modality.TEXT, Modality.AUDIO],
            voice=AzureStandardVoice(name="en-US-AvaNeural", temperature=0.8),
            turn_detection=AzureSemanticVad(
                silence_duration_ms=500, create_response=True, interrupt_response=True
            ),
            input_audio_noise_reduction=AudioNoiseReduction(type="azure_deep_noise_suppression"),
            input_audio_echo_cancellation=AudioEchoCancellation(),
            input_audio_transcription=AudioInputTranscriptionOptions(model="azure-speech"),
            tools=[
                FunctionTool(
                    name="get_weather",
                    description="The weather in a city.",
                    parameters={
                        "type": "object",
                        "properties": {"city": {"type": "string"}},
                        "required": ["city"],
                    },
                )
            ],
            tool_choice=ToolChoiceLiteral.AUTO,
        )
    ),
    # In API v1 the settings of the audio are in an object of their own.
    ClientEventSessionUpdate(
        session=RequestSession(
            type="realtime",
            output_modalities=[Modality.AUDIO],
            audio=AudioConfig(
                input=AudioInputConfig(
                    turn_detection=ServerVad(threshold=0.5, silence_duration_ms=500)
                ),
                output=AudioOutputConfig(voice=AzureStandardVoice(name="en-US-AvaNeural")),
            ),
        )
    ),
    # Turn detection off, before API v1: here `None` is an order, and is sent as null.
    ClientEventSessionUpdate(session=RequestSession(turn_detection=None)),
    ClientEventSessionAvatarConnect(
        client_sdp="eyJ0eXBlIjogIm9mZmVyIiwgInNkcCI6ICJ2PTBcclxuLi4uIn0="
    ),
    ClientEventBYOMCredentialUpdate(authorization_headers={"Authorization": "Bearer ..."}),
    ClientEventInputAudioBufferAppend(audio=b"\x00\x00\x10\x00\x20\x00\x10\x00"),
    ClientEventInputAudioBufferCommit(),
    ClientEventInputAudioBufferClear(),
    ClientEventInputAudioTurnStart(turn_id="turn_1"),
    ClientEventInputAudioTurnAppend(turn_id="turn_1", audio=b"\x00\x00\x10\x00\x20\x00\x10\x00"),
    ClientEventInputAudioTurnEnd(turn_id="turn_1"),
    ClientEventInputAudioTurnCancel(turn_id="turn_1"),
    ClientEventInputAudioClear(),
    # What the user wrote.
    ClientEventConversationItemCreate(
        item=UserMessageItem(content=[InputTextContentPart(text="Is it raining in Bergen?")])
    ),
    # What a function returned; `call_id` is the call's.
    ClientEventConversationItemCreate(
        item=FunctionCallOutputItem(call_id="call_1", output='{"rain": true}')
    ),
    # What the assistant said in an earlier session, before all that is in this one.
    ClientEventConversationItemCreate(
        previous_item_id="root",
        item=AssistantMessageItem(
            content=[AssistantTextContentPart(text="It has rained since Monday.")]
        ),
    ),
    # The answer to a request for approval.
    ClientEventConversationItemCreate(
        item=MCPApprovalResponseRequestItem(approval_request_id="mcpr_1", approve=True)
    ),
    ClientEventConversationItemRetrieve(item_id="item_1"),
    ClientEventConversationItemTruncate(item_id="item_2", content_index=0, audio_end_ms=1280),
    ClientEventConversationItemDelete(item_id="item_1"),
    # A response with the settings of the session.
    ClientEventResponseCreate(),
    # A greeting in words of the client's own.
    ClientEventResponseCreate(
        response=ResponseCreateParams(
            pre_generated_assistant_message=AssistantMessageItem(
                content=[AssistantTextContentPart(text="Hello! Which city are you in?")]
            )
        )
    ),
    ClientEventResponseCancel(response_id="resp_1"),
    ClientEventOutputAudioBufferClear(),
    ClientEventInputTextDelta(id="item_1", delta="It has rained "),
    ClientEventInputTextDone(id="item_1"),
    ClientEventRtcCallSdpCreate(
        sdp_offer="v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
        session=RequestSession(voice=AzureStandardVoice(name="en-US-AvaNeural")),
    ),
]
