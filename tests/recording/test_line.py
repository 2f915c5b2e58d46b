"""Events in envelopes, and the times beside them."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from voicelive_events import (
    ClientEvent,
    ClientEventSessionUpdate,
    DecodeError,
    ServerEvent,
    ServerEventOutputAudioBufferCleared,
    UnknownClientEvent,
    UnknownServerEvent,
)
from voicelive_events.recording import Closed, Record, read_record

from ..frames import CLEARED, session

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISO = "2026-11-22T12:00:00Z"


def opened(tree: Any, *path: str) -> tuple[dict[str, Any], datetime | None]:
    record = read_record(json.dumps(tree).encode(), path)
    assert record.event is not None, record
    return record.event.as_dict(), record.time


def refusal(tree: Any, *path: str) -> str:
    record = read_record(json.dumps(tree).encode(), path)
    assert record.event is None
    return str(record.error)


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


@pytest.mark.parametrize("frame", [CLEARED, json.dumps(CLEARED)])
def test_of_several_members_with_a_type_the_known_one_is_the_event(frame: Any) -> None:
    envelope = {"dir": "in", "peer": {"type": "browser"}, "data": frame, "session": {"type": "x"}}
    assert opened(envelope) == (CLEARED, None)


def test_in_this_packages_form_the_event_is_the_event() -> None:
    unknown = {"type": "contoso.score"}
    assert opened({"n": 1, "event": unknown, "peer": {"type": "browser"}}) == (unknown, None)


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
        "2026-11-22t12:00:00z",
        "2026-11-22 13:00:00.000+01:00",
        NOON.timestamp(),
        int(NOON.timestamp()),
        int(NOON.timestamp() * 1000),
        int(NOON.timestamp()) * 10**6,
        int(NOON.timestamp()) * 10**9,
        "1795348800.0",
        "1795348800000",
    ],
)
def test_times(key: str, value: Any) -> None:
    assert opened({key: value, "data": CLEARED}) == (CLEARED, NOON)


def test_milliseconds_are_kept() -> None:
    time = opened({"t": 1_700_000_000_123, "data": CLEARED})[1]
    assert time == datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=UTC)


def test_unix_time_as_text_is_of_this_century() -> None:
    time = opened({"t": "1711012341234", "data": CLEARED})[1]
    assert time == datetime(2024, 3, 21, 9, 12, 21, 234_000, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "soon", "", True, [], {}, 10**400, "2026-13-01", "99999"])
def test_what_is_no_time(value: Any) -> None:
    assert opened({"t": value, "data": CLEARED}) == (CLEARED, None)
    assert opened({"time": value, "t": ISO, "data": CLEARED})[1] == NOON


def test_a_time_in_the_event_itself() -> None:
    assert opened(CLEARED | {"timestamp": ISO})[1] == NOON


def test_a_time_whose_name_begins_with_a_capital() -> None:
    assert opened({"Timestamp": ISO, "Event": CLEARED}) == (CLEARED, NOON)


def test_the_outermost_time_counts() -> None:
    tree = {"data": {"frame": CLEARED | {"t": 7}, "t": 8}}
    assert opened(tree, "data", "frame")[1] == datetime(1970, 1, 1, 0, 0, 8, tzinfo=UTC)
    assert opened(tree | {"t": ISO}, "data", "frame")[1] == NOON
    assert opened({"data": {"frame": CLEARED | {"t": ISO}}}, "data", "frame")[1] == NOON


# The direction.

UPDATE = {"type": "session.update", "session": {}}


def direction_of(tree: Any) -> tuple[str | None, type[Any]]:
    record = read_record(json.dumps(tree))
    assert record.error is None
    return record.direction, type(record.event)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (CLEARED, ("received", ServerEventOutputAudioBufferCleared)),
        (UPDATE, ("sent", ClientEventSessionUpdate)),
        ({"type": "contoso.score"}, ("received", UnknownServerEvent)),
    ],
)
def test_the_type_tells_a_direction_that_is_missing(
    frame: dict[str, Any], expected: tuple[str, type[Any]]
) -> None:
    assert direction_of(frame) == expected
    assert direction_of({"time": 5, "event": frame}) == expected


NEW = {"type": "contoso.score"}
SAYS_RECEIVED: list[dict[str, Any]] = [
    {"direction": "received", "event": NEW},
    {"kind": "message", "direction": "received", "at": 0.5, "data": NEW},  # pydantic-ai
    {"time": "2026-11-22T12:00:00Z", "source": "server", "event": NEW},  # OpenAI's console
    {"type": "receive", "time": 5.5, "opcode": 1, "data": json.dumps(NEW)},  # HAR
    {"from_client": False, "content": json.dumps(NEW)},  # mitmproxy
    {"dir": "RECV", "msg": NEW},
    {"dir": "<-", "msg": NEW},
    {"direction": "server -> client", "msg": NEW},
    {"from": "server", "to": "client", "msg": NEW},
    {"to": "client", "msg": NEW},
    {"op": "incoming", "msg": NEW},
    {"t": 1, "in": NEW},
    {"t": 1, "recv": NEW},
    {"server": NEW},
    {"direction": "sideways", "data": NEW},
    {"Timestamp": ISO, "Direction": "Received", "Event": NEW},  # C#
    {"dir": "serverToClient", "msg": NEW},
    {"direction": "server_event", "msg": NEW},
    {"src": "server", "msg": NEW},
]
SAYS_SENT: list[dict[str, Any]] = [
    {"direction": "sent", "event": NEW},
    {"kind": "message", "direction": "sent", "at": 0.5, "data": NEW},
    {"time": "2026-11-22T12:00:00Z", "source": "client", "event": NEW},
    {"type": "send", "time": 5.5, "opcode": 1, "data": json.dumps(NEW)},
    {"from_client": True, "content": json.dumps(NEW)},
    {"dir": "Send", "msg": NEW},
    {"dir": "→", "msg": NEW},
    {"direction": "client_to_server", "msg": NEW},
    {"from": "client", "to": "server", "msg": NEW},
    {"to": "server", "msg": NEW},
    {"op": "outgoing", "msg": NEW},
    {"t": 1, "out": NEW},
    {"t": 1, "sent": NEW},
    {"client": NEW},
    {"Timestamp": ISO, "Direction": "Sent", "Event": NEW},
    {"dir": "clientToServer", "msg": NEW},
    {"direction": "from_client", "msg": NEW},
    {"role": "client", "msg": NEW},
]


@pytest.mark.parametrize("tree", SAYS_RECEIVED, ids=json.dumps)
def test_received(tree: dict[str, Any]) -> None:
    assert direction_of(tree) == ("received", UnknownServerEvent)


@pytest.mark.parametrize("tree", SAYS_SENT, ids=json.dumps)
def test_sent(tree: dict[str, Any]) -> None:
    assert direction_of(tree) == ("sent", UnknownClientEvent)


def test_what_the_line_says_of_the_direction_counts() -> None:
    assert direction_of({"direction": "sent", "event": CLEARED}) == ("sent", UnknownClientEvent)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"direction": "in", "event": UPDATE}, ("sent", ClientEventSessionUpdate)),
        ({"dir": "out", "msg": CLEARED}, ("received", ServerEventOutputAudioBufferCleared)),
        ({"client": CLEARED}, ("received", ServerEventOutputAudioBufferCleared)),
        ({"direction": "in", "event": NEW}, ("received", UnknownServerEvent)),
        ({"direction": [], "out": UPDATE}, ("sent", ClientEventSessionUpdate)),
    ],
)
def test_a_known_type_counts_for_more_than_a_word_that_may_be_of_the_other_side(
    tree: dict[str, Any], expected: tuple[str, type[Any]]
) -> None:
    assert direction_of(tree) == expected


def test_the_outermost_direction_counts() -> None:
    line = json.dumps({"direction": "sent", "data": {"direction": "in", "out": NEW}})
    assert read_record(line, ["data", "out"]).direction == "sent"


def test_no_type_is_of_both_directions() -> None:
    assert ServerEvent.registry().keys() & ClientEvent.registry().keys() == set()


# What a recorder writes.


def test_a_record_says_all_of_it() -> None:
    line = {"n": 17, "time": 1790000000.25, "session": "a1", "direction": "sent", "event": UPDATE}
    assert read_record(json.dumps(line), file="log", number=3) == Record(
        event=ClientEventSessionUpdate.from_dict(UPDATE),
        direction="sent",
        time=datetime.fromtimestamp(1790000000.25, UTC),
        n=17,
        session="a1",
        file="log",
        line=3,
    )


@pytest.mark.parametrize("n", [None, "5", 5.0, True])
def test_what_is_no_place(n: Any) -> None:
    assert read_record(json.dumps({"n": n, "event": CLEARED})).n is None


@pytest.mark.parametrize(("session", "read"), [("a", "a"), (7, "7"), ({}, None), (True, None)])
def test_sessions(session: Any, read: str | None) -> None:
    assert read_record(json.dumps({"session": session, "event": CLEARED})).session == read


@pytest.mark.parametrize(
    ("told", "frame", "error"),
    [
        ({"frame": "ping"}, "ping", "expected JSON, got 'p' at column 1 (Expecting value)"),
        ({"frame": "[1]"}, "[1]", "expected an object, got array of 1, at $"),
        ({"frame": "/w==", "encoding": "base64"}, b"\xff", "expected UTF-8"),
        ({"frame": "!", "encoding": "base64"}, "!", "expected JSON"),
        ({"event": {"no": "type"}}, '{"no":"type"}', "expected a string, got nothing, at $.type"),
    ],
)
def test_a_frame_that_is_no_event(told: dict[str, Any], frame: str | bytes, error: str) -> None:
    record = read_record(json.dumps({"n": 2, "time": 5, "direction": "received", **told}))
    assert (record.event, record.frame, record.n) == (None, frame, 2)
    assert (record.direction, record.time) == ("received", datetime.fromtimestamp(5, UTC))
    assert str(record.error).startswith(error)


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        ({"closed": {"code": 1000, "reason": "bye"}}, Closed(1000, "bye")),
        ({"closed": {"code": None, "reason": ""}}, Closed()),
        ({"closed": {"code": "x", "reason": 5}}, Closed()),
        ({"kind": "close", "code": 1011, "reason": "", "ok": False}, Closed(1011)),
    ],
)
def test_the_end_of_a_connection(told: dict[str, Any], closed: Closed) -> None:
    record = read_record(json.dumps({"n": 9, "time": 5, **told}))
    assert (record.closed, record.event, record.error, record.n) == (closed, None, None, 9)


@pytest.mark.parametrize(
    "line", ["", "oops", "[]", '"{}"', '{"type": 5}', b"\xff", '{"n": 5, "eve']
)
def test_nothing_is_raised_for_a_line(line: str | bytes) -> None:
    record = read_record(line, file="log", number=4)
    assert isinstance(record.error, DecodeError)
    assert (record.event, record.frame, record.file, record.line) == (None, None, "log", 4)
    chain = record.error.__traceback__, record.error.__context__, record.error.__cause__
    assert chain == (None, None, None)  # they would hold the line


def test_a_record_pickles_and_is_described() -> None:
    record = read_record(json.dumps({"n": 1, "event": CLEARED}))
    assert pickle.loads(pickle.dumps(record)) == record
    assert record.order < read_record(json.dumps({"n": 2, "event": CLEARED})).order
    assert "Why there is no event" in Record.__slots__["error"]  # type: ignore[call-overload]
