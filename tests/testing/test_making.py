"""`make` builds any class, and what it builds is sound."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

import voicelive_events
from voicelive_events import (
    AssistantMessageItem,
    AudioConfig,
    ClientEventConversationItemCreate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputTextDelta,
    ClientEventSessionUpdate,
    ConversationItemEvent,
    FieldInfo,
    ItemReference,
    LlmInterimResponseConfig,
    MessageRole,
    Model,
    RequestSession,
    ResponseAudioContentPart,
    ResponseCancelledDetails,
    ResponseFoundryAgentCallItem,
    ResponseFunctionCallItem,
    ResponseItem,
    ResponseMCPCallItem,
    ResponseMessageItem,
    ResponseOutputItemEvent,
    ResponseSession,
    ResponseTextContentPart,
    ServerEvent,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemRetrieved,
    ServerEventError,
    ServerEventInputAudioBufferDtmfEventReceived,
    ServerEventRateLimitsUpdated,
    ServerEventRealtimeCallDisconnected,
    ServerEventRealtimeCallTransferSucceeded,
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAudioDelta,
    ServerEventResponseContentPartAdded,
    ServerEventResponseContentPartDone,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseMcpCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
    ServerEventResponseOutputItemDone,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
    ServerEventType,
    ServerEventWarning,
    TokenUsage,
    UnknownServerEvent,
    discriminator,
)
from voicelive_events.assembly import AssembledConversation
from voicelive_events.server.base import ResponseEvent, ResponseItemEvent
from voicelive_events.testing import ScriptedSession, make
from voicelive_events.testing._making import _first_kind, payload
from voicelive_events.testing._values import VALUES

from ..classes import DECODABLE, EVENTS, MODELS, names

ONE_CLASS = [model for model in MODELS if _first_kind(model) is model]
SEVERAL = [model for model in MODELS if _first_kind(model) is not model]

every_model = pytest.mark.parametrize("model", ONE_CLASS, ids=names(ONE_CLASS))


@every_model
def test_every_class_without_a_word(model: type[Model]) -> None:
    made = make(model)
    assert type(made) is model
    assert made.problems() == []
    assert model.from_dict(json.loads(made.to_json(strict=True)), strict=True) == made
    assert {info.wire_name for info in made.fields() if info.required} <= made.keys()


def test_what_stands_for_several_classes_is_not_made() -> None:
    assert len(ONE_CLASS) > 100
    assert {ServerEvent, ResponseEvent, ResponseItem} <= {*SEVERAL}
    for model in SEVERAL:
        with pytest.raises(TypeError) as raised:
            make(model)
        before, _, example = str(raised.value).rpartition(" ")
        assert before == f"{model.__name__} stands for several classes: make one of them, such as"
        assert vars(voicelive_events)[example] in ONE_CLASS


@pytest.mark.parametrize("given", ["response.audio.delta", str, None, ServerEventError(error={})])  # type: ignore[arg-type]
def test_what_is_no_class_of_a_model_is_not_made(given: Any) -> None:
    with pytest.raises(TypeError, match=r"^make takes the class of an event or a model, got "):
        make(given)


def test_what_is_optional_but_always_there() -> None:
    session = make(ServerEventSessionCreated).session
    assert session == {"id": "sess_1", "model": "gpt-realtime"}
    assert make(TokenUsage) == {"total_tokens": 0, "input_tokens": 0, "output_tokens": 0}
    assert make(ServerEventError).error == {"type": "invalid_request_error", "message": "message"}
    assert make(ServerEventConversationItemInputAudioTranscriptionDelta).delta == "delta"
    assert make(ServerEventResponseFunctionCallArgumentsDone).name == "name"
    assert json.loads(make(ServerEventResponseMcpCallArgumentsDone).arguments or "") == {}
    assert make(ResponseCancelledDetails).reason == "turn_detected"
    assert make(ServerEventResponseOutputItemDone, item=None).item is None


def test_what_the_service_may_leave_out_is_not_there() -> None:
    assert make(AudioConfig) == {}
    assert make(LlmInterimResponseConfig).model is None
    assert make(ResponseMCPCallItem).output is None
    assert make(ResponseFoundryAgentCallItem).output is None
    assert "event_id" not in make(ServerEventInputAudioBufferDtmfEventReceived)


DONE = [
    ServerEventConversationItemDone,
    ServerEventConversationItemRetrieved,
    ServerEventResponseOutputItemDone,
]
BEGUN = [
    kind
    for kind in EVENTS
    if issubclass(kind, ConversationItemEvent | ResponseOutputItemEvent) and kind not in DONE
]


@pytest.mark.parametrize("kind", DONE, ids=names(DONE))
def test_a_message_that_is_done(kind: type[Any]) -> None:
    item = make(kind).item
    assert type(item) is ResponseMessageItem
    assert (item.id, item.role, item.status) == ("item_1", MessageRole.ASSISTANT, "completed")
    assert item.content[0] == {"type": "audio", "transcript": "transcript"}
    assert item == make(ResponseMessageItem)


@pytest.mark.parametrize("kind", BEGUN, ids=names(BEGUN))
def test_a_message_that_has_begun(kind: type[Any]) -> None:
    item = make(kind).item
    assert type(item) is ResponseMessageItem
    assert (item.id, item.role) == ("item_1", MessageRole.ASSISTANT)
    assert (item.status, item.content) == ("in_progress", [])


def test_parts_have_what_was_said_in_them() -> None:
    assert make(ResponseTextContentPart).text == "text"
    assert make(ResponseAudioContentPart).transcript == "transcript"
    assert make(ServerEventResponseContentPartAdded).part == {"type": "audio", "transcript": ""}
    part = make(ServerEventResponseContentPartDone).part
    assert part == {"type": "audio", "transcript": "transcript"}


def test_a_response() -> None:
    begun, ended = make(ServerEventResponseCreated).response, make(ServerEventResponseDone).response
    assert begun == {"id": "resp_1", "status": "in_progress", "output": []}
    assert (ended.id, ended.status) == ("resp_1", "completed")
    assert ended.output == [make(ResponseMessageItem)]
    assert ended.usage == make(TokenUsage)


def test_what_is_indexed_has_an_element() -> None:
    assert make(ServerEventRateLimitsUpdated).rate_limits[0].remaining == 999
    assert make(ServerEventResponseAnimationBlendshapeDelta).frames[0] == [0.0]


def test_the_state_of_a_telephone_call() -> None:
    assert make(ServerEventRealtimeCallDisconnected).state == "Disconnected"
    assert make(ServerEventRealtimeCallTransferSucceeded).state == "succeeded"
    assert make(ResponseFunctionCallItem).status == "completed"


def test_what_a_client_sends() -> None:
    assert make(ClientEventConversationItemCreate) == {
        "type": "conversation.item.create",
        "item": {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "text"}],
        },
    }
    assert make(AssistantMessageItem).content == [{"type": "output_text", "text": "text"}]
    assert make(ClientEventInputAudioBufferAppend).audio == bytes(6)
    assert make(ClientEventInputTextDelta).id == make(ItemReference).id == "item_1"
    assert make(ClientEventSessionUpdate, session=RequestSession(voice="alloy")).to_json() == (
        '{"type":"session.update","session":{"voice":"alloy"}}'
    )


OF_A_RESPONSE = [kind for kind in EVENTS if issubclass(kind, ResponseItemEvent)]


@pytest.mark.parametrize("kind", OF_A_RESPONSE, ids=names(OF_A_RESPONSE))
def test_events_pair_up(kind: type[ResponseItemEvent]) -> None:
    """What is made of one response, from its first event to its last, is one response."""
    assert len(OF_A_RESPONSE) > 20
    order: list[type[ServerEvent]] = [
        ServerEventResponseCreated,
        ServerEventResponseOutputItemAdded,
        ServerEventResponseContentPartAdded,
        kind,
        kind,
        ServerEventResponseContentPartDone,
        ServerEventResponseOutputItemDone,
        ServerEventResponseDone,
    ]
    conversation = AssembledConversation()
    for n, each in enumerate(order):
        conversation.feed(make(each, event_id=f"event_{n}"))
        assert list(conversation.responses) == ["resp_1"]
        assert conversation.responses["resp_1"].is_done == (each is ServerEventResponseDone)
    [response] = conversation.responses.values()
    [item] = conversation.items.values()
    assert response.items == [item]
    assert (response.status, response.usage) == ("completed", make(TokenUsage))
    assert (item.id, item.role, item.status) == ("item_1", MessageRole.ASSISTANT, "completed")
    assert [part.transcript for part in item.parts] == ["transcript"]


def test_ids_are_those_of_a_scripted_session() -> None:
    first = ScriptedSession().reply("Hello.").events
    created, delta = make(ServerEventSessionCreated), make(ServerEventResponseAudioDelta)
    assert created.session.id == first[0]["session"]["id"]
    [said] = [event for event in first if isinstance(event, ServerEventResponseAudioDelta)]
    assert (delta.response_id, delta.item_id) == (said.response_id, said.item_id)
    [call] = [
        event
        for event in ScriptedSession().tool_call("name", {}).events
        if isinstance(event, ServerEventResponseFunctionCallArgumentsDone)
    ]
    assert make(ServerEventResponseFunctionCallArgumentsDone).call_id == call.call_id
    assert make(ResponseFunctionCallItem).call_id == call.call_id


ROWS = [(model, name) for model, row in VALUES.items() for name in row]


@pytest.mark.parametrize(
    ("model", "name"), ROWS, ids=[f"{model.__name__}.{name}" for model, name in ROWS]
)
def test_every_row_of_the_table_counts(
    model: type[Model], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names a field, of all versions, and without it something else is made of the class."""
    assert model in MODELS
    [info] = [each for each in model.fields() if each.name == name]
    assert info.versions is None
    made = payload(model, as_sent=True)
    monkeypatch.delitem(VALUES[model], name)
    assert payload(model, as_sent=True) != made


