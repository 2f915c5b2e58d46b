"""One line of a log: the event in it, and when it was logged.

A line is the event itself, or an envelope: an object that a logger wrote around it, as
``{"time": "2026-11-22T10:00:00Z", "data": {"type": "response.created", ...}}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .._core.describe import NOTHING, describe
from .._core.jsontext import loads
from ..errors import DecodeError, Problem
from ..server.base import ServerEvent

__all__ = ["Record", "open_envelope"]

_TIME_KEYS = ("time", "timestamp", "@timestamp", "ts", "t")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 1e11  # seconds, the year 5138; a greater number counts milliseconds or less


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a log that is not blank."""

    file: str
    """The name of the file, or what is said in its place."""
    number: int
    """The line's number in it, from 1."""
    event: ServerEvent | DecodeError
    """What the line holds, or why that is no event."""
    time: datetime | None = None
    """When the event was logged, in UTC, if the log says so."""


def open_envelope(data: bytes, path: Sequence[str] = ()) -> tuple[ServerEvent, datetime | None]:
    """The event of the line *data*, and the time that stands beside it, if there is one.

    *path* leads to the event by keys. Without one, an object that has no `type` is an envelope
    if one of its members, and no second, is an object with a `type`, or the JSON text of one.
    A time stands under `time`, `timestamp`, `@timestamp`, `ts` or `t`, of the envelope or of the
    event: as ISO 8601, where no zone means UTC, or as Unix time in seconds or in fractions of them.
    Raises `DecodeError` if there is no event.
    """
    tree = loads(data)
    if path:
        return _follow(tree, path)
    if isinstance(tree, dict) and "type" not in tree:
        frames = list(filter(_is_frame, tree.values()))
        if len(frames) == 1:
            return _event(frames[0]), _time(tree)
    event = _decode(tree)
    return event, _time(event)


def _is_frame(value: Any) -> bool:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = loads(value)
        except DecodeError:
            return False
    return isinstance(value, dict) and isinstance(value.get("type"), str)


def _follow(tree: Any, path: Sequence[str]) -> tuple[ServerEvent, datetime | None]:
    """As `open_envelope`; the outermost time counts."""
    times = []
    for depth, key in enumerate(path):
        if isinstance(tree, str):  # an envelope that holds another one as text
            tree = loads(tree)
        if not isinstance(tree, dict) or key not in tree:
            got = NOTHING if isinstance(tree, dict) else describe(tree)
            loc = tuple(path[: depth + isinstance(tree, dict)])
            raise DecodeError(Problem(loc, "wrong_type", "an envelope", got))
        times.append(_time(tree))
        tree = tree[key]
    event = _event(tree)
    return event, next((time for time in (*times, _time(event)) if time is not None), None)


def _event(frame: Any) -> ServerEvent:
    return ServerEvent.from_json(frame) if isinstance(frame, str) else _decode(frame)


def _decode(tree: Any) -> ServerEvent:
    return ServerEvent.from_dict(tree, copy=False)


def _time(tree: Mapping[str, Any]) -> datetime | None:
    times = (_as_time(tree[key]) for key in _TIME_KEYS if key in tree)
    return next((time for time in times if time is not None), None)


def _as_time(value: Any) -> datetime | None:
    try:
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            while abs(value) >= _LATEST:
                value /= 1000
            return _EPOCH + timedelta(seconds=value)
    except (ValueError, OverflowError):
        pass  # some other thing that bears the name
    return None
