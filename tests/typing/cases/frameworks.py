"""Events in pydantic, in a single dispatch and as fakes: they are of the class that one says."""

from functools import singledispatch
from typing import Any, assert_type

from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel, TypeAdapter

from voicelive_events import (
    ClientEvent,
    ClientEventSessionUpdate,
    ResponseItem,
    ServerEvent,
    ServerEventError,
    ServerEventResponseAudioDelta,
    UserMessageItem,
)
from voicelive_events.testing import ScriptedSession, make
from voicelive_events.testing.strategies import events, from_model


class Envelope(BaseModel):
    event: ServerEvent
    errors: list[ServerEventError] = []
    sent: ClientEvent | None = None


def fields(envelope: Envelope, frame: str) -> None:
    assert_type(envelope.event, ServerEvent)
    assert_type(envelope.errors[0].error.message, str)
    assert_type(envelope.sent, ClientEvent | None)
    assert_type(TypeAdapter(ServerEventError).validate_json(frame), ServerEventError)
    envelope.errors = [envelope.event]  # E: mypy[list-item] pyright[reportAttributeAccessIssue]


@singledispatch
def told(event: ServerEvent) -> str:
    return event.type


@told.register
def _(event: ServerEventError) -> str:
    assert_type(event, ServerEventError)
    return event.error.message


def fakes() -> None:
    audio = make(ServerEventResponseAudioDelta, delta=b"", item_id="item_2")
    assert_type(audio, ServerEventResponseAudioDelta)
    assert_type(audio.delta, bytes)
    assert_type(make(ServerEvent), ServerEvent)
    assert_type(make(ClientEventSessionUpdate), ClientEventSessionUpdate)
    assert_type(make(UserMessageItem, content=[]), UserMessageItem)
    make(3)  # E: mypy[arg-type] pyright[reportArgumentType]
    session = ScriptedSession().spoken_turn("a", "b").tool_call("f", {"x": 1}).error("c")
    assert_type(session, ScriptedSession)
    assert_type(session.events, list[ServerEvent])
    assert_type(events(), SearchStrategy[ServerEvent])
    assert_type(from_model(ResponseItem), SearchStrategy[ResponseItem])
    assert_type(from_model(ClientEvent), SearchStrategy[ClientEvent])


def documents() -> None:
    assert_type(ServerEvent.json_schema(), dict[str, Any])
    assert_type(ClientEvent.json_schema(), dict[str, Any])
