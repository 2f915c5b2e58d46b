"""What a response may hold: words, calls of functions and of tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = ["Answer", "Call", "McpApproval", "McpCall", "Say"]


@dataclass(frozen=True)
class Say:
    """Words of the assistant: spoken, or written where the response has no audio."""

    text: str
    audio: bytes | None = None
    """The speech in the session's output format; without it there is some of the right length."""


@dataclass(frozen=True)
class Call:
    """A call of a function of the client."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    """Its arguments; a text stands as it is, even if it is no JSON."""
    call_id: str | None = None
    """Id of the call; by default a new one."""


@dataclass(frozen=True)
class McpApproval:
    """A question to the client whether a tool of an MCP server may be called."""

    server_label: str
    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class McpCall:
    """A call of a tool of an MCP server, which the service makes itself."""

    server_label: str
    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    output: str = ""
    """What the tool returns."""
    error: str | Mapping[str, Any] | None = None
    """What goes wrong, in place of an output; from v1 on an object with a ``type``."""
    approval_request_id: str | None = None
    """Id of the item that asked for approval, if one did."""


Answer: TypeAlias = str | Say | Call | McpApproval | McpCall
"""One item of a response; a text is short for `Say`."""
