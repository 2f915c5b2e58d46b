"""The details of a transcription of input audio."""

from .._core.model import Model

__all__ = [
    "LogProbProperties",
    "TranscriptionPhrase",
    "TranscriptionSpan",
    "TranscriptionWord",
]


class LogProbProperties(Model):
    """How sure the transcription model was of one token.

    Source: Voice Live API 2026-07-15.
    """

    token: str
    """Text of the token."""

    logprob: float
    """Logarithm of the token's probability: 0 is certain, lower is less sure."""

    bytes: list[int]
    """Bytes of the token's text, each as an integer."""


class TranscriptionSpan(Model):
    """A stretch of transcribed speech and when it was spoken.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    text: str
    """What was said."""

    offset_milliseconds: int
    """Where it starts, in milliseconds since the audio began."""

    duration_milliseconds: int
    """How long it lasts, in milliseconds."""


class TranscriptionWord(TranscriptionSpan):
    """One transcribed word and when it was spoken.

    Source: Voice Live API 2026-07-15.
    """


class TranscriptionPhrase(TranscriptionSpan):
    """One transcribed phrase and when it was spoken.

    Source: Voice Live API 2026-07-15.
    """

    words: list[TranscriptionWord] | None = None
    """Each word of the phrase with its own time."""

    locale: str | None = None
    """Language and region that were recognized, such as `en-US`."""

    confidence: float | None = None
    """How sure the recognizer was of the phrase; higher is surer."""
