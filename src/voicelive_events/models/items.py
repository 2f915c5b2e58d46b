"""A conversation and its items: messages, tool calls and what comes of them."""

from typing import Any, Literal

from .._core.fields import constant, discriminator, field
from .._core.model import Model
from ..enums import ItemType, MessageRole, ResponseItemStatus
from ..versions import UNPUBLISHED, V1_ONLY
from .content import ContentPart
from .tools import MCPTool

__all__ = [
    "ActionFind",
    "ActionOpenPage",
    "ActionSearch",
    "ActionSearchSource",
    "Conversation",
    "FileSearchResult",
    "FunctionCall",
    "FunctionItem",
    "FunctionOutput",
    "MCPApproval",
    "MCPError",
    "MCPHTTPError",
    "MCPProtocolError",
    "MCPReportedError",
    "MCPToolExecutionError",
    "ResponseFileSearchCallItem",
    "ResponseFoundryAgentCallItem",
    "ResponseFunctionCallItem",
    "ResponseFunctionCallOutputItem",
    "ResponseItem",
    "ResponseMCPApprovalRequestItem",
    "ResponseMCPApprovalResponseItem",
    "ResponseMCPCallItem",
    "ResponseMCPListToolItem",
    "ResponseMCPServerItem",
    "ResponseMCPToolItem",
    "ResponseMessageItem",
    "ResponseWebSearchCallItem",
    "WebSearchAction",
]


class Conversation(Model):
    """The conversation that a session keeps its items in.

    Source: Voice Live API v1.
    """

    id: str | None = None
    """The conversation's own id, to which responses refer as `conversation_id`."""

    object: Literal["realtime.conversation"] | None = None


class ResponseItem(Model, discriminator="type"):
    """One entry of the conversation, whoever added it.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the item, which chooses the class."""

    id: str | None = None
    """The item's own id, to which events refer as `item_id`."""

    object: Literal["realtime.item"] | None = None


class FunctionItem(Model):
    """One side of a function call: the model's call or the output that the client gives back.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    call_id: str
    """Id of the call, the same in the call and in its output."""


class FunctionCall(FunctionItem):
    """A call of a function, in either direction.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    name: str
    """Which of the session's functions to call."""

    arguments: str
    """Arguments of the call as JSON text; empty while the model has produced none."""


class FunctionOutput(FunctionItem):
    """What a function returned for a call, in either direction.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    output: str
    """Result of the function as the client writes it: free text or JSON text, or empty."""


class MCPApproval(Model):
    """The answer to a request for approval of an MCP tool call, in either direction.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    approval_request_id: str
    """Id of the approval request that is answered."""

    approve: bool
    """Whether the call may be made."""


class ResponseMCPServerItem(ResponseItem):
    """An item about an MCP server: its list of tools, a call or a request for approval.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    server_label: str
    """Label by which the session's tools name the MCP server."""


class ResponseMCPToolItem(ResponseMCPServerItem):
    """An item about one tool of an MCP server: a call or a request for approval.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    name: str
    """Name by which the server knows the tool."""


class ResponseMessageItem(ResponseItem):
    """A message of the system, the user or the assistant.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MESSAGE] = discriminator()

    role: MessageRole | str
    """Who the message is from."""

    content: list[ContentPart]
    """Parts of the message in order; empty while the model has produced none."""

    status: ResponseItemStatus | str
    """How far the message has come; one of the assistant may start as `incomplete`."""

    phase: str | None = field(default=None, versions=UNPUBLISHED)
    """Stage of the answer that the message belongs to, such as `final_answer`."""


class ResponseFunctionCallItem(FunctionCall, ResponseItem):
    """A call that the model makes to a function of the client.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.FUNCTION_CALL] = discriminator()

    status: ResponseItemStatus | str
    """How far the call has come; its arguments are whole when it is `completed`."""


class ResponseFunctionCallOutputItem(FunctionOutput, ResponseItem):
    """What a function of the client returned for a call.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.FUNCTION_CALL_OUTPUT] = discriminator()

    status: ResponseItemStatus | str | None = field(default=None, versions=V1_ONLY)
    """How far the item has come; it has no effect."""


class ResponseMCPListToolItem(ResponseMCPServerItem):
    """The tools that an MCP server offers to the session.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MCP_LIST_TOOLS] = discriminator()

    tools: list[MCPTool]
    """The tools, as the server describes them."""


class MCPError(Model, discriminator="type"):
    """What went wrong in a call to a tool of an MCP server.

    Source: Voice Live API v1.
    """

    type: str | None = None
    """Kind of the error, which chooses the class; absent before API v1."""


class MCPReportedError(MCPError):
    """An error that comes with an explanation.

    Source: fields shared by models of Voice Live API v1.
    """

    message: str
    """Explanation for a human reader."""


class MCPToolExecutionError(MCPReportedError):
    """The tool ran and failed.

    Source: Voice Live API v1.
    """

    type: Literal["tool_execution_error"] = discriminator()


class MCPProtocolError(MCPReportedError):
    """The server's answer was an error of the MCP protocol.

    Source: Voice Live API v1.
    """

    type: Literal["protocol_error"] = discriminator()

    code: int
    """Code of the answer's JSON-RPC error, such as -32602."""


