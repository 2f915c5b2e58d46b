"""`ServerEvent`: dispatch, the registry, unknown and user-defined events."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import pytest

from voicelive_events import (
    AnyServerEvent,
    ApiVersion,
    DecodeError,
    FieldError,
    KnownServerEvent,
    ResponseAudioDeltaEvent,
    ResponseAudioDoneEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ResponseContentEvent,
    ResponseItemEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ServerEvent,
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventInputAudioBufferDtmfEventReceived,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTimestampDelta,
    ServerEventSessionCreated,
    ServerEventType,
    ServerEventWarning,
    UnknownServerEvent,
    discriminator,
    is_known,
)

AUDIO = {
    "type": "response.audio.delta",
    "response_id": "r",
    "item_id": "i",
    "output_index": 0,
    "content_index": 0,
    "delta": "AAEC",
}


class ContosoEvent(ServerEvent):
    """An event of a vendor's own."""

    type: Literal["contoso.event"] = discriminator()
    score: float


def test_the_example() -> None:
    event = ServerEvent.from_dict(AUDIO)
    match event:
        case ServerEventResponseAudioDelta():
            assert event.delta == b"\0\1\2"
            assert event["delta"] == "AAEC"
        case _:
            pytest.fail("not the class")
    assert event.as_dict() == AUDIO


def test_the_unions_are_the_registry() -> None:
    registered = {e for e in ServerEvent.registry().values() if e.__module__ == "voicelive_events"}
    assert set(get_args(KnownServerEvent)) == registered
    assert set(get_args(AnyServerEvent)) == {*registered, UnknownServerEvent}


def test_the_registry_is_a_live_read_only_view() -> None:
    registry = ServerEvent.registry()
    assert registry["error"] is ServerEventError
    assert registry["contoso.event"] is ContosoEvent
    assert "no.such.event" not in registry
    with pytest.raises(TypeError):
        registry["error"] = ContosoEvent  # type: ignore[index]


def test_types_are_case_sensitive() -> None:
    assert type(ServerEvent.from_dict({**AUDIO, "type": "Response.Audio.Delta"})) is (
        UnknownServerEvent
    )


def test_an_unknown_event_keeps_its_data() -> None:
    payload = {"type": "response.hologram.delta", "event_id": "e", "deep": [{"a": None}], "n": 1.0}
    event = ServerEvent.from_dict(payload)
    assert isinstance(event, UnknownServerEvent)
    assert not is_known(event)
    assert (event.type, event.event_id, event["deep"]) == (payload["type"], "e", [{"a": None}])
    assert event.as_dict() == payload
    assert event.problems() == []
    assert pickle.loads(pickle.dumps(event)) == event


@pytest.mark.parametrize("tag", [None, 3, 3.0, True, ["error"], {"a": 1}])
def test_a_type_that_is_no_string(tag: object) -> None:
    for payload in ({"type": tag}, {"type": tag, "event_id": "e"}):
        with pytest.raises(DecodeError, match=r"^expected a string, got .*, at \$\.type$"):
            ServerEvent.from_dict(payload)
        with pytest.raises(DecodeError, match=r"^expected a string, got .*, at \$\.type$"):
            ServerEvent.from_json(json.dumps(payload))


@pytest.mark.parametrize(
    ("payload", "got"),
    [
        ([], "array of 0"),
        ([AUDIO], "array of 1"),
        (None, "null"),
        ("error", "string 'error'"),
        (3, "integer 3"),
        (True, "true"),
    ],
)
def test_a_payload_that_is_no_object(payload: Any, got: str) -> None:
    for decode in (ServerEvent.from_dict, lambda p: ServerEvent.from_json(json.dumps(p))):
        with pytest.raises(DecodeError) as raised:
            decode(payload)
        assert str(raised.value) == f"expected an object, got {got}, at $"


def test_json_cut_short() -> None:
    text = json.dumps(AUDIO)
    for end in range(len(text)):
        with pytest.raises(DecodeError, match=r"^expected JSON, got "):
            ServerEvent.from_json(text[:end])
    assert ServerEvent.from_json(text) == AUDIO


