"""The user's audio: the buffer that it is written to, and the turns that its loudness tells."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from operator import mul
from typing import NamedTuple, TypeAlias

from ..._logs.wav import decoded
from ...enums import OutputAudioFormat
from ...models.turn_detection import SemanticVad, SpeechTurnDetection
from ._refusals import buffer_too_small

__all__ = ["Heard", "InputAudio", "Noticed", "SilenceTooLong", "SpeechStarted", "SpeechStopped"]

_WINDOW_MS = 20
"""Length of what is judged to be loud or not."""
_SPEECH_MS = 40
"""Loud audio that counts as speech where the session does not say how much does."""
_SMALLEST_COMMIT_MS = 100
_KEPT_MS = 600_000
"""Audio of a turn that is kept: ten minutes."""
_FULL_SCALE = 32_768
_STEPS = {24_000: 7, 16_000: 5, 8_000: 3}
"""One sample in so many is looked at, by the rate: more tell nothing new about how loud it is, and
at an odd step no usual tone hides between them."""
_EAGERNESS_MS = {"low": 1000, "medium": 500, "auto": 500, "high": 300}
"""Silence that ends a turn of semantic detection: there is no model here that understands it."""


class SpeechStarted(NamedTuple):
    """The user began to speak, in milliseconds of all audio, with the padding before it."""

    start_ms: int


class SpeechStopped(NamedTuple):
    """The user stopped to speak, in milliseconds of all audio, with the silence after it."""

    end_ms: int


class SilenceTooLong(NamedTuple):
    """The user has been silent for the idle timeout."""

    start_ms: int
    end_ms: int


class Heard(NamedTuple):
    """Audio that has become a turn of the user."""

    audio: bytes
    """The samples, in the session's input format."""
    format: OutputAudioFormat
    """The format of the samples."""
    start_ms: int
    """Where it begins in all the audio that was sent, in milliseconds."""
    end_ms: int
    """Where it ends in that, in milliseconds."""
    speech_ms: int
    """How much of it is speech, in milliseconds, as far as its loudness tells."""

    @property
    def seconds(self) -> float:
        """Length of the audio, in seconds."""
        return (self.end_ms - self.start_ms) / 1000


Noticed: TypeAlias = SpeechStarted | SpeechStopped | SilenceTooLong


