"""The audio of a session: its formats, and how the client's is cleaned and transcribed."""

from typing import Literal

from .._core.fields import constant, field
from .._core.model import Model
from ..enums import EchoCancellationReferenceSource
from ..versions import DATED, SINCE_2026_06_01, V1_ONLY

__all__ = [
    "AudioEchoCancellation",
    "AudioFormat",
    "AudioInputTranscriptionOptions",
    "AudioNoiseReduction",
]


class AudioFormat(Model):
    """An encoding of audio, as API v1 names it.

    Source: Voice Live API v1.
    """

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] | str
    """Name of the encoding: 16-bit PCM, G.711 mu-law or G.711 A-law."""

    rate: int | None = None
    """Sampling rate in hertz, 24000 for PCM. G.711 has 8000 and names none."""


class AudioNoiseReduction(Model):
    """The filter that takes noise out of the input audio before it is analysed.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["azure_deep_noise_suppression", "near_field", "far_field"] | str | None = field(
        default=None, required_in=DATED
    )
    """Name of the filter. `near_field` and `far_field` belong to OpenAI's realtime models."""


class AudioEchoCancellation(Model):
    """Removal of the assistant's own speech from the input audio, done by the service.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["server_echo_cancellation"] = constant()

    reference_source: EchoCancellationReferenceSource | str | None = field(
        default=None, versions=SINCE_2026_06_01
    )
    """Where the signal to remove comes from; `server` by default. `client` needs two channels."""

    channels: int | None = field(default=None, versions=SINCE_2026_06_01)
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
            "gpt-4o-mini-transcribe-2025-12-15",
            "gpt-4o-transcribe-diarize",
            "gpt-realtime-whisper",
            "mai-transcribe-1",
            "azure-speech",
        ]
        | str
        | None
    ) = field(default=None, required_in=DATED)
    """The model that writes the text. API v1 lets it be absent."""

    language: str | None = None
    """Language of the audio, as BCP-47 (`en-US`) or ISO 639-1 (`en`). Several, separated by commas
    (`en,zh`), let the service detect which one is spoken."""

    custom_speech: dict[str, str] | None = None
    """Ids of custom speech models by locale, such as `zh-CN`; for `azure-speech` only."""

    phrase_list: list[str] | None = None
    """Words and phrases that recognition should favour; for `azure-speech` only."""

    prompt: str | None = field(default=None, versions=V1_ONLY)
    """Text that guides the transcription, for OpenAI's transcription models. The service's pages
    list it for earlier versions as well."""

    delay: Literal["minimal", "low", "medium", "high", "xhigh"] | str | None = field(
        default=None, versions=V1_ONLY
    )
    """How long the transcription may wait for more context; a longer wait makes fewer errors."""
