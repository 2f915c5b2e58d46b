"""Recordings are read back whole and in order, in flat memory and linear time."""

from __future__ import annotations

import gzip
import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicelive_events.recording import Record, Recorder, read_recording

from ..frames import CLEARED, audio, encode

EPOCH = 1_790_000_000


def line(n: int | None = None, time: float | None = None, **more: Any) -> str:
    told = {"n": n, "time": None if time is None else EPOCH + time}
    told = {key: value for key, value in told.items() if value is not None}
    return json.dumps({**told, "event": CLEARED, **more})


def ns(lines: Iterable[str | bytes]) -> list[int | None]:
    return [record.n for record in read_recording(lines)]


def numbers(lines: Iterable[str | bytes]) -> list[int]:
    """The numbers of the lines, in the order in which they are read."""
    return [record.line for record in read_recording(lines)]


# The order.


def test_six_events_of_one_timestamp(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log", clock=lambda: EPOCH) as recorder:
        for n in range(6):
            recorder.received({"type": "contoso.n", "n": n})
    lines = (tmp_path / "log").read_text("utf-8").splitlines()
    for seed in range(50):
        random.Random(seed).shuffle(lines)
        found = [record.event and record.event["n"] for record in read_recording(lines)]
        assert found == [*range(6)]


@settings(max_examples=50)
@given(st.permutations(range(40)), st.integers(1, 1000))
def test_the_place_counts_wherever_the_line_stands(places: list[int], first: int) -> None:
    assert ns(line(first + place, 5) for place in places) == [*range(first, first + 40)]


def test_without_a_place_the_time_counts_and_then_the_line() -> None:
    times = [3, 1, 2, 1, 2, 3]
    assert numbers(line(time=time) for time in times) == [2, 4, 3, 5, 1, 6]


def test_the_place_counts_more_than_the_time() -> None:
    assert ns([line(2, 1), line(1, 2), line(3, 0)]) == [1, 2, 3]


def test_without_either_the_line_counts() -> None:
    assert numbers([json.dumps(CLEARED)] * 9) == [*range(1, 10)]


def test_the_same_place_twice() -> None:
    doubled = [line(n, n) for n in (1, 1, 2, 3, 3)]
    assert numbers(doubled) == [1, 2, 3, 4, 5]
    assert sorted(numbers(reversed(doubled))) == [1, 2, 3, 4, 5]


def test_a_line_that_says_nothing_stays_behind_the_one_before_it() -> None:
    assert numbers([line(2), "oops", line(1), line(4), line(3)]) == [3, 1, 2, 5, 4]
    assert numbers([line(2, session="a"), "oops", line(1, session="a")]) == [3, 1, 2]
    assert numbers([line(time=2), "oops", line(time=1), "oops"]) == [3, 4, 1, 2]


def test_dropped_places_are_not_waited_for() -> None:
    rest = [n for n in range(1, 5000) if n % 7]
    assert ns(map(line, rest)) == rest


def test_one_recording_after_another_in_one_file() -> None:
    first = [line(n, 1000 + n) for n in (1, 2, 3, 5, 7, 6)]  # the fourth was dropped
    second = [line(n, 2000 + n) for n in (1, 2, 4, 3, 6, 7)]
    doubled = [line(1, 2001), line(5, 2005)]
    found = ns([*first, *second, *doubled])
    assert found[:6] == [1, 2, 3, 5, 6, 7]
    assert found[6:].count(1) == 2
    assert [n for n in found[6:] if n != 1] == [2, 3, 4, 5, 6, 7]


def test_each_session_has_places_of_its_own() -> None:
    lines = [line(n, session=session) for n in range(1, 9) for session in "ab"]
    random.Random(0).shuffle(lines)
    found = list(read_recording([*lines, "oops"]))
    for session in "ab":
        assert [each.n for each in found if each.session == session] == [*range(1, 9)]
    assert len(found) == 17


def test_sessions_side_by_side_are_read_as_they_come() -> None:
    lines = [line(n, session=f"s{s}") for n in range(1, 60) for s in range(50)]
    assert numbers(lines) == [*range(1, 2951)]


def test_a_line_far_from_its_place_comes_where_it_is_found() -> None:
    places = [*range(2, 3000), 1]
    assert ns(map(line, places)) == places
    assert ns(map(line, [*range(2, 1000), 1])) == [*range(1, 1000)]


@pytest.mark.parametrize("places", [[1, 2, 3, 4, 5], [1, 2, 3, 1, 4, 5]])
def test_what_is_in_order_is_handed_over_at_once(places: list[int]) -> None:
    read: list[int] = []

    def lines() -> Iterator[str]:
        for n in places:
            read.append(n)
            yield line(n, n)

    for record in read_recording(lines()):
        assert read[-1] == record.n
    assert read == places


def test_what_waits_is_bounded_in_bytes() -> None:
    big = json.dumps({**audio(3 * 2**20), "note": "x"})
    lines = [f'{{"time": {n}, "event": {big}}}' for n in range(6)]
    read: list[int] = []

    def counted() -> Iterator[str]:
        for n, text in enumerate(lines):
            read.append(n)
            yield text

    next(read_recording(counted()))
    assert len(read) == 4


# Lines and files.


def test_blank_lines_and_a_mark_are_passed_over() -> None:
    lines = ["\ufeff" + line(1), "", "  \t\r\n", line(2) + "\r\n"]
    assert numbers(lines) == [1, 4]
    assert numbers(text.encode() for text in lines) == [1, 4]


@pytest.mark.parametrize("given", [b"{}", bytearray(b"{}"), {"type": "x"}])
def test_one_line_is_no_recording(given: Any) -> None:
    with pytest.raises(TypeError, match="expected a path or lines, got one "):
        read_recording(given)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        next(read_recording(tmp_path / "log"))


def test_records_name_their_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(encode([CLEARED, "oops"]))
    assert [(r.file, r.line) for r in read_recording(path)] == [(str(path), 1), (str(path), 2)]


def test_a_path_leads_to_the_event() -> None:
    text = json.dumps({"type": "log", "n": 4, "data": {"frame": CLEARED}})
    [record] = read_recording([text], path=["data", "frame"])
    assert (record.event, record.n) == (CLEARED, 4)


def packed(compression: str, data: bytes) -> bytes:
    if compression == "gzip":
        return gzip.compress(data)
    compressed: bytes = zstd().compress(data)
    return compressed


def zstd() -> Any:
    try:
        return pytest.importorskip("compression.zstd")
    except pytest.skip.Exception:
        return pytest.importorskip("backports.zstd")


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_damaged_file_is_read_as_far_as_it_goes(compression: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    random_bytes = random.Random(0).randbytes
    whole = encode(line(n, note=random_bytes(40).hex()) for n in range(1, 3001))
    data = packed(compression, whole)
    path.write_bytes(data)
    assert [record.n for record in read_recording(path)] == [*range(1, 3001)]
    for broken in (data[: len(data) * 3 // 4], data[:5]):
        path.write_bytes(broken)
        *good, bad = read_recording(path)
        assert [record.n for record in good] == [*range(1, len(good) + 1)]
        assert bad.error is not None
        assert "got data that is damaged" in str(bad.error)
        assert bad.line == len(good) + 1
    assert len(good) == 0


def test_what_stands_behind_the_compressed_data_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(b'{"type": "a"}\n') + b"SECRET")
    [_, bad] = read_recording(path)
    assert str(bad.error) == "expected a line, got data that is damaged, at $ (Not a gzipped file)"


def test_what_pzstd_wrote(tmp_path: Path) -> None:
    """It says the size of what is compressed before it, in a frame that is to be skipped."""
    path = tmp_path / "log"
    compressed = packed("zstd", encode([line(1)]))
    size = len(compressed).to_bytes(4, "little")
    path.write_bytes(b"\x50\x2a\x4d\x18\x04\x00\x00\x00" + size + compressed)
    assert [record.n for record in read_recording(path)] == [1]


# Memory and time.


def peak(records: Iterator[Record]) -> int:
    tracemalloc.start()
    try:
        for _ in records:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", [lambda n: line(n, n), lambda n: line(None, n), lambda _: "{}"])
def test_memory_is_flat(make: Callable[[int], str], tmp_path: Path) -> None:
    path = tmp_path / "log"
    sizes = []
    for count in (1500, 4500):
        path.write_text("".join(f"{make(n)}\n" for n in range(1, count + 1)), "utf-8")
        sizes.append(peak(read_recording(path)))
    assert sizes[1] < 1.2 * sizes[0] + 100_000
    assert sizes[1] < 5_000_000


LOGS: dict[str, Callable[[int], str]] = {
    "in order": lambda n: line(n + 1),
    "by time": lambda n: line(None, n),
    "in pairs": lambda n: line((n ^ 1) + 1, session="a"),
    "sessions": lambda n: line(n // 3000 + 2, session=f"s{n % 3000}"),
    "backwards": lambda n: line(100_000 - n),
}


@pytest.mark.parametrize("log", LOGS)
def test_time_is_linear(log: str) -> None:
    def seconds(count: int) -> float:
        lines = [LOGS[log](n) for n in range(count)]
        start = time.process_time()
        assert sum(1 for _ in read_recording(lines)) == count
        return time.process_time() - start

    assert seconds(30_000) < 4 * 10 * seconds(3000) + 1


def test_a_hundred_thousand_records(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log.jsonl", mask=False, max_bytes=4_000_000) as recorder:
        for n in range(100_000):
            recorder.received({"type": "contoso.n", "n": n})
    start = time.process_time()
    parts = sorted(tmp_path.iterdir())
    records = (record for part in parts for record in read_recording(part))
    assert sum(record.n == n for n, record in enumerate(records, 1)) == 100_000
    assert len(parts) > 2
    assert time.process_time() - start < 20
