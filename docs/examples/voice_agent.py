"""A voice agent over `websockets`: it listens, speaks, calls functions and can be interrupted.

export VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=...
arecord -q -t raw -f S16_LE -r 24000 | python voice_agent.py | aplay -q -t raw -f S16_LE -r 24000
"""

import asyncio
import json
import logging
import os
import sys
import wave
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

import voicelive_events as vl
from voicelive_events.assembly import AssembledConversation

log = logging.getLogger(__name__)

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
BYTES_PER_MS = 48  # PCM16, mono, 24 kHz, in both directions
PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)  # seconds before each try to connect; then it gives up


async def get_weather(city: str) -> str:
    """The weather in a city, now."""
    return f"Light rain in {city}, 8 degrees."


async def get_local_time(city: str) -> str:
    """The time of day in a city."""
    return f"It is a quarter past nine in {city}."


FUNCTIONS: dict[str, Callable[..., Awaitable[object]]] = {
    "get_weather": get_weather,
    "get_local_time": get_local_time,
}
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
"""What both functions take, as JSON Schema: the one thing here that has no class."""

SESSION = vl.RequestSession(
    instructions="You are a guide to cities. Keep answers short.",
    voice=vl.AzureStandardVoice(name="en-US-AvaNeural"),
    turn_detection=vl.AzureSemanticVad(create_response=True, interrupt_response=True),
    input_audio_echo_cancellation=vl.AudioEchoCancellation(),
    tools=[
        vl.FunctionTool(name=name, description=function.__doc__, parameters=CITY)
        for name, function in FUNCTIONS.items()
    ],
)


class Speaker(Protocol):
    def play(self, audio: bytes) -> None:
        """Play *audio* after what waits to be played, and return at once."""

    def stop(self) -> int:
        """Fall silent: drop what waits to be played, and say how many bytes it was."""
        ...


class Agent:
    """Converses, and goes on in a new session whenever the connection was lost."""

    def __init__(self, url: str, key: str, speaker: Speaker) -> None:
        self.url, self.key, self.speaker = url, key, speaker
        self.websocket: ClientConnection | None = None
        self.losses = 0  # connections in a row that came to nothing
        self.history: list[vl.ConversationRequestItem] = []  # what was said before the last loss

    async def run(self, microphone: AsyncIterator[bytes]) -> None:
        """Converse until *microphone* ends. Errors are raised in an `ExceptionGroup`."""
        async with asyncio.TaskGroup() as tasks:
            connection = tasks.create_task(self.stay_connected())
            async for chunk in microphone:
                with suppress(ConnectionClosed):  # `converse` sees it too
                    await self.send(vl.ClientEventInputAudioBufferAppend(audio=chunk))
            connection.cancel()

    async def stay_connected(self) -> None:
        while self.losses < len(PAUSES):
            await asyncio.sleep(PAUSES[self.losses])
            try:
                await self.converse()
            except* (OSError, ConnectionClosed, InvalidHandshake) as lost:
                log.warning("connection lost: %s", lost.exceptions[0])
            self.losses += 1
        raise ConnectionError("the connection was lost too often")

    async def converse(self) -> None:
        """One session: raise when its connection is lost. Its function calls end with it."""
        self.conversation = AssembledConversation(keep_audio=False)
        self.response_id: str | None = None  # of the response that may be heard
        self.received = Counter[tuple[str, int]]()  # bytes, by item and part
        self.calls: dict[str, vl.ResponseFunctionCallItem] = {}  # of the response, by call id
        self.user_speaks = False  # until the response to it begins
        self.reply_is_due = False  # to outputs that no response knows of
        self.websocket = await connect(self.url, additional_headers={"api-key": self.key})
        try:
            async with asyncio.TaskGroup() as self.tasks:
                await self.send(vl.ClientEventSessionUpdate(session=SESSION))
                for item in self.history:
                    await self.send(vl.ClientEventConversationItemCreate(item=item))
                async for frame in self.websocket:
                    try:
                        event = vl.ServerEvent.from_json(frame)
                        self.conversation.feed(event)
                        await self.handle(event)
                    except vl.ModelError as error:  # no event, or not as declared
                        log.warning("passed over: %s", error)
                raise ConnectionError("closed by the service")
        finally:
            said = self.conversation.to_requests()
            if len(said) >= len(self.history):  # all that was sent again has arrived
                self.history = said
            await self.websocket.close()

    async def send(self, event: vl.ClientEvent) -> None:
        if self.websocket:  # what is heard before it is there is dropped
            await self.websocket.send(event.to_json(strict=True))

    async def handle(self, event: vl.ServerEvent) -> None:
        match event:
            case vl.ServerEventSessionUpdated():
                self.losses = 0
            case vl.ServerEventInputAudioBufferSpeechStarted():
                await self.interrupt()
            case vl.ServerEventResponseCreated():
                self.response_id = event.response.id
                self.user_speaks = self.reply_is_due = False
            case vl.ServerEventResponseAudioDelta() if event.response_id == self.response_id:
                audio = event.delta
                self.speaker.play(audio)
                self.received[event.item_id, event.content_index] += len(audio)
            case vl.ServerEventResponseOutputItemDone(item=vl.ResponseFunctionCallItem() as call):
                if call.status == "completed":  # else it was cut short
                    self.calls[call.call_id] = call
            case vl.ServerEventResponseDone():
                self.response_id = None
                self.tasks.create_task(self.answer(self.calls))
                self.calls = {}
                response = event.response
                if response.status in (vl.ResponseStatus.FAILED, vl.ResponseStatus.INCOMPLETE):
                    why = json.dumps(response.get("status_details"))
                    log.error("the response is %s: %s", response.status, why)
            case vl.ServerEventError():
                if event.error.code != "response_cancel_not_active":  # a response ended by itself
                    log.error("%s", event.error.message)
            case _:  # of no interest here, or of a newer service
                pass

    async def interrupt(self) -> None:
        """The user speaks: fall silent, and tell the service how much of the answer was heard."""
        self.user_speaks = True
        unheard = self.speaker.stop()
        for (item_id, content_index), received in reversed(self.received.items()):
            if unheard > 0:
                truncate = vl.ClientEventConversationItemTruncate(
                    item_id=item_id,
                    content_index=content_index,
                    audio_end_ms=max(received - unheard, 0) // BYTES_PER_MS,
                )
                await self.send(truncate)
                unheard -= received
        self.response_id = None  # what still comes of it is not played
        if self.conversation.reader.response:
            await self.send(vl.ClientEventResponseCancel())

    async def answer(self, calls: dict[str, vl.ResponseFunctionCallItem]) -> None:
        """Run the functions, send what they give, and ask for one response to all of it: not while
        the user speaks, who gets one anyway, nor during another, at whose end this is called."""
        outputs = await asyncio.gather(*map(run_function, calls.values()))
        for call_id, output in zip(calls, outputs, strict=True):
            item = vl.FunctionCallOutputItem(call_id=call_id, output=output)
            await self.send(vl.ClientEventConversationItemCreate(item=item))
            self.reply_is_due = True
        is_busy = self.conversation.reader.response or self.user_speaks
        if self.reply_is_due and not is_busy:
            await self.send(vl.ClientEventResponseCreate())


