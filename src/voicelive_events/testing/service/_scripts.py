"""What the model answers: the turns that it is asked about, and the scripts that say it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple, TypeAlias, cast

from ...enums import MCPApprovalType, MessageRole, OutputAudioFormat
from ...models.content import AudioContentPart, TextContentPart
from ...models.items import (
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMCPApprovalRequestItem,
    ResponseMCPApprovalResponseItem,
    ResponseMCPCallItem,
    ResponseMCPListToolItem,
    ResponseMessageItem,
)
from ...models.responses import ResponseCreateParams, ResponseStatusDetails
from ...models.session import ResponseSession
from ...models.tools import FunctionTool, MCPServer, Tool, ToolChoiceSelection
from ...server.base import ServerEvent
from .._replies import Call, McpApproval, McpCall, Reply, Say
from .._sessions import ScriptedSession
from ._arguments import arguments_for
from ._input_audio import Heard
from ._speech import Piece

__all__ = [
    "Answer",
    "Answerer",
    "Close",
    "Hear",
    "Part",
    "Recorded",
    "Replay",
    "Script",
    "Silence",
    "Turn",
    "default_reply",
    "describe_sound",
    "hearing",
    "parts_of",
    "reply_of",
    "text_of",
]


# --- What may be answered ------------------------------------------------------------------------


class Recorded(NamedTuple):
    """The assistant says what it said in a recording, in the same pieces: `replay` makes these."""

    pieces: Sequence[Piece]
    """The words and their audio, in order."""
    format: OutputAudioFormat
    """The format of their audio."""


class Silence(NamedTuple):
    """Nothing is said for so many seconds, at a pace of 1; for ever if they are infinite."""

    seconds: float = 0.0
    """How long."""


class Close(NamedTuple):
    """The service closes the connection."""

    code: int = 1000
    """The code of the close frame; 1000 is a normal end."""
    reason: str = ""
    """The reason that the frame gives beside it."""


Part: TypeAlias = Reply | Recorded | Silence | Close | ResponseStatusDetails | ServerEvent
"""A part of an answer. A call without arguments gets some that the function's schema allows.
Details of a status end the response as failed, incomplete or cancelled; an event is sent as it
is."""

Answer: TypeAlias = Part | Sequence[Part] | None
"""What one response has: a part, several in their order, or nothing."""


@dataclass(frozen=True)
class Replay:
    """What a recorded session has of the service's side, to be served again."""

    answers: Sequence[Answer]
    """What each response of the conversation has."""
    asides: Sequence[Answer] = ()
    """What each response out of band has."""
    heard: Sequence[str] = ()
    """The transcripts of the user's spoken turns."""
    mcp_tools: Mapping[str, Sequence[Mapping[str, Any]] | None] = field(default_factory=dict)
    """The tools of MCP servers by their labels; None if they could not be listed."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What a response is asked for."""

    number: int
    """Which response of the session it is, from 1."""
    items: Sequence[ResponseItem]
    """The conversation so far, or what the client gave in its place. What the user said is in them,
    whether the session transcribes it or not."""
    session: ResponseSession
    """The settings of the session."""
    request: ResponseCreateParams | None = None
    """What the client asked for, if it asked; None after a turn that the service detected."""
    additional_instructions: str = ""
    """What the client told the model for this response, beside the instructions."""
    audio: Heard | None = None
    """The last spoken turn of the user."""

    @property
    def is_aside(self) -> bool:
        """Whether the response is out of band, and stays out of the conversation."""
        return self.request is not None and self.request.conversation == "none"

    @property
    def said(self) -> str:
        """What the user said or wrote last; empty if nothing."""
        message = self._last_message
        return "" if message is None else text_of(message)

    @property
    def outputs(self) -> list[ResponseFunctionCallOutputItem]:
        """What functions returned since the model last answered."""
        return [item for item in self._new if isinstance(item, ResponseFunctionCallOutputItem)]

    @property
    def approvals(self) -> list[ResponseMCPApprovalResponseItem]:
        """What the client decided about MCP calls since the model last answered."""
        return [item for item in self._new if isinstance(item, ResponseMCPApprovalResponseItem)]

    @property
    def mcp_calls(self) -> list[ResponseMCPCallItem]:
        """The MCP calls that were made since the user's last message."""
        return [item for item in self._since_user if isinstance(item, ResponseMCPCallItem)]

    @property
    def instructions(self) -> str:
        """What the model is told."""
        told = (self._setting("instructions"), self.additional_instructions)
        return "\n".join(text for text in told if text)

    @property
    def given_words(self) -> str | None:
        """What the client wants to be spoken, in place of an answer of the model."""
        message = None if self.request is None else self.request.pre_generated_assistant_message
        return None if message is None else "".join(p.get("text") or "" for p in message.content)

    @property
    def tools(self) -> list[Tool]:
        """What the model may use."""
        return [Tool.from_dict(tool) for tool in self._setting("tools") or ()]

    @property
    def tool_choice(self) -> ToolChoiceSelection | str:
        """Which of them the model has to use: a rule, or an object that names one."""
        choice = self._setting("tool_choice") or "auto"
        return ToolChoiceSelection.from_dict(choice) if isinstance(choice, Mapping) else str(choice)

    @property
    def has_called(self) -> bool:
        """Whether the model has called a function since the user's last message."""
        return any(isinstance(item, ResponseFunctionCallItem) for item in self._since_user)

    def _setting(self, name: str) -> Any:
        asked = None if self.request is None else self.request.get(name)
        return self.session.get(name) if asked is None else asked

    @property
    def _last_message(self) -> ResponseMessageItem | None:
        messages = (item for item in reversed(self.items) if _is_of(MessageRole.USER, item))
        return cast("ResponseMessageItem | None", next(messages, None))

    @property
    def _since_user(self) -> list[ResponseItem]:
        """The items behind the user's last message."""
        return self._behind_last(lambda item: _is_of(MessageRole.USER, item))

    @property
    def _since_assistant(self) -> list[ResponseItem]:
        """The items behind the assistant's last message."""
        return self._behind_last(lambda item: _is_of(MessageRole.ASSISTANT, item))

    @property
    def _new(self) -> list[ResponseItem]:
        """The items that came since the model last answered."""
        return self._behind_last(
            lambda item: isinstance(item, _CALLS) or _is_of(MessageRole.ASSISTANT, item)
        )

    def _behind_last(self, is_it: Callable[[ResponseItem], bool]) -> list[ResponseItem]:
        back = takewhile(lambda item: not is_it(item), reversed(self.items))
        return list(back)[::-1]


