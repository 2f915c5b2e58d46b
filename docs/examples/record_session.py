"""Ask for one answer, and record the whole session, both directions, as `session.jsonl`.

    VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python record_session.py
"""

import asyncio
import json
import os
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from voicelive_events import (
    ClientEventResponseCreate,
    ResponseAudioTranscriptDoneEvent,
    ResponseStatus,
    ResponseTextDoneEvent,
    ServerEventError,
    ServerEventResponseDone,
    aiter_events,
)
from voicelive_events.recording import Recorder

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes


async def talk(url: str, key: str, recorder: Recorder) -> None:
    headers = {"api-key": key}
    connecting = connect(url, additional_headers=headers, max_size=MAX_FRAME)
    async with recorder.wrap(connecting) as connection:  # the one place that records
        await connection.send(ClientEventResponseCreate().to_json(strict=True))
        async for event in aiter_events(connection):
            match event:
                case ResponseAudioTranscriptDoneEvent():
                    print(event.transcript)
                case ResponseTextDoneEvent():  # of a session that writes
                    print(event.text)
                case ServerEventError():
                    sys.exit(event.error.message)
                case ServerEventResponseDone():
                    response = event.response
                    if response.status != ResponseStatus.COMPLETED:
                        why = json.dumps(response.get("status_details"))
                        sys.exit(f"the response is {response.status}: {why}")
                    return
                case _:
                    pass


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    try:
        with Recorder("session.jsonl") as recorder:
            asyncio.run(talk(url, key, recorder))
    except (OSError, WebSocketException) as error:
        sys.exit(f"failed: {error}")
