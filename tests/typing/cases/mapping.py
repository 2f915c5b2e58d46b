"""The dict that every model is, and the ways in and out."""

import copy
import json
from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from typing import Any, assert_type

from voicelive_events import (
    ApiVersion,
    ClientEvent,
    ClientEventSessionUpdate,
    FieldInfo,
    Problem,
    RequestSession,
    ResponseItem,
    ResponseMessageItem,
    ServerEvent,
    ServerEventError,
    ServerEventResponseAudioDelta,
    UserMessageItem,
    ValidationError,
)


def decode(data: Mapping[str, Any], text: str | bytes | bytearray | memoryview) -> None:
    """The class that is asked for, or one below it."""
    assert_type(ServerEvent.from_dict(data), ServerEvent)
    assert_type(ServerEvent.from_dict({"type": "error"}, strict=True), ServerEvent)
    assert_type(ServerEvent.from_json(text), ServerEvent)
    assert_type(ServerEvent.from_json(text, strict=True), ServerEvent)
    assert_type(ServerEventError.from_dict(data), ServerEventError)
    assert_type(ServerEventError.from_json(text), ServerEventError)
    assert_type(ResponseItem.from_dict(data), ResponseItem)
    assert_type(ResponseMessageItem.from_dict(data), ResponseMessageItem)
    ServerEvent.from_dict(text)  # E: mypy[arg-type] pyright[reportArgumentType]
    ServerEvent.from_json(data)  # E: mypy[arg-type] pyright[reportArgumentType]
    ServerEvent.from_dict()  # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEvent.from_dict(data, True)  # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEvent.from_json(text, lax=True)  # E: mypy[call-arg] pyright[reportCallIssue]


def decode_what_was_sent(data: Mapping[str, Any], text: str | bytes) -> None:
    assert_type(ClientEvent.from_dict(data), ClientEvent)
    assert_type(ClientEvent.from_json(text, strict=True), ClientEvent)
    assert_type(ClientEventSessionUpdate.from_json(text), ClientEventSessionUpdate)
    assert_type(RequestSession.from_dict(data), RequestSession)
    assert_type(UserMessageItem.from_dict(data, strict=True), UserMessageItem)


def encode(event: ServerEventError) -> None:
    assert_type(event.as_dict(), dict[str, Any])
    assert_type(event.as_dict(exclude_readonly=True), dict[str, Any])
    assert_type(event.to_json(), str)
    assert_type(event.to_json(strict=True, ascii=False), str)
    assert_type(json.dumps(event), str)
    assert_type({**event}, dict[str, Any])
    assert_type(dict(event), dict[str, Any])
    event.as_dict(True)  # E: mypy[call-arg] pyright[reportCallIssue]


def same_class(event: ServerEventError, base: ServerEvent) -> None:
    assert_type(event.copy(), ServerEventError)
    assert_type(base.copy(), ServerEvent)
    assert_type(copy.copy(event), ServerEventError)
    assert_type(copy.deepcopy(event), ServerEventError)
    assert_type(event | {"event_id": "e1"}, ServerEventError)
    assert_type(event | base, ServerEventError)
    event |= {"event_id": "e1"}
    assert_type(event, ServerEventError)


def right_hand(event: ServerEventError, data: dict[str, Any]) -> None:
    merged: dict[str, Any] = data | event
    print(merged)


def reading_items(event: ServerEvent) -> None:
    """An item is of any type: the wire is not the declaration."""
    assert_type(event["type"], Any)
    assert_type(event.get("type"), Any)
    assert_type(event.get("x", 0), Any)
    assert_type(event.get("x", default=0), Any)
    assert_type(event.get(key="x", default=None), Any)
    assert_type("x" in event, bool)
    assert_type(len(event), int)
    assert_type(list(event), list[str])
    assert_type(event == {"type": "error"}, bool)
    keys: KeysView[str] = event.keys()
    values: ValuesView[Any] = event.values()
    items: ItemsView[str, Any] = event.items()
    print(keys, values, items)
    print(event[0])  # E: mypy[index] pyright[reportArgumentType]
    event.get(0)  # E: mypy[arg-type] pyright[reportArgumentType]
    event.get("x", fallback=0)  # E: mypy[call-arg] pyright[reportCallIssue]


def changing_items(event: ServerEvent) -> None:
    event["x"] = {"any": ["thing"]}
    assert_type(event.pop("x"), Any)
    assert_type(event.pop("x", None), Any)
    assert_type(event.pop("x", default=0), Any)
    assert_type(event.setdefault("x"), Any)
    assert_type(event.setdefault("x", []), Any)
    assert_type(event.setdefault("x", default=[]), Any)
    assert_type(event.popitem(), tuple[str, Any])
    event.update({"x": 1})
    event.update([("x", 1)], y=2)
    event.update(x=1)
    event.clear()
    del event["x"]
    event[0] = 1  # E: mypy[index] pyright[reportArgumentType]
    event.pop(0)  # E: mypy[arg-type] pyright[reportArgumentType]
    event.pop("x", fallback=0)  # E: mypy[call-arg] pyright[reportCallIssue]
    event.setdefault()  # E: mypy[call-arg] pyright[reportCallIssue]


def as_a_mapping(event: ServerEvent) -> None:
    """A model goes wherever a dict of JSON does."""
    as_dict: dict[str, Any] = event
    as_mapping: Mapping[str, object] = event
    print(as_dict, as_mapping)


def checks(event: ServerEvent, error: ValidationError) -> None:
    assert_type(event.problems(), list[Problem])
    assert_type(event.problems(unknown=True), list[Problem])
    assert_type(event.problems(api_version=ApiVersion.V2026_04_10), list[Problem])
    assert_type(event.problems(api_version="2026-04-10"), list[Problem])
    assert_type(error.problems, tuple[Problem, ...])
    assert_type(error.problems[0].path, str)
    event.problems(True)  # E: mypy[call-arg] pyright[reportCallIssue]
    problem = event.problems()[0]
    if problem.code == "missing" or problem.code == "not_in_version":
        print(problem)
    problem.path = "$"  # E: mypy[misc] pyright[reportAttributeAccessIssue]


def reflection() -> None:
    assert_type(ServerEventError.fields(), tuple[FieldInfo, ...])
    assert_type(ServerEventError.fields()[0].name, str)
    assert_type(ServerEventError.fields()[0].doc, str)
    assert_type(ServerEventError.fields()[0].required, bool)
    assert_type(ServerEventError.fields()[0].explicit_null, bool)
    assert_type(ClientEvent.registry(), Mapping[str, type[ClientEvent]])
    assert_type(ClientEventSessionUpdate.api_versions, tuple[ApiVersion, ...])
    assert_type(ServerEvent.registry(), Mapping[str, type[ServerEvent]])
    assert_type(ResponseItem.registry()["message"], type[ResponseItem])


def generic(cls: type[ServerEvent], event: ServerEventResponseAudioDelta) -> None:
    assert_type(cls.from_dict({}), ServerEvent)
    assert_type(type(event).from_json(b"{}"), ServerEventResponseAudioDelta)
