"""The records of log files, as every command reads them."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicelive_events import DecodeError, ServerEvent
from voicelive_events._logs.recording import Record
from voicelive_events.cli import records
from voicelive_events.cli.console import Writer
from voicelive_events.cli.records import NoLogError, read

from ..frames import CLEARED, encode


def arguments(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    records.add_arguments(parser)
    return parser.parse_args(argv)


def read_all(*argv: str) -> list[Record]:
    return list(read(arguments(*argv), Writer(io.StringIO())))


def test_events_failures_and_times(log: Callable[..., Path]) -> None:
    path = str(log("", {"t": 1, "data": CLEARED}, "oops"))
    good, bad = read_all(path)
    assert good == Record(path, 2, ServerEvent.from_dict(CLEARED), datetime.fromtimestamp(1, UTC))
    assert isinstance(bad.event, DecodeError)
    assert (bad.number, bad.time) == (3, None)


def test_several_files_in_the_order_given(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("b", "a")]
    for path in paths:
        Path(path).write_bytes(encode([CLEARED, CLEARED]))
    found = [(record.file, record.number) for record in read_all(*paths)]
    assert found == [(paths[0], 1), (paths[0], 2), (paths[1], 1), (paths[1], 2)]


def test_standard_input_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(encode([CLEARED]))))
    assert [record.file for record in read_all("-")] == ["standard input"]


def test_the_sample() -> None:
    assert {record.file for record in read_all("--sample")} == {"the sample"}


@pytest.mark.parametrize("path", ["data.frame", "$.data.frame"])
def test_path(log: Callable[..., Path], path: str) -> None:
    name = str(log({"type": "received", "data": {"frame": CLEARED}}))
    assert [record.event for record in read_all(name, "--path", path)] == [CLEARED]


@pytest.mark.parametrize("indent", [None, 2], ids=["one line", "laid out"])
@pytest.mark.parametrize("is_array", [True, False], ids=["array", "objects"])
def test_what_is_no_json_lines_gives_the_same(
    tmp_path: Path, indent: int | None, is_array: bool
) -> None:
    sample = read_all("--sample")
    frames = [dict(record.event) for record in sample if not isinstance(record.event, DecodeError)]
    texts = [json.dumps(frame, indent=indent) for frame in frames]
    path = tmp_path / "log.json"
    path.write_text(json.dumps(frames, indent=indent) if is_array else "\n".join(texts))
    records = read_all(str(path))
    assert [record.event for record in records] == [record.event for record in sample]
    if is_array:
        assert [record.number for record in records] == [*range(1, len(sample) + 1)]


def test_each_file_must_be_a_log(tmp_path: Path, log: Callable[..., Path]) -> None:
    novel = tmp_path / "novel"
    novel.write_text("It was\na dark\nand stormy night\n")
    seen: list[Record] = []
    with pytest.raises(NoLogError, match="novel: no line is an event; line 1: ") as caught:
        seen.extend(read(arguments(str(log(CLEARED)), str(novel)), Writer(io.StringIO())))
    assert [record.number for record in caught.value.failures] == [1, 2, 3]


def test_failures_do_not_hold_their_lines(log: Callable[..., Path]) -> None:
    bad = read_all(str(log(CLEARED, "oops")))[1].event
    assert isinstance(bad, DecodeError)
    assert (bad.__traceback__, bad.__context__, bad.__cause__) == (None, None, None)
