"""What the assistant says, as audio: by espeak-ng if it is installed, else as tones."""

from __future__ import annotations

import asyncio
import io
import math
import re
import shutil
import sys
import wave
from array import array
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from ..._logs.wav import decoded
from ...enums import OutputAudioFormat
from ...server.base import ServerEvent
from .._writer import pieces

__all__ = [
    "Piece",
    "Speak",
    "cut_by_words",
    "espeak",
    "recoded",
    "speech",
    "tones",
    "visemes",
    "written",
]

_MS_PER_WORD = 300
_GAP_MS = 60
"""Silence at the end of a tone, so that words can be counted."""
_PITCHES = (220, 262, 294, 330, 392)
_AMPLITUDE = 8_000
_G711 = (OutputAudioFormat.G711_ULAW, OutputAudioFormat.G711_ALAW)
_MS_PER_WRITTEN_PIECE = 50


class Piece(NamedTuple):
    """A piece of what the assistant says: a delta of text, of audio, or of both."""

    text: str = ""
    """What is said in it, the blank before a word included."""
    audio: bytes = b""
    """Samples in the format of the response."""
    milliseconds: float = 0.0
    """Length of the audio, or how long the text takes."""
    wait_ms: float | None = None
    """Time until the next piece, at a pace of 1; the length by default."""
    extra: ServerEvent | None = None
    """A word time, a viseme or frames of the face, as they were recorded."""


Speak: TypeAlias = Callable[[str, OutputAudioFormat, str], Awaitable[list[Piece]]]
"""Makes the audio of what the assistant says, as `speech` and `tones` do. It is called with the
text, the format of the audio and the language, such as ``en-US``, and gives a piece for each word.
"""


def written(text: str) -> list[Piece]:
    """*text* as a model writes it."""
    return [Piece(word, b"", _MS_PER_WRITTEN_PIECE) for word in pieces(text)]


async def tones(text: str, format: OutputAudioFormat, language: str) -> list[Piece]:
    """*text* as tones, 300 ms a word, in whatever *language*."""
    words = pieces(text) if text.strip() else []
    return [Piece(word, _tone(n, format), _MS_PER_WORD) for n, word in enumerate(words)]


async def speech(text: str, format: OutputAudioFormat, language: str) -> list[Piece]:
    """*text* spoken by espeak-ng if it is installed and can, else as tones."""
    program = shutil.which("espeak-ng")
    if program is None or not text.strip():
        return await tones(text, format, language)
    return await espeak(text, format, language, program)


async def espeak(
    text: str, format: OutputAudioFormat, language: str, program: str = "espeak-ng"
) -> list[Piece]:
    """*text* spoken by espeak-ng, a *program* that has to be there; in tones if it fails."""
    key = (text, format, language)
    loop = asyncio.get_running_loop()
    async with _locks.setdefault(loop, asyncio.Lock()):  # many sessions may say the same at once
        if key not in _spoken:
            sound = await _run(program, text, language)
            if sound is None:
                return await tones(text, format, language)
            audio = await asyncio.to_thread(_converted, sound, format)
            while len(_spoken) >= _REMEMBERED:
                del _spoken[next(iter(_spoken))]
            _spoken[key] = audio
    return cut_by_words(text, _spoken[key], format)


