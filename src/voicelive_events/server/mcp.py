"""Events about MCP servers: listing their tools and calling them."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..versions import SINCE_2026_01_01
from .base import ResponseItemEvent, ServerEvent
from .types import ServerEventType

__all__ = [
    "McpCallEvent",
    "McpListToolsEvent",
    "ServerEventMcpListToolsCompleted",
    "ServerEventMcpListToolsFailed",
    "ServerEventMcpListToolsInProgress",
    "ServerEventResponseMcpCallArgumentsDelta",
    "ServerEventResponseMcpCallArgumentsDone",
    "ServerEventResponseMcpCallCompleted",
    "ServerEventResponseMcpCallFailed",
    "ServerEventResponseMcpCallInProgress",
]


class McpListToolsEvent(ServerEvent):
    """An event about listing the tools of an MCP server."""

    api_versions = SINCE_2026_01_01

    item_id: str
    """Id of the conversation item that holds the list of tools."""


class ServerEventMcpListToolsInProgress(McpListToolsEvent):
    """Sent when the service starts to list the tools of an MCP server."""

    type: Literal[ServerEventType.MCP_LIST_TOOLS_IN_PROGRESS] = discriminator()


class ServerEventMcpListToolsCompleted(McpListToolsEvent):
    """Sent when the tools of an MCP server are listed."""

    type: Literal[ServerEventType.MCP_LIST_TOOLS_COMPLETED] = discriminator()


class ServerEventMcpListToolsFailed(McpListToolsEvent):
    """Sent when the tools of an MCP server could not be listed."""

    type: Literal[ServerEventType.MCP_LIST_TOOLS_FAILED] = discriminator()


class ServerEventResponseMcpCallArgumentsDelta(ResponseItemEvent):
    """Streams the next piece of the arguments of an MCP tool call."""

    api_versions = SINCE_2026_01_01
    type: Literal[ServerEventType.RESPONSE_MCP_CALL_ARGUMENTS_DELTA] = discriminator()

    delta: str
    """JSON text to append to the arguments so far."""

    obfuscation: str | None = None
    """Padding that hides the length of the delta; it carries no data."""


class ServerEventResponseMcpCallArgumentsDone(ResponseItemEvent):
    """Sent when the arguments of an MCP tool call have ended."""

    api_versions = SINCE_2026_01_01
    type: Literal[ServerEventType.RESPONSE_MCP_CALL_ARGUMENTS_DONE] = discriminator()

    arguments: str | None = None
    """All of the arguments as JSON text."""


class McpCallEvent(ServerEvent):
    """An event about the state of an MCP tool call. It does not name its response."""

    api_versions = SINCE_2026_01_01

    item_id: str
    """Id of the item that stands for the call in the conversation."""

    output_index: int
    """Zero-based index of the item in the response's output."""


class ServerEventResponseMcpCallInProgress(McpCallEvent):
    """Sent when an MCP tool call starts to run."""

    type: Literal[ServerEventType.RESPONSE_MCP_CALL_IN_PROGRESS] = discriminator()


class ServerEventResponseMcpCallCompleted(McpCallEvent):
    """Sent when an MCP tool call has succeeded."""

    type: Literal[ServerEventType.RESPONSE_MCP_CALL_COMPLETED] = discriminator()


class ServerEventResponseMcpCallFailed(McpCallEvent):
    """Sent when an MCP tool call has failed."""

    type: Literal[ServerEventType.RESPONSE_MCP_CALL_FAILED] = discriminator()


Known: TypeAlias = (
    ServerEventMcpListToolsCompleted
    | ServerEventMcpListToolsFailed
    | ServerEventMcpListToolsInProgress
    | ServerEventResponseMcpCallArgumentsDelta
    | ServerEventResponseMcpCallArgumentsDone
    | ServerEventResponseMcpCallCompleted
    | ServerEventResponseMcpCallFailed
    | ServerEventResponseMcpCallInProgress
)
"""Every event of this module."""
