"""Faults on request: what goes wrong, and when."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import translate
from typing import Any, Literal, NamedTuple, TypeAlias

from ...client.base import ClientEvent, UnknownClientEvent
from ...models.responses import ResponseFailedDetails, ResponseIncompleteDetails
from ...server.base import ServerEvent, UnknownServerEvent
from ._transport import MAX_FRAME

__all__ = [
    "FAULTS",
    "KINDS",
    "Event",
    "Fault",
    "FaultList",
    "Occasions",
    "altered",
    "ending",
    "unknown_event",
]

Side: TypeAlias = Literal["before", "after"]
Event: TypeAlias = ServerEvent | ClientEvent


class _Kind(NamedTuple):
    """What a fault may be."""

    says: str
    moment: str
    """When it happens, unless the fault says it."""
    read: Callable[[str], Any] | None = None
    """Makes a value of its text; None if there is none."""
    value: Any = None


def _seconds(text: str) -> float:
    seconds = float(text.removesuffix("s"))
    if not 0 <= seconds < math.inf:
        raise ValueError
    return seconds


def _close_code(text: str) -> int:
    code = int(text)
    if not (1000 <= code <= 1014 or 3000 <= code <= 4999) or code in (1004, 1005, 1006):
        raise ValueError
    return code


def _status(text: str) -> int:
    status = int(text)
    if not 400 <= status <= 599:
        raise ValueError
    return status


def _name(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _size(text: str) -> int:
    size = int(text)
    if size < 1:
        raise ValueError
    return size


KINDS = {
    "broken-frame": _Kind("the first half of an event: no JSON", "response.*delta"),
    "missing-field": _Kind("an event without the field VALUE", "response.*delta", _name),
    "broken-base64": _Kind("an event whose audio is no base64", "response.*audio.delta"),
    "unknown-event": _Kind("an event of a type that nobody knows", "response.done"),
    "huge-frame": _Kind("an event of VALUE bytes", "response.done", _size, MAX_FRAME),
    "delay": _Kind("nothing comes for VALUE seconds", "response.*delta", _seconds, 5.0),
    "slow-network": _Kind("VALUE bytes a second, from now on", "handshake", _size, 16_000),
    "rate-limit": _Kind("the response fails: rate_limit_exceeded", "response.*delta"),
    "content-filter": _Kind("the response is cut short: content_filter", "response.*delta"),
    "expire": _Kind("the session has lasted too long, and is closed", "response.done"),
    "drop": _Kind("the connection ends without a close frame", "response.*delta"),
    "close": _Kind(
        "the connection is closed with code VALUE", "response.*delta", _close_code, 1011
    ),
    "refuse": _Kind("the handshake is answered with HTTP status VALUE", "handshake", _status, 401),
    "half-message": _Kind("the connection ends in the middle of a frame", "response.*delta"),
}
"""Every kind of fault by its name."""

_ALTERATIONS = frozenset({"broken-frame", "missing-field", "broken-base64", "half-message"})

_FORM = "KIND[=VALUE][@MOMENT]"
_MOMENT = "[every:]handshake, [every:]3.5s or [every:][before:|after:]TYPE[:N]"


class Fault:
    """Something that goes wrong, at a chosen moment.

    *text* is ``KIND[=VALUE][@MOMENT]``, such as ``"drop"``, ``"close=1011@response.done"`` or
    ``"broken-frame@response.audio.delta:2"``. A moment is

    - ``handshake``;
    - a time, such as ``3.5s`` after the handshake;
    - an event of either side: its type or its class, or a glob of these, with ``:N`` for the n-th
      one, and ``before:`` or ``after:`` in front of it; without either it is before the event. A
      fault of a frame meets that very event, or the next that has what is to be broken. Names are
      known ones, or those of event classes of one's own; anything goes in a glob.

    Without a moment it is that of its kind: ``handshake`` for ``slow-network`` and ``refuse``,
    ``response.done`` for ``unknown-event``, ``huge-frame`` and ``expire``,
    ``response.*audio.delta`` for ``broken-base64``, and ``response.*delta`` for all others.

    It happens once, in the first connection that comes to its moment; with ``every:`` in front of
    the moment it happens in each.

    Raises `ValueError` for a text that says none, and for an event that nobody knows.
    """

    def __init__(self, text: str) -> None:
        said, at, moment = text.partition("@")
        self.kind: str
        """What goes wrong, such as ``drop``."""
        self.kind, has_value, value = said.partition("=")
        if self.kind not in KINDS:
            raise ValueError(f"expected one of {', '.join(KINDS)}, got {self.kind!r}")
        kind = KINDS[self.kind]
        self.value: Any = kind.value
        """What its kind takes: a close code, a status of HTTP, seconds, bytes, the name of a field;
        None where it takes nothing."""
        if has_value:
            self.value = _read_value(self.kind, kind, value)
        self.is_repeated: bool = moment.startswith("every:")
        """Whether it happens in each connection."""
        self.seconds: float | None = None
        """After how many seconds it happens; None if an event says when."""
        self.side: Side = "before"
        """Whether it happens before or after its event."""
        self.type: str = ""
        """The type or class of that event, or a glob of them; empty if no event says when."""
        self.number: int = 1
        """Which event of these in a connection says when, from 1."""
        moment = moment.removeprefix("every:") if at else kind.moment
        self._read_moment(moment)
        if self.kind == "refuse" and not self.is_at_handshake:
            raise ValueError(f"expected refuse at the handshake, got {moment!r}")
        self._text = text
        self._matches = re.compile(translate(self.type)).match

    def _read_moment(self, moment: str) -> None:
        if moment == "handshake":
            return
        if re.fullmatch(r"\d+(\.\d+)?s", moment):
            self.seconds = _seconds(moment)
            return
        found = re.fullmatch(r"(?:(before|after):)?([^:]+)(?::([1-9]\d*))?", moment)
        if found is None:
            raise ValueError(f"expected a moment, {_MOMENT}, got {moment!r}")
        self.side = "after" if found[1] == "after" else "before"
        self.type = found[2]
        self.number = int(found[3] or 1)
        if not _GLOB.search(self.type) and self.type not in (names := _known_names()):
            close = "".join(f": {name}?" for name in get_close_matches(self.type, names, 1))
            expected = "expected a type or a class of events, or a glob"
            raise ValueError(f"{expected}, got {self.type!r}{close}")

    @property
    def is_at_handshake(self) -> bool:
        """Whether it happens as the connection is made."""
        return self.seconds is None and not self.type

    @property
    def alters(self) -> bool:
        """Whether it is about an event that is sent, rather than between two."""
        return self.kind in _ALTERATIONS

    def is_about(self, event: Event) -> bool:
        """Whether *event* is of the type that says when."""
        names = (str(event.type), type(event).__name__)
        return any(map(self._matches, names))

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Fault({self._text!r})"


def _read_value(name: str, kind: _Kind, text: str) -> Any:
    if kind.read is None:
        raise ValueError(f"expected {name} without a value, got {text!r}")
    try:
        return kind.read(text)
    except ValueError:
        raise ValueError(f"expected {name} with VALUE: {kind.says}, got {text!r}") from None


_GLOB = re.compile(r"[*?[]")


def _known_names() -> set[str]:
    """The types and the classes of the events of both sides, those of one's own included."""
    names = {UnknownServerEvent.__name__, UnknownClientEvent.__name__}
    for registry in (ServerEvent.registry(), ClientEvent.registry()):
        names |= {str(type_) for type_ in registry}
        names |= {event.__name__ for event in registry.values()}
    return names


