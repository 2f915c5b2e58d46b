"""Arguments that a function allows, by its JSON Schema."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from ._patterns import text_like

__all__ = ["arguments_for"]

_DEPTH = 16
"""Levels down to which references are followed, for a schema may refer to itself."""

_DEPTH_OF_OPTIONAL = 5
"""Levels down to which optional things are given: a value where null would do, an item of a list
that may be empty."""

_FORMATS = {
    "date": "2026-07-15",
    "date-time": "2026-07-15T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/text",
    "regex": "text",
}


def arguments_for(parameters: Any) -> dict[str, Any]:
    """An object that the JSON Schema *parameters* allows, with the properties that it requires, and
    with the others that have an example or a default. None for a schema that cannot be read."""
    schema = parameters if isinstance(parameters, Mapping) else {}
    try:
        made = _Maker(schema).value(schema, 0)
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
        return {}  # the client may declare what it likes
    return made if isinstance(made, dict) else {}


class _Maker:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def value(self, schema: Any, depth: int) -> Any:
        """A value that *schema* allows."""
        schema = self._flat(schema, depth)
        for key in ("const", "default"):
            if key in schema:
                return schema[key]
        for key in ("enum", "examples"):
            if schema.get(key):
                return schema[key][0]
        match self._kind(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "integer" | "number" as kind:
                return _number(schema, is_whole=kind == "integer")
            case "boolean":
                return True
            case "null":
                return None
        return _text(schema)

    def _flat(self, schema: Any, depth: int) -> dict[str, Any]:
        """*schema* with what it refers to, and with the first of its alternatives, in one."""
        if not isinstance(schema, Mapping) or depth > _DEPTH:
            return {}
        flat = {key: value for key, value in schema.items() if key not in _COMBINED}
        parts = [self._referred(schema["$ref"])] if "$ref" in schema else []
        parts += schema.get("allOf", [])
        for alternatives in ("anyOf", "oneOf"):
            parts += self._in_order(schema.get(alternatives, []), depth)[:1]
        for part in parts:
            flat = _both(flat, self._flat(part, depth + 1))
        return flat

    def _in_order(self, alternatives: list[Any], depth: int) -> list[Any]:
        """The alternatives with null last; beyond `_DEPTH_OF_OPTIONAL` with null first."""
        is_deep = depth > _DEPTH_OF_OPTIONAL
        return sorted(alternatives, key=lambda each: (each == {"type": "null"}) != is_deep)

    def _referred(self, reference: str) -> Any:
        found: Any = self._root
        for name in reference.removeprefix("#").split("/")[1:]:
            name = name.replace("~1", "/").replace("~0", "~")
            found = found.get(name, {}) if isinstance(found, Mapping) else {}
        return found

    def _kind(self, schema: Mapping[str, Any]) -> str:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), "null")
        if kind is None:
            kind = next((kind for kind, keys in _TOLD_BY.items() if keys & schema.keys()), "string")
        return str(kind)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = list(schema.get("required", []))
        wanted = [name for name in properties if name in required or _has_example(properties[name])]
        wanted += [name for name in required if name not in properties]
        for name in properties:  # so many as there must be
            if len(wanted) < schema.get("minProperties", 0) and name not in wanted:
                wanted.append(name)
        for name in list(wanted):
            wanted += [
                n for n in schema.get("dependentRequired", {}).get(name, []) if n not in wanted
            ]
        others = schema.get("additionalProperties", {})
        kinds = {name: _named(name, properties.get(name, others)) for name in wanted}
        made = {name: self.value(kind, depth + 1) for name, kind in kinds.items()}
        while len(made) < schema.get("minProperties", 0):
            made[f"key_{len(made) + 1}"] = self.value(others, depth + 1)
        return made

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        first = list(schema.get("prefixItems", []))
        if not first and "contains" in schema:
            first = [schema["contains"]] * max(1, schema.get("minContains", 1))
        wanted = max(schema.get("minItems", 0), len(first), depth <= _DEPTH_OF_OPTIONAL)
        count = min(wanted, schema.get("maxItems", wanted))
        others = schema.get("items", {})
        if schema.get("uniqueItems"):
            return self._different(others, count, depth)
        kinds = [*first, *[others] * count][:count]
        return [self.value(kind, depth + 1) for kind in kinds]

    def _different(self, schema: Any, count: int, depth: int) -> list[Any]:
        flat = self._flat(schema, depth)
        if "enum" in flat:
            return list(flat["enum"][:count])
        value = self.value(schema, depth + 1)
        if isinstance(value, bool):
            return [True, False][:count]
        if isinstance(value, str):
            longest = flat.get("maxLength")
            return [value] + [f"{n}{value}"[:longest] for n in range(2, count + 1)]
        if isinstance(value, int):
            step = flat.get("multipleOf", 1)
            down = "maximum" in flat and "minimum" not in flat
            return [value + (-n if down else n) * step for n in range(count)]
        return [value][:count]


_COMBINED = frozenset({"$ref", "allOf", "anyOf", "oneOf", "$defs", "definitions"})

_TOLD_BY = {
    "object": {"properties", "required", "additionalProperties", "minProperties"},
    "array": {"items", "prefixItems", "minItems", "maxItems"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""The type that a schema without one means, by its keywords."""


