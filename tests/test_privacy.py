"""No message carries more than a short cut of a text, and nothing of a credential."""

from __future__ import annotations

import copy
import json
import pickle
import re
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from voicelive_events import (
    FieldInfo,
    IceServer,
    MCPServer,
    Model,
    ModelError,
    ServerEvent,
    VoiceLiveEvent,
)

from .classes import DECODABLE, EVENTS, names, sample
from .hostile import attempt

# Letters that stand in no message of the package, each once, so that any piece is recognised.
CANARY = "".join(map(chr, range(0x16A0, 0x16EA)))
PIECES = re.compile(f"[{CANARY}]+")
SHORT = 24
PIN = 471_147_114
"""A number that stands in no message of the package."""


def shown(text: str) -> int:
    """How many letters of the canary stand in *text*, in one piece at the most."""
    return max(map(len, PIECES.findall(text)), default=0)


def planted(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Copies of *value* with the canary in place of one string, for each string in it."""
    if isinstance(value, str):
        yield path, CANARY
        return
    children = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        for where, mutant in planted(child, (*path, key)):
            twin = copy.copy(value)
            twin[key] = mutant
            yield where, twin


def messages(model: type[Model], payload: Any) -> Iterator[str]:
    """All that the package says of *payload*."""
    for decode in (model.from_dict, model.from_json):
        given = json.dumps(payload) if decode == model.from_json else payload
        for strict in (False, True):
            made, error = attempt(decode, given, strict=strict)
            if error is not None:
                yield from told_by(error)
            if made is not None:
                yield from said_of(made)


def told_by(error: BaseException) -> Iterator[str]:
    """All that *error* and those behind it show, be it in a traceback."""
    yield "".join(traceback.format_exception(error, limit=0, chain=True))
    behind: BaseException | None = error
    while behind is not None:
        yield str(behind) + repr(behind) + repr(vars(behind)) + repr(behind.args)
        behind = behind.__cause__ or behind.__context__


def said_of(made: Model) -> Iterator[str]:
    yield repr(made)
    yield str(made)
    yield repr(made.problems(unknown=True))
    yield "; ".join(map(str, made.problems(unknown=True)))
    for info in made.fields():
        try:
            value = getattr(made, info.name)
        except ModelError as error:
            yield from told_by(error)
        else:
            if isinstance(value, Model):
                yield from said_of(value)


def set_errors(made: Model, value: Any) -> Iterator[tuple[FieldInfo, str]]:
    """What is said when *value* is set to a field that does not take it."""
    for info in made.fields():
        for attempt_to_set in (
            lambda name=info.name: setattr(made.copy(), name, value),
            lambda name=info.name: type(made)(**{name: value}),
        ):
            try:
                attempt_to_set()
            except TypeError as error:
                for text in told_by(error):
                    yield info, text


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_texts_are_cut(model: type[Model]) -> None:
    said = 0
    for path, payload in planted(sample(model, nested=1)):
        for message in messages(model, payload):
            assert shown(message) <= SHORT, (path, message)
            said += 1
    assert said or not any("str" in str(info.annotation) for info in model.fields())


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_texts_in_the_wrong_place_are_cut(model: type[Model]) -> None:
    for info in model.fields():
        for value in (CANARY, [CANARY], [[CANARY]], {"key": CANARY}, {CANARY: 1}, {"x": [CANARY]}):
            payload = {**sample(model, full=False), info.wire_name: value, "unknown": value}
            for message in messages(model, payload):
                assert shown(message) <= (0 if info.secret else SHORT), message


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_numbers_that_no_class_declares_are_hidden(model: type[Model]) -> None:
    for value in (PIN, float(PIN), [PIN], {"pin": PIN}):
        for message in messages(model, {**sample(model, full=False), "unknown": value}):
            assert str(PIN) not in message
    for value in (True, False):
        for message in messages(model, {**sample(model, full=False), "unknown": value}):
            assert not re.search(rf"unknown\W*{value}", message, re.IGNORECASE), message


def test_what_the_service_says_of_an_error_is_shown_but_its_message() -> None:
    error = {
        "type": "invalid_request_error_of_tomorrow",
        "code": "response_cancel_not_active",
        "param": "session.turn_detection.threshold",
        "message": CANARY,
    }
    details = {"type": "failed", "error": error}
    for made in (
        ServerEvent.from_dict({"type": "error", "error": error}),
        ServerEvent.from_dict({"type": "response.done", "response": {"status_details": details}}),
    ):
        for key in ("type", "code", "param"):
            assert error[key] in repr(made)
        assert shown(repr(made)) == 0


def test_texts_that_are_set_are_cut() -> None:
    seen = 0
    for model in DECODABLE:
        made = model.from_dict(sample(model))
        for value in (CANARY, [CANARY], {"key": CANARY}, object()):
            for info, message in set_errors(made, value):
                assert shown(message) <= (0 if info.secret else SHORT), message
                seen += 1
    assert seen > 1000


def secret_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where credentials stand in a tree of models."""
    if isinstance(value, Model):
        for info in value.fields():
            if info.secret:
                yield (*path, info.wire_name)
    children = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield from secret_paths(child, (*path, key))


def test_the_credentials_are_declared() -> None:
    secrets = {(m.__name__, i.name) for m in DECODABLE for i in m.fields() if i.secret}
    assert secrets == {
        ("ClientEventBYOMCredentialUpdate", "authorization_headers"),
        ("ClientEventRtcCallSdpCreate", "sdp_offer"),
        ("ClientEventSessionAvatarConnect", "client_sdp"),
        ("IceServer", "credential"),
        ("MCPServer", "authorization"),
        ("MCPServer", "headers"),
        ("ServerEventBYOMCredentialUpdated", "authorization_headers"),
        ("ServerEventRtcCallSdpCreated", "sdp_answer"),
        ("ServerEventSessionAvatarConnecting", "server_sdp"),
    }


CREDENTIALS = [
    (MCPServer, {"type": "mcp", "authorization": CANARY}),
    (MCPServer, {"type": "mcp", "headers": {"X-Key": CANARY, "X-Bad": 3}}),
    (MCPServer, {"type": "mcp", "headers": CANARY}),
    (MCPServer, {"type": "mcp", "headers": [CANARY]}),
    (MCPServer, {"type": "mcp", "authorization": {"Bearer": CANARY}}),
    (IceServer, {"urls": [], "credential": CANARY}),
    (IceServer, {"urls": CANARY[:0], "credential": [CANARY]}),
]


@pytest.mark.parametrize(("model", "payload"), CREDENTIALS)
def test_credentials_are_masked(model: type[Model], payload: dict[str, Any]) -> None:
    inside: list[tuple[type[Model], Any]] = [(model, payload)]
    holder = {"tools": [payload]} if model is MCPServer else {"avatar": {"ice_servers": [payload]}}
    inside.append((ServerEvent, {"type": "session.updated", "session": holder}))
    # Where no class knows them: under another key, in another shape, in an unknown event.
    inside.append((ServerEvent, {"type": "session.updated", "session": {"unknown": [payload]}}))
    inside.append((ServerEvent, {"type": "session.updated", "session": {"tools": payload}}))
    inside.append((ServerEvent, {"type": "session.updated", "session": [payload]}))
    inside.append((ServerEvent, {"type": "of.tomorrow", "deep": {"er": payload}, **payload}))
    inside[-1][1]["type"] = "of.tomorrow"
    for outer, given in inside:
        said = list(messages(outer, given))
        assert said
        for message in said:
            assert shown(message) == 0, message


@pytest.mark.parametrize(
    ("session", "path"),
    [
        (
            {"tools": [{"type": "mcp", "server_url": "u", "headers": {CANARY: b"x"}}]},
            "$.session.tools[0].headers",
        ),
        ({"avatar": {"ice_servers": [{"credential": {CANARY: b"x"}}]}}, None),
        ({"nobody_knows": {CANARY: float("nan")}}, "$.session.nobody_knows"),
    ],
)
def test_the_names_around_what_json_has_not_are_masked(session: Any, path: str | None) -> None:
    payload = {"type": "session.updated", "session": session}
    _, error = attempt(ServerEvent.from_dict, payload)
    assert error is not None
    assert error.path == (path or "$.session.avatar.ice_servers[0].credential")
    assert CANARY not in repr(pickle.dumps(error)) + repr(error.loc)
    for text in told_by(error):
        assert shown(text) == 0, text


@pytest.mark.parametrize("event", EVENTS, ids=names(EVENTS))
def test_credentials_are_masked_in_every_event(event: type[VoiceLiveEvent]) -> None:
    made = event.from_dict(sample(event))
    for path in secret_paths(made):
        for payload in (made.as_dict(), pickle.loads(pickle.dumps(made)).as_dict()):
            place = payload
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = CANARY
            for message in messages(event, payload):
                assert shown(message) == 0, message


def test_text_that_is_no_json_is_not_quoted() -> None:
    text = json.dumps({"type": "error", "error": {"message": CANARY}}, ensure_ascii=False)
    for end in range(len(text)):
        for message in messages_of_text(text[:end]):
            assert shown(message) <= 1, message
    for broken in (CANARY, f'"{CANARY}', text + CANARY, text.encode()[:-40], text.replace(":", "")):
        for message in messages_of_text(broken):
            assert shown(message) <= 1, message


def messages_of_text(text: Any) -> Iterator[str]:
    _, error = attempt(ServerEvent.from_json, text)
    assert error is not None
    chain: list[BaseException] = [error]
    while chain[-1].__cause__ or chain[-1].__context__:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)  # type: ignore[arg-type]
    for link in chain:
        yield str(link) + repr(link.args) + repr(vars(link))
    yield "".join(traceback.format_exception(error))
