"""Values in words: how much of them is shown, and where it is cut."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from voicelive_events._core.describe import describe, inside, join_path, outline, short_repr

from .models import Colour, Dog, Point


class Loud(StrEnum):
    """A member shows as its value, whatever it makes of itself."""

    A = "a"

    def __str__(self) -> str:
        return "AAAA!"

    __repr__ = __str__


LONGEST = "x" * 24  # that is shown in full
LONGER = "x" * 25
LARGEST = 2**64 - 1
LARGER = 2**64


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ((), "$"),
        (("a", 0, "b-c"), '$.a[0]["b-c"]'),
        (("_a1", -1), "$._a1[-1]"),
        (("1a",), '$["1a"]'),
        (("",), '$[""]'),
        (('say "hi"',), r'$["say \"hi\""]'),
        (("back\\slash",), r'$["back\\slash"]'),
        (("two\nlines",), r'$["two\\nlines"]'),
        (("ä b",), '$["ä b"]'),
        (("k" * 64,), "$." + "k" * 64),
        (("k" * 65,), '$["' + "k" * 23 + '…"]'),
        (("k\n",), r'$["k\\n"]'),
        ((None, 1.5), "$[null][number 1.5]"),
    ],
)
def test_paths(keys: Any, path: str) -> None:
    assert join_path(keys) == path


@pytest.mark.parametrize(
    ("value", "words", "hidden"),
    [
        (None, "null", "null"),
        (True, "true", "boolean (hidden)"),
        (False, "false", "boolean (hidden)"),
        (3, "integer 3", "integer (hidden)"),
        (-3, "integer -3", "integer (hidden)"),
        (LARGEST, f"integer {LARGEST}", "integer (hidden)"),
        (LARGER, "integer of 65 bits", "integer (hidden)"),
        (1.5, "number 1.5", "number (hidden)"),
        ("", "string ''", "string (hidden)"),
        (LONGEST, f"string '{LONGEST}'", "string (hidden)"),
        (LONGER, f"string '{'x' * 23}…' (25 chars)", "string (hidden)"),
        ("a\nb", r"string 'a\nb'", "string (hidden)"),
        ("it's", "string 'it's'", "string (hidden)"),
        (Colour.RED, "string 'red'", "string (hidden)"),
        (Loud.A, "string 'a'", "string (hidden)"),
        ([1, 2], "array of 2", "array of 2 (hidden)"),
        ({"a": 1}, "object of 1", "object of 1 (hidden)"),
        (Dog(), "Dog", "Dog (hidden)"),
        ({1}, "set", "set (hidden)"),
    ],
)
def test_descriptions(value: object, words: str, hidden: str) -> None:
    assert describe(value) == words
    assert describe(value, hidden=True) == hidden


@pytest.mark.parametrize(
    ("value", "shown", "unknown"),
    [
        (None, "None", "None"),
        (True, "True", "True"),
        (LARGEST, str(LARGEST), str(LARGEST)),
        (LARGER, "<65 bits>", "<65 bits>"),
        (1.5, "1.5", "1.5"),
        (LONGEST, repr(LONGEST), "<24 chars>"),
        (LONGER, "<25 chars>", "<25 chars>"),
        ("it's", '"it\'s"', "<4 chars>"),
        (Colour.RED, "'red'", "<3 chars>"),
        (Loud.A, "'a'", "<1 chars>"),
        ([], "[]", "<array of 0>"),
        (list(range(6)), "[0, 1, 2, 3, 4, 5]", "<array of 6>"),
        (list(range(7)), "[0, 1, 2, 3, 4, 5, <1 more>]", "<array of 7>"),
        ([LARGER, LONGER], "[<65 bits>, <25 chars>]", "<array of 2>"),
        ({"a": [LONGER], LONGER: 1}, "{'a': [<25 chars>], <25 chars>: 1}", "<object of 2>"),
        ([[[[[[]]]]]], "[[[[[[]]]]]]", "<array of 1>"),
        ([[[[[[[]]]]]]], "[[[[[[[]]]]]]]", "<array of 1>"),
        ([[[[[[[1]]]]]]], "[[[[[[[<1>]]]]]]]", "<array of 1>"),
        ({"a": {"b": [[[[[1]]]]]}}, "{'a': {'b': [[[[[<1>]]]]]}}", "<object of 1>"),
        (Point(x=1, y=2.0), "Point(x=1, y=2.0)", "<Point>"),
        ({1}, "{1}", "<set>"),
    ],
)
def test_reprs(value: object, shown: str, unknown: str) -> None:
    assert short_repr(value) == shown
    assert outline(value) == unknown


def test_the_first_few_parts() -> None:
    assert inside(iter("abc"), 3, 1) == "a, b, c"
    assert inside(iter("abc"), 3, 1, listed=2) == "a, b, <1 more>"
    assert inside(iter("abc"), 3, 0) == "<3>"
    assert inside(iter(()), 0, 0) == ""
