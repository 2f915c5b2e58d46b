"""The base of every server event, the unknown event and the bases of a response's events."""

from typing import final

from .._event import VoiceLiveEvent

__all__ = [
    "ResponseContentEvent",
    "ResponseEvent",
    "ResponseItemEvent",
    "ServerEvent",
    "UnknownServerEvent",
]


class ServerEvent(VoiceLiveEvent, discriminator="type"):
    """One event that the service sends on the websocket.

    `ServerEvent.from_dict` and `ServerEvent.from_json` give an instance of the subclass that
    belongs to the event's type, or of `UnknownServerEvent`.
    """

    event_id: str | None = None
    """Id that the service gave this event."""


@final
class UnknownServerEvent(ServerEvent, fallback=True):
    """An event whose type this version of the library does not know.

    Nothing of it is lost: all of its data is there as items, as in `event["some_field"]`.
    """


class ResponseEvent(ServerEvent):
    """An event that names the response it belongs to."""

    response_id: str
    """Id of the response that the event belongs to."""


class ResponseItemEvent(ResponseEvent):
    """An event about one output item of a response."""

    item_id: str
    """Id of the output item that the event is about."""

    output_index: int
    """Zero-based index of the item in the response's output."""


class ResponseContentEvent(ResponseItemEvent):
    """An event about one content part of an output item."""

    content_index: int
    """Zero-based place of the part among the contents of its item."""