@every_model
def test_every_field_can_be_given(model: type[Model]) -> None:
    kind: Any = model
    full = kind.from_dict(payload(kind, levels=2))
    for info in kind.fields():
        if info.constant is None:
            value = getattr(full, info.name)
            made = make(kind, **{info.name: value})
            assert getattr(made, info.name) == value
            assert made.problems() == []


@pytest.mark.parametrize("levels", [0, 1, 2, 6])
@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_payloads(model: type[Model], levels: int) -> None:
    made = model.from_dict(payload(model, levels=levels))
    drift = {problem.code for problem in made.problems(unknown=True)}
    assert drift <= {"unknown_tag"}  # of a base itself
    expected = {info.wire_name for info in model.fields() if info.required or levels}
    assert made.keys() == expected


def test_what_stands_in_it() -> None:
    assert make(ServerEventResponseAudioDelta, event_id="event_1") == {
        "type": "response.audio.delta",
        "event_id": "event_1",
        "response_id": "resp_1",
        "item_id": "item_1",
        "output_index": 0,
        "content_index": 0,
        "delta": "AAAAAAAA",
    }
    assert make(ServerEventError).error.message == "message"
    assert json.loads(make(ServerEventResponseFunctionCallArgumentsDone).arguments) == {}


def test_every_event_has_an_id_of_its_own() -> None:
    ids = {make(ServerEventResponseAudioDelta).event_id for _ in range(3)}
    assert len(ids) == 3
    assert all(str(each).startswith("event_") for each in ids)


