"""The voices in which the assistant speaks."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import (
    AzureRealtimeNativeVoiceName,
    AzureVoiceType,
    OpenAIVoiceName,
    PersonalVoiceModels,
)
from ..versions import SINCE_2025_10_01

__all__ = [
    "AzureAvatarVoiceSyncVoice",
    "AzureCustomVoice",
    "AzurePersonalVoice",
    "AzureRealtimeNativeVoice",
    "AzureStandardVoice",
    "AzureTextToSpeechVoice",
    "AzureVoice",
    "OpenAICustomVoice",
    "OpenAIVoice",
    "Voice",
]


class AzureVoice(Model, discriminator="type"):
    """A voice of Azure's speech service, of whatever kind.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the voice, which chooses the class."""


class AzureTextToSpeechVoice(AzureVoice):
    """A voice of Azure text to speech, with the settings that tune how it sounds.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    temperature: float | None = None
    """Sampling temperature of the speech, from 0.0 to 1.0."""

    custom_lexicon_url: str | None = None
    """URL of a lexicon file that sets how words are pronounced."""

    custom_text_normalization_url: str | None = field(default=None, versions=SINCE_2025_10_01)
    """URL that provides custom text normalization, which spells out numbers and the like."""

    prefer_locales: list[str] | None = None
    """BCP-47 locales that set the accent of their languages: `en-GB` makes English sound British.
    Other languages keep their default accent."""

    locale: str | None = None
    """The one BCP-47 locale to speak in, whatever language the text is in. If absent, the language
    is detected from the text."""

    style: str | None = None
    """Manner of speaking, such as `cheerful`."""

    pitch: str | None = None
    """Pitch by the rules of SSML `prosody`: a level (`high`), a change (`+10%`, `-2st`) or a
    frequency (`200Hz`)."""

    rate: str | None = None
    """Speed by the rules of SSML `prosody`: a level (`fast`), a change (`+20%`) or a factor
    (`1.5`)."""

    volume: str | None = None
    """Loudness by the rules of SSML `prosody`: a level (`loud`), 0.0 to 100.0 as a number, or a
    change (`-6dB`)."""


class AzureStandardVoice(AzureTextToSpeechVoice):
    """A prebuilt voice from Azure's catalogue.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[AzureVoiceType.AZURE_STANDARD] = discriminator()

    name: str
    """Name of the voice, such as `en-US-AvaNeural`; not empty."""


class AzureCustomVoice(AzureTextToSpeechVoice):
    """A custom voice, trained for a customer and deployed to an endpoint.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[AzureVoiceType.AZURE_CUSTOM] = discriminator()

    name: str
    """Name of the voice; not empty."""

    endpoint_id: str
    """Id of the endpoint that serves the voice; not empty."""


class AzurePersonalVoice(AzureTextToSpeechVoice):
    """A personal voice, which copies one speaker.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[AzureVoiceType.AZURE_PERSONAL] = discriminator()

    name: str
    """Name of the voice; not empty."""

    model: PersonalVoiceModels | str
    """Neural speech model behind the voice."""

    # The other kinds of voice have had these from the start.

    custom_lexicon_url: str | None = field(default=None, versions=SINCE_2025_10_01)
    prefer_locales: list[str] | None = field(default=None, versions=SINCE_2025_10_01)
    locale: str | None = field(default=None, versions=SINCE_2025_10_01)
    style: str | None = field(default=None, versions=SINCE_2025_10_01)
    pitch: str | None = field(default=None, versions=SINCE_2025_10_01)
    rate: str | None = field(default=None, versions=SINCE_2025_10_01)
    volume: str | None = field(default=None, versions=SINCE_2025_10_01)


class AzureAvatarVoiceSyncVoice(AzureTextToSpeechVoice):
    """A personal voice that goes with the character of the session's avatar.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[AzureVoiceType.AVATAR_VOICE_SYNC] = discriminator()

    model: PersonalVoiceModels | str
    """Neural speech model behind the voice."""


class OpenAIVoice(Model):
    """A voice of OpenAI's realtime models.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["openai"] = discriminator()

    name: OpenAIVoiceName | str
    """Name of the voice, such as `marin`."""


class OpenAICustomVoice(Model, untagged="type"):
    """A voice of one's own for OpenAI's realtime models. A voice object without a `type` is one.

    Source: Voice Live API v1.
    """

    id: str
    """Id under which the voice is stored, such as `voice_1234`."""


class AzureRealtimeNativeVoice(Model):
    """A voice built into the `azure-realtime` model; other models do not take it.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal["azure-realtime-native"] = discriminator()

    name: AzureRealtimeNativeVoiceName | str
    """Name of the voice, such as `ava`."""


Voice: TypeAlias = (
    OpenAIVoiceName | str | OpenAIVoice | OpenAICustomVoice | AzureRealtimeNativeVoice | AzureVoice
)
"""A voice: the bare name of one of OpenAI's, or an object whose `type` chooses its class."""
