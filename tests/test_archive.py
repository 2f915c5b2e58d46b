"""Archives of many sessions: whatever is damaged, nothing else is lost, and it is told."""

from __future__ import annotations

import gzip
import json
import pickle
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.archive import (
    ArchiveReport,
    FileReport,
    LoggedEvent,
    read_archive,
    read_sessions,
)
from voicelive_events.archive._excerpts import Roles
from voicelive_events.archive._parts import Part, lines_of, parts_of
from voicelive_events.archive._reports import archive_report
from voicelive_events.archive._sessions import Found, Piece, Place, in_order, pieces_of
from voicelive_events.metrics import SessionMetrics, session_metrics
from voicelive_events.reader import DeltaRun, SessionReader
from voicelive_events.recording import Recorder
from voicelive_events.recording._line import own_form, record_of
from voicelive_events.recording._packing import Compression, pack

from .condensed import condensed
from .frames import audio, created, started, stopped
from .frames import said as transcribed
from .sessions import START, lines, session_frames

GOOD = b'{"session": "7", "time": 0.0, "event": {"type": "response.created"}}'


T = TypeVar("T")
U = TypeVar("U")


def elsewhere(function: Callable[[T], U], items: Sequence[T]) -> list[U]:
    """As `map`, on a machine of which nobody knows what it does first."""
    there: Callable[[T], U] = pickle.loads(pickle.dumps(function))
    return [pickle.loads(pickle.dumps(there(item))) for item in reversed(items)]


def found(
    sources: str | Path, size: int = 2**26
) -> tuple[dict[str, SessionMetrics], ArchiveReport]:
    """The metrics of all sessions, as the recipes have them, and what was passed over."""
    sessions, report = read_sessions(sources, session_metrics, map=elsewhere, part_size=size)
    return dict(sorted(sessions.items())), report


def recorded(session: str, seed: int = 0, turns: int = 3) -> list[bytes]:
    """A session in the form of this package's own recordings, with what the client sent."""
    frames = session_frames(seed, turns=turns, piece_ms=50)
    logged: list[bytes] = []
    for line in lines(session, frames):
        tree = json.loads(line)
        for direction, event in (
            ("sent", {"type": "input_audio_buffer.append", "audio": "AAAA"}),
            ("received", tree["event"]),
        ):
            said = {"n": len(logged) + 1, "time": tree["time"], "session": session}
            row = {**said, "direction": direction, "event": event}
            logged.append(json.dumps(row).encode() + b"\n")
    return logged


# --- Lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"session": "7", "event": {"type": "\xff"}}', "not UTF-8"),
        (GOOD[:-1], "not JSON"),
        ("{", "not JSON"),
        ("[" * 500 + "]" * 500, "no event"),
        ("[]", "no event"),
        ("7", "no event"),
        ('{"session": "7"}', "no event"),
        ('{"session": "7", "frame": "secret"}', "no event"),
        (GOOD.replace(b'"type"', b'"kind"'), "no event"),
        (GOOD.replace(b'"session": "7", ', b""), "without a session"),
        (b'{"type": "response.created"}', "without a session"),
    ],
)
def test_a_line_that_is_passed_over_is_counted(line: str | bytes, reason: str) -> None:
    report = FileReport("a.jsonl")
    events = list(read_archive([GOOD, line, b"\n", GOOD], report))
    assert [each.session for each in events] == ["7", "7"]
    assert (report.lines, report.events, dict(report.passed_over)) == (3, 2, {reason: 1})
    assert str(report) == f"a.jsonl: 1 of 3 lines passed over (1 {reason})"


def test_the_end_of_a_connection_is_no_damage() -> None:
    report = FileReport("a.jsonl")
    closed = '{"n": 2, "time": 5.0, "session": "7", "closed": {"code": 1000, "reason": "bye"}}'
    assert len(list(read_archive([GOOD, closed], report))) == 1
    assert report.is_whole


def test_the_mark_that_windows_begins_a_file_with() -> None:
    assert len(list(read_archive([b"\xef\xbb\xbf" + GOOD, GOOD]))) == 2
    assert len(list(read_archive(["\ufeff" + GOOD.decode()]))) == 1


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (b"5", datetime.fromtimestamp(5, UTC)),
        (b"5.5", datetime.fromtimestamp(5.5, UTC)),
        (b'"1970-01-01T00:00:05Z"', datetime.fromtimestamp(5, UTC)),
        (b"1790000000250", datetime.fromtimestamp(1790000000.25, UTC)),
        (b"1e300", None),
        (b"-99999999999", None),
        (b"true", None),
        (b'"now"', None),
        (b"null", None),
    ],
)
def test_times_of_every_form(time: bytes, expected: datetime | None) -> None:
    """Without one there is no latency, and all else."""
    [event] = read_archive([GOOD.replace(b"0.0", time)])
    assert event == LoggedEvent("7", expected, ServerEvent.from_json('{"type":"response.created"}'))


