"""Whatever comes: an event that is exactly what came, or a `ModelError`. Nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicelive_events import ClientEvent, DecodeError, Model, ModelError, ServerEvent
from voicelive_events._core.backend import backend
from voicelive_events._core.jsontext import MAX_DEPTH
from voicelive_events.testing.strategies import json_values

from .backends import parsed_by
from .classes import DECODABLE, EVENTS, base_of, names, sample
from .hostile import keys, mutated_payloads, same, survive

thorough = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@thorough
@given(mutated_payloads())
def test_mutated_payloads(case: tuple[type[Model], Any]) -> None:
    model, payload = case
    survive(model, model.from_dict, payload, payload)


@thorough
@given(mutated_payloads())
def test_mutated_payloads_as_text(case: tuple[type[Model], Any]) -> None:
    model, payload = case
    survive(model, model.from_json, json.dumps(payload), payload)


@thorough
@given(st.sampled_from([ServerEvent, ClientEvent, *DECODABLE]), json_values())
def test_arbitrary_json(model: type[Model], payload: Any) -> None:
    survive(model, model.from_dict, payload, payload)
    survive(model, model.from_json, json.dumps(payload), payload)


@thorough
@given(st.sampled_from(EVENTS), st.data())
def test_damaged_text(event: type[ServerEvent | ClientEvent], data: st.DataObject) -> None:
    """Text cut short, bytes flipped, inserted or repeated: as `json` reads it, or an error."""
    base = base_of(event)
    text = json.dumps(sample(event), ensure_ascii=data.draw(st.booleans())).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 8))
    damage: Callable[[], bytes] = data.draw(
        st.sampled_from(
            [
                lambda: text[:place],
                lambda: text[:place] + data.draw(st.binary(max_size=4)) + text[place + length :],
                lambda: text[: place + length] + text[place:],
                lambda: bytes([*text[:place], text[place] ^ 1 << length % 8, *text[place + 1 :]]),
            ]
        )
    )
    damaged = damage()
    try:
        payload = json.loads(str(damaged, "utf-8"))
    except ValueError:
        with pytest.raises(DecodeError):
            base.from_json(damaged)
    else:
        survive(base, base.from_json, damaged, payload)


@thorough
@given(st.dictionaries(keys, json_values(), max_size=3), st.sampled_from(EVENTS))
def test_duplicate_keys(extra: dict[str, Any], event: type[ServerEvent | ClientEvent]) -> None:
    """The last of several equal keys wins, in the place of the first, as in `json`."""
    pairs = [*sample(event).items(), *extra.items(), *sample(event).items()]
    text = "{" + ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in pairs) + "}"
    base = base_of(event)
    survive(base, base.from_json, text, json.loads(text))


@thorough
@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_text_at_all(text: Any) -> None:
    with pytest.raises(DecodeError):
        ServerEvent.from_json(text)


@thorough
@given(json_values())
def test_both_parsers_agree(payload: Any) -> None:
    text = json.dumps(payload, ensure_ascii=False)
    with parsed_by("msgspec"):
        parse = backend().parse
    try:
        fast = parse(text)
    except ValueError:  # lone surrogates: the authority reads them
        fast = payload
    assert same(fast, json.loads(text))


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_deep_trees_in_every_field(model: type[Model]) -> None:
    """As deep as is read, and one level deeper."""
    for info in model.fields():
        for opening, closing, leaf in (("[", "]", "1"), ('{"type":', "}", '"x"')):
            for levels in (MAX_DEPTH - 1, MAX_DEPTH, 3000):
                deep = opening * levels + leaf + closing * levels
                payload = {**sample(model, full=False), info.wire_name: "@"}
                text = json.dumps(payload).replace('"@"', deep)
                if levels < MAX_DEPTH:
                    survive(model, model.from_json, text, json.loads(text))
                else:
                    with pytest.raises(ModelError, match="levels of nesting"):
                        model.from_json(text)


def test_little_stack_left() -> None:
    """Deep in the caller's own recursion a frame decodes, or is an error of the package."""
    text = json.dumps(sample(EVENTS[0]))

    def at_depth(levels: int) -> str:
        if levels:
            return at_depth(levels - 1)
        try:
            return type(ServerEvent.from_json(text)).__name__
        except DecodeError as error:
            return str(error)

    expected = EVENTS[0].__name__
    assert at_depth(sys.getrecursionlimit() - 300) == expected
