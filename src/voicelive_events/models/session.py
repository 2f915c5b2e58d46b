"""The settings of a session, as the service holds them."""

from datetime import datetime
from typing import Any, Literal

from .._core.fields import constant, discriminator, field
from .._core.model import Model
from ..enums import (
    AudioTimestampType,
    InputAudioFormat,
    InterimResponseConfigType,
    InterimResponseTrigger,
    ReasoningEffort,
    SessionIncludeOption,
    ToolChoiceLiteral,
)
from ..versions import (
    DATED,
    DATED_SINCE_2026_01_01,
    SINCE_2026_01_01,
    SINCE_2026_04_10,
    SINCE_2026_06_01,
    SINCE_2026_07_15,
    UNPUBLISHED,
    V1_ONLY,
)
from .audio import AudioEchoCancellation, AudioInputTranscriptionOptions, AudioNoiseReduction
from .avatar import Animation, AvatarConfig
from .content import ContentPart
from .responses import OutputSettings
from .tools import Tool, ToolChoiceSelection
from .turn_detection import TurnDetection

__all__ = [
    "AgentConfig",
    "InterimResponseConfigBase",
    "LlmInterimResponseConfig",
    "Prompt",
    "Reasoning",
    "ResponseSession",
    "StaticInterimResponseConfig",
    "TokenLimits",
    "Tracing",
    "Truncation",
]


class AgentConfig(Model):
    """The agent that answers in a session, in place of a bare model.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["agent"] = constant()

    name: str
    """Name that the agent was made with."""

    description: str | None = None
    """What the agent does, in its maker's words."""

    agent_id: str
    """Id that the agent got when it was made."""

    thread_id: str
    """Id of the thread that the agent keeps the conversation in."""


class InterimResponseConfigBase(Model, discriminator="type"):
    """What the service says to bridge a wait for the real answer.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the interim response, which chooses the class."""

    triggers: list[InterimResponseTrigger | str] | None = None
    """What sets an interim response off; any one of them is enough."""

    latency_threshold_ms: int | None = None
    """Wait in milliseconds after which the latency trigger fires, 2000 by default."""


class StaticInterimResponseConfig(InterimResponseConfigBase):
    """Interim responses picked at random from fixed texts.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[InterimResponseConfigType.STATIC_INTERIM_RESPONSE] = discriminator()

    texts: list[str] | None = None
    """Texts to pick from."""


class LlmInterimResponseConfig(InterimResponseConfigBase):
    """Interim responses that a language model writes to suit the conversation.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[InterimResponseConfigType.LLM_INTERIM_RESPONSE] = discriminator()

    model: str | None = None
    """Model that writes the interim responses, `gpt-4.1-mini` by default."""

    instructions: str | None = None
    """Prompt for that model; the service has one of its own for when this is not set."""

    max_completion_tokens: int | None = None
    """Limit on the tokens of one interim response, 50 by default."""


class Reasoning(Model):
    """How a reasoning model thinks.

    Source: Voice Live API v1.
    """

    effort: ReasoningEffort | str | None = None
    """How much the model may think; less is faster and uses fewer tokens."""


class Tracing(Model):
    """How a session is traced.

    Source: Voice Live API v1.
    """

    workflow_name: str | None = None
    """Name of the workflow that the trace belongs to."""

    group_id: str | None = None
    """Id that groups several traces."""

    metadata: dict[str, Any] | None = None
    """Values of the client's own, to find the trace by."""


class TokenLimits(Model):
    """Limits on the tokens that truncation leaves.

    Source: Voice Live API v1.
    """

    post_instructions: int | None = None
    """Most tokens that the conversation may have, its instructions and tools not counted."""


class Truncation(Model):
    """How a conversation that has grown too long for the model is cut.

    Source: Voice Live API v1.
    """

    type: Literal["retention_ratio"] = constant()

    retention_ratio: float
    """Share of the tokens that is kept when the conversation is cut, from 0.0 to 1.0."""

    token_limits: TokenLimits | None = None
    """Limits below the model's own."""


class Prompt(Model):
    """A stored prompt, filled in with values.

    Source: Voice Live API v1.
    """

    id: str
    """Id under which the prompt is stored."""

    version: str | None = None
    """Which of the stored versions to use."""

    variables: dict[str, str | ContentPart] | None = None
    """Values to fill in, by name."""


