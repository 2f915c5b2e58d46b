"""What stands in a stream of bytes, whatever its form."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from voicelive_events._logs import lines
from voicelive_events._logs.lines import DamagedError, read_lines

from ..streams import Stream

EVENTS: list[dict[str, Any]] = [
    {"type": "a", "text": '[{\\"}]', "empty": [{}, []]},
    {"type": "b", "text": "\\", "list": [[["\u20ac{"]]]},
    {"type": "c"},
]


def read(data: bytes) -> list[tuple[int, bytes]]:
    """What is read of *data*, none of it with an error."""
    found = list(read_lines(io.BufferedReader(io.BytesIO(data))))
    assert [line.error for line in found] == [None] * len(found)
    return [(line.number, line.data) for line in found]


def values(data: bytes) -> list[Any]:
    return [json.loads(value) for _, value in read(data)]


def laid_out(**options: Any) -> Callable[[list[Any]], str]:
    return lambda events: "\n".join(json.dumps(event, **options) for event in events)


FORMS: dict[str, Callable[[list[Any]], str]] = {
    "lines": laid_out(),
    "objects": laid_out(indent=2),
    "objects, not indented": laid_out(indent=0),
    "objects, indented by tabs": laid_out(indent="\t"),
    "objects, one after the other": lambda events: laid_out(indent=1)(events).replace("}\n{", "}{"),
    "objects, with commas": lambda events: laid_out(indent=1)(events).replace("\n}\n{", "\n},\n{"),
    "lines and objects": lambda events: (
        f"{json.dumps(events[0])}\n{laid_out(indent=4)(events[1:])}"
    ),
    "array on one line": json.dumps,
    "array without blanks": lambda events: json.dumps(events, separators=(",", ":")),
    "array": lambda events: json.dumps(events, indent=2),
    "array, one event a line": lambda events: "[\n" + ",\n".join(map(json.dumps, events)) + "\n]",
    "array as Jackson has it": lambda events: json.dumps(events, indent=2).replace(
        "[\n  {", "[ {", 1
    ),
    "array without its end": lambda events: json.dumps(events)[:-1],
    "array after blank lines": lambda events: "\n\n " + json.dumps(events),
    "two arrays": lambda events: json.dumps(events[:1]) + json.dumps(events[1:]),
}


@pytest.mark.parametrize("ensure_ascii", [True, False], ids=["ascii", "utf-8"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"], ids=["", "lf", "lf lf"])
@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, end: str, bom: bytes, ensure_ascii: bool) -> None:
    text = FORMS[form](EVENTS) + end
    if not ensure_ascii:
        text = text.replace("\\u20ac", "\u20ac")
    assert values(bom + text.encode()) == EVENTS
    assert values(bom + text.replace("\n", "\r\n").encode()) == EVENTS


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("form", ["array on one line", "array", "objects"])
def test_pieces_may_end_anywhere(monkeypatch: pytest.MonkeyPatch, form: str, size: int) -> None:
    monkeypatch.setattr(lines, "_PIECE", size)
    monkeypatch.setattr(lines, "MAX_LINE", 200)
    strange = "".join(random.Random(1).choices('\\"[]{},', k=60))
    events = [*EVENTS, {"type": strange}]
    assert values(FORMS[form](events).encode()) == events


def test_numbers_are_those_of_lines_and_of_elements() -> None:
    objects = b'{\n"a": 1\n}\n\n{"b": 1}\n{\n"c":\n{}}{\n"d": 1\n}\n{"e": 1}'
    assert [number for number, _ in read(objects)] == [1, 5, 6, 8, 11]
    array = b'\n[\n{"a": 1},\n\n{"b": 1}, {\n"c": 1}\n]'
    assert [number for number, _ in read(array)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}\n[{"b": 1}]', ['{"a": 1}', '[{"b": 1}]']),  # no array, unless it comes first
        ("[1]\n[2]", ["[1]", "[2]"]),
        ("[INFO] begins\n{}", ["[INFO] begins", "{}"]),
        ("[{}, oops, {}]", ["{}", "oops", "{}"]),
        ('[{"a": oops}, {}]', ['{"a": oops}', "{}"]),
        ('[{"a": 1]}, {}]', ['{"a": 1]', "}", "{}"]),
        ('[{"a": 1}}, {}]', ['{"a": 1}', "}", "{}"]),
        ("[{}] rest", ["{}", "rest"]),
        ("[{}]\nrest", ["{}", "rest"]),
        ('[{}, {"a":', ["{}", '{"a":']),
        ('{\n"a": 1,\n', ['{\n"a": 1,\n']),
        ('[\n{"a": "cut\n{"b": 1},\n{}\n]', ['{"a": "cut\n', '{"b": 1}', "{}"]),
        ('{\n"a": "cut\n{\n"b": 1\n}', ['{\n"a": "cut\n', '{\n"b": 1\n}']),
    ],
)
def test_what_is_wrong_is_one_value(text: str, expected: list[str]) -> None:
    assert [value.decode() for _, value in read(text.encode())] == expected


@pytest.mark.parametrize("text", ["", "\n \n", "[\n]", "[\n\n]\n"])
def test_nothing(text: str) -> None:
    assert read(text.encode()) == []


def test_a_value_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 1 << 20)
    data = json.dumps([{"a": 1}, {"x": "y" * (1 << 20)}, {"b": 1}]).encode()
    first, second, third = read_lines(io.BytesIO(data))
    assert (first.data, third.data) == (b'{"a": 1}', b'{"b": 1}')
    assert str(second.error) == "expected a value of at most 1 MiB, got a longer one, at $"
    assert second.data == b""


@pytest.mark.parametrize(
    ("element", "count"),
    [
        (b'{"x": [1, {"y": []}]}, ' + b" " * 5_000, 18),
        (b'{"x": "' + b"x" * 99_980 + b'"}, ', 1),
        (b"1, ", 0),
        (b'"\\"', 0),
    ],
    ids=["short", "long", "no events", "text"],
)
def test_an_array_is_read_in_little_memory(
    monkeypatch: pytest.MonkeyPatch, element: bytes, count: int
) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"[{}, "
        for _ in range(300):
            yield element * (100_000 // len(element))

    monkeypatch.setattr(lines, "MAX_LINE", 1 << 20)
    stream = io.BufferedReader(Stream(chunks()))
    tracemalloc.start()
    try:
        found = sum(line.data.startswith(b"{") for line in read_lines(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found >= 1 + 290 * count
    assert peak < 6 << 20


def test_an_array_takes_no_more_time_than_its_length_asks_for() -> None:
    def seconds(size: int) -> float:
        data = b'[{"x": "' + b"\\" * size + b'"}]'
        begin = time.perf_counter()
        assert len(read(data)) == 1
        return time.perf_counter() - begin

    seconds(1 << 20)
    assert seconds(15 << 20) < 5


# --- Blank lines ---------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b" \n", b"\t\r\n", b" "])
@pytest.mark.parametrize("buffered", [True, False])
def test_blank_lines_count(blank: bytes, buffered: bool) -> None:
    data = b"a\n" + blank * 20_001 + b" b\n\n\nc" + blank * 20_000
    stream = io.BytesIO(data)
    found = list(read_lines(io.BufferedReader(stream) if buffered else stream))
    count = data[: data.index(b"b")].count(b"\n")
    assert [(line.number, line.data.strip()) for line in found] == [
        (1, b"a"),
        (count + 1, b"b"),
        (count + 4, b"c"),
    ]


def test_blank_lines_cost_next_to_nothing() -> None:
    count = 50_000_000
    packed = gzip.compress(b"\n" * count + b"{}")
    begin = time.process_time()
    [line] = read_lines(gzip.GzipFile(fileobj=io.BytesIO(packed)))
    assert time.process_time() - begin < 5  # a loop over the lines takes 20
    assert (line.number, line.data) == (count + 1, b"{}")


# --- Damage --------------------------------------------------------------------------------


class Broken(io.BytesIO):
    """A stream that ends in an error."""

    error: Exception = OSError(5, "Input/output error")

    def readline(self, size: int | None = -1, /) -> bytes:
        if line := super().readline(size):
            return line
        raise self.error


@pytest.mark.parametrize(
    ("data", "read_before"),
    [
        (b"", []),
        (b"{}\n\n{}\n", [b"{}", b"{}"]),
        (b'[{}, {"a":', [b"{}"]),
        (b'{\n"a":\n', []),
    ],
)
def test_what_cannot_be_read_is_the_last_line(data: bytes, read_before: list[bytes]) -> None:
    *before, last = read_lines(Broken(data))
    assert [line.data for line in before] == read_before
    assert isinstance(last.error, DamagedError)
    assert last.error.reason == "Input/output error"
    assert (last.error.__context__, last.error.__traceback__) == (None, None)
    assert last.number > len(before)


def test_an_error_of_any_class_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    class ZstdError(Exception):
        pass

    monkeypatch.setattr(Broken, "error", ZstdError("Corrupted block detected"))
    [last] = read_lines(Broken())
    assert str(last.error) == (
        "expected readable data, got damaged ones, at $ (Corrupted block detected)"
    )
