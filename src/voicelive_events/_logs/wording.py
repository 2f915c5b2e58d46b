"""What an event says, in words: made from the fields that its class declares.

Nothing here knows a single event, audio apart: what is shown, and in which order, follows from
the names and types of fields. So a class of tomorrow, or a user's own, gets its line too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from .._core.fields import FieldInfo
from .._core.model import Model
from ..client.base import ClientEvent, UnknownClientEvent
from ..errors import FieldError
from ..server.base import ServerEvent, UnknownServerEvent
from .meter import AudioMeter, audio_of
from .redaction import HIDDEN, data_size, holds_secret, masked, redacted
from .text import cut, escape, quote, word

__all__ = ["PADDING", "TEXT_CUT", "WORD_CUT", "Wording", "class_name", "short_name"]

TEXT_CUT = 40
"""Characters of a text without --content."""
WORD_CUT = 160
"""Characters of an id, a type or the message of an error, without --content."""
_LISTED = 3  # elements of a list without --content
_LISTED_KEYS = 12  # keys of an unknown event
_FEW = 4  # fields of an object in which no name of _TELLING occurs
_DEEPEST = 3  # levels of objects whose fields are shown

_UNREADABLE = "<unreadable>"

_SPOKEN = frozenset({"delta", "transcript", "text", "message"})
"""Texts that are shown in quotes and need no name to it."""

_TELLING = """
    delta transcript text message code param viseme_id
    type role name server_label arguments content approve
    status status_details reason error output
    usage total_tokens input_tokens output_tokens
    model voice id call_id tools instructions
"""
"""What tells most: it comes first in an event, and alone in an object inside an event."""

_RANKS = {name: rank for rank, name in enumerate(_TELLING.split())}

PADDING = "obfuscation"
"""A field that hides the length of what is beside it; it is shown nowhere."""

_ENVELOPE = frozenset({"type", "event_id", PADDING})
"""Fields of an event that its line leaves out."""

_TITLES = ("name", "server_label", "transcript", "text", "content", "type", "id")
"""What an object in a list is called by: the first of these that it has."""

_CALLED = ("name", "type", "model")
"""What a setting of the client's is called by."""


class _Entry(NamedTuple):
    """A field as it is read."""

    name: str
    value: Any


def class_name(event: ServerEvent | ClientEvent) -> str:
    """The name of the event's class, short of the prefix that those of its side share."""
    return short_name(type(event))


def short_name(event: type) -> str:
    """As `class_name`, of a class."""
    return event.__name__.removeprefix("ServerEvent").removeprefix("ClientEvent")


