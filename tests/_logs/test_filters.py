"""Which events the filters let pass."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events._logs.filters import Filter
from voicelive_events.recording import Direction

from ..frames import CLEARED, said

RESPONSE = {"id": "resp_9", "output": [{"type": "message", "id": "item_8"}, 5]}
ITEM = {"type": "conversation.item.created", "item": {"type": "message", "id": "item_8"}}


def passes(frame: dict[str, Any], **patterns: Any) -> bool:
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


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["ResponseAudioTranscriptDelta"], True),
        (["ServerEventResponseAudioTranscript*"], True),
        (["Transcript*"], False),
        (["!*.delta"], False),
        (["!session.*"], True),
        (["response.*", "!*Transcript*"], False),
        (["response.*", "!session.*"], True),
        (["session.*", "!x"], False),
        (["[!a]*"], True),
    ],
    ids=str,
)
def test_types_by_class_and_what_is_excluded(patterns: list[str], expected: bool) -> None:
    assert passes(said("x"), type=patterns) is expected


def test_what_is_about_no_item_is_not_excluded() -> None:
    assert passes(CLEARED, item=["!item_1"])
    assert not passes(said("x"), item=["!item_1"])
    assert not passes(CLEARED, item=["!item_1", "*"])


@pytest.mark.parametrize("direction", ["received", "sent"])
def test_direction(direction: Direction) -> None:
    only = Filter(direction=direction)
    assert not only.is_open
    assert only(ServerEvent.from_dict(CLEARED)) is (direction == "received")
    assert only(ClientEvent.from_dict({"type": "response.cancel"})) is (direction == "sent")


def test_the_class_of_what_was_sent() -> None:
    cancel = ClientEvent.from_dict({"type": "response.cancel"})
    for glob in ("response.cancel", "ClientEventResponseCancel", "ResponseCancel"):
        assert Filter(type=[glob])(cancel)


def test_patterns_that_match_nothing() -> None:
    found = Filter(type=["session.*", "*.delta", "!x"], item=["item_1", "item_2"])
    found(ServerEvent.from_dict(said("x")))
    assert list(found.unmatched()) == [("type", "session.*"), ("type", "!x"), ("item", "item_2")]
    found(ServerEvent.from_dict({"type": "x"}))
    assert ("type", "!x") not in list(found.unmatched())
