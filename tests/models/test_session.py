"""What of a session the service alone writes."""

from __future__ import annotations

import pytest

from voicelive_events import Model, ResponseSession, ServerEvent, ServerEventSessionUpdated

from ..classes import MODELS, names, sample

READ_ONLY = {"agent", "expires_at", "id", "object"}
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
