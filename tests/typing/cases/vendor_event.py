"""A vendor event of one's own, which the package does not know."""

from typing import Literal, assert_type

from voicelive_events import (
    ClientEvent,
    ClientEventSessionUpdate,
    Model,
    ResponseItem,
    ServerEvent,
    ServerEventError,
    UnknownClientEvent,
    UnknownServerEvent,
    VoiceLiveEvent,
    constant,
    discriminator,
    field,
    is_known,
)


class ContosoScore(Model):
    value: float
    label: str | None = None


class ContosoEvent(ServerEvent):
    """pyright holds that an attribute that can be set must not narrow its base's type."""

    type: Literal["contoso.event"] = discriminator()  # pyright: ignore[reportIncompatibleVariableOverride]
    score: ContosoScore
    scores: list[ContosoScore] | None = None
    version: Literal["1"] = constant()
    audio: bytes | None = field(format="base64", default=None)


class WithoutTheIgnore(ServerEvent):
    # E: pyright[reportIncompatibleVariableOverride]
    type: Literal["contoso.other"] = discriminator()


class ContosoRequest(ClientEvent):
    """The other side's work the same way."""

    type: Literal["contoso.request"] = discriminator()  # pyright: ignore[reportIncompatibleVariableOverride]
    score: ContosoScore
    audio: bytes | None = field(format="base64", default=None)
    tenant: str | None = field(default=None, explicit_null=True)


class ContosoItem(ResponseItem):
    """The same holds for an item, or any other model, of one's own."""

    type: Literal["contoso.item"] = discriminator()  # pyright: ignore[reportIncompatibleVariableOverride]
    price: int


class Wide(ServerEvent):
    type: int = discriminator()  # E: mypy[assignment] pyright[reportIncompatibleVariableOverride]


def construct(score: ContosoScore) -> None:
    event = ContosoEvent(score=score, event_id="e1")
    assert_type(event, ContosoEvent)
    assert_type(event.type, Literal["contoso.event"])
    assert_type(event.version, Literal["1"])
    assert_type(event.score.value, float)
    assert_type(event.scores, list[ContosoScore] | None)
    assert_type(event.audio, bytes | None)
    ContosoItem(price=1, id="i1")
    ContosoEvent()  # E: mypy[call-arg] pyright[reportCallIssue]
    ContosoEvent(score="high")  # E: mypy[arg-type] pyright[reportArgumentType]
    ContosoEvent(score=score, points=1)  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    ContosoEvent(type="contoso.event", score=score)


def construct_to_send(score: ContosoScore) -> None:
    event = ContosoRequest(score=score, audio=b"", tenant=None, event_id="e1")
    assert_type(event, ContosoRequest)
    assert_type(event.type, Literal["contoso.request"])
    assert_type(event.score.label, str | None)
    assert_type(event.audio, bytes | None)
    assert_type(event.to_json(strict=True), str)
    ContosoRequest()  # E: mypy[call-arg] pyright[reportCallIssue]
    ContosoRequest(score=0.5)  # E: mypy[arg-type] pyright[reportArgumentType]
    # E: mypy[call-arg] pyright[reportCallIssue]
    ContosoRequest(type="contoso.request", score=score)


def decode(frame: bytes) -> None:
    assert_type(ContosoEvent.from_json(frame), ContosoEvent)
    assert_type(ContosoEvent.from_json(frame).copy(), ContosoEvent)
    # E: mypy[assignment] pyright[reportAssignmentType]
    event: ContosoEvent = ServerEvent.from_json(frame)
    print(event)


def by_match(event: ServerEvent) -> None:
    match event:
        case ContosoEvent(score=score):
            assert_type(event, ContosoEvent)
            assert_type(score, ContosoScore)
        case ServerEventError() | UnknownServerEvent():
            pass
        case _:
            assert_type(event, ServerEvent)


def sent_by_match(event: ClientEvent) -> None:
    match event:
        case ContosoRequest(score=score):
            assert_type(event, ContosoRequest)
            assert_type(score, ContosoScore)
        case ClientEventSessionUpdate() | UnknownClientEvent():
            pass
        case _:
            assert_type(event, ClientEvent)


def by_isinstance(event: ServerEvent) -> None:
    if isinstance(event, ContosoEvent):
        assert_type(event.score, ContosoScore)


def beside_the_known_ones(event: ServerEvent) -> None:
    """It is no member of the union of known events."""
    if not is_known(event):
        assert_type(event, ServerEvent)
        if isinstance(event, ContosoEvent):
            assert_type(event.score, ContosoScore)


def sent_beside_the_known_ones(event: ServerEvent | ClientEvent) -> None:
    if not is_known(event):
        assert_type(event, ServerEvent | ClientEvent)
        if isinstance(event, ContosoEvent | ContosoRequest):
            assert_type(event, ContosoEvent | ContosoRequest)
            assert_type(event.score, ContosoScore)


def sides_do_not_mix(frame: bytes, score: ContosoScore) -> None:
    """An event of one side stands nowhere where one of the other does."""
    # E: mypy[assignment] pyright[reportAssignmentType]
    event: ServerEvent = ContosoRequest(score=score)
    either: VoiceLiveEvent = ContosoRequest(score=score)
    print(event, either)
    assert_type(ClientEvent.registry()["contoso.request"], type[ClientEvent])
