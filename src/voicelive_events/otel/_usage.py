"""The tokens of a response, by kind and by modality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .._reading import readable
from ..models.responses import Response
from ..reader import Tokens
from . import _names as names

__all__ = ["NO_COUNTS", "Count", "counts"]

_MODALITIES: Final = ("text", "audio", "image")


@dataclass(frozen=True, slots=True)
class Count:
    """The tokens of one kind."""

    kind: str
    """Its name in the conventions, as in `cache_read.input_tokens`."""

    total: int

    parts: Mapping[str, int]
    """Those of them of which the modality is told, by it."""

    def attributes(self) -> dict[str, int]:
        """What a span says of them; a part of the input or the output only if it is not zero."""
        is_part = "." in self.kind
        if is_part and not self.total:
            return {}
        found = {f"{names.USAGE}.{self.kind}": self.total}
        for modality, count in self.parts.items():
            found[f"{names.USAGE}.{modality}.{self.kind}"] = count
        return found

    def by_modality(self) -> Mapping[str, int]:
        """The same with the rest as ``unknown``, so that their sum is the total."""
        rest = self.total - sum(self.parts.values())
        return {**self.parts, "unknown": rest} if rest > 0 or not self.parts else self.parts


NO_COUNTS: Final = (Count("input_tokens", 0, {}), Count("output_tokens", 0, {}))
"""What is measured of a response that tells nothing of its tokens, as the conventions want it."""


def counts(response: Response, tokens: Tokens) -> Iterator[Count]:
    """What *response* tells of its tokens, of which *tokens* are the sums, if it has a usage."""
    usage = readable(lambda: response.usage)
    if usage is None:
        return
    given = _object(readable(lambda: usage.input_token_details))
    made = _object(readable(lambda: usage.output_token_details))
    yield Count("input_tokens", tokens.input, _parts(given, tokens.input))
    yield Count("output_tokens", tokens.output, _parts(made, tokens.output))
    if "cached_tokens" in given:
        cached = _object(given.get("cached_tokens_details"))
        yield Count("cache_read.input_tokens", tokens.cached, _parts(cached, tokens.cached))
    written = _count(given, "cache_write_tokens", tokens.input)
    if written is not None:
        yield Count("cache_write.input_tokens", written, {})
    reasoning = _count(made, "reasoning_tokens", tokens.output)
    if reasoning is not None:
        yield Count("reasoning.output_tokens", reasoning, {})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _parts(details: Mapping[str, Any], total: int) -> dict[str, int]:
    """By modality; nothing if they are more than *total*."""
    told = ((name, _count(details, f"{name}_tokens", total)) for name in _MODALITIES)
    found = {name: count for name, count in told if count}
    return found if sum(found.values()) <= total else {}


def _count(details: Mapping[str, Any], key: str, total: int) -> int | None:
    """A part of *total*; what cannot be one is none."""
    value = details.get(key)
    return value if type(value) is int and 0 <= value <= total else None
