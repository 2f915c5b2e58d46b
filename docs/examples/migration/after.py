"""Ask a question by voice, answer the function call, and keep the speech: models from here.

    VOICELIVE_ENDPOINT=https://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python after.py <question.pcm >answer.pcm
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from azure.ai.voicelive.aio import ConnectionClosed, VoiceLiveConnection, connect
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import AzureError

from voicelive_events import (
    AzureStandardVoice,
    ClientEvent,
    ClientEventConversationItemCreate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioBufferCommit,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    FunctionCallOutputItem,
    FunctionTool,
    Modality,
    RequestSession,
    ResponseFunctionCallItem,
    ResponseStatus,
    ServerEventError,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseDone,
    aiter_events,
)

SESSION = RequestSession(
    instructions="Answer in one sentence.",
    modalities=[Modality.TEXT, Modality.AUDIO],
    voice=AzureStandardVoice(name="en-US-AvaNeural"),
    turn_detection=None,
    tools=[FunctionTool(name="get_time", parameters={"type": "object", "properties": {}})],
)


async def ask(endpoint: str, key: str, question: bytes) -> bytes:
    """Send the recorded question, and give the speech of the answer."""
    speech = b""
    async with connect(
        endpoint=endpoint, credential=AzureKeyCredential(key), model="gpt-realtime"
    ) as connection:
        await send(connection, ClientEventSessionUpdate(session=SESSION))
        for start in range(0, len(question), 4800):
            chunk = question[start : start + 4800]
            await send(connection, ClientEventInputAudioBufferAppend(audio=chunk))
        await send(connection, ClientEventInputAudioBufferCommit())
        await send(connection, ClientEventResponseCreate())
        async for event in aiter_events(frames(connection)):
            match event:
                case ServerEventResponseAudioDelta():
                    speech += event.delta
                case ServerEventResponseAudioTranscriptDone():
                    print(event.transcript, file=sys.stderr)
                case ServerEventError():
                    raise RuntimeError(event.error.message)
                case ServerEventResponseDone():
                    output = event.response.output or []
                    calls = [item for item in output if isinstance(item, ResponseFunctionCallItem)]
                    print(event.response.status, file=sys.stderr)
                    if event.response.status != ResponseStatus.COMPLETED:
                        raise RuntimeError("the response did not complete")
                    if not calls:
                        return speech
                    for call in calls:
                        result = FunctionCallOutputItem(call_id=call.call_id, output="12:30")
                        await send(connection, ClientEventConversationItemCreate(item=result))
                    await send(connection, ClientEventResponseCreate())
        raise RuntimeError("closed before the answer was there")


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


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    endpoint, key = setting("VOICELIVE_ENDPOINT"), setting("VOICELIVE_API_KEY")
    try:
        sys.stdout.buffer.write(asyncio.run(ask(endpoint, key, sys.stdin.buffer.read())))
    except (AzureError, RuntimeError) as error:
        sys.exit(f"failed: {error}")
