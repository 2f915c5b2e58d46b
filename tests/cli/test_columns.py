"""Text in the columns of a terminal."""

from __future__ import annotations

import pytest

from voicelive_events.cli.columns import cut_name, display_width, fit


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
