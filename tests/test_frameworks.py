"""Events in the hands of pydantic, FastAPI, rich, `functools.singledispatch` and `logging`."""

from __future__ import annotations

import json
import logging
from functools import singledispatch
from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from rich.pretty import pretty_repr

from voicelive_events import (
    AnyServerEvent,
    ClientEvent,
    KnownServerEvent,
    Model,
    ServerEvent,
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventResponseAudioDelta,
    ServerEventResponseTextDelta,
    UnknownServerEvent,
    VoiceLiveEvent,
)
from voicelive_events.server.base import ResponseEvent

from .classes import DECODABLE, EVENTS, SERVER_EVENTS, base_of, names, sample

# --- pydantic --------------------------------------------------------------------------------

AUDIO = sample(ServerEventResponseAudioDelta)
FIELDS: list[Any] = [
    ServerEvent,
    ServerEventResponseAudioDelta,
    ResponseEvent,
    KnownServerEvent,
    AnyServerEvent,
    Annotated[KnownServerEvent, Field(discriminator="type")],
]


@pytest.mark.parametrize("field", FIELDS, ids=range(len(FIELDS)))
def test_a_field_of_each_kind(field: Any) -> None:
    adapter = TypeAdapter[Any](field)
    text = json.dumps(AUDIO, separators=(",", ":"))
    for made in (adapter.validate_python(AUDIO), adapter.validate_json(text)):
        assert type(made) is ServerEventResponseAudioDelta
        assert adapter.validate_python(made) is made
        assert adapter.dump_python(made) == AUDIO
        assert adapter.dump_json(made).decode() == text


@pytest.mark.parametrize("field", FIELDS, ids=range(len(FIELDS)))
def test_a_list_of_each_kind(field: Any) -> None:
    adapter = TypeAdapter[Any](list[field])
    text = json.dumps([AUDIO, AUDIO], separators=(",", ":"))
    made = adapter.validate_json(text)
    assert [type(event) for event in made] == [ServerEventResponseAudioDelta] * 2
    assert all(new is old for new, old in zip(adapter.validate_python(made), made, strict=True))
    assert adapter.dump_json(made).decode() == text


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_every_class_as_a_field(model: type[Model]) -> None:
    adapter = TypeAdapter(model)
    payload = sample(model)
    made = adapter.validate_json(json.dumps(payload))
    assert type(made) is type(model.from_dict(payload))
    assert json.loads(adapter.dump_json(made)) == payload
    assert adapter.dump_python(made) == payload
    Draft202012Validator(adapter.json_schema()).validate(payload)


def test_an_event_that_nobody_knows() -> None:
    payload = {"type": "response.of.tomorrow", "deep": [{"er": None}]}
    event = TypeAdapter(ServerEvent).validate_python(payload)
    any_event = TypeAdapter[Any](AnyServerEvent).validate_python(payload)
    assert type(event) is type(any_event) is UnknownServerEvent
    assert event == any_event == payload
    with pytest.raises(ValidationError):
        TypeAdapter[Any](KnownServerEvent).validate_python(payload)


def test_a_lone_surrogate_is_beyond_what_pydantic_writes() -> None:
    """It writes UTF-8, and has no way to be handed an escape; nothing is written in its place."""
    adapter = TypeAdapter(ServerEvent)
    event = adapter.validate_python({"type": "x", "text": "a\ud800"})
    with pytest.raises(PydanticSerializationError, match="surrogates not allowed"):
        adapter.dump_json(event)
    assert json.loads(json.dumps(adapter.dump_python(event))) == json.loads(event.to_json())


@pytest.mark.parametrize("value", [float("nan"), b"x"])
def test_what_json_has_not_is_not_written_as_something_else(value: object) -> None:
    adapter = TypeAdapter(ServerEvent)
    event = adapter.validate_python({"type": "x"})
    event["value"] = value
    with pytest.raises(PydanticSerializationError, match=r"1 problem: expected .*, at \$\.value"):
        adapter.dump_json(event)
    assert adapter.dump_python(event)["value"] is value


@pytest.mark.parametrize("base", [ServerEvent, ClientEvent])
def test_the_document_of_a_field_is_the_one_of_the_events(base: type[VoiceLiveEvent]) -> None:
    theirs = TypeAdapter(base).json_schema()
    ours = base.json_schema()
    assert theirs["oneOf"] == ours["oneOf"]
    assert theirs["$defs"].keys() == ours["$defs"].keys()
    validator = Draft202012Validator(theirs)
    events = [event for event in EVENTS if base_of(event) is base]
    assert len(events) > 20
    for event in events:
        payload = sample(event, nested=2)
        assert validator.is_valid(payload)
        assert not validator.is_valid({**payload, "event_id": 3})


