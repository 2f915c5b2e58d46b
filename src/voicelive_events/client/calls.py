"""A call over WebRTC."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.session import RequestSession
from ..versions import V2026_06_01_ONLY
from .base import ClientEvent
from .types import ClientEventType

__all__ = ["ClientEventRtcCallSdpCreate"]


class ClientEventRtcCallSdpCreate(ClientEvent):
    """Offers a WebRTC connection for the audio of the session. Answered by `rtc.call.sdp.created`,
    or by `rtc.call.error`.

    Samples use it with 2026-01-01-preview as well, and the preview channel of API v1 has it.
    """

    api_versions = V2026_06_01_ONLY
    type: Literal[ClientEventType.RTC_CALL_SDP_CREATE] = discriminator()

    sdp_offer: str = field(secret=True)
    """The offer, as SDP text."""

    session: RequestSession | None = None
    """Settings of the session, before it starts."""


Known: TypeAlias = ClientEventRtcCallSdpCreate
"""Every event of this module."""
