"""`Model`: a real dict, a typed view, and nothing lost between the two."""

from __future__ import annotations

import copy
import inspect
import json
import math
import pickle
import pydoc
import re
import sys
from collections import OrderedDict, UserDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

import pytest

from voicelive_events._core.codecs import (
    BoolCodec,
    Codec,
    ConstantCodec,
    EnumCodec,
    FloatCodec,
    IntCodec,
    StrCodec,
)
from voicelive_events._core.dispatch import Dispatch, Family
from voicelive_events._core.fields import constant, discriminator, field
from voicelive_events._core.jsontext import MAX_DEPTH
from voicelive_events._core.model import Model
from voicelive_events._core.reprs import ROOM
from voicelive_events._core.schema import ModelMeta
from voicelive_events.errors import DecodeError, FieldError, ModelError, ValidationError

from .models import (
    Animal,
    Colour,
    Dog,
    Fish,
    KnownMessage,
    Leaf,
    Message,
    Node,
    Owner,
    Point,
    Ruby,
    Shark,
    UnknownMessage,
    leaf,
)


class TestAttributes:
    def test_a_read_decodes_and_the_item_stays_wire(self) -> None:
        made = Leaf.from_dict(leaf(level="low", limit="inf"))
        before = json.dumps(made)
        assert made.blob == b"\0\1\2"
        assert made["blob"] == "AAEC"
        assert made.at == datetime(1970, 1, 1, tzinfo=UTC)
        assert made["at"] == 0
        assert made.colour is Colour.RED
        assert type(made["colour"]) is str
        assert (made.level, made.limit, made.kind, made.nullable) == ("low", "inf", "leaf", None)
        assert json.dumps(made) == before

    def test_a_wire_integer_reads_as_float(self) -> None:
        made = Leaf.from_dict(leaf(ratio=1, grid=[[1, 0.5]]))
        assert (made.ratio, type(made.ratio)) == (1.0, float)
        assert type(made["ratio"]) is int
        assert made.grid == [[1, 0.5]]

    def test_a_read_is_quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            pytest.fail("the long way was taken")

        for codec in (Codec, ConstantCodec, EnumCodec, FloatCodec):
            monkeypatch.setattr(codec, "decode", refuse)
        made = Leaf.from_dict(leaf(mode="a", closed="blue"))
        assert (made.text, made.number, made.ratio, made.flag) == ("t", 1, 0.5, True)
        assert (made.colour, made.closed) == (Colour.RED, Colour.BLUE)
        assert (made.kind, made.mode) == ("leaf", "a")

    def test_an_older_spelling_reads_as_the_member(self) -> None:
        made = Leaf.from_dict(leaf(colour="rouge"))
        assert made.colour is Colour.RED
        assert made["colour"] == "rouge"

    def test_nested_views_are_the_items(self) -> None:
        made = Leaf.from_dict(
            leaf(point={"x": 1, "y": 2}, points=[{"x": 1, "y": 2}], names=["a"], tags={"a": "b"})
        )
        assert made.point is made["point"]
        assert made.points is made["points"]
        assert made.names is made["names"]
        assert made.tags is made["tags"]
        assert made.points is not None
        made.points.append(Point(x=3, y=4.0))
        assert made.as_dict()["points"] == [{"x": 1, "y": 2}, {"x": 3, "y": 4.0}]

    def test_lists_of_enums_hold_members_where_known(self) -> None:
        made = Leaf.from_dict(leaf(colours=["red", "green", 3]))
        assert made["colours"] == ["red", "green", 3]
        assert [type(c) for c in made["colours"]] == [Colour, str, int]
        assert [type(c) for c in made.as_dict()["colours"]] == [str, str, int]
        assert type(json.loads(made.to_json())["colours"][0]) is str

    def test_missing_is_never_none(self) -> None:
        made = Leaf.from_dict({"ratio": None, "point": None})
        with pytest.raises(FieldError) as raised:
            _ = made.text
        assert str(raised.value) == "Leaf.text: expected a string, got nothing, at $.text"
        with pytest.raises(FieldError) as raised:
            _ = made.ratio
        assert str(raised.value) == "Leaf.ratio: expected a number, got null, at $.ratio"
        assert isinstance(raised.value, AttributeError)
        assert isinstance(raised.value, ModelError)
        assert (raised.value.name, raised.value.obj) == ("ratio", None)
        assert getattr(made, "text", None) is None
        assert not hasattr(made, "text")
        with pytest.raises(FieldError):
            _ = made.nullable  # may be null, yet not absent
        assert (made.point, made.points) == (None, None)

    def test_a_wrong_type_is_kept_as_an_item(self) -> None:
        made = Leaf.from_dict(leaf(number=3.0, flag=0, points=[{"x": 1, "y": 2}, None], blob="!"))
        for name in ("number", "flag", "points", "blob"):
            with pytest.raises(FieldError):
                getattr(made, name)
        assert (made["number"], made["flag"], made["blob"]) == (3.0, 0, "!")
        assert made["points"] == [{"x": 1, "y": 2}, None]

    @pytest.mark.parametrize("version", [True, 1.0])
    def test_what_only_equals_a_constant(self, version: object) -> None:
        class Versioned(Model):
            version: Literal[1]

        made = Versioned.from_dict({"version": version})
        with pytest.raises(FieldError, match="expected 1, got"):
            _ = made.version

    @pytest.mark.parametrize(
        ("payload", "got"),
        [({}, "nothing"), ({"colour": 3}, "integer 3"), ({"colour": None}, "null")],
    )
    def test_an_enum_that_cannot_be_read(self, payload: dict[str, Any], got: str) -> None:
        made = Leaf.from_dict(payload)
        with pytest.raises(FieldError) as raised:
            _ = made.colour
        assert str(raised.value) == (
            f"Leaf.colour: expected a string of Colour, got {got}, at $.colour"
        )

    def test_the_path_leads_to_the_element(self) -> None:
        made = Leaf.from_dict(leaf(points=[{"x": 1, "y": 2}, None], renamed=0, items=0))
        with pytest.raises(FieldError) as raised:
            _ = made.points
        assert str(raised.value) == "Leaf.points: expected Point, got null, at $.points[1]"
        incomplete: dict[str, Any] = {"points": [{"x": 1}, 3]}  # y is the point's own affair
        with pytest.raises(FieldError) as raised:
            _ = Leaf.from_dict(incomplete).points
        assert str(raised.value) == "Leaf.points: expected Point, got integer 3, at $.points[1]"
        with pytest.raises(FieldError) as raised:
            _ = made.renamed
        assert str(raised.value) == "Leaf.renamed: expected a string, got integer 0, at $.items"

    def test_class_patterns(self) -> None:
        match Animal.from_dict({"kind": "dog", "barks": True}):
            case Dog(barks=True):
                pass
            case _:
                pytest.fail("no match")
        broken: Model = Point.from_dict({"x": "no", "y": 1})
        match broken:
            case Point(x=int()):
                pytest.fail("matched a value that cannot be read")
            case Point(y=1.0):
                pass
            case _:
                pytest.fail("no match")

    def test_set(self) -> None:
        made = Leaf.from_dict(leaf())
        made.blob = b"\1"
        made.at = datetime(1970, 1, 2, tzinfo=UTC)
        made.colour = Colour.BLUE
        made.limit = 3
        assert (made["blob"], made["at"]) == ("AQ==", 86400)
        assert (made["colour"], made["limit"]) == ("blue", 3)
        assert type(made["colour"]) is str

    def test_set_none_removes(self) -> None:
        made = Leaf.from_dict(leaf(limit=3, items="x"))
        made.limit = None
        made.limit = None
        made.renamed = None
        assert "limit" not in made
        assert "items" not in made
        made["limit"] = None
        assert (made.limit, made["limit"], "limit" in made) == (None, None, True)
        made.nullable = None
        assert made["nullable"] is None

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("number", "x", "Leaf.number: expected an integer, got string 'x'"),
            ("number", True, "Leaf.number: expected an integer, got true"),
            ("text", None, "Leaf.text: expected a string, got null"),
            ("at", datetime(2026, 1, 1), "Leaf.at: expected an aware datetime, got naive datetime"),
            ("point", Dog(), "Leaf.point: expected Point, got Dog"),
            ("points", 1, "Leaf.points: expected a list of Point objects, got integer 1"),
            ("points", [1], "Leaf.points: expected Point, got integer 1, at $.points[0]"),
            (
                "grid",
                [[float("nan")]],
                "Leaf.grid: expected a finite number, got nan, at $.grid[0][0]",
            ),
            ("tags", {"a": 1}, "Leaf.tags: expected a string, got integer 1, at $.tags.a"),
            ("grid", [["x"]], "Leaf.grid: expected a number, got string 'x', at $.grid[0][0]"),
            ("kind", "twig", "Leaf.kind: expected 'leaf', got string 'twig'"),
            ("password", 3, "Leaf.password: expected a string, got integer (hidden)"),
        ],
    )
    def test_set_wrong_type(self, name: str, value: object, message: str) -> None:
        made = Leaf.from_dict(leaf())
        with pytest.raises(TypeError) as raised:
            setattr(made, name, value)
        assert str(raised.value) == message
        assert made == leaf()

    def test_set_names_the_element_that_is_wrong(self) -> None:
        made = Leaf.from_dict(leaf())
        incomplete = Point.from_dict({"x": 1})  # whose own fields are its own matter
        with pytest.raises(TypeError, match=r"expected Point, got integer 1, at \$\.points\[1\]$"):
            made.points = [incomplete, 1]  # type: ignore[list-item]
        made.points = [incomplete]

    def test_no_other_attributes(self) -> None:
        made = Point(x=1, y=2.0)
        with pytest.raises(AttributeError):
            made.z = 3  # type: ignore[attr-defined]
        with pytest.raises(AttributeError):
            _ = made.z  # type: ignore[attr-defined]
        with pytest.raises(AttributeError):
            made.copy = None  # type: ignore[method-assign, assignment]

    def test_delete(self) -> None:
        made = Point(x=1, y=2.0, label="l")
        del made.label
        assert made == {"x": 1, "y": 2.0}
        with pytest.raises(FieldError) as raised:
            del made.label
        assert str(raised.value) == "Point.label: expected a string, got nothing, at $.label"
        assert raised.value.name == "label"


