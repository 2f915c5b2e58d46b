"""What holds other values: it takes, adopts and judges each of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from voicelive_events._core.check import Check
from voicelive_events._core.codecs import Codec

from .asking import codec_for, found
from .models import Animal, Colour, Dog, Owner, Point, Ruby

POINT = Point(x=1, y=2.0)


@pytest.mark.parametrize(
    ("annotation", "raw", "paths"),
    [
        (list[str], ["a", None, 3], ["$.k[1]", "$.k[2]"]),
        (list[list[float]], [[1], [True], "x"], ["$.k[1][0]", "$.k[2]"]),
        (dict[str, int], {"a": 1, "b c": "x"}, ['$.k["b c"]']),
        (list[Point], [POINT, {}, None], ["$.k[1]", "$.k[2]"]),
        (list[Point], [Point.from_dict({"x": 1})], ["$.k[0].y"]),
    ],
)
def test_every_element_is_checked(annotation: Any, raw: Any, paths: list[str]) -> None:
    codec = codec_for(annotation)
    assert [problem.path for problem in found(codec, raw)] == paths
    assert not codec.valid(raw)


def test_a_model_answers_for_its_own_fields() -> None:
    codec = codec_for(list[Point])
    incomplete = [Point.from_dict({"x": 1})]
    assert codec.accepts(incomplete)
    assert codec.decode(incomplete) is incomplete
    assert list(codec.problems(incomplete, (), Check(nested=False))) == []


def test_taking_leaves_what_others_hold() -> None:
    codec = codec_for(list[Point])
    ready = [POINT]
    assert codec.upgrade(ready) is ready
    plain = [{"x": 1, "y": 2}, POINT]
    taken = codec.upgrade(plain)
    assert plain == [{"x": 1, "y": 2}, POINT]
    assert type(plain[0]) is dict
    assert isinstance(taken[0], Point)
    assert taken[1] is POINT


def test_taking_a_dict_leaves_what_others_hold() -> None:
    codec = codec_for(dict[str, Point])
    ready = {"a": POINT}
    assert codec.upgrade(ready) is ready
    plain: dict[str, Any] = {"a": {"x": 1, "y": 2}, "b": POINT}
    taken = codec.upgrade(plain)
    assert type(plain["a"]) is dict
    assert isinstance(taken["a"], Point)
    assert taken["b"] is POINT


def test_taking_a_union_chooses_by_kind_and_tag() -> None:
    codec = codec_for(str | Ruby | Animal)
    plain = {"kind": "ruby", "carat": 1}
    taken = codec.upgrade(plain)
    assert type(taken) is Ruby
    assert taken == plain
    assert type(plain) is dict
    for mapping in ({"kind": "dog"}, MappingProxyType({"kind": "dog"})):
        assert type(codec.upgrade(mapping)) is Dog
    assert codec.upgrade("a string") == "a string"
    assert codec.upgrade(3) == 3


def adopted(codec: Codec, raw: Any) -> Any:
    assert codec.adopt is not None
    return codec.adopt(raw)


def test_adopting_makes_models() -> None:
    raw = {"a": {"x": 1, "y": 2}, "b": None}
    made = adopted(codec_for(dict[str, Point]), raw)
    assert type(made["a"]) is Point
    assert made == {"a": {"x": 1, "y": 2}, "b": None}


@pytest.mark.parametrize(
    "annotation",
    [list[Point], dict[str, Point], list[Colour], Point, Owner, Ruby | Animal, list[Owner], Dog],
)
@pytest.mark.parametrize("raw", [3, "red", True, None, [], {}, [3]])
def test_what_is_no_container_of_the_kind_enters_as_it_is(annotation: Any, raw: Any) -> None:
    codec = codec_for(annotation)
    assert adopted(codec, raw) == raw
    assert codec.upgrade(raw) == raw


class Text(str):
    __slots__ = ()


class Whole(int):
    pass


class Real(float):
    pass


class Items(list[Any]):
    pass


@pytest.mark.parametrize("value", [Text("a"), Whole(3), Real(2.5), Items([1])])
def test_a_union_chooses_for_a_value_of_a_subclass_too(value: Any) -> None:
    codec = codec_for(str | int | list[int] | Point)
    assert codec.accepts(value) == (type(value) is not Real)
    assert codec_for(str | float | list[int]).decode(value) == value


def test_a_union_adopts_a_value_of_a_subclass_too() -> None:
    raw: list[Any] = ["red", Text("red"), 3, Whole(3)]
    made = adopted(codec_for(list[Colour | int]), raw)
    assert list(map(type, made)) == [Colour, Colour, int, Whole]


def test_a_key_that_is_no_string() -> None:
    (problem,) = found(codec_for(dict[str, int]), {1: 2})
    assert problem.code == "wrong_type"
    assert str(problem) == "expected strings as keys, got integer (hidden), at $.k"


def test_closed_enums_in_a_list_are_members() -> None:
    codec = codec_for(list[Colour])
    assert adopted(codec, ["red", "rouge", "green"]) == [Colour.RED, "rouge", "green"]
    assert codec.accepts([Colour.RED])
    assert not codec.accepts([Colour.RED, "red"])
    assert [p.code for p in found(codec, [Colour.RED, "rouge", 3])] == [
        "invalid_value",
        "wrong_type",
    ]


def test_what_is_no_string_is_left_in_a_list_of_enums() -> None:
    raw: list[Any] = [["red"], {}, None, "red"]
    assert adopted(codec_for(list[Colour]), raw) == [["red"], {}, None, Colour.RED]


def test_enums_in_a_dict_are_members() -> None:
    codec = codec_for(dict[str, Colour])
    assert codec.accepts(adopted(codec, {"a": "red"}))
    assert not codec.accepts({"a": "red"})
