"""The command as a whole: usage, help, exit codes and what goes where."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voicelive_events import DecodeError, ServerEvent, __version__
from voicelive_events._logs.meter import AudioMeter
from voicelive_events.cli import main
from voicelive_events.cli.source import Source

from ..frames import CLEARED, content, encode
from .conftest import Inspect, Run


def complaint(result: Run) -> str:
    """The one line on standard error, when nothing was written before it."""
    assert result.out == ""
    assert result.err.count("\n") == 1
    return result.err.removesuffix("\n")


def reason(line: str | bytes) -> str:
    """Why *line* is no event; its columns are those of the line."""
    with pytest.raises(DecodeError) as caught:
        ServerEvent.from_json(line)
    return str(caught.value).replace("line 1 column", "column")


def test_version(run: Callable[..., Run]) -> None:
    assert run("--version") == (0, f"voicelive-events {__version__}\n", "")


@pytest.mark.parametrize("command", ["", "inspect", "check", "timeline", "audio", "schema"])
def test_help_fits_80_columns(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run(*command.split(), "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("usage: voicelive-events ")
    assert max(map(len, result.lines)) <= 80


def test_help_says_what_one_must_know(run: Callable[..., Run]) -> None:
    text = " ".join(run("inspect", "--help").out.split())
    for words in ("FILE", "- is standard input", "--sample", "--content", "exit code:"):
        assert words in text
    assert "problems inside events do not change that" in text


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "the following arguments are required: COMMAND (see voicelive-events --help)"),
        (
            ["inspect"],
            "one of the arguments FILE --sample is required (see voicelive-events inspect --help)",
        ),
        (
            ["inspect", "x.jsonl", "--sample"],
            (
                "argument --sample: not allowed with argument FILE"
                " (see voicelive-events inspect --help)"
            ),
        ),
        (
            ["inspect", "--sample", "--cont"],
            "unrecognized arguments: --cont (see voicelive-events --help)",
        ),
        (
            ["--vers", "inspect", "--sample"],
            "unrecognized arguments: --vers (see voicelive-events --help)",
        ),
    ],
    ids=["no command", "no file", "file and sample", "abbreviated", "abbreviated at the top"],
)
def test_wrong_usage_is_one_line_and_2(
    run: Callable[..., Run], argv: list[str], message: str
) -> None:
    result = run(*argv)
    assert complaint(result) == f"voicelive-events: {message}"
    assert result.code == 2


def test_unknown_command(run: Callable[..., Run]) -> None:
    result = run("frobnicate")
    assert "invalid choice: 'frobnicate'" in complaint(result)
    assert result.code == 2


def test_missing_file(run: Callable[..., Run]) -> None:
    result = run("inspect", "no-such.jsonl")
    assert complaint(result) == "voicelive-events: no-such.jsonl: No such file or directory"
    assert result.code == 2


def test_directory(run: Callable[..., Run], tmp_path: Path) -> None:
    result = run("inspect", str(tmp_path))
    assert complaint(result) == f"voicelive-events: {tmp_path}: Is a directory"
    assert result.code == 2


def test_unreadable_file(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, mode: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("builtins.open", refuse)  # root may read everything
    result = run("inspect", "secret.jsonl")
    assert complaint(result) == "voicelive-events: secret.jsonl: Permission denied"
    assert result.code == 2


def test_read_error_in_the_middle(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    class Breaking(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if line := super().readline(size):
                return line
            raise OSError(5, "Input/output error")

    monkeypatch.setattr("builtins.open", lambda path, mode: Breaking(encode([CLEARED])))
    result = run("inspect", "log.jsonl")
    assert result.listing == [
        "   1 ← OutputAudioBufferCleared",
        "line 2: not an event: expected readable data, got damaged ones, at $ (Input/output error)",
    ]
    assert result.totals["undecodable lines"] == "1"
    assert result.err == (
        "voicelive-events: log.jsonl: Input/output error\n"
        "voicelive-events: log.jsonl: 1 of 2 lines could not be decoded\n"
    )
    assert result.code == 2


def test_file_name_cannot_act_on_the_terminal(run: Callable[..., Run]) -> None:
    err = complaint(run("inspect", "a\x1b[31m\nb"))
    assert err == r"voicelive-events: a\x1b[31m\nb: No such file or directory"


def test_null_character_in_file_name(run: Callable[..., Run]) -> None:
    result = run("inspect", "a\0b")
    assert complaint(result) == r"voicelive-events: a\x00b: embedded null byte"
    assert result.code == 2


def test_sample(run: Callable[..., Run]) -> None:
    result = run("inspect", "--sample", "--unfold")
    assert (result.code, result.err) == (0, "")
    assert len(result.listing) == 165
    assert result.totals == {
        "frames": "165",
        "model": "gpt-4.1",
        "voice": "en-US-EmmaNeural",
        "API": "dated",
        "duration": "12.62 s",
        "audio received": "0.48 s",
        "audio sent": "11.40 s",
        "user turns": "3",
        "responses": "3 (2 completed, 1 cancelled)",
        "interruptions": "1",
        "latency": "1.18 s median, 1.07 s to 1.28 s, from the end of a turn to its answer (2)",
        "tokens": "667 input, 40 output, 320 cached",
        "tool calls": "1",
        "errors": "1",
        "unknown types": "1",
        "undecodable lines": "0",
        "problems": "0",
    }


def test_file_and_standard_input_give_the_same(
    run: Callable[..., Run], inspect: Inspect, log: Callable[..., Path]
) -> None:
    assert run("inspect", str(log(CLEARED))).out == inspect(CLEARED).out != ""


@pytest.mark.parametrize("data", [b"", b"\n \n\r\n"], ids=["empty", "blank"])
def test_empty_input(run: Callable[..., Run], tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(data)
    result = run("inspect", str(path))
    assert complaint(result) == f"voicelive-events: {path}: there are no events in it"
    assert result.code == 1


def test_undecodable_line_among_good_ones(inspect: Inspect) -> None:
    result = inspect(CLEARED, "oops", CLEARED, "[1]", '{"type": 3}', b"\xff", CLEARED)
    assert [line.rstrip() for line in result.listing] == [
        "   1 ← OutputAudioBufferCleared",
        f"line 2: not an event: {reason('oops')}",
        "   3 ← OutputAudioBufferCleared",
        "line 4: not an event: expected an object, got array of 1, at $",
        "line 5: not an event: expected a string, got integer 3, at $.type",
        "line 6: not an event: " + reason(b"\xff"),
        "   7 ← OutputAudioBufferCleared",
    ]
    assert result.totals["frames"] == "7"
    assert result.totals["undecodable lines"] == "4"
    assert result.err == "voicelive-events: standard input: 4 of 7 lines could not be decoded\n"
    assert result.code == 1


def test_undecodable_lines_before_the_first_event_are_listed(inspect: Inspect) -> None:
    result = inspect(*["a preamble"] * 19, CLEARED)
    assert result.listing[0].startswith("line 1: not an event: ")
    assert result.listing[18].startswith("line 19: not an event: ")
    assert result.listing[19:] == ["  20 ← OutputAudioBufferCleared"]
    assert result.totals["undecodable lines"] == "19"
    assert result.code == 1


def test_twenty_failed_lines_at_the_start_end_the_run(inspect: Inspect) -> None:
    result = inspect(*["a novel", ""] * 20, CLEARED)
    assert complaint(result) == (
        "voicelive-events: standard input: none of the first 20 lines is an event;"
        f" line 1: {reason('a novel')}; expected JSON Lines, one object a line"
    )
    assert result.code == 1


def test_failed_lines_after_an_event_do_not_end_the_run(inspect: Inspect) -> None:
    result = inspect(CLEARED, *["a novel"] * 50, CLEARED)
    assert len(result.listing) == 52
    assert result.totals["undecodable lines"] == "50"


def test_no_line_is_an_event(inspect: Inspect) -> None:
    result = inspect("", "one", "two")
    assert complaint(result) == (
        f"voicelive-events: standard input: no line is an event; line 2: {reason('one')};"
        " expected JSON Lines, one object a line"
    )
    assert result.code == 1


def test_binary_file(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)
    result = run("inspect", str(path))
    assert "is an event; line 1: expected UTF-8, got " in complaint(result)
    assert result.code == 1


def test_text_in_another_encoding(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "utf16.jsonl"
    path.write_text('{"type": "output_audio_buffer.cleared"}\n' * 3, encoding="utf-16")
    result = run("inspect", str(path))
    assert "expected UTF-8" in complaint(result)
    assert result.code == 1


def test_problems_do_not_change_the_exit_code(inspect: Inspect) -> None:
    result = inspect(content("response.audio_transcript.delta", delta=5))
    assert result.totals["problems"] == "1"
    assert (result.code, result.err) == (0, "")


def test_interrupt_while_reading(
    run: Callable[..., Run], log: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: Source) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Source, "lines", interrupt)
    assert run("inspect", str(log(CLEARED))) == (130, "", "")


def test_interrupt_before_the_first_event(
    inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: AudioMeter, event: ServerEvent, *, counts: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(AudioMeter, "feed", interrupt)
    result = inspect("oops", CLEARED)
    assert (result.code, result.totals["frames"]) == (130, "2")


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_closed_standard_streams(
    log: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.setattr(sys, name, None)
    if name == "stdin":
        assert main(["inspect", "-"]) == 2
        assert capsys.readouterr().err == "voicelive-events: standard input: it is closed\n"
    else:
        assert main(["inspect", str(log(CLEARED, "oops"))]) == 1


def test_arguments_come_from_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voicelive-events", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"voicelive-events {__version__}\n"
