"""The models of azure-ai-voicelive and ours, each in the place of the other."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Literal, NamedTuple, get_args, get_origin

import pytest
from aiohttp import WSMessage, WSMsgType

import voicelive_events
from voicelive_events import (
    ClientEvent,
    ClientEventConversationItemCreate,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    FieldInfo,
    Model,
    RequestSession,
    ResponseCreateParams,
    ServerEvent,
    ServerVad,
    UserMessageItem,
)

from .classes import DECODABLE, ENUMS, names, sample

azure = pytest.importorskip("azure.ai.voicelive.models", reason="the extra [dev] brings it")
aio = pytest.importorskip("azure.ai.voicelive.aio", reason="the extra [dev] brings it")
exceptions = pytest.importorskip("azure.core.exceptions")
NULL = pytest.importorskip("azure.core.serialization").NULL

BOTH = [model for model in DECODABLE if hasattr(azure, model.__name__)]
REQUESTS = [model for model in BOTH if issubclass(model, ClientEvent)]
every_model = pytest.mark.parametrize("model", BOTH, ids=names(BOTH))


def theirs_of(model: type[Model]) -> Any:
    return getattr(azure, model.__name__)


def has_field(theirs: Any, name: str) -> bool:
    return any(name in inspect.get_annotations(base) for base in theirs.__mro__)


def written(theirs: Any) -> Any:
    """What their client sends."""
    return json.loads(json.dumps(theirs.as_dict()))


def read(theirs: Any) -> Any:
    """The same after a look at each attribute: theirs keep what they decoded in their items."""
    for name in list(theirs):
        with suppress(exceptions.DeserializationError):  # an `allowed_tools` that is an object
            getattr(theirs, name, None)
    return theirs


def test_the_classes_were_found() -> None:
    assert len(BOTH) >= 160
    assert len(REQUESTS) >= 20
    assert {"RequestSession", "UserMessageItem", "ServerVad"} <= set(names(BOTH))


@every_model
@pytest.mark.parametrize("look", [lambda theirs: theirs, read], ids=["made", "read"])
def test_theirs_become_ours(model: type[Model], look: Callable[[Any], Any]) -> None:
    payload = sample(model)
    theirs = look(theirs_of(model)(payload))
    for ours in (model.from_dict(theirs, strict=True), model(theirs)):
        assert isinstance(ours, model)
        assert ours.problems() == []
        assert json.loads(ours.to_json(strict=True)) == payload
    assert written(theirs) == payload


@every_model
def test_ours_become_theirs(model: type[Model]) -> None:
    payload = sample(model)
    ours = model.from_dict(payload)
    theirs = read(theirs_of(model)(ours))
    assert written(theirs) == payload
    assert theirs == theirs_of(model)(payload)
    assert ours == payload


# --- In fields -------------------------------------------------------------------------------


class Place(NamedTuple):
    """A field of a class that both have, and what may stand in it or in its list."""

    owner: type[Model]
    field: FieldInfo
    model: type[Model]
    is_listed: bool

    def __str__(self) -> str:
        return f"{self.owner.__name__}.{self.field.name}: {self.model.__name__}"

    def value(self, model: Any) -> Any:
        return [model] if self.is_listed else model


def places() -> Iterator[Place]:
    for owner in BOTH:
        theirs = theirs_of(owner)
        for info in owner.fields():
            if has_field(theirs, info.name):
                for model, is_listed in classes_in(info.annotation):
                    yield Place(owner, info, model, is_listed)


def classes_in(annotation: Any, is_listed: bool = False) -> Iterator[tuple[type[Model], bool]]:
    """The classes that both have, of those that may stand for *annotation*."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        for model in dict.fromkeys([annotation, *annotation.registry().values()]):
            if model in BOTH:
                yield model, is_listed
    elif get_origin(annotation) not in (dict, Literal):
        for part in get_args(annotation):
            yield from classes_in(part, is_listed or get_origin(annotation) is list)


PLACES = list(places())
every_place = pytest.mark.parametrize("place", PLACES, ids=str)