VALUES: list[Any] = [
    *(None, 1, 2.5, -1, -2.5, 1e12, 1e300, True, "", "x", "sent", "received", [], {}, [1]),
    *("2026-11-22T12:00:00Z", {"type": "response.done"}, '{"type": "response.done"}', {"type": 5}),
]


@pytest.mark.parametrize("key", ["n", "time", "session", "direction", "event", "data", "type"])
def test_the_quick_way_says_what_the_other_one_says(key: str) -> None:
    event = {"type": "response.create", "time": 7}
    line = {"n": 1, "time": 5.5, "session": "a", "direction": "received", "event": event}
    quick = 0
    for value in VALUES:
        text = json.dumps({**line, key: value})
        own, record = own_form(json.loads(text)), record_of(json.loads(text))
        if own is not None:
            quick += 1
            logged = LoggedEvent(*own)
            assert (logged.event, type(logged.event)) == (record.event, type(record.event))
            assert (logged.session, logged.n) == (record.session, record.n)
            assert logged.time == record.time
    assert (quick > 0) == (key not in ("data", "type"))


def test_an_own_line_takes_the_quick_way() -> None:
    assert own_form(json.loads(GOOD)) is not None
    assert all(own_form(json.loads(line)) is not None for line in recorded("a"))


def test_an_event_shows_what_it_is() -> None:
    [event] = read_archive([GOOD])
    assert repr(event) == (
        "LoggedEvent(session='7', time=datetime.datetime(1970, 1, 1, 0, 0, "
        "tzinfo=datetime.timezone.utc), event=ServerEventResponseCreated(type="
        "'response.created'), n=None)"
    )
    assert event.event is event.event
    assert pickle.loads(pickle.dumps(event)) == event


# --- What is essential --------------------------------------------------------------------------


def logs(count: int) -> list[LoggedEvent]:
    """The events of sessions that run side by side, in the order in which they came."""
    logs = (
        lines(f"sess_{number}", session_frames(number, turns=5, piece_ms=20), START + 0.7 * number)
        for number in range(count)
    )
    return sorted((each for log in logs for each in read_archive(log)), key=when)


def when(each: LoggedEvent) -> datetime:
    assert each.time
    return each.time


def by_session(events: Iterable[LoggedEvent]) -> dict[str, SessionMetrics]:
    """The metrics of each session, however its events are strewn."""
    found: dict[str, list[LoggedEvent]] = {}
    for each in events:
        found.setdefault(each.session, []).append(each)
    return {name: session_metrics(sorted(own, key=when)) for name, own in found.items()}


def test_the_metrics_of_a_session() -> None:
    metrics = by_session(logs(2))["sess_1"]
    assert metrics[:3] == (5, 6, 0)
    assert len(metrics.latencies) == 5
    assert metrics.latency == sorted(metrics.latencies)[2]
    assert all(0.2 < seconds < 2 for seconds in metrics.latencies)
    assert metrics.input_tokens > metrics.output_tokens > metrics.cached_tokens == 0


def test_an_archive_is_what_a_recorder_writes(tmp_path: Path) -> None:
    path = tmp_path / "a1.jsonl"
    sent = {"type": "response.create"}
    with Recorder(path, session="a1", clock=lambda: 5.0) as recorder:
        recorder.sent(sent)
        for frame in (started(), stopped(), created(), audio(2)):
            recorder.received(frame)
        recorder.closed(1000)
    lines = path.read_bytes().splitlines()
    events = list(read_archive(lines))
    assert [each.n for each in events] == [1, 2, 3, 4, 5]
    assert {(each.session, each.time) for each in events} == {
        ("a1", datetime.fromtimestamp(5, UTC))
    }
    assert isinstance(events[0].event, ClientEvent)
    Random(3).shuffle(lines)
    shuffled = list(read_archive(lines))
    assert shuffled != events
    assert sorted(shuffled, key=lambda each: each.order) == events


