"""One line of a recording, whoever wrote it.

A line is the event itself, or an envelope, an object that a recorder or a logger wrote around it:
``{"time": "2026-11-22T10:00:00Z", "data": {"type": "response.created", ...}}``.
"""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from .._core.describe import NOTHING, describe
from .._core.jsontext import JSONText, dumps, loads
from ..client.base import ClientEvent, UnknownClientEvent
from ..errors import DecodeError, Problem
from ..server.base import ServerEvent, UnknownServerEvent
from ._record import Closed, Direction, Record

__all__ = ["Own", "as_time", "decoded", "own_form", "read_record", "record_of", "without_mark"]

_TIME_KEYS = ("time", "timestamp", "@timestamp", "ts", "t", "at")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 1e11  # seconds, the year 5138; a greater number counts fractions of them
_UNITS = (1, 1000, 10**6, 10**9)
_UNIX_TIME = re.compile(r"\d{10}(?:\d{3}){0,3}(?:\.\d+)?")
"""Unix time as text, from 2001 on. ISO 8601 would read its digits as a date of another century."""

_DIRECTION_KEYS = (
    *("direction", "dir", "flow", "source", "src", "from", "sender", "origin", "side", "role"),
    *("op", "kind", "type"),
)
_RECEIVED = (
    *("received", "receive", "receiving", "recv", "rx", "in", "incoming", "inbound"),
    *(
        "server",
        "server_event",
        "from_server",
        "server_client",
        "server_to_client",
        "s2c",
        "<",
        "<-",
        "<<",
        "←",
    ),
)
_SENT = (
    *("sent", "send", "sending", "tx", "out", "outgoing", "outbound"),
    *(
        "client",
        "client_event",
        "from_client",
        "to_server",
        "client_server",
        "client_to_server",
        "c2s",
        ">",
        "->",
        ">>",
        "→",
    ),
)
_DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(_RECEIVED, "received"),
    **dict.fromkeys(_SENT, "sent"),
}
"""What recorders say for a direction. A bare `client` or `server` is who speaks."""
_OPPOSITE: Mapping[Direction, Direction] = {"received": "sent", "sent": "received"}
_FAMILIES: Mapping[Direction, type[ServerEvent | ClientEvent]] = {
    "received": ServerEvent,
    "sent": ClientEvent,
}
_BETWEEN_WORDS = re.compile("[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])")
_LONGEST_WORD = 40


Envelopes: TypeAlias = list[dict[str, Any]]
"""What stands around a frame, the outermost first."""


def read_record(
    line: JSONText, path: Sequence[str] = (), *, file: str = "", number: int = 0
) -> Record:
    """The record of one *line*, as this package or another tool wrote it; *file* and *number* say
    where it stands. What is wrong with it is the record's `error`: nothing is raised.

    *path* leads to the event by keys. Without one, an object that has no `type`, or a direction for
    a `type`, may be an envelope: then its event is the one member that is an object with a `type`,
    or the JSON text of one; of several of them, the one whose type is known. The envelope tells

    - the direction: by a word such as `sent`, `in` or `server` under `direction`, `dir`, `source`,
      `from`, `to` and the like, by `from_client`, or as the name of the event's own member. Some of
      them look from the other side, as a relay does, so a known type counts for more than these
      words; `sent` and `received` under `direction` are as the client sees it;
    - the time, which may also stand in the event: as `time`, `timestamp`, `@timestamp`, `ts`, `t`
      or `at`, in ISO 8601, where no zone means UTC, or in Unix time, seconds or fractions of them;
    - `n` and `session`.
    """
    try:
        tree = loads(line)
    except DecodeError as error:
        error.with_traceback(None)  # which holds the line
        return Record(error=error, file=file, line=number)
    return record_of(tree, path, file=file, number=number)


def without_mark(line: str | bytes) -> str | bytes:
    """*line* without the mark that Windows begins a file with."""
    return line.removeprefix("\ufeff" if isinstance(line, str) else codecs.BOM_UTF8)  # type: ignore[arg-type]


