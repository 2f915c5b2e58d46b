"""Every public class, and a sample payload for each model, made from its declared fields."""

from __future__ import annotations

from enum import Enum
from typing import Any, get_args

import voicelive_events
from voicelive_events import (
    ClientEvent,
    KnownClientEvent,
    KnownServerEvent,
    Model,
    ServerEvent,
    UnknownClientEvent,
    UnknownServerEvent,
)
from voicelive_events.testing._making import payload

PUBLIC = [getattr(voicelive_events, name) for name in voicelive_events.__all__]

MODELS: list[type[Model]] = [c for c in PUBLIC if isinstance(c, type) and issubclass(c, Model)]
ENUMS: list[type[Enum]] = [c for c in PUBLIC if isinstance(c, type) and issubclass(c, Enum)]
SERVER_EVENTS: list[type[ServerEvent]] = list(get_args(KnownServerEvent))
CLIENT_EVENTS: list[type[ClientEvent]] = list(get_args(KnownClientEvent))
EVENTS: list[type[ServerEvent | ClientEvent]] = [*SERVER_EVENTS, *CLIENT_EVENTS]
UNKNOWN: set[type[Model]] = {UnknownServerEvent, UnknownClientEvent}


def is_shared_base(model: type[Model]) -> bool:
    """Whether *model* stands between a family's base and the classes that its tags select."""
    inherits = any(base.registry() for base in model.__mro__[1:] if issubclass(base, Model))
    tagged = any(info.role == "discriminator" for info in model.fields())
    return inherits and not tagged and model not in UNKNOWN


DECODABLE: list[type[Model]] = [model for model in MODELS if not is_shared_base(model)]
"""The models that a payload can be of; the rest are bases that share fields."""


def sample(model: type[Model], *, full: bool = True, nested: int = 6) -> dict[str, Any]:
    """A valid payload of *model*: all its fields, *nested* levels deep, or the required ones."""
    return payload(model, levels=nested if full else 0)


def names(classes: list[Any]) -> list[str]:
    return [c.__name__ for c in classes]


def base_of(event: type[ServerEvent | ClientEvent]) -> type[ServerEvent | ClientEvent]:
    """The base of the direction that *event* is of."""
    return ServerEvent if issubclass(event, ServerEvent) else ClientEvent
