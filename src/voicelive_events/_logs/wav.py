"""WAV files of the formats that the service speaks.

Written here, for no library does it without a price: the standard `wave` takes PCM
alone, and those that know G.711 encode samples, so they would have to decode the audio first.
"""

from __future__ import annotations

import os
import struct
import sys
from array import array
from pathlib import Path
from typing import BinaryIO, Literal

from ..enums import OutputAudioFormat

__all__ = ["CODES", "MAX_SIZE", "StereoFile", "WavFile", "decoded"]

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
        return _header(code, 1, rate, width, self.size)


class StereoFile:
    """A WAV file of two channels of PCM with 16 bits, which are written apart and at any place. It
    is playable once it is closed."""

    def __init__(self, path: Path, rate: int) -> None:
        self.rate = rate
        """Samples a second."""
        self.size = 0
        """Bytes of audio in both channels."""
        self._stream: BinaryIO = path.open("w+b")
        self._start = self._stream.write(self._header())

    @property
    def seconds(self) -> float:
        """The length of the audio so far."""
        return self.size / (4 * self.rate)

    def write(self, channel: Literal[0, 1], place: int, samples: array[int]) -> None:
        """Put *samples* into a channel, the left one or the right one, from *place* on.

        Raises `OverflowError` if the file is full.
        """
        end = 4 * (place + len(samples))
        if end > MAX_SIZE:
            raise OverflowError("a WAV file holds 4 GiB")
        self._stream.seek(self._start + 4 * place)
        there = self._stream.read(4 * len(samples))
        both = _pcm(there.ljust(4 * len(samples), b"\0"))
        both[channel::2] = samples
        self._stream.seek(self._start + 4 * place)
        self._stream.write(_bytes(both))
        self.size = max(self.size, end)

    def close(self) -> None:
        """Write the sizes into the header."""
        with self._stream:
            self._stream.seek(0)
            self._stream.write(self._header())

    def _header(self) -> bytes:
        return _header(_PCM, 2, self.rate, 2, self.size)


def decoded(audio: bytes, format: OutputAudioFormat) -> array[int]:
    """The samples of *audio*, whole ones, with 16 bits each."""
    if format == OutputAudioFormat.G711_ULAW:
        return array("h", map(_ULAW.__getitem__, audio))
    if format == OutputAudioFormat.G711_ALAW:
        return array("h", map(_ALAW.__getitem__, audio))
    return _pcm(audio)


def _ulaw(code: int) -> int:
    """A sample by its code, as ITU-T G.711 defines it."""
    code ^= 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -size if code & 0x80 else size


def _alaw(code: int) -> int:
    code ^= 0x55
    segment, step = code >> 4 & 7, (code & 0x0F) << 4
    size = step + 0x108 << segment - 1 if segment else step + 8
    return size if code & 0x80 else -size


_ULAW, _ALAW = ([decode(code) for code in range(256)] for decode in (_ulaw, _alaw))


def _pcm(data: bytes) -> array[int]:
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bytes(samples: array[int]) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def _header(code: int, channels: int, rate: int, width: int, size: int) -> bytes:
    frame = channels * width
    form = struct.pack("<HHIIHH", code, channels, rate, rate * frame, frame, 8 * width)
    chunks = _chunk(b"fmt ", form)
    if code != _PCM:  # any other format has room for an extension, and counts its samples
        chunks = _chunk(b"fmt ", form + bytes(2)) + _chunk(b"fact", _number(size))
    body = b"WAVE" + chunks + b"data" + _number(size)
    return b"RIFF" + _number(len(body) + size + size % 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + _number(len(body)) + body


def _number(value: int) -> bytes:
    return struct.pack("<I", value)
