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
    """Streams the next frames of facial animation that go with the response's audio."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_ANIMATION_BLENDSHAPES_DELTA] = discriminator()

    frames: list[list[float]] | str
    """The frames, each a list of blendshape weights; they may also come as one string."""

    frame_index: int
    """Zero-based index of the first of these frames."""


class ServerEventResponseAnimationBlendshapeDone(ResponseItemEvent):
    """Sent when all blendshape frames of an item have been sent."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_ANIMATION_BLENDSHAPES_DONE] = discriminator()


class ServerEventResponseAnimationVisemeDelta(ResponseContentEvent):
    """Tells which mouth shape to show at one moment of the response's audio."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_ANIMATION_VISEME_DELTA] = discriminator()

    audio_offset_ms: int
    """When to show the mouth shape, in milliseconds since the audio began."""

    viseme_id: int
    """Number of the viseme, which stands for one mouth shape."""


class ServerEventResponseAnimationVisemeDone(ResponseEvent):
    """Sent when all visemes of an item's audio have been sent."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_ANIMATION_VISEME_DONE] = discriminator()

    item_id: str
    """Id of the output item that the event is about."""

    output_index: int | None = None
    """Zero-based index of the item in the response's output. Declared required, yet the service
    may omit it."""

    content_index: int | None = None
    """Zero-based place of the part among the contents of its item. Declared required, yet the
    service may omit it."""


class ServerEventResponseVideoDelta(ServerEvent):
    """Streams the next piece of the avatar's video, if its output protocol is `websocket`."""

    api_versions = SINCE_2026_04_10
    type: Literal[ServerEventType.RESPONSE_VIDEO_DELTA] = discriminator()

    output_index: int
    """Zero-based index of the item in the response's output."""

    codec: str
    """How the video is encoded, such as `h264`."""

    delta: str
    """Video data as base64 text, which is not decoded."""


Known: TypeAlias = (
    ServerEventResponseAnimationBlendshapeDelta
    | ServerEventResponseAnimationBlendshapeDone
    | ServerEventResponseAnimationVisemeDelta
    | ServerEventResponseAnimationVisemeDone
    | ServerEventResponseVideoDelta
)
"""Every event of this module."""
