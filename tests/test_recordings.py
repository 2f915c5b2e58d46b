"""Recorded sessions, both sides of them, decode to typed events, and nothing of them is lost."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

import voicelive_events
from voicelive_events import (
    ApiVersion,
    ClientEvent,
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


SENT = {"spoken-turn.jsonl": 56, "tool-call.jsonl": 5, "text-in-audio-out.jsonl": 3}
OPENAI_SENT = {
    "ga-azure-text-in-audio-out.jsonl": 3,
    "ga-azure-tool-call.jsonl": 5,
    "ga-openai-spoken-turn.jsonl": 56,
}

Event = TypeVar("Event", ServerEvent, ClientEvent)


def lossless(log: Path, of: type[Event]) -> list[Event]:
    """The events of *log*, each checked to be exactly its frame."""
    lines = log.read_text("utf-8").splitlines()
    events = list(iter_events(lines, of))
    assert len(events) == len(lines)
    for line, event in zip(lines, events, strict=True):
        payload = json.loads(line)
        twin = of.from_dict(payload)
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
    check_typed(lossless(recordings / name, ServerEvent), frames)


@pytest.mark.parametrize(("name", "frames"), [*SENT.items(), *OPENAI_SENT.items()])
def test_all_that_was_sent_is_typed(recordings: Path, name: str, frames: int) -> None:
    check_typed(lossless(recordings / "sent" / name, ClientEvent), frames)


def check_typed(events: Sequence[ServerEvent | ClientEvent], frames: int) -> None:
    assert len(events) == frames
    assert all(map(is_known, events))
    assert [event.problems(unknown=True) for event in events] == [[]] * frames


VERSIONS = [
    *((name, ApiVersion.V2026_07_15) for name in VOICE_LIVE),
    *((name, ApiVersion.V1) for name in OPENAI),
]


@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_all_is_of_its_version(recordings: Path, name: str, version: ApiVersion) -> None:
    """The service of a dated version sends an event and a field that its definition has not."""
    found = {
        (problem.path, problem.code)
        for event in lossless(recordings / name, ServerEvent)
        for problem in event.problems(api_version=version)
    }
    more = {("$.type", "not_in_version"), ("$.session.object", "not_in_version")}
    assert found <= (set() if version == ApiVersion.V1 else more)


@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_all_that_was_sent_is_of_its_version(
    recordings: Path, name: str, version: ApiVersion
) -> None:
    sent = lossless(recordings / "sent" / name, ClientEvent)
    assert [event.problems(api_version=version) for event in sent] == [[]] * len(sent)


@pytest.mark.parametrize("name", [*SENT, *OPENAI_SENT])
def test_what_was_sent_can_be_written(recordings: Path, name: str) -> None:
    """Constructed anew from its attributes, it is the same frame."""
    for event in lossless(recordings / "sent" / name, ClientEvent):
        given = {i.name: getattr(event, i.name) for i in event.fields() if i.constant is None}
        again = type(event)(**given)
        assert json.loads(again.to_json(strict=True)) == event


def test_the_sample() -> None:
    events = lossless(SAMPLE, ServerEvent)
    assert len(events) > 50
    assert [event.type for event in events if isinstance(event, UnknownServerEvent)] == [
        "response.sentiment.delta"
    ]
    assert [event.problems() for event in events] == [[]] * len(events)
    drift = [p.code for event in events for p in event.problems(unknown=True)]
    assert drift == ["unknown_tag"]
