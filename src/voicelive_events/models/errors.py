"""What the service says about an error or a warning."""

from .._core.fields import field
from .._core.model import Model
from ..versions import DATED

__all__ = [
    "NoticeDetails",
    "RtcCallErrorDetails",
    "ServerEventErrorDetails",
    "ServerEventWarningDetails",
    "VoiceLiveErrorDetails",
]


class NoticeDetails(Model):
    """What the service says about something that went wrong, be it an error or a warning.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    message: str
    """Explanation for a human reader."""

    code: str | None = None
    """Short code of the error or warning, for programs."""

    param: str | None = None
    """Name of the parameter at fault, if it is about one."""


class ServerEventErrorDetails(NoticeDetails):
    """What went wrong, and which of the client's events is to blame, if one is.

    Source: Voice Live API 2026-07-15.
    """

    type: str | None = None
    """Category of the error, such as `invalid_request_error` or `server_error`. Declared required,
    yet the service may omit it."""

    event_id: str | None = None
    """The `event_id` that the client gave to the event at fault, if there was one."""


class ServerEventWarningDetails(NoticeDetails):
    """What deserves attention while the conversation goes on.

    Source: Voice Live API 2026-07-15.
    """


class VoiceLiveErrorDetails(NoticeDetails):
    """The error that one operation ended with, such as the transcription of a turn.

    Source: Voice Live API 2026-07-15.
    """

    type: str | None = None
    """Category of the error."""

    event_id: str | None = field(default=None, versions=DATED)
    """Id of the event that the error is about, if the service names one."""


class RtcCallErrorDetails(Model):
    """The error that an operation of a WebRTC call ended with.

    Source: Voice Live API 2026-06-01-preview.
    """

    type: str
    """Category of the error."""

    message: str
    """Explanation for a human reader."""

    code: str | None = None
    """Short code of the error, for programs."""
