"""Events about the audio of a response, its transcript and the times of its words."""

from typing import Any, Literal, TypeAlias

from .._core.fields import constant, discriminator, field
from ..enums import ApiVersion
from ..versions import ALL, DATED, SINCE_2026_04_10, UNPUBLISHED, V1_ONLY
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
    """An event about the buffer that the model's audio is played from, in a call.

    Source: fields shared by events of Voice Live API 2026-06-01-preview.
    """

    response_id: str | None = None
    """Id of the response that the audio belongs to."""


class ServerEventOutputAudioBufferStarted(OutputAudioBufferEvent):
    """Sent when the audio of a response starts to be played.

    Source: Voice Live API 2026-06-01-preview; v1 names it without its fields.
    """

    api_versions = (ApiVersion.V2026_06_01_PREVIEW, ApiVersion.V1)

    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_STARTED] = discriminator()
    """Always `output_audio_buffer.started`."""


class ServerEventOutputAudioBufferStopped(OutputAudioBufferEvent):
    """Sent when the audio of a response has been played to its end.

    Source: Voice Live API 2026-06-01-preview; v1 names it without its fields.
    """

    api_versions = (ApiVersion.V2026_06_01_PREVIEW, ApiVersion.V1)

    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_STOPPED] = discriminator()
    """Always `output_audio_buffer.stopped`."""


class ServerEventOutputAudioBufferCleared(OutputAudioBufferEvent):
    """Sent when the output audio that was still buffered has been dropped, as after the client's
    `output_audio_buffer.clear`.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = SINCE_2026_04_10

    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_CLEARED] = discriminator()
    """Always `output_audio_buffer.cleared`."""

    response_id: str | None = field(default=None, versions=V1_ONLY)
    """Id of the response that the audio belonged to."""


class ResponseAudioDeltaEvent(ResponseContentEvent):
    """An event with the next piece of the response's audio, under its name of any API version.

    Source: fields shared by events of Voice Live API 2026-07-15 and v1.
    """

    delta: bytes = field(format="base64")
    """Audio: PCM16 at 24 kHz, mono, unless the session's `output_audio_format`, or the format in
    its `audio.output`, says otherwise; base64 on the wire."""


class ServerEventResponseAudioDelta(ResponseAudioDeltaEvent):
    """Streams the next piece of the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = DATED

    type: Literal[ServerEventType.RESPONSE_AUDIO_DELTA] = discriminator()
    """Always `response.audio.delta`."""


class ServerEventResponseOutputAudioDelta(ResponseAudioDeltaEvent):
    """Streams the next piece of the response's audio, as `response.audio.delta` does before v1.

    Source: Voice Live API v1.
    """

    api_versions = V1_ONLY

    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_DELTA] = discriminator()
    """Always `response.output_audio.delta`."""


class ResponseAudioDoneEvent(ResponseContentEvent):
    """An event that ends the audio of a content part, under its name of any API version.

    Source: fields shared by events of Voice Live API 2026-07-15 and v1.
    """


class ServerEventResponseAudioDone(ResponseAudioDoneEvent):
    """Sent when a content part's audio has ended, also because the response was cut short.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = DATED

    type: Literal[ServerEventType.RESPONSE_AUDIO_DONE] = discriminator()
    """Always `response.audio.done`."""


class ServerEventResponseOutputAudioDone(ResponseAudioDoneEvent):
    """Sent when a content part's audio has ended, as `response.audio.done` is before v1.

    Source: Voice Live API v1.
    """

    api_versions = V1_ONLY

    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_DONE] = discriminator()
    """Always `response.output_audio.done`."""


class ResponseAudioTranscriptDeltaEvent(ResponseContentEvent):
    """An event with the next piece of the transcript of the response's audio, under its name of any
    API version.

    Source: fields shared by events of Voice Live API 2026-07-15 and v1.
    """

    delta: str
    """Text to append to the transcript so far."""

    obfuscation: str | None = field(default=None, versions=UNPUBLISHED)
    """Padding that hides the length of the delta; it carries no data. Seen in live frames; not in
    the published definition."""


class ServerEventResponseAudioTranscriptDelta(ResponseAudioTranscriptDeltaEvent):
    """Streams the next piece of the transcript of the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = DATED

    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DELTA] = discriminator()
    """Always `response.audio_transcript.delta`."""


class ServerEventResponseOutputAudioTranscriptDelta(ResponseAudioTranscriptDeltaEvent):
    """Streams the next piece of the transcript of the response's audio, as
    `response.audio_transcript.delta` does before v1.

    Source: Voice Live API v1.
    """

    api_versions = V1_ONLY

    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DELTA] = discriminator()
    """Always `response.output_audio_transcript.delta`."""


class ResponseAudioTranscriptDoneEvent(ResponseContentEvent):
    """An event that ends the transcript of a content part's audio, under its name of any API
    version.

    Source: fields shared by events of Voice Live API 2026-07-15 and v1.
    """

    transcript: str
    """The whole transcript of the content part."""


class ServerEventResponseAudioTranscriptDone(ResponseAudioTranscriptDoneEvent):
    """Sent when the transcript of a content part's audio has ended, also because the response was
    cut short.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = DATED

    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DONE] = discriminator()
    """Always `response.audio_transcript.done`."""


class ServerEventResponseOutputAudioTranscriptDone(ResponseAudioTranscriptDoneEvent):
    """Sent when the transcript of a content part's audio has ended, as
    `response.audio_transcript.done` is before v1.

    Source: Voice Live API v1.
    """

    api_versions = V1_ONLY

    type: Literal[ServerEventType.RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DONE] = discriminator()
    """Always `response.output_audio_transcript.done`."""


class ServerEventResponseAudioTranscriptAnnotationAdded(ResponseContentEvent):
    """Sent when the transcript of the response's audio gets an annotation, such as a citation.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = SINCE_2026_04_10

    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_ANNOTATION_ADDED] = discriminator()
    """Always `response.audio_transcript.annotation.added`."""

    annotation_index: int
    """Index of the annotation."""

    annotation: Any
    """The annotation as the service sent it; its shape is not defined."""


class ServerEventResponseAudioTimestampDelta(ResponseContentEvent):
    """Tells when one word is spoken in the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_AUDIO_TIMESTAMP_DELTA] = discriminator()
    """Always `response.audio_timestamp.delta`."""

    audio_offset_ms: int
    """Start of the word in milliseconds since the audio began."""

    audio_duration_ms: int
    """How long the word lasts, in milliseconds."""

    text: str
    """The text that is spoken in that time."""

    timestamp_type: Literal["word"] = constant()
    """The unit that the time is given for; always `word`."""


class ServerEventResponseAudioTimestampDone(ResponseEvent):
    """Sent when all times of an item's audio have been sent.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_AUDIO_TIMESTAMP_DONE] = discriminator()
    """Always `response.audio_timestamp.done`."""

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
