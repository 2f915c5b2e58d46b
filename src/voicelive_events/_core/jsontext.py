"""JSON text in and out: exactly RFC 8259, in UTF-8, nested no deeper than `MAX_DEPTH`.

Any backend may parse, yet the standard `json` is the authority: what the backend refuses is
parsed again, so that the verdict and its text are the same with every one.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType
from typing import Any, NoReturn, TypeAlias

from ..errors import DecodeError, Loc, Problem, ProblemCode
from . import backend as backends
from .backend import BLANK, INFINITE, MARK, authority
from .base64text import is_base64
from .describe import describe

__all__ = [
    "MAX_DEPTH",
    "NO_STACK",
    "SCALARS",
    "JSONText",
    "copy_tree",
    "dumps",
    "has_few_brackets",
    "is_deep",
    "loads",
    "not_json",
    "too_deep",
]

JSONText: TypeAlias = str | bytes | bytearray | memoryview

MAX_DEPTH = 128
"""Levels of nesting that are read; what is deeper is a `DecodeError`."""

SCALARS: frozenset[type] = frozenset({str, int, float, bool, NoneType})
"""The types of all that a parser gives beside dicts and lists."""

_NESTING_BOUND = f"at most {MAX_DEPTH} levels of nesting"
NO_STACK = Problem(
    (), "too_deep", "room for the nesting of the input", "a stack that is nearly full"
)
_BIG = 2**63
_NESTING = frozenset({dict, list})
_NEVER_DEEP = 2 * MAX_DEPTH  # characters: a level takes two brackets
_NEVER_DEEP_OBJECTS = 5 * MAX_DEPTH  # the same without arrays: a key and a colon as well
_FEW = MAX_DEPTH // 2  # brackets of one kind that leave room for as many of the other
_LONG = 4096  # characters from which on it pays to read a text without nesting in a way of its own
_SIGNS: dict[type, tuple[Any, Any, Any]] = {str: ("[", "{", " "), bytes: (b"[", b"{", b" ")}


def too_deep(loc: Loc = ()) -> Problem:
    """What is wrong with a tree that is nested too deep, at *loc*."""
    return Problem(loc, "too_deep", _NESTING_BOUND, "more")


def loads(text: JSONText) -> Any:
    """The tree of one JSON text, or a `DecodeError` that says what is wrong and where."""
    kind = type(text)
    given: Any = text if kind is bytes or kind is str else _as_plain_text(text)
    backend = backends.in_use or backends.backend()
    try:
        size = len(given)
        if size <= _NEVER_DEEP:
            return backend.parse(given)
        array, an_object, blank = _SIGNS[type(given)]
        if given.find(array) < 0:  # for bytes quicker than `in`
            if size <= _NEVER_DEEP_OBJECTS:
                return backend.parse(given)
            inner = given.find(an_object, 1)
            if inner < 0:
                return backend.parse_flat(given) if size > _LONG else backend.parse(given)
            # A flat object in one, as a line of a recording, tells itself before all is counted.
            if given.find(an_object, inner + 1) < 0 or given.count(an_object) <= _FEW:
                return backend.parse(given)
        tree = backend.parse(given)
        # Nearly no text has brackets enough. To blank some and look for another beats counting.
        few_arrays = given.replace(array, blank, _FEW).find(array) < 0
        few_objects = few_arrays and given.replace(an_object, blank, _FEW).find(an_object) < 0
        if few_objects or _is_shallow(given, tree):
            return tree
    except Exception:  # whatever its reason is: the authority judges
        pass
    return _judged(given)


def _as_plain_text(text: Any) -> Any:
    try:
        return str.__str__(text) if isinstance(text, str) else bytes(memoryview(text))
    except (TypeError, ValueError):  # not bytes-like, or released, as is said of it later
        return text


def _judged(text: Any) -> Any:
    """As `loads`, by the authority."""
    if not isinstance(text, str):
        text = _from_utf8(text)
    try:
        tree = authority.decode(text)
    except json.JSONDecodeError as error:
        failure = _syntax_error(text, error.pos, error.msg)
    except RecursionError:
        failure = _nesting_error(text)
    except ValueError:
        failure = _number_error(text)
    else:
        if len(text) <= _NEVER_DEEP or _is_shallow(text, tree):
            return tree
        failure = _nesting_error(text)
    # Outside the handlers: the parser's own error holds the whole text, this one must not.
    raise failure


def _from_utf8(data: object) -> str:
    if not isinstance(data, bytes):
        what = "JSON text as str or bytes"
        raise DecodeError(Problem((), "wrong_type", what, describe(data)))
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        before, got = str(data[: error.start], "utf-8"), f"an {error.reason}"
    raise _error_at(before, len(before), "not_json", "UTF-8", got)


def _is_shallow(text: Any, tree: Any) -> bool:
    """Whether *text*, which *tree* was read from, is nested no deeper than `MAX_DEPTH`."""
    array, an_object, _ = _SIGNS[type(text)]
    unseen = text.count(array) + text.count(an_object)
    for level, _ in zip(_levels(tree), range(MAX_DEPTH), strict=False):
        unseen -= len(level)
    # The rest is deeper, in strings, or under a key that came again: there the text alone tells.
    return not unseen or _beyond_depth(text) is None


def _levels(tree: Any) -> Iterator[list[Any]]:
    """The dicts and lists of *tree*, level by level."""
    level = [tree] if type(tree) in _NESTING else []
    while level:
        yield level
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _NESTING
        ]


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


def _error_at(
    text: str, position: int, code: ProblemCode, expected: str, got: str, reason: str = ""
) -> DecodeError:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return DecodeError(Problem((), code, expected, got), (line, column), reason)


def _syntax_error(text: str, position: int, reason: str) -> DecodeError:
    is_end = not text[position:].strip(BLANK)
    found = "the end of the text" if is_end else repr(text[position])
    return _error_at(text, position, "not_json", "JSON", found, reason)


def _nesting_error(text: str) -> DecodeError:
    position = _beyond_depth(text)
    if position is None:
        return DecodeError(NO_STACK)
    return _error_at(text, position, "too_deep", _NESTING_BOUND, "more")


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


def _number_error(text: str) -> DecodeError:
    """Why a number of *text* was refused: the first that no float or int can be made of."""
    tokens = ((token.start(), _why_not(token[0])) for token in _token_pattern().finditer(text))
    position, reason = next((start, reason) for start, reason in tokens if reason)
    return _syntax_error(text, position, reason)


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


# --- Writing ----------------------------------------------------------------------------------


def dumps(tree: Any, *, ascii: bool = True) -> str:
    """Compact JSON text. In ASCII alone it can be sent whatever strings it holds; else text stands
    as it is, save what would break a line or cannot be encoded.

    Raises `ValueError`, `TypeError` or `RecursionError` for what JSON cannot carry.
    """
    if not ascii:
        return _unprintable().sub(_escaped, _text_encoder.encode(tree))
    try:
        encode = backends.backend().encode
        if encode is not None:
            data = encode(tree)
            # What is to be escaped the authority writes in no more time than escaping takes.
            if data.isascii() and _DELETE not in data and _is_plain(tree):
                return data.decode()
    except Exception:  # whatever its reason is: the authority judges
        pass
    return _write(tree)


def _write(tree: Any) -> str:
    """As the authority. A long piece of base64, in which nothing is to be escaped, is put in after
    the rest was written: that pays for audio, as the row `audio-frame` of the benchmark shows."""
    items = tree.items() if isinstance(tree, dict) else ()
    for key, value in items:
        if type(value) is str and len(value) > _LONG and is_base64(value):
            rest = dict(items)
            rest[key] = MARK
            return _encoder.encode(rest).replace(MARK, value, 1)
    return _encoder.encode(tree)


_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_text_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False)
_PLAIN = SCALARS - {float}
_DELETE = 0x7F  # the one character of ASCII that the authority escapes and others may not


@cache
def _unprintable() -> re.Pattern[str]:
    """Control characters that JSON need not escape, other ends of a line, lone surrogates."""
    return re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _is_plain(node: Any) -> bool:
    """Whether any encoder writes *node* as the authority does."""
    if isinstance(node, dict) and type(node).items is dict.items:  # an OrderedDict has its own
        for key, value in node.items():
            if type(key) is not str or (type(value) not in _PLAIN and not _is_plain(value)):
                return False
        return True
    if isinstance(node, list) and type(node).__iter__ is list.__iter__:
        for value in node:  # noqa: SIM110  # a generator costs more than a few values
            if type(value) not in _PLAIN and not _is_plain(value):
                return False
        return True
    if type(node) is float:  # a longer one has an exponent, which is written in several ways
        return not node or 1e-4 <= abs(node) < 1e16
    return isinstance(node, str)  # a member of an enum


# --- Trees that somebody else made ------------------------------------------------------------


def copy_tree(value: Any) -> Any:
    """A copy of a JSON tree that shares no container with it, of plain dicts and lists.

    Raises `DecodeError` where the value is none that JSON has, or is nested too deep, or holds the
    same containers over and over, so that its copy would be out of proportion. Its path is whole:
    who knows what of it is private cuts it.
    """
    try:
        return _Copier(value, Mapping).copy(value, MAX_DEPTH)
    except _UnfitError as error:
        problem = error.located()
    except RecursionError:
        problem = NO_STACK
    raise DecodeError(problem)


def not_json(value: Any, *, depth: int = 0, mapping: type[Any] = dict) -> Problem | None:
    """What makes *value*, which stands at *depth* in its tree, none that is written as JSON; or
    none that can be copied, where any *mapping* is taken for an object."""
    try:
        _Copier(value, mapping).copy(value, MAX_DEPTH - depth)
    except _UnfitError as error:
        return error.located()
    except RecursionError:
        return NO_STACK
    return None


class _UnfitError(Exception):
    """A value that JSON does not have; `keys` lead to it, the last one first."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.keys: list[str | int] = []
        self._problem = problem

    def located(self) -> Problem:
        """What is wrong, and where."""
        return self._problem._replace(loc=tuple(reversed(self.keys)))


