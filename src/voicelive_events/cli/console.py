"""What every command needs of its surroundings: the output, complaints and exit codes.

On a terminal rich gives colours, tables and a progress bar, where it is installed. Without it, and
in a pipe, all is plain text.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import stat
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Literal, TextIO

from .._logs.text import ELLIPSIS, escape

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = [
    "PROG",
    "CommandError",
    "Exit",
    "Writer",
    "add_command",
    "complain",
    "display_width",
    "state_of",
]

PROG = "voicelive-events"

_SIGNS = {ELLIPSIS: "...", "←": "<", "→": ">"}  # as ASCII has them
_NARROWEST = 24  # columns; below it nothing is readable anyway
_MOMENT = 0.7  # seconds that need no progress bar
_REFRESH = 0.1  # seconds between two looks of it


class Exit(IntEnum):
    """The exit codes of the command."""

    OK = 0
    BAD_DATA = 1
    """The input was read, and not all of it is events."""
    UNUSABLE = 2
    """Wrong usage, or a file that cannot be read or written."""
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it
    BROKEN_PIPE = 141  # 128 + SIGPIPE


_BROKEN_PIPE = f"  {Exit.BROKEN_PIPE:d}  the reader of the output went away, as head does\n"


def add_command(
    commands: argparse._SubParsersAction[Any],
    name: str,
    run: Callable[[argparse.Namespace, Writer], int],
    *,
    help: str,
    description: str,
    epilog: str,
) -> argparse.ArgumentParser:
    """Add the command *name*, which *run* does, and give its parser; the texts stay as laid out.

    The *epilog* ends with the exit codes, up to that of Ctrl-C.
    """
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=epilog + _BROKEN_PIPE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--color",
        metavar="WHEN",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto, always or never; needs the package rich",
    )
    parser.set_defaults(run=run)
    return parser


class CommandError(Exception):
    """Ends the command with one line on standard error."""

    def __init__(self, message: str, code: Exit = Exit.UNUSABLE) -> None:
        super().__init__(message)
        self.code = code


def complain(message: str) -> None:
    """Write one line on standard error, if there is one."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{PROG}: {escape(message)}\n")
            sys.stderr.flush()


def state_of(stream: IO[Any]) -> os.stat_result | None:
    """What the system knows of the file behind *stream*; None if there is none."""
    try:
        return os.fstat(stream.fileno())
    except (OSError, ValueError):
        return None


def display_width(text: str) -> int:
    """The columns of a terminal that *text* takes; without rich, about so many."""
    if text.isascii():
        return len(text)
    try:
        from rich.cells import cell_len
    except ImportError:
        return len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return cell_len(text)


