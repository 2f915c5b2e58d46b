"""Every enum of the Voice Live API. All of them are open: the service may send other values."""

from enum import StrEnum


class AnimationOutputType(StrEnum):
    """A kind of animation data that the service can send along with speech.

    Source: Voice Live API 2026-07-15.
    """

    BLENDSHAPES = "blendshapes"
    """Weights of facial blendshapes, frame by frame."""

    VISEME_ID = "viseme_id"
    """Numbers of visemes, the mouth shapes of speech, with their time in the audio."""


class ApiVersion(StrEnum):
    """A published version of the Voice Live API, in the order of release.

    Source: the published definitions of the Voice Live API.
    """

    V2025_05_01_PREVIEW = "2025-05-01-preview"
    """A preview."""

    V2025_10_01 = "2025-10-01"
    """The first stable version."""

    V2026_01_01_PREVIEW = "2026-01-01-preview"
    """A preview that adds MCP servers and interim responses."""

    V2026_04_10 = "2026-04-10"
    """A stable version that adds searches and the avatar's video."""

    V2026_06_01_PREVIEW = "2026-06-01-preview"
    """A preview that adds WebRTC calls and hosted agents' own events."""

    V2026_07_15 = "2026-07-15"
    """A stable version."""

    V2026_07_31_PREVIEW = "2026-07-31-preview"
    """A preview that adds SIP calls."""

    V1 = "v1"
    """The version without a date, in the dialect of OpenAI's GA realtime protocol. The service adds
    to it."""


class AudioTimestampType(StrEnum):
    """The unit of speech that output audio timestamps are given for.

    Source: Voice Live API 2026-07-15.
    """

    WORD = "word"
    """One timestamp for each spoken word."""


class AvatarConfigTypes(StrEnum):
    """The kind of avatar that speaks for the assistant.

    Source: Voice Live API 2026-07-15.
    """

    VIDEO_AVATAR = "video-avatar"
    """An avatar made from video recordings; the default."""

    PHOTO_AVATAR = "photo-avatar"
    """An avatar animated from a photo by a base model."""


class AvatarOutputProtocol(StrEnum):
    """The way in which the avatar's output reaches the client.

    Source: Voice Live API 2026-07-15.
    """

    WEBRTC = "webrtc"
    """Audio and video streams over a WebRTC connection; the default."""

    WEBSOCKET = "websocket"
    """Video frames in events on the session's own websocket."""


class AzureRealtimeNativeVoiceName(StrEnum):
    """A voice built into the `azure-realtime` model. The service may offer more than these.

    Source: Voice Live API 2026-07-15.
    """

    AARTI = "aarti"
    """The voice Aarti."""

    ANDREW = "andrew"
    """The voice Andrew."""

    AVA = "ava"
    """The voice Ava."""

    DENISE = "denise"
    """The voice Denise."""

    DIYA = "diya"
    """The voice Diya."""

    ELSA = "elsa"
    """The voice Elsa."""

    FLORIAN = "florian"
    """The voice Florian."""

    FRANCISCA = "francisca"
    """The voice Francisca."""

    MEERA = "meera"
    """The voice Meera."""

    XIAOXIAO = "xiaoxiao"
    """The voice Xiaoxiao."""

    YUNXI = "yunxi"
    """The voice Yunxi."""

    XIMENA = "ximena"
    """The voice Ximena."""


class AzureVoiceType(StrEnum):
    """The kind of an Azure voice: the `type` of an `AzureVoice`.

    Source: Voice Live API 2026-07-15.
    """

    AZURE_CUSTOM = "azure-custom"
    """A custom voice trained for a customer and deployed to an endpoint."""

    AZURE_STANDARD = "azure-standard"
    """A prebuilt voice from Azure's catalogue."""

    AZURE_PERSONAL = "azure-personal"
    """A personal voice that copies one speaker."""

    AVATAR_VOICE_SYNC = "avatar-voice-sync"
    """A voice that belongs to the session's avatar."""