_CODES = (1000, 1001, 1008, 1011, 1013, 4000)

FAULTS: Sequence[Fault] = (
    *(Fault(kind) for kind in KINDS if kind not in ("close", "refuse")),
    *(Fault(f"close={code}") for code in _CODES),
    Fault("refuse=401@every:handshake"),
    Fault("refuse=429"),
)
"""One of each kind, and of some kinds several: what `check_faults` runs an agent through."""


class FaultList:
    """The faults of a stand-in."""

    def __init__(self, faults: Iterable[Fault | str]) -> None:
        if isinstance(faults, str):
            raise TypeError("expected a list of faults, got str")
        self._all = [fault if isinstance(fault, Fault) else Fault(fault) for fault in faults]
        self._waiting = self._all
        """Those whose moment has not come, or comes again."""
        self.happened: list[tuple[Fault, Event | None]] = []
        """Those that have happened, each with the event at which it did."""

    def __iter__(self) -> Iterator[Fault]:
        return iter(tuple(self._waiting))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def pending(self) -> list[Fault]:
        """Those that have not happened anywhere."""
        return [each for each in self._all if not any(each is fault for fault, _ in self.happened)]

    def take(self, fault: Fault) -> bool:
        """Whether *fault*, whose moment has come, is to happen: another connection may have had
        it."""
        if not any(each is fault for each in self._waiting):
            return False
        if not fault.is_repeated:
            self._waiting = [each for each in self._waiting if each is not fault]
        return True


