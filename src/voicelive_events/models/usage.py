"""The tokens that a response used."""

from .._core.model import Model


class TokenDetails(Model):
    """A number of tokens, split by what they stand for.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    text_tokens: int
    """Number of them that are text."""

    audio_tokens: int
    """Number of them that are audio."""


class CachedTokenDetails(TokenDetails):
    """The input tokens that came from the cache, split by what they stand for.

    Source: Voice Live API 2026-07-15.
    """

    image_tokens: int | None = None
    """Number of them that are image. Declared required, yet the service may omit it."""


class InputTokenDetails(TokenDetails):
    """The input tokens, split by what they stand for and by whether they came from the cache.

    Source: Voice Live API 2026-07-15.
    """

    cached_tokens: int
    """Number of input tokens that came from the cache; they are counted in the others too."""

    image_tokens: int | None = None
    """Number of them that are image. Declared required, yet the service may omit it."""

    cached_tokens_details: CachedTokenDetails | None = None
    """The cached tokens, split further. Declared required, yet the service may omit it."""

    cache_write_tokens: int | None = None
    """Number of tokens written to the cache. Seen in live frames; not in the published
    definition."""


class OutputTokenDetails(TokenDetails):
    """The output tokens, split by what they stand for.

    Source: Voice Live API 2026-07-15.
    """

    reasoning_tokens: int | None = None
    """Number of tokens that the model spent on reasoning."""


class TokenUsage(Model):
    """What a response used in tokens, the basis of its bill.

    Earlier turns of the conversation count again as input of later ones.

    Source: Voice Live API 2026-07-15.
    """

    total_tokens: int
    """Number of input and output tokens together."""

    input_tokens: int
    """Number of tokens that the model read, cached ones included."""

    output_tokens: int
    """Number of tokens that the model produced."""

    input_token_details: InputTokenDetails | None = None
    """The input tokens by kind. Declared required, yet the service may omit it."""

    output_token_details: OutputTokenDetails | None = None
    """The output tokens by kind. Declared required, yet the service may omit it."""