class ContentPartType(StrEnum):
    """The kind of a content part: the `type` of a `ContentPart`.

    Source: Voice Live API 2026-07-15 and v1.
    """

    INPUT_TEXT = "input_text"
    """Text given to the model."""

    INPUT_AUDIO = "input_audio"
    """Audio given to the model."""

    INPUT_IMAGE = "input_image"
    """An image given to the model."""

    TEXT = "text"
    """Text written by the model."""

    AUDIO = "audio"
    """Audio spoken by the model."""

    OUTPUT_TEXT = "output_text"
    """Text written by the model, in a finished message of API v1."""

    OUTPUT_AUDIO = "output_audio"
    """Audio spoken by the model, in a finished message of API v1."""


class EchoCancellationReferenceSource(StrEnum):
    """Where echo cancellation takes the signal that it removes from the input.

    Source: Voice Live API 2026-07-15.
    """

    SERVER = "server"
    """The speech that the service itself has generated; the default."""

    CLIENT = "client"
    """The second channel of the client's stereo input."""


class EouThresholdLevel(StrEnum):
    """How sure end-of-utterance detection must be that the user's sentence is complete.

    Source: Voice Live API 2026-07-15.
    """

    LOW = "low"
    """Takes a sentence for complete most readily."""

    MEDIUM = "medium"
    """The middle setting."""

    HIGH = "high"
    """Asks for the most certainty."""

    DEFAULT = "default"
    """Leaves the choice to the service, which treats it like `medium`."""


class InputAudioFormat(StrEnum):
    """The encoding of audio that the client sends.

    Source: Voice Live API 2026-07-15.
    """

    PCM16 = "pcm16"
    """16-bit PCM, at 24 kHz unless the session sets another rate."""

    G711_ULAW = "g711_ulaw"
    """G.711 mu-law at 8 kHz."""

    G711_ALAW = "g711_alaw"
    """G.711 A-law at 8 kHz."""


class InterimResponseConfigType(StrEnum):
    """The way interim responses are made: the `type` of an `InterimResponseConfigBase`.

    Source: Voice Live API 2026-07-15.
    """

    STATIC_INTERIM_RESPONSE = "static_interim_response"
    """One of a list of fixed texts is picked at random."""

    LLM_INTERIM_RESPONSE = "llm_interim_response"
    """A language model writes the text."""


class InterimResponseTrigger(StrEnum):
    """A condition that makes the service speak an interim response.

    Source: Voice Live API 2026-07-15.
    """

    LATENCY = "latency"
    """The response takes longer than the latency threshold."""

    TOOL = "tool"
    """A tool call is running."""


class ItemType(StrEnum):
    """The kind of a conversation item: the `type` of a `ResponseItem`.

    Source: Voice Live API 2026-07-15.
    """

    MESSAGE = "message"
    """A message of the system, the user or the assistant."""

    FUNCTION_CALL = "function_call"
    """The model's call of a client function."""

    FUNCTION_CALL_OUTPUT = "function_call_output"
    """What a client function returned."""

    MCP_LIST_TOOLS = "mcp_list_tools"
    """The tools that an MCP server offers."""

    MCP_CALL = "mcp_call"
    """The call of a tool on an MCP server."""

    MCP_APPROVAL_REQUEST = "mcp_approval_request"
    """A request to approve an MCP tool call."""

    MCP_APPROVAL_RESPONSE = "mcp_approval_response"
    """The answer to an MCP approval request."""

    WEB_SEARCH_CALL = "web_search_call"
    """A web search."""

    FILE_SEARCH_CALL = "file_search_call"
    """A search in files."""

    FOUNDRY_AGENT_CALL = "foundry_agent_call"
    """The call of a Foundry agent. In no published definition."""


class MCPApprovalType(StrEnum):
    """Whether the tools of an MCP server run only after approval.

    Source: Voice Live API 2026-07-15.
    """

    NEVER = "never"
    """Tools run at once."""

    ALWAYS = "always"
    """Each call waits for the client's approval; the default."""


class MessageRole(StrEnum):
    """The author of a message.

    Source: Voice Live API 2026-07-15.
    """

    SYSTEM = "system"
    """The developer's instructions to the model."""

    USER = "user"
    """The person who talks to the assistant."""

    ASSISTANT = "assistant"
    """The model."""