class TestItems:
    """Every way of the dict to change a model keeps both views in step."""

    PLAIN: Mapping[str, Any] = MappingProxyType({"x": 1, "y": 2})

    def check(self, made: Leaf) -> None:
        assert isinstance(made["point"], Point)
        assert made.point is made["point"]
        assert made.point.x == 1
        assert made.problems() == []

    def test_setitem(self) -> None:
        made = Leaf.from_dict(leaf())
        for value in (dict(self.PLAIN), self.PLAIN, OrderedDict(self.PLAIN)):
            made["point"] = value
            self.check(made)
        ready = Point(x=1, y=2.0)
        made["point"] = ready
        assert made.point is ready

    def test_setting_does_not_alias_what_it_upgrades(self) -> None:
        made = Leaf.from_dict(leaf())
        plain: dict[str, Any] = {"x": 1, "y": 2, "new": [{}]}
        made["point"] = plain
        made["points"] = points = [plain]
        made["new_name"] = unknown = {"a": 1}
        assert type(plain) is dict
        assert type(points[0]) is dict
        assert made["point"]["new"] is not plain["new"]
        assert made["new_name"] is unknown  # nothing to upgrade: as in any dict

    def test_attribute_update_setdefault_or(self) -> None:
        by_attribute = Leaf.from_dict(leaf())
        by_attribute.point = self.PLAIN  # type: ignore[assignment]  # a model for the checker
        by_update = Leaf.from_dict(leaf())
        by_update.update({"point": self.PLAIN}, names=["a"])
        by_pairs = Leaf.from_dict(leaf())
        by_pairs.update([("point", self.PLAIN)])
        by_setdefault = Leaf.from_dict(leaf())
        assert by_setdefault.setdefault("point", self.PLAIN) is by_setdefault["point"]
        by_ior = same = Leaf.from_dict(leaf())
        by_ior |= {"point": self.PLAIN}
        assert by_ior is same
        by_or = Leaf.from_dict(leaf()) | {"point": self.PLAIN}
        by_ror = {"point": self.PLAIN} | Leaf.from_dict(leaf())
        for made in (by_attribute, by_update, by_pairs, by_setdefault, by_ior, by_or, by_ror):
            assert type(made) is Leaf
            self.check(made)

    def test_dicts_of_models(self) -> None:
        made = Leaf.from_dict(leaf(by_name={"a": {"x": 1, "y": 2}, "b": None}))
        assert type(made["by_name"]["a"]) is Point
        assert [p.path for p in made.problems()] == ["$.by_name.b"]
        assert Leaf.from_dict(leaf(by_name=3, points=3)).problems()[0].path == "$.by_name"

    def test_lists(self) -> None:
        made = Leaf.from_dict(leaf())
        made["points"] = [dict(self.PLAIN), Point(x=3, y=4.0)]
        made["by_name"] = {"a": dict(self.PLAIN)}
        made["colours"] = ["blue", "new"]
        assert [type(p) for p in made["points"]] == [Point, Point]
        assert type(made["by_name"]["a"]) is Point
        assert [type(c) for c in made["colours"]] == [Colour, str]
        assert made.problems() == []

    @pytest.mark.parametrize("bad", [{"x": {1, 2}}, UserDict(x={1, 2})], ids=["dict", "mapping"])
    def test_what_is_no_json_in_a_mapping(self, bad: Any) -> None:
        made = Leaf.from_dict(leaf())
        expected = "Leaf.point: expected a JSON value, got set, at $.point.x"
        with pytest.raises(TypeError, match=f"^{re.escape(expected)}$"):
            made.point = bad
        with pytest.raises(TypeError, match=f"^{re.escape(expected)}$"):
            made["point"] = bad
        with pytest.raises(TypeError, match=re.escape("got set, at $.points[1].x")):
            made.points = [Point(x=1, y=2.0), bad]
        with pytest.raises(TypeError, match=re.escape(expected)):
            made.update({"text": "new", "point": bad})
        with pytest.raises(TypeError, match=re.escape(expected)):
            Leaf(**{**leaf(point=bad), "blob": b"", "at": datetime.now(UTC)})
        assert made == leaf()

    def test_any_name_is_a_key(self) -> None:
        made = Leaf.from_dict(leaf())
        made.update(self=1)
        assert made["self"] == 1
        with pytest.raises(TypeError, match="Point has no field 'self'"):
            Point(self=1)  # type: ignore[call-arg]

    def test_keys_that_json_lacks(self) -> None:
        made = Leaf.from_dict(leaf())
        made["tags"] = {1: "x", ("a", 1): "y"}
        made[("b",)] = 1  # type: ignore[index]
        with pytest.raises(FieldError, match=r"expected strings as keys, got integer \(hidden"):
            _ = made.tags
        assert [(p.path, p.code) for p in made.problems()] == [
            ("$.tags", "wrong_type"),
            ("$.tags", "wrong_type"),
            ("$", "not_json"),
        ]
        assert made.problems(unknown=True) == made.problems()
        assert not made._is_valid()

    def test_fromkeys(self) -> None:
        made = Dog.fromkeys(["kind", "barks"])
        assert (type(made), dict(made)) == (Dog, {"kind": None, "barks": None})
        assert type(Leaf.fromkeys(["point"], {"x": 1})["point"]) is Point

    def test_removal(self) -> None:
        made = Leaf.from_dict(leaf(point=self.PLAIN))
        del made["point"]
        assert made.point is None
        assert made.pop("text") == "t"
        assert made.pop("number", 7) == 1
        assert "number" not in made
        assert not hasattr(made, "text")
        assert made.popitem() == ("nullable", None)
        made.clear()
        assert made == {}
        assert len(made.problems()) == len([f for f in Leaf.fields() if f.required])

    def test_documented_signatures(self) -> None:
        made = Point(x=1, y=2.0)
        assert made.get("no", default=1) == 1
        assert made.get("no") is None
        assert made.get(key="x") == 1
        assert made.pop(key="no", default=None) is None
        assert made.pop("no", 7) == 7
        with pytest.raises(KeyError):
            made.pop("no")
        assert made.setdefault(key="label", default="l") == "l"
        assert made.setdefault("label", "other") == "l"
        assert made.setdefault("new") is None
        assert made["new"] is None
        assert list(made.keys()) == ["x", "y", "label", "new"]
        assert list(made.values()) == [1, 2.0, "l", None]
        assert next(iter(made.items())) == ("x", 1)

    def test_it_is_a_dict(self) -> None:
        made = Point(x=1, y=2.0)
        assert isinstance(made, dict)
        assert made == {"x": 1, "y": 2.0}
        assert json.dumps(made) == '{"x": 1, "y": 2.0}'
        assert ("x" in made, len(made), list(made)) == (True, 2, ["x", "y"])
        with pytest.raises(TypeError):
            hash(made)
        with pytest.raises(TypeError):
            _ = made | [("x", 1)]
        with pytest.raises(TypeError):
            _ = [("x", 1)] | made

    def test_copies_share_or_do_not(self) -> None:
        made = Leaf.from_dict(leaf(point=self.PLAIN))
        shallow = [made.copy(), copy.copy(made)]
        deep = [copy.deepcopy(made), pickle.loads(pickle.dumps(made))]
        assert all(c == made and type(c) is Leaf for c in shallow + deep)
        assert all(c["point"] is made["point"] for c in shallow)
        assert all(type(c["point"]) is Point and c["point"] is not made["point"] for c in deep)
        assert all(c == made for c in (pickle.loads(pickle.dumps(made, p)) for p in range(6)))


