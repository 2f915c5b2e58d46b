"""Frames that the tests of logs are made of."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any, TypeAlias

Frame: TypeAlias = "dict[str, Any] | str | bytes"

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
    return {"type": type, **ids, **fields}


def at(time: float, frame: dict[str, Any]) -> dict[str, Any]:
    """*frame* in an envelope, logged so many seconds after midnight of a day."""
    return {"t": 1_800_000_000 + time, "data": frame}


def started(item: str = "item_user") -> dict[str, Any]:
    """The user begins to speak."""
    return {"type": "input_audio_buffer.speech_started", "audio_start_ms": 0, "item_id": item}


def stopped(item: str = "item_user") -> dict[str, Any]:
    """The user has spoken."""
    return {"type": "input_audio_buffer.speech_stopped", "audio_end_ms": 0, "item_id": item}


def created(response: str = "resp_1") -> dict[str, Any]:
    return {"type": "response.created", "response": {"id": response, "status": "in_progress"}}


def done(response: str = "resp_1", status: str = "completed", **fields: Any) -> dict[str, Any]:
    return {"type": "response.done", "response": {"id": response, "status": status, **fields}}


def message(item: str | None, role: str = "user", *, kind: str = "created") -> dict[str, Any]:
    """An item that enters the conversation."""
    fields = {"type": "message", "role": role, "status": "completed", "content": []}
    return {"type": f"conversation.item.{kind}", "item": {"id": item, **fields}}


def encode(frames: Iterable[Frame]) -> bytes:
    """The frames as the lines of a log."""
    return b"".join(_encoded(frame) + b"\n" for frame in frames)


def _encoded(frame: Frame) -> bytes:
    if isinstance(frame, dict):
        return json.dumps(frame, ensure_ascii=False).encode()
    return frame.encode() if isinstance(frame, str) else frame
