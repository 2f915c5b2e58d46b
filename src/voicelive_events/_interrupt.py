"""Ctrl-C before the command runs, and when it is through: it ends the process, without a word.

To import the command takes a tenth of a second, nearly all of it in this package. A program that
imports the package for itself is left alone.
"""

import os
import sys

__all__ = ["end_at_once", "raise_again"]

_CODE = 130  # 128 + SIGINT, as shells have it

# What `signal` is made of: that would import enum first, for milliseconds without a handler.
_signal = __import__("_signal")


def end_at_once() -> None:
    """Let an interrupt end the process, where that is the command and does not ignore it."""
    if _IS_COMMAND and _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _end)


def raise_again() -> None:
    """Let an interrupt raise `KeyboardInterrupt` again."""
    if _IS_COMMAND and _signal.getsignal(_signal.SIGINT) is _end:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


def _end(number: int, frame: object) -> None:
    os._exit(_CODE)


def _is_command() -> bool:
    """Whether this process is the script of the command, or `python -m` of this package."""
    program = sys.argv[0] if sys.argv else ""
    if program == "-m":  # so it is called until the module is found, in this package
        return __package__ in sys.orig_argv
    return os.path.basename(program).removesuffix(".exe") == "voicelive-events"


_IS_COMMAND = _is_command()
end_at_once()
