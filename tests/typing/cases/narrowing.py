"""From an event of any kind to one class."""

from typing import Any, Literal, assert_never, assert_type

from voicelive_events import (
    AnyClientEvent,
    AnyEvent,
    AnyServerEvent,
    AzureRealtimeNativeVoice,
    AzureStandardVoice,
    AzureVoice,
    ClientEvent,
    ClientEventConversationItemCreate,
    ClientEventConversationItemDelete,
    ClientEventConversationItemRetrieve,
    ClientEventConversationItemTruncate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioTurnAppend,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    ClientEventSessionUpdate,
    ClientEventType,
    ClientItemEvent,
    InputAudioTurnEvent,
    ItemType,
    KnownClientEvent,
    KnownServerEvent,
    MessageContentPart,
    MessageRole,
    OpenAICustomVoice,
    OpenAIVoice,
    OpenAIVoiceName,
    RequestSession,
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
    UnknownClientEvent,
    UnknownServerEvent,
    UserMessageItem,
    VoiceLiveEvent,
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


def type_of_a_nested_model(item: ResponseItem) -> None:
    """An item, as any model that a tag chooses, is narrowed by its class alone."""
    assert_type(item.type, str)
    if item.type == ItemType.MESSAGE:
        print(item.role)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
    if isinstance(item, ResponseMessageItem):
        assert_type(item.role, MessageRole | str)


def with_the_unknown_one(event: AnyServerEvent) -> None:
    """The type of an unknown event is any string, so its comparison rules nothing out."""
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.delta)
    if not isinstance(event, UnknownServerEvent):
        assert_type(event, KnownServerEvent)
        if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
            assert_type(event.delta, bytes)


def sent_by_match(event: ClientEvent) -> None:
    match event:
        case ClientEventInputAudioBufferAppend(audio=audio):
            assert_type(event, ClientEventInputAudioBufferAppend)
            assert_type(audio, bytes)
        case ClientEventSessionUpdate(session=session):
            assert_type(session, RequestSession)
        case ClientEventConversationItemCreate(item=UserMessageItem(content=content)):
            assert_type(content, list[MessageContentPart])
        case InputAudioTurnEvent(turn_id=turn_id) | ClientItemEvent(item_id=turn_id):
            assert_type(turn_id, str)
        case UnknownClientEvent():
            assert_type(event.type, str)
        case _:
            assert_type(event, ClientEvent)


def sent_by_isinstance(event: ClientEvent) -> None:
    if isinstance(event, ClientEventResponseCreate | ClientEventResponseCancel):
        assert_type(event, ClientEventResponseCreate | ClientEventResponseCancel)
    else:
        assert_type(event, ClientEvent)


def sent_not_narrowed(event: ClientEvent) -> None:
    assert_type(event.type, str)
    print(event.audio)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]
    if event.type == ClientEventType.INPUT_AUDIO_BUFFER_APPEND:
        print(event.audio)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]


def sent_and_known(event: ClientEvent) -> None:
    if is_known(event):
        assert_type(event, KnownClientEvent)
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.audio)
    else:
        assert_type(event, ClientEvent)


def sent_type_equals(event: ClientEvent) -> None:
    if not is_known(event):
        return
    if event.type == ClientEventType.INPUT_AUDIO_BUFFER_APPEND:
        assert_type(event, ClientEventInputAudioBufferAppend)
        assert_type(event.audio, bytes)
        assert_type(event.type, Literal[ClientEventType.INPUT_AUDIO_BUFFER_APPEND])
    elif event.type is ClientEventType.RESPONSE_CREATE:
        assert_type(event, ClientEventResponseCreate)
    else:
        # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
        print(event.audio)


def sent_type_by_match(event: ClientEvent) -> None:
    if not is_known(event):
        return
    match event.type:
        case ClientEventType.INPUT_AUDIO_BUFFER_APPEND | ClientEventType.INPUT_AUDIO_TURN_APPEND:
            assert_type(event, ClientEventInputAudioBufferAppend | ClientEventInputAudioTurnAppend)
            assert_type(event.audio, bytes)
        case ClientEventType.SESSION_UPDATE:
            assert_type(event, ClientEventSessionUpdate)
        case _:
            pass


