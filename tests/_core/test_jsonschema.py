"""JSON Schema of the engine's models: each kind of field, families, unions, references."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator

from voicelive_events import DecodeError
from voicelive_events._core import codecs, containers
from voicelive_events._core.codecs import Codec
from voicelive_events._core.fields import discriminator, field
from voicelive_events._core.jsonschema import _value, json_schema
from voicelive_events._core.model import Model

from .models import Animal, Dog, Fish, KnownMessage, Leaf, Message, Node, Owner, Point, Shark, leaf

OR_NULL = {"type": "null"}


def accepts(model: type[Model], payload: object) -> bool:
    document = model.json_schema()
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document).is_valid(payload)


def decodes(model: type[Model], payload: Any) -> bool:
    try:
        return not model.from_dict(payload).problems()
    except DecodeError:
        return False


def property_of(model: type[Model], name: str) -> Any:
    return model.json_schema()["properties"][name]


def test_a_whole_document() -> None:
    assert Point.json_schema() == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Point",
        "description": "A point of a plane.",
        "type": "object",
        "properties": {
            "x": {"description": "Distance to the right.", "type": "integer"},
            "y": {"description": "Distance upwards.", "type": "number"},
            "label": {
                "description": "What stands beside it.",
                "anyOf": [{"type": "string"}, {"type": "null"}],
            },
        },
        "required": ["x", "y"],
    }
    assert Point.json_schema() == json_schema(Point)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("text", {"type": "string"}),
        ("number", {"type": "integer"}),
        ("ratio", {"type": "number"}),
        ("flag", {"type": "boolean"}),
        ("colour", {"anyOf": [{"$ref": "#/$defs/Colour"}, {"type": "string"}]}),
        ("at", {"type": "number", "minimum": -62135596800, "exclusiveMaximum": 253402300800}),
        ("kind", {"type": "string", "const": "leaf"}),
        ("mode", {"anyOf": [{"type": "string", "enum": ["a", "b"]}, OR_NULL]}),
        ("closed", {"anyOf": [{"$ref": "#/$defs/Colour"}, OR_NULL]}),
        ("level", {"anyOf": [{"enum": ["high", "low"]}, {"type": "string"}, OR_NULL]}),
        (
            "limit",
            {"anyOf": [{"type": "string", "const": "inf"}, {"type": "integer"}, OR_NULL]},
        ),
        ("anything", {}),
        ("point", {"anyOf": [{"$ref": "#/$defs/Point"}, OR_NULL]}),
        ("points", {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/Point"}}, OR_NULL]}),
        (
            "tags",
            {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, OR_NULL]},
        ),
        ("names", {"anyOf": [{"type": "array", "items": {"type": "string"}}, OR_NULL]}),
        ("items", {"anyOf": [{"type": "string"}, OR_NULL]}),
        ("made_by", {"readOnly": True, "anyOf": [{"type": "string"}, OR_NULL]}),
    ],
)
def test_kinds_of_fields(name: str, schema: dict[str, Any]) -> None:
    assert property_of(Leaf, name) == schema


def test_null_in_an_array() -> None:
    array, _ = property_of(Leaf, "maybe")["anyOf"]
    assert array == {"type": "array", "items": {"anyOf": [{"type": "string"}, OR_NULL]}}


def test_base64() -> None:
    blob = property_of(Leaf, "blob")
    assert (blob["type"], blob["contentEncoding"]) == ("string", "base64")
    for text in ("", "AAEC", "AAE=", "AA==", "AB=="):
        assert accepts(Leaf, leaf(blob=text)) is decodes(Leaf, leaf(blob=text)) is True
    for text in ("AAE", "AAEC=", "A===", "====", "AA==AA==", "AA_-", "AA\nAA", " AAEC"):
        assert accepts(Leaf, leaf(blob=text)) is decodes(Leaf, leaf(blob=text)) is False


@pytest.mark.parametrize(
    ("at", "fits"),
    [
        (-62135596800, True),
        (-62135596800.00001, False),
        (253402300799.5, True),
        (253402300800, False),
        (10**400, False),
        ("0", False),
    ],
)
def test_unix_time_has_its_limits(at: Any, fits: bool) -> None:
    assert accepts(Leaf, leaf(at=at)) is decodes(Leaf, leaf(at=at)) is fits


def test_an_enum_is_defined_once() -> None:
    assert Leaf.json_schema()["$defs"].keys() == {"Colour", "Point"}
    colour = Leaf.json_schema()["$defs"]["Colour"]
    assert colour["enum"] == ["red", "blue"]
    assert (colour["title"], colour["type"]) == ("Colour", "string")


def test_required_and_nullable() -> None:
    assert "nullable" in Leaf.json_schema()["required"]
    assert "label" not in Point.json_schema()["required"]
    assert accepts(Leaf, leaf())
    assert not accepts(Leaf, {key: item for key, item in leaf().items() if key != "nullable"})
    assert not accepts(Leaf, leaf(text=None))


def test_a_model_without_fields() -> None:
    class Empty(Model):
        pass

    assert Empty.json_schema() == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Empty",
        "type": "object",
    }


PETS: list[dict[str, Any]] = [
    {"kind": "dog"},
    {"kind": "dog", "barks": 3},
    {"kind": "cat", "barks": 3},
    {"kind": "cat", "name": 3},
    {"kind": 3},
    {},
    {"kind": "fish"},
    {"kind": "fish", "species": "shark", "teeth": 3},
    {"kind": "fish", "species": "shark"},
    {"kind": "fish", "species": "cod"},
    {"kind": "dog", "species": "shark"},
    {"kind": "ruby", "carat": 1},
    {"kind": "ruby"},
    {"model": "known", "pets": [{"kind": "cat"}, {"kind": "dog"}]},
    {"model": "known", "pets": [{"kind": "dog", "barks": 3}]},
    {"model": "other", "pets": [{"kind": "dog", "barks": 3}]},
    {"model": None},
]


@pytest.mark.parametrize("model", [Animal, Dog, Fish, Shark, Message, KnownMessage])
def test_a_tag_chooses_the_class(model: type[Model]) -> None:
    verdicts = [decodes(model, pet) for pet in PETS]
    assert [accepts(model, pet) for pet in PETS] == verdicts
    assert len(set(verdicts)) == 2


def test_an_open_base_has_fields_of_its_own() -> None:
    class Shop(Model, discriminator="sells"):
        sells: str
        at: Point

    class Bakery(Shop):
        sells: Literal["bread"] = discriminator()

    for payload in ({"sells": "books", "at": {"x": 1, "y": 2}}, {"sells": "books", "at": {}}):
        assert accepts(Shop, payload) is decodes(Shop, payload)
    assert Shop.json_schema()["oneOf"][1]["properties"]["at"] == {"$ref": "#/$defs/Point"}
    assert Bakery.json_schema()["properties"]["sells"]["const"] == "bread"


def test_a_fallback_is_a_class_of_its_own() -> None:
    assert Message.json_schema()["oneOf"] == [
        {"$ref": "#/$defs/KnownMessage"},
        {"$ref": "#/$defs/UnknownMessage"},
    ]
    (model,) = [Message.json_schema()["$defs"]["UnknownMessage"]["properties"]["model"]]
    assert model == {"type": "string", "not": {"enum": ["known"]}}


def test_a_base_that_only_shares_fields_has_no_open_end() -> None:
    class Shape(Model, discriminator="shape"):
        shape: str

    class Round(Shape):
        radius: float

    class Ball(Round):
        shape: Literal["ball"] = discriminator()

    assert Round.json_schema()["oneOf"] == [{"$ref": "#/$defs/Ball"}]
    for payload in ({"shape": "ball", "radius": 1}, {"shape": "ball"}, {"shape": "x", "radius": 1}):
        assert accepts(Round, payload) is decodes(Round, payload)


def test_a_tag_whose_class_has_tags_below_it() -> None:
    class Tree(Model, discriminator="leaves"):
        leaves: str

    class Oak(Tree):
        leaves: Literal["lobed"] = discriminator()
        acorns: int

    class Cork(Oak):
        leaves: Literal["toothed"] = discriminator()  # type: ignore[assignment]

    assert Cork.json_schema()["properties"]["leaves"]["const"] == "toothed"
    for leaves in ("lobed", "toothed", "round"):
        for payload in ({"leaves": leaves, "acorns": 1}, {"leaves": leaves}):
            assert accepts(Oak, payload) is decodes(Oak, payload)
            assert accepts(Tree, payload) is decodes(Tree, payload)


def test_a_union_with_an_open_class() -> None:
    """The tag of a ruby never makes an animal of what is wrong as a ruby."""
    for pet in PETS:
        owner = {"treasure": pet}
        assert accepts(Owner, owner) is decodes(Owner, owner), pet
    assert accepts(Owner, {"treasure": "gold"})
    assert not accepts(Owner, {"treasure": 3})


class Coin(Model):
    kind: Literal["coin"] = discriminator()


class Note(Model):
    kind: Literal["note"] = discriminator()
    serial: str


class Purse(Model):
    money: list[Coin | Note]


def test_a_union_without_one() -> None:
    for money in ({"kind": "coin"}, {"kind": "note"}, {"kind": "note", "serial": "1"}, {"kind": 1}):
        assert accepts(Purse, {"money": [money]}) is decodes(Purse, {"money": [money]})


def test_a_model_that_holds_itself_refers_to_the_root() -> None:
    assert property_of(Node, "children")["anyOf"][0] == {"type": "array", "items": {"$ref": "#"}}
    assert accepts(Node, {"value": 1, "children": [{"value": 2, "children": []}]})
    assert not accepts(Node, {"value": 1, "children": [{"value": 2, "children": [{}]}]})


class Other(Model):
    other: int


Other.__name__ = "Point"


class Pair(Model):
    one: Point
    two: Other


def test_classes_of_one_name_have_definitions_of_their_own() -> None:

    assert property_of(Pair, "one") == {"$ref": "#/$defs/Point"}
    assert property_of(Pair, "two") == {"$ref": "#/$defs/Point2"}
    assert Pair.json_schema()["$defs"]["Point2"]["required"] == ["other"]


def test_a_class_that_was_made_later_is_in_it() -> None:
    class Vehicle(Model, discriminator="on"):
        on: str

    assert accepts(Vehicle, {"on": "rails"})

    class Train(Vehicle):
        on: Literal["rails"] = discriminator()
        cars: int

    assert not accepts(Vehicle, {"on": "rails"})


def test_a_document_is_json_and_the_callers_own() -> None:
    document = Leaf.json_schema()
    assert json.loads(json.dumps(document)) == document
    before = json.dumps(document)
    clear(document)
    assert json.dumps(Leaf.json_schema()) == before


def clear(value: Any) -> None:
    """Empty *value* and all that is in it."""
    if isinstance(value, dict | list):
        for child in list(value.values()) if isinstance(value, dict) else value:
            clear(child)
        value.clear()


def test_numbers_as_constants() -> None:
    class Rate(Model):
        hertz: Literal[8000, 16000]
        at: datetime | None = field(format="unix-timestamp", default=None)

    assert property_of(Rate, "hertz") == {"type": "integer", "enum": [8000, 16000]}
    assert accepts(Rate, {"hertz": 8000})
    assert not accepts(Rate, {"hertz": 44100})


def codec_classes(base: type[Codec]) -> set[type[Codec]]:
    below = base.__subclasses__()
    return {base}.union(*map(codec_classes, below)) if below else {base}


def test_every_codec_has_its_schema() -> None:
    """A codec that joins the engine must join the table; those that are only bases are none."""
    made = [info._codec for info in Leaf.fields()]
    lists = containers.ListCodec | containers.DictCodec
    inner = [codec.item for codec in made if isinstance(codec, lists)]
    others: list[Codec] = [codecs.NullCodec()]
    seen = {type(codec) for codec in [*made, *inner, *others]}
    bases = {c for c in codec_classes(Codec) if c.__subclasses__() or c.__name__[0] == "_"}
    modules = (codecs.__name__, containers.__name__)
    ours = {c for c in codec_classes(Codec) if c.__module__ in modules}
    assert seen == ours - bases
    for codec in [*made, *inner, *others]:
        assert isinstance(_value(codec, lambda model: {"$ref": model.__name__}), dict)


def test_a_codec_without_one_is_an_error() -> None:
    class OtherCodec(Codec):
        pass

    with pytest.raises(TypeError, match=r"^no JSON Schema for OtherCodec$"):
        _value(OtherCodec(), dict)


def test_a_class_without_a_tag_forbids_it() -> None:
    class Custom(Model, untagged="kind"):
        id: str

    properties = Custom.json_schema()["properties"]
    assert properties["kind"] == {"description": "No object of it has one.", "type": "null"}
