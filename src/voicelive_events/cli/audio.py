"""`voicelive-events audio`: the audio that was received, as a WAV file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from .._logs.meter import AudioMeter
from .._logs.stereo import Stereo
from .._logs.text import cut, duration, escape, word
from .._logs.wav import WavFile
from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from .console import CommandError, Exit, Writer, add_command
from .filters import add_filters, chosen
from .records import add_arguments, read

__all__ = ["add_parser"]

_NAME_CUT = 40  # characters

_DESCRIPTION = """\
Write the audio that was received as a WAV file: what the responses said, one
piece after the other as they came, without the silence between them. The file
has the session's format: PCM with 16 bits, or G.711 as mu-law or A-law.
With --both, what both sides said, in stereo and in time with each other.
"""

_EPILOG = """\
examples:
  voicelive-events audio --sample -o sample.wav
  voicelive-events audio session.jsonl -o answer.wav --response resp_2
  voicelive-events audio session.jsonl -o answers.wav --split
  voicelive-events audio session.jsonl -o session.wav --both

exit code:
  0    the audio is written
  1    there is no audio, or some of it could not be read or written
  2    wrong usage, or a file that cannot be read or written
  130  interrupted; what was read so far is written
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "audio",
        _run,
        help="write the received audio as a WAV file",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add_arguments(parser)
    parser.add_argument(
        "-o", "--output", metavar="WAV", type=Path, required=True, help="the file to write"
    )
    parser.add_argument(
        "--split",
        action="store_true",
        help="write a file for each response; they are numbered, as in out-1.wav",
    )
    parser.add_argument(
        "--both",
        action="store_true",
        help="what the user said on the left, what was heard of the model on the right",
    )
    add_filters(parser, "response")


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    _spare_the_logs(arguments.output, arguments.files)
    if arguments.both:
        return _run_both(arguments, out)
    export = _Export(arguments.output, is_split=arguments.split)
    try:
        _export(arguments, out, export)
    finally:
        export.close()
    if not export.tracks:
        raise _bad("there is no such audio in the log")
    for response, track in export.tracks.items():
        told = [str(track.path), duration(track.seconds), f"{track.format.sample_rate} Hz"]
        out.line("  ".join([*told, word(response, _NAME_CUT)] if arguments.split else told))
    _complain(export.lost)
    return Exit.OK


def _run_both(arguments: argparse.Namespace, out: Writer) -> int:
    if arguments.split or arguments.response:
        raise CommandError("--both writes the whole session: without --split and --response")
    if len(arguments.files) > 1:
        raise CommandError("expected one log: --both writes one session")
    with TemporaryFile() as spool:
        stereo = Stereo(spool)
        for record in read(arguments, out):
            try:
                stereo.feed(record)
            except ValueError as error:
                raise _bad(f"{record.file}:{record.line}: {escape(cut(str(error), 100))}") from None
        if not stereo:
            raise _bad("there is no such audio in the log")
        with _written(arguments.output):
            track = stereo.write(arguments.output)
    out.line(
        "  ".join([str(arguments.output), duration(track.seconds), f"{track.rate} Hz", "stereo"])
    )
    _complain(stereo.lost)
    return Exit.OK


def _complain(lost: int) -> None:
    if lost:
        what = "line or piece" if lost == 1 else "lines or pieces"
        raise _bad(f"{lost} {what} of audio could not be read")


def _spare_the_logs(output: Path, logs: Sequence[str]) -> None:
    for log in logs:
        if output.exists() and Path(log).exists() and output.samefile(log):
            raise CommandError(f"{output}: it is the log itself")


def _export(arguments: argparse.Namespace, out: Writer, export: _Export) -> None:
    meter = AudioMeter()
    passes = chosen(arguments)
    for record in read(arguments, out):
        event = record.event
        export.lost += record.error is not None
        if isinstance(event, ServerEvent):
            meter.feed(event)
        if isinstance(event, ResponseAudioDeltaEvent) and passes(event):
            export.add(event, meter.format_of(event), f"{record.file}:{record.line}")


class _Export:
    """The files that are being written."""

    def __init__(self, output: Path, *, is_split: bool) -> None:
        self.tracks: dict[str, WavFile] = {}
        """The files by response; one without a name if they are not split."""
        self.lost = 0
        """How much could not be read."""
        self._output = output
        self._is_split = is_split

    def add(self, event: ResponseAudioDeltaEvent, format: str, place: str) -> None:
        """Write the audio of *event*, which is at *place*, in its *format*."""
        try:
            response, audio = event.response_id if self._is_split else "", event.delta
        except FieldError:
            self.lost += 1
            return
        if not isinstance(format, OutputAudioFormat):
            got = word(format, _NAME_CUT)
            raise _bad(f"{place}: expected audio of a known format, got {got}")
        with _written(self._output):
            track = self.tracks.get(response) or self._begin(response, format)
            if track.format != format:
                remedy = "--split or --response takes it apart"
                raise _bad(f"{place}: the format of the audio changes; {remedy}")
            track.write(audio)

    def close(self) -> None:
        """Make the files playable."""
        with _written(self._output):
            for track in self.tracks.values():
                track.close()

    def _begin(self, response: str, format: OutputAudioFormat) -> WavFile:
        path = self._output
        if self._is_split:
            path = path.with_name(f"{path.stem}-{len(self.tracks) + 1}{path.suffix}")
        track = self.tracks[response] = WavFile(path, format)
        return track


@contextmanager
def _written(output: Path) -> Iterator[None]:
    """Turn what goes wrong with a file into the end of the command."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{error.filename or output}: {error.strerror or error}") from None
    except OverflowError as error:
        raise _bad(f"{output}: {error}") from None


def _bad(message: str) -> CommandError:
    return CommandError(message, Exit.BAD_DATA)