def record_of(tree: Any, path: Sequence[str] = (), *, file: str = "", number: int = 0) -> Record:
    """As `read_record`, of what the line was parsed to."""
    said: dict[str, Any] = {"file": file, "line": number}
    around: Envelopes = []
    frame: Any = None
    try:
        around, key, frame = _followed(tree, path) if path else _opened(tree)
        said |= _said(around, key)
        if isinstance(frame, Closed):
            return Record(closed=frame, **said)
        tree = loads(frame) if around and isinstance(frame, str | bytes) else frame
        is_certain = any(each.get("direction") in _OPPOSITE.values() for each in around)
        event, said["direction"] = decoded(tree, said["direction"], is_certain=is_certain)
    except DecodeError as error:
        error.with_traceback(None)  # which holds the line
        return Record(error=error, frame=_lost(frame) if around else None, **said)
    said["time"] = said["time"] or _time(event)
    return Record(event=event, **said)


def decoded(
    tree: Any, direction: Direction | None = None, *, is_certain: bool = False
) -> tuple[ServerEvent | ClientEvent, Direction]:
    """The event that *tree* is, and which way it went. The event keeps *tree* itself, not a copy.

    Unless the *direction* is certain, a type that only the other direction has overrules it. An
    unknown type without a direction was received. Raises `DecodeError` if it is no event.
    """
    likely: Direction = direction or "received"
    event = _FAMILIES[likely].from_dict(tree, copy=False)
    if not is_certain and isinstance(event, UnknownServerEvent | UnknownClientEvent):
        other = _OPPOSITE[likely]
        turned = _FAMILIES[other].from_dict(tree, copy=False)
        if not isinstance(turned, UnknownServerEvent | UnknownClientEvent):
            return turned, other
    return event, likely


Own: TypeAlias = tuple[str, float | datetime | None, Any, int | None, Direction | None]
"""Session, time (seconds, Unix time, unless it was a text), event, `n` and direction: what
`own_form` found, or what was made of it."""


def own_form(tree: Any) -> Own | None:
    """What *tree* says if it has the form that `Recorder` writes of the events of a session:
    nothing has to be looked for there, which is most of the work. `record_of` says the same."""
    try:
        time, session, event = tree["time"], tree["session"], tree["event"]
        is_event = type(event) is dict and type(event["type"]) is str
    except (KeyError, TypeError):
        return None
    if not is_event or type(session) is not str or "{" in session:
        return None
    n = direction = None
    others = len(tree) - 3
    if others:
        n, direction = tree.get("n"), tree.get("direction")
        if others != (n is not None) + (direction is not None):
            return None
        if n is not None and type(n) is not int:
            return None
        if direction is not None and direction != "received" and direction != "sent":
            return None
    if type(time) is not float or not 0 <= time < _LATEST:
        time = as_time(time)
        if time is None:
            return None
    return session, time, event, n, direction


# --- Where the frame is -----------------------------------------------------------------------

Opened: TypeAlias = tuple[Envelopes, str, Any]
"""The envelopes, what the frame is called in the innermost one, and the frame."""


def _opened(tree: Any) -> Opened:
    if isinstance(tree, dict) and ("type" not in tree or _direction_of(tree["type"])):
        frames = {key: frame for key, item in tree.items() if (frame := _as_frame(item))}
        if len(frames) > 1:
            frames = {key: frame for key, frame in frames.items() if _is_known(frame["type"])}
        if len(frames) == 1:
            [(key, frame)] = frames.items()
            return [tree], key, frame
        if not frames and "type" not in tree:
            return _opened_own(tree)
    return [], "", tree


def _as_frame(item: Any) -> dict[str, Any] | None:
    """*item* if it is an object with a `type`, or the JSON text of one."""
    if isinstance(item, str) and item.lstrip().startswith("{"):
        try:
            item = loads(item)
        except DecodeError:
            return None
    return item if isinstance(item, dict) and isinstance(item.get("type"), str) else None


def _is_known(type_: str) -> bool:
    event, _ = decoded({"type": type_})
    return not isinstance(event, UnknownServerEvent)


