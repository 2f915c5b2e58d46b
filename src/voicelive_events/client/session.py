"""What a client asks of the session: settings, an avatar, credentials."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.session import RequestSession
from ..versions import ALL, V1_ONLY
from .base import ClientEvent
from .types import ClientEventType

__all__ = [
    "ClientEventBYOMCredentialUpdate",
    "ClientEventSessionAvatarConnect",
    "ClientEventSessionUpdate",
]


class ClientEventSessionUpdate(ClientEvent):
    """Changes settings of the session, at any time; what is not named stays as it is.

    Answered by `session.updated` with the whole session, or by `error`. On the WebRTC endpoint it
    must not come before the session is ready.
    """

    api_versions = ALL
    type: Literal[ClientEventType.SESSION_UPDATE] = discriminator()

    session: RequestSession
    """The settings to change."""


class ClientEventSessionAvatarConnect(ClientEvent):
    """Offers a WebRTC connection for the avatar's video, once `session.updated` has named the ICE
    servers. Answered by `session.avatar.connecting`."""

    api_versions = ALL
    type: Literal[ClientEventType.SESSION_AVATAR_CONNECT] = discriminator()

    client_sdp: str = field(secret=True)
    """The offer: base64 of the JSON object `{"type": "offer", "sdp": ...}`."""


class ClientEventBYOMCredentialUpdate(ClientEvent):
    """Replaces the credentials for a model of the client's own. Answered by
    `byom_credential.updated`."""

    api_versions = V1_ONLY
    type: Literal[ClientEventType.BYOM_CREDENTIAL_UPDATE] = discriminator()

    authorization_headers: dict[str, str] = field(secret=True)
    """HTTP headers by name, for requests to the model from now on."""


Known: TypeAlias = (
    ClientEventBYOMCredentialUpdate | ClientEventSessionAvatarConnect | ClientEventSessionUpdate
)
"""Every event of this module."""
