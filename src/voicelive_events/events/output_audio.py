"""Events about the audio of a response, its transcript and the times of its words."""

from typing import Any, Literal

from .._core.fields import constant, discriminator, field
from ..enums import ServerEventType
from .base import ResponseContentEvent, ResponseEvent, ServerEvent


class ServerEventOutputAudioBufferCleared(ServerEvent):
    """Sent when the output audio that was still buffered has been dropped, as after the client's
    `output_audio_buffer.clear`.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ServerEventType.OUTPUT_AUDIO_BUFFER_CLEARED] = discriminator()
    """Always `output_audio_buffer.cleared`."""


class ServerEventResponseAudioDelta(ResponseContentEvent):
    """Streams the next piece of the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ServerEventType.RESPONSE_AUDIO_DELTA] = discriminator()
    """Always `response.audio.delta`."""

    delta: bytes = field(format="base64")
    """Audio: PCM16 at 24 kHz, mono, unless the session's `output_audio_format` says otherwise;
    base64 on the wire."""


class ServerEventResponseAudioDone(ResponseContentEvent):
    """Sent when a content part's audio has ended, also because the response was cut short.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ServerEventType.RESPONSE_AUDIO_DONE] = discriminator()
    """Always `response.audio.done`."""


class ServerEventResponseAudioTranscriptDelta(ResponseContentEvent):
    """Streams the next piece of the transcript of the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DELTA] = discriminator()
    """Always `response.audio_transcript.delta`."""

    delta: str
    """Text to append to the transcript so far."""


class ServerEventResponseAudioTranscriptDone(ResponseContentEvent):
    """Sent when the transcript of a content part's audio has ended, also because the response was
    cut short.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DONE] = discriminator()
    """Always `response.audio_transcript.done`."""

    transcript: str
    """The whole transcript of the content part."""


class ServerEventResponseAudioTranscriptAnnotationAdded(ResponseContentEvent):
    """Sent when the transcript of the response's audio gets an annotation, such as a citation.

    Source: Voice Live API 2026-07-15.
    """

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
