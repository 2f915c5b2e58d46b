"""The format of the model's audio, wherever the API version says it."""

from .enums import OutputAudioFormat
from .models.audio import AudioFormat
from .models.responses import Response
from .models.session import ResponseSession

__all__ = ["output_format"]

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
