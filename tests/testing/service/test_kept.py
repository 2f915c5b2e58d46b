"""What the stand-in keeps, in memory and in a file, and whom it tells."""

from __future__ import annotations

from itertools import count, product
from pathlib import Path

import pytest

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.recording import Closed, Record, read_recording
from voicelive_events.testing.service import Opening, ServedSession
from voicelive_events.testing.service._kept import Kept, Passage, Watcher

ASK = ClientEvent.from_dict({"type": "response.create"})
NUMBERS = count(1)
TYPES = ["response.create", "response.created", "response.done"]


def kept(path: Path | None = None, *, keep: bool = True, watch: Watcher | None = None) -> Kept:
    made = Kept(path, keep=keep, watch=watch)
    made.open()
    return made


def converse(kept: Kept, dream: str = "response.created") -> Passage:
    passage = kept.admit(f"sess_{next(NUMBERS)}", Opening("v1"))
    passage.sent(ASK, ASK.to_json())
    for type_ in (dream, "response.done"):
        event = ServerEvent.from_dict({"type": type_})
        passage.received(event, event.to_json())
    return passage


def types(records: list[Record]) -> list[str]:
    return [record.event.type for record in records if record.event]


@pytest.mark.parametrize(("keep", "has_file"), list(product([True, False], repeat=2)))
def test_it_is_kept_in_memory_or_in_a_file_or_in_both(
    keep: bool, has_file: bool, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    all_ = kept(path if has_file else None, keep=keep)
    session = converse(all_).session
    assert types(all_.records()) == types(session.recording) == TYPES * keep
    assert all_.received == [ASK] * keep
    assert all_.sessions == [session] * keep
    if has_file:
        assert types(list(read_recording(path))) == TYPES  # before it is closed
    all_.close()
    all_.close()
    assert path.exists() is has_file


def test_the_records_of_one_session() -> None:
    all_ = kept()
    one, other = converse(all_), converse(all_, dream="response.dream")
    one.closed(Closed(1000))
    assert types(one.session.recording) == TYPES
    assert types(other.session.recording) == ["response.create", "response.dream", "response.done"]
    assert [(r.session, r.n) for r in all_.records()] == [
        *((one.session.id, 1), (one.session.id, 2), (one.session.id, 3)),
        *((other.session.id, 1), (other.session.id, 2), (other.session.id, 3)),
        (one.session.id, 4),
    ]
    assert (one.session.closed, other.session.closed) == (Closed(1000), None)


@pytest.mark.parametrize("keep", [True, False])
def test_a_watcher_that_raises_is_heard_of_after_all_is_kept(keep: bool) -> None:
    def watch(session: ServedSession, record: Record) -> None:
        raise ValueError(f"{session.number} {record.n}")

    all_ = kept(keep=keep, watch=watch)
    passage = all_.admit("sess_1", Opening("v1"))
    with pytest.raises(ValueError, match=r"^1 1$"):
        passage.sent(ASK, ASK.to_json())
    with pytest.raises(ValueError, match=r"^1 2$"):
        passage.closed(Closed(1000))
    assert all_.received == [ASK] * keep
    assert len(all_.records()) == 2 * keep
    assert passage.session.closed == Closed(1000)


@pytest.mark.parametrize("keep", [True, False])
def test_the_errors_that_clients_were_sent(keep: bool) -> None:
    all_ = kept(keep=keep)
    converse(all_)
    other = converse(all_)
    error = ServerEvent.from_dict({"type": "error", "error": {"type": "x", "message": "No."}})
    other.received(error, error.to_json())
    assert all_.errors == other.session.errors == [error] * keep


def test_a_file_that_is_there_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("the one before\n")
    all_ = kept(path, keep=False)
    converse(all_)
    all_.close()
    assert types(list(read_recording(path))) == TYPES
    assert [each.read_text() for each in tmp_path.glob("log-*.jsonl")] == ["the one before\n"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        kept(tmp_path / "none" / "log.jsonl")