class Wording:
    """Says in words what events hold."""

    def __init__(self, meter: AudioMeter, *, content: bool) -> None:
        self.content = content
        """Whether texts are shown whole."""
        self._meter = meter

    def brief(self, text: str, limit: int) -> str:
        """*text* without credentials, cut to *limit* characters unless texts are shown whole."""
        return cut(redacted(text), None if self.content else limit)

    def text(self, event: ServerEvent | ClientEvent) -> str:
        """The class of *event* and what is in it, in one line."""
        return "  ".join((class_name(event), *self.parts(event)))

    def parts(self, event: ServerEvent | ClientEvent) -> list[str]:
        """What is in *event*, field by field, what tells most first."""
        if isinstance(event, UnknownServerEvent | UnknownClientEvent):
            return list(self._unknown(event))
        entries = [entry for entry in _fields(event) if entry.name not in _ENVELOPE]
        entries.sort(key=_event_order)
        return [part for entry in entries for part in self._event_field(event, entry)]

    def length(self, event: ServerEvent | ClientEvent, size: int) -> str:
        """How long *size* bytes of audio last, in the format of that in *event*."""
        return self._meter.length(event, size)

    def run(
        self, first: ServerEvent | ClientEvent, count: int, length: str, text: str
    ) -> list[str]:
        """What *count* deltas that begin with *first* hold together: audio of some *length*, or a
        *text*; then the ids that they share."""
        whole = [length] if length else []
        if text:
            whole.append(self._text("delta", text))
        entries = [entry for entry in _fields(first) if entry.name not in _ENVELOPE]
        ids = [e for e in sorted(entries, key=_event_order) if _is_id(e)]
        return [f"x{count}", *whole, *(p for e in ids for p in self._event_field(first, e))]

    def _unknown(self, event: UnknownServerEvent | UnknownClientEvent) -> Iterator[str]:
        yield word(redacted(str(event.type)), WORD_CUT)
        others = [key for key in event if key not in _ENVELOPE]
        if self.content:
            for key in others:
                value = HIDDEN if holds_secret(event, key) else self._any(event[key])
                yield f"{word(redacted(key), TEXT_CUT)}={value}"
        elif others:
            shown = [word(redacted(key), TEXT_CUT) for key in others[:_LISTED_KEYS]]
            yield f"keys={', '.join(shown)}{_more(len(others) - len(shown))}"

    def _event_field(self, event: ServerEvent | ClientEvent, entry: _Entry) -> Iterator[str]:
        name, value = entry
        if isinstance(value, Model):
            if isinstance(event, ClientEvent):
                yield from self._asked(name, value)
            else:
                yield from self._object(name, value, depth=1)
        elif isinstance(value, bytes) and audio_of(event) is not None:
            yield self._meter.length(event, len(value))
        elif value == "" and name in _SPOKEN:
            yield '""'
        elif isinstance(value, list) and name not in _RANKS and _holds_containers(value):
            yield f"{name}=<{len(value)} {'item' if len(value) == 1 else 'items'}>"
        else:
            yield from self._field(name, value, depth=0)

    def _asked(self, name: str, value: dict[str, Any], depth: int = 1) -> Iterator[str]:
        """All that an object of the client holds: each of it is an order, some nulls too."""
        infos = value.fields() if isinstance(value, Model) else ()
        orders = {info.name for info in infos if info.explicit_null}
        for key, inner in sorted(_entries(value), key=_event_order):
            label = f"{name}_id" if key == "id" else word(redacted(key), TEXT_CUT)
            if depth > 1:
                label = f"{name}.{word(redacted(key), TEXT_CUT)}"
            if inner is None and key in orders and key in value:
                yield f"{label}=null"
            elif not isinstance(inner, dict):
                yield from self._field(label, inner, depth)
            elif self.content or depth == _DEEPEST:
                yield f"{label}={self._any(inner)}"
            elif title := next((inner[each] for each in _CALLED if each in inner), None):
                yield f"{label}={self._any(title)}"
            else:
                yield from self._asked(label, inner, depth + 1)

    def _object(self, name: str, value: dict[str, Any], depth: int) -> Iterator[str]:
        """The telling fields of an object, one by one."""
        entries = _telling(value)
        for inner in sorted(entries, key=lambda entry: _RANKS.get(entry.name, len(_RANKS))):
            # Events refer to the id of an item as `item_id`, so that is what one looks for.
            label = f"{name}_id" if inner.name == "id" else word(inner.name, TEXT_CUT)
            if depth > 1 and inner.name == "type" and len(entries) > 1:
                continue  # only says what kind of details the others are
            yield from self._field(label, inner.value, depth)

    def _field(self, name: str, value: Any, depth: int) -> Iterator[str]:
        """One field that is no part of the whole, in the form ``name=value``."""
        if _is_nothing(name, value):
            return
        if isinstance(value, dict) and self._is_taken_apart(value, depth):
            title = value.get("name")
            if isinstance(title, str):
                yield f"{name}={self._text('name', title)}"
            else:
                yield from self._object(name, value, depth + 1)
        elif isinstance(value, str) and self._speaks_for_itself(name, depth, value):
            yield self._text(name, value)
        else:
            yield f"{name}={self._value(name, value)}"

    def _is_taken_apart(self, value: dict[str, Any], depth: int) -> bool:
        """Whether an object's fields stand in the line; otherwise it is shown as JSON."""
        is_shown_whole = self.content and not isinstance(value, Model)
        return depth < _DEEPEST and not is_shown_whole and bool(_telling(value))

    def _speaks_for_itself(self, name: str, depth: int, value: str) -> bool:
        """Whether a text is shown without the field's name: speech, and the kind of an object."""
        return not _is_marked(value) and (name in _SPOKEN or (name == "type" and depth == 1))

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, bytes):
            return f"<{len(value)} bytes>"
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, list):
            return self._list(value)
        return self._any(value)

    def _text(self, name: str, text: str) -> str:
        text = str(text)  # an enum member is its value here
        data = data_size(text)
        if _is_marked(text) or data is not None:
            return data or text
        text = redacted(text)
        if name == "id" or name.endswith("_id"):
            return word(text, WORD_CUT)
        limit = None if self.content else WORD_CUT if name == "message" else TEXT_CUT
        is_sentence = name in _SPOKEN or name in ("arguments", "instructions")
        return quote(text, limit) if is_sentence else word(text, limit)

    def _list(self, values: list[Any]) -> str:
        listed = values if self.content else values[:_LISTED]
        return f"[{', '.join(map(self._title, listed))}{_more(len(values) - len(listed))}]"

    def _title(self, value: Any) -> str:
        """What an element of a list is called."""
        if not isinstance(value, dict):
            return self._any(value)
        known = dict(_entries(value))
        for name in _TITLES:
            title = known.get(name)
            if title and isinstance(title, str):
                return self._text(name, title)
            if title and isinstance(title, list):
                return ", ".join(map(self._title, title[: None if self.content else _LISTED]))
        return f"<{len(value)} keys>"

    def _any(self, value: Any) -> str:
        """Any JSON value, without its credentials."""
        if isinstance(value, str):
            return self._text("", value)
        limit = None if self.content else TEXT_CUT
        return escape(cut(json.dumps(masked(value), ensure_ascii=False), limit))


