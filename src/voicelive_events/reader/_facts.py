"""What is decided of a session, and the runs of deltas that it may be decided from."""

from datetime import datetime
from typing import NamedTuple, TypeAlias

__all__ = [
    "Answer",
    "DeltaRun",
    "Fact",
    "Interruption",
    "ResponseEnd",
    "Tokens",
    "ToolCall",
    "ToolOutput",
    "UserTurn",
]


# No `from __future__ import annotations` above: `help` would show the types as text.
class UserTurn(NamedTuple):
    """The user has said something: a message, spoken or typed, has entered the conversation."""

    item_id: str | None
    """Id of the message."""

    is_spoken: bool
    """Whether it was spoken."""

    ended: datetime | None
    """When the speech ended, or the client sent the message or the commit; without times nobody
    knows."""


class Answer(NamedTuple):
    """The first audio or text of a response that came after a turn of the user."""

    response_id: str
    """Id of the response."""

    item_id: str | None
    """Id of the message that it answers."""

    latency: float | None
    """Seconds since the turn ended; None without times, or where the clock went back."""


class Interruption(NamedTuple):
    """A response was cut off because the user began to speak: one fact for each response.

    It is one where the service cancelled it for that, where it was cancelled after the user had
    begun to speak, and where its audio was truncated before its end.
    """

    response_id: str | None
    """Id of the response, if an event told."""

    item_id: str | None
    """Id of the item that was truncated, if one was."""


class ToolCall(NamedTuple):
    """A call of a function of the client, or of a tool of an MCP server, whose arguments are whole.

    A call that was cut off is none.
    """

    item_id: str | None
    """Id of the item that is the call, if an event told."""

    call_id: str | None
    """Id that the output of a function names; None for a tool of an MCP server."""

    server_label: str | None
    """Label of the MCP server; None for a function."""

    name: str
    """Name of the function or tool."""

    arguments: str
    """Arguments as JSON text."""

    response_id: str | None
    """Id of the response that made the call, if an event told."""


class ToolOutput(NamedTuple):
    """The client has given the output of a function call."""

    call_id: str
    """Id of the call, as `ToolCall.call_id`."""

    output: str
    """What the function returned, as the client wrote it."""


class Tokens(NamedTuple):
    """Tokens that a response used. What is no count of tokens counts as 0."""

    input: int = 0
    """Those that the model read, cached ones included."""

    output: int = 0
    """Those that the model produced."""

    cached: int = 0
    """Those that it read and that came from the cache."""


class ResponseEnd(NamedTuple):
    """A response has ended, however it did."""

    response_id: str | None
    """Id of the response, if the event told."""

    in_conversation: bool
    """Whether what it produced has joined the conversation."""

    status: str
    """How it ended: the value of a `ResponseStatus`, or `unknown` for anything else."""

    tokens: Tokens
    """What it used; all 0 where the event does not tell."""


class DeltaRun(NamedTuple):
    """Deltas of one type and item that followed one another, as their sum.

    `read_sessions` makes it of them, and a `SessionReader` takes it in their place.
    """

    type: str
    """The type of the events."""

    response_id: str | None
    """Id of the response that they belong to."""

    item_id: str | None
    """Id of the item that they belong to."""

    content_index: int | None
    """Place of the part that they belong to among the contents of the item."""

    size: int
    """Bytes of audio in all of them; 0 for what is no audio."""

    last: datetime | None
    """When the last of them came."""


Fact: TypeAlias = UserTurn | Answer | Interruption | ToolCall | ToolOutput | ResponseEnd
"""What a `SessionReader` decides."""