def test_text_of_every_kind() -> None:
    text = json.dumps(AUDIO)
    for form in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert type(ServerEvent.from_json(form)) is ServerEventResponseAudioDelta


def test_wrong_class_for_this_type() -> None:
    with pytest.raises(DecodeError) as raised:
        ServerEventError.from_dict(AUDIO)
    assert str(raised.value) == (
        "expected 'error' of ServerEventError, got string 'response.audio.delta', at $.type"
    )
    for model in (ResponseItemEvent, ResponseContentEvent):
        assert type(model.from_dict(AUDIO)) is ServerEventResponseAudioDelta
        with pytest.raises(DecodeError, match=f"expected a type of {model.__name__}, got string"):
            model.from_dict({"type": "error"})
        with pytest.raises(DecodeError, match=f"expected a type of {model.__name__}, got string"):
            model.from_dict({"type": "no.such.event"})
    with pytest.raises(DecodeError, match="of UnknownServerEvent, got string 'error'"):
        UnknownServerEvent.from_dict({"type": "error"})


@pytest.mark.parametrize("text", ["!!!!", "AAE", "AAAA=", "AA==AA==", "AAAA\n", "AA\nAA", 3, None])
def test_bad_audio_is_never_other_audio(text: object) -> None:
    event = ServerEvent.from_dict({**AUDIO, "delta": text})
    assert isinstance(event, ServerEventResponseAudioDelta)
    with pytest.raises(FieldError, match=r"expected base64 text, got .*, at \$\.delta"):
        _ = event.delta
    assert getattr(event, "delta", None) is None
    assert event["delta"] == text


@pytest.mark.parametrize("value", [True, 3.9, 3.0, "3", None, [3]])
def test_an_integer_is_an_integer(value: object) -> None:
    event = ServerEvent.from_dict({**AUDIO, "output_index": value})
    assert isinstance(event, ServerEventResponseAudioDelta)
    with pytest.raises(FieldError, match=r"expected an integer, got .*, at \$\.output_index"):
        _ = event.output_index
    assert event["output_index"] == value
    assert type(event["output_index"]) is type(value)


@pytest.mark.parametrize("value", [10**18, -(10**18), 1e300, "0", True, [0]])
def test_a_time_out_of_range(value: object) -> None:
    event = ServerEvent.from_dict({"type": "session.created", "session": {"expires_at": value}})
    assert isinstance(event, ServerEventSessionCreated)
    with pytest.raises(FieldError, match=r"expected a unix timestamp, got .*, at \$\.expires_at"):
        _ = event.session.expires_at
    event.session.expires_at = datetime(2026, 11, 22, tzinfo=UTC)
    assert event["session"]["expires_at"] == 1795305600


def test_construction() -> None:
    event = ServerEventError(error=ServerEventErrorDetails(message="m"), event_id="e1")
    assert event == {"type": "error", "error": {"message": "m"}, "event_id": "e1"}
    assert event.type is ServerEventType.ERROR
    assert type(event["type"]) is str
    word = ServerEventResponseAudioTimestampDelta(
        response_id="r",
        item_id="i",
        output_index=0,
        content_index=0,
        audio_offset_ms=0,
        audio_duration_ms=1,
        text="w",
    )
    assert word["timestamp_type"] == word.timestamp_type == "word"
    with pytest.raises(TypeError, match="ServerEventError needs error"):
        ServerEventError()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="ServerEventError has no field 'eror'"):
        ServerEventError(eror=1)  # type: ignore[call-arg]
    given = ServerEventError({"type": "error", "error": {"message": "m"}})  # type: ignore[call-arg, arg-type]
    assert isinstance(given.error, ServerEventErrorDetails)


def test_a_changed_type_keeps_the_class_and_is_a_problem() -> None:
    event = ServerEvent.from_dict(AUDIO)
    event["type"] = "response.audio.done"
    assert type(event) is ServerEventResponseAudioDelta
    assert [p.path for p in event.problems()] == ["$.type"]
    with pytest.raises(FieldError):
        _ = event.type


