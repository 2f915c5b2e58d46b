"""What must not be shown: credentials, by declaration and by name."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from .._core.fields import FieldInfo
from .._core.model import Model
from ..errors import Problem

__all__ = [
    "HIDDEN",
    "data_size",
    "is_secret",
    "masked",
    "problem_text",
    "redacted",
    "shown_problem",
]

HIDDEN = "<hidden>"

_SECRET_WORDS = frozenset(
    {
        "apikey",
        "auth",
        "authorization",
        "bearer",
        "cookie",
        "credential",
        "credentials",
        "headers",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "secrets",
    }
)
_SECRET_KEYS = frozenset({"access", "account", "api", "private", "shared", "subscription"})
"""What stands before `key` where the key opens something."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # of snake_case, kebab-case, camelCase
_LETTERS = re.compile(r"[a-z]+")

_IN_TEXT = re.compile(
    r"""
    ( \b bearer \s+
    | \b (?: api[-_ ]?key | authorization | passwd | password | pwd | ice-pwd | secret | sig
          | [a-z_-]*token ) ["']? \s* [=:] \s* ["']? (?: bearer \s+ | basic \s+ )?
    | // (?= [^/\s:@]+ : [^/\s@]+ @ )
    )
    [^\s"'&,;}@]+
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A credential in the middle of a text, behind what announces it: an error message, a URL."""

_LONG = 200  # characters; no word is so long
_BASE64 = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9+/]+={0,2}")


def is_secret(name: str, info: FieldInfo | None = None) -> bool:
    """Whether the value of a field is a credential: declared so, or to judge by its *name*."""
    if info is not None and info.secret:
        return True
    return _names_secret(name) if len(name) <= _LONG else _names_secret.__wrapped__(name)


@lru_cache(maxsize=1024)  # the same few names come with every event
def _names_secret(name: str) -> bool:
    # Read in both ways: `authToken` has two words, `TOKEN` and `ToKeN` have one.
    readings = ([word.lower() for word in _WORDS.findall(name)], _LETTERS.findall(name.lower()))
    return any(map(_has_secret_word, readings))


def _has_secret_word(words: list[str]) -> bool:
    if not _SECRET_WORDS.isdisjoint(words):
        return True
    if words and words[-1].endswith("token"):  # `input_token_details` only counts
        return True
    return any(a in _SECRET_KEYS and b == "key" for a, b in pairwise(words))


def redacted(text: str) -> str:
    """*text* without the credentials that announce themselves in it."""
    return _IN_TEXT.sub(rf"\1{HIDDEN}", text)


def masked(value: Any) -> Any:
    """*value* in plain JSON without its credentials, and without its media data."""
    if isinstance(value, dict):
        declared = {f.wire_name: f for f in value.fields()} if isinstance(value, Model) else {}
        return {key: _masked_item(key, item, declared.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    if isinstance(value, str):
        return data_size(value) or redacted(value)
    return value


def _masked_item(key: str, value: Any, info: FieldInfo | None) -> Any:
    if value is not None and is_secret(key, info):
        return HIDDEN
    if info is not None and info.format == "base64" and isinstance(value, str):
        return f"<{len(value)} chars>"
    return masked(value)


def data_size(text: str) -> str | None:
    """The size of *text* if it is no text but data in base64: audio, video, a key exchange."""
    is_data = len(text) > _LONG and _BASE64.fullmatch(text) is not None
    return f"<{len(text)} chars>" if is_data else None


def problem_text(problem: Problem) -> str:
    """*problem* in words; one at a place with a credential's name keeps the value to itself."""
    return str(shown_problem(problem))


def shown_problem(problem: Problem) -> Problem:
    """*problem* without the value, where a credential's name stands in the path."""
    if any(is_secret(key) for key in problem.loc if isinstance(key, str)):
        return problem._replace(got="a hidden value")
    return problem._replace(
        loc=tuple(redacted(key) if isinstance(key, str) else key for key in problem.loc),
        expected=redacted(problem.expected),
        got=redacted(problem.got),
    )
