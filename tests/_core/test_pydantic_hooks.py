"""A model as the type of a pydantic field."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Annotated, Any, Literal

import pydantic
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field, TypeAdapter
from pydantic_core import PydanticSerializationError

from voicelive_events import DecodeError, Problem
from voicelive_events._core.fields import discriminator
from voicelive_events._core.model import Model

from .models import Animal, Dog, Fish, Leaf, Node, Owner, Point, leaf

POINT = {"x": 1, "y": 2.5}


class Drawing(BaseModel):
    """Models in all the places of a field."""

    point: Point
    points: list[Point] = []
    pet: Animal | None = None
    by_name: dict[str, Node] = {}


def refusals(type_: Any, value: object) -> list[tuple[Any, ...]]:
    """Code, place, text and input of each error."""
    with pytest.raises(pydantic.ValidationError) as raised:
        TypeAdapter(type_).validate_python(value)
    return [
        (error["type"], error["loc"], error["msg"], error["input"])
        for error in raised.value.errors()
    ]


def test_from_a_dict_and_from_json() -> None:
    given: dict[str, Any] = {"point": POINT, "points": [POINT], "pet": {"kind": "dog"}}
    given["by_name"] = {"n": {"value": 1}}
    text = json.dumps(given)
    for made in (Drawing.model_validate(given), Drawing.model_validate_json(text)):
        assert type(made.point) is Point
        assert type(made.points[0]) is Point
        assert type(made.pet) is Dog
        assert type(made.by_name["n"]) is Node
        assert made.point.y == 2.5
    assert given["point"] is POINT
    assert type(POINT) is dict


def test_an_instance_stays_the_same_object() -> None:
    point, dog = Point(x=1, y=2.0), Dog()
    drawing = Drawing(point=point, points=[point], pet=dog)
    assert drawing.point is drawing.points[0] is point
    assert drawing.pet is dog


def test_written_as_it_came() -> None:
    given = {"x": 1, "new": [None], "y": 2, "label": None}
    drawing = Drawing.model_validate({"point": given})
    written = drawing.model_dump(include={"point"})
    assert written == {"point": given}
    assert list(written["point"]) == list(given)
    assert type(written["point"]) is dict
    assert drawing.model_dump_json(include={"point"}) == (
        '{"point":{"x":1,"new":[null],"y":2,"label":null}}'
    )


def test_what_json_has_not_is_not_written() -> None:
    drawing = Drawing.model_validate({"point": POINT})
    drawing.point["new"] = {"a name": float("nan")}
    with pytest.raises(PydanticSerializationError, match=r"1 problem: .* got nan, at \$\.new"):
        drawing.model_dump_json()
    assert drawing.model_dump()["point"].keys() == {"x", "y", "new"}


def test_every_problem_with_its_place() -> None:
    assert refusals(Point, {"x": "1"}) == [
        ("wrong_type", ("x",), "expected an integer", "string '1'"),
        ("missing", ("y",), "expected a number", "nothing"),
    ]
    assert refusals(Drawing, {"point": POINT, "points": [POINT, {"x": 1, "y": 2, "label": 3}]}) == [
        ("wrong_type", ("points", 1, "label"), "expected a string", "integer 3"),
    ]
    deep = leaf(tags={'a "b" \\c': 3})
    assert refusals(Leaf, deep)[0][1] == ("tags", 'a "b" \\c')


def test_what_does_not_decode() -> None:
    assert refusals(Point, 3) == [
        ("decode_error", (), "expected an object, got integer 3", "integer 3")
    ]
    assert refusals(Animal, {"kind": 3}) == [
        ("decode_error", ("kind",), "expected a string, got integer 3", "object of 1")
    ]
    assert refusals(Dog, {"kind": "fish"}) == [
        ("decode_error", ("kind",), "expected 'dog' of Dog, got string 'fish'", "object of 1")
    ]
    assert refusals(Dog, {"kind": "cat, at home"})[0][1:3] == (
        ("kind",),
        "expected 'dog' of Dog, got string 'cat, at home'",
    )
    assert refusals(Point, {**POINT, "new": [float("nan")]}) == [
        ("decode_error", ("new",), "expected a finite number, got nan", "object of 3")
    ]


def test_an_error_that_names_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(data: object, *, strict: bool) -> None:
        raise DecodeError(Problem((), "too_deep", "room {for}", "{text}"))

    monkeypatch.setattr(Point, "from_dict", refuse)
    text = "expected room {for}, got {text}"
    assert refusals(Point, {}) == [("decode_error", (), text, "object of 0")]


def test_no_payload_in_the_text() -> None:
    for payload in (leaf(password=3, text=["hunter2"]), leaf(kind="hunter2" * 9, new="hunter3")):
        with pytest.raises(pydantic.ValidationError) as raised:
            TypeAdapter(Leaf).validate_python({**payload, "password": 3})
        assert "hunter2hunter2hunter2hunter2" not in str(raised.value)
        assert "hunter3" not in str(raised.value)
        assert raised.value.title == "function-wrap[Leaf()]"
        assert raised.value.__context__ is None


class Sea(BaseModel):
    """A union that pydantic chooses in by the tag."""

    animal: Annotated[Dog | Fish, Field(discriminator="kind")]


def test_a_union_by_its_discriminator() -> None:
    sea = Sea.model_validate({"animal": {"kind": "fish", "species": "cod"}})
    assert type(sea.animal) is Fish
    assert Sea(animal=sea.animal).animal is sea.animal
    (error,) = refusals(Sea, {"animal": {"kind": "dog", "barks": 3}})
    assert error[:2] == ("wrong_type", ("animal", "dog", "barks"))
    mapping = Sea.model_json_schema()["properties"]["animal"]["discriminator"]["mapping"]
    assert mapping == {"dog": "#/$defs/Dog", "fish": "#/$defs/Fish"}


def test_a_document_of_pydantics() -> None:
    document = Drawing.model_json_schema()
    Draft202012Validator.check_schema(document)
    assert document["properties"]["point"] == {"$ref": "#/$defs/Point"}
    assert document["properties"]["points"]["items"] == {"$ref": "#/$defs/Point"}
    assert document["$defs"]["Point"]["properties"] == Point.json_schema()["properties"]
    assert document["$defs"]["Animal"]["oneOf"][0] == {"$ref": "#/$defs/Dog"}
    assert document == Drawing.model_json_schema(mode="serialization") | {
        "required": document["required"]
    }


@pytest.mark.parametrize("model", [Point, Leaf, Animal, Dog, Owner, Node])
def test_it_says_what_our_own_document_says(model: type[Model]) -> None:
    theirs = Draft202012Validator(TypeAdapter(model).json_schema())
    ours = Draft202012Validator(model.json_schema())
    payloads: list[Any] = [
        *(POINT, {"x": 1}, leaf(), leaf(colour=3), leaf(points=[{"x": 1}]), leaf(closed="green")),
        *({"kind": "dog"}, {"kind": "dog", "barks": 3}, {"kind": "fish"}, {}, 3),
        *({"treasure": {"kind": "ruby"}}, {"treasure": {"kind": "dog"}}),
        *({"value": 1, "children": [{}]}, {"value": 1, "children": [{"value": 2}]}),
    ]
    verdicts = [ours.is_valid(payload) for payload in payloads]
    assert [theirs.is_valid(payload) for payload in payloads] == verdicts
    assert len(set(verdicts)) == 2


class Part(Model, discriminator="kind"):
    kind: str


class Whole(Model):
    parts: list[Part]


class Assembly(Part):
    kind: Literal["assembly"] = discriminator()
    whole: Whole


def test_models_that_hold_each_other() -> None:
    document = TypeAdapter(list[Whole]).json_schema()
    Draft202012Validator.check_schema(document)
    assert document["$defs"].keys() == {"Whole", "Part", "Assembly"}
    assert document["$defs"]["Assembly"]["properties"]["whole"] == {"$ref": "#/$defs/Whole"}


def test_pydantic_is_imported_when_it_asks() -> None:
    code = (
        "import sys; from voicelive_events import ServerEvent; "
        "ServerEvent(type='new').problems(); ServerEvent.json_schema(); "
        "print([name for name in sys.modules if name.startswith('pydantic')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
