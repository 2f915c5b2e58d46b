"""`make` builds any class, and what it builds is sound."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

import voicelive_events
from voicelive_events import (
    FieldInfo,
    Model,
    ResponseItem,
    ResponseMessageItem,
    ResponseSession,
    ServerEvent,
    ServerEventError,
    ServerEventResponseAudioDelta,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemDone,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
    ServerEventType,
    ServerEventWarning,
    TokenUsage,
    UnknownServerEvent,
    discriminator,
)
from voicelive_events.server.base import ResponseEvent
from voicelive_events.testing import make
from voicelive_events.testing._making import _first_kind, payload

from ..classes import DECODABLE, MODELS, names

ONE_CLASS = [model for model in MODELS if _first_kind(model) is model]
SEVERAL = [model for model in MODELS if _first_kind(model) is not model]

every_model = pytest.mark.parametrize("model", ONE_CLASS, ids=names(ONE_CLASS))


@every_model
def test_every_class_without_a_word(model: type[Model]) -> None:
    made = make(model)
    assert type(made) is model
    assert made.problems() == []
    assert model.from_dict(json.loads(made.to_json(strict=True)), strict=True) == made
    assert {info.wire_name for info in made.fields() if info.required} <= made.keys()


def test_what_stands_for_several_classes_is_not_made() -> None:
    assert len(ONE_CLASS) > 100
    assert {ServerEvent, ResponseEvent, ResponseItem} <= {*SEVERAL}
    for model in SEVERAL:
        with pytest.raises(TypeError) as raised:
            make(model)
        before, _, example = str(raised.value).rpartition(" ")
        assert before == f"{model.__name__} stands for several classes: make one of them, such as"
        assert vars(voicelive_events)[example] in ONE_CLASS


@pytest.mark.parametrize("given", ["response.audio.delta", str, None, ServerEventError(error={})])  # type: ignore[arg-type]
def test_what_is_no_class_of_a_model_is_not_made(given: Any) -> None:
    with pytest.raises(TypeError, match=r"^make takes the class of an event or a model, got "):
        make(given)


def test_what_is_optional_but_always_there() -> None:
    session = make(ServerEventSessionCreated).session
    assert session == {"id": "id_1", "model": "gpt-realtime"}
    item = make(ServerEventResponseOutputItemDone).item
    assert type(item) is ResponseMessageItem
    assert item.status == "in_progress"
    assert make(TokenUsage) == {"total_tokens": 0, "input_tokens": 0, "output_tokens": 0}
    response = make(ServerEventResponseDone).response
    assert (response.id, response.status, response.output) == ("id_1", "completed", [])
    assert response.usage == make(TokenUsage)
    assert make(ServerEventResponseOutputItemDone, item=None).item is None


@every_model
def test_every_field_can_be_given(model: type[Model]) -> None:
    kind: Any = model
    full = kind.from_dict(payload(kind, levels=2))
    for info in kind.fields():
        if info.constant is None:
            value = getattr(full, info.name)
            made = make(kind, **{info.name: value})
            assert getattr(made, info.name) == value
            assert made.problems() == []


@pytest.mark.parametrize("levels", [0, 1, 2, 6])
@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_payloads(model: type[Model], levels: int) -> None:
    made = model.from_dict(payload(model, levels=levels))
    drift = {problem.code for problem in made.problems(unknown=True)}
    assert drift <= {"unknown_tag"}  # of a base itself
    expected = {info.wire_name for info in model.fields() if info.required or levels}
    assert made.keys() == expected


def test_what_stands_in_it() -> None:
    assert make(ServerEventResponseAudioDelta) == {
        "type": "response.audio.delta",
        "event_id": "event_1",
        "response_id": "response_1",
        "item_id": "item_1",
        "output_index": 0,
        "content_index": 0,
        "delta": "AAAAAAAA",
    }
    assert make(ServerEventError).error.message == "message"
    assert json.loads(make(ServerEventResponseFunctionCallArgumentsDone).arguments) == {}


def test_fields_that_are_given() -> None:
    audio = make(ServerEventResponseAudioDelta, delta=b"\x01\x02", item_id="item_9")
    assert (audio.delta, audio.item_id) == (b"\x01\x02", "item_9")
    session = make(ServerEventSessionUpdated, session=ResponseSession(model="m"))
    assert session.session.model == "m"
    error = make(ServerEventError, error={"message": "A mapping becomes the model."})
    assert error.error.message == "A mapping becomes the model."
    item = make(ServerEventResponseOutputItemDone, item=make(ResponseMessageItem, id="item_3"))
    assert item.item == {**make(ResponseMessageItem), "id": "item_3"}


def test_fields_that_do_not_fit() -> None:
    with pytest.raises(TypeError, match="has no field 'detla'"):
        make(ServerEventResponseAudioDelta, detla=b"")
    with pytest.raises(TypeError, match=r"delta: expected bytes, got string 'AAEC'"):
        make(ServerEventResponseAudioDelta, delta="AAEC")


def test_an_unknown_event() -> None:
    assert make(UnknownServerEvent).type == "unknown"
    assert "unknown" not in {kind.value for kind in ServerEventType}


def test_a_class_with_a_tag_is_itself_whatever_is_below_it() -> None:
    class ContosoWarning(ServerEventWarning):
        type: Literal["contoso.warning"] = discriminator()  # type: ignore[assignment]

    assert type(make(ServerEventWarning)) is ServerEventWarning
    assert type(make(ContosoWarning)) is ContosoWarning


def test_what_is_made_is_the_callers_own() -> None:
    first, second = make(ServerEventSessionUpdated), make(ServerEventSessionUpdated)
    first.session.model = "m"
    assert second.session.model == "gpt-realtime"


def test_a_class_of_ones_own() -> None:
    class Score(ServerEvent):
        type: Literal["contoso.making"] = discriminator()
        score: float
        parts: list[Literal[1, 2]]

    assert make(Score, score=0.5) == {
        "type": "contoso.making",
        "event_id": "event_1",
        "score": 0.5,
        "parts": [],
    }
    assert make(Score).problems() == []


def test_a_field_that_is_always_null() -> None:
    class Odd(Model):
        nothing: dict[str, None]

    assert payload(Odd, levels=1) == {"nothing": {"key": None}}
    assert isinstance(Odd.fields()[0], FieldInfo)