class InputAudio:
    """The input buffer of a session. Positions count samples, however fast they come."""

    def __init__(self) -> None:
        self._audio = bytearray()
        """The buffer: what came since the last turn."""
        self._judged = 0
        """So many bytes of it were judged; the rest is too short for that."""
        self._position = 0.0
        """Length of all audio that was judged, in milliseconds."""
        self._loud_ms = self._quiet_ms = 0
        """How long it has been loud, or quiet while the user speaks, up to now."""
        self._speech_start = self._speech_ms = 0
        """How long the last speech was, without the silence that ended it."""
        self._silent_since: int | None = None
        self.is_speaking = False
        """Whether the user speaks, as far as turn detection can tell."""
        self.configure(OutputAudioFormat.PCM16, 1, None)

    def configure(
        self, format: OutputAudioFormat, channels: int, detection: SpeechTurnDetection | None
    ) -> None:
        """Take what the session says from now on; without *detection* no turn is told."""
        self._format = format
        self._channels = channels
        self._rules = None if detection is None else _Rules.of(detection)
        self._window = format.bytes_per_second * _WINDOW_MS // 1000 * channels
        self._quiet = b"" if self._rules is None else _quiet_bytes(format, self._rules.limit)
        if detection is None:
            self._stop()

    @property
    def position_ms(self) -> int:
        """Length of all audio that came."""
        return int(self._position + self._milliseconds(len(self._audio) - self._judged))

    @property
    def length_ms(self) -> float:
        """Length of what is in the buffer."""
        return self._milliseconds(len(self._audio))

    @property
    def is_enough(self) -> bool:
        """Whether the buffer can be committed."""
        return self.length_ms >= _SMALLEST_COMMIT_MS

    def append(self, audio: bytes) -> Iterator[Noticed]:
        """Add *audio*, of any length, and tell what is heard in it as soon as it is in the buffer.
        It has to be iterated to its end."""
        self._audio += audio
        rules = self._rules
        if rules is None:
            self._pass()
        else:
            windows = self._loudness(rules.limit)
            if windows and not (self.is_speaking or rules.idle_ms or any(windows)):
                self._loud_ms = 0  # most audio is silence between turns, which tells nothing
                self._pass(len(windows) * self._window)
                windows = []
            for is_loud in windows:
                self._pass(self._window)
                yield from self._judge(rules, is_loud=is_loud)
        self._trim()

    def _loudness(self, limit: float) -> list[bool]:
        """Whether each whole window that is to be judged is louder than *limit*, a mean square."""
        window, start = self._window, self._judged
        whole = self._audio[start : len(self._audio) - (len(self._audio) - start) % window]
        if not whole:
            return []
        width, step = self._format.sample_width, _STEPS[self._format.sample_rate] * self._channels
        starts = range(0, len(whole), window)
        if not whole[width - 1 :: width * step].strip(self._quiet):  # as most audio is
            return [False for _ in starts]
        if width == 1:
            squares = _SQUARES[self._format]
            return [_mean(squares, whole[at : at + window : step]) > limit for at in starts]
        samples = array("h", whole)
        if sys.byteorder == "big":
            samples.byteswap()
        return [_mean_square(samples[at // 2 : (at + window) // 2 : step]) > limit for at in starts]

    def commit(self) -> Heard:
        """Empty the buffer, and give what was in it. Raises `Refusal` if it is too little."""
        if not self.is_enough:
            raise buffer_too_small(self.length_ms)
        return self.take()

    def take(self) -> Heard:
        """Empty the buffer, and give what was in it."""
        if self._rules is None:
            self._pass()
        end, length = round(self._position), round(self._milliseconds(self._judged))
        speech = length if self._rules is None else self._speech_ms
        heard = Heard(bytes(self._audio[: self._judged]), self._format, end - length, end, speech)
        self._empty()
        return heard

    def clear(self) -> None:
        """Empty the buffer."""
        self._pass()
        self._empty()

    def _empty(self) -> None:
        """Forget what was judged."""
        self._drop(self._judged)
        self._speech_ms = 0
        self._stop()

    def expect_speech(self, after_ms: int = 0) -> None:
        """Count the silence of the user from now on, or from *after_ms* later, unless he speaks."""
        if not self.is_speaking:
            self._silent_since = self.position_ms + after_ms

    def _milliseconds(self, size: int) -> float:
        return size * _WINDOW_MS / self._window

    def _pass(self, size: int | None = None) -> None:
        """Count so many bytes as judged, or all."""
        size = len(self._audio) - self._judged if size is None else size
        self._judged += size
        self._position += self._milliseconds(size)

    def _drop(self, size: int) -> None:
        """Forget so many of the first bytes, which were judged."""
        del self._audio[:size]
        self._judged -= size

    def _stop(self) -> None:
        self.is_speaking = False
        self._loud_ms = self._quiet_ms = 0

    def _judge(self, rules: _Rules, *, is_loud: bool) -> list[Noticed]:
        self._loud_ms = self._loud_ms + _WINDOW_MS if is_loud else 0
        now = round(self._position)
        if self.is_speaking:
            self._quiet_ms = 0 if is_loud else self._quiet_ms + _WINDOW_MS
            self._speech_ms = now - self._quiet_ms - self._speech_start
            if self._quiet_ms < rules.silence_ms:
                return []
            self._stop()
            return [SpeechStopped(now)]
        if self._loud_ms < rules.speech_ms:
            return [] if rules.idle_ms is None else self._idle(rules.idle_ms, now)
        self._trim()
        self.is_speaking, self._silent_since = True, None
        self._speech_start, self._speech_ms = now - self._loud_ms, self._loud_ms
        return [SpeechStarted(now - round(self._milliseconds(self._judged)))]

    def _idle(self, limit: int, now: int) -> list[Noticed]:
        since = self._silent_since
        if since is None or now - since < limit or self._loud_ms:
            return []
        self._silent_since = None
        return [SilenceTooLong(since, now)]

    def _trim(self) -> None:
        """Forget what no turn can have any more."""
        kept = _KEPT_MS
        if self._rules is not None and not self.is_speaking:
            kept = self._rules.padding_ms + self._loud_ms
        excess = self._judged - kept * self._window // _WINDOW_MS
        if excess > 0:
            self._drop(excess - excess % (2 * self._channels))


class _Rules(NamedTuple):
    """What a turn detection goes by."""

    limit: float
    """The mean square of audio that is just loud enough."""
    padding_ms: int
    speech_ms: int
    silence_ms: int
    idle_ms: int | None

    @classmethod
    def of(cls, detection: SpeechTurnDetection) -> _Rules:
        threshold, padding = detection.get("threshold"), detection.get("prefix_padding_ms")
        silence = detection.get("silence_duration_ms", 500)
        if isinstance(detection, SemanticVad):
            silence = _EAGERNESS_MS.get(detection.eagerness or "auto", 500)
        return cls(
            _FULL_SCALE**2 * 10 ** (_decibels(0.5 if threshold is None else threshold) / 10),
            300 if padding is None else int(padding),
            detection.get("speech_duration_ms") or _SPEECH_MS,
            500 if silence is None else int(silence),
            detection.get("idle_timeout_ms"),
        )


def _decibels(threshold: float) -> float:
    """How loud speech has to be: -40 dB at a threshold of 0.5, and 4 dB for 0.1 more or less, from
    0 to 1."""
    return -60 + 40 * min(max(threshold, 0), 1)


def _quiet_bytes(format: OutputAudioFormat, limit: float) -> bytes:
    """The last bytes of samples whose square is surely not above *limit*: of PCM the upper half."""
    if format in _SQUARES:
        return bytes(code for code, square in enumerate(_SQUARES[format]) if square <= limit)
    count = int(limit**0.5 / 256)
    return bytes([*range(count), *range(256 - count, 256)])


def _mean_square(samples: array[int]) -> float:
    total: int = sum(map(mul, samples, samples))
    return total / len(samples)


def _mean(squares: list[int], codes: bytearray) -> float:
    return sum(map(squares.__getitem__, codes)) / len(codes)


_SQUARES = {
    law: [sample * sample for sample in decoded(bytes(range(256)), law)]
    for law in (OutputAudioFormat.G711_ULAW, OutputAudioFormat.G711_ALAW)
}
"""The squares of the samples of G.711, by their codes."""
