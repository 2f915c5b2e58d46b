"""Which event answers which: by what the reader of the session has decided, by types and by ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..client.base import ClientEvent
from ..errors import FieldError
from ..reader import Answer, Fact, ToolCall, ToolOutput, UserTurn
from ..server.base import ServerEvent
from ..server.input_audio import ServerEventInputAudioBufferSpeechStopped
from ..server.response import ServerEventResponseDone
from ..server.session import ServerEventError, ServerEventSessionCreated
from .text import duration

__all__ = ["Answered", "Answers"]

_REMEMBERED = 256  # what waits for an answer

_REQUESTS = {
    "byom_credential.updated": "byom_credential.update",
    "conversation.item.added": "conversation.item.create",
    "conversation.item.created": "conversation.item.create",
    "conversation.item.deleted": "conversation.item.delete",
    "conversation.item.retrieved": "conversation.item.retrieve",
    "conversation.item.truncated": "conversation.item.truncate",
    "input_audio_buffer.cleared": "input_audio_buffer.clear",
    "input_audio_buffer.committed": "input_audio_buffer.commit",
    "output_audio_buffer.cleared": "output_audio_buffer.clear",
    "response.created": "response.create",
    "response.done": "response.cancel",
    "rtc.call.error": "rtc.call.sdp.create",
    "rtc.call.sdp.created": "rtc.call.sdp.create",
    "session.avatar.connecting": "session.avatar.connect",
    "session.updated": "session.update",
}
"""What the client has sent, by the type of the answer."""

_WAITING = frozenset(_REQUESTS.values())


class Answered(NamedTuple):
    """What an event is the answer to."""

    line: int
    """The line of the other event."""

    latency: float | None = None
    """Seconds between a turn of the user and the first of its answer, if the log has times."""

    def __str__(self) -> str:
        after = "" if self.latency is None else f" after {duration(self.latency)}"
        return f"answers #{self.line}{after}"


class Answers:
    """Follows one log. An answer is what the service says to a request of the client, an error that
    names one, the first of a response to a turn of the user, and the output of a call.

    The service does not say which request it answers, so it is the oldest that has the same ids.
    """

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        """By the id of a call, of an utterance, or of an event that was sent."""
        self._requests: dict[int, ClientEvent] = {}
        """Those that wait, by line."""
        self._turn: int | None = None
        """Where the user's turn ended."""
        self._is_connected = False

    def feed(
        self, event: ServerEvent | ClientEvent, facts: Iterable[Fact], line: int
    ) -> Answered | None:
        """Take the *event* of *line*, which has settled *facts*; gives what it answers."""
        if isinstance(event, ClientEvent):
            found = None
            self._wait(event, line)
        else:
            found = self._request(event)
        for fact in facts:
            if isinstance(fact, UserTurn):
                sent = line if found is None or fact.is_spoken else found.line
                self._turn = self._lines.get(fact.item_id or "", sent)
            elif isinstance(fact, ToolCall) and fact.call_id is not None:
                _put(self._lines, fact.call_id, line)
            elif isinstance(fact, ToolOutput) and fact.call_id in self._lines:
                found = Answered(self._lines[fact.call_id])
            elif isinstance(fact, Answer) and self._turn is not None:
                found = Answered(self._turn, fact.latency)
        if isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            _put(self._lines, event.get("item_id"), line)
        return found

    def _wait(self, event: ClientEvent, line: int) -> None:
        _put(self._lines, event.get("event_id"), line)
        if event.type in _WAITING:
            _put(self._requests, line, event)

    def _request(self, event: ServerEvent) -> Answered | None:
        """The request that *event* answers."""
        line = None
        if isinstance(event, ServerEventError):
            line = self._refused(event)
        elif isinstance(event, ServerEventSessionCreated):
            if self._is_connected:
                self._requests.clear()  # of the connection before
            self._is_connected = True
        elif kind := _requested(event):
            waiting = ((n, each) for n, each in self._requests.items() if each.type == kind)
            line = next((n for n, each in waiting if _fits(each, event)), None)
        if line is None:
            return None
        self._requests.pop(line, None)
        return Answered(line)

    def _refused(self, event: ServerEventError) -> int | None:
        try:
            event_id = event.error.event_id
        except FieldError:
            return None
        if not event_id:  # any that has no id may be meant, so none of them is told any more
            named = {line: each for line, each in self._requests.items() if each.get("event_id")}
            self._requests = named
        return self._lines.get(event_id or "")


def _put(waiting: dict[Any, Any], key: object, value: object) -> None:
    if isinstance(key, str | int) and key:
        waiting[key] = value
        if len(waiting) > _REMEMBERED:
            del waiting[next(iter(waiting))]


def _requested(event: ServerEvent) -> str | None:
    """The type of what *event* may be an answer to."""
    if isinstance(event, ServerEventResponseDone):  # it answers a request if that has ended it
        response = _object(event.get("response"))
        reason = _object(response.get("status_details")).get("reason", "client_cancelled")
        if (response.get("status"), reason) != ("cancelled", "client_cancelled"):
            return None
    return _REQUESTS.get(event.type)


def _fits(request: ClientEvent, answer: ServerEvent) -> bool:
    """Whether *answer* may be one to *request*: what that names is the same in both."""
    marks = _marks(answer)
    return all(value in (None, marks.get(name)) for name, value in _marks(request).items())


def _marks(event: ServerEvent | ClientEvent) -> dict[str, Any]:
    """What tells a request, or the answer to it, from others of its kind."""
    item, response = (_object(event.get(key)) for key in ("item", "response"))
    content = item.get("content")
    parts = content if isinstance(content, list) else []
    return {
        "item": event.get("item_id") or item.get("id"),
        **{key: item.get(key) for key in ("type", "role", "call_id")},
        "is_spoken": any(_object(part).get("type") == "input_audio" for part in parts),
        "response": event.get("response_id") or response.get("id"),
        "metadata": response.get("metadata"),
    }


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
