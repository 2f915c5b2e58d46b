"""The format of the user's audio, wherever the API version says it."""

from contextlib import suppress

from ._output_format import _PCM_RATES, _V1_NAMES
from .client.session import ClientEventSessionUpdate
from .enums import InputAudioFormat, OutputAudioFormat
from .errors import FieldError
from .models.audio import AudioFormat
from .models.session import RequestSession, ResponseSession
from .server.session import SessionEvent

__all__ = ["InputFormat"]

_PCM = (InputAudioFormat.PCM16, "audio/pcm")


class InputFormat:
    """Follows a session, and tells the format in which the client sends audio."""

    def __init__(self) -> None:
        self._name: str = InputAudioFormat.PCM16  # the service's default
        self._rate: int | None = None
        self.channels = 1
        """2 where the microphone is interleaved with a reference for echo cancellation."""

    @property
    def format(self) -> OutputAudioFormat | str:
        """The format of one channel: the formats of both sides are the same."""
        if self._name in _PCM:
            name = f"{self._name} at {self._rate} Hz"
            return _PCM_RATES.get(self._rate, name)
        name = _V1_NAMES.get(self._name, self._name)
        return next((known for known in OutputAudioFormat if known == name), name)

    def feed(self, event: SessionEvent | ClientEventSessionUpdate) -> None:
        """Take what *event* says of the format; what cannot be read is passed over."""
        with suppress(FieldError):
            self._take(event.session)

    def _take(self, session: RequestSession | ResponseSession) -> None:
        name, rate = session.input_audio_format, session.input_audio_sampling_rate
        echo = session.input_audio_echo_cancellation
        if session.audio is not None and session.audio.input is not None:
            settings = session.audio.input
            echo, rate, named = settings.echo_cancellation, settings.sampling_rate, settings.format
            if isinstance(named, AudioFormat):
                name, rate = named.type, named.rate or rate
            else:
                name = named
        self._name, self._rate = name or self._name, rate or self._rate
        if echo is not None:
            self.channels = 2 if echo.channels == 2 else 1
