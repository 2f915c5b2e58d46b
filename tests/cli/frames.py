"""Frames that the tests of the command are made of."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

CLEARED: dict[str, Any] = {"type": "output_audio_buffer.cleared"}


def session(*, kind: str = "updated", **settings: Any) -> dict[str, Any]:
    return {"type": f"session.{kind}", "session": settings}


def audio(size: int) -> dict[str, Any]:
    """A piece of audio of *size* bytes."""
    return content("response.audio.delta", delta=b64encode(bytes(size)).decode())


def said(text: str) -> dict[str, Any]:
    """A piece of what the assistant says."""
    return content("response.audio_transcript.delta", delta=text)


def content(type: str, **fields: Any) -> dict[str, Any]:
    """An event about a content part."""
    ids = {"response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
    return {"type": type, "event_id": "event_1", **ids, **fields}
