"""Text that is streamed in pieces."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..versions import SINCE_2026_06_01
from .base import ClientEvent
from .types import ClientEventType

__all__ = ["ClientEventInputTextDelta", "ClientEventInputTextDone", "InputTextEvent"]


class InputTextEvent(ClientEvent):
    """An event about text in pieces for an unfinished pre-generated message. No known client can
    open one: the service answers by `error`."""

    api_versions = SINCE_2026_06_01

    id: str
    """Id of the item that the text is for."""

    content_index: int | None = None
    """Zero-based place of the part among the contents of its item, 0 by default."""


class ClientEventInputTextDelta(InputTextEvent):
    """Adds a piece of text."""

    type: Literal[ClientEventType.INPUT_TEXT_DELTA] = discriminator()

    delta: str
    """The piece."""


class ClientEventInputTextDone(InputTextEvent):
    """Says that the text is whole."""

    type: Literal[ClientEventType.INPUT_TEXT_DONE] = discriminator()


Known: TypeAlias = ClientEventInputTextDelta | ClientEventInputTextDone
"""Every event of this module."""
