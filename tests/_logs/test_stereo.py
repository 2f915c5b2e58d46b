"""Both sides of a session, in one file and in time with each other."""

from __future__ import annotations

import wave
from array import array
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from voicelive_events._logs.stereo import Stereo
from voicelive_events.recording import Record

from ..frames import CLEARED, audio, content, session
from .timeline.test_reading import done, event_of, started, stopped, truncated, update

RATE = 24_000
SECOND = 2 * RATE  # bytes


def sent(data: bytes) -> dict[str, Any]:
    return {"type": "input_audio_buffer.append", "audio": b64encode(data).decode()}


def spoken(data: bytes) -> dict[str, Any]:
    return content("response.audio.delta", delta=b64encode(data).decode())


def tone(sample: int, seconds: float, rate: int = RATE) -> bytes:
    return array("h", [sample] * round(seconds * rate)).tobytes()


def written(path: Path, stereo: Stereo) -> tuple[int, array[int], array[int]]:
    """The rate and the samples of both sides."""
    stereo.write(path / "out.wav")
    with wave.open(str(path / "out.wav")) as read:
        samples = array("h", read.readframes(read.getnframes()))
        return read.getframerate(), samples[0::2], samples[1::2]


def timed(*frames: tuple[float, dict[str, Any]]) -> Stereo:
    stereo = Stereo(BytesIO())
    for time, frame in frames:
        when = datetime.fromtimestamp(9e8 + time, UTC)
        stereo.feed(Record(event=event_of(frame), time=when))
    return stereo


def untimed(*frames: dict[str, Any]) -> Stereo:
    stereo = Stereo(BytesIO())
    for frame in frames:
        stereo.feed(Record(event=event_of(frame)))
    return stereo


def runs(samples: array[int], rate: int = RATE) -> list[tuple[int, float, float]]:
    """What is heard: a sample, and from when to when it lasts."""
    found: list[tuple[int, float, float]] = []
    start = 0
    for place in range(1, len(samples) + 1):
        if place == len(samples) or samples[place] != samples[start]:
            if samples[start]:
                found.append((samples[start], round(start / rate, 3), round(place / rate, 3)))
            start = place
    return found


def test_each_side_stands_at_its_time(tmp_path: Path) -> None:
    stereo = timed(
        (0, CLEARED),
        (1, sent(tone(1, 0.1))),
        (1.1, sent(tone(2, 0.1))),
        (2, spoken(tone(10, 1))),
        (2.1, spoken(tone(11, 1))),
        (3, sent(tone(3, 0.2))),
    )
    rate, left, right = written(tmp_path, stereo)
    assert rate == RATE
    assert runs(left) == [(1, 1, 1.1), (2, 1.1, 1.2), (3, 3, 3.2)]
    assert runs(right) == [(10, 2, 3), (11, 3, 4)]
    assert len(left) == len(right) == 4 * RATE


def test_without_times_the_users_stream_tells_them(tmp_path: Path) -> None:
    stereo = untimed(
        sent(tone(1, 1)),
        started(1000),
        sent(tone(2, 2)),
        stopped(2500),
        spoken(tone(10, 1)),
    )
    _, left, right = written(tmp_path, stereo)
    assert runs(left) == [(1, 0, 1), (2, 1, 3)]
    assert runs(right) == [(10, 2.5, 3.5)]


def test_what_was_not_heard_is_left_out(tmp_path: Path) -> None:
    stereo = timed((0, spoken(tone(10, 4))), (1, started(0)), (1.1, done("cancelled")))
    assert runs(written(tmp_path, stereo)[2]) == [(10, 0, 1)]
    stereo = timed((0, spoken(tone(10, 4))), (1, truncated(700)))
    assert runs(written(tmp_path, stereo)[2]) == [(10, 0, 0.7)]


