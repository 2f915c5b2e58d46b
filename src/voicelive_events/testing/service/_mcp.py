"""The tools of MCP servers, of which none is ever called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["listed_tools", "new_servers"]

_SCHEMA = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}


def new_servers(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The MCP servers that a session has *after* an update alone, by their labels."""
    known = dict(_servers(before))
    return ((label, server) for label, server in _servers(after) if label not in known)


def _servers(session: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for tool in session.get("tools") or ():
        if tool.get("type") == "mcp":
            yield str(tool.get("server_label")), tool


def listed_tools(
    server: Mapping[str, Any], known: Mapping[str, Sequence[Mapping[str, Any]] | None]
) -> Sequence[Mapping[str, Any]] | None:
    """The tools of a *server*: those that are *known* by its label (None if they cannot be listed),
    those that the client allows, or one by the name of ``search``."""
    label = str(server.get("server_label"))
    if label in known:
        return known[label]
    allowed = server.get("allowed_tools") or {}
    names = allowed.get("tool_names") if isinstance(allowed, Mapping) else allowed
    return [{"name": name, "input_schema": _SCHEMA} for name in names or ["search"]]
