"""Events from lines, and from the frames of an async source."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from ._core.jsontext import JSONText
from .errors import DecodeError
from .server.base import ServerEvent

__all__ = ["OnError", "aiter_events", "iter_events"]

Frame = TypeVar("Frame", bound=JSONText)

OnError: TypeAlias = Callable[[int, Frame, DecodeError], object]
"""Called with the line number (from 1), the line and the error of each undecodable line."""


def iter_events(
    lines: Iterable[Frame],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> Iterator[ServerEvent]:
    """The events of *lines*, JSON Lines as str or UTF-8 bytes: an open file, for instance.

    One line is read for each event that is asked for; blank lines are skipped. A line that
    cannot be decoded goes to *on_error* and is passed over. Without *on_error* it raises
    `DecodeError`, with *strict* also `ValidationError`, whose ``line_number`` says where.
    """
    if isinstance(lines, str | bytes | bytearray):
        raise TypeError(f"expected lines, got one {type(lines).__name__}; from_json decodes it")
    for number, line in enumerate(lines, start=1):
        event = _event(number, line, strict, on_error)
        if event is not None:
            yield event


async def aiter_events(
    source: AsyncIterable[Frame],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> AsyncIterator[ServerEvent]:
    """As `iter_events`, over the frames of an async source: a websocket, for instance."""
    number = 0
    async for frame in source:
        number += 1
        event = _event(number, frame, strict, on_error)
        if event is not None:
            yield event


def _event(
    number: int, line: Frame, strict: bool, on_error: OnError[Frame] | None
) -> ServerEvent | None:
    if _is_blank(line):
        return None
    try:
        return ServerEvent.from_json(line, strict=strict)
    except DecodeError as error:
        error.line_number = number
        if on_error is None:
            raise
        on_error(number, line, error)
        return None


def _is_blank(line: object) -> bool:
    if isinstance(line, memoryview):
        line = line.tobytes()
    # Whatever is no text at all is for the decoder to refuse.
    if isinstance(line, str):
        return not line.strip(" \t\r\n")
    return isinstance(line, bytes | bytearray) and not line.strip(b" \t\r\n")
