"""A response of the model: how it is asked for, how it ended and what it used."""

from typing import Any, Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import ResponseStatus
from ..versions import SINCE_2025_10_01, SINCE_2026_04_10, SINCE_2026_06_01, V1_ONLY
from .items import (
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
)
from .request_items import AssistantMessageItem, ConversationRequestItem
from .settings import InterimResponseConfigBase, ModelSettings, ResponseSettings
from .usage import TokenUsage

__all__ = [
    "Response",
    "ResponseCancelledDetails",
    "ResponseCreateParams",
    "ResponseFailedDetails",
    "ResponseIncompleteDetails",
    "ResponseStatusDetails",
]


class ResponseStatusDetails(Model, discriminator="type"):
    """Why a response did not complete.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Status that the details explain, which chooses the class."""


class ResponseCancelledDetails(ResponseStatusDetails):
    """Who stopped a response, the user or the client.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.CANCELLED] = discriminator()

    reason: Literal["turn_detected", "client_cancelled"] | str | None = None
    """`turn_detected` when the user began to speak, `client_cancelled` when the client asked."""


class ResponseFailedDetails(ResponseStatusDetails):
    """The error that ended a response.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.FAILED] = discriminator()

    error: Any = None
    """What went wrong, as plain JSON: from API v1 on an object with a `type` and a `code`, before
    it of undeclared shape."""


class ResponseIncompleteDetails(ResponseStatusDetails):
    """What cut a response short, a limit or a filter.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ResponseStatus.INCOMPLETE] = discriminator()

    reason: Literal["max_output_tokens", "content_filter"] | str | None = None
    """`max_output_tokens` when the limit was reached, `content_filter` when a filter cut it off."""


class Response(ResponseSettings):
    """One answer of the model, as it stands when the event is sent.

    A field that is not set usually arrives as an explicit null.

    Source: Voice Live API 2026-07-15.
    """

    id: str | None = None
    """The response's own id, to which events refer as `response_id`."""

    object: Literal["realtime.response"] | None = None

    status: ResponseStatus | str | None = None
    """How far the response has come, or how it ended."""

    status_details: ResponseStatusDetails | None = None
    """Why the response did not complete; null while it runs and when it completed."""

    output: list[ResponseItem] | None = None
    """Items that the response produced, in order; empty in `response.created`."""

    usage: TokenUsage | None = None
    """Tokens that the response used; null until it is done."""

    conversation_id: str | None = None
    """Id of the conversation that the response was added to; null or an empty string if it was
    added to none."""


class ResponseCreateParams(ResponseSettings, ModelSettings):
    """How the one response is to be made that a `response.create` asks for. What is not set is as
    the session has it.

    Pages of the service also name `max_response_output_tokens` and `animation` here; no definition
    has them.

    Source: Voice Live API 2026-07-15 and v1.
    """

    commit: bool | None = None
    """Whether the input audio buffer is committed first, true by default."""

    cancel_previous: bool | None = None
    """Whether the response in progress is cancelled first, true by default."""

    append_input_items: list[ConversationRequestItem] | None = None
    """Items to add to the context first."""

    input_items: list[ConversationRequestItem] | None = None
    """Items to use in place of the conversation as context; an empty list is no context."""

    input: (
        list[
            ConversationRequestItem
            | ResponseMCPListToolItem
            | ResponseMCPCallItem
            | ResponseMCPApprovalRequestItem
        ]
        | None
    ) = field(default=None, versions=V1_ONLY)
    """Context of the response, as `input_items`, and references to items besides (`ItemReference`).
    It takes the items of MCP that the service made."""

    conversation: Literal["auto", "none"] | str | None = field(default=None, versions=V1_ONLY)
    """Whether the response joins the conversation: `auto`, the default, or `none`, for an
    out-of-band response. The service's pages list it for earlier versions as well."""

    parallel_tool_calls: bool | None = field(default=None, versions=V1_ONLY)
    """Whether the model may make several tool calls at once, true by default."""

    pre_generated_assistant_message: AssistantMessageItem | None = field(
        default=None, versions=SINCE_2025_10_01
    )
    """Words for the assistant to speak, with exactly one part of text. No model is called; the
    message joins the conversation. The usual way to greet."""

    interim_response: InterimResponseConfigBase | None = field(
        default=None, versions=SINCE_2026_04_10
    )
    """What is said to bridge a wait for the answer."""

    invoke_input: dict[str, Any] | None = field(default=None, versions=SINCE_2026_06_01)
    """Any object, for a hosted agent."""
