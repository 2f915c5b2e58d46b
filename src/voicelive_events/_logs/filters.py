"""Which events are meant: by type, item, response and direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import translate
from typing import Any

from ..client.base import ClientEvent
from ..recording import Direction
from ..server.base import ServerEvent
from .wording import class_name

__all__ = ["Filter", "item_ids", "response_ids"]


class Filter:
    """The events that glob patterns allow for; all of them if there is no pattern.

    Of the patterns of one kind one must match, and so must each kind that has any. A pattern that
    begins with ``!`` excludes what the rest of it matches. A type is named as on the wire, by its
    class, or by its class without the prefix.
    """

    def __init__(
        self,
        *,
        type: Sequence[str] = (),
        item: Sequence[str] = (),
        response: Sequence[str] = (),
        direction: Direction | None = None,
    ) -> None:
        self._globs = {
            name: list(map(_Glob, globs))
            for name, globs in {"type": type, "item": item, "response": response}.items()
        }
        self._direction = direction
        self.is_open = not (type or item or response or direction)
        """Whether every event passes."""
        self.names_types = bool(type)
        """Whether types are among what is asked for."""

    def __call__(self, event: ServerEvent | ClientEvent) -> bool:
        """Whether *event* is meant."""
        if self.is_open:
            return True
        side: Direction = "received" if isinstance(event, ServerEvent) else "sent"
        passes = self._direction in (None, side)
        for name, globs in self._globs.items():
            if globs:
                passes &= _passes(globs, _NAMES[name](event))
        return passes

    def unmatched(self) -> Iterator[tuple[str, str]]:
        """The patterns that have matched no event so far, each with its kind."""
        for name, globs in self._globs.items():
            yield from ((name, glob.text) for glob in globs if not glob.has_matched)


class _Glob:
    def __init__(self, text: str) -> None:
        self.text = text
        self.excludes = text.startswith("!")
        self.has_matched = False
        self._match = re.compile(translate(text.removeprefix("!"))).match

    def matches(self, names: Sequence[str]) -> bool:
        found = any(map(self._match, names))
        self.has_matched |= found
        return found


def _passes(globs: Sequence[_Glob], names: Sequence[str]) -> bool:
    matches = [(glob.excludes, glob.matches(names)) for glob in globs]  # each one takes note
    included = [found for excludes, found in matches if not excludes]
    return (any(included) or not included) and (True, True) not in matches


def _types(event: ServerEvent | ClientEvent) -> list[str]:
    return [str(event.type), type(event).__name__, class_name(event)]


def item_ids(event: ServerEvent | ClientEvent) -> list[str]:
    """The ids of the items that *event* is about: one, or all that a response has produced."""
    response = event.get("response")
    output = response.get("output") if isinstance(response, dict) else None
    items = [event.get("item"), *(output if isinstance(output, list) else ())]
    return _strings(event.get("item_id"), *(i.get("id") for i in items if isinstance(i, dict)))


def response_ids(event: ServerEvent | ClientEvent) -> list[str]:
    """The id of the response that *event* belongs to, if it does to one."""
    response = event.get("response")
    own = response.get("id") if isinstance(response, dict) else None
    return _strings(event.get("response_id"), own)


_NAMES = {"type": _types, "item": item_ids, "response": response_ids}


def _strings(*values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)]