class MCPHTTPError(MCPReportedError):
    """The server could not be reached, or answered with an HTTP error.

    Source: Voice Live API v1.
    """

    type: Literal["http_error"] = discriminator()

    code: int
    """Status of the HTTP answer, such as 404."""


class ResponseMCPCallItem(ResponseMCPToolItem):
    """A call to a tool of an MCP server, with its result once there is one.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MCP_CALL] = discriminator()

    approval_request_id: str | None = None
    """Id of the approval request that came before the call, if there was one."""

    arguments: str
    """Arguments of the call as JSON text."""

    output: str | None = None
    """What the tool returned."""

    error: MCPError | str | None = None
    """What went wrong in the call, null if nothing did. Before API v1 its shape is undeclared."""


class ResponseMCPApprovalRequestItem(ResponseMCPToolItem):
    """A question to the client whether a tool of an MCP server may be called.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MCP_APPROVAL_REQUEST] = discriminator()

    arguments: str | None = None
    """Arguments that the tool would be called with, as JSON text."""


class ResponseMCPApprovalResponseItem(MCPApproval, ResponseItem):
    """The answer to a request for approval of an MCP tool call.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.MCP_APPROVAL_RESPONSE] = discriminator()

    reason: str | None = None
    """Why it was decided so."""


class WebSearchAction(Model, discriminator="type"):
    """What a web search does.

    Source: package azure-ai-voicelive 1.3.1.
    """

    type: str
    """Kind of the action, which chooses the class."""


class ActionSearchSource(Model):
    """A page that a web search found.

    Source: package azure-ai-voicelive 1.3.1.
    """

    type: Literal["url"] = constant()

    url: str
    """Address of the page."""


class ActionSearch(WebSearchAction):
    """The model searches the web.

    Source: package azure-ai-voicelive 1.3.1.
    """

    type: Literal["search"] = discriminator()

    query: str | None = None
    """What it searches for."""

    sources: list[ActionSearchSource] | None = None
    """What it found."""


class ActionOpenPage(WebSearchAction):
    """The model opens a page.

    Source: package azure-ai-voicelive 1.3.1.
    """

    type: Literal["open_page"] = discriminator()

    url: str
    """Address of the page."""


class ActionFind(WebSearchAction):
    """The model looks for words in a page.

    Source: package azure-ai-voicelive 1.3.1.
    """

    type: Literal["find"] = discriminator()

    pattern: str
    """Words to look for."""

    url: str
    """Address of the page."""


class ResponseWebSearchCallItem(ResponseItem):
    """A web search that the model asked for.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.WEB_SEARCH_CALL] = discriminator()

    status: Literal["in_progress", "searching", "completed", "failed"] | str
    """How far the search has come."""

    action: WebSearchAction | None = field(default=None, versions=UNPUBLISHED)
    """What is searched, opened or looked for."""


class FileSearchResult(Model):
    """One match of a file search.

    Source: Voice Live API 2026-07-15.
    """

    attributes: dict[str, str] | None = None
    """Key-value pairs attached to the file, by which a search can be filtered."""

    file_id: str | None = None
    """Id that the file got when it was stored."""

    filename: str | None = None
    """Name under which the file was stored."""

    score: float | None = None
    """Relevance of the match to the query; higher is closer."""

    text: str | None = None
    """Passage of the file that matched."""


class ResponseFileSearchCallItem(ResponseItem):
    """A search in stored files that the model asked for.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[ItemType.FILE_SEARCH_CALL] = discriminator()

    queries: list[str] | None = None
    """What was searched for, a text for each query."""

    status: Literal["in_progress", "searching", "completed", "incomplete", "failed"] | str
    """How far the search has come."""

    results: list[FileSearchResult] | None = None
    """What was found, if the session's `include` asks for `file_search_call.results`."""


class ResponseFoundryAgentCallItem(ResponseItem):
    """A call that the model makes to a Foundry agent, with its answer once there is one.

    Source: package azure-ai-voicelive 1.2.0b3.
    """

    type: Literal[ItemType.FOUNDRY_AGENT_CALL] = discriminator()

    call_id: str
    """Id of the call, apart from that of the item."""

    name: str
    """Name of the agent that is to answer."""

    arguments: str
    """Arguments of the call as JSON text."""

    agent_response_id: str | None = None
    """Id that the agent gave its own response."""

    output: str | None = None
    """What the agent returned."""

    error: Any = None
    """What went wrong in the call, as plain JSON of undeclared shape; null if nothing did."""
