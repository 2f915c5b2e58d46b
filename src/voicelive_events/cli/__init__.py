"""The command `voicelive-events`. A part of the package that no other part needs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from .._core.backend import backend
from .._interrupt import end_at_once, raise_again
from .._version import __version__
from . import audio, check, inspect, schema, serve, timeline
from .console import PROG, CommandError, Exit, Writer, complain

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, by default the process's arguments; gives the exit code."""
    out = Writer(sys.stdout)
    try:
        raise_again()
        return _run(argv, out)
    except BrokenPipeError:  # the reader had enough, as `head` does
        out.abandon()
        return Exit.BROKEN_PIPE
    except OSError as error:  # what is read has its own CommandError
        out.abandon()
        complain(f"the output cannot be written: {error.strerror or error}")
        return Exit.UNUSABLE
    except KeyboardInterrupt:
        end_at_once()  # a second one
        out.close_quietly()
        return Exit.INTERRUPTED
    finally:
        end_at_once()
        out.hide_progress()


def _run(argv: Sequence[str] | None, out: Writer) -> int:
    """As `main`, while the output can be written and nobody interrupts."""
    try:
        arguments = _parser().parse_args(argv)
        _find_parser()
        out.choose_color(arguments.color)
        code: int = arguments.run(arguments, out)
    except CommandError as error:
        out.hide_progress()
        out.flush()  # what was listed stands above the complaint about it
        complain(str(error))
        code = error.code
    except SystemExit as stop:  # argparse, after --help and --version
        code = int(stop.code or 0)
    out.flush()
    return max(code, out.least_code)


def _find_parser() -> None:
    """Raise at once, not at the first line, if the parser that is asked for is not to be had."""
    try:
        backend()
    except (ImportError, ValueError) as error:
        raise CommandError(str(error)) from None


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all errors of the command are."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROG,
        description="Look at the events of the Azure Voice Live API, and stand in for the service.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROG} {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (inspect, check, timeline, audio, schema, serve):
        command.add_parser(commands)
    return parser
