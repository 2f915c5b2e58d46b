"""Model, voice and API of sessions."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events._logs.setup import Setup
from voicelive_events.recording import read_record

from ..frames import CLEARED, audio, encode, session


def told(*frames: dict[str, Any]) -> Setup:
    """What *frames* tell."""
    setup = Setup()
    for frame in frames:
        event = read_record(encode([frame])).event
        assert event is not None
        setup.feed(event)
    return setup


def test_nothing_is_told() -> None:
    setup = told(CLEARED, {"type": "session.created", "session": 5}, {"type": "new", "session": {}})
    assert (setup.models, setup.voices, setup.api) == ([], [], None)


@pytest.mark.parametrize(
    ("settings", "voice"),
    [
        ({"voice": "alloy"}, "alloy"),
        ({"voice": {"type": "azure-standard", "name": "en-US-EmmaNeural"}}, "en-US-EmmaNeural"),
        ({"voice": {"id": "voice_1"}}, "voice_1"),
        ({"voice": {"type": "avatar-voice-sync"}}, "avatar-voice-sync"),
        ({"audio": {"output": {"voice": "marin"}}}, "marin"),
        ({"audio": {"output": 5}, "voice": "alloy"}, "alloy"),
        ({"voice": "Bearer abcdefgh"}, '"Bearer <hidden>"'),
    ],
)
def test_voice(settings: dict[str, Any], voice: str) -> None:
    assert told(session(**settings)).voices == [voice]


def test_names_are_listed_once_cut_and_bounded() -> None:
    frames = [session(model=name) for name in ("m" * 200, "a", "a", *map(str, range(99)))]
    assert told(*frames).models == ["m" * 79 + "…", "a", "0", "1", "2"]
    assert told(session(model=5)).models == []


def test_what_was_asked_for_is_no_answer() -> None:
    assert told(session(kind="update", model="gpt-4.1", voice="alloy")).models == []


@pytest.mark.parametrize(
    ("frames", "api"),
    [
        ([audio(2)], "dated"),
        ([audio(2) | {"type": "response.output_audio.delta"}], "v1"),
        ([session(modalities=["text"])], "dated"),
        ([session(kind="update", output_modalities=["text"])], "v1"),
        ([session(modalities=None, type="realtime")], "v1"),
        ([session(modalities=["text"], voice="alloy", object="realtime.session")], "dated"),
        ([session(model="gpt-4.1")], None),
    ],
)
def test_api(frames: list[dict[str, Any]], api: str | None) -> None:
    assert told(*frames).api == api
