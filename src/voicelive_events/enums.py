"""Every enum of the Voice Live API. All of them are open: the service may send other values."""

from enum import StrEnum

__all__ = [
    "AnimationOutputType",
    "ApiVersion",
    "AudioTimestampType",
    "AvatarConfigTypes",
    "AvatarOutputProtocol",
    "AzureRealtimeNativeVoiceName",
    "AzureVoiceType",
    "ContentPartType",
    "EchoCancellationReferenceSource",
    "EouThresholdLevel",
    "FoundryAgentContextType",
    "InputAudioFormat",
    "InterimResponseConfigType",
    "InterimResponseTrigger",
    "ItemParamStatus",
    "ItemType",
    "MCPApprovalType",
    "MessageRole",
    "Modality",
    "OpenAIVoiceName",
    "OutputAudioFormat",
    "PersonalVoiceModels",
    "PhotoAvatarBaseModes",
    "ReasoningEffort",
    "RequestImageContentPartDetail",
    "ResponseItemStatus",
    "ResponseStatus",
    "SessionIncludeOption",
    "SipCallState",
    "SipCallTerminalReason",
    "SipTransferState",
    "ToolChoiceLiteral",
    "ToolType",
    "TurnDetectionType",
]


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
    """The first version."""

    V2025_10_01 = "2025-10-01"
    """The first stable version."""

    V2026_01_01_PREVIEW = "2026-01-01-preview"
    """A preview that adds MCP servers and interim responses."""

    V2026_04_10 = "2026-04-10"
    """A stable version that adds searches and the avatar's video."""

    V2026_06_01_PREVIEW = "2026-06-01-preview"
    """A preview that adds WebRTC calls and hosted agents' own events."""

    V2026_07_15 = "2026-07-15"
    """A stable version, the first that tells when a session ends."""

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
    ANDREW = "andrew"
    AVA = "ava"
    DENISE = "denise"
    DIYA = "diya"
    ELSA = "elsa"
    FLORIAN = "florian"
    FRANCISCA = "francisca"
    MEERA = "meera"
    XIAOXIAO = "xiaoxiao"
    YUNXI = "yunxi"
    XIMENA = "ximena"


class AzureVoiceType(StrEnum):
    """The kind of an Azure voice: the `type` of an `AzureVoice`.

    Source: Voice Live API 2026-07-15.
    """

    AZURE_CUSTOM = "azure-custom"
    AZURE_STANDARD = "azure-standard"
    AZURE_PERSONAL = "azure-personal"
    AVATAR_VOICE_SYNC = "avatar-voice-sync"


class ContentPartType(StrEnum):
    """The kind of a content part: the `type` of a `ContentPart`.

    Source: Voice Live API 2026-07-15 and v1.
    """

    INPUT_TEXT = "input_text"
    INPUT_AUDIO = "input_audio"
    INPUT_IMAGE = "input_image"
    TEXT = "text"
    AUDIO = "audio"
    OUTPUT_TEXT = "output_text"
    OUTPUT_AUDIO = "output_audio"


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
    """Between `low` and `high`."""

    HIGH = "high"
    """Asks for the most certainty."""

    DEFAULT = "default"
    """Leaves the choice to the service, which treats it like `medium`."""


class FoundryAgentContextType(StrEnum):
    """What a Foundry agent is told of the conversation when it is asked.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    NO_CONTEXT = "no_context"
    """The arguments of the call alone."""

    AGENT_CONTEXT = "agent_context"
    """What the agent was asked before, and answered."""


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
    LLM_INTERIM_RESPONSE = "llm_interim_response"


class InterimResponseTrigger(StrEnum):
    """A condition that makes the service speak an interim response.

    Source: Voice Live API 2026-07-15.
    """

    LATENCY = "latency"
    """The response takes longer than the latency threshold."""

    TOOL = "tool"
    """A tool call is running."""


class ItemParamStatus(StrEnum):
    """How far an item that the client creates has come. It has no effect.

    Source: Voice Live API 2026-07-15 and v1.
    """

    COMPLETED = "completed"
    """The item is whole."""

    INCOMPLETE = "incomplete"
    """The item ended early."""

    IN_PROGRESS = "in_progress"
    """The item is still being made; of API v1 alone."""


class ItemType(StrEnum):
    """The kind of a conversation item: the `type` of a `ResponseItem`.

    Source: Voice Live API 2026-07-15.
    """

    MESSAGE = "message"
    FUNCTION_CALL = "function_call"
    FUNCTION_CALL_OUTPUT = "function_call_output"
    MCP_LIST_TOOLS = "mcp_list_tools"
    MCP_CALL = "mcp_call"
    MCP_APPROVAL_REQUEST = "mcp_approval_request"
    MCP_APPROVAL_RESPONSE = "mcp_approval_response"
    WEB_SEARCH_CALL = "web_search_call"
    FILE_SEARCH_CALL = "file_search_call"
    FOUNDRY_AGENT_CALL = "foundry_agent_call"


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
    ASH = "ash"
    BALLAD = "ballad"
    CORAL = "coral"
    ECHO = "echo"
    SAGE = "sage"
    SHIMMER = "shimmer"
    VERSE = "verse"
    MARIN = "marin"
    CEDAR = "cedar"


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
    PHOENIX_LATEST_NEURAL = "PhoenixLatestNeural"
    PHOENIX_V2_NEURAL = "PhoenixV2Neural"
    DRAGON_HD_OMNI_LATEST_NEURAL = "DragonHDOmniLatestNeural"
    MAI_VOICE1 = "MAI-Voice-1"


class PhotoAvatarBaseModes(StrEnum):
    """The base model that animates a photo avatar.

    Source: Voice Live API 2026-07-15.
    """

    VASA1 = "vasa-1"


class ReasoningEffort(StrEnum):
    """How much a reasoning model thinks before it answers. Not every model takes every value.

    Source: Voice Live API 2026-07-15.
    """

    NONE = "none"
    """The model answers at once."""

    MINIMAL = "minimal"
    """As little as the model can."""

    LOW = "low"
    """Little reasoning, for speed."""

    MEDIUM = "medium"
    """A balance of speed and depth."""

    HIGH = "high"
    """Much reasoning, at the price of time and tokens."""

    XHIGH = "xhigh"
    """As much as the model can."""


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
    MCP = "mcp"
    FOUNDRY_AGENT = "foundry_agent"


class TurnDetectionType(StrEnum):
    """The way the end of a user's turn is found: the `type` of a `TurnDetection`.

    Source: Voice Live API 2026-07-15 and v1.
    """

    SERVER_VAD = "server_vad"
    AZURE_SEMANTIC_VAD = "azure_semantic_vad"
    AZURE_SEMANTIC_VAD_EN = "azure_semantic_vad_en"
    AZURE_SEMANTIC_VAD_MULTILINGUAL = "azure_semantic_vad_multilingual"
    SEMANTIC_VAD = "semantic_vad"
