"""The page that shows a session in a browser."""

from __future__ import annotations

import re

from voicelive_events._logs.timeline.drawing import LIGHT
from voicelive_events._logs.timeline.page import DARK, page

from ...frames import said
from .test_drawing import SESSIONS
from .test_reading import session_of


def test_the_page_needs_nothing_else() -> None:
    text = page(SESSIONS["sample"], "<log>").decode()
    assert "<h1>&lt;log&gt;</h1>" in text
    facts = "no times, 3 turns, 1 interruption, 1 tool call, 1 error"
    assert facts in text.replace("\N{NO-BREAK SPACE}", " ")
    links = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert links == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"\$(\w|\{)", text.replace("${left}", "").replace("${top}", ""))
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) > 100


def test_every_colour_of_the_page_follows_the_theme() -> None:
    assert list(DARK) == list(LIGHT)
    assert len(set(LIGHT.values())) == len(LIGHT)
    text = page(SESSIONS["sample"], "log").decode()
    pictures = text[text.index("<main>") :]
    assert set(re.findall(r"#[0-9a-f]{6}\b", pictures)) == set()
    assert {f"var(--{name})" for name in ("ink", "user", "model")} - {"var(--ink)"} <= set(
        re.findall(r"var\(--\w+\)", pictures)
    )


def test_colours_in_texts_stay_what_was_said() -> None:
    assert LIGHT["user"] == "#0b7a75"
    text = page(session_of(said("Make it #0b7a75, please.")), "#0b7a75").decode()
    assert text.count("Make it #0b7a75, please.") >= 2
    assert "<h1>#0b7a75</h1>" in text


HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp;]]><!--\x00\x1b\ud800\u202e$title${left}"


def test_what_was_said_is_text_wherever_it_stands() -> None:
    call = {"id": "c", "type": "function_call", "name": HOSTILE, "arguments": HOSTILE}
    ids = {"response_id": "r", "output_index": 0}
    text = page(
        session_of(
            {"type": "session.update", "session": {"instructions": HOSTILE}},
            {"type": HOSTILE},
            {**said(HOSTILE), "item_id": "i"},
            {"type": "response.output_item.done", **ids, "item": {**call, "call_id": "1"}},
            {"type": "error", "error": {"code": HOSTILE, "message": HOSTILE}},
        ),
        HOSTILE,
    ).decode()
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") > 10
    assert "<img" not in text
    assert text.count("</script>") == text.count("<script>") == 1
    assert not re.search(r"[\x00\x1b\u202e]", text)
    assert "$title" in text


def test_a_tooltip_is_for_the_keyboard_too() -> None:
    text = page(SESSIONS["sample"], "log").decode()
    assert '"focusin"' in text
    assert 'setAttribute("aria-label", title.textContent)' in text
    assert text.count('tabindex="0"') == text.count('class="span"') > 20