def test_a_vendor_event() -> None:
    event = ServerEvent.from_dict({"type": "contoso.event", "score": 1})
    assert isinstance(event, ContosoEvent)
    assert (event.score, event.type) == (1.0, "contoso.event")
    assert not is_known(event)
    assert ContosoEvent(score=0.5) == {"type": "contoso.event", "score": 0.5}


def test_a_taken_type() -> None:
    with pytest.raises(TypeError, match=r"type 'error' is taken by .*ServerEventError"):

        class Mine(ServerEvent):
            type: Literal["error"] = discriminator()

    assert ServerEvent.registry()["error"] is ServerEventError


def test_a_subclass_of_a_known_event_is_known() -> None:
    class LoudWarning(ServerEventWarning):
        """Adds nothing."""

    event = LoudWarning.from_dict({"type": "warning", "warning": {"message": "m"}})
    assert type(event) is LoudWarning
    assert is_known(event)


def test_a_vendor_event_below_a_known_one_is_not_known() -> None:
    class ContosoError(ServerEventError):
        """Its type is none that `KnownServerEvent` has."""

        type: Literal["contoso.error"] = discriminator()  # type: ignore[assignment]

    event = ServerEvent.from_dict({"type": "contoso.error", "error": {"message": "m"}})
    assert isinstance(event, ContosoError)
    assert not is_known(event)


RENAMED = [
    ("response.audio.delta", "response.output_audio.delta", ResponseAudioDeltaEvent),
    ("response.audio.done", "response.output_audio.done", ResponseAudioDoneEvent),
    (
        "response.audio_transcript.delta",
        "response.output_audio_transcript.delta",
        ResponseAudioTranscriptDeltaEvent,
    ),
    (
        "response.audio_transcript.done",
        "response.output_audio_transcript.done",
        ResponseAudioTranscriptDoneEvent,
    ),
    ("response.text.delta", "response.output_text.delta", ResponseTextDeltaEvent),
    ("response.text.done", "response.output_text.done", ResponseTextDoneEvent),
]


@pytest.mark.parametrize(("old", "new", "either"), RENAMED)
def test_a_renamed_event_is_usable_as_one(
    old: str, new: str, either: type[ResponseContentEvent]
) -> None:
    classes = [c for c in ServerEvent.registry().values() if issubclass(c, either)]
    assert classes == [ServerEvent.registry()[old], ServerEvent.registry()[new]]
    one, other = classes
    assert [i.name for i in one.fields()] == [i.name for i in other.fields()]
    assert {*one.api_versions, *other.api_versions} == set(ApiVersion)
    assert set(one.api_versions).isdisjoint(other.api_versions)


def test_audio_under_its_new_name() -> None:
    event = ServerEvent.from_dict({**AUDIO, "type": "response.output_audio.delta"}, strict=True)
    match event:
        case ResponseAudioDeltaEvent():
            assert event.delta == b"\0\1\2"
        case _:
            pytest.fail("not the class")


def test_api_versions() -> None:
    assert ServerEvent.api_versions == UnknownServerEvent.api_versions == ()
    assert ServerEventError.api_versions == tuple(ApiVersion)
    assert ServerEventWarning.api_versions[0] == "2026-01-01-preview"
    assert ServerEvent.from_dict(AUDIO).api_versions == tuple(ApiVersion)[:-1]


def test_no_api_version_has_a_vendor_event() -> None:
    class ContosoHandover(ServerEvent):
        type: Literal["contoso.handover"] = discriminator()

    assert ContosoHandover.api_versions == ()


def test_a_key_press() -> None:
    frame = {"type": "input_audio_buffer.dtmf_event_received", "event": "9", "received_at": 0}
    event = ServerEvent.from_dict(frame, strict=True)
    assert isinstance(event, ServerEventInputAudioBufferDtmfEventReceived)
    assert (event.event, event.received_at) == ("9", datetime(1970, 1, 1, tzinfo=UTC))
