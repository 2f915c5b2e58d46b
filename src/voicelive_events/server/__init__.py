"""What the service sends: its events by subject, and the unions of all of them."""

from typing import TypeAlias

from . import (
    animation,
    calls,
    conversation,
    foundry,
    input_audio,
    mcp,
    output_audio,
    response,
    search,
    session,
)
from .base import UnknownServerEvent

__all__ = ["AnyServerEvent", "KnownServerEvent"]

KnownServerEvent: TypeAlias = (
    animation.Known
    | calls.Known
    | conversation.Known
    | foundry.Known
    | input_audio.Known
    | mcp.Known
    | output_audio.Known
    | response.Known
    | search.Known
    | session.Known
)
"""Every event of the service that this version of the library knows.

A minor release may add events that are new in the service.
"""

AnyServerEvent: TypeAlias = KnownServerEvent | UnknownServerEvent
"""Every server event that decoding can give, subclasses of your own aside."""