def sent_with_the_unknown_one(event: AnyClientEvent) -> None:
    if is_known(event):
        assert_type(event, KnownClientEvent)
    else:
        assert_type(event, UnknownClientEvent)


def of_either_side(event: ServerEvent | ClientEvent) -> None:
    """A log of both directions: one function tells what is known, and a class tells the side."""
    if not is_known(event):
        assert_type(event, ServerEvent | ClientEvent)
        return
    assert_type(event, KnownServerEvent | KnownClientEvent)
    if isinstance(event, ServerEvent):
        assert_type(event, KnownServerEvent)
        if event.type == ServerEventType.RESPONSE_DONE:
            assert_type(event, ServerEventResponseDone)
    else:
        assert_type(event, KnownClientEvent)
        if event.type == ClientEventType.RESPONSE_CANCEL:
            assert_type(event, ClientEventResponseCancel)


def side_before_known(event: ServerEvent | ClientEvent) -> None:
    """For mypy a variable is known as what it was declared: `is_known` comes first."""
    if isinstance(event, ClientEvent):
        assert_type(event, ClientEvent)
        if is_known(event):
            assert_type(event, KnownClientEvent)  # E: mypy[assert-type]
        else:
            assert_type(event, ClientEvent)
    else:
        assert_type(event, ServerEvent)


def type_of_either_side(event: ServerEvent | ClientEvent) -> None:
    """To mypy a member of one enum may equal one of another; identity serves both."""
    if not is_known(event):
        return
    if event.type == ClientEventType.RESPONSE_CANCEL:
        # E: mypy[assert-type]
        assert_type(event, ClientEventResponseCancel)
    if event.type is ClientEventType.RESPONSE_CANCEL:
        assert_type(event, ClientEventResponseCancel)
    elif event.type is ServerEventType.RESPONSE_DONE:
        assert_type(event, ServerEventResponseDone)


def of_either_side_decoded(event: AnyEvent) -> None:
    if is_known(event):
        assert_type(event, KnownServerEvent | KnownClientEvent)
    else:
        assert_type(event, UnknownServerEvent | UnknownClientEvent)


def some_of_one_side(event: ClientItemEvent) -> None:
    """What is below a class that shares fields."""
    if is_known(event):
        assert_type(
            event,
            ClientEventConversationItemDelete
            | ClientEventConversationItemRetrieve
            | ClientEventConversationItemTruncate,
        )
    else:
        assert_type(event, ClientItemEvent)


def two_events(event: ClientEventResponseCreate | ServerEventError) -> None:
    """Nothing else is left of events that are known."""
    if is_known(event):
        assert_type(event, ClientEventResponseCreate | ServerEventError)
    else:
        assert_never(event)


def of_no_side(event: VoiceLiveEvent) -> None:
    is_known(event)  # E: mypy[arg-type] pyright[reportArgumentType]


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


def voices(session: RequestSession | ResponseSession) -> None:
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
        case OpenAICustomVoice(id=id):
            assert_type(id, str)
        case AzureStandardVoice(name=name):
            assert_type(name, str)
        case AzureVoice():
            assert_type(voice.type, str)
        case _:
            assert_type(voice, AzureRealtimeNativeVoice)


def voices_by_isinstance(session: RequestSession) -> None:
    """A voice by its id has no tag; what is left without it has one."""
    voice = session.voice
    if voice is None or isinstance(voice, OpenAIVoiceName):
        return
    assert_type(
        voice, str | OpenAIVoice | OpenAICustomVoice | AzureRealtimeNativeVoice | AzureVoice
    )
    if isinstance(voice, str):
        assert_type(voice, str)
        return
    assert_type(voice, OpenAIVoice | OpenAICustomVoice | AzureRealtimeNativeVoice | AzureVoice)
    print(voice.type)  # E: mypy[union-attr] pyright[reportAttributeAccessIssue]
    if isinstance(voice, OpenAICustomVoice):
        assert_type(voice.id, str)
    else:
        assert_type(voice, OpenAIVoice | AzureRealtimeNativeVoice | AzureVoice)
        assert_type(voice.type, str)


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
