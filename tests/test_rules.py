"""Rules that hold for every model class."""

from __future__ import annotations

import copy
import json
import pickle
import re
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from event_pages import meanings, selected

from voicelive_events import (
    AzureRealtimeNativeVoiceName,
    AzureVoiceType,
    ClientEvent,
    ClientEventType,
    ContentPartType,
    DecodeError,
    FieldError,
    FieldInfo,
    InterimResponseConfigType,
    ItemType,
    Model,
    OpenAIVoiceName,
    PersonalVoiceModels,
    PhotoAvatarBaseModes,
    ServerEvent,
    ServerEventType,
    ToolType,
    TurnDetectionType,
    VoiceLiveEvent,
)

from .classes import (
    CLIENT_EVENTS,
    ENUMS,
    EVENTS,
    MODELS,
    SERVER_EVENTS,
    UNKNOWN,
    base_of,
    names,
    sample,
)

every_model = pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
every_enum = pytest.mark.parametrize("enum", ENUMS, ids=names(ENUMS))
every_event = pytest.mark.parametrize("event", EVENTS, ids=names(EVENTS))
full_and_minimal = pytest.mark.parametrize("full", [True, False], ids=["full", "minimal"])


def instances(model: type[Model], *, full: bool = True) -> list[Model]:
    """Instances of *model*, or, for a base, one of each class that its tags select."""
    below = [c for c in model.registry().values() if issubclass(c, model) and c in MODELS]
    if below in ([], [model]):
        return [model.from_dict(sample(model, full=full))]
    return [made for c in below for made in instances(c, full=full)]


def construct(event: Any, payload: dict[str, Any]) -> Any:
    """From one mapping, as run time allows and type checkers do not."""
    return event(payload)


def test_there_are_classes_to_rule_over() -> None:
    assert len(MODELS) >= 250
    assert len(SERVER_EVENTS) == 85
    assert len(CLIENT_EVENTS) == 21
    assert len(ENUMS) == 36


@every_model
@full_and_minimal
def test_a_payload_is_kept_as_it_came(model: type[Model], full: bool) -> None:
    for made in instances(model, full=full):
        payload = sample(type(made), full=full)
        assert made.as_dict() == payload
        assert list(made.as_dict()) == list(payload)
        assert json.loads(type(made).from_json(json.dumps(payload)).to_json()) == payload
        assert json.loads(json.dumps(made)) == payload
        assert made == payload
        assert dict(made) == payload
        assert {**made} == payload


@every_model
def test_plain_all_the_way_down(model: type[Model]) -> None:
    def types_in(value: Any) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value
        children = inner if isinstance(value, dict | list) else ()
        return {type(value)}.union(*map(types_in, children))

    for made in instances(model):
        assert types_in(made.as_dict()) <= {dict, list, str, int, float, bool, type(None)}


@every_model
def test_unknown_fields_and_nulls_are_kept_in_order(model: type[Model]) -> None:
    for made in instances(model):
        payload = {"zz_new": {"a": [None]}, **sample(type(made)), "zz_null": None}
        again = type(made).from_dict(payload)
        assert list(again.items()) == list(payload.items())
        assert again.as_dict() == payload


@every_model
def test_the_payload_is_neither_changed_nor_aliased(model: type[Model]) -> None:
    def containers(value: Any) -> list[Any]:
        if not isinstance(value, dict | list):
            return []
        inner = value.values() if isinstance(value, dict) else value
        return [value, *(c for child in inner for c in containers(child))]

    for made in instances(model):
        payload = {**sample(type(made)), "zz_new": {"a": [{"b": []}]}}
        before = copy.deepcopy(payload)
        again = type(made).from_dict(payload)
        assert payload == before
        assert type(payload) is dict
        theirs, ours = containers(payload), containers(again)
        assert len(theirs) == len(ours) >= 4
        assert not {id(c) for c in theirs} & {id(c) for c in ours}


