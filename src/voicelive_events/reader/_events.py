"""What single events and items say, as far as they can be read."""

import json
from collections.abc import Callable

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
    measure, text = delta_measure(type(event)), event.get("delta")
    if measure is None:
        return 0
    return measure(text) if text and isinstance(text, str) else None


def audio_size(text: object) -> int | None:
    """Bytes of the audio that is *text*, in base64; None if there is none, or nothing readable."""
    return backend().base64_size(text) if text and isinstance(text, str) else None


def delta_measure(cls: type[ServerEvent]) -> Callable[[str], int | None] | None:
    """What tells the `delta_size` of events of class *cls* by their `delta`, if that is some text;
    None if it is 0 whatever that is."""
    if issubclass(cls, ResponseAudioDeltaEvent):
        return backend().base64_size
    return _text_size if issubclass(cls, ResponseTextDeltaEvent) else None


def _text_size(text: str) -> int:
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
