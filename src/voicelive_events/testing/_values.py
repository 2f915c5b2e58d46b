"""What `make` fills in beside the required fields, and where their first value makes no sense."""

from __future__ import annotations

from typing import Any

from .._core.model import Model
from ..client.conversation import ClientEventConversationItemCreate
from ..client.input_text import InputTextEvent
from ..enums import (
    MessageRole,
    ResponseItemStatus,
    ResponseStatus,
    SipCallState,
    SipCallTerminalReason,
    SipTransferState,
)
from ..models.avatar import IceServer, VideoCrop
from ..models.content import (
    AssistantTextContentPart,
    AudioContentPart,
    InputImageContentPart,
    InputTextContentPart,
    ResponseAudioContentPart,
    TextContentPart,
)
from ..models.errors import ServerEventErrorDetails
from ..models.items import (
    Conversation,
    ResponseFunctionCallItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
)
from ..models.request_items import (
    AssistantMessageItem,
    ItemReference,
    SystemMessageItem,
    UserMessageItem,
)
from ..models.responses import (
    Response,
    ResponseCancelledDetails,
    ResponseFailedDetails,
    ResponseIncompleteDetails,
)
from ..models.session import ResponseSession
from ..models.settings import Prompt
from ..models.tools import MCPTool
from ..models.usage import RateLimit, TokenUsage
from ..models.voices import OpenAICustomVoice
from ..server.animation import (
    ServerEventResponseAnimationBlendshapeDelta,
    ServerEventResponseAnimationVisemeDone,
    ServerEventResponseVideoDelta,
)
from ..server.base import ServerEvent
from ..server.calls import (
    ServerEventRealtimeCallConnected,
    ServerEventRealtimeCallDisconnected,
    ServerEventRealtimeCallFailed,
    ServerEventRealtimeCallTransferFailed,
    ServerEventRealtimeCallTransferSucceeded,
)
from ..server.conversation import (
    ConversationItemEvent,
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemInputAudioTranscriptionDelta,
    ServerEventConversationItemInputAudioTranscriptionSegment,
)
from ..server.foundry import ServerEventResponseFoundryAgentCallArgumentsDone
from ..server.input_audio import ServerEventInputAudioBufferDtmfEventReceived
from ..server.mcp import ServerEventResponseMcpCallArgumentsDone
from ..server.output_audio import (
    ServerEventOutputAudioBufferStarted,
    ServerEventOutputAudioBufferStopped,
    ServerEventResponseAudioTimestampDone,
)
from ..server.response import (
    ResponseContentPartEvent,
    ResponseOutputItemEvent,
    ServerEventResponseContentPartAdded,
    ServerEventResponseCreated,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
)
from ..server.session import ServerEventRateLimitsUpdated

__all__ = ["VALUES"]

_BEGUN_MESSAGE = ResponseMessageItem(
    id="item_1",
    role=MessageRole.ASSISTANT,
    status=ResponseItemStatus.IN_PROGRESS,
    content=[],
)
_BEGUN_RESPONSE = Response(id="resp_1", status=ResponseStatus.IN_PROGRESS, output=[])

