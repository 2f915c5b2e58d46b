"""What a response or a transcription used, the basis of its bill, and the limits of use."""

from typing import Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..versions import DATED_SINCE_2026_04_10, SINCE_2025_10_01, UNPUBLISHED

__all__ = [
    "CachedTokenDetails",
    "InputTokenDetails",
    "OutputTokenDetails",
    "RateLimit",
    "TokenDetails",
    "TokenUsage",
    "TranscriptionDurationUsage",
    "TranscriptionTokenUsage",
    "TranscriptionUsage",
]


class TokenDetails(Model):
    """A number of tokens, split by what they stand for. The service may leave out either kind.

    Source: Voice Live API v1; fields shared by models of 2026-07-15.
    """

    text_tokens: int | None = None
    """Number of them that are text."""

    audio_tokens: int | None = None
    """Number of them that are audio."""


class CachedTokenDetails(TokenDetails):
    """The input tokens that came from the cache, split by what they stand for.

    Source: Voice Live API 2026-07-15.
    """

    image_tokens: int | None = field(default=None, versions=SINCE_2025_10_01)
    """Number of them that are image."""


class InputTokenDetails(TokenDetails):
    """The input tokens, split by what they stand for and by whether they came from the cache.

    Source: Voice Live API 2026-07-15.
    """

    cached_tokens: int | None = None
    """Number of input tokens that came from the cache; they are counted in the others too."""

    image_tokens: int | None = field(default=None, versions=SINCE_2025_10_01)
    """Number of them that are image."""

    cached_tokens_details: CachedTokenDetails | None = None
    """The cached tokens, split further."""

    cache_write_tokens: int | None = field(default=None, versions=UNPUBLISHED)
    """Number of tokens written to the cache."""


class OutputTokenDetails(TokenDetails):
    """The output tokens, split by what they stand for.

    Source: Voice Live API 2026-07-15.
    """

    reasoning_tokens: int | None = field(default=None, versions=DATED_SINCE_2026_04_10)
    """Number of tokens that the model spent on reasoning."""


class TokenUsage(Model):
    """What a response used in tokens, the basis of its bill.

    Earlier turns of the conversation count again as input of later ones.

    Source: Voice Live API 2026-07-15.
    """

    total_tokens: int | None = None
    """Number of input and output tokens together."""

    input_tokens: int | None = None
    """Number of tokens that the model read, cached ones included."""

    output_tokens: int | None = None
    """Number of tokens that the model produced."""

    input_token_details: InputTokenDetails | None = None
    """The input tokens by kind."""

    output_token_details: OutputTokenDetails | None = None
    """The output tokens by kind."""


class TranscriptionUsage(Model, discriminator="type"):
    """What the transcription of the user's audio used. It is billed apart from the response.

    Source: Voice Live API v1.
    """

    type: str
    """What is counted, which chooses the class."""


class TranscriptionTokenUsage(TranscriptionUsage):
    """The use of a transcription that is billed by its tokens.

    Source: Voice Live API v1.
    """

    type: Literal["tokens"] = discriminator()

    total_tokens: int
    """Number of input and output tokens together."""

    input_tokens: int
    """Number of tokens that the transcription model read."""

    output_tokens: int
    """Number of tokens that the transcription model produced."""

    input_token_details: TokenDetails | None = None
    """The input tokens by kind."""


class TranscriptionDurationUsage(TranscriptionUsage):
    """The use of a transcription that is billed by the length of its audio.

    Source: Voice Live API v1.
    """

    type: Literal["duration"] = discriminator()

    seconds: float
    """Length of the audio in seconds."""


class RateLimit(Model):
    """A limit on what may be used in a time, and what is left of it.

    Source: Voice Live API v1.
    """

    name: Literal["requests", "tokens"] | str | None = None
    """What is counted."""

    limit: int | None = None
    """Most that may be used."""

    remaining: int | None = None
    """What is left."""

    reset_seconds: float | None = None
    """Seconds until all of it is available again."""
