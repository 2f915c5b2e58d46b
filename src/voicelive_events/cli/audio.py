"""How much audio was received."""

from __future__ import annotations

from collections import Counter

from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..events.base import ServerEvent
from ..events.output_audio import ResponseAudioDeltaEvent
from ..events.session import SessionEvent
from ..models.audio import AudioFormat
from ..models.session import ResponseSession

__all__ = ["BYTES_PER_SECOND", "AudioMeter"]

BYTES_PER_SECOND: dict[OutputAudioFormat | str, int] = {
    OutputAudioFormat.PCM16: 24_000 * 2,
    OutputAudioFormat.PCM16_16000_HZ: 16_000 * 2,
    OutputAudioFormat.PCM16_8000_HZ: 8_000 * 2,
    OutputAudioFormat.G711_ULAW: 8_000,
    OutputAudioFormat.G711_ALAW: 8_000,
    "audio/pcm": 24_000 * 2,
    "audio/pcmu": 8_000,
    "audio/pcma": 8_000,
}
"""One channel of audio in each format; the PCM ones have two bytes a sample."""


class AudioMeter:
    """Adds up the audio of a session, in the format that the session last named."""

    def __init__(self) -> None:
        self.format: OutputAudioFormat | str = OutputAudioFormat.PCM16
        """The format of the audio to come; the service's default until a session says more."""
        self.unmeasured = 0
        """Bytes in a format whose rate is not known."""
        self._received: Counter[int] = Counter()  # bytes by rate: exact, whatever the length

    @property
    def seconds(self) -> float:
        """The length of all audio in known formats."""
        return sum(size / rate for rate, size in self._received.items())

    def feed(self, event: ServerEvent) -> None:
        """Count the audio of *event*, or take the format that it names.

        What cannot be read is passed over here; it is among the event's problems.
        """
        try:
            if isinstance(event, ResponseAudioDeltaEvent):
                self._count(len(event.delta))
            elif isinstance(event, SessionEvent):
                self.format = _output_format(event.session) or self.format
        except FieldError:
            pass

    def _count(self, size: int) -> None:
        rate = BYTES_PER_SECOND.get(self.format)
        if rate is None:
            self.unmeasured += size
        else:
            self._received[rate] += size

    def length(self, size: int) -> str:
        """How long *size* bytes of the current format last."""
        rate = BYTES_PER_SECOND.get(self.format)
        if rate is None:
            return f"<{size} bytes>"
        return f"{1000 * size / rate:.1f}".removesuffix(".0") + " ms"


def _output_format(session: ResponseSession) -> OutputAudioFormat | str | None:
    """The name of the format of the model's audio, in whichever place the API version has it."""
    if session.audio is None or session.audio.output is None:
        return session.output_audio_format
    named = session.audio.output.format
    return named.type if isinstance(named, AudioFormat) else named