class TestConstruction:
    def test_constants_are_filled_in(self) -> None:
        assert list(Dog().items()) == [("kind", "dog")]
        assert Shark(teeth=3) == {"kind": "fish", "species": "shark", "teeth": 3}
        assert Leaf.from_dict({}) == {}  # never when decoding

    def test_one_fixed_value_is_no_constant_by_itself(self) -> None:
        class Asked(Model):
            mode: Literal["a"]

        assert Asked.fields()[0].constant is None
        assert Asked.fields()[0].is_constant
        with pytest.raises(TypeError) as raised:
            Asked()  # type: ignore[call-arg]
        assert str(raised.value) == "Asked needs mode"

    def test_wire_names_of_tags_and_constants(self) -> None:
        class Event(Model, discriminator="kind"):
            kind: str = field(name="@kind")

        class Ping(Event):
            kind: Literal["ping"] = discriminator(name="@kind")
            version: Literal[1] = constant(name="@version")

        assert Ping() == {"@kind": "ping", "@version": 1}
        assert type(Event.from_dict({"@kind": "ping"})) is Ping

    def test_none_for_an_optional_is_left_out(self) -> None:
        assert Point(x=1, y=2.0, label=None) == {"x": 1, "y": 2.0}

    @pytest.mark.parametrize(
        ("kwargs", "message"),
        [
            ({"x": 1}, "Point needs y"),
            ({}, "Point needs x, y"),
            ({"x": 1, "y": 1.0, "z": 1}, "Point has no field 'z'"),
            ({"x": "1", "y": 1.0}, "Point.x: expected an integer, got string '1'"),
            ({"x": None, "y": 1.0}, "Point.x: expected an integer, got null"),
        ],
    )
    def test_refused(self, kwargs: dict[str, Any], message: str) -> None:
        with pytest.raises(TypeError) as raised:
            Point(**kwargs)
        assert str(raised.value) == message

    def test_a_tag_of_another_class(self) -> None:
        for model, tag in ((Animal, {"kind": "dog"}), (UnknownMessage, {"model": "known"})):
            with pytest.raises(TypeError) as raised:
                model(**tag)
            other = {Animal: "Dog", UnknownMessage: "KnownMessage"}[model]
            assert str(raised.value) == (
                f"{model.__name__}: the tag is that of {other}; "
                f"construct {other}, or let from_dict choose the class"
            )
        assert UnknownMessage(model="new") == {"model": "new"}

    def test_one_mapping(self) -> None:
        plain: dict[str, Any] = {"items": "wire name", "points": [{"x": 1, "y": 2}], "new": []}
        made = Leaf(plain, text="t")  # type: ignore[misc, call-arg, arg-type]
        assert made == {**plain, "kind": "leaf", "text": "t"}
        assert made.points is not None
        assert type(plain["points"][0]) is dict
        assert made["new"] is not plain["new"]
        with pytest.raises(TypeError) as raised:
            Point({}, {})  # type: ignore[call-arg, arg-type]
        assert str(raised.value) == "Point takes one mapping at most, got 2"
        with pytest.raises(DecodeError, match=r"expected an object, got array of 0, at \$"):
            Point([])  # type: ignore[call-arg, arg-type]

    def test_none_takes_away_what_a_mapping_brought(self) -> None:
        build: Any = Leaf
        made = build(leaf(point={"x": 1, "y": 2}, switch={"x": 1, "y": 2}), point=None, switch=None)
        assert "point" not in made
        assert made["switch"] is None

    def test_a_name_that_came_from_outside_is_cut(self) -> None:
        with pytest.raises(TypeError) as raised:
            Point(**{"k" * 100_000: 1})  # type: ignore[arg-type]
        assert str(raised.value) == f"Point has no field '{'k' * 23}…'"

    def test_a_mapping_does_not_dispatch(self) -> None:
        assert type(Animal({"kind": "cat"})) is Animal  # type: ignore[call-arg, arg-type]
        assert type(Message({"model": "new"})) is Message  # type: ignore[call-arg, arg-type]
        assert Dog({"kind": "dog"}) == {"kind": "dog"}  # type: ignore[call-arg, arg-type]
        cases: tuple[tuple[Any, dict[str, Any]], ...] = (
            (Animal, {"kind": "dog"}),
            (Dog, {"kind": "fish"}),
            (Dog, {"kind": "cat"}),
            (Dog, {"kind": None}),
            (Animal, {}),
            (Fish, {"kind": "fish", "species": "shark"}),
            (UnknownMessage, {"model": "known"}),
            (Shark, {"species": "whale"}),
            (Shark, {"kind": "dog"}),
            (Shark, {"kind": 3}),
        )
        for model, plain in cases:
            with pytest.raises(DecodeError):
                model(plain)

    @pytest.mark.parametrize(
        ("model", "plain", "message"),
        [
            (
                Animal,
                {"kind": "dog"},
                "expected a kind that is not Dog's, got string 'dog', at $.kind",
            ),
            (Dog, {"kind": "cat"}, "expected 'dog' of Dog, got string 'cat', at $.kind"),
            (
                UnknownMessage,
                {"model": "known"},
                "expected a model of UnknownMessage, got string 'known', at $.model",
            ),
        ],
    )
    def test_a_mapping_of_another_class(self, model: Any, plain: Any, message: str) -> None:
        with pytest.raises(DecodeError) as raised:
            model(plain)
        assert str(raised.value) == message