def test_the_places_were_found() -> None:
    found = set(map(str, PLACES))
    assert len(found) >= 200
    assert {
        "ClientEventSessionUpdate.session: RequestSession",
        "RequestSession.voice: AzureStandardVoice",
        "RequestSession.tools: MCPServer",
        "ResponseCreateParams.input_items: FunctionCallOutputItem",
        "UserMessageItem.content: InputAudioContentPart",
    } <= found


@every_place
def test_theirs_in_our_fields(place: Place) -> None:
    owner, name = place.owner, place.field.name
    payload = sample(place.model)
    ours = owner.from_dict(sample(owner, full=False))
    for as_item in (False, True):
        value = place.value(theirs_of(place.model)(payload))
        if as_item:
            ours[place.field.wire_name] = value
        else:
            setattr(ours, name, value)
        assert getattr(ours, name) == place.value(payload)
        (held,) = getattr(ours, name) if place.is_listed else [getattr(ours, name)]
        assert type(held) is place.model
        assert ours.problems() == []
        del ours[place.field.wire_name]


@every_place
def test_ours_in_their_fields(place: Place) -> None:
    payload = sample(place.model)
    value = place.value(place.model.from_dict(payload))
    made = theirs_of(place.owner)(**{place.field.name: value})
    assert written(made)[place.field.wire_name] == place.value(payload)
    made = theirs_of(place.owner)()
    setattr(made, place.field.name, value)
    assert written(read(made))[place.field.wire_name] == place.value(payload)


# --- Enums and nulls -------------------------------------------------------------------------


@pytest.mark.parametrize("enum", [enum for enum in ENUMS if hasattr(azure, enum.__name__)])
def test_members_of_both_enums_are_equal(enum: Any) -> None:
    theirs = getattr(azure, enum.__name__)
    members = [member for member in theirs if member.name != "MCP_APPROVAL_RESPONSE"]
    assert members
    for member in members:
        assert enum[member.name] == member == enum(member)


def test_their_members_are_ours_in_a_request() -> None:
    ours = RequestSession(
        voice=azure.OpenAIVoiceName.ALLOY,
        input_audio_format=azure.InputAudioFormat.PCM16,
        modalities=[azure.Modality.TEXT, "audio"],
        tool_choice=azure.ToolChoiceLiteral.AUTO,
    )
    assert ours.to_json(strict=True) == (
        '{"voice":"alloy","input_audio_format":"pcm16",'
        '"modalities":["text","audio"],"tool_choice":"auto"}'
    )
    assert ours.voice is voicelive_events.OpenAIVoiceName.ALLOY
    assert ours.modalities == ["text", "audio"]
    assert ours.modalities[0] is voicelive_events.Modality.TEXT


def test_our_members_in_theirs() -> None:
    theirs = azure.RequestSession(
        voice=voicelive_events.OpenAIVoiceName.ALLOY,
        input_audio_format=voicelive_events.InputAudioFormat.PCM16,
        modalities=[voicelive_events.Modality.TEXT],
    )
    assert theirs.input_audio_format is azure.InputAudioFormat.PCM16
    assert theirs.modalities == [azure.Modality.TEXT]
    assert written(theirs) == {
        "voice": "alloy",
        "input_audio_format": "pcm16",
        "modalities": ["text"],
    }


NULLABLE = [
    info.name
    for info in RequestSession.fields()
    if info.explicit_null and has_field(azure.RequestSession, info.name)
]


@pytest.mark.parametrize("name", NULLABLE)
@pytest.mark.parametrize(
    "null",
    [
        lambda name: azure.RequestSession(**{name: None}),
        lambda name: azure.RequestSession({name: None}),
        lambda name: azure.RequestSession(**{name: NULL}),
    ],
    ids=["keyword", "mapping", "NULL"],
)
def test_their_nulls_are_ours(name: str, null: Callable[[str], Any]) -> None:
    theirs = null(name)
    order = {name: None}
    event = {"type": "session.update", "session": order}
    assert RequestSession.from_dict(theirs) == order
    assert ClientEventSessionUpdate(session=theirs) == event
    assert ClientEvent.from_dict(azure.ClientEventSessionUpdate(session=theirs)) == event


