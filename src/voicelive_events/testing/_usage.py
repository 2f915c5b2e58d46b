"""The tokens that a conversation costs, by rule of thumb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Tokens", "text_tokens"]

_LETTERS_PER_TOKEN = 4
_CACHED_AT_ONCE = 64
"""Tokens are cached in blocks."""

IN_AUDIO_PER_S, OUT_AUDIO_PER_S = 10, 20
"""What a second of the user's audio costs, and of the assistant's."""


def text_tokens(text: str) -> int:
    return -(-len(text) // _LETTERS_PER_TOKEN)


@dataclass
class Tokens:
    """A number of tokens, of text and of audio."""

    text: int = 0
    audio: int = 0

    def add(self, other: Tokens) -> None:
        self.text += other.text
        self.audio += other.audio


def usage(read: Tokens, cached: Tokens, written: Tokens, *, reasoning: bool) -> dict[str, Any]:
    """The `TokenUsage` of a response, as on the wire."""
    in_total, out_total = read.text + read.audio, written.text + written.audio
    kept = Tokens(*(n // _CACHED_AT_ONCE * _CACHED_AT_ONCE for n in (cached.text, cached.audio)))
    output = {"text_tokens": written.text, "audio_tokens": written.audio}
    return {
        "total_tokens": in_total + out_total,
        "input_tokens": in_total,
        "output_tokens": out_total,
        "input_token_details": {
            "cached_tokens": kept.text + kept.audio,
            "text_tokens": read.text,
            "audio_tokens": read.audio,
            "image_tokens": 0,
            "cached_tokens_details": {
                "text_tokens": kept.text,
                "audio_tokens": kept.audio,
                "image_tokens": 0,
            },
        },
        "output_token_details": output | ({"reasoning_tokens": 0} if reasoning else {}),
    }
