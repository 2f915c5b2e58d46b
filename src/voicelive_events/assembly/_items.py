"""The items and responses of a conversation, assembled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._core.documented import documented
from .._reading import readable
from ..enums import (
    ItemType,
    MessageRole,
    ResponseItemStatus,
    ResponseStatus,
)
from ..models.items import (
    ResponseFileSearchCallItem,
    ResponseFoundryAgentCallItem,
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPToolItem,
    ResponseMessageItem,
    ResponseWebSearchCallItem,
)
from ..models.request_items import (
    AssistantMessageItem,
    ConversationRequestItem,
    FunctionCallItem,
    FunctionCallOutputItem,
    MessageItem,
    SystemMessageItem,
    UserMessageItem,
)
from ..models.responses import Response, ResponseStatusDetails
from ..models.usage import TokenUsage
from ..reader._events import is_whole
from ._parts import AssembledPart, Text, one_line

__all__ = ["AssembledItem", "AssembledResponse"]


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledItem:
    """One item of the conversation, as far as it has come."""

    id: str
    """The item's own id, to which events refer as `item_id`."""

    type: ItemType | str | None = None
    """Kind of the item; None until an event names it."""

    role: MessageRole | str | None = None
    """Who a message is from; None for other items, and until an event names it."""

    status: ResponseItemStatus | str | None = None
    """How far the item has come, as the service last said."""

    response_id: str | None = None
    """Id of the response that the item is output of; None for what the client added."""

    output_index: int | None = None
    """Zero-based index of the item in the output of that response."""

    previous_item_id: str | None = None
    """Id of the item right before this one, as far as an event told."""

    name: str | None = None
    """Name of the function or tool that a call is for."""

    call_id: str | None = None
    """Id of a function call, the same in the call and in its output."""

    output: str | None = None
    """What a function or a tool returned."""

    latest: ResponseItem | None = None
    """The item as the service last sent it whole."""

    is_done: bool = False
    """Whether the item is final. The transcript of the user's audio may still follow."""

    in_conversation: bool = False
    """Whether the item has entered the conversation: not what was said and never committed, nor the
    output of a response that belongs to no conversation."""

    is_deleted: bool = False
    """Whether the item has left the conversation."""

    speech_start_ms: int | None = None
    """Where the user's speech starts in the session's input audio, in milliseconds."""

    speech_end_ms: int | None = None
    """Where the user's speech ends in the session's input audio, in milliseconds."""

    _is_interrupted: bool = field(default=False, init=False)
    _parts: dict[int, AssembledPart] = field(default_factory=dict, init=False)
    _arguments: Text = field(default_factory=Text, init=False)

    def __repr__(self) -> str:
        return one_line(
            self,
            id=self.id,
            type=self.type,
            role=self.role,
            status=self.status,
            name=self.name,
            text=self.text,
            transcript=self.transcript,
            arguments=self.arguments,
            output=self.output,
            is_done=self.is_done,
            is_truncated=self.is_truncated,
            is_deleted=self.is_deleted,
        )

    def _take(self, latest: ResponseItem) -> None:
        """Take the item as the service sends it whole; what it does not say stays."""
        self.latest = latest
        self.type = readable(lambda: latest.type) or self.type
        match latest:
            case ResponseMessageItem():
                self.role = readable(lambda: latest.role) or self.role
                self.status = readable(lambda: latest.status) or self.status
                for index, part in enumerate(readable(lambda: latest.content) or ()):
                    self._part(index)._take(part)
            case ResponseFunctionCallItem():
                self.status = readable(lambda: latest.status) or self.status
                self._called(latest)
            case ResponseFunctionCallOutputItem():
                self.status = readable(lambda: latest.status) or self.status
                self.call_id = readable(lambda: latest.call_id) or self.call_id
                self.output = readable(lambda: latest.output)
            case ResponseMCPCallItem() | ResponseFoundryAgentCallItem():
                self._called(latest)
                self.output = readable(lambda: latest.output)
            case ResponseMCPApprovalRequestItem():
                self._called(latest)
            case ResponseWebSearchCallItem() | ResponseFileSearchCallItem():
                self.status = readable(lambda: latest.status) or self.status
        if self.status == ResponseItemStatus.COMPLETED or self.output is not None:
            self._finish()

    def _called(
        self,
        latest: (
            ResponseFunctionCallItem
            | ResponseFoundryAgentCallItem
            | ResponseMCPCallItem
            | ResponseMCPApprovalRequestItem
        ),
    ) -> None:
        self.name = readable(lambda: latest.name) or self.name
        if not isinstance(latest, ResponseMCPToolItem):
            self.call_id = readable(lambda: latest.call_id) or self.call_id
        self._arguments.settle(readable(lambda: latest.arguments))

    def _part(self, index: int) -> AssembledPart:
        part = self._parts.get(index)
        if part is None:
            part = self._parts[index] = AssembledPart(index, is_done=self.is_done)
        return part

    def _follow(self, previous_item_id: str | None) -> None:
        """Take its place: behind the item of that id, if one is named."""
        self.previous_item_id = previous_item_id or self.previous_item_id

    def _finish(self) -> None:
        if self.is_done:
            return  # and so are the parts that came since
        self.is_done = True
        for part in self._parts.values():
            part.is_done = True

    @property
    def parts(self) -> list[AssembledPart]:
        """The content parts in order."""
        return [part for _, part in sorted(self._parts.items())]

    @property
    def text(self) -> str:
        """The text of all parts, so far."""
        return "".join(part.text for part in self.parts)

    @property
    def transcript(self) -> str:
        """The transcript of all parts, so far."""
        return "".join(part.transcript for part in self.parts)

    @property
    def audio(self) -> bytes:
        """The audio of all parts, as `AssembledPart.audio`."""
        return b"".join(part.audio for part in self.parts)

    @property
    def annotations(self) -> list[Any]:
        """The annotations of all parts, in order."""
        return [each for part in self.parts for _, each in sorted(part.annotations.items())]

    @property
    def arguments(self) -> str:
        """The arguments of a call, as JSON text, so far."""
        return str(self._arguments)

    def to_request(self) -> ConversationRequestItem | None:
        """The item as a client can create it again, in a new session for instance.

        What was spoken is its transcript, all of it even where the audio was cut off, and of an
        image the part that has it. None for what no client may create, for a call that is not
        whole, and for what says nothing. The id is left out, for the service makes one.
        """
        match self.type:
            case ItemType.MESSAGE | None:  # only messages have parts
                return self._message_request()
            case ItemType.FUNCTION_CALL if self.name and self.call_id:
                if self._is_whole_call():
                    return FunctionCallItem(
                        name=self.name, call_id=self.call_id, arguments=self.arguments
                    )
            case ItemType.FUNCTION_CALL_OUTPUT if self.call_id and self.output is not None:
                return FunctionCallOutputItem(call_id=self.call_id, output=self.output)
        return None

    def _is_whole_call(self) -> bool:
        latest = self.latest
        if not isinstance(latest, ResponseFunctionCallItem):
            return False
        return bool(readable(lambda: is_whole(latest)))

    def _message_request(self) -> MessageItem | None:
        role = self.role or (MessageRole.ASSISTANT if self.response_id else None)
        make = _MESSAGES.get(str(role))
        content = [part for part in (each._to_request(role) for each in self.parts) if part]
        return make(content=content) if make and content else None

    @property
    def is_truncated(self) -> bool:
        """Whether audio of any part was cut."""
        return any(part.is_truncated for part in self._parts.values())


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledResponse:
    """One response of the model, as far as it has come."""

    id: str
    """The response's own id, to which events refer as `response_id`."""

    status: ResponseStatus | str | None = None
    """How far the response has come, or how it ended."""

    status_details: ResponseStatusDetails | None = None
    """Why the response did not complete."""

    usage: TokenUsage | None = None
    """Tokens that the response used; None until it is done."""

    is_done: bool = False
    """Whether the response has ended, however it ended."""

    interrupted_by: str | None = None
    """Id of the user message whose speech began while this response was under way."""

    is_interrupted: bool = False
    """Whether the user cut the response off: there was an `Interruption`."""

    in_conversation: bool = True
    """Whether what it produces joins the conversation."""

    _outputs: list[AssembledItem] = field(default_factory=list, init=False)

    def __repr__(self) -> str:
        return one_line(
            self,
            id=self.id,
            status=self.status,
            items=[item.id for item in self.items],
            is_done=self.is_done,
            is_interrupted=self.is_interrupted,
        )

    def _take(self, latest: Response) -> None:
        """Take the response as the service sends it whole; what it does not say stays."""
        self.status = readable(lambda: latest.status) or self.status
        self.status_details = readable(lambda: latest.status_details) or self.status_details
        self.usage = readable(lambda: latest.usage) or self.usage

    def _join(self, joins: bool) -> None:
        """Take over whether what it produces joins the conversation."""
        self.in_conversation = joins
        for item in self._outputs:
            item.in_conversation = joins

    @property
    def items(self) -> list[AssembledItem]:
        """The items that the response produced, in order."""
        return sorted(self._outputs, key=lambda item: item.output_index or 0)


_MESSAGES: dict[str, type[SystemMessageItem | UserMessageItem | AssistantMessageItem]] = {
    MessageRole.SYSTEM: SystemMessageItem,
    MessageRole.USER: UserMessageItem,
    MessageRole.ASSISTANT: AssistantMessageItem,
}
