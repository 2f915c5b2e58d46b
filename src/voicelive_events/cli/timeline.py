"""`voicelive-events timeline`: one picture of a session."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, chdir, nullcontext
from pathlib import Path
from typing import Any

from .._logs.timeline.lanes import Timeline
from .._logs.timeline.reading import read_timeline
from .console import CommandError, Exit, Writer, add_command
from .output import Outputs, naming
from .records import add_arguments, read, session_name

__all__ = ["add_parser"]

_FORMATS = (".svg", ".png", ".html")
_WIDTH, _WIDTHS = 1280, range(320, 2561)  # pixels

_DESCRIPTION = """\
Draw a recorded session: who spoke when and what was said, tool calls, visemes
and errors, with every turn and interruption. An HTML page shows the details of
what one points at, fits a phone too, and needs no other file.
"""

_EPILOG = """\
Where the log has times, they count. Where it has none, the picture shows
seconds of audio: speech stands where the service heard it, the model's audio
where it can have been played, and what has no audio takes one second.

examples:
  voicelive-events timeline --sample -o sample.html
  voicelive-events timeline session.jsonl.gz -o session.svg --width 390
  voicelive-events timeline archive.jsonl --session 17 -o session.html

exit code:
  0    the picture is drawn; lines that are no events are among its errors
  1    the log holds no events
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "timeline",
        _run,
        help="draw a recorded session as SVG, PNG or HTML",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add_arguments(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="PICTURE",
        type=Path,
        required=True,
        help="file to write; its name ends in .svg, .png or .html",
    )
    parser.add_argument(
        "--width",
        metavar="PIXELS",
        type=_width,
        help=f"how wide an SVG or PNG is, {_WIDTH} by default; a page fits the screen",
    )


def _width(text: str) -> int:
    if text not in map(str, _WIDTHS):
        raise argparse.ArgumentTypeError(f"expected {_WIDTHS[0]} to {_WIDTHS[-1]}, got {text!r}")
    return int(text)


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    output: Path = arguments.output
    suffix = output.suffix.lower()
    if suffix not in _FORMATS:
        raise CommandError(f"{output}: expected a name that ends in {', '.join(_FORMATS)}")
    if suffix == ".html" and arguments.width is not None:
        raise CommandError(f"{output}: a page fits the screen, so it takes no --width")
    if len(arguments.files) > 1:
        raise CommandError("expected one log: a picture shows one session")
    name = Path(arguments.files[0]).name if arguments.files else "The sample session"
    if arguments.session is not None:
        name = f"{name}, session {session_name(arguments.session)}"
    with Outputs(arguments.files) as outputs:
        draft = outputs.add(output)
        timeline = read_timeline(read(arguments, out, one_session=True))
        picture = _picture(timeline, suffix, name, arguments.width or _WIDTH)
        with naming(output):
            draft.write_bytes(picture)
    out.line(f"{output}: {timeline.facts()}")
    return Exit.OK


def _picture(timeline: Timeline, suffix: str, title: str, width: int) -> bytes:
    try:
        with _without_settings():
            from .._logs.timeline import drawing, page
    except ImportError as error:
        if error.name != "matplotlib":
            raise
        need = "timeline needs the package matplotlib: pip install matplotlib"
        raise CommandError(need) from None
    except ValueError as error:  # what the user has set for it
        raise CommandError(f"matplotlib cannot be loaded: {error}") from None
    if suffix == ".html":
        return page.page(timeline, title)
    return drawing.draw(timeline, "svg" if suffix == ".svg" else "png", width=width, title=title)


def _without_settings() -> AbstractContextManager[None]:
    """Where no settings lie about: matplotlib obeys those of the working directory, whoever put
    them beside the log."""
    has_settings = Path("matplotlibrc").exists()
    return chdir(Path(__file__).parent) if has_settings else nullcontext()