@every_model
def test_reading_changes_nothing(model: type[Model]) -> None:
    for made in instances(model):
        before = json.dumps(made)
        values = [getattr(made, info.name) for info in made.fields()]
        assert len(values) == len(made.fields())
        assert None not in values
        assert json.dumps(made) == before
        for info, value in zip(made.fields(), values, strict=True):
            if isinstance(value, Model | list | dict):
                assert value is made[info.wire_name]


@every_model
def test_absent_optional_fields_read_none(model: type[Model]) -> None:
    for made in instances(model, full=False):
        optional = [info for info in made.fields() if not info.required]
        assert [getattr(made, info.name) for info in optional] == [None] * len(optional)
        nulls = type(made).from_dict(
            {**made.as_dict(), **{info.wire_name: None for info in optional}}
        )
        assert [getattr(nulls, info.name) for info in optional] == [None] * len(optional)
        assert nulls.problems() == []


@every_model
def test_absent_required_fields_raise(model: type[Model]) -> None:
    for made in instances(model, full=False):
        required = [info for info in made.fields() if info.required]
        for info in required:
            broken = made.copy()
            del broken[info.wire_name]
            with pytest.raises(FieldError, match=f"{info.name}: expected .*, got nothing, at"):
                getattr(broken, info.name)
            assert getattr(broken, info.name, None) is None
            assert not hasattr(broken, info.name)


@every_model
@full_and_minimal
def test_a_valid_payload_has_no_problems(model: type[Model], full: bool) -> None:
    for made in instances(model, full=full):
        drift = [problem.code for problem in made.problems(unknown=True)]
        assert drift == (["unknown_tag"] if model in UNKNOWN else [])
        assert made.problems() == []
        assert type(made).from_dict(made, strict=True) == made


@every_model
def test_construction_from_attributes(model: type[Model]) -> None:
    """What reading gives is what constructing takes."""
    for made in instances(model):
        given = {
            info.name: getattr(made, info.name) for info in made.fields() if info.constant is None
        }
        again = type(made)(**given)
        assert again == made
        assert type(again) is type(made)


@every_model
def test_copies(model: type[Model]) -> None:
    for made in instances(model):
        for same in (
            made.copy(),
            copy.copy(made),
            copy.deepcopy(made),
            pickle.loads(pickle.dumps(made)),
        ):
            assert same == made
            assert type(same) is type(made)
            assert same is not made
            assert same.problems() == []
        for key, value in made.items():
            assert made.copy()[key] is value
            assert copy.copy(made)[key] is value
            if isinstance(value, dict | list):
                assert copy.deepcopy(made)[key] is not value
            if isinstance(value, Model):
                assert type(copy.deepcopy(made)[key]) is type(value)
                assert type(pickle.loads(pickle.dumps(made))[key]) is type(value)


@every_model
def test_repr_names_class_and_fields(model: type[Model]) -> None:
    for each in instances(model):
        made = type(each).from_dict(sample(type(each), nested=2))  # a repr has no room for more
        shown = repr(made)
        assert shown.startswith(f"{type(made).__name__}(")
        for info in made.fields():
            assert f"{info.name}=" in shown
        assert "\n" not in shown


@every_model
def test_no_state_but_items(model: type[Model]) -> None:
    for made in instances(model):
        assert not hasattr(made, "__dict__")
        assert not hasattr(made, "__weakref__")
        with pytest.raises(AttributeError):
            setattr(made, "no_such_field", 1)  # noqa: B010  # a variable name for mypy


@every_model
def test_no_field_hides_a_name_of_model(model: type[Model]) -> None:
    assert not [info.name for info in model.fields() if hasattr(Model, info.name)]


@every_model
def test_docstrings(model: type[Model]) -> None:
    """Each says what the name does not, and what is in the declaration is not said again."""
    about, _, source = vars(model)["__doc__"].partition("Source: ")
    assert says_more(about, model.__name__)
    assert bool(source) == (model is not Model and not has_known_source(model))
    assert "\n\n" not in source
    for info in model.fields():
        if has_one_value(info):
            assert info.doc == ""
        else:
            assert says_more(info.doc, model.__name__, info.name)


