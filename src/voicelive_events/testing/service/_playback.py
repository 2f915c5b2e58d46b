"""What the client plays of the assistant, as far as that can be told from here."""

from __future__ import annotations

from ._conversation import Conversation
from ._input_audio import InputAudio

__all__ = ["Playback"]


class Playback:
    """The spoken item that came last. It is taken to be played from its first audio on, and the
    clock is the user's audio, which comes all the while."""

    def __init__(self, conversation: Conversation, microphone: InputAudio) -> None:
        self._conversation = conversation
        self._microphone = microphone
        self._item_id: str | None = None
        self._start_ms = 0

    @property
    def has_begun(self) -> bool:
        """Whether anything was spoken in the session."""
        return self._item_id is not None

    def begin(self, item_id: str) -> None:
        """Audio of an item comes."""
        if item_id != self._item_id:
            self._item_id = item_id
            self._start_ms = self._microphone.position_ms

    @property
    def left_ms(self) -> int:
        """How much of it is still to be played."""
        length = self._conversation.spoken_ms(self._item_id) if self._item_id else 0
        return max(0, length - self._played_ms)

    def cut(self) -> tuple[str, int] | None:
        """Stop the item: its id and how much of it was played, unless that is all of it."""
        if self._item_id is None or not self.left_ms:
            return None
        played = self._played_ms
        self._conversation.cut(self._item_id, played)
        return self._item_id, played

    @property
    def _played_ms(self) -> int:
        return self._microphone.position_ms - self._start_ms
