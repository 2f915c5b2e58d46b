"""The input, line by line, in little memory."""

from __future__ import annotations

import io
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicelive_events.cli import main, source
from voicelive_events.cli.source import Source, open_file, open_sample

from .conftest import Inspect, Run
from .frames import CLEARED, said


class Stream(io.RawIOBase):
    """A stream that makes its chunks when they are asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._chunks, b"")
        count = min(len(self._rest), len(buffer))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class Nowhere(io.TextIOBase):
    """An output that keeps nothing but the length of its longest line."""

    longest = 0

    def write(self, text: str) -> int:
        self.longest = max(self.longest, len(text))
        return len(text)


def peak_of(chunks: Iterator[bytes], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The memory in bytes, at its highest, of inspecting *chunks*, and the longest line."""
    out = Nowhere()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Stream(chunks))))
    monkeypatch.setattr(sys, "stdout", out)
    tracemalloc.start()
    try:
        main(["inspect", "-"])
        return tracemalloc.get_traced_memory()[1], out.longest
    finally:
        tracemalloc.stop()


MIB = 1 << 20


def test_memory_does_not_grow_with_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = b'{"type": "response.mood", "x": "' + b"x" * MIB + b'"}\n'
    peak, longest = peak_of((frame for _ in range(60)), monkeypatch)
    assert peak < 12 * MIB
    assert longest < 300


def test_memory_does_not_grow_with_failed_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (b'{"type": "a"}\n' if n == 0 else b"x" * MIB + b"\n" for n in range(60))
    peak, longest = peak_of(lines, monkeypatch)
    assert peak < 12 * MIB
    assert longest < 300


def test_memory_does_not_grow_with_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_LINE", MIB)
    peak, longest = peak_of((b"x" * MIB for _ in range(60)), monkeypatch)
    assert peak < 8 * MIB
    assert longest < 300


def test_a_line_that_is_too_long_is_passed_over(
    inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_LINE", 100)
    whole = b'{"type":"output_audio_buffer.cleared"}'
    fitting = whole + b" " * (100 - len(whole))
    result = inspect(CLEARED, b"x" * 1000, fitting, fitting + b" ", fitting + b"  ")
    assert [text.split(":")[0].strip() for text in result.listing] == [
        "1  OutputAudioBufferCleared",
        "line 2",
        "3  OutputAudioBufferCleared",
        "line 4",
        "line 5",
    ]
    assert "expected a line of at most" in result.listing[1]
    assert result.totals["undecodable lines"] == "3"


def test_the_longest_line_in_words(inspect: Inspect) -> None:
    result = inspect(CLEARED, b"x" * (source.MAX_LINE + 5), CLEARED)
    assert result.listing[1] == (
        "line 2: not an event: expected a line of at most 16 MiB, got a longer one"
    )
    assert len(result.listing) == 3


@pytest.mark.parametrize("line", [b"x" * 10 * MIB, b'["' + b"x" * 10 * MIB + b'"]'])
def test_a_gigantic_failed_line_is_not_printed(inspect: Inspect, line: bytes) -> None:
    result = inspect(CLEARED, line)
    assert len(result.out + result.err) < 2000


def test_a_gigantic_event_is_not_printed(inspect: Inspect) -> None:
    text = "x" * MIB
    result = inspect(
        said(text),
        {"type": text, text: text},
        said("x") | {"item_id": text},
        {"type": "error", "error": {"message": text, "code": text}},
        {"type": "response.invocation.delta", "delta": {text: text, "name": text}},
    )
    assert len(result.out) < 6000


def test_reading_is_line_by_line(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def frames() -> Iterator[bytes]:
        for _ in range(3):
            seen.append(capsys.readouterr().out)
            yield b'{"type":"output_audio_buffer.cleared"}\n'

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Stream(frames()))))
    main(["inspect", "-"])
    assert [text.split() for text in seen] == [
        [],
        ["1", "OutputAudioBufferCleared"],
        ["2", "OutputAudioBufferCleared"],
    ]


def test_byte_order_mark(inspect: Inspect) -> None:
    assert inspect(b'\xef\xbb\xbf{"type":"output_audio_buffer.cleared"}').code == 0


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""], ids=["lf", "crlf", "none"])
def test_line_ends(run: Callable[..., Run], tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"type":"a"}\r\n{"type":"b"}' + end)
    assert run("inspect", str(path)).totals["frames"] == "2"


def test_column_of_an_error_is_counted_from_the_line(inspect: Inspect) -> None:
    assert "got the end of the text at column 6 (" in inspect(CLEARED, '{"a":').listing[1]


def test_files_do_not_pause_but_pipes_do(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.touch()
    with open_file(str(path)) as file, open_sample() as sample:
        assert not file.may_pause
        assert not sample.may_pause
    with open("/dev/null", "rb") as device:
        assert Source("", device).may_pause
    assert not Source("", io.BytesIO()).may_pause
