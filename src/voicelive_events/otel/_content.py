"""What was said, as the conventions write it. Only for those who have asked for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..models.items import ResponseFunctionCallItem, ResponseItem, ResponseMessageItem
from ..recording._masking import masked_text

__all__ = ["is_asked_for", "message", "output_messages", "text", "texts", "tool_output"]

_SWITCH: Final = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
_ON_SPANS: Final = frozenset({"true", "span_only", "span_and_event"})


def is_asked_for() -> bool:
    """Whether the conventions' own switch puts content on spans."""
    return os.environ.get(_SWITCH, "").strip().lower() in _ON_SPANS


def text(value: Any) -> str | None:
    """*value*, if it is a text, without the credentials that announce themselves in it."""
    return masked_text(value) if isinstance(value, str) else None


def texts(*found: Any) -> str:
    """Parts of a message, as an attribute holds them."""
    return json.dumps([_text_part(each) for each in found if isinstance(each, str)])


def message(role: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """What the message *item* says, be it text or a transcript."""
    return {"role": role, "parts": list(map(_text_part, _said(item)))}


def tool_output(call_id: str, output: str) -> dict[str, Any]:
    """The output of a call, as the model reads it."""
    part = {"type": "tool_call_response", "id": call_id, "response": masked_text(output)}
    return {"role": "tool", "parts": [part]}


def output_messages(items: Iterable[ResponseItem], finish_reason: str) -> str:
    """What a response has produced: one message, with its calls."""
    parts: list[dict[str, Any]] = []
    for item in items:
        if isinstance(item, ResponseMessageItem):
            parts.extend(map(_text_part, _said(item)))
        elif isinstance(item, ResponseFunctionCallItem):
            call = {key: text(item.get(key)) for key in ("name", "arguments")}
            parts.append({"type": "tool_call", "id": item.get("call_id"), **call})
    return json.dumps([{"role": "assistant", "parts": parts, "finish_reason": finish_reason}])


def _said(item: Mapping[str, Any]) -> Iterable[str]:
    contents = item.get("content")
    for part in contents if isinstance(contents, list) else ():
        said = (part.get("text") or part.get("transcript")) if isinstance(part, Mapping) else None
        if isinstance(said, str):
            yield said


def _text_part(said: str) -> dict[str, str]:
    return {"type": "text", "content": masked_text(said)}
