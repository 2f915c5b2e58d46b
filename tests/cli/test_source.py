"""The input, line by line, in little memory."""

from __future__ import annotations

import gc
import gzip
import io
import json
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicelive_events._logs import lines
from voicelive_events.cli import main
from voicelive_events.cli.console import CommandError
from voicelive_events.cli.source import Source, open_sample, open_source

from ..frames import CLEARED, audio, created, done, encode, message, said, session, stopped
from ..streams import Stream
from .conftest import Inspect, Run


class Nowhere(io.TextIOBase):
    """An output that keeps nothing but the length of its longest line."""

    longest = 0

    def write(self, text: str) -> int:
        self.longest = max(self.longest, len(text))
        return len(text)


def peak_of(
    chunks: Iterator[bytes], monkeypatch: pytest.MonkeyPatch, *argv: str
) -> tuple[int, int]:
    """The memory in bytes, at its highest, of inspecting *chunks*, and the longest line."""
    out = Nowhere()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Stream(chunks))))
    monkeypatch.setattr(sys, "stdout", out)
    gc.collect()  # so that it is due at the same event whatever ran before
    tracemalloc.start()
    try:
        main(argv or ["inspect", "-"])
        return tracemalloc.get_traced_memory()[1], out.longest
    finally:
        tracemalloc.stop()


MIB = 1 << 20


def test_memory_does_not_grow_with_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = b'{"type": "response.mood", "x": "' + b"x" * MIB + b'"}\n'
    peak, longest = peak_of((frame for _ in range(60)), monkeypatch)
    assert peak < 12 * MIB
    assert longest < 300


@pytest.mark.parametrize(
    "argv",
    [
        ["inspect", "-", "--summary"],
        ["inspect", "-", "--json"],
        ["check", "-", "--unknown"],
        ["audio", "-", "-o", "out.wav"],
        ["audio", "-", "-o", "out.wav", "--split"],
    ],
    ids=" ".join,
)
def test_memory_of_every_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, argv: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    size = MIB // 4
    frame = json.dumps(audio(size) | {"padding": "x" * size}).encode() + b"\n"
    peak, longest = peak_of((frame for _ in range(30)), monkeypatch, *argv)
    assert peak < 20 * size
    assert longest < 400


def test_memory_does_not_grow_with_the_number_of_events(monkeypatch: pytest.MonkeyPatch) -> None:
    def frames(count: int) -> Iterator[bytes]:
        for n in range(count):
            item, response = f"item_{n}", f"resp_{n}"
            yield encode([stopped(item), message(item), created(response), done(response), "oops"])

    few, many = (
        peak_of(frames(count), monkeypatch, "inspect", "-", "--summary")[0] for count in (200, 800)
    )
    assert many < few + 100_000


def test_memory_does_not_grow_with_failed_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    log = (b'{"type": "a"}\n' if n == 0 else b"x" * MIB + b"\n" for n in range(60))
    peak, longest = peak_of(log, monkeypatch)
    assert peak < 12 * MIB
    assert longest < 300


def test_memory_does_not_grow_with_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", MIB)
    peak, longest = peak_of((b"x" * MIB for _ in range(60)), monkeypatch)
    assert peak < 8 * MIB
    assert longest < 300