def _refuse(code: ProblemCode, expected: str, got: str) -> NoReturn:
    raise _UnfitError(Problem((), code, expected, got))


class _Copier:
    """Copies one tree."""

    # Values that are copied before anybody asks whether the tree has so many.
    _UNASKED = 100_000

    def __init__(self, root: Any, mapping: type[Any]) -> None:
        self._root = root
        self._mapping = mapping
        """What is taken for an object: any mapping, or dicts alone."""
        self._is_counted = False
        self._left = self._UNASKED

    def copy(self, value: Any, room: int) -> Any:
        kind = type(value)
        if kind is str or value is None or kind is bool or (kind is int and -_BIG < value < _BIG):
            return value
        if isinstance(value, dict):
            return self._copy_mapping(value, self._less(room, value))
        if isinstance(value, list):
            return self._copy_list(value, self._less(room, value))
        if isinstance(value, self._mapping):
            written = _as_written(value)
            return self._copy_mapping(written, self._less(room, written))
        return _copy_scalar(value)

    def _less(self, room: int, container: Any) -> int:
        if not room:
            raise _UnfitError(too_deep())
        self._left -= 1 + len(container)
        if self._left < 0:
            self._count()
        return room - 1

    def _count(self) -> None:
        """Allow for as many values as the tree has, each counted once; refuse a copy of more."""
        spent = self._UNASKED - self._left
        if not self._is_counted:
            self._left = _size(self._root) - spent
            self._is_counted = True
        if self._left < 0:
            _refuse("invalid_value", "a tree", "one that repeats a list or an object too often")

    def _copy_mapping(self, mapping: Mapping[Any, Any], room: int) -> dict[str, Any]:
        copied = {}
        key: Any = None
        try:
            for key, item in mapping.items():
                copied[key] = self.copy(item, room)
                if type(key) is not str and not isinstance(key, str):
                    _refuse("not_json", "a string as key", describe(key, hidden=True))
        except _UnfitError as error:
            if isinstance(key, str):
                error.keys.append(key)
            raise
        return copied

    def _copy_list(self, items: list[Any], room: int) -> list[Any]:
        copied: list[Any] = []
        try:
            for item in items:
                copied.append(self.copy(item, room))  # noqa: PERF401  # its length tells where
        except _UnfitError as error:
            error.keys.append(len(copied))
            raise
        return copied