class ResponseSession(OutputSettings):
    """The whole state of a session's settings, sent when it is created and after each update.

    A field that is not set usually arrives as an explicit null. API v1 has the settings of the
    audio in `audio`; where earlier versions have a field of their own, that is absent.

    Source: Voice Live API 2026-07-15 and v1.
    """

    type: Literal["realtime", "transcription"] | str | None = field(default=None, versions=V1_ONLY)
    """What the session is for: to talk, or to transcribe alone."""

    model: str | None = None
    """Name of the model that answers."""

    animation: Animation | None = None
    """Animation data to send along with the audio."""

    instructions: str | None = None
    """System prompt of the session."""

    input_audio_sampling_rate: int | None = field(default=None, versions=DATED)
    """Sampling rate of the input audio in hertz: 8000, 16000 or 24000 for `pcm16`, 8000 for
    G.711."""

    input_audio_format: InputAudioFormat | str | None = field(default=None, versions=DATED)
    """Encoding of the input audio, `pcm16` by default."""

    turn_detection: TurnDetection | None = field(default=None, versions=DATED, explicit_null=True)
    """How the service finds the start and end of the user's turns.
    Null turns it off: the client then commits the audio and asks for responses itself."""

    input_audio_noise_reduction: AudioNoiseReduction | None = field(
        default=None, versions=DATED, explicit_null=True
    )
    """Filter that cleans the user's audio before it is analysed. Null turns it off."""

    input_audio_echo_cancellation: AudioEchoCancellation | None = field(
        default=None, versions=DATED, explicit_null=True
    )
    """Removal of the model's own voice from the input audio. Null turns it off."""

    avatar: AvatarConfig | None = None
    """Avatar that speaks in a video stream."""

    input_audio_transcription: AudioInputTranscriptionOptions | None = field(
        default=None, versions=DATED, explicit_null=True
    )
    """How the input audio is transcribed. Null turns it off: the user's audio is then not
    transcribed."""

    output_audio_timestamp_types: list[AudioTimestampType | str] | None = field(
        default=None, versions=DATED
    )
    """Kinds of timestamps to send along with the model's audio."""

    tools: list[Tool] | None = None
    """Tools that the model may use."""

    tool_choice: ToolChoiceLiteral | str | ToolChoiceSelection | None = None
    """Which tools the model may call: a rule for all of them, or an object that names one."""

    parallel_tool_calls: bool | None = field(default=None, versions=SINCE_2026_06_01)
    """Whether the model may make several tool calls at once."""

    temperature: float | None = None
    """Sampling temperature, from 0.0 to 1.0, 0.7 by default."""

    max_response_output_tokens: int | Literal["inf"] | None = field(default=None, versions=DATED)
    """Limit on the output tokens of one response; `inf`, the default, is no limit."""

    max_output_tokens: int | Literal["inf"] | None = field(default=None, versions=V1_ONLY)
    """Limit on the output tokens of one response; `inf`, the default, is no limit."""

    reasoning_effort: ReasoningEffort | str | None = field(
        default=None, versions=DATED_SINCE_2026_01_01
    )
    """How much a reasoning model may think; less is faster and uses fewer tokens."""

    reasoning: Reasoning | None = field(default=None, versions=V1_ONLY)
    """How a reasoning model thinks."""

    tracing: Literal["auto"] | str | Tracing | None = field(
        default=None, versions=V1_ONLY, explicit_null=True
    )
    """How the session is traced: `auto`, an object, or not at all. Null turns it off."""

    truncation: Literal["auto", "disabled"] | str | Truncation | None = field(
        default=None, versions=V1_ONLY
    )
    """How the conversation is cut when it has grown too long: by the service's own rule, not at
    all (which is an error in its place), or as an object says."""

    prompt: Prompt | None = field(default=None, versions=V1_ONLY)
    """Stored prompt that the session uses."""

    interim_response: InterimResponseConfigBase | None = field(
        default=None, versions=SINCE_2026_01_01
    )
    """What is said to bridge a wait for the answer."""

    include: list[SessionIncludeOption | str] | None = field(
        default=None, versions=SINCE_2026_04_10
    )
    """Extra data that the service is to send, such as log probabilities of a transcription."""

    metadata: dict[str, str] | None = field(default=None, versions=SINCE_2026_04_10)
    """Key-value pairs of the client's own, repeated in Foundry's resource logs: up to 16, keys up
    to 64 and values up to 512 characters."""

    agent: AgentConfig | None = field(default=None, visibility="read")
    """Agent that answers in the session, if one does."""

    id: str | None = field(default=None, visibility="read")
    """Id that the service gave the session."""

    expires_at: datetime | None = field(
        format="unix-timestamp", default=None, visibility="read", versions=SINCE_2026_07_15
    )
    """When the session ends."""

    object: Literal["realtime.session", "realtime.transcription_session"] | str | None = field(
        default=None, visibility="read", versions=V1_ONLY
    )
    """What the session is for, as `type` says it too."""

    truncation_strategy: Any = field(default=None, versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""

    greeting: Any = field(default=None, versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""

    handoff: Any = field(default=None, versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""
