"""`assert_never` at the end of a match over every event, of either side."""

from typing import assert_never, assert_type

from voicelive_events import (
    AnyClientEvent,
    AnyEvent,
    AnyServerEvent,
    ClientEvent,
    ClientEventBYOMCredentialUpdate,
    ClientEventConversationItemCreate,
    ClientEventInputAudioBufferAppend,
    ClientEventInputAudioBufferClear,
    ClientEventInputAudioBufferCommit,
    ClientEventInputAudioClear,
    ClientEventOutputAudioBufferClear,
    ClientEventResponseCancel,
    ClientEventResponseCreate,
    ClientEventRtcCallSdpCreate,
    ClientEventSessionAvatarConnect,
    ClientEventSessionUpdate,
    ClientEventType,
    ClientItemEvent,
    ConversationItemEvent,
    FoundryAgentCallEvent,
    InputAudioItemEvent,
    InputAudioTranscriptionEvent,
    InputAudioTurnEvent,
    InputTextEvent,
    KnownClientEvent,
    KnownServerEvent,
    McpCallEvent,
    McpListToolsEvent,
    OutputAudioBufferEvent,
    RealtimeCallEvent,
    ResponseContentEvent,
    ResponseEvent,
    ResponseItemEvent,
    ResponseStateEvent,
    ServerEvent,
    ServerEventBYOMCredentialUpdated,
    ServerEventConversationCreated,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemTruncated,
    ServerEventError,
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferDtmfEventReceived,
    ServerEventRateLimitsUpdated,
    ServerEventResponseAudioDelta,
    ServerEventResponseInvocationDelta,
    ServerEventResponseTextDelta,
    ServerEventResponseVideoDelta,
    ServerEventRtcCallError,
    ServerEventRtcCallSdpCreated,
    ServerEventSessionAvatarConnecting,
    ServerEventType,
    ServerEventWarning,
    SessionAvatarSwitchEvent,
    SessionEvent,
    UnknownClientEvent,
    UnknownServerEvent,
    is_known,
)


def declared(event: AnyServerEvent) -> str | None:
    match event:
        case ServerEventResponseAudioDelta():
            return "audio"
        case ResponseContentEvent() | ResponseItemEvent() | ResponseEvent():
            return event.response_id
        case ResponseStateEvent():
            return event.response.id
        case ConversationItemEvent():
            return "conversation item" if event.item is None else event.item.id
        case InputAudioTranscriptionEvent() | InputAudioItemEvent():
            return event.item_id
        case McpListToolsEvent() | McpCallEvent():
            return event.item_id
        case ServerEventConversationItemDeleted() | ServerEventConversationItemTruncated():
            return event.item_id
        case ServerEventInputAudioBufferCleared() | OutputAudioBufferEvent():
            return "buffer"
        case ServerEventInputAudioBufferDtmfEventReceived():
            return event.event
        case RealtimeCallEvent():
            return event.call_id
        case ServerEventRtcCallSdpCreated() | ServerEventRtcCallError():
            return event.rtc_call_id
        case FoundryAgentCallEvent():
            return event.item_id
        case ServerEventConversationCreated():
            return event.conversation.id
        case ServerEventBYOMCredentialUpdated() | ServerEventRateLimitsUpdated():
            return "upkeep"
        case ServerEventResponseInvocationDelta() | ServerEventResponseVideoDelta():
            return "delta"
        case SessionEvent():
            return event.session.id
        case ServerEventSessionAvatarConnecting() | SessionAvatarSwitchEvent():
            return "avatar"
        case ServerEventError(error=details) | ServerEventWarning(warning=details):
            return details.message
        case UnknownServerEvent():
            return event.type
        case _:
            assert_never(event)