_CALLS = (ResponseFunctionCallItem, ResponseMCPCallItem, ResponseMCPApprovalRequestItem)


def _is_of(role: MessageRole, item: ResponseItem) -> bool:
    return isinstance(item, ResponseMessageItem) and item.role == role


def text_of(message: ResponseMessageItem) -> str:
    """What is written, said or heard in a *message*."""
    texts = []
    for part in message.content:
        if isinstance(part, TextContentPart):
            texts.append(part.text)
        elif isinstance(part, AudioContentPart):
            texts.append(part.transcript or "")
    return " ".join(text for text in texts if text)


# --- Scripts -------------------------------------------------------------------------------------

Answerer: TypeAlias = Callable[[Turn], Awaitable[Answer]]
"""What a script comes to, for one session."""

Script: TypeAlias = (
    Sequence[Answer]
    | Callable[[Turn], Answer | Awaitable[Answer]]
    | Replay
    | ScriptedSession
    | None
)
"""What the model answers:

- a list has an answer for each response of the conversation, in order; after its end it answers as
  None does;
- a function, which may be async, is called with the `Turn` and gives the answer;
- a `Replay` or a `ScriptedSession` has the answers of a session that is to be served again;
- None gets any agent through: the first tool is called once for each message of the user, its
  output is told in words, and without tools the user's words are repeated.
"""

Hear: TypeAlias = Sequence[str] | Callable[[Heard], str] | None
"""What the user's speech is transcribed as, for nothing here understands it: a list has the words
of each spoken turn, in order; a function makes them of the audio; by default they say how long that
is."""


def reply_of(script: Script) -> Answerer:
    """The *script* as a function, for one session. Raises `TypeError` for what is none."""
    if script is None:
        return default_reply
    if isinstance(script, Replay):
        return _in_turn(list(script.answers), list(script.asides))
    if isinstance(script, Sequence) and not isinstance(script, str):
        for answer in script:
            parts_of(answer)
        return _in_turn(list(script), [])
    if callable(script):
        return _by_function(script)
    raise TypeError(f"expected a list of answers or a function, got {type(script).__name__}")


def _in_turn(answers: list[Answer], asides: list[Answer]) -> Answerer:
    async def reply(turn: Turn) -> Answer:
        left = asides if turn.is_aside else answers
        return left.pop(0) if left else await default_reply(turn)

    return reply


def _by_function(function: Callable[[Turn], Answer | Awaitable[Answer]]) -> Answerer:
    async def reply(turn: Turn) -> Answer:
        answer = function(turn)
        return await answer if inspect.isawaitable(answer) else answer

    return reply


