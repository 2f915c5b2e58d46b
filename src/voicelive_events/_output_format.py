"""The format of the model's audio, wherever the API version says it."""

from ._recent import Recent
from .enums import OutputAudioFormat
from .models.audio import AudioFormat
from .models.responses import Response
from .models.session import ResponseSession
from .server.base import ServerEvent
from .server.response import ResponseStateEvent, ServerEventResponseDone
from .server.session import SessionEvent

__all__ = ["OutputFormats", "output_format"]

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
        self._responses: Recent[str, OutputAudioFormat | str] = Recent()  # those under way

    def feed(self, event: ServerEvent) -> None:
        """Take the format that *event* names, if it does; raises as `output_format`."""
        if isinstance(event, SessionEvent):
            self._session = output_format(event.session) or self._session
        elif isinstance(event, ServerEventResponseDone):
            self._responses.pop(event.response.id or "", None)
        elif isinstance(event, ResponseStateEvent):
            named = output_format(event.response)
            if event.response.id and named:
                self._responses.put(event.response.id, named)

    def of(self, response_id: str | None) -> OutputAudioFormat | str:
        """The format of the audio of a response: its own, or the session's."""
        return self._responses.get(response_id or "", self._session)
