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
from .audio import AudioEchoCancellation, AudioInputTranscriptionOptions, AudioNoiseReduction
from .avatar import Animation, AvatarConfig
from .responses import OutputSettings
from .tools import Tool, ToolChoiceSelection
from .turn_detection import TurnDetection


class AgentConfig(Model):
    """The agent that answers in a session, in place of a bare model.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["agent"] = constant()
    """Always `agent`."""

    name: str
    """Name of the agent."""

    description: str | None = None
    """What the agent is for."""

    agent_id: str
    """Id of the agent."""

    thread_id: str
    """Id of the thread that the agent keeps the conversation in."""


class InterimResponseConfigBase(Model, discriminator="type"):
    """What the service says to bridge a wait for the real answer.

    Settings of a kind that this library does not know stay a plain `InterimResponseConfigBase`
    with their data.

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
    """Always `static_interim_response`."""

    texts: list[str] | None = None
    """Texts to pick from."""


class LlmInterimResponseConfig(InterimResponseConfigBase):
    """Interim responses that a language model writes to suit the conversation.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[InterimResponseConfigType.LLM_INTERIM_RESPONSE] = discriminator()
    """Always `llm_interim_response`."""

    model: str | None = None
    """Model that writes the interim responses, `gpt-4.1-mini` by default."""

    instructions: str | None = None
    """Prompt for that model; the service has one of its own for when this is not set."""

    max_completion_tokens: int | None = None
    """Limit on the tokens of one interim response."""


class ResponseSession(OutputSettings):
    """The whole state of a session's settings, sent when it is created and after each update.

    A field that is not set usually arrives as an explicit null.

    Source: Voice Live API 2026-07-15.
    """

    model: str | None = None
    """Name of the model that answers."""

    animation: Animation | None = None
    """Animation data to send along with the audio."""

    instructions: str | None = None
    """System prompt of the session."""

    input_audio_sampling_rate: int | None = None
    """Sampling rate of the input audio in hertz: 8000, 16000 or 24000 for `pcm16`, 8000 for
    G.711."""

    input_audio_format: InputAudioFormat | str | None = None
    """Encoding of the input audio, `pcm16` by default."""

    turn_detection: TurnDetection | None = None
    """How the service finds the start and end of the user's turns; its `type` chooses the class."""

    input_audio_noise_reduction: AudioNoiseReduction | None = None
    """Noise reduction on the input audio."""

    input_audio_echo_cancellation: AudioEchoCancellation | None = None
    """Removal of the model's own voice from the input audio."""

    avatar: AvatarConfig | None = None
    """Avatar that speaks in a video stream."""

    input_audio_transcription: AudioInputTranscriptionOptions | None = None
    """How the input audio is transcribed."""

    output_audio_timestamp_types: list[AudioTimestampType | str] | None = None
    """Kinds of timestamps to send along with the model's audio."""

    tools: list[Tool] | None = None
    """Tools that the model may use."""

    tool_choice: ToolChoiceLiteral | str | ToolChoiceSelection | None = None
    """Which tools the model may call: a rule for all of them (a member if known, else the string),
    or an object whose `type` chooses a class of the `ToolChoiceSelection` family and which names
    one tool. An object of an unknown kind is a plain `ToolChoiceSelection` with its data."""

    parallel_tool_calls: bool | None = None
    """Whether the model may make several tool calls at once."""

    temperature: float | None = None
    """Sampling temperature, from 0.0 to 1.0, 0.7 by default."""

    max_response_output_tokens: int | Literal["inf"] | None = None
    """Limit on the output tokens of one response; `inf`, the default, is no limit."""

    reasoning_effort: ReasoningEffort | str | None = None
    """How much a reasoning model may think; less is faster and uses fewer tokens."""

    interim_response: InterimResponseConfigBase | None = None
    """What is said to bridge a wait: an object whose `type` chooses `StaticInterimResponseConfig`
    or `LlmInterimResponseConfig`. One of an unknown kind is a plain `InterimResponseConfigBase`
    with its data."""

    include: list[SessionIncludeOption | str] | None = None
    """Extra data that the service is to send, such as log probabilities of a transcription."""

    metadata: dict[str, str] | None = None
    """Key-value pairs of the client's own, repeated in Foundry's resource logs: up to 16, keys up
    to 64 and values up to 512 characters."""

    agent: AgentConfig | None = None
    """Agent that answers in the session, if one does."""

    id: str | None = None
    """Id of the session."""

    expires_at: datetime | None = field(format="unix-timestamp", default=None)
    """When the session ends; the service sets it and a client cannot change it."""

    object: Literal["realtime.session"] | None = None
    """Always `realtime.session` where it is sent. Seen in live frames; not in the published
    definition."""

    truncation_strategy: Any = None
    """Its meaning is unpublished and its value so far null. Seen in live frames; not in the
    published definition."""

    greeting: Any = None
    """Its meaning is unpublished and its value so far null. Seen in live frames; not in the
    published definition."""

    handoff: Any = None
    """Its meaning is unpublished and its value so far null. Seen in live frames; not in the
    published definition."""
