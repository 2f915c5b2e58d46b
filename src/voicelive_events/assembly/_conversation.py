"""A whole conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .._core.reprs import short_repr
from .._reading import readable
from ..client.base import ClientEvent
from ..models.items import (
    FunctionItem,
)
from ..models.request_items import (
    ConversationRequestItem,
    FunctionCallItem,
    FunctionCallOutputItem,
)
from ..models.session import ResponseSession
from ..reader import Fact, SessionReader
from ..server.base import ServerEvent
from ._assembler import Assembler
from ._items import AssembledItem, AssembledResponse

__all__ = ["AssembledConversation"]


class AssembledConversation:
    """A conversation as far as its events have told it.

    Feed it every event of a session, in the order in which they came::

        conversation = AssembledConversation()
        for event in iter_events(log):
            conversation.feed(event)
        for item in conversation.history():
            print(item.role, item.text or item.transcript)

    It takes any event: what it does not know, and fields that cannot be read, are passed over, and
    an item or a response that was never announced is taken up where it is first named.

    With *keep_audio* false, audio is measured and let go, for sessions of any length.
    """

    def __init__(self, *, keep_audio: bool = True) -> None:
        self._assembler = Assembler(keep_audio=keep_audio)

    def __repr__(self) -> str:
        session = short_repr(readable(self._session_id), is_name=True)
        counts = f"items=<{len(self.items)}>, responses=<{len(self.responses)}>"
        return f"{type(self).__name__}(session_id={session}, {counts})"

    def _session_id(self) -> str | None:
        return None if self.session is None else self.session.id

    @property
    def session(self) -> ResponseSession | None:
        """The session as it last stood."""
        return self._assembler.session

    @property
    def items(self) -> dict[str, AssembledItem]:
        """Every item by its id, in the order in which they were first named."""
        return self._assembler.items

    @property
    def responses(self) -> dict[str, AssembledResponse]:
        """Every response by its id, in order."""
        return self._assembler.responses

    @property
    def reader(self) -> SessionReader:
        """What decides turns, interruptions and the like, and knows what is under way."""
        return self._assembler.reader

    @property
    def facts(self) -> Sequence[Fact]:
        """What the last event has settled, as `SessionReader.feed` gives it."""
        return self._assembler.facts

    def feed(
        self, event: ServerEvent | ClientEvent, time: datetime | None = None
    ) -> AssembledItem | None:
        """Take *event*, and when it passed; gives the item that it is about, if it is about one.

        What the client sent tells the `reader` more; items are what the service says they are.
        """
        return self._assembler.feed(event, time)

    def history(self) -> list[AssembledItem]:
        """The items that are in the conversation, in its order."""
        following: dict[str | None, list[AssembledItem]] = {}
        for item in self.items.values():
            previous = item.previous_item_id if item.previous_item_id in self.items else None
            following.setdefault(previous, []).append(item)
        ordered: dict[str, AssembledItem] = {}
        # All items stand behind a first one, save those of a log that puts them in a ring.
        for first in [*following.get(None, ()), *self.items.values()]:
            stack = [first]
            while stack:
                item = stack.pop()
                if item.id not in ordered:
                    ordered[item.id] = item
                    stack += following.get(item.id, ())  # what came last stands next to it
        return [item for item in ordered.values() if item.in_conversation and not item.is_deleted]

    def to_requests(self) -> list[ConversationRequestItem]:
        """What of the history can be sent again, in order: `AssembledItem.to_request` of each item.

        A call and its output go together: one without the other is left out, for the service takes
        no output without its call, and nobody would answer a call that waits for one.
        """
        requests = [request for item in self.history() if (request := item.to_request())]
        called = {each.call_id for each in requests if isinstance(each, FunctionCallItem)}
        answered = {each.call_id for each in requests if isinstance(each, FunctionCallOutputItem)}
        whole = called & answered
        return [
            each for each in requests if not isinstance(each, FunctionItem) or each.call_id in whole
        ]
