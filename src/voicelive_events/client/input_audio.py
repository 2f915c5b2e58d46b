"""The user's audio: the input buffer, and turns that are streamed under an id."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..versions import ALL, DATED
from .base import ClientEvent
from .types import ClientEventType

__all__ = [
    "ClientEventInputAudioBufferAppend",
    "ClientEventInputAudioBufferClear",
    "ClientEventInputAudioBufferCommit",
    "ClientEventInputAudioClear",
    "ClientEventInputAudioTurnAppend",
    "ClientEventInputAudioTurnCancel",
    "ClientEventInputAudioTurnEnd",
    "ClientEventInputAudioTurnStart",
    "InputAudioTurnEvent",
]


class ClientEventInputAudioBufferAppend(ClientEvent):
    """Adds audio to the input buffer; clients send some 50 to 100 milliseconds at a time. It has no
    answer."""

    api_versions = ALL
    type: Literal[ClientEventType.INPUT_AUDIO_BUFFER_APPEND] = discriminator()

    audio: bytes = field(format="base64")
    """Samples in the session's input format, without a header, at most 15 MiB: `pcm16` is
    little-endian mono at 24000 Hz unless the session says otherwise. With echo cancellation of two
    channels they are interleaved, the microphone first."""


class ClientEventInputAudioBufferCommit(ClientEvent):
    """Makes a message of the user of what is in the input buffer; needless while turn detection is
    on.

    Answered by `input_audio_buffer.committed`, or by `error` if the buffer is empty. It starts the
    transcription, but no response.
    """

    api_versions = ALL
    type: Literal[ClientEventType.INPUT_AUDIO_BUFFER_COMMIT] = discriminator()


class ClientEventInputAudioBufferClear(ClientEvent):
    """Empties the input buffer. Answered by `input_audio_buffer.cleared`."""

    api_versions = ALL
    type: Literal[ClientEventType.INPUT_AUDIO_BUFFER_CLEAR] = discriminator()


class InputAudioTurnEvent(ClientEvent):
    """An event about a turn of the user that is streamed under an id. No answer is published."""

    api_versions = DATED

    turn_id: str
    """Id of the turn, which the client makes up."""


class ClientEventInputAudioTurnStart(InputAudioTurnEvent):
    """Begins to stream a turn."""

    type: Literal[ClientEventType.INPUT_AUDIO_TURN_START] = discriminator()


class ClientEventInputAudioTurnAppend(InputAudioTurnEvent):
    """Adds audio to a turn that was begun."""

    type: Literal[ClientEventType.INPUT_AUDIO_TURN_APPEND] = discriminator()

    audio: bytes = field(format="base64")
    """Samples in the session's input format, as in `ClientEventInputAudioBufferAppend`."""


class ClientEventInputAudioTurnEnd(InputAudioTurnEvent):
    """Says that a turn is whole."""

    type: Literal[ClientEventType.INPUT_AUDIO_TURN_END] = discriminator()


class ClientEventInputAudioTurnCancel(InputAudioTurnEvent):
    """Takes a turn back that was begun."""

    type: Literal[ClientEventType.INPUT_AUDIO_TURN_CANCEL] = discriminator()


class ClientEventInputAudioClear(ClientEvent):
    """Drops all input audio that is being streamed. No answer is published."""

    api_versions = DATED
    type: Literal[ClientEventType.INPUT_AUDIO_CLEAR] = discriminator()


Known: TypeAlias = (
    ClientEventInputAudioBufferAppend
    | ClientEventInputAudioBufferClear
    | ClientEventInputAudioBufferCommit
    | ClientEventInputAudioClear
    | ClientEventInputAudioTurnAppend
    | ClientEventInputAudioTurnCancel
    | ClientEventInputAudioTurnEnd
    | ClientEventInputAudioTurnStart
)
"""Every event of this module."""
