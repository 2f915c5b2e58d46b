"""What the client has sent, until the service takes it up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from .._reading import readable
from .._recent import REMEMBERED
from ..client.input_audio import ClientEventInputAudioBufferCommit
from ..client.response import ClientEventResponseCreate
from ..models.items import ResponseMessageItem
from ..models.request_items import UserMessageItem
from ..models.responses import Response
from ._events import is_joined, text_of

__all__ = ["Unanswered"]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the service has not answered."""

    place: int
    """How many events had come before."""
    event_id: str | None


@dataclass(frozen=True, slots=True)
class _SentCommit(_Sent):
    time: datetime | None


@dataclass(frozen=True, slots=True)
class _SentMessage(_Sent):
    item_id: str | None
    text: int | None
    """The hash of what it says."""
    time: datetime | None


@dataclass(frozen=True, slots=True)
class _SentRequest(_Sent):
    joins: bool
    """Whether the response is to join the conversation."""


SentT = TypeVar("SentT", bound=_Sent)


class _Latest(list[SentT]):
    """What was sent last, the oldest first."""

    def add(self, sent: SentT) -> None:
        self.append(sent)
        del self[:-REMEMBERED]

    def drop(self, is_void: Callable[[SentT], bool]) -> None:
        self[:] = [each for each in self if not is_void(each)]


class Unanswered:
    """Messages, commits and requests for responses that the service has not taken up."""

    def __init__(self) -> None:
        self._messages = _Latest[_SentMessage]()
        self._commits = _Latest[_SentCommit]()
        self._requests = _Latest[_SentRequest]()

    def message(
        self, item: UserMessageItem, event_id: str | None, place: int, time: datetime | None
    ) -> None:
        """The client has sent a message of the user, after *place* events."""
        item_id = readable(lambda: item.id)
        self._messages.add(_SentMessage(place, event_id, item_id, text_of(item), time))

    def commit(
        self, event: ClientEventInputAudioBufferCommit, place: int, time: datetime | None
    ) -> None:
        """The client has said that the user has spoken, after *place* events."""
        self._commits.add(_SentCommit(place, readable(lambda: event.event_id), time))

    def committed(self, time: datetime | None) -> datetime | None:
        """When the client sent the commit that the service took up at *time*: the last one, as
        earlier ones would have been taken up before."""
        sent = self._commits[-1].time if self._commits else time
        self._commits.clear()
        return sent

    def request(self, event: ClientEventResponseCreate, place: int) -> None:
        """The client has asked for a response, after *place* events."""
        settings = readable(lambda: event.response)
        asked = None if settings is None else readable(lambda: settings.conversation)
        event_id = readable(lambda: event.event_id)
        self._requests.add(_SentRequest(place, event_id, asked != "none"))

    def refuse(self, event_id: str) -> None:
        """Nothing comes of what was sent under *event_id*."""
        self._messages.drop(lambda each: each.event_id == event_id)
        self._commits.drop(lambda each: each.event_id == event_id)
        self._requests.drop(lambda each: each.event_id == event_id)

    def begin(self, place: int) -> None:
        """A session begins: it takes up what was sent after *place* events, nothing older."""
        self._messages.drop(lambda each: each.place <= place)
        self._commits.drop(lambda each: each.place <= place)
        self._requests.drop(lambda each: each.place <= place)

    def sent(self, item: ResponseMessageItem, time: datetime | None) -> datetime | None:
        """When the client sent *item*, which came at *time*: it is the message under its id, or one
        without an id and with the same text.

        The service takes up messages in their order, so those before it came to nothing.
        """
        text = text_of(item)
        for place, each in enumerate(self._messages):
            is_alike = each.item_id is None and text in (None, each.text)
            if is_alike or (each.item_id is not None and each.item_id == item.id):
                del self._messages[: place + 1]
                return each.time
        return time

    def joins(self, response: Response) -> bool:
        """Whether what *response* produces joins the conversation: as it says itself, else as the
        client has asked. It answers the request."""
        told = is_joined(response)
        for place, asked in enumerate(self._requests):
            if told in (None, asked.joins):
                del self._requests[place]
                return asked.joins
        return told is not False
