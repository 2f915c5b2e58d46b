"""The JSON Schema of the events says what `problems()` says, by another's judgement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from voicelive_events import ClientEvent, DecodeError, Model, ServerEvent, VoiceLiveEvent
from voicelive_events._core.jsontext import MAX_DEPTH

from .bundled import RECEIVED
from .classes import (
    CLIENT_EVENTS,
    DECODABLE,
    ENUMS,
    EVENTS,
    MODELS,
    SERVER_EVENTS,
    base_of,
    names,
    sample,
)
from .hostile import mutated_payloads
from .test_hostile import thorough
from .test_recordings import OPENAI, VOICE_LIVE
from .test_verdicts import ABSENT, mutants

DOCUMENTED = {*names(MODELS), *names(ENUMS)}
"""The classes of the package; other tests make events of their own."""


def one_of(judge: Any, schemas: list[Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if sum(judge.evolve(schema=schema).is_valid(instance) for schema in schemas) != 1:
        yield ValidationError(f"not valid under exactly one of {len(schemas)} schemas")


@cache
def validator(model: type[Model]) -> Draft202012Validator:
    """The library's, but it neither collects the errors of every event nor parses a reference."""
    document = model.json_schema()

    def ref(judge: Any, to: str, instance: Any, _: Any) -> Iterator[ValidationError]:
        found: Iterator[ValidationError] = judge.descend(instance, definitions[to])
        return found

    definitions = {f"#/$defs/{name}": it for name, it in document.get("$defs", {}).items()}
    kind = extend(Draft202012Validator, {"oneOf": one_of, "$ref": ref})  # type: ignore[no-untyped-call]
    made: Draft202012Validator = kind(document)
    return made


@cache
def check_schema(text: str) -> None:
    """Raise `SchemaError` if *text* is no schema; most documents define the same classes."""
    Draft202012Validator.check_schema(json.loads(text))


def is_sound(model: type[Model], payload: Any) -> bool:
    """What the library says."""
    try:
        return not model.from_dict(payload).problems()
    except DecodeError:
        return False


