"""What spans the events of both directions."""

from typing import TYPE_CHECKING, TypeAlias, get_args

from .client import AnyClientEvent, KnownClientEvent
from .client.base import ClientEvent
from .server import AnyServerEvent, KnownServerEvent
from .server.base import ServerEvent

if TYPE_CHECKING:  # at run time it would slow the import
    from typing_extensions import TypeIs

__all__ = ["AnyEvent", "is_known"]

AnyEvent: TypeAlias = AnyServerEvent | AnyClientEvent
"""Every event of either direction that decoding can give, subclasses of your own aside."""

_KNOWN = frozenset(
    (event._dispatch.family, event._dispatch.tag)
    for union in (KnownServerEvent, KnownClientEvent)
    for event in get_args(union)
)


def is_known(
    event: ServerEvent | ClientEvent,
) -> "TypeIs[KnownServerEvent | KnownClientEvent]":
    """Whether *event* is of a class that this version of the library has: one of `KnownServerEvent`
    or `KnownClientEvent`, not an unknown one and none of your own.

    After it, a type checker narrows on `event.type` and sees whether a `match` is exhaustive.
    """
    return (event._dispatch.family, event._dispatch.tag) in _KNOWN