# --- FastAPI ---------------------------------------------------------------------------------


class Envelope(BaseModel):
    """What a gateway might pass on."""

    session: str
    event: ServerEvent


app = FastAPI()


@app.post("/events")
def relay(envelope: Envelope) -> ServerEvent:
    return envelope.event


@app.post("/audio")
def size(event: ServerEventResponseAudioDelta) -> int:
    return len(event.delta)


def test_an_endpoint() -> None:
    client = TestClient(app)
    payload = {**AUDIO, "new": [None]}
    answer = client.post("/events", json={"session": "s1", "event": payload})
    assert (answer.status_code, answer.json()) == (200, payload)
    assert client.post("/audio", json=AUDIO).json() == 6


def test_an_endpoint_refuses_with_the_place() -> None:
    client = TestClient(app)
    payload = {"type": "response.done", "response": {"output": [{"type": "message"}]}}
    answer = client.post("/events", json={"session": "s1", "event": payload})
    assert answer.status_code == 422
    places = [error["loc"] for error in answer.json()["detail"]]
    assert places == [
        ["body", "event", "response", "output", 0, name] for name in ("role", "content", "status")
    ]
    answer = client.post("/audio", json={"type": "error"})
    assert answer.json()["detail"][0]["loc"] == ["body", "type"]


def test_an_endpoint_is_described() -> None:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    assert schemas["Envelope"]["properties"]["event"] == {
        "$ref": "#/components/schemas/ServerEvent"
    }
    assert set(names(SERVER_EVENTS)) <= schemas.keys()
    content = document["paths"]["/audio"]["post"]["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/ServerEventResponseAudioDelta"}


# --- functools.singledispatch ----------------------------------------------------------------


@singledispatch
def told(event: ServerEvent) -> str:
    return f"nothing of {event.type}"


@told.register
def _(event: ServerEventError) -> str:
    return event.error.message


@told.register
def _(event: ResponseEvent) -> str:
    return f"something of {event.response_id}"


@told.register
def _(event: ServerEventResponseTextDelta) -> str:
    return event.delta


def test_a_function_for_each_class() -> None:
    """The nearest class counts, a base with shared fields included."""
    text = {**sample(ServerEventResponseTextDelta), "delta": "Hello"}
    events = [
        {"type": "error", "error": {"message": "no"}},
        text,
        {**AUDIO, "response_id": "resp_1"},
        {"type": "input_audio_buffer.cleared"},
        {"type": "of.tomorrow"},
    ]
    assert [told(ServerEvent.from_dict(event)) for event in events] == [
        "no",
        "Hello",
        "something of resp_1",
        "nothing of input_audio_buffer.cleared",
        "nothing of of.tomorrow",
    ]


# --- rich ------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", EVENTS, ids=names(EVENTS))
def test_rich_shows_what_the_repr_shows(event: type[VoiceLiveEvent]) -> None:
    made = event.from_dict(sample(event, nested=2))  # no deeper than a repr goes
    assert pretty_repr(made, max_width=10**6) == repr(made)
    assert max(map(len, pretty_repr(made).splitlines())) < 120


def test_rich_shows_no_credential() -> None:
    tool = {"type": "mcp", "server_label": "l", "server_url": "u", "authorization": "hunter2"}
    event = ServerEvent.from_dict(
        {"type": "session.updated", "session": {"tools": [tool, {**tool, "new": "hunter2"}]}}
    )
    assert "authorization=<hidden>" in pretty_repr(event)
    assert "hunter2" not in pretty_repr(event)


# --- logging ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["%s", "%r", "got %s", "%(type)s: %(delta).8s"])
def test_a_log_line_with_an_event_is_short(text: str, caplog: pytest.LogCaptureFixture) -> None:
    event = ServerEvent.from_dict({**AUDIO, "delta": "AAAA" * 100_000})
    with caplog.at_level(logging.INFO):
        logging.getLogger("voice").info(text, event)
    (line,) = caplog.messages
    assert len(line) < 300
    assert "response.audio.delta" in line
    assert "AAAAAAAAA" not in line


def test_a_log_line_with_an_event_among_others(caplog: pytest.LogCaptureFixture) -> None:
    event = ServerEventError(error=ServerEventErrorDetails(message="m" * 1000))
    with caplog.at_level(logging.INFO):
        logging.getLogger("voice").info("%d: %s %r", 3, event, event)
    assert caplog.messages == [f"3: {event!r} {event!r}"]
    assert len(caplog.messages[0]) < 300