class Modality(StrEnum):
    """A form of output that a session or a response can have.

    Source: Voice Live API 2026-07-15.
    """

    TEXT = "text"
    """Written text."""

    AUDIO = "audio"
    """Spoken audio."""

    ANIMATION = "animation"
    """Animation data for a face drawn by the client."""

    AVATAR = "avatar"
    """Video of an avatar drawn by the service."""


class OpenAIVoiceName(StrEnum):
    """A voice of OpenAI's realtime models.

    Source: Voice Live API 2026-07-15.
    """

    ALLOY = "alloy"
    """The voice Alloy."""

    ASH = "ash"
    """The voice Ash."""

    BALLAD = "ballad"
    """The voice Ballad."""

    CORAL = "coral"
    """The voice Coral."""

    ECHO = "echo"
    """The voice Echo."""

    SAGE = "sage"
    """The voice Sage."""

    SHIMMER = "shimmer"
    """The voice Shimmer."""

    VERSE = "verse"
    """The voice Verse."""

    MARIN = "marin"
    """The voice Marin."""

    CEDAR = "cedar"
    """The voice Cedar."""


class OutputAudioFormat(StrEnum):
    """The encoding of audio that the service sends.

    Older API versions write the two PCM formats that name a rate with a hyphen
    (`pcm16-8000hz`); looking up that spelling gives the same member.

    Source: Voice Live API 2026-07-15.
    """

    PCM16 = "pcm16"
    """16-bit PCM at 24 kHz."""

    PCM16_8000_HZ = "pcm16_8000hz"
    """16-bit PCM at 8 kHz."""

    PCM16_16000_HZ = "pcm16_16000hz"
    """16-bit PCM at 16 kHz."""

    G711_ULAW = "g711_ulaw"
    """G.711 mu-law at 8 kHz."""

    G711_ALAW = "g711_alaw"
    """G.711 A-law at 8 kHz."""

    @property
    def sample_rate(self) -> int:
        """Samples a second, of one channel."""
        return _SAMPLE_RATES.get(self, 8_000)

    @property
    def sample_width(self) -> int:
        """Bytes a sample: two in PCM, one in G.711."""
        return 2 if self.startswith("pcm16") else 1

    @property
    def bytes_per_second(self) -> int:
        """What a second of the audio takes."""
        return self.sample_rate * self.sample_width

    @classmethod
    def _missing_(cls, value: object) -> "OutputAudioFormat | None":
        """Give the member for a legacy wire spelling, None for any other unknown value."""
        return _LEGACY_OUTPUT_AUDIO_FORMATS.get(value) if isinstance(value, str) else None


_SAMPLE_RATES = {OutputAudioFormat.PCM16: 24_000, OutputAudioFormat.PCM16_16000_HZ: 16_000}

_LEGACY_OUTPUT_AUDIO_FORMATS = {
    "pcm16-8000hz": OutputAudioFormat.PCM16_8000_HZ,
    "pcm16-16000hz": OutputAudioFormat.PCM16_16000_HZ,
}


class PersonalVoiceModels(StrEnum):
    """The neural speech model behind a personal voice or an avatar's own voice.

    Source: Voice Live API 2026-07-15.
    """

    DRAGON_LATEST_NEURAL = "DragonLatestNeural"
    """The newest Dragon model."""

    PHOENIX_LATEST_NEURAL = "PhoenixLatestNeural"
    """The newest Phoenix model."""

    PHOENIX_V2_NEURAL = "PhoenixV2Neural"
    """Version 2 of the Phoenix model."""

    DRAGON_HD_OMNI_LATEST_NEURAL = "DragonHDOmniLatestNeural"
    """The newest Dragon HD Omni model."""

    MAI_VOICE1 = "MAI-Voice-1"
    """The model MAI-Voice-1."""


class PhotoAvatarBaseModes(StrEnum):
    """The base model that animates a photo avatar.

    Source: Voice Live API 2026-07-15.
    """

    VASA1 = "vasa-1"
    """The model VASA-1."""


class ReasoningEffort(StrEnum):
    """How much a reasoning model thinks before it answers. Not every model takes every value.

    Source: Voice Live API 2026-07-15.
    """

    NONE = "none"
    """No reasoning."""

    MINIMAL = "minimal"
    """The least reasoning."""

    LOW = "low"
    """Little reasoning, for speed."""

    MEDIUM = "medium"
    """A balance of speed and depth."""

    HIGH = "high"
    """Much reasoning, at the price of time and tokens."""

    XHIGH = "xhigh"
    """The most reasoning."""


