"""Events about the items of the conversation and the transcription of the user's audio."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator, field
from ..models.errors import VoiceLiveErrorDetails
from ..models.items import Conversation, ResponseItem
from ..models.transcription import LogProbProperties, TranscriptionPhrase
from ..models.usage import TranscriptionUsage
from ..versions import ALL, SINCE_2026_04_10, UNPUBLISHED, V1_ONLY
from .base import ServerEvent
from .types import ServerEventType

__all__ = [
    "ConversationItemEvent",
    "ConversationItemPlacedEvent",
    "InputAudioTranscriptionEndEvent",
    "InputAudioTranscriptionEvent",
    "ServerEventConversationCreated",
    "ServerEventConversationItemAdded",
    "ServerEventConversationItemCreated",
    "ServerEventConversationItemDeleted",
    "ServerEventConversationItemDone",
    "ServerEventConversationItemInputAudioTranscriptionCompleted",
    "ServerEventConversationItemInputAudioTranscriptionDelta",
    "ServerEventConversationItemInputAudioTranscriptionFailed",
    "ServerEventConversationItemInputAudioTranscriptionSegment",
    "ServerEventConversationItemRetrieved",
    "ServerEventConversationItemTruncated",
]


class ServerEventConversationCreated(ServerEvent):
    """Sent after `session.created`: the session has a conversation."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.CONVERSATION_CREATED] = discriminator()

    conversation: Conversation
    """The conversation, still without items."""


class ConversationItemEvent(ServerEvent):
    """An event that carries a whole item of the conversation."""

    item: ResponseItem | None = None
    """The item as it stands when the event is sent."""


class ConversationItemPlacedEvent(ConversationItemEvent):
    """An event that carries an item and tells where in the conversation it stands."""

    previous_item_id: str | None = None
    """Id of the item right before this one; null or an empty string stands for none."""


class ServerEventConversationItemCreated(ConversationItemPlacedEvent):
    """Sent when an item enters the conversation: the client created it, input audio was committed,
    or a response began a new output item."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_CREATED] = discriminator()


class ServerEventConversationItemAdded(ConversationItemPlacedEvent):
    """Sent when an item enters the conversation, as `conversation.item.created` is. An output
    item of a response comes without its content here."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.CONVERSATION_ITEM_ADDED] = discriminator()


class ServerEventConversationItemDone(ConversationItemPlacedEvent):
    """Sent when an item of the conversation is final. For the user's audio it may come before the
    transcript. Live sessions of 2026-07-15 have it too."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.CONVERSATION_ITEM_DONE] = discriminator()


class ServerEventConversationItemRetrieved(ConversationItemEvent):
    """Answers the client's `conversation.item.retrieve` with the item that it asked for."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_RETRIEVED] = discriminator()


class ServerEventConversationItemTruncated(ServerEvent):
    """Answers the client's `conversation.item.truncate`: the service cut the assistant's audio
    and dropped its transcript, so that the model does not count on words nobody heard."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_TRUNCATED] = discriminator()

    item_id: str
    """Id of the assistant message that was cut."""

    content_index: int
    """Zero-based place of the shortened part in its item."""

    audio_end_ms: int
    """Length of the audio that was kept, in milliseconds."""


class ServerEventConversationItemDeleted(ServerEvent):
    """Answers the client's `conversation.item.delete`: the item left the conversation."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_DELETED] = discriminator()

    item_id: str
    """Id of the item that is gone."""


class InputAudioTranscriptionEvent(ServerEvent):
    """An event about the transcription of the user's audio, which runs beside the response and may
    end before or after it."""

    item_id: str
    """Id of the user message that holds the audio."""


class InputAudioTranscriptionEndEvent(InputAudioTranscriptionEvent):
    """An event that ends the transcription of one content part, with a transcript or an error."""

    content_index: int
    """Zero-based place of the audio in its item's content."""


class ServerEventConversationItemInputAudioTranscriptionDelta(InputAudioTranscriptionEvent):
    """Streams the next piece of a transcript of the user's audio."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_DELTA] = (
        discriminator()
    )

    content_index: int | None = None
    """Zero-based place of the audio in its item's content."""

    delta: str | None = None
    """Text to append to the transcript so far."""

    obfuscation: str | None = field(default=None, versions=UNPUBLISHED)
    """Padding that hides the length of the delta; it carries no data."""

    logprobs: list[LogProbProperties] | None = None
    """Log probabilities of the tokens in this piece."""


class ServerEventConversationItemInputAudioTranscriptionCompleted(InputAudioTranscriptionEndEvent):
    """Sent when the user's audio is transcribed. The transcript comes from a separate speech
    recognition model, so it may differ from what the conversation's model heard."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_COMPLETED] = (
        discriminator()
    )

    transcript: str
    """The whole transcript."""

    logprobs: list[LogProbProperties] | None = field(default=None, versions=SINCE_2026_04_10)
    """Log probabilities of the transcript's tokens."""

    phrases: list[TranscriptionPhrase] | None = field(default=None, versions=SINCE_2026_04_10)
    """The transcript's phrases with their times."""

    usage: TranscriptionUsage | None = field(default=None, versions=V1_ONLY)
    """What the transcription used, in tokens or in time."""

    language: str | None = field(default=None, versions=UNPUBLISHED)
    """Language of the transcript, such as `en-US`; an empty string stands for none."""


class ServerEventConversationItemInputAudioTranscriptionFailed(InputAudioTranscriptionEndEvent):
    """Sent in place of a transcript when the user's audio could not be transcribed."""

    api_versions = ALL
    type: Literal[ServerEventType.CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_FAILED] = (
        discriminator()
    )

    error: VoiceLiveErrorDetails
    """Why the transcription failed."""


class ServerEventConversationItemInputAudioTranscriptionSegment(InputAudioTranscriptionEvent):
    """Tells who spoke in a stretch of the user's audio and what was said, where the transcription
    tells speakers apart."""

    api_versions = V1_ONLY
    type: Literal[ServerEventType.CONVERSATION_ITEM_INPUT_AUDIO_TRANSCRIPTION_SEGMENT] = (
        discriminator()
    )

    content_index: int
    """Zero-based place of the audio in its item's content."""

    text: str
    """What was said."""

    id: str
    """Id of this stretch of speech."""

    speaker: str
    """Label that tells the speaker from others."""

    start: float
    """Start of the segment in the audio, in seconds."""

    end: float
    """End of the segment in the audio, in seconds."""


Known: TypeAlias = (
    ServerEventConversationCreated
    | ServerEventConversationItemAdded
    | ServerEventConversationItemCreated
    | ServerEventConversationItemDeleted
    | ServerEventConversationItemDone
    | ServerEventConversationItemInputAudioTranscriptionCompleted
    | ServerEventConversationItemInputAudioTranscriptionDelta
    | ServerEventConversationItemInputAudioTranscriptionFailed
    | ServerEventConversationItemInputAudioTranscriptionSegment
    | ServerEventConversationItemRetrieved
    | ServerEventConversationItemTruncated
)
"""Every event of this module."""