def test_envelopes_of_other_tools() -> None:
    line = '{"session": "a", "timestamp": "2026-11-22T12:00:00Z", "data": {"type": "x"}}'
    [event] = read_archive([line])
    assert event.time == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_is_essential_is_little_and_enough() -> None:
    events = logs(4)
    expected = by_session(events)
    assert len(expected) == 4
    rest = condensed(events)
    assert len(rest) < len(events) / 5
    assert by_session(rest) == expected
    kept = [each for each in rest if not isinstance(each.event, DeltaRun)]
    others = [each for each in events if not str(each.event.type).endswith(".delta")]
    assert kept == sorted(others, key=lambda each: each.session)


@settings(max_examples=20)
@given(st.integers(1, 20), st.randoms(use_true_random=False))
def test_a_log_may_be_split_anywhere(size: int, random: Random) -> None:
    parts = [EVENTS[at : at + 10 * size] for at in range(0, len(EVENTS), 10 * size)]
    random.shuffle(parts)
    kept = [pickle.loads(pickle.dumps(condensed(part))) for part in parts]
    assert by_session(each for part in kept for each in part) == EXPECTED
    assert by_session(condensed(each for part in parts for each in part)) == EXPECTED


EVENTS = logs(2)
EXPECTED = by_session(EVENTS)


def test_what_the_client_sends_of_audio_is_left_out() -> None:
    log = list(read_archive(recorded("a")))
    assert any(each.event.type == "input_audio_buffer.append" for each in log)
    rest = condensed(log)
    assert [each.n for each in rest if each.event.type.endswith(".append")] == [1]
    assert session_metrics(rest) == session_metrics(log)


def test_the_reader_passes_over_what_is_left_out() -> None:
    appends = [cls for tag, cls in ClientEvent.registry().items() if tag.endswith(".append")]
    assert appends
    handlers = vars(SessionReader)["_take"].dispatcher
    assert {handlers.dispatch(cls) for cls in appends} == {handlers.dispatch(object)}


def test_an_event_of_ones_own_is_kept() -> None:
    events = [
        LoggedEvent("s", None, {"type": "contoso.part.append"}),
        LoggedEvent("s", None, {"type": "contoso.part.delta"}, None, "sent"),
    ]
    assert [each.event.type for each in condensed(events)] == [
        "contoso.part.append",
        "contoso.part.delta",
    ]


def test_a_delta_that_came_before_is_counted_once() -> None:
    piece = audio(3) | {"event_id": "a"}
    log = [LoggedEvent("s", 0.0, dict(each)) for each in (piece, piece, piece | {"event_id": "b"})]
    [run] = [each.event for each in condensed(log)]
    assert isinstance(run, DeltaRun)
    assert run.size == 6


class Counted(float):
    """A time that counts how often it is compared."""

    comparisons = 0

    def __lt__(self, other: float) -> bool:
        Counted.comparisons += 1
        return float(self) < other


def test_what_is_essential_takes_linear_time() -> None:
    """However many parts have deltas at once."""
    deltas = [transcribed("Hi") | {"content_index": n} for n in range(200)]
    log = [LoggedEvent("s", Counted(n), each) for n, each in enumerate(deltas)]
    assert len(condensed(log)) == 200
    assert Counted.comparisons == 200


def test_types_without_end_take_no_memory() -> None:
    """How each is read is kept of some, and found anew."""
    roles = Roles()
    for number in range(3000):
        assert roles[f"x{number}.done", None] is None
    assert 900 < len(roles) <= 1024
    again = roles["response.audio.delta", None]
    assert again is not None
    assert again.type == "response.audio.delta"


# --- Files ----------------------------------------------------------------------------------------


def test_parts_of_any_size_say_the_same(tmp_path: Path) -> None:
    for number in range(2):
        own = recorded("a", 1)[number::2] + recorded(f"b{number}", 2)
        (tmp_path / f"{number}.jsonl").write_bytes(b"".join(own))
    expected, report = found(f"{tmp_path}/*.jsonl")
    assert list(expected) == ["a", "b0", "b1"]
    assert expected["b0"] == expected["b1"]
    assert expected["a"].turns == 3
    assert len(expected["a"].latencies) == 3
    for size in (3000, 50_000):
        assert found(f"{tmp_path}/*.jsonl", size) == (expected, report)


