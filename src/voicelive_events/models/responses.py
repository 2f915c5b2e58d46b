"""A response of the model, with how it ended and what it used."""

from typing import Any, Literal

from .._core.fields import discriminator
from .._core.model import Model
from ..enums import Modality, OpenAIVoiceName, OutputAudioFormat, ResponseStatus
from .items import ResponseItem
from .usage import TokenUsage
from .voices import AzureRealtimeNativeVoice, AzureVoice, OpenAIVoice


class ResponseStatusDetails(Model, discriminator="type"):
    """Why a response did not complete.

    Details of a kind that this library does not know stay a plain `ResponseStatusDetails` with
    their data.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Status that the details explain, which chooses the class."""


class ResponseCancelledDetails(ResponseStatusDetails):
    """Why a response was cancelled.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.CANCELLED] = discriminator()
    """Always `cancelled`."""

    reason: Literal["turn_detected", "client_cancelled"] | str
    """`turn_detected` when the user began to speak, `client_cancelled` when the client asked."""


class ResponseFailedDetails(ResponseStatusDetails):
    """Why a response failed.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.FAILED] = discriminator()
    """Always `failed`."""

    error: Any
    """What went wrong, as plain JSON of undeclared shape."""


class ResponseIncompleteDetails(ResponseStatusDetails):
    """Why a response broke off.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.INCOMPLETE] = discriminator()
    """Always `incomplete`."""

    reason: Literal["max_output_tokens", "content_filter"] | str
    """`max_output_tokens` when the limit was reached, `content_filter` when a filter cut it off."""


class OutputSettings(Model):
    """How the model answers: the session's settings, and those that a response was made with.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    modalities: list[Modality | str] | None = None
    """Kinds of output that are enabled, such as text and audio."""

    voice: OpenAIVoiceName | str | OpenAIVoice | AzureRealtimeNativeVoice | AzureVoice | None = None
    """Voice that speaks: a bare name (a member if it is a known OpenAI voice, else the string), or
    an object whose `type` chooses `OpenAIVoice`, `AzureRealtimeNativeVoice` or a class of the
    `AzureVoice` family. An object of an unknown kind is a plain `AzureVoice` with its data."""

    output_audio_format: OutputAudioFormat | str | None = None
    """Encoding and sampling rate of the model's audio, `pcm16` by default."""


class Response(OutputSettings):
    """One answer of the model, as it stands when the event is sent.

    A field that is not set usually arrives as an explicit null.

    Source: Voice Live API 2026-07-15.
    """

    id: str | None = None
    """The response's own id, to which events refer as `response_id`."""

    object: Literal["realtime.response"] | None = None
    """Always `realtime.response` where it is sent."""

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

    metadata: dict[str, str] | None = None
    """Key-value pairs of the client's own: up to 16, keys up to 64 and values up to 512
    characters."""
