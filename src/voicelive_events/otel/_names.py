"""The names of what is said: of the GenAI semantic conventions 0.1.0, and of our own.

They are in development there, and no package of constants has them yet.
"""

from __future__ import annotations

from typing import Final

# The conventions' attributes.
OPERATION: Final = "gen_ai.operation.name"
PROVIDER: Final = "gen_ai.provider.name"
MODEL: Final = "gen_ai.request.model"
STREAM: Final = "gen_ai.request.stream"
OUTPUT_TYPE: Final = "gen_ai.output.type"
CONVERSATION_ID: Final = "gen_ai.conversation.id"
RESPONSE_ID: Final = "gen_ai.response.id"
FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
TIME_TO_FIRST_CHUNK: Final = "gen_ai.response.time_to_first_chunk"
USAGE: Final = "gen_ai.usage"
MODALITY: Final = "gen_ai.token.modality"
AGENT_ID: Final = "gen_ai.agent.id"
AGENT_NAME: Final = "gen_ai.agent.name"
TOOL_NAME: Final = "gen_ai.tool.name"
TOOL_TYPE: Final = "gen_ai.tool.type"
TOOL_CALL_ID: Final = "gen_ai.tool.call.id"
ERROR_TYPE: Final = "error.type"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"

# Those with content, which are opt-in.
INPUT_MESSAGES: Final = "gen_ai.input.messages"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"
SYSTEM_INSTRUCTIONS: Final = "gen_ai.system_instructions"
TOOL_ARGUMENTS: Final = "gen_ai.tool.call.arguments"
TOOL_RESULT: Final = "gen_ai.tool.call.result"
ERROR_MESSAGE: Final = "voicelive.error.message"

# Values that the conventions name; the provider is what the official client says.
CHAT: Final = "chat"
EXECUTE_TOOL: Final = "execute_tool"
FOUNDRY: Final = "microsoft.foundry"

# What they have no name for: attributes and events of spans.
SESSION: Final = "voicelive.session"
SESSION_ID: Final = "voicelive.session.id"
END_REASON: Final = "voicelive.session.end_reason"
CLOSE_CODE: Final = "voicelive.session.close_code"
USER_TURNS: Final = "voicelive.session.user_turns"
RESPONSES: Final = "voicelive.session.responses"
INTERRUPTIONS: Final = "voicelive.session.interruptions"
TOOL_CALLS: Final = "voicelive.session.tool_calls"
AUDIO_INPUT: Final = "voicelive.audio.input"
AUDIO_OUTPUT: Final = "voicelive.audio.output"
TIME_TO_FIRST_AUDIO: Final = "voicelive.response.time_to_first_audio"
IS_INTERRUPTED: Final = "voicelive.response.is_interrupted"
TURN_TO_FIRST_AUDIO: Final = "voicelive.turn.time_to_first_audio"
ITEM_ID: Final = "voicelive.item.id"
IS_SPOKEN: Final = "voicelive.turn.is_spoken"
AUDIO_END: Final = "voicelive.truncation.audio_end_ms"
ERROR_EVENT_ID: Final = "voicelive.error.event_id"
SERVER_LABEL: Final = "voicelive.mcp.server_label"
ERROR_EVENT: Final = "voicelive.error"
INTERRUPTION_EVENT: Final = "voicelive.interruption"
TRUNCATION_EVENT: Final = "voicelive.truncation"
TURN_EVENT: Final = "voicelive.user_turn"