def _as_written(mapping: Any) -> Any:
    """What a *mapping* of another library's says that it is as JSON, if it says so. The models of
    azure-ai-voicelive write nulls there that they do not have as items."""
    as_dict = getattr(mapping, "as_dict", None)
    return as_dict() if callable(as_dict) else mapping


def _copy_scalar(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        _refuse("not_json", "a finite number", str(value))
    if isinstance(value, int):
        return _copy_integer(value)
    if isinstance(value, float | str):
        return value
    _refuse("not_json", "a JSON value", describe(value))


def _copy_integer(value: int) -> int:
    try:
        str(value)  # the interpreter bounds the digits that it converts, either way
    except ValueError:
        pass
    else:
        return value
    _refuse("not_json", "an integer of fewer digits", describe(value))


def _size(root: Any) -> int:
    """How many values there are in *root*, what is shared counted once."""
    seen: set[int] = set()
    pending, size = [root], 0
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping | list) and id(value) not in seen:
            seen.add(id(value))
            size += 1 + len(value)
            pending += value.values() if isinstance(value, Mapping) else value
    return size


def has_few_brackets(text: str) -> bool:
    """Whether *text* has too few brackets to be nested deeper than `MAX_DEPTH`, as nearly any."""
    if len(text) <= _NEVER_DEEP or (text.find("[") < 0 and text.find("{", 1) < 0):
        return True
    few_arrays = text.replace("[", " ", _FEW).find("[") < 0
    return few_arrays and text.replace("{", " ", _FEW).find("{") < 0


def is_deep(tree: Any) -> bool:
    """Whether *tree*, of dicts, lists and tuples, is nested deeper than `MAX_DEPTH`."""
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if type(child) not in SCALARS and isinstance(child, _CONTAINERS)
        ]
        if not level:
            return False
        if len(level) > _MANY:  # what is shared counts once
            level = list({id(child): child for child in level}.values())
    return True


_CONTAINERS = (dict, list, tuple)
_MANY = 1000
