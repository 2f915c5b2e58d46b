"""Which events the filters let pass."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import ServerEvent
from voicelive_events._logs.filters import Filter

from ..frames import CLEARED, said

RESPONSE = {"id": "resp_9", "output": [{"type": "message", "id": "item_8"}, 5]}
ITEM = {"type": "conversation.item.created", "item": {"type": "message", "id": "item_8"}}


def passes(frame: dict[str, Any], **patterns: list[str]) -> bool:
    return Filter(**patterns)(ServerEvent.from_dict(frame))


def test_without_patterns_all_pass() -> None:
    assert passes(CLEARED)
    assert passes({"type": "x", "response": 5, "item": 5, "item_id": 5})


@pytest.mark.parametrize(
    "patterns",
    [
        {"type": ["response.audio_transcript.delta"]},
        {"type": ["response.*"]},
        {"type": ["*.delt?"]},
        {"type": ["session.*", "*[a]"]},
        {"item": ["item_1"]},
        {"response": ["resp_*"], "item": ["item_*"], "type": ["*"]},
    ],
    ids=str,
)
def test_what_passes(patterns: dict[str, list[str]]) -> None:
    assert passes(said("x"), **patterns)


@pytest.mark.parametrize(
    "patterns",
    [
        {"type": ["response"]},
        {"type": ["RESPONSE.*"]},
        {"item": ["item_2"]},
        {"item": ["tem_1"]},
        {"response": ["resp_1"], "item": ["item_2"]},
    ],
    ids=str,
)
def test_what_does_not(patterns: dict[str, list[str]]) -> None:
    assert not passes(said("x"), **patterns)


def test_ids_inside_an_item_and_a_response() -> None:
    done = {"type": "response.done", "response": RESPONSE}
    assert passes(ITEM, item=["item_8"])
    assert passes(done, item=["item_8"], response=["resp_9"])
    assert not passes(done, item=["resp_9"])
    assert not passes(ITEM, response=["*"])
    assert passes({"type": "of.tomorrow", "response_id": "resp_9"}, response=["resp_9"])


@pytest.mark.parametrize("broken", [{"response": 5}, {"item_id": 5}, {"response": {"output": 5}}])
def test_ids_of_a_wrong_type_match_nothing(broken: dict[str, Any]) -> None:
    assert not passes(CLEARED | broken, item=["*"])
    assert not passes(CLEARED | broken, response=["*"])