class TestDispatch:
    def test_the_tag_selects(self) -> None:
        assert type(Animal.from_dict({"kind": "dog"})) is Dog
        assert type(Animal.from_dict({"kind": "cat"})) is Animal
        assert type(Dog.from_dict({"kind": "dog"})) is Dog
        assert type(Message.from_dict({"model": "known"})) is KnownMessage
        assert type(Message.from_dict({"model": "new"})) is UnknownMessage
        assert type(UnknownMessage.from_dict({"model": "new"})) is UnknownMessage

    def test_two_levels(self) -> None:
        shark = {"kind": "fish", "species": "shark", "teeth": 3}
        for base in (Animal, Fish, Shark):
            assert type(base.from_dict(shark)) is Shark
        assert type(Animal.from_dict({"kind": "fish", "species": "carp"})) is Fish
        assert type(Animal.from_dict({"kind": "fish"})) is Fish
        assert type(Fish.from_dict({"kind": "fish", "species": 3})) is Fish

    @pytest.mark.parametrize(
        ("payload", "message"),
        [
            (
                {"kind": "dog", "species": "shark"},
                "expected 'fish' of Shark, got string 'dog', at $.kind",
            ),
            (
                {"kind": "fish", "species": "ray"},
                "expected 'shark' of Shark, got string 'ray', at $.species",
            ),
            ({"kind": "fish", "species": 5}, "expected a string, got integer 5, at $.species"),
            ({"kind": "fish"}, "expected a string, got nothing, at $.species"),
            ({"species": "shark"}, "expected a string, got nothing, at $.kind"),
        ],
    )
    def test_two_levels_apart(self, payload: dict[str, Any], message: str) -> None:
        with pytest.raises(DecodeError) as raised:
            Shark.from_dict(payload)
        assert str(raised.value) == message

    def test_the_second_tag_alone_selects_nothing(self) -> None:
        class Tank(Model):
            fish: Fish

        shark = {"kind": "dog", "species": "shark"}
        with pytest.raises(DecodeError, match=r"^expected 'fish' of Fish, got string 'dog'"):
            Fish.from_dict(shark)
        assert type(Tank.from_dict({"fish": shark})["fish"]) is dict

    def test_classes_of_one_family_side_by_side(self) -> None:
        class Pond(Model):
            pet: Dog | Fish | None = None

        assert type(Pond.from_dict({"pet": {"kind": "fish", "species": "carp"}}).pet) is Fish
        assert type(Pond.from_dict({"pet": {"kind": "fish", "species": "shark"}}).pet) is Shark
        assert type(Pond.from_dict({"pet": {"kind": "dog"}}).pet) is Dog
        assert [str(p) for p in Pond.from_dict({"pet": {"kind": "cat"}}).problems()] == [
            "expected Dog or Fish, got object of 1, at $.pet"
        ]

    def test_nested(self) -> None:
        made = KnownMessage.from_dict(
            {"model": "known", "pets": [{"kind": "dog"}, {"kind": "cat", "age": 3}, {"name": "x"}]}
        )
        assert made.pets is not None
        assert [type(pet) for pet in made.pets] == [Dog, Animal, Animal]
        assert made.pets[1] == {"kind": "cat", "age": 3}
        assert [str(p) for p in made.problems()] == [
            "expected a string, got nothing, at $.pets[2].kind"
        ]

    @pytest.mark.parametrize(
        ("treasure", "model"),
        [
            ({"kind": "ruby", "carat": 1}, Ruby),
            ({"kind": "dog"}, Dog),
            ({"kind": "new"}, Animal),
            ({}, Animal),
            ({"kind": ["x"]}, Animal),
            ("a string", str),
        ],
    )
    def test_a_union_is_chosen_by_tag(self, treasure: object, model: type) -> None:
        made = Owner.from_dict({"treasure": treasure})
        assert type(made.treasure) is model
        assert made["treasure"] == treasure

    @pytest.mark.parametrize("treasure", [3, [], True])
    def test_a_union_refuses_other_kinds(self, treasure: object) -> None:
        made = Owner.from_dict({"treasure": treasure})
        with pytest.raises(FieldError, match="expected Ruby or Animal or a string, got"):
            _ = made.treasure

    def test_a_field_of_one_class_takes_no_other(self) -> None:
        class Kennel(Model):
            dog: Dog
            ruby: Ruby | None = None

        made = Kennel.from_dict({"dog": {"kind": "fish"}, "ruby": {"kind": "dog"}})
        assert type(made["dog"]) is dict
        assert [str(p) for p in made.problems()] == [
            "expected Dog, got object of 1, at $.dog",
            "expected Ruby, got object of 1, at $.ruby",
        ]
        lenient = Kennel.from_dict({"dog": {}, "ruby": {}})
        assert (type(lenient.dog), type(lenient.ruby)) == (Dog, Ruby)
        assert [p.path for p in lenient.problems()] == ["$.dog.kind", "$.ruby.kind", "$.ruby.carat"]

    @pytest.mark.parametrize(
        ("payload", "message"),
        [
            ({}, "expected a string, got nothing, at $.kind"),
            ({"kind": None}, "expected a string, got null, at $.kind"),
            ({"kind": 3}, "expected a string, got integer 3, at $.kind"),
            ({"kind": ["dog"]}, "expected a string, got array of 1, at $.kind"),
            ({"kind": "fish"}, "expected 'dog' of Dog, got string 'fish', at $.kind"),
            ([], "expected an object, got array of 0, at $"),
            (None, "expected an object, got null, at $"),
            ("{}", "expected an object, got string '{}', at $"),
            ({1: 2}, "expected a string as key, got integer (hidden), at $"),
            ({1}, "expected an object, got set, at $"),
            ([{1}], "expected an object, got array of 1, at $"),
            ({"kind": "dog", "a": {"b": [{1}]}}, "expected a JSON value, got set, at $.a"),
            ({"kind": "dog", "a": float("nan")}, "expected a finite number, got nan, at $.a"),
        ],
    )
    def test_no_object_of_the_class(self, payload: Any, message: str) -> None:
        with pytest.raises(DecodeError) as raised:
            Dog.from_dict(payload)
        assert str(raised.value) == message
        assert isinstance(raised.value, ValueError)
        assert isinstance(raised.value, ModelError)

    def test_a_tag_that_selects_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Place(Model, discriminator="place"):
            place: str

        class Pond(Place):
            place: Literal["pond"] = discriminator()
            pet: Dog | Fish
            pets: list[Animal]

        def refuse(*_: object) -> None:
            pytest.fail("the long way was taken")

        monkeypatch.setattr(Dispatch, "class_of", refuse)
        monkeypatch.setattr(Family, "select", refuse)
        assert type(Animal.from_dict({"kind": "dog"})) is Dog
        assert type(Animal.from_dict({"kind": "fish", "species": "shark"})) is Shark
        dog = {"kind": "dog"}
        pond = Place.from_dict({"place": "pond", "pet": dog, "pets": [dog]})
        assert [type(pet) for pet in (pond["pet"], *pond["pets"])] == [Dog, Dog]

    def test_a_tag_that_is_optional_may_be_absent(self) -> None:
        class Fault(Model, discriminator="kind"):
            kind: str | None = None

        class Known(Fault):
            kind: Literal["known"] = discriminator()

        for payload in ({}, {"kind": None}, {"kind": "new"}):
            made = Fault.from_dict(payload)
            assert (type(made), made, made.problems()) == (Fault, payload, [])
        assert type(Fault.from_dict({"kind": "known"})) is Known
        for model, wrong in ((Known, {}), (Known, {"kind": None}), (Fault, {"kind": 3})):
            with pytest.raises(DecodeError, match=r"^expected a string, got"):
                model.from_dict(wrong)

    def test_text_of_no_object(self) -> None:
        for text, got in (("[]", "array of 0"), ("null", "null"), ("3", "integer 3")):
            with pytest.raises(DecodeError, match=rf"^expected an object, got {got}, at \$$"):
                Point.from_json(text)

    def test_the_tag_that_is_another_class_s_is_named(self) -> None:
        build: Any = Fish
        with pytest.raises(DecodeError) as raised:
            build({"kind": "fish", "species": "shark"})
        assert (
            str(raised.value)
            == "expected a species that is not Shark's, got string 'shark', at $.species"
        )

    def test_a_subclass_of_what_the_tag_selects(self) -> None:
        class Puppy(Dog):
            age: int

        assert type(Puppy.from_dict({"kind": "dog", "age": 1})) is Puppy
        assert Puppy(age=1) == {"kind": "dog", "age": 1}
        assert type(Animal.from_dict({"kind": "dog"})) is Dog
        with pytest.raises(DecodeError):
            Puppy.from_dict({"kind": "cat"})

    def test_registry(self) -> None:
        assert dict(Animal.registry())["dog"] is Dog
        assert dict(Fish.registry()) == {"shark": Shark}
        assert dict(Dog.registry()) == {"dog": Dog}
        assert dict(Point.registry()) == {}
        for model in (Animal, Dog, Point):
            with pytest.raises(TypeError):
                model.registry()["x"] = Dog  # type: ignore[index]

    def test_models_within_models(self) -> None:
        made = Node.from_dict(
            {"value": 1, "children": [{"value": 2, "children": [{"value": "x"}]}]}
        )
        assert made.children is not None
        assert type(made.children[0]) is Node
        assert [p.path for p in made.problems()] == ["$.children[0].children[0].value"]


