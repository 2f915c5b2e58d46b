"""The settings of a session, as the client asks for them and as the service holds them."""

from datetime import datetime
from typing import Any, Literal

from .._core.fields import constant, field
from .._core.model import Model
from ..enums import AudioTimestampType, InputAudioFormat, SessionIncludeOption
from ..versions import (
    DATED,
    SINCE_2026_01_01,
    SINCE_2026_04_10,
    SINCE_2026_06_01,
    SINCE_2026_07_15,
    UNPUBLISHED,
    V1_ONLY,
)
from .audio import AudioEchoCancellation, AudioInputTranscriptionOptions, AudioNoiseReduction
from .avatar import Animation, AvatarConfig
from .settings import InterimResponseConfigBase, ModelSettings
from .turn_detection import TurnDetection

__all__ = [
    "AgentConfig",
    "RequestSession",
    "ResponseSession",
    "SessionSettings",
    "TokenLimits",
    "Tracing",
    "Truncation",
    "VoiceAdaptation",
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


class VoiceAdaptation(Model):
    """Whether the voice adapts to the conversation, in a draft of API v1.

    Source: a later draft of Voice Live API v1.
    """

    type: Literal["auto"] = constant()

    additional_instructions: str | None = None
    """How it is to adapt, in words."""


class SessionSettings(ModelSettings):
    """The settings of a session, as the client asks for them and as the service repeats them.

    API v1 has the settings of the audio in `audio`; what earlier versions have in its place in
    fields of their own is absent there.

    Source: fields shared by models of Voice Live API 2026-07-15 and v1.
    """

    type: Literal["realtime", "transcription"] | str | None = field(
        default=None, versions=V1_ONLY, required_in=V1_ONLY
    )
    """What the session is for: to talk, or to transcribe alone. API v1 wants it in a request."""

    model: str | None = None
    """Name of the model that answers; it never changes once the session has one."""

    animation: Animation | None = None
    """Animation data to send along with the audio."""

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

    parallel_tool_calls: bool | None = field(default=None, versions=SINCE_2026_06_01)
    """Whether the model may make several tool calls at once."""

    temperature: float | None = None
    """Sampling temperature: from 0.0 to 1.0, 0.7 by default, as the definitions have it; from 0.6
    to 1.2, 0.8 by default, as the service's pages do."""

    max_response_output_tokens: int | Literal["inf"] | None = field(default=None, versions=DATED)
    """Limit on the output tokens of one response; `inf`, the default, is no limit."""

    max_output_tokens: int | Literal["inf"] | None = field(default=None, versions=V1_ONLY)
    """Limit on the output tokens of one response; `inf`, the default, is no limit."""

    tracing: Literal["auto"] | str | Tracing | None = field(
        default=None, versions=V1_ONLY, explicit_null=True
    )
    """How the session is traced: `auto`, an object, or not at all. Null turns it off."""

    truncation: Literal["auto", "disabled"] | str | Truncation | None = field(
        default=None, versions=V1_ONLY
    )
    """How the conversation is cut when it has grown too long: by the service's own rule, not at
    all (which is an error in its place), or as an object says."""

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


class RequestSession(SessionSettings):
    """Settings for a `session.update`. Only what is there changes; an object replaces the old one
    whole, and what it leaves out takes the service's default.

    Texts are cleared by `""`, lists by `[]`, and what says so by null. `model` never changes once
    the session has one, `voice` no more once the model has spoken.

    Source: Voice Live API 2026-07-15 and v1.
    """

    voice_adaptation: VoiceAdaptation | None = field(default=None, versions=UNPUBLISHED)
    """Whether the voice adapts to the conversation; in a draft of API v1."""

    response_delimiter: str | None = field(default=None, versions=UNPUBLISHED)
    """Text that separates what is spoken from what is not; in a draft of API v1."""


class ResponseSession(SessionSettings):
    """The whole state of a session's settings, sent when it is created and after each update.

    A field that is not set usually arrives as an explicit null.

    Source: Voice Live API 2026-07-15 and v1.
    """

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

    truncation_strategy: Any = field(default=None, visibility="read", versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""

    greeting: Any = field(default=None, visibility="read", versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""

    handoff: Any = field(default=None, visibility="read", versions=UNPUBLISHED)
    """Its meaning is unpublished, and its value so far null."""
