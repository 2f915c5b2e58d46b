"""A client that plays against a session of the stand-in, without a socket."""

from __future__ import annotations

import asyncio
import math
import selectors
from array import array
from base64 import b64encode
from collections.abc import Callable, Coroutine
from typing import Any

from voicelive_events import ClientEvent, DecodeError, OutputAudioFormat, ServerEvent
from voicelive_events.testing.service._scripts import Script
from voicelive_events.testing.service._session import Opening, ServiceSession
from voicelive_events.testing.service._speech import recoded, tones

DATED = "2026-07-15"
V1 = "v1"
FRAME_MS = 50


class Client:
    """A session, what it has sent, and what makes it do so. Nothing with a problem is sent."""

    def __init__(
        self, script: Script = None, api_version: str = DATED, *, pace: float = 0.0, **more: Any
    ) -> None:
        self.events: list[ServerEvent] = []
        self.times: list[float] = []
        self.busy_s = 0.0
        """How long it takes the loop to send an event."""
        self.failures: list[BaseException] = []
        self.closed: list[tuple[int, str]] = []
        self.format = OutputAudioFormat.PCM16
        opening = Opening(api_version, "gpt-realtime")
        self.session = ServiceSession(
            opening, self._take, script=script, pace=pace, **({"speak": tones} | more)
        )
        self.session.failed = self.failures.append
        self.session.end = lambda code, reason: self.closed.append((code, reason))
        self.session.open()

    def _take(self, event: ServerEvent) -> None:
        assert event.problems() == [], event
        self.events.append(ServerEvent.from_json(event.to_json()))
        self.times.append(self.now)
        loop = asyncio.get_running_loop()
        if isinstance(loop, SkippingLoop):
            loop.skip(self.busy_s)

    # --- What it does ------------------------------------------------------------------------

    def send(self, type: str, **fields: Any) -> None:
        self.session.receive(ClientEvent.from_dict({"type": type, **fields}))

    def send_frame(self, frame: str) -> None:
        try:
            event: ClientEvent | DecodeError = ClientEvent.from_json(frame)
        except DecodeError as error:
            event = error
        self.session.receive(event)

    def update(self, **settings: Any) -> None:
        self.send("session.update", session=settings)

    def write(self, text: str, **fields: Any) -> None:
        """The user writes a message."""
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "role": "user", "content": content}
        self.send("conversation.item.create", item=item | fields)

    def give_output(self, call_id: str, output: str) -> None:
        item = {"type": "function_call_output", "call_id": call_id, "output": output}
        self.send("conversation.item.create", item=item)

    def ask(self, **response: Any) -> None:
        self.send("response.create", **({"response": response} if response else {}))

    def hear(self, *, speech_ms: int = 0, silence_ms: int = 0) -> None:
        """The microphone hears speech, then silence, in frames of 50 ms."""
        self.append(recoded(tone(speech_ms), OutputAudioFormat.PCM16, self.format))
        self.append(recoded(bytes(silence_ms * 48), OutputAudioFormat.PCM16, self.format))

    def append(self, audio: bytes, size: int = 0) -> None:
        size = size or self.format.bytes_per_second * FRAME_MS // 1000
        for start in range(0, len(audio), size):
            piece = b64encode(audio[start : start + size]).decode()
            self.send("input_audio_buffer.append", audio=piece)

    async def settle(self) -> None:
        """Wait until all responses have ended."""
        await asyncio.sleep(0)
        while self.session._responses._tasks:
            await self.session.wait_closed()
            await asyncio.sleep(0)

    async def answer(self, **response: Any) -> ServerEvent:
        """Ask for a response, and wait for its end."""
        self.ask(**response)
        await self.settle()
        return self.last("response.done")

    # --- What it has been sent ---------------------------------------------------------------

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def all(self, type: str) -> list[ServerEvent]:
        return [event for event in self.events if event.type == type]

    def times_of(self, type: str) -> list[float]:
        """When the events of a type were sent."""
        return [
            time for event, time in zip(self.events, self.times, strict=True) if event.type == type
        ]

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def last(self, type: str) -> ServerEvent:
        return self.all(type)[-1]

    def new_types(self, done: Callable[[], object]) -> list[str]:
        """The types of what is sent at once as *done* is called."""
        before = len(self.events)
        done()
        return self.types[before:]

    @property
    def said(self) -> list[str]:
        """What was said or written in each message of the assistant, as far as it ended."""
        messages = [e["item"] for e in self.all("response.output_item.done")]
        parts = [item["content"] for item in messages if item["type"] == "message"]
        return ["".join(p.get("text") or p.get("transcript") or "" for p in c) for c in parts]

    @property
    def codes(self) -> list[str | None]:
        """The codes of the errors."""
        return [event["error"]["code"] for event in self.all("error")]


def tone(milliseconds: int, amplitude: int = 8000) -> bytes:
    """A tone in PCM16 at 24 kHz."""
    count = milliseconds * 24
    return array("h", [int(amplitude * math.sin(n / 20)) for n in range(count)]).tobytes()


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop with a clock of its own, which jumps to where something is to be done next."""

    def __init__(self) -> None:
        super().__init__(_Selector(self))
        self._now = 0.0

    def time(self) -> float:
        return self._now

    def skip(self, seconds: float) -> None:
        self._now += seconds


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: SkippingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(None if timeout is None else 0)
        if not events and timeout:
            self._loop.skip(timeout)
        return events


def played(play: Callable[..., Coroutine[Any, Any, None]], *args: Any, **options: Any) -> Client:
    """The client after *play*, a coroutine function that takes it. No time is spent on waiting."""

    async def run() -> Client:
        client = Client(*args, **options)
        await play(client)
        client.session.close()
        return client

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(run())