def _fields(model: Model) -> Iterator[_Entry]:
    """The declared fields of *model* as they are read."""
    for info in model.fields():
        if info.constant is None or info.wire_name in ("type", "role"):
            yield _Entry(info.name, _read(model, info))


def _read(model: Model, info: FieldInfo) -> Any:
    if info.wire_name in model and holds_secret(model, info.wire_name):
        return HIDDEN
    try:
        return getattr(model, info.name)
    except FieldError:
        return _UNREADABLE


def _entries(value: dict[str, Any]) -> Iterator[_Entry]:
    """The fields of an object, declared or not."""
    declared: set[str] = set()
    if isinstance(value, Model):
        yield from _fields(value)
        declared = {info.wire_name for info in value.fields()}
    for key, item in value.items():
        if key not in declared:
            yield _Entry(redacted(key), HIDDEN if holds_secret(value, key) else item)


def _telling(value: dict[str, Any]) -> list[_Entry]:
    entries = [entry for entry in _entries(value) if not _is_nothing(*entry)]
    known = [entry for entry in entries if entry.name in _RANKS]
    scalars = [entry for entry in entries if isinstance(entry.value, str | int | float)]
    return known or scalars[:_FEW]


def _event_order(entry: _Entry) -> tuple[int, int]:
    """What tells most, then what else there is, then the ids, the item's before others."""
    if entry.name in _RANKS:
        return 0, _RANKS[entry.name]
    if _is_id(entry):
        return 2, entry.name != "item_id"
    return 1, 0


def _is_id(entry: _Entry) -> bool:
    return isinstance(entry.value, str) and entry.name.endswith("_id")


def _is_nothing(name: str, value: Any) -> bool:
    """Whether a field says nothing: it is empty, or counts from 0 and is there."""
    if value is None or (isinstance(value, str | list | dict) and not value):
        return True
    return value == 0 and name.endswith("_index")


def _is_marked(text: str) -> bool:
    return text in (HIDDEN, _UNREADABLE)


def _holds_containers(values: list[Any]) -> bool:
    return any(isinstance(value, dict | list) for value in values)


def _more(count: int) -> str:
    return f", {count} more" if count > 0 else ""
