"""What a recorder writes, and what becomes of it where it cannot."""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys
import threading
import warnings
from collections import UserDict
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any

import pytest

from voicelive_events import ClientEventResponseCreate, ServerEvent, ServerEventSessionCreated
from voicelive_events.recording import Closed, Frame, Record, Recorder, read_recording
from voicelive_events.testing import make

from ..frames import CLEARED, audio, created
from ..sessions import session_frames

CREATE = {"type": "response.create"}
SECONDS = 1_790_000_000.25


def ticking() -> Callable[[], float]:
    """A clock that goes on by a quarter of a second whenever it is asked."""
    ticks = itertools.count()
    return lambda: SECONDS + next(ticks) / 4


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_the_form_of_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    with Recorder(path, clock=ticking()) as recorder:
        recorder.sent(CREATE)
        recorder.received(json.dumps(created()))
        recorder.received("oops")
        recorder.closed(1000, "bye")
    assert lines(path) == [
        {"n": 1, "time": SECONDS, "direction": "sent", "event": CREATE},
        {"n": 2, "time": SECONDS + 0.25, "direction": "received", "event": created()},
        {"n": 3, "time": SECONDS + 0.5, "direction": "received", "frame": "oops"},
        {"n": 4, "time": SECONDS + 0.75, "closed": {"code": 1000, "reason": "bye"}},
    ]


