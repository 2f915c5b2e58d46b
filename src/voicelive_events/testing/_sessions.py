"""Sessions as the service would send them, written a turn at a time."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Self

from ..enums import MessageRole, ResponseItemStatus, ResponseStatus
from ..models.content import RequestAudioContentPart, ResponseAudioContentPart
from ..models.errors import ServerEventErrorDetails
from ..models.items import (
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMessageItem,
)
from ..models.responses import Response, ResponseCancelledDetails
from ..models.session import ResponseSession
from ..models.usage import TokenUsage
from ..server.base import ServerEvent
from ..server.conversation import (
    ServerEventConversationItemCreated,
    ServerEventConversationItemDone,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventConversationItemTruncated,
)
from ..server.input_audio import (
    ServerEventInputAudioBufferCommitted,
    ServerEventInputAudioBufferSpeechStarted,
    ServerEventInputAudioBufferSpeechStopped,
)
from ..server.output_audio import (
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioDone,
    ServerEventResponseAudioTranscriptDelta,
    ServerEventResponseAudioTranscriptDone,
)
from ..server.response import (
    ServerEventResponseContentPartAdded,
    ServerEventResponseContentPartDone,
    ServerEventResponseCreated,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDelta,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemAdded,
    ServerEventResponseOutputItemDone,
)
from ..server.session import ServerEventError, ServerEventSessionCreated, ServerEventSessionUpdated
from ._making import make

__all__ = ["ScriptedSession"]

_WORD = re.compile(r"\s*\S+|\s+$")
_MS_PER_WORD = 300
_AUDIO_OF_WORD = bytes(_MS_PER_WORD * 24 * 2)  # silence in PCM16 at 24 kHz


class ScriptedSession:
    """A session as a list of events, whose ids fit together as those of the service do.

    It begins with the session's own events. Each method adds what the service sends in one
    situation and gives the session back::

        session = ScriptedSession().spoken_turn("Is it raining?", "Yes, it is.").error("No more.")
        for event in session.events:
            handle(event)

    What the assistant says comes a word at a time, each with a piece of audio.
    """

    def __init__(self, settings: ResponseSession | None = None) -> None:
        self.events: list[ServerEvent] = []
        """All events so far, in the order of the service. No two of them share an object."""
        self._numbers: Counter[str] = Counter()
        self._last_item: str | None = None
        self._heard_ms = 0
        session = settings or ResponseSession(id=self._id("sess"))
        self._add(ServerEventSessionCreated, session=session)
        self._add(ServerEventSessionUpdated, session=session)

    # --- What happens ------------------------------------------------------------------------

    def user_turn(self, said: str) -> Self:
        """The user says *said*, and the service hears and transcribes it."""
        return self._speech_ends(self._speech_starts(), said)

    def reply(self, text: str, *, audio: bytes | None = None) -> Self:
        """The assistant says *text*; *audio* comes with each word, by default as silence."""
        answer = _Answer(self, text)
        for word in answer.words:
            answer.say(word, audio)
        answer.end()
        return self

    def spoken_turn(self, said: str, reply: str, *, audio: bytes | None = None) -> Self:
        """The user says *said*, and the assistant answers it with *reply*."""
        return self.user_turn(said).reply(reply, audio=audio)

    def interruption(self, reply: str, said: str, *, audio: bytes | None = None) -> Self:
        """The assistant says the first half of *reply*, and the user speaks over it with *said*.

        The response ends as cancelled, and its item is cut to what was said of it.
        """
        answer = _Answer(self, reply)
        for word in answer.words[: (len(answer.words) + 1) // 2]:
            answer.say(word, audio)
        item = self._speech_starts()
        answer.end(cancelled=True)
        return self._speech_ends(item, said)

    def tool_call(
        self, name: str, arguments: Mapping[str, Any], *, output: str | None = None
    ) -> Self:
        """The assistant calls the function *name* with *arguments*, in a response of its own.

        With *output*, the service then confirms the item in which the client returns it.
        """
        response, call, text = self._id("resp"), self._id("call"), json.dumps(arguments)
        item = ResponseFunctionCallItem(
            id=self._id("item"),
            call_id=call,
            name=name,
            arguments="",
            status=ResponseItemStatus.IN_PROGRESS,
        )
        of_call = {"response_id": response, "item_id": item.id, "call_id": call}
        self._response_starts(response, item)
        middle = len(text) // 2
        for delta in (text[:middle], text[middle:]):
            self._add(ServerEventResponseFunctionCallArgumentsDelta, **of_call, delta=delta)
        self._add(
            ServerEventResponseFunctionCallArgumentsDone, **of_call, name=name, arguments=text
        )
        item.arguments, item.status = text, ResponseItemStatus.COMPLETED
        self._add(ServerEventResponseOutputItemDone, response_id=response, item=item)
        self._response_ends(response, item)
        if output is not None:
            result = self._id("item")
            self._item_created(
                ResponseFunctionCallOutputItem(id=result, call_id=call, output=output)
            )
        return self

    def error(self, message: str, *, code: str | None = None) -> Self:
        """The service reports an error; the session goes on."""
        details = make(ServerEventErrorDetails, message=message, code=code)
        return self._add(ServerEventError, error=details)

    # --- Its parts ---------------------------------------------------------------------------

    def _id(self, kind: str) -> str:
        self._numbers[kind] += 1
        return f"{kind}_{self._numbers[kind]}"

    def _add(self, event: type[ServerEvent], **fields: Any) -> Self:
        made = make(event, event_id=self._id("event"), **fields)
        self.events.append(copy.deepcopy(made))  # one item stands in several events
        return self

    def _item_created(self, item: ResponseItem) -> None:
        self._add(ServerEventConversationItemCreated, previous_item_id=self._last_item, item=item)
        self._last_item = item.id

    def _speech_starts(self) -> str:
        """Gives the id of the item that the speech will become."""
        item, start = self._id("item"), self._heard_ms
        self._add(ServerEventInputAudioBufferSpeechStarted, item_id=item, audio_start_ms=start)
        return item

    def _speech_ends(self, item: str, said: str) -> Self:
        previous = self._last_item
        self._heard_ms += _MS_PER_WORD * len(said.split())
        end = self._heard_ms
        message = ResponseMessageItem(
            id=item,
            role=MessageRole.USER,
            content=[RequestAudioContentPart()],
            status=ResponseItemStatus.COMPLETED,
        )
        self._add(ServerEventInputAudioBufferSpeechStopped, item_id=item, audio_end_ms=end)
        self._add(ServerEventInputAudioBufferCommitted, item_id=item, previous_item_id=previous)
        self._item_created(message)
        self._add(ServerEventConversationItemDone, previous_item_id=previous, item=message)
        return self._add(
            ServerEventConversationItemInputAudioTranscriptionCompleted,
            item_id=item,
            transcript=said,
        )

    def _response_starts(self, response: str, item: ResponseItem) -> None:
        begun = Response(id=response, status=ResponseStatus.IN_PROGRESS, output=[])
        self._add(ServerEventResponseCreated, response=begun)
        self._add(ServerEventResponseOutputItemAdded, response_id=response, item=item)
        self._item_created(item)

    def _response_ends(self, response: str, item: ResponseItem, *, cancelled: bool = False) -> None:
        ended = Response(
            id=response,
            status=ResponseStatus.CANCELLED if cancelled else ResponseStatus.COMPLETED,
            status_details=ResponseCancelledDetails(reason="turn_detected") if cancelled else None,
            output=[item],
            usage=make(TokenUsage),
        )
        self._add(ServerEventResponseDone, response=ended)


class _Answer:
    """One spoken answer of the assistant, from its first event to its last."""

    def __init__(self, session: ScriptedSession, text: str) -> None:
        self.words: list[str] = _WORD.findall(text) or [text]
        """*text* in the pieces that it comes in."""
        self._session = session
        self._said = ""
        self._response, self._item = session._id("resp"), session._id("item")
        session._response_starts(self._response, self._message(ResponseItemStatus.IN_PROGRESS))
        self._add(ServerEventResponseContentPartAdded, part=self._part())

    def say(self, word: str, audio: bytes | None) -> None:
        self._said += word
        self._add(ServerEventResponseAudioTranscriptDelta, delta=word)
        delta = _AUDIO_OF_WORD if audio is None else audio
        self._add(ServerEventResponseAudioDelta, delta=delta)
        self._session._heard_ms += _MS_PER_WORD  # the microphone stays open meanwhile

    def end(self, *, cancelled: bool = False) -> None:
        done = ResponseItemStatus.INCOMPLETE if cancelled else ResponseItemStatus.COMPLETED
        item = self._message(done)
        self._add(ServerEventResponseAudioDone)
        self._add(ServerEventResponseAudioTranscriptDone, transcript=self._said)
        self._add(ServerEventResponseContentPartDone, part=self._part())
        session = self._session
        session._add(ServerEventResponseOutputItemDone, response_id=self._response, item=item)
        if cancelled:
            heard = _MS_PER_WORD * len(self._said.split())
            session._add(
                ServerEventConversationItemTruncated, item_id=self._item, audio_end_ms=heard
            )
        session._response_ends(self._response, item, cancelled=cancelled)

    def _add(self, event: type[ServerEvent], **fields: Any) -> None:
        self._session._add(event, response_id=self._response, item_id=self._item, **fields)

    def _part(self) -> ResponseAudioContentPart:
        return ResponseAudioContentPart(transcript=self._said)

    def _message(self, status: ResponseItemStatus) -> ResponseMessageItem:
        return ResponseMessageItem(
            id=self._item,
            role=MessageRole.ASSISTANT,
            content=[self._part()] if self._said else [],
            status=status,
        )
