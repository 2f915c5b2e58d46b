"""azure-ai-voicelive, the service's own client: dated."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicelive_events.testing.service import StandIn

from .user import LONG_ANSWER, WORDS, play, received, speak

pytest.importorskip("azure.ai.voicelive", reason="of the group clients")

from azure.ai.voicelive.aio import VoiceLiveConnection, connect
from azure.ai.voicelive.models import (
    AudioInputTranscriptionOptions,
    FunctionCallOutputItem,
    FunctionTool,
    InputTextContentPart,
    Modality,
    RequestSession,
    ServerEvent,
    ServerEventType,
    ServerVad,
    UserMessageItem,
)
from azure.core.credentials import AzureKeyCredential

WEATHER = FunctionTool(
    name="get_weather",
    description="Tell the weather",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Oslo"]}},
        "required": ["city"],
    },
)


class Client:
    def __init__(self, connection: VoiceLiveConnection) -> None:
        self.connection = connection
        self.events: list[ServerEvent] = []

    async def until(self, type: ServerEventType) -> Any:
        while True:
            event = await self.connection.recv()
            self.events.append(event)
            assert event.type != ServerEventType.ERROR, event
            if event.type == type:
                return event

    async def begin(self, *tools: FunctionTool) -> None:
        session = RequestSession(
            modalities=[Modality.TEXT, Modality.AUDIO],
            instructions="Be brief.",
            voice="alloy",
            turn_detection=ServerVad(threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500),
            input_audio_transcription=AudioInputTranscriptionOptions(model="whisper-1"),
            tools=list(tools),
        )
        await self.connection.session.update(session=session)
        await self.until(ServerEventType.SESSION_UPDATED)

    async def write(self, text: str) -> None:
        message = UserMessageItem(content=[InputTextContentPart(text=text)])
        await self.connection.conversation.item.create(item=message)
        await self.connection.response.create()

    async def send_audio(self, audio: bytes) -> None:
        await self.connection.input_audio_buffer.append(audio=base64.b64encode(audio).decode())

    def all(self, type: ServerEventType) -> list[Any]:
        return [event for event in self.events if event.type == type]

    @property
    def answer(self) -> str:
        deltas = self.all(ServerEventType.RESPONSE_AUDIO_TRANSCRIPT_DELTA)
        return "".join(event.delta for event in deltas)


@asynccontextmanager
async def connected(service: StandIn, *tools: FunctionTool) -> AsyncIterator[Client]:
    credential = AzureKeyCredential("key")
    async with connect(
        endpoint=service.endpoint, credential=credential, model="gpt-realtime"
    ) as connection:
        client = Client(connection)
        await client.begin(*tools)
        yield client


def test_a_text_turn() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            done = await client.until(ServerEventType.RESPONSE_DONE)
            assert client.answer == "You said: Hello!"
            assert done.response.status == "completed"
            assert done.response.output[0].content[0].transcript == "You said: Hello!"
            assert done.response.usage.output_tokens > 0

    play(service, scene)
    assert received(service) == ["session.update", "conversation.item.create", "response.create"]


def test_a_spoken_turn() -> None:
    service = StandIn(hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await speak(client.send_audio)
            await client.until(ServerEventType.INPUT_AUDIO_BUFFER_SPEECH_STARTED)
            await client.until(ServerEventType.INPUT_AUDIO_BUFFER_SPEECH_STOPPED)
            await client.until(ServerEventType.RESPONSE_DONE)
            [heard] = client.all(
                ServerEventType.CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_COMPLETED
            )
            assert heard.transcript == WORDS
            assert client.answer == f"You said: {WORDS}"
            audio = [event.delta for event in client.all(ServerEventType.RESPONSE_AUDIO_DELTA)]
            assert len(b"".join(audio)) > 24_000

    play(service, scene)


def test_a_tool_call() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service, WEATHER) as client:
            await client.write(WORDS)
            call = await client.until(ServerEventType.RESPONSE_FUNCTION_CALL_ARGUMENTS_DONE)
            assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Oslo"})
            await client.until(ServerEventType.RESPONSE_DONE)
            output = FunctionCallOutputItem(call_id=call.call_id, output="sunny")
            await client.connection.conversation.item.create(
                previous_item_id=call.item_id, item=output
            )
            await client.connection.response.create()
            await client.until(ServerEventType.RESPONSE_DONE)
            assert client.answer == "The answer is: sunny"

    play(service, scene)


def test_a_barge_in() -> None:
    service = StandIn([LONG_ANSWER], hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            first = await client.until(ServerEventType.RESPONSE_AUDIO_DELTA)
            await speak(client.send_audio)
            await client.until(ServerEventType.INPUT_AUDIO_BUFFER_SPEECH_STARTED)
            done = await client.until(ServerEventType.RESPONSE_DONE)
            assert done.response.id == first.response_id
            assert done.response.status == "cancelled"
            assert len(client.answer) < len(LONG_ANSWER)
            client.events.clear()
            await client.until(ServerEventType.RESPONSE_DONE)
            assert client.answer == f"You said: {WORDS}"

    play(service, scene)
