"""What a client sends: built of models and written, beside what is written by hand."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import voicelive_events

from .bench import Bench, mapped
from .contenders import AZURE, OPENAI, openai_encode
from .measure import Case

BY_HAND = "json.dumps, by hand"
SENT = 200  # times
FRAME = random.Random(1).randbytes(4800)  # 100 ms of PCM16 at 24 kHz
TEXT = "What is the weather like in Oslo?"

Build = Callable[[Any], Any]
"""Makes an event of the models in a module: those that are compared call them the same."""


@dataclass(frozen=True)
class Sent:
    """One event that a client sends, and the ways to make its text."""

    by_hand: Callable[[], Any]
    """Gives it as a dict."""
    build: Build
    build_azure: Build
    openai_has_it: bool = True

    def cases(self, bench: Bench) -> list[Case]:
        return [_case(name, write, backend) for name, write, backend in self.writers(bench)]

    def writers(self, bench: Bench) -> Iterator[tuple[str, Callable[[], str], str | None]]:
        """What makes the text, by contender, and the backend it is to run on."""
        yield BY_HAND, lambda: json.dumps(self.by_hand()), None
        for ours in bench.field.ours:
            yield ours.name, lambda: self._write(strict=False), ours.backend
        for ours in bench.field.ours:
            yield f"{ours.name}, strict=True", lambda: self._write(strict=True), ours.backend
        if bench.field.has("azure.ai.voicelive"):
            azure = import_module("azure.ai.voicelive.models")
            yield AZURE, lambda: json.dumps(self.build_azure(azure).as_dict()), None
        if self.openai_has_it and bench.field.has("openai"):
            encode = openai_encode()
            yield OPENAI, lambda: encode(self.by_hand()), None

    def _write(self, *, strict: bool) -> str:
        text: str = self.build(voicelive_events).to_json(strict=strict)
        return text


def _case(name: str, write: Callable[[], str], backend: str | None) -> Case:
    return mapped(name, lambda _: write(), [None] * SENT, backend)


def _session(models: Any) -> Any:
    return models.ClientEventSessionUpdate(
        session=models.RequestSession(
            instructions="You answer in one sentence.",
            modalities=["text", "audio"],
            voice=models.AzureStandardVoice(name="en-US-AvaNeural", temperature=0.8),
            input_audio_format="pcm16",
            output_audio_format="pcm16",
            input_audio_noise_reduction=models.AudioNoiseReduction(
                type="azure_deep_noise_suppression"
            ),
            input_audio_transcription=models.AudioInputTranscriptionOptions(
                model="whisper-1", language="en"
            ),
            turn_detection=models.ServerVad(
                threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500, create_response=True
            ),
            tools=[
                models.FunctionTool(name="get_weather", parameters={"type": "object"}),
                models.FunctionTool(name="get_time", description="What time it is."),
            ],
            temperature=0.7,
        )
    )


def _message(models: Any) -> Any:
    return models.ClientEventConversationItemCreate(
        item=models.UserMessageItem(content=[models.InputTextContentPart(text=TEXT)])
    )


def _message_by_hand() -> Any:
    content = [{"type": "input_text", "text": TEXT}]
    item = {"type": "message", "role": "user", "content": content}
    return {"type": "conversation.item.create", "item": item}


def _frame(models: Any) -> Any:
    return models.ClientEventInputAudioBufferAppend(audio=FRAME)


def _frame_of_text(models: Any) -> Any:
    return models.ClientEventInputAudioBufferAppend(audio=b64encode(FRAME).decode())


def _frame_by_hand() -> Any:
    return {"type": "input_audio_buffer.append", "audio": b64encode(FRAME).decode()}


FINISHED = _session(voicelive_events).as_dict()
SESSION_UPDATE = Sent(lambda: FINISHED, _session, _session, openai_has_it=False)
MESSAGE = Sent(_message_by_hand, _message, _message)
AUDIO_FRAME = Sent(_frame_by_hand, _frame, _frame_of_text)
