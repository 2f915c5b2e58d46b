"""What a client sends: its events by subject, and the unions of all of them."""

from typing import TypeAlias

from . import calls, conversation, input_audio, input_text, response, session
from .base import UnknownClientEvent

__all__ = ["AnyClientEvent", "KnownClientEvent"]

KnownClientEvent: TypeAlias = (
    calls.Known
    | conversation.Known
    | input_audio.Known
    | input_text.Known
    | response.Known
    | session.Known
)
"""Every event of a client that this version of the library knows.

A minor release may add events that are new in the service.
"""

AnyClientEvent: TypeAlias = KnownClientEvent | UnknownClientEvent
"""Every client event that decoding can give, subclasses of your own aside."""
