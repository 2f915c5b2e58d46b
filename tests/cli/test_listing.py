"""One line an event."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Any

import pytest

from tests.classes import SERVER_EVENTS, sample
from voicelive_events import ServerEvent
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.wording import Wording
from voicelive_events.cli import listing
from voicelive_events.cli.columns import display_width

from ..frames import audio, content, said, session
from .conftest import Inspect, without_colours


def line(frame: dict[str, Any], *, content: bool = False, width: int | None = None) -> str:
    """The line of one event."""
    wording = Wording(AudioMeter(), content=content)
    return listing.line(wording, 7, ServerEvent.from_dict(frame), width)


# --- The head ------------------------------------------------------------------------------


def test_index_is_right_aligned_and_names_stand_in_a_column() -> None:
    wording = Wording(AudioMeter(), content=False)
    event = ServerEvent.from_dict(said("Yes"))
    lines = [listing.line(wording, number, event, None) for number in (1, 99, 1234)]
    assert [text[:34] for text in lines] == [
        "   1  ResponseAudioTranscriptDelta",
        "  99  ResponseAudioTranscriptDelta",
        "1234  ResponseAudioTranscriptDelta",
    ]
    assert len({text.index('"Yes"') for text in lines}) == 1


def test_index_is_the_line_number(inspect: Inspect) -> None:
    result = inspect(said("a"), "", "oops", said("b"))
    assert [text.split()[0] for text in result.listing] == ["1", "line", "4"]


def test_seconds_since_the_log_began() -> None:
    event = ServerEvent.from_dict(said("Yes"))
    wording = Wording(AudioMeter(), content=False)
    assert listing.line(wording, 7, event, None, 12.3456).startswith(
        "   7    12.346  ResponseAudio"
    )
    assert listing.line(wording, 7, event, 79, 0.0).startswith("   7     0.000  ResponseAudio")
    assert listing.line(wording, 7, event, 39, 0.0).startswith("   7 …TranscriptDelta ")


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
    frames = [sample(event) for event in SERVER_EVENTS]
    frames += [said("日本語の字幕です" * 9), said("word " * 30), audio(480)]
    frames += [{"type": "unknown." * 20}, content("response.text.done", text=5)]
    terminal(columns)
    result = inspect(*frames, "oops " * 90)
    lines = [without_colours(line) for line in result.lines]
    assert (lines == result.lines) is is_plain
    assert len(lines) > len(frames)
    assert max(map(display_width, lines)) < columns


def test_cuts_show() -> None:
    assert line(said("word " * 30), width=79).endswith("…")
    assert line(said("Yes,"), width=60).endswith('"Yes,"  item_id=item_1 …')
    assert line(said("Yes,"), width=100) == line(said("Yes,"))


def test_narrow_terminal_keeps_the_telling_end_of_a_name() -> None:
    assert line(said("Yes,"), width=39) == '   7 …TranscriptDelta    "Yes," …'
    frame = {
        "type": "conversation.item.input_audio_transcription.delta",
        "item_id": "i",
        "delta": "Do I need",
    }
    assert line(frame, width=39) == '   7 …TranscriptionDelta "Do I need" …'
    assert line(frame, width=79) == ('   7  …InputAudioTranscriptionDelta  "Do I need"  item_id=i')


def test_content_is_not_cut_to_the_width() -> None:
    assert "word " * 50 in line(said("word " * 50), width=80, content=True)
