"""The server events, and the unions of all of them."""

from typing import TYPE_CHECKING, TypeAlias, get_args

from .animation import (
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationBlendshapeDone,
    ServerEventResponseAnimationVisemeDelta,
    ServerEventResponseAnimationVisemeDone,
    ServerEventResponseVideoDelta,
)
from .base import ServerEvent, UnknownServerEvent
from .calls import (
    ServerEventRealtimeCallConnected,
    ServerEventRealtimeCallDisconnected,
    ServerEventRealtimeCallFailed,
    ServerEventRealtimeCallIncoming,
    ServerEventRealtimeCallTransferFailed,
    ServerEventRealtimeCallTransferSucceeded,
    ServerEventRtcCallError,
    ServerEventRtcCallSdpCreated,
)
from .conversation import (
    ServerEventConversationCreated,
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemInputAudioTranscriptionFailed,
    ServerEventConversationItemInputAudioTranscriptionSegment,
    ServerEventConversationItemRetrieved,
    ServerEventConversationItemTruncated,
)
from .foundry import (
    ServerEventResponseFoundryAgentCallArgumentsDelta,
    ServerEventResponseFoundryAgentCallArgumentsDone,
    ServerEventResponseFoundryAgentCallCompleted,
    ServerEventResponseFoundryAgentCallFailed,
    ServerEventResponseFoundryAgentCallInProgress,
)
from .input_audio import (
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferDtmfEventReceived,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
    ServerEventInputAudioBufferTimeoutTriggered,
)
from .mcp import (
    ServerEventMcpListToolsCompleted,
    ServerEventMcpListToolsFailed,
    ServerEventMcpListToolsInProgress,
    ServerEventResponseMcpCallArgumentsDelta,
    ServerEventResponseMcpCallArgumentsDone,
    ServerEventResponseMcpCallCompleted,
    ServerEventResponseMcpCallFailed,
    ServerEventResponseMcpCallInProgress,
)
from .output_audio import (
    ServerEventOutputAudioBufferCleared,
    ServerEventOutputAudioBufferStarted,
    ServerEventOutputAudioBufferStopped,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioDone,
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseAudioTimestampDone,
    ServerEventResponseAudioTranscriptAnnotationAdded,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseOutputAudioDelta,
    ServerEventResponseOutputAudioDone,
    ServerEventResponseOutputAudioTranscriptDelta,
    ServerEventResponseOutputAudioTranscriptDone,
)
from .response import (
    ServerEventResponseContentPartAdded,
    ServerEventResponseContentPartDone,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseInvocationDelta,
    ServerEventResponseOutputItemAdded,
    ServerEventResponseOutputItemDone,
    ServerEventResponseOutputTextDelta,
    ServerEventResponseOutputTextDone,
    ServerEventResponseTextDelta,
    ServerEventResponseTextDone,
)
from .search import (
    ServerEventResponseFileSearchCallCompleted,
    ServerEventResponseFileSearchCallInProgress,
    ServerEventResponseFileSearchCallSearching,
    ServerEventResponseWebSearchCallCompleted,
    ServerEventResponseWebSearchCallInProgress,
    ServerEventResponseWebSearchCallSearching,
)
from .session import (
    ServerEventBYOMCredentialUpdated,
    ServerEventError,
    ServerEventRateLimitsUpdated,
    ServerEventSessionAvatarConnecting,
    ServerEventSessionAvatarSwitchToIdle,
    ServerEventSessionAvatarSwitchToSpeaking,
    ServerEventSessionCreated,
    ServerEventSessionUpdated,
    ServerEventWarning,
)

if TYPE_CHECKING:  # at run time it would cost a fifth of the import
    from typing_extensions import TypeIs

