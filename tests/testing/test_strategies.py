"""What the strategies draw is sound, and reaches all that there is."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from voicelive_events import (
    AzureVoice,
    ClientEvent,
    Model,
    OpenAIVoice,
    Response,
    ResponseItem,
    ResponseMessageItem,
    ResponseSession,
    ServerEvent,
    UnknownServerEvent,
    discriminator,
)
from voicelive_events._core.codecs import Codec
from voicelive_events.testing.strategies import _Strategies, events, from_model, json_values

from .._core.models import Animal, Fish, Leaf, Message, Node, Owner, Ruby
from ..classes import CLIENT_EVENTS, MODELS, SERVER_EVENTS, names
from ..hostile import same
from ..test_recordings import read_all

ENGINE: list[type[Model]] = [Leaf, Animal, Fish, Message, Owner, Node]

few = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
many = settings(few, max_examples=300)
search = settings(few, max_examples=2_000, phases=[Phase.generate])


def is_sound(made: Model) -> bool:
    """Reads, checks and encodes *made*; the assertions are the test."""
    assert made.problems() == []
    read_all(made)
    again = type(made).from_json(made.to_json(), strict=True)
    assert type(again) is type(made)
    assert same(again, made)
    return True


@pytest.mark.parametrize("model", [*MODELS, *ENGINE], ids=names([*MODELS, *ENGINE]))
def test_every_class(model: type[Model]) -> None:
    drawn = 0

    @few
    @given(from_model(model))
    def run(made: Model) -> None:
        nonlocal drawn
        drawn += 1
        assert isinstance(made, model)
        assert is_sound(made)

    run()
    assert drawn >= 1


@pytest.mark.parametrize(
    ("drawn", "classes"),
    [(events(), SERVER_EVENTS), (from_model(ClientEvent), CLIENT_EVENTS)],
    ids=["server", "client"],
)
def test_events_of_many_classes(
    drawn: st.SearchStrategy[Model], classes: list[type[Model]]
) -> None:
    seen = set()

    @many
    @given(drawn)
    def run(event: Model) -> None:
        assert is_sound(event)
        seen.add(type(event))

    run()
    assert len(seen & set(classes)) > 15


@pytest.mark.parametrize(
    ("model", "reached"),
    [
        (ServerEvent, lambda event: type(event) is UnknownServerEvent),
        (ResponseSession, lambda s: isinstance(s.voice, OpenAIVoice)),
        (ResponseSession, lambda s: type(s.voice) is AzureVoice),
        (ResponseSession, lambda s: isinstance(s.voice, str)),
        (ResponseSession, lambda s: s.get("voice", 0) is None),
        (ResponseSession, lambda s: "voice" not in s),
        (ResponseSession, lambda s: s.max_response_output_tokens == "inf"),
        (ResponseSession, lambda s: type(s.max_response_output_tokens) is int),
        (Response, lambda r: type(r.status) is str),
        (Response, lambda r: r.output and len(r.output) > 1),
        (ResponseItem, lambda i: type(i) is ResponseItem),
        (Node, lambda n: n.children and n.children[0].children),
        (Owner, lambda o: type(o.treasure) is Animal),
        (Leaf, lambda leaf: leaf.blob),
        (Leaf, lambda leaf: leaf.maybe and None in leaf.maybe),
    ],
)
def test_what_can_be_drawn(model: type[Model], reached: Any) -> None:
    assert find(from_model(model), lambda made: bool(reached(made)), settings=search) is not None


def test_a_shared_base_gives_the_classes_below_it() -> None:
    class Weather(ServerEvent):
        place: str

    class Rain(Weather):
        type: Literal["contoso.rain"] = discriminator()

    assert type(find(from_model(Weather), lambda event: True, settings=search)) is Rain


def test_the_open_class_of_a_union_has_no_tag_of_another() -> None:
    class OnlyRubies(_Strategies):
        def payloads(self, model: type[Any]) -> Any:
            return st.builds(dict, kind=st.sampled_from(["ruby", "cat"]), drawn=st.just(model))

    drawn = set()

    @many
    @given(OnlyRubies()._field(Owner.fields()[0]))
    def run(payload: Any) -> None:
        if isinstance(payload, dict):
            drawn.add((payload["drawn"], payload["kind"]))

    run()
    assert drawn == {(Ruby, "ruby"), (Ruby, "cat"), (Animal, "cat")}


@many
@given(json_values())
def test_json_values(value: Any) -> None:
    assert same(json.loads(json.dumps(value)), value)


def test_a_codec_without_a_strategy_is_an_error() -> None:
    class OtherCodec(Codec):
        pass

    with pytest.raises(TypeError, match="no strategy for OtherCodec"):
        _Strategies()._value(OtherCodec())


def test_a_strategy_shrinks_to_the_required_fields() -> None:
    least = find(from_model(ResponseMessageItem), lambda item: True, settings=many)
    assert set(least) == {"type", "role", "content", "status"}
