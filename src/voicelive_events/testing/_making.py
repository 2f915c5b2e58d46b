"""Any event or model, with sensible values for what it must have."""

from __future__ import annotations

import itertools
from typing import Any, TypeVar, cast

from .._core.codecs import (
    AnyCodec,
    Base64Codec,
    BoolCodec,
    Codec,
    ConstantCodec,
    EnumCodec,
    FloatCodec,
    IntCodec,
    StrCodec,
    UnixTimeCodec,
)
from .._core.containers import DictCodec, ListCodec, ModelCodec, UnionCodec
from .._core.describe import describe
from .._core.dispatch import kinds_of
from .._core.fields import FieldInfo
from .._core.model import Model
from ._values import VALUES

__all__ = ["make", "payload"]

AnyModel = TypeVar("AnyModel", bound=Model)

_TEXTS = {
    "arguments": "{}",
    "model": "gpt-realtime",
    "response_id": "resp_1",
    "type": "unknown",
}
"""Texts of fields that are read as more than a text."""

_SILENCE = "AAAAAAAA"  # three samples of 16 bits
_numbers = itertools.count(1)
_UNIX_TIME = 1784073600  # 2026-07-15, midnight in UTC


def make(model: type[AnyModel], /, **fields: Any) -> AnyModel:
    """An instance of *model* with *fields*, and with sensible values for the others that it needs.

    ::

        make(ServerEventResponseAudioDelta, delta=pcm)

    The others are the required ones, and what a handler may count on though it is optional, such as
    the item of a `response.output_item.done`. A response or a message is completed and has content,
    unless the event says that it has just begun. Ids are like ``item_1``, the same in all events:
    the ``response_id`` of a delta is the id of the response. Each event has an ``event_id`` of its
    own. Texts are the name of their field, numbers 0, other lists empty, audio is silence, and an
    enum has its first member.

    Raises `TypeError` for a base that stands for several classes; and, as the constructor does, for
    an unknown keyword or a value of a wrong type.
    """
    _check_is_one_class(model)
    tree = payload(model, as_sent=True)
    if "event_id" in tree:  # an event whose id came before is taken for the same one
        tree["event_id"] = f"event_{next(_numbers)}"
    return model(tree, **fields)  # which copies: rows are shared


def _check_is_one_class(model: object) -> None:
    if not isinstance(model, type) or not issubclass(model, Model):
        raise TypeError(f"make takes the class of an event or a model, got {describe(model)}")
    if _first_kind(model) is not model:
        example = _one_class(model).__name__
        raise TypeError(
            f"{model.__name__} stands for several classes: make one of them, such as {example}"
        )


def _first_kind(model: type[Model]) -> type[Model]:
    """*model*, if it has a tag of its own or no classes below it; or the first of those."""
    first = cast(type[Model], kinds_of(model)[0])
    return model if model in model.registry().values() else first


def _one_class(model: type[Model]) -> type[Model]:
    """The first class, of *model* and those below it, that stands for itself alone."""
    first = _first_kind(model)
    return model if first is model else _one_class(first)


def payload(model: type[Model], *, levels: int = 0, as_sent: bool = False) -> dict[str, Any]:
    """A payload of exactly *model*: its required fields, and down to *levels* the optional ones;
    or, *as_sent*, those that `VALUES` adds, with its values."""
    values = _values(model) if as_sent else {}
    tree = {}
    for info in model.fields():
        if info.name in values:
            tree[info.wire_name] = info._encode(_made(values[info.name]), model)
        elif info.required or levels > 0:
            tree[info.wire_name] = _field(info, levels, as_sent)
    return tree


def _values(model: type[Model]) -> dict[str, Any]:
    """What `VALUES` has for *model*; where a class declares a field anew, those of its bases
    no longer count."""
    values: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Model):
            for name in base._schema.declared:
                values.pop(name, None)
            values |= VALUES.get(base, {})
    return {name: value for name, value in values.items() if value is not None}


def _made(value: Any) -> Any:
    """A *value* of `VALUES`, with what `make` gives in the place of classes."""
    if isinstance(value, type):
        return make(value)
    if isinstance(value, list):
        return [_made(each) for each in value]
    return value


def _field(info: FieldInfo, levels: int, as_sent: bool) -> Any:
    if info.constant is not None:
        return info.constant
    if isinstance(info._codec, StrCodec) and not info._codec.named:
        number = f"{info.name.removesuffix('_id')}_1"
        return _TEXTS.get(info.name, number if info.is_id else info.name)
    return _value(info._codec, levels, as_sent)


def _value(codec: Codec, levels: int, as_sent: bool) -> Any:
    """The wire value of a field; containers have elements where *levels* are left."""
    match codec:
        case AnyCodec():
            return {"key": ["text", None]} if levels > 0 else {}
        case BoolCodec():
            return False
        case IntCodec():
            return 0
        case FloatCodec():
            return 0.0
        case StrCodec(named=named):
            return min(named, default="text")
        case EnumCodec(members=values) | ConstantCodec(values=values):
            return next(iter(values))
        case Base64Codec():
            return _SILENCE
        case UnixTimeCodec():
            return _UNIX_TIME
        case ModelCodec(models=models):
            return payload(_one_class(cast(Any, models[0])), levels=levels - 1, as_sent=as_sent)
        case ListCodec(item=item):
            return [_value(item, levels, as_sent) for _ in range(2 if levels > 0 else 0)]
        case DictCodec(item=item):
            return {"key": _value(item, levels, as_sent)} if levels > 0 else {}
        case UnionCodec(by_kind=by_kind):
            return _value(next(iter(by_kind.values())), levels, as_sent)
    return None  # of a field that is always null
