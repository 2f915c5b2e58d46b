"""JSON text in and out."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from voicelive_events._core.jsontext import MAX_DEPTH, copy_tree, dumps, loads
from voicelive_events.errors import DecodeError


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("text", ['{"a": "ä"}', '\n {"a":"\\u00e4"} \t\r\n'])
def test_every_kind_of_text(text: str) -> None:
    data = text.encode()
    for form in (text, data, bytearray(data), memoryview(data)):
        assert loads(form) == {"a": "ä"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9" * 40, int("9" * 40)),
        ("1e308", 1e308),
        ("-0.0", -0.0),
        ('{"a":1,"a":2}', {"a": 2}),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud800"', "\ud800"),
        (r'"\u0000"', "\0"),
        (nested(MAX_DEPTH), json.loads(nested(MAX_DEPTH))),
    ],
)
def test_kept(text: str, value: Any) -> None:
    assert loads(text) == value
    assert loads(text.encode()) == value
    assert loads(dumps(value)) == value


TOO_DEEP = "expected at most 128 levels of nesting, got more"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON, got the end of the text at line 1 column 1 (Expecting value)"),
        (
            '{"a": "b',
            "expected JSON, got '\"' at line 1 column 7 (Unterminated string starting at)",
        ),
        ("{}\n {}", "expected JSON, got '{' at line 2 column 2 (Extra data)"),
        ("[1,\n\n2 3]", "expected JSON, got '3' at line 3 column 3 (Expecting ',' delimiter)"),
        ("[1,}", "expected JSON, got '}' at line 1 column 4 (Expecting value)"),
        ("NaN", "expected JSON, got 'N' at line 1 column 1 (NaN is no JSON)"),
        (
            '{"NaN\\"": ["1e999", -Infinity]}',
            "expected JSON, got '-' at line 1 column 21 (-Infinity is no JSON)",
        ),
        (
            "[1e5,\n1e400]",
            "expected JSON, got '1' at line 2 column 1 (a number beyond the range of a float)",
        ),
        (
            '{"a": ' + "9" * 5000 + "}",
            "expected JSON, got '9' at line 1 column 7 (an integer of too many digits)",
        ),
        ("\ufeff{}", r"expected JSON, got '\ufeff' at line 1 column 1 (Expecting value)"),
        (b"\xef\xbb\xbf{}", r"expected JSON, got '\ufeff' at line 1 column 1 (Expecting value)"),
        (
            '"\n"',
            r"expected JSON, got '\n' at line 1 column 2 (Invalid control character at)",
        ),
        (b'{"a": "\xff"}', "expected UTF-8, got an invalid start byte at byte 7"),
        (b"\xed\xa0\x80", "expected UTF-8, got an invalid continuation byte at byte 0"),
        ("{}".encode("utf-16"), "expected UTF-8, got an invalid start byte at byte 0"),
        (nested(MAX_DEPTH + 1), TOO_DEEP + ": '[' at line 1 column 129"),
        ('["[[", ' + nested(MAX_DEPTH) + "]", TOO_DEEP + ": '[' at line 1 column 135"),
        (nested(100_000), TOO_DEEP + ": '[' at line 1 column 129"),
        ('{"a":' * 100_000, TOO_DEEP + ": '{' at line 1 column 641"),
        (None, "expected JSON text as str or bytes, got null"),
        (3, "expected JSON text as str or bytes, got integer 3"),
        ({}, "expected JSON text as str or bytes, got object of 0"),
    ],
)
def test_refused(text: Any, message: str) -> None:
    with pytest.raises(DecodeError) as raised:
        loads(text)
    assert str(raised.value) == message


def test_an_error_holds_no_payload() -> None:
    with pytest.raises(DecodeError) as raised:
        loads('{"transcript": "canary", oops')
    error: BaseException | None = raised.value
    while error is not None:
        assert "canary" not in repr(vars(error)) + str(error)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_no_number_that_json_lacks_goes_out(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps([value])


def test_text_out_is_compact_ascii() -> None:
    assert dumps({"a": ["ä", "\ud800", None, 1.0]}) == '{"a":["\\u00e4","\\ud800",null,1.0]}'


def test_copies_share_nothing() -> None:
    tree: dict[str, Any] = {"a": [{"b": []}], "c": None}
    twin = copy_tree(tree)
    assert twin == tree
    assert twin is not tree
    assert twin["a"][0]["b"] is not tree["a"][0]["b"]


def test_copies_are_bounded() -> None:
    circular: list[Any] = []
    circular.append(circular)
    with pytest.raises(DecodeError, match="levels of nesting"):
        copy_tree(circular)
    deep: Any = []
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert copy_tree(deep) == deep
    with pytest.raises(DecodeError, match="levels of nesting"):
        copy_tree([deep])
    assert sys.getrecursionlimit() > 3 * MAX_DEPTH
