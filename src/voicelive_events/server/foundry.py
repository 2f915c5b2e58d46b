"""Events about Foundry agents that the model calls as tools."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..versions import UNPUBLISHED
from .base import ResponseItemEvent, ServerEvent
from .types import ServerEventType

__all__ = [
    "FoundryAgentCallEvent",
    "ServerEventResponseFoundryAgentCallArgumentsDelta",
    "ServerEventResponseFoundryAgentCallArgumentsDone",
    "ServerEventResponseFoundryAgentCallCompleted",
    "ServerEventResponseFoundryAgentCallFailed",
    "ServerEventResponseFoundryAgentCallInProgress",
]


class ServerEventResponseFoundryAgentCallArgumentsDelta(ResponseItemEvent):
    """Streams the next piece of the arguments of a Foundry agent call.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    api_versions = UNPUBLISHED
    type: Literal[ServerEventType.RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DELTA] = discriminator()

    delta: str
    """JSON text to append to the arguments so far."""


class ServerEventResponseFoundryAgentCallArgumentsDone(ResponseItemEvent):
    """Sent when the arguments of a Foundry agent call have ended.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    api_versions = UNPUBLISHED
    type: Literal[ServerEventType.RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DONE] = discriminator()

    arguments: str | None = None
    """All of the arguments as JSON text."""


class FoundryAgentCallEvent(ServerEvent):
    """An event about the state of a Foundry agent call. It does not name its response."""

    api_versions = UNPUBLISHED

    item_id: str
    """Id of the item that stands for the call in the conversation."""

    output_index: int
    """Zero-based index of the item in the response's output."""

    agent_response_id: str | None = None
    """Id that the agent gave its own response."""


class ServerEventResponseFoundryAgentCallInProgress(FoundryAgentCallEvent):
    """Sent when a Foundry agent call starts to run.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    type: Literal[ServerEventType.RESPONSE_FOUNDRY_AGENT_CALL_IN_PROGRESS] = discriminator()


class ServerEventResponseFoundryAgentCallCompleted(FoundryAgentCallEvent):
    """Sent when a Foundry agent call has succeeded.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    type: Literal[ServerEventType.RESPONSE_FOUNDRY_AGENT_CALL_COMPLETED] = discriminator()


class ServerEventResponseFoundryAgentCallFailed(FoundryAgentCallEvent):
    """Sent when a Foundry agent call has failed.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    type: Literal[ServerEventType.RESPONSE_FOUNDRY_AGENT_CALL_FAILED] = discriminator()


Known: TypeAlias = (
    ServerEventResponseFoundryAgentCallArgumentsDelta
    | ServerEventResponseFoundryAgentCallArgumentsDone
    | ServerEventResponseFoundryAgentCallCompleted
    | ServerEventResponseFoundryAgentCallFailed
    | ServerEventResponseFoundryAgentCallInProgress
)
"""Every event of this module."""
