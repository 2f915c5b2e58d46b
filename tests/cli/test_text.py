"""Text for one line of a terminal."""

from __future__ import annotations

import pytest

from voicelive_events.cli.text import cut_name, display_width, duration, escape, fit, quote, word


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
    ("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("\u200d", 0), ("é…", 2)]
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_fit_leaves_out_what_is_no_text_but_cuts_texts() -> None:
    parts = ["first", "id=0123456789", "n=1"]
    assert fit("head", parts, 40) == "head  first  id=0123456789  n=1"
    assert fit("head", parts, 31) == "head  first  id=0123456789  n=1"
    assert fit("head", parts, 30) == "head  first  id=0123456789 …"
    assert fit("head", parts, 27) == "head  first  n=1 …"
    assert fit("head", parts, 13) == "head  first …"
    assert fit("head", parts, 12) == "head  first…"
    assert fit("head", parts, 8) == "head  f…"
    assert fit("head", parts, 3) == "he…"
    assert fit("head", ["1", '"a longer text"'], 20) == 'head  1  "a longer…'
    assert fit("a long head", [], 6) == "a lon…"
    assert fit("head", ["日本語日本語"], 11) == "head  日本…"


@pytest.mark.parametrize("width", range(1, 60))
def test_fit_never_exceeds_the_width(width: int) -> None:
    for parts in (["x" * 9, "a b c " * 9, "n=1"], ["日本語 " * 9, "k=v"], ["e\u0301" * 40], []):
        assert display_width(fit("  12  head", parts, width)) <= width


def test_names_lose_words_at_their_start() -> None:
    name = "ConversationItemInputAudioTranscriptionDelta"
    assert cut_name(name, 44) == name
    assert cut_name(name, 43) == "…ItemInputAudioTranscriptionDelta"
    assert cut_name(name, 19) == "…TranscriptionDelta"
    assert cut_name(name, 18) == "…Delta"
    assert cut_name(name, 4) == "…lta"


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
