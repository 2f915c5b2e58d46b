"""Ask for one answer over `aiohttp`, and write its audio to a WAV file, `answer.wav`.

    VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python aiohttp_client.py
"""

import asyncio
import json
import os
import sys
import wave
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, WSCloseCode, WSMsgType

from voicelive_events import (
    ClientEventResponseCreate,
    DecodeError,
    FieldError,
    ResponseAudioDeltaEvent,
    ResponseStatus,
    ResponseTextDoneEvent,
    ServerEvent,
    ServerEventError,
    ServerEventResponseDone,
    aiter_events,
)

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes; a larger frame ends the connection


async def receive(
    url: str, key: str, handle: Callable[[ServerEvent], Awaitable[bool | None]]
) -> None:
    """Hand over each event until that gives true or the connection ends; raise if it breaks off."""
    async with (
        ClientSession(headers={"api-key": key}) as session,
        session.ws_connect(url, max_msg_size=MAX_FRAME) as websocket,
    ):
        await websocket.send_str(ClientEventResponseCreate().to_json(strict=True))
        async for event in aiter_events(frames(websocket), on_error=report):
            try:
                if await handle(event):
                    return
            except FieldError as error:
                print(f"not as declared: {error}", file=sys.stderr)


async def frames(websocket: ClientWebSocketResponse) -> AsyncIterator[str | bytes]:
    """The data of each message; aiohttp ends without an error when the connection is lost."""
    async for message in websocket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            yield message.data
    if websocket.close_code != WSCloseCode.OK:
        raise ConnectionError(f"closed with {websocket.close_code}") from websocket.exception()


def report(number: int, frame: str | bytes, error: DecodeError) -> None:
    """One frame that is no event: said, and passed over."""
    print(f"not decoded: {error}", file=sys.stderr)


async def record(url: str, key: str, path: str) -> None:
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)  # PCM16, as a session has it unless it was told otherwise

        async def write(event: ServerEvent) -> bool:
            match event:
                case ResponseAudioDeltaEvent():
                    file.writeframes(event.delta)
                case ResponseTextDoneEvent():  # of a session that writes
                    print(event.text)
                case ServerEventError():
                    sys.exit(event.error.message)
                case ServerEventResponseDone():
                    response = event.response
                    if response.status != ResponseStatus.COMPLETED:
                        why = json.dumps(response.get("status_details"))
                        sys.exit(f"the response is {response.status}: {why}")
                    return True
                case _:
                    pass
            return False

        await receive(url, key, write)


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    [path] = sys.argv[1:] or ["answer.wav"]
    try:
        asyncio.run(record(url, key, path))
    except (OSError, ClientError) as error:
        sys.exit(f"failed: {error}")
