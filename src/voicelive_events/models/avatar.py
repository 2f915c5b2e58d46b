"""The avatar that speaks for the assistant, its video, and animation data for a client's own."""

from typing import Literal

from .._core.fields import field
from .._core.model import Model
from ..enums import (
    AnimationOutputType,
    AvatarConfigTypes,
    AvatarOutputProtocol,
    PhotoAvatarBaseModes,
)
from ..versions import SINCE_2026_01_01

__all__ = [
    "Animation",
    "AvatarConfig",
    "Background",
    "IceServer",
    "Scene",
    "VideoCrop",
    "VideoParams",
    "VideoResolution",
]


class Animation(Model):
    """The animation data that the service sends along with speech.

    Source: Voice Live API 2026-07-15.
    """

    model_name: str | None = None
    """Name of the animation model, `default` if none is set."""

    outputs: list[AnimationOutputType | str] | None = None
    """Kinds of data to send, `blendshapes` alone if none are set."""


class Background(Model):
    """What is behind the avatar: a colour or an image, not both.

    Source: Voice Live API 2026-07-15.
    """

    color: str | None = None
    """Colour as hexadecimal red, green, blue and alpha, such as `#00FF00FF`."""

    image_url: str | None = None
    """Where the image can be fetched."""


class IceServer(Model):
    """A STUN or TURN server that helps the avatar's WebRTC connection come about.

    Source: Voice Live API 2026-07-15.
    """

    urls: list[str]
    """Addresses of the server, as `stun:` or `turn:` URLs."""

    username: str | None = None
    """User name to log in with, if the server asks for one."""

    credential: str | None = field(default=None, secret=True)
    """Password or token to log in with."""


class Scene(Model):
    """Where the avatar stands in the video frame, how it is turned and how much it moves.

    Source: Voice Live API 2026-07-15.
    """

    zoom: float | None = None
    """Zoom factor above 0: below 1 the avatar looks smaller, above 1 larger."""

    position_x: float | None = None
    """Horizontal shift from -1 (left) to 1 (right), as a share of the frame's width."""

    position_y: float | None = None
    """Vertical shift from -1 (up) to 1 (down), as a share of the frame's height."""

    rotation_x: float | None = None
    """Pitch in radians, from -pi to pi; negative turns up, positive down."""

    rotation_y: float | None = None
    """Yaw in radians, from -pi to pi; negative turns left, positive right."""

    rotation_z: float | None = None
    """Roll in radians, from -pi to pi; negative turns anticlockwise, positive clockwise."""

    amplitude: float | None = None
    """Strength of the avatar's movement, above 0 and up to 1 (full)."""


class VideoCrop(Model):
    """The rectangle of the avatar video that is kept.

    Source: Voice Live API 2026-07-15.
    """

    top_left: list[int]
    """Top left corner as `[x, y]`, both 0 or more."""

    bottom_right: list[int]
    """Bottom right corner as `[x, y]`, both 0 or more."""


class VideoResolution(Model):
    """The size of the avatar video.

    Source: Voice Live API 2026-07-15.
    """

    width: int
    """Width in pixels, above 0."""

    height: int
    """Height in pixels, above 0."""


class VideoParams(Model):
    """How the avatar video is encoded, cut and sized.

    Source: Voice Live API 2026-07-15.
    """

    bitrate: int | None = None
    """Bits per second, 2000000 by default."""

    codec: Literal["h264"] | None = None

    crop: VideoCrop | None = None
    """Part of the picture to keep."""

    resolution: VideoResolution | None = None
    """Size of the picture."""

    background: Background | None = None
    """What is behind the avatar."""

    gop_size: int | None = None
    """Length of a group of pictures, the distance between keyframes, in frames; 10 by default."""


class AvatarConfig(Model):
    """The avatar of a session: its character, its video and how that reaches the client.

    Source: Voice Live API 2026-07-15.
    """

    avatar_type: AvatarConfigTypes | str | None = field(
        name="type", default=None, versions=SINCE_2026_01_01
    )
    """Kind of avatar, `video-avatar` by default."""

    ice_servers: list[IceServer] | None = None
    """STUN and TURN servers for the WebRTC connection."""

    character: str
    """Name or id of the character."""

    style: str | None = None
    """Style of the character, its mood or manner of speaking for example."""

    model: PhotoAvatarBaseModes | str | None = field(default=None, versions=SINCE_2026_01_01)
    """Base model of a photo avatar, which cannot do without one."""

    customized: bool
    """Whether the character is a custom one."""

    video: VideoParams | None = None
    """Encoding, cut and size of the video."""

    scene: Scene | None = field(default=None, versions=SINCE_2026_01_01)
    """Place, turn and movement of the avatar in the frame."""

    output_protocol: AvatarOutputProtocol | str | None = field(
        default=None, versions=SINCE_2026_01_01
    )
    """How audio and video reach the client, `webrtc` by default."""

    output_audit_audio: bool | None = field(default=None, versions=SINCE_2026_01_01)
    """Whether the websocket carries the audio too, for review, even when WebRTC delivers it; false
    by default."""
