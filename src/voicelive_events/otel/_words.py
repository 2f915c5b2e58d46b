"""What events say, in the conventions' words. Whatever they hold, it is read without an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._reading import readable
from ..client.base import ClientEvent
from ..enums import ResponseStatus
from ..models.items import ResponseFunctionCallItem, ResponseItem, ResponseMCPCallItem
from ..models.responses import Response
from ..server.base import ServerEvent
from ..server.response import ResponseOutputItemEvent, ServerEventResponseDone

__all__ = ["OTHER", "failure", "finish_reason", "first_text", "mcp_item", "output_type", "text_of"]

OTHER: Final = "_OTHER"
"""The error of what names none."""

_FINISH: Final = {"max_output_tokens": "length", "content_filter": "content_filter"}


def text_of(holder: object, key: str) -> str | None:
    """The text under *key*, if *holder* is an object that has one."""
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else None


def first_text(holder: object, *keys: str) -> str | None:
    """The text under the first of *keys* that has one."""
    return next((found for key in keys if (found := text_of(holder, key))), None)


def output_type(response: object) -> str | None:
    """What *response* was asked to be: speech, text or whatever it names first."""
    for key in ("modalities", "output_modalities"):
        found = response.get(key) if isinstance(response, Mapping) else None
        if isinstance(found, list) and found:
            wanted = "speech" if "audio" in found else found[0]
            return wanted if isinstance(wanted, str) else None
    return None


def finish_reason(response: Response, status: str) -> str:
    """Why the model stopped, in the conventions' words where they have one, else as it is told."""
    if status == ResponseStatus.COMPLETED:
        items = readable(lambda: response.output) or ()
        has_call = any(isinstance(item, ResponseFunctionCallItem) for item in items)
        return "tool_call" if has_call else "stop"
    reason = text_of(response.get("status_details"), "reason")
    if status == ResponseStatus.FAILED or not reason:
        return "cancelled" if status == ResponseStatus.CANCELLED else "error"
    return _FINISH.get(reason, reason)


def failure(response: Response) -> str:
    """The error that ended *response*."""
    details = response.get("status_details")
    error = details.get("error") if isinstance(details, Mapping) else None
    return first_text(error, "code", "type") or OTHER


def mcp_item(event: ServerEvent | ClientEvent, item_id: str | None) -> ResponseMCPCallItem | None:
    """The item of a call of an MCP tool that *event* brings."""
    items: list[ResponseItem] = []
    if isinstance(event, ResponseOutputItemEvent):
        item = readable(lambda: event.item)
        items = [] if item is None else [item]
    elif isinstance(event, ServerEventResponseDone):
        response = event.response
        found = readable(lambda: response.output)
        items = found or []
    for item in items:
        if isinstance(item, ResponseMCPCallItem) and item.get("id") == item_id:
            return item
    return None
