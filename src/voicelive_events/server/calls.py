"""Events about SIP calls by telephone, and about WebRTC calls."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..enums import (
    SipCallState,
    SipCallTerminalReason,
    SipTransferState,
)
from ..models.errors import RtcCallErrorDetails
from ..versions import V2026_06_01_ONLY, V2026_07_31_ONLY
from .base import ServerEvent
from .types import ServerEventType

__all__ = [
    "RealtimeCallEvent",
    "RealtimeCallStateEvent",
    "RealtimeCallTransferEvent",
    "ServerEventRealtimeCallConnected",
    "ServerEventRealtimeCallDisconnected",
    "ServerEventRealtimeCallFailed",
    "ServerEventRealtimeCallIncoming",
    "ServerEventRealtimeCallTransferFailed",
    "ServerEventRealtimeCallTransferSucceeded",
    "ServerEventRtcCallError",
    "ServerEventRtcCallSdpCreated",
]


class RealtimeCallEvent(ServerEvent):
    """An event about a SIP call."""

    api_versions = V2026_07_31_ONLY

    call_id: str
    """Id of the call, the same in all of its events."""


class RealtimeCallStateEvent(RealtimeCallEvent):
    """An event that tells how far a SIP call has come."""

    chain_id: str
    """Id of the chain of SIP messages, by which the call is routed."""

    state: SipCallState | str
    """How far the call has come."""

    terminal_reason: SipCallTerminalReason | str | None = None
    """Why the call is over, once it is."""

    error_code: str | None = None
    """Code of the error that ended the call, if one did."""


class ServerEventRealtimeCallIncoming(RealtimeCallStateEvent):
    """Sent when somebody calls; the client is to accept or reject the call."""

    type: Literal[ServerEventType.REALTIME_CALL_INCOMING] = discriminator()


class ServerEventRealtimeCallConnected(RealtimeCallStateEvent):
    """Sent when an accepted call is connected to the session."""

    type: Literal[ServerEventType.REALTIME_CALL_CONNECTED] = discriminator()


class ServerEventRealtimeCallDisconnected(RealtimeCallStateEvent):
    """Sent when a call has ended."""

    type: Literal[ServerEventType.REALTIME_CALL_DISCONNECTED] = discriminator()


class ServerEventRealtimeCallFailed(RealtimeCallStateEvent):
    """Sent when a call failed, while it was set up or later."""

    type: Literal[ServerEventType.REALTIME_CALL_FAILED] = discriminator()


class RealtimeCallTransferEvent(RealtimeCallEvent):
    """An event that tells how the transfer of a SIP call ended."""

    transfer_id: str
    """Id of this transfer, apart from that of the call."""

    state: SipTransferState | str
    """How far the transfer has come."""

    sip_code: int | None = None
    """SIP status code of the answer, such as 200."""

    reason: str | None = None
    """SIP reason phrase of the answer."""


class ServerEventRealtimeCallTransferSucceeded(RealtimeCallTransferEvent):
    """Sent when a call has been transferred."""

    type: Literal[ServerEventType.REALTIME_CALL_TRANSFER_SUCCEEDED] = discriminator()


class ServerEventRealtimeCallTransferFailed(RealtimeCallTransferEvent):
    """Sent when a call could not be transferred."""

    type: Literal[ServerEventType.REALTIME_CALL_TRANSFER_FAILED] = discriminator()


class ServerEventRtcCallSdpCreated(ServerEvent):
    """Answers the client's `rtc.call.sdp.create`: the WebRTC connection can come about."""

    api_versions = V2026_06_01_ONLY
    type: Literal[ServerEventType.RTC_CALL_SDP_CREATED] = discriminator()

    rtc_call_id: str
    """Id of the WebRTC call, the same in all of its events."""

    sdp_answer: str = field(secret=True)
    """The service's SDP answer, to be set as the remote description of the peer connection."""


class ServerEventRtcCallError(ServerEvent):
    """Sent when an operation of a WebRTC call has failed."""

    api_versions = V2026_06_01_ONLY
    type: Literal[ServerEventType.RTC_CALL_ERROR] = discriminator()

    error: RtcCallErrorDetails
    """What failed."""

    operation: str | None = None
    """What was tried."""

    rtc_call_id: str | None = None
    """Id of the WebRTC call, if there is one already."""


Known: TypeAlias = (
    ServerEventRealtimeCallConnected
    | ServerEventRealtimeCallDisconnected
    | ServerEventRealtimeCallFailed
    | ServerEventRealtimeCallIncoming
    | ServerEventRealtimeCallTransferFailed
    | ServerEventRealtimeCallTransferSucceeded
    | ServerEventRtcCallError
    | ServerEventRtcCallSdpCreated
)
"""Every event of this module."""
