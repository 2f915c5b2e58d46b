"""The classes against the service's published definitions, in both directions.

`data/server-*.json` has the facts of each version's definition, `data/deviations.json` the one
table of what live frames and published examples add to them, with the evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest

import voicelive_events
from voicelive_events import ApiVersion, FieldInfo, Model, ServerEvent

from .classes import ENUMS, EVENTS, MODELS, names

DATA = Path(__file__).parent / "data"
DEFINITIONS: dict[ApiVersion, dict[str, Any]] = {
    version: json.loads((DATA / f"server-{version}.json").read_text("utf-8"))
    for version in ApiVersion
}
ENUM_NAMES = {name for definition in DEFINITIONS.values() for name in definition["enums"]}
DEVIATIONS: dict[str, Any] = json.loads((DATA / "deviations.json").read_text("utf-8"))
REFERENCE_EVENTS = 55  # named on the reference page; the definition has one more

Fact = tuple[str, str, bool, frozenset[str]]
"""Attribute name, wire name, required, and the members of the type."""


def deviations(kind: str) -> Iterator[dict[str, Any]]:
    for row in DEVIATIONS[kind]:
        assert row["evidence"], row
        yield row


every_version = pytest.mark.parametrize("version", ApiVersion)


def expected_models() -> dict[str, dict[str, Fact]]:
    models = {name: facts_of_all_versions(name) for name in declared_models()}
    for row in deviations("added_classes"):
        models[row["class"]] = added_class_facts(row, models)
    for row in deviations("added_optional_fields"):
        for name, type_ in row["fields"].items():
            assert name not in models[row["model"]], f"{row['model']}.{name} is in the definition"
            models[row["model"]][name] = (name, name, False, members(type_))
    for row in deviations("optional_though_declared_required"):
        name, wire, required, type_ = models[row["model"]][row["field"]]
        assert required, f"{row['model']}.{name} is optional in the definition"
        models[row["model"]][row["field"]] = (name, wire, False, type_)
    for row in deviations("required_though_declared_optional"):
        name, wire, required, type_ = models[row["model"]][row["field"]]
        assert not required, f"{row['model']}.{name} is required in every definition"
        models[row["model"]][row["field"]] = (name, wire, True, type_)
    for row in deviations("open_though_declared_closed"):
        name, wire, required, type_ = models[row["model"]][row["field"]]
        assert "str" not in type_, f"{row['model']}.{name} is open in the definition"
        models[row["model"]][row["field"]] = (name, wire, required, type_ | {"str"})
    for row in deviations("other_types"):
        name, wire, required, _ = models[row["model"]][row["field"]]
        models[row["model"]][row["field"]] = (name, wire, required, members(row["type"]))
    return models


def declared_models() -> dict[str, dict[str, Any]]:
    """Every model of any version, as the last version that has it declares it."""
    return {n: m for definition in DEFINITIONS.values() for n, m in definition["models"].items()}


def facts_of_all_versions(name: str) -> dict[str, Fact]:
    """A field is required where no version can do without; its type is any version's."""
    versions = [fields_of(d, name) for d in DEFINITIONS.values() if name in d["models"]]
    facts: dict[str, Fact] = {}
    for fields in versions:
        for field in fields.values():
            attribute, wire = field["name"], field.get("wire", field["name"])
            known = facts.setdefault(attribute, (attribute, wire, True, frozenset()))
            assert known[1] == wire, f"{name}.{attribute} has two wire names"
            required = all(attribute in v and v[attribute]["required"] for v in versions)
            facts[attribute] = (attribute, wire, required, known[3] | members(field["type"]))
    assert facts, name
    return facts


