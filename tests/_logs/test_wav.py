"""WAV files, read back by other programs."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import wave
from array import array
from pathlib import Path

import pytest

from voicelive_events import OutputAudioFormat
from voicelive_events._logs import wav
from voicelive_events._logs.wav import StereoFile, WavFile

FORMATS = list(OutputAudioFormat)
PCM = [name for name in FORMATS if name.startswith("pcm")]
AUDIO = random.Random(5).randbytes(4000)
CODES = bytes(range(256))


def test_every_format_can_be_written() -> None:
    assert set(wav.CODES) == set(OutputAudioFormat)
    assert len(PCM) == 3


def written(path: Path, format: str, *pieces: bytes) -> Path:
    file = WavFile(path / "out.wav", OutputAudioFormat(format))
    for piece in pieces:
        file.write(piece)
    file.close()
    return file.path


@pytest.mark.parametrize("format", PCM)
def test_pcm_by_the_standard_library(tmp_path: Path, format: str) -> None:
    path = written(tmp_path, format, AUDIO[:1001], AUDIO[1001:])
    with wave.open(str(path)) as read:
        assert (read.getnchannels(), read.getsampwidth()) == (1, 2)
        assert read.getframerate() == OutputAudioFormat(format).sample_rate
        assert read.readframes(9999) == AUDIO


def chunks(path: Path) -> dict[bytes, bytes]:
    """The chunks of a WAV file, whose sizes must be those of what is there."""
    data = path.read_bytes()
    assert (data[:4], data[8:12]) == (b"RIFF", b"WAVE")
    assert struct.unpack("<I", data[4:8]) == (len(data) - 8,)
    found, rest = {}, data[12:]
    while rest:
        (size,) = struct.unpack("<I", rest[4:8])
        found[rest[:4]] = rest[8 : 8 + size]
        assert len(found[rest[:4]]) == size
        rest = rest[8 + size + size % 2 :]
    return found


@pytest.mark.parametrize(("format", "code"), [("g711_alaw", 6), ("g711_ulaw", 7)])
@pytest.mark.parametrize("size", [0, 1, 255, 256])
def test_header_of_g711(tmp_path: Path, format: str, code: int, size: int) -> None:
    found = chunks(written(tmp_path, format, CODES[:size]))
    assert list(found) == [b"fmt ", b"fact", b"data"]
    assert struct.unpack("<HHIIHHH", found[b"fmt "]) == (code, 1, 8000, 8000, 1, 8, 0)
    assert struct.unpack("<I", found[b"fact"]) == (size,)
    assert found[b"data"] == CODES[:size]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4])
def test_half_a_sample_at_the_end_is_left_out(tmp_path: Path, size: int) -> None:
    found = chunks(written(tmp_path, "pcm16", AUDIO[:size]))
    assert struct.unpack("<HHIIHH", found[b"fmt "]) == (1, 1, 24_000, 48_000, 2, 16)
    assert found[b"data"] == AUDIO[: size // 2 * 2]


def test_a_file_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "MAX_SIZE", 10)
    file = WavFile(tmp_path / "out.wav", OutputAudioFormat.PCM16)
    file.write(bytes(10))
    with pytest.raises(OverflowError, match="4 GiB"):
        file.write(b"x")
    file.close()
    assert chunks(file.path)[b"data"] == bytes(10)


def test_a_piece_that_was_not_finished_is_left_out(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "out.wav", OutputAudioFormat.G711_ULAW)
    file.write(b"abc")
    with file.path.open("ab") as stream:
        stream.write(b"interrupted")
    file.close()
    assert chunks(file.path)[b"data"] == b"abc"


def sox(*argv: object) -> bytes:
    if shutil.which("sox") is None:
        pytest.skip("sox is not installed")
    done = subprocess.run(["sox", *map(str, argv)], capture_output=True, check=True)
    assert done.stderr == b""  # no warning of a header that is not quite right
    return done.stdout


@pytest.mark.parametrize("format", PCM)
def test_pcm_by_sox(tmp_path: Path, format: str) -> None:
    path = written(tmp_path, format, AUDIO)
    assert int(sox("--i", "-r", path)) == OutputAudioFormat(format).sample_rate
    assert sox(path, "-t", "raw", "-") == AUDIO


@pytest.mark.parametrize(("format", "name"), [("g711_ulaw", b"u-law"), ("g711_alaw", b"A-law")])
@pytest.mark.parametrize("size", [255, 256])
def test_g711_by_sox(tmp_path: Path, format: str, name: bytes, size: int) -> None:
    path = written(tmp_path, format, CODES[:size])
    assert name in sox("--i", "-e", path)
    assert int(sox("--i", "-r", path)) == 8000
    samples = sox(path, "-t", "raw", "-e", "signed", "-b", "16", "-")
    ours = wav.decoded(CODES[:size], OutputAudioFormat(format))
    assert list(struct.unpack(f"<{size}h", samples)) == list(ours)


@pytest.mark.parametrize(
    ("format", "codes", "samples"),
    [
        ("g711_ulaw", b"\x00\x80\xff\x7f\xaa", [-32124, 32124, 0, 0, 5372]),
        ("g711_alaw", b"\x2a\xaa\xd5\x55\xd4", [-32256, 32256, 8, -8, 24]),
        ("pcm16", b"\x01\x00\xff\xff", [1, -1]),
    ],
)
def test_samples(format: str, codes: bytes, samples: list[int]) -> None:
    assert list(wav.decoded(codes, OutputAudioFormat(format))) == samples


# Stereo.


def test_two_channels_are_written_apart(tmp_path: Path) -> None:
    file = StereoFile(tmp_path / "out.wav", 16_000)
    file.write(1, 1, array("h", [10, 11, 12]))
    file.write(0, 0, array("h", [1, 2]))
    file.write(1, 5, array("h", [13]))
    file.close()
    with wave.open(str(tmp_path / "out.wav")) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (2, 2, 16_000)
        samples = struct.unpack("<12h", read.readframes(99))
    assert samples[::2] == (1, 2, 0, 0, 0, 0)
    assert samples[1::2] == (0, 10, 11, 12, 0, 13)
    assert chunks(tmp_path / "out.wav")[b"data"] == struct.pack("<12h", *samples)
    assert file.seconds == 6 / 16_000


def test_a_stereo_file_that_is_full(tmp_path: Path) -> None:
    file = StereoFile(tmp_path / "out.wav", 16_000)
    with pytest.raises(OverflowError, match="4 GiB"):
        file.write(0, 1 << 30, array("h", [1]))
    file.close()
    assert chunks(tmp_path / "out.wav")[b"data"] == b""
