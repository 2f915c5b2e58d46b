"""How much audio was received."""

from __future__ import annotations

from collections import Counter

from .._output_format import OutputFormats
from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent

__all__ = ["AudioMeter"]


class AudioMeter:
    """Adds up the audio of a session, each piece in the format in which it comes."""

    def __init__(self) -> None:
        self.unmeasured = 0
        """Bytes in a format whose rate is not known."""
        self._formats = OutputFormats()
        self._received: Counter[int] = Counter()  # bytes by rate: exact, whatever the length

    @property
    def seconds(self) -> float:
        """The length of all audio in known formats."""
        return sum(size / rate for rate, size in self._received.items())

    def format_of(self, event: ResponseAudioDeltaEvent) -> OutputAudioFormat | str:
        """The format of the audio in *event*."""
        response_id = event.get("response_id")
        return self._formats.of(response_id if isinstance(response_id, str) else None)

    def _rate(self, event: ResponseAudioDeltaEvent) -> int | None:
        named = self.format_of(event)
        return named.bytes_per_second if isinstance(named, OutputAudioFormat) else None

    def feed(self, event: ServerEvent) -> None:
        """Count the audio of *event*, or take the format that it names.

        What cannot be read is passed over here; it is among the event's problems.
        """
        try:
            self._formats.feed(event)
            if isinstance(event, ResponseAudioDeltaEvent):
                self._count(len(event.delta), self._rate(event))
        except FieldError:
            pass

    def seconds_of(self, event: ServerEvent) -> float | None:
        """The length of the audio in *event*; None if there is none, or none that can be read."""
        if not isinstance(event, ResponseAudioDeltaEvent) or (rate := self._rate(event)) is None:
            return None
        try:
            return len(event.delta) / rate
        except FieldError:
            return None

    def _count(self, size: int, rate: int | None) -> None:
        if rate is None:
            self.unmeasured += size
        else:
            self._received[rate] += size

    def length(self, event: ResponseAudioDeltaEvent, size: int) -> str:
        """How long the *size* bytes of audio in *event* last."""
        rate = self._rate(event)
        if rate is None:
            return f"<{size} bytes>"
        return f"{1000 * size / rate:.1f}".removesuffix(".0") + " ms"