def hearing(hear: Hear) -> Callable[[Heard], str]:
    """*hear* as a function, for one session. Raises `TypeError` for what is none."""
    if hear is None:
        return describe_sound
    if callable(hear):
        return hear
    if isinstance(hear, str) or not isinstance(hear, Sequence):
        raise TypeError(f"expected a list of words or a function, got {type(hear).__name__}")
    words: list[Any] = list(hear)
    if strange := [each for each in words if not isinstance(each, str)]:
        raise TypeError(f"expected the words of each turn, got {type(strange[0]).__name__}")
    return lambda heard: words.pop(0) if words else describe_sound(heard)


def describe_sound(heard: Heard) -> str:
    """What stands for the words of the user by default: nothing here understands speech."""
    return f"{heard.speech_ms / 1000:.1f} seconds of speech"


def parts_of(answer: object) -> list[Part]:
    """The parts of an *answer*. Raises `TypeError` for what is none."""
    if answer is None:
        return []
    if isinstance(answer, _PARTS):
        return [answer]
    if isinstance(answer, Sequence) and all(isinstance(part, _PARTS) for part in answer):
        return list(cast("Sequence[Part]", answer))
    if isinstance(answer, list | tuple):
        answer = next(part for part in answer if not isinstance(part, _PARTS))
    raise TypeError(f"expected an answer, or a list of its parts, got {type(answer).__name__}")


_PARTS = (
    str,
    Say,
    Call,
    McpCall,
    McpApproval,
    Recorded,
    Silence,
    Close,
    ResponseStatusDetails,
    ServerEvent,
)


async def default_reply(turn: Turn) -> Answer:
    """What gets any agent through: the first tool is called once for each message of the user, its
    output is told in words, and without tools the user's words are repeated."""
    if calls := list(_approved(turn)):
        return calls
    told = [output.output for output in turn.outputs]
    told += [call.output or "" for call in turn.mcp_calls if call in turn._since_assistant]
    if told:
        return f"The answer is: {'; '.join(told)}"
    if turn.approvals:
        return "All right, I will not do that."
    return _use_of_tool(turn) or (f"You said: {turn.said}" if turn.said else _GREETING)


_GREETING = "Hello! How can I help you?"


def _approved(turn: Turn) -> Iterator[McpCall]:
    """The MCP calls that the client has approved and that were not made yet."""
    made = {call.approval_request_id for call in turn.mcp_calls}
    items = turn._since_user
    asked = {item.id: item for item in items if isinstance(item, ResponseMCPApprovalRequestItem)}
    for item in items:
        if not isinstance(item, ResponseMCPApprovalResponseItem) or not item.approve:
            continue
        request = asked.get(item.approval_request_id)
        if request is not None and request.id not in made:
            yield McpCall(
                request.server_label,
                request.name,
                request.arguments or "{}",
                "Done.",
                approval_request_id=request.id,
            )


def _use_of_tool(turn: Turn) -> Part | None:
    """The call of the first tool that the model may call now."""
    choice = turn.tool_choice
    has_to = choice == "required" or isinstance(choice, ToolChoiceSelection)
    if choice == "none" or turn.has_called or turn.mcp_calls or not (turn.said or has_to):
        return None
    for tool in turn.tools:
        if isinstance(choice, ToolChoiceSelection) and not _is_chosen(tool, choice):
            continue
        if isinstance(tool, FunctionTool):
            return Call(tool.name)
        if isinstance(tool, MCPServer) and (use := _use_of_server(tool, turn)):
            return use
    return None


def _is_chosen(tool: Tool, choice: ToolChoiceSelection) -> bool:
    key = "server_label" if tool.type == "mcp" else "name"
    return tool.type == choice.type and tool.get(key) == choice.get(key)


def _use_of_server(server: MCPServer, turn: Turn) -> Part | None:
    """The call of the first tool of an MCP *server*, or the question whether it may be made."""
    for item in turn.items:
        if isinstance(item, ResponseMCPListToolItem) and item.server_label == server.server_label:
            for tool in item.tools:
                arguments = arguments_for(tool.input_schema)
                if _wants_approval(server, tool.name):
                    return McpApproval(server.server_label, tool.name, arguments)
                return McpCall(server.server_label, tool.name, arguments, "Done.")
    return None


def _wants_approval(server: MCPServer, name: str) -> bool:
    rule: Any = server.get("require_approval")
    if not isinstance(rule, Mapping):
        return bool(rule != MCPApprovalType.NEVER)
    never = rule.get("never")
    names = never.get("tool_names") if isinstance(never, Mapping) else never
    return name not in set(names or ())
