"""Values in words: how much of them is shown, and where it is cut."""

from __future__ import annotations

from enum import StrEnum

import pytest

from voicelive_events._core.describe import describe

from .models import Colour, Dog


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
