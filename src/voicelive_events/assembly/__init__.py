"""Whole conversations, assembled from the events that tell of them piece by piece.

Not part of the package's own namespace: import it from `voicelive_events.assembly`.
"""

from ._conversation import AssembledConversation
from ._items import AssembledItem, AssembledResponse
from ._parts import AssembledPart

__all__ = [
    "AssembledConversation",
    "AssembledItem",
    "AssembledPart",
    "AssembledResponse",
]
