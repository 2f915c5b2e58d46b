"""How texts are cut, and the paths of errors."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events._text import cut, json_path, shortened


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
    ],
)
def test_paths(keys: Any, path: str) -> None:
    assert json_path(keys) == path


def test_a_long_path_shows_its_ends() -> None:
    path = json_path(("first", *["middle"] * 100, "last"))
    assert len(path) == 240
    assert path.startswith("$.first.middle.")
    assert path.endswith(".middle.last")
    assert "…" in path


def test_a_text_of_escapes_is_cut_again() -> None:
    assert cut("\U000e0001" * 24) == r"\U000e0001\U000e0001\U00…001\U000e0001\U000e0001"
    assert len(cut("\U000e0001" * 24)) == 48
    assert cut("\n" * 24) == r"\n" * 24


def test_shortened() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abc…fg"
