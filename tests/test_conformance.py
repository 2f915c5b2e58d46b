"""The classes against the service's published definitions, in both directions.

`data/server-*.json` and `data/client-*.json` have the facts of each version's definition,
`data/deviations.json` the one table of what live frames and published examples add to them, with
the evidence. A model that both directions have is one class.
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
from voicelive_events import (
    ApiVersion,
    ClientEvent,
    ClientEventType,
    FieldInfo,
    Model,
    ServerEvent,
)

from .classes import ENUMS, EVENTS, MODELS, names

DATA = Path(__file__).parent / "data"
DIRECTIONS = ("server", "client")
PUBLISHED: dict[tuple[str, ApiVersion], dict[str, Any]] = {
    (direction, version): json.loads((DATA / f"{direction}-{version}.json").read_text("utf-8"))
    for direction in DIRECTIONS
    for version in ApiVersion
}
REQUESTS = {version: PUBLISHED["client", version] for version in ApiVersion}


def both(version: ApiVersion) -> dict[str, Any]:
    """The definition of a version: what a model has in either direction, it has."""
    server, client = PUBLISHED["server", version], PUBLISHED["client", version]
    models = dict(server["models"])
    for name, model in client["models"].items():
        known = models.get(name, model)
        fields = {f["name"]: f for f in known["fields"]}
        for field in model["fields"]:
            twin = fields.get(field["name"], field)
            both_types = dict.fromkeys([twin["type"], field["type"]])
            fields[field["name"]] = {
                **twin,
                "type": " | ".join(both_types),
                "required": twin["required"] and field["required"],
            }
        models[name] = {**known, "fields": [*fields.values()]}
    names = {*server["enums"], *client["enums"]}
    enums = {n: server["enums"].get(n, {}) | client["enums"].get(n, {}) for n in names}
    return {"models": models, "enums": enums}


DEFINITIONS: dict[ApiVersion, dict[str, Any]] = {version: both(version) for version in ApiVersion}
DEVIATIONS: dict[str, Any] = json.loads((DATA / "deviations.json").read_text("utf-8"))
ENUM_NAMES = {name for definition in DEFINITIONS.values() for name in definition["enums"]}
ENUM_NAMES |= {row["enum"] for row in DEVIATIONS["added_enum_members"]}
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
        for model in models:
            if row["model"] in lineage(model):
                name, wire, required, _ = models[model][row["field"]]
                models[model][row["field"]] = (name, wire, required, members(row["type"]))
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
    inherited = fields_of(definition, model["base"]) if "base" in model else {}
    return inherited | {f["name"]: f for f in model["fields"]}


def lineage(name: str) -> list[str]:
    """A model and the bases that the definitions give it."""
    facts = declared_models().get(name, {})
    return [name, *(lineage(facts["base"]) if "base" in facts else [])]


def added_class_facts(row: dict[str, Any], models: dict[str, dict[str, Fact]]) -> dict[str, Fact]:
    facts = dict(models[row["base"]]) if "base" in row else {}
    if "discriminator" in row:
        facts["type"] = ("type", "type", True, members(repr(row["discriminator"])))
    for name, text in row["fields"].items():
        type_, *optional = re.split(", (?=optional$)", text)
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
    assert {path.name for path in DATA.glob("*-*.json")} == {
        f"{direction}-{version}.json" for direction, version in PUBLISHED
    }
    counted = [(len(d["models"]), len(d["enums"])) for d in PUBLISHED.values()]
    assert counted == [
        (87, 18),
        (87, 18),
        (108, 26),
        (125, 27),
        (133, 29),
        (127, 29),
        (133, 32),
        (161, 29),
        (58, 16),
        (58, 17),
        (64, 24),
        (66, 25),
        (71, 27),
        (69, 27),
        (69, 27),
        (80, 28),
    ]
    assert len(EXPECTED) == 236


@every_version
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_definition_is_of_its_version(direction: str, version: ApiVersion) -> None:
    assert PUBLISHED[direction, version]["api_version"] == version


@every_version
def test_the_events_of_a_version(version: ApiVersion) -> None:
    models = DEFINITIONS[version]["models"]
    bases = {"ServerEvent", "ClientEvent"}
    defined = {name for name, model in models.items() if model.get("base") in bases}
    assert {event.__name__ for event in EVENTS if version in event.api_versions} == defined


def test_how_many_client_events_a_version_has() -> None:
    counted = [
        sum(version in event.api_versions for event in EVENTS if issubclass(event, ClientEvent))
        for version in ApiVersion
    ]
    assert counted == [16, 16, 16, 17, 20, 19, 19, 15]


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


@every_version
def test_what_a_version_wants_in_a_request(version: ApiVersion) -> None:
    """Fields that may be absent in other versions."""
    definition = REQUESTS[version]
    wanted = {
        (name, field["name"])
        for name in definition["models"]
        for field in fields_of(definition, name).values()
        if field["required"] and not info_of(name, field["name"]).required
    }
    wanted -= {
        (row["model"], row["field"]) for row in deviations("optional_though_one_version_requires")
    }
    assert {
        (name, info.name)
        for name in definition["models"]
        for info in public_class(name).fields()
        if version in info.required_in
    } == wanted


def info_of(model: str, field: str) -> FieldInfo:
    [info] = [info for info in public_class(model).fields() if info.name == field]
    return info


def public_class(name: str) -> type[Model]:
    found: type[Model] = getattr(voicelive_events, name)
    return found


def test_versions_are_in_the_order_of_release() -> None:
    versions: list[tuple[str, ...]] = [event.api_versions for event in EVENTS]
    versions += [i.versions for model in MODELS for i in model.fields() if i.versions is not None]
    versions += [i.required_in for model in MODELS for i in model.fields() if i.required_in]
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
        above = [declared_models()[other].get("discriminator") for other in lineage(name)[1:]]
        assert list(tags.values())[::-1] == [facts["discriminator"], *filter(None, above)]
    else:
        lone = {row["model"] for row in deviations("tags_of_union_members")}
        assert bool(tags) == (name in lone)
        bases = {
            d["models"][n]["base"]
            for d in DEFINITIONS.values()
            for n in d["models"]
            if "base" in d["models"][n]
        }
        bases |= {row["base"] for row in added.values() if "base" in row}
        assert bool(model.registry()) == (name in bases)


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
    for row in deviations("added_classes"):
        if row["class"] == name:
            declared |= row.get("formats", {})
    assert {i.name: i.format for i in public_class(name).fields() if i.format} == declared


@pytest.mark.parametrize("enum", DEFINED_ENUMS, ids=names(DEFINED_ENUMS))
def test_enums(enum: type[Enum]) -> None:
    expected: dict[str, str] = {}
    for definition in DEFINITIONS.values():
        expected |= definition["enums"].get(enum.__name__, {})
    for row in deviations("added_enum_members"):
        if row["enum"] == enum.__name__:
            expected |= row["members"]
    for row in deviations("enum_members_without_class"):
        if row["enum"] == enum.__name__:
            expected = dict(expected.items() - row["members"].items())
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


@pytest.mark.parametrize("base", [ServerEvent, ClientEvent])
def test_every_event_type_has_a_member(base: type[ServerEvent | ClientEvent]) -> None:
    types = {member.value for member in getattr(voicelive_events, f"{base.__name__}Type")}
    tags = {tag for tag, event in base.registry().items() if event in EVENTS}
    assert tags == types


def test_no_type_is_of_both_directions() -> None:
    both_types = {*map(str, voicelive_events.ServerEventType)} & {*map(str, ClientEventType)}
    assert both_types == set()


def test_the_events_of_the_reference_page() -> None:
    models = DEFINITIONS[ApiVersion.V2026_07_15]["models"]
    page = set(models) - {"ServerEvent", "ServerEventResponseInvocationDelta"}
    events = {name for name in page if models[name].get("base") == "ServerEvent"}
    assert len(events) == REFERENCE_EVENTS
    assert events <= {event.__name__ for event in ServerEvent.registry().values()}
