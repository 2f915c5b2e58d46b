"""To ask for a codec, and to ask it."""

from __future__ import annotations

from typing import Any

from voicelive_events._core.annotations import codec_of, union_parts
from voicelive_events._core.check import Check
from voicelive_events._core.codecs import Codec


def codec_for(annotation: Any, *, format: str | None = None) -> Codec:
    return codec_of(union_parts(annotation), format=format)


def found(codec: Codec, raw: Any) -> list[Any]:
    return list(codec.problems(raw, ("k",), Check()))