def fields_of(definition: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The fields of a model in one version, inherited ones included."""
    model = definition["models"][name]
    inherited = definition["models"][model["base"]]["fields"] if "base" in model else []
    return {f["name"]: f for f in [*inherited, *model["fields"]]}


def added_class_facts(row: dict[str, Any], models: dict[str, dict[str, Fact]]) -> dict[str, Fact]:
    facts = dict(models[row["base"]])
    facts["type"] = ("type", "type", True, members(repr(row["discriminator"])))
    for name, text in row["fields"].items():
        type_, *optional = text.split(", ")
        assert optional in ([], ["optional"])
        facts[name] = (name, name, not optional, members(type_))
    return facts


def members(type_: str) -> frozenset[str]:
    """``"str | enum A | list[enum B]"`` in the words that `annotation_members` uses."""
    return frozenset(_in_our_words(part) for part in re.split(r" \| (?![^\[]*\])", type_))


def _in_our_words(part: str) -> str:
    part = part.replace("enum ", "")
    # An enum is open, also inside a list.
    listed = re.fullmatch(r"list\[(\w+)\]", part)
    if listed and listed[1] in ENUM_NAMES:
        return f"list[{listed[1]} | str]"
    return part


def actual_models() -> dict[str, dict[str, Fact]]:
    named = set(declared_models()) | {row["class"] for row in DEVIATIONS["added_classes"]}
    return {
        model.__name__: {
            info.name: (info.name, info.wire_name, info.required, annotation_members(info))
            for info in model.fields()
        }
        for model in MODELS
        if model.__name__ in named
    }


def annotation_members(info: FieldInfo) -> frozenset[str]:
    parts = [part for part in _parts(info.annotation) if part is not NoneType]
    words = {_word(part) for part in parts}
    if any(isinstance(part, type) and issubclass(part, Enum) for part in parts):
        assert "str" in words, f"{info.name}: an enum that is not open"
        if len(words) == 2:
            words.discard("str")  # the definition says just "enum X"
    return frozenset(words)


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _parts(part)
    elif get_origin(annotation) is Literal:
        yield from (Literal[value] for value in get_args(annotation))
    else:
        yield annotation


def _word(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " | ".join(map(_word, args))
    if origin is Literal:
        value = args[0]
        return repr(value.value if isinstance(value, Enum) else value)
    if origin is list:
        return f"list[{' | '.join(_word(part) for part in _parts(args[0]))}]"
    if origin is dict:
        return f"dict[{', '.join(map(_word, args))}]"
    if annotation is Any:
        return "any"
    return "datetime" if annotation is datetime else str(annotation.__name__)


EXPECTED, ACTUAL = expected_models(), actual_models()
DEFINED_ENUMS = [enum for enum in ENUMS if enum is not ApiVersion]


def test_the_definitions_were_read() -> None:
    assert {path.name for path in DATA.glob("server-*.json")} == {
        f"server-{version}.json" for version in ApiVersion
    }
    counted = [(len(d["models"]), len(d["enums"])) for d in DEFINITIONS.values()]
    assert counted == [
        (87, 18),
        (87, 18),
        (108, 26),
        (125, 27),
        (133, 29),
        (127, 29),
        (133, 32),
        (161, 29),
    ]
    assert len(EXPECTED) == 183


@every_version
def test_a_definition_is_of_its_version(version: ApiVersion) -> None:
    assert DEFINITIONS[version]["api_version"] == version


@every_version
def test_the_events_of_a_version(version: ApiVersion) -> None:
    models = DEFINITIONS[version]["models"]
    defined = {name for name, model in models.items() if model.get("base") == "ServerEvent"}
    assert {event.__name__ for event in EVENTS if version in event.api_versions} == defined


@every_version
def test_the_fields_of_a_version(version: ApiVersion) -> None:
    definition = DEFINITIONS[version]
    assert {
        name: {
            info.name
            for info in public_class(name).fields()
            if info.versions is None or version in info.versions
        }
        for name in definition["models"]
    } == {name: set(fields_of(definition, name)) for name in definition["models"]}


def public_class(name: str) -> type[Model]:
    found: type[Model] = getattr(voicelive_events, name)
    return found


def test_versions_are_in_the_order_of_release() -> None:
    versions: list[tuple[str, ...]] = [event.api_versions for event in EVENTS]
    versions += [i.versions for model in MODELS for i in model.fields() if i.versions is not None]
    assert len(versions) > 200
    order: list[str] = list(ApiVersion)
    for given in versions:
        assert list(given) == sorted(set(given), key=order.index)


def test_every_model_has_its_class_and_every_class_its_model() -> None:
    assert set(ACTUAL) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_fields(name: str) -> None:
    expected = EXPECTED[name]
    assert {n: _loosened(fact) for n, fact in ACTUAL[name].items()} == {
        n: _loosened(fact) for n, fact in expected.items()
    }


def _loosened(fact: Fact) -> Fact:
    """`str | enum X | ...` and `enum X | ...` are one type here: enums are open."""
    name, wire, required, type_ = fact
    if any(word in ENUM_NAMES for word in type_):
        type_ = type_ - {"str"}
    return name, wire, required, type_


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_bases_and_tags(name: str) -> None:
    model = public_class(name)
    added = {row["class"]: row for row in DEVIATIONS["added_classes"]}
    facts = declared_models().get(name) or added[name]
    tags = {i.wire_name: i.constant for i in model.fields() if i.role == "discriminator"}
    if "base" in facts:
        base = getattr(voicelive_events, facts["base"])
        assert issubclass(model, base)
        assert base.registry()[facts["discriminator"]] is model
        assert set(tags.values()) == {facts["discriminator"]}
    else:
        lone = {row["model"] for row in deviations("tags_of_union_members")}
        assert bool(tags) == (name in lone)
        is_base = any(f.get("discriminator") for f in facts["fields"])
        assert bool(model.registry()) == is_base


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_formats(name: str) -> None:
    declared = {
        f["name"]: f["format"]
        for definition in DEFINITIONS.values()
        if name in definition["models"]
        for f in fields_of(definition, name).values()
        if "format" in f
    }
    for row in deviations("other_types"):
        if row["model"] == name and "format" in row:
            declared[row["field"]] = row["format"]
    assert {i.name: i.format for i in public_class(name).fields() if i.format} == declared


@pytest.mark.parametrize("enum", DEFINED_ENUMS, ids=names(DEFINED_ENUMS))
def test_enums(enum: type[Enum]) -> None:
    expected: dict[str, str] = {}
    for definition in DEFINITIONS.values():
        expected |= definition["enums"].get(enum.__name__, {})
    for row in deviations("added_enum_members"):
        if row["enum"] == enum.__name__:
            expected |= row["members"]
    assert {member.name: member.value for member in enum} == expected


def test_every_enum_has_its_class() -> None:
    assert {enum.__name__ for enum in DEFINED_ENUMS} == ENUM_NAMES


def test_older_values() -> None:
    rows = list(deviations("legacy_enum_values"))
    assert rows
    for row in rows:
        enum = getattr(voicelive_events, row["enum"])
        assert {old: enum(old).name for old in row["reads"]} == row["reads"]
        with pytest.raises(ValueError, match="no-such-value"):
            enum("no-such-value")


def test_every_event_type_has_a_member() -> None:
    types = {member.value for member in voicelive_events.ServerEventType}
    tags = {tag for tag, event in ServerEvent.registry().items() if event in EVENTS}
    assert tags == types


def test_the_events_of_the_reference_page() -> None:
    models = DEFINITIONS[ApiVersion.V2026_07_15]["models"]
    page = set(models) - {"ServerEvent", "ServerEventResponseInvocationDelta"}
    events = {name for name in page if models[name].get("base") == "ServerEvent"}
    assert len(events) == REFERENCE_EVENTS
    assert events <= {event.__name__ for event in ServerEvent.registry().values()}
