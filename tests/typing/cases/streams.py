"""Events from lines and from async sources."""

import sys
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from io import StringIO
from typing import BinaryIO, TextIO, assert_type

from voicelive_events import (
    AnyClientEvent,
    AsyncEvents,
    ClientEvent,
    ClientEventResponseCreate,
    DecodeError,
    Model,
    ServerEvent,
    aiter_events,
    iter_events,
)


class ContosoEvent(ClientEvent):
    """A class of one's own, or a base of several."""

    tenant: str


def over_lines(texts: list[str], file: TextIO, binary: BinaryIO) -> None:
    assert_type(iter_events(texts), Iterator[ServerEvent])
    assert_type(iter_events(file), Iterator[ServerEvent])
    assert_type(iter_events(binary, strict=True), Iterator[ServerEvent])
    assert_type(iter_events(sys.stdin.buffer), Iterator[ServerEvent])
    assert_type(iter_events(StringIO("{}")), Iterator[ServerEvent])
    assert_type(iter_events(line.strip() for line in texts), Iterator[ServerEvent])
    for event in iter_events(texts):
        assert_type(event, ServerEvent)


def takes_any(events: AsyncIterator[ServerEvent]) -> None:
    print(events)


async def over_frames(texts: AsyncIterable[str], frames: AsyncIterable[str | bytes]) -> None:
    assert_type(aiter_events(texts), AsyncEvents)
    takes_any(aiter_events(texts))
    await aiter_events(texts).aclose()
    assert_type(aiter_events(frames, strict=True), AsyncEvents)
    async for event in aiter_events(frames):
        assert_type(event, ServerEvent)


def of_another_class(texts: list[str], raw: list[bytes], cls: type[ClientEvent]) -> None:
    assert_type(iter_events(texts, ClientEvent), Iterator[ClientEvent])
    assert_type(iter_events(raw, of=ClientEvent, strict=True), Iterator[ClientEvent])
    assert_type(iter_events(texts, ServerEvent), Iterator[ServerEvent])
    assert_type(iter_events(texts, ContosoEvent), Iterator[ContosoEvent])
    assert_type(iter_events(texts, ClientEventResponseCreate), Iterator[ClientEventResponseCreate])
    assert_type(iter_events(texts, cls, on_error=note_text), Iterator[ClientEvent])
    for event in iter_events(texts, ContosoEvent):
        assert_type(event.tenant, str)
    # E: mypy[arg-type] pyright[reportAssignmentType]
    server: Iterator[ServerEvent] = iter_events(texts, ClientEvent)
    # E: mypy[assignment] pyright[reportAssignmentType]
    client: Iterator[ClientEvent] = iter_events(texts)
    print(server, client)
    iter_events(texts, str)  # E: mypy[type-var] pyright[reportArgumentType]
    iter_events(texts, "ClientEvent")  # E: mypy[call-overload] pyright[reportArgumentType]
    iter_events(texts, None)  # E: mypy[call-overload] pyright[reportArgumentType]
    iter_events(texts, AnyClientEvent)  # E: mypy[call-overload] pyright[reportArgumentType]


async def of_another_class_async(
    frames: AsyncIterable[str | bytes], cls: type[ClientEvent]
) -> None:
    assert_type(aiter_events(frames, ClientEvent), AsyncEvents[ClientEvent])
    assert_type(aiter_events(frames, of=ContosoEvent, strict=True), AsyncEvents[ContosoEvent])
    assert_type(aiter_events(frames, cls, on_error=note_either), AsyncEvents[ClientEvent])
    assert_type(await anext(aiter_events(frames, ClientEvent)), ClientEvent)
    async for event in aiter_events(frames, ContosoEvent):
        assert_type(event.tenant, str)
    # E: mypy[arg-type] pyright[reportArgumentType]
    takes_any(aiter_events(frames, ClientEvent))
    aiter_events(frames, int)  # E: mypy[type-var] pyright[reportArgumentType]


def async_events(
    plain: AsyncEvents, server: AsyncEvents[ServerEvent], client: AsyncEvents[ClientEvent]
) -> None:
    """Without a parameter they are server events, as before there were others."""
    assert_type(plain, AsyncEvents[ServerEvent])
    plain = server
    plain = client  # E: mypy[assignment] pyright[reportAssignmentType]
    of_models: AsyncIterator[Model] = client
    print(plain, of_models)


def of_no_model(
    events: AsyncEvents[int],  # E: mypy[type-var] pyright[reportInvalidTypeArguments]
) -> None:
    print(events)


def note_text(number: int, line: str, error: DecodeError) -> None:
    print(number, line.upper(), error, error.line_number)


def note_bytes(number: int, line: bytes, error: DecodeError) -> None:
    print(number, line.hex(), error)


def note_either(number: int, line: str | bytes, error: ValueError) -> str:
    return f"{number} {line!r} {error}"


def note_without_error(number: int, line: str) -> None:
    print(number, line)


def lines_with_on_error(texts: list[str], raw: list[bytes], mixed: list[str | bytes]) -> None:
    """What on_error takes is what the lines are."""
    iter_events(texts, on_error=note_text)
    iter_events(raw, on_error=note_bytes)
    iter_events(texts, on_error=note_either)
    iter_events(mixed, on_error=note_either)
    iter_events(texts, on_error=None)
    iter_events(texts, on_error=lambda number, line, error: print(number, line.upper(), error.args))
    iter_events(raw, on_error=note_text)  # E: mypy[arg-type] pyright[reportArgumentType]
    iter_events(mixed, on_error=note_text)  # E: mypy[arg-type] pyright[reportArgumentType]
    iter_events(texts, on_error=note_without_error)  # E: mypy[arg-type] pyright[reportArgumentType]
    # E: mypy[arg-type, misc] pyright[reportArgumentType]
    iter_events(texts, on_error=lambda error: None)


async def frames_with_on_error(
    texts: AsyncIterator[str], mixed: AsyncIterable[str | bytes], lines: list[str]
) -> None:
    aiter_events(texts, on_error=note_text)
    aiter_events(mixed, on_error=note_either)
    aiter_events(mixed, on_error=note_text)  # E: mypy[arg-type] pyright[reportArgumentType]
    aiter_events(lines)  # E: mypy[call-overload] pyright[reportArgumentType]
    async for event in aiter_events(mixed, on_error=note_either):
        assert_type(event, ServerEvent)
    # E: mypy[attr-defined] pyright[reportGeneralTypeIssues]
    for event in aiter_events(mixed):
        print(event)


def wrong_source(numbers: list[int], frames: AsyncIterable[str]) -> None:
    iter_events(numbers)  # E: mypy[type-var] pyright[reportArgumentType]
    iter_events(frames)  # E: mypy[call-overload] pyright[reportArgumentType]
    iter_events()  # E: mypy[call-overload] pyright[reportCallIssue]
    iter_events([], True)  # E: mypy[call-overload] pyright[reportArgumentType]
    aiter_events([b"{}"])  # E: mypy[call-overload] pyright[reportArgumentType]