VALUES: dict[type[Model], dict[str, Any]] = {
    # The session
    ResponseSession: {"id": "sess_1", "model": "gpt-realtime"},
    Prompt: {"id": "prompt_1"},
    OpenAICustomVoice: {"id": "voice_1"},
    IceServer: {"urls": ["stun:stun.example.com:3478"]},
    VideoCrop: {"top_left": [0, 0], "bottom_right": [1920, 1080]},
    RateLimit: {"name": "requests", "limit": 1000, "remaining": 999, "reset_seconds": 60.0},
    ServerEventErrorDetails: {"type": "invalid_request_error"},
    # Content and items
    TextContentPart: {"text": "text"},
    AudioContentPart: {"transcript": "transcript"},
    ResponseItem: {"id": "item_1"},
    ResponseMessageItem: {
        "role": MessageRole.ASSISTANT,
        "status": ResponseItemStatus.COMPLETED,
        "content": [ResponseAudioContentPart],
    },
    ResponseFunctionCallItem: {"status": ResponseItemStatus.COMPLETED},
    ResponseMCPListToolItem: {"tools": [MCPTool]},
    ResponseMCPApprovalRequestItem: {"id": "approval_request_1", "arguments": "{}"},
    Conversation: {"id": "conversation_1"},
    # What the client writes
    InputImageContentPart: {"image_url": "data:image/png;base64,"},
    SystemMessageItem: {"content": [InputTextContentPart]},
    UserMessageItem: {"content": [InputTextContentPart]},
    AssistantMessageItem: {"content": [AssistantTextContentPart]},
    ItemReference: {"id": "item_1"},
    ClientEventConversationItemCreate: {"item": UserMessageItem},
    InputTextEvent: {"id": "item_1"},
    # Responses
    Response: {
        "id": "resp_1",
        "status": ResponseStatus.COMPLETED,
        "output": [ResponseMessageItem],
        "usage": TokenUsage,
    },
    TokenUsage: {"total_tokens": 0, "input_tokens": 0, "output_tokens": 0},
    ResponseCancelledDetails: {"reason": "turn_detected"},
    ResponseFailedDetails: {"error": {"type": "server_error", "code": "code"}},
    ResponseIncompleteDetails: {"reason": "max_output_tokens"},
    # Events of the session
    ServerEvent: {"event_id": "event_1"},
    ServerEventRateLimitsUpdated: {"rate_limits": [RateLimit]},
    # Events of the conversation and of input audio
    ConversationItemEvent: {"item": ResponseMessageItem},
    ServerEventConversationItemCreated: {"item": _BEGUN_MESSAGE},
    ServerEventConversationItemAdded: {"item": _BEGUN_MESSAGE},
    ServerEventConversationItemInputAudioTranscriptionDelta: {"content_index": 0, "delta": "delta"},
    ServerEventConversationItemInputAudioTranscriptionSegment: {"id": "segment_1"},
    ServerEventInputAudioBufferDtmfEventReceived: {"event": "1", "event_id": None},
    # Events of a response
    ServerEventResponseCreated: {"response": _BEGUN_RESPONSE},
    ResponseOutputItemEvent: {"item": ResponseMessageItem},
    ServerEventResponseOutputItemAdded: {"item": _BEGUN_MESSAGE},
    ResponseContentPartEvent: {"part": ResponseAudioContentPart},
    ServerEventResponseContentPartAdded: {"part": ResponseAudioContentPart(transcript="")},
    ServerEventResponseFunctionCallArgumentsDone: {"name": "name"},
    ServerEventResponseMcpCallArgumentsDone: {"arguments": "{}"},
    ServerEventResponseFoundryAgentCallArgumentsDone: {"arguments": "{}"},
    ServerEventOutputAudioBufferStarted: {"response_id": "resp_1"},
    ServerEventOutputAudioBufferStopped: {"response_id": "resp_1"},
    ServerEventResponseAudioTimestampDone: {"output_index": 0, "content_index": 0},
    ServerEventResponseAnimationVisemeDone: {"output_index": 0, "content_index": 0},
    ServerEventResponseAnimationBlendshapeDelta: {"frames": [[0.0]]},
    ServerEventResponseVideoDelta: {"codec": "h264", "delta": "AAAA"},
    # Events of telephone calls
    ServerEventRealtimeCallConnected: {"state": SipCallState.CONNECTED},
    ServerEventRealtimeCallDisconnected: {
        "state": SipCallState.DISCONNECTED,
        "terminal_reason": SipCallTerminalReason.CUSTOMER_HANGUP,
    },
    ServerEventRealtimeCallFailed: {
        "state": SipCallState.FAILED,
        "terminal_reason": SipCallTerminalReason.SETUP_FAILURE,
    },
    ServerEventRealtimeCallTransferSucceeded: {"state": SipTransferState.SUCCEEDED},
    ServerEventRealtimeCallTransferFailed: {"state": SipTransferState.FAILED},
}
"""The values by class and field, as a keyword of the class takes them.

A class inherits the rows of its bases; the nearest one counts. A class in the place of a value
stands for what `make` gives of it. None leaves out what a base has.
"""
