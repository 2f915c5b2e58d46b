"""The tools that a model may call, and the choice of one."""

from typing import Any, Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import FoundryAgentContextType, MCPApprovalType, ToolType
from ..versions import DATED_SINCE_2026_01_01, UNPUBLISHED, V1_ONLY

__all__ = [
    "FoundryAgentTool",
    "FunctionTool",
    "MCPServer",
    "MCPTool",
    "MCPToolFilter",
    "Tool",
    "ToolChoiceFunctionSelection",
    "ToolChoiceMCPSelection",
    "ToolChoiceSelection",
]


class Tool(Model, discriminator="type"):
    """A tool that the model may call.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the tool, which chooses the class."""


class FunctionTool(Tool):
    """A function that the client runs when the model calls it.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ToolType.FUNCTION] = discriminator()

    name: str
    """Name by which the model calls the function."""

    description: str | None = None
    """What the function does and when to call it, written for the model."""

    parameters: Any = None
    """Parameters of the function, as a JSON Schema object."""


class FoundryAgentTool(Tool):
    """A Foundry agent that the service asks on the model's behalf.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    type: Literal[ToolType.FOUNDRY_AGENT] = discriminator()

    agent_name: str
    """Name that the agent was made with."""

    agent_version: str | None = None
    """Which of the agent's versions is asked."""

    project_name: str
    """Foundry project that the agent belongs to."""

    client_id: str | None = None
    """Client id of the managed identity that calls the agent."""

    description: str | None = None
    """What the agent does and when to ask it, written for the model."""

    foundry_resource_override: str | None = None
    """Name of the Foundry resource, where it is not the session's own."""

    agent_context_type: FoundryAgentContextType | str | None = None
    """What the agent is told of the conversation so far."""

    return_agent_response_directly: bool | None = None
    """Whether the agent's answer is spoken as it is, rather than given to the model."""


class MCPToolFilter(Model):
    """Which tools of an MCP server are meant: those that pass every condition that is set.

    Source: Voice Live API v1.
    """

    tool_names: list[str] | None = None
    """Names of which a tool has to have one."""

    read_only: bool | None = None
    """Whether the tools change nothing, by their own account."""


class MCPServer(Tool):
    """An MCP server whose tools the service calls on the model's behalf.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ToolType.MCP] = discriminator()

    server_label: str
    """Label by which items and events name this server."""

    server_url: str | None = field(default=None, required_in=DATED_SINCE_2026_01_01)
    """URL of the server. API v1 wants one of it, `connector_id` and `tunnel_id`."""

    connector_id: (
        Literal[
            "connector_dropbox",
            "connector_gmail",
            "connector_googlecalendar",
            "connector_googledrive",
            "connector_microsoftteams",
            "connector_outlookcalendar",
            "connector_outlookemail",
            "connector_sharepoint",
        ]
        | str
        | None
    ) = field(default=None, versions=V1_ONLY)
    """Name of a connector that stands for the server, in place of a URL."""

    tunnel_id: str | None = field(default=None, versions=V1_ONLY)
    """Id of a tunnel to the server, in place of a URL."""

    server_description: str | None = field(default=None, versions=V1_ONLY)
    """What the server is for, written for the model."""

    authorization: str | dict[str, Any] | None = field(default=None, secret=True)
    """Token for requests to the server. A draft of API v1 also takes an object, which names a
    managed identity."""

    headers: dict[str, str] | None = field(default=None, secret=True)
    """Further HTTP headers for requests to the server."""

    allowed_tools: list[str] | MCPToolFilter | None = None
    """Names of the tools that may be called, from API v1 on also a filter; all of them if
    absent."""

    require_approval: MCPApprovalType | str | dict[str, list[str] | MCPToolFilter] | None = None
    """Whether calls wait for the client's approval, `always` by default. An object has the keys
    `never` and `always`, each with a list of tool names or, from API v1 on, a filter."""

    response_scheduling: (
        Literal["silent", "when_idle", "interrupt", "skip_if_busy"] | str | None
    ) = field(default=None, versions=UNPUBLISHED)
    """When a result makes the model speak, in a draft of API v1; `silent`, never, by default."""

    defer_loading: bool | None = field(default=None, versions=V1_ONLY)
    """Whether the tools are found by a search for tools, rather than shown to the model at once."""


class MCPTool(Model):
    """A tool that an MCP server offers, as the server describes it.

    Source: Voice Live API 2026-07-15.
    """

    name: str
    """Name by which the server knows the tool."""

    description: str | None = None
    """What the tool does and when to call it, written for the model."""

    input_schema: Any
    """What the tool takes, as a JSON Schema object."""

    annotations: Any = None
    """Further hints from the server about the tool."""


class ToolChoiceSelection(Model, discriminator="type"):
    """The one tool that the model has to call.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the tool, which chooses the class."""


class ToolChoiceFunctionSelection(ToolChoiceSelection):
    """The one function that the model has to call.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ToolType.FUNCTION] = discriminator()

    name: str
    """Name that the function has among the session's tools."""


class ToolChoiceMCPSelection(ToolChoiceSelection):
    """The MCP server, or the one tool on it, that the model has to call.

    Source: Voice Live API v1.
    """

    type: Literal[ToolType.MCP] = discriminator()

    server_label: str
    """Label by which the session's tools name the MCP server."""

    name: str | None = None
    """Name of the tool on that server; any of them if absent."""
