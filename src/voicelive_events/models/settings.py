"""The settings of a session and of a response: audio, output, tools and how the model thinks."""

from typing import Literal

from .._core.fields import discriminator, field
from .._core.model import Model
from ..enums import (
    AudioTimestampType,
    InputAudioFormat,
    InterimResponseConfigType,
    InterimResponseTrigger,
    Modality,
    OutputAudioFormat,
    PersonalVoiceModels,
    ReasoningEffort,
    ToolChoiceLiteral,
)
from ..versions import DATED, DATED_SINCE_2026_01_01, SINCE_2025_10_01, UNPUBLISHED, V1_ONLY
from .audio import (
    AudioEchoCancellation,
    AudioFormat,
    AudioInputTranscriptionOptions,
    AudioNoiseReduction,
)
from .tools import Tool, ToolChoiceSelection
from .turn_detection import TurnDetection
from .voices import Voice

__all__ = [
    "AudioConfig",
    "AudioInputConfig",
    "AudioOutputConfig",
    "InputFileContent",
    "InputImageContent",
    "InputTextContent",
    "InterimResponseConfigBase",
    "LlmInterimResponseConfig",
    "ModelSettings",
    "OutputSettings",
    "Prompt",
    "PromptInput",
    "Reasoning",
    "ResponseSettings",
    "StaticInterimResponseConfig",
]


class AudioInputConfig(Model):
    """How API v1 takes the user's audio.

    Source: Voice Live API v1.
    """

    format: InputAudioFormat | str | AudioFormat | None = None
    """Encoding of the audio, a name or an object."""

    transcription: AudioInputTranscriptionOptions | None = field(default=None, explicit_null=True)
    """How the audio is transcribed. Null turns it off: the user's audio is then not transcribed."""

    noise_reduction: AudioNoiseReduction | None = field(default=None, explicit_null=True)
    """Filter that cleans the audio before it is analysed. Null turns it off."""

    turn_detection: TurnDetection | None = field(default=None, explicit_null=True)
    """How the service finds the start and end of the user's turns.
    Null turns it off: the client then commits the audio and asks for responses itself."""

    sampling_rate: int | None = None
    """Sampling rate of the audio in hertz."""

    echo_cancellation: AudioEchoCancellation | None = None
    """Removal of the model's own voice from the audio."""


class AudioOutputConfig(Model):
    """How API v1 sends the model's audio.

    Source: Voice Live API v1.
    """

    format: OutputAudioFormat | str | AudioFormat | None = None
    """Encoding of the audio, a name or an object."""

    voice: Voice | None = None
    """Voice that speaks. A bare name is one of OpenAI's, or, in a draft, of the kind that
    `voice_type` says."""

    timestamp_types: list[AudioTimestampType | str] | None = None
    """Kinds of timestamps to send along with the audio."""

    speed: float | None = field(default=None, versions=UNPUBLISHED)
    """Speed of the speech, 1.0 by default."""

    # What follows is in a later draft of v1 alone: the settings of a voice, which is a bare name.

    voice_type: (
        Literal[
            "openai",
            "azure-standard",
            "azure-custom",
            "azure-personal",
            "avatar-voice-sync",
            "azure-realtime-native",
        ]
        | str
        | None
    ) = field(default=None, versions=UNPUBLISHED)
    """Kind of the voice, `openai` by default. In a draft of API v1, as all that follows."""

    voice_temperature: float | None = field(default=None, versions=UNPUBLISHED)
    """Sampling temperature of the speech, from 0.0 to 1.0."""

    custom_lexicon_url: str | None = field(default=None, versions=UNPUBLISHED)
    """URL of a lexicon file that sets how words are pronounced."""

    custom_text_normalization_url: str | None = field(default=None, versions=UNPUBLISHED)
    """URL that provides custom text normalization, which spells out numbers and the like."""

    prefer_locales: list[str] | None = field(default=None, versions=UNPUBLISHED)
    """BCP-47 locales that set the accent of their languages."""

    locale: str | None = field(default=None, versions=UNPUBLISHED)
    """The one BCP-47 locale to speak in, whatever language the text is in."""

    style: str | None = field(default=None, versions=UNPUBLISHED)
    """Manner of speaking, such as `cheerful`."""

    pitch: str | None = field(default=None, versions=UNPUBLISHED)
    """Pitch by the rules of SSML `prosody`."""

    volume: str | None = field(default=None, versions=UNPUBLISHED)
    """Loudness by the rules of SSML `prosody`."""

    custom_voice_endpoint_id: str | None = field(default=None, versions=UNPUBLISHED)
    """Id of the endpoint that serves a custom voice."""

    personal_voice_model: PersonalVoiceModels | str | None = field(
        default=None, versions=UNPUBLISHED
    )
    """Neural speech model behind a personal voice."""

    output_audio_timestamp_types: list[AudioTimestampType | str] | None = field(
        default=None, versions=UNPUBLISHED
    )
    """Kinds of timestamps to send along with the audio; `timestamp_types` in the other draft."""


class AudioConfig(Model):
    """The audio of a session or a response in API v1, where earlier versions have single fields.

    Source: Voice Live API v1.
    """

    input: AudioInputConfig | None = None
    """How the user's audio is taken; a response has none."""

    output: AudioOutputConfig | None = None
    """How the model's audio is sent."""


