"""A custom voice by its id: the one class of a union that has no tag."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from voicelive_events import (
    AudioOutputConfig,
    ClientEvent,
    FieldError,
    Model,
    OpenAICustomVoice,
    RequestSession,
    Response,
    ResponseCreateParams,
    ResponseSession,
    ServerEvent,
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
    assert [p.path for p in session.problems(unknown=True)] == ["$.voice.type"]


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
