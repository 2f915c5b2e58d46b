"""Every codec: what it reads, what it writes, what it finds wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from typing_extensions import TypeAliasType

from voicelive_events._core.check import Check
from voicelive_events._core.codecs import Rejected

from .asking import codec_for, found
from .models import Animal, Colour, Dog, Point, Ruby

OBJECT: Any = object()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
POINT = Point(x=1, y=2.0)
Maybe = TypeAliasType("Maybe", int | None)  # as the type statement makes it
MaybeText = TypeAliasType("MaybeText", Maybe | str)
Low = TypeAliasType("Low", Literal["low"])

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
    (Low | Literal["high"], None, "low", "low"),
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


def test_an_enum_that_refuses_by_itself() -> None:
    class Strict(StrEnum):
        A = "a"

        @classmethod
        def _missing_(cls, value: object) -> None:
            raise ValueError("none of mine")

    assert codec_for(Strict | str).decode("b") == "b"
    assert [p.code for p in found(codec_for(Strict), "b")] == ["invalid_value"]


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
