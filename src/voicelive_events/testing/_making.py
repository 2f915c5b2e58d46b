"""Any event or model, with sensible values for what it must have."""

from __future__ import annotations

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
from .._core.dispatch import kinds_of
from .._core.fields import FieldInfo
from .._core.model import Model

__all__ = ["make", "payload"]

AnyModel = TypeVar("AnyModel", bound=Model)

_TEXTS = {"arguments": "{}", "type": "unknown"}
"""Texts of fields that are read as more than a text."""

_SILENCE = "AAAAAAAA"  # three samples of 16 bits
_UNIX_TIME = 1784073600  # 2026-07-15, midnight in UTC


def make(model: type[AnyModel], /, **fields: Any) -> AnyModel:
    """An instance of *model* with *fields*, and with sensible values for the other required ones.

    Ids are like ``item_1``, texts the name of their field, numbers 0, lists empty, audio is
    silence, and an enum has its first member. A base of several classes gives its first one.
    Raises `TypeError` as the constructor does, for an unknown keyword or a value of a wrong type::

        make(ServerEventResponseAudioDelta, delta=pcm)
    """
    kind = _kind(model)
    return cast(AnyModel, kind(payload(kind), **fields))


def _kind(model: type[Model]) -> type[Model]:
    """*model*, if it has a tag of its own, or the first class that an object of it may be of."""
    first = cast(type[Model], kinds_of(model)[0])
    return model if first is model or model in model.registry().values() else _kind(first)


def payload(model: type[Model], *, levels: int = 0) -> dict[str, Any]:
    """A payload of exactly *model*: its required fields, and down to *levels* the optional ones."""
    return {
        info.wire_name: _field(info, levels)
        for info in model.fields()
        if info.required or levels > 0
    }


def _field(info: FieldInfo, levels: int) -> Any:
    if info.constant is not None:
        return info.constant
    if isinstance(info._codec, StrCodec) and not info._codec.named:
        number = f"{info.name.removesuffix('_id')}_1"
        return _TEXTS.get(info.name, number if info.is_id else info.name)
    return _value(info._codec, levels)


def _value(codec: Codec, levels: int) -> Any:
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
            return payload(_kind(cast(Any, models[0])), levels=levels - 1)
        case ListCodec(item=item):
            return [_value(item, levels), _value(item, levels)] if levels > 0 else []
        case DictCodec(item=item):
            return {"key": _value(item, levels)} if levels > 0 else {}
        case UnionCodec(by_kind=by_kind):
            return _value(next(iter(by_kind.values())), levels)
    return None  # of a field that is always null
