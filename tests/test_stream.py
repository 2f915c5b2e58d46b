"""Events from lines and frames."""

from __future__ import annotations

import asyncio
import json
import pickle
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from voicelive_events import (
    AnyClientEvent,
    ClientEvent,
    ClientEventResponseCancel,
    DecodeError,
    Model,
    RequestSession,
    ServerEvent,
    ServerEventWarning,
    UnknownClientEvent,
    UnknownServerEvent,
    ValidationError,
    aiter_events,
    iter_events,
)

WARNING = '{"type":"warning","warning":{"message":"m"}}'
BAD = '{"type":"warning","warning":{}}'
CANCEL = '{"type":"response.cancel","response_id":"r"}'


Event = TypeVar("Event", bound=Model)


async def frames(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        await asyncio.sleep(0)
        yield item


def collect(source: AsyncIterator[Event]) -> list[Event]:
    async def run() -> list[Event]:
        return [event async for event in source]

    return asyncio.run(run())


def test_lines_of_a_file(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(f'{WARNING}\n\n  \t\r\n{{"type":"x","text":"ä\\u2028"}}\r\n{WARNING}', "utf-8")
    for mode in ("r", "rb"):
        with log.open(mode, encoding=None if "b" in mode else "utf-8") as lines:
            classes = [type(event) for event in iter_events(lines)]
        assert classes == [ServerEventWarning, UnknownServerEvent, ServerEventWarning]


def test_frames_of_every_kind() -> None:
    kinds: list[Any] = [
        WARNING,
        WARNING.encode(),
        bytearray(WARNING.encode()),
        memoryview(WARNING.encode()),
    ]
    blank: list[Any] = ["", b"", b" \n", bytearray(), memoryview(b" "), memoryview(b"")]
    assert [type(e) for e in iter_events(kinds + blank)] == [ServerEventWarning] * 4
    assert [type(e) for e in collect(aiter_events(frames(*kinds, *blank)))] == (
        [ServerEventWarning] * 4
    )


def test_events_of_the_client() -> None:
    lines = [CANCEL, "", WARNING]
    classes: list[type[ClientEvent]] = [ClientEventResponseCancel, UnknownClientEvent]
    assert [type(event) for event in iter_events(lines, ClientEvent)] == classes
    assert [type(event) for event in iter_events(lines, of=ClientEvent)] == classes
    assert [type(event) for event in collect(aiter_events(frames(*lines), ClientEvent))] == classes
    assert [type(event) for event in iter_events(lines)] == [UnknownServerEvent, ServerEventWarning]
    assert [type(event) for event in iter_events(lines, ServerEvent)] == [
        UnknownServerEvent,
        ServerEventWarning,
    ]


def test_of_one_class_what_is_of_another_is_an_error() -> None:
    seen: list[tuple[int, str]] = []
    lines = [CANCEL, WARNING, CANCEL]
    only = iter_events(
        lines, ClientEventResponseCancel, on_error=lambda n, _l, e: seen.append((n, str(e)))
    )
    assert [event.response_id for event in only] == ["r", "r"]
    failure = (
        "line 2: expected 'response.cancel' of ClientEventResponseCancel, "
        "got string 'warning', at $.type"
    )
    assert seen == [(2, failure)]
    with pytest.raises(DecodeError) as raised:
        collect(aiter_events(frames(*lines), ClientEventResponseCancel))
    assert raised.value.line_number == 2


def test_strict_of_the_client() -> None:
    bad = '{"type":"response.cancel","response_id":3}'
    assert len(list(iter_events([bad], ClientEvent))) == 1
    with pytest.raises(ValidationError, match=r"^line 1: 1 problem: .* at \$\.response_id$"):
        list(iter_events([bad], ClientEvent, strict=True))
    with pytest.raises(ValidationError, match=r"^frame 1: 1 problem: .* at \$\.response_id$"):
        collect(aiter_events(frames(bad), ClientEvent, strict=True))


def test_any_model_can_be_read() -> None:
    """The settings of sessions, for instance, one a line."""
    (session,) = iter_events(['{"voice":"alloy"}'], RequestSession)
    assert type(session) is RequestSession


@pytest.mark.parametrize(
    ("of", "got"),
    [
        (dict, "type"),
        ("ClientEvent", "string 'ClientEvent'"),
        (True, "true"),
        (None, "null"),
        (AnyClientEvent, "UnionType"),
        (ClientEvent.from_json, "method"),
    ],
)
def test_what_is_no_model_is_refused_at_once(of: Any, got: str) -> None:
    nothing: Any = []
    for events in (iter_events, aiter_events):
        with pytest.raises(TypeError) as raised:
            events(nothing, of)
        assert str(raised.value) == f"expected ServerEvent, ClientEvent or another model, got {got}"


@pytest.mark.parametrize("line", ["[]", "null", "{", '{"type":3}', b"\xff", "NaN"])
def test_an_undecodable_line_says_where(line: Any) -> None:
    lines = [WARNING, "", line, WARNING]
    with pytest.raises(DecodeError) as raised:
        list(iter_events(lines))
    assert raised.value.line_number == 3
    assert str(raised.value).startswith("line 3: expected ")
    with pytest.raises(DecodeError) as raised:
        collect(aiter_events(frames(*lines)))
    assert raised.value.line_number == 3


def test_the_position_is_within_the_line() -> None:
    with pytest.raises(DecodeError) as raised:
        list(iter_events([WARNING + "\n", '{"type":"b"\n']))
    assert str(raised.value) == (
        "line 2: expected JSON, got the end of the text at column 12 (Expecting ',' delimiter)"
    )


def test_only_what_json_has_is_blank() -> None:
    assert list(iter_events(["", " ", "\t\r\n"])) == []
    with pytest.raises(DecodeError):
        list(iter_events(["\u00a0"]))


def test_on_error_gets_it_and_the_loop_goes_on() -> None:
    lines: list[Any] = [WARNING, "[]", None, "", WARNING, b"\xff"]
    seen: list[tuple[int, Any, DecodeError]] = []
    events = list(iter_events(lines, on_error=lambda *args: seen.append(args)))
    assert events == [json.loads(WARNING)] * 2
    assert [(number, line) for number, line, _ in seen] == [(2, "[]"), (3, None), (6, b"\xff")]
    assert [error.line_number for *_, error in seen] == [2, 3, 6]
    again: list[tuple[int, Any, DecodeError]] = []
    on_error = aiter_events(frames(*lines), on_error=lambda *args: again.append(args))
    assert collect(on_error) == events
    assert [row[:2] for row in again] == [row[:2] for row in seen]
    for (*_, error), (*_, of_frame) in zip(seen, again, strict=True):
        assert str(of_frame) == str(error).replace("line ", "frame ", 1)
        assert str(pickle.loads(pickle.dumps(of_frame))) == str(of_frame)


def test_strict() -> None:
    assert len(list(iter_events([WARNING, BAD]))) == 2
    with pytest.raises(ValidationError) as raised:
        list(iter_events([WARNING, BAD], strict=True))
    assert raised.value.line_number == 2
    assert str(raised.value).startswith("line 2: 1 problem: expected a string, got nothing, at $")
    seen: list[DecodeError] = []
    good = iter_events([BAD, WARNING], strict=True, on_error=lambda _n, _l, e: seen.append(e))
    assert list(good) == [json.loads(WARNING)]
    assert [type(error) for error in seen] == [ValidationError]
    with pytest.raises(ValidationError):
        collect(aiter_events(frames(BAD), strict=True))


def test_an_error_of_the_callback_or_the_source_is_its_own() -> None:
    def source() -> Iterator[str]:
        yield WARNING
        raise OSError("gone")

    events = iter_events(source())
    assert next(events) == json.loads(WARNING)
    with pytest.raises(OSError, match="gone"):
        next(events)

    def refuse(*_: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        list(iter_events(["["], on_error=refuse))


@pytest.mark.parametrize(
    "one",
    [
        *(WARNING, WARNING.encode(), bytearray(WARNING.encode()), memoryview(WARNING.encode())),
        *("session.jsonl", Path("session.jsonl")),
        *({}, ServerEvent.from_json(WARNING)),
    ],
)
def test_one_text_or_a_path_is_no_lines(one: Any) -> None:
    for events in (iter_events, aiter_events):
        with pytest.raises(TypeError) as raised:
            events(one)  # at once, not when the first event is asked for
        assert str(raised.value) == (
            f"expected lines, got one {type(one).__name__}: open a file, as in "
            "`with open(path, 'rb') as log: iter_events(log)`, or give one text to "
            "ServerEvent.from_json"
        )


def test_what_cannot_be_iterated_is_refused_at_once() -> None:
    nothing: Any = None
    with pytest.raises(TypeError, match="not iterable"):
        iter_events(nothing)
    with pytest.raises(TypeError, match="not an async iterable"):
        aiter_events(nothing)


def test_a_released_view_goes_to_on_error() -> None:
    view = memoryview(WARNING.encode())
    view.release()
    seen: list[DecodeError] = []
    lines: list[Any] = [view, WARNING]
    assert len(list(iter_events(lines, on_error=lambda _n, _l, e: seen.append(e)))) == 1
    assert [error.code for error in seen] == ["wrong_type"]


def test_on_error_is_called_outside_of_the_handler() -> None:
    def refuse(*_: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError) as raised:
        list(iter_events(["["], on_error=refuse))
    assert raised.value.__context__ is None


@pytest.mark.parametrize("ending", ["closed", "an error", "the end"])
def test_an_async_source_is_closed(ending: str) -> None:
    closed = []

    async def source() -> AsyncIterator[str]:
        try:
            yield WARNING
            yield "[" if ending == "an error" else WARNING
        finally:
            closed.append(ending)

    async def run() -> None:
        events = aiter_events(source())
        assert await anext(events) == json.loads(WARNING)
        if ending == "closed":
            await events.aclose()
        elif ending == "an error":
            with pytest.raises(DecodeError):
                await anext(events)
        else:
            assert [event async for event in events] == [json.loads(WARNING)]
        assert closed == [ending]

    asyncio.run(run())


def test_a_source_is_closed_though_nothing_was_asked_for() -> None:
    closed = []

    class Source:
        def __aiter__(self) -> Source:
            return self

        async def __anext__(self) -> str:
            return WARNING

        def aclose(self) -> None:  # nothing to await, as of some frameworks
            closed.append(True)

    async def run() -> None:
        events = aiter_events(Source())
        await events.aclose()
        await events.aclose()
        assert [event async for event in events] == []

    asyncio.run(run())
    assert closed == [True]


def test_a_source_is_closed_when_its_reader_is_cancelled() -> None:
    closed = []

    async def source() -> AsyncIterator[str]:
        try:
            yield WARNING
            await asyncio.sleep(60)
        finally:
            closed.append(True)

    async def run() -> None:
        reading = asyncio.create_task(anext_twice(aiter_events(source())))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    async def anext_twice(events: AsyncIterator[ServerEvent]) -> None:
        await anext(events)
        await anext(events)

    asyncio.run(run())
    assert closed == [True]


def test_an_async_source_that_cannot_be_closed() -> None:
    class Source:
        def __init__(self) -> None:
            self.lines = iter([WARNING])

        def __aiter__(self) -> Source:
            return self

        async def __anext__(self) -> str:
            for line in self.lines:
                return line
            raise StopAsyncIteration

    assert collect(aiter_events(Source())) == [json.loads(WARNING)]


def test_lazy() -> None:
    taken = []

    def source() -> Iterator[str]:
        for number in range(10):
            taken.append(number)
            yield WARNING

    events = iter_events(source())
    assert taken == []
    next(events)
    assert taken == [0]


def test_memory_is_flat() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for event in iter_events(WARNING for _ in range(count)):
            assert event
        peaked = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peaked

    peak(100)
    assert peak(20_000) < 2 * peak(200) + 20_000
