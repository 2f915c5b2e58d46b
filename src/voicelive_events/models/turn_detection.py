"""How the service finds the start and the end of the user's turn."""

from typing import Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import EouThresholdLevel, TurnDetectionType
from ..versions import UNPUBLISHED, V1_ONLY

__all__ = [
    "AzureEouDetection",
    "AzureLanguageTurnDetection",
    "AzureSemanticDetection",
    "AzureSemanticDetectionEn",
    "AzureSemanticDetectionMultilingual",
    "AzureSemanticVad",
    "AzureSemanticVadEn",
    "AzureSemanticVadMultilingual",
    "AzureTurnDetection",
    "EouDetection",
    "SemanticVad",
    "ServerVad",
    "SmartEndOfTurnDetection",
    "SpeechTurnDetection",
    "ThresholdTurnDetection",
    "TurnDetection",
]


class EouDetection(Model, discriminator="model"):
    """A model that judges whether the user has finished a sentence or only pauses.

    Source: Voice Live API 2026-07-15.
    """

    model: str
    """Name of the model that judges, which chooses the class."""


class AzureEouDetection(EouDetection):
    """End-of-utterance detection by one of Azure's semantic models.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    threshold_level: EouThresholdLevel | str | None = None
    """How sure the model must be that the sentence is complete; `default` means `medium`."""

    timeout_ms: int | None = None
    """Longest wait for more speech, in milliseconds; 1000 by default."""


class AzureSemanticDetection(AzureEouDetection):
    """End-of-utterance detection by Azure's default semantic model.

    Source: Voice Live API 2026-07-15.
    """

    model: Literal["semantic_detection_v1"] = discriminator()


class AzureSemanticDetectionEn(AzureEouDetection):
    """End-of-utterance detection by Azure's semantic model for English.

    Source: Voice Live API 2026-07-15.
    """

    model: Literal["semantic_detection_v1_en"] = discriminator()


class AzureSemanticDetectionMultilingual(AzureEouDetection):
    """End-of-utterance detection by Azure's semantic model for several languages.

    Source: Voice Live API 2026-07-15.
    """

    model: Literal["semantic_detection_v1_multilingual"] = discriminator()

    threshold: float | None = field(default=None, versions=UNPUBLISHED)
    """Older form of `threshold_level`, from 0.0 to 1.0."""

    timeout: float | None = field(default=None, versions=UNPUBLISHED)
    """Older form of `timeout_ms`, in seconds."""


class SmartEndOfTurnDetection(AzureEouDetection):
    """End-of-utterance detection by a model that looks for the end of the whole turn.

    Source: Voice Live API 2026-06-01-preview.
    """

    model: Literal["smart_end_of_turn_detection"] = discriminator()


class TurnDetection(Model, discriminator="type"):
    """The way a session finds the user's turns.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the turn detection, which chooses the class."""


class SpeechTurnDetection(TurnDetection):
    """What the service does when it hears the user start or stop speaking.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    auto_truncate: bool | None = None
    """Whether an answer that the user interrupts is cut, in the conversation, to the part played so
    far; false by default."""

    create_response: bool | None = None
    """Whether the end of the user's speech starts a response. A new session does so, and the
    service's pages give true as the default; the definitions give false, API v1 for Azure's kinds
    alone. So an object that leaves it out may get either."""

    interrupt_response: bool | None = None
    """Whether the user's speech interrupts the response being spoken; by default as
    `create_response`."""


class ThresholdTurnDetection(SpeechTurnDetection):
    """Turn detection that a speech threshold starts and a length of silence ends.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    threshold: float | None = None
    """Level above which audio counts as speech, from 0.0 to 1.0; 0.5 by default."""

    prefix_padding_ms: int | None = None
    """Audio kept from before the start of speech, in milliseconds."""

    silence_duration_ms: int | None = None
    """Silence that ends the speech, in milliseconds."""

    end_of_utterance_detection: EouDetection | None = None
    """Model that judges, on top of the silence, whether the user has finished."""


class ServerVad(ThresholdTurnDetection):
    """Turn detection by voice activity.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[TurnDetectionType.SERVER_VAD] = discriminator()

    idle_timeout_ms: int | None = field(default=None, versions=V1_ONLY)
    """Silence of the user, in milliseconds, after which the model speaks up by itself."""

    speech_duration_ms: int | None = field(default=None, versions=UNPUBLISHED)
    """Shortest speech that counts as a start, in milliseconds."""

    appended_text_after_truncation: str | None = field(default=None, versions=UNPUBLISHED)
    """Text put after an answer that `auto_truncate` has cut, so that the model knows of it."""


class AzureTurnDetection(ThresholdTurnDetection):
    """Turn detection by Azure's semantic speech model, which copes better with noise.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    speech_duration_ms: int | None = None
    """Shortest speech that counts as a start, in milliseconds."""

    remove_filler_words: bool | None = None
    """Whether filler words such as `um` are ignored; false by default."""


class AzureLanguageTurnDetection(AzureTurnDetection):
    """Azure's semantic turn detection where it takes a list of languages.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    languages: list[str] | None = None
    """BCP-47 codes of the languages to expect."""

    idle_timeout_ms: int | None = field(default=None, versions=UNPUBLISHED)
    """Longest time that the detector stays idle, in milliseconds."""

    appended_text_after_truncation: str | None = field(default=None, versions=UNPUBLISHED)
    """Text put after an answer that `auto_truncate` has cut, so that the model knows of it."""

    profile: str | None = field(default=None, versions=UNPUBLISHED)
    """Name of the detector's profile, such as `classic`."""

    neg_threshold: float | None = field(default=None, versions=UNPUBLISHED)
    """Setting of the detector whose meaning is unpublished."""

    window_size: int | None = field(default=None, versions=UNPUBLISHED)
    """Setting of the detector whose meaning is unpublished."""

    distinct_ci_phones: int | None = field(default=None, versions=UNPUBLISHED)
    """Setting of the detector whose meaning is unpublished."""

    require_vowel: bool | None = field(default=None, versions=UNPUBLISHED)
    """Setting of the detector whose meaning is unpublished."""

    require_vowel_assistant_speaking: bool | None = field(default=None, versions=UNPUBLISHED)
    """Setting of the detector whose meaning is unpublished."""


class AzureSemanticVad(AzureLanguageTurnDetection):
    """Azure's semantic turn detection in its default form, mainly for English.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[TurnDetectionType.AZURE_SEMANTIC_VAD] = discriminator()


class AzureSemanticVadEn(AzureTurnDetection):
    """Azure's semantic turn detection for English only.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[TurnDetectionType.AZURE_SEMANTIC_VAD_EN] = discriminator()


class AzureSemanticVadMultilingual(AzureLanguageTurnDetection):
    """Azure's semantic turn detection for several languages.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[TurnDetectionType.AZURE_SEMANTIC_VAD_MULTILINGUAL] = discriminator()


class SemanticVad(SpeechTurnDetection):
    """Turn detection by OpenAI's model, which judges from what is said whether the user is done.

    Source: Voice Live API v1.
    """

    type: Literal[TurnDetectionType.SEMANTIC_VAD] = discriminator()

    eagerness: Literal["low", "medium", "high", "auto"] | str | None = None
    """How soon the model takes the turn; `auto`, the default, is `medium`."""

    auto_truncate: bool | None = field(default=None, versions=UNPUBLISHED)
    """Whether an answer that the user interrupts is cut, as in the other kinds."""
