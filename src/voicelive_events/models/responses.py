"""A response of the model, with how it ended and what it used."""

from typing import Any, Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import (
    AudioTimestampType,
    InputAudioFormat,
    Modality,
    OutputAudioFormat,
    ResponseStatus,
)
from ..versions import DATED, SINCE_2025_10_01, UNPUBLISHED, V1_ONLY
from .audio import (
    AudioEchoCancellation,
    AudioFormat,
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
)
from .items import ResponseItem
from .turn_detection import TurnDetection
from .usage import TokenUsage
from .voices import Voice

__all__ = [
    "AudioConfig",
    "AudioInputConfig",
    "AudioOutputConfig",
    "OutputSettings",
    "Response",
    "ResponseCancelledDetails",
    "ResponseFailedDetails",
    "ResponseIncompleteDetails",
    "ResponseStatusDetails",
]


class ResponseStatusDetails(Model, discriminator="type"):
    """Why a response did not complete.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Status that the details explain, which chooses the class."""


class ResponseCancelledDetails(ResponseStatusDetails):
    """Who stopped a response, the user or the client.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.CANCELLED] = discriminator()

    reason: Literal["turn_detected", "client_cancelled"] | str | None = None
    """`turn_detected` when the user began to speak, `client_cancelled` when the client asked."""


class ResponseFailedDetails(ResponseStatusDetails):
    """The error that ended a response.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.FAILED] = discriminator()

    error: Any = None
    """What went wrong, as plain JSON: from API v1 on an object with a `type` and a `code`, before
    it of undeclared shape."""


class ResponseIncompleteDetails(ResponseStatusDetails):
    """What cut a response short, a limit or a filter.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.INCOMPLETE] = discriminator()

    reason: Literal["max_output_tokens", "content_filter"] | str | None = None
    """`max_output_tokens` when the limit was reached, `content_filter` when a filter cut it off."""


class AudioInputConfig(Model):
    """How API v1 takes the user's audio.

    Source: Voice Live API v1.
    """

    format: InputAudioFormat | str | AudioFormat | None = None
    """Encoding of the audio, a name or an object."""

    transcription: AudioInputTranscriptionOptions | None = field(default=None, explicit_null=True)
    """How the audio is transcribed. Null turns it off: the user's audio is then not transcribed."""

    noise_reduction: AudioNoiseReduction | None = field(default=None, explicit_null=True)
    """Filter that cleans the audio before it is analysed. Null turns it off."""

    turn_detection: TurnDetection | None = field(default=None, explicit_null=True)
    """How the service finds the start and end of the user's turns.
    Null turns it off: the client then commits the audio and asks for responses itself."""

    sampling_rate: int | None = None
    """Sampling rate of the audio in hertz."""

    echo_cancellation: AudioEchoCancellation | None = None
    """Removal of the model's own voice from the audio."""


class AudioOutputConfig(Model):
    """How API v1 sends the model's audio.

    Source: Voice Live API v1.
    """

    format: OutputAudioFormat | str | AudioFormat | None = None
    """Encoding of the audio, a name or an object."""

    voice: Voice | None = None
    """Voice that speaks. A bare name is one of OpenAI's."""

    timestamp_types: list[AudioTimestampType | str] | None = None
    """Kinds of timestamps to send along with the audio."""

    speed: float | None = field(default=None, versions=UNPUBLISHED)
    """Speed of the speech, 1.0 by default."""


class AudioConfig(Model):
    """The audio of a session or a response in API v1, where earlier versions have single fields.

    Source: Voice Live API v1.
    """

    input: AudioInputConfig | None = None
    """How the user's audio is taken; a response has none."""

    output: AudioOutputConfig | None = None
    """How the model's audio is sent."""


class OutputSettings(Model):
    """How the model answers: the session's settings, and those that a response was made with.

    Source: fields shared by models of Voice Live API 2026-07-15 and v1.
    """

    modalities: list[Modality | str] | None = field(default=None, versions=DATED)
    """Kinds of output that are enabled, such as text and audio."""

    voice: Voice | None = field(default=None, versions=DATED)
    """Voice that speaks. A bare name is one of OpenAI's; the service answers with an object."""

    output_audio_format: OutputAudioFormat | str | None = field(default=None, versions=DATED)
    """Encoding and sampling rate of the model's audio, `pcm16` by default."""

    output_modalities: list[Modality | str] | None = field(default=None, versions=V1_ONLY)
    """Kinds of output that are enabled, either text or audio."""

    audio: AudioConfig | None = field(default=None, versions=V1_ONLY)
    """Formats, voice and other settings of the audio."""


class Response(OutputSettings):
    """One answer of the model, as it stands when the event is sent.

    A field that is not set usually arrives as an explicit null.

    Source: Voice Live API 2026-07-15.
    """

    id: str | None = None
    """The response's own id, to which events refer as `response_id`."""

    object: Literal["realtime.response"] | None = None

    status: ResponseStatus | str | None = None
    """How far the response has come, or how it ended."""

    status_details: ResponseStatusDetails | None = None
    """Why the response did not complete; null while it runs and when it completed."""

    output: list[ResponseItem] | None = None
    """Items that the response produced, in order; empty in `response.created`."""

    usage: TokenUsage | None = None
    """Tokens that the response used; null until it is done."""

    conversation_id: str | None = None
    """Id of the conversation that the response was added to; null or an empty string if it was
    added to none."""

    temperature: float | None = None
    """Sampling temperature that the response was made with, published as 0.6 to 1.2 with a default
    of 0.8."""

    max_output_tokens: int | Literal["inf"] | None = None
    """Limit on the response's output tokens, tool calls included; `inf` is no limit."""

    metadata: dict[str, str] | None = field(default=None, versions=SINCE_2025_10_01)
    """Key-value pairs of the client's own: up to 16, keys up to 64 and values up to 512
    characters."""