def unknown_is_missing(event: AnyServerEvent) -> None:
    match event:
        case ResponseEvent() | ResponseStateEvent() | ConversationItemEvent():
            pass
        case InputAudioTranscriptionEvent() | InputAudioItemEvent():
            pass
        case McpListToolsEvent() | McpCallEvent():
            pass
        case ServerEventConversationItemDeleted() | ServerEventConversationItemTruncated():
            pass
        case ServerEventInputAudioBufferCleared() | OutputAudioBufferEvent():
            pass
        case ServerEventInputAudioBufferDtmfEventReceived() | RealtimeCallEvent():
            pass
        case ServerEventRtcCallSdpCreated() | ServerEventRtcCallError() | FoundryAgentCallEvent():
            pass
        case ServerEventBYOMCredentialUpdated() | ServerEventRateLimitsUpdated():
            pass
        case ServerEventConversationCreated():
            pass
        case ServerEventResponseInvocationDelta() | ServerEventResponseVideoDelta():
            pass
        case SessionEvent() | ServerEventSessionAvatarConnecting() | SessionAvatarSwitchEvent():
            pass
        case ServerEventError() | ServerEventWarning():
            pass
        case _:
            assert_type(event, UnknownServerEvent)
            assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def after_is_known(event: ServerEvent) -> None:
    if not is_known(event):
        return
    match event:
        case ResponseEvent() | ResponseStateEvent() | ConversationItemEvent():
            pass
        case InputAudioTranscriptionEvent() | InputAudioItemEvent():
            pass
        case McpListToolsEvent() | McpCallEvent():
            pass
        case ServerEventConversationItemDeleted() | ServerEventConversationItemTruncated():
            pass
        case ServerEventInputAudioBufferCleared() | OutputAudioBufferEvent():
            pass
        case ServerEventInputAudioBufferDtmfEventReceived() | RealtimeCallEvent():
            pass
        case ServerEventRtcCallSdpCreated() | ServerEventRtcCallError() | FoundryAgentCallEvent():
            pass
        case ServerEventBYOMCredentialUpdated() | ServerEventRateLimitsUpdated():
            pass
        case ServerEventConversationCreated():
            pass
        case ServerEventResponseInvocationDelta() | ServerEventResponseVideoDelta():
            pass
        case SessionEvent() | ServerEventSessionAvatarConnecting() | SessionAvatarSwitchEvent():
            pass
        case ServerEventError() | ServerEventWarning():
            pass
        case _:
            assert_never(event)


def one_is_missing(event: ServerEvent) -> None:
    if not is_known(event):
        return
    match event:
        case ResponseEvent() | ResponseStateEvent() | ConversationItemEvent():
            pass
        case InputAudioTranscriptionEvent() | InputAudioItemEvent():
            pass
        case McpListToolsEvent() | McpCallEvent():
            pass
        case ServerEventConversationItemDeleted() | ServerEventConversationItemTruncated():
            pass
        case ServerEventInputAudioBufferCleared() | OutputAudioBufferEvent():
            pass
        case ServerEventInputAudioBufferDtmfEventReceived() | RealtimeCallEvent():
            pass
        case ServerEventRtcCallSdpCreated() | ServerEventRtcCallError() | FoundryAgentCallEvent():
            pass
        case ServerEventBYOMCredentialUpdated() | ServerEventRateLimitsUpdated():
            pass
        case ServerEventConversationCreated():
            pass
        case ServerEventResponseInvocationDelta() | ServerEventResponseVideoDelta():
            pass
        case SessionEvent() | ServerEventSessionAvatarConnecting() | SessionAvatarSwitchEvent():
            pass
        case ServerEventError():
            pass
        case _:
            assert_type(event, ServerEventWarning)
            assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def sent(event: AnyClientEvent) -> str | None:
    match event:
        case ClientEventSessionUpdate():
            return event.session.model
        case ClientEventInputAudioBufferAppend():
            return f"{len(event.audio)} bytes"
        case ClientEventInputAudioBufferCommit() | ClientEventInputAudioBufferClear():
            return "buffer"
        case InputAudioTurnEvent():
            return event.turn_id
        case ClientEventInputAudioClear() | ClientEventOutputAudioBufferClear():
            return "clear"
        case ClientEventConversationItemCreate():
            return event.item.id
        case ClientItemEvent():
            return event.item_id
        case ClientEventResponseCreate() | ClientEventResponseCancel():
            return "response"
        case InputTextEvent():
            return event.id
        case ClientEventSessionAvatarConnect() | ClientEventRtcCallSdpCreate():
            return "offer"
        case ClientEventBYOMCredentialUpdate():
            return "credentials"
        case UnknownClientEvent():
            return event.type
        case _:
            assert_never(event)


