"""The formats of the audio of both sides, wherever the API version says them."""

from .client.session import ClientEventSessionUpdate
from .enums import InputAudioFormat, OutputAudioFormat
from .models.audio import AudioFormat
from .models.responses import Response
from .models.session import ResponseSession, SessionSettings
from .server.base import ServerEvent
from .server.response import ResponseStateEvent, ServerEventResponseDone
from .server.session import SessionEvent

__all__ = ["InputRate", "OutputFormats", "output_format"]

_V1_NAMES = {
    "audio/pcmu": OutputAudioFormat.G711_ULAW,
    "audio/pcma": OutputAudioFormat.G711_ALAW,
}
_PCM_RATES = {
    None: OutputAudioFormat.PCM16,
    24_000: OutputAudioFormat.PCM16,
    16_000: OutputAudioFormat.PCM16_16000_HZ,
    8_000: OutputAudioFormat.PCM16_8000_HZ,
}


def output_format(source: ResponseSession | Response) -> OutputAudioFormat | str | None:
    """The format that *source* names, by its older name where API v1 has another; None if none.

    Raises `FieldError` where it cannot be read.
    """
    if source.audio is None or source.audio.output is None:
        return source.output_audio_format
    named = source.audio.output.format
    if not isinstance(named, AudioFormat):
        return _V1_NAMES.get(named or "", named)
    if named.type == "audio/pcm" and named.rate in _PCM_RATES:
        return _PCM_RATES[named.rate]
    return _V1_NAMES.get(named.type, named.type)


class OutputFormats:
    """Follows a session, and tells the format in which each piece of audio comes."""

    def __init__(self) -> None:
        self._session: OutputAudioFormat | str = OutputAudioFormat.PCM16  # the service's default
        self._responses: dict[str, OutputAudioFormat | str] = {}  # those under way

    def feed(self, event: ServerEvent) -> None:
        """Take the format that *event* names, if it does; raises as `output_format`."""
        if isinstance(event, SessionEvent):
            self._session = output_format(event.session) or self._session
        elif isinstance(event, ServerEventResponseDone):
            self._responses.pop(event.response.id or "", None)
        elif isinstance(event, ResponseStateEvent):
            named = output_format(event.response)
            if event.response.id and named:
                self._responses[event.response.id] = named

    def of(self, response_id: str | None) -> OutputAudioFormat | str:
        """The format of the audio of a response: its own, or the session's."""
        return self._responses.get(response_id or "", self._session)


class InputRate:
    """Follows a session, and tells how many bytes a second of the user's audio takes."""

    def __init__(self) -> None:
        self._format: str = InputAudioFormat.PCM16  # the service's default
        self._samples: int | None = None

    def feed(self, event: ClientEventSessionUpdate | SessionEvent) -> None:
        """Take what *event* says of it; raises `FieldError` where that cannot be read."""
        named, samples = _input_format(event.session)
        self._format, self._samples = named or self._format, samples or self._samples

    @property
    def bytes_per_second(self) -> int | None:
        """None for a format that is not known."""
        if self._format in (InputAudioFormat.PCM16, "audio/pcm"):
            return 2 * (self._samples or 24_000)
        is_g711 = self._format in (*_V1_NAMES, *InputAudioFormat)
        return 8_000 if is_g711 else None


def _input_format(session: SessionSettings) -> tuple[str | None, int | None]:
    """The name of the format, and the samples a second; None for what is not said."""
    if session.audio is None or session.audio.input is None:
        return session.input_audio_format, session.input_audio_sampling_rate
    named, samples = session.audio.input.format, session.audio.input.sampling_rate
    return (
        (named.type, named.rate or samples) if isinstance(named, AudioFormat) else (named, samples)
    )
