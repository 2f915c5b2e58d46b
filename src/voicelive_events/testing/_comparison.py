"""How two models differ, for the tests in which they should not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Any, Final, TypeAlias

from .._core.model import Model
from .._logs.redaction import holds_secret
from .._text import json_path

__all__ = ["differences"]

Loc: TypeAlias = tuple[str | int, ...]


class _Word:
    """Stands for a value that is not shown."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


_ABSENT: Final = _Word("absent")
_HIDDEN: Final = _Word("<hidden>")
_MOST: Final = 100  # differences that are told
_LONGEST: Final = 2000  # characters of a value


def differences(left: object, right: object) -> list[str] | None:
    """What differs between two models, or two lists with models in them: a line that says what was
    compared, then the path and both values for each difference; secrets stay hidden. None where
    that is no help, whatever the two are."""
    try:
        if not (_has_models(left) or _has_models(right)):
            return None
        found = list(islice(_walk(left, right, ()), _MOST + 1))
        lines = [
            f"{json_path(loc)}: {_text(mine)} != {_text(other)}"
            for loc, mine, other in found[:_MOST]
        ]
        lines += ["and others"] * (len(found) > _MOST)
    except Exception:  # they are another's objects, and may do anything
        return None
    return [f"{_title(left)} == {_title(right)}", *lines] if lines else None


def _has_models(value: object) -> bool:
    return isinstance(value, Model) or (
        isinstance(value, list) and any(isinstance(each, Model) for each in value)
    )


def _title(value: object) -> str:
    name = type(value).__name__
    return f"{name} of {len(value)}" if isinstance(value, list) else name


def _walk(left: Any, right: Any, loc: Loc) -> Iterator[tuple[Loc, Any, Any]]:
    """The places where the two differ, as deep inside them as can be, with what stands there."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in dict.fromkeys((*left, *right)):
            pair = left.get(key, _ABSENT), right.get(key, _ABSENT)
            if not (_is_secret(left, key) or _is_secret(right, key)):
                yield from _walk(*pair, (*loc, key))
            elif pair[0] != pair[1]:
                mine, other = (each if each is _ABSENT else _HIDDEN for each in pair)
                yield (*loc, key), mine, other
    elif isinstance(left, list) and isinstance(right, list):
        for index in range(max(len(left), len(right))):
            pair = _at(left, index), _at(right, index)
            yield from _walk(*pair, (*loc, index))
    elif left != right:
        yield loc, left, right


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else _ABSENT


def _is_secret(holder: dict[Any, Any], key: object) -> bool:
    return isinstance(key, str) and key in holder and holds_secret(holder, key)


def _text(value: Any) -> str:
    text = repr(_shown(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... ({len(text)} characters)"


def _shown(value: Any) -> Any:
    """*value* as plain JSON, with its secrets hidden."""
    if isinstance(value, dict):
        return {
            key: _HIDDEN if _is_secret(value, key) else _shown(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_shown(each) for each in value]
    return value.value if isinstance(value, Enum) else value
