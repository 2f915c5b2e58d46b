"""`ClientEvent`: dispatch, the registry, unknown and user-defined events, and what is written."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any, Literal, get_args

import pytest

from voicelive_events import (
    AnyClientEvent,
    AnyEvent,
    AnyServerEvent,
    ApiVersion,
    AssistantMessageItem,
    AssistantTextContentPart,
    AzureStandardVoice,
    ClientEvent,
    ClientEventConversationItemCreate,
    ClientEventConversationItemDelete,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioBufferCommit,
    ClientEventInputTextDelta,
    ClientEventOutputAudioBufferClear,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    ClientEventType,
    ClientItemEvent,
    ConversationRequestItem,
    DecodeError,
    FieldError,
    FunctionCallOutputItem,
    InputAudioTurnEvent,
    InputTextContentPart,
    KnownClientEvent,
    MessageItem,
    RequestSession,
    ResponseCreateParams,
    ServerEvent,
    ServerEventSessionCreated,
    ServerVad,
    UnknownClientEvent,
    UnknownServerEvent,
    UserMessageItem,
    ValidationError,
    VoiceLiveEvent,
    discriminator,
    is_known,
)

AUDIO = {"type": "input_audio_buffer.append", "audio": "AAEC"}

UPDATE = {
    "type": "session.update",
    "event_id": "e1",
    "session": {"voice": {"type": "azure-standard", "name": "n"}, "turn_detection": None},
}

SAY = {
    "type": "conversation.item.create",
    "item": {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": "Hi"}],
    },
}


class ContosoRequest(ClientEvent):
    """An event of a vendor's own."""

    type: Literal["contoso.request"] = discriminator()
    score: float


def test_the_example() -> None:
    event = ClientEvent.from_dict(AUDIO)
    match event:
        case ClientEventInputAudioBufferAppend():
            assert event.audio == b"\0\1\2"
            assert event["audio"] == "AAEC"
        case _:
            pytest.fail("not the class")
    assert event.as_dict() == AUDIO


def test_the_unions_are_the_registry() -> None:
    registered = {e for e in ClientEvent.registry().values() if e.__module__ == "voicelive_events"}
    assert set(get_args(KnownClientEvent)) == registered
    assert set(get_args(AnyClientEvent)) == {*registered, UnknownClientEvent}
    assert set(get_args(AnyEvent)) == {*get_args(AnyServerEvent), *get_args(AnyClientEvent)}


def test_the_types_are_the_tags() -> None:
    tags = [tag for tag, e in ClientEvent.registry().items() if e.__module__ == "voicelive_events"]
    assert set(tags) == {member.value for member in ClientEventType}


def test_the_registry_is_read_only() -> None:
    registry = ClientEvent.registry()
    assert registry["session.update"] is ClientEventSessionUpdate
    assert registry["contoso.request"] is ContosoRequest
    assert "error" not in registry
    assert "session.update" not in ServerEvent.registry()
    with pytest.raises(TypeError):
        registry["session.update"] = ContosoRequest  # type: ignore[index]


def test_types_are_case_sensitive() -> None:
    assert type(ClientEvent.from_dict({**AUDIO, "type": "Input_Audio_Buffer.Append"})) is (
        UnknownClientEvent
    )


def test_an_unknown_event_keeps_its_data() -> None:
    payload = {"type": "session.hologram", "event_id": "e", "deep": [{"a": None}], "n": 1.0}
    event = ClientEvent.from_dict(payload)
    assert isinstance(event, UnknownClientEvent)
    assert not is_known(event)
    assert (event.type, event.event_id, event["deep"]) == (payload["type"], "e", [{"a": None}])
    assert event.as_dict() == payload
    assert event.problems() == []
    assert pickle.loads(pickle.dumps(event)) == event