@pytest.mark.parametrize(
    ("user", "model", "rate"),
    [(16_000, RATE, RATE), (8_000, RATE, RATE), (8_000, 16_000, 16_000), (RATE, 8_000, RATE)],
)
def test_the_higher_rate_is_that_of_both(tmp_path: Path, user: int, model: int, rate: int) -> None:
    output = {RATE: "pcm16", 16_000: "pcm16_16000hz", 8_000: "pcm16_8000hz"}[model]
    stereo = timed(
        (0, session(input_audio_sampling_rate=user, output_audio_format=output)),
        *((1 + n * 0.01, sent(tone(n + 1, 0.01, user))) for n in range(50)),
        (2, spoken(tone(9, 0.5, model))),
    )
    told, left, right = written(tmp_path, stereo)
    assert told == rate
    expected = [(n + 1, round(1 + n * 0.01, 3), round(1.01 + n * 0.01, 3)) for n in range(50)]
    assert runs(left, rate) == expected
    assert runs(right, rate) == [(9, 2, 2.5)]


def test_g711_is_decoded(tmp_path: Path) -> None:
    stereo = timed(
        (0, session(input_audio_format="g711_ulaw", output_audio_format="g711_alaw")),
        (0, sent(b"\x80" * 800)),
        (0, spoken(b"\xaa" * 1600)),
    )
    rate, left, right = written(tmp_path, stereo)
    assert (rate, runs(left, rate)) == (8_000, [(32124, 0, 0.1)])
    assert runs(right, rate) == [(32256, 0, 0.2)]


def test_the_microphone_is_the_first_of_two_channels(tmp_path: Path) -> None:
    echo = {"type": "server_echo_cancellation", "channels": 2}
    both = array("h", [5, 7] * RATE).tobytes()
    stereo = untimed(update(input_audio_echo_cancellation=echo), sent(both))
    assert runs(written(tmp_path, stereo)[1]) == [(5, 0, 1)]


def test_pieces_need_not_be_whole_samples(tmp_path: Path) -> None:
    data = tone(0x0102, 1)
    pieces = [data[n : n + 1001] for n in range(0, len(data), 1001)]
    _, left, right = written(tmp_path, untimed(*map(spoken, pieces), *map(sent, pieces)))
    assert runs(right) == runs(left) == [(0x0102, 0, 1)]


def test_both_sides_may_come_in_turns(tmp_path: Path) -> None:
    frames = [each for n in range(1, 5) for each in (sent(tone(n, 1)), spoken(tone(-n, 1)))]
    _, left, right = written(tmp_path, untimed(*frames))
    assert runs(left) == [(n, n - 1, n) for n in range(1, 5)]
    assert runs(right) == [(-n, n - 1, n) for n in range(1, 5)]


@pytest.mark.parametrize("rate", [8_000, 16_000, RATE])
def test_blocks_join_without_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: int
) -> None:
    rising = array("h", range(4_000)).tobytes()
    frames = session(input_audio_sampling_rate=rate), sent(rising), spoken(tone(3, 1))
    whole = written(tmp_path, untimed(*frames))
    monkeypatch.setattr("voicelive_events._logs.stereo._BLOCK", 101)
    assert written(tmp_path, untimed(*frames)) == whole
    assert sorted(set(whole[1])) == list(range(4_000))


def test_an_event_that_comes_twice_is_heard_once(tmp_path: Path) -> None:
    once = spoken(tone(10, 1)) | {"event_id": "event_1"}
    again = sent(tone(1, 1)) | {"event_id": "event_2"}
    stereo = untimed(once, once, again, again)
    _, left, right = written(tmp_path, stereo)
    assert (runs(left), runs(right)) == ([(1, 0, 1)], [(10, 0, 1)])


def test_what_cannot_be_read_is_counted() -> None:
    broken = [sent(b"ab") | {"audio": "!!"}, spoken(b"ab") | {"delta": 5}]
    stereo = untimed(*broken)
    assert (stereo.lost, bool(stereo)) == (2, False)


@pytest.mark.parametrize(
    "frames",
    [
        (session(input_audio_format="opus"), sent(b"ab")),
        (session(output_audio_format="opus"), spoken(b"ab")),
        (session(input_audio_sampling_rate=48_000), sent(b"ab")),
    ],
)
def test_a_format_that_nobody_knows(frames: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(ValueError, match=r"expected audio of a known format, got (opus|pcm16 at)"):
        untimed(*frames)


def test_an_item_has_one_format() -> None:
    with pytest.raises(ValueError, match="changes inside an item"):
        untimed(audio(SECOND), session(output_audio_format="g711_ulaw"), audio(SECOND))
