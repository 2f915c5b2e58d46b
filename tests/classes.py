"""Every public class, and a sample payload for each model, made from its declared fields."""

from __future__ import annotations

import types
from datetime import datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import voicelive_events
from voicelive_events import FieldInfo, KnownServerEvent, Model, ServerEvent, UnknownServerEvent

PUBLIC = [getattr(voicelive_events, name) for name in voicelive_events.__all__]

MODELS: list[type[Model]] = [c for c in PUBLIC if isinstance(c, type) and issubclass(c, Model)]
ENUMS: list[type[Enum]] = [c for c in PUBLIC if isinstance(c, type) and issubclass(c, Enum)]
EVENTS: list[type[ServerEvent]] = list(get_args(KnownServerEvent))


def is_shared_base(model: type[Model]) -> bool:
    """Whether *model* stands between a family's base and the classes that its tags select."""
    inherits = any(base.registry() for base in model.__mro__[1:] if issubclass(base, Model))
    tagged = any(info.role == "discriminator" for info in model.fields())
    return inherits and not tagged and model is not UnknownServerEvent


DECODABLE: list[type[Model]] = [model for model in MODELS if not is_shared_base(model)]
"""The models that a payload can be of; the rest are bases that share fields."""

PCM = "AAEAAgAD"  # three samples of 16 bits


def sample(model: type[Model], *, full: bool = True, nested: int = 6) -> dict[str, Any]:
    """A valid payload of *model*: all its fields, or the required ones."""
    return {
        info.wire_name: sample_value(info, nested)
        for info in model.fields()
        if info.required or (full and nested > 0)
    }


def sample_value(info: FieldInfo, nested: int) -> Any:
    if info.constant is not None:
        return info.constant
    if info.format is not None:
        return {"base64": PCM, "unix-timestamp": 1784668573}[info.format]
    if info.role == "field" and is_open_tag(info):
        return "text"
    return _of(info.annotation, nested)


def is_open_tag(info: FieldInfo) -> bool:
    """Whether the field is a base's own discriminator, which any string may stand in."""
    return info.name in ("type", "model") and info.annotation is str


def _of(annotation: Any, nested: int) -> Any:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _of(args[0], nested)
    if origin is Literal:
        return getattr(args[0], "value", args[0])
    if origin is list:
        return [_of(args[0], nested), _of(args[0], nested)]
    if origin is dict:
        return {"key": _of(args[1], nested)}
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return sample(_concrete(annotation), full=nested > 0, nested=nested - 1)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation)).value
    return {
        str: "text",
        int: 7,
        float: 0.5,
        bool: True,
        Any: {"any": [1, None, {"deep": "text"}]},
        datetime: 1784668573,
    }[annotation]


def _concrete(model: type[Model]) -> type[Model]:
    """A class that a tag selects, for a base; the class itself otherwise."""
    below = [c for c in model.registry().values() if issubclass(c, model)]
    return below[0] if below and model not in below else model


def names(classes: list[Any]) -> list[str]:
    return [c.__name__ for c in classes]
