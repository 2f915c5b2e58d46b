"""openai, as it talks to OpenAI's service and to v1 of this one."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicelive_events.testing.service import StandIn

from .user import LONG_ANSWER, WORDS, play, received, speak

pytest.importorskip("openai", reason="of the group clients")

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection

SESSION: Any = {
    "type": "realtime",
    "instructions": "Be brief.",
    "output_modalities": ["audio"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "transcription": {"model": "gpt-4o-transcribe"},
            "turn_detection": {"type": "server_vad", "silence_duration_ms": 500},
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "marin"},
    },
}
WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Oslo"]}},
        "required": ["city"],
    },
}


class Client:
    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self.events: list[Any] = []

    async def until(self, type: str) -> Any:
        while True:
            event = await self.connection.recv()
            self.events.append(event)
            assert event.type != "error", event
            if event.type == type:
                return event

    async def begin(self, *tools: Any) -> None:
        session: Any = {**SESSION, "tools": tools}
        await self.connection.session.update(session=session)
        await self.until("session.updated")

    async def create(self, item: Any) -> None:
        await self.connection.conversation.item.create(item=item)
        await self.connection.response.create()

    async def write(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        await self.create({"type": "message", "role": "user", "content": content})

    async def send_audio(self, audio: bytes) -> None:
        await self.connection.input_audio_buffer.append(audio=base64.b64encode(audio).decode())

    def all(self, type: str) -> list[Any]:
        return [event for event in self.events if event.type == type]

    @property
    def answer(self) -> str:
        return "".join(e.delta for e in self.all("response.output_audio_transcript.delta"))


@asynccontextmanager
async def connected(service: StandIn, *tools: Any) -> AsyncIterator[Client]:
    openai = AsyncOpenAI(api_key="key", websocket_base_url=f"{service.endpoint}/v1")
    async with openai.realtime.connect(model="gpt-realtime") as connection:
        client = Client(connection)
        await client.begin(*tools)
        yield client


def test_a_text_turn() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            done = await client.until("response.done")
            assert client.answer == "You said: Hello!"
            assert done.response.output[0].content[0].transcript == "You said: Hello!"

    play(service, scene)
    assert received(service) == ["session.update", "conversation.item.create", "response.create"]


def test_a_spoken_turn() -> None:
    service = StandIn(hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await speak(client.send_audio)
            await client.until("input_audio_buffer.speech_stopped")
            await client.until("response.done")
            [heard] = client.all("conversation.item.input_audio_transcription.completed")
            assert heard.transcript == WORDS
            assert client.answer == f"You said: {WORDS}"

    play(service, scene)


def test_a_tool_call() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service, WEATHER) as client:
            await client.write(WORDS)
            call = await client.until("response.function_call_arguments.done")
            assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Oslo"})
            await client.until("response.done")
            output = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
            await client.create(output)
            await client.until("response.done")
            assert client.answer == "The answer is: sunny"

    play(service, scene)


def test_a_barge_in() -> None:
    service = StandIn([LONG_ANSWER], hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            await client.until("response.output_audio.delta")
            await speak(client.send_audio)
            await client.until("input_audio_buffer.speech_started")
            done = await client.until("response.done")
            assert done.response.status == "cancelled"
            assert done.response.status_details.reason == "turn_detected"
            client.events.clear()
            await client.until("response.done")
            assert client.answer == f"You said: {WORDS}"

    play(service, scene)
