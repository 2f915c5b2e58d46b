"""The codecs of what holds other values: models, lists, dicts; and of unions, which choose one."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from ..errors import Problem
from .adopting import Adopt, as_it_is, dict_adopter, list_adopter, tag_adopter
from .codecs import Check, Codec, Node, Path, any_of
from .describe import describe, join_path
from .jsontext import copy_tree

__all__ = ["DictCodec", "ListCodec", "ModelCodec", "UnionCodec"]


class ModelCodec(Codec):
    """A nested object. Where several classes may stand, its tag says which."""

    kinds = frozenset({"object"})
    adopt: Adopt

    def __init__(self, models: tuple[type[Node], ...]) -> None:
        self.models = models
        self.expected = any_of(model.__name__ for model in models)
        self.plural = f"{self.expected} objects"
        self.tag: str | None = None
        self.by_tag: dict[str | None, type[Node]] = {None: models[0]}
        if len(models) > 1:
            self.tag, self.by_tag = _by_tag(models)
        self.open = self.by_tag.pop(None, None)
        """The class for a tag that no other class of the union has."""
        self.adopt = models[0]._adopter() if self.tag is None else self._choosing_adopter(self.tag)

    def _choosing_adopter(self, tag: str) -> Adopt:
        adopters = {
            each: model._adopter(tag) for each, model in self.by_tag.items() if each is not None
        }
        return tag_adopter(tag, adopters, as_it_is if self.open is None else self.open._adopter())

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, self.models)

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, self.models) and raw._is_valid()

    def take(self, value: Any) -> Any:
        if isinstance(value, Node) or not isinstance(value, Mapping):
            return value
        return self.adopt(copy_tree(value))

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, self.models):
            yield self._problem(raw, path)
        elif check.nested:
            yield from raw._walk(path, check)


def _by_tag(models: tuple[type[Node], ...]) -> tuple[str, dict[str | None, type[Node]]]:
    """How the tag of an object chooses among *models*; None stands for any other tag."""
    names = " and ".join(model.__name__ for model in models)
    tags = [model._tag() for model in models]
    wires = {tag and tag[0] for tag in tags}
    wire = wires.pop()
    if wires or wire is None:
        raise TypeError(f"no codec for a union of {names}: no common tag to choose by")
    by_tag = {tag[1]: model for tag, model in zip(tags, models, strict=True) if tag}
    if len(by_tag) < len(models):
        raise TypeError(f"no codec for a union of {names}: two are chosen by the same tag")
    return wire, by_tag


class ListCodec(Codec):
    """A list, read as it is, so that appending to it counts."""

    kinds = frozenset({"array"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an array of {item.plural}"
        self.plural = f"arrays of {item.plural}"
        if item.adopt is not None:
            self.adopt = list_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.accepts, raw)))

    def valid(self, raw: Any) -> bool:
        return isinstance(raw, list) and (self._is_plain(raw) or all(map(self.item.valid, raw)))

    def _is_plain(self, raw: list[Any]) -> bool:
        return self.item.sound is not None and {self.item.sound}.issuperset(map(type, raw))

    def writable(self, raw: Any) -> bool:
        return isinstance(raw, list) and all(map(self.item.writable, raw))

    def take(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, list):
            return value
        taken = list(map(self.item.take, value))
        return (
            taken if any(new is not old for new, old in zip(taken, value, strict=True)) else value
        )

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, list):
            yield self._problem(raw, path)
            return
        for index, item in enumerate(raw):
            yield from self.item.problems(item, (*path, index), check)


class DictCodec(Codec):
    """A dict from strings to one type, read as it is."""

    kinds = frozenset({"object"})

    def __init__(self, item: Codec) -> None:
        self.item = item
        self.expected = f"an object of {item.plural}"
        self.plural = f"objects of {item.plural}"
        if item.adopt is not None:
            self.adopt = dict_adopter(item.adopt)

    def accepts(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.accepts, raw.values()))

    def valid(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.valid, raw.values()))

    def writable(self, raw: Any) -> bool:
        return self._has_string_keys(raw) and all(map(self.item.writable, raw.values()))

    def _has_string_keys(self, raw: Any) -> bool:
        return isinstance(raw, dict) and all(isinstance(key, str) for key in raw)

    def take(self, value: Any) -> Any:
        if self.adopt is None or not isinstance(value, dict):
            return value
        taken = {key: self.item.take(item) for key, item in value.items()}
        return value if all(map(operator.is_, taken.values(), value.values())) else taken

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        if not isinstance(raw, dict):
            yield self._problem(raw, path)
            return
        for key, item in raw.items():
            if not isinstance(key, str):
                yield Problem(join_path(path), "wrong_type", "strings as keys", describe(key))
            yield from self.item.problems(item, (*path, key), check)


class UnionCodec(Codec):
    """Several types, told apart by their JSON kind alone: there is never a second try."""

    def __init__(self, codecs: list[Codec]) -> None:
        self.by_kind = {kind: codec for codec in codecs for kind in codec.kinds}
        self.expected = any_of(codec.expected for codec in codecs)
        self.plural = any_of(codec.plural for codec in codecs)
        adopters = {kind: c.adopt for kind, c in self.by_kind.items() if c.adopt is not None}
        if adopters:
            self.adopt = _kind_adopter(adopters)

    def _codec(self, raw: Any) -> Codec:
        return self.by_kind.get(_json_kind(raw), _NOTHING_FITS)

    def accepts(self, raw: Any) -> bool:
        return self._codec(raw).accepts(raw)

    def valid(self, raw: Any) -> bool:
        return self._codec(raw).valid(raw)

    def decode(self, raw: Any) -> Any:
        return self._codec(raw).decode(raw)

    def encode(self, value: Any) -> Any:
        return self._codec(value).encode(value)

    def take(self, value: Any) -> Any:
        return self._codec(value).take(value)

    def problems(self, raw: Any, path: Path, check: Check) -> Iterator[Problem]:
        codec = self._codec(raw)
        if codec is _NOTHING_FITS:
            yield self._problem(raw, path)
        else:
            yield from codec.problems(raw, path, check)


def _kind_adopter(by_kind: Mapping[str, Adopt]) -> Adopt:
    def adopt(raw: Any) -> Any:
        adopt_kind = by_kind.get(_json_kind(raw))
        return raw if adopt_kind is None else adopt_kind(raw)

    return adopt


class _NothingFits(Codec):
    """Stands in a union for the kinds that it has no codec for."""

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
