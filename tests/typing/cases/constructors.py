"""Keyword constructors: what a type checker lets through, and what it stops."""

from datetime import UTC, datetime
from typing import assert_type

from voicelive_events import (
    AudioEchoCancellation,
    AzureStandardVoice,
    AzureVoice,
    OpenAIVoice,
    OpenAIVoiceName,
    Response,
    ResponseItem,
    ResponseMessageItem,
    ResponseSession,
    ResponseStatus,
    ServerEvent,
    ServerEventError,
    ServerEventErrorDetails,
    ServerEventResponseAudioDelta,
    ServerEventResponseDone,
    ServerEventSessionCreated,
    ServerEventType,
    UnknownServerEvent,
)


def right(details: ServerEventErrorDetails) -> None:
    event = ServerEventError(error=details, event_id="e1")
    assert_type(event, ServerEventError)
    ServerEventError(error=ServerEventErrorDetails(message="m", code=None))
    ServerEventResponseAudioDelta(
        response_id="r", item_id="i", output_index=0, content_index=0, delta=b"\x00"
    )
    UnknownServerEvent(type="vendor.event")
    ServerEvent(type="vendor.event", event_id=None)


def unions() -> None:
    """Members, plain strings and models all fit where the field takes them."""
    ResponseSession(voice="alloy")
    ResponseSession(voice=OpenAIVoiceName.ALLOY)
    ResponseSession(voice=OpenAIVoice(name="alloy"))
    ResponseSession(voice=AzureStandardVoice(name="en-US-AvaNeural"))
    ResponseSession(voice=AzureVoice(type="azure-new"), max_response_output_tokens="inf")
    ResponseSession(max_response_output_tokens=4096, temperature=1)
    ResponseSession(expires_at=datetime.now(UTC))
    items: list[ResponseItem] = []
    Response(status=ResponseStatus.COMPLETED, output=items, metadata={"k": "v"})
    Response(status="paused", output=[ResponseMessageItem(role="user", content=[], status="x")])


def missing() -> None:
    ServerEventError()  # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventErrorDetails(code="c")  # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventSessionCreated(event_id="e1")  # E: mypy[call-arg] pyright[reportCallIssue]
    UnknownServerEvent()  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventResponseAudioDelta(response_id="r", item_id="i", delta=b"")


def misspelt(details: ServerEventErrorDetails) -> None:
    # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventError(error=details, eventid="e1")
    # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventErrorDetails(message="m", kode="c")


def wrong_type(details: ServerEventErrorDetails) -> None:
    ServerEventError(error="m")  # E: mypy[arg-type] pyright[reportArgumentType]
    # E: mypy[arg-type] pyright[reportArgumentType]
    ServerEventError(error={"message": "a dict is no model"})
    # E: mypy[arg-type] pyright[reportArgumentType]
    ServerEventError(error=details, event_id=1)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ServerEventErrorDetails(message=None)
    ServerEventResponseAudioDelta(
        response_id="r",
        item_id="i",
        output_index="0",  # E: mypy[arg-type] pyright[reportArgumentType]
        content_index=0,
        delta="base64 text",  # E: mypy[arg-type] pyright[reportArgumentType]
    )
    ServerEventResponseDone(response=details)  # E: mypy[arg-type] pyright[reportArgumentType]
    ResponseSession(voice=1)  # E: mypy[arg-type] pyright[reportArgumentType]
    ResponseSession(expires_at=0)  # E: mypy[arg-type] pyright[reportArgumentType]
    # E: mypy[arg-type] pyright[reportArgumentType]
    ResponseSession(max_response_output_tokens="many")


def constants(details: ServerEventErrorDetails) -> None:
    """The tag and the other constants are no keywords."""
    # E: mypy[call-arg] pyright[reportCallIssue]
    ServerEventError(type=ServerEventType.ERROR, error=details)
    AudioEchoCancellation(channels=2)
    # E: mypy[call-arg] pyright[reportCallIssue]
    AudioEchoCancellation(type="server_echo_cancellation")


def keywords_only(details: ServerEventErrorDetails) -> None:
    """One mapping works at run time, as on the reference page; checked code uses keywords."""
    ServerEventError(details)  # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
    ServerEventError({"type": "error"})  # E: mypy[call-arg, arg-type] pyright[reportCallIssue]
