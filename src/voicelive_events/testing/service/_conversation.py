"""The items of a session's conversation, as the service keeps them."""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple

from ...client.conversation import (
    ClientEventConversationItemCreate,
    ClientEventConversationItemTruncate,
)
from ...enums import MessageRole
from ...models.content import AudioContentPart
from ...models.items import FunctionCall, ResponseItem, ResponseMessageItem
from ...models.request_items import FunctionCallOutputItem
from ...server.base import ServerEvent
from ...server.conversation import (
    ConversationItemPlacedEvent,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
)
from ...server.response import ServerEventResponseOutputItemDone
from ._refusals import (
    audio_is_shorter,
    duplicate_item,
    no_audio_to_truncate,
    no_such_call,
    no_such_item,
    no_such_previous_item,
)

__all__ = ["Conversation", "SpokenWord"]

_KEPT = 4096
"""Items that are kept; the oldest are forgotten, as a model forgets them."""


class SpokenWord(NamedTuple):
    """A piece of what the assistant says."""

    text: str
    milliseconds: float
    """Length of its audio."""


class Conversation:
    """The items by their ids. It follows the events that tell the client of them, so it has what
    the client was told."""

    def __init__(self) -> None:
        self.items: dict[str, ResponseItem] = {}
        self._spoken: dict[str, list[SpokenWord]] = {}
        self._truncated: set[str] = set()

    def follow(self, event: ServerEvent) -> None:
        """Take what an *event* of the service says of the items."""
        match event:
            case ConversationItemPlacedEvent() | ServerEventResponseOutputItemDone():
                self._keep(event)
            case ServerEventConversationItemDeleted():
                self._forget(event.item_id)
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                self._transcribe(event.item_id, event.transcript)

    def spoken(self, item_id: str, word: SpokenWord) -> None:
        """The assistant says *word*, in an item."""
        if item_id not in self._truncated:
            self._spoken.setdefault(item_id, []).append(word)

    def spoken_ms(self, item_id: str) -> int:
        """Length of the audio of an item, as far as it was sent and is not cut."""
        return round(sum(word.milliseconds for word in self._spoken.get(item_id, ())))

    def find(self, item_id: str, doing: str) -> ResponseItem:
        """The item with an id. Raises `Refusal` if there is none; *doing* is as `no_such_item` has
        it."""
        item = self.items.get(item_id)
        if item is None:
            raise no_such_item(doing, item_id)
        return item

    def check_new(self, event: ClientEventConversationItemCreate) -> None:
        """Raise `Refusal` for an item that cannot be added as *event* asks."""
        item, previous = event.item, event.previous_item_id
        if item.id in self.items:
            raise duplicate_item(str(item.id))
        if previous not in (None, "", "root") and previous not in self.items:
            raise no_such_previous_item(str(previous))
        if isinstance(item, FunctionCallOutputItem) and not self._has_call(item.call_id):
            raise no_such_call(item.call_id)

    def truncate(self, event: ClientEventConversationItemTruncate) -> None:
        """Forget what was not heard, as *event* tells. Raises `Refusal` if it cannot be."""
        item = self.find(event.item_id, "truncat")
        length = self.spoken_ms(event.item_id)
        if event.content_index != 0 or not _is_spoken_answer(item) or not length:
            raise no_audio_to_truncate()
        if event.audio_end_ms > length:
            truncated = event.item_id in self._truncated
            raise audio_is_shorter(length, event.audio_end_ms, truncated=truncated)
        self.cut(event.item_id, event.audio_end_ms)

    def cut(self, item_id: str, end_ms: int) -> None:
        """Forget what of an item was said after *end_ms*."""
        kept: list[SpokenWord] = []
        for word in self._spoken.get(item_id, ()):
            left = end_ms - sum(each.milliseconds for each in kept)
            if left <= 0:
                break
            kept.append(word._replace(milliseconds=min(left, word.milliseconds)))
        self._spoken[item_id] = kept
        self._truncated.add(item_id)
        self._set_spoken_transcript(item_id)

    def _keep(self, event: ConversationItemPlacedEvent | ServerEventResponseOutputItemDone) -> None:
        item = event.item
        if item is None or item.id is None:
            return
        if isinstance(event, ServerEventResponseOutputItemDone) and item.id not in self.items:
            return  # of a response that is out of band
        self.items[item.id] = deepcopy(item)  # the event is on its way still
        if item.id in self._truncated:
            self._set_spoken_transcript(item.id)
        if len(self.items) > _KEPT:
            self._forget(next(iter(self.items)))

    def _forget(self, item_id: str) -> None:
        self.items.pop(item_id, None)
        self._spoken.pop(item_id, None)
        self._truncated.discard(item_id)

    def _transcribe(self, item_id: str, transcript: str) -> None:
        _set_transcript(self.items.get(item_id), transcript)

    def _set_spoken_transcript(self, item_id: str) -> None:
        said = "".join(word.text for word in self._spoken.get(item_id, ()))
        _set_transcript(self.items.get(item_id), said)

    def _has_call(self, call_id: str) -> bool:
        return any(
            isinstance(item, FunctionCall) and item.call_id == call_id
            for item in reversed(self.items.values())
        )


def _is_spoken_answer(item: ResponseItem) -> bool:
    return isinstance(item, ResponseMessageItem) and item.role == MessageRole.ASSISTANT


def _set_transcript(item: ResponseItem | None, transcript: str) -> None:
    if isinstance(item, ResponseMessageItem):
        for part in item.content:
            if isinstance(part, AudioContentPart):
                part["transcript"] = transcript
