"""Events about the audio of a response, its transcript and the times of its words."""

from typing import Any, Literal, TypeAlias

from .._core.fields import constant, discriminator, field
from ..versions import (
    ALL,
    DATED,
    SINCE_2026_04_10,
    UNPUBLISHED,
    V1_ONLY,
    V2026_06_01_AND_V1,
)
from .base import ResponseContentEvent, ResponseEvent, ServerEvent
from .types import ServerEventType

__all__ = [
    "OutputAudioBufferEvent",
    "ResponseAudioDeltaEvent",
    "ResponseAudioDoneEvent",
    "ResponseAudioTranscriptDeltaEvent",
    "ResponseAudioTranscriptDoneEvent",
    "ServerEventOutputAudioBufferCleared",
    "ServerEventOutputAudioBufferStarted",
    "ServerEventOutputAudioBufferStopped",
    "ServerEventResponseAudioDelta",
    "ServerEventResponseAudioDone",
    "ServerEventResponseAudioTimestampDelta",
    "ServerEventResponseAudioTimestampDone",
    "ServerEventResponseAudioTranscriptAnnotationAdded",
    "ServerEventResponseAudioTranscriptDelta",
    "ServerEventResponseAudioTranscriptDone",
    "ServerEventResponseOutputAudioDelta",
    "ServerEventResponseOutputAudioDone",
    "ServerEventResponseOutputAudioTranscriptDelta",
    "ServerEventResponseOutputAudioTranscriptDone",
]


class OutputAudioBufferEvent(ServerEvent):
    """An event about the buffer that the model's audio is played from, in a call."""

    response_id: str | None = None
    """Id of the response whose audio is played."""


class ServerEventOutputAudioBufferStarted(OutputAudioBufferEvent):
    """Sent when the audio of a response starts to be played."""

    api_versions = V2026_06_01_AND_V1
    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_STARTED] = discriminator()


class ServerEventOutputAudioBufferStopped(OutputAudioBufferEvent):
    """Sent when the audio of a response has been played to its end."""

    api_versions = V2026_06_01_AND_V1
    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_STOPPED] = discriminator()


class ServerEventOutputAudioBufferCleared(OutputAudioBufferEvent):
    """Sent when the output audio that was still buffered has been dropped, as after the client's
    `output_audio_buffer.clear`."""

    api_versions = SINCE_2026_04_10
    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_CLEARED] = discriminator()

    response_id: str | None = field(default=None, versions=V1_ONLY)
    """Id of the response whose audio was dropped."""


class ResponseAudioDeltaEvent(ResponseContentEvent):
    """An event with the next piece of the response's audio, under its name of any API version."""

    delta: bytes = field(format="base64")
    """Audio: PCM16 at 24 kHz, mono, unless the session's `output_audio_format`, or the format in
    its `audio.output`, says otherwise."""


class ServerEventResponseAudioDelta(ResponseAudioDeltaEvent):
    """Streams the next piece of the response's audio."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_AUDIO_DELTA] = discriminator()


class ServerEventResponseOutputAudioDelta(ResponseAudioDeltaEvent):
    """Streams the next piece of the response's audio, as `response.audio.delta` does before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_DELTA] = discriminator()


class ResponseAudioDoneEvent(ResponseContentEvent):
    """An event that ends the audio of a content part, under its name of any API version."""


class ServerEventResponseAudioDone(ResponseAudioDoneEvent):
    """Sent when a content part's audio has ended, also because the response was cut short."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_AUDIO_DONE] = discriminator()


class ServerEventResponseOutputAudioDone(ResponseAudioDoneEvent):
    """Sent when a content part's audio has ended, as `response.audio.done` is before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_DONE] = discriminator()


class ResponseAudioTranscriptDeltaEvent(ResponseContentEvent):
    """An event with the next piece of the transcript of the response's audio, under its name of any
    API version."""

    delta: str
    """Text to append to the transcript so far."""

    obfuscation: str | None = field(default=None, versions=UNPUBLISHED)
    """Padding that hides the length of the delta; it carries no data."""


class ServerEventResponseAudioTranscriptDelta(ResponseAudioTranscriptDeltaEvent):
    """Streams the next piece of the transcript of the response's audio."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DELTA] = discriminator()


class ServerEventResponseOutputAudioTranscriptDelta(ResponseAudioTranscriptDeltaEvent):
    """Streams the next piece of the transcript of the response's audio, as
    `response.audio_transcript.delta` does before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DELTA] = discriminator()


class ResponseAudioTranscriptDoneEvent(ResponseContentEvent):
    """An event that ends the transcript of a content part's audio, under its name of any API
    version."""

    transcript: str
    """The whole transcript of the content part."""


class ServerEventResponseAudioTranscriptDone(ResponseAudioTranscriptDoneEvent):
    """Sent when the transcript of a content part's audio has ended, also because the response was
    cut short."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DONE] = discriminator()


class ServerEventResponseOutputAudioTranscriptDone(ResponseAudioTranscriptDoneEvent):
    """Sent when the transcript of a content part's audio has ended, as
    `response.audio_transcript.done` is before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DONE] = discriminator()


class ServerEventResponseAudioTranscriptAnnotationAdded(ResponseContentEvent):
    """Sent when the transcript of the response's audio gets an annotation, such as a citation."""

    api_versions = SINCE_2026_04_10
    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_ANNOTATION_ADDED] = discriminator()

    annotation_index: int
    """Place of the annotation among those of the content part."""

    annotation: Any
    """As the service sent it; its shape is not defined."""


class ServerEventResponseAudioTimestampDelta(ResponseContentEvent):
    """Tells when one word is spoken in the response's audio."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_AUDIO_TIMESTAMP_DELTA] = discriminator()

    audio_offset_ms: int
    """Start of the word in milliseconds since the audio began."""

    audio_duration_ms: int
    """How long the word lasts, in milliseconds."""

    text: str
    """The text that is spoken in that time."""

    timestamp_type: Literal["word"] = constant()


class ServerEventResponseAudioTimestampDone(ResponseEvent):
    """Sent when all times of an item's audio have been sent."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_AUDIO_TIMESTAMP_DONE] = discriminator()

    item_id: str
    """Id of the output item that the event is about."""

    output_index: int | None = None
    """Zero-based index of the item in the response's output. Declared required, yet the service
    may omit it."""

    content_index: int | None = None
    """Zero-based place of the part among the contents of its item. Declared required, yet the
    service may omit it."""


Known: TypeAlias = (
    ServerEventOutputAudioBufferCleared
    | ServerEventOutputAudioBufferStarted
    | ServerEventOutputAudioBufferStopped
    | ServerEventResponseAudioDelta
    | ServerEventResponseAudioDone
    | ServerEventResponseAudioTimestampDelta
    | ServerEventResponseAudioTimestampDone
    | ServerEventResponseAudioTranscriptAnnotationAdded
    | ServerEventResponseAudioTranscriptDelta
    | ServerEventResponseAudioTranscriptDone
    | ServerEventResponseOutputAudioDelta
    | ServerEventResponseOutputAudioDone
    | ServerEventResponseOutputAudioTranscriptDelta
    | ServerEventResponseOutputAudioTranscriptDone
)
"""Every event of this module."""
