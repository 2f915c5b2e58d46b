"""What single events and items say, as far as they can be read."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .._core.backend import backend
from .._reading import readable
from ..enums import ResponseItemStatus, ResponseStatus
from ..models.items import ResponseFunctionCallItem, ResponseMCPCallItem, ResponseMessageItem
from ..models.request_items import UserMessageItem
from ..models.responses import Response
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from ..server.response import ResponseTextDeltaEvent
from ._facts import Tokens

__all__ = [
    "audio_size",
    "delta_measure",
    "delta_size",
    "is_joined",
    "is_whole",
    "status_of",
    "text_of",
    "tokens_of",
]

_LARGEST = 10**12
"""No count of tokens is so large, and the sum of many is still an integer for any archive."""


def delta_size(event: ServerEvent) -> int | None:
    """Bytes of audio in a delta, 0 in one of anything else. None for audio or text of which there
    is nothing, or nothing that can be read."""
    return delta_measure(type(event))(event)


def audio_size(text: object) -> int | None:
    """Bytes of the audio that is *text*, in base64; None if there is none, or nothing readable."""
    return _base64_size(backend().is_base64, text)


def delta_measure(cls: type[ServerEvent]) -> Callable[[Mapping[str, Any]], int | None]:
    """What tells the `delta_size` of events of class *cls* by their items alone."""
    if issubclass(cls, ResponseAudioDeltaEvent):
        return partial(_audio_size, backend().is_base64)
    return _text_size if issubclass(cls, ResponseTextDeltaEvent) else _no_size


def _audio_size(is_base64: Callable[[str], bool], items: Mapping[str, Any]) -> int | None:
    return _base64_size(is_base64, items.get("delta"))


def _base64_size(is_base64: Callable[[str], bool], text: object) -> int | None:
    if not isinstance(text, str) or not is_base64(text):
        return None
    return len(text) * 3 // 4 - text.count("=", -2) or None


def _text_size(items: Mapping[str, Any]) -> int | None:
    text = items.get("delta")
    return 0 if isinstance(text, str) and text else None


def _no_size(items: Mapping[str, Any]) -> int | None:
    return 0


def is_whole(item: ResponseFunctionCallItem | ResponseMCPCallItem) -> bool:
    """Whether a call that has ended was not cut off: as it says itself, else by its arguments."""
    status = item.get("status")
    if isinstance(status, str):
        return status in (ResponseItemStatus.COMPLETED, "failed")  # the tool, not the call
    if item.get("output") is not None or item.get("error") is not None:
        return True
    return not _is_half(item.arguments)


def _is_half(text: str) -> bool:
    """Whether *text* begins as an object of JSON and does not end as one."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False


def text_of(item: UserMessageItem | ResponseMessageItem) -> int | None:
    """The hash of what a message says; None if it has no text."""
    parts = readable(lambda: item.content) or ()
    texts = tuple(text for part in parts if isinstance(text := part.get("text"), str))
    return hash(texts) if texts else None


def is_joined(response: Response) -> bool | None:
    """Whether *response* names a conversation that it is added to; None if it does not say."""
    return bool(response["conversation_id"]) if "conversation_id" in response else None


def status_of(response: Response) -> str:
    status = readable(lambda: response.status)
    return status.value if isinstance(status, ResponseStatus) else "unknown"


def tokens_of(response: Response) -> Tokens:
    usage = readable(lambda: response.usage)
    if usage is None:
        return Tokens()
    details = readable(lambda: usage.input_token_details)
    return Tokens(
        _count(readable(lambda: usage.input_tokens)),
        _count(readable(lambda: usage.output_tokens)),
        _count(None if details is None else readable(lambda: details.cached_tokens)),
    )


def _count(value: int | None) -> int:
    return value if value is not None and 0 <= value < _LARGEST else 0