class TestChecks:
    def test_every_problem_in_document_order(self) -> None:
        made = Leaf.from_dict(
            {"points": [{"x": "1"}, 3], "text": 1, "nullable": "x", "kind": "twig", "new": 1}
        )
        assert [(p.path, p.code) for p in made.problems()] == [
            ("$.points[0].x", "wrong_type"),
            ("$.points[0].y", "missing"),
            ("$.points[1]", "wrong_type"),
            ("$.text", "wrong_type"),
            ("$.nullable", "wrong_type"),
            ("$.kind", "invalid_value"),
            ("$.number", "missing"),
            ("$.ratio", "missing"),
            ("$.flag", "missing"),
            ("$.colour", "missing"),
            ("$.blob", "missing"),
            ("$.at", "missing"),
        ]

    def test_a_secret_is_not_shown(self) -> None:
        class Vault(Model):
            keys_: dict[str, str] = field(name="keys", secret=True)

        made = Vault.from_dict({"keys": {"hunter2": 3}})
        expected = "expected an object of strings, got object of 1 (hidden), at $.keys"
        assert [(p.code, str(p)) for p in made.problems()] == [("wrong_type", expected)]
        with pytest.raises(FieldError) as raised:
            _ = made.keys_
        assert str(raised.value) == f"Vault.keys_: {expected}"
        assert repr(made) == "Vault(keys_=<hidden>)"
        assert Vault.from_dict({"keys": {"a": "b"}}).problems() == []

    @pytest.mark.parametrize("value", [None, True, 0, 1.5, "", "dog", "AA==", [], [None], {}])
    def test_the_quick_check_agrees_with_the_long_one(self, value: Any) -> None:
        payloads: list[Model] = [
            Leaf.from_dict(leaf()),
            Shark(teeth=3),
            KnownMessage(pets=[Dog()]),
            Owner(),
        ]
        agreed = 0
        for made in payloads:
            for info in made.fields():
                mutant = made.copy()
                mutant[info.wire_name] = value
                assert mutant._is_valid() == (not mutant.problems()), info.name
                agreed += 1
        assert agreed > 30

    def test_the_quick_check_is_quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[object] = []

        def ask(_: Codec, raw: object) -> bool:
            asked.append(raw)
            return True

        sound = [Point(x=1, y=2.0, label="l"), Shark(teeth=3), Leaf.from_dict(leaf(names=["n"]))]
        for codec in (BoolCodec, EnumCodec, IntCodec, FloatCodec, StrCodec):
            monkeypatch.setattr(codec, "accepts", ask)
        assert [model._is_valid() for model in sound] == [True, True, True]
        assert asked == []
        assert Point.from_dict({"x": 1, "y": 2})._is_valid()
        assert asked == [2]

    def test_any_value_may_be_required(self) -> None:
        class Holder(Model):
            thing: Any

        assert Holder.from_dict({"thing": None}).problems() == []
        assert [str(p) for p in Holder.from_dict({}).problems()] == [
            "expected any JSON value, got nothing, at $.thing"
        ]

    def test_strict(self) -> None:
        with pytest.raises(ValidationError) as raised:
            Point.from_dict({"x": None, "label": 3}, strict=True)
        assert str(raised.value) == (
            "3 problems: expected an integer, got null, at $.x; "
            "expected a string, got integer 3, at $.label; expected a number, got nothing, at $.y"
        )
        assert isinstance(raised.value, DecodeError)
        for lenient in (Point.from_dict({"x": None}), Point.from_json('{"x":null}')):
            assert lenient == {"x": None}
        with pytest.raises(ValidationError):
            Point.from_json('{"x":null}', strict=True)
        nulls = leaf(mode=None, point=None, points=None, password=None)
        assert Leaf.from_dict(nulls, strict=True) == nulls
        assert Point.from_json('{"x":1,"y":2,"new":3}', strict=True) == {"x": 1, "y": 2, "new": 3}

    def test_drift(self) -> None:
        made = Leaf.from_dict(
            leaf(new=1, colour="green", point={"x": 1, "y": 2, "z": 3}, level="mid")
        )
        assert made.problems() == []
        assert [(p.path, p.code) for p in made.problems(unknown=True)] == [
            ("$.colour", "unknown_value"),
            ("$.new", "unknown_field"),
            ("$.point.z", "unknown_field"),
            ("$.level", "unknown_value"),
        ]
        unknown = made.problems(unknown=True)[1]
        assert str(unknown) == "expected no such field, got integer (hidden), at $.new"
        message = Message.from_dict({"model": "new", "field": 1, "text": "x"})
        assert message.problems() == []
        (drift,) = message.problems(unknown=True)
        assert drift.code == "unknown_tag"
        assert str(drift) == "expected a known model, got string 'new', at $.model"
        message["model"] = 3
        assert [(p.path, p.code) for p in message.problems(unknown=True)] == [
            ("$.model", "wrong_type")
        ]

    def test_nothing_of_an_unknown_field_is_shown(self) -> None:
        made = Point.from_dict({"x": 1, "y": 2, "token": "hunter2", "keys": ["hunter2"]})
        assert [str(p) for p in made.problems(unknown=True)] == [
            "expected no such field, got string (hidden), at $.token",
            "expected no such field, got array of 1 (hidden), at $.keys",
        ]

    def test_a_changed_tag(self) -> None:
        dog = Dog()
        dog["kind"] = "fish"
        assert [p.code for p in dog.problems()] == ["invalid_value"]
        cat = Animal(kind="cat")
        cat["kind"] = "dog"
        assert [(p.code, str(p)) for p in cat.problems()] == [
            ("invalid_value", "expected a kind that is not Dog's, got string 'dog', at $.kind")
        ]
        assert cat._is_valid() is False
        cat["kind"] = ["dog"]
        assert [str(p) for p in cat.problems()] == ["expected a string, got array of 1, at $.kind"]
        assert cat._is_valid() is False

    def test_a_tag_of_any_type(self) -> None:
        class Loose(Model, discriminator="kind"):
            kind: Any

        made = Loose.from_dict({"kind": "x"})
        made["kind"] = ["x"]
        assert made._is_valid()
        assert made.problems(unknown=True) == []


class TestOtherClasses:
    """A constructor takes one mapping of items, not a model of another class."""

    def test_the_model_of_another_class_is_refused(self) -> None:
        point: Any = Point(x=1, y=2)
        make: Any = Leaf
        message = r"^Leaf takes fields as keywords, or one mapping with its items; got Point$"
        with pytest.raises(TypeError, match=message):
            make(point)

    def test_one_of_the_class_is_copied(self) -> None:
        make: Any = Point
        point = Point(x=1, y=2)
        assert make(point) == point
        assert make(point) is not point
        assert make(dict(point)) == point

    def test_so_is_one_of_a_class_above_or_below(self) -> None:
        class Own(Point):
            pass

        make: Any = Own
        assert type(make(Point(x=1, y=2))) is Own
        make = Point
        assert type(make(Own(x=1, y=2))) is Point

    def test_two_tags_of_one_family_are_no_class(self) -> None:
        message = r"Both: its bases have two tags, kind 'dog' and 'fish'$"
        with pytest.raises(TypeError, match=message):

            class Both(Dog, Fish):  # type: ignore[misc]  # mypy says so too
                pass


class Plan(Model):
    """One of every kind of field that not every version has."""

    name: str
    old: str | None = field(default=None, versions=("1",))
    middle: str | None = field(default=None, versions=("1", "2", "3", "4"))
    new: Point | None = field(default=None, versions=("2", "3"), explicit_null=True)
    wanted: str | None = field(default=None, required_in=("3",))
    seen: str | None = field(default=None, versions=())
    key: str | None = field(default=None, versions=("1",), secret=True)
    plans: list[Plan] | None = None

    @classmethod
    def _is_in(cls, version: str) -> bool:
        return version != "4"


class TestVersions:
    """What a version of the API has not, and what it wants beside."""

    def told(self, version: str | None, **fields: Any) -> list[tuple[str, str]]:
        made = Plan(name="n", **fields)
        return [(p.path, p.code) for p in made.problems(api_version=version)]

    def test_a_field_of_other_versions(self) -> None:
        assert self.told("1", old="x") == []
        assert self.told("2", old="x") == [("$.old", "not_in_version")]
        assert self.told("1", new=Point(x=1, y=2)) == [("$.new", "not_in_version")]
        assert self.told(None, old="x", new=Point(x=1, y=2)) == []

    def test_inside_too(self) -> None:
        assert self.told("3", plans=[Plan(name="i", old="x")], wanted="w") == [
            ("$.plans[0].old", "not_in_version"),
            ("$.plans[0].wanted", "missing"),
        ]

    def test_what_a_version_wants(self) -> None:
        assert self.told("3") == [("$.wanted", "missing")]
        assert self.told("2") == []
        assert self.told("3", wanted="w") == []
        made = Plan.from_dict({"name": "n", "wanted": None})
        assert [(p.path, p.code) for p in made.problems(api_version="3")] == [
            ("$.wanted", "missing")
        ]
        assert made.problems(api_version="2") == []

    def test_a_null_that_says_nothing_is_as_good_as_absent(self) -> None:
        made = Plan.from_dict({"name": "n", "old": None})
        assert made.problems(api_version="2") == []

    def test_a_null_that_is_an_order_is_told(self) -> None:
        assert self.told("1", new=None) == [("$.new", "not_in_version")]

    def test_a_version_that_nobody_knows(self) -> None:
        message = r"^no version '2025-10-1' of the API: there are .*1, 2, .*3, 4"
        with pytest.raises(ValueError, match=message):
            Point(x=1, y=2).problems(api_version="2025-10-1")
        with pytest.raises(ValueError, match=r"^no version 'x{23}…'"):
            Point(x=1, y=2).problems(api_version="x" * 1000)

    def test_nobody_knows_who_has_what_no_definition_has(self) -> None:
        assert self.told("1", seen="x") == []

    def test_the_text_has_the_value_unless_it_is_secret(self) -> None:
        made = Plan(name="n", old="x", key="secret")
        assert [str(problem) for problem in made.problems(api_version="2")] == [
            "expected no such field in 2, got string 'x', at $.old",
            "expected no such field in 2, got string (hidden), at $.key",
        ]

    def test_a_class_of_other_versions_is_told_at_its_tag(self) -> None:
        class Kind(Model, discriminator="kind"):
            kind: str

            @classmethod
            def _is_in(cls, version: str) -> bool:
                return version != "4"

        class Late(Kind):
            kind: Literal["late"] = discriminator()

        (problem,) = Late().problems(api_version="4")
        assert str(problem) == "expected a kind of 4, got string 'late', at $.kind"
        assert problem.code == "not_in_version"
        assert Late().problems(api_version="3") == []
        assert Dog().problems(api_version="4") == []  # which says nothing of versions
        assert self.told("4") == []  # without a tag nothing says which class it is

    def test_with_drift(self) -> None:
        made = Plan.from_dict({"name": "n", "old": "x", "more": 1})
        found = made.problems(api_version="2", unknown=True)
        assert [p.code for p in found] == ["not_in_version", "unknown_field"]

    def test_what_cannot_be_written_is_told_beside(self) -> None:
        shared: dict[str, Any] = {}
        shared["self"] = shared
        made = Plan(name="n", old="x")
        made["more"] = shared
        assert [p.code for p in made.problems(api_version="2")] == ["not_in_version", "too_deep"]

    def test_strict_knows_no_version(self) -> None:
        assert Plan.from_dict({"name": "n", "old": "x"}, strict=True).to_json(strict=True)

    def test_a_field_says_it(self) -> None:
        [info] = [info for info in Plan.fields() if info.name == "wanted"]
        assert (info.required, info.required_in) == (False, ("3",))
        assert {info.required_in for info in Point.fields()} == {()}


