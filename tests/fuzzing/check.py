"""What must hold of `from_json`, of server and of client events, for any bytes at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, TypeAlias

from voicelive_events import (
    ClientEvent,
    DecodeError,
    Model,
    ModelError,
    ServerEvent,
    UnknownClientEvent,
    UnknownServerEvent,
)
from voicelive_events._core.jsontext import MAX_DEPTH

from ..backends import parsed_by
from ..hostile import attempt, survive

SIDES: list[tuple[type[Model], type[Model]]] = [
    (ServerEvent, UnknownServerEvent),
    (ClientEvent, UnknownClientEvent),
]


def check(data: bytes) -> None:
    """Decode *data* in every way that there is; any outcome but the right one raises."""
    payload = reading(data)
    for base, unknown in SIDES:
        outcomes = [*outcomes_of(base, data)]
        with suppress(UnicodeDecodeError):
            outcomes += outcomes_of(base, str(data, "utf-8"))
        event, error = outcomes[0]
        assert all(told(*outcome) == told(event, error) for outcome in outcomes)
        if payload is None:
            assert type(error) is DecodeError
        else:
            assert type(event) is base.registry().get(payload["type"], unknown)
        survive(base, base.from_json, data, payload)


def reading(data: bytes) -> dict[str, Any] | None:
    """What the standard library reads *data* as, or None if it is no event."""
    try:
        text = str(data, "utf-8")
        # Objects as tuples of pairs: so a value counts whose key comes again later.
        pairs = json.loads(text, parse_constant=refuse, parse_float=finite, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None
    if not fits(pairs, MAX_DEPTH):
        return None
    payload = json.loads(text)
    is_event = isinstance(payload, dict) and isinstance(payload.get("type"), str)
    return payload if is_event else None


def refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def finite(digits: str) -> float:
    number = float(digits)
    return number if abs(number) < float("inf") else refuse(digits)


def fits(value: Any, room: int) -> bool:
    """Whether *value* has no more than *room* levels of lists and of tuples of pairs."""
    if not isinstance(value, list | tuple):
        return True
    children: Iterable[Any] = (child for _, child in value) if isinstance(value, tuple) else value
    return room > 0 and all(fits(child, room - 1) for child in children)


Outcome: TypeAlias = tuple[Model, None] | tuple[None, ModelError]


def outcomes_of(base: type[Model], text: str | bytes) -> Iterator[Outcome]:
    """What comes of *text* as an event of *base*, with each JSON parser."""
    for parser in ("json", "msgspec"):
        with parsed_by(parser):
            outcome = attempt(base.from_json, text)
        yield outcome


def told(event: Model | None, error: ModelError | None) -> tuple[Any, ...]:
    """All that two outcomes must have in common; of what a tree holds, the types too."""
    return type(event), json.dumps(event), type(error), str(error)