@pytest.mark.parametrize("tag", [None, 3, True, ["session.update"], {"a": 1}])
def test_a_type_that_is_no_string(tag: object) -> None:
    for decode in (ClientEvent.from_dict, lambda p: ClientEvent.from_json(json.dumps(p))):
        with pytest.raises(DecodeError, match=r"^expected a string, got .*, at \$\.type$"):
            decode({"type": tag})


def test_no_type_at_all() -> None:
    with pytest.raises(DecodeError) as raised:
        ClientEvent.from_dict({"event_id": "e"})
    assert str(raised.value) == "expected a string, got nothing, at $.type"


def test_wrong_class_for_this_type() -> None:
    with pytest.raises(DecodeError) as raised:
        ClientEventResponseCancel.from_dict(UPDATE)
    assert str(raised.value) == (
        "expected 'response.cancel' of ClientEventResponseCancel, "
        "got string 'session.update', at $.type"
    )
    deletion = {"type": "conversation.item.delete", "item_id": "i"}
    assert type(ClientItemEvent.from_dict(deletion)) is ClientEventConversationItemDelete
    with pytest.raises(DecodeError, match="expected a type of InputAudioTurnEvent, got string"):
        InputAudioTurnEvent.from_dict(deletion)


# --- Both sides --------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [AUDIO, UPDATE, SAY], ids=lambda payload: payload["type"])
def test_the_other_side_does_not_know_it(payload: dict[str, Any]) -> None:
    event = ServerEvent.from_dict(payload)
    assert type(event) is UnknownServerEvent
    assert event.as_dict() == payload
    assert is_known(ClientEvent.from_dict(payload))
    assert not is_known(event)


def test_an_event_of_the_service_is_none_of_the_client() -> None:
    event = ClientEvent.from_dict({"type": "error", "error": {"message": "m"}})
    assert type(event) is UnknownClientEvent
    assert not is_known(event)
    with pytest.raises(DecodeError, match=r"expected .*, got string 'error', at \$\.type"):
        ClientEventResponseCancel.from_dict(event)


@pytest.fixture
def apart() -> Iterator[None]:
    """What a test registers under a type of the other side is gone after it."""
    tags: list[dict[str, Any]] = []
    for base in (ClientEvent, ServerEvent):
        family = base._dispatch.family
        assert family is not None
        tags += [family.classes, family.adopters]
    before = [dict(each) for each in tags]
    yield
    for now, then in zip(tags, before, strict=True):
        now.clear()
        now.update(then)


@pytest.mark.usefixtures("apart")
def test_is_known_judges_within_the_family() -> None:
    """A tag says nothing of the other side: neither an unknown event's nor a vendor's."""

    class ContosoEcho(ServerEvent):
        type: Literal["session.avatar.connect"] = discriminator()

    class ContosoFault(ClientEvent):
        type: Literal["warning"] = discriminator()

    echo = ServerEvent.from_dict({"type": "session.avatar.connect"})
    fault = ClientEvent.from_dict({"type": "warning"})
    assert (type(echo), type(fault)) == (ContosoEcho, ContosoFault)
    assert not is_known(echo)
    assert not is_known(fault)
    assert is_known(ClientEvent.from_dict({"type": "session.avatar.connect", "client_sdp": "x"}))
    assert is_known(ServerEvent.from_dict({"type": "warning", "warning": {"message": "m"}}))


def test_what_both_sides_are() -> None:
    assert issubclass(ClientEvent, VoiceLiveEvent)
    assert not issubclass(ClientEvent, ServerEvent)
    assert VoiceLiveEvent.registry() == {}
    with pytest.raises(TypeError, match="its bases are of two families, ClientEvent and Server"):

        class Both(ClientEvent, ServerEvent):
            """Nobody sends such a thing."""


# --- Events of one's own -----------------------------------------------------------------------


