"""Hypothesis strategies for events and models. They need the extra ``testing``."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

from .._extras import missing

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise missing(error, __name__, "hypothesis", "testing") from None

from .._core.base64text import encode_base64
from .._core.codecs import (
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
from .._core.containers import DictCodec, ListCodec, ModelCodec, UnionCodec
from .._core.dispatch import kinds_of
from .._core.fields import FieldInfo
from .._core.model import Model
from ..server.base import ServerEvent

__all__ = ["events", "from_model", "json_values"]

AnyModel = TypeVar("AnyModel", bound=Model)

Payloads: TypeAlias = st.SearchStrategy[Any]


def events() -> st.SearchStrategy[ServerEvent]:
    """Events of the service: of every class, and of types that nobody knows."""
    return from_model(ServerEvent)


def from_model(model: type[AnyModel]) -> st.SearchStrategy[AnyModel]:
    """Instances of *model* and of the classes below it, none of them with a problem.

    Optional fields are there, null or absent; values of enums and tags are known ones or new.
    """
    return _Strategies().payloads(model).map(model.from_dict)


def json_values() -> st.SearchStrategy[Any]:
    """Whatever JSON may have: objects and arrays of a few members, texts, numbers, true, false and
    null."""
    scalars = st.none() | st.booleans() | st.integers() | _finite() | st.text()
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )


def _finite() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)


class _Strategies:
    """The strategies of one call, one for each class, for a model may hold models of its own."""

    def __init__(self) -> None:
        self._made: dict[type[Any], Payloads] = {}

    def payloads(self, model: type[Any]) -> Payloads:
        """Payloads of *model* or of a class below it."""
        if model not in self._made:
            self._made[model] = st.deferred(lambda: self._payloads(model))
        return self._made[model]

    def _payloads(self, model: type[Any]) -> Payloads:
        return st.one_of(
            [
                self._objects(kind) if kind is model else self.payloads(kind)
                for kind in kinds_of(model)
            ]
        )

    def _objects(self, model: type[Any]) -> Payloads:
        """Payloads of exactly *model*."""
        fields = {info.wire_name: self._field(info) for info in model.fields()}
        family = model._dispatch.family
        if family is not None and model._dispatch.has_free_tag:
            taken = family.classes
            fields[family.wire_name] = st.text().filter(lambda tag: tag not in taken)
        required = {info.wire_name: info.required for info in model.fields()}
        return st.fixed_dictionaries(
            {wire: field for wire, field in fields.items() if required[wire]},
            optional={wire: field for wire, field in fields.items() if not required[wire]},
        )

    def _field(self, info: FieldInfo) -> Payloads:
        value = self._value(info._codec)
        return st.none() | value if info.nullable else value

    def _value(self, codec: Codec) -> Payloads:
        match codec:
            case AnyCodec():
                return json_values()
            case NullCodec():
                return st.none()
            case BoolCodec():
                return st.booleans()
            case IntCodec():
                return st.integers()
            case FloatCodec():
                return _finite() | st.integers(-(2**53), 2**53)
            case StrCodec(named=named):
                return st.sampled_from(sorted(named)) | st.text() if named else st.text()
            case EnumCodec(members=known, is_open=is_open):
                values = st.sampled_from(list(known))
                return values | st.text() if is_open else values
            case ConstantCodec(values=values):
                return st.sampled_from(list(values))
            case Base64Codec():
                return st.binary().map(encode_base64)
            case UnixTimeCodec():
                return st.integers(0, 2**33) | st.floats(0, 2**33)
            case ModelCodec():
                return self._nested(codec)
            case ListCodec(item=item):
                return st.lists(self._value(item), max_size=3)
            case DictCodec(item=item):
                return st.dictionaries(st.text(), self._value(item), max_size=3)
            case UnionCodec(by_kind=by_kind):
                return st.one_of(
                    [self._value(member) for member in dict.fromkeys(by_kind.values())]
                )
            case _:
                raise TypeError(f"no strategy for {type(codec).__name__}")

    def _nested(self, codec: ModelCodec) -> Payloads:
        choice = codec.choice

        def has_a_tag_of_its_own(payload: dict[str, Any]) -> bool:
            return payload.get(str(choice.tag)) not in choice.by_tag

        def has_no_tag(payload: dict[str, Any]) -> bool:
            return payload.get(str(choice.tag)) is None

        members = {model: self.payloads(model) for model in codec.models}
        if choice.tag is not None and choice.open is not None:
            members[choice.open] = members[choice.open].filter(has_a_tag_of_its_own)
        if choice.untagged is not None:
            members[choice.untagged] = members[choice.untagged].filter(has_no_tag)
        return st.one_of(list(members.values()))