KnownServerEvent: TypeAlias = (
    ServerEventBYOMCredentialUpdated
    | ServerEventConversationCreated
    | ServerEventConversationItemAdded
    | ServerEventConversationItemCreated
    | ServerEventConversationItemDeleted
    | ServerEventConversationItemDone
    | ServerEventConversationItemInputAudioTranscriptionCompleted
    | ServerEventConversationItemInputAudioTranscriptionDelta
    | ServerEventConversationItemInputAudioTranscriptionFailed
    | ServerEventConversationItemInputAudioTranscriptionSegment
    | ServerEventConversationItemRetrieved
    | ServerEventConversationItemTruncated
    | ServerEventError
    | ServerEventInputAudioBufferCleared
    | ServerEventInputAudioBufferCommitted
    | ServerEventInputAudioBufferDtmfEventReceived
    | ServerEventInputAudioBufferSpeechStarted
    | ServerEventInputAudioBufferSpeechStopped
    | ServerEventInputAudioBufferTimeoutTriggered
    | ServerEventMcpListToolsCompleted
    | ServerEventMcpListToolsFailed
    | ServerEventMcpListToolsInProgress
    | ServerEventOutputAudioBufferCleared
    | ServerEventOutputAudioBufferStarted
    | ServerEventOutputAudioBufferStopped
    | ServerEventRateLimitsUpdated
    | ServerEventRealtimeCallConnected
    | ServerEventRealtimeCallDisconnected
    | ServerEventRealtimeCallFailed
    | ServerEventRealtimeCallIncoming
    | ServerEventRealtimeCallTransferFailed
    | ServerEventRealtimeCallTransferSucceeded
    | ServerEventResponseAnimationBlendshapeDelta
    | ServerEventResponseAnimationBlendshapeDone
    | ServerEventResponseAnimationVisemeDelta
    | ServerEventResponseAnimationVisemeDone
    | ServerEventResponseAudioDelta
    | ServerEventResponseAudioDone
    | ServerEventResponseAudioTimestampDelta
    | ServerEventResponseAudioTimestampDone
    | ServerEventResponseAudioTranscriptAnnotationAdded
    | ServerEventResponseAudioTranscriptDelta
    | ServerEventResponseAudioTranscriptDone
    | ServerEventResponseContentPartAdded
    | ServerEventResponseContentPartDone
    | ServerEventResponseCreated
    | ServerEventResponseDone
    | ServerEventResponseFileSearchCallCompleted
    | ServerEventResponseFileSearchCallInProgress
    | ServerEventResponseFileSearchCallSearching
    | ServerEventResponseFoundryAgentCallArgumentsDelta
    | ServerEventResponseFoundryAgentCallArgumentsDone
    | ServerEventResponseFoundryAgentCallCompleted
    | ServerEventResponseFoundryAgentCallFailed
    | ServerEventResponseFoundryAgentCallInProgress
    | ServerEventResponseFunctionCallArgumentsDelta
    | ServerEventResponseFunctionCallArgumentsDone
    | ServerEventResponseInvocationDelta
    | ServerEventResponseMcpCallArgumentsDelta
    | ServerEventResponseMcpCallArgumentsDone
    | ServerEventResponseMcpCallCompleted
    | ServerEventResponseMcpCallFailed
    | ServerEventResponseMcpCallInProgress
    | ServerEventResponseOutputAudioDelta
    | ServerEventResponseOutputAudioDone
    | ServerEventResponseOutputAudioTranscriptDelta
    | ServerEventResponseOutputAudioTranscriptDone
    | ServerEventResponseOutputItemAdded
    | ServerEventResponseOutputItemDone
    | ServerEventResponseOutputTextDelta
    | ServerEventResponseOutputTextDone
    | ServerEventResponseTextDelta
    | ServerEventResponseTextDone
    | ServerEventResponseVideoDelta
    | ServerEventResponseWebSearchCallCompleted
    | ServerEventResponseWebSearchCallInProgress
    | ServerEventResponseWebSearchCallSearching
    | ServerEventRtcCallError
    | ServerEventRtcCallSdpCreated
    | ServerEventSessionAvatarConnecting
    | ServerEventSessionAvatarSwitchToIdle
    | ServerEventSessionAvatarSwitchToSpeaking
    | ServerEventSessionCreated
    | ServerEventSessionUpdated
    | ServerEventWarning
)
"""Every event that this version knows.

A minor release may add events that are new in the service.
"""

AnyServerEvent: TypeAlias = KnownServerEvent | UnknownServerEvent
"""Every event that decoding can give, subclasses of your own aside."""

_KNOWN_TAGS = frozenset(event._tag() for event in get_args(KnownServerEvent))


def is_known(event: ServerEvent) -> "TypeIs[KnownServerEvent]":
    """Tell whether the event is of one of the classes in `KnownServerEvent`, by its class's tag.

    After it, a type checker narrows on `event.type` and sees whether a `match` is exhaustive.
    """
    return event._tag() in _KNOWN_TAGS