class Occasions:
    """When the faults of a stand-in are due in one of its connections. `FaultList.take` says
    whether they happen there."""

    def __init__(self, faults: FaultList) -> None:
        self._faults = faults
        self._seen: Counter[Fault] = Counter()
        """How often the event of a fault has come."""

    def refusal(self) -> Fault | None:
        """The fault by which the handshake is refused, if there is one."""
        return next((fault for fault in self._faults if fault.kind == "refuse"), None)

    def at_handshake(self) -> list[Fault]:
        """Those that are due as the connection is made."""
        return [fault for fault in self._faults if fault.is_at_handshake]

    def timed(self) -> list[Fault]:
        """Those that are due some time later."""
        return [fault for fault in self._faults if fault.seconds is not None]

    def around(self, event: Event) -> tuple[list[Fault], list[Fault]]:
        """Those that are due before *event* and after it."""
        due: dict[Side, list[Fault]] = {"before": [], "after": []}
        for fault in self._faults:
            if fault.type and fault.is_about(event):
                self._seen[fault] += 1
                if self._seen[fault] == fault.number:
                    due[fault.side].append(fault)
        return due["before"], due["after"]


# --- What the faults do -----------------------------------------------------------------------


def altered(fault: Fault, event: ServerEvent) -> str | None:
    """The frame of *event* as *fault* leaves it; None if *event* has nothing to be broken."""
    match fault.kind:
        case "missing-field":
            name = fault.value or _last_required(event)
            return None if name not in event else _frame(event, leave_out=name)
        case "broken-base64":
            names = [info.wire_name for info in event.fields() if info.format == "base64"]
            broken = {name: f"!{event[name]}" for name in names if event.get(name)}
            return _frame({**event, **broken}) if broken else None
    text = event.to_json()
    return text if fault.kind == "half-message" else text[: len(text) // 2]


def _last_required(event: ServerEvent) -> str:
    """The name of the field that its receivers need most: the type stands first, then ids."""
    required = [info.wire_name for info in event.fields() if info.required]
    return required[-1] if required else ""


def _frame(tree: Mapping[str, Any], leave_out: str = "") -> str:
    kept = {key: value for key, value in tree.items() if key != leave_out}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def ending(fault: Fault) -> ResponseFailedDetails | ResponseIncompleteDetails:
    """What a response ends with because of *fault*."""
    if fault.kind == "content-filter":
        return ResponseIncompleteDetails(reason="content_filter")
    message = "Rate limit reached. Please try again in 6 seconds."
    error = {"type": "rate_limit_exceeded", "code": "rate_limit_exceeded", "message": message}
    return ResponseFailedDetails(error=error)


def unknown_event(number: int, size: int = 0) -> UnknownServerEvent:
    """An event that nobody knows, in a frame of *size* bytes if that is more than it needs."""
    tree = {"type": "response.something.new", "event_id": f"event_unknown_{number}", "value": ""}
    missing = max(0, size - len(json.dumps(tree, separators=(",", ":"))))
    tree["value"] = ("aA0+" * (missing // 4 + 1))[:missing]  # as media, which nobody shows
    return UnknownServerEvent.from_dict(tree)
