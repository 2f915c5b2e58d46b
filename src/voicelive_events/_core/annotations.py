"""Which codec an annotation has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, ForwardRef, Literal, Union, get_args, get_origin

from .codecs import (
    AnyCodec,
    Base64Codec,
    BoolCodec,
    Codec,
    ConstantCodec,
    EnumCodec,
    FloatCodec,
    IntCodec,
    NullCodec,
    StrCodec,
    UnixTimeCodec,
)
from .containers import DictCodec, ListCodec, ModelCodec, UnionCodec
from .dispatch import Node

__all__ = ["codec_of", "union_parts"]

_SCALARS: dict[Any, type[Codec]] = {
    Any: AnyCodec,
    NoneType: NullCodec,
    bool: BoolCodec,
    int: IntCodec,
    float: FloatCodec,
    str: StrCodec,
}

_FORMATS: dict[str, tuple[type, type[Codec]]] = {
    "base64": (bytes, Base64Codec),
    "unix-timestamp": (datetime, UnixTimeCodec),
}


def codec_of(parts: list[Any], *, format: str | None = None, element: bool = False) -> Codec:
    """The codec of the union of *parts*, or a `TypeError` that says why there is none.

    *format* names a wire form that the annotation alone does not tell; *element* is for what
    stands inside a list or dict.
    """
    if format is not None:
        return _formatted(parts, format)
    enums: list[type[Enum]] = []
    literals: list[Any] = []
    models: list[type[Node]] = []
    others = []
    for part in parts:
        if part is Any:
            return AnyCodec()
        if not isinstance(part, type):
            if get_origin(part) is Literal:
                literals += part.__args__
            else:
                others.append(part)
        elif issubclass(part, Node):
            models.append(part)
        elif issubclass(part, Enum):
            enums.append(part)
        else:
            others.append(part)
    is_open = str in others  # an enum or literals beside str: known values of an open string
    codecs: list[Codec] = [EnumCodec(e, is_open=is_open, element=element) for e in enums]
    codecs += _literal_codecs(literals, is_open=is_open)
    if models:
        codecs.append(ModelCodec(tuple(models)))
    if is_open and any("string" in codec.kinds for codec in codecs):
        others.remove(str)
    codecs += map(_plain_codec, others)
    if len(codecs) == 1:
        return codecs[0]
    kinds = [kind for codec in codecs for kind in codec.kinds]
    if len(kinds) > len(set(kinds)):
        raise TypeError(f"no codec for {_names(parts)}: two of its types are of one JSON kind")
    return UnionCodec(codecs)


def _formatted(parts: list[Any], format: str) -> Codec:
    if format not in _FORMATS:
        raise TypeError(f"no format {format!r}: there are {', '.join(_FORMATS)}")
    declared, codec = _FORMATS[format]
    if parts != [declared]:
        raise TypeError(f"format {format!r} is for {declared.__name__}, not {_names(parts)}")
    return codec()


def union_parts(*annotations: Any) -> list[Any]:
    """The members of a union of *annotations*, aliases and `Annotated` seen through, each once."""
    seen: list[Any] = []
    aliases: list[Any] = []
    pending = [*annotations]
    while pending:
        part = pending.pop(0)
        origin = part if isinstance(part, type) else get_origin(part)
        if origin in (Union, UnionType):
            pending[:0] = part.__args__
        elif origin is Annotated:
            pending.insert(0, part.__origin__)
        elif isinstance(origin, type) or origin is Literal or not hasattr(part, "__value__"):
            if part not in seen:
                seen.append(NoneType if part is None else part)
        else:  # `type X = ...`
            if part not in aliases:
                pending.insert(0, part.__value__)
            aliases.append(part)
    return seen


def _literal_codecs(values: list[Any], *, is_open: bool) -> list[Codec]:
    texts = [value for value in values if isinstance(value, str)]
    others = [value for value in values if not isinstance(value, str)]
    codecs: list[Codec] = []
    if texts:
        codecs.append(StrCodec(texts) if is_open else ConstantCodec(texts))
    if others:
        codecs.append(ConstantCodec(others))
    return codecs


def _plain_codec(annotation: Any) -> Codec:
    scalar = _SCALARS.get(annotation)
    if scalar is not None:
        return scalar()
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is list:
        return ListCodec(codec_of(union_parts(args[0]), element=True))
    if origin is dict and args[0] is str:
        return DictCodec(codec_of(union_parts(args[1]), element=True))
    if isinstance(annotation, str | ForwardRef):
        raise TypeError(f"no codec for {annotation!r}: write the whole annotation as text")
    for name, (declared, _) in _FORMATS.items():
        if annotation is declared:
            raise TypeError(
                f"no codec for {declared.__name__} without field(format={name!r}); "
                "inside a list, a dict or a union it cannot stand"
            )
    raise TypeError(
        f"no codec for {_name(annotation)}: JSON is str, int, float, bool, None, Any, Literal, "
        "an enum of strings, a Model, list[...], dict[str, ...] or a union of these"
    )


def _names(parts: Iterable[Any]) -> str:
    return " | ".join(map(_name, parts))


def _name(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
