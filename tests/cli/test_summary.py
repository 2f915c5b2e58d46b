"""The summary below the listing."""

from __future__ import annotations

import re

import pytest

from ..frames import CLEARED, audio, content, said
from .conftest import Inspect


def test_events_are_counted_by_class_highest_first(inspect: Inspect) -> None:
    result = inspect(CLEARED, said("b"), said("a"), CLEARED, audio(2), *[said("c")] * 9)
    assert result.section("Events by class") == [
        "11  ResponseAudioTranscriptDelta",
        "2  OutputAudioBufferCleared",
        "1  ResponseAudioDelta",
    ]
    assert result.totals["frames"] == "14"


def test_frames_count_failed_lines_but_no_blank_ones(inspect: Inspect) -> None:
    result = inspect(CLEARED, "", "oops", "  ")
    assert (result.totals["frames"], result.totals["undecodable lines"]) == ("2", "1")


def test_unknown_types_with_counts(inspect: Inspect) -> None:
    result = inspect({"type": "a.b"}, {"type": "x.y"}, {"type": "x.y"}, CLEARED)
    assert result.totals["unknown types"] == "2"
    assert result.section("Unknown types") == ["2  x.y", "1  a.b"]
    assert "3  UnknownServerEvent" in result.section("Events by class")
    assert result.code == 0


def test_no_unknown_types_no_section(inspect: Inspect) -> None:
    result = inspect(CLEARED)
    assert result.totals["unknown types"] == "0"
    assert "Unknown types" not in result.lines
    assert "Problems" not in result.lines


def test_unknown_types_are_bounded(inspect: Inspect) -> None:
    frames = [{"type": f"type_{n:03}"} for n in range(150)]
    result = inspect(*frames, {"type": "type_000"})
    assert result.totals["unknown types"] == "more than 100"
    section = result.section("Unknown types")
    assert (section[0], len(section)) == ("2  type_000", 101)
    assert section[-1] == "and 50 events of further types"


def test_a_long_unknown_type_is_cut(inspect: Inspect) -> None:
    result = inspect({"type": "x" * 5000})
    assert max(map(len, result.lines)) < 300


def test_problems_are_listed_with_index_class_and_path(inspect: Inspect) -> None:
    broken = content("response.audio_transcript.delta", delta=5)
    del broken["item_id"]
    result = inspect(CLEARED, broken)
    assert result.totals["problems"] == "2"
    assert result.section("Problems") == [
        "#2 ResponseAudioTranscriptDelta: expected a string, got integer 5, at $.delta",
        "#2 ResponseAudioTranscriptDelta: expected a string, got nothing, at $.item_id",
    ]


def test_broken_audio_is_one_problem_and_no_end(inspect: Inspect) -> None:
    result = inspect(audio(48_000), audio(2) | {"delta": "AA="}, audio(48_000))
    assert result.totals["audio received"] == "2.00 s"
    assert result.totals["problems"] == "1"
    assert result.section("Problems") == [
        "#2 ResponseAudioDelta: expected base64 text, got string 'AA=', at $.delta"
    ]
    assert result.code == 0


@pytest.mark.parametrize(("count", "last"), [(20, None), (21, "and 1 more"), (500, "and 480 more")])
def test_only_the_first_problems_are_listed(inspect: Inspect, count: int, last: str | None) -> None:
    result = inspect(*[content("response.text.delta", delta=n) for n in range(count)])
    section = result.section("Problems")
    assert result.totals["problems"] == str(count)
    assert len([text for text in section if text.startswith("#")]) == 20
    assert section[-1] == last or last is None


def test_errors_stand_out(inspect: Inspect) -> None:
    error = {"type": "error", "error": {"code": "busy", "message": "Not now."}}
    broken = content("response.text.delta", delta=1)
    lines = inspect(error, broken, {"type": "new"}, "oops", options=["--color", "always"]).lines
    coloured = [line for line in lines[lines.index("\x1b[1mSummary\x1b[0m") :] if "\x1b[" in line]
    shown = [re.sub("  +", "  ", line) for line in coloured]
    assert shown == [
        "\x1b[1mSummary\x1b[0m",
        "\x1b[1;31m  errors  1\x1b[0m",
        "\x1b[33m  unknown types  1\x1b[0m",
        "\x1b[1;31m  undecodable lines  1\x1b[0m",
        "\x1b[33m  problems  1\x1b[0m",
        "\x1b[1mErrors\x1b[0m",
        '\x1b[31m  #1 Error  "Not now."  code=busy\x1b[0m',
        "\x1b[1mEvents by class\x1b[0m",
        "\x1b[1mUnknown types\x1b[0m",
        "\x1b[1mProblems\x1b[0m",
        "\x1b[33m  #2 ResponseTextDelta: expected a string, got integer 1, at $.delta\x1b[0m",
    ]


def test_nothing_stands_out_where_nothing_failed(inspect: Inspect) -> None:
    lines = inspect(CLEARED, options=["--color", "always"]).lines
    assert [line for line in lines if "\x1b[3" in line or "\x1b[1;3" in line] == []


def test_order_of_the_summary(inspect: Inspect) -> None:
    result = inspect(CLEARED, {"type": "new"}, content("response.text.delta", delta=1), "oops")
    titles = ("Summary", "Events by class", "Unknown types", "Problems")
    places = [result.lines.index(title) for title in titles]
    assert places == sorted(places)
    assert list(result.totals) == [
        "frames",
        "model",
        "voice",
        "API",
        "duration",
        "audio received",
        "audio sent",
        "user turns",
        "responses",
        "interruptions",
        "latency",
        "tokens",
        "tool calls",
        "errors",
        "unknown types",
        "undecodable lines",
        "problems",
    ]
