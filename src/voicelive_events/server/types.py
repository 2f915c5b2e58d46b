"""The types of the server events, as the wire names them."""

from enum import StrEnum

__all__ = ["ServerEventType"]


class ServerEventType(StrEnum):
    """The kind of a server event: the `type` of a `ServerEvent`.

    Source: every published version of the Voice Live API.
    """

    ERROR = "error"
    """Something went wrong."""

    WARNING = "warning"
    """Something needs attention; the session goes on."""

    SESSION_AVATAR_CONNECTING = "session.avatar.connecting"
    """The service has answered the avatar's WebRTC offer."""

    SESSION_CREATED = "session.created"
    """A session has begun."""

    SESSION_UPDATED = "session.updated"
    """The session's settings have changed."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_COMPLETED = (
        "conversation.item.input_audio_transcription.completed"
    )
    """The user's audio has been transcribed."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_DELTA = (
        "conversation.item.input_audio_transcription.delta"
    )
    """Another piece of the user's transcript is ready."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_FAILED = (
        "conversation.item.input_audio_transcription.failed"
    )
    """The user's audio could not be transcribed."""

    CONVERSATION_ITEM_CREATED = "conversation.item.created"
    """An item has joined the conversation."""

    CONVERSATION_ITEM_RETRIEVED = "conversation.item.retrieved"
    """An item that the client asked for is returned."""

    CONVERSATION_ITEM_TRUNCATED = "conversation.item.truncated"
    """An assistant's audio message has been cut short."""

    CONVERSATION_ITEM_DELETED = "conversation.item.deleted"
    """An item has been deleted from the conversation."""

    INPUT_AUDIO_BUFFER_COMMITTED = "input_audio_buffer.committed"
    """The input audio has been committed as a user message."""

    INPUT_AUDIO_BUFFER_CLEARED = "input_audio_buffer.cleared"
    """The buffer of input audio was emptied."""

    INPUT_AUDIO_BUFFER_SPEECH_STARTED = "input_audio_buffer.speech_started"
    """The user has begun to speak."""

    INPUT_AUDIO_BUFFER_SPEECH_STOPPED = "input_audio_buffer.speech_stopped"
    """The user has stopped speaking."""

    RESPONSE_CREATED = "response.created"
    """A response has begun."""

    RESPONSE_DONE = "response.done"
    """A response has ended, whatever its outcome."""

    RESPONSE_OUTPUT_ITEM_ADDED = "response.output_item.added"
    """A response has gained an output item."""

    RESPONSE_OUTPUT_ITEM_DONE = "response.output_item.done"
    """An output item has ended."""

    RESPONSE_CONTENT_PART_ADDED = "response.content_part.added"
    """An output item has gained a content part."""

    RESPONSE_CONTENT_PART_DONE = "response.content_part.done"
    """A content part has ended."""

    RESPONSE_TEXT_DELTA = "response.text.delta"
    """Another piece of text is ready."""

    RESPONSE_TEXT_DONE = "response.text.done"
    """A text part has ended."""

    RESPONSE_AUDIO_TRANSCRIPT_DELTA = "response.audio_transcript.delta"
    """Another piece of the spoken answer's transcript is ready."""

    RESPONSE_AUDIO_TRANSCRIPT_DONE = "response.audio_transcript.done"
    """The spoken answer's transcript has ended."""

    RESPONSE_AUDIO_DELTA = "response.audio.delta"
    """Another piece of audio is ready."""

    RESPONSE_AUDIO_DONE = "response.audio.done"
    """An audio part has ended."""

    RESPONSE_ANIMATION_BLENDSHAPES_DELTA = "response.animation_blendshapes.delta"
    """More blendshape frames are ready."""

    RESPONSE_ANIMATION_BLENDSHAPES_DONE = "response.animation_blendshapes.done"
    """The blendshape frames have ended."""

    RESPONSE_AUDIO_TIMESTAMP_DELTA = "response.audio_timestamp.delta"
    """The timestamp of another spoken word is ready."""

    RESPONSE_AUDIO_TIMESTAMP_DONE = "response.audio_timestamp.done"
    """The timestamps have ended."""

    RESPONSE_ANIMATION_VISEME_DELTA = "response.animation_viseme.delta"
    """Another viseme is ready."""

    RESPONSE_ANIMATION_VISEME_DONE = "response.animation_viseme.done"
    """The visemes have ended."""

    RESPONSE_FUNCTION_CALL_ARGUMENTS_DELTA = "response.function_call_arguments.delta"
    """Another piece of a function call's arguments is ready."""

    RESPONSE_FUNCTION_CALL_ARGUMENTS_DONE = "response.function_call_arguments.done"
    """A function call's arguments have ended."""

    MCP_LIST_TOOLS_IN_PROGRESS = "mcp_list_tools.in_progress"
    """The tools of an MCP server are being listed."""

    MCP_LIST_TOOLS_COMPLETED = "mcp_list_tools.completed"
    """The tools of an MCP server have been listed."""

    MCP_LIST_TOOLS_FAILED = "mcp_list_tools.failed"
    """The tools of an MCP server could not be listed."""

    RESPONSE_MCP_CALL_ARGUMENTS_DELTA = "response.mcp_call_arguments.delta"
    """Another piece of an MCP call's arguments is ready."""

    RESPONSE_MCP_CALL_ARGUMENTS_DONE = "response.mcp_call_arguments.done"
    """An MCP call's arguments have ended."""

    RESPONSE_MCP_CALL_IN_PROGRESS = "response.mcp_call.in_progress"
    """An MCP call has started."""

    RESPONSE_MCP_CALL_COMPLETED = "response.mcp_call.completed"
    """An MCP call has succeeded."""

    RESPONSE_MCP_CALL_FAILED = "response.mcp_call.failed"
    """An MCP call has failed."""

    SESSION_AVATAR_SWITCH_TO_SPEAKING = "session.avatar.switch_to_speaking"
    """The avatar has begun to speak."""

    SESSION_AVATAR_SWITCH_TO_IDLE = "session.avatar.switch_to_idle"
    """The avatar has gone idle."""

    RESPONSE_VIDEO_DELTA = "response.video.delta"
    """Another piece of avatar video is ready."""

    RESPONSE_WEB_SEARCH_CALL_SEARCHING = "response.web_search_call.searching"
    """A web search is looking for results."""

    RESPONSE_WEB_SEARCH_CALL_IN_PROGRESS = "response.web_search_call.in_progress"
    """A web search is in progress."""

    RESPONSE_WEB_SEARCH_CALL_COMPLETED = "response.web_search_call.completed"
    """A web search has ended."""

    RESPONSE_FILE_SEARCH_CALL_SEARCHING = "response.file_search_call.searching"
    """A file search is looking for results."""

    RESPONSE_FILE_SEARCH_CALL_IN_PROGRESS = "response.file_search_call.in_progress"
    """A file search is in progress."""

    RESPONSE_FILE_SEARCH_CALL_COMPLETED = "response.file_search_call.completed"
    """A file search has ended."""

    OUTPUT_AUDIO_BUFFER_CLEARED = "output_audio_buffer.cleared"
    """The buffer of output audio was emptied."""

    RESPONSE_AUDIO_TRANSCRIPT_ANNOTATION_ADDED = "response.audio_transcript.annotation.added"
    """A transcript has gained an annotation, a citation for example."""

    RESPONSE_INVOCATION_DELTA = "response.invocation.delta"
    """A hosted agent has passed on an event of its own."""

    CONVERSATION_ITEM_ADDED = "conversation.item.added"
    """An item has been added to the conversation."""

    CONVERSATION_ITEM_DONE = "conversation.item.done"
    """An item of the conversation is complete."""

    CONVERSATION_CREATED = "conversation.created"
    """A conversation has begun."""

    CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_SEGMENT = (
        "conversation.item.input_audio_transcription.segment"
    )
    """A stretch of the user's audio has been transcribed and given to a speaker."""

    INPUT_AUDIO_BUFFER_TIMEOUT_TRIGGERED = "input_audio_buffer.timeout_triggered"
    """The user has been silent for the session's idle timeout."""

    INPUT_AUDIO_BUFFER_DTMF_EVENT_RECEIVED = "input_audio_buffer.dtmf_event_received"
    """The caller has pressed a key of the telephone."""

    OUTPUT_AUDIO_BUFFER_STARTED = "output_audio_buffer.started"
    """Playing of output audio has started."""

    OUTPUT_AUDIO_BUFFER_STOPPED = "output_audio_buffer.stopped"
    """Playing of output audio has stopped."""

    RESPONSE_OUTPUT_TEXT_DELTA = "response.output_text.delta"
    """Another piece of text is ready; `response.text.delta` before API v1."""

    RESPONSE_OUTPUT_TEXT_DONE = "response.output_text.done"
    """A text part has ended; `response.text.done` before API v1."""

    RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DELTA = "response.output_audio_transcript.delta"
    """Another piece of the spoken answer's transcript is ready; `response.audio_transcript.delta`
    before API v1."""

    RESPONSE_OUTPUT_AUDIO_TRANSCRIPT_DONE = "response.output_audio_transcript.done"
    """The spoken answer's transcript has ended; `response.audio_transcript.done` before API v1."""

    RESPONSE_OUTPUT_AUDIO_DELTA = "response.output_audio.delta"
    """Another piece of audio is ready; `response.audio.delta` before API v1."""

    RESPONSE_OUTPUT_AUDIO_DONE = "response.output_audio.done"
    """An audio part has ended; `response.audio.done` before API v1."""

    RATE_LIMITS_UPDATED = "rate_limits.updated"
    """What is left of the rate limits has changed."""

    BYOM_CREDENTIAL_UPDATED = "byom_credential.updated"
    """The credentials for a model of the client's own have been replaced."""

    RTC_CALL_SDP_CREATED = "rtc.call.sdp.created"
    """The service has answered a WebRTC offer."""

    RTC_CALL_ERROR = "rtc.call.error"
    """An operation of a WebRTC call has failed."""

    REALTIME_CALL_INCOMING = "realtime.call.incoming"
    """A SIP call waits for the client to accept or reject it."""

    REALTIME_CALL_CONNECTED = "realtime.call.connected"
    """A SIP call is connected to the session."""

    REALTIME_CALL_DISCONNECTED = "realtime.call.disconnected"
    """A SIP call has ended."""

    REALTIME_CALL_FAILED = "realtime.call.failed"
    """A SIP call has failed."""

    REALTIME_CALL_TRANSFER_SUCCEEDED = "realtime.call.transfer.succeeded"
    """A SIP call has been transferred."""

    REALTIME_CALL_TRANSFER_FAILED = "realtime.call.transfer.failed"
    """A SIP call could not be transferred."""

    RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DELTA = "response.foundry_agent_call_arguments.delta"
    """Another piece of a Foundry agent call's arguments is ready. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_ARGUMENTS_DONE = "response.foundry_agent_call_arguments.done"
    """A Foundry agent call's arguments have ended. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_IN_PROGRESS = "response.foundry_agent_call.in_progress"
    """A Foundry agent call has started. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_COMPLETED = "response.foundry_agent_call.completed"
    """A Foundry agent call has succeeded. In no published definition."""

    RESPONSE_FOUNDRY_AGENT_CALL_FAILED = "response.foundry_agent_call.failed"
    """A Foundry agent call has failed. In no published definition."""
