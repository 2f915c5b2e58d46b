"""What a response may hold: words, calls of functions and of tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ._writer import ItemWriter, ResponseWriter

__all__ = ["Arguments", "Call", "McpApproval", "McpCall", "Reply", "Say", "write_call"]

Arguments: TypeAlias = Mapping[str, Any] | str
"""Arguments of a call; a text stands as it is, even if it is no JSON."""


@dataclass(frozen=True)
class Say:
    """Words of the assistant: spoken, or written where the response has no audio."""

    text: str
    """What is said."""
    audio: bytes | None = None
    """The speech in the session's output format; without it there is some of the right length. A
    `ScriptedSession`, whose words are all of one length, sends it with each of them."""


@dataclass(frozen=True)
class Call:
    """A call of a function of the client."""

    name: str
    """Name of the function."""
    arguments: Arguments = field(default_factory=dict)
    """Arguments by name; a text stands as it is, even if it is no JSON."""
    call_id: str | None = None
    """Id of the call; by default a new one."""


@dataclass(frozen=True)
class _McpTool:
    server_label: str
    """Label by which the session's tools name the MCP server."""
    name: str
    """Name of the tool."""
    arguments: Arguments = field(default_factory=dict)
    """Arguments by name; a text stands as it is, even if it is no JSON."""


@dataclass(frozen=True)
class McpApproval(_McpTool):
    """A question to the client whether a tool of an MCP server may be called. If it may, the call
    comes in a later response."""


@dataclass(frozen=True)
class McpCall(_McpTool):
    """A call of a tool of an MCP server, which the service makes itself."""

    output: str = ""
    """What the tool returns."""
    error: Mapping[str, Any] | str | None = None
    """What goes wrong, in place of an output: a text, or in v1 the items of an `MCPError`."""
    approval_request_id: str | None = None
    """Id of the item that asked for approval, if one did."""


Reply: TypeAlias = str | Say | Call | McpApproval | McpCall
"""One item of a response; a text is short for `Say`."""


def write_call(response: ResponseWriter, call: Call | McpApproval | McpCall) -> ItemWriter:
    """Write a *call*, all but the end of its item."""
    given = call.arguments
    arguments = given if isinstance(given, str) else json.dumps(given)
    match call:
        case Call():
            return response.function_call(call.name, call.call_id).write_all(arguments)
        case McpApproval():
            return response.mcp_approval_request(call.server_label, call.name, arguments)
        case McpCall():
            item = response.mcp_call(call.server_label, call.name, call.approval_request_id)
            item.write_all(arguments)
            if call.error is None:
                item.complete(call.output)
            else:
                item.fail(call.error)
            return item
