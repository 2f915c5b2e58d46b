"""Reading, checking and strict decoding give one verdict, for every field of every class."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from voicelive_events import FieldError, Model, ValidationError
from voicelive_events._text import json_path

from .classes import DECODABLE, EVENTS, names, sample

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**63,
    10**400,
    1.0,
    3.9,
    1e300,
    "",
    "text",
    "AAEC",
    "AAE",
    "inf",
    "pcm16-8000hz",
    [],
    [None],
    [1],
    [1.5, 2],
    [True],
    ["text"],
    ["word", 3],
    [[]],
    [[0.5, 1]],
    [[0.5], [None]],
    [[10**400]],
    [{}],
    [{"type": "text"}],
    [{"type": "function", "name": 3}, {"type": "new"}],
    {},
    {"key": "text"},
    {"key": None},
    {"key": ["text"]},
    {"key": ["text", 1]},
    {"type": "openai", "name": "alloy"},
    {"type": "azure-standard"},
    {"type": "message", "content": [None]},
    {"type": 3},
    {"type": None, "deep": [{}]},
    {"model": "semantic_detection_v1"},
    {"message": 3},
]
ABSENT = object()


def mutants(model: type[Model], *, nested: int = 6) -> Iterator[tuple[Model, str, str]]:
    """A valid instance with one field replaced or absent: instance, attribute, wire name."""
    payload = sample(model, nested=nested)
    for info in model.fields():
        for value in [ABSENT, *VALUES]:
            made = model.from_dict(payload)
            if value is ABSENT:
                del made[info.wire_name]
            else:
                # Through JSON: every mutant has containers of its own.
                made[info.wire_name] = json.loads(json.dumps(value))
            yield made, info.name, info.wire_name


def own_paths(value: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """The paths of a field and of the elements of its lists and dicts, no model entered."""
    yield json_path(path)
    if isinstance(value, Model):
        return
    children: dict[Any, Any] = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        children = dict(enumerate(value))
    for key, child in children.items():
        yield from own_paths(child, (*path, key))


def can_read(made: Model, name: str) -> bool:
    try:
        getattr(made, name)
    except FieldError:
        return False
    return True


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_one_verdict(model: type[Model]) -> None:
    verdicts = set()
    for made, name, wire in mutants(model):
        problems = made.problems()
        if made._dispatch.other_class(made):  # the tag of another class: it reads, and is a problem
            assert [problem.path for problem in problems] == [json_path((wire,))]
            assert can_read(made, name)
            continue
        own = set(own_paths(made.get(wire), (wire,)))
        is_sound = not any(problem.path in own for problem in problems)
        assert can_read(made, name) == is_sound, (name, made.get(wire), problems)
        assert made._is_valid() == (not problems), (name, made.get(wire), problems)
        verdicts.add(is_sound)
    assert verdicts == ({True, False} if model.fields() else set())


@pytest.mark.parametrize("model", EVENTS, ids=names(EVENTS))
def test_strict_raises_what_problems_lists(model: type[Model]) -> None:
    strict = 0
    for made, name, wire in mutants(model):
        if name == "type":
            continue  # another type is another class
        payload = made.as_dict()
        problems = tuple(model.from_dict(payload).problems())
        if problems:
            strict += 1
            with pytest.raises(ValidationError) as raised:
                model.from_dict(payload, strict=True)
            assert raised.value.problems == problems
            with pytest.raises(ValidationError) as raised:
                model.from_json(json.dumps(payload), strict=True)
            assert raised.value.problems == problems
        else:
            assert model.from_dict(payload, strict=True).as_dict() == payload
        paths = [problem.path for problem in problems]
        assert len(paths) == len(set(paths)), (wire, problems)
        assert all(hash(problem) is not None for problem in problems)
    assert strict > 0


def test_decoding_and_setting_upgrade_alike() -> None:
    """A value that comes with the payload and one that is set later get the same problems."""
    compared = 0
    for model in DECODABLE:
        payload = sample(model)
        for info in model.fields():
            if info.role == "discriminator" or info.wire_name in ("type", "model"):
                continue
            for value in VALUES:
                decoded = model.from_dict({**payload, info.wire_name: value})
                later = model.from_dict(payload)
                later[info.wire_name] = value
                assert decoded.problems() == later.problems()
                assert decoded == later
                compared += 1
    assert compared > 10_000
