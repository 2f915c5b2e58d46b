"""Recorded sessions decode to typed events, and nothing of them is lost."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import voicelive_events
from voicelive_events import (
    ApiVersion,
    Model,
    ServerEvent,
    UnknownServerEvent,
    is_known,
    iter_events,
)

SAMPLE = Path(voicelive_events.__file__).parent / "cli" / "sample.jsonl"
VOICE_LIVE = {"spoken-turn.jsonl": 47, "tool-call.jsonl": 42, "text-in-audio-out.jsonl": 24}
OPENAI = {
    "ga-azure-text-in-audio-out.jsonl": 38,
    "ga-azure-tool-call.jsonl": 45,
    "ga-openai-spoken-turn.jsonl": 68,
}


def lossless(log: Path) -> list[ServerEvent]:
    """The events of *log*, each checked to be exactly its frame."""
    lines = log.read_text("utf-8").splitlines()
    events = list(iter_events(lines))
    assert len(events) == len(lines)
    for line, event in zip(lines, events, strict=True):
        payload = json.loads(line)
        twin = ServerEvent.from_dict(payload)
        assert type(twin) is type(event)
        for same in (event, twin, copy.deepcopy(event), pickle.loads(pickle.dumps(event))):
            assert same.as_dict() == payload
            assert json.dumps(same) == json.dumps(payload)  # the order of keys too
            assert json.loads(same.to_json()) == payload
        before = json.dumps(event)
        read_all(event)
        assert json.dumps(event) == before
    return events


def read_all(value: Any) -> None:
    if isinstance(value, Model):
        for info in value.fields():
            read_all(getattr(value, info.name))
    elif isinstance(value, list):
        for item in value:
            read_all(item)


@pytest.mark.parametrize(("name", "frames"), [*VOICE_LIVE.items(), *OPENAI.items()])
def test_all_is_typed(recordings: Path, name: str, frames: int) -> None:
    events = lossless(recordings / name)
    assert len(events) == frames
    assert all(map(is_known, events))
    assert [event.problems(unknown=True) for event in events] == [[]] * frames


@pytest.mark.parametrize(
    ("names", "version", "others"),
    [
        (VOICE_LIVE, ApiVersion.V2026_07_15, {"conversation.item.done"}),
        (OPENAI, ApiVersion.V1, set()),
    ],
)
def test_the_events_are_of_their_version(
    recordings: Path, names: dict[str, int], version: ApiVersion, others: set[str]
) -> None:
    """*others* are those that the service sends although its definition lacks them."""
    events = [event for name in names for event in lossless(recordings / name)]
    assert {event.type for event in events if version not in event.api_versions} == others


def test_the_sample() -> None:
    events = lossless(SAMPLE)
    assert len(events) > 50
    assert [event.type for event in events if isinstance(event, UnknownServerEvent)] == [
        "response.sentiment.delta"
    ]
    assert [event.problems() for event in events] == [[]] * len(events)
    drift = [p.code for event in events for p in event.problems(unknown=True)]
    assert drift == ["unknown_tag"]
