"""What a recording keeps to itself: credentials."""

from __future__ import annotations

import re
from typing import Any

from .._core.fields import FieldInfo
from .._logs.redaction import (
    HIDDEN,
    data_size,
    declared_fields,
    holds_secret,
    is_secret_pair,
    redacted,
)

__all__ = ["masked_text", "masked_tree"]

_DATA_URL = re.compile(r"data:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,", re.IGNORECASE)


def masked_tree(value: Any) -> Any:
    """*value* in plain JSON with its credentials hidden. All else is as it was, media too, and what
    was an object or an array still is one."""
    if isinstance(value, dict):
        fields = declared_fields(type(value))
        return {
            key if key in fields else masked_text(key): _masked_item(value, key, fields.get(key))
            for key in value
        }
    if isinstance(value, list):
        return [
            [item[0], _hidden(item[1])] if is_secret_pair(item) else masked_tree(item)
            for item in value
        ]
    return masked_text(value) if isinstance(value, str) else value


def _masked_item(holder: dict[str, Any], key: str, info: FieldInfo | None) -> Any:
    value = holder[key]
    if holds_secret(holder, key):
        return _hidden(value)
    is_media = info is not None and info.format == "base64"
    return value if is_media else masked_tree(value)


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _hidden(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_hidden(item) for item in value]
    return None if value is None else HIDDEN


def masked_text(text: str) -> str:
    """*text* without the credentials that announce themselves in it; media stay as they are."""
    return text if _DATA_URL.match(text) or data_size(text) else redacted(text)
