"""Cost is linear in the input, and no message grows with it."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from voicelive_events import ServerEvent, ValidationError

KB = 1_000
ITEM = {"type": "message", "role": "user", "status": "completed", "content": [{"type": "text"}]}


def audio(size: int) -> dict[str, Any]:
    return {"type": "response.audio.delta", "delta": "AAAA" * (size // 4)}


def items(size: int, item: Any = ITEM) -> dict[str, Any]:
    count = size // len(json.dumps(item))
    return {"type": "response.done", "response": {"output": [item] * count}}


def wrong_items(size: int) -> dict[str, Any]:
    return items(size, {"type": "message", "role": 3, "content": [None, {"type": 3}]})


def frames(size: int) -> dict[str, Any]:
    row = [0.25] * 52
    count = size // len(json.dumps(row))
    return {"type": "response.animation_blendshapes.delta", "frames": [row] * count}


def unknown_fields(size: int) -> dict[str, Any]:
    return {"type": "error", **{f"key {i}": [i] for i in range(size // 16)}}


def deep(size: int) -> dict[str, Any]:
    chain: Any = 1
    for _ in range(100):
        chain = [chain]
    return {"type": "error", "error": [chain] * (size // 200)}


SHAPES = [audio, items, wrong_items, frames, unknown_fields, deep]


def calls(job: Callable[[], object]) -> int:
    """How many functions are called, those of C included: a cost that no other process changes."""
    count = 0

    def seen(_frame: FrameType, what: str, _arg: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(seen)
    try:
        job()
    finally:
        sys.setprofile(None)
    return count


def peak(job: Callable[[], object]) -> int:
    """Bytes held at most."""
    tracemalloc.start()
    job()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def use(text: str) -> None:
    event = ServerEvent.from_json(text)
    event.problems(unknown=True)
    repr(event)
    event.to_json()
    for info in event.fields():
        getattr(event, info.name, None)


@pytest.mark.parametrize("shape", SHAPES)
def test_cost_is_linear(shape: Callable[[int], dict[str, Any]]) -> None:
    """Ten times the input takes ten times the calls, and ten times what is held at once."""
    small, large = json.dumps(shape(10 * KB)), json.dumps(shape(100 * KB))
    ratio = len(large) / len(small)
    use(small)  # what is done once, such as finding the parser, is done
    assert calls(lambda: use(large)) < 1.1 * ratio * calls(lambda: use(small))
    assert peak(lambda: use(large)) < 1.1 * ratio * peak(lambda: use(small))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_message_grows_with_the_input(shape: Callable[[int], dict[str, Any]]) -> None:
    text = json.dumps({**shape(200 * KB), "event_id": 3})
    assert len(repr(ServerEvent.from_json(text))) < 10_000
    with pytest.raises(ValidationError) as raised:
        ServerEvent.from_json(text, strict=True)
    assert len(str(raised.value)) < 5_000
    assert all(len(str(problem)) < 500 for problem in raised.value.problems)


def test_one_cause_is_one_problem() -> None:
    """A union is never tried through: one bad value is one problem."""
    session = {"voice": 3, "tool_choice": [], "tools": [3], "turn_detection": "x"}
    event = ServerEvent.from_dict({"type": "session.updated", "session": session})
    assert [problem.path for problem in event.problems()] == [
        "$.session.voice",
        "$.session.tool_choice",
        "$.session.tools[0]",
        "$.session.turn_detection",
    ]
