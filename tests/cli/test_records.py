"""The records of log files, as every command reads them."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from voicelive_events import ClientEventSessionUpdate, DecodeError, ServerEvent
from voicelive_events._logs.lines import DamagedError
from voicelive_events.cli import records
from voicelive_events.cli.console import CommandError, Writer
from voicelive_events.cli.records import NoLogError, read
from voicelive_events.recording import Record, Recorder

from ..frames import CLEARED, at, audio, created, done, encode, started, stopped
from .conftest import Run


def arguments(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    records.add_arguments(parser)
    return parser.parse_args(argv)


def read_all(*argv: str) -> list[Record]:
    return list(read(arguments(*argv), Writer(io.StringIO())))


def test_events_failures_and_times(log: Callable[..., Path]) -> None:
    path = str(log("", {"t": 1, "data": CLEARED}, "oops"))
    good, bad = read_all(path)
    assert good == Record(
        event=ServerEvent.from_dict(CLEARED),
        direction="received",
        time=datetime.fromtimestamp(1, UTC),
        file=path,
        line=2,
    )
    assert isinstance(bad.error, DecodeError)
    assert (bad.event, bad.line, bad.time) == (None, 3, None)


def test_several_files_in_the_order_given(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("b", "a")]
    for path in paths:
        Path(path).write_bytes(encode([CLEARED, CLEARED]))
    found = [(record.file, record.line) for record in read_all(*paths)]
    assert found == [(paths[0], 1), (paths[0], 2), (paths[1], 1), (paths[1], 2)]


def test_standard_input_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(encode([CLEARED]))))
    assert [record.file for record in read_all("-")] == ["standard input"]


def test_the_sample() -> None:
    assert {record.file for record in read_all("--sample")} == {"the sample"}


def test_one_session(tmp_path: Path) -> None:
    """What says nothing is of the session before it, of its file; what has a time is of none."""
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    named = [{"session": name, "event": CLEARED} for name in ("a", "b")]
    first.write_bytes(encode([*named, "oops", named[0], "oops", named[0]]))
    second.write_bytes(encode([CLEARED, named[1], named[0], at(1, CLEARED)]))
    found = read_all(str(first), str(second), "--session", "a")
    assert [(record.file, record.line) for record in found] == [
        (str(first), 1),
        (str(first), 4),
        (str(first), 5),
        (str(first), 6),
        (str(second), 3),
    ]


@pytest.mark.parametrize(
    ("names", "there"),
    [
        ([], "none that is named"),
        (["a"], "a"),
        (["b c", "a", "b c"], '"b c", a'),
        (list("fghijkl"), "f, g, h, i, j"),
    ],
)
def test_no_such_session(log: Callable[..., Path], names: list[str], there: str) -> None:
    path = str(log(CLEARED, *({"session": name, "event": CLEARED} for name in names)))
    expected = f"--session z: no such session; there is {there}"
    with pytest.raises(CommandError) as caught:
        read_all(path, "--session", "z")
    assert (str(caught.value), caught.value.code) == (expected, 2)


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
    frames = [record.event for record in sample if record.event is not None]
    texts = [json.dumps(frame, indent=indent) for frame in frames]
    path = tmp_path / "log.json"
    path.write_text(json.dumps(frames, indent=indent) if is_array else "\n".join(texts))
    records = read_all(str(path))
    assert [record.event for record in records] == [record.event for record in sample]
    if is_array:
        assert [record.line for record in records] == [*range(1, len(sample) + 1)]


def test_a_file_must_be_a_log(tmp_path: Path) -> None:
    novel = tmp_path / "novel"
    novel.write_text("It was\na dark\nand stormy night\n")
    with pytest.raises(NoLogError, match="novel: no line is an event; line 1: ") as caught:
        read_all(str(novel))
    assert [record.line for record in caught.value.failures] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("{'type': 'output_audio_buffer.cleared'}", "json.dumps"),
        ("[{'type': 'output_audio_buffer.cleared'}]", "json.dumps"),
        (json.dumps({"log": {"entries": [{"_webSocketMessages": [CLEARED]}]}}), "HAR"),
        (f"2026-11-29 [ws] DEBUG < {json.dumps(CLEARED)}", "sed"),
        (f"data: {json.dumps(CLEARED)}\n\n", "sed"),
        (json.dumps({"events": [CLEARED]}, indent=1), "--path"),
        ("type,item_id\noutput_audio_buffer.cleared,", "JSON Lines"),
        ('{"a": 1}{"a": 2}', "JSON Lines"),
        (b"PK\x03\x04\x14", "unpack"),
        (b"BZh91AY", "unpack"),
        *(
            (json.dumps(CLEARED).encode(name), "iconv")
            for name in ("utf-16", "utf-16-be", "utf-32")
        ),
    ],
)
def test_what_to_do_with_another_file(tmp_path: Path, text: str | bytes, advice: str) -> None:
    path = tmp_path / "log"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NoLogError, match=f"is an event; line 1: .*; .*{advice}"):
        read_all(str(path))


def test_failures_do_not_hold_their_lines(log: Callable[..., Path]) -> None:
    bad = read_all(str(log(CLEARED, "oops")))[1].error
    assert isinstance(bad, DecodeError)
    assert (bad.__traceback__, bad.__context__, bad.__cause__) == (None, None, None)


# Recordings.

UPDATE: dict[str, Any] = {"type": "session.update", "session": {"temperature": "warm"}}


def shuffled(path: Path) -> Path:
    """A recording of both directions with its lines in disorder."""
    with Recorder(path, clock=lambda: 5.0) as recorder:
        recorder.sent(UPDATE)
        for frame in (started(), stopped(), created(), audio(4800)):
            recorder.received(frame)
        recorder.received("oops")
        recorder.received(done())
        recorder.closed(1000, "bye")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[place] for place in (3, 0, 6, 5, 1, 7, 4, 2)))
    return path


def test_a_recording_is_put_in_order(tmp_path: Path) -> None:
    records = read_all(str(shuffled(tmp_path / "log")))
    assert [record.n for record in records] == [1, 2, 3, 4, 5, 6, 7]
    assert [record.direction for record in records] == ["sent", *["received"] * 6]
    assert isinstance(records[0].event, ClientEventSessionUpdate)
    assert records[5].frame == "oops"


def test_a_pipe_is_read_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = shuffled(tmp_path / "log").read_bytes()
    read_end, write_end = os.pipe()
    with open(read_end) as pipe:
        os.write(write_end, data)
        os.close(write_end)
        monkeypatch.setattr(sys, "stdin", pipe)
        assert [record.n for record in read_all("-")] == [4, 1, 7, 6, 2, 5, 3]


def test_what_comes_before_the_damage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    note = Random(0).randbytes
    whole = gzip.compress(encode([at(n, CLEARED | {"note": note(50).hex()}) for n in range(900)]))
    path.write_bytes(whole[: len(whole) // 2])
    *found, last = read(arguments(str(path)), Writer(io.StringIO()))
    assert len(found) > 300
    assert [record.line for record in found] == [*range(1, len(found) + 1)]
    assert isinstance(last.error, DamagedError)
    assert last.error.reason == "the compressed data ends too early"


def test_the_commands_take_both_directions(run: Callable[..., Run], tmp_path: Path) -> None:
    path = str(shuffled(tmp_path / "log"))
    listed = run("inspect", path)
    assert "→ SessionUpdate" in listed.listing[0]
    assert listed.totals["unknown types"] == "0"
    assert listed.totals["user turns"] == "0"
    assert json.loads(run("inspect", path, "--json").lines[0])["type"] == "session.update"
    assert "$.session.temperature: expected a number" in run("check", path).out
    wav = str(tmp_path / "out.wav")
    assert run("audio", path, "-o", wav).code == 1  # "oops" is no event
    assert "0.10 s" in run("audio", path, "-o", wav).out


# Several files, and some are no logs.


@pytest.mark.parametrize("command", ["inspect", "check", "audio"])
def test_the_others_are_read(
    run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path, command: str
) -> None:
    empty, text = tmp_path / "empty.jsonl", tmp_path / "notes.jsonl"
    empty.write_text("")
    text.write_text("no event\n")
    good = log(created("resp_1"), audio(480), done("resp_1"))
    output = ["-o", str(tmp_path / "out.wav")] if command == "audio" else []
    result = run(command, *map(str, (empty, good, text)), *output)
    assert result.code == 1
    assert f"{empty}: there are no events in it" in result.err
    assert f"{text}: no line is an event" in result.err
    assert (tmp_path / "out.wav").exists() is (command == "audio")
    assert ("ResponseAudioDelta" in result.out) is (command == "inspect")
    assert ("3 lines, " in result.err) is (command == "check")


def test_none_of_them_is_a_log(run: Callable[..., Run], tmp_path: Path) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path in paths:
        path.write_text("")
    result = run("inspect", *map(str, paths))
    assert (result.code, result.out) == (1, "")
    assert result.err == "".join(
        f"voicelive-events: {path}: there are no events in it\n" for path in paths
    )
