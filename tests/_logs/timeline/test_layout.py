"""Where everything stands: at its time, in the room that there is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from voicelive_events._logs.timeline import layout
from voicelive_events._logs.timeline.lanes import Lane, Span, Timeline

from .test_drawing import SESSIONS


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["sample", "long", "talk"])
def test_a_text_stands_at_its_time_or_ends_at_the_edge(name: str, width: int) -> None:
    session = SESSIONS[name]
    [lane] = [lane for lane in session.lanes if lane.is_text]
    rows = layout.rows(session, width)
    assert len(rows) > (name == "long") or width == 1280
    count = 0
    for row, spans in zip(rows, layout.spread(lane, rows), strict=True):
        for placed in layout.strip(row, lane, spans).placed:
            count += 1
            assert row.holds(placed.span.start)
            length = max(layout.text_width(text, 10) for text in placed.texts)
            if placed.align == "right":
                assert placed.x == pytest.approx(width - layout.MARGIN)
                assert placed.x - length < row.x(placed.span.start)
            else:
                edge = max(width - layout.MARGIN - length, layout.GUTTER)
                assert placed.x == pytest.approx(min(row.x(placed.span.start), edge))
    assert count == len(lane.spans)


def test_letters_without_spaces_are_broken_too() -> None:
    lines = layout.wrapped("x" * 100, 240, 3, 10)
    assert len(lines) == 3
    assert "".join(lines) == "x" * 100
    assert layout.wrapped("x" * 1000, 240, 3, 10)[-1].endswith("x…")


def test_wide_letters_have_their_room_whatever_fonts_there_are() -> None:
    assert layout.text_width("\u5929\u6c14", 10) >= 20


def test_a_mark_without_room_for_its_label_stands_on_no_other() -> None:
    spans = [Span(1 + n / 2, 1 + n / 2, "client", "response.create") for n in range(6)]
    spans += [Span(2, 2, "client", "response.cancel")] * 3
    lane = Lane("Client", sorted(spans, key=lambda span: span.start))
    [row] = layout.rows(Timeline("seconds", 5.0, [lane], [], []), 390)
    placed = layout.strip(row, lane, lane.spans).placed
    bare = [each.line for each in placed if not each.texts]
    assert set(bare) == {1 + max(each.line for each in placed if each.texts)}


@pytest.mark.parametrize("seconds", [0.1, 2.5, 4.9])
def test_a_moment_has_its_label_however_long(seconds: float) -> None:
    spans = [Span(seconds, seconds, "error", "long_" * 50)]
    [row] = layout.rows(Timeline("seconds", 5.0, [Lane("Errors", spans)], [], []), 390)
    [placed] = layout.strip(row, Lane("Errors", spans), spans).placed
    [text] = placed.texts
    assert text.startswith("long_long_long_")
    length = layout.text_width(text, 9.5)
    left = placed.x - length if placed.align == "right" else placed.x
    assert layout.GUTTER <= left <= left + length <= 390 - layout.MARGIN


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("seconds", [0.5, 7.3, 11.0, 31.0, 3601.0])
def test_rows_are_full(seconds: float, width: int) -> None:
    rows = layout.rows(Timeline("seconds", seconds, [], [], []), width)
    lengths = [row.end - row.start for row in rows]
    assert lengths == pytest.approx([seconds / len(rows)] * len(rows))
    assert rows[0].start == 0
    assert rows[-1].end == pytest.approx(seconds)
    assert all(one.end == other.start for one, other in pairwise(rows))
    assert rows[-1].x(seconds) == pytest.approx(width - layout.MARGIN)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_number_of_rows_is_bounded(width: int) -> None:
    for pause in (1, 60, 3600):
        spans = [Span(n * pause, n * pause, "client", "x") for n in range(3000)]
        session = Timeline("seconds", spans[-1].end, [Lane("Client", spans)], [], [])
        rows = layout.rows(session, width)
        assert len(rows) * (rows[0].x(rows[0].end) - layout.GUTTER) < 3 * layout._LONGEST