def as_the_draft_sees(value: Any) -> Any:
    """*value* without what JSON Schema has no word for.

    To it ``3.0`` is an integer, and an integer is a number however large it is.
    """
    if isinstance(value, dict):
        return {key: as_the_draft_sees(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(as_the_draft_sees, value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-(2**1023), min(value, 2**1023))
    return value


@pytest.mark.parametrize(
    ("field", "value"),
    [("output_index", 3.0), ("content_index", 1e300)],
    ids=["zero fraction", "float"],
)
def test_a_number_without_a_fraction_is_an_integer_to_the_draft(field: str, value: float) -> None:
    payload = {**sample(ServerEvent.registry()["response.text.delta"]), field: value}
    assert validator(ServerEvent).is_valid(payload)
    assert not is_sound(ServerEvent, payload)
    assert is_sound(ServerEvent, as_the_draft_sees(payload))


def test_an_integer_beyond_a_float_is_a_number_to_the_draft() -> None:
    payload = {"type": "session.updated", "session": {"temperature": 10**400}}
    assert validator(ServerEvent).is_valid(payload)
    assert not is_sound(ServerEvent, payload)
    assert is_sound(ServerEvent, as_the_draft_sees(payload))


def test_no_nesting_is_too_deep_to_the_draft() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH):
        deep = [deep]
    payload = {"type": "response.invocation.delta", "delta": {"deep": deep}}
    assert validator(ServerEvent).is_valid(payload)
    assert not is_sound(ServerEvent, payload)


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_every_document_is_a_schema(model: type[Model]) -> None:
    document = model.json_schema()
    for schema in ({**document, "$defs": {}}, *document.get("$defs", {}).values()):
        check_schema(json.dumps(schema))
    assert document["title"] == model.__name__
    assert document["description"]
    assert references(document) <= {f"#/$defs/{name}" for name in document.get("$defs", {})}
    for name in document.get("$defs", {}).keys() & DOCUMENTED:
        definition = document["$defs"][name]
        assert definition["title"] == name
        assert definition["description"]
        for field in definition.get("properties", {}).values():
            kinds = [kind for kind in field.get("anyOf", [field]) if kind != {"type": "null"}]
            has_one_value = len(kinds) == 1 and "const" in kinds[0]
            assert has_one_value != field.get("description", "").endswith(".")


VOCABULARY = {
    *("$schema", "$defs", "$ref", "title", "description", "readOnly"),
    *("type", "const", "enum", "anyOf", "oneOf", "not", "required", "properties", "items"),
    *("additionalProperties", "contentEncoding", "pattern", "minimum", "exclusiveMaximum"),
}


def schemas_in(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """*schema* and all that stand in it."""
    yield schema
    named = [schema.get(key, {}).values() for key in ("$defs", "properties")]
    listed = [schema.get(key, []) for key in ("anyOf", "oneOf")]
    single = [schema[key] for key in ("not", "items", "additionalProperties") if key in schema]
    for inner in (each for group in (*named, *listed, single) for each in group):
        yield from schemas_in(inner)


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_a_validator_in_strict_mode_takes_it(model: type[Model]) -> None:
    """ajv refuses keywords that it does not know, and wants a type beside properties."""
    for schema in schemas_in(model.json_schema()):
        assert schema.keys() <= VOCABULARY
        if schema.keys() & {"properties", "required", "additionalProperties"}:
            assert schema["type"] == "object"


def references(schema: Any) -> set[str]:
    """Where the references in *schema* point to."""
    children: Iterator[Any] = iter(())
    if isinstance(schema, dict | list):
        children = iter(schema.values() if isinstance(schema, dict) else schema)
    own = {schema["$ref"]} if isinstance(schema, dict) and "$ref" in schema else set()
    return own.union(*map(references, children))


@pytest.mark.parametrize(
    ("base", "events"), [(ServerEvent, SERVER_EVENTS), (ClientEvent, CLIENT_EVENTS)]
)
def test_one_document_for_all_events(
    base: type[VoiceLiveEvent], events: list[type[VoiceLiveEvent]]
) -> None:
    document = base.json_schema()
    kinds = {definition["$ref"].rpartition("/")[2] for definition in document["oneOf"]}
    assert kinds >= {*names(events), f"Unknown{base.__name__}"}
    assert kinds.isdisjoint({base.__name__, "ResponseEvent", "InputTextEvent"})


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
@pytest.mark.parametrize("full", [True, False], ids=["full", "minimal"])
def test_samples_are_valid(model: type[Model], full: bool) -> None:
    payload = sample(model, full=full)
    validator(model).validate(payload)
    for base in (ServerEvent, ClientEvent):
        if issubclass(model, base):
            validator(base).validate(payload)


@pytest.mark.parametrize("name", [*VOICE_LIVE, *OPENAI])
def test_recorded_frames(recordings: Path, name: str) -> None:
    assert agreeing((recordings / name).read_text("utf-8")) == {**VOICE_LIVE, **OPENAI}[name]


def test_frames_of_the_sample() -> None:
    assert agreeing("\n".join(RECEIVED)) > 50


def agreeing(log: str) -> int:
    """How many frames of *log* there are, each judged alike."""
    frames = list(map(json.loads, log.splitlines()))
    for frame in frames:
        assert validator(ServerEvent).is_valid(frame) is is_sound(ServerEvent, frame), frame
    return len(frames)


@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_one_verdict_on_mutated_payloads(model: type[Model]) -> None:
    """Every field absent, and replaced by values of every kind."""
    verdicts = set()
    for made, name, wire in mutants(model, nested=1):
        payload = made.as_dict()
        verdict = is_sound(model, as_the_draft_sees(payload))
        assert validator(model).is_valid(payload) is verdict, (name, payload.get(wire, ABSENT))
        verdicts.add(verdict)
    assert verdicts == ({True, False} if model.fields() else set())


@thorough
@given(mutated_payloads())
def test_one_verdict_on_payloads_mutated_at_random(case: tuple[type[Model], Any]) -> None:
    model, payload = case
    verdict = is_sound(model, as_the_draft_sees(payload))
    assert validator(model).is_valid(payload) is verdict


@pytest.mark.parametrize("event", EVENTS, ids=names(EVENTS))
def test_one_verdict_of_the_document_for_all_events(
    event: type[ServerEvent | ClientEvent],
) -> None:
    verdicts, base = set(), base_of(event)
    for info in event.fields():
        for value in (ABSENT, None, 3, "text"):
            payload = {**sample(event, nested=1), info.wire_name: value}
            if value is ABSENT:
                del payload[info.wire_name]
            verdict = is_sound(base, payload)
            assert validator(base).is_valid(payload) is verdict, (info.name, value)
            verdicts.add(verdict)
    assert verdicts == {True, False}