def test_a_line_belongs_to_the_part_in_which_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [GOOD.replace(b"0.0", b"%d.0" % n) + b"\n" for n in range(5)]
    path.write_bytes(b"".join(lines))
    for size in (1, 2, len(GOOD), len(GOOD) + 1, len(GOOD) + 2):
        report = FileReport("")
        assert [each for part in parts_of(path, size) for each in lines_of(part, report)] == lines
        assert report.is_whole


class Spread:
    """As `map`; it remembers what it was given."""

    def __init__(self) -> None:
        self.items: list[Sequence[Any]] = []

    def __call__(self, function: Callable[[T], U], items: Sequence[T]) -> list[U]:
        self.items.append(items)
        return list(map(function, items))


def test_what_stands_in_one_part_is_read_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(recorded(name)))
    spread = Spread()
    sessions, _ = read_sessions(tmp_path / "*", session_metrics, map=spread)
    assert list(sessions) == ["a", "b"]
    assert spread.items == [[Part(str(tmp_path / f"{name}.jsonl")) for name in "ab"]]


def test_of_several_parts_the_lines_are_read_again_that_tell_of_the_same(tmp_path: Path) -> None:
    a, b, c, d = (recorded(name, seed) for seed, name in enumerate("abcd"))
    paths = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    lines = [*a, *b[:50], *c[:9], *b[50:60], *c[9:20]], [*b[60:], *d, *c[20:]]
    for path, own in zip(paths, lines, strict=True):
        path.write_bytes(b"".join(own))
    spread = Spread()
    sessions, report = read_sessions(tmp_path / "*", session_metrics, map=spread)
    one, two = (Part(str(path)) for path in paths)
    assert spread.items[1:] == [
        [
            Piece(Place(one, len(a), len(lines[0]) - 1), {"b", "c"}),
            Piece(Place(two, 0, len(b) - 61), {"b"}),
            Piece(Place(two, len(b) - 60 + len(d), len(lines[1]) - 1), {"c"}),
        ]
    ]
    assert report.events == sum(map(len, lines))
    assert sessions == {
        name: session_metrics(read_archive(own))
        for name, own in zip("abcd", (a, b, c, d), strict=True)
    }


def test_lines_that_overlap_are_read_again_as_one() -> None:
    one, two = Part("1"), Part("2")
    places = {
        "a": [Place(one, 5, 30), Place(two, 0, 3)],
        "b": [Place(one, 10, 20), Place(two, 4, 9)],
        "c": [Place(one, 25, 40), Place(two, 8, 12)],
        "d": [Place(one, 41, 50), Place(two, 13, 13)],
    }
    assert pieces_of(places) == [
        Piece(Place(one, 5, 40), {"a", "b", "c"}),
        Piece(Place(one, 41, 50), {"d"}),
        Piece(Place(two, 0, 3), {"a"}),
        Piece(Place(two, 4, 12), {"b", "c"}),
        Piece(Place(two, 13, 13), {"d"}),
    ]


def test_the_mark_of_a_file_stands_at_its_beginning(tmp_path: Path) -> None:
    marked = b"\xef\xbb\xbf" + GOOD + b"\n"
    (tmp_path / "a.jsonl").write_bytes(2 * marked)
    for size in (len(marked), 2 * len(marked)):
        [report] = found(tmp_path / "a.jsonl", size)[1].files
        assert (report.events, report.passed_over) == (1, {"not JSON": 1})


def test_a_session_of_several_parts_is_measured_as_soon_as_it_is_whole(tmp_path: Path) -> None:
    """So nothing of it is held longer."""
    for number in range(3):
        own = [recorded("a"), recorded("b"), recorded("c")]
        parts = [own[0][:9]], [own[0][9:], own[1][:9]], [own[1][9:], own[2]]
        text = b"".join(line for lines in parts[number] for line in lines)
        (tmp_path / f"{number}.jsonl").write_bytes(text)
    done: list[str] = []

    def one_by_one(function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        for item in items:
            if isinstance(item, Piece):
                done.append(f"read {item.place.part.file[-7]}")
            yield function(item)

    def measure(events: Sequence[LoggedEvent]) -> int:
        done.append(events[0].session)
        return len(events)

    read_sessions(tmp_path / "*", measure, map=one_by_one)
    assert done[5:] == ["read 0", "read 1", "a", "read 1", "read 2", "b"]


def test_what_is_held_is_that_of_a_part(tmp_path: Path) -> None:
    """However many there are."""
    peaks = []
    for number in range(6):
        (tmp_path / f"{number}.jsonl").write_bytes(b"".join(recorded(f"{number}")))
        if number in (0, 5):
            tracemalloc.start()
            read_sessions(tmp_path / "*", session_metrics)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_on_several_processes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(recorded("a")))
    with ProcessPoolExecutor(1) as pool:
        found = read_sessions(path, session_metrics, map=pool.map, part_size=20_000)
    assert found == read_sessions(path, session_metrics)


