"""Made-up sessions: frames as the service sends them, each with the time at which it came."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

Frame: TypeAlias = dict[str, Any]

START = 1_790_000_000.0  # seconds, Unix time
WORDS = ("is", "it", "warm", "in", "Tromsø", "today", "shall", "we", "take", "the", "boat", "again")
RATE = 48_000  # bytes of PCM16 a second


class Timed(NamedTuple):
    """A frame and when it came, in seconds since the session began."""

    time: float
    frame: Frame


def lines(session: str, frames: Iterator[Timed], start: float = START) -> Iterator[bytes]:
    """The frames as a logger writes them: in an envelope, with the session and the time."""
    for time, frame in frames:
        envelope = {"session": session, "time": round(start + time, 3), "event": frame}
        yield json.dumps(envelope, ensure_ascii=False).encode() + b"\n"


def session_frames(seed: int, *, turns: int, piece_ms: int = 200) -> Iterator[Timed]:
    """A session of *turns* spoken turns, with tool calls, interruptions and a rare error."""
    session = _Session(random.Random(seed), piece_ms)
    yield from session.opening()
    for turn in range(turns):
        yield from session.turn(turn)


class _Session:
    def __init__(self, source: random.Random, piece_ms: int) -> None:
        self.random = source
        self.now = 0.2
        self.piece = RATE * piece_ms // 1000
        self.numbers = 0

    def sent(self, type: str, **fields: Any) -> Timed:
        self.now += 0.002
        self.numbers += 1
        return Timed(self.now, {"type": type, "event_id": f"event_{self.numbers}", **fields})

    def between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def opening(self) -> Iterator[Timed]:
        session = {"id": "sess_1", "model": "gpt-realtime", "output_audio_format": "pcm16"}
        yield self.sent("session.created", session=session)
        yield self.sent("session.updated", session=session)

    def turn(self, turn: int) -> Iterator[Timed]:
        yield from self.speech(turn)
        if self.random.random() < 0.2:
            yield from self.tool_call(turn)
        yield from self.reply(turn)
        if self.random.random() < 0.03:
            error = {"type": "server_error", "code": "rate_limit", "message": "Too many requests."}
            yield self.sent("error", error=error)

    def speech(self, turn: int) -> Iterator[Timed]:
        said, item = self.words(self.random.randint(3, 8)), f"user_{turn}"
        self.now += self.between(0.1, 0.5)
        start = round(1000 * self.now)
        yield self.sent("input_audio_buffer.speech_started", item_id=item, audio_start_ms=start)
        self.now += len(said) / 25
        end = round(1000 * self.now)
        yield self.sent("input_audio_buffer.speech_stopped", item_id=item, audio_end_ms=end)
        yield self.sent("input_audio_buffer.committed", item_id=item, previous_item_id=None)
        content = [{"type": "input_audio", "transcript": None}]
        whole: Frame = {"id": item, "type": "message", "role": "user", "status": "completed"}
        yield self.sent("conversation.item.created", item={**whole, "content": content})
        completed = "conversation.item.input_audio_transcription.completed"
        yield self.sent(completed, item_id=item, content_index=0, transcript=said)

    def tool_call(self, turn: int) -> Iterator[Timed]:
        response, item, call = f"resp_{turn}_tool", f"call_{turn}", f"tool_{turn}"
        yield self.sent("response.created", response={"id": response, "status": "in_progress"})
        head = {"id": item, "type": "function_call", "name": "get_weather", "call_id": call}
        begun, done = {"status": "in_progress", "arguments": ""}, '{"city": "Tromsø"}'
        ids = {"response_id": response, "output_index": 0}
        yield self.sent("response.output_item.added", **ids, item={**head, **begun})
        self.now += self.between(0.1, 0.3)
        arguments = {"item_id": item, "call_id": call, "name": "get_weather", "arguments": done}
        yield self.sent("response.function_call_arguments.done", **ids, **arguments)
        whole = {**head, "status": "completed", "arguments": done}
        yield self.sent("response.output_item.done", **ids, item=whole)
        yield self.done(response, "completed", whole)
        self.now += self.between(0.2, 0.8)
        output = {"id": f"output_{turn}", "type": "function_call_output", "call_id": call}
        yield self.sent("conversation.item.created", item={**output, "output": '{"celsius": 4}'})

    def reply(self, turn: int) -> Iterator[Timed]:
        response, item = f"resp_{turn}", f"reply_{turn}"
        said = self.words(self.random.randint(4, 10)).split(" ")
        size = self.piece * max(1, round(len(said) * 0.3 * RATE / self.piece))
        is_cut = self.random.random() < 0.15
        ids = {"response_id": response, "output_index": 0}
        part = {**ids, "item_id": item, "content_index": 0}
        head = {"id": item, "type": "message", "role": "assistant"}
        yield self.sent("response.created", response={"id": response, "status": "in_progress"})
        whole: Frame = {**head, "status": "in_progress", "content": []}
        yield self.sent("response.output_item.added", **ids, item=whole)
        self.now += self.between(0.2, 0.9)
        started = self.now
        for word in said:
            yield self.sent("response.audio_transcript.delta", **part, delta=f"{word} ")
        for at in range(0, size, self.piece):
            for offset in range(1000 * at // RATE, 1000 * (at + self.piece) // RATE, 100):
                viseme = {"audio_offset_ms": offset, "viseme_id": self.random.randrange(22)}
                yield self.sent("response.animation_viseme.delta", **part, **viseme)
            delta = b64encode(self.random.randbytes(self.piece)).decode()
            yield self.sent("response.audio.delta", **part, delta=delta)
            self.now += self.piece / RATE / 5  # faster than it is played
        if is_cut:
            heard = round(1000 * size / RATE * self.between(0.3, 0.8))
            cut = {"item_id": item, "content_index": 0, "audio_end_ms": heard}
            self.now = max(self.now, started + heard / 1000)
            yield self.sent("conversation.item.truncated", **cut)
        content = [{"type": "audio", "transcript": " ".join(said)}]
        whole = {**head, "status": "incomplete" if is_cut else "completed", "content": content}
        yield self.sent("response.output_item.done", **ids, item=whole)
        is_cancelled = is_cut and self.random.random() < 0.5  # else all of it had been sent
        yield self.done(response, "cancelled" if is_cancelled else "completed", whole)
        if not is_cut:
            self.now = max(self.now, started + size / RATE)

    def done(self, response: str, status: str, item: Frame) -> Timed:
        read, written = self.random.randint(100, 900), self.random.randint(20, 90)
        usage = {"total_tokens": read + written, "input_tokens": read, "output_tokens": written}
        whole = {"id": response, "status": status, "output": [item], "usage": usage}
        return self.sent("response.done", response=whole)
