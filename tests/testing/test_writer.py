"""The writer sends what the service sent: held against every recorded session, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from voicelive_events import ServerEvent
from voicelive_events.testing._dialect import DATED, V1, Dialect

from .retelling import retold

RECORDED = {
    "spoken-turn.jsonl": DATED,
    "tool-call.jsonl": DATED,
    "text-in-audio-out.jsonl": DATED,
    "ga-azure-text-in-audio-out.jsonl": V1,
    "ga-azure-tool-call.jsonl": V1,
    "ga-openai-spoken-turn.jsonl": V1,
}

every_recording = pytest.mark.parametrize(("name", "dialect"), RECORDED.items())


class Told:
    """One recorded session, and the same as the writer tells it."""

    def __init__(self, log: Path, dialect: Dialect) -> None:
        lines = log.read_text("utf-8").splitlines()
        recorded = [ServerEvent.from_json(line) for line in lines]
        self.recorded = in_streams(recorded)
        self.written = in_streams(retold(recorded, dialect))


def in_streams(events: Iterable[ServerEvent]) -> list[ServerEvent]:
    """The transcription of the user's audio last: it is a stream of its own."""
    return sorted(events, key=lambda event: "input_audio_transcription" in event.type)


@pytest.fixture
def told(recordings: Path, name: str, dialect: Dialect) -> Told:
    return Told(recordings / name, dialect)


@every_recording
def test_the_events_come_in_the_order_of_the_service(told: Told) -> None:
    assert [event.type for event in told.written] == [event.type for event in told.recorded]


@every_recording
def test_the_same_ids_hang_together(told: Told) -> None:
    ours: dict[Any, Any] = {}
    for written, recorded in zip(told.written, told.recorded, strict=True):
        for role, old in ids(recorded).items():
            new = ids(written)[role]
            assert ours.setdefault(old, new) == new, (role, written, recorded)
    assert len(set(ours.values())) == len(ours) >= 6


@every_recording
def test_every_field_is_there_with_its_value(told: Told) -> None:
    for written, recorded in zip(told.written, told.recorded, strict=True):
        sent, seen = dict(flat(written)), dict(flat(recorded))
        assert set(sent) - set(seen) - MORE == set(seen) - set(sent) == set(), recorded.type
        assert {at for at in seen if sent[at] != seen[at] and not is_own(at)} == set(), (
            recorded.type
        )


MORE = {("content", "type"), ("content", "transcript")}
"""What the writer sends as Azure does, and OpenAI, of whom one recording is, does not."""

OWN = {"event_id", "obfuscation"}


def is_own(at: tuple[Any, ...]) -> bool:
    """Whether the value there is each session's own: an id, or a count."""
    return is_id(at) or at[-1] in OWN or "usage" in at


def is_id(at: tuple[Any, ...]) -> bool:
    return at[-1] != "event_id" and str(at[-1]).endswith("id")


def ids(event: ServerEvent) -> dict[tuple[Any, ...], Any]:
    """Every id of the event by its place."""
    return {at: value for at, value in flat(event) if is_id(at)}


def flat(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every leaf of *value* by its place."""
    if isinstance(value, dict | list) and value:
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(child, (*at, key))
    else:
        yield at, value


@pytest.mark.parametrize("name", RECORDED)
def test_a_new_session_is_as_the_service_begins_it(recordings: Path, name: str) -> None:
    with (recordings / name).open(encoding="utf-8") as lines:
        recorded = ServerEvent.from_json(next(lines))
    model = recorded["session"]["model"]
    session = RECORDED[name].new_session("sess_1", model=model)
    assert set(session) == set(recorded["session"])
    differ = {key for key in session if session[key] != recorded["session"][key]}
    assert differ == {"id", "instructions", "expires_at"}