class Writer:
    """Standard output, line by line. It takes any text, whatever its encoding is."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        """None if the process was started without standard output."""
        self.flushes_lines = False
        """Whether each line is to be seen at once: the input may pause."""
        self.least_code = Exit.OK
        """What the exit code says at least: some of the input could not be read."""
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        self._replaced = {ord(c): text for c, text in _SIGNS.items() if not _can_encode(stream, c)}
        self._console = _console(stream)
        """None if the text is plain."""
        ours = None if self.width is None else self._console
        self._bar = _Bar(ours or (None if _is_pipe(stream) else _console(sys.stderr, "terminal")))

    def choose_color(self, choice: str) -> None:
        """Write in colours `always`, `never`, or by what the terminal is and its user wants."""
        self._console = _console(self._stream, choice)

    @property
    def width(self) -> int | None:
        """The columns that a line may take on the terminal; None if it is none."""
        if self._stream is None or not self._stream.isatty():
            return None
        # A line that fills the last column wraps on some terminals.
        return max(shutil.get_terminal_size().columns - 1, _NARROWEST)

    def is_file(self, state: os.stat_result | None) -> bool:
        """Whether it goes to the file with this *state*."""
        ours = None if self._stream is None else state_of(self._stream)
        if state is None or ours is None or not stat.S_ISREG(state.st_mode):
            return False
        return os.path.samestat(state, ours)

    def line(self, text: str = "", style: str = "") -> None:
        """Write *text* as one line, whatever is in it; in colours in the *style* of rich."""
        before, after = self._marks(style)
        self._print(f"{before}{self._safe(text)}{after}")

    def json(self, value: Any) -> None:
        """Write *value* as one line of JSON, in ASCII."""
        self._print(json.dumps(value))

    def paragraph(self, text: str, *, indent: str = "", style: str = "") -> None:
        """Write *text*, on a terminal wrapped to its width, further lines with *indent*."""
        text, width = self._safe(text), self.width
        if width is None or display_width(text) <= width:
            self.line(text, style)
            return
        for line in self._wrapped(text, width, indent):
            self.line(line, style)

    def _wrapped(self, text: str, width: int, indent: str) -> Iterable[str]:
        if self._console is None:
            return textwrap.wrap(text, width, subsequent_indent=indent)
        from rich.text import Text

        start = text[: len(indent)]  # which stands where further lines are indented
        if display_width(start) > len(indent):
            start = ""
        lines = Text(text.removeprefix(start)).wrap(self._console, width - len(indent))
        return [(indent if n else start) + line.plain.rstrip() for n, line in enumerate(lines)]

    def title(self, text: str) -> None:
        """Write *text* as the title of what comes below it."""
        self.line()
        self.line(text, "bold")

    def table(
        self, title: str, rows: Sequence[tuple[str, str]], styles: Sequence[str] = ()
    ) -> None:
        """Write *rows* below *title*, each in its style; numbers at their start stand right."""
        self.title(title)
        width = max(display_width(first) for first, _ in rows)
        for (first, second), style in zip(rows, styles or [""] * len(rows), strict=True):
            padding = " " * (width - display_width(first))
            cell = f"{padding}{first}" if first.isdecimal() else f"{first}{padding}"
            self.paragraph(f"  {cell}  {second}", indent=" " * (width + 4), style=style)

    def show_progress(self, done: Callable[[], int], total: int | None) -> None:
        """Show on a terminal how much of *total* is *done*, in bytes, if it takes a while."""
        if total:
            self._bar.show(done, total)

    def hide_progress(self) -> None:
        """Take the progress bar away; it comes back if nothing else is written for a moment."""
        self._bar.hide()

    def _safe(self, text: str) -> str:
        return escape(text).translate(self._replaced)

    def _print(self, line: str) -> None:
        if self._stream is None:
            return
        if self.width is not None:
            self.hide_progress()  # a line on the terminal takes its place
        self._stream.write(f"{line}\n")
        if self.flushes_lines:
            self._stream.flush()

    @cache  # noqa: B019  # there is one writer, and a handful of styles; rich takes its time
    def _marks(self, style: str) -> tuple[str, str]:
        """What rich writes before and after a text in *style*."""
        if self._console is None or not style:
            return "", ""
        from rich.text import Text

        with self._console.capture() as capture:
            self._console.print(Text("|", style), end="")
        before, _, after = capture.get().partition("|")
        return before, after

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def close_quietly(self) -> None:
        """Write what is left, if somebody still reads it."""
        try:
            self.flush()
        except OSError:
            self.abandon()

    def abandon(self) -> None:
        """Let what was not written go, so that the interpreter's flush at exit cannot fail."""
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError):  # a stream without a descriptor
            descriptor = self._stream.fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _can_encode(stream: TextIO | None, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _console(stream: TextIO | None, choice: str = "auto") -> Console | None:
    """What writes to *stream* as rich does, if that is installed and *stream* is a terminal, or is
    to have colours all the same."""
    force, no_color = os.environ.get("FORCE_COLOR", ""), bool(os.environ.get("NO_COLOR"))
    is_forced = choice == "always" or (choice == "auto" and force not in ("", "0") and not no_color)
    if stream is None or not (is_forced or stream.isatty()):
        return None
    try:
        from rich.console import Console
    except ImportError:
        return None
    is_plain = choice == "never" or no_color
    system: Literal["auto", "standard"] | None = None if is_plain else "auto"
    return Console(
        file=stream,
        highlight=False,
        force_terminal=is_forced or None,
        color_system="standard" if is_forced else system,
        no_color=False,
    )


def _is_pipe(stream: TextIO | None) -> bool:
    """Whether another program reads what is written: one that may have the terminal, as `less`."""
    state = None if stream is None else state_of(stream)
    return state is not None and stat.S_ISFIFO(state.st_mode)


class _Bar:
    """A progress bar for what takes longer than a moment."""

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._progress: Progress | None = None
        self._due: float | None = None

    def show(self, done: Callable[[], int], total: int) -> None:
        now = time.monotonic()
        if self._due is None:
            self._due = now + _MOMENT
        if self._console is None or now < self._due:
            return
        self._due = now + _REFRESH
        if self._progress is None:
            self._progress = _progress(self._console)
            self._progress.add_task("", total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done(), refresh=True)

    def hide(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._due = None


def _progress(console: Console) -> Progress:
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    return Progress(
        BarColumn(bar_width=None),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
        expand=True,
    )
