"""Ask a question by voice, answer the function call, and keep the speech: azure-ai-voicelive alone.

    VOICELIVE_ENDPOINT=https://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python before.py <question.pcm >answer.pcm
"""

import asyncio
import base64
import os
import sys

from azure.ai.voicelive.aio import connect
from azure.ai.voicelive.models import (
    AzureStandardVoice,
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
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import AzureError

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
        await connection.session.update(session=SESSION)
        for start in range(0, len(question), 4800):
            chunk = question[start : start + 4800]
            await connection.input_audio_buffer.append(audio=base64.b64encode(chunk).decode())
        await connection.input_audio_buffer.commit()
        await connection.response.create()
        async for event in connection:
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
                        await connection.conversation.item.create(item=result)
                    await connection.response.create()
        raise RuntimeError("closed before the answer was there")


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    endpoint, key = setting("VOICELIVE_ENDPOINT"), setting("VOICELIVE_API_KEY")
    try:
        sys.stdout.buffer.write(asyncio.run(ask(endpoint, key, sys.stdin.buffer.read())))
    except (AzureError, RuntimeError) as error:
        sys.exit(f"failed: {error}")
