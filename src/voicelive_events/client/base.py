"""The base of every client event, and the unknown event."""

from typing import final

from .._event import VoiceLiveEvent

__all__ = ["ClientEvent", "UnknownClientEvent"]


class ClientEvent(VoiceLiveEvent, discriminator="type"):
    """One event that a client sends on the websocket.

    A client constructs one of the subclasses and sends its `to_json`. `ClientEvent.from_dict` and
    `ClientEvent.from_json` read what was sent: they give an instance of the subclass that belongs
    to the event's type, or of `UnknownClientEvent`.
    """

    event_id: str | None = None
    """Id of the client's own, up to 512 characters. The service names it in the `error` that a bad
    event causes, and nowhere else."""


@final
class UnknownClientEvent(ClientEvent, fallback=True):
    """An event whose type this version of the library does not know.

    Nothing of it is lost: all of its data is there as items, as in `event["some_field"]`.
    """
