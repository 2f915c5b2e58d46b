"""The items of a session's conversation, as the service keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...client.conversation import (
    ClientEventConversationItemCreate,
    ClientEventConversationItemTruncate,
)
from ...enums import MessageRole
from ...models.content import AudioContentPart, MessageSpeechContentPart
from ...models.items import FunctionCall, ResponseItem, ResponseMessageItem
from ...models.request_items import (
    AssistantMessageItem,
    ConversationRequestItem,
    FunctionCallOutputItem,
    ItemReference,
    MessageItem,
)
from ...models.responses import ResponseCreateParams
from ...server.base import ServerEvent
from ...server.conversation import (
    ServerEventConversationItemAdded,
    ServerEventConversationItemCreated,
    ServerEventConversationItemDeleted,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
)
from ...server.response import ServerEventResponseOutputItemDone
from ._refusals import (
    audio_is_shorter,
    duplicate_item,
    invalid_value,
    negative_end,
    no_audio_to_truncate,
    no_such_call,
    no_such_item,
    no_such_previous_item,
)

__all__ = ["Conversation", "SpokenWord"]

_KEPT = 1024
"""Items that are kept; the first are forgotten, as a model forgets them."""


class SpokenWord(NamedTuple):
    """A piece of what the assistant says."""

    text: str
    milliseconds: float
    """Length of its audio."""


@dataclass
class _Kept:
    """An item of the conversation."""

    item: ResponseItem
    """As the client was told."""
    heard: ResponseItem | None = None
    """The same with the words of the user, for the model hears what no transcription tells."""
    said: list[SpokenWord] = field(default_factory=list)
    """What the assistant says in it."""
    is_truncated: bool = False


class Conversation:
    """The items, as far as the client was told of them: it follows the events that tell it.

    *order* are the ids of the items, as the writer of those events has them; what is forgotten
    here leaves it.
    """

    def __init__(self, order: list[str]) -> None:
        self._order = order
        self._kept: dict[str, _Kept] = {}

    # --- What happens to the items -------------------------------------------------------------

    def follow(self, event: ServerEvent) -> None:
        """Take what an *event* of the service says of the items."""
        match event:
            case ServerEventConversationItemCreated() | ServerEventConversationItemAdded():
                self._place(event.item)
            case ServerEventConversationItemDone() | ServerEventResponseOutputItemDone():
                self._update(event.item)
            case ServerEventConversationItemDeleted():
                self._kept.pop(event.item_id, None)
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                if event.item_id in self._kept:
                    _set_transcript(self._kept[event.item_id].item, event.transcript)

    def hear(self, item_id: str, words: str) -> None:
        """The user said *words*, in an item."""
        kept = self._kept.get(item_id)
        if kept is not None:
            kept.heard = deepcopy(kept.item)
            _set_transcript(kept.heard, words)

    def say(self, item_id: str, word: SpokenWord) -> None:
        """The assistant says *word*, in an item."""
        kept = self._kept.get(item_id)
        if kept is not None and not kept.is_truncated:
            kept.said.append(word)

    def truncate(self, event: ClientEventConversationItemTruncate) -> None:
        """Forget what was not heard, as *event* tells. Raises `Refusal` if it cannot be."""
        item = self.find(event.item_id, "truncat")
        length, truncated = self.spoken_ms(event.item_id), self._kept[event.item_id].is_truncated
        has_audio = _is_spoken_answer(item) and (length or truncated)
        if event.content_index != 0 or not has_audio:
            raise no_audio_to_truncate()
        if event.audio_end_ms < 0:
            raise negative_end()
        if event.audio_end_ms > length:
            raise audio_is_shorter(length, event.audio_end_ms, truncated=truncated)
        self.cut(event.item_id, event.audio_end_ms)

    def cut(self, item_id: str, end_ms: int) -> None:
        """Forget what of an item was said after *end_ms*."""
        kept = self._kept[item_id]
        said, kept.said, kept.is_truncated = kept.said, [], True
        left = float(end_ms)
        for word in said:
            if left > 0:
                kept.said.append(word._replace(milliseconds=min(left, word.milliseconds)))
            left -= word.milliseconds
        _set_spoken_transcript(kept)

    def _place(self, item: ResponseItem | None) -> None:
        if item is not None and item.id is not None:
            self._kept[item.id] = _Kept(deepcopy(item))  # the event is on its way still
            if len(self._order) > _KEPT:
                self._kept.pop(self._order.pop(0), None)

    def _update(self, item: ResponseItem | None) -> None:
        """Take an item as it is at its end, unless it was deleted, or is out of band."""
        if item is not None and (kept := self._kept.get(item.id or "")) is not None:
            kept.item = deepcopy(item)
            if kept.is_truncated:
                _set_spoken_transcript(kept)

    # --- What they are -----------------------------------------------------------------------

    def find(self, item_id: str, doing: str) -> ResponseItem:
        """The item with an id. Raises `Refusal` if there is none; *doing* is as `no_such_item` has
        it."""
        if item_id not in self._kept:
            raise no_such_item(doing, item_id)
        return self._kept[item_id].item

    def check_new(self, event: ClientEventConversationItemCreate) -> None:
        """Raise `Refusal` for an item that cannot be added as *event* asks."""
        item, previous = event.item, event.previous_item_id
        _check_kind(item)
        if item.id in self._kept:
            raise duplicate_item(str(item.id))
        if previous not in (None, "", "root") and previous not in self._kept:
            raise no_such_previous_item(str(previous))
        if isinstance(item, FunctionCallOutputItem) and not self._has_call(item.call_id):
            raise no_such_call(item.call_id)

    def spoken_ms(self, item_id: str) -> int:
        """Length of the audio of an item, as far as it was sent and is not cut."""
        kept = self._kept.get(item_id)
        return 0 if kept is None else round(sum(word.milliseconds for word in kept.said))

    def context(self, asked: ResponseCreateParams) -> list[ResponseItem]:
        """The items that a response is *asked* about, with the words of the user where he spoke."""
        given = asked.get("input_items") if asked.get("input") is None else asked.get("input")
        if given is None:
            items = [self._heard(item_id) for item_id in self._order]
        else:
            items = [self._referred(item) for item in given]
        items += [ResponseItem.from_dict(item) for item in asked.get("append_input_items") or ()]
        return [item for item in items if item is not None]

    def _referred(self, item: Mapping[str, Any]) -> ResponseItem | None:
        if item.get("type") == "item_reference":
            return self._heard(str(item.get("id")))
        return ResponseItem.from_dict(item)

    def _heard(self, item_id: str) -> ResponseItem | None:
        kept = self._kept.get(item_id)
        return None if kept is None else kept.heard or kept.item

    def _has_call(self, call_id: str) -> bool:
        return any(
            isinstance(kept.item, FunctionCall) and kept.item.call_id == call_id
            for kept in reversed(self._kept.values())
        )


def _check_kind(item: ConversationRequestItem) -> None:
    """Raise `Refusal` for an *item* that no client may create."""
    if type(item) is ConversationRequestItem or isinstance(item, ItemReference):
        kinds = set(ConversationRequestItem.registry()) - set(ItemReference.registry())
        raise invalid_value(str(item.type), "item.type", sorted(kinds))
    if type(item) is MessageItem:
        raise invalid_value(str(item.role), "item.role", list(MessageItem.registry()))
    if isinstance(item, AssistantMessageItem):
        for index, part in enumerate(item.content):
            if isinstance(part, MessageSpeechContentPart):
                place = f"item.content[{index}].type"
                raise invalid_value(str(part.type), place, ["text", "output_text"])


def _set_spoken_transcript(kept: _Kept) -> None:
    _set_transcript(kept.item, "".join(word.text for word in kept.said))


def _is_spoken_answer(item: ResponseItem) -> bool:
    return isinstance(item, ResponseMessageItem) and item.role == MessageRole.ASSISTANT


def _set_transcript(item: ResponseItem, transcript: str) -> None:
    if isinstance(item, ResponseMessageItem):
        for part in item.content:
            if isinstance(part, AudioContentPart):
                part["transcript"] = transcript
