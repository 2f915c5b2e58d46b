"""`assert_never` at the end of a match over every event."""

from typing import assert_never, assert_type

from voicelive_events import (
    AnyServerEvent,
    ConversationItemEvent,
    FoundryAgentCallEvent,
    InputAudioItemEvent,
    InputAudioTranscriptionEvent,
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
