"""The time that logs span."""

from __future__ import annotations

from voicelive_events._logs.clock import Clock
from voicelive_events.recording import read_record

from ..frames import CLEARED, at, encode


def feed(clock: Clock, file: str, *times: float) -> list[float | None]:
    """What *clock* says at these times."""
    return [clock.feed(file, read_record(encode([at(time, CLEARED)])).time) for time in times]


def test_no_time_no_clock() -> None:
    clock = Clock()
    assert clock.feed("a", None) is None
    assert clock.seconds is None


def test_clock() -> None:
    clock = Clock()
    assert feed(clock, "a", 5, 7, 6) == [0, 2, 1]
    assert clock.seconds == 2
    assert feed(clock, "b", 900, 903.5) == [0, 3.5]
    assert clock.feed("c", None) is None
    assert clock.seconds == 5.5
