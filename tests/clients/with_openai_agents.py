"""openai-agents, which talks to OpenAI's own service: v1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicelive_events.testing.service import StandIn

from .user import LONG_ANSWER, WORDS, play, received, speak

pytest.importorskip("agents", reason="of the group clients")

from agents import function_tool
from agents.realtime import RealtimeAgent, RealtimeRunner, RealtimeSession

SETTINGS: Any = {
    "audio": {
        "input": {
            "format": "pcm16",
            "transcription": {"model": "gpt-4o-mini-transcribe"},
            "turn_detection": {"type": "server_vad", "interrupt_response": True},
        },
        "output": {"format": "pcm16", "voice": "ash"},
    },
}


@function_tool
def get_weather(city: str) -> str:
    """Tell the weather."""
    return f"sunny in {city or 'a city'}"


class Client:
    def __init__(self, session: RealtimeSession) -> None:
        self.session = session
        self.events: list[Any] = []

    async def until(self, *types: str) -> Any:
        async for event in self.session:
            self.events.append(event)
            assert event.type != "error", event
            if event.type in types:
                return event
        pytest.fail(f"the session ended without {types}")

    def last_words(self, role: str) -> str:
        """What the history of the session has of *role* at last."""
        history = [event for event in self.events if event.type == "history_updated"][-1].history
        message = [item for item in history if getattr(item, "role", None) == role][-1]
        part = message.content[0]
        return str(part.text if part.type in ("text", "input_text") else part.transcript)


@asynccontextmanager
async def connected(service: StandIn, *tools: Any) -> AsyncIterator[Client]:
    agent = RealtimeAgent(name="Ada", instructions="Be brief.", tools=list(tools))
    runner = RealtimeRunner(agent, config={"model_settings": SETTINGS, "tracing_disabled": True})
    config: Any = {"api_key": "key", "url": service.v1_url}
    async with await runner.run(model_config=config) as session:
        yield Client(session)


def test_a_text_turn() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service) as client:
            await client.session.send_message("Hello!")
            await client.until("agent_end")
            assert client.last_words("user") == "Hello!"
            assert client.last_words("assistant") == "You said: Hello!"
            audio = [event.audio.data for event in client.events if event.type == "audio"]
            assert len(b"".join(audio)) > 24_000

    play(service, scene)


def test_a_spoken_turn() -> None:
    service = StandIn(hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await speak(client.session.send_audio)
            await client.until("agent_end")
            assert client.last_words("user") == WORDS
            assert client.last_words("assistant") == f"You said: {WORDS}"

    play(service, scene)


def test_a_tool_call() -> None:
    service = StandIn()

    async def scene() -> None:
        async with connected(service, get_weather) as client:
            await client.session.send_message(WORDS)
            called = await client.until("tool_end")
            assert called.tool.name == "get_weather"
            await client.until("audio_end")
            await client.until("agent_end")
            assert client.last_words("assistant") == f"The answer is: {called.output}"

    play(service, scene)


def test_a_barge_in() -> None:
    service = StandIn([LONG_ANSWER], hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await client.session.send_message("Hello!")
            await client.until("audio")
            await speak(client.session.send_audio)
            await client.until("audio_interrupted")
            await client.until("agent_end")  # of the answer that was interrupted
            await client.until("agent_end")
            assert client.last_words("assistant") == f"You said: {WORDS}"

    play(service, scene)
    assert "conversation.item.truncate" in received(service)
