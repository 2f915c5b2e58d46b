"""A custom voice by its id: the one class of a union that has no tag."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from voicelive_events import (
    AudioOutputConfig,
    AzureCustomVoice,
    ClientEvent,
    DecodeError,
    FieldError,
    Model,
    OpenAICustomVoice,
    RequestSession,
    Response,
    ResponseCreateParams,
    ResponseSession,
    ServerEvent,
    ValidationError,
    Voice,
)

VOICE = {"id": "voice_1"}
HOLDERS: list[type[Model]] = [
    RequestSession,
    ResponseSession,
    ResponseCreateParams,
    Response,
    AudioOutputConfig,
]
SETTINGS = [
    {"voice": VOICE},
    {"audio": {"output": {"voice": VOICE}}},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=["voice", "audio.output.voice"])
@pytest.mark.parametrize(
    ("of", "type", "within"),
    [
        (ClientEvent, "session.update", "session"),
        (ClientEvent, "response.create", "response"),
        (ServerEvent, "session.created", "session"),
        (ServerEvent, "session.updated", "session"),
        (ServerEvent, "response.created", "response"),
        (ServerEvent, "response.done", "response"),
    ],
)
def test_wherever_a_voice_may_stand(
    of: type[ClientEvent | ServerEvent], type: str, within: str, settings: dict[str, Any]
) -> None:
    frame = {"type": type, within: settings}
    for event in (of.from_dict(frame, strict=True), of.from_json(json.dumps(frame), strict=True)):
        holder = getattr(event, within)
        if holder.audio is not None:
            holder = holder.audio.output
        assert isinstance(holder.voice, OpenAICustomVoice)
        assert holder.voice.id == "voice_1"
        assert event.problems(unknown=True) == []
        assert json.loads(event.to_json(strict=True)) == frame


@pytest.mark.parametrize("holder", HOLDERS)
def test_it_is_built_set_and_sent_without_a_tag(holder: Any) -> None:
    made = holder(voice=OpenAICustomVoice(id="voice_1"))
    assert made.to_json(strict=True) == '{"voice":{"id":"voice_1"}}'
    made.voice = "alloy"
    made.voice = OpenAICustomVoice(id="voice_2")
    assert made["voice"] == {"id": "voice_2"}
    made["voice"] = dict(VOICE)
    assert type(made.voice) is OpenAICustomVoice
    assert not hasattr(made.voice, "type")


def test_a_null_is_no_tag() -> None:
    session = RequestSession.from_dict({"voice": {"type": None, **VOICE}}, strict=True)
    assert isinstance(session.voice, OpenAICustomVoice)
    assert session["voice"] == {"type": None, "id": "voice_1"}
    assert session.problems(unknown=True) == []


@pytest.mark.parametrize("tag", ["azure-standard", "of-tomorrow", 3])
def test_a_tag_is_not_its_own(tag: Any) -> None:
    """Be it set later, or asked for by name."""
    session = RequestSession(voice=OpenAICustomVoice(id="voice_1"))
    assert isinstance(session.voice, OpenAICustomVoice)
    session.voice["type"] = tag
    (problem,) = session.problems()
    assert (problem.path, problem.code) == ("$.voice.type", "invalid_value")
    assert problem.expected == "no type"
    with pytest.raises(ValidationError):
        session.to_json(strict=True)
    with pytest.raises(DecodeError, match=r"^expected no type, got .*, at \$\.type$"):
        OpenAICustomVoice.from_dict({"type": tag, "id": "voice_1"})
    schema = Draft202012Validator(OpenAICustomVoice.json_schema())
    assert not schema.is_valid({"type": tag, "id": "voice_1"})
    assert schema.is_valid({"type": None, "id": "voice_1"})


def test_pydantic_chooses_as_the_models_do() -> None:
    tree = {"type": "azure-custom", "name": "x", "endpoint_id": "e", "id": "y"}
    adapter: TypeAdapter[Voice] = TypeAdapter(Voice)
    assert type(adapter.validate_python(tree)) is AzureCustomVoice
    assert type(adapter.validate_python({"id": "voice_1"})) is OpenAICustomVoice


def test_without_an_id_it_has_a_problem() -> None:
    session = RequestSession.from_dict({"voice": {"name": "alloy"}})
    assert isinstance(session.voice, OpenAICustomVoice)
    assert [str(problem) for problem in session.problems()] == [
        "expected a string, got nothing, at $.voice.id"
    ]
    with pytest.raises(FieldError, match=r"expected a string, got nothing, at \$\.id$"):
        _ = session.voice.id


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(
    ("voice", "is_right"),
    [
        (VOICE, True),
        ({"type": None, **VOICE}, True),
        ({"type": "openai", "name": "alloy"}, True),
        ({"type": "voice-of-tomorrow", **VOICE}, True),
        ({"type": "openai", **VOICE}, False),  # its tag is that of a voice that needs a name
        ({"type": 3, **VOICE}, False),
        ({"name": "alloy"}, False),
        ({}, False),
    ],
)
def test_the_json_schema_says_the_same(
    holder: type[Model], voice: dict[str, Any], is_right: bool
) -> None:
    payload = {"voice": voice}
    assert (holder.from_dict(payload).problems() == []) is is_right
    assert Draft202012Validator(holder.json_schema()).is_valid(payload) is is_right


def test_its_branch_of_the_schema_forbids_a_tag() -> None:
    alternatives = RequestSession.json_schema()["properties"]["voice"]["anyOf"]
    (objects,) = [each["oneOf"] for each in alternatives if "oneOf" in each]
    (branch,) = [each for each in objects if each["$ref"].endswith("/OpenAICustomVoice")]
    assert branch["properties"] == {"type": {"type": "null"}}
