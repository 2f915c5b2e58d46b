"""Seconds of audio, by the format that the session names."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import ServerEvent, ServerEventResponseAudioDelta
from voicelive_events._logs.meter import AudioMeter
from voicelive_events.testing import make

from ..frames import audio, session


def received(*frames: dict[str, Any]) -> AudioMeter:
    """The meter after *frames*."""
    meter = AudioMeter()
    for frame in frames:
        meter.feed(ServerEvent.from_dict(frame))
    return meter


@pytest.mark.parametrize(
    ("format", "rate"),
    [
        ("pcm16", 48_000),
        ("pcm16_16000hz", 32_000),
        ("pcm16_8000hz", 16_000),
        ("pcm16-16000hz", 32_000),
        ("pcm16-8000hz", 16_000),
        ("g711_ulaw", 8_000),
        ("g711_alaw", 8_000),
    ],
)
def test_rate_of_each_format(format: str, rate: int) -> None:
    result = received(session(output_audio_format=format), audio(rate), audio(rate // 2))
    assert result.seconds == 1.5


@pytest.mark.parametrize(
    ("format", "rate"),
    [
        ({"type": "audio/pcm"}, 48_000),
        ({"type": "audio/pcm", "rate": 24_000}, 48_000),
        ({"type": "audio/pcm", "rate": 16_000}, 32_000),
        ({"type": "audio/pcmu"}, 8_000),
        ({"type": "audio/pcma"}, 8_000),
        ("pcm16_8000hz", 16_000),
        (None, 48_000),
    ],
)
def test_rate_of_each_format_of_v1(format: Any, rate: int) -> None:
    named = session(audio={"output": {"format": format}})
    result = received(named, audio(rate) | {"type": "response.output_audio.delta"})
    assert result.seconds == 1.0


def test_default_is_pcm_at_24_khz() -> None:
    assert received(audio(24_000)).seconds == 0.5


@pytest.mark.parametrize("kind", ["created", "updated"])
def test_the_session_may_change_the_format(kind: str) -> None:
    result = received(
        session(output_audio_format="g711_ulaw"),
        audio(8_000),
        session(kind=kind, output_audio_format="pcm16"),
        audio(48_000),
    )
    assert result.seconds == 2.0


@pytest.mark.parametrize(
    "silent",
    [
        session(),
        session(output_audio_format=None),
        session(output_audio_format=5),
        {"type": "session.updated"},
        {"type": "session.updated", "session": 5},
    ],
    ids=["absent", "null", "wrong type", "no session", "session of a wrong type"],
)
def test_a_session_that_names_no_format_changes_none(silent: dict[str, Any]) -> None:
    result = received(session(output_audio_format="g711_ulaw"), silent, audio(8_000))
    assert result.seconds == 1.0


def test_a_response_may_have_a_format_of_its_own() -> None:
    response = {"id": "resp_1", "output_audio_format": "g711_alaw"}
    begun = {"type": "response.created", "response": response}
    result = received(
        session(output_audio_format="pcm16"),
        begun,
        audio(8_000),
        audio(48_000) | {"response_id": "resp_2"},
        {"type": "response.done", "response": response},
        audio(48_000),
    )
    assert result.seconds == 3.0


def test_a_format_of_unknown_rate() -> None:
    result = received(audio(48_000), session(output_audio_format="opus"), audio(700), audio(300))
    assert (result.seconds, result.unmeasured) == (1.0, 1000)


def test_only_response_audio_counts() -> None:
    video = {"type": "response.video.delta", "output_index": 0, "codec": "h264", "delta": "AAAA"}
    assert received(video).seconds == 0.0


def piece(size: int) -> ServerEventResponseAudioDelta:
    return make(ServerEventResponseAudioDelta, delta=bytes(size))


@pytest.mark.parametrize(
    ("format", "seconds", "length"),
    [
        ("pcm16", 0.01, "10 ms"),
        ("pcm16-16000hz", 0.015, "15 ms"),
        ("g711_ulaw", 0.06, "60 ms"),
        ("opus", None, "<480 bytes>"),
    ],
)
def test_one_piece(format: str, seconds: float | None, length: str) -> None:
    meter = received(session(output_audio_format=format))
    assert meter.seconds_of(piece(480)) == seconds
    assert meter.length(piece(480), 480) == length


@pytest.mark.parametrize("frame", [session(), audio(2) | {"delta": "!"}, {"type": "unknown"}])
def test_what_has_no_audio_has_no_length(frame: dict[str, Any]) -> None:
    assert AudioMeter().seconds_of(ServerEvent.from_dict(frame)) is None
