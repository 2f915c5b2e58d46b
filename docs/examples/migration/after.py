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
        await connection.send(ClientEventSessionUpdate(session=SESSION))
        for start in range(0, len(question), 4800):
            chunk = question[start : start + 4800]
            await connection.send(ClientEventInputAudioBufferAppend(audio=chunk))
        await connection.send(ClientEventInputAudioBufferCommit())
        await connection.send(ClientEventResponseCreate())
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
                    if not calls:
                        break
                    for call in calls:
                        result = FunctionCallOutputItem(call_id=call.call_id, output="12:30")
                        await connection.send(ClientEventConversationItemCreate(item=result))
                    await connection.send(ClientEventResponseCreate())
    return speech


async def frames(connection: VoiceLiveConnection) -> AsyncIterator[bytes]:
    """The frames as they came, before the client makes its own models of them."""
    while True:
        try:
            yield await connection.recv_bytes()
        except ConnectionClosed:
            return


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    endpoint, key = setting("VOICELIVE_ENDPOINT"), setting("VOICELIVE_API_KEY")
    try:
        sys.stdout.buffer.write(asyncio.run(ask(endpoint, key, sys.stdin.buffer.read())))
    except AzureError as error:
        sys.exit(f"failed: {error}")
