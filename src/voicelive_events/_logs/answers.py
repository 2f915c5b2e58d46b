"""Which event answers which: by what the reader of the session has decided, by types and by ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .._reading import readable
from .._recent import Recent
from ..client.base import ClientEvent
from ..reader import Answer, Fact, ToolCall, ToolOutput, UserTurn
from ..server.base import ServerEvent
from ..server.input_audio import ServerEventInputAudioBufferSpeechStopped
from ..server.response import ServerEventResponseDone
from ..server.session import ServerEventError, ServerEventSessionCreated
from .text import duration

__all__ = ["Answered", "Answers"]

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
        self._lines: Recent[tuple[str, str | None], int] = Recent()
        """By the id of a turn, of an utterance, of a call, or of an event that was sent."""
        self._requests: Recent[int, ClientEvent] = Recent()
        """Those that wait, by line."""
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
            match fact:
                case UserTurn(item_id=item_id):
                    ended = line if found is None else found.line
                    ended = self._lines.get(("utterance", item_id), ended)
                    self._lines.put(("turn", item_id), ended)
                case ToolCall(call_id=str(call_id)):
                    self._lines.put(("call", call_id), line)
                case ToolOutput(call_id=call_id):
                    found = self._answered("call", call_id) or found
                case Answer(item_id=item_id, latency=latency):
                    found = self._answered("turn", item_id, latency) or found
        if isinstance(event, ServerEventInputAudioBufferSpeechStopped):
            self._lines.put(("utterance", readable(lambda: event.item_id)), line)
        return found

    def _answered(self, kind: str, id: str | None, latency: float | None = None) -> Answered | None:
        line = self._lines.get((kind, id))
        return None if line is None else Answered(line, latency)

    def _wait(self, event: ClientEvent, line: int) -> None:
        if event.get("event_id"):
            self._lines.put(("event", readable(lambda: event.event_id)), line)
        if event.type in _WAITING:
            self._requests.put(line, event)

    def _request(self, event: ServerEvent) -> Answered | None:
        """The request that *event* answers."""
        if isinstance(event, ServerEventError):
            return self._refused(readable(lambda: event.error.event_id))
        if isinstance(event, ServerEventSessionCreated):
            if self._is_connected:
                self._requests.clear()  # of the connection before
            self._is_connected = True
        kind = _requested(event)
        for line, request in self._requests.items() if kind else ():
            if request.type == kind and _fits(request, event):
                del self._requests[line]
                return Answered(line)
        return None

    def _refused(self, event_id: str | None) -> Answered | None:
        """The request *event_id*. Any that has no id may be meant by an error that names none, so
        none of them is told any more."""
        if not event_id:
            for line, request in list(self._requests.items()):
                if not request.get("event_id"):
                    del self._requests[line]
            return None
        found = self._answered("event", event_id)
        if found:
            self._requests.pop(found.line, None)
        return found


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
