"""The parts of an item, assembled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._core.documented import documented
from .._core.reprs import ROOM, joined, short_repr
from .._reading import readable
from .._text import cut
from ..enums import (
    ContentPartType,
    MessageRole,
    OutputAudioFormat,
)
from ..models.content import (
    AssistantTextContentPart,
    AudioContentPart,
    ContentPart,
    InputImageContentPart,
    InputTextContentPart,
    MessageContentPart,
    RequestImageContentPart,
    TextContentPart,
)
from ..models.errors import VoiceLiveErrorDetails
from ..reader._heard import is_truncated

__all__ = ["AssembledPart", "Text", "one_line"]


class Text:
    """A text that grows by deltas, at a cost that is linear in its length."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def __str__(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def add(self, delta: str) -> None:
        self._pieces.append(delta)

    def end(self, whole: str) -> None:
        """Take the word of the event that ends the text: that is the text, be it empty."""
        self._pieces = [whole]

    def settle(self, whole: object) -> None:
        """Take what stands in a whole part or item. There an empty text says nothing of what was
        streamed: the service sends such."""
        if isinstance(whole, str) and whole:
            self._pieces = [whole]


def one_line(state: object, **fields: object) -> str:
    """*state* as the `repr` of a model: those of the *fields* that say something, texts cut."""
    shown = (
        f"{name}={_cut(name, value)}"
        for name, value in fields.items()
        if value is not None and value is not False and value != ""
    )
    return f"{type(state).__name__}({', '.join(shown)})"


def _cut(name: str, value: object) -> str:
    if isinstance(value, list):  # of ids
        ids = (short_repr(item_id, is_name=True) for item_id in value)
        return f"[{joined(ids, len(value), ROOM)}]"
    if isinstance(value, str) and name != "id":
        return repr(cut(str(value)))  # how a text begins tells one item from another
    return short_repr(value, 0, is_name=True)


@documented
@dataclass(slots=True, eq=False, repr=False)
class AssembledPart:
    """One content part of an item, as far as it has come."""

    index: int
    """Zero-based place of the part among the contents of its item."""

    type: ContentPartType | str | None = None
    """Kind of the part; None until an event names it."""

    is_done: bool = False
    """Whether the service has said that the part is whole."""

    annotations: dict[int, Any] = field(default_factory=dict)
    """Annotations of the transcript by their index, as the service sent them."""

    format: OutputAudioFormat | str = OutputAudioFormat.PCM16
    """Format of the audio: the one that the session or the response named last."""

    image_url: str | None = None
    """Where an image can be fetched, or the image itself, as a `data:` URI."""

    audio_size: int = 0
    """Bytes of audio that were received."""

    audio_end_ms: int | None = None
    """Length of the audio that the conversation kept, in milliseconds, if it was truncated."""

    error: VoiceLiveErrorDetails | None = None
    """Why the user's audio was not transcribed, if it failed."""

    _text: Text = field(default_factory=Text, init=False)
    _transcript: Text = field(default_factory=Text, init=False)
    _audio: bytearray = field(default_factory=bytearray, init=False)

    def __repr__(self) -> str:
        return one_line(
            self,
            index=self.index,
            type=self.type,
            text=self.text,
            transcript=self.transcript,
            audio_ms=self.audio_ms if self.audio_size else None,
            audio_end_ms=self.audio_end_ms,
            is_done=self.is_done,
            error=None if self.error is None else readable(self._message) or self.error,
        )

    def _take(self, latest: ContentPart) -> None:
        """Take the part as the service sends it whole; what it does not say stays."""
        self.type = readable(lambda: latest.type) or self.type
        if isinstance(latest, TextContentPart):
            self._text.settle(readable(lambda: latest.text))
        elif isinstance(latest, AudioContentPart):
            self._transcript.settle(readable(lambda: latest.transcript))
        elif isinstance(latest, RequestImageContentPart):
            self.image_url = readable(lambda: latest.image_url) or self.image_url

    def _to_request(self, role: MessageRole | str | None) -> MessageContentPart | None:
        if self.image_url:
            return InputImageContentPart(image_url=self.image_url)
        said = self.text or self.transcript
        if not said:
            return None
        is_reply = role == MessageRole.ASSISTANT
        return AssistantTextContentPart(text=said) if is_reply else InputTextContentPart(text=said)

    def _message(self) -> str | None:
        return None if self.error is None else self.error.message

    @property
    def text(self) -> str:
        """The text so far."""
        return str(self._text)

    @property
    def transcript(self) -> str:
        """What is said in the audio, so far. Truncation leaves it as it was received, though the
        service drops its own."""
        return str(self._transcript)

    @property
    def audio(self) -> bytes:
        """All audio that was received, in `format`; empty if the conversation keeps none."""
        return bytes(self._audio)

    @property
    def heard_audio(self) -> bytes:
        """The audio up to where it was truncated; all of it if it was not, or in a format of
        unknown rate."""
        if self.audio_end_ms is None or not isinstance(self.format, OutputAudioFormat):
            return self.audio
        size = self.audio_end_ms * self.format.bytes_per_second // 1000
        return bytes(self._audio[:size])

    @property
    def audio_ms(self) -> float | None:
        """How long the received audio lasts, in milliseconds; None in a format of unknown rate."""
        if not isinstance(self.format, OutputAudioFormat):
            return None
        return 1000 * self.audio_size / self.format.bytes_per_second

    @property
    def is_truncated(self) -> bool:
        """Whether audio of the part was cut, so that the model does not count on it as heard. What
        was truncated at its full length was heard."""
        if self.audio_end_ms is None:
            return False
        return not self.audio_ms or is_truncated(self.audio_end_ms, self.audio_ms)
