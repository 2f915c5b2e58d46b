"""Converse, and fall silent when the user speaks over an answer.

export VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=...
arecord -q -t raw -f S16_LE -r 24000 | python barge_in.py | aplay -q -t raw -f S16_LE -r 24000
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

import voicelive_events as vl

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes
BYTES_PER_MS = 48  # PCM16, mono, 24 kHz, in both directions

SESSION = vl.RequestSession(
    turn_detection=vl.AzureSemanticVad(create_response=True, interrupt_response=True),
    input_audio_echo_cancellation=vl.AudioEchoCancellation(),
)


class Speaker:
    """What waits to be heard, and how much of each part was heard already."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, int], bytearray] = {}  # by item and content part
        self.heard = Counter[tuple[str, int]]()  # bytes

    def play(self, part: tuple[str, int], audio: bytes) -> None:
        self.waiting.setdefault(part, bytearray()).extend(audio)

    def take(self, size: int) -> bytes:
        """The next *size* bytes to be heard, silence if there is nothing."""
        taken = bytearray()
        for part, audio in self.waiting.items():
            piece = audio[: size - len(taken)]
            del audio[: len(piece)]
            self.heard[part] += len(piece)
            taken += piece
        return bytes(taken.ljust(size, b"\0"))

    def stop(self) -> dict[tuple[str, int], int]:
        """Drop what waits; of each part that it cuts, how many milliseconds were heard."""
        cut = {
            part: self.heard[part] // BYTES_PER_MS for part, rest in self.waiting.items() if rest
        }
        self.waiting.clear()
        return cut


async def converse(url: str, key: str, microphone: AsyncIterator[bytes], speaker: Speaker) -> None:
    """Converse until *microphone* ends. Errors are raised in an `ExceptionGroup`."""
    headers = {"api-key": key}
    async with (
        connect(url, additional_headers=headers, max_size=MAX_FRAME) as websocket,
        asyncio.TaskGroup() as tasks,
    ):
        await send(websocket, vl.ClientEventSessionUpdate(session=SESSION))
        listening = tasks.create_task(listen(websocket, speaker))
        async for chunk in microphone:
            await send(websocket, vl.ClientEventInputAudioBufferAppend(audio=chunk))
        listening.cancel()


async def listen(websocket: ClientConnection, speaker: Speaker) -> None:
    audible: str | None = None  # id of the response that may be heard
    is_responding = False
    async for event in vl.aiter_events(websocket):
        match event:
            case vl.ServerEventResponseCreated():
                audible, is_responding = event.response.id, True
            case vl.ResponseAudioDeltaEvent() if event.response_id == audible:
                speaker.play((event.item_id, event.content_index), event.delta)
            case vl.ResponseTextDeltaEvent() if event.response_id == audible:
                print(event.delta, end="", flush=True, file=sys.stderr)  # of a session that writes
            case vl.ServerEventResponseDone():
                is_responding = False
                response = event.response
                if response.status in (vl.ResponseStatus.FAILED, vl.ResponseStatus.INCOMPLETE):
                    why = json.dumps(response.get("status_details"))
                    print(f"the response is {response.status}: {why}", file=sys.stderr)
            case vl.ServerEventInputAudioBufferSpeechStarted():
                audible = None  # what still comes of it is not heard
                for (item_id, content_index), heard_ms in speaker.stop().items():
                    truncate = vl.ClientEventConversationItemTruncate(
                        item_id=item_id, content_index=content_index, audio_end_ms=heard_ms
                    )
                    await send(websocket, truncate)
                if is_responding:
                    await send(websocket, vl.ClientEventResponseCancel())
            case vl.ServerEventError():
                if event.error.code != "response_cancel_not_active":  # the service was first
                    print(event.error.message, file=sys.stderr)
            case _:  # of no interest here, or of a newer service
                pass
    raise ConnectionError("closed by the service")


async def send(websocket: ClientConnection, event: vl.ClientEvent) -> None:
    await websocket.send(event.to_json(strict=True))


async def pipes(speaker: Speaker) -> AsyncIterator[bytes]:
    """What standard input hears, 100 ms at a time; as much is played on standard output."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while heard := await reader.read(100 * BYTES_PER_MS):
        sys.stdout.buffer.write(speaker.take(len(heard)))
        sys.stdout.buffer.flush()
        yield heard


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    speaker = Speaker()
    failure: str | None = None
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(converse(url, key, pipes(speaker), speaker))
    except* (OSError, WebSocketException) as errors:
        failure = f"failed: {errors.exceptions[0]}"
    sys.exit(failure)
