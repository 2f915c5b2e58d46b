"""Cost is linear in the input, and no message grows with it."""

from __future__ import annotations

import json
import sys
import traceback
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from voicelive_events import ModelError, ServerEvent, ServerEventError, ValidationError
from voicelive_events._core.jsontext import MAX_DEPTH, copy_tree

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
    """Eight times the input takes eight times the calls, and eight times what is held at once.

    Eight, for a dict grows by doubling: of another number of keys it may hold more room.
    """
    small, large = json.dumps(shape(10 * KB)), json.dumps(shape(80 * KB))
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


ODD = "\U000e0001"  # shown as an escape of ten characters


def test_no_message_grows_with_escapes() -> None:
    tree: Any = float("nan")
    for level in range(MAX_DEPTH - 2):
        tree = {ODD * 200 + str(level): tree}
    declared = {"type": "session.updated", "session": {"metadata": {ODD * 300: 3, ODD * 301: 4}}}
    for job in (
        lambda: ServerEvent.from_dict({"type": "x", **tree}),
        lambda: ServerEvent.from_dict({"type": ODD * 3000, "event_id": [ODD * 99]}, strict=True),
        lambda: ServerEvent.from_dict(declared, strict=True),
        lambda: ServerEventError.from_dict({"type": ODD * 3000}),
        lambda: ServerEvent.from_dict({"type": "error", "error": ODD * 3000}).error,  # type: ignore[attr-defined]
        lambda: copy_tree(tree),  # whose place is whole
    ):
        with pytest.raises(ModelError) as raised:
            job()
        assert len(str(raised.value)) < 1_000
        assert len("".join(traceback.format_exception(raised.value))) < 5_000
        assert len(repr(raised.value)) < 1_000


def wide(levels: int) -> Any:
    """As many items on each level as a repr lists, and each as long as it shows."""
    if not levels:
        return "x" * 24
    return {f"{n:024}": wide(levels - 1) for n in range(6)}


def test_no_repr_is_longer_than_twice_its_room() -> None:
    item = {"type": "message", "id": "i" * 64, "role": "r" * 24, "status": "s" * 24}
    part = {"type": "text", "text": "t" * 24}
    output = [{**item, "content": [part] * 6} for _ in range(6)]
    payload = {f"key {n:055}": n for n in range(36)}
    done = {"type": "response.done", "response": {"output": output, "metadata": wide(1)}, **payload}
    session = {"tools": [{"type": "function", "name": "n" * 24, "parameters": wide(4)}] * 6}
    assert len(repr(ServerEvent.from_dict(done))) < 8_500
    made = ServerEvent.from_dict({"type": "session.updated", "session": session})
    assert len(repr(made)) < 8_500
    assert len(repr([ServerEvent.from_dict(done)] * 3)) < 25_600
