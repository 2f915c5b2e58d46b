"""Events about the buffer that the user's audio is written to, and about the caller's keys."""

from datetime import datetime
from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..versions import ALL, V1_ONLY
from .base import ServerEvent
from .types import ServerEventType

__all__ = [
    "InputAudioItemEvent",
    "ServerEventInputAudioBufferCleared",
    "ServerEventInputAudioBufferCommitted",
    "ServerEventInputAudioBufferDtmfEventReceived",
    "ServerEventInputAudioBufferSpeechStarted",
    "ServerEventInputAudioBufferSpeechStopped",
    "ServerEventInputAudioBufferTimeoutTriggered",
]


class InputAudioItemEvent(ServerEvent):
    """An event about input audio that becomes a user message."""

    item_id: str
    """Id of the user message that the audio becomes; the item itself comes later."""


class ServerEventInputAudioBufferCommitted(InputAudioItemEvent):
    """Sent when the buffered audio is handed over as a user message, by the client or by turn
    detection."""

    api_versions = ALL
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_COMMITTED] = discriminator()

    previous_item_id: str | None = None
    """Id of the item that the new one follows; null or an empty string stands for none."""


class ServerEventInputAudioBufferCleared(ServerEvent):
    """Answers the client's `input_audio_buffer.clear`: the buffer is empty."""

    api_versions = ALL
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_CLEARED] = discriminator()


class ServerEventInputAudioBufferSpeechStarted(InputAudioItemEvent):
    """Sent when turn detection hears the user start to speak. It is the moment to stop playing the
    assistant's audio."""

    api_versions = ALL
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_SPEECH_STARTED] = discriminator()

    audio_start_ms: int
    """Start of the speech in milliseconds from the start of the session's input audio, the
    configured prefix padding included."""


class ServerEventInputAudioBufferSpeechStopped(InputAudioItemEvent):
    """Sent when turn detection hears the user stop speaking."""

    api_versions = ALL
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_SPEECH_STOPPED] = discriminator()

    audio_end_ms: int
    """End of the speech in milliseconds from the start of the session's input audio, the silence
    that ended the turn included."""


class ServerEventInputAudioBufferTimeoutTriggered(InputAudioItemEvent):
    """Sent when the user has been silent for the `idle_timeout_ms` of the turn detection. The
    silence becomes a user message, and a response starts."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_TIMEOUT_TRIGGERED] = discriminator()

    audio_start_ms: int
    """Start of the silence in milliseconds from the start of the session's input audio."""

    audio_end_ms: int
    """End of the silence in milliseconds from the start of the session's input audio."""


class ServerEventInputAudioBufferDtmfEventReceived(ServerEvent):
    """Tells that the caller has pressed a key of the telephone. It comes without an `event_id`."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.INPUT_AUDIO_BUFFER_DTMF_EVENT_RECEIVED] = discriminator()

    event: str
    """The key: a digit, `*`, `#` or a letter from A to D."""

    received_at: datetime = field(format="unix-timestamp")
    """When the service received the key press."""


Known: TypeAlias = (
    ServerEventInputAudioBufferCleared
    | ServerEventInputAudioBufferCommitted
    | ServerEventInputAudioBufferDtmfEventReceived
    | ServerEventInputAudioBufferSpeechStarted
    | ServerEventInputAudioBufferSpeechStopped
    | ServerEventInputAudioBufferTimeoutTriggered
)
"""Every event of this module."""
