"""The picture: nothing overlaps, whatever the session and the width."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from voicelive_events._logs.timeline.drawing import LIGHT, _Drawing, draw
from voicelive_events._logs.timeline.lanes import Lane, Span, Timeline
from voicelive_events._logs.timeline.page import DARK, page

from ...sessions import session_frames
from ...test_assembly import FRAMES
from .test_lanes import session_of, timed

SESSIONS = {
    "sample": session_of(*FRAMES),
    "long": timed(*session_frames(1, turns=40)),
    "crowd": Timeline(
        "seconds",
        1.5,
        [
            Lane("Tools", [Span(n / 20, n / 20 + 0.3, "tool", "get_weather") for n in range(20)]),
            Lane("Errors", [Span(n / 20, n / 20, "error", "rate_limit") for n in range(20)]),
        ],
        [n / 50 for n in range(50)],
        [],
    ),
    "season": Timeline("seconds", 1e7, [Lane("User", [Span(0, 1e7, "user")])], [0.0], []),
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", SESSIONS)
def test_no_text_stands_on_another(name: str, width: int) -> None:
    title = "A session with a long name " * 8 if width == 1280 else None
    figure = _Drawing(SESSIONS[name], width, title).figure
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    [axes] = figure.axes
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]
    assert len(boxes) > 5
    near = [pair for pair in combinations(boxes, 2) if abs(pair[0][1].y0 - pair[1][1].y0) < 40]
    assert near
    # One pixel of play: a letter may reach beyond the width that it takes.
    shrunk = [
        (one, other) for one, other in near if one[1].padded(-1).overlaps(other[1].padded(-1))
    ]
    assert [(one[0], other[0]) for one, other in shrunk] == []
    assert all(box.x0 >= 0 and box.x1 <= width for _, box in boxes)


def test_a_span_has_its_detail_as_title() -> None:
    session = SESSIONS["sample"]
    svg = ElementTree.fromstring(draw(session, "svg", width=1280, title="A session"))
    titles = [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    details = {span.detail for lane in session.lanes for span in lane.spans}
    assert len(details) > 10
    assert details - set(titles) == set()
    assert "Interrupted at 9.3 s" in titles


@pytest.mark.parametrize("seconds", [0.5, 10, 30, 60, 600])
def test_the_last_moment_is_drawn(seconds: float) -> None:
    spans = [Span(seconds, seconds, "error", "", "the end")]
    session = Timeline("seconds", seconds, [Lane("Errors", spans)], [], [])
    assert draw(session, "svg", width=1280).count(b"<title>the end</title>") == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_what_ends_a_session_is_named(width: int) -> None:
    errors = [Span(1.0, 1.0, "error", "rate"), Span(5.0, 5.0, "error", "response_not_active")]
    session = Timeline("seconds", 5.0, [Lane("Errors", errors)], [0.0], [])
    [axes] = _Drawing(session, width, None).figure.axes
    assert {"rate", "response_not_active"} <= {text.get_text() for text in axes.texts}


def test_the_same_session_gives_the_same_picture() -> None:
    one, other = (draw(SESSIONS["sample"], "svg", width=1280) for _ in range(2))
    assert one == other


def test_a_picture_is_that() -> None:
    assert draw(SESSIONS["sample"], "png", width=390).startswith(b"\x89PNG\r\n")


def test_texts_are_text() -> None:
    svg = draw(
        session_of({"type": "error", "error": {"message": "$a$ <b> & \u4f60"}}), "svg", width=390
    )
    assert "$a$ &lt;b&gt; &amp; \u4f60" in svg.decode()


# The page.


def test_the_page_needs_nothing_else() -> None:
    text = page(SESSIONS["sample"], "<log>").decode()
    assert "<h1>&lt;log&gt;</h1>" in text
    assert "11.0 s, 3 turns, 1 interruption, 1 tool call, 1 error" in text
    links = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert links == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"\$(\w|\{)", text.replace("${left}", "").replace("${above", ""))
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
