"""Events in envelopes, and the times beside them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from voicelive_events import DecodeError
from voicelive_events._logs.recording import open_envelope

from ..frames import CLEARED, session

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISO = "2026-11-22T12:00:00Z"


def opened(tree: Any, *path: str) -> tuple[dict[str, Any], datetime | None]:
    event, time = open_envelope(json.dumps(tree).encode(), path)
    return event.as_dict(), time


def refusal(tree: Any, *path: str) -> str:
    with pytest.raises(DecodeError) as caught:
        opened(tree, *path)
    return str(caught.value)


def test_an_event_needs_no_envelope() -> None:
    assert opened(CLEARED) == (CLEARED, None)


@pytest.mark.parametrize("key", ["data", "frame", "anything"])
@pytest.mark.parametrize("frame", [CLEARED, json.dumps(CLEARED), f" {json.dumps(CLEARED)}\n"])
def test_the_one_member_with_a_type_is_the_event(key: str, frame: Any) -> None:
    envelope = {"direction": "in", "n": 5, "peer": {"name": "x"}, "note": "{not JSON", key: frame}
    assert opened(envelope) == (CLEARED, None)


@pytest.mark.parametrize(
    "tree",
    [
        {"a": CLEARED, "b": CLEARED},
        {"data": {"frame": CLEARED}},
        {"data": [CLEARED]},
        {"data": {"type": 5}},
        {"type": None, "data": CLEARED},
        {},
    ],
    ids=["two", "deep", "list", "type of a wrong type", "a type of its own", "empty"],
)
def test_what_is_not_plain_to_see_is_not_guessed(tree: Any) -> None:
    assert refusal(tree).startswith("expected a string, got ")
    assert refusal(tree).endswith(", at $.type")


def test_a_path_leads_to_the_event() -> None:
    two = {"type": "received", "data": {"frame": CLEARED, "other": session()}}
    assert opened(two, "data", "frame") == (CLEARED, None)
    assert opened(two, "data", "other") == (session(), None)
    assert opened({"data": json.dumps({"frame": json.dumps(CLEARED)})}, "data", "frame") == (
        CLEARED,
        None,
    )


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (CLEARED, "expected an envelope, got nothing, at $.data"),
        ({"data": {}}, "expected an envelope, got nothing, at $.data.frame"),
        ({"data": 5}, "expected an envelope, got integer 5, at $.data"),
        ([], "expected an envelope, got array of 0, at $"),
        ({"data": {"frame": 5}}, "expected an object, got integer 5, at $"),
        ({"data": {"frame": "x"}}, "expected JSON, got 'x' at column 1 (Expecting value)"),
    ],
)
def test_a_path_that_leads_nowhere(tree: Any, message: str) -> None:
    assert refusal(tree, "data", "frame") == message


@pytest.mark.parametrize("key", ["time", "timestamp", "@timestamp", "ts", "t"])
@pytest.mark.parametrize(
    "value",
    [
        ISO,
        "2026-11-22T12:00:00",
        "2026-11-22 13:00:00.000+01:00",
        NOON.timestamp(),
        int(NOON.timestamp()),
        int(NOON.timestamp() * 1000),
        int(NOON.timestamp()) * 10**6,
        int(NOON.timestamp()) * 10**9,
    ],
)
def test_times(key: str, value: Any) -> None:
    assert opened({key: value, "data": CLEARED}) == (CLEARED, NOON)


def test_milliseconds_are_kept() -> None:
    time = opened({"t": 1_700_000_000_123, "data": CLEARED})[1]
    assert time == datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "soon", "", True, [], {}, 10**400, "2026-13-01", "99999"])
def test_what_is_no_time(value: Any) -> None:
    assert opened({"t": value, "data": CLEARED}) == (CLEARED, None)
    assert opened({"time": value, "t": ISO, "data": CLEARED})[1] == NOON


def test_a_time_in_the_event_itself() -> None:
    assert opened(CLEARED | {"timestamp": ISO})[1] == NOON


def test_the_outermost_time_counts() -> None:
    tree = {"data": {"frame": CLEARED | {"t": 7}, "t": 8}}
    assert opened(tree, "data", "frame")[1] == datetime(1970, 1, 1, 0, 0, 8, tzinfo=UTC)
    assert opened(tree | {"t": ISO}, "data", "frame")[1] == NOON
    assert opened({"data": {"frame": CLEARED | {"t": ISO}}}, "data", "frame")[1] == NOON
