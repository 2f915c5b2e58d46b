"""One line an event."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Any

import pytest
from rich.cells import cell_len

from tests.classes import CLIENT_EVENTS, SERVER_EVENTS, sample
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.runs import Entry
from voicelive_events._logs.wording import Wording
from voicelive_events.cli import listing
from voicelive_events.recording import read_record

from ..frames import CLEARED, audio, content, said, session
from .conftest import Inspect, without_colours


def line(
    frame: dict[str, Any],
    *,
    number: int = 7,
    width: int | None = None,
    elapsed: float | None = None,
) -> str:
    """The line of one event."""
    event = read_record(json.dumps(frame)).event
    assert event is not None
    parts = Wording(AudioMeter(), content=False).parts(event)
    return listing.line(Entry(number, event, elapsed, [], parts), width)[0]


# --- The head ------------------------------------------------------------------------------


def test_index_is_right_aligned_and_names_stand_in_a_column() -> None:
    lines = [line(said("Yes"), number=number) for number in (1, 99, 1234)]
    assert [text[:35] for text in lines] == [
        "   1 ← ResponseAudioTranscriptDelta",
        "  99 ← ResponseAudioTranscriptDelta",
        "1234 ← ResponseAudioTranscriptDelta",
    ]
    assert len({text.index('"Yes"') for text in lines}) == 1


def test_what_was_sent_has_the_other_arrow() -> None:
    assert line({"type": "response.cancel"}) == "   7 → ResponseCancel"


def test_index_is_the_line_number(inspect: Inspect) -> None:
    result = inspect(said("a"), "", "oops", said("b"))
    assert [text.split()[0] for text in result.listing] == ["1", "line", "4"]


def test_seconds_since_the_log_began() -> None:
    assert line(said("Yes"), elapsed=12.3456).startswith("   7    12.346 ← ResponseAudio")
    assert line(said("Yes"), elapsed=0.0, width=79).startswith("   7     0.000 ← ResponseAudio")
    assert line(said("Yes"), elapsed=0.0, width=39).startswith("   7 ← TranscriptDelta ")


def test_audio_in_an_unknown_format_is_a_number_of_bytes(inspect: Inspect) -> None:
    result = inspect(session(output_audio_format="opus"), audio(1920))
    assert "<1920 bytes>" in result.listing[1]


# --- One line, whatever is in it -----------------------------------------------------------


@pytest.mark.parametrize("with_content", [False, True])
@pytest.mark.parametrize("nasty", ["a\nb", "a\r\nb", "\x1b[2Jx", "a\u2028b", "\u202eb", "\ud800"])
def test_control_characters_are_escaped(nasty: str, with_content: bool, inspect: Inspect) -> None:
    frames = [
        said(nasty),
        said("x") | {"item_id": nasty},
        {"type": nasty, nasty: nasty, "list": [nasty], "object": {nasty: nasty}},
        {"type": "response.invocation.delta", "delta": {nasty: nasty}},
        content("response.content_part.done", part={"type": nasty, "text": nasty}),
        {"type": "error", "error": {"message": nasty, "code": 5}},
    ]
    escaped = [json.dumps(frame) for frame in frames]
    result = inspect(*escaped, f"[{nasty!r}]", options=["--content"] * with_content)
    assert len(result.listing) == len(frames) + 1
    assert all(text.isprintable() for text in result.out.split("\n"))


# --- The width of the terminal -------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make standard output a terminal of so many columns."""

    def terminal(columns: int) -> None:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((columns, 24)))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    return terminal


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 100, 132, 200])
@pytest.mark.parametrize("is_plain", [False, True], ids=["rich", "plain"])
def test_lines_fit_the_terminal(
    request: pytest.FixtureRequest, inspect: Inspect, terminal: Any, columns: int, is_plain: bool
) -> None:
    if is_plain:
        request.getfixturevalue("without_rich")
    frames = [sample(event) for event in (*SERVER_EVENTS, *CLIENT_EVENTS)]
    frames += [said("word " * 30), audio(480)]
    frames += [said("日本語の字幕です" * 9)]
    frames += [{"type": "unknown." * 20}, content("response.text.done", text=5)]
    terminal(columns)
    result = inspect(*frames, "oops " * 90)
    lines = [without_colours(line) for line in result.lines]
    assert (lines == result.lines) is is_plain
    assert len(lines) > len(frames)
    assert max(map(cell_len, lines)) < columns


