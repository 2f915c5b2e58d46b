"""The settings of a session: what a `session.update` changes, and what the service makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, cast

from ..._input_format import InputFormat
from ...enums import OutputAudioFormat
from ...models.session import RequestSession, ResponseSession
from ...models.turn_detection import SpeechTurnDetection, TurnDetection
from ...server.session import ServerEventSessionUpdated
from .._dialect import Dialect
from ._refusals import invalid_value, voice_is_fixed

__all__ = [
    "DEFAULT_INSTRUCTIONS",
    "input_format",
    "is_transcription",
    "known_format",
    "setting",
    "transcription",
    "turn_detection",
    "updated",
]

DEFAULT_INSTRUCTIONS = "You are a friendly assistant. Answer in a few words."
"""What the model is told as long as the client says nothing, or an empty text."""

_OFF = frozenset(
    {
        "input_audio_echo_cancellation",
        "input_audio_noise_reduction",
        "input_audio_transcription",
        "tracing",
        "turn_detection",
        "avatar",
        "animation",
        "interim_response",
        "audio.input.echo_cancellation",
        "audio.input.noise_reduction",
        "audio.input.transcription",
        "audio.input.turn_detection",
    }
)
"""Settings that a null turns off; elsewhere a null says nothing."""

_SPEECH = {"create_response": True, "interrupt_response": True}
_SERVER_VAD = {"threshold": 0.5, "prefix_padding_ms": 400, "silence_duration_ms": 500, **_SPEECH}
_AZURE_VAD = {
    "threshold": 0.5,
    "prefix_padding_ms": 420,
    "silence_duration_ms": 500,
    "speech_duration_ms": 80,
    **_SPEECH,
    "remove_filler_words": False,
    "end_of_utterance_detection": None,
    "auto_truncate": False,
}
_AZURE_VAD_OF_LANGUAGES = {
    **_AZURE_VAD,
    "languages": None,
    "idle_timeout_ms": None,
    "appended_text_after_truncation": None,
    "profile": "classic",
    "neg_threshold": None,
    "window_size": None,
    "distinct_ci_phones": None,
    "require_vowel": None,
    "require_vowel_assistant_speaking": None,
}
_TURN_DETECTION: dict[str, dict[str, Any]] = {
    "server_vad": {
        **_SERVER_VAD,
        "idle_timeout_ms": None,
        "speech_duration_ms": None,
        "end_of_utterance_detection": None,
        "auto_truncate": False,
        "appended_text_after_truncation": None,
    },
    "semantic_vad": {"eagerness": "auto", **_SPEECH, "auto_truncate": False},
    "azure_semantic_vad": _AZURE_VAD_OF_LANGUAGES,
    "azure_semantic_vad_en": _AZURE_VAD,
    "azure_semantic_vad_multilingual": _AZURE_VAD_OF_LANGUAGES,
}
_V1_TURN_DETECTION: dict[str, dict[str, Any]] = {
    **_TURN_DETECTION,
    "server_vad": {
        **_SERVER_VAD,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 200,
        "idle_timeout_ms": None,
    },
    "semantic_vad": {"eagerness": "auto", **_SPEECH},
}
_TRANSCRIPTION = {"language": None, "prompt": None, "custom_speech": None, "phrase_list": None}
_V1_TRANSCRIPTION = {"language": None, "prompt": None}
_ICE_SERVERS = [{"urls": ["stun:127.0.0.1:3478"], "username": "user", "credential": "none"}]
_AVATAR = {"type": "video-avatar", "customized": False, "output_protocol": "webrtc"}
_ANIMATION = {"model_name": "default", "outputs": ["blendshapes"]}
_INTERIM_RESPONSE = {"triggers": ["latency"], "latency_threshold_ms": 2000}
_SECRETS = ("authorization", "headers")


def updated(
    session: ResponseSession, request: RequestSession, dialect: Dialect, *, has_spoken: bool
) -> ResponseSession:
    """The *session* after *request*: what is named changes, an object is replaced whole and takes
    the service's defaults, a null turns off what can be off.

    Raises `Refusal`, and then nothing changes: for another voice where the model *has_spoken*, and
    for a turn detection of an unknown type.
    """
    merged = _merged(deepcopy(dict(session)), request, "", _Filler(dialect))
    for name in ("id", "object", "model", "expires_at"):  # they never change once they are there
        if session.get(name) is not None:
            merged[name] = session[name]
    if has_spoken and _voice(merged) != _voice(session):
        raise voice_is_fixed()
    if is_transcription(merged):
        merged = _without_answers(merged)
    return ResponseSession.from_dict(merged)


def _merged(
    settings: dict[str, Any], changes: Mapping[str, Any], path: str, filler: _Filler
) -> dict[str, Any]:
    for name, value in changes.items():
        place = f"{path}{name}"
        if value is None:
            if place in _OFF:
                settings[name] = None
        elif place in ("audio", "audio.input", "audio.output"):
            inner = dict(settings.get(name) or {})
            settings[name] = _merged(inner, value, f"{place}.", filler)
        else:
            settings[name] = filler.filled(name, deepcopy(value))
    return settings


def _without_answers(session: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a *session* of v1 that only transcribes."""
    kept = {name: session.get(name) for name in ("id", "type", "expires_at", "include")}
    heard = (session.get("audio") or {}).get("input")
    return {"object": "realtime.transcription_session", **kept, "audio": {"input": heard}}


