"""Asking for a response, and stopping it."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.responses import ResponseCreateParams
from ..versions import ALL, DATED, SINCE_2026_04_10
from .base import ClientEvent
from .types import ClientEventType

__all__ = [
    "ClientEventOutputAudioBufferClear",
    "ClientEventResponseCancel",
    "ClientEventResponseCreate",
]


class ClientEventResponseCreate(ClientEvent):
    """Asks for a response; needless after a turn where turn detection has `create_response`.

    Answered by `response.created`, the events of its items and parts, and `response.done`.
    """

    api_versions = ALL
    type: Literal[ClientEventType.RESPONSE_CREATE] = discriminator()

    response: ResponseCreateParams | None = None
    """Settings for this response alone."""

    additional_instructions: str | None = field(default=None, versions=DATED)
    """Instructions for this response, beside those of the session."""


class ClientEventResponseCancel(ClientEvent):
    """Stops the response in progress.

    Answered by a `response.done` whose status is `cancelled`; or, if there is none to stop, by an
    `error` that does no harm.
    """

    api_versions = ALL
    type: Literal[ClientEventType.RESPONSE_CANCEL] = discriminator()

    response_id: str | None = None
    """Id of the response to stop; if absent, the one in progress."""


class ClientEventOutputAudioBufferClear(ClientEvent):
    """Drops audio, and video of an avatar, that waits to be played by the service: before API v1
    with an avatar, in it over WebRTC and SIP, after a `response.cancel`. Answered by
    `output_audio_buffer.cleared`."""

    api_versions = SINCE_2026_04_10
    type: Literal[ClientEventType.OUTPUT_AUDIO_BUFFER_CLEAR] = discriminator()


Known: TypeAlias = (
    ClientEventOutputAudioBufferClear | ClientEventResponseCancel | ClientEventResponseCreate
)
"""Every event of this module."""