class TestPlain:
    def test_as_dict_can_leave_out_what_the_service_writes(self) -> None:
        class Box(Model):
            leaf: Leaf
            leaves: list[Leaf]

        plain = leaf(made_by="service")
        unknown = {"made_by": "kept", "deep": {"made_by": "kept"}}
        made = Box.from_dict({"leaf": plain, "leaves": [plain], **unknown})
        assert made.as_dict() == made
        assert made.as_dict(exclude_readonly=True) == {
            "leaf": leaf(),
            "leaves": [leaf()],
            **unknown,
        }

    def test_as_dict_is_a_copy(self) -> None:
        made = Leaf.from_dict(leaf(names=["a"], new={"b": []}))
        made["a pair"] = (1, 2)  # JSON has none: it is left as it is
        plain = made.as_dict()
        assert plain["a pair"] == (1, 2)
        plain["names"].append("b")
        plain["new"]["b"].append(1)
        assert made["names"] == ["a"]
        assert made["new"] == {"b": []}

    def test_repr(self) -> None:
        made = Leaf.from_dict(
            leaf(
                blob="A" * 6400,
                text="x" * 25,
                items="wire",
                password="hunter2",
                point={"x": 1, "y": 2},
                names=list("abcdefgh"),
                colours=["red"],
                tags={"a": "b"},
                **{"odd key": None, "new": {"k": [1]}, "huge": 10**30},
            )
        )
        assert repr(made) == (
            "Leaf(text=<25 chars>, number=1, ratio=0.5, flag=True, colour='red', "
            "blob=<6400 chars>, at=0, kind='leaf', nullable=None, renamed='wire', "
            "password=<hidden>, point=Point(x=1, y=2), "
            "names=['a', 'b', 'c', 'd', 'e', 'f', <2 more>], colours=['red'], tags={'a': 'b'}, "
            "'odd key'=None, 'new'=<object of 1>, 'huge'=<integer>)"
        )

    def test_repr_shows_ids_whole(self) -> None:
        class Named(Model):
            id: str
            item_id: str
            type: str
            text: str

        name = "item_E4BAsZXoSuYWxcYtda12l"
        long = "i" * 64
        made = Named.from_dict({"id": name, "item_id": long, "type": name, "text": name})
        assert repr(made) == f"Named(id='{name}', item_id='{long}', type='{name}', text=<26 chars>)"
        made.item_id += "i"
        assert repr(made).split(", ")[1] == "item_id=<65 chars>"

    def test_repr_shows_codes_whole(self) -> None:
        class Failed(Model):
            code: str | None = None
            error_code: str | None = None
            param: str | None = None
            encode: str | None = None

        code = "response_cancel_not_active"
        for key in ("code", "error_code", "param"):
            assert repr(Failed.from_dict({key: code})) == f"Failed({key}='{code}')"
            said = Failed.from_dict({key: "a code with words in it, as said"})
            assert repr(said) == f"Failed({key}=<32 chars>)"
        assert repr(Failed.from_dict({"encode": code})) == "Failed(encode=<26 chars>)"

    def test_repr_shows_codes_in_plain_json_but_not_in_a_dict_of_texts(self) -> None:
        code = "response_cancel_not_active"
        error = {"code": code, "why": code, 3: [{"type": code}]}
        made = Leaf.from_dict({"tags": {"code": code}})
        made["anything"] = error
        assert repr(made) == (
            "Leaf(tags={'code': <26 chars>}, "
            f"anything={{'code': '{code}', 'why': <26 chars>, 3: [{{'type': '{code}'}}]}})"
        )

    def test_repr_shows_nothing_of_what_no_class_declares(self) -> None:
        told = {"pin": 4711, "is_ill": True, "weight": 81.5, "word": "abc", "none": None}
        assert repr(Point.from_dict({"x": 1, **told})) == (
            "Point(x=1, 'pin'=<integer>, 'is_ill'=<boolean>, 'weight'=<number>, "
            "'word'=<3 chars>, 'none'=None)"
        )

    def test_repr_of_what_came_in_the_wrong_place(self) -> None:
        wrong = {"number": "hunter2", "blob": "AAEC", "names": ["hunter2", 1], "text": 4711}
        assert repr(Leaf.from_dict(wrong)) == (
            "Leaf(number=<7 chars>, blob=<4 chars>, names=<array of 2>, text=4711)"
        )

    def test_repr_shows_that_a_secret_is_null(self) -> None:
        assert repr(Leaf.from_dict({"password": None})) == "Leaf(password=None)"

    def test_repr_shows_a_few_levels(self) -> None:
        plain: dict[str, Any] = {"value": 0}
        for value in range(1, 12):
            plain = {"value": value, "children": [plain]}
        assert repr(Node.from_dict(plain)) == (
            "Node(value=11, children=[Node(value=10, children=["
            "Node(value=9, children=[Node(value=8, children=[<1>])])])])"
        )
        deep = Leaf.from_dict({"anything": [[[[[[[[1]]]]]]]]})
        assert repr(deep) == "Leaf(anything=[[[[[[[<1>]]]]]]])"

    def test_repr_is_bounded(self) -> None:
        made = Point.from_dict({f"k{i}": [[[[[[[1]]]]]]] for i in range(1000)})
        assert len(repr(made)) < 2000
        assert repr(made).endswith(", 'k39'=<array of 1>, <960 more>)")
        many = Point.from_dict(dict.fromkeys(map("k{}".format, range(40))))
        assert repr(many).endswith(", 'k38'=None, 'k39'=None)")

    def test_repr_has_some_room_and_no_more(self) -> None:
        names = [f"a_long_name_{n}" for n in range(40)]
        many: Any = ModelMeta(
            "Many",
            (Model,),
            {"__module__": __name__, "__annotations__": dict.fromkeys(names, list[Node])},
        )
        node = {"value": 10**18, "children": [{"value": n} for n in range(6)]}
        shown = repr(many.from_dict({name: [node] * 6 for name in names}))
        assert ROOM < len(shown) < 8_500
        assert re.search(r", <\d\d more>\)$", shown)

    def test_fields(self) -> None:
        info = {f.name: f for f in Leaf.fields()}
        assert (info["renamed"].wire_name, info["renamed"].required) == ("items", False)
        assert (info["blob"].format, info["blob"].annotation) == ("base64", bytes)
        assert (info["password"].secret, info["made_by"].visibility) == (True, "read")
        assert [info[name].versions for name in ("made_by", "password", "text")] == [
            ("2",),
            None,
            None,
        ]
        assert (info["kind"].constant, info["kind"].role) == ("leaf", "constant")
        assert [f.doc for f in Point.fields()] == [
            "Distance to the right.",
            "Distance upwards.",
            "What stands beside it.",
        ]
        assert repr(Point.fields()[0]) == "<FieldInfo x: <class 'int'>>"
        assert [f.name for f in Shark.fields()] == ["kind", "name", "species", "teeth"]


class TestExplicitNull:
    def test_a_null_is_stored_and_taken_away(self) -> None:
        made = Leaf.from_dict(leaf(switch={"x": 1, "y": 2}))
        made.switch = None
        assert made["switch"] is None
        assert made.switch is None
        assert made.problems() == []
        del made.switch
        assert "switch" not in made
        assert made.switch is None
        with pytest.raises(FieldError):
            del made.switch

    def test_by_keyword(self) -> None:
        whole = {**leaf(), "blob": b"", "at": datetime.now(UTC)}
        assert Leaf(**whole, switch=None)["switch"] is None
        assert "switch" not in Leaf(**whole)
        assert "point" not in Leaf(**whole, point=None)
        assert Leaf(leaf(), switch=None)["switch"] is None  # type: ignore[call-arg, arg-type]

    def test_it_is_declared(self) -> None:
        declared = [info.name for info in Leaf.fields() if info.explicit_null]
        assert declared == ["switch"]
        assert {"type": "null"} in Leaf.json_schema()["properties"]["switch"]["anyOf"]

    def test_only_what_may_be_null(self) -> None:
        with pytest.raises(TypeError, match=r"may be absent or null is annotated `\.\.\. \| None`"):

            class Bad(Model):
                x: int = field(explicit_null=True)

    def test_a_required_one_needs_no_flag(self) -> None:
        class Holder(Model):
            thing: int | None

        assert Holder(thing=None) == {"thing": None}
        with pytest.raises(TypeError, match="Holder needs thing"):
            Holder()  # type: ignore[call-arg]


def nested(levels: int) -> Any:
    deep: Any = 1
    for _ in range(levels):
        deep = [deep]
    return deep


def doubled(times: int) -> Any:
    shared: Any = 1
    for _ in range(times):
        shared = [shared, shared]
    return shared


