"""JSON text in and out: exactly RFC 8259, in UTF-8, nested no deeper than `MAX_DEPTH`.

Any backend may parse, yet the standard `json` is the authority: what the backend refuses is
parsed again, so that the verdict and its text are the same with every one.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Any, TypeAlias

from ..errors import DecodeError
from . import backend as backends
from .backend import BLANK, INFINITE, authority
from .describe import PathKey, describe, join_path

__all__ = ["MAX_DEPTH", "SCALARS", "JSONText", "copy_tree", "dumps", "loads"]

JSONText: TypeAlias = str | bytes | bytearray | memoryview

MAX_DEPTH = 128
"""Levels of nesting that are read; what is deeper is a `DecodeError`."""

SCALARS: frozenset[type] = frozenset({str, int, float, bool, NoneType})
"""The types of all that a parser gives beside dicts and lists."""

_TOO_DEEP = f"expected at most {MAX_DEPTH} levels of nesting, got more"
_NO_STACK = "expected room for the nesting of the input, got a stack that is nearly full"
_BIG = 2**63
_NESTING = frozenset({dict, list})
_NEVER_DEEP = 2 * MAX_DEPTH  # characters: a level takes two brackets
_NEVER_DEEP_OBJECTS = 5 * MAX_DEPTH  # the same without arrays: a key and a colon as well
_FEW = MAX_DEPTH // 2  # brackets of one kind that leave room for as many of the other
_ARRAY, _OBJECT = b"[{"  # numbers: they are found in a quarter of the time of byte strings
_LONG = 2048  # characters from which on `parse_long` pays


def loads(text: JSONText) -> Any:
    """The tree of one JSON text, or a `DecodeError` that says what is wrong and where."""
    given: Any = text  # exactly str or bytes, of which nearly all are too short or flat to be deep
    kind = type(given)
    if kind is not bytes and kind is not str:
        given = _fixed(given)
        kind = type(given)
    backend = backends.in_use or backends.backend()
    try:
        size = len(given)
        if size <= _NEVER_DEEP:
            return backend.parse(given)
        if (_ARRAY if kind is bytes else "[") not in given:
            if size <= _NEVER_DEEP_OBJECTS:
                return backend.parse(given)
            if size > _LONG and given.find(b"{" if kind is bytes else "{", 1) < 0:
                return backend.parse_long(given)
        tree = backend.parse(given)
        if _has_few_brackets(given) or _is_shallow(given, tree):
            return tree
    except Exception:  # whatever its reason is: the authority judges
        pass
    return _loads(given)


def _fixed(text: Any) -> Any:
    try:
        return str.__str__(text) if isinstance(text, str) else bytes(memoryview(text))
    except (TypeError, ValueError):  # not bytes-like, or released, as is said of it later
        return text


def _loads(text: str | bytes) -> Any:
    if not isinstance(text, str):
        text = _from_utf8(text)
    try:
        tree = authority.decode(text)
    except json.JSONDecodeError as error:
        failure = f"expected JSON, got {_at(text, error.pos)} ({error.msg})"
    except RecursionError:
        failure = _too_deep(text)
    except ValueError:
        failure = _bad_number(text)
    else:
        if len(text) <= _NEVER_DEEP or _is_shallow(text, tree):
            return tree
        failure = _too_deep(text)
    # Outside the handlers: the parser's own error holds the whole text, this one must not.
    raise DecodeError(failure)


def _from_utf8(data: object) -> str:
    if not isinstance(data, bytes):
        raise DecodeError(f"expected JSON text as str or bytes, got {describe(data)}")
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        failure = f"expected UTF-8, got an {error.reason} at byte {error.start}"
    raise DecodeError(failure)


def _has_few_brackets(text: Any) -> bool:
    """Whether *text* has too few brackets to be deep, as nearly every text.

    To blank some and to look for another takes a third of the time of counting them.
    """
    if isinstance(text, str):
        return "[" not in text.replace("[", " ", _FEW) and "{" not in text.replace("{", " ", _FEW)
    no_arrays, no_objects = text.replace(b"[", b" ", _FEW), text.replace(b"{", b" ", _FEW)
    return _ARRAY not in no_arrays and _OBJECT not in no_objects


def _is_shallow(text: Any, tree: Any) -> bool:
    """Whether *text*, which *tree* was read from, is nested no deeper than `MAX_DEPTH`."""
    openings = ("[", "{") if isinstance(text, str) else (b"[", b"{")
    unseen = sum(map(text.count, openings))
    level, depth = [tree] if type(tree) in _NESTING else [], 0
    while level and depth < MAX_DEPTH:
        unseen -= len(level)
        depth += 1
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _NESTING
        ]
    # The rest is deeper, in strings, or under a key that came again: there the text alone tells.
    return not unseen or _beyond_depth(text) is None


# --- Where it went wrong: the text is read once more, on the way to an error only -------------


@cache  # compiled when needed: import is to be quick
def _token_pattern() -> re.Pattern[str]:
    return re.compile(
        r"""
        "[^"\\]*+(?:\\.[^"\\]*+)*+"   # a string; possessive, so that a long one takes no memory
        | [\[\]{}]
        | -?Infinity | NaN
        | -?[0-9][-+.eE0-9]*
        """,
        re.VERBOSE,
    )


def _at(text: str, position: int) -> str:
    """What stands at *position* of *text*, and the position in lines and columns."""
    end = len(text.rstrip(BLANK))
    position = min(position, end)
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    found = repr(text[position]) if position < end else "the end of the text"
    # A frame is one line, and a log has line numbers of its own.
    return f"{found} at line {line} column {column}" if line > 1 else f"{found} at column {column}"


def _too_deep(text: str) -> str:
    position = _beyond_depth(text)
    return _NO_STACK if position is None else f"{_TOO_DEEP}: {_at(text, position)}"


def _beyond_depth(text: str | bytes) -> int | None:
    """The position in *text* where its nesting first exceeds `MAX_DEPTH`, if it does."""
    if isinstance(text, bytes):
        text = str(text, "utf-8")
    depth = 0
    for token in _token_pattern().finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            return token.start()
    return None


def _bad_number(text: str) -> str:
    """Why a number of *text* was refused: the first that no float or int can be made of."""
    tokens = ((token.start(), _why_not(token[0])) for token in _token_pattern().finditer(text))
    position, reason = next((start, reason) for start, reason in tokens if reason)
    return f"expected JSON, got {_at(text, position)} ({reason})"


def _why_not(token: str) -> str | None:
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is no JSON"
    if token[0] in '"[]{}':
        return None
    try:
        is_finite = json.loads(token) not in INFINITE
    except ValueError:
        return "an integer of too many digits"
    return None if is_finite else "a number beyond the range of a float"


def dumps(tree: Any) -> str:
    """Compact JSON text, ASCII alone, so that it can be sent whatever strings it holds."""
    encode = backends.backend().encode
    try:
        if encode is not None:
            data = encode(tree)
            # What is to be escaped the authority writes in no more time than escaping takes.
            if data.isascii() and _DELETE not in data and _is_plain(tree):
                return data.decode()
    except Exception:  # whatever its reason is: the authority judges
        pass
    return _encoder.encode(tree)


_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_PLAIN = SCALARS - {float}
_DELETE = 0x7F  # the one character of ASCII that the authority escapes and others may not


def _is_plain(node: Any) -> bool:
    """Whether any encoder writes *node* as the authority does. To ask takes as long as to write."""
    if isinstance(node, dict) and type(node).items is dict.items:  # an OrderedDict has its own
        for key, value in node.items():
            if type(key) is not str or (type(value) not in _PLAIN and not _is_plain(value)):
                return False
        return True
    if isinstance(node, list):
        for value in node:  # noqa: SIM110  # in half the time that all() takes for a few values
            if type(value) not in _PLAIN and not _is_plain(value):
                return False
        return True
    if type(node) is float:  # a longer one has an exponent, which is written in several ways
        return not node or 1e-4 <= abs(node) < 1e16
    return isinstance(node, str)  # a member of an enum


def copy_tree(value: Any) -> Any:
    """A copy of a JSON tree that shares no container with it, of plain dicts and lists.

    Raises `DecodeError` where the value is none that JSON has.
    """
    try:
        return _copy(value, MAX_DEPTH)
    except _UnfitError as error:
        failure = f"{error}, at {join_path(tuple(reversed(error.keys)))}"
    except RecursionError:
        failure = _NO_STACK
    raise DecodeError(failure)


class _UnfitError(Exception):
    """A value that JSON does not have; `keys` lead to it, the last one first."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.keys: list[PathKey] = []


def _copy(value: Any, room: int) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool or (kind is int and -_BIG < value < _BIG):
        return value
    if isinstance(value, Mapping):
        return _copy_mapping(value, _less(room))
    if isinstance(value, list):
        return _copy_list(value, _less(room))
    if isinstance(value, float) and not math.isfinite(value):
        raise _UnfitError("a finite number", str(value))
    if isinstance(value, int):
        return _copy_integer(value)
    if isinstance(value, float | str):
        return value
    raise _UnfitError("a JSON value", describe(value))


def _copy_integer(value: int) -> int:
    try:
        str(value)  # the interpreter bounds the digits that it converts, either way
    except ValueError:
        pass
    else:
        return value
    raise _UnfitError("an integer of fewer digits", describe(value))


def _less(room: int) -> int:
    if room:
        return room - 1
    raise _UnfitError(f"at most {MAX_DEPTH} levels of nesting", "more")


def _copy_mapping(mapping: Mapping[Any, Any], room: int) -> dict[str, Any]:
    copied = {}
    key: Any = None
    try:
        for key, item in mapping.items():
            copied[key] = _copy(item, room)
            if type(key) is not str and not isinstance(key, str):
                raise _UnfitError("a string as key", describe(key))
    except _UnfitError as error:
        if isinstance(key, str):
            error.keys.append(key)
        raise
    return copied


def _copy_list(items: list[Any], room: int) -> list[Any]:
    copied: list[Any] = []
    try:
        for item in items:
            copied.append(_copy(item, room))  # noqa: PERF401  # its length is the failing index
    except _UnfitError as error:
        error.keys.append(len(copied))
        raise
    return copied
