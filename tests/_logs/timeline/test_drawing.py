"""The picture: nothing overlaps, whatever the session and the width."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from voicelive_events._logs.timeline import drawing, layout
from voicelive_events._logs.timeline.drawing import LIGHT, _Drawing, draw
from voicelive_events._logs.timeline.lanes import Kind, Lane, Span, Timeline
from voicelive_events._logs.timeline.page import DARK

from ...sessions import session_frames
from ...test_assembly import FRAMES
from .test_reading import session_of, timed

WORDS = "words that are said without an end, " * 8
TALK: list[tuple[int, Kind]] = [(n, "model" if n % 2 else "user") for n in range(60)]
SVG = "{http://www.w3.org/2000/svg}"

SESSIONS = {
    "sample": session_of(*FRAMES),
    "long": timed(*session_frames(1, turns=40)),
    "crowd": Timeline(
        "seconds",
        1.5,
        [
            Lane("Tools", [Span(n / 20, n / 20 + 0.3, "tool", "get_weather") for n in range(20)]),
            Lane("Client", [Span(1, 1, "client", "response.create") for n in range(20)]),
            Lane("Errors", [Span(n / 20, n / 20, "error", "rate_limit") for n in range(20)]),
        ],
        [n / 50 for n in range(50)],
        [],
    ),
    "talk": Timeline(
        "seconds",
        60.0,
        [
            Lane("Transcript", [Span(n, n, kind, f"{n} {WORDS}") for n, kind in TALK], True),
        ],
        [],
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


def test_a_name_may_hold_what_xml_does_not() -> None:
    svg = draw(SESSIONS["sample"], "svg", width=390, title="a\x00\x1b\n\ud800\uffff.jsonl")
    assert "a\\x00\\x1b\\n\\ud800\N{REPLACEMENT CHARACTER}.jsonl" in "".join(
        ElementTree.fromstring(svg).itertext()
    )


def texts_of(picture: _Drawing) -> list[str]:
    [axes] = picture.figure.axes
    return [text.get_text() for text in axes.texts]


def marks_of(svg: bytes) -> list[ElementTree.Element]:
    """What tells of itself, in the order of the document."""
    marks = [each for each in ElementTree.fromstring(svg).iter() if each.get("class") == "span"]
    assert marks
    return marks


def said_by(svg: bytes) -> list[str | None]:
    """What a browser shows and a screen reader says of each mark."""
    return [mark.findtext(f"{SVG}title") for mark in marks_of(svg)]


# Texts.


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["sample", "long", "talk"])
def test_everything_that_was_said_is_drawn_once(name: str, width: int) -> None:
    session = SESSIONS[name]
    [said] = [lane.spans for lane in session.lanes if lane.is_text]
    told = said_by(draw(session, "svg", width=width))
    details = [span.detail for span in said if span.detail]
    assert [detail for detail in details if told.count(detail) != details.count(detail)] == []
    written = " ".join(texts_of(_Drawing(session, width, None)))
    begun = [" ".join(span.label.split()[:3]) for span in said]
    assert [start for start in begun if start not in written] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_what_stands_left_of_its_mark_ends_there_in_any_font(width: int) -> None:
    late = [Span(4.9, 4.9, "client", "response.create"), Span(4.9, 5, "tool", "get_weather")]
    lanes = [
        Lane("Client", late[:1]),
        Lane("Tools", late[1:]),
        Lane("Transcript", [Span(4.9, 5, "user", "And tomorrow?")], True),
    ]
    picture = _Drawing(Timeline("seconds", 5.0, lanes, [], []), width, None)
    [axes] = picture.figure.axes
    labels = {"response.create", "get_weather", "And tomorrow?"}
    found = [text for text in axes.texts if text.get_text() in labels]
    assert [text.get_horizontalalignment() for text in found] == ["right"] * 3
    assert all(text.get_position()[0] <= width - layout.MARGIN for text in found)


def test_a_moment_is_drawn_at_its_time() -> None:
    spans = [Span(2.5, 2.5, "client", "response.create")]
    picture = _Drawing(Timeline("seconds", 5.0, [Lane("Client", spans)], [], []), 1280, None)
    [axes] = picture.figure.axes
    [mark] = [line for line in axes.lines if line.get_marker() == "d"]
    assert mark.get_xdata() == [(layout.GUTTER + 1280 - layout.MARGIN) / 2]


def test_a_text_has_the_room_until_the_next_one() -> None:
    spans = [Span(0, 1, "user", WORDS), Span(9, 9, "model", "Yes.")]
    session = Timeline("seconds", 10.0, [Lane("Transcript", spans, True)], [], [])
    lines = texts_of(_Drawing(session, 1280, None))
    assert sum(line.startswith("words that are") or "without an end" in line for line in lines) == 2


def test_the_lines_of_a_text_are_one_mark() -> None:
    [mark] = marks_of(draw(timeline_of(Span(1, 1, "user", WORDS, "said")), "svg", width=390))
    assert len(list(mark.iter(f"{SVG}text"))) == 3


def timeline_of(*texts: Span) -> Timeline:
    return Timeline("seconds", 5.0, [Lane("Transcript", list(texts), True)], [], [])


def test_what_has_no_room_is_a_mark_that_says_it() -> None:
    spans = [Span(1, 1, "user", f"text {n}", f"said {n}") for n in range(300)]
    session = Timeline("seconds", 5.0, [Lane("Transcript", spans, True)], [], [])
    texts = texts_of(_Drawing(session, 390, None))
    shown = [text for text in texts if text.startswith("text ")]
    assert len(shown) == 200
    assert {"100 more", "…"} <= set(texts)
    said = said_by(draw(session, "svg", width=390))
    assert said[200] == "\n".join([*(f"said {n}" for n in range(200, 209)), "and 91 more"])


def test_the_number_of_a_turn_stands_above_all_bands() -> None:
    turns = [1.0, 1.02, 1.1, 5.0]  # the last one is a message at the very end
    picture = _Drawing(Timeline("seconds", 5.0, [], turns, []), 1280, None)
    [axes] = picture.figure.axes
    numbers = [text for text in axes.texts if text.get_text() in "1234"]
    assert [text.get_text() for text in numbers] == ["1", "3", "4"]
    bands = [patch.get_zorder() for patch in axes.patches]
    assert len(bands) == 2
    assert max(bands) < min(text.get_zorder() for text in numbers)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_caption_is_whole(width: int) -> None:
    session = SESSIONS["sample"]
    texts = " ".join(texts_of(_Drawing(session, width, "A session")))
    assert session.axis in texts
    assert session.facts() in texts


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("seconds", [0.4, 11.0, 49.0, 60.0, 3600.0])
def test_each_tick_has_its_label(seconds: float, width: int) -> None:
    picture = _Drawing(Timeline("seconds", seconds, [], [0.0], []), width, None)
    [axes] = picture.figure.axes
    lines: list[Any] = [line.get_xydata() for line in axes.lines]
    ticks = [points for points in lines if points[0][0] == points[1][0]]
    assert len(ticks) == len(axes.texts) - 1  # the number of the turn


@pytest.mark.parametrize(
    ("seconds", "label"), [(0.4, "0.4 s"), (11.0, "11 s"), (60.0, "1:00"), (3600.0, "1:00:00")]
)
def test_the_last_moment_has_a_label(seconds: float, label: str) -> None:
    picture = _Drawing(Timeline("seconds", seconds, [], [], []), 1280, None)
    assert texts_of(picture)[-1] == label


# Rows.


def test_a_row_shows_the_lanes_that_have_something_in_it() -> None:
    lanes = [
        Lane("User", [Span(1, 2, "user")]),
        Lane("Errors", [Span(40, 40, "error", "late")]),
    ]
    texts = texts_of(_Drawing(Timeline("seconds", 45.0, lanes, [], []), 1280, None))
    assert (texts.count("User"), texts.count("Errors")) == (1, 1)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("first", [0.0, 1000.0])
def test_rows_in_which_nothing_happens_are_left_out(first: float, width: int) -> None:
    times = [first, first + 5.0, first + 2400.0]
    lanes = [
        Lane("User", [Span(time, time + 2, "user", "", f"at {time}") for time in times]),
        Lane("Client", [Span(time + 1, time + 1, "client", "x", f"by {time}") for time in times]),
    ]
    lanes[0].spans.append(Span(0, first + 2402, "sent"))  # a microphone that is left on
    session = Timeline("seconds", first + 5000.0, lanes, [first], [first + 2401.5])
    picture = _Drawing(session, width, None)
    rows = layout.rows(session, width)
    assert 2 <= len(rows) <= 6
    quiet = [text for text in texts_of(picture) if text.startswith("quiet for ")]
    assert len(quiet) == (3 if first else 2)
    # Each moment has one place.
    ticks = [time for row in rows for time in (row.start, row.end)]
    assert ticks == sorted(ticks)
    said = said_by(draw(session, "svg", width=width))
    assert [said.count(f"at {time}") for time in times] == [1, 1, 1]
    assert [said.count(f"by {time}") for time in times] == [1, 1, 1]
    assert said.count(f"Interrupted at {first + 2401.5:.1f} s") == 1


def test_what_stands_in_one_place_is_one_mark() -> None:
    crowd = [Span(1, 1, "client", "response.cancel", f"cancel {n}") for n in range(1000)]
    bars = [Span(1 + n / 1e9, 2 + n / 1e9, "user", "", f"bar {n}") for n in range(1000)]
    lanes = [Lane("User", bars), Lane("Client", crowd)]
    said = said_by(draw(Timeline("seconds", 5.0, lanes, [], []), "svg", width=1280))
    assert len(said) < 10
    assert said[0] is not None
    assert said[0].splitlines() == [*(f"bar {n}" for n in range(9)), "and 991 more"]
    assert said[1:6] == [f"cancel {n}" for n in range(5)]
    assert said[6] == "\n".join([*(f"cancel {n}" for n in range(5, 14)), "and 986 more"])
    dense = Lane(
        "Visemes", [Span(0, 9, "viseme", "", "", tuple((n / 1e5, 7) for n in range(10**5)))]
    )
    assert len(draw(Timeline("seconds", 9.0, [dense], [], []), "svg", width=390)) < 50_000


def test_calls_at_the_same_time_do_not_hide_each_other() -> None:
    calls = [Span(0, 3, "tool", "a", "a()"), Span(0, 3, "tool", "b", "b()")]
    picture = _Drawing(Timeline("seconds", 5.0, [Lane("Tools", calls)], [], []), 1280, None)
    [axes] = picture.figure.axes
    one, other = (patch.get_bbox() for patch in axes.patches)  # type: ignore[attr-defined]
    assert one.y1 < other.y0


def test_each_viseme_has_a_stroke_as_high_as_its_number() -> None:
    marks = tuple((1 + n / 10, n) for n in range(22))
    session = Timeline("s", 5.0, [Lane("Visemes", [Span(1, 4, "viseme", marks=marks)])], [], [])
    [mark] = marks_of(draw(session, "svg", width=1280))
    [path] = mark.iter(f"{SVG}path")
    lines = re.findall(r"M (\S+) (\S+) L (\S+) (\S+)", " ".join(path.get("d", "").split()))
    assert len(lines) == 22
    heights = [float(foot) - float(top) for _, foot, _, top in lines]
    assert heights == sorted(heights)
    assert all(left == right for left, _, right, _ in lines)


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


@pytest.mark.parametrize(("tall", "width"), [(8000, 780), (50, 390)])
def test_a_picture_is_that(monkeypatch: pytest.MonkeyPatch, tall: int, width: int) -> None:
    monkeypatch.setattr(drawing, "_TALL", tall)  # above, it would take too much memory
    picture = draw(SESSIONS["sample"], "png", width=390)
    assert picture.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(picture[16:20], "big") == width


def test_texts_are_text() -> None:
    svg = draw(
        session_of({"type": "error", "error": {"message": "$a$ <b> & \u4f60"}}), "svg", width=390
    )
    assert "$a$ &lt;b&gt; &amp; \u4f60" in svg.decode()


# For everybody.


def test_each_mark_can_be_reached_and_says_what_it_is() -> None:
    svg = draw(SESSIONS["sample"], "svg", width=1280)
    marks = marks_of(svg)
    assert {(mark.get("role"), mark.get("tabindex")) for mark in marks} == {("img", "0")}
    said = said_by(svg)
    assert all(said)
    spans = [span for lane in SESSIONS["sample"].lanes for span in lane.spans]
    assert {span.detail for span in spans} <= set(said)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "group"
    assert root.get("aria-label") == f"Timeline: {SESSIONS['sample'].facts()}"


def test_the_keyboard_goes_from_row_to_row_and_lane_to_lane() -> None:
    lanes = [
        Lane("User", [Span(1, 2, "user", "", "one"), Span(50, 51, "user", "", "four")]),
        Lane("Transcript", [Span(1, 2, "user", WORDS, "two")], True),
        Lane("Errors", [Span(0, 0, "error", "x", "three")]),
    ]
    svg = draw(Timeline("seconds", 60.0, lanes, [], [50.5]), "svg", width=1280)
    assert said_by(svg) == ["one", "two", "three", "four", "Interrupted at 50.5 s"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out(theme: dict[str, str]) -> None:
    written = ["ink", "faint", "user", "model", "client", "tool", "error", "warning"]
    faint = [(name, contrast(theme[name], theme[paper])) for name in written for paper in PAPERS]
    assert [each for each in faint if each[1] < 4.5] == []


PAPERS = ("paper", "band")


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(weight * s for weight, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