def sent_and_unknown_is_missing(event: AnyClientEvent) -> None:
    if is_known(event):
        return
    assert_type(event, UnknownClientEvent)
    assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def sent_after_is_known(event: ClientEvent) -> None:
    """One member of the last two is missing, and the error names it."""
    if not is_known(event):
        return
    match event:
        case ClientEventSessionUpdate() | ClientEventSessionAvatarConnect():
            pass
        case ClientEventInputAudioBufferAppend() | ClientEventInputAudioBufferCommit():
            pass
        case ClientEventInputAudioBufferClear() | ClientEventInputAudioClear():
            pass
        case InputAudioTurnEvent() | InputTextEvent() | ClientItemEvent():
            pass
        case ClientEventConversationItemCreate() | ClientEventOutputAudioBufferClear():
            pass
        case ClientEventRtcCallSdpCreate() | ClientEventBYOMCredentialUpdate():
            pass
        case ClientEventResponseCreate():
            pass
        case _:
            assert_type(event, ClientEventResponseCancel)
            assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def sent_by_type(event: KnownClientEvent) -> None:
    match event.type:
        case ClientEventType.SESSION_UPDATE | ClientEventType.SESSION_AVATAR_CONNECT:
            pass
        case (
            ClientEventType.INPUT_AUDIO_BUFFER_APPEND
            | ClientEventType.INPUT_AUDIO_BUFFER_COMMIT
            | ClientEventType.INPUT_AUDIO_BUFFER_CLEAR
            | ClientEventType.INPUT_AUDIO_CLEAR
        ):
            pass
        case (
            ClientEventType.INPUT_AUDIO_TURN_START
            | ClientEventType.INPUT_AUDIO_TURN_APPEND
            | ClientEventType.INPUT_AUDIO_TURN_END
            | ClientEventType.INPUT_AUDIO_TURN_CANCEL
        ):
            assert_type(event.turn_id, str)
        case (
            ClientEventType.CONVERSATION_ITEM_CREATE
            | ClientEventType.CONVERSATION_ITEM_RETRIEVE
            | ClientEventType.CONVERSATION_ITEM_DELETE
            | ClientEventType.CONVERSATION_ITEM_TRUNCATE
        ):
            pass
        case ClientEventType.INPUT_TEXT_DELTA | ClientEventType.INPUT_TEXT_DONE:
            assert_type(event.id, str)
        case ClientEventType.RTC_CALL_SDP_CREATE | ClientEventType.BYOM_CREDENTIAL_UPDATE:
            pass
        case ClientEventType.RESPONSE_CREATE | ClientEventType.OUTPUT_AUDIO_BUFFER_CLEAR:
            pass
        case ClientEventType.RESPONSE_CANCEL:
            pass
        case _:
            assert_never(event.type)


def sent_type_is_missing(event: KnownClientEvent) -> None:
    match event.type:
        case ClientEventType.RESPONSE_CREATE:
            assert_type(event, ClientEventResponseCreate)
        case _:
            assert_never(event.type)  # E: mypy[arg-type] pyright[reportArgumentType]


def of_either_side(event: AnyEvent) -> str | None:
    """The unions of both sides are told apart by their bases."""
    match event:
        case ServerEvent():
            return declared(event)
        case ClientEvent():
            return sent(event)
        case _:
            assert_never(event)


def one_side_is_missing(event: AnyEvent) -> None:
    if isinstance(event, ServerEvent):
        return
    assert_type(event, AnyClientEvent)
    assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def sent_not_after_is_known(event: ClientEvent) -> None:
    """A plain event may be of a class of one's own here as well."""
    if is_known(event) or isinstance(event, UnknownClientEvent):
        print(sent(event))
    else:
        assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


def not_after_is_known(event: ServerEvent) -> None:
    """A plain event may be of a class of one's own, so no match exhausts it."""
    match event:
        case UnknownServerEvent():
            pass
        case _ if is_known(event):
            pass
        case _:
            assert_never(event)  # E: mypy[arg-type] pyright[reportArgumentType]


Delta = ServerEventResponseAudioDelta | ServerEventResponseTextDelta


def over_a_union_of_ones_own(event: Delta) -> int:
    if isinstance(event, ServerEventResponseAudioDelta):
        return len(event.delta)
    if isinstance(event, ServerEventResponseTextDelta):
        return len(event.delta.encode())
    assert_never(event)


def over_the_type(event: Delta) -> int:
    match event.type:
        case ServerEventType.RESPONSE_AUDIO_DELTA:
            return len(event.delta)
        case ServerEventType.RESPONSE_TEXT_DELTA:
            return len(event.delta.encode())
        case _:
            assert_never(event.type)


def over_the_type_by_comparison(event: Delta) -> int:
    if event.type == ServerEventType.RESPONSE_AUDIO_DELTA:
        return len(event.delta)
    if event.type is ServerEventType.RESPONSE_TEXT_DELTA:
        return len(event.delta.encode())
    assert_never(event)


def one_type_is_missing(event: KnownServerEvent) -> None:
    match event.type:
        case ServerEventType.RESPONSE_AUDIO_DELTA:
            assert_type(event, ServerEventResponseAudioDelta)
        case _:
            assert_never(event.type)  # E: mypy[arg-type] pyright[reportArgumentType]


def dispatch(event: ServerEvent) -> str | None:
    """A plain event has to be told from one of a class of one's own first."""
    if is_known(event) or isinstance(event, UnknownServerEvent):
        return declared(event)
    return declared(event)  # E: mypy[arg-type] pyright[reportArgumentType]