def answers(events: Sequence[LoggedEvent]) -> int:
    return sum(each.event.type == "response.done" for each in events)


def test_what_is_measured_is_for_the_caller_to_say(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(recorded("a", turns=2) + recorded("b", turns=4)))
    sessions, _ = read_sessions(path, answers, map=elsewhere)
    assert 2 <= sessions["a"] < sessions["b"]
    with pytest.raises(ZeroDivisionError):
        read_sessions(path, lambda events: 1 / 0)


def test_a_recording_may_begin_with_audio_that_the_client_sent(tmp_path: Path) -> None:
    """Where `n` is 1 once more, later, another recording of the session begins."""
    logs = recorded("a"), recorded("a")
    for name, log, later in zip(("1", "2"), logs, (0.0, 1e4), strict=True):
        rows = [json.loads(line) for line in log]
        assert rows[0]["event"]["type"] == "input_audio_buffer.append"
        for row in rows:
            row["time"] += later
        (tmp_path / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))

    def jumps(events: Sequence[LoggedEvent]) -> int:
        times = [each.time for each in events if each.time]
        return sum((b - a).total_seconds() > 5e3 for a, b in pairwise(times))

    assert read_sessions(tmp_path / "*", jumps)[0] == {"a": 1}


def test_a_session_in_which_only_audio_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(line for line in recorded("a") if b".append" in line))
    assert found(path)[0] == {"a": session_metrics([])}


