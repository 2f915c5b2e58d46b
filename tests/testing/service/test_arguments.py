"""Arguments that a function's schema allows: another library is the judge."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from voicelive_events.testing.service._arguments import arguments_for
from voicelive_events.testing.service._patterns import text_like

TREE = {"$ref": "#/$defs/Node"}

PROPERTIES: dict[str, Any] = {
    "text": {"type": "string"},
    "long": {"type": "string", "minLength": 30},
    "short": {"type": "string", "maxLength": 2},
    "pattern": {"type": "string", "pattern": r"^\+\d{2,3} [A-Z]{3}-(red|blue)\.?$"},
    "pattern of a length": {"type": "string", "pattern": "^[a-f0-9]+$", "minLength": 12},
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "uuid": {"type": "string", "format": "uuid"},
    "enum": {"enum": ["celsius", "kelvin"]},
    "const": {"const": 7},
    "integer": {"type": "integer"},
    "from": {"type": "integer", "minimum": 5},
    "up to": {"type": "integer", "maximum": -3},
    "between": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
    "whole between": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "multiple": {"type": "integer", "multipleOf": 7, "minimum": 10, "maximum": 20},
    "step": {"type": "number", "multipleOf": 0.25, "minimum": 0.3},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "nullable": {"type": ["null", "integer"]},
    "optional": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]},
    "one of": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    "all of": {"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 8, "maximum": 9}]},
    "list": {"type": "array", "items": {"type": "integer"}},
    "long list": {"type": "array", "items": {"type": "string"}, "minItems": 3},
    "empty list": {"type": "array", "items": False, "maxItems": 0},
    "tuple": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}]},
    "set": {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True},
    "set of numbers": {
        "type": "array",
        "items": {"type": "integer", "maximum": 4},
        "minItems": 3,
        "uniqueItems": True,
    },
    "set of names": {
        "type": "array",
        "items": {"enum": ["a", "b", "c"]},
        "minItems": 2,
        "uniqueItems": True,
    },
    "object": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        "required": ["a"],
        "additionalProperties": False,
    },
    "some of an object": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        "minProperties": 2,
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    "dependent": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        "required": ["a"],
        "dependentRequired": {"a": ["b"]},
    },
    "no type": {"properties": {"a": {"minimum": 4}}, "required": ["a"]},
    "anything": {},
    "true": True,
    "tree": TREE,
    "chain": {"$ref": "#/$defs/Link"},
    "contains": {"type": "array", "contains": {"type": "integer"}, "minContains": 2},
    "both": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
    "set of short names": {
        "type": "array",
        "items": {"type": "string", "maxLength": 3},
        "minItems": 3,
        "uniqueItems": True,
    },
    "merged": {
        "properties": {"a": {"type": "integer"}},
        "required": ["a"],
        "allOf": [{"properties": {"a": {"minimum": 9}, "b": {"const": 1}}, "required": ["b"]}],
    },
    "title": {"type": "string", "title": "Name of the City", "minLength": 4},
}
DEFINITIONS = {
    "Node": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": TREE}},
        "required": ["name", "children"],
    },
    "Link": {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Link"}, {"type": "null"}]}},
        "required": ["next"],
    },
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_the_schema_allows_the_arguments(name: str) -> None:
    schema = {
        "type": "object",
        "properties": {name: PROPERTIES[name]},
        "required": [name],
        "additionalProperties": False,
        "$defs": DEFINITIONS,
    }
    made = arguments_for(schema)
    assert set(made) == {name}
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(made)


@pytest.mark.parametrize("parameters", [None, {}, {"type": "object"}, "text", {"type": "string"}])
def test_without_a_schema_there_are_none(parameters: Any) -> None:
    assert arguments_for(parameters) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"type": "integer", "minimum": "low"}}, "required": ["a"]},
        {"properties": {"a": {"anyOf": 5}}, "required": ["a"]},
        {"properties": ["a"], "required": ["a"]},
        {"properties": {"a": {"$ref": 5}}, "required": ["a"]},
        {"required": 5},
    ],
)
def test_for_a_schema_that_is_none_there_are_none(schema: Any) -> None:
    assert arguments_for({"type": "object", **schema}) == {}


def test_only_what_is_required_or_has_an_example_is_given() -> None:
    properties = {
        "city": {"type": "string"},
        "unit": {"type": "string", "default": "celsius"},
        "days": {"type": "integer", "examples": [3]},
        "note": {"type": "string"},
    }
    made = arguments_for({"type": "object", "properties": properties, "required": ["city"]})
    assert made == {"city": "city", "unit": "celsius", "days": 3}


def test_a_text_is_called_by_its_title_or_else_by_the_name_of_its_property() -> None:
    properties = {"birth_date": {}, "place": {"title": "Place of birth"}, "__": {"type": "string"}}
    made = arguments_for({"properties": properties, "required": list(properties)})
    assert made == {"birth_date": "birth date", "place": "place of birth", "__": "text"}


PATTERNS = [
    "", "abc", "^abc$", "a|b", "^(a|b)c$", "[a-z]+", "^[^a-z]{3}$", r"^\d{4}-\d{2}-\d{2}$",
    r"^[\w.+-]+@[\w-]+\.[\w.]+$", "^a*b+c?$", "^(?:x|y){2}$", "^(?P<n>a)$", r"^\x41\u0042$",
    "^[A-Z]{2,}$", r"^\S+ \W$", "^.{5}$", "^[]a]$", r"^[\]x]+$", "^a{0,3}$", "^a+?$", r"\bword\b",
    "^(?!foo)[a-z]+$", "(?i)^ABC$", "^[\u4e00-\u9fa5]$",
    r"^\p$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS[:-1])
def test_a_pattern_matches_its_text(pattern: str) -> None:
    assert re.search(pattern, text_like(pattern))


@pytest.mark.parametrize("pattern", [r"^\p$", "(", "^(?=b)a$", "[z-a]", r"^(a)\1$", "^[^\\s\\S]$"])
def test_a_pattern_that_cannot_be_followed_gives_some_text(pattern: str) -> None:
    assert text_like(pattern) == "text"


def test_what_may_be_repeated_is_until_the_text_is_long_enough() -> None:
    assert len(text_like("^[a-z]+$", shortest=20)) >= 20
    assert len(text_like("^[a-z]*$", shortest=3, longest=4)) in (3, 4)
