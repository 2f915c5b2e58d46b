"""Which events are meant: by type, item and response, as glob patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from typing import Any

from .._event import VoiceLiveEvent

__all__ = ["Filter", "item_ids", "response_ids"]


class Filter:
    """The events that glob patterns allow for; all of them if there is no pattern.

    Of the patterns of one kind one must match, and so must each kind that has any.
    """

    def __init__(
        self, *, type: Sequence[str] = (), item: Sequence[str] = (), response: Sequence[str] = ()
    ) -> None:
        self._type, self._item, self._response = map(_pattern, (type, item, response))
        self.is_open = not (type or item or response)
        """Whether every event passes."""

    def __call__(self, event: VoiceLiveEvent) -> bool:
        """Whether *event* is meant."""
        return self.is_open or (
            _matches(self._type, [str(event.type)])
            and _matches(self._item, item_ids(event))
            and _matches(self._response, response_ids(event))
        )


def _pattern(globs: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(translate, globs))) if globs else None


def _matches(pattern: re.Pattern[str] | None, names: Iterable[str]) -> bool:
    return pattern is None or any(map(pattern.match, names))


def item_ids(event: VoiceLiveEvent) -> list[str]:
    """The ids of the items that *event* is about: one, or all that a response has produced."""
    response = event.get("response")
    output = response.get("output") if isinstance(response, dict) else None
    items = [event.get("item"), *(output if isinstance(output, list) else ())]
    return _strings(event.get("item_id"), *(i.get("id") for i in items if isinstance(i, dict)))


def response_ids(event: VoiceLiveEvent) -> list[str]:
    """The id of the response that *event* belongs to, if it does to one."""
    response = event.get("response")
    own = response.get("id") if isinstance(response, dict) else None
    return _strings(event.get("response_id"), own)


def _strings(*values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)]
