"""What the service refuses, in its codes and words."""

from __future__ import annotations

from ...errors import DecodeError, Problem

__all__ = [
    "Refusal",
    "active_response",
    "audio_is_shorter",
    "buffer_too_small",
    "duplicate_item",
    "invalid_value",
    "negative_end",
    "no_active_response",
    "no_audio_to_truncate",
    "no_event",
    "no_incomplete_message",
    "no_responses_here",
    "no_single_text",
    "no_such_call",
    "no_such_item",
    "no_such_previous_item",
    "voice_is_fixed",
    "wrong_event",
]

_KINDS = {
    "missing": "missing_required_parameter",
    "wrong_type": "invalid_type",
    "invalid_value": "invalid_value",
}


class Refusal(Exception):
    """The client asked for what the service does not do; it answers with an `error`."""

    def __init__(
        self,
        message: str,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.type = type


# --- Frames ------------------------------------------------------------------------------------


def no_event(error: DecodeError) -> Refusal:
    """The frame is no event at all."""
    if error.loc == ("type",) and error.code == "missing":
        return Refusal("The 'type' field is missing.", "missing_required_parameter", "type")
    if error.loc:
        return wrong_event(error.problem)
    return Refusal(f"The event could not be read: {error}.", "invalid_json")


def wrong_event(problem: Problem) -> Refusal:
    """A field of the event is missing or of a wrong type."""
    param = problem.path.removeprefix("$").removeprefix(".")
    code = _KINDS.get(problem.code, "invalid_value")
    if problem.code == "missing":
        return Refusal(f"Missing required parameter: '{param}'.", code, param)
    return Refusal(f"Invalid value for '{param}': {problem._difference()}.", code, param)


def invalid_value(value: str, param: str, supported: list[str]) -> Refusal:
    """A field has a value that the service does not know."""
    names = ", ".join(f"'{name}'" for name in supported)
    text = f"Invalid value: '{value[:24]}'. Supported values are: {names}."
    return Refusal(text, "invalid_value", param)


# --- Settings ----------------------------------------------------------------------------------


def voice_is_fixed() -> Refusal:
    text = "Cannot update a conversation's voice if assistant audio is present."
    return Refusal(text, "cannot_update_voice")


# --- Items -------------------------------------------------------------------------------------


def no_such_item(doing: str, item_id: str) -> Refusal:
    """*doing* is ``retriev``, ``delet`` or ``truncat``."""
    text = f"Error {doing}ing item: the item with id '{item_id}' does not exist."
    return Refusal(text, f"item_{doing}e_invalid_item_id")


def no_such_previous_item(item_id: str) -> Refusal:
    text = f"Error adding item: the previous item with id '{item_id}' does not exist."
    return Refusal(text, "item_create_invalid_previous_item_id")


def duplicate_item(item_id: str) -> Refusal:
    text = f"Error adding item: an item with id '{item_id}' already exists."
    return Refusal(text, "item_create_duplicate_item_id")


def no_such_call(call_id: str) -> Refusal:
    text = f"Tool call ID '{call_id}' not found in conversation."
    return Refusal(text, "invalid_tool_call_id")


def no_audio_to_truncate() -> Refusal:
    text = "Only model output audio messages can be truncated."
    return Refusal(text, "invalid_value", "item_id")


def negative_end() -> Refusal:
    text = "Invalid value for 'audio_end_ms': expected a number from 0."
    return Refusal(text, "invalid_value", "audio_end_ms")


def audio_is_shorter(length: int, end: int, *, truncated: bool) -> Refusal:
    """*truncated* tells that it is so short because it was cut before."""
    text = f"Audio content of {length}ms is already shorter than {end}ms."
    return Refusal(text, "item_already_truncated" if truncated else "invalid_value", "audio_end_ms")


# --- Audio and responses -----------------------------------------------------------------------


def buffer_too_small(length: float) -> Refusal:
    text = (
        "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
        f"but buffer only has {length:.2f}ms of audio."
    )
    return Refusal(text, "input_audio_buffer_commit_empty")


def active_response(response_id: str) -> Refusal:
    text = (
        f"Conversation already has an active response in progress: {response_id}. Wait until the "
        "response is finished before creating a new one."
    )
    return Refusal(text, "conversation_already_has_active_response")


def no_active_response() -> Refusal:
    text = "Cancellation failed: no active response found"
    return Refusal(text, "response_cancel_not_active")


def no_single_text() -> Refusal:
    param = "response.pre_generated_assistant_message.content"
    text = f"Invalid value for '{param}': expected one part, of text."
    return Refusal(text, "invalid_value", param)


def no_responses_here() -> Refusal:
    return Refusal("A transcription session has no responses.")


def no_incomplete_message() -> Refusal:
    return Refusal("No incomplete pre_generated_assistant_message found")
