"""Ask a question in text, run the functions that the model calls, and print the answer.

    VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        python function_calls.py "Is it warmer in Bergen or in Oslo?"
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

import voicelive_events as vl

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes


def get_weather(city: str) -> str:
    """The weather in a city, now."""
    return f"Light rain in {city}, 8 degrees."


def get_local_time(city: str) -> str:
    """The time of day in a city."""
    return f"It is a quarter past nine in {city}."


FUNCTIONS: dict[str, Callable[..., object]] = {
    "get_weather": get_weather,
    "get_local_time": get_local_time,
}
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
"""What both functions take, as JSON Schema."""

SESSION = vl.RequestSession(
    modalities=[vl.Modality.TEXT],  # without this line the answer is spoken
    tools=[
        vl.FunctionTool(name=name, description=function.__doc__, parameters=CITY)
        for name, function in FUNCTIONS.items()
    ],
)


async def ask(url: str, key: str, question: str) -> str:
    """The answer to *question*, written or as it was spoken, after all calls that it takes."""
    headers = {"api-key": key}
    async with connect(url, additional_headers=headers, max_size=MAX_FRAME) as websocket:

        async def send(event: vl.ClientEvent) -> None:
            await websocket.send(event.to_json(strict=True))

        content: list[vl.MessageContentPart] = [vl.InputTextContentPart(text=question)]
        message = vl.UserMessageItem(content=content)
        await send(vl.ClientEventSessionUpdate(session=SESSION))
        await send(vl.ClientEventConversationItemCreate(item=message))
        await send(vl.ClientEventResponseCreate())
        answer = ""
        async for event in vl.aiter_events(websocket):
            match event:
                case vl.ResponseTextDoneEvent():
                    answer = event.text
                case vl.ResponseAudioTranscriptDoneEvent():
                    answer = event.transcript
                case vl.ServerEventResponseDone():
                    response = event.response
                    if response.status != vl.ResponseStatus.COMPLETED:
                        why = json.dumps(response.get("status_details"))
                        raise RuntimeError(f"the response is {response.status}: {why}")
                    items = response.output or []
                    calls = [
                        item for item in items if isinstance(item, vl.ResponseFunctionCallItem)
                    ]
                    if not calls:
                        return answer
                    outputs = await asyncio.gather(*map(run, calls))  # all at the same time
                    for call, output in zip(calls, outputs, strict=True):
                        result = vl.FunctionCallOutputItem(call_id=call.call_id, output=output)
                        await send(vl.ClientEventConversationItemCreate(item=result))
                    await send(vl.ClientEventResponseCreate())  # one, to all of them
                case vl.ServerEventError():
                    raise RuntimeError(event.error.message)
                case _:  # of no interest here, or of a newer service
                    pass
        raise ConnectionError("closed by the service")


async def run(call: vl.ResponseFunctionCallItem) -> str:
    """What the function gives. If it fails, the model is told so, and finds words for it."""
    try:
        arguments = json.loads(call.arguments)
        return str(await asyncio.to_thread(FUNCTIONS[call.name], **arguments))
    except Exception as error:
        print(f"{call.name} failed: {error!r}", file=sys.stderr)
        return f"failed: {error!r}"


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    question = " ".join(sys.argv[1:]) or "Is it warmer in Bergen or in Oslo?"
    try:
        print(asyncio.run(ask(url, key, question)))
    except (OSError, RuntimeError, WebSocketException) as error:
        sys.exit(f"failed: {error}")