async def run_function(call: vl.ResponseFunctionCallItem) -> str:
    """What the function gives. If it fails, the model is told so, and finds words for it."""
    try:
        return str(await FUNCTIONS[call.name](**json.loads(call.arguments)))
    except Exception as error:
        log.exception("a function failed")
        return f"failed: {error!r}"


class Pipe:
    """Standard output as the speaker: for all that is heard as much is played, or silence."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def play(self, audio: bytes) -> None:
        self.waiting += audio

    def stop(self) -> int:
        dropped = len(self.waiting)
        self.waiting.clear()
        return dropped

    async def during(self, microphone: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for heard in microphone:
            played = self.waiting[: len(heard)]
            del self.waiting[: len(heard)]
            sys.stdout.buffer.write(played.ljust(len(heard), b"\0"))
            sys.stdout.buffer.flush()
            yield heard


async def piped() -> AsyncIterator[bytes]:
    """Standard input as the microphone, 100 ms at a time at most."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while heard := await reader.read(100 * BYTES_PER_MS):
        yield heard


async def recorded(path: str) -> AsyncIterator[bytes]:
    """A WAV file as the microphone, 100 ms at a time and at that pace, then silence without end."""
    with wave.open(path) as file:
        if file.getparams()[:3] != (1, 2, 24_000):
            raise wave.Error(f"{path} is no mono PCM16 at 24 kHz")
        due = asyncio.get_running_loop().time()
        while True:
            yield file.readframes(2400).ljust(100 * BYTES_PER_MS, b"\0")
            due += 0.1
            await asyncio.sleep(due - asyncio.get_running_loop().time())


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


def main() -> None:
    pipe = Pipe()
    agent = Agent(setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY"), pipe)
    microphone = recorded(sys.argv[1]) if sys.argv[1:] else piped()
    failure: str | None = None
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(agent.run(pipe.during(microphone)))
    except* (OSError, InvalidURI, wave.Error) as errors:
        failure = f"failed: {errors.exceptions[0]}"
    sys.exit(failure)


if __name__ == "__main__":
    main()
