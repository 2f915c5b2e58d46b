"""Ask for one answer over `websockets`, and print what is said.

    VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python websockets_client.py
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from voicelive_events import (
    ClientEventResponseCreate,
    DecodeError,
    FieldError,
    ResponseAudioTranscriptDeltaEvent,
    ResponseStatus,
    ResponseTextDeltaEvent,
    ServerEvent,
    ServerEventError,
    ServerEventResponseDone,
    aiter_events,
)

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes; a larger frame ends the connection, as one of 1 MiB would unasked


async def receive(
    url: str, key: str, handle: Callable[[ServerEvent], Awaitable[bool | None]]
) -> None:
    """Hand over each event until that gives true or the connection ends; raise if it breaks off."""
    headers = {"api-key": key}
    async with connect(url, additional_headers=headers, max_size=MAX_FRAME) as websocket:
        await websocket.send(ClientEventResponseCreate().to_json(strict=True))
        async for event in aiter_events(websocket, on_error=report):
            try:
                if await handle(event):
                    return
            except FieldError as error:
                print(f"not as declared: {error}", file=sys.stderr)


def report(number: int, frame: str | bytes, error: DecodeError) -> None:
    """One frame that is no event: said, and passed over."""
    print(f"not decoded: {error}", file=sys.stderr)


async def show(event: ServerEvent) -> bool:
    """Print the words, of a voice or written, and end after them."""
    match event:
        case ResponseAudioTranscriptDeltaEvent() | ResponseTextDeltaEvent():
            print(event.delta, end="", flush=True)
        case ServerEventError():
            sys.exit(event.error.message)
        case ServerEventResponseDone():
            response = event.response
            print()
            if response.status != ResponseStatus.COMPLETED:
                why = json.dumps(response.get("status_details"))
                sys.exit(f"the response is {response.status}: {why}")
            return True
        case _:
            pass
    return False


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    try:
        asyncio.run(receive(url, key, show))
    except (OSError, WebSocketException) as error:
        sys.exit(f"failed: {error}")
