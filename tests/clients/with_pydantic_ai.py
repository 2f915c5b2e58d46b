"""pydantic-ai: dated, as the service's client, which insists on TLS, and v1, as OpenAI's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicelive_events.testing.service import StandIn

from .user import LONG_ANSWER, WORDS, play, received, speak

pytest.importorskip("pydantic_ai.realtime.azure", reason="of the group clients")

from pydantic_ai import Agent
from pydantic_ai.messages import (
    FunctionToolResultEvent,
    PartDeltaEvent,
    RealtimeInputSpeechStartEvent,
    RealtimeSessionErrorEvent,
    RealtimeTurnCompleteEvent,
    SpeechPart,
)
from pydantic_ai.providers.azure import AzureProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.realtime import RealtimeModel, RealtimeSession
from pydantic_ai.realtime.azure import AzureRealtimeModel, AzureRealtimeModelSettings
from pydantic_ai.realtime.openai import OpenAIRealtimeModel, OpenAIRealtimeModelSettings


class Client:
    def __init__(self, session: RealtimeSession) -> None:
        self.session = session
        self.events = aiter(session)

    async def until(self, kind: type) -> Any:
        async for event in self.events:
            assert not isinstance(event, RealtimeSessionErrorEvent), event
            if isinstance(event, kind):
                return event
        pytest.fail(f"the session ended without {kind}")

    def said(self, speaker: str) -> list[str | None]:
        """What was said by *speaker*, as the history has it."""
        parts = [part for message in self.session.all_messages() for part in message.parts]
        return [
            part.transcript
            for part in parts
            if isinstance(part, SpeechPart) and part.speaker == speaker
        ]


class Dated:
    """The service's own client; it forces wss."""

    def service(self, *args: Any, **kwargs: Any) -> StandIn:
        return StandIn(*args, tls=True, **kwargs)

    def model(self, service: StandIn, monkeypatch: pytest.MonkeyPatch) -> RealtimeModel:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.authority))
        endpoint = service.endpoint.replace("wss:", "https:")
        provider = AzureProvider(voice_live_endpoint=endpoint, voice_live_api_key="key")
        settings = AzureRealtimeModelSettings(azure_voice_live=True)
        return AzureRealtimeModel("gpt-realtime", provider=provider, settings=settings)


class V1:
    """OpenAI's."""

    def service(self, *args: Any, **kwargs: Any) -> StandIn:
        return StandIn(*args, **kwargs)

    def model(self, service: StandIn, monkeypatch: pytest.MonkeyPatch) -> RealtimeModel:
        base_url = service.endpoint.replace("ws:", "http:") + "/v1"
        provider = OpenAIProvider(base_url=base_url, api_key="key")
        settings = OpenAIRealtimeModelSettings(input_transcription_model="gpt-4o-transcribe")
        return OpenAIRealtimeModel("gpt-realtime", provider=provider, settings=settings)


@pytest.fixture(params=[Dated, V1])
def dialect(request: pytest.FixtureRequest) -> Any:
    return request.param()


def get_weather(city: str) -> str:
    """Tell the weather."""
    return "sunny"


@pytest.fixture
def connected(dialect: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    @asynccontextmanager
    async def connect(service: StandIn, *tools: Any, **options: Any) -> AsyncIterator[Client]:
        agent = Agent(instructions="Be brief.", tools=tools)
        model = dialect.model(service, monkeypatch)
        async with agent.realtime(model).session(**options) as session:
            yield Client(session)

    return connect


def test_a_text_turn(dialect: Any, connected: Any) -> None:
    service = dialect.service()

    async def scene() -> None:
        async with connected(service) as client:
            await client.session.send("Hello!")
            await client.until(RealtimeTurnCompleteEvent)
            assert client.said("assistant") == ["You said: Hello!"]

    play(service, scene)


def test_a_spoken_turn(dialect: Any, connected: Any) -> None:
    service = dialect.service(hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await speak(client.session.send_audio)
            await client.until(RealtimeTurnCompleteEvent)
            assert client.said("user") == [WORDS]
            assert client.said("assistant") == [f"You said: {WORDS}"]

    play(service, scene)


def test_a_tool_call(dialect: Any, connected: Any) -> None:
    service = dialect.service()

    async def scene() -> None:
        async with connected(service, get_weather) as client:
            await client.session.send(WORDS)
            result = await client.until(FunctionToolResultEvent)
            assert (result.part.tool_name, result.part.content) == ("get_weather", "sunny")
            await client.until(RealtimeTurnCompleteEvent)
            assert client.said("assistant") == ["The answer is: sunny"]

    play(service, scene)


def test_a_barge_in(dialect: Any, connected: Any) -> None:
    service = dialect.service([LONG_ANSWER], hear=[WORDS])

    async def scene() -> None:
        async with connected(service, handle_barge_in=True) as client:
            playing = asyncio.create_task(listen(client.session))
            await client.session.send("Hello!")
            await client.until(PartDeltaEvent)
            await speak(client.session.send_audio)
            await client.until(RealtimeInputSpeechStartEvent)
            await client.until(RealtimeTurnCompleteEvent)  # of the answer that was interrupted
            await client.until(RealtimeTurnCompleteEvent)
            interrupted, answer = client.said("assistant")
            assert LONG_ANSWER.startswith(str(interrupted))
            assert len(str(interrupted)) < len(LONG_ANSWER)
            assert answer == f"You said: {WORDS}"
        await playing

    play(service, scene)
    assert "conversation.item.truncate" in received(service)


async def listen(session: RealtimeSession) -> None:
    """Play the model's audio at the pace of a loudspeaker."""
    async for audio in session.stream_audio():
        await asyncio.sleep(len(audio) / 48_000)