@pytest.mark.parametrize(
    "argv",
    [["check", "-"], ["check", "-", "--json", "--unknown"]],
    ids=" ".join,
)
def test_memory_does_not_grow_with_problems(
    monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    frame = encode([session(modalities=[1] * 20_000)])
    peak, longest = peak_of(iter([frame]), monkeypatch, *argv)
    assert peak < 4 * MIB  # that a list of the problems would take many times
    assert longest < 400


def test_a_line_that_is_too_long_is_passed_over(
    inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    whole = b'{"type":"output_audio_buffer.cleared"}'
    fitting = whole + b" " * (100 - len(whole))
    result = inspect(CLEARED, b"x" * 1000, fitting, fitting + b" ", fitting + b"  ")
    assert [text.split(":")[0].strip() for text in result.listing] == [
        "1 ← OutputAudioBufferCleared",
        "line 2",
        "3 ← OutputAudioBufferCleared",
        "line 4",
        "line 5",
    ]
    assert "expected a line of at most" in result.listing[1]
    assert result.totals["undecodable lines"] == "3"


def test_the_longest_line_in_words(inspect: Inspect) -> None:
    result = inspect(CLEARED, b"x" * (lines.MAX_LINE + 5), CLEARED)
    assert result.listing[1] == (
        "line 2: not an event: expected a line of at most 16 MiB, got a longer one, at $"
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
        ["1", "←", "OutputAudioBufferCleared"],
        ["2", "←", "OutputAudioBufferCleared"],
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
    with open_source(str(path)) as file, open_sample() as sample:
        assert not file.may_pause
        assert not sample.may_pause
    with open("/dev/null", "rb") as device:
        assert Source("", device).may_pause
    assert not Source("", io.BytesIO()).may_pause


# --- Compressed ----------------------------------------------------------------------------

LOG = b'{"type":"a"}\n{"type":"b"}\n'


def zstd_compress(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        zstd = pytest.importorskip("backports.zstd")
    return bytes(zstd.compress(data))


@pytest.mark.parametrize("compress", [gzip.compress, zstd_compress], ids=["gzip", "zstd"])
@pytest.mark.parametrize("parts", [1, 2])
def test_compressed_files_are_known_by_their_first_bytes(
    tmp_path: Path, compress: Callable[[bytes], bytes], parts: int
) -> None:
    path = tmp_path / "log"
    path.write_bytes(compress(LOG) * parts)
    with open_source(str(path)) as opened:
        assert [line.data for line in opened.lines()] == LOG.splitlines() * parts
        assert opened.tell() == opened.size == path.stat().st_size


@pytest.mark.parametrize("compress", [gzip.compress, zstd_compress], ids=["gzip", "zstd"])
def test_compressed_standard_input(
    monkeypatch: pytest.MonkeyPatch, compress: Callable[[bytes], bytes]
) -> None:
    stream = io.BufferedReader(Stream(iter([compress(LOG)])))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    with open_source("-") as opened:
        assert [line.data for line in opened.lines()] == LOG.splitlines()


def test_what_pzstd_wrote(tmp_path: Path) -> None:
    """It says the size of what follows in a frame before it."""
    path, packed = tmp_path / "log", zstd_compress(LOG)
    path.write_bytes(
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00" + len(packed).to_bytes(4, "little") + packed
    )
    with open_source(str(path)) as opened:
        assert [line.data for line in opened.lines()] == LOG.splitlines()


def test_what_stands_behind_the_compressed_data_is_not_quoted(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(LOG) + b"SECRET")
    result = run("inspect", str(path))
    assert result.err.startswith(f"voicelive-events: {path}: Not a gzipped file\n")
    assert "SE" not in result.out + result.err.replace(str(path), "")


@pytest.mark.parametrize("compress", [gzip.compress, zstd_compress], ids=["gzip", "zstd"])
def test_a_compressed_file_that_was_cut_off_is_read_to_its_end(
    run: Callable[..., Run], tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    frames = [b'{"type":"%d"}\n' % n for n in random.Random(1).sample(range(10**9), 9999)]
    cut.write_bytes(compress(b"".join(frames))[:-9])
    whole.write_bytes(LOG)
    result = run("inspect", str(cut), str(whole))
    ends = result.lines.index(f"==> {whole} <==")
    assert ends > 4000
    assert result.lines[ends - 2].endswith(
        ": not an event: expected readable data, got damaged ones,"
        " at $ (the compressed data ends too early)"
    )
    assert [line.split() for line in result.listing[ends + 1 :]] == [
        ["1", "←", "UnknownServerEvent", "a"],
        ["2", "←", "UnknownServerEvent", "b"],
    ]
    assert result.totals["undecodable lines"] == "1"
    assert result.err.splitlines()[0] == (
        f"voicelive-events: {cut}: the compressed data ends too early"
    )
    assert result.err.splitlines()[1].endswith("lines could not be decoded")
    assert result.code == 2


@pytest.mark.parametrize("compress", [gzip.compress, zstd_compress], ids=["gzip", "zstd"])
def test_compressed_data_that_is_broken(
    run: Callable[..., Run], tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "log"
    data = bytearray(compress(random.Random(1).randbytes(5000)))
    data[8:] = bytes(len(data) - 8)
    path.write_bytes(data)
    result = run("inspect", str(path))
    assert (len(result.listing), result.totals["undecodable lines"]) == (1, "1")
    assert result.err.startswith(f"voicelive-events: {path}: ")
    assert (result.code, result.err.count("\n")) == (2, 2)


@pytest.mark.parametrize("command", ["inspect", "check", "audio -o {out}", "timeline -o {out}.svg"])
def test_what_is_damaged_is_2_for_every_command(
    run: Callable[..., Run], tmp_path: Path, command: str
) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(encode([audio(480)] * 9))[:-5])
    name, *rest = command.format(out=tmp_path / "out").split()
    result = run(name, str(path), *rest)
    assert f"voicelive-events: {path}: the compressed data ends too early\n" in result.err
    assert result.code == 2
    assert len(list(tmp_path.iterdir())) == (2 if "-o" in rest else 1)


def test_zstd_without_its_package(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log"
    path.write_bytes(zstd_compress(LOG))
    package = "compression" if sys.version_info >= (3, 14) else "backports"
    monkeypatch.setitem(sys.modules, f"{package}.zstd", None)
    monkeypatch.delattr(sys.modules[package], "zstd")
    result = run("inspect", str(path))
    why = "zstd needs the package backports.zstd: pip install backports.zstd"
    if sys.version_info >= (3, 14):
        why = "this Python was built without zstd"
    assert result.err == f"voicelive-events: {path}: {why}\n"
    assert result.code == 2


# --- Followed ------------------------------------------------------------------------------


def followed(path: Path, monkeypatch: pytest.MonkeyPatch, *changes: bytes) -> list[bytes]:
    """The lines of *path* while it is changed each time that its end is waited at.

    A change that begins with a null byte takes the place of all that is there.
    """
    pending = list(changes)

    def change(seconds: float) -> None:
        if not pending:
            raise KeyboardInterrupt
        data = pending.pop(0)
        with path.open("wb" if data.startswith(b"\0") else "ab") as stream:
            stream.write(data.lstrip(b"\0"))

    monkeypatch.setattr("time.sleep", change)
    found: list[bytes] = []
    with open_source(str(path), follow=True) as opened:
        assert opened.may_pause
        with pytest.raises(KeyboardInterrupt):
            found.extend(b"%d:%b" % (line.number, line.data) for line in opened.lines())
    return found


@pytest.fixture
def growing(tmp_path: Path) -> Path:
    path = tmp_path / "growing.jsonl"
    path.write_bytes(b"one\n")
    return path


def test_appended_lines_are_waited_for(growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = followed(growing, monkeypatch, b"", b"two\nthr", b"", b"ee\n", b"not yet whole")
    assert found == [b"1:one", b"2:two", b"3:three"]


def test_a_file_that_is_cut_short_is_a_new_log(
    growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = followed(growing, monkeypatch, b"two\npart", b"\0a\n", b"b\n", b"\0", b"c\n")
    assert found == [b"1:one", b"2:two", b"1:a", b"2:b", b"1:c"]


def test_lines_that_are_too_long_are_skipped_when_followed(
    growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 4)
    found = followed(growing, monkeypatch, b"x" * 9, b"x" * 9, b"\ntwo\n")
    assert found == [b"1:one", b"2:xxxxx", b"3:two"]


def test_compressed_files_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(LOG))
    with (
        pytest.raises(CommandError, match="a compressed file cannot be followed"),
        open_source(str(path), follow=True),
    ):
        pass
