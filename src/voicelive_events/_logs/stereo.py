"""What both sides said, in time with each other: the user left, the model right."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import gcd, inf
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from ..assembly import AssembledItem
from ..client.input_audio import ClientEventInputAudioBufferAppend, ClientEventInputAudioTurnAppend
from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..recording import Record
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from .meter import AudioMeter
from .timeline.reading import TimelineReader
from .wav import StereoFile, decoded

__all__ = ["Stereo"]

_APPEND = ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend
_BLOCK = 1 << 18  # bytes that are converted at once


class _Piece(NamedTuple):
    """Where a piece of audio waits until the place of all is known."""

    offset: int
    size: int


@dataclass(slots=True)
class _Track:
    """Audio that is played without a break."""

    format: OutputAudioFormat
    channels: int = 1
    pieces: list[_Piece] = field(default_factory=list)


class Stereo:
    """Follows a session; at its end it knows when each piece of audio was sent or played.

    What the timeline shows as heard is heard: what a response said after it had been interrupted
    is left out. The audio waits in the file *spool*, so that memory stays small.
    """

    def __init__(self, spool: BinaryIO) -> None:
        self.lost = 0
        """How many lines or pieces could not be read."""
        self._reader = TimelineReader()
        self._meter = AudioMeter()
        self._sent: list[_Track] = []
        """As the reader's."""
        self._played: dict[AssembledItem | None, _Track] = {}
        """Of each item; what belongs to none is never played."""
        self._spool = spool

    def __bool__(self) -> bool:
        """Whether there is any audio."""
        return bool(self._sent or self._played)

    def feed(self, record: Record) -> None:
        """Take what passed. Raises `ValueError` for audio in a format that is not known."""
        is_new = self._reader.feed(record)
        self.lost += record.error is not None
        event = record.event
        if isinstance(event, ServerEvent):
            self._meter.feed(event, counts=False)
        if not is_new:
            return
        try:
            if isinstance(event, ResponseAudioDeltaEvent):
                self._keep(event.delta, self._track_of(event))
            elif isinstance(event, _APPEND):
                self._keep(event.audio, self._track_sent())
        except FieldError:
            self.lost += 1

    def _track_of(self, event: ResponseAudioDeltaEvent) -> _Track:
        item = self._reader.item(event.item_id)
        track = self._played.get(item)
        named = _known(self._meter.format_of(event))
        if track is None:
            track = self._played[item] = _Track(named)
        elif track.format != named:
            raise ValueError("the format of the audio changes inside an item")
        return track

    def _track_sent(self) -> _Track:
        _known(self._reader.input_format)
        latest = self._reader.sent[-1]
        if len(self._sent) < len(self._reader.sent):
            self._sent.append(_Track(latest.format, latest.channels))
        return self._sent[-1]

    def _keep(self, audio: bytes, track: _Track) -> None:
        offset = self._spool.tell()
        self._spool.write(audio)
        if track.pieces and sum(track.pieces[-1]) == offset:  # no need to tell them apart
            offset, size = track.pieces.pop()
            track.pieces.append(_Piece(offset, size + len(audio)))
        else:
            track.pieces.append(_Piece(offset, len(audio)))

    def write(self, path: Path) -> StereoFile:
        """Write all of it, at the higher of the rates. Raises as `StereoFile.write`."""
        tracks = [*self._sent, *self._played.values()]
        out = StereoFile(path, max(track.format.sample_rate for track in tracks))
        try:
            for track, sent in zip(self._sent, self._reader.sent, strict=True):
                self._write(out, 0, track, sent.start, inf)
            for played in self._reader.played():
                if answer := self._played.get(played.item):
                    self._write(out, 1, answer, played.start, played.heard)
        finally:
            out.close()
        return out

    def _write(
        self, out: StereoFile, channel: Literal[0, 1], track: _Track, start: float, end: float
    ) -> None:
        """Put *track* where it was heard, in seconds."""
        first = round(start * out.rate)
        last = inf if end == inf else round(end * out.rate)
        factor = gcd(track.format.sample_rate, out.rate)
        up, down = out.rate // factor, track.format.sample_rate // factor
        done = 0  # samples of the track
        for block in self._blocks(track):
            samples = decoded(block, track.format)[:: track.channels]
            place = -(-done * up // down)  # of the first sample that belongs to this block
            resampled = _repeated(samples, up)[place * down - done * up :: down]
            room = max(last - first - place, 0)
            if len(resampled) > room:
                resampled = resampled[: int(room)]
            if resampled:
                out.write(channel, first + place, resampled)
            done += len(samples)

    def _blocks(self, track: _Track) -> Iterator[bytes]:
        """The audio of *track*, cut between samples."""
        width, rest = track.format.sample_width * track.channels, b""
        for offset, size in track.pieces:
            for start in range(offset, offset + size, _BLOCK):
                self._spool.seek(start)
                data = rest + self._spool.read(min(_BLOCK, offset + size - start))
                whole = len(data) - len(data) % width
                rest = data[whole:]
                yield data[:whole]


def _known(named: OutputAudioFormat | str) -> OutputAudioFormat:
    if not isinstance(named, OutputAudioFormat):
        raise ValueError(f"expected audio of a known format, got {named}")
    return named


def _repeated(samples: array[int], times: int) -> array[int]:
    """Each of the *samples* so many *times*."""
    repeated = array("h", bytes(2 * times * len(samples)))
    for place in range(times):
        repeated[place::times] = samples
    return repeated
