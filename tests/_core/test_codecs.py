"""Every codec: what it reads, what it writes, what it finds wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

import pytest
from typing_extensions import TypeAliasType

from voicelive_events._core.codecs import Check, Codec, Rejected, codec_for

from .models import Animal, Colour, Dog, Message, Owner, Point, Ruby

OBJECT: Any = object()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
POINT = Point(x=1, y=2.0)
Maybe = TypeAliasType("Maybe", int | None)  # as the type statement makes it
MaybeText = TypeAliasType("MaybeText", Maybe | str)

READS: list[tuple[Any, str | None, Any, Any]] = [
    (str, None, "a", "a"),
    (str, None, "", ""),
    (int, None, 3, 3),
    (int, None, -(10**40), -(10**40)),
    (float, None, 0.5, 0.5),
    (float, None, 1, 1.0),
    (bool, None, False, False),
    (Any, None, None, None),
    (Any, None, {"a": [1]}, {"a": [1]}),
    (Any | None, None, 1, 1),
    (Colour, None, "red", Colour.RED),
    (Colour | str, None, "red", Colour.RED),
    (Colour | str, None, "green", "green"),
    (Colour | str, None, "rouge", Colour.RED),
    (Literal["a", "b"], None, "b", "b"),
    (Literal[Colour.BLUE], None, "blue", Colour.BLUE),
    (Literal[1, 2], None, 2, 2),
    (Literal["low"] | str, None, "high", "high"),
    (int | Literal["inf"], None, "inf", "inf"),
    (int | Literal["inf"], None, 7, 7),
    (bool | str, None, True, True),
    (bool | str, None, "true", "true"),
    (float | str, None, 1.5, 1.5),
    (float | str, None, 1, 1.0),
    (Literal[1] | str, None, 1, 1),
    (Literal[1] | str, None, "1", "1"),
    (list[str], None, ["a"], ["a"]),
    (list[str], None, [], []),
    (list[float], None, [1, 2.5], [1, 2.5]),
    (list[list[float]] | str, None, [[1.0], []], [[1.0], []]),
    (list[list[float]] | str, None, "text", "text"),
    (list[Colour | str], None, [Colour.RED, "green"], [Colour.RED, "green"]),
    (list[str | None], None, ["a", None], ["a", None]),
    (dict[str, int], None, {"a": 1}, {"a": 1}),
    (dict[str, list[str]] | str, None, {"a": ["b"]}, {"a": ["b"]}),
    (Annotated[int, "metadata"], None, 3, 3),
    (int | Annotated[int, "twice"], None, 3, 3),
    (Annotated[int | None, "metadata"] | str, None, "a", "a"),
    (Maybe, None, 3, 3),
    (Maybe, None, None, None),
    (Maybe | MaybeText, None, "a", "a"),
    (Point, None, POINT, POINT),
    (bytes, "base64", "", b""),
    (bytes, "base64", "AA==", b"\0"),
    (bytes, "base64", "AAE=", b"\0\1"),
    (bytes, "base64", "+/+/", b"\xfb\xff\xbf"),
    (datetime, "unix-timestamp", 0, EPOCH),
    (datetime, "unix-timestamp", -1, EPOCH - timedelta(seconds=1)),
    (datetime, "unix-timestamp", 1.5, EPOCH + timedelta(seconds=1.5)),
    (datetime, "unix-timestamp", 253402300799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
]

REFUSED: list[tuple[Any, str | None, Any, str, str]] = [
    (str, None, 3, "wrong_type", "expected a string, got integer 3"),
    (str, None, None, "wrong_type", "expected a string, got null"),
    (int, None, True, "wrong_type", "expected an integer, got true"),
    (int, None, 3.0, "wrong_type", "expected an integer, got number 3.0"),
    (int, None, "3", "wrong_type", "expected an integer, got string '3'"),
    (float, None, True, "wrong_type", "expected a number, got true"),
    (float, None, "1", "wrong_type", "expected a number, got string '1'"),
    (float, None, 10**400, "invalid_value", "expected a number, got integer of 1329 bits"),
    (bool, None, 1, "wrong_type", "expected a boolean, got integer 1"),
    (Colour, None, "green", "invalid_value", "expected a string of Colour, got string 'green'"),
    (Colour | str, None, 3, "wrong_type", "expected a string of Colour, got integer 3"),
    (Colour | str, None, ["red"], "wrong_type", "expected a string of Colour, got array of 1"),
    (Literal["a"], None, "b", "invalid_value", "expected 'a', got string 'b'"),
    (Literal["a"], None, ["a"], "wrong_type", "expected 'a', got array of 1"),
    (Literal[1], None, True, "wrong_type", "expected 1, got true"),
    (Literal[1, 2, 3], None, 4, "invalid_value", "expected 1, 2 or 3, got integer 4"),
    (int | Literal["inf"], None, "x", "invalid_value", "expected 'inf', got string 'x'"),
    (int | Literal["inf"], None, 1.5, "wrong_type", "expected 'inf' or an integer, got number 1.5"),
    (list[str], None, "a", "wrong_type", "expected an array of strings, got string 'a'"),
    (
        list[str | None],
        None,
        3,
        "wrong_type",
        "expected an array of strings or null, got integer 3",
    ),
    (list[Any], None, 3, "wrong_type", "expected an array of any JSON values, got integer 3"),
    (
        Annotated[int, "metadata"] | str,
        None,
        [],
        "wrong_type",
        "expected an integer or a string, got array of 0",
    ),
    (
        Maybe | bool,
        None,
        [],
        "wrong_type",
        "expected an integer, null or a boolean, got array of 0",
    ),
    (str | Ruby, None, {1}, "wrong_type", "expected Ruby or a string, got set"),
    (bool | str, None, 1, "wrong_type", "expected a boolean or a string, got integer 1"),
    (
        dict[str, int],
        None,
        [],
        "wrong_type",
        "expected an object of integers, got array of 0",
    ),
    (
        list[int | None],
        None,
        1,
        "wrong_type",
        "expected an array of integers or null, got integer 1",
    ),
    (list[bool], None, 1, "wrong_type", "expected an array of booleans, got integer 1"),
    (list[Any], None, 1, "wrong_type", "expected an array of any JSON values, got integer 1"),
    (
        list[Colour | str],
        None,
        1,
        "wrong_type",
        "expected an array of strings of Colour, got integer 1",
    ),
    (
        list[dict[str, int]],
        None,
        1,
        "wrong_type",
        "expected an array of objects of integers, got integer 1",
    ),
    (list[Literal["a"]], None, 1, "wrong_type", "expected an array of 'a', got integer 1"),
    (Point, None, {"x": 1}, "wrong_type", "expected Point, got object of 1"),
    (Point, None, Dog(), "wrong_type", "expected Point, got Dog"),
    (Ruby | Animal, None, [], "wrong_type", "expected Ruby or Animal, got array of 0"),
    (str | Ruby, None, [], "wrong_type", "expected Ruby or a string, got array of 0"),
    (bytes, "base64", b"AAAA", "wrong_type", "expected base64 text, got bytes"),
    (bytes, "base64", "!!!!", "invalid_value", "expected base64 text, got string '!!!!'"),
    (bytes, "base64", "AAE", "invalid_value", "expected base64 text, got string 'AAE'"),
    (bytes, "base64", "AAAA=", "invalid_value", "expected base64 text, got string 'AAAA='"),
    (bytes, "base64", "AAAA====", "invalid_value", "expected base64 text, got string 'AAAA===='"),
    (bytes, "base64", "AA==AA==", "invalid_value", "expected base64 text, got string 'AA==AA=='"),
    (bytes, "base64", "AAAA\n", "invalid_value", r"expected base64 text, got string 'AAAA\n'"),
    (bytes, "base64", "AA=A", "invalid_value", "expected base64 text, got string 'AA=A'"),
    (bytes, "base64", "====", "invalid_value", "expected base64 text, got string '===='"),
    (bytes, "base64", "-_-_", "invalid_value", "expected base64 text, got string '-_-_'"),
    (bytes, "base64", "ÄÄÄÄ", "invalid_value", "expected base64 text, got string 'ÄÄÄÄ'"),
    (datetime, "unix-timestamp", True, "wrong_type", "expected a unix timestamp, got true"),
    (datetime, "unix-timestamp", "0", "wrong_type", "expected a unix timestamp, got string '0'"),
    (
        datetime,
        "unix-timestamp",
        253402300800,
        "invalid_value",
        "expected a unix timestamp, got integer 253402300800",
    ),
    (
        datetime,
        "unix-timestamp",
        1e300,
        "invalid_value",
        "expected a unix timestamp, got number 1e+300",
    ),
]


def found(codec: Codec, raw: Any) -> list[Any]:
    return list(codec.problems(raw, ("k",), Check()))


@pytest.mark.parametrize(("annotation", "format", "raw", "value"), READS)
def test_reads(annotation: Any, format: str | None, raw: Any, value: Any) -> None:
    codec = codec_for(annotation, format=format)
    read = codec.decode(raw)
    assert read == value
    assert type(read) is type(value)
    assert codec.accepts(raw)
    assert codec.valid(raw)
    assert found(codec, raw) == []


@pytest.mark.parametrize(("annotation", "format", "raw", "code", "text"), REFUSED)
def test_refuses(annotation: Any, format: str | None, raw: Any, code: str, text: str) -> None:
    codec = codec_for(annotation, format=format)
    with pytest.raises(Rejected):
        codec.decode(raw)
    assert not codec.accepts(raw)
    assert not codec.valid(raw)
    (problem,) = found(codec, raw)
    assert (problem.code, str(problem)) == (code, f"{text}, at $.k")


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


@pytest.mark.parametrize(
    ("annotation", "format", "value", "raw"),
    [
        (str, None, "a", "a"),
        (float, None, 1, 1),
        (Colour | str, None, Colour.RED, "red"),
        (Colour | str, None, "new", "new"),
        (Literal[Colour.RED], None, Colour.RED, "red"),
        (list[str], None, ["a"], ["a"]),
        (list[list[float]], None, [[1, 0.5], []], [[1, 0.5], []]),
        (list[Point], None, [POINT], [POINT]),
        (dict[str, float], None, {"a": 0.5}, {"a": 0.5}),
        (dict[str, Point], None, {"a": POINT}, {"a": POINT}),
        (bytes, "base64", b"\0\1\2", "AAEC"),
        (bytes, "base64", bytearray(b"\0"), "AA=="),
        (bytes, "base64", memoryview(b"\0\1\2\3")[::2], "AAI="),
        (datetime, "unix-timestamp", EPOCH, 0),
        (datetime, "unix-timestamp", EPOCH - timedelta(seconds=1), -1),
        (datetime, "unix-timestamp", EPOCH + timedelta(microseconds=1), 1e-06),
        (
            datetime,
            "unix-timestamp",
            datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
            0,
        ),
    ],
)
def test_writes(annotation: Any, format: str | None, value: Any, raw: Any) -> None:
    written = codec_for(annotation, format=format).encode(value)
    assert written == raw
    assert type(written) is type(raw)
    assert json.loads(json.dumps(written)) == raw


@pytest.mark.parametrize(
    ("annotation", "format", "value"),
    [
        (str, None, b"a"),
        (int, None, True),
        (int, None, 1.0),
        (float, None, float("nan")),
        (float, None, float("inf")),
        (bytes, "base64", "AAEC"),
        (datetime, "unix-timestamp", datetime(2026, 1, 1)),  # naive on purpose
        (datetime, "unix-timestamp", 0),
        (Literal["a"], None, "b"),
        (Colour, None, "green"),
        (list[str], None, ("a",)),
        (list[str], None, [1]),
        (Point, None, Dog()),
        (list[Point], None, [None]),
        (list[list[float]], None, [[1.0], [float("nan")]]),
        (dict[str, float], None, {"a": float("inf")}),
        (dict[str, float], None, {1: 1.0}),
        (datetime, "unix-timestamp", datetime.max.replace(tzinfo=UTC)),
        (list[Colour], None, ["green"]),
    ],
)
def test_writes_nothing_else(annotation: Any, format: str | None, value: Any) -> None:
    with pytest.raises(Rejected):
        codec_for(annotation, format=format).encode(value)


def test_taking_leaves_what_others_hold() -> None:
    codec = codec_for(list[Point])
    ready = [POINT]
    assert codec.take(ready) is ready
    plain = [{"x": 1, "y": 2}, POINT]
    taken = codec.take(plain)
    assert plain == [{"x": 1, "y": 2}, POINT]
    assert type(plain[0]) is dict
    assert isinstance(taken[0], Point)
    assert taken[1] is POINT


def test_taking_a_dict_leaves_what_others_hold() -> None:
    codec = codec_for(dict[str, Point])
    ready = {"a": POINT}
    assert codec.take(ready) is ready
    plain: dict[str, Any] = {"a": {"x": 1, "y": 2}, "b": POINT}
    taken = codec.take(plain)
    assert type(plain["a"]) is dict
    assert isinstance(taken["a"], Point)
    assert taken["b"] is POINT


def test_taking_a_union_chooses_by_kind_and_tag() -> None:
    codec = codec_for(str | Ruby | Animal)
    plain = {"kind": "ruby", "carat": 1}
    taken = codec.take(plain)
    assert type(taken) is Ruby
    assert taken == plain
    assert type(plain) is dict
    assert type(codec.take({"kind": "dog"})) is Dog
    assert codec.take("a string") == "a string"
    assert codec.take(3) == 3


def adopted(codec: Codec, raw: Any) -> Any:
    assert codec.adopt is not None
    return codec.adopt(raw)


def test_adopting_makes_models() -> None:
    raw = {"a": {"x": 1, "y": 2}, "b": None}
    made = adopted(codec_for(dict[str, Point]), raw)
    assert type(made["a"]) is Point
    assert made == {"a": {"x": 1, "y": 2}, "b": None}


@pytest.mark.parametrize("annotation", [list[int], dict[str, str], int | str, Colour, Any])
def test_nothing_is_adopted_where_no_model_can_be(annotation: Any) -> None:
    assert codec_for(annotation).adopt is None


@pytest.mark.parametrize(
    "annotation",
    [list[Point], dict[str, Point], list[Colour], Point, Owner, Ruby | Animal, list[Owner], Dog],
)
@pytest.mark.parametrize("raw", [3, "red", True, None, [], {}, [3]])
def test_what_is_no_container_of_the_kind_enters_as_it_is(annotation: Any, raw: Any) -> None:
    codec = codec_for(annotation)
    assert adopted(codec, raw) == raw
    assert codec.take(raw) == raw


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


def test_a_key_that_is_no_string() -> None:
    (problem,) = found(codec_for(dict[str, int]), {1: 2})
    assert problem.code == "wrong_type"
    assert str(problem) == "expected strings as keys, got integer 1, at $.k"


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


def test_an_enum_that_refuses_by_itself() -> None:
    class Strict(StrEnum):
        A = "a"

        @classmethod
        def _missing_(cls, value: object) -> None:
            raise ValueError("none of mine")

    assert codec_for(Strict | str).decode("b") == "b"
    assert [p.code for p in found(codec_for(Strict), "b")] == ["invalid_value"]


class Plain(Enum):
    A = 1


KINDS = (
    "JSON is str, int, float, bool, None, Any, Literal, "
    "an enum of strings, a Model, list[...], dict[str, ...] or a union of these"
)
NOT_ALONE = "inside a list, a dict or a union it cannot stand"
ONE_KIND = "two of its types are of one JSON kind"


@pytest.mark.parametrize(
    ("annotation", "format", "message"),
    [
        (set[str], None, f"no codec for set[str]: {KINDS}"),
        (tuple[int, ...], None, f"no codec for tuple[int, ...]: {KINDS}"),
        (dict[int, str], None, f"no codec for dict[int, str]: {KINDS}"),
        (list, None, f"no codec for list: {KINDS}"),
        (object, None, f"no codec for object: {KINDS}"),
        ("Point", None, f"no codec for Point: {KINDS}"),
        (bytes, None, f"no codec for bytes without field(format='base64'); {NOT_ALONE}"),
        (list[bytes], None, f"no codec for bytes without field(format='base64'); {NOT_ALONE}"),
        (
            datetime,
            None,
            f"no codec for datetime without field(format='unix-timestamp'); {NOT_ALONE}",
        ),
        (str, "base64", "format 'base64' is for bytes, not str"),
        (bytes | None, "base64", "format 'base64' is for bytes, not bytes | NoneType"),
        (bytes, "hex", "no format 'hex': there are base64, unix-timestamp"),
        (Plain, None, "no codec for Plain: an enum here derives from StrEnum"),
        (Literal[b"x"], None, "no codec for Literal[b'x']: strings or integers only"),
        (Literal[True], None, "no codec for Literal[True]: strings or integers only"),
        (int | float, None, f"no codec for int | float: {ONE_KIND}"),
        (list[int] | list[str], None, f"no codec for list[int] | list[str]: {ONE_KIND}"),
        (
            Point | Ruby,
            None,
            "no codec for a union of Point and Ruby: no common tag to choose by",
        ),
        (
            Message | Ruby,
            None,
            "no codec for a union of Message and Ruby: no common tag to choose by",
        ),
    ],
)
def test_no_codec(annotation: Any, format: str | None, message: str) -> None:
    with pytest.raises(TypeError) as raised:
        codec_for(annotation, format=format)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (dict[str, int] | Point, ONE_KIND),
        (Colour | Literal["x"], ONE_KIND),
        (Animal | Dog | Ruby | Message, "no common tag to choose by"),
    ],
)
def test_no_codec_for_a_union_with_classes(annotation: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f": {message}$"):
        codec_for(annotation)


def test_two_models_of_one_tag() -> None:
    class Emerald(Ruby):
        pass

    with pytest.raises(TypeError) as raised:
        codec_for(Ruby | Emerald)
    assert str(raised.value) == (
        "no codec for a union of Ruby and Emerald: two are chosen by the same tag"
    )


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Colour | str, "a string of Colour"),
        (Literal["red"] | str, "'red'"),
        (Literal["red", "blue", "green"] | str, "'blue', 'green' or 'red'"),
    ],
)
def test_drift_is_listed_when_asked_for(annotation: Any, expected: str) -> None:
    codec = codec_for(annotation)
    assert list(codec.problems("new", ("k",), Check())) == []
    (problem,) = codec.problems("new", ("k",), Check(unknown=True))
    assert problem.code == "unknown_value"
    assert str(problem) == f"expected {expected}, got string 'new', at $.k"
    assert list(codec.problems("red", ("k",), Check(unknown=True))) == []