def test_their_word_for_null_is_null() -> None:
    theirs = azure.RequestSession(voice=NULL)
    assert RequestSession.from_dict(theirs) == written(theirs) == {"voice": None}


@pytest.mark.parametrize("name", NULLABLE)
def test_our_nulls_are_theirs(name: str) -> None:
    ours = RequestSession(**{name: None})
    assert written(azure.RequestSession(ours)) == {name: None}
    assert written(azure.ClientEventSessionUpdate(session=ours))["session"] == {name: None}


def test_the_nullable_fields_were_found() -> None:
    assert "turn_detection" in NULLABLE
    assert len(NULLABLE) >= 4


# --- On their connection ---------------------------------------------------------------------


class Socket:
    """Keeps the frames that their connection writes, and has one *frame* for it to read."""

    def __init__(self, frame: str = "") -> None:
        self.frame = frame
        self.frames: list[Any] = []

    async def receive(self) -> WSMessage:
        return WSMessage(WSMsgType.TEXT, self.frame, None)

    async def send_str(self, frame: str) -> None:
        self.frames.append(json.loads(frame))


def sent(send: Callable[[Any], Any]) -> list[Any]:
    """The frames that their connection writes for *send*."""
    socket = Socket()
    asyncio.run(send(aio.VoiceLiveConnection(None, socket)))
    return socket.frames


def sending(event: ClientEvent) -> Callable[[Any], Any]:
    return lambda connection: connection.send(event)


@pytest.mark.parametrize("event", ClientEvent.registry().values(), ids=lambda e: e.__name__)
def test_their_connection_sends_our_events(event: type[ClientEvent]) -> None:
    ours = event.from_dict(sample(event))
    assert sent(sending(ours)) == [sample(event)]


def test_their_shorthands_take_our_settings() -> None:
    session = RequestSession(model="m", turn_detection=None, voice=azure.OpenAIVoice(name="ash"))
    response = ResponseCreateParams(
        input_items=[UserMessageItem.from_dict(sample(UserMessageItem))], metadata={"a": "b"}
    )
    assert sent(lambda connection: connection.session.update(session=session)) == [
        ClientEventSessionUpdate(session=session)
    ]
    assert sent(lambda connection: connection.response.create(response=response)) == [
        ClientEventResponseCreate(response=response)
    ]


def test_what_their_shorthands_unpack_goes_by_send() -> None:
    """They make keywords of a mapping, and refuse those that their class does not have."""
    item = UserMessageItem.from_dict(sample(UserMessageItem))
    response = ResponseCreateParams(conversation="none")
    with pytest.raises(TypeError, match="unexpected keyword"):
        sent(lambda connection: connection.conversation.item.create(item=item))
    with pytest.raises(TypeError, match="unexpected keyword"):
        sent(lambda connection: connection.response.create(response=response))
    events: list[ClientEvent] = [
        ClientEventConversationItemCreate(item=item),
        ClientEventResponseCreate(response=response),
    ]
    for event in events:
        assert sent(sending(event)) == [event]


@pytest.mark.parametrize("event", ServerEvent.registry().values(), ids=lambda e: e.__name__)
def test_what_their_connection_receives_becomes_ours(event: type[ServerEvent]) -> None:
    socket = Socket(json.dumps(sample(event)))
    theirs = asyncio.run(aio.VoiceLiveConnection(None, socket).recv())
    assert isinstance(theirs, azure.ServerEvent)
    ours = ServerEvent.from_dict(theirs)
    assert type(ours) is event
    assert ours == sample(event)


def test_ours_take_the_place_of_theirs_when_they_are_set() -> None:
    """A mapping that is appended to a list stays what it is."""
    session = RequestSession(turn_detection=ServerVad(), tools=[])
    session.turn_detection = azure.AzureSemanticVad(threshold=0.5)
    assert type(session.turn_detection) is voicelive_events.AzureSemanticVad
    assert session.tools is not None
    session.tools.append(azure.FunctionTool(name="f"))
    assert [problem.loc for problem in session.problems()] == [("tools", 0)]
