"""Events about the service's own searches, on the web and in files."""

from typing import Literal, TypeAlias

from .._core.fields import discriminator
from ..versions import SINCE_2026_04_10
from .base import ResponseItemEvent
from .types import ServerEventType

__all__ = [
    "SearchCallEvent",
    "ServerEventResponseFileSearchCallCompleted",
    "ServerEventResponseFileSearchCallInProgress",
    "ServerEventResponseFileSearchCallSearching",
    "ServerEventResponseWebSearchCallCompleted",
    "ServerEventResponseWebSearchCallInProgress",
    "ServerEventResponseWebSearchCallSearching",
]


class SearchCallEvent(ResponseItemEvent):
    """An event about the state of a web search or a file search."""

    api_versions = SINCE_2026_04_10

    sequence_number: int
    """Sequence number that the service gives for the search call."""


class ServerEventResponseWebSearchCallInProgress(SearchCallEvent):
    """Sent when the service takes up a web search call."""

    type: Literal[ServerEventType.RESPONSE_WEB_SEARCH_CALL_IN_PROGRESS] = discriminator()


class ServerEventResponseWebSearchCallSearching(SearchCallEvent):
    """Sent when the search of a web search call is running."""

    type: Literal[ServerEventType.RESPONSE_WEB_SEARCH_CALL_SEARCHING] = discriminator()


class ServerEventResponseWebSearchCallCompleted(SearchCallEvent):
    """Sent when a web search is over and its results are in."""

    type: Literal[ServerEventType.RESPONSE_WEB_SEARCH_CALL_COMPLETED] = discriminator()


class ServerEventResponseFileSearchCallInProgress(SearchCallEvent):
    """Sent when the service takes up a file search call."""

    type: Literal[ServerEventType.RESPONSE_FILE_SEARCH_CALL_IN_PROGRESS] = discriminator()


class ServerEventResponseFileSearchCallSearching(SearchCallEvent):
    """Sent when the search of a file search call is running."""

    type: Literal[ServerEventType.RESPONSE_FILE_SEARCH_CALL_SEARCHING] = discriminator()


class ServerEventResponseFileSearchCallCompleted(SearchCallEvent):
    """Sent when a file search is over and its results are in."""

    type: Literal[ServerEventType.RESPONSE_FILE_SEARCH_CALL_COMPLETED] = discriminator()


Known: TypeAlias = (
    ServerEventResponseFileSearchCallCompleted
    | ServerEventResponseFileSearchCallInProgress
    | ServerEventResponseFileSearchCallSearching
    | ServerEventResponseWebSearchCallCompleted
    | ServerEventResponseWebSearchCallInProgress
    | ServerEventResponseWebSearchCallSearching
)
"""Every event of this module."""