def test_cuts_show() -> None:
    assert line(said("word " * 30), width=79).endswith("…")
    assert line(said("Yes,"), width=63).endswith('"Yes,"  item_id=item_1 …')
    assert line(said("Yes,"), width=100) == line(said("Yes,"))


def test_a_text_is_cut_where_no_blank_is_in_it() -> None:
    assert line(said("日本語の字幕です" * 9), width=59).endswith('  "日本語の字幕です日本語の字…')


def test_what_fits_in_and_what_gives_way() -> None:
    call = {"call_id": "call_0123456789", "output": "a b"}
    frame = {"type": "conversation.item.create", "item": {"type": "function_call_output", **call}}
    fields = 'function_call_output  output="a b"  call_id=call_0123456789'
    assert line(frame, width=104).endswith(fields)
    assert line(frame, width=103).endswith('  output="a b" …')
    assert line({"type": "x" * 90}, width=30) == "   7 ← UnknownServerEvent …"


@pytest.mark.parametrize("width", range(30, 260))
def test_one_ellipsis_says_that_a_line_is_cut(width: int) -> None:
    frames = [
        said("word " * 30),
        session(instructions="word " * 30, model="m" * 60, voice="v" * 30),
        content("conversation.item.input_audio_transcription.delta", delta="a b c d e f"),
        content("response.function_call_arguments.done", name="n" * 60, arguments="word " * 30),
    ]
    lines = [line(frame, width=width) for frame in frames]
    assert max(map(len, lines)) <= width
    assert {text.count("…") for text in lines} <= {0, 1}


def test_a_name_is_whole_where_there_is_room() -> None:
    frame = content(
        "conversation.item.input_audio_transcription.delta", delta="Do I need an umbrella"
    )
    shown = line(frame, width=72)
    assert shown.startswith("   7 ← ConversationItemInputAudioTranscriptionDelta  ")
    assert shown.endswith('"Do I need an umbr…')


def test_a_text_that_is_cut_already_says_that_there_is_more() -> None:
    frame = content("response.function_call_arguments.done", name="n" * 60, arguments="a b c d e f")
    assert line(frame, width=110).endswith(f"  name={'n' * 39}…")


def test_a_name_is_cut_only_where_the_line_does_not_fit() -> None:
    assert line(CLEARED, width=31) == "   7 ← OutputAudioBufferCleared"
    assert line(CLEARED, width=30) == "   7 ← AudioBufferCleared …"


def test_narrow_terminal_keeps_the_telling_end_of_a_name() -> None:
    assert line(said("Yes,"), width=39) == '   7 ← TranscriptDelta     "Yes," …'
    frame = {
        "type": "conversation.item.input_audio_transcription.delta",
        "item_id": "i",
        "delta": "Do I need",
    }
    assert line(frame, width=39) == '   7 ← TranscriptionDelta  "Do I need"…'
    assert line(frame, width=41) == '   7 ← TranscriptionDelta  "Do I need" …'


def test_a_field_is_cut_only_where_some_of_its_text_is_left() -> None:
    frame = content("response.function_call_arguments.done", name="n", arguments='{"a": "b c d"}')
    at_least = '  name=n  arguments=\'{"a"…'
    widths = [width for width in range(60, 100) if "arguments=" in line(frame, width=width)]
    assert widths == list(range(widths[0], 100))
    assert line(frame, width=widths[0]).endswith(at_least)
    assert line(frame, width=widths[0] - 1).endswith("  name=n …")


def answered() -> Entry:
    event = read_record(json.dumps(said("Yes"))).event
    assert event is not None
    parts = ["x9", '"Yes, I do."', "item_id=i", "response_id=r"]
    return Entry(7, event, None, ["answers #3 after 1.00 s"], parts)


@pytest.mark.parametrize("width", range(70, 110))
def test_what_an_event_answers_is_whole_where_there_is_room(width: int) -> None:
    shown, _ = listing.line(answered(), width)
    assert len(shown) <= width
    assert "  answers #3 after 1.00 s" in shown
    assert ('"Yes, I do."  answers' in shown) == (width >= 82)


def test_what_an_event_answers_stands_before_its_ids() -> None:
    entry = answered()
    entry.remarks, entry.parts = ["answers #3"], ['"Yes"', "item_id=i", "response_id=r"]
    shown, indent = listing.line(entry, None)
    assert shown.split("  ")[-4:] == ['"Yes"', "answers #3", "item_id=i", "response_id=r"]
    assert shown[indent - 2 :].startswith("ResponseAudio")
