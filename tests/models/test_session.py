"""A session: what of it the service alone writes, which nulls are orders, and how it is built."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voicelive_events import (
    AudioConfig,
    AudioEchoCancellation,
    AudioInputConfig,
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
    AzureSemanticVad,
    AzureStandardVoice,
    ClientEvent,
    ClientEventSessionUpdate,
    FieldError,
    FunctionTool,
    Model,
    OpenAICustomVoice,
    RequestSession,
    ResponseSession,
    ServerEvent,
    ServerEventSessionUpdated,
    ServerVad,
    SessionSettings,
    ValidationError,
)

from ..classes import MODELS, names, sample

READ_ONLY = {"agent", "expires_at", "greeting", "handoff", "id", "object", "truncation_strategy"}
"""The fields of a session that no version of `session.update` has."""


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_what_is_read_only(model: type[Model]) -> None:
    found = {info.name for info in model.fields() if info.visibility == "read"}
    assert found == (READ_ONLY if model is ResponseSession else set())


def test_a_session_without_it() -> None:
    session = ResponseSession.from_dict(sample(ResponseSession))
    settings = session.as_dict(exclude_readonly=True)
    assert set(session) - set(settings) == READ_ONLY
    assert list(settings) == [key for key in session if key not in READ_ONLY]
    assert settings == {key: session.as_dict()[key] for key in settings}
    assert session.keys() >= READ_ONLY


def test_a_session_without_it_inside_an_event() -> None:
    payload = {
        "type": "session.updated",
        "event_id": "event_1",
        "session": {
            "id": "sess_1",
            "object": "realtime.session",
            "expires_at": 1784073600,
            "agent": {"type": "agent", "name": "a", "agent_id": "b", "thread_id": "c"},
            "model": "gpt-realtime",
            "tools": [{"type": "function", "name": "id"}],
            "metadata": {"id": "mine"},
            "turn_detection": None,
            "zz_new": {"id": 1},
        },
    }
    event = ServerEvent.from_dict(payload)
    assert isinstance(event, ServerEventSessionUpdated)
    assert event.as_dict(exclude_readonly=True) == {
        "type": "session.updated",
        "event_id": "event_1",
        "session": {
            "model": "gpt-realtime",
            "tools": [{"type": "function", "name": "id"}],
            "metadata": {"id": "mine"},
            "turn_detection": None,
            "zz_new": {"id": 1},
        },
    }
    assert event.as_dict() == payload


def test_the_json_schema_says_so() -> None:
    properties = ResponseSession.json_schema()["properties"]
    assert {name for name, schema in properties.items() if schema.get("readOnly")} == READ_ONLY


# --- Nulls that are orders ---------------------------------------------------------------------

OF_A_SESSION: dict[str, Any] = {
    "turn_detection": ServerVad(),
    "input_audio_noise_reduction": AudioNoiseReduction(type="near_field"),
    "input_audio_echo_cancellation": AudioEchoCancellation(),
    "input_audio_transcription": AudioInputTranscriptionOptions(model="whisper-1"),
    "tracing": "auto",
}
OF_ITS_INPUT: dict[str, Any] = {
    "turn_detection": ServerVad(),
    "noise_reduction": AudioNoiseReduction(type="near_field"),
    "transcription": AudioInputTranscriptionOptions(model="whisper-1"),
}
ORDERS: list[tuple[Any, str, Any]] = [
    *((RequestSession, *order) for order in OF_A_SESSION.items()),
    *((ResponseSession, *order) for order in OF_A_SESSION.items()),
    *((AudioInputConfig, *order) for order in OF_ITS_INPUT.items()),
]
"""Classes with the names of the fields whose null says something, each with another value."""


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_which_nulls_are_orders(model: type[Model]) -> None:
    found = {info.name for info in model.fields() if info.explicit_null}
    if issubclass(model, SessionSettings):
        assert found == OF_A_SESSION.keys()
    else:
        assert found == (OF_ITS_INPUT.keys() if model is AudioInputConfig else set())


@pytest.mark.parametrize(("model", "name", "value"), ORDERS)
def test_a_null_turns_it_off_and_absence_leaves_it(model: Any, name: str, value: Any) -> None:
    assert model().to_json(strict=True) == "{}"
    off = model(**{name: None})
    assert off.to_json(strict=True) == f'{{"{name}":null}}'
    assert getattr(off, name) is None

    made = model(**{name: value})
    assert made[name] == value
    setattr(made, name, None)
    assert made.to_json(strict=True) == f'{{"{name}":null}}'
    delattr(made, name)
    assert made.to_json(strict=True) == "{}"
    assert getattr(made, name) is None
    with pytest.raises(FieldError):
        delattr(made, name)
    setattr(made, name, value)
    assert made[name] == value


@pytest.mark.parametrize(("model", "name", "value"), ORDERS)
def test_its_docstring_says_what_its_null_does(model: Any, name: str, value: object) -> None:
    (info,) = [info for info in model.fields() if info.name == name]
    assert "Null turns it off" in info.doc


def test_any_other_null_takes_the_key_away() -> None:
    session = RequestSession(voice=None, instructions=None, audio=None, turn_detection=None)
    assert session == {"turn_detection": None}
    session.instructions = "Be brief."
    session.instructions = None
    assert session == {"turn_detection": None}
    audio = AudioInputConfig(format=None, sampling_rate=None, echo_cancellation=None)
    assert audio == {}


def test_an_order_inside_a_request() -> None:
    update = ClientEventSessionUpdate(
        session=RequestSession(
            type="realtime", audio=AudioConfig(input=AudioInputConfig(turn_detection=None))
        )
    )
    assert update.to_json(strict=True) == (
        '{"type":"session.update","session":{"type":"realtime",'
        '"audio":{"input":{"turn_detection":null}}}}'
    )
    read = ClientEvent.from_json(update.to_json(), strict=True)
    assert isinstance(read, ClientEventSessionUpdate)
    assert read == update
    assert "turn_detection" not in read.session


def test_nulls_without_a_meaning_are_taken_from_anyone() -> None:
    """Public clients send them; they are kept as they came."""
    everything = {info.wire_name: None for info in RequestSession.fields()}
    payload = {"type": "session.update", "event_id": None, "session": everything}
    event = ClientEvent.from_dict(payload, strict=True)
    assert isinstance(event, ClientEventSessionUpdate)
    assert event.problems(unknown=True) == []
    assert [getattr(event.session, name) for name in everything] == [None] * len(everything)
    assert json.loads(event.to_json(strict=True)) == payload


# --- Mappings where a model may stand ----------------------------------------------------------


def test_mappings_and_lists_are_made_models() -> None:
    voice = {"type": "azure-standard", "name": "en-US-AvaNeural"}
    session: Any = RequestSession(
        voice=voice,  # type: ignore[arg-type]
        turn_detection={"type": "azure_semantic_vad"},  # type: ignore[arg-type]
        tools=[{"type": "function", "name": "f"}, FunctionTool(name="g")],  # type: ignore[list-item]
        audio={"output": {"voice": {"id": "voice_1"}}},  # type: ignore[arg-type]
    )
    assert type(session.voice) is AzureStandardVoice
    assert type(session.turn_detection) is AzureSemanticVad
    assert [type(tool) for tool in session.tools] == [FunctionTool, FunctionTool]
    assert type(session.audio.output.voice) is OpenAICustomVoice
    assert session.problems() == []
    session.voice.name = "other"
    assert voice["name"] == "en-US-AvaNeural"
    session.voice = voice
    assert type(session.voice) is AzureStandardVoice


def test_their_inner_faults_are_problems_and_are_not_sent() -> None:
    session = RequestSession(
        voice={"type": "azure-standard"},  # type: ignore[arg-type]
        turn_detection={"type": "server_vad", "threshold": "high"},  # type: ignore[arg-type]
        tools=[{"type": "function", "name": 3}, {"type": "tool-of-tomorrow"}],  # type: ignore[list-item]
        audio={"input": {"turn_detection": {}, "noise_reduction": {"type": 3}}},  # type: ignore[arg-type]
    )
    assert [(problem.path, problem.code) for problem in session.problems()] == [
        ("$.voice.name", "missing"),
        ("$.turn_detection.threshold", "wrong_type"),
        ("$.tools[0].name", "wrong_type"),
        ("$.audio.input.turn_detection.type", "missing"),
        ("$.audio.input.noise_reduction.type", "wrong_type"),
    ]
    with pytest.raises(ValidationError, match=r"^5 problems: "):
        session.to_json(strict=True)
    assert RequestSession.from_json(session.to_json()) == session


@pytest.mark.parametrize(
    ("name", "value", "failure"),
    [
        ("turn_detection", "server_vad", "expected TurnDetection, got string 'server_vad'"),
        ("tools", {"type": "function"}, "expected a list of Tool objects, got object of 1"),
        ("tools", ["f"], "expected Tool, got string 'f', at $.tools[0]"),
        ("audio", [], "expected AudioConfig, got array of 0"),
        ("audio", {"input": b""}, "expected a JSON value, got bytes, at $.audio.input"),
    ],
)
def test_what_is_no_mapping_is_refused(name: str, value: object, failure: str) -> None:
    settings: dict[str, Any] = {name: value}
    with pytest.raises(TypeError) as raised:
        RequestSession(**settings)
    assert str(raised.value) == f"RequestSession.{name}: {failure}"


# --- Received again ----------------------------------------------------------------------------


def test_a_session_that_came_is_a_request_without_what_the_service_writes() -> None:
    frame = {
        "type": "session.updated",
        "session": {
            "id": "sess_1",
            "object": "realtime.session",
            "expires_at": 1784073600,
            "agent": None,
            "model": "gpt-realtime",
            "voice": {"id": "voice_1"},
            "turn_detection": None,
            "tools": [{"type": "function", "name": "f", "zz_new": 1}],
            "temperature": None,
        },
    }
    event = ServerEvent.from_dict(frame, strict=True)
    assert isinstance(event, ServerEventSessionUpdated)
    request = RequestSession.from_dict(event.session.as_dict(exclude_readonly=True), strict=True)
    assert isinstance(request.voice, OpenAICustomVoice)
    assert list(request) == ["model", "voice", "turn_detection", "tools", "temperature"]
    assert request.items() <= event.session.items()
    request.turn_detection = ServerVad()
    assert event.session.turn_detection is None
