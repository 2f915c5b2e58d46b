"""What a client does with the items of the conversation."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..models.request_items import ConversationRequestItem
from ..versions import ALL
from .base import ClientEvent
from .types import ClientEventType

__all__ = [
    "ClientEventConversationItemCreate",
    "ClientEventConversationItemDelete",
    "ClientEventConversationItemRetrieve",
    "ClientEventConversationItemTruncate",
    "ClientItemEvent",
]


class ClientEventConversationItemCreate(ClientEvent):
    """Adds an item to the conversation: history, text of the user, the output of a function, the
    answer to an approval request.

    Answered by `conversation.item.created` (API v1: `conversation.item.added`, then
    `conversation.item.done`), or by `error`. No response follows by itself.
    """

    api_versions = ALL
    type: Literal[ClientEventType.CONVERSATION_ITEM_CREATE] = discriminator()

    previous_item_id: str | None = None
    """Id of the item to place it after; `root` places it first. If absent, it comes last."""

    item: ConversationRequestItem
    """The item to add. The definitions before API v1 let it be absent, but there is nothing else to
    create."""


class ClientItemEvent(ClientEvent):
    """An event that names the item it is about. An unknown id is answered by `error`."""

    item_id: str
    """Id of the item that is meant."""


class ClientEventConversationItemRetrieve(ClientItemEvent):
    """Asks for an item as the service has it. Answered by `conversation.item.retrieved`."""

    api_versions = ALL
    type: Literal[ClientEventType.CONVERSATION_ITEM_RETRIEVE] = discriminator()


class ClientEventConversationItemTruncate(ClientItemEvent):
    """Tells how much of an assistant's audio was heard: the rest of it is forgotten, with its
    transcript. Answered by `conversation.item.truncated`.

    `auto_truncate` of the turn detection does the same without it.
    """

    api_versions = ALL
    type: Literal[ClientEventType.CONVERSATION_ITEM_TRUNCATE] = discriminator()

    content_index: int
    """Zero-based place of the part among the contents of its item, 0."""

    audio_end_ms: int
    """How much was heard, in milliseconds. More than there is is answered by `error`."""


class ClientEventConversationItemDelete(ClientItemEvent):
    """Takes an item out of the conversation. Answered by `conversation.item.deleted`."""

    api_versions = ALL
    type: Literal[ClientEventType.CONVERSATION_ITEM_DELETE] = discriminator()


Known: TypeAlias = (
    ClientEventConversationItemCreate
    | ClientEventConversationItemDelete
    | ClientEventConversationItemRetrieve
    | ClientEventConversationItemTruncate
)
"""Every event of this module."""
