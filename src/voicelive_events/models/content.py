"""The parts that the content of a message item is made of."""

from typing import Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import ApiVersion, ContentPartType, RequestImageContentPartDetail
from ..versions import SINCE_2025_10_01, SINCE_2026_01_01, V1_ONLY

__all__ = [
    "AssistantAudioContentPart",
    "AssistantTextContentPart",
    "AudioContentPart",
    "ContentPart",
    "InputAudioContentPart",
    "InputImageContentPart",
    "InputTextContentPart",
    "MessageContentPart",
    "MessageSpeechContentPart",
    "MessageTextContentPart",
    "OutputAudioContentPart",
    "OutputTextContentPart",
    "RequestAudioContentPart",
    "RequestImageContentPart",
    "RequestTextContentPart",
    "ResponseAudioContentPart",
    "ResponseOutputAudioContentPart",
    "ResponseOutputTextContentPart",
    "ResponseTextContentPart",
    "TextContentPart",
]


class ContentPart(Model, discriminator="type"):
    """One piece of a message's content: text, audio or an image.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the part, which chooses the class."""


class TextContentPart(ContentPart):
    """A text part in either direction.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    text: str | None = None
    """What was written."""


class AudioContentPart(ContentPart):
    """An audio part in either direction.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    transcript: str | None = None
    """What is said in the audio, as text; null or empty while there is no transcript."""


class RequestTextContentPart(TextContentPart):
    """Text that was put into the conversation as input.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.INPUT_TEXT] = discriminator()


class RequestAudioContentPart(AudioContentPart):
    """Audio that was put into the conversation as input, usually a turn that the user spoke.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.INPUT_AUDIO] = discriminator()

    audio: bytes | None = field(default=None, format="base64", versions=SINCE_2025_10_01)
    """Samples in the session's input format. Declared required, yet the service may omit it or
    send null."""


class RequestImageContentPart(ContentPart):
    """An image that was put into the conversation as input.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.INPUT_IMAGE] = discriminator()

    image_url: str | None = field(default=None, versions=SINCE_2026_01_01)
    """Where the image can be fetched, or the image itself, as a `data:` URI with base64."""

    url: str | None = field(
        default=None, versions=(ApiVersion.V2026_01_01_PREVIEW, ApiVersion.V2026_04_10)
    )
    """Older name of `image_url`."""

    detail: RequestImageContentPartDetail | str | None = None
    """How finely the model looks at the image."""


class ResponseTextContentPart(TextContentPart):
    """Text that the model wrote.

    In `response.content_part.done` the text may be empty although text was streamed; the finished
    item holds all of it.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.TEXT] = discriminator()


class ResponseAudioContentPart(AudioContentPart):
    """Speech of the model; the sound usually comes in `response.audio.delta` events instead.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.AUDIO] = discriminator()

    audio: bytes | None = field(default=None, format="base64", versions=V1_ONLY)
    """Samples in the session's output format."""


class ResponseOutputTextContentPart(TextContentPart):
    """Text that the model wrote, as finished messages of API v1 name it.

    The events of a content part still call it `text`.

    Source: Voice Live API v1.
    """

    type: Literal[ContentPartType.OUTPUT_TEXT] = discriminator()


class ResponseOutputAudioContentPart(AudioContentPart):
    """Speech of the model, as finished messages of API v1 name it.

    The events of a content part still call it `audio`; the sound usually comes in
    `response.output_audio.delta` events instead.

    Source: Voice Live API v1.
    """

    type: Literal[ContentPartType.OUTPUT_AUDIO] = discriminator()

    audio: bytes | None = field(default=None, format="base64")
    """Samples in the session's output format."""


class MessageContentPart(Model, discriminator="type"):
    """One piece of the content of a message that the client writes.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the part, which chooses the class."""


class MessageTextContentPart(MessageContentPart):
    """Text in a message that the client writes.

    Source: fields shared by models of Voice Live API 2026-07-15 and v1.
    """

    text: str
    """What is written."""


class InputTextContentPart(MessageTextContentPart):
    """Text of the user or the system.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.INPUT_TEXT] = discriminator()


class InputAudioContentPart(MessageContentPart):
    """Speech of the user, for realtime models that take audio.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.INPUT_AUDIO] = discriminator()

    audio: bytes = field(format="base64")
    """Samples in the session's input format."""

    transcript: str | None = None
    """The words, which the service keeps and does not show to the model."""


class InputImageContentPart(MessageContentPart):
    """An image that the user shows.

    Samples of the service keep it below 256 KiB, for the connection is dropped at a frame that is
    too large; no limit is published.

    Source: Voice Live API v1; its tag is known since 2026-01-01-preview.
    """

    type: Literal[ContentPartType.INPUT_IMAGE] = discriminator()

    image_url: str
    """Where the image can be fetched, or the image itself, as a `data:` URI with base64."""

    detail: RequestImageContentPartDetail | str | None = None
    """How finely the model looks at the image, `auto` by default."""


class AssistantTextContentPart(MessageTextContentPart):
    """Text of the assistant, as API v1 names it. Earlier versions take it too, and repeat it as a
    part `text`.

    Source: Voice Live API v1.
    """

    type: Literal[ContentPartType.OUTPUT_TEXT] = discriminator()


class OutputTextContentPart(MessageTextContentPart):
    """Text of the assistant, under the name that API v1 no longer has: `AssistantTextContentPart`
    is taken by every version.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ContentPartType.TEXT] = discriminator()


class MessageSpeechContentPart(MessageContentPart):
    """Speech of the assistant in a message that is given back. The service creates no item with
    it: what was said goes back as text.

    Source: fields shared by models of Voice Live API v1.
    """

    audio: bytes | None = field(default=None, format="base64")
    """Samples in the session's output format."""

    transcript: str | None = None
    """What is said in the audio, as text."""


class AssistantAudioContentPart(MessageSpeechContentPart):
    """Speech of the assistant, as finished messages of API v1 name it.

    Source: Voice Live API v1.
    """

    type: Literal[ContentPartType.OUTPUT_AUDIO] = discriminator()


class OutputAudioContentPart(MessageSpeechContentPart):
    """Speech of the assistant, as messages that are still being made name it.

    Source: Voice Live API v1.
    """

    type: Literal[ContentPartType.AUDIO] = discriminator()
