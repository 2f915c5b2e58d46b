"""Seconds of audio, by the format that the session names."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Inspect
from .frames import audio, session


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
def test_rate_of_each_format(inspect: Inspect, format: str, rate: int) -> None:
    result = inspect(session(output_audio_format=format), audio(rate), audio(rate // 2))
    assert result.totals["audio received"] == "1.50 s"
    assert "  1000 ms  " in result.listing[1]


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
def test_rate_of_each_format_of_v1(inspect: Inspect, format: Any, rate: int) -> None:
    named = session(audio={"output": {"format": format}})
    result = inspect(named, audio(rate) | {"type": "response.output_audio.delta"})
    assert result.totals["audio received"] == "1.00 s"


def test_default_is_pcm_at_24_khz(inspect: Inspect) -> None:
    assert inspect(audio(24_000)).totals["audio received"] == "0.50 s"


@pytest.mark.parametrize("kind", ["created", "updated"])
def test_the_session_may_change_the_format(inspect: Inspect, kind: str) -> None:
    result = inspect(
        session(output_audio_format="g711_ulaw"),
        audio(8_000),
        session(kind=kind, output_audio_format="pcm16"),
        audio(48_000),
    )
    assert result.totals["audio received"] == "2.00 s"


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
def test_a_session_that_names_no_format_changes_none(
    inspect: Inspect, silent: dict[str, Any]
) -> None:
    result = inspect(session(output_audio_format="g711_ulaw"), silent, audio(8_000))
    assert result.totals["audio received"] == "1.00 s"


def test_a_response_may_have_a_format_of_its_own(inspect: Inspect) -> None:
    response = {"id": "resp_1", "output_audio_format": "g711_alaw"}
    begun = {"type": "response.created", "response": response}
    result = inspect(
        session(output_audio_format="pcm16"),
        begun,
        audio(8_000),
        audio(48_000) | {"response_id": "resp_2"},
        {"type": "response.done", "response": response},
        audio(48_000),
    )
    assert result.totals["audio received"] == "3.00 s"
    assert "  1000 ms  " in result.listing[2]


def test_a_format_of_unknown_rate(inspect: Inspect) -> None:
    result = inspect(audio(48_000), session(output_audio_format="opus"), audio(700), audio(300))
    assert result.totals["audio received"] == "1.00 s, and 1000 bytes in a format of unknown rate"


def test_only_response_audio_counts(inspect: Inspect) -> None:
    video = {"type": "response.video.delta", "output_index": 0, "codec": "h264", "delta": "AAAA"}
    assert inspect(video).totals["audio received"] == "0.00 s"
