"""The codecs of what holds other values: models, lists, dicts; and of unions, which choose one."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from ..errors import Loc, Problem
from .check import Check
from .codecs import AnyCodec, Codec, Rejected
from .describe import any_of, describe
from .dispatch import Adopt, Choice, Node
from .jsontext import copy_tree

__all__ = ["DictCodec", "ListCodec", "ModelCodec", "UnionCodec"]


class ModelCodec(Codec):
    """A nested object. Where several classes may stand, its tag says which."""

    kinds = frozenset({"object"})
    adopt: Adopt

    def __init__(self, models: tuple[type[Node], ...]) -> None:
        self.models = models
        self.choice = Choice(models)
        self.adopt = self.choice.adopt
        self.written_type = models[0] if len(models) == 1 else None
        self.expected = any_of(model.__name__ for model in models)
        self.plural = f"{self.expected} objects"

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, self.models)

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, self.models) and raw._is_valid()

    def encode(self, value: Any) -> Any:
        return value if isinstance(value, self.models) else super().encode(value)

    def upgrade(self, value: Any) -> Any:
        if isinstance(value, Node) or not isinstance(value, Mapping):
            return value
        return self.adopt(copy_tree(value))

    def within(self, raw: Any, key: str | int) -> Codec | None:
        found = self.choice.class_of(raw) if isinstance(raw, Mapping) else None
        if found is None or not isinstance(key, str):
            return None
        declared = found._declared(key)
        return declared if isinstance(declared, Codec) else AnyCodec()

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, self.models):
            yield self._problem(raw, loc)
        elif check.nested:
            yield from raw._walk(loc, check)


class ListCodec(Codec):
    """A list, read as it is, so that appending to it counts."""

    kinds = frozenset({"array"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an array of {item.plural}"
        self.settable = f"a list of {item.plural}"
        self.plural = f"arrays of {item.plural}"
        if item.adopt is not None:
            self.adopt = _list_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.accepts, raw)))

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.valid, raw)))

    def _is_plain(self, raw: list[Any]) -> bool:
        return self.item.valid_type is not None and {self.item.valid_type}.issuperset(
            map(type, raw)
        )

    def encode(self, value: Any) -> Any:
        if not isinstance(value, list):
            raise Rejected
        encoded = list(map(self.item.encode, value))
        return value if all(map(operator.is_, encoded, value)) else encoded

    def upgrade(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, list):
            return value
        upgraded = list(map(self.item.upgrade, value))
        return value if all(map(operator.is_, upgraded, value)) else upgraded

    def within(self, raw: Any, key: str | int) -> Codec | None:
        return self.item if isinstance(raw, list) else None

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, list):
            yield self._problem(raw, loc)
            return
        for index, item in enumerate(raw):
            yield from self.item.problems(item, (*loc, index), check)


def _list_adopter(adopt_item: Adopt) -> Adopt:
    """What adopts each item of a list."""

    def adopt(raw: Any) -> Any:
        return [adopt_item(item) for item in raw] if type(raw) is list else raw

    return adopt


class DictCodec(Codec):
    """A dict from strings to one type, read as it is."""

    kinds = frozenset({"object"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an object of {item.plural}"
        self.settable = f"a dict of {item.plural}"
        self.plural = f"objects of {item.plural}"
        if item.adopt is not None:
            self.adopt = _dict_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.accepts, raw.values()))

    def valid(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.valid, raw.values()))

    def encode(self, value: Any) -> Any:
        if not self._has_string_keys(value):
            raise Rejected
        encoded = {key: self.item.encode(item) for key, item in value.items()}
        return value if all(map(operator.is_, encoded.values(), value.values())) else encoded

    def _has_string_keys(self, raw: Any) -> bool:
        return isinstance(raw, dict) and all(isinstance(key, str) for key in raw)

    def upgrade(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, dict):
            return value
        upgraded = {key: self.item.upgrade(item) for key, item in value.items()}
        return value if all(map(operator.is_, upgraded.values(), value.values())) else upgraded

    def within(self, raw: Any, key: str | int) -> Codec | None:
        return self.item if isinstance(raw, Mapping) else None

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, dict):
            yield self._problem(raw, loc)
            return
        for key, item in raw.items():
            if isinstance(key, str):
                yield from self.item.problems(item, (*loc, key), check)
            else:
                yield Problem(loc, "wrong_type", "strings as keys", describe(key, hidden=True))


def _dict_adopter(adopt_item: Adopt) -> Adopt:
    """What adopts each value of a dict."""

    def adopt(raw: Any) -> Any:
        if type(raw) is not dict:
            return raw
        return {key: adopt_item(item) for key, item in raw.items()}

    return adopt


class UnionCodec(Codec):
    """Several types, told apart by their JSON kind alone: there is never a second try."""

    def __init__(self, codecs: list[Codec]) -> None:
        self.by_kind = {kind: codec for codec in codecs for kind in codec.kinds}
        self.expected = any_of(codec.expected for codec in codecs)
        self.settable = any_of(codec.settable or codec.expected for codec in codecs)
        self.kinds = frozenset(self.by_kind)
        self.plural = any_of(codec.plural for codec in codecs)
        adopters = {kind: c.adopt for kind, c in self.by_kind.items() if c.adopt is not None}
        if adopters:
            self.adopt = _kind_adopter(adopters)

    def codec_for(self, raw: Any) -> Codec:
        """The codec of the JSON kind of *raw*; one that accepts nothing if there is none."""
        return self.by_kind.get(_json_kind(raw), _NOTHING_FITS)

    def accepts(self, raw: Any) -> bool:
        return self.codec_for(raw).accepts(raw)

    def valid(self, raw: Any) -> bool:
        return self.codec_for(raw).valid(raw)

    def decode(self, raw: Any) -> Any:
        return self.codec_for(raw).decode(raw)

    def encode(self, value: Any) -> Any:
        return self.codec_for(value).encode(value)

    def upgrade(self, value: Any) -> Any:
        return self.codec_for(value).upgrade(value)

    def within(self, raw: Any, key: str | int) -> Codec | None:
        return self.codec_for(raw).within(raw, key)

    def problems(self, raw: Any, loc: Loc, check: Check) -> Iterator[Problem]:
        codec = self.codec_for(raw)
        if codec is _NOTHING_FITS:
            yield self._problem(raw, loc)
        else:
            yield from codec.problems(raw, loc, check)


def _kind_adopter(by_kind: Mapping[str, Adopt]) -> Adopt:
    def adopt(raw: Any) -> Any:
        adopt_kind = by_kind.get(_json_kind(raw))
        return raw if adopt_kind is None else adopt_kind(raw)

    return adopt


class _NothingFits(Codec):
    """Stands in a union for the kinds that it has no codec for."""

    kinds = frozenset()

    def accepts(self, raw: Any) -> bool:
        return False


_NOTHING_FITS = _NothingFits()


_JSON_KINDS: dict[type, str] = {
    str: "string",
    NoneType: "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}


def _json_kind(value: object) -> str:
    if type(value) in _JSON_KINDS:
        return _JSON_KINDS[type(value)]
    if isinstance(value, dict):  # a model, in most cases
        return "object"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, Mapping) else "other"