def test_a_vendor_event() -> None:
    event = ClientEvent.from_dict({"type": "contoso.request", "score": 1})
    assert isinstance(event, ContosoRequest)
    assert (event.score, event.type) == (1.0, "contoso.request")
    assert not is_known(event)
    assert ContosoRequest(score=0.5) == {"type": "contoso.request", "score": 0.5}
    assert (
        ContosoRequest(score=0.5).to_json(strict=True) == '{"type":"contoso.request","score":0.5}'
    )


def test_a_taken_type() -> None:
    with pytest.raises(TypeError, match=r"type 'session\.update' is taken by .*SessionUpdate"):

        class Mine(ClientEvent):
            type: Literal["session.update"] = discriminator()

    assert ClientEvent.registry()["session.update"] is ClientEventSessionUpdate


@pytest.mark.usefixtures("apart")
def test_a_type_is_taken_on_its_own_side_alone() -> None:
    class Mine(ClientEvent):
        type: Literal["session.created"] = discriminator()

    assert type(ClientEvent.from_dict({"type": "session.created"})) is Mine
    assert ServerEvent.registry()["session.created"] is ServerEventSessionCreated


def test_a_subclass_of_a_known_event_is_known() -> None:
    class LoudCancel(ClientEventResponseCancel):
        """Adds nothing."""

    event = LoudCancel.from_dict({"type": "response.cancel"})
    assert type(event) is LoudCancel
    assert is_known(event)
    assert is_known(LoudCancel())


def test_a_vendor_event_below_a_known_one_is_not_known() -> None:
    class ContosoCreate(ClientEventResponseCreate):
        """Its type is none that `KnownClientEvent` has."""

        type: Literal["contoso.create"] = discriminator()  # type: ignore[assignment]

    event = ClientEvent.from_dict({"type": "contoso.create", "response": {"conversation": "none"}})
    assert isinstance(event, ContosoCreate)
    assert isinstance(event.response, ResponseCreateParams)
    assert not is_known(event)


# --- Construction ------------------------------------------------------------------------------


def test_construction() -> None:
    event = ClientEventSessionUpdate(
        session=RequestSession(voice=AzureStandardVoice(name="n"), turn_detection=None),
        event_id="e1",
    )
    assert event == UPDATE
    assert event.type is ClientEventType.SESSION_UPDATE
    assert type(event["type"]) is str
    with pytest.raises(TypeError, match="ClientEventSessionUpdate needs session"):
        ClientEventSessionUpdate()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="ClientEventSessionUpdate has no field 'sesion'"):
        ClientEventSessionUpdate(sesion=1)  # type: ignore[call-arg]
    with pytest.raises(
        TypeError, match=r"Commit\.type: expected 'input_audio_buffer\.commit', got"
    ):
        ClientEventInputAudioBufferCommit(type="response.cancel")  # type: ignore[call-arg]
    given = ClientEventSessionUpdate(UPDATE)  # type: ignore[call-arg, arg-type]
    assert isinstance(given.session.voice, AzureStandardVoice)
    assert given == UPDATE
    assert ClientEventSessionUpdate({"session": {}}) == {  # type: ignore[call-arg, arg-type]
        "session": {},
        "type": "session.update",
    }


@pytest.mark.parametrize("audio", [b"\0\1\2", bytearray(b"\0\1\2"), memoryview(b"\0\1\2")])
def test_audio_is_given_as_bytes(audio: Any) -> None:
    assert ClientEventInputAudioBufferAppend(audio=audio) == AUDIO


@pytest.mark.parametrize("audio", ["AAEC", "", None, 3, [0, 1]])
def test_audio_is_given_as_nothing_else(audio: Any) -> None:
    with pytest.raises(TypeError, match=r"BufferAppend\.audio: expected bytes, got "):
        ClientEventInputAudioBufferAppend(audio=audio)


