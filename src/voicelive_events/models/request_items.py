"""Items that the client writes: messages, function calls with their outputs, and approvals."""

from typing import Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import ItemParamStatus, ItemType, MessageRole
from ..versions import V1_ONLY
from .content import MessageContentPart
from .items import FunctionCall, FunctionOutput, MCPApproval

__all__ = [
    "AssistantMessageItem",
    "ConversationRequestItem",
    "FunctionCallItem",
    "FunctionCallOutputItem",
    "ItemReference",
    "MCPApprovalResponseRequestItem",
    "MessageItem",
    "RequestItemWithStatus",
    "SystemMessageItem",
    "UserMessageItem",
]


class ConversationRequestItem(Model, discriminator="type"):
    """An item that the client adds to the conversation, or gives to a response as context.

    It also reads items that came from the service, and `problems` says what is missing for
    sending: the service does not give back the audio of a user, for instance.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the item, which chooses the class."""

    id: str | None = None
    """Id of the client's own; without it the service makes one."""

    object: Literal["realtime.item"] | None = field(default=None, versions=V1_ONLY)


class RequestItemWithStatus(ConversationRequestItem):
    """An item whose status the client may say.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    status: ItemParamStatus | str | None = None
    """How far the item has come; it has no effect."""


class MessageItem(RequestItemWithStatus, discriminator="role"):
    """A message that the client writes. Its role chooses the class.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MESSAGE] = discriminator()

    role: str
    """Who the message is from, which chooses the class."""

    content: list[MessageContentPart]
    """Parts of the message, in order."""


class SystemMessageItem(MessageItem):
    """Instructions in the course of the conversation, as parts `input_text`.

    Source: Voice Live API 2026-07-15.
    """

    role: Literal[MessageRole.SYSTEM] = discriminator()


class UserMessageItem(MessageItem):
    """What the user says, writes or shows: parts `input_text`, `input_audio` and `input_image`.

    Source: Voice Live API 2026-07-15.
    """

    role: Literal[MessageRole.USER] = discriminator()


class AssistantMessageItem(MessageItem):
    """What the assistant said before, or is to say: parts `output_text`, which every version takes,
    or `text`, which API v1 does not. Audio of the assistant cannot be given.

    Source: Voice Live API 2026-07-15.
    """

    role: Literal[MessageRole.ASSISTANT] = discriminator()


class FunctionCallItem(FunctionCall, RequestItemWithStatus):
    """A call that the model made before, as history.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.FUNCTION_CALL] = discriminator()


class FunctionCallOutputItem(FunctionOutput, RequestItemWithStatus):
    """What a function of the client returned. No response follows by itself: a `response.create`
    asks for it.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.FUNCTION_CALL_OUTPUT] = discriminator()


class MCPApprovalResponseRequestItem(MCPApproval, ConversationRequestItem):
    """The answer to a `ResponseMCPApprovalRequestItem`.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MCP_APPROVAL_RESPONSE] = discriminator()

    reason: str | None = field(default=None, versions=V1_ONLY)
    """Why it was decided so."""


class ItemReference(ConversationRequestItem):
    """An item of the conversation by its id, for `ResponseCreateParams.input` alone.

    Source: Voice Live API v1.
    """

    type: Literal["item_reference"] = discriminator()

    id: str = field()  # a bare annotation would keep, to pyright, the default of the base
    """The item that is meant."""
