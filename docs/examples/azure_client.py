"""Ask for one answer over the connection of `azure-ai-voicelive`, and print what is said.

    VOICELIVE_ENDPOINT=https://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python azure_client.py
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

from azure.ai.voicelive.aio import ConnectionClosed, VoiceLiveConnection, connect
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import AzureError

from voicelive_events import (
    ClientEvent,
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

MAX_FRAME = 16 * 2**20  # bytes; a larger frame ends the connection, as one of 4 MiB would unasked


async def receive(
    endpoint: str, key: str, handle: Callable[[ServerEvent], Awaitable[bool | None]]
) -> None:
    """Hand over each event until that gives true or the connection ends; raise if it was broken
    off by the service."""
    async with connect(
        endpoint=endpoint,
        credential=AzureKeyCredential(key),
        model="gpt-realtime",
        connection_options={"max_msg_size": MAX_FRAME},
    ) as connection:
        await send(connection, ClientEventResponseCreate())
        async for event in aiter_events(frames(connection), on_error=report):
            try:
                if await handle(event):
                    return
            except FieldError as error:
                print(f"not as declared: {error}", file=sys.stderr)


async def frames(connection: VoiceLiveConnection) -> AsyncIterator[bytes]:
    """The frames as they came, before the client makes its own models of them."""
    while True:
        try:
            yield await connection.recv_bytes()
        except ConnectionClosed as closed:
            if closed.code != 1000:
                raise
            return


async def send(connection: VoiceLiveConnection, event: ClientEvent) -> None:
    """Send *event* if it is as declared; the connection itself takes any mapping as it is."""
    await connection.send(ClientEvent.from_dict(event, strict=True))


def report(number: int, frame: bytes, error: DecodeError) -> None:
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
    endpoint, key = setting("VOICELIVE_ENDPOINT"), setting("VOICELIVE_API_KEY")
    try:
        asyncio.run(receive(endpoint, key, show))
    except AzureError as error:
        sys.exit(f"failed: {error}")
