"""Recorded sessions, both sides of them, decode to typed events, and nothing of them is lost."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from voicelive_events import (
    ApiVersion,
    AssistantMessageItem,
    ClientEvent,
    ClientEventSessionUpdate,
    ConversationRequestItem,
    FunctionCallItem,
    FunctionCallOutputItem,
    Model,
    RequestSession,
    ServerEvent,
    SessionEvent,
    UnknownServerEvent,
    UserMessageItem,
    is_known,
    iter_events,
)

from .bundled import RECEIVED

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
    return lossless_lines(log.read_text("utf-8").splitlines(), of)


def lossless_lines(lines: Sequence[str], of: type[Event]) -> list[Event]:
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


REQUESTS = {UserMessageItem, AssistantMessageItem, FunctionCallItem, FunctionCallOutputItem}


@pytest.mark.parametrize("name", [*VOICE_LIVE, *OPENAI])
def test_items_that_came_are_typed_as_requests(recordings: Path, name: str) -> None:
    """Nothing is lost, and what is missing for sending is what the service does not give back."""
    items = [
        item
        for event in lossless(recordings / name, ServerEvent)
        for item in (
            getattr(event, "item", None),
            *getattr(event, "response", {}).get("output", []),
        )
        if item is not None
    ]
    assert len(items) > 3
    for item in items:
        request = ConversationRequestItem.from_dict(item)
        assert type(request) in REQUESTS
        assert json.dumps(request) == json.dumps(item)
        missing = {(problem.loc[-1], problem.code) for problem in request.problems()}
        assert missing <= {("audio", "missing"), ("audio", "wrong_type")}


@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_a_session_that_came_becomes_a_request(
    recordings: Path, name: str, version: ApiVersion
) -> None:
    sessions = [
        event.session
        for event in lossless(recordings / name, ServerEvent)
        if isinstance(event, SessionEvent)
    ]
    assert len(sessions) > 1
    for session in sessions:
        request = RequestSession.from_dict(session.as_dict(exclude_readonly=True))
        assert {"id", "object", "expires_at"}.isdisjoint(request)
        assert request.items() <= session.items()
        read_all(request)
        update = ClientEventSessionUpdate(session=request)
        assert update.problems(api_version=version) == []
        assert json.loads(update.to_json(strict=True))["session"] == request


def test_the_sample() -> None:
    events = lossless_lines(RECEIVED, ServerEvent)
    assert len(events) > 50
    assert [event.type for event in events if isinstance(event, UnknownServerEvent)] == [
        "response.sentiment.delta"
    ]
    assert [event.problems() for event in events] == [[]] * len(events)
    drift = [p.code for event in events for p in event.problems(unknown=True)]
    assert drift == ["unknown_tag"]
