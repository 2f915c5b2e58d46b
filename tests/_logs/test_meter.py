"""Seconds of audio, by the format that the session names."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from voicelive_events import ClientEvent, ServerEvent, ServerEventResponseAudioDelta
from voicelive_events._logs.meter import AudioMeter
from voicelive_events.recording import read_record
from voicelive_events.testing import make

from ..frames import audio, encode, session


def appended(size: int) -> dict[str, Any]:
    audio = b64encode(bytes(size)).decode()
    return {"type": "input_audio_buffer.append", "audio": audio}


def passed(*frames: dict[str, Any]) -> AudioMeter:
    """The meter after *frames* of both directions."""
    meter = AudioMeter()
    for frame in frames:
        event = read_record(encode([frame])).event
        assert event is not None
        meter.feed(event)
    return meter


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


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 48_000),
        ({"input_audio_format": "pcm16"}, 48_000),
        ({"input_audio_format": "pcm16", "input_audio_sampling_rate": 16_000}, 32_000),
        ({"input_audio_format": "g711_ulaw"}, 8_000),
        ({"input_audio_format": "g711_alaw", "input_audio_sampling_rate": 8_000}, 8_000),
        ({"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16_000}}}}, 32_000),
        ({"audio": {"input": {"format": {"type": "audio/pcm"}}}}, 48_000),
        ({"audio": {"input": {"format": "pcm16", "sampling_rate": 8_000}}}, 16_000),
        ({"audio": {"input": {"format": {"type": "audio/pcmu"}}}}, 8_000),
        ({"audio": {"output": {"format": {"type": "audio/pcmu"}}}}, 48_000),
        ({"input_audio_format": 5}, 48_000),
        ({"input_audio_echo_cancellation": {"type": "x", "channels": 2}}, 96_000),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["update", "updated", "created"])
def test_rate_of_what_is_sent(settings: dict[str, Any], rate: int, kind: str) -> None:
    meter = passed(session(kind=kind, **settings), appended(rate))
    assert (meter.seconds_sent, meter.seconds, meter.unmeasured) == (1.0, 0.0, 0)


def test_what_was_said_of_the_rate_holds() -> None:
    rate = session(input_audio_format="pcm16", input_audio_sampling_rate=8_000)
    assert passed(rate, session(), appended(16_000)).seconds_sent == 1.0


def test_a_turn_that_is_streamed() -> None:
    turn = appended(48_000) | {"type": "input_audio.turn.append", "turn_id": "t"}
    assert passed(turn, turn | {"audio": 5}).seconds_sent == 1.0


def test_what_is_sent_in_an_unknown_format() -> None:
    meter = passed(session(input_audio_format="opus"), appended(480))
    assert (meter.seconds_sent, meter.unmeasured_sent, meter.unmeasured) == (0.0, 480, 0)
    event = ClientEvent.from_dict(appended(480))
    assert (meter.seconds_of(event), meter.length(event, 480)) == (None, "<480 bytes>")


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