class RequestImageContentPartDetail(StrEnum):
    """The detail in which the model looks at an image.

    Source: Voice Live API 2026-07-15.
    """

    AUTO = "auto"
    """The service chooses."""

    LOW = "low"
    """Coarse, which costs less."""

    HIGH = "high"
    """Fine, which costs more."""


class ResponseItemStatus(StrEnum):
    """How far an item of a response has come.

    Source: Voice Live API 2026-07-15.
    """

    IN_PROGRESS = "in_progress"
    """The item is still being generated."""

    COMPLETED = "completed"
    """The item is whole."""

    INCOMPLETE = "incomplete"
    """The item ended early or has not been filled yet."""


class ResponseStatus(StrEnum):
    """How far a response has come, or how it ended.

    Source: Voice Live API 2026-07-15.
    """

    COMPLETED = "completed"
    """The response ended normally."""

    CANCELLED = "cancelled"
    """The response was stopped by the client or by the user's speech."""

    FAILED = "failed"
    """An error ended the response."""

    INCOMPLETE = "incomplete"
    """The response was cut short, by a token limit or a content filter for example."""

    IN_PROGRESS = "in_progress"
    """The response is still being generated."""


class ServerEventType(StrEnum):
    """The kind of a server event: the `type` of a `ServerEvent`.

    Source: every published version of the Voice Live API.
    """

    ERROR = "error"
    """Something went wrong."""

    WARNING = "warning"
    """Something needs attention; the session goes on."""

    SESSION_AVATAR_CONNECTING = "session.avatar.connecting"
    """The service has answered the avatar's WebRTC offer."""

    SESSION_CREATED = "session.created"
    """A session has begun."""

    SESSION_UPDATED = "session.updated"
    """The session's settings have changed."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_COMPLETED = (
        "conversation.item.input_audio_transcription.completed"
    )
    """The user's audio has been transcribed."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_DELTA = (
        "conversation.item.input_audio_transcription.delta"
    )
    """Another piece of the user's transcript is ready."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_FAILED = (
        "conversation.item.input_audio_transcription.failed"
    )
    """The user's audio could not be transcribed."""

    CONVERSATION_ITEM_CREATED = "conversation.item.created"
    """An item has joined the conversation."""

    CONVERSATION_ITEM_RETRIEVED = "conversation.item.retrieved"
    """An item that the client asked for is returned."""

    CONVERSATION_ITEM_TRUNCATED = "conversation.item.truncated"
    """An assistant's audio message has been cut short."""

    CONVERSATION_ITEM_DELETED = "conversation.item.deleted"
    """An item has been deleted from the conversation."""

    INPUT_AUDIO_BUFFER_COMMITTED = "input_audio_buffer.committed"
    """The input audio has been committed as a user message."""

    INPUT_AUDIO_BUFFER_CLEARED = "input_audio_buffer.cleared"
    """The buffer of input audio was emptied."""

    INPUT_AUDIO_BUFFER_SPEECH_STARTED = "input_audio_buffer.speech_started"
    """The user has begun to speak."""

    INPUT_AUDIO_BUFFER_SPEECH_STOPPED = "input_audio_buffer.speech_stopped"
    """The user has stopped speaking."""

    RESPONSE_CREATED = "response.created"
    """A response has begun."""

    RESPONSE_DONE = "response.done"
    """A response has ended, whatever its outcome."""

    RESPONSE_OUTPUT_ITEM_ADDED = "response.output_item.added"
    """A response has gained an output item."""

    RESPONSE_OUTPUT_ITEM_DONE = "response.output_item.done"
    """An output item has ended."""

    RESPONSE_CONTENT_PART_ADDED = "response.content_part.added"
    """An output item has gained a content part."""

    RESPONSE_CONTENT_PART_DONE = "response.content_part.done"
    """A content part has ended."""

    RESPONSE_TEXT_DELTA = "response.text.delta"
    """Another piece of text is ready."""

    RESPONSE_TEXT_DONE = "response.text.done"
    """A text part has ended."""

    RESPONSE_AUDIO_TRANSCRIPT_DELTA = "response.audio_transcript.delta"
    """Another piece of the spoken answer's transcript is ready."""

    RESPONSE_AUDIO_TRANSCRIPT_DONE = "response.audio_transcript.done"
    """The spoken answer's transcript has ended."""

    RESPONSE_AUDIO_DELTA = "response.audio.delta"
    """Another piece of audio is ready."""

    RESPONSE_AUDIO_DONE = "response.audio.done"
    """An audio part has ended."""

    RESPONSE_ANIMATION_BLENDSHAPES_DELTA = "response.animation_blendshapes.delta"
    """More blendshape frames are ready."""

    RESPONSE_ANIMATION_BLENDSHAPES_DONE = "response.animation_blendshapes.done"
    """The blendshape frames have ended."""

    RESPONSE_AUDIO_TIMESTAMP_DELTA = "response.audio_timestamp.delta"
    """The timestamp of another spoken word is ready."""

    RESPONSE_AUDIO_TIMESTAMP_DONE = "response.audio_timestamp.done"
    """The timestamps have ended."""

    RESPONSE_ANIMATION_VISEME_DELTA = "response.animation_viseme.delta"
    """Another viseme is ready."""

    RESPONSE_ANIMATION_VISEME_DONE = "response.animation_viseme.done"
    """The visemes have ended."""

    RESPONSE_FUNCTION_CALL_ARGUMENTS_DELTA = "response.function_call_arguments.delta"
    """Another piece of a function call's arguments is ready."""

    RESPONSE_FUNCTION_CALL_ARGUMENTS_DONE = "response.function_call_arguments.done"
    """A function call's arguments have ended."""

    MCP_LIST_TOOLS_IN_PROGRESS = "mcp_list_tools.in_progress"
    """The tools of an MCP server are being listed."""

    MCP_LIST_TOOLS_COMPLETED = "mcp_list_tools.completed"
    """The tools of an MCP server have been listed."""

    MCP_LIST_TOOLS_FAILED = "mcp_list_tools.failed"
    """The tools of an MCP server could not be listed."""

    RESPONSE_MCP_CALL_ARGUMENTS_DELTA = "response.mcp_call_arguments.delta"
    """Another piece of an MCP call's arguments is ready."""

    RESPONSE_MCP_CALL_ARGUMENTS_DONE = "response.mcp_call_arguments.done"
    """An MCP call's arguments have ended."""

    RESPONSE_MCP_CALL_IN_PROGRESS = "response.mcp_call.in_progress"
    """An MCP call has started."""

    RESPONSE_MCP_CALL_COMPLETED = "response.mcp_call.completed"
    """An MCP call has succeeded."""

    RESPONSE_MCP_CALL_FAILED = "response.mcp_call.failed"
    """An MCP call has failed."""

    SESSION_AVATAR_SWITCH_TO_SPEAKING = "session.avatar.switch_to_speaking"
    """The avatar has begun to speak."""

    SESSION_AVATAR_SWITCH_TO_IDLE = "session.avatar.switch_to_idle"
    """The avatar has gone idle."""

    RESPONSE_VIDEO_DELTA = "response.video.delta"
    """Another piece of avatar video is ready."""

    RESPONSE_WEB_SEARCH_CALL_SEARCHING = "response.web_search_call.searching"
    """A web search is looking for results."""

    RESPONSE_WEB_SEARCH_CALL_IN_PROGRESS = "response.web_search_call.in_progress"
    """A web search is in progress."""

    RESPONSE_WEB_SEARCH_CALL_COMPLETED = "response.web_search_call.completed"
    """A web search has ended."""

    RESPONSE_FILE_SEARCH_CALL_SEARCHING = "response.file_search_call.searching"
    """A file search is looking for results."""

    RESPONSE_FILE_SEARCH_CALL_IN_PROGRESS = "response.file_search_call.in_progress"
    """A file search is in progress."""

    RESPONSE_FILE_SEARCH_CALL_COMPLETED = "response.file_search_call.completed"
    """A file search has ended."""

    OUTPUT_AUDIO_BUFFER_CLEARED = "output_audio_buffer.cleared"
    """The buffer of output audio was emptied."""

    RESPONSE_AUDIO_TRANSCRIPT_ANNOTATION_ADDED = "response.audio_transcript.annotation.added"
    """A transcript has gained an annotation, a citation for example."""

    RESPONSE_INVOCATION_DELTA = "response.invocation.delta"
    """A hosted agent has passed on an event of its own."""

    CONVERSATION_ITEM_ADDED = "conversation.item.added"
    """An item has been added to the conversation."""

    CONVERSATION_ITEM_DONE = "conversation.item.done"
    """An item of the conversation is complete."""

    CONVERSATION_CREATED = "conversation.created"
    """A conversation has begun."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_SEGMENT = (
        "conversation.item.input_audio_transcription.segment"
    )
    """A stretch of the user's audio has been transcribed and given to a speaker."""

    INPUT_AUDIO_BUFFER_TIMEOUT_TRIGGERED = "input_audio_buffer.timeout_triggered"
    """The user has been silent for the session's idle timeout."""

    INPUT_AUDIO_BUFFER_DTMF_EVENT_RECEIVED = "input_audio_buffer.dtmf_event_received"
    """The caller has pressed a key of the telephone."""

    OUTPUT_AUDIO_BUFFER_STARTED = "output_audio_buffer.started"
    """Playing of output audio has started."""

    OUTPUT_AUDIO_BUFFER_STOPPED = "output_audio_buffer.stopped"
    """Playing of output audio has stopped."""

    RESPONSE_OUTPUT_TEXT_DELTA = "response.output_text.delta"
    """Another piece of text is ready; `response.text.delta` before API v1."""

    RESPONSE_OUTPUT_TEXT_DONE = "response.output_text.done"
    """A text part has ended; `response.text.done` before API v1."""

    RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DELTA = "response.output_audio_transcript.delta"
    """Another piece of the spoken answer's transcript is ready; `response.audio_transcript.delta`
    before API v1."""

    RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DONE = "response.output_audio_transcript.done"
    """The spoken answer's transcript has ended; `response.audio_transcript.done` before API v1."""

    RESPONSE_OUTPUT_AUDIO_DELTA = "response.output_audio.delta"
    """Another piece of audio is ready; `response.audio.delta` before API v1."""

    RESPONSE_OUTPUT_AUDIO_DONE = "response.output_audio.done"
    """An audio part has ended; `response.audio.done` before API v1."""

    RATE_LIMITS_UPDATED = "rate_limits.updated"
    """What is left of the rate limits has changed."""

    BYOM_CREDENTIAL_UPDATED = "byom_credential.updated"
    """The credentials for a model of the client's own have been replaced."""

    RTC_CALL_SDP_CREATED = "rtc.call.sdp.created"
    """The service has answered a WebRTC offer."""

    RTC_CALL_ERROR = "rtc.call.error"
    """An operation of a WebRTC call has failed."""

    REALTIME_CALL_INCOMING = "realtime.call.incoming"
    """A SIP call waits for the client to accept or reject it."""

    REALTIME_CALL_CONNECTED = "realtime.call.connected"
    """A SIP call is connected to the session."""

    REALTIME_CALL_DISCONNECTED = "realtime.call.disconnected"
    """A SIP call has ended."""

    REALTIME_CALL_FAILED = "realtime.call.failed"
    """A SIP call has failed."""

    REALTIME_CALL_TRANSFER_SUCCEEDED = "realtime.call.transfer.succeeded"
    """A SIP call has been transferred."""

    REALTIME_CALL_TRANSFER_FAILED = "realtime.call.transfer.failed"
    """A SIP call could not be transferred."""

    RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DELTA = "response.foundry_agent_call_arguments.delta"
    """Another piece of a Foundry agent call's arguments is ready. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DONE = "response.foundry_agent_call_arguments.done"
    """A Foundry agent call's arguments have ended. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_IN_PROGRESS = "response.foundry_agent_call.in_progress"
    """A Foundry agent call has started. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_COMPLETED = "response.foundry_agent_call.completed"
    """A Foundry agent call has succeeded. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_FAILED = "response.foundry_agent_call.failed"
    """A Foundry agent call has failed. In no published definition."""


