"""Events that drive an animated face: blendshapes, visemes and the video of an avatar."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..versions import ALL, SINCE_2026_04_10
from .base import ResponseContentEvent, ResponseEvent, ResponseItemEvent, ServerEvent
from .types import ServerEventType

__all__ = [
    "ServerEventResponseAnimationBlendshapeDelta",
    "ServerEventResponseAnimationBlendshapeDone",
    "ServerEventResponseAnimationVisemeDelta",
    "ServerEventResponseAnimationVisemeDone",
    "ServerEventResponseVideoDelta",
]


class ServerEventResponseAnimationBlendshapeDelta(ResponseContentEvent):
    """Streams the next frames of facial animation that go with the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_ANIMATION_BLENDSHAPES_DELTA] = discriminator()
    """Always `response.animation_blendshapes.delta`."""

    frames: list[list[float]] | str
    """The frames, each a list of blendshape weights; they may also come as one string."""

    frame_index: int
    """Zero-based index of the first of these frames."""


class ServerEventResponseAnimationBlendshapeDone(ResponseItemEvent):
    """Sent when all blendshape frames of an item have been sent.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_ANIMATION_BLENDSHAPES_DONE] = discriminator()
    """Always `response.animation_blendshapes.done`."""


class ServerEventResponseAnimationVisemeDelta(ResponseContentEvent):
    """Tells which mouth shape to show at one moment of the response's audio.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_ANIMATION_VISEME_DELTA] = discriminator()
    """Always `response.animation_viseme.delta`."""

    audio_offset_ms: int
    """When to show the mouth shape, in milliseconds since the audio began."""

    viseme_id: int
    """Number of the viseme, which stands for one mouth shape."""


class ServerEventResponseAnimationVisemeDone(ResponseEvent):
    """Sent when all visemes of an item's audio have been sent.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = ALL

    type: Literal[ServerEventType.RESPONSE_ANIMATION_VISEME_DONE] = discriminator()
    """Always `response.animation_viseme.done`."""

    item_id: str
    """Id of the output item that the event is about."""

    output_index: int | None = None
    """Zero-based index of the item in the response's output. Declared required, yet the service
    may omit it."""

    content_index: int | None = None
    """Zero-based place of the part among the contents of its item. Declared required, yet the
    service may omit it."""


class ServerEventResponseVideoDelta(ServerEvent):
    """Streams the next piece of the avatar's video when the avatar's output protocol is
    `websocket`.

    Source: Voice Live API 2026-07-15.
    """

    api_versions = SINCE_2026_04_10

    type: Literal[ServerEventType.RESPONSE_VIDEO_DELTA] = discriminator()
    """Always `response.video.delta`."""

    output_index: int
    """Zero-based index of the item in the response's output."""

    codec: str
    """Name of the codec of the video."""

    delta: str
    """Video data as base64 text; it is typed as a string, so it is not decoded."""


Known: TypeAlias = (
    ServerEventResponseAnimationBlendshapeDelta
    | ServerEventResponseAnimationBlendshapeDone
    | ServerEventResponseAnimationVisemeDelta
    | ServerEventResponseAnimationVisemeDone
    | ServerEventResponseVideoDelta
)
"""Every event of this module."""
