"""Hostile input: what every test of it mutates, and what may come of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from voicelive_events import (
    ClientEvent,
    FieldError,
    Model,
    ModelError,
    ServerEvent,
    ValidationError,
)
from voicelive_events.testing.strategies import json_values

from .classes import DECODABLE, sample

keys = st.sampled_from(["type", "model", "item", "session", "delta", "tools", "voice", "x"]) | (
    st.text(max_size=5)
)
values = json_values() | st.sampled_from(
    [sample(model) for model in DECODABLE if len(sample(model)) > 1]
).map(copy.deepcopy)


def containers(value: Any) -> list[Any]:
    """*value* and every list and dict inside it."""
    if not isinstance(value, dict | list):
        return []
    children = list(value.values()) if isinstance(value, dict) else value
    return [value, *(found for child in children for found in containers(child))]


def drop(draw: Any, container: Any, key: Any) -> None:
    del container[key]


def null(draw: Any, container: Any, key: Any) -> None:
    container[key] = None


def retype(draw: Any, container: Any, key: Any) -> None:
    container[key] = draw(values)


def nest(draw: Any, container: Any, key: Any) -> None:
    inner = container[key]
    container[key] = [inner] if draw(st.booleans()) else {draw(keys): inner}


def rename(draw: Any, container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[draw(keys)] = container.pop(key)


def add(draw: Any, container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[draw(keys)] = draw(values)
    else:
        container.append(draw(values))


def duplicate(draw: Any, container: Any, key: Any) -> None:
    twin = copy.deepcopy(container[key])
    if isinstance(container, dict):
        container[draw(keys)] = twin
    else:
        container.append(twin)


def reorder(draw: Any, container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[key] = container.pop(key)
    else:
        container.reverse()


MUTATIONS: list[Callable[[Any, Any, Any], None]] = [
    drop,
    null,
    retype,
    nest,
    rename,
    add,
    duplicate,
    reorder,
]


@st.composite
def mutated(draw: Any, payload: Any) -> Any:
    """A copy of *payload* after one to four mutations."""
    payload = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 4))):
        places = [place for place in containers(payload) if place]
        if places:
            place = draw(st.sampled_from(places))
            key = draw(
                st.sampled_from(list(place) if isinstance(place, dict) else range(len(place)))
            )
            draw(st.sampled_from(MUTATIONS))(draw, place, key)
    return payload


@st.composite
def mutated_payloads(draw: Any) -> tuple[type[Model], Any]:
    """A class, and a valid payload of it after one to four mutations."""
    model = draw(st.sampled_from([ServerEvent, ClientEvent, *DECODABLE]))
    source = draw(st.sampled_from(DECODABLE)) if draw(st.integers(0, 9)) == 0 else model
    payload = draw(mutated(sample(source, full=draw(st.booleans()))))
    return model, payload


def survive(model: type[Model], decode: Callable[..., Model], given: Any, payload: Any) -> None:
    """Decode *given* with every outcome but the two that are allowed failing the test.

    Either an event that is *payload* exactly, to be read, checked, shown and copied, or a
    `ModelError`.
    """
    made, error = attempt(decode, given)
    if made is None:
        assert is_line(str(error))
        return
    assert same(made.as_dict(), payload)
    assert same(json.loads(made.to_json()), payload)
    before = json.dumps(made)
    read_all(made)
    assert json.dumps(made) == before
    assert is_line(repr(made), 100_000)
    assert same(copy.deepcopy(made).as_dict(), payload)
    problems = made.problems()
    assert made._is_valid() == (not problems)
    surprises = made.problems(unknown=True)
    assert len(surprises) >= len(problems)
    assert all(is_line(str(problem)) for problem in surprises)
    assert {*made.problems(api_version="v1")} >= {*problems}
    strict, error = attempt(decode, given, strict=True)
    assert (strict is None) == bool(problems)
    if isinstance(error, ValidationError):
        assert error.problems == tuple(problems)
        assert is_line(str(error), 5000)
    else:
        assert error is None


def is_line(text: str, limit: int = 1000) -> bool:
    """Whether *text* is short, and breaks no line of a log."""
    return len(text) < limit and text.isprintable()


def attempt(
    decode: Callable[..., Any], *given: Any, **how: Any
) -> tuple[Any, None] | tuple[None, ModelError]:
    """What decoding gives, or the one kind of error that it may raise."""
    try:
        return decode(*given, **how), None
    except ModelError as error:
        return None, error


def same(one: Any, other: Any) -> bool:
    """Equal with the order of keys and the types of numbers."""
    return json.dumps(one) == json.dumps(other)


def read_all(value: Any) -> None:
    """Read every field, of nested models too; a field that cannot be read raises `FieldError`."""
    if isinstance(value, Model):
        for info in value.fields():
            read, error = attempt(getattr, value, info.name)
            assert error is None or (isinstance(error, FieldError) and is_line(str(error)))
            read_all(read)
    elif isinstance(value, list):
        for item in value:
            read_all(item)