def _opened_own(tree: dict[str, Any]) -> Opened:
    """What a recorder wrote of something else than an event."""
    event, text, closed = map(tree.get, ("event", "frame", "closed"))
    if isinstance(event, dict):
        return [tree], "event", event
    if isinstance(text, str):
        return [tree], "frame", _from_base64(text) if tree.get("encoding") == "base64" else text
    if isinstance(closed, dict):
        return [tree], "closed", _closed(closed)
    if tree.get("kind") == "close" and "code" in tree:
        return [tree], "closed", _closed(tree)
    return [], "", tree


def _from_base64(text: str) -> str | bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return text


def _closed(tree: Mapping[str, Any]) -> Closed:
    code, reason = tree.get("code"), tree.get("reason")
    return Closed(code if type(code) is int else None, reason if isinstance(reason, str) else "")


def _followed(tree: Any, path: Sequence[str]) -> Opened:
    around: Envelopes = []
    for depth, key in enumerate(path):
        if isinstance(tree, str):  # an envelope that holds another one as text
            tree = loads(tree)
        if not isinstance(tree, dict) or key not in tree:
            got = NOTHING if isinstance(tree, dict) else describe(tree)
            loc = tuple(path[: depth + isinstance(tree, dict)])
            raise DecodeError(Problem(loc, "wrong_type", "an envelope", got))
        around.append(tree)
        tree = tree[key]
    return around, path[-1], tree


def _lost(frame: Any) -> str | bytes:
    """*frame*, which is no event, as it passed."""
    return frame if isinstance(frame, str | bytes) else dumps(frame)


# --- What the envelopes say of it -------------------------------------------------------------


def _said(around: Envelopes, key: str) -> dict[str, Any]:
    """The outermost that says something counts."""
    found: dict[str, Any] = {"n": None, "session": None, "time": None, "direction": None}
    for envelope in reversed(around):
        tree = {name.lower(): value for name, value in envelope.items()}  # `Time` in C#
        said = _n(tree), _session(tree), _time(tree), _direction(tree)
        found |= {name: value for name, value in zip(found, said, strict=True) if value is not None}
    found["direction"] = found["direction"] or _direction_of(key)
    return found


def _n(tree: Mapping[str, Any]) -> int | None:
    n = tree.get("n")
    return n if type(n) is int else None


def _session(tree: Mapping[str, Any]) -> str | None:
    session = tree.get("session")
    return str(session) if type(session) in (str, int) else None


def _direction(tree: Mapping[str, Any]) -> Direction | None:
    for key in _DIRECTION_KEYS:
        if found := _direction_of(tree.get(key)):
            return found
    if found := _direction_of(tree.get("to")):
        return _OPPOSITE[found]
    is_sent = tree.get("from_client")
    return ("sent" if is_sent else "received") if isinstance(is_sent, bool) else None


def _direction_of(word: Any) -> Direction | None:
    """The direction that *word* means, if it is one."""
    if not isinstance(word, str) or len(word) > _LONGEST_WORD:
        return None
    word = word.strip()
    return _DIRECTIONS.get(word.lower()) or _DIRECTIONS.get(_BETWEEN_WORDS.sub("_", word).lower())


def _time(tree: Mapping[str, Any]) -> datetime | None:
    for key in _TIME_KEYS:
        if key in tree and (time := as_time(tree[key])) is not None:
            return time
    return None


def as_time(value: Any) -> datetime | None:
    try:
        if type(value) is float and abs(value) < _LATEST:  # as nearly always
            return _EPOCH + timedelta(seconds=value)
        if isinstance(value, str) and _UNIX_TIME.fullmatch(value):
            value = float(value)
        if isinstance(value, str):
            time = datetime.fromisoformat(value.upper())
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            for unit in _UNITS:
                if abs(value) < _LATEST * unit:
                    return _EPOCH + timedelta(seconds=value / unit)
    except (ValueError, OverflowError):
        pass  # some other thing that bears the name
    return None
