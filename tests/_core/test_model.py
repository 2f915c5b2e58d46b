"""`Model`: a real dict, a typed view, and nothing lost between the two."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections import OrderedDict
from collections.abc import Mapping
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
from voicelive_events._core.model import Model
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
            ("at", datetime(2026, 1, 1), "Leaf.at: expected an aware datetime, got datetime"),
            ("point", Dog(), "Leaf.point: expected Point, got Dog"),
            ("points", 1, "Leaf.points: expected an array of Point objects, got integer 1"),
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

    def test_what_is_no_json_in_a_mapping(self) -> None:
        made = Leaf.from_dict(leaf())
        expected = "Leaf.point: expected a JSON value, got set, at $.point.x"
        bad = {"x": {1, 2}}
        with pytest.raises(TypeError, match=f"^{re.escape(expected)}$"):
            made.point = bad  # type: ignore[assignment]
        with pytest.raises(TypeError, match=f"^{re.escape(expected)}$"):
            made["point"] = bad
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
        with pytest.raises(FieldError, match="expected strings as keys, got integer 1, at"):
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
            (Animal, {"kind": "dog"}, "expected a kind of Animal, got string 'dog', at $.kind"),
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
            ({1: 2}, "expected a string as key, got integer 1, at $"),
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
        assert str(raised.value) == "expected a species of Fish, got string 'shark', at $.species"

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
            ("invalid_value", "expected a kind of Animal, got string 'dog', at $.kind")
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
            "'odd key'=None, 'new'=<object of 1>, 'huge'=<100 bits>)"
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

    def test_repr_of_what_came_in_the_wrong_place(self) -> None:
        made = Leaf.from_dict({"number": "hunter2", "blob": "AAEC", "names": ["hunter2", 1]})
        assert repr(made) == "Leaf(number=<7 chars>, blob=<4 chars>, names=<array of 2>)"

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