class TestWriting:
    BROKEN: Mapping[str, Any] = MappingProxyType({"x": 1, "y": "2", "label": 3})

    def test_strict_raises_with_every_problem(self) -> None:
        made = Point.from_dict(self.BROKEN)
        assert json.loads(made.to_json()) == self.BROKEN
        with pytest.raises(ValidationError) as raised:
            made.to_json(strict=True)
        assert list(raised.value.problems) == made.problems()
        assert [problem.loc for problem in raised.value.problems] == [("y",), ("label",)]
        assert json.loads(Point(x=1, y=2.0).to_json(strict=True)) == {"x": 1, "y": 2.0}

    @pytest.mark.parametrize("key", ["y", "anything", "new"])
    @pytest.mark.parametrize(
        "value",
        [math.nan, math.inf, b"x", {1}, object(), {1: 2}, {"a": [math.nan]}, (1,), 10**5000],
        ids=["nan", "inf", "bytes", "set", "object", "key", "deeper", "tuple", "digits"],
    )
    def test_what_json_has_not_is_a_problem(self, key: str, value: object) -> None:
        class Wide(Point):
            anything: Any = None

        made = Wide(x=1, y=2.0)
        dict.__setitem__(made, key, value)
        assert [problem.loc for problem in made.problems()] == [(key,)]
        if key != "y" or isinstance(value, float):
            assert [problem.code for problem in made.problems()] == ["not_json"]
        with pytest.raises(ValidationError) as raised:
            made.to_json(strict=True)
        assert list(raised.value.problems) == made.problems()
        if value != (1,) and value != {1: 2}:  # json writes them, as something else
            with pytest.raises(ValidationError) as raised:
                made.to_json()
            assert raised.value.loc == ((key,) if key != "y" or raised.value.loc else ())
            assert raised.value.__context__ is None

    @pytest.mark.parametrize("key", ["anything", "new"])
    @pytest.mark.parametrize(
        "value",
        [
            MappingProxyType({}),
            UserDict(),
            nested(MAX_DEPTH),
            doubled(20),
            [nested(MAX_DEPTH - 1)],
        ],
        ids=["proxy", "user dict", "deep", "shared", "deeper"],
    )
    def test_strict_and_problems_are_one_verdict(self, key: str, value: object) -> None:
        made = Leaf.from_dict(leaf())
        dict.__setitem__(made, key, value)
        problems = made.problems()
        assert [problem.loc for problem in problems] == [(key,)]
        with pytest.raises(ValidationError) as raised:
            made.to_json(strict=True)
        assert list(raised.value.problems) == problems
        with pytest.raises(ValidationError) as raised:
            Leaf.from_dict(dict(made), strict=True, copy=False)
        assert list(raised.value.problems) == problems

    @pytest.mark.parametrize("value", [math.nan, b"x"])
    def test_a_tree_of_ones_own_is_checked_in_full(self, value: object) -> None:
        for payload in (leaf(anything=value), leaf(new=[value]), leaf(ratio=value)):
            with pytest.raises(ValidationError):
                Leaf.from_dict(payload, strict=True, copy=False)

    def test_no_nan_in_a_union(self) -> None:
        class Either(Model):
            one: float | str | None = None
            many: list[float | str] | None = None
            named: dict[str, float | str] | None = None

        for wrong in ({"one": math.nan}, {"many": [math.nan]}, {"named": {"a": math.nan}}):
            with pytest.raises(TypeError, match="expected a finite number, got nan"):
                Either(**wrong)

    def test_text_as_it_is(self) -> None:
        text = 'Tromsø 😀 \ud800 \x7f\x85\u2028\n\x00"\\'
        made = Point.from_dict({"x": 1, "y": 2, text: text})
        shown = made.to_json(ascii=False)
        assert "Tromsø 😀" in shown
        assert shown.isprintable()
        assert len(shown.splitlines()) == 1
        assert shown.encode()
        assert json.loads(shown) == made == json.loads(made.to_json())
        assert made.to_json().isascii()
        with pytest.raises(ValidationError):
            (made | {"x": math.nan}).to_json(ascii=False)


def endless() -> Node:
    made = Node.from_dict({"value": 1, "children": []})
    assert made.children is not None
    made.children += [made, made]
    return made


def bottomless(make: Callable[[Any], Any]) -> Point:
    made = Point(x=1, y=2.0)
    deep: Any = 1
    for _ in range(5000):
        deep = make(deep)
    made["new"] = deep
    return made


class TestNeverEnding:
    """What an item was set to may hold itself, or be deeper than any stack."""

    TREES: Mapping[str, Callable[[], Model]] = MappingProxyType(
        {
            "itself": endless,
            "lists": lambda: bottomless(lambda inner: [inner]),
            "dicts": lambda: bottomless(lambda inner: {"a": inner}),
            "tuples": lambda: bottomless(lambda inner: (inner,)),
        }
    )
    JOBS: Mapping[str, Callable[[Model], object]] = MappingProxyType(
        {
            "to_json": lambda made: made.to_json(),
            "to_json strict": lambda made: made.to_json(strict=True),
            "to_json text": lambda made: made.to_json(ascii=False),
            "deepcopy": copy.deepcopy,
            "pickle": pickle.dumps,
        }
    )

    @pytest.mark.parametrize("tree", TREES)
    @pytest.mark.parametrize("job", JOBS)
    def test_one_error(self, tree: str, job: str) -> None:
        made = self.TREES[tree]()
        with pytest.raises(ValidationError) as raised:
            self.JOBS[job](made)
        assert raised.value.code in ("too_deep", "not_json" if tree == "tuples" else "too_deep")
        assert raised.value.__context__ is None

    @pytest.mark.parametrize("tree", ["itself", "lists", "dicts"])
    def test_as_dict(self, tree: str) -> None:
        with pytest.raises(ValidationError) as raised:
            self.TREES[tree]().as_dict()
        assert raised.value.code == "too_deep"

    @pytest.mark.parametrize("tree", TREES)
    def test_the_rest_ends(self, tree: str) -> None:
        made = self.TREES[tree]()
        assert len(repr(made)) < 10_000
        assert len(made.problems(unknown=True)) <= 3
        assert made.copy() is not made

    def test_where_it_holds_itself(self) -> None:
        assert [problem.loc for problem in endless().problems()] == [
            ("children", 0),
            ("children", 1),
        ]

    def test_what_is_shared_is_no_circle(self) -> None:
        leaf_ = Node(value=2)
        made = Node(value=1, children=[leaf_, leaf_])
        assert made.problems() == []
        assert copy.deepcopy(made) == made == pickle.loads(pickle.dumps(made))

    @pytest.mark.parametrize("levels", [MAX_DEPTH, 300])
    def test_what_could_not_be_read_again_is_not_written(self, levels: int) -> None:
        made = Point.from_dict({"x": 1, "y": 2})
        made["new"] = nested(levels)
        for as_ascii in (True, False):
            with pytest.raises(ValidationError) as raised:
                made.to_json(ascii=as_ascii)
            assert (raised.value.code, raised.value.loc) == ("too_deep", ("new",))
        made["new"] = [nested(MAX_DEPTH - 2)] * 200
        assert Point.from_json(made.to_json()) == made

    def test_a_tree_as_deep_as_it_may_be(self) -> None:
        deep: Any = 1
        for _ in range(MAX_DEPTH - 1):
            deep = [deep]
        made = Point.from_dict({"x": 1, "y": 2, "new": deep})
        assert copy.deepcopy(made) == made == pickle.loads(pickle.dumps(made))
        assert Point.from_json(made.to_json(strict=True)) == made


class TestOwnTrees:
    def test_a_tree_of_ones_own_is_taken(self) -> None:
        tree: dict[str, Any] = {"value": 1, "children": [{"value": 2}], "new": {"a": []}}
        new = tree["new"]
        made = Node.from_dict(tree, copy=False)
        assert made["new"] is new
        assert type(made["children"][0]) is Node
        assert made == {"value": 1, "children": [{"value": 2}], "new": {"a": []}}

    def test_it_is_checked_as_any(self) -> None:
        with pytest.raises(ValidationError):
            Node.from_dict({"value": "x"}, copy=False, strict=True)
        with pytest.raises(DecodeError, match=r"expected a string, got nothing, at \$\.kind"):
            Animal.from_dict({}, copy=False)
        with pytest.raises(DecodeError, match=r"expected an object, got OrderedDict, at \$"):
            Point.from_dict(OrderedDict(x=1), copy=False)

    def test_one_that_is_too_deep(self) -> None:
        tree: dict[str, Any] = {"value": 1}
        for _ in range(5000):
            tree = {"value": 1, "children": [tree]}
        with pytest.raises(DecodeError) as raised:
            Node.from_dict(tree, copy=False)
        assert (raised.value.code, raised.value.__context__) == ("too_deep", None)


