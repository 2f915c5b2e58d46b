"""What spans the events of every family."""

from typing import TYPE_CHECKING, get_args

from .server import KnownServerEvent
from .server.base import ServerEvent

if TYPE_CHECKING:  # at run time it would slow the import
    from typing_extensions import TypeIs

__all__ = ["is_known"]

_KNOWN_TAGS = frozenset(event._dispatch.tag for event in get_args(KnownServerEvent))


def is_known(event: ServerEvent) -> "TypeIs[KnownServerEvent]":
    """Tell whether the event is of one of the classes in `KnownServerEvent`, by its class's tag.

    After it, a type checker narrows on `event.type` and sees whether a `match` is exhaustive.
    """
    return event._dispatch.tag in _KNOWN_TAGS
