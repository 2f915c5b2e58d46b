"""`voicelive-events audio`: the audio that was received, as a WAV file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeAlias

from .._logs.filters import Filter
from .._logs.meter import AudioMeter
from .._logs.redaction import redacted
from .._logs.sessions import Sessions
from .._logs.stereo import Stereo
from .._logs.text import cut, duration, escape
from .._logs.wav import WavFile
from .._recent import EventIds
from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..recording import Record
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from .console import CommandError, Exit, Writer, add_command
from .filters import add_filters, chosen, complain_of_unmatched
from .output import Outputs, naming
from .records import add_arguments, read

__all__ = ["add_parser"]

_TEXT_CUT = 100  # characters

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
  130  interrupted; nothing is written
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
        "-o", "--output", metavar="WAV", type=Path, required=True, help="the .wav file to write"
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
    output: Path = arguments.output
    with Outputs(arguments.files) as outputs:
        outputs.check(output)
        if output.suffix.lower() not in ("", ".wav"):
            raise CommandError(f"{output}: expected a name that ends in .wav")
        if arguments.both:
            told, lost = _write_both(arguments, outputs, out)
        else:
            told, lost = _write_model(arguments, outputs, out)
    for line in told:
        out.line("  ".join(line))
    if lost:
        what = "line or piece" if lost == 1 else "lines or pieces"
        raise _bad(f"{lost} {what} of audio could not be read")
    return Exit.OK


Told: TypeAlias = tuple[list[list[str]], int]
"""What is said of each file that was written, and how much could not be read."""


def _write_model(arguments: argparse.Namespace, outputs: Outputs, out: Writer) -> Told:
    export = _Export(outputs, arguments.output, is_split=arguments.split)
    passes = chosen(arguments)
    _export(read(arguments, out), passes, export)
    export.close()
    complain_of_unmatched(passes)
    told = []
    for response, (path, track) in export.tracks.items():
        line = [str(path), duration(track.seconds), f"{track.format.sample_rate} Hz"]
        told.append([*line, _shown(response)] if arguments.split else line)
    return told, export.lost


def _write_both(arguments: argparse.Namespace, outputs: Outputs, out: Writer) -> Told:
    if arguments.split or arguments.response:
        raise CommandError("--both writes the whole session: without --split and --response")
    if len(arguments.files) > 1:
        raise CommandError("expected one log: --both writes one session")
    with TemporaryFile() as spool:
        stereo = Stereo(spool)
        for record in read(arguments, out, one_session=True):
            try:
                stereo.feed(record)
            except ValueError as error:
                raise _bad(f"{record.file}:{record.line}: {_shown(str(error))}") from None
        if not stereo:
            raise _bad("there is no such audio in the log")
        draft = outputs.add(arguments.output)
        try:
            with naming(arguments.output):
                track = stereo.write(draft)
        except OverflowError as error:
            raise _bad(f"{arguments.output}: {error}") from None
    said = [str(arguments.output), duration(track.seconds), f"{track.rate} Hz", "stereo"]
    return [said], stereo.lost


def _export(records: Iterable[Record], passes: Filter, export: _Export) -> None:
    sessions = Sessions(lambda: (AudioMeter(), EventIds()))
    for record in records:
        event = record.event
        export.lost += record.error is not None
        if not isinstance(event, ServerEvent):
            continue
        meter, ids = sessions.of(record)
        if not ids.add(event):
            continue
        meter.feed(event, counts=False)
        if isinstance(event, ResponseAudioDeltaEvent) and passes(event):
            export.add(event, meter.format_of(event), f"{record.file}:{record.line}")


class _Export:
    """The files that are being written."""

    def __init__(self, outputs: Outputs, output: Path, *, is_split: bool) -> None:
        self.tracks: dict[str, tuple[Path, WavFile]] = {}
        """The files by response, each with its place; one without a name if they are not split."""
        self.lost = 0
        """How much could not be read."""
        self._outputs = outputs
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
            raise _bad(f"{place}: expected audio of a known format, got {_shown(format)}")
        path, track = self.tracks.get(response) or self._begin(response, format)
        if track.format != format:
            remedy = "--split or --response takes it apart"
            raise _bad(f"{place}: the format of the audio changes; {remedy}")
        try:
            with naming(path):
                track.write(audio)
        except OverflowError as error:
            raise _bad(f"{path}: {error}") from None

    def close(self) -> None:
        """Make the files playable. Raises `CommandError` if there are none."""
        if not self.tracks:
            raise _bad("there is no such audio in the log")
        for path, track in self.tracks.values():
            with naming(path):
                track.close()

    def _begin(self, response: str, format: OutputAudioFormat) -> tuple[Path, WavFile]:
        path = self._output
        if self._is_split:
            path = path.with_name(f"{path.stem}-{len(self.tracks) + 1}{path.suffix}")
        draft = self._outputs.add(path)
        with naming(path):
            self.tracks[response] = path, WavFile(draft, format)
        return self.tracks[response]


def _shown(text: str) -> str:
    return escape(cut(redacted(text), _TEXT_CUT))


def _bad(message: str) -> CommandError:
    return CommandError(message, Exit.BAD_DATA)
