"""The types of the client events, as the wire names them."""

from enum import StrEnum

__all__ = ["ClientEventType"]


class ClientEventType(StrEnum):
    """The kind of a client event: the `type` of a `ClientEvent`, whose class says what it means.

    Source: every published version of the Voice Live API. Some also list `mcp_approval_response`,
    but there is no such event: it is an item, `MCPApprovalResponseRequestItem`.
    """

    SESSION_UPDATE = "session.update"
    INPUT_AUDIO_BUFFER_APPEND = "input_audio_buffer.append"
    INPUT_AUDIO_BUFFER_COMMIT = "input_audio_buffer.commit"
    INPUT_AUDIO_BUFFER_CLEAR = "input_audio_buffer.clear"
    INPUT_AUDIO_TURN_START = "input_audio.turn.start"
    INPUT_AUDIO_TURN_APPEND = "input_audio.turn.append"
    INPUT_AUDIO_TURN_END = "input_audio.turn.end"
    INPUT_AUDIO_TURN_CANCEL = "input_audio.turn.cancel"
    INPUT_AUDIO_CLEAR = "input_audio.clear"
    CONVERSATION_ITEM_CREATE = "conversation.item.create"
    CONVERSATION_ITEM_RETRIEVE = "conversation.item.retrieve"
    CONVERSATION_ITEM_TRUNCATE = "conversation.item.truncate"
    CONVERSATION_ITEM_DELETE = "conversation.item.delete"
    RESPONSE_CREATE = "response.create"
    RESPONSE_CANCEL = "response.cancel"
    SESSION_AVATAR_CONNECT = "session.avatar.connect"
    OUTPUT_AUDIO_BUFFER_CLEAR = "output_audio_buffer.clear"
    RTC_CALL_SDP_CREATE = "rtc.call.sdp.create"
    INPUT_TEXT_DELTA = "input_text.delta"
    INPUT_TEXT_DONE = "input_text.done"
    BYOM_CREDENTIAL_UPDATE = "byom_credential.update"