def test_a_session_of_an_archive(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log", session="a1") as recorder:
        recorder.received(CLEARED)
        recorder.closed()
    assert [line["session"] for line in lines(tmp_path / "log")] == ["a1", "a1"]


def test_the_clock_is_the_systems_and_never_steps_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = SECONDS
    monkeypatch.setattr("time.time", lambda: now)
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(CLEARED)
        now -= 3600
        recorder.received(CLEARED)
    first, second = (line["time"] for line in lines(tmp_path / "log"))
    assert SECONDS <= first <= second < SECONDS + 60


EVENT = '{"type":"response.create","event_id":"ä\\ud83d\\ude00"}'


@pytest.mark.parametrize(
    "frame",
    [
        EVENT,
        EVENT.encode(),
        bytearray(EVENT.encode()),
        memoryview(EVENT.encode()),
        json.loads(EVENT),
        ClientEventResponseCreate(event_id="ä😀"),
    ],
    ids=lambda frame: type(frame).__name__,
)
def test_frames_of_every_type(frame: Frame, tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.sent(frame)
    [record] = read_recording(tmp_path / "log")
    assert record.event == {"type": "response.create", "event_id": "ä😀"}
    assert isinstance(record.event, ClientEventResponseCreate)
    assert (tmp_path / "log").read_bytes().isascii()


DEEP = '{"type":"x","a":' + "[" * 126 + "]" * 126 + "}"  # 127 levels
NO_EVENTS: list[str | bytes] = [
    *(
        "",
        "ping",
        "[]",
        "5",
        "NaN",
        '"text"',
        '{"a": NaN}',
        '{"half": ',
        "two\nlines\u2028",
        "\x00",
        "\ud800",
    ),
    *(b"\xff\xfe", b"\x00\x80", b"\xed\xa0\x80"),
    "{" * 500,
]


@pytest.mark.parametrize("frame", NO_EVENTS, ids=ascii)
def test_what_is_no_object_is_kept_as_it_came(frame: str | bytes, tmp_path: Path) -> None:
    with Recorder(tmp_path / "log", mask=False) as recorder:
        recorder.received(frame)
        recorder.received(CLEARED)
    record, after = read_recording(tmp_path / "log")
    assert (record.frame, record.event, record.direction) == (frame, None, "received")
    assert record.error is not None
    assert after.event == CLEARED


def test_an_object_without_a_type_is_kept(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.received('{"no": "type"}')
    assert lines(tmp_path / "log")[0]["event"] == {"no": "type"}


@pytest.mark.parametrize("inner", [DEEP, DEEP.replace("[]", "[[]]")])
def test_the_deepest_event_can_be_read_back(inner: str, tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(inner)
        recorder.received(json.loads(inner))
    for record in read_recording(tmp_path / "log"):
        assert record.event == json.loads(inner)


def test_what_is_too_deep_for_an_event_is_a_frame(tmp_path: Path) -> None:
    frame = DEEP.replace("[]", "[[[]]]")
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(frame)
    [record] = read_recording(tmp_path / "log")
    assert (record.event, record.frame) == (None, frame)


class Unreadable(UserDict[str, Any]):
    """A mapping that breaks when it is read."""

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("not now")


CYCLE: dict[str, Any] = {}
CYCLE["a"] = CYCLE


@pytest.mark.parametrize("frame", [None, 5, object(), iter(["{", "}"]), Unreadable(), CYCLE])
def test_what_is_no_frame_breaks_nothing(frame: Any, tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.sent(frame)
        recorder.sent(CREATE)
    record, after = read_recording(tmp_path / "log")
    assert record.frame == f"<{type(frame).__name__}>"
    assert after.event == CREATE


class Pydantic:
    """An event as OpenAI's client gives it."""

    def model_dump(self, **how: Any) -> dict[str, Any]:
        assert how == {"mode": "json", "by_alias": True, "exclude_unset": True}
        return {"type": "x", "api_key": "c4n4ry"}


class Omit:
    """What OpenAI's client has for a field that it does not send."""


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        (Pydantic(), {"type": "x", "api_key": "<hidden>"}),
        (
            {"type": "x", "in": (Pydantic(),)},
            {"type": "x", "in": [{"type": "x", "api_key": "<hidden>"}]},
        ),
        (MappingProxyType({"type": "x", "a": (1, None)}), {"type": "x", "a": [1, None]}),
        ({"type": "x", "a": {1}, "event_id": Omit()}, {"type": "x", "a": "<set>"}),
    ],
    ids=["pydantic", "nested", "mapping", "omitted"],
)
def test_events_of_other_libraries(frame: Any, event: dict[str, Any], tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.sent(frame)
    [record] = read_recording(tmp_path / "log")
    assert record.event == event


def test_of_an_object_that_is_not_json_the_text_is_kept(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.sent({"a": float("nan"), "password": "c4n4ry"})
    [record] = read_recording(tmp_path / "log")
    assert record.frame == '{"a": NaN, "password": "<hidden>"}'


def test_an_event_is_neither_changed_nor_kept(tmp_path: Path) -> None:
    event = make(ServerEventSessionCreated)
    before = event.as_dict()
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(event)
    assert event.as_dict() == before


# Round trips.


def test_recorded_sessions_come_back(recordings: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in recordings.glob("*.jsonl"))
    assert len(names) == 6
    for name in names:
        came = (recordings / name).read_text("utf-8").splitlines()
        went = (recordings / "sent" / name).read_text("utf-8").splitlines()
        with Recorder(tmp_path / name, session=name) as recorder:
            for received, sent in itertools.zip_longest(came, went):
                if received is not None:
                    recorder.received(received)
                if sent is not None:
                    recorder.sent(sent.encode())
        records = list(read_recording(tmp_path / name))
        assert [each.n for each in records] == list(range(1, len(came) + len(went) + 1))
        assert {each.session for each in records} == {name}
        for direction, frames in (("received", came), ("sent", went)):
            events = [each.event for each in records if each.direction == direction]
            assert [list(event or ()) for event in events] == [list(json.loads(f)) for f in frames]
            assert events == [json.loads(frame) for frame in frames]


@pytest.mark.parametrize("seed", range(3))
def test_made_up_sessions_come_back(seed: int, tmp_path: Path) -> None:
    frames = [frame for _, frame in session_frames(seed, turns=4)]
    with Recorder(tmp_path / "log") as recorder:
        for frame in frames:
            recorder.received(json.dumps(frame))
    records = list(read_recording(tmp_path / "log"))
    assert [record.event for record in records] == frames
    assert {type(record.event) for record in records} == {
        type(ServerEvent.from_dict(frame)) for frame in frames
    }


# A crash, and what it leaves.


def test_each_line_is_there_when_it_was_recorded(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "log")
    for count in (1, 2, 3):
        recorder.received(CLEARED)
        assert len(lines(tmp_path / "log")) == count
    recorder.close()


def test_a_process_that_is_killed_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    program = (
        "import os, sys; from voicelive_events.recording import Recorder\n"
        "recorder = Recorder(sys.argv[1])\n"
        "for n in range(50): recorder.received({'type': 'contoso.n', 'n': n})\n"
        "os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "log"
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode != 0
    assert [record.event and record.event["n"] for record in read_recording(path)] == [*range(50)]


def test_a_half_line_at_the_end_costs_that_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with Recorder(path) as recorder:
        for n in range(3):
            recorder.received({"type": "contoso.n", "n": n})
    data = path.read_bytes()
    start = data.rindex(b"\n", 0, -1) + 1
    sizes = range(start + 1, len(data) - 1)
    assert len(sizes) > 50
    for size in sizes:
        path.write_bytes(data[:size])
        *whole, half = read_recording(path)
        assert [record.event and record.event["n"] for record in whole] == [0, 1]
        assert half.event is None
        assert half.error is not None
        assert half.line == 3


# Write errors.


class Broken(io.BytesIO):
    """A file with room for so many bytes."""

    def __init__(self, room: int, error: Exception) -> None:
        super().__init__()
        self.room = room
        self.error = error

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self.room:
            raise self.error
        return super().write(data)


def use(recorder: Recorder) -> None:
    for _ in range(5):
        recorder.received(CLEARED)
        recorder.sent(CREATE)
        recorder.closed()
        recorder.rotate()


def test_a_write_error_stops_the_recorder_and_nothing_else() -> None:
    full = OSError(28, "No space left on device")
    file, told = Broken(150, full), list[Exception]()
    with Recorder(file, on_error=told.append) as recorder:
        recorder.received(CLEARED)
        assert told == []
        with pytest.warns(RuntimeWarning, match="recording has stopped: .*No space") as warned:
            use(recorder)
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert recorder.failure is full
    assert told == [full]
    assert [r.event for r in read_recording(io.BytesIO(file.getvalue()))] == [CLEARED]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk() -> None:
    with (
        pytest.warns(RuntimeWarning, match="No space left"),
        Recorder("/dev/full") as recorder,
    ):
        recorder.received(CLEARED)
    assert isinstance(recorder.failure, OSError)


@pytest.mark.parametrize("name", ["", "missing/log"], ids=["a folder", "no folder"])
def test_a_file_that_cannot_be_opened(name: str, tmp_path: Path) -> None:
    with pytest.warns(RuntimeWarning, match="recording has stopped") as warned:
        recorder = Recorder(tmp_path / name)
    assert warned[0].filename == __file__
    assert isinstance(recorder.failure, OSError)
    recorder.received(CLEARED)
    recorder.close()


def test_a_file_that_somebody_closed() -> None:
    file = io.StringIO()
    recorder = Recorder(file)
    file.close()
    with pytest.warns(RuntimeWarning, match="closed file"):
        recorder.received(CLEARED)
    assert isinstance(recorder.failure, ValueError)


def test_a_recorder_that_was_closed(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        pass
    recorder.close()
    assert recorder.failure is None
    with pytest.warns(RuntimeWarning, match="the recorder is closed"):
        recorder.received(CLEARED)


def test_no_handler_breaks_a_session() -> None:
    def fail(error: Exception) -> None:
        recorder.received(CLEARED)  # which does nothing any more
        raise RuntimeError("of the handler")

    recorder = Recorder(Broken(0, OSError("full")), on_error=fail)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        recorder.received(CLEARED)
    assert str(recorder.failure) == "full"


def test_a_clock_that_fails(tmp_path: Path) -> None:
    with (
        pytest.warns(RuntimeWarning, match="division"),
        Recorder(tmp_path / "log", clock=lambda: 1 / 0) as recorder,
    ):
        recorder.received(CLEARED)
    assert isinstance(recorder.failure, ZeroDivisionError)


def test_any_file_of_text(tmp_path: Path) -> None:
    with NamedTemporaryFile("w", dir=tmp_path) as file:  # which is no TextIOBase
        recorder = Recorder(file)
        recorder.received(CLEARED)
        [record] = read_recording(file.name)
    assert record.event == CLEARED


def test_an_open_file_is_left_open() -> None:
    for file in (io.BytesIO(), io.StringIO()):
        with Recorder(file) as recorder:
            recorder.received(CLEARED)
            recorder.rotate()  # which it is not
        assert json.loads(file.getvalue())["event"] == CLEARED


# Rotation.


def records(folder: Path) -> Iterator[Record]:
    """All of *folder*, part after part."""
    for part in sorted(folder.iterdir()):
        yield from read_recording(part)


@pytest.mark.parametrize(("compression", "suffix"), [("gzip", ".gz"), ("zstd", ".zst")])
def test_rotation(compression: Any, suffix: str, tmp_path: Path) -> None:
    if compression == "zstd" and sys.version_info < (3, 14):
        pytest.importorskip("backports.zstd")
    with Recorder(tmp_path / "session.jsonl", compression=compression) as recorder:
        recorder.rotate()  # there is nothing yet
        for n in range(6):
            recorder.received({"type": "contoso.n", "n": n})
            if n % 2:
                recorder.rotate()
        recorder.received({"type": "contoso.n", "n": 6})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"session-000001.jsonl{suffix}",
        f"session-000002.jsonl{suffix}",
        f"session-000003.jsonl{suffix}",
        "session.jsonl",
    ]
    found = list(records(tmp_path))
    assert [record.n for record in found] == [*range(1, 8)]
    assert [record.event and record.event["n"] for record in found] == [*range(7)]


def test_rotation_by_size(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log.jsonl", max_bytes=5000) as recorder:
        for _ in range(40):
            recorder.received(audio(500))
    assert len(list(tmp_path.iterdir())) > 3
    assert (tmp_path / "log.jsonl").stat().st_size < 5000
    assert [record.n for record in records(tmp_path)] == [*range(1, 41)]


def test_what_was_there_is_kept(tmp_path: Path) -> None:
    for n in range(3):
        with Recorder(tmp_path / "log.jsonl") as recorder:
            recorder.received({"type": "contoso.n", "n": n})
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "log-000001.jsonl",
        "log-000002.jsonl",
        "log.jsonl",
    ]
    assert [record.event and record.event["n"] for record in records(tmp_path)] == [0, 1, 2]


@pytest.mark.parametrize("begun", [0, 1], ids=["both at once", "one after the other"])
def test_two_recorders_of_one_path_lose_nothing(begun: int, tmp_path: Path) -> None:
    with Recorder(tmp_path / "log.jsonl", session="a", max_bytes=400) as first:
        for _ in range(begun):
            first.received(CLEARED)
        with Recorder(tmp_path / "log.jsonl", session="b", max_bytes=400) as second:
            for _ in range(60):
                second.received(CLEARED)
                first.received(CLEARED)
    found = [(record.session, record.n) for record in records(tmp_path)]
    assert sorted(found, key=str) == sorted(
        [("a", n + 1) for n in range(60 + begun)] + [("b", n + 1) for n in range(60)], key=str
    )


def test_a_file_that_was_taken_away_is_begun_again(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(CLEARED)
        (tmp_path / "log").rename(tmp_path / "elsewhere")
        recorder.received(CLEARED)
        recorder.rotate()
        recorder.received(CLEARED)
    assert [[r.n for r in read_recording(tmp_path / name)] for name in ("elsewhere", "log")] == [
        [1, 2],
        [3],
    ]


def finish(recorder: Recorder) -> None:
    recorder.rotate()
    recorder.close()


def test_a_part_that_cannot_be_compressed_stays_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("full")

    monkeypatch.setattr("shutil.copyfileobj", fail)
    told: list[Exception] = []
    recorder = Recorder(tmp_path / "log", on_error=told.append)
    recorder.received(CLEARED)
    with pytest.warns(RuntimeWarning, match="log-000001 was not compressed: full"):
        finish(recorder)
    assert [str(error) for error in told] == ["full"]
    assert recorder.failure is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log-000001"]
    assert [record.event for record in read_recording(tmp_path / "log-000001")] == [CLEARED]


def test_a_compression_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    unknown: Any = "lzma"
    with pytest.raises(ValueError, match="expected gzip or zstd, got 'lzma'"):
        Recorder(tmp_path / "log", compression=unknown)
    for name in ("compression.zstd", "backports.zstd", "compression", "backports"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError):
        Recorder(tmp_path / "log", compression="zstd")
    assert list(tmp_path.iterdir()) == []


# Threads.


def test_a_writer_for_each_direction(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log.jsonl", max_bytes=20_000) as recorder:

        def write(record: Callable[[Frame], None], type: str) -> None:
            for n in range(500):
                record({"type": type, "n": n})

        writers = [
            threading.Thread(target=write, args=(recorder.received, "contoso.came")),
            threading.Thread(target=write, args=(recorder.sent, "contoso.went")),
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    found = list(records(tmp_path))
    assert [record.n for record in found] == [*range(1, 1001)]
    times = [record.time for record in found if record.time]
    assert times == sorted(times)
    assert len(times) == 1000
    for direction in ("received", "sent"):
        own = [record.event for record in found if record.direction == direction]
        assert [event and event["n"] for event in own] == [*range(500)]


def test_the_end_of_a_session(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.received(CLEARED)
        recorder.closed(1011, "no more")
        recorder.closed()
    assert [record.closed for record in read_recording(os.fspath(tmp_path / "log"))] == [
        None,
        Closed(1011, "no more"),
        Closed(None, ""),
    ]
