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
from .conversation import (
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemInputAudioTranscriptionFailed,
    ServerEventConversationItemRetrieved,
    ServerEventConversationItemTruncated,
)
from .input_audio import (
    ServerEventInputAudioBufferCleared,
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
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
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioDone,
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseAudioTimestampDone,
    ServerEventResponseAudioTranscriptAnnotationAdded,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
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
    ServerEventError,
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
    ServerEventConversationItemAdded
    | ServerEventConversationItemCreated
    | ServerEventConversationItemDeleted
    | ServerEventConversationItemDone
    | ServerEventConversationItemInputAudioTranscriptionCompleted
    | ServerEventConversationItemInputAudioTranscriptionDelta
    | ServerEventConversationItemInputAudioTranscriptionFailed
    | ServerEventConversationItemRetrieved
    | ServerEventConversationItemTruncated
    | ServerEventError
    | ServerEventInputAudioBufferCleared
    | ServerEventInputAudioBufferCommitted
    | ServerEventInputAudioBufferSpeechStarted
    | ServerEventInputAudioBufferSpeechStopped
    | ServerEventMcpListToolsCompleted
    | ServerEventMcpListToolsFailed
    | ServerEventMcpListToolsInProgress
    | ServerEventOutputAudioBufferCleared
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
    | ServerEventResponseFunctionCallArgumentsDelta
    | ServerEventResponseFunctionCallArgumentsDone
    | ServerEventResponseInvocationDelta
    | ServerEventResponseMcpCallArgumentsDelta
    | ServerEventResponseMcpCallArgumentsDone
    | ServerEventResponseMcpCallCompleted
    | ServerEventResponseMcpCallFailed
    | ServerEventResponseMcpCallInProgress
    | ServerEventResponseOutputItemAdded
    | ServerEventResponseOutputItemDone
    | ServerEventResponseTextDelta
    | ServerEventResponseTextDone
    | ServerEventResponseVideoDelta
    | ServerEventResponseWebSearchCallCompleted
    | ServerEventResponseWebSearchCallInProgress
    | ServerEventResponseWebSearchCallSearching
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
