"""From an event of any kind to one class."""

from typing import Any, Literal, assert_type

from voicelive_events import (
    AnyServerEvent,
    AzureRealtimeNativeVoice,
    AzureStandardVoice,
    AzureVoice,
    KnownServerEvent,
    OpenAIVoice,
    OpenAIVoiceName,
    Response,
    ResponseContentEvent,
    ResponseFunctionCallItem,
    ResponseItem,
    ResponseMessageItem,
    ResponseSession,
    ServerEvent,
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventResponseAudioDelta,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseTextDelta,
    ServerEventType,
    UnknownServerEvent,
    is_known,
)


def by_match(event: ServerEvent) -> None:
    match event:
        case ServerEventResponseAudioDelta():
            assert_type(event, ServerEventResponseAudioDelta)
            assert_type(event.delta, bytes)
        case ServerEventError(error=error):
            assert_type(event, ServerEventError)
            assert_type(error, ServerEventErrorDetails)
        case (
            ServerEventResponseCreated(response=response)
            | ServerEventResponseDone(response=response)
        ):
            assert_type(response, Response)
        case ResponseContentEvent(item_id=item_id, content_index=index):
            assert_type(item_id, str)
            assert_type(index, int)
        case UnknownServerEvent():
            assert_type(event.type, str)
        case _:
            assert_type(event, ServerEvent)


def by_isinstance(event: ServerEvent) -> None:
    if isinstance(event, ServerEventResponseAudioDelta):
        assert_type(event.delta, bytes)
    elif isinstance(event, ServerEventResponseCreated | ServerEventResponseDone):
        assert_type(event, ServerEventResponseCreated | ServerEventResponseDone)
        assert_type(event.response, Response)
    elif isinstance(event, (ServerEventError, ResponseContentEvent)):
        assert_type(event, ServerEventError | ResponseContentEvent)
    else:
        assert_type(event, ServerEvent)


def early_exit(event: ServerEvent) -> bytes:
    if not isinstance(event, ServerEventResponseAudioDelta):
        return b""
    assert_type(event, ServerEventResponseAudioDelta)
    return event.delta


def not_narrowed(event: ServerEvent) -> None:
    """A plain event has a type that is any string, and narrows on nothing."""
    assert_type(event.type, str)
    print(event.delta)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        print(event.delta)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]


def known(event: ServerEvent) -> None:
    if is_known(event):
        assert_type(event, KnownServerEvent)
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.delta)
    else:
        assert_type(event, ServerEvent)


def type_equals(event: ServerEvent) -> None:
    if not is_known(event):
        return
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        assert_type(event, ServerEventResponseAudioDelta)
        assert_type(event.delta, bytes)
        assert_type(event.type, Literal[ServerEventType.RESPONSE_AUDIO_DELTA])
    elif event.type == ServerEventType.RESPONSE_DONE:
        assert_type(event, ServerEventResponseDone)


def type_is(event: ServerEvent) -> None:
    if not is_known(event):
        return
    if event.type is ServerEventType.RESPONSE_AUDIO_DELTA:
        assert_type(event, ServerEventResponseAudioDelta)
        assert_type(event.delta, bytes)
    elif event.type is ServerEventType.RESPONSE_DONE:
        assert_type(event, ServerEventResponseDone)


def type_differs(event: ServerEvent) -> None:
    if not is_known(event) or event.type != ServerEventType.RESPONSE_DONE:
        return
    assert_type(event, ServerEventResponseDone)


def type_by_match(event: ServerEvent) -> None:
    if not is_known(event):
        return
    match event.type:
        case ServerEventType.RESPONSE_AUDIO_DELTA:
            assert_type(event, ServerEventResponseAudioDelta)
            assert_type(event.delta, bytes)
        case ServerEventType.RESPONSE_CREATED | ServerEventType.RESPONSE_DONE:
            assert_type(event, ServerEventResponseCreated | ServerEventResponseDone)
        case _:
            pass


def type_in_several(event: ServerEvent) -> None:
    """mypy alone narrows by `in`; `isinstance` and `match` serve both."""
    if is_known(event) and event.type in (
        ServerEventType.RESPONSE_CREATED,
        ServerEventType.RESPONSE_DONE,
    ):
        # E: pyright[reportAssertTypeFailure]
        assert_type(event, ServerEventResponseCreated | ServerEventResponseDone)


def type_in_class_pattern(event: ServerEvent) -> None:
    """pyright alone narrows by a keyword of the base; the class itself serves both."""
    if is_known(event):
        match event:
            case ServerEvent(type=ServerEventType.RESPONSE_AUDIO_DELTA):
                # E: mypy[assert-type]
                assert_type(event, ServerEventResponseAudioDelta)
            case _:
                pass


def type_equals_text(event: ServerEvent) -> None:
    """The tags are members: with text mypy narrows nothing, and pyright takes it for False."""
    if is_known(event) and event.type == "response.audio.delta":
        # E: mypy[union-attr] pyright[reportUnreachable]
        print(event.delta)


def type_in_a_variable(event: ServerEvent) -> None:
    """Neither narrows an event by a variable that holds its type."""
    if is_known(event):
        kind = event.type
        if kind == ServerEventType.RESPONSE_AUDIO_DELTA:
            # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
            print(event.delta)


def item(event: ServerEvent) -> None:
    """Items are of any type, and narrow nothing."""
    assert_type(event["type"], Any)
    if is_known(event) and event["type"] == ServerEventType.RESPONSE_AUDIO_DELTA:
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.delta)


def with_the_unknown_one(event: AnyServerEvent) -> None:
    """The type of an unknown event is any string, so its comparison rules nothing out."""
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.delta)
    if not isinstance(event, UnknownServerEvent):
        assert_type(event, KnownServerEvent)
        if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
            assert_type(event.delta, bytes)


def items(response: Response) -> None:
    for item in response.output or []:
        assert_type(item, ResponseItem)
        match item:
            case ResponseMessageItem(content=[part, *_]):
                print(part.type)
            case ResponseFunctionCallItem(name=name, arguments=arguments):
                assert_type(name, str)
                assert_type(arguments, str)
            case _:
                assert_type(item, ResponseItem)


def voices(session: ResponseSession) -> None:
    voice = session.voice
    match voice:
        case None:
            pass
        case OpenAIVoiceName():
            assert_type(voice, OpenAIVoiceName)
        case str():
            assert_type(voice, str)
        case OpenAIVoice():
            assert_type(voice, OpenAIVoice)
        case AzureStandardVoice(name=name):
            assert_type(name, str)
        case AzureVoice():
            assert_type(voice.type, str)
        case _:
            assert_type(voice, AzureRealtimeNativeVoice)


def attributes(response: Response) -> None:
    """An attribute that is tested stays narrowed, as any attribute does."""
    if response.usage is not None:
        print(response.usage.total_tokens)
    # E: mypy[union-attr] pyright[reportOptionalMemberAccess]
    print(response.usage.total_tokens)


def unions(event: ServerEventResponseAudioDelta | ServerEventResponseTextDelta) -> None:
    assert_type(event.delta, bytes | str)
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        assert_type(event.delta, bytes)
    else:
        assert_type(event.delta, str)
