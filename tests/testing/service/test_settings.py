"""Settings: what a session.update changes, and what the service makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from voicelive_events import OutputAudioFormat, RequestSession, ResponseSession
from voicelive_events.testing._dialect import DATED, V1, Dialect
from voicelive_events.testing.service._refusals import Refusal
from voicelive_events.testing.service._settings import (
    DEFAULT_INSTRUCTIONS,
    input_format,
    transcription,
    turn_detection,
    updated,
)


def update(*changes: dict[str, Any], dialect: Dialect = DATED) -> ResponseSession:
    """A new session after *changes*, one update each."""
    session = dialect.new_session("sess_1")
    for each in changes:
        request = RequestSession.from_dict(each)
        session = updated(session, request, dialect, has_spoken=False)
        assert session.problems() == []
    return session


def test_only_what_is_named_changes() -> None:
    before = DATED.new_session("sess_1")
    after = update({"instructions": "Be brief.", "temperature": 0.6})
    assert after == before | {"instructions": "Be brief.", "temperature": 0.6}


def test_an_object_is_replaced_whole_and_takes_the_defaults() -> None:
    first = {"type": "server_vad", "threshold": 0.9, "prefix_padding_ms": 10}
    session = update({"turn_detection": first}, {"turn_detection": {"type": "server_vad"}})
    assert session["turn_detection"] == {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 400,
        "silence_duration_ms": 500,
        "create_response": True,
        "interrupt_response": True,
        "idle_timeout_ms": None,
        "speech_duration_ms": None,
        "end_of_utterance_detection": None,
        "auto_truncate": False,
        "appended_text_after_truncation": None,
    }


@pytest.mark.parametrize("dialect", [DATED, V1], ids=["dated", "v1"])
@pytest.mark.parametrize(
    "kind",
    [
        "server_vad",
        "semantic_vad",
        "azure_semantic_vad",
        "azure_semantic_vad_en",
        "azure_semantic_vad_multilingual",
    ],
)
def test_every_turn_detection_is_answered_in_full(kind: str, dialect: Dialect) -> None:
    asked = {"type": kind, "interrupt_response": False, "threshold": None}
    request = {"audio": {"input": {"turn_detection": asked}}}
    session = update(request if dialect.is_v1 else {"turn_detection": asked}, dialect=dialect)
    found = turn_detection(session)
    assert found is not None
    assert (found.type, found.create_response, found.interrupt_response) == (kind, True, False)
    assert found.get("threshold", 0.5) == 0.5
    assert len(found) > 3


NULLS = [
    "turn_detection",
    "input_audio_transcription",
    "input_audio_noise_reduction",
    "input_audio_echo_cancellation",
]
ON = {
    "turn_detection": {"type": "semantic_vad"},
    "input_audio_transcription": {"model": "whisper-1"},
    "input_audio_noise_reduction": {"type": "near_field"},
    "input_audio_echo_cancellation": {"type": "server_echo_cancellation"},
}


@pytest.mark.parametrize("name", NULLS)
def test_null_turns_off(name: str) -> None:
    assert update({name: ON[name]})[name] is not None
    assert update({name: ON[name]}, {name: None})[name] is None


@pytest.mark.parametrize("name", ["transcription", "noise_reduction", "turn_detection"])
def test_null_turns_off_in_v1(name: str) -> None:
    on = {"audio": {"input": {name: ON.get(name, ON.get(f"input_audio_{name}"))}}}
    off = {"audio": {"input": {name: None}}}
    assert update(on, dialect=V1)["audio"]["input"][name] is not None
    session = update(on, off, dialect=V1)
    assert session["audio"]["input"][name] is None
    assert session["audio"]["output"] == V1.new_session("sess_1")["audio"]["output"]


def test_a_null_that_says_nothing_changes_nothing() -> None:
    nulls = dict.fromkeys(["voice", "tools", "modalities", "instructions", "temperature"])
    assert update({"temperature": 0.7}, nulls) == update({"temperature": 0.7})


def test_turn_detection_of_type_none_is_off() -> None:
    assert turn_detection(update({"turn_detection": {"type": "none"}})) is None


def test_an_unknown_turn_detection_is_refused() -> None:
    with pytest.raises(Refusal, match="Supported values are: 'server_vad'") as refused:
        update({"turn_detection": {"type": "clap"}})
    assert refused.value.param == "session.turn_detection.type"


def test_the_bare_name_of_a_voice_is_answered_as_an_object_before_v1() -> None:
    assert update({"voice": "marin"})["voice"] == {"name": "marin", "type": "openai"}
    own = {"type": "azure-standard", "name": "en-US-AvaNeural"}
    assert update({"voice": own})["voice"] == own
    request = {"audio": {"output": {"voice": "marin"}}}
    assert update(request, dialect=V1)["audio"]["output"]["voice"] == "marin"


@pytest.mark.parametrize(
    ("dialect", "request_"),
    [(DATED, {"voice": "marin"}), (V1, {"audio": {"output": {"voice": "marin"}}})],
    ids=["dated", "v1"],
)
def test_the_voice_cannot_change_once_it_was_heard(
    dialect: Dialect, request_: dict[str, Any]
) -> None:
    request = RequestSession.from_dict({**request_, "instructions": "Changed."})
    session = dialect.new_session("sess_1")
    with pytest.raises(Refusal) as refused:
        updated(session, request, dialect, has_spoken=True)
    assert refused.value.code == "cannot_update_voice"
    assert session["instructions"] == ""
    same = updated(session, request, dialect, has_spoken=False)
    assert updated(same, request, dialect, has_spoken=True) == same


def test_a_session_keeps_its_model_and_its_id() -> None:
    before = DATED.new_session("sess_1", model="gpt-realtime")
    request = RequestSession.from_dict({"model": "other", "id": "other"})
    assert updated(before, request, DATED, has_spoken=False) == before


def test_an_empty_text_asks_for_the_own_instructions() -> None:
    assert update({"instructions": "x"}, {"instructions": ""}).instructions == DEFAULT_INSTRUCTIONS


def test_transcription_is_answered_in_full() -> None:
    asked = {"model": "azure-speech", "phrase_list": ["Tromsø"]}
    assert transcription(update({"input_audio_transcription": asked})) == {
        "model": "azure-speech",
        "language": None,
        "prompt": None,
        "custom_speech": None,
        "phrase_list": ["Tromsø"],
    }


def test_a_format_is_answered_with_its_rate_in_v1() -> None:
    def formats(kind: str) -> Any:
        session = update({"audio": {"output": {"format": {"type": kind}}}}, dialect=V1)
        return session["audio"]["output"]["format"]

    assert formats("audio/pcm") == {"type": "audio/pcm", "rate": 24_000}
    assert formats("audio/pcmu") == {"type": "audio/pcmu"}


def test_a_format_of_the_dated_kind_is_kept_in_v1() -> None:
    session = update({"audio": {"input": {"format": "g711_ulaw"}}}, dialect=V1)
    assert session["audio"]["input"]["format"] == "g711_ulaw"
    assert input_format(session) == (OutputAudioFormat.G711_ULAW, 1)


def test_a_session_that_only_transcribes_has_nothing_else() -> None:
    heard = {"transcription": {"model": "whisper-1"}}
    session = update({"type": "transcription", "audio": {"input": heard}}, dialect=V1)
    assert set(session) == {"id", "object", "type", "expires_at", "include", "audio"}
    assert session["object"] == "realtime.transcription_session"
    assert set(session["audio"]) == {"input"}
    assert session["audio"]["input"]["transcription"]["model"] == "whisper-1"


def test_credentials_are_not_repeated() -> None:
    server = {
        "type": "mcp",
        "server_label": "docs",
        "server_url": "https://example.com",
        "authorization": "secret",
        "headers": {"x": "secret"},
    }
    (tool,) = update({"tools": [server]})["tools"]
    assert tool == {
        "require_approval": "always",
        "type": "mcp",
        "server_label": "docs",
        "server_url": "https://example.com",
    }


def test_an_avatar_is_answered_with_servers_to_connect_by() -> None:
    avatar = update({"avatar": {"character": "lisa", "customized": False}}).avatar
    assert avatar is not None
    assert avatar.ice_servers
    assert avatar.output_protocol == "webrtc"


def test_the_request_is_not_shared_with_the_session() -> None:
    request = RequestSession.from_dict({"tools": [{"type": "function", "name": "f"}]})
    session = updated(DATED.new_session("sess_1"), request, DATED, has_spoken=False)
    request["tools"][0]["name"] = "changed"
    assert session["tools"][0]["name"] == "f"


PCM = OutputAudioFormat.PCM16
FORMATS = [
    (DATED, {}, PCM, 1),
    (DATED, {"input_audio_sampling_rate": 8000}, OutputAudioFormat.PCM16_8000_HZ, 1),
    (DATED, {"input_audio_format": "g711_ulaw"}, OutputAudioFormat.G711_ULAW, 1),
    (DATED, {"input_audio_format": "opus"}, PCM, 1),
    (
        DATED,
        {"input_audio_echo_cancellation": {"type": "server_echo_cancellation", "channels": 2}},
        PCM,
        2,
    ),
    (V1, {}, PCM, 1),
    (
        V1,
        {"audio": {"input": {"format": {"type": "audio/pcma"}}}},
        OutputAudioFormat.G711_ALAW,
        1,
    ),
]


@pytest.mark.parametrize(("dialect", "changes", "format", "channels"), FORMATS)
def test_the_format_of_the_users_audio_is_that_of_the_session(
    dialect: Dialect, changes: dict[str, Any], format: OutputAudioFormat, channels: int
) -> None:
    assert input_format(update(changes, dialect=dialect)) == (format, channels)
