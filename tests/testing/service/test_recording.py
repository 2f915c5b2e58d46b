"""What the stand-in keeps, in memory and in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelive_events.recording import read_recording
from voicelive_events.testing.service._recording import Log

LINES = [
    '{"n": 1, "time": 1.0, "session": "1", "event": {"type": "response.created"}}\n',
    '{"n": 1, "time": 1.5, "session": "2", "event": {"type": "response.dream"}}\n',
    '{"n": 2, "time": 2.0, "session": "1", "event": {"type": "response.done"}}\n',
]


def types(log: Log, session: int | None = None) -> list[str]:
    return [record.event.type for record in log.records(session) if record.event]


def test_it_is_kept_in_memory_or_in_a_file_or_in_both(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for keep, where in [(True, path), (True, None), (False, path), (False, None)]:
        log = Log(where, keep=keep)
        assert log.is_needed == (keep or where is not None)
        for line in LINES:
            log.write(line)
        log.flush()
        assert types(log) == ["response.created", "response.dream", "response.done"] * keep
        if where is not None:
            assert len(list(read_recording(path))) == 3  # before it is closed
            log.close()
            log.close()
            assert path.read_text() == "".join(LINES)


def test_the_records_of_one_session() -> None:
    log = Log(None, keep=True)
    for line in LINES:
        log.write(line)
    assert types(log, 1) == ["response.created", "response.done"]
    assert types(log, 2) == ["response.dream"]
    assert types(log, 3) == []


def test_a_file_that_is_there_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("the one before\n")
    log = Log(path, keep=False)
    log.write(LINES[0])
    log.close()
    assert path.read_text() == LINES[0]
    assert [each.read_text() for each in tmp_path.glob("log-*.jsonl")] == ["the one before\n"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        Log(tmp_path / "none" / "log.jsonl", keep=True)
