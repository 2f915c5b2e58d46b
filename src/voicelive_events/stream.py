"""Events from lines, and from the frames of an async source."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from os import PathLike
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, overload

from ._core.describe import describe
from ._core.jsontext import JSONText
from ._core.model import Model
from .errors import DecodeError
from .server.base import ServerEvent

__all__ = ["AsyncEvents", "OnError", "aiter_events", "iter_events"]

Frame = TypeVar("Frame", bound=JSONText)
if TYPE_CHECKING:
    import typing_extensions  # at run time it would slow the import

    Event = typing_extensions.TypeVar("Event", bound=Model, default=ServerEvent)
else:
    Event = TypeVar("Event", bound=Model)

OnError: TypeAlias = Callable[[int, Frame, DecodeError], object]
"""Called with the number (from 1), the line or frame, and the error of each that cannot be
decoded."""


@overload
def iter_events(
    lines: Iterable[Frame],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> Iterator[ServerEvent]: ...


@overload
def iter_events(
    lines: Iterable[Frame],
    of: type[Event],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> Iterator[Event]: ...


def iter_events(
    lines: Iterable[Frame],
    of: type[Any] = ServerEvent,
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> Iterator[Any]:
    """The events of *lines*, JSON Lines as str or UTF-8 bytes: an open file, for instance.

    They are server events, or *of* another class: `ClientEvent`, for what a client sent.

    One line is read for each event that is asked for; blank lines are skipped. A line that
    cannot be decoded goes to *on_error* and is passed over. Without *on_error* it raises
    `DecodeError`, with *strict* also `ValidationError`, whose ``line_number`` says where.
    Raises `TypeError` at once for a path or a single text.
    """
    _check_are_several(lines)
    _check_is_model(of)
    return _events(iter(lines), of, strict, on_error)


def _check_are_several(lines: object) -> None:
    if isinstance(lines, str | bytes | bytearray | memoryview | PathLike | Mapping):
        raise TypeError(
            f"expected lines, got one {type(lines).__name__}: open a file, as in "
            "`with open(path, 'rb') as log: iter_events(log)`, or give one text to "
            "ServerEvent.from_json"
        )


def _check_is_model(of: object) -> None:
    if not (isinstance(of, type) and issubclass(of, Model)):
        raise TypeError(f"expected ServerEvent, ClientEvent or another model, got {describe(of)}")


def _events(
    lines: Iterator[Frame], of: type[Event], strict: bool, on_error: OnError[Frame] | None
) -> Iterator[Event]:
    for number, line in enumerate(lines, start=1):
        event = _event(number, line, of, strict, on_error)
        if event is not None:
            yield event


@overload
def aiter_events(
    source: AsyncIterable[Frame],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> AsyncEvents[ServerEvent]: ...


@overload
def aiter_events(
    source: AsyncIterable[Frame],
    of: type[Event],
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> AsyncEvents[Event]: ...


def aiter_events(
    source: AsyncIterable[Frame],
    of: type[Any] = ServerEvent,
    *,
    strict: bool = False,
    on_error: OnError[Frame] | None = None,
) -> AsyncEvents[Any]:
    """As `iter_events`, over the frames of an async source: a websocket, for instance.

    The ``line_number`` of an error is that of the frame.
    """
    _check_are_several(source)
    _check_is_model(of)
    return AsyncEvents(aiter(source), of, strict, on_error)


class AsyncEvents(AsyncIterator[Event], Generic[Event]):
    """What `aiter_events` gives: the events, one for each that is awaited.

    When it ends or is closed, so is what iterates over the source, if that can be closed.
    """

    # A class, for an async generator that nobody has begun cannot close anything.
    def __init__(
        self,
        frames: AsyncIterator[Any],
        of: type[Event],
        strict: bool,
        on_error: OnError[Any] | None,
    ) -> None:
        self._frames: AsyncIterator[Any] | None = frames
        self._of = of
        self._number = 0
        self._strict = strict
        self._on_error = on_error

    async def __anext__(self) -> Event:
        try:
            while self._frames is not None:
                frame = await anext(self._frames)
                self._number += 1
                event = _event(self._number, frame, self._of, self._strict, self._on_error, "frame")
                if event is not None:
                    return event
        except BaseException:  # the end of the source, or an error: there is no next event
            await self.aclose()
            raise
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """End it, and close what iterates over the source."""
        frames, self._frames = self._frames, None
        close: Callable[[], object] | None = getattr(frames, "aclose", None)
        closed = None if close is None else close()
        if isinstance(closed, Awaitable):
            await closed


def _event(
    number: int,
    line: Frame,
    of: type[Event],
    strict: bool,
    on_error: OnError[Frame] | None,
    counted: str = "line",
) -> Event | None:
    text = _without_end(line)
    if isinstance(text, str | bytes | bytearray) and not text:
        return None
    try:
        return of.from_json(text, strict=strict)
    except DecodeError as error:
        error.line_number, error._counted = number, counted
        if on_error is None:
            raise
        failure = error
    on_error(number, line, failure)
    return None


def _without_end(line: Any) -> Any:
    """*line* without the blanks at its end; what is no text is for the decoder to refuse."""
    if isinstance(line, str):
        return line.rstrip(" \t\r\n")
    if isinstance(line, memoryview):
        try:
            line = line.tobytes()
        except ValueError:  # it was released
            return line
    return line.rstrip(b" \t\r\n") if isinstance(line, bytes | bytearray) else line
