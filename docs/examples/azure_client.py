"""Connect with `azure-ai-voicelive`, and send and receive the events of this library.

    VOICELIVE_ENDPOINT=https://<resource>.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python azure_client.py
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

from azure.ai.voicelive.aio import ConnectionClosed, VoiceLiveConnection, connect
from azure.core.credentials import AzureKeyCredential

from voicelive_events import (
    ClientEventResponseCreate,
    DecodeError,
    FieldError,
    ServerEvent,
    ServerEventError,
    ServerEventResponseFunctionCallArgumentsDone,
    aiter_events,
)


async def receive(
    endpoint: str, key: str, handle: Callable[[ServerEvent], Awaitable[None]]
) -> None:
    """Hand over each event until the connection ends; raise if the service broke it off."""
    async with connect(
        endpoint=endpoint, credential=AzureKeyCredential(key), model="gpt-realtime"
    ) as connection:
        await connection.send(ClientEventResponseCreate())
        async for event in aiter_events(frames(connection), on_error=report):
            try:
                await handle(event)
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


def report(number: int, frame: bytes, error: DecodeError) -> None:
    """One frame that is no event: said, and passed over."""
    print(f"not decoded: {error}", file=sys.stderr)


async def show(event: ServerEvent) -> None:
    match event:
        case ServerEventResponseFunctionCallArgumentsDone():
            print(f"{event.name}({event.arguments})")
        case ServerEventError():
            print(event.error.message, file=sys.stderr)
        case _:
            pass


if __name__ == "__main__":
    asyncio.run(receive(os.environ["VOICELIVE_ENDPOINT"], os.environ["VOICELIVE_API_KEY"], show))
