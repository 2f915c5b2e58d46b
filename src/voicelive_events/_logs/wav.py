"""WAV files of the formats that the service speaks.

Written here in forty lines, for no library does it without a price: the standard `wave` takes PCM
alone, and those that know G.711 encode samples, so they would have to decode the audio first.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from ..enums import OutputAudioFormat

__all__ = ["CODES", "MAX_SIZE", "WavFile"]

MAX_SIZE = 0xFFFF_FF00
"""Bytes of audio in one file: their number is written in 32 bits, with the headers."""

_PCM = 1

CODES = {
    OutputAudioFormat.PCM16: _PCM,
    OutputAudioFormat.PCM16_16000_HZ: _PCM,
    OutputAudioFormat.PCM16_8000_HZ: _PCM,
    OutputAudioFormat.G711_ULAW: 7,
    OutputAudioFormat.G711_ALAW: 6,
}
"""The number that each format has in a WAV file."""


class WavFile:
    """A WAV file of one channel. It is playable once it is closed.

    No file stays open between two pieces of audio, so there may be any number of them.
    """

    def __init__(self, path: Path, format: OutputAudioFormat) -> None:
        self.path = path
        self.format = format
        self.size = 0
        """Bytes of audio."""
        path.write_bytes(self._header())

    @property
    def seconds(self) -> float:
        """The length of the audio so far."""
        return self.size / self.format.bytes_per_second

    def write(self, audio: bytes) -> None:
        """Append *audio*, in the file's format. Raises `OverflowError` if the file is full."""
        if self.size + len(audio) > MAX_SIZE:
            raise OverflowError("a WAV file holds 4 GiB")
        with self.path.open("ab") as stream:
            stream.write(audio)
        self.size += len(audio)

    def close(self) -> None:
        """Write the sizes into the header, without the half of a sample that audio may end in."""
        self.size -= self.size % self.format.sample_width
        header = self._header()
        with self.path.open("r+b") as stream:
            stream.write(header)
            stream.truncate(stream.seek(self.size, os.SEEK_CUR))
            stream.write(bytes(self.size % 2))  # chunks begin at even places

    def _header(self) -> bytes:
        code, rate, width = CODES[self.format], self.format.sample_rate, self.format.sample_width
        form = struct.pack("<HHIIHH", code, 1, rate, self.format.bytes_per_second, width, 8 * width)
        chunks = _chunk(b"fmt ", form)
        if code != _PCM:  # any other format has room for an extension, and counts its samples
            chunks = _chunk(b"fmt ", form + bytes(2)) + _chunk(b"fact", _number(self.size))
        body = b"WAVE" + chunks + b"data" + _number(self.size)
        return b"RIFF" + _number(len(body) + self.size + self.size % 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + _number(len(body)) + body


def _number(value: int) -> bytes:
    return struct.pack("<I", value)
