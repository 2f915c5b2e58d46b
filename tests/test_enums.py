"""What the enums know of their members."""

from __future__ import annotations

from voicelive_events import OutputAudioFormat


def test_formats_of_audio() -> None:
    found = {
        name.value: (name.sample_rate, name.sample_width, name.bytes_per_second)
        for name in OutputAudioFormat
    }
    assert found == {
        "pcm16": (24_000, 2, 48_000),
        "pcm16_8000hz": (8_000, 2, 16_000),
        "pcm16_16000hz": (16_000, 2, 32_000),
        "g711_ulaw": (8_000, 1, 8_000),
        "g711_alaw": (8_000, 1, 8_000),
    }
