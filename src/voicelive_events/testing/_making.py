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
from .._core.describe import describe
from .._core.dispatch import kinds_of
from .._core.fields import FieldInfo
from .._core.model import Model

__all__ = ["make", "payload"]

AnyModel = TypeVar("AnyModel", bound=Model)

_TEXTS = {"arguments": "{}", "model": "gpt-realtime", "type": "unknown"}
"""Texts of fields that are read as more than a text."""

_ESSENTIAL = frozenset(
    {
        "event_id",
        "id",
        "input_tokens",
        "item",
        "model",
        "output",
        "output_tokens",
        "status",
        "total_tokens",
        "usage",
    }
)
"""Names of optional fields that the service always sends, whichever version it speaks."""

_SILENCE = "AAAAAAAA"  # three samples of 16 bits
_UNIX_TIME = 1784073600  # 2026-07-15, midnight in UTC


def make(model: type[AnyModel], /, **fields: Any) -> AnyModel:
    """An instance of *model* with *fields*, and with sensible values for the others that it needs.

    Those are the required ones, and what the service always sends though it need not, such as the
    item of a `response.output_item.done`. Ids are like ``item_1``, texts the name of their field,
    numbers 0, lists empty, audio is silence, and an enum has its first member.

    Raises `TypeError` for a base that stands for several classes; and, as the constructor does, for
    an unknown keyword or a value of a wrong type::

        make(ServerEventResponseAudioDelta, delta=pcm)
    """
    _check_is_one_class(model)
    made = model(payload(model, essential=True), **fields)
    for name, value in fields.items():
        if value is None:  # as an essential field is left out
            setattr(made, name, None)
    return made


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


def payload(model: type[Model], *, levels: int = 0, essential: bool = False) -> dict[str, Any]:
    """A payload of exactly *model*: its required fields, and down to *levels* the optional ones;
    or those of them that are *essential*."""
    return {
        info.wire_name: _field(info, levels, essential)
        for info in model.fields()
        if info.required or levels > 0 or (essential and _is_essential(info))
    }


def _is_essential(info: FieldInfo) -> bool:
    return info.name in _ESSENTIAL and info.versions is None


def _field(info: FieldInfo, levels: int, essential: bool) -> Any:
    if info.constant is not None:
        return info.constant
    if isinstance(info._codec, StrCodec) and not info._codec.named:
        number = f"{info.name.removesuffix('_id')}_1"
        return _TEXTS.get(info.name, number if info.is_id else info.name)
    return _value(info._codec, levels, essential)


def _value(codec: Codec, levels: int, essential: bool) -> Any:
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
            return payload(_one_class(cast(Any, models[0])), levels=levels - 1, essential=essential)
        case ListCodec(item=item):
            return [_value(item, levels, essential) for _ in range(2 if levels > 0 else 0)]
        case DictCodec(item=item):
            return {"key": _value(item, levels, essential)} if levels > 0 else {}
        case UnionCodec(by_kind=by_kind):
            return _value(next(iter(by_kind.values())), levels, essential)
    return None  # of a field that is always null
