"""Standard output as the commands see it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from voicelive_events.cli import check, console, main
from voicelive_events.cli.console import Writer

from ..frames import CLEARED
from .conftest import without_colours


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_a_line_is_one_line_whatever_is_in_it(stream: io.StringIO) -> None:
    Writer(stream).line("a\n\x1b[2J\u202eb")
    assert stream.getvalue() == "a\\n\\x1b[2J\\u202eb\n"


def test_what_is_no_terminal_has_no_width(stream: io.StringIO) -> None:
    out = Writer(stream)
    out.paragraph("word " * 100)
    assert out.width is None
    assert stream.getvalue() == "word " * 100 + "\n"


def test_a_process_without_standard_output_writes_nothing() -> None:
    out = Writer(None)
    out.line("lost")
    out.paragraph("lost")
    out.close_quietly()
    out.abandon()
    assert out.width is None


# --- Tables --------------------------------------------------------------------------------

ROWS = [("12", "apples, of which one is red"), ("3", "pears")]


class Terminal(io.StringIO):
    """What a terminal is sent."""

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in without_colours(self.getvalue()).splitlines()]


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 27 columns, whatever the tests run on."""
    monkeypatch.setenv("COLUMNS", "27")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def table(stream: io.StringIO, rows: list[tuple[str, str]]) -> None:
    Writer(stream).table("Fruit", rows)


def test_a_table(stream: io.StringIO) -> None:
    table(stream, [*ROWS, ("1", "\x1b[2Jmelon")])
    assert stream.getvalue().splitlines() == [
        "",
        "Fruit",
        "  12  apples, of which one is red",
        "   3  pears",
        "   1  \\x1b[2Jmelon",
    ]


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize("is_plain", [False, True], ids=["rich", "plain"])
def test_a_table_on_a_narrow_terminal(request: pytest.FixtureRequest, is_plain: bool) -> None:
    if is_plain:
        request.getfixturevalue("without_rich")
    terminal = Terminal()
    table(terminal, ROWS)
    assert terminal.lines == [
        "",
        "Fruit",
        "  12  apples, of which one",
        "      is red",
        "   3  pears",
    ]
    assert ("\x1b[1mFruit\x1b[0m" in terminal.getvalue()) is not is_plain


@pytest.mark.usefixtures("columns")
def test_wide_names_stand_in_a_column() -> None:
    terminal = Terminal()
    table(terminal, [("日本", "a"), ("x", "b")])
    assert terminal.lines[2:] == ["  日本  a", "  x     b"]


# --- Colours -------------------------------------------------------------------------------


@pytest.mark.usefixtures("columns")
def test_colours_are_for_terminals(stream: io.StringIO) -> None:
    terminal = Terminal()
    for file in (stream, terminal):
        Writer(file).line("[bold]x[/]", "bold red")
    assert stream.getvalue() == "[bold]x[/]\n"
    assert terminal.getvalue() == "\x1b[1;31m[bold]x[/]\x1b[0m\n"


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    terminal = Terminal()
    Writer(terminal).line("x", "red")
    assert terminal.getvalue() == "x\n"


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize(
    ("choice", "environment", "is_terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("never", {}, False, False),
    ],
)
def test_who_decides_about_colours(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    is_terminal: bool,
    expected: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Terminal() if is_terminal else io.StringIO()
    out = Writer(stream)
    out.choose_color(choice)
    out.line("x", "bold red")
    assert stream.getvalue() == ("\x1b[1;31mx\x1b[0m\n" if expected else "x\n")


@pytest.mark.usefixtures("columns", "without_rich")
def test_without_rich_there_are_no_colours(stream: io.StringIO) -> None:
    out = Writer(stream)
    out.choose_color("always")
    out.line("x", "red")
    assert stream.getvalue() == "x\n"


@pytest.mark.usefixtures("columns")
def test_colours_in_a_pipe_change_nothing_else(stream: io.StringIO) -> None:
    out = Writer(stream)
    out.choose_color("always")
    out.table("Fruit", ROWS, ["red", ""])
    out.paragraph("word " * 20)
    assert without_colours(stream.getvalue()).splitlines() == [
        "",
        "Fruit",
        "  12  apples, of which one is red",
        "   3  pears",
        "word " * 20,
    ]
    assert "\x1b[31m  12  apples, of which one is red\x1b[0m\n" in stream.getvalue()


@pytest.mark.usefixtures("columns")
def test_rows_have_their_colours() -> None:
    terminal = Terminal()
    Writer(terminal).table("", ROWS, ["", "red"])
    assert "\x1b[31m   3  pears\x1b[0m" in terminal.getvalue()
    assert terminal.getvalue().count("\x1b[31m") == 1


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize("is_plain", [False, True], ids=["rich", "plain"])
def test_further_lines_hang(request: pytest.FixtureRequest, is_plain: bool) -> None:
    if is_plain:
        request.getfixturevalue("without_rich")
    terminal = Terminal()
    Writer(terminal).paragraph("one two three four five six seven", indent="    ")
    first, *rest = terminal.lines
    assert first.startswith("one two three four")
    assert rest == [f"    {' '.join(rest).strip()}"]
    Writer(terminal).paragraph("x" * 26, indent="    ")
    assert terminal.lines[-1] == "x" * 26


@pytest.mark.usefixtures("columns")
def test_wide_characters_take_their_room() -> None:
    terminal = Terminal()
    Writer(terminal).paragraph("日本語の字幕です" * 4, indent="  ")
    assert len(terminal.lines) == 3
    assert max(map(console.display_width, terminal.lines)) <= 26


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("é…", 2)])
def test_display_width(text: str, width: int) -> None:
    assert console.display_width(text) == width


