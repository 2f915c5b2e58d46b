"""Text for one line."""

from __future__ import annotations

import pytest

from voicelive_events._logs.text import duration, escape, quote, word


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ("it's", '"it\'s"'),
        ('{"a": 1}', "'{\"a\": 1}'"),
        ("both ' and \"", '"both \' and \\""'),
        ("line\nbreak", '"line\\nbreak"'),
        ("a\\n", '"a\\\\n"'),
        ("\x1b\x7f\u2028\ud800", '"\\x1b\\x7f\\u2028\\ud800"'),
        ("\ufffe\uffff", '"\ufffd\ufffd"'),
        ("日本\u3000語", '"日本\u3000語"'),
    ],
)
def test_quote(text: str, shown: str) -> None:
    assert quote(text, None) == shown


def test_word_needs_no_quotes() -> None:
    assert word("gpt-4.1", 40) == "gpt-4.1"
    assert word("two words", 40) == '"two words"'
    assert word("x" * 50, 10) == "xxxxxxxxx…"
    assert word("", 10) == '""'


def test_escape_is_done_once() -> None:
    assert escape(escape("a\nb\\n")) == escape("a\nb\\n") == "a\\nb\\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.00 s"),
        (59.994, "59.99 s"),
        (59.996, "1 min 00 s"),
        (125.4, "2 min 05 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (15_700, "4 h 22 min"),
        (360_000, "100 h 00 min"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text