class SessionIncludeOption(StrEnum):
    """Extra data that a session can ask the service to send.

    Source: Voice Live API 2026-07-15.
    """

    ITEM_INPUT_AUDIO_TRANSCRIPTION_LOGPROBS = "item.input_audio_transcription.logprobs"
    """Log probabilities of the tokens of the user's transcript."""

    ITEM_INPUT_AUDIO_TRANSCRIPTION_PHRASES = "item.input_audio_transcription.phrases"
    """Phrases of the user's transcript with their times."""

    FILE_SEARCH_CALL_RESULTS = "file_search_call.results"
    """What a file search has found."""


class SipCallState(StrEnum):
    """How far a SIP call has come, or how it ended.

    Source: Voice Live API 2026-07-31-preview.
    """

    WAITING_FOR_CUSTOMER = "WaitingForCustomer"
    """The call waits for the client to accept or reject it."""

    ACCEPTING = "Accepting"
    """The client has accepted the call, which is being set up."""

    ACCEPTED = "Accepted"
    """The call is set up but not connected yet."""

    CONNECTED = "Connected"
    """The call is connected to the session."""

    REJECTING = "Rejecting"
    """The client has rejected the call, which is being turned away."""

    TRANSFERRING = "Transferring"
    """The call is being transferred."""

    TERMINATING = "Terminating"
    """The call is being ended."""

    DISCONNECTED = "Disconnected"
    """The call has ended, by hanging up, rejection or transfer."""

    FAILED = "Failed"
    """An error has ended the call."""

    EXPIRED = "Expired"
    """Nobody accepted or rejected the call in time."""