class InterimResponseConfigBase(Model, discriminator="type"):
    """What the service says to bridge a wait for the real answer.

    Source: Voice Live API 2026-07-15.
    """

    type: str
    """Kind of the interim response, which chooses the class."""

    triggers: list[InterimResponseTrigger | str] | None = None
    """What sets an interim response off; any one of them is enough."""

    latency_threshold_ms: int | None = None
    """Wait in milliseconds after which the latency trigger fires, 2000 by default."""


class StaticInterimResponseConfig(InterimResponseConfigBase):
    """Interim responses picked at random from fixed texts.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[InterimResponseConfigType.STATIC_INTERIM_RESPONSE] = discriminator()

    texts: list[str] | None = None
    """Texts to pick from."""


class LlmInterimResponseConfig(InterimResponseConfigBase):
    """Interim responses that a language model writes to suit the conversation.

    Source: Voice Live API 2026-07-15.
    """

    type: Literal[InterimResponseConfigType.LLM_INTERIM_RESPONSE] = discriminator()

    model: str | None = None
    """Model that writes the interim responses, `gpt-4.1-mini` by default."""

    instructions: str | None = None
    """Prompt for that model; the service has one of its own for when this is not set."""

    max_completion_tokens: int | None = None
    """Limit on the tokens of one interim response, 50 by default."""


class Reasoning(Model):
    """How a reasoning model thinks.

    Source: Voice Live API v1.
    """

    effort: ReasoningEffort | str | None = None
    """How much the model may think; less is faster and uses fewer tokens."""


class PromptInput(Model, discriminator="type"):
    """A value of a stored prompt that is more than its text.

    Source: Voice Live API v1.
    """

    type: str
    """Kind of the value, which chooses the class."""


class InputTextContent(PromptInput):
    """A text to fill into a prompt.

    Source: Voice Live API v1.
    """

    type: Literal["input_text"] = discriminator()

    text: str
    """What is written."""


class InputImageContent(PromptInput):
    """An image to fill into a prompt.

    Source: Voice Live API v1.
    """

    type: Literal["input_image"] = discriminator()

    image_url: str | None = None
    """Where the image can be fetched, or the image itself, as a `data:` URI with base64."""

    file_id: str | None = None
    """Id of a stored file that is the image, in place of a URL."""

    detail: Literal["auto", "low", "high", "original"] | str
    """How finely the model looks at the image."""


class InputFileContent(PromptInput):
    """A file to fill into a prompt.

    Source: Voice Live API v1.
    """

    type: Literal["input_file"] = discriminator()

    file_id: str | None = None
    """Id of a stored file."""

    filename: str | None = None
    """Name of the file that `file_data` is the content of."""

    file_data: str | None = None
    """Content of the file, as base64 or a `data:` URI."""

    file_url: str | None = None
    """Where the file can be fetched."""

    detail: Literal["low", "high"] | str | None = None
    """How finely the model looks at the pages of the file."""


class Prompt(Model):
    """A stored prompt, filled in with values.

    Source: Voice Live API v1.
    """

    id: str
    """Id under which the prompt is stored."""

    version: str | None = None
    """Which of the stored versions to use."""

    variables: dict[str, str | PromptInput] | None = None
    """Values to fill in, by name: texts, images or files."""


class OutputSettings(Model):
    """How the model answers: the session's settings, and those that a response was made with.

    Source: fields shared by models of Voice Live API 2026-07-15 and v1.
    """

    modalities: list[Modality | str] | None = field(default=None, versions=DATED)
    """Kinds of output that are enabled, such as text and audio."""

    voice: Voice | None = field(default=None, versions=DATED)
    """Voice that speaks. A bare name is one of OpenAI's; the service answers with an object."""

    output_audio_format: OutputAudioFormat | str | None = field(default=None, versions=DATED)
    """Encoding and sampling rate of the model's audio, `pcm16` by default."""

    output_modalities: list[Modality | str] | None = field(default=None, versions=V1_ONLY)
    """Kinds of output that are enabled, either text or audio."""

    audio: AudioConfig | None = field(default=None, versions=V1_ONLY)
    """Formats, voice and other settings of the audio."""


class ModelSettings(OutputSettings):
    """What the model is told and may use: settings of a session, and of one response.

    Source: fields shared by models of Voice Live API 2026-07-15 and v1.
    """

    instructions: str | None = None
    """System prompt. An empty text asks for the service's own."""

    tools: list[Tool] | None = None
    """Tools that the model may use; an empty list is none."""

    tool_choice: ToolChoiceLiteral | str | ToolChoiceSelection | None = None
    """Which tools the model may call: a rule for all of them, or an object that names one."""

    reasoning_effort: ReasoningEffort | str | None = field(
        default=None, versions=DATED_SINCE_2026_01_01
    )
    """How much a reasoning model may think; less is faster and uses fewer tokens."""

    reasoning: Reasoning | None = field(default=None, versions=V1_ONLY)
    """How a reasoning model thinks."""

    prompt: Prompt | None = field(default=None, versions=V1_ONLY)
    """Stored prompt to use."""


class ResponseSettings(OutputSettings):
    """How one response is made, as the client asks for it and as the service repeats it.

    Source: fields shared by models of Voice Live API 2026-07-15.
    """

    temperature: float | None = None
    """Sampling temperature, published as 0.6 to 1.2 with a default of 0.8."""

    max_output_tokens: int | Literal["inf"] | None = None
    """Limit on the response's output tokens, tool calls included: 1 to 4096, or `inf`, the default,
    which is no limit."""

    metadata: dict[str, str] | None = field(default=None, versions=SINCE_2025_10_01)
    """Key-value pairs of the client's own, which tell responses apart: up to 16, keys up to 64 and
    values up to 512 characters."""
