"""Short reprs of values."""

from __future__ import annotations

import pytest

from voicelive_events._core.describe import describe
from voicelive_events._core.reprs import ROOM, joined, outline, short_repr

from .models import Colour, Point
from .test_describe import LARGER, LARGEST, LONGER, LONGEST, Loud


@pytest.mark.parametrize(
    ("value", "shown", "unknown"),
    [
        (None, "None", "None"),
        (True, "True", "<boolean>"),
        (LARGEST, str(LARGEST), "<integer>"),
        (LARGER, "<65 bits>", "<integer>"),
        (1.5, "1.5", "<number>"),
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
        ([[[[[[[[1]]]]]]]], "[[[[[[[[<1>]]]]]]]]", "<array of 1>"),
        ({"a": {"b": [[[[[[1]]]]]]}}, "{'a': {'b': [[[[[[<1>]]]]]]}}", "<object of 1>"),
        (Point(x=1, y=2.0), "Point(x=1, y=2.0)", "<Point>"),
        ({1}, "<set>", "<set>"),
    ],
)
def test_reprs(value: object, shown: str, unknown: str) -> None:
    assert short_repr(value) == shown
    assert outline(value) == unknown


def test_the_first_few_parts() -> None:
    assert joined("abc", 3, ROOM) == "a, b, c"
    assert joined("abc", 3, ROOM, listed=2) == "a, b, <1 more>"
    assert joined("abc", 3, ROOM // 64) == "a, b, c"
    assert joined("abc", 3, ROOM // 128) == "<3>"
    assert joined("", 0, 0) == ""


def test_no_more_parts_than_there_is_room_for() -> None:
    parts = ["x" * 60] * 6
    assert joined(parts, 6, 100) == f"{parts[0]}, {parts[1]}, <4 more>"
    assert joined(parts, 6, 123) == f"{parts[0]}, {parts[1]}, <4 more>"
    assert joined(parts, 6, 124) == f"{parts[0]}, {parts[1]}, {parts[2]}, <3 more>"


class Number(int):
    def __repr__(self) -> str:
        return "x" * 1000


class Fraction(float):
    __repr__ = Number.__repr__


class Text(str):
    __slots__ = ()

    def __repr__(self) -> str:
        raise ValueError

    __str__ = __repr__


@pytest.mark.parametrize(
    ("value", "shown"), [(Number(3), "3"), (Fraction(1.5), "1.5"), (Text("a"), "'a'")]
)
def test_a_class_of_ones_own_is_shown_as_what_it_is(value: object, shown: str) -> None:
    assert short_repr(value) == shown
    assert describe(value).endswith(shown)
    assert short_repr([value]) == f"[{shown}]"
