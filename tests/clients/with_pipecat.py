"""pipecat: dated, as the service's client, which insists on TLS, and v1, as OpenAI's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicelive_events.testing.service import StandIn

from .user import LONG_ANSWER, WORDS, play, received, speak

pytest.importorskip("pipecat", reason="of the group clients")

from pipecat.adapters.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    FunctionCallResultFrame,
    InputAudioRawFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMMessagesAppendFrame,
    LLMRunFrame,
    TTSAudioRawFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.azure.voice_live import events as azure
from pipecat.services.azure.voice_live.llm import AzureVoiceLiveLLMService
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.openai.realtime import events as openai
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.workers.runner import WorkerRunner


class Listener(FrameProcessor):
    """Hears what passes it."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.frames.put_nowait(frame)
        await self.push_frame(frame, direction)


class Client:
    def __init__(self, llm: Any, tools: Any) -> None:
        self.context = LLMContext(tools=ToolsSchema(standard_tools=list(tools)))
        aggregators = LLMContextAggregatorPair(self.context)
        self._listener = Listener()
        processors = [aggregators.user(), llm, self._listener, aggregators.assistant()]
        rates = PipelineParams(audio_in_sample_rate=24_000, audio_out_sample_rate=24_000)
        self.worker = PipelineWorker(
            Pipeline(processors), params=rates, cancel_on_idle_timeout=False
        )

    async def until(self, kind: type[Frame]) -> Any:
        """The next frame of a *kind* that came from the service."""
        while True:
            frame = await self._listener.frames.get()
            assert not isinstance(frame, ErrorFrame), frame
            if isinstance(frame, kind):
                return frame

    async def write(self, text: str) -> None:
        message: Any = {"role": "user", "content": text}
        await self.worker.queue_frame(LLMMessagesAppendFrame([message], run_llm=True))

    async def greet(self) -> None:
        """Ask for a response, as pipecat's examples do at the beginning of a call."""
        await self.worker.queue_frame(LLMRunFrame())
        await self.until(LLMFullResponseEndFrame)

    async def speak(self) -> None:
        await speak(lambda audio: self.worker.queue_frame(InputAudioRawFrame(audio, 24_000, 1)))

    def said(self, role: str) -> list[Any]:
        messages: list[Any] = self.context.get_messages()
        return [
            message["content"]
            for message in messages
            if message["role"] == role and "content" in message
        ]


class Dated:
    def service(self, *args: Any, **kwargs: Any) -> StandIn:
        return StandIn(*args, tls=True, **kwargs)

    def llm(self, service: StandIn, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("SSL_CERT_FILE", str(service.authority))
        properties = azure.SessionProperties(
            modalities=["text", "audio"],
            turn_detection=azure.TurnDetection(type="azure_semantic_vad"),
            input_audio_transcription=azure.InputAudioTranscription(model="azure-speech"),
        )
        settings = AzureVoiceLiveLLMService.Settings(
            model="gpt-realtime", session_properties=properties
        )
        return AzureVoiceLiveLLMService(api_key="key", endpoint=service.endpoint, settings=settings)


class V1:
    def service(self, *args: Any, **kwargs: Any) -> StandIn:
        return StandIn(*args, **kwargs)

    def llm(self, service: StandIn, monkeypatch: pytest.MonkeyPatch) -> Any:
        audio = openai.AudioConfiguration(
            input=openai.AudioInput(
                transcription=openai.InputAudioTranscription(),
                turn_detection=openai.TurnDetection(),
            )
        )
        settings = OpenAIRealtimeLLMService.Settings(
            session_properties=openai.SessionProperties(audio=audio)
        )
        base_url = f"{service.endpoint}/v1/realtime"
        return OpenAIRealtimeLLMService(api_key="key", base_url=base_url, settings=settings)


async def get_weather(params: FunctionCallParams, city: str) -> None:
    """Tell the weather.

    Args:
        city: Where.
    """
    await params.result_callback("sunny")


@pytest.fixture(params=[Dated, V1])
def dialect(request: pytest.FixtureRequest) -> Any:
    return request.param()


@pytest.fixture
def connected(dialect: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    @asynccontextmanager
    async def connect(service: StandIn, *tools: Any) -> AsyncIterator[Client]:
        llm = dialect.llm(service, monkeypatch)
        client = Client(llm, tools)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(client.worker)
        running = asyncio.create_task(runner.run())
        try:
            yield client
        except BaseException:
            await runner.cancel()
            raise
        else:
            await client.worker.queue_frame(EndFrame())
        finally:
            await running

    return connect


def test_a_text_turn(dialect: Any, connected: Any) -> None:
    service = dialect.service()

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            audio = await client.until(TTSAudioRawFrame)
            assert (audio.sample_rate, audio.num_channels) == (24_000, 1)
            await client.until(LLMFullResponseEndFrame)
        assert client.said("assistant") == ["You said: Hello!"]

    play(service, scene)


def test_a_spoken_turn(dialect: Any, connected: Any) -> None:
    service = dialect.service(["Hello!"], hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await client.greet()
            await client.speak()
            await client.until(UserStartedSpeakingFrame)
            await client.until(UserStoppedSpeakingFrame)
            await client.until(LLMFullResponseEndFrame)
        assert client.said("user") == [WORDS]
        assert client.said("assistant") == ["Hello!", f"You said: {WORDS}"]

    play(service, scene)


def test_a_tool_call(dialect: Any, connected: Any) -> None:
    service = dialect.service()

    async def scene() -> None:
        async with connected(service, get_weather) as client:
            await client.write(WORDS)
            result = await client.until(FunctionCallResultFrame)
            assert (result.function_name, result.result) == ("get_weather", "sunny")
            await client.until(TTSAudioRawFrame)
            await client.until(LLMFullResponseEndFrame)
        assert client.said("assistant")[-1] == 'The answer is: "sunny"'

    play(service, scene)


def test_a_barge_in(dialect: Any, connected: Any) -> None:
    service = dialect.service([LONG_ANSWER], hear=[WORDS])

    async def scene() -> None:
        async with connected(service) as client:
            await client.write("Hello!")
            await client.until(TTSAudioRawFrame)
            await client.speak()
            await client.until(InterruptionFrame)
            await client.until(TTSAudioRawFrame)
            await client.until(LLMFullResponseEndFrame)
        interrupted, answer = client.said("assistant")
        assert LONG_ANSWER.startswith(interrupted)
        assert len(interrupted) < len(LONG_ANSWER)
        assert answer == f"You said: {WORDS}"

    play(service, scene)
    assert "conversation.item.truncate" in received(service)