class TestShared:
    """Lists and objects that come again and again, as aliases in YAML do."""

    def test_a_few_are_copied(self) -> None:
        point = {"x": 1, "y": 2}
        made = Leaf.from_dict(leaf(points=[point] * 1000, point=point))
        assert made.points is not None
        assert len({id(each) for each in made.points}) == 1000

    @pytest.mark.parametrize("shared", [[1] * 100_000, {str(n): n for n in range(100_000)}])
    def test_a_large_one_is_copied_in_full(self, shared: object) -> None:
        tree = {"x": 1, "y": 2, "new": shared}
        assert Point.from_dict(tree) == tree

    @pytest.mark.parametrize("make", [lambda x: [x, x], lambda x: {"a": x, "b": x}])
    def test_doublings_are_refused(self, make: Callable[[Any], Any]) -> None:
        doubled: Any = 1
        for _ in range(22):
            doubled = make(doubled)
        with pytest.raises(DecodeError) as raised:
            Point.from_dict({"x": 1, "y": 2, "new": doubled})
        assert str(raised.value) == (
            "expected a tree, got one that repeats a list or an object too often, at $.new"
        )

    def test_so_are_they_behind_a_large_tree(self) -> None:
        doubled: Any = 1
        for _ in range(22):
            doubled = [doubled, doubled]
        with pytest.raises(DecodeError) as raised:
            Point.from_dict({"new": [list(range(150_000)), doubled]})
        assert raised.value.loc == ("new",)

    def test_so_is_a_long_list_in_many_places(self) -> None:
        with pytest.raises(DecodeError, match="repeats a list"):
            Point.from_dict({"new": [[0] * 10_000] * 10_000})


class TestHelp:
    def test_the_signature_has_the_keywords(self) -> None:
        assert (
            str(inspect.signature(Point)) == "(*, x: int, y: float, label: str | None = <absent>)"
        )
        parameters = inspect.signature(Leaf).parameters
        assert [p.name for p in parameters.values() if p.default is p.empty] == [
            info.name for info in Leaf.fields() if info.required and info.constant is None
        ]
        assert "kind" not in parameters  # filled in
        assert parameters["blob"].annotation is bytes
        assert parameters["renamed"].kind is inspect.Parameter.KEYWORD_ONLY
        assert inspect.signature(Model).parameters == {}

    def test_the_doc_has_the_fields(self) -> None:
        assert Point.__doc__ == (
            "A point of a plane.\n\nFields:\n\n"
            "    x: int\n        Distance to the right.\n"
            "    y: float\n        Distance upwards.\n"
            "    label: str | None\n        What stands beside it.\n"
        )
        assert Dog.__doc__ is not None
        assert Dog.__doc__.startswith("Fields:\n\n    kind = 'dog'\n    name: str | None\n")
        assert str(Model.__doc__).startswith("A JSON object as a typed object")
        assert "Fields:" not in str(Model.__doc__)

        class Nothing(Model):
            pass

        assert Nothing.__doc__ is None

    def test_help_shows_both(self) -> None:
        shown = pydoc.plain(pydoc.render_doc(Point))
        assert "Point(*, x: int, y: float, label: str | None = <absent>)" in shown
        assert "Distance to the right." in shown

    def test_a_property_is_exactly_that(self) -> None:
        """A subclass of property makes each read slower."""
        kinds = {
            type(vars(model)[info]) for model in (Leaf, Point) for info in model._schema.declared
        }
        assert kinds == {property}


class Case(Model):
    """Holds all that a place may lead through."""

    vault: dict[str, str] | None = field(default=None, secret=True)
    leaves: list[Point] | None = None
    by_name: dict[str, Owner] | None = None
    either: str | Owner | list[int] | None = None
    anything: Any = None


class TestPrivatePlaces:
    """A place ends at a secret field, and at the first key that no class declares."""

    @pytest.mark.parametrize(
        ("payload", "loc"),
        [
            ({"vault": {"X-Secret-Name": b"x"}}, ("vault",)),
            ({"nobody_knows": {"a person's name": math.nan}}, ("nobody_knows",)),
            ({"leaves": [{"x": 1}, {"y": b"x"}]}, ("leaves", 1, "y")),
            ({"leaves": [{"x": {"name": b"x"}}]}, ("leaves", 0, "x")),
            ({"leaves": [{"new": [{"name": b"x"}]}]}, ("leaves", 0, "new")),
            ({"by_name": {"Ada": {"treasure": b"x"}}}, ("by_name", "Ada", "treasure")),
            (
                {"by_name": {"Ada": {"treasure": {"kind": "ruby", "carat": b"x"}}}},
                ("by_name", "Ada", "treasure", "carat"),
            ),
            (
                {"by_name": {"Ada": {"treasure": {"kind": "new", "name": b"x"}}}},
                ("by_name", "Ada", "treasure", "name"),
            ),
            (
                {"by_name": {"Ada": {"treasure": {"kind": "new", "age": {"x": b"x"}}}}},
                ("by_name", "Ada", "treasure", "age"),
            ),
            ({"either": {"treasure": {"carat": [b"x"]}}}, ("either", "treasure", "carat")),
            ({"either": [1, b"x"]}, ("either", 1)),
            ({"either": [[{"name": b"x"}]]}, ("either", 0)),
            ({"anything": {"name": {"deep": b"x"}}}, ("anything",)),
            ({"nobody": {4111: 1}}, ("nobody",)),
            # What is of another kind than its field declares has no declared keys.
            ({"leaves": {"a name": {"x": b"x"}}}, ("leaves",)),
            ({"by_name": [{"treasure": b"x"}]}, ("by_name",)),
            ({"either": [[b"x"]]}, ("either", 0)),
            ({"leaves": [[b"x"]]}, ("leaves", 0)),
            ({"leaves": [{"x": [b"x"]}]}, ("leaves", 0, "x")),
        ],
    )
    def test_of_what_json_has_not(self, payload: dict[str, Any], loc: tuple[Any, ...]) -> None:
        with pytest.raises(DecodeError) as raised:
            Case.from_dict(payload)
        assert raised.value.loc == loc
        assert raised.value.code == "not_json"
        assert raised.value.__context__ is None

    def test_keys_that_are_no_strings_are_private(self) -> None:
        payloads: list[Any] = [{"nobody": {4111: 1}}, {4111: 1}, {"by_name": {4111: {}}}]
        for payload in payloads:
            with pytest.raises(DecodeError) as raised:
                Case.from_dict(payload)
            assert "4111" not in str(raised.value)
        made = Case()
        more: dict[Any, Any] = {"by_name": {4111: 1}, 4111: 2}
        dict.update(made, more)
        assert "4111" not in "".join(map(str, made.problems()))

    def test_a_class_of_another_tag_is_nobody_s(self) -> None:
        with pytest.raises(DecodeError) as raised:
            Dog.from_dict({"kind": "fish", "name": {"a name": b"x"}})
        assert raised.value.loc == ()

    def test_what_is_set_is_cut_as_well(self) -> None:
        made = Case()
        with pytest.raises(TypeError) as raised:
            made.leaves = [{"x": 1, "new": {"a name": b"x"}}]  # type: ignore[list-item]
        assert str(raised.value) == (
            "Case.leaves: expected a JSON value, got bytes, at $.leaves[0].new"
        )
        with pytest.raises(TypeError) as raised:
            made.vault = {"X-Secret-Name": b"x"}  # type: ignore[dict-item]
        assert str(raised.value) == (
            "Case.vault: expected a dict of strings, got object of 1 (hidden)"
        )


class TestLittleStack:
    """Whoever calls with hardly any stack left gets the one error, never a false verdict."""

    DEEP: Any = json.loads('{"value":1,"children":[' * 60 + "1" + "]}" * 60)
    FULL = "a stack that is nearly full"

    def at_every_depth(self, job: Callable[[], object]) -> set[str]:
        """What *job* gives, called with less and less stack left."""

        def at_depth(levels: int) -> object:
            return at_depth(levels - 1) if levels else job()

        left = sys.getrecursionlimit() - len(inspect.stack())
        outcomes = set()
        for depth in range(left - 700, left - 8, 7):
            try:
                at_depth(depth)
                outcomes.add("done")
            except ModelError as error:
                outcomes.add(error.got)
            except RecursionError:  # not even room for the call
                outcomes.add("no call")
                break
        return outcomes

    def test_decoding(self) -> None:
        text = json.dumps(self.DEEP)
        payload = json.loads(text)
        for job in (lambda: Node.from_json(text), lambda: Node.from_dict(payload)):
            outcomes = self.at_every_depth(job)
            assert "done" in outcomes
            assert outcomes <= {"done", self.FULL, "no call"}

    def test_writing(self) -> None:
        made = Node.from_dict(json.loads('{"value":1,"children":[' * 60 + "]}" * 60))
        for job in (made.as_dict, made.to_json, lambda: made.to_json(strict=True)):
            outcomes = self.at_every_depth(job)
            assert "done" in outcomes
            assert outcomes <= {"done", self.FULL, "more", "no call"}
