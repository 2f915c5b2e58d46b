"""How a session cleans and transcribes the audio that the client sends."""

from typing import Any, Literal

from .._core.fields import constant
from .._core.model import Model
from ..enums import EchoCancellationReferenceSource


class AudioNoiseReduction(Model):
    """The filter that takes noise out of the input audio before it is analysed.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["azure_deep_noise_suppression", "near_field", "far_field"] | str
    """Name of the filter. `near_field` and `far_field` belong to OpenAI's realtime models."""


class AudioEchoCancellation(Model):
    """Removal of the assistant's own speech from the input audio, done by the service.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["server_echo_cancellation"] = constant()
    """Always `server_echo_cancellation`."""

    reference_source: EchoCancellationReferenceSource | str | None = None
    """Where the signal to remove comes from; `server` by default. `client` needs two channels."""

    channels: int | None = None
    """Number of input channels, 1 by default. With 2, interleaved 16-bit PCM carries the microphone
    in channel 0 and the echo reference in channel 1."""


class AudioInputTranscriptionOptions(Model):
    """How the user's audio is turned into text.

    Source: Voice Live API 2026-07-15.
    """

    model: (
        Literal[
            "whisper-1",
            "gpt-4o-transcribe",
            "gpt-4o-mini-transcribe",
            "gpt-4o-transcribe-diarize",
            "mai-transcribe-1",
            "azure-speech",
        ]
        | str
    )
    """Name of the transcription model."""

    language: str | None = None
    """Language of the audio, as BCP-47 (`en-US`) or ISO 639-1 (`en`). Several, separated by commas
    (`en,zh`), let the service detect which one is spoken."""

    custom_speech: dict[str, str] | None = None
    """Ids of custom speech models by locale, such as `zh-CN`; for `azure-speech` only."""

    phrase_list: list[str] | None = None
    """Words and phrases that recognition should favour."""

    prompt: str | None = None
    """Text that guides the transcription, for OpenAI's transcription models. Seen in live frames;
    not in the published definition."""

    delay: Any = None
    """Undocumented setting. Seen in live frames; not in the published definition."""