def has_known_source(model: type[Model]) -> bool:
    """Whether the API versions of an event say where it is from, or it stands for no one event."""
    versions = getattr(model, "api_versions", None)
    has_tag = any(info.role == "discriminator" for info in model.fields())
    return versions is not None and (versions != () or not has_tag)


def has_one_value(info: FieldInfo) -> bool:
    """Whether the type of a field says all: a tag, a constant, or one that may be absent."""
    is_union = get_origin(info.annotation) in (Union, UnionType)
    parts = get_args(info.annotation) if is_union else [info.annotation]
    kinds = [part for part in parts if part is not NoneType]
    return [(get_origin(kind), len(get_args(kind))) for kind in kinds] == [(Literal, 1)]


SMALL_WORDS = """
    a an and are as at be by for from has if in is it its of on one or that the this to was what
    which with
"""


def says_more(doc: str, *names: str) -> bool:
    """Whether *doc* is a sentence with a word that is neither small nor in one of *names*."""
    named = "".join(names).replace("_", "").lower()
    words = re.findall(r"[a-z0-9]+", doc.lower())
    more = [w for w in words if w not in SMALL_WORDS.split() and w.removesuffix("s") not in named]
    return doc.rstrip().endswith(".") and bool(more)


@every_enum
def test_no_two_members_have_one_value(enum: type[Enum]) -> None:
    assert [*enum.__members__.values()] == [*enum]


TAGS = {
    AzureVoiceType,
    ClientEventType,
    ContentPartType,
    InterimResponseConfigType,
    ItemType,
    ServerEventType,
    ToolType,
    TurnDetectionType,
}
"""Enums of tags: what a member means is said by the class that it selects."""

PROPER_NAMES = {
    AzureRealtimeNativeVoiceName,
    OpenAIVoiceName,
    PersonalVoiceModels,
    PhotoAvatarBaseModes,
}
"""Enums of names that mean nothing but what bears them."""


@every_enum
def test_enum_docstrings(enum: type[Enum]) -> None:
    about, _, source = (enum.__doc__ or "").partition("Source: ")
    assert says_more(about, enum.__name__)
    assert source
    for member in enum:
        doc = meanings().get((enum.__name__, member.name), "")
        if enum in PROPER_NAMES or (enum in TAGS and member in selected()):
            assert doc == ""
        else:
            assert says_more(doc, enum.__name__, member.name, member.value)


@every_model
def test_type_hints_resolve(model: type[Model]) -> None:
    hints = get_type_hints(model)
    assert set(hints) == {info.name for info in model.fields()}


@every_model
def test_public_path(model: type[Model]) -> None:
    assert model.__module__ == "voicelive_events"


@every_event
def test_the_base_gives_the_class(event: type[ServerEvent | ClientEvent]) -> None:
    payload = sample(event)
    base = base_of(event)
    made = base.from_dict(payload)
    assert type(made) is event
    assert type(base.from_json(json.dumps(payload))) is event
    assert type(event.from_dict(payload)) is event
    assert made.type == payload["type"]


@every_event
def test_another_class_is_refused(event: type[ServerEvent | ClientEvent]) -> None:
    events = [each for each in EVENTS if base_of(each) is base_of(event)]
    other = events[events.index(event) - 1]
    with pytest.raises(DecodeError, match=f"of {event.__name__}, got string"):
        event.from_dict(sample(other))
    with pytest.raises(DecodeError):
        construct(event, sample(other))


@every_event
def test_the_constructor_fills_in_the_tag(event: type[VoiceLiveEvent]) -> None:
    payload = sample(event, full=False)
    del payload["type"]
    made = construct(event, payload)
    assert made["type"] == made.type
    assert made.problems() == []
    with pytest.raises(DecodeError, match=r"expected a string, got nothing, at \$\.type"):
        event.from_dict(payload)
