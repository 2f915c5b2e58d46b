"""How much audio passed."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from .._input_format import InputFormat
from .._output_format import OutputFormats
from ..client.base import ClientEvent
from ..client.input_audio import ClientEventInputAudioBufferAppend, ClientEventInputAudioTurnAppend
from ..client.session import ClientEventSessionUpdate
from ..enums import OutputAudioFormat
from ..errors import FieldError
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from ..server.session import SessionEvent

__all__ = ["AudioMeter", "Formats", "audio_of"]


def audio_of(event: ServerEvent | ClientEvent) -> bytes | None:
    """The audio in *event*, of the model or of the user; None if there is none that can be read."""
    try:
        if isinstance(event, ResponseAudioDeltaEvent):
            return event.delta
        if isinstance(event, ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend):
            return event.audio
    except FieldError:
        pass
    return None


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a session's audio."""

    received: OutputFormats = field(default_factory=OutputFormats)
    sent: InputFormat = field(default_factory=InputFormat)


class AudioMeter:
    """Adds up the audio of sessions, each piece in the format in which it passes."""

    def __init__(self) -> None:
        self._formats = Formats()
        # Bytes by rate: exact, whatever the length. The rate of some formats is not known.
        self._received: Counter[int | None] = Counter()
        self._sent: Counter[int | None] = Counter()

    @property
    def seconds(self) -> float:
        """The length of all that was received in known formats."""
        return _seconds(self._received)

    @property
    def seconds_sent(self) -> float:
        """The length of all that was sent in known formats."""
        return _seconds(self._sent)

    @property
    def unmeasured(self) -> int:
        """Bytes received in other formats."""
        return self._received[None]

    @property
    def unmeasured_sent(self) -> int:
        """Bytes sent in other formats."""
        return self._sent[None]

    def include(self, other: AudioMeter) -> None:
        """Add what *other* has measured."""
        self._received.update(other._received)
        self._sent.update(other._sent)

    def turn_to(self, formats: Formats) -> None:
        """What comes from now on is of the session with these *formats*."""
        self._formats = formats

    def format_of(self, event: ResponseAudioDeltaEvent) -> OutputAudioFormat | str:
        """The format of the audio in *event*."""
        response_id = event.get("response_id")
        return self._formats.received.of(response_id if isinstance(response_id, str) else None)

    def _rate(self, event: ServerEvent | ClientEvent) -> int | None:
        named, channels = self._formats.sent.format, self._formats.sent.channels
        if isinstance(event, ResponseAudioDeltaEvent):
            named, channels = self.format_of(event), 1
        return named.bytes_per_second * channels if isinstance(named, OutputAudioFormat) else None

    def feed(self, event: ServerEvent | ClientEvent, *, counts: bool = True) -> None:
        """Count the audio of *event*, unless it came before, or take the formats that it names.

        What cannot be read is passed over here; it is among the event's problems.
        """
        if isinstance(event, ClientEventSessionUpdate | SessionEvent):
            self._formats.sent.feed(event)
        if isinstance(event, ServerEvent):
            with suppress(FieldError):
                self._formats.received.feed(event)
        if counts and (audio := audio_of(event)):
            passed = self._received if isinstance(event, ServerEvent) else self._sent
            passed[self._rate(event)] += len(audio)

    def seconds_of(self, event: ServerEvent | ClientEvent) -> float | None:
        """The length of the audio in *event*; None if there is none, or none that can be read."""
        audio = audio_of(event)
        rate = None if audio is None else self._rate(event)
        return None if audio is None or rate is None else len(audio) / rate

    def length(self, event: ServerEvent | ClientEvent, size: int) -> str:
        """How long *size* bytes of the audio that *event* has some of last."""
        rate = self._rate(event)
        if rate is None:
            return f"<{size} bytes>"
        return f"{1000 * size / rate:.1f}".removesuffix(".0") + " ms"


def _seconds(passed: Counter[int | None]) -> float:
    return sum(size / rate for rate, size in passed.items() if rate is not None)
