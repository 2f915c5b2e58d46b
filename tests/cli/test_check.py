"""`check`: a line for every problem."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

import pytest

from voicelive_events.cli import main

from ..frames import CLEARED, Frame, at, audio, content, encode, session
from .conftest import Run
from .test_console import Terminal

Check: TypeAlias = Callable[..., Run]

WRONG = content("response.text.delta", delta=5)
NEW = {"type": "of.tomorrow"}
ONE_UNKNOWN = ", 1 event of unknown type (see --unknown)"


@pytest.fixture
def check(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check frames from standard input."""

    def check(*frames: Frame, options: Iterable[str] = ()) -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(encode(frames))))
        return run("check", "-", *options)

    return check


def test_no_problems(check: Check) -> None:
    assert check(CLEARED, "", NEW) == (
        0,
        "",
        f"voicelive-events: 2 lines, no problems{ONE_UNKNOWN}\n",
    )


def test_the_sample_is_fine(run: Callable[..., Run]) -> None:
    assert run("check", "--sample") == (
        0,
        "",
        f"voicelive-events: 165 lines, no problems{ONE_UNKNOWN}\n",
    )


def test_each_problem_is_a_line(run: Callable[..., Run], log: Callable[..., Path]) -> None:
    broken = content("response.audio_transcript.delta", delta=5)
    del broken["item_id"]
    path = log(CLEARED, broken, audio(2) | {"delta": "!!"})
    result = run("check", str(path))
    assert result.lines == [
        f"{path}:2: $.delta: expected a string, got integer 5",
        f"{path}:2: $.item_id: expected a string, got nothing",
        f"{path}:3: $.delta: expected base64 text, got string '!!'",
    ]
    assert result.err == "voicelive-events: 3 lines, 3 problems\n"
    assert result.code == 1


def test_undecodable_lines_are_problems(check: Check) -> None:
    result = check(CLEARED, '{"type": 3}', "oops", "[1]", '{"type": ", at $.x"', {})
    assert result.lines == [
        "standard input:2: $.type: expected a string, got integer 3",
        "standard input:3: $: expected JSON, got 'o' at column 1 (Expecting value)",
        "standard input:4: $: expected an object, got array of 1",
        (
            "standard input:5: $: expected JSON, got the end of the text at column 20"
            " (Expecting ',' delimiter)"
        ),
        "standard input:6: $.type: expected a string, got nothing",
    ]
    assert (result.err, result.code) == ("voicelive-events: 6 lines, 5 problems\n", 1)


def test_unknown_is_asked_for(check: Check) -> None:
    frames = [NEW, CLEARED | {"mood": "x"}, session(output_audio_format="opus")]
    assert check(*frames).code == 0
    result = check(*frames, options=["--unknown"])
    assert result.err == "voicelive-events: 3 lines, 3 problems\n"
    assert result.lines == [
        "standard input:1: $.type: expected a known type, got string 'of.tomorrow'",
        "standard input:2: $.mood: expected no such field, got string (hidden)",
        (
            "standard input:3: $.session.output_audio_format:"
            " expected a string of OutputAudioFormat, got string 'opus'"
        ),
    ]
    assert result.code == 1


def test_both_sides_are_checked(check: Check) -> None:
    frames = [
        {"type": "session.update", "session": 5},
        {"type": "input_audio_buffer.append", "audio": "!!"},
        {"direction": "sent", "event": {"type": "conversation.item.delete"}},
        {"direction": "received", "event": {"type": "response.cancel", "response_id": 5}},
    ]
    result = check(*frames)
    assert [line.removeprefix("standard input:") for line in result.lines] == [
        "1: $.session: expected RequestSession, got integer 5",
        "2: $.audio: expected base64 text, got string '!!'",
        "3: $.item_id: expected a string, got nothing",
    ]
    assert result.err == f"voicelive-events: 4 lines, 3 problems{ONE_UNKNOWN}\n"


def test_all_files_are_checked(run: Callable[..., Run], tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b")]
    for path in paths:
        Path(path).write_bytes(encode([WRONG, CLEARED]))
    result = run("check", *paths)
    assert [line.split(": ")[0] for line in result.lines] == [f"{path}:1" for path in paths]
    assert result.err == "voicelive-events: 4 lines, 2 problems\n"


def test_a_file_that_is_no_log_shows_its_first_lines(check: Check) -> None:
    result = check(*["a novel"] * 50)
    assert len(result.lines) == 20
    assert result.lines[0].startswith("standard input:1: $: expected JSON, got 'a' at column 1")
    assert "none of the first 20 lines is an event" in result.err
    assert result.code == 1


def test_an_empty_file_is_no_log(check: Check) -> None:
    result = check()
    assert result == (1, "", "voicelive-events: standard input: there are no events in it\n")


def test_a_file_that_cannot_be_read(run: Callable[..., Run]) -> None:
    assert run("check", "nope") == (
        2,
        "",
        "voicelive-events: nope: No such file or directory\n",
    )


def test_paths_begin_at_the_event(check: Check) -> None:
    assert check(at(0, WRONG)).lines == [
        "standard input:1: $.delta: expected a string, got integer 5"
    ]


def test_json(check: Check) -> None:
    result = check(WRONG, "oops", options=["--json"])
    assert list(map(json.loads, result.lines)) == [
        {
            "file": "standard input",
            "line": 1,
            "type": "response.text.delta",
            "path": "$.delta",
            "code": "wrong_type",
            "message": "expected a string, got integer 5",
        },
        {
            "file": "standard input",
            "line": 2,
            "type": None,
            "path": "$",
            "code": "undecodable",
            "message": "expected JSON, got 'o' at column 1 (Expecting value)",
        },
    ]
    assert result.code == 1


@pytest.mark.parametrize("options", [["--unknown"], ["--unknown", "--json"]], ids=" ".join)
def test_credentials_are_not_shown(check: Check, options: list[str]) -> None:
    frames = [
        session(metadata={"api_key": 7777777}),
        session(tools=[{"type": "mcp", "authorization": [7777777], "token": "7777777"}]),
        content("response.text.delta", delta={"Bearer 7777777": 1}),
        NEW | {"token": "7777777"},
        '"Bearer 7777777"',
    ]
    result = check(*frames, options=options)
    assert len(result.lines) >= 5
    assert "7777777" not in result.out + result.err


def test_a_line_that_is_wider_than_the_terminal_is_indented_below(
    monkeypatch: pytest.MonkeyPatch, log: Callable[..., Path]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    monkeypatch.chdir(log(WRONG).parent)
    assert main(["check", "session.jsonl"]) == 1
    assert terminal.lines == [
        "session.jsonl:1: $.delta: expected a",
        "  string, got integer 5",
    ]


def test_names_from_the_log_cannot_act_on_the_terminal(check: Check) -> None:
    result = check(json.dumps(CLEARED | {"\x1b[2J": "\x1b"}), options=["--unknown"])
    assert len(result.lines) == 1
    assert result.lines[0].isprintable()