def test_the_tag_comes_first_and_what_was_named_in_its_order() -> None:
    """Nobody has to look for the type of a frame, and a log can be compared with its source."""
    item = FunctionCallOutputItem(output="4", call_id="c", id="i")
    event = ClientEventConversationItemCreate(event_id="e", item=item)
    assert event.to_json() == (
        '{"type":"conversation.item.create","event_id":"e",'
        '"item":{"type":"function_call_output","output":"4","call_id":"c","id":"i"}}'
    )
    user = UserMessageItem(content=[InputTextContentPart(text="Hi")])
    assert ClientEventConversationItemCreate(item=user).to_json() == json.dumps(
        SAY, separators=(",", ":")
    )
    backwards = dict(reversed(UPDATE.items()))
    assert list(ClientEvent.from_dict(backwards)) == ["session", "event_id", "type"]


def test_what_is_sent_reads_as_it_was_built() -> None:
    greeting = ResponseCreateParams(
        pre_generated_assistant_message=AssistantMessageItem(
            content=[AssistantTextContentPart(text="Welcome.")]
        ),
        metadata={"topic": "greeting"},
    )
    event = ClientEventResponseCreate(response=greeting)
    again = ClientEvent.from_json(event.to_json(strict=True), strict=True)
    assert again == event
    assert isinstance(again, ClientEventResponseCreate)
    assert isinstance(again.response, ResponseCreateParams)
    message = again.response.pre_generated_assistant_message
    assert type(message) is AssistantMessageItem
    assert type(message.content[0]) is AssistantTextContentPart


def test_a_message_is_told_by_its_type_and_then_by_its_role() -> None:
    event = ClientEvent.from_dict(SAY)
    assert isinstance(event, ClientEventConversationItemCreate)
    assert type(event.item) is UserMessageItem
    assert type(event.item.content[0]) is InputTextContentPart
    critic = {"type": "message", "role": "critic", "content": []}
    assert type(ConversationRequestItem.from_dict(critic)) is MessageItem
    assert type(ConversationRequestItem.from_dict({"type": "note"})) is ConversationRequestItem


def test_what_is_not_right_is_not_sent() -> None:
    """A mapping is made a model, and its own faults show before it goes out."""
    event = ClientEventSessionUpdate(
        session={"turn_detection": {"type": "server_vad", "threshold": "high"}, "tools": [{}]}  # type: ignore[arg-type]
    )
    assert isinstance(event.session, RequestSession)
    assert isinstance(event.session.turn_detection, ServerVad)
    assert [problem.path for problem in event.problems()] == [
        "$.session.turn_detection.threshold",
        "$.session.tools[0].type",
    ]
    assert ClientEvent.from_json(event.to_json()) == event
    with pytest.raises(ValidationError, match=r"2 problems: .* at \$\.session\.turn_detection"):
        event.to_json(strict=True)


def test_a_changed_type_keeps_the_class_and_is_a_problem() -> None:
    event = ClientEvent.from_dict(AUDIO)
    event["type"] = "input_audio_buffer.commit"
    assert type(event) is ClientEventInputAudioBufferAppend
    assert [p.path for p in event.problems()] == ["$.type"]
    with pytest.raises(FieldError):
        _ = event.type


@pytest.mark.parametrize("text", ["!!!!", "AAE", "AAAA=", "AAAA\n", 3, None])
def test_bad_audio_is_never_other_audio(text: object) -> None:
    event = ClientEvent.from_dict({**AUDIO, "audio": text})
    assert isinstance(event, ClientEventInputAudioBufferAppend)
    with pytest.raises(FieldError, match=r"expected base64 text, got .*, at \$\.audio"):
        _ = event.audio
    assert event["audio"] == text


def test_api_versions() -> None:
    assert ClientEvent.api_versions == UnknownClientEvent.api_versions == ()
    assert ContosoRequest.api_versions == ()
    assert ClientEventSessionUpdate.api_versions == tuple(ApiVersion)
    assert ClientEventOutputAudioBufferClear.api_versions[0] == "2026-04-10"
    assert ClientEventInputTextDelta.api_versions[0] == "2026-06-01-preview"
