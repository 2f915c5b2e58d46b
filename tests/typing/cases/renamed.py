"""One branch for both names of an event that API v1 has renamed."""

from typing import assert_never, assert_type

from voicelive_events import (
    ApiVersion,
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ServerEvent,
    ServerEventResponseAudioDelta,
    ServerEventResponseOutputAudioDelta,
    ServerEventType,
    is_known,
)


def by_isinstance(event: ServerEvent) -> bytes:
    if isinstance(event, ResponseAudioDeltaEvent):
        assert_type(event.delta, bytes)
        return event.delta
    return b""


def by_match(event: ServerEvent) -> str:
    match event:
        case ResponseAudioTranscriptDeltaEvent() | ResponseTextDeltaEvent():
            return event.delta
        case ResponseAudioTranscriptDoneEvent(transcript=text) | ResponseTextDoneEvent(text=text):
            return text
        case _:
            return event.type


def both_are_all_there_is(event: ServerEvent) -> None:
    if is_known(event) and isinstance(event, ResponseAudioDeltaEvent):
        assert_type(event, ServerEventResponseAudioDelta | ServerEventResponseOutputAudioDelta)
        match event:
            case ServerEventResponseAudioDelta():
                pass
            case ServerEventResponseOutputAudioDelta():
                pass
            case _:
                assert_never(event)


def by_type(event: ServerEvent) -> bytes:
    if not is_known(event):
        return b""
    match event.type:
        case ServerEventType.RESPONSE_AUDIO_DELTA | ServerEventType.RESPONSE_OUTPUT_AUDIO_DELTA:
            assert_type(event.delta, bytes)
            return event.delta
        case _:
            return b""


def by_either_type(event: ServerEvent) -> None:
    if not is_known(event):
        return
    if (
        event.type == ServerEventType.RESPONSE_AUDIO_DELTA
        or event.type == ServerEventType.RESPONSE_OUTPUT_AUDIO_DELTA  # narrows
    ):
        assert_type(event, ServerEventResponseAudioDelta | ServerEventResponseOutputAudioDelta)
        assert_type(event.delta, bytes)


def versions(event: ServerEvent) -> bool:
    assert_type(event.api_versions, tuple[ApiVersion, ...])
    return ApiVersion.V1 in ServerEventResponseAudioDelta.api_versions