class SipCallTerminalReason(StrEnum):
    """Why a SIP call is over.

    Source: Voice Live API 2026-07-31-preview.
    """

    REJECTED = "Rejected"
    """The client rejected the call."""

    CUSTOMER_HANGUP = "CustomerHangup"
    """The client hung up."""

    SIP_PROXY_TERMINATE = "SipProxyTerminate"
    """The caller's side ended the call."""

    DECISION_TIMEOUT = "DecisionTimeout"
    """Nobody accepted or rejected the call in time."""

    SETUP_FAILURE = "SetupFailure"
    """The call could not be set up."""

    TRANSFER_SUCCEEDED = "TransferSucceeded"
    """The call has been transferred."""

    RUNTIME_ERROR = "RuntimeError"
    """An error ended the call once it was connected."""


class SipTransferState(StrEnum):
    """How far the transfer of a SIP call has come.

    Source: Voice Live API 2026-07-31-preview.
    """

    TRYING = "trying"
    """The transfer is in progress."""

    SUCCEEDED = "succeeded"
    """The call has been transferred."""

    FAILED = "failed"
    """The call could not be transferred."""


class ToolChoiceLiteral(StrEnum):
    """A rule for whether the model calls tools.

    Source: Voice Live API 2026-07-15.
    """

    AUTO = "auto"
    """The model decides."""

    NONE = "none"
    """The model calls no tool."""

    REQUIRED = "required"
    """The model calls at least one tool."""


class ToolType(StrEnum):
    """The kind of a tool: the `type` of a `Tool` or a `ToolChoiceSelection`.

    Source: Voice Live API 2026-07-15.
    """

    FUNCTION = "function"
    """A function that the client runs."""

    MCP = "mcp"
    """An MCP server whose tools the service calls."""


class TurnDetectionType(StrEnum):
    """The way the end of a user's turn is found: the `type` of a `TurnDetection`.

    Source: Voice Live API 2026-07-15 and v1.
    """

    SERVER_VAD = "server_vad"
    """Voice activity: silence ends the turn."""

    AZURE_SEMANTIC_VAD = "azure_semantic_vad"
    """Azure's semantic speech model, mainly for English."""

    AZURE_SEMANTIC_VAD_EN = "azure_semantic_vad_en"
    """Azure's semantic speech model, English only."""

    AZURE_SEMANTIC_VAD_MULTILINGUAL = "azure_semantic_vad_multilingual"
    """Azure's semantic speech model, several languages."""

    SEMANTIC_VAD = "semantic_vad"
    """OpenAI's model that judges whether the user has finished."""
