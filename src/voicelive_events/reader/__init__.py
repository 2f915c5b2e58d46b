"""What a session says as it goes by: turns, answers, interruptions, calls of tools, tokens.

Each is decided here, once, from the events of both directions. Not part of the package's own
namespace: import it from `voicelive_events.reader`.
"""

from ._facts import (
    Answer,
    DeltaRun,
    Fact,
    Interruption,
    ResponseEnd,
    Tokens,
    ToolCall,
    ToolOutput,
    UserTurn,
)
from ._session import OpenResponse, SessionReader

__all__ = [
    "Answer",
    "DeltaRun",
    "Fact",
    "Interruption",
    "OpenResponse",
    "ResponseEnd",
    "SessionReader",
    "Tokens",
    "ToolCall",
    "ToolOutput",
    "UserTurn",
]
