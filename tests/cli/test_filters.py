"""Which events the filters let pass."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from voicelive_events import ServerEvent
from voicelive_events.cli.filters import Filter, add_filters

from .frames import CLEARED, said

RESPONSE = {"id": "resp_9", "output": [{"type": "message", "id": "item_8"}, 5]}
ITEM = {"type": "conversation.item.created", "item": {"type": "message", "id": "item_8"}}


def passes(frame: dict[str, Any], *options: str) -> bool:
    parser = argparse.ArgumentParser()
    add_filters(parser)
    return Filter(parser.parse_args(options))(ServerEvent.from_dict(frame))


def test_without_options_all_pass() -> None:
    assert passes(CLEARED)
    assert passes({"type": "x", "response": 5, "item": 5, "item_id": 5})


@pytest.mark.parametrize(
    "options",
    [
        ["--type", "response.audio_transcript.delta"],
        ["--type", "response.*"],
        ["--type", "*.delt?"],
        ["--type", "session.*", "--type", "*[a]"],
        ["--item", "item_1"],
        ["--response", "resp_*", "--item", "item_*", "--type", "*"],
    ],
    ids=" ".join,
)
def test_what_passes(options: list[str]) -> None:
    assert passes(said("x"), *options)


@pytest.mark.parametrize(
    "options",
    [
        ["--type", "response"],
        ["--type", "RESPONSE.*"],
        ["--item", "item_2"],
        ["--item", "tem_1"],
        ["--response", "resp_1", "--item", "item_2"],
    ],
    ids=" ".join,
)
def test_what_does_not(options: list[str]) -> None:
    assert not passes(said("x"), *options)


def test_ids_inside_an_item_and_a_response() -> None:
    done = {"type": "response.done", "response": RESPONSE}
    assert passes(ITEM, "--item", "item_8")
    assert passes(done, "--item", "item_8", "--response", "resp_9")
    assert not passes(done, "--item", "resp_9")
    assert not passes(ITEM, "--response", "*")
    assert passes({"type": "of.tomorrow", "response_id": "resp_9"}, "--response", "resp_9")


@pytest.mark.parametrize("broken", [{"response": 5}, {"item_id": 5}, {"response": {"output": 5}}])
def test_ids_of_a_wrong_type_match_nothing(broken: dict[str, Any]) -> None:
    assert not passes(CLEARED | broken, "--item", "*")
    assert not passes(CLEARED | broken, "--response", "*")