_spoken: dict[tuple[str, OutputAudioFormat, str], bytes] = {}
_REMEMBERED = 64
_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def _run(program: str, text: str, language: str) -> bytes | None:
    """A WAV file of *text*; None if the program does not know the language, or fails."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            "--stdin",
            "--stdout",
            "-v",
            language.lower(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:  # it cannot be started
        return None
    try:
        sound, _ = await process.communicate(text.encode())
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return sound if process.returncode == 0 and sound else None


def _converted(sound: bytes, format: OutputAudioFormat) -> bytes:
    """The audio of the WAV file *sound*, 16 bits of one channel, in *format*."""
    with wave.open(io.BytesIO(sound)) as file:
        data, rate = file.readframes(sys.maxsize // 4), file.getframerate()
    samples = decoded(data[: len(data) // 2 * 2], OutputAudioFormat.PCM16)
    return _encoded(_resampled(samples, rate, format), format)


def _resampled(given: array[int], rate: int, format: OutputAudioFormat) -> array[int]:
    """The samples *given* at *rate*, at the rate of *format*: the nearest ones."""
    count = len(given) * format.sample_rate // rate
    return array("h", [given[n * rate // format.sample_rate] for n in range(count)])


def recoded(audio: bytes, given: OutputAudioFormat, wanted: OutputAudioFormat) -> bytes:
    """*audio* of one format in another."""
    if given == wanted:
        return audio
    whole = audio[: len(audio) // given.sample_width * given.sample_width]
    return _encoded(_resampled(decoded(whole, given), given.sample_rate, wanted), wanted)


def cut_by_words(text: str, audio: bytes, format: OutputAudioFormat) -> list[Piece]:
    """The words of *text*, each with its share of *audio*: as long a share as the word is."""
    words = pieces(text)
    lengths = [max(1, len(word)) for word in words]
    whole = len(audio) // format.sample_width
    said, cut = 0, []
    for word, length in zip(words, lengths, strict=True):
        start = whole * said // sum(lengths)
        said += length
        end = whole * said // sum(lengths)
        milliseconds = (end - start) * 1000 / format.sample_rate
        width = format.sample_width
        cut.append(Piece(word, audio[start * width : end * width], milliseconds))
    return cut


# --- Tones -------------------------------------------------------------------------------------


def _tone(number: int, format: OutputAudioFormat) -> bytes:
    return _made_tone(_PITCHES[number % len(_PITCHES)], format)


@lru_cache(maxsize=64)
def _made_tone(pitch: int, format: OutputAudioFormat) -> bytes:
    rate = format.sample_rate
    loud = rate * (_MS_PER_WORD - _GAP_MS) // 1000
    step, fade = 2 * math.pi * pitch / rate, rate // 100
    samples = array("h", bytes(2 * (rate * _MS_PER_WORD // 1000)))
    for n in range(loud):
        edge = min(1.0, n / fade, (loud - n) / fade)
        samples[n] = int(_AMPLITUDE * edge * math.sin(step * n))
    return _encoded(samples, format)


def _encoded(samples: array[int], format: OutputAudioFormat) -> bytes:
    if format in _G711:
        levels, codes = _codes(format)
        return bytes(codes[bisect_right(levels, sample)] for sample in samples)
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()


@lru_cache(maxsize=2)
def _codes(format: OutputAudioFormat) -> tuple[list[float], list[int]]:
    """The codes of G.711 by the samples that they stand for, and the middles between those."""
    known = sorted(zip(decoded(bytes(range(256)), format), range(256), strict=True))
    values = [value for value, _ in known]
    middles = [(low + high) / 2 for low, high in pairwise(values)]
    return middles, [code for _, code in known]


# --- The mouth ---------------------------------------------------------------------------------

_VISEMES = {
    "a": 2, "b": 21, "c": 20, "d": 19, "e": 4, "f": 18, "g": 20, "h": 12, "i": 6, "j": 16, "k": 20,
    "l": 14, "m": 21, "n": 19, "o": 8, "p": 21, "q": 20, "r": 13, "s": 15, "t": 19, "u": 7, "v": 18,
    "w": 7, "x": 15, "y": 6, "z": 15,
}  # fmt: skip
"""The shape of the mouth by letter, in Azure's numbers: a rule of thumb, for no sound is known."""


def visemes(piece: Piece, offset_ms: float) -> Iterator[tuple[int, int]]:
    """Shapes of the mouth while *piece* is said, each with its time since the audio began."""
    letters = re.findall(r"[a-z]", piece.text.lower())
    for place, letter in enumerate(letters):
        yield _VISEMES[letter], round(offset_ms + piece.milliseconds * place / len(letters))