def test_a_file_that_is_gone_before_it_is_read_again(tmp_path: Path) -> None:
    own = recorded("a")
    (tmp_path / "1.jsonl").write_bytes(b"".join(own[:50]))
    (tmp_path / "2.jsonl").write_bytes(b"".join(own[50:]))

    def late(function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        if isinstance(items[0], Piece):
            (tmp_path / "2.jsonl").unlink()
        return map(function, items)

    sessions, report = read_sessions(tmp_path / "*", session_metrics, map=late)
    assert sessions == {"a": session_metrics(read_archive(own[:50]))}
    assert [each.damage for each in report.files] == ["", "No such file or directory"]
    assert report.events == len(own)


def test_the_figures_are_those_of_the_whole_log(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(recorded("a", 3)))
    expected = session_metrics(read_archive(recorded("a", 3)))
    assert found(path)[0] == {"a": expected}


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_compressed_parts(tmp_path: Path, compression: Compression) -> None:
    path = tmp_path / "a.jsonl"
    data = b"".join(recorded("a"))
    path.write_bytes(data)
    try:
        pack(path, compression)
    except ImportError:
        pytest.skip("zstd is not installed")
    [path] = tmp_path.iterdir()
    expected = {"a": session_metrics(read_archive(recorded("a")))}
    assert found(path, size=100) == (expected, ArchiveReport([whole(path, data)]))


def whole(path: Path, data: bytes) -> FileReport:
    return FileReport(str(path), data.count(b"\n"), data.count(b"\n"))


def test_damage_loses_nothing_else(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a cut line, a cut file, one that is none, and one that is gone."""
    own = recorded("a", 1)
    cut = own[-1]
    halves = [[b"\xff\xfe{}\n", *own[:50], cut[:20] + b"\n"], own[50:-1]]
    (tmp_path / "1.jsonl").write_bytes(b"".join(halves[0]))
    (tmp_path / "2.jsonl.gz").write_bytes(gzip.compress(b"".join(halves[1]))[:-8])
    (tmp_path / "3.jsonl.gz").write_bytes(gzip.compress(b"x")[:12] + b"\0\0")
    (tmp_path / "4.jsonl").write_bytes(b"\x00\x01\x02\n")
    metrics, report = found(f"{tmp_path}/*")
    expected = session_metrics(read_archive(own[:-1]))
    assert metrics == {"a": expected}
    one, two, three, four = report.files
    assert dict(one.passed_over) == {"not UTF-8": 1, "not JSON": 1}
    assert (two.events, two.is_whole) == (len(halves[1]), False)
    assert two.damage == "Compressed file ended before the end-of-stream marker was reached"
    assert three.damage
    assert dict(four.passed_over) == {"not JSON": 1}
    *listed, total = str(report).splitlines()
    assert listed == [
        f"{one.file}: 2 of 52 lines passed over (1 not UTF-8, 1 not JSON)",
        f"{two.file}: 0 of {two.lines} lines passed over; not read to its end: {two.damage}",
        f"{three.file}: 0 of 0 lines passed over; not read to its end: {three.damage}",
        f"{four.file}: 1 of 1 lines passed over (1 not JSON)",
    ]
    counts = f"3 of {two.lines + 53} lines passed over (2 not JSON, 1 not UTF-8)"
    assert total == f"{report.events} events in 4 files: {counts}"


def test_all_that_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    lines = [GOOD.replace(b"0.0", b"%d" % n) + b"\n" for n in range(10_000)]
    data = gzip.compress(b"".join(lines))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data[: len(data) // 2])
    [report] = found(path)[1].files
    assert report.damage
    assert 4_000 < report.events < 6_000
    assert not report.passed_over


@pytest.mark.parametrize("rest", [b"private", b"'rivate"])
def test_what_follows_on_gzip_is_not_quoted(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD + b"\n") + rest)
    [report] = found(path)[1].files
    assert (report.events, report.damage) == (1, "Not a gzipped file")


def test_a_file_that_is_gone_is_reported(tmp_path: Path) -> None:
    report = FileReport("none.jsonl")
    assert list(lines_of(Part(str(tmp_path / "none.jsonl")), report)) == []
    assert report.damage == "No such file or directory"


def test_an_archive_in_which_nothing_is_found_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD.replace(b'"session": "7", ', b"") + b"\n")
    (tmp_path / "b.jsonl").touch()
    metrics, report = found(f"{tmp_path}/*")
    assert metrics == {}
    assert str(report).splitlines() == [
        f"{path}: 1 of 1 lines passed over (1 without a session)",
        "0 events in 2 files: 1 of 1 lines passed over (1 without a session)",
    ]


def test_a_report_lists_some_files_and_counts_all() -> None:
    reports = [FileReport(f"{n:02}", 2, 1, Counter({"not JSON": 1})) for n in range(25)]
    text = str(archive_report(reports)).splitlines()
    assert text[-3:] == [
        "19: 1 of 2 lines passed over (1 not JSON)",
        "and 5 more files",
        "25 events in 25 files: 25 of 50 lines passed over (25 not JSON)",
    ]
    assert len(text) == 22


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"found none as '.*x\.jsonl'"):
        read_sessions(tmp_path / "x.jsonl", session_metrics)


def test_a_name_with_the_signs_of_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "a[1].jsonl"
    path.write_bytes(GOOD)
    assert list(read_sessions(path, len)[0].values()) == [1]


# --- Order ----------------------------------------------------------------------------------------


def said(*lines: tuple[int | None, float | None], file: str = "f") -> Found:
    """What a file says of a session, in lines with such an `n` and time."""
    events = [
        LoggedEvent("s", time, {"type": "x", "at": f"{file}{at}"}, n)
        for at, (n, time) in enumerate(lines)
    ]
    return Found("s", Place(Part(file), 0, 9), [each._said for each in events])


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([said((2, 5.0), (1, 6.0), (3, 7.0))], "f1 f0 f2"),
        ([said((None, 6.0), (None, 5.0), (None, 6.0))], "f1 f0 f2"),
        ([said((None, None), (None, None))], "f0 f1"),
        ([said((None, 5.0), (None, None), (None, 4.0))], "f2 f0 f1"),
        ([said((1, 5.0), (3, 6.0), file="b"), said((2, 5.5), file="a")], "b0 a0 b1"),
        ([said((1, 5.0), file="b"), said((1, 5.0), file="a")], "a0 b0"),
        ([said((1, 5.0), (2, 6.0), (1, 8.0), (2, 9.0))], "f0 f1 f2 f3"),
        ([said((1, 8.0), (2, 9.0), file="a"), said((1, 5.0), (2, 6.0))], "f0 f1 a0 a1"),
        ([said((1, 5.0), (2, 4.9))], "f0 f1"),
    ],
    ids=["n", "time", "place", "as before", "files", "same", "again", "before", "clock"],
)
def test_order(places: Sequence[Found], expected: str) -> None:
    found = [each.event for each in in_order(places)]
    assert " ".join(event["at"] for event in found if isinstance(event, ServerEvent)) == expected
