"""JSON text in and out."""

from __future__ import annotations

import inspect
import json
import sys
import tracemalloc
from array import array
from collections import UserDict
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from voicelive_events._core import jsontext
from voicelive_events._core.jsontext import MAX_DEPTH, copy_tree, dumps, loads
from voicelive_events.errors import DecodeError

from ..backends import BACKENDS, parsed_by
from .models import Colour


@pytest.fixture(params=BACKENDS, autouse=True)
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every test here runs on each backend."""
    with parsed_by(request.param):
        yield request.param


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def mixed(arrays: int, objects: int) -> str:
    return "[" * arrays + '{"":' * objects + "0" + "}" * objects + "]" * arrays


@pytest.mark.parametrize("text", ['{"a": "ä"}', '\n {"a":"\\u00e4"} \t\r\n'])
def test_every_kind_of_text(text: str) -> None:
    data = text.encode()
    apart = memoryview(b"".join(bytes([byte, 0]) for byte in data))[::2]
    for form in (text, data, bytearray(data), memoryview(data), apart):
        assert loads(form) == {"a": "ä"}


@pytest.mark.parametrize("length", [10, 300, 3000])
def test_whatever_is_bytes_like(length: int) -> None:
    other: Any = array("B", b'{"a":1}'.ljust(length))
    assert loads(other) == {"a": 1}


class Short(str):
    """A text that takes itself for a short one."""

    __slots__ = ()

    def __len__(self) -> int:
        return 2


def test_a_text_of_another_class() -> None:
    assert loads(Short('{"a": "ä"}')) == {"a": "ä"}
    with pytest.raises(DecodeError, match="levels of nesting"):
        loads(Short(nested(MAX_DEPTH + 1)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9" * 40, int("9" * 40)),
        ("1e308", 1e308),
        ("-9223372036854775809", -9223372036854775809),
        ("18446744073709551616", 18446744073709551616),
        ("9" * 4300, int("9" * 4300)),
        ("-0", 0),
        ("-0.0", -0.0),
        ("1e5", 100000.0),
        ("1E-400", 0.0),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("2.2250738585072011e-308", 2.2250738585072011e-308),
        ("0.1000000000000000055511151231257827", 0.1),
        ('{"a": "' + "[" * 300 + '"}', {"a": "[" * 300}),
        ('{"a": {"b": "' + "c" * 300 + '"}}', {"a": {"b": "c" * 300}}),
        (" [true, false, null] ", [True, False, None]),
        ('{"":{}}', {"": {}}),
        (r'"\/\b\f\n\r\t\"\\"', '/\b\f\n\r\t"\\'),
        ('"\x7f\u2028\u2029"', "\x7f\u2028\u2029"),
        (r'"\ud800\ud800"', "\ud800\ud800"),
        (r'"\udc00A"', "\udc00A"),
        ("[" * 127 + '"' + "[{" * 200 + '"' + "]" * 127, None),
        ('{"a":1,"a":2}', {"a": 2}),
        (f'{{"a":{nested(MAX_DEPTH - 1)},"a":[]}}', {"a": []}),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud800"', "\ud800"),
        (r'"\u0000"', "\0"),
        (nested(MAX_DEPTH), json.loads(nested(MAX_DEPTH))),
        (f"[[],{nested(MAX_DEPTH - 1)}]", None),
        ('{"a":' * (MAX_DEPTH - 1) + "[]" + "}" * (MAX_DEPTH - 1), None),
        ('{"":' * (MAX_DEPTH - 1) + "{}" + "}" * (MAX_DEPTH - 1), None),
        *((mixed(arrays, MAX_DEPTH - arrays), None) for arrays in (1, 63, 64, 65, 127)),
    ],
)
def test_kept(text: str, value: Any) -> None:
    value = json.loads(text) if value is None else value
    for read in (loads(text), loads(text.encode()), loads(dumps(value))):
        assert repr(read) == repr(value)  # as ==, but 0 is not 0.0, nor -0.0


TOO_DEEP = "expected at most 128 levels of nesting, got more"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON, got the end of the text at column 1 (Expecting value)"),
        (
            '{"a": "b',
            "expected JSON, got '\"' at column 7 (Unterminated string starting at)",
        ),
        ("{}\n {}", "expected JSON, got '{' at line 2 column 2 (Extra data)"),
        ("[1,\n\n2 3]", "expected JSON, got '3' at line 3 column 3 (Expecting ',' delimiter)"),
        ("\n}", "expected JSON, got '}' at line 2 column 1 (Expecting value)"),
        ("  [1,  ", "expected JSON, got the end of the text at column 8 (Expecting value)"),
        ("    [1,  ", "expected JSON, got the end of the text at column 10 (Expecting value)"),
        ("[Infinity]", "expected JSON, got 'I' at column 2 (Infinity is no JSON)"),
        ("[01]", "expected JSON, got '1' at column 3 (Expecting ',' delimiter)"),
        ("[1.]", "expected JSON, got '.' at column 3 (Expecting ',' delimiter)"),
        ("[+1]", "expected JSON, got '+' at column 2 (Expecting value)"),
        ("[.5]", "expected JSON, got '.' at column 2 (Expecting value)"),
        ("['a']", 'expected JSON, got "\'" at column 2 (Expecting value)'),
        ("tru", "expected JSON, got 't' at column 1 (Expecting value)"),
        ("\x0c{}", r"expected JSON, got '\x0c' at column 1 (Expecting value)"),
        ("{}X", "expected JSON, got 'X' at column 3 (Extra data)"),
        ("{}\x0c", r"expected JSON, got '\x0c' at column 3 (Extra data)"),
        ("{}\x0cX", r"expected JSON, got '\x0c' at column 3 (Extra data)"),
        ("{}\u2028{}", r"expected JSON, got '\u2028' at column 3 (Extra data)"),
        ("{} \0", r"expected JSON, got '\x00' at column 4 (Extra data)"),
        ("[1,}", "expected JSON, got '}' at column 4 (Expecting value)"),
        ("NaN", "expected JSON, got 'N' at column 1 (NaN is no JSON)"),
        (
            '{"NaN\\"": ["1e999", -Infinity]}',
            "expected JSON, got '-' at column 21 (-Infinity is no JSON)",
        ),
        (
            "[1e5,\n1e400]",
            "expected JSON, got '1' at line 2 column 1 (a number beyond the range of a float)",
        ),
        (
            '{"a": ' + "9" * 5000 + "}",
            "expected JSON, got '9' at column 7 (an integer of too many digits)",
        ),
        ("\ufeff{}", r"expected JSON, got '\ufeff' at column 1 (Expecting value)"),
        (b"\xef\xbb\xbf{}", r"expected JSON, got '\ufeff' at column 1 (Expecting value)"),
        (
            '"\n"',
            r"expected JSON, got '\n' at column 2 (Invalid control character at)",
        ),
        (b'{"a": "\xff"}', "expected UTF-8, got an invalid start byte at column 8"),
        (b"\xed\xa0\x80", "expected UTF-8, got an invalid continuation byte at column 1"),
        ("{}".encode("utf-16"), "expected UTF-8, got an invalid start byte at column 1"),
        (nested(MAX_DEPTH + 1), TOO_DEEP + " at column 129"),
        ('["[[", ' + nested(MAX_DEPTH) + "]", TOO_DEEP + " at column 135"),
        ('[{"a": []}, ' + nested(MAX_DEPTH) + "]", TOO_DEEP + " at column 140"),
        *(  # under a key that comes again, at every depth alike
            (f'{{"a":{nested(levels)},"a":1}}', TOO_DEEP + " at column 133")
            for levels in (MAX_DEPTH, 990, 994, 9998, 100_000)
        ),
        (nested(100_000), TOO_DEEP + " at column 129"),
        ('{"a":' * 100_000, TOO_DEEP + " at column 641"),
        ('{"a":' * 129 + "1" + "}" * 129, TOO_DEEP + " at column 641"),
        ('{"":' * 128 + "{}" + "}" * 128, TOO_DEEP + " at column 513"),  # the shortest
        (mixed(64, 65), TOO_DEEP + " at column 321"),
        (mixed(65, 64), TOO_DEEP + " at column 318"),
        (mixed(1, 128), TOO_DEEP + " at column 510"),
        (f"[[[],{nested(MAX_DEPTH - 1)}]]", TOO_DEEP + " at column 132"),
        (f"[{nested(MAX_DEPTH)},[]]", TOO_DEEP + " at column 129"),
        (None, "expected JSON text as str or bytes, got null, at $"),
        (3, "expected JSON text as str or bytes, got integer 3, at $"),
        ({}, "expected JSON text as str or bytes, got object of 0, at $"),
    ],
)
def test_refused(text: Any, message: str) -> None:
    with pytest.raises(DecodeError) as raised:
        loads(text)
    assert str(raised.value) == message
    if isinstance(text, str):
        with pytest.raises(DecodeError) as raised:
            loads(text.encode())
        assert str(raised.value) == message


def refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("the long way was taken")


QUOTED = '{"a": "' + r"\"[" * 400 + '"}'
MANY = '{"a": [' + '{"b": [], "c": "[["}, ' * 150 + '"["]}'


@pytest.mark.parametrize("text", ['{"a": [1]}', "[]", '{"a": 1}\n', "{} \t\r\n", MANY, QUOTED])
def test_most_texts_are_parsed_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_judged", refuse)
    assert loads(text) == json.loads(text)
    assert loads(text.encode()) == json.loads(text)


FLAT = '{"a": "' + "b" * 400 + '"}'
FEW = '{"a": [' + ", ".join(['{"b": []}'] * (MAX_DEPTH // 2 - 1)) + "]}"  # half as many of each


@pytest.mark.parametrize("text", [FLAT, FEW])
def test_a_few_brackets_are_not_counted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_judged", refuse)
    monkeypatch.setattr(jsontext, "_is_shallow", refuse)
    assert loads(text) == json.loads(text)
    assert loads(text.encode()) == json.loads(text)


@pytest.mark.parametrize("text", [MANY.replace("[[", "").replace('"["', "1"), '[{"a": []}]'])
def test_most_texts_are_not_searched_for_nesting(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsontext, "_beyond_depth", refuse)
    for spaced in (text, f" {text}"):  # what begins with a blank goes to the authority at once
        assert loads(spaced) == loads(spaced.encode()) == json.loads(text)


def test_an_error_takes_no_memory_of_its_own() -> None:
    text = '{"x": "' + r"y\"" * 1_000_000 + '", "z": NaN}'
    tracemalloc.start()
    with pytest.raises(DecodeError, match="NaN is no JSON"):
        loads(text)
    assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    tracemalloc.stop()


def test_integers_have_one_bound() -> None:
    most = 10**4299
    assert copy_tree([most]) == [most] == loads(dumps([most]))
    with pytest.raises(DecodeError) as raised:
        copy_tree([most * 10])
    assert str(raised.value) == (
        "expected an integer of fewer digits, got integer of 14285 bits, at $[0]"
    )


def test_little_stack_left() -> None:
    text = nested(MAX_DEPTH)
    deep = json.loads(text)

    def at_depth(levels: int, job: Callable[[], Any]) -> str:
        if levels:
            return at_depth(levels - 1, job)
        with pytest.raises(DecodeError) as raised:
            job()
        return str(raised.value)

    depth = sys.getrecursionlimit() - len(inspect.stack()) - 60
    full = "expected room for the nesting of the input, got a stack that is nearly full, at $"
    assert at_depth(depth, lambda: copy_tree(deep)) == full
    if sys.version_info < (3, 12):  # since then C code has a stack of its own to count
        assert at_depth(depth, lambda: loads(text)) == full


def test_a_view_that_was_released_is_no_text() -> None:
    view = memoryview(b"{}")
    view.release()
    with pytest.raises(DecodeError, match=r"^expected JSON text .*, got memoryview, at \$$"):
        loads(view)


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


@pytest.mark.parametrize(
    "text", ["😀", "\x7f", '"ä', 'ä"', "\\ä", "ä\\", '\\"ä\\\\"', "\n\0ä/", "\\u00e4ä"]
)
def test_text_out_is_escaped_as_json_does_it(text: str) -> None:
    assert dumps({text: [text, "plain"]}) == json.dumps(
        {text: [text, "plain"]}, separators=(",", ":")
    )


def test_copies_share_nothing() -> None:
    tree: dict[str, Any] = {"a": [{"b": []}], "c": None}
    twin = copy_tree(tree)
    assert twin == tree
    assert twin is not tree
    assert twin["a"][0]["b"] is not tree["a"][0]["b"]


def test_members_of_string_enums_are_strings() -> None:
    assert copy_tree({Colour.RED: Colour.BLUE}) == {"red": "blue"}


class Foreign(UserDict[str, Any]):
    """An object of another library, which writes a null that is none of its items."""

    def as_dict(self) -> dict[str, Any]:
        return {**self, "null": None}


def test_another_library_s_object_is_copied_as_it_writes_itself() -> None:
    assert copy_tree([{"x": Foreign(a=1)}]) == [{"x": {"a": 1, "null": None}}]
    assert copy_tree(Foreign(a=Foreign())) == {"a": {"null": None}, "null": None}
    assert copy_tree(UserDict(as_dict=1)) == {"as_dict": 1}
    circular = Foreign()
    circular.as_dict = lambda: {"inner": circular}  # type: ignore[method-assign]
    with pytest.raises(DecodeError, match="levels of nesting"):
        copy_tree(circular)


def test_copies_are_bounded() -> None:
    circular: list[Any] = []
    circular.append(circular)
    with pytest.raises(DecodeError, match="levels of nesting"):
        copy_tree(circular)
    deep: Any = []
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert copy_tree(deep) == deep
    with pytest.raises(DecodeError) as raised:
        copy_tree([deep])
    assert str(raised.value) == f"{TOO_DEEP}, at ${'[0]' * 39}[0…0]" + "[0]" * 39
    assert sys.getrecursionlimit() > 3 * MAX_DEPTH
