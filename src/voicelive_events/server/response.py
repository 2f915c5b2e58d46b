"""Events about a response: its start and end, its items, content parts, text and function calls."""

from typing import Any, Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.content import ContentPart
from ..models.items import ResponseItem
from ..models.responses import Response
from ..versions import ALL, DATED, SINCE_2026_06_01, UNPUBLISHED, V1_ONLY
from .base import ResponseContentEvent, ResponseEvent, ResponseItemEvent, ServerEvent
from .types import ServerEventType

__all__ = [
    "ResponseContentPartEvent",
    "ResponseFunctionCallEvent",
    "ResponseOutputItemEvent",
    "ResponseStateEvent",
    "ResponseTextDeltaEvent",
    "ResponseTextDoneEvent",
    "ServerEventResponseContentPartAdded",
    "ServerEventResponseContentPartDone",
    "ServerEventResponseCreated",
    "ServerEventResponseDone",
    "ServerEventResponseFunctionCallArgumentsDelta",
    "ServerEventResponseFunctionCallArgumentsDone",
    "ServerEventResponseInvocationDelta",
    "ServerEventResponseOutputItemAdded",
    "ServerEventResponseOutputItemDone",
    "ServerEventResponseOutputTextDelta",
    "ServerEventResponseOutputTextDone",
    "ServerEventResponseTextDelta",
    "ServerEventResponseTextDone",
]


class ResponseStateEvent(ServerEvent):
    """An event that carries a whole response as it now stands."""

    response: Response
    """The response; its `id` is the `response_id` of the events in between."""


class ServerEventResponseCreated(ResponseStateEvent):
    """The first event of a response: it is in progress and has no output yet."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_CREATED] = discriminator()


class ServerEventResponseDone(ResponseStateEvent):
    """The last event of a response, however it ended: its status, output items and token usage."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_DONE] = discriminator()


class ResponseOutputItemEvent(ResponseEvent):
    """An event that carries a whole output item of a response."""

    output_index: int
    """Zero-based index of the item in the response's output."""

    item: ResponseItem | None = None
    """The item as it stands when the event is sent."""


class ServerEventResponseOutputItemAdded(ResponseOutputItemEvent):
    """Sent when a response begins a new output item, before the item's content."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_OUTPUT_ITEM_ADDED] = discriminator()


class ServerEventResponseOutputItemDone(ResponseOutputItemEvent):
    """Sent when an output item has ended, also because the response was cut short."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_OUTPUT_ITEM_DONE] = discriminator()


class ResponseContentPartEvent(ResponseContentEvent):
    """An event that carries a whole content part of an output item."""

    part: ContentPart
    """The content part as it stands when the event is sent."""

    content: ContentPart | None = field(default=None, versions=UNPUBLISHED)
    """The same content part once more, as Azure OpenAI sends it."""


class ServerEventResponseContentPartAdded(ResponseContentPartEvent):
    """Sent when an assistant message begins a new content part, before the part's text or audio."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_CONTENT_PART_ADDED] = discriminator()


class ServerEventResponseContentPartDone(ResponseContentPartEvent):
    """Sent when a content part has ended, also because the response was cut short. A text part may
    come with empty text here, so take the text from `response.text.done`."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_CONTENT_PART_DONE] = discriminator()


class ResponseTextDeltaEvent(ResponseContentEvent):
    """An event with the next piece of the text of a text content part, under its name of any API
    version."""

    delta: str
    """Text to append to the text so far."""

    obfuscation: str | None = field(default=None, versions=UNPUBLISHED)
    """Padding that hides the length of the delta; it carries no data."""


class ServerEventResponseTextDelta(ResponseTextDeltaEvent):
    """Streams the next piece of the text of a text content part."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_TEXT_DELTA] = discriminator()


class ServerEventResponseOutputTextDelta(ResponseTextDeltaEvent):
    """Streams the next piece of the text of a text content part, as `response.text.delta` does
    before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_TEXT_DELTA] = discriminator()


class ResponseTextDoneEvent(ResponseContentEvent):
    """An event that ends the text of a content part, under its name of any API version."""

    text: str
    """The whole text of the content part."""


class ServerEventResponseTextDone(ResponseTextDoneEvent):
    """Sent when the text of a content part has ended, also because the response was cut short."""

    api_versions = DATED
    type: Literal[ServerEventType.RESPONSE_TEXT_DONE] = discriminator()


class ServerEventResponseOutputTextDone(ResponseTextDoneEvent):
    """Sent when the text of a content part has ended, as `response.text.done` is before v1."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.RESPONSE_OUTPUT_TEXT_DONE] = discriminator()


class ResponseFunctionCallEvent(ResponseItemEvent):
    """An event about a function call that the model writes."""

    call_id: str
    """Id of the call, to be repeated in the item that returns the function's output."""


class ServerEventResponseFunctionCallArgumentsDelta(ResponseFunctionCallEvent):
    """Streams the next piece of a function call's arguments."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_FUNCTION_CALL_ARGUMENTS_DELTA] = discriminator()

    delta: str
    """JSON text to append to the arguments so far."""

    obfuscation: str | None = field(default=None, versions=UNPUBLISHED)
    """Padding that hides the length of the delta; it carries no data."""


class ServerEventResponseFunctionCallArgumentsDone(ResponseFunctionCallEvent):
    """Sent when a function call's arguments have ended, also because the response was cut short."""

    api_versions = ALL
    type: Literal[ServerEventType.RESPONSE_FUNCTION_CALL_ARGUMENTS_DONE] = discriminator()

    arguments: str
    """All of the arguments as JSON text."""

    name: str | None = None
    """Which of the session's functions to call. Declared required, yet the service may omit it."""


class ServerEventResponseInvocationDelta(ServerEvent):
    """Passes on an event of a hosted agent that is not speech, unchanged."""

    api_versions = SINCE_2026_06_01
    type: Literal[ServerEventType.RESPONSE_INVOCATION_DELTA] = discriminator()

    delta: dict[str, Any]
    """The agent's event as it came; its shape is up to the agent."""


Known: TypeAlias = (
    ServerEventResponseContentPartAdded
    | ServerEventResponseContentPartDone
    | ServerEventResponseCreated
    | ServerEventResponseDone
    | ServerEventResponseFunctionCallArgumentsDelta
    | ServerEventResponseFunctionCallArgumentsDone
    | ServerEventResponseInvocationDelta
    | ServerEventResponseOutputItemAdded
    | ServerEventResponseOutputItemDone
    | ServerEventResponseOutputTextDelta
    | ServerEventResponseOutputTextDone
    | ServerEventResponseTextDelta
    | ServerEventResponseTextDone
)
"""Every event of this module."""
