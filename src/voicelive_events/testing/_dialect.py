"""What differs between the API's dated versions and v1, in what the service sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..enums import ApiVersion, ItemType
from ..models.content import (
    AudioContentPart,
    ContentPart,
    ResponseAudioContentPart,
    ResponseOutputAudioContentPart,
    ResponseOutputTextContentPart,
    ResponseTextContentPart,
    TextContentPart,
)
from ..models.items import ResponseItem
from ..models.request_items import ConversationRequestItem
from ..models.session import ResponseSession
from ..server.conversation import (
    ConversationItemPlacedEvent,
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
)
from ..server.output_audio import (
    ResponseAudioDeltaEvent,
    ResponseAudioDoneEvent,
    ResponseAudioTranscriptDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioDone,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
    ServerEventResponseOutputAudioDelta,
    ServerEventResponseOutputAudioDone,
    ServerEventResponseOutputAudioTranscriptDelta,
    ServerEventResponseOutputAudioTranscriptDone,
)
from ..server.response import (
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ServerEventResponseOutputTextDelta,
    ServerEventResponseOutputTextDone,
    ServerEventResponseTextDelta,
    ServerEventResponseTextDone,
)

__all__ = ["DATED", "V1", "Dialect", "dialect_of", "tag_of"]

_EXPIRES_AT = 1784075400  # 2026-07-15 at half past midnight in UTC
_TURN_DETECTION = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 200,
    "create_response": True,
    "interrupt_response": True,
    "idle_timeout_ms": None,
}
_DATED_SESSION = {
    "modalities": ["audio"],
    "instructions": "",
    "voice": {"name": "alloy", "type": "openai"},
    "input_audio_format": "pcm16",
    "output_audio_format": None,
    "input_audio_transcription": None,
    "input_audio_noise_reduction": None,
    "turn_detection": _TURN_DETECTION
    | {
        "speech_duration_ms": None,
        "end_of_utterance_detection": None,
        "auto_truncate": False,
        "appended_text_after_truncation": None,
    },
    "tools": [],
    "tool_choice": "auto",
    "max_response_output_tokens": "inf",
    "input_audio_sampling_rate": 24000,
    "animation": None,
    "input_audio_echo_cancellation": None,
    "avatar": None,
    "output_audio_timestamp_types": None,
    "truncation_strategy": None,
    "include": None,
}
_PCM = {"type": "audio/pcm", "rate": 24000}
_V1_SESSION = {
    "type": "realtime",
    "output_modalities": ["audio"],
    "instructions": "",
    "tools": [],
    "tool_choice": "auto",
    "max_output_tokens": "inf",
    "tracing": None,
    "truncation": "auto",
    "prompt": None,
    "audio": {
        "input": {
            "format": _PCM,
            "transcription": None,
            "noise_reduction": None,
            "turn_detection": _TURN_DETECTION,
        },
        "output": {"format": _PCM, "voice": "alloy", "speed": 1.0},
    },
    "include": None,
}


@dataclass(frozen=True)
class Dialect:
    """How the service words what happens: `DATED` before v1, or `V1`."""

    api_version: ApiVersion
    """The newest version that it is the dialect of."""
    item_placed: type[ConversationItemPlacedEvent]
    """Tells of an item that enters the conversation."""
    text_delta: type[ResponseTextDeltaEvent]
    text_done: type[ResponseTextDoneEvent]
    audio_delta: type[ResponseAudioDeltaEvent]
    audio_done: type[ResponseAudioDoneEvent]
    transcript_delta: type[ResponseAudioTranscriptDeltaEvent]
    transcript_done: type[ResponseAudioTranscriptDoneEvent]
    text_part: type[TextContentPart]
    """What is written, in a finished item; in the events of a part it is `text` everywhere."""
    audio_part: type[AudioContentPart]
    """What is spoken, in a finished item; in the events of a part it is `audio` everywhere."""
    modalities: str
    """Name of the setting that says whether the answer is text or audio."""
    max_tokens: str
    """Name of the setting that limits an answer."""
    default_session: Mapping[str, Any]
    """Settings of a session that no client has changed yet."""

    @property
    def is_v1(self) -> bool:
        return self.api_version is ApiVersion.V1

    def new_session(self, session_id: str, **settings: Any) -> ResponseSession:
        """A session with the service's defaults, and *settings* as on the wire in their place."""
        return ResponseSession.from_dict(
            {
                "id": session_id,
                "object": "realtime.session",
                "model": "gpt-realtime",
                "expires_at": _EXPIRES_AT,
                **self.default_session,
                **settings,
            }
        )

    def item_identity(self, item_id: str) -> dict[str, Any]:
        """What every item begins with."""
        return {"id": item_id} if self.is_v1 else {"id": item_id, "object": "realtime.item"}

    def kept(self, item: ConversationRequestItem, item_id: str) -> ResponseItem:
        """An *item* of the client as the service keeps and repeats it."""
        kept: dict[str, Any] = {**self.item_identity(item_id), "type": item.type}
        if item.type in (ItemType.MESSAGE, ItemType.FUNCTION_CALL):
            kept["status"] = "completed"
        kept |= {key: item[key] for key in item if key not in ("id", "object", "status")}
        if "content" in kept:
            kept["content"] = [self._kept_part(part) for part in kept["content"]]
        return ResponseItem.from_dict(kept)

    def _kept_part(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        match part.get("type"):
            case "text" | "output_text":
                return {**part, "type": tag_of(self.text_part)}
            case "input_audio":  # the audio itself is not given back
                return {"type": "input_audio", "transcript": part.get("transcript")}
        return part

    def padding(self, delta: str) -> dict[str, Any]:
        """What hides the length of a *delta* of text, where the service hides it."""
        return {"obfuscation": "0123456789abcdef"[len(delta) % 16 :]} if self.is_v1 else {}

    def response_settings(
        self, session: Mapping[str, Any], asked: Mapping[str, Any]
    ) -> dict[str, Any]:
        """How a response is made: as a `response.create` *asked*, else as the *session* says."""
        given = {key: value for key, value in asked.items() if value is not None}
        settings = {**session, "max_output_tokens": session.get(self.max_tokens), **given}
        common = {
            self.modalities: settings.get(self.modalities),
            "max_output_tokens": settings["max_output_tokens"],
            "metadata": given.get("metadata"),
        }
        if self.is_v1:
            output = _audio_output(session) | _audio_output(given)
            shown = {name: output[name] for name in ("format", "voice") if name in output}
            return common | {"audio": {"output": shown}}
        names = ("voice", "output_audio_format", "temperature")
        return common | {name: settings.get(name) for name in names}

    def extras(self, session: Mapping[str, Any]) -> frozenset[str]:
        """What the *session* wants beside the audio: ``word``, ``viseme_id``, ``blendshapes``."""
        times = _audio_output(session).get("timestamp_types") if self.is_v1 else None
        times = times or session.get("output_audio_timestamp_types") or ()
        animation = session.get("animation")
        outputs = animation.get("outputs") or ("blendshapes",) if animation is not None else ()
        return frozenset((*times, *outputs))


def _audio_output(settings: Mapping[str, Any]) -> dict[str, Any]:
    audio = settings.get("audio") or {}
    return dict(audio.get("output") or {})


DATED = Dialect(
    api_version=ApiVersion.V2026_07_15,
    item_placed=ServerEventConversationItemCreated,
    text_delta=ServerEventResponseTextDelta,
    text_done=ServerEventResponseTextDone,
    audio_delta=ServerEventResponseAudioDelta,
    audio_done=ServerEventResponseAudioDone,
    transcript_delta=ServerEventResponseAudioTranscriptDelta,
    transcript_done=ServerEventResponseAudioTranscriptDone,
    text_part=ResponseTextContentPart,
    audio_part=ResponseAudioContentPart,
    modalities="modalities",
    max_tokens="max_response_output_tokens",
    default_session=_DATED_SESSION,
)
V1 = Dialect(
    api_version=ApiVersion.V1,
    item_placed=ServerEventConversationItemAdded,
    text_delta=ServerEventResponseOutputTextDelta,
    text_done=ServerEventResponseOutputTextDone,
    audio_delta=ServerEventResponseOutputAudioDelta,
    audio_done=ServerEventResponseOutputAudioDone,
    transcript_delta=ServerEventResponseOutputAudioTranscriptDelta,
    transcript_done=ServerEventResponseOutputAudioTranscriptDone,
    text_part=ResponseOutputTextContentPart,
    audio_part=ResponseOutputAudioContentPart,
    modalities="output_modalities",
    max_tokens="max_output_tokens",
    default_session=_V1_SESSION,
)


def tag_of(part: type[ContentPart]) -> str:
    return str(part._schema.constants["type"])


def dialect_of(api_version: str) -> Dialect:
    """The dialect of *api_version*."""
    return V1 if api_version == ApiVersion.V1 else DATED
