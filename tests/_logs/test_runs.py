"""Runs of deltas as one entry."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from voicelive_events._logs import runs
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.runs import Entry, Runs
from voicelive_events._logs.wording import Wording
from voicelive_events.recording import read_record

from ..frames import CLEARED, audio, content, done, encode, said, session

IDS = ["item_id=item_1", "response_id=resp_1"]


def appended(size: int) -> dict[str, Any]:
    return {"type": "input_audio_buffer.append", "audio": b64encode(bytes(size)).decode()}


def folded(*frames: dict[str, Any], content: bool = False) -> list[tuple[int, list[str]]]:
    """The lines that *frames* take: the number of each and what is in it."""
    meter = AudioMeter()
    wording = Wording(meter, content=content)
    found = Runs(wording)
    listed: list[Entry] = []
    for number, frame in enumerate(frames, start=1):
        event = read_record(encode([frame])).event
        assert event is not None
        meter.feed(event)
        listed += found.add(Entry(number, event, None))
    listed += found.rest()
    assert found.rest() == []
    return [(entry.line, list(entry.parts)) for entry in listed]


def test_audio_is_one_length() -> None:
    assert folded(*[audio(1920)] * 14) == [(1, ["x14", "560 ms", *IDS])]


def test_the_format_is_that_of_the_audio() -> None:
    frames = [audio(8000), audio(8000), session(output_audio_format="g711_ulaw"), audio(8000)]
    assert [parts[:2] for _, parts in folded(*frames)] == [
        ["x2", "333.3 ms"],
        ["output_audio_format=g711_ulaw"],
        ["1000 ms", "item_id=item_1"],
    ]


def test_texts_are_joined_and_cut() -> None:
    assert folded(said("Yes,"), said(" of course")) == [(1, ["x2", '"Yes, of course"', *IDS])]
    [(_, parts)] = folded(*[said("word ")] * 30)
    assert parts[1] == '"word word word word word word word word…"'
    [(_, parts)] = folded(*[said("word ")] * 30, content=True)
    assert parts[1] == f'"{"word " * 30}"'


def test_a_credential_in_pieces_is_hidden() -> None:
    assert "abc" not in str(folded(said("Bearer "), said("abcdef12345")))


def test_what_was_sent() -> None:
    named = {"type": "session.update", "session": {"input_audio_format": "g711_ulaw"}}
    assert folded(named, appended(800), appended(800))[1] == (2, ["x2", "200 ms"])


def test_kinds_pass_side_by_side() -> None:
    frames = [said("a"), audio(480), appended(480), said("b"), audio(480), appended(480)]
    assert folded(*frames) == [
        (1, ["x2", '"ab"', *IDS]),
        (2, ["x2", "20 ms", *IDS]),
        (3, ["x2", "20 ms"]),
    ]


def test_what_is_no_delta_ends_them() -> None:
    assert [line for line, _ in folded(said("a"), said("b"), CLEARED, said("c"), done())] == [
        1,
        3,
        4,
        5,
    ]


@pytest.mark.parametrize("other", ["response_id", "item_id", "content_index"])
def test_each_item_has_its_own(other: str) -> None:
    assert len(folded(said("a"), said("b") | {other: 7}, said("c"))) == 2


def test_one_alone_stays_what_it_is() -> None:
    viseme = content("response.animation_viseme.delta", audio_offset_ms=40, viseme_id=6)
    assert folded(viseme)[0][1][:2] == ["viseme_id=6", "audio_offset_ms=40"]
    assert folded(viseme, viseme | {"viseme_id": 7}) == [(1, ["x2", *IDS])]


def test_unknown_and_unreadable_deltas() -> None:
    new = {"type": "response.mood.delta", "delta": {"a": 1}}
    assert folded(new, new) == [(1, ["x2"])]
    assert folded(audio(2) | {"delta": "!!"}, audio(480)) == [(1, ["x2", "10 ms", *IDS])]
    data = {"type": "response.video.delta", "output_index": 0, "codec": "h264"}
    assert folded(*[data | {"delta": "AbC1" * 500}] * 2)[0][1] == ["x2"]


def test_what_is_held_back_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_MOST", 10)
    assert [parts[0] for _, parts in folded(*[audio(2)] * 25)] == ["x10", "x10", "x5"]
    assert len(folded(*[said("a") | {"item_id": f"i{n}"} for n in range(25)])) == 25
    monkeypatch.setattr(runs, "_LONGEST", 4)
    assert [parts[0] for _, parts in folded(*[said("ab")] * 5)] == ["x2", "x2", '"ab"']


def test_remarks_are_kept() -> None:
    found = Runs(Wording(AudioMeter(), content=False))
    for number in (1, 2):
        event = read_record(encode([audio(480)])).event
        assert event is not None
        assert found.add(Entry(number, event, None, [f"remark {number}"])) == ()
    assert [entry.remarks for entry in found.rest()] == [["remark 1", "remark 2"]]
