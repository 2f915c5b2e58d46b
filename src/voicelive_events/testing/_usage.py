"""The tokens that a conversation costs, by rule of thumb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Tokens", "heard", "read", "spoken", "usage"]

_LETTERS_PER_TOKEN = 4
_HEARD_PER_S, _SPOKEN_PER_S = 10, 20
_BLOCK = 64
"""Tokens are cached in blocks of this size."""


@dataclass(frozen=True)
class Tokens:
    """A number of tokens, of text and of audio."""

    text: int = 0
    audio: int = 0

    @property
    def total(self) -> int:
        return self.text + self.audio

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.text + other.text, self.audio + other.audio)

    def in_blocks(self) -> Tokens:
        """Those that fill a block."""
        return Tokens(self.text - self.text % _BLOCK, self.audio - self.audio % _BLOCK)

    def by_kind(self) -> dict[str, Any]:
        return {"text_tokens": self.text, "audio_tokens": self.audio}


def read(*texts: object) -> Tokens:
    """What *texts* cost."""
    return Tokens(text=-(-sum(len(str(text)) for text in texts) // _LETTERS_PER_TOKEN))


def heard(audio_ms: float) -> Tokens:
    """What audio of the user costs."""
    return Tokens(audio=int(audio_ms * _HEARD_PER_S) // 1000)


def spoken(audio_ms: float) -> Tokens:
    """What audio of the assistant costs."""
    return Tokens(audio=int(audio_ms * _SPOKEN_PER_S) // 1000)


def usage(taken: Tokens, cached: Tokens, written: Tokens, *, reasoning: bool) -> dict[str, Any]:
    """The `TokenUsage`, as on the wire, of a response that has *taken* tokens, some of them
    *cached*, and *written* others."""
    no_image = {"image_tokens": 0}
    output = written.by_kind()
    if reasoning:
        output["reasoning_tokens"] = 0
    return {
        "total_tokens": taken.total + written.total,
        "input_tokens": taken.total,
        "output_tokens": written.total,
        "input_token_details": {
            "cached_tokens": cached.total,
            **taken.by_kind(),
            **no_image,
            "cached_tokens_details": {**cached.by_kind(), **no_image},
        },
        "output_token_details": output,
    }
