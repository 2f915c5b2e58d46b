"""What a user says to a client, and what is said of the client afterwards."""

from __future__ import annotations

import asyncio
import math
from array import array
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

from voicelive_events.testing.service import StandIn

__all__ = ["LONG_ANSWER", "WORDS", "play", "received", "sound", "speak"]

WORDS = "What is the weather in Oslo?"
"""What the user says, as the stand-in hears it."""
LONG_ANSWER = "This is a long answer, and whoever is in a hurry will not hear it to its end. " * 4

_FRAME_S = 0.05
_LIMIT = 15.0
"""Seconds that a scene may take: a client that waits for what never comes is to fail."""


def play(service: StandIn, scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play *scene*, a client at *service*, which is to find nothing wrong with what is sent."""

    async def run() -> None:
        async with service:
            await asyncio.wait_for(scene(), _LIMIT)

    asyncio.run(run())
    problems = {str(problem.problem) for problem in service.problems}
    assert not problems, problems


def received(service: StandIn) -> list[str]:
    """The types of what the client sent, without the user's audio."""
    audio = "input_audio_buffer.append"
    return [event.type for event in service.received if event.type != audio]


def sound(speech: float, silence: float = 1.0, *, rate: int = 24_000) -> Iterator[bytes]:
    """So many seconds of a tone and of the silence after it, in frames of 50 ms of PCM."""
    size = int(rate * _FRAME_S)
    for n in range(round((speech + silence) / _FRAME_S)):
        loud = 8000 if n < round(speech / _FRAME_S) else 0
        places = range(n * size, (n + 1) * size)
        yield array("h", (int(loud * math.sin(i * 0.1)) for i in places)).tobytes()


async def speak(send: Callable[[bytes], Awaitable[object]], *, rate: int = 24_000) -> None:
    """Give a second of speech to *send* as a microphone does, but five times as fast."""
    for frame in sound(1.0, rate=rate):
        await send(frame)
        await asyncio.sleep(_FRAME_S / 5)