def _both(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What both schemas ask for."""
    merged = {**one}
    for key, value in other.items():
        mine = merged.get(key)
        if key == "properties" and mine:
            merged[key] = {**mine, **{n: _joined(mine, value, n) for n in value}}
        elif key == "required" and mine:
            merged[key] = [*mine, *(name for name in value if name not in mine)]
        elif key == "enum" and mine:
            merged[key] = [each for each in mine if each in value] or mine
        elif key in ("minimum", "minLength", "minItems") and mine is not None:
            merged[key] = max(mine, value)
        elif key in ("maximum", "maxLength", "maxItems") and mine is not None:
            merged[key] = min(mine, value)
        elif key not in merged:
            merged[key] = value
    return merged


def _joined(mine: Mapping[str, Any], other: Mapping[str, Any], name: str) -> Any:
    return {"allOf": [mine[name], other[name]]} if name in mine else other[name]


def _named(name: str, schema: Any) -> Any:
    """*schema* with the *name* of its property as its title, if it has none."""
    return {"title": name, **schema} if isinstance(schema, Mapping) else schema


def _has_example(schema: Any) -> bool:
    return isinstance(schema, Mapping) and bool(schema.keys() & {"default", "examples", "const"})


def _number(schema: Mapping[str, Any], *, is_whole: bool) -> int | float:
    """The number that is allowed and is closest to 1."""
    step = float(schema.get("multipleOf", 1 if is_whole else 0))
    low, high = _bounds(schema, step)
    value = min(max(1.0, low), high)
    if step:
        value = math.ceil(value / step) * step
        if value > high:
            value -= step
    return int(value) if is_whole or value.is_integer() else value


def _bounds(schema: Mapping[str, Any], step: float) -> tuple[float, float]:
    low = float(schema.get("minimum", -math.inf))
    high = float(schema.get("maximum", math.inf))
    above = float(schema.get("exclusiveMinimum", -math.inf))
    below = float(schema.get("exclusiveMaximum", math.inf))
    room = min(high, below) - max(low, above)
    beside = step or (room / 4 if math.isfinite(room) else 1)
    return max(low, above + beside), min(high, below - beside)


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") in _FORMATS and "pattern" not in schema:
        return str(_FORMATS[schema["format"]])
    shortest: int = schema.get("minLength", 0)
    longest: int | None = schema.get("maxLength")
    if "pattern" in schema:
        return text_like(schema["pattern"], shortest, longest)
    text = _word(schema)
    text = (text * (shortest // len(text) + 1))[: max(shortest, len(text))]
    return text if longest is None else text[:longest]


def _word(schema: Mapping[str, Any]) -> str:
    """A word for a text: its title, if it has one."""
    title = schema.get("title")
    words = re.sub(r"[\W_]+", " ", title).strip().lower() if isinstance(title, str) else ""
    return words or "text"
