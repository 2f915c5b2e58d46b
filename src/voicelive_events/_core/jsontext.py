"""JSON text in and out: exactly RFC 8259, in UTF-8, nested no deeper than `MAX_DEPTH`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeAlias

from ..errors import DecodeError
from .describe import PathKey, describe, join_path

__all__ = ["MAX_DEPTH", "JSONText", "copy_tree", "dumps", "loads"]

JSONText: TypeAlias = str | bytes | bytearray | memoryview

MAX_DEPTH = 128
"""Levels of nesting that are read; what is deeper is a `DecodeError`."""

_TOO_DEEP = f"expected at most {MAX_DEPTH} levels of nesting, got more"
_INFINITE = (float("inf"), float("-inf"))


def loads(text: JSONText) -> Any:
    """The tree of one JSON text, or a `DecodeError` that says what is wrong and where."""
    if not isinstance(text, str):
        text = _from_utf8(text)
    try:
        tree = _decoder.decode(text)
    except json.JSONDecodeError as error:
        failure = f"expected JSON, got {_at(text, error.pos)} ({error.msg})"
    except RecursionError:
        failure = _too_deep(text)
    except ValueError:
        failure = _bad_number(text)
    else:
        # Few texts have so many brackets at all; only these are looked at twice.
        if text.count("[") + text.count("{") <= MAX_DEPTH or not _is_too_deep(tree):
            return tree
        failure = _too_deep(text)
    # Outside the handlers: the parser's own error holds the whole text, this one must not.
    raise DecodeError(failure)


def _from_utf8(data: object) -> str:
    if not isinstance(data, bytes | bytearray | memoryview):
        raise DecodeError(f"expected JSON text as str or bytes, got {describe(data)}")
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        failure = f"expected UTF-8, got an {error.reason} at byte {error.start}"
    raise DecodeError(failure)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite_float(digits: str) -> float:
    number = float(digits)
    if number in _INFINITE:
        raise ValueError(digits)
    return number


_decoder = json.JSONDecoder(parse_float=_finite_float, parse_constant=_refuse_constant)


def _is_too_deep(tree: Any) -> bool:
    level, depth = [tree], 0
    while level := [node for node in level if isinstance(node, dict | list)]:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [child for node in level for child in _children(node)]
    return False


def _children(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node


# --- Where it went wrong: the text is read once more, on the way to an error only -------------

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[]}]|-?Infinity|NaN|-?[0-9][-+.eE0-9]*', re.DOTALL)


def _at(text: str, position: int) -> str:
    """What stands at *position* of *text*, and the position in lines and columns."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    found = repr(text[position]) if position < len(text) else "the end of the text"
    return f"{found} at line {line} column {column}"


def _too_deep(text: str) -> str:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            return f"{_TOO_DEEP}: {_at(text, token.start())}"
    return _TOO_DEEP  # the caller's own stack left too little room


def _bad_number(text: str) -> str:
    """Why a number of *text* was refused: the first that no float or int can be made of."""
    for token in _TOKEN.finditer(text):
        reason = _why_not(token[0])
        if reason is not None:
            return f"expected JSON, got {_at(text, token.start())} ({reason})"
    raise AssertionError("unreachable: a number was refused")


def _why_not(token: str) -> str | None:
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is no JSON"
    if token[0] in '"[]{}':
        return None
    try:
        is_finite = json.loads(token) not in _INFINITE
    except ValueError:
        return "an integer of too many digits"
    return None if is_finite else "a number beyond the range of a float"


def dumps(tree: Any) -> str:
    """Compact JSON text, ASCII alone, so that it can be sent whatever strings it holds."""
    return _encoder.encode(tree)


_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def copy_tree(value: Any, path: tuple[PathKey, ...] = ()) -> Any:
    """A copy of a JSON tree that shares no container with it, of plain dicts and lists.

    Raises `DecodeError` where the value is none that JSON has.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if value - value != 0.0:  # infinite, or not a number
            raise DecodeError(f"expected a finite number, got {value}, at {join_path(path)}")
        return value
    if len(path) >= MAX_DEPTH:
        raise DecodeError(_TOO_DEEP)
    if isinstance(value, list):
        return [copy_tree(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {_key(key, path): copy_tree(item, (*path, key)) for key, item in value.items()}
    raise DecodeError(f"expected a JSON value, got {describe(value)}, at {join_path(path)}")


def _key(key: object, path: tuple[PathKey, ...]) -> str:
    if isinstance(key, str):
        return key
    raise DecodeError(f"expected a string as key, got {describe(key)}, at {join_path(path)}")
