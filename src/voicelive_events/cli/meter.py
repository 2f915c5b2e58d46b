"""How much audio was received."""

from __future__ import annotations

from collections import Counter

from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..events.base import ServerEvent
from ..events.output_audio import ResponseAudioDeltaEvent
from ..events.session import SessionEvent
from ..output_format import output_format
from .wav import ENCODINGS

__all__ = ["AudioMeter"]


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

    @property
    def _rate(self) -> int | None:
        encoding = ENCODINGS.get(self.format)
        return None if encoding is None else encoding.bytes_per_second

    def feed(self, event: ServerEvent) -> None:
        """Count the audio of *event*, or take the format that it names.

        What cannot be read is passed over here; it is among the event's problems.
        """
        try:
            if isinstance(event, ResponseAudioDeltaEvent):
                self._count(len(event.delta))
            elif isinstance(event, SessionEvent):
                self.format = output_format(event.session) or self.format
        except FieldError:
            pass

    def seconds_of(self, event: ServerEvent) -> float | None:
        """The length of the audio in *event*; None if there is none, or none that can be read."""
        rate = self._rate
        try:
            if rate is None or not isinstance(event, ResponseAudioDeltaEvent):
                return None
            return len(event.delta) / rate
        except FieldError:
            return None

    def _count(self, size: int) -> None:
        rate = self._rate
        if rate is None:
            self.unmeasured += size
        else:
            self._received[rate] += size

    def length(self, size: int) -> str:
        """How long *size* bytes of the current format last."""
        rate = self._rate
        if rate is None:
            return f"<{size} bytes>"
        return f"{1000 * size / rate:.1f}".removesuffix(".0") + " ms"
