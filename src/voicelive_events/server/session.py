"""Events about the session: settings, avatar, credentials, rate limits, errors and warnings."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.errors import ServerEventErrorDetails, ServerEventWarningDetails
from ..models.session import ResponseSession
from ..models.usage import RateLimit
from ..versions import ALL, SINCE_2026_01_01, SINCE_2026_04_10, V1_ONLY
from .base import ServerEvent
from .types import ServerEventType

__all__ = [
    "ServerEventBYOMCredentialUpdated",
    "ServerEventError",
    "ServerEventRateLimitsUpdated",
    "ServerEventSessionAvatarConnecting",
    "ServerEventSessionAvatarSwitchToIdle",
    "ServerEventSessionAvatarSwitchToSpeaking",
    "ServerEventSessionCreated",
    "ServerEventSessionUpdated",
    "ServerEventWarning",
    "SessionAvatarSwitchEvent",
    "SessionEvent",
]


class SessionEvent(ServerEvent):
    """An event that carries the whole session as it now stands."""

    session: ResponseSession
    """The session with all of its settings."""


class ServerEventSessionCreated(SessionEvent):
    """The first event of a connection: the session exists, still with its default settings."""

    api_versions = ALL
    type: Literal[ServerEventType.SESSION_CREATED] = discriminator()


class ServerEventSessionUpdated(SessionEvent):
    """Answers a `session.update` of the client that the service accepted."""

    api_versions = ALL
    type: Literal[ServerEventType.SESSION_UPDATED] = discriminator()


class ServerEventSessionAvatarConnecting(ServerEvent):
    """Answers the client's `session.avatar.connect` while the WebRTC connection of the avatar
    is being set up."""

    api_versions = ALL
    type: Literal[ServerEventType.SESSION_AVATAR_CONNECTING] = discriminator()

    server_sdp: str = field(secret=True)
    """The service's SDP answer, to be set as the remote description of the peer connection: base64
    of the JSON object `{"type": "answer", "sdp": ...}`."""


class SessionAvatarSwitchEvent(ServerEvent):
    """An event that tells of the avatar changing between speaking and idling."""

    api_versions = SINCE_2026_04_10

    turn_id: str | None = None
    """Id of the turn that the change belongs to."""


class ServerEventSessionAvatarSwitchToSpeaking(SessionAvatarSwitchEvent):
    """Sent when the avatar starts to speak."""

    type: Literal[ServerEventType.SESSION_AVATAR_SWITCH_TO_SPEAKING] = discriminator()


class ServerEventSessionAvatarSwitchToIdle(SessionAvatarSwitchEvent):
    """Sent when the avatar goes idle."""

    type: Literal[ServerEventType.SESSION_AVATAR_SWITCH_TO_IDLE] = discriminator()


class ServerEventError(ServerEvent):
    """Something failed, through the client or in the service. The session stays open after most
    errors."""

    api_versions = ALL
    type: Literal[ServerEventType.ERROR] = discriminator()

    error: ServerEventErrorDetails
    """What failed."""


class ServerEventWarning(ServerEvent):
    """Something deserves attention, but the conversation goes on undisturbed."""

    api_versions = SINCE_2026_01_01
    type: Literal[ServerEventType.WARNING] = discriminator()

    warning: ServerEventWarningDetails
    """What the warning is about."""


class ServerEventBYOMCredentialUpdated(ServerEvent):
    """Answers the client's `byom_credential.update`: the credentials for a model of its own are
    replaced."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.BYOM_CREDENTIAL_UPDATED] = discriminator()

    authorization_headers: dict[str, str] = field(secret=True)
    """HTTP headers by name, their values made unreadable by the service."""


class ServerEventRateLimitsUpdated(ServerEvent):
    """Tells what is left of the rate limits, as a response starts and sets tokens aside."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RATE_LIMITS_UPDATED] = discriminator()

    rate_limits: list[RateLimit]
    """The limits, one for each thing that is counted."""


Known: TypeAlias = (
    ServerEventBYOMCredentialUpdated
    | ServerEventError
    | ServerEventRateLimitsUpdated
    | ServerEventSessionAvatarConnecting
    | ServerEventSessionAvatarSwitchToIdle
    | ServerEventSessionAvatarSwitchToSpeaking
    | ServerEventSessionCreated
    | ServerEventSessionUpdated
    | ServerEventWarning
)
"""Every event of this module."""