class _Filler:
    """Fills in what a setting leaves out."""

    def __init__(self, dialect: Dialect) -> None:
        v1 = dialect.is_v1
        transcription = self._over(_V1_TRANSCRIPTION if v1 else _TRANSCRIPTION)
        self._detections = _V1_TURN_DETECTION if v1 else _TURN_DETECTION
        self._fillers: dict[str, Callable[[Any], Any]] = {
            "animation": self._over(_ANIMATION),
            "avatar": self._over({**_AVATAR, "ice_servers": _ICE_SERVERS}),
            "input_audio_transcription": transcription,
            "transcription": transcription,
            "instructions": lambda text: text or DEFAULT_INSTRUCTIONS,
            "interim_response": self._over(_INTERIM_RESPONSE),
            "tools": lambda tools: [self._tool(tool) for tool in tools],
            "turn_detection": self._detection,
        }
        if v1:
            self._fillers["format"] = _format
        else:
            self._fillers["voice"] = _voice_object

    def filled(self, name: str, value: Any) -> Any:
        """The *value* of a setting, with the service's defaults for what it leaves out."""
        fill = self._fillers.get(name)
        return value if fill is None else fill(value)

    def _over(self, defaults: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        return lambda value: _over(defaults, value)

    def _detection(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
        kind = value["type"]
        if kind == "none":
            return None
        if kind not in self._detections:
            raise invalid_value(kind, "session.turn_detection.type", list(self._detections))
        return {"type": kind} | _over(self._detections[kind], value)

    def _tool(self, tool: Mapping[str, Any]) -> dict[str, Any]:
        shown = {key: value for key, value in tool.items() if key not in _SECRETS}
        return {"require_approval": "always", **shown} if tool.get("type") == "mcp" else shown


def _over(defaults: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: each for name, each in value.items() if each is not None}
    return {**deepcopy(dict(defaults)), **given}


def _format(format: str | Mapping[str, Any]) -> str | dict[str, Any]:
    if isinstance(format, str):  # as it was before v1
        return format
    return _over({"rate": 24_000} if format.get("type") == "audio/pcm" else {}, format)


def _voice_object(voice: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name": voice, "type": "openai"} if isinstance(voice, str) else voice


def _voice(session: Mapping[str, Any]) -> Any:
    voice = setting(session, "voice", "audio.output.voice")
    return None if voice is None else _voice_object(voice)


# --- What the settings say -----------------------------------------------------------------------


def setting(session: Mapping[str, Any], dated: str, v1: str) -> Any:
    """The value of a setting, by its path before v1 or in it; None if there is none."""
    for path in (dated, v1):
        value: Any = session
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return None


def is_transcription(session: Mapping[str, Any]) -> bool:
    """Whether the session only transcribes, and answers nothing."""
    return session.get("type") == "transcription"


def turn_detection(session: ResponseSession) -> SpeechTurnDetection | None:
    """How the turns of the user are found; None if they are not."""
    found = setting(session, "turn_detection", "audio.input.turn_detection")
    found = None if found is None else TurnDetection.from_dict(found)
    return found if isinstance(found, SpeechTurnDetection) else None


def transcription(session: ResponseSession) -> Mapping[str, Any] | None:
    """How the user's audio is transcribed; None if it is not."""
    found = setting(session, "input_audio_transcription", "audio.input.transcription")
    return cast("Mapping[str, Any] | None", found)


def input_format(session: ResponseSession) -> tuple[OutputAudioFormat, int]:
    """The format of the user's audio, and its channels."""
    audio = InputFormat()
    audio.feed(ServerEventSessionUpdated(session=session))
    return known_format(audio.format), audio.channels


def known_format(format: str | None) -> OutputAudioFormat:
    """The *format*; PCM if it is unknown."""
    try:
        return OutputAudioFormat(format or OutputAudioFormat.PCM16)
    except ValueError:
        return OutputAudioFormat.PCM16
