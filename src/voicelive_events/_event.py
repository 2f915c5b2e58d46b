"""What the events of both directions have in common."""

from ._core.model import Model
from .versions import UNPUBLISHED

__all__ = ["VoiceLiveEvent"]


class VoiceLiveEvent(Model):
    """One event on the websocket, whoever sends it: a `ServerEvent` or a `ClientEvent`."""

    api_versions = UNPUBLISHED  # without an annotation, for those are fields
    """The versions of the API whose published definition has the event, in the order of release.
    There is none for an unknown event, nor for one of your own."""

    type: str
    """Name of the event on the wire, matched case-sensitively; it decides the class."""

    @classmethod
    def _is_in(cls, version: str) -> bool:
        return not cls.api_versions or version in cls.api_versions