def test_fields_that_are_given() -> None:
    audio = make(ServerEventResponseAudioDelta, delta=b"\x01\x02", item_id="item_9")
    assert (audio.delta, audio.item_id) == (b"\x01\x02", "item_9")
    session = make(ServerEventSessionUpdated, session=ResponseSession(model="m"))
    assert session.session.model == "m"
    error = make(ServerEventError, error={"message": "A mapping becomes the model."})
    assert error.error.message == "A mapping becomes the model."
    item = make(ServerEventResponseOutputItemDone, item=make(ResponseMessageItem, id="item_3"))
    assert item.item == {**make(ResponseMessageItem), "id": "item_3"}


def test_fields_that_do_not_fit() -> None:
    with pytest.raises(TypeError, match="has no field 'detla'"):
        make(ServerEventResponseAudioDelta, detla=b"")
    with pytest.raises(TypeError, match=r"delta: expected bytes, got string 'AAEC'"):
        make(ServerEventResponseAudioDelta, delta="AAEC")


def test_an_unknown_event() -> None:
    assert make(UnknownServerEvent).type == "unknown"
    assert "unknown" not in {kind.value for kind in ServerEventType}


def test_a_class_with_a_tag_is_itself_whatever_is_below_it() -> None:
    class ContosoWarning(ServerEventWarning):
        type: Literal["contoso.warning"] = discriminator()  # type: ignore[assignment]

    assert type(make(ServerEventWarning)) is ServerEventWarning
    assert type(make(ContosoWarning)) is ContosoWarning


def test_what_is_made_is_the_callers_own() -> None:
    first, second = make(ServerEventSessionUpdated), make(ServerEventSessionUpdated)
    first.session.model = "m"
    assert second.session.model == "gpt-realtime"
    begun, other = make(ServerEventResponseCreated), make(ServerEventResponseCreated)
    begun.response.status = "failed"
    assert other.response.status == "in_progress"
    frames = make(ServerEventResponseAnimationBlendshapeDelta).frames
    assert isinstance(frames, list)
    frames[0].append(1.0)
    assert make(ServerEventResponseAnimationBlendshapeDelta).frames == [[0.0]]


def test_a_class_of_ones_own() -> None:
    class Score(ServerEvent):
        type: Literal["contoso.making"] = discriminator()
        score: float
        parts: list[Literal[1, 2]]

    assert make(Score, score=0.5, event_id="event_1") == {
        "type": "contoso.making",
        "event_id": "event_1",
        "score": 0.5,
        "parts": [],
    }
    assert make(Score).problems() == []


def test_a_field_of_ones_own_stands_for_that_of_a_base() -> None:
    class CallEvent(ConversationItemEvent):
        type: Literal["contoso.call"] = discriminator()
        item: ResponseFunctionCallItem

    made = make(CallEvent)
    assert made.item == make(ResponseFunctionCallItem)
    assert made.problems() == []


def test_a_field_that_is_always_null() -> None:
    class Odd(Model):
        nothing: dict[str, None]

    assert payload(Odd, levels=1) == {"nothing": {"key": None}}
    assert isinstance(Odd.fields()[0], FieldInfo)
