"""The classes of the service's definitions, made for msgspec and for pydantic at run time.

From the same facts as the conformance test has. Both libraries get what suits them best: an open
enum is a string, audio stays base64 text, a time stays a number, unknown fields are skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Protocol

from voicelive_events import ApiVersion, enums

DATA = Path(__file__).parents[1] / "data"
SCALARS: Mapping[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "any": Any,
    "bytes": str,
    "datetime": float,
}


@dataclass
class Facts:
    """What a definition says of one class, its base's fields included."""

    name: str
    base: str | None = None
    tag: str | None = None
    tag_field: str | None = None
    fields: dict[str, tuple[str, bool]] = field(default_factory=dict)  # wire name: type, required

    @property
    def payload_fields(self) -> dict[str, tuple[str, bool]]:
        """The fields without the tag, the required ones first."""
        rest = [(name, fact) for name, fact in self.fields.items() if name != self.tag_field]
        return dict(sorted(rest, key=lambda item: not item[1][1]))


@cache
def definition() -> dict[str, Facts]:
    """Every class of every version that the service sends, with what live frames add to it."""
    declared: dict[str, list[Facts]] = {}
    for version in ApiVersion:
        models = json.loads((DATA / f"server-{version}.json").read_text("utf-8"))["models"]
        for name in models:
            declared.setdefault(name, []).append(_declared(name, models))
    facts = {name: _of_all_versions(versions) for name, versions in declared.items()}
    deviations = json.loads((DATA / "deviations.json").read_text("utf-8"))
    for row in deviations["added_classes"]:
        if row.get("base") in facts:
            facts[row["class"]] = _added(row, facts[row["base"]])
    deviations = {kind: [r for r in rows if _is_of(r, facts)] for kind, rows in deviations.items()}
    for row in deviations["added_optional_fields"]:
        facts[row["model"]].fields |= {name: (text, False) for name, text in row["fields"].items()}
    for row in deviations["optional_though_declared_required"]:
        fields = facts[row["model"]].fields
        fields[row["field"]] = (fields[row["field"]][0], False)
    for row in deviations["open_though_declared_closed"]:
        fields = facts[row["model"]].fields
        fields[row["field"]] = (f"{fields[row['field']][0]} | str", False)
    for row in deviations["other_types"]:
        facts[row["model"]].fields[row["field"]] = (row["type"], False)
    for row in deviations["tags_of_union_members"]:
        model = facts[row["model"]]
        model.tag_field, model.tag = row["field"], model.fields[row["field"]][0].strip("'")
    return facts


def _is_of(row: Any, facts: Mapping[str, Facts]) -> bool:
    """Whether a deviation is of one of the classes and its fields, and names no other class."""
    if not isinstance(row, dict) or row.get("model") not in facts:
        return False
    if "field" in row and row["field"] not in facts[row["model"]].fields:
        return False
    named = re.findall(
        r"[A-Z]\w+", " ".join([row.get("type", ""), *row.get("fields", {}).values()])
    )
    return all(name in facts or hasattr(enums, name) for name in named)


def _declared(name: str, models: Mapping[str, Any]) -> Facts:
    model = models[name]
    inherited = models[model["base"]]["fields"] if "base" in model else []
    made = Facts(name, model.get("base"), model.get("discriminator"))
    for fact in (*inherited, *model["fields"]):
        made.fields[fact.get("wire", fact["name"])] = (fact["type"], fact["required"])
        if fact.get("discriminator"):
            made.tag_field = fact["name"]
    return made


def _of_all_versions(versions: list[Facts]) -> Facts:
    """One class with the fields of all *versions*; required is what none of them can do without."""
    made = replace(versions[-1], fields={})
    for wire in dict.fromkeys(wire for version in versions for wire in version.fields):
        found = [version.fields[wire] for version in versions if wire in version.fields]
        types = dict.fromkeys(text for text, _ in found)
        required = len(found) == len(versions) and all(required for _, required in found)
        made.fields[wire] = (" | ".join(types), required)
    return made


def _added(row: Mapping[str, Any], base: Facts) -> Facts:
    fields = {name: (text.split(", ")[0], False) for name, text in row["fields"].items()}
    return Facts(
        row["class"], base.name, row["discriminator"], base.tag_field, base.fields | fields
    )


class Maker(Protocol):
    """How one library makes a class, and a union of tagged classes."""

    def make(self, facts: Facts, types: Mapping[str, Any]) -> Any: ...

    def union(self, classes: list[Any], tag_field: str) -> Any: ...


class Classes:
    """The classes of the definition, each made when something first refers to it."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            facts = definition()[name]
            types = {wire: self._type(text) for wire, (text, _) in facts.payload_fields.items()}
            self._made[name] = self._maker.make(facts, types)
        return self._made[name]

    def family(self, *bases: str) -> Any:
        """The union of the tagged classes that *bases* are or have below them."""
        members = [m for m in definition().values() if m.tag and {m.name, m.base} & set(bases)]
        tag_field = members[0].tag_field
        assert tag_field is not None
        return self._maker.union([self[member.name] for member in members], tag_field)

    def _type(self, text: str) -> Any:
        """The annotation that *text* of the definition means."""
        parts = re.split(r" \| (?![^\[]*\])", text)
        if "str" in parts or any(part.startswith("enum ") for part in parts):
            parts = ["str", *(p for p in parts if p[0] != "'" and not p.startswith("enum "))]
        tagged = [part for part in parts if part in definition() and self._is_tagged(part)]
        rest = [part for part in parts if part not in tagged]
        types = [self._simple(part) for part in dict.fromkeys(rest)]
        return reduce(or_, [*types, self.family(*tagged)] if tagged else types)

    def _is_tagged(self, name: str) -> bool:
        return definition()[name].tag_field is not None

    def _simple(self, part: str) -> Any:
        if part in SCALARS:
            return SCALARS[part]
        if part.startswith("'"):
            return Literal[part.strip("'")]
        if part.startswith("list["):
            return list[self._type(part[5:-1])]  # type: ignore[misc]  # made at run time
        if part.startswith("dict[str, "):
            return dict[str, self._type(part[10:-1])]  # type: ignore[misc]
        return self[part]


@dataclass(frozen=True)
class MsgspecMaker:
    """Structs with a tag."""

    msgspec: ModuleType

    def make(self, facts: Facts, types: Mapping[str, Any]) -> Any:
        fields = [
            (name, types[name]) if required else (name, types[name] | None, None)
            for name, (_, required) in facts.payload_fields.items()
        ]
        tagged = {"tag": facts.tag, "tag_field": facts.tag_field} if facts.tag else {}
        return self.msgspec.defstruct(facts.name, fields, kw_only=True, **tagged)

    def union(self, classes: list[Any], tag_field: str) -> Any:
        return reduce(or_, classes)


@dataclass(frozen=True)
class PydanticMaker:
    """Models with a discriminator."""

    pydantic: ModuleType

    def make(self, facts: Facts, types: Mapping[str, Any]) -> Any:
        fields: dict[str, Any] = dict(self._fields(facts, types))
        return self.pydantic.create_model(facts.name, **fields)

    def _fields(self, facts: Facts, types: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        if facts.tag and facts.tag_field:
            yield facts.tag_field, (Literal[facts.tag], facts.tag)
        for name, (_, required) in facts.payload_fields.items():
            yield name, types[name] if required else (types[name] | None, None)

    def union(self, classes: list[Any], tag_field: str) -> Any:
        if len(classes) == 1:
            return classes[0]
        discriminated = self.pydantic.Field(discriminator=tag_field)
        return Annotated[reduce(or_, classes), discriminated]