@pytest.mark.usefixtures("without_rich")
def test_without_rich_the_width_is_about_right() -> None:
    assert console.display_width("日本 é…") == 7


def test_json_is_one_line_of_ascii(stream: io.StringIO) -> None:
    Writer(stream).json({"a": "\x7f\n\u2028ü"})
    assert stream.getvalue() == '{"a": "\\u007f\\n\\u2028\\u00fc"}\n'


# --- Progress ------------------------------------------------------------------------------


def watch(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> None:
    """Make *stream* standard error. pytest puts its own back before a test begins."""
    monkeypatch.setattr(console, "sys", SimpleNamespace(stderr=stream))


@pytest.fixture
def watcher(monkeypatch: pytest.MonkeyPatch, columns: None) -> Terminal:
    """The terminal that standard error is, on which a moment is over at once."""
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", "60")
    watch(monkeypatch, terminal)
    monkeypatch.setattr(console, "_MOMENT", 0)
    monkeypatch.setattr(console, "_REFRESH", 0)
    return terminal


def test_progress_is_shown_to_who_watches(watcher: Terminal, stream: io.StringIO) -> None:
    out = Writer(stream)
    out.show_progress(lambda: 5, 10)
    assert "5/10 bytes" in watcher.lines[-1]
    out.line("to a file")
    out.show_progress(lambda: 8, 10)
    assert "8/10 bytes" in watcher.lines[-1]
    out.hide_progress()
    assert watcher.getvalue().endswith("\x1b[1A\x1b[2K")  # up to the bar's line, and wiped
    assert stream.getvalue() == "to a file\n"


def test_a_line_on_the_terminal_takes_the_place_of_the_bar(watcher: Terminal) -> None:
    terminal = Terminal()
    out = Writer(terminal)
    out.show_progress(lambda: 5, 10)
    assert "5/10 bytes" in terminal.lines[-1]
    out.line("a line")
    assert terminal.getvalue().endswith("\x1b[2Ka line\n")
    assert watcher.getvalue() == ""


def test_what_takes_a_moment_needs_no_bar(
    watcher: Terminal, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_MOMENT", 60)
    out = Writer(stream)
    out.show_progress(lambda: 5, 10)
    out.show_progress(lambda: 6, 10)
    out.hide_progress()
    assert watcher.getvalue() == ""


@pytest.mark.parametrize("total", [None, 0])
def test_no_bar_without_an_end(watcher: Terminal, stream: io.StringIO, total: int | None) -> None:
    Writer(stream).show_progress(lambda: 5, total)
    assert watcher.getvalue() == ""


@pytest.mark.usefixtures("without_rich")
def test_no_bar_without_rich(watcher: Terminal, stream: io.StringIO) -> None:
    Writer(stream).show_progress(lambda: 5, 10)
    assert watcher.getvalue() == ""


def test_colours_are_no_reason_for_a_bar(
    watcher: Terminal, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    complaints = io.StringIO()
    watch(monkeypatch, complaints)
    Writer(stream).show_progress(lambda: 5, 10)
    assert stream.getvalue() == complaints.getvalue() == ""


def test_nobody_watches_a_pipe(
    watcher: Terminal, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = io.StringIO()
    watch(monkeypatch, pipe)
    Writer(stream).show_progress(lambda: 5, 10)
    assert pipe.getvalue() == ""


def test_no_bar_beside_a_pager(watcher: Terminal) -> None:
    reader, writer = os.pipe()
    with open(reader, "rb"), open(writer, "w", encoding="utf-8") as pipe:
        Writer(pipe).show_progress(lambda: 5, 10)
    assert watcher.getvalue() == ""


def test_a_file_is_no_pager(watcher: Terminal, tmp_path: Path) -> None:
    with open(tmp_path / "out", "w", encoding="utf-8") as file:
        Writer(file).show_progress(lambda: 5, 10)
    assert "5/10 bytes" in watcher.lines[-1]


def test_an_interrupt_wipes_the_bar(
    watcher: Terminal, log: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "_findings", interrupt)
    assert main(["check", str(log(CLEARED))]) == 130
    assert "bytes" in watcher.getvalue()
    assert watcher.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")
