"""What a recording keeps to itself: credentials."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from .._core.model import Model
from .._logs.redaction import HIDDEN, data_size, holds_secret, is_secret, redacted

__all__ = ["is_bare_media", "masked_text", "masked_tree"]


def masked_tree(value: Any) -> Any:
    """*value* in plain JSON with its credentials hidden. All else is as it was, media too, and what
    was an object or an array still is one."""
    if isinstance(value, dict):
        rules = _rules(type(value)) if isinstance(value, Model) else {}
        return {key: _masked_item(value, key, rules.get(key)) for key in value}
    if isinstance(value, list):
        return [masked_tree(item) for item in value]
    return masked_text(value) if isinstance(value, str) else value


def is_bare_media(event: object) -> bool:
    """Whether *event* is audio and nothing else, in which nothing can be hidden: most of what is
    sent is."""
    if not isinstance(event, Model):
        return False
    rules = _rules(type(event))
    return all(type(event[key]) is str and rules.get(key) in _OPEN for key in event)


class _Rule(NamedTuple):
    """What is to be done with a declared field."""

    is_secret: bool
    is_media: bool
    is_constant: bool


_OPEN = (_Rule(False, True, False), _Rule(False, False, True))
"""The rules of what hides nothing."""


@cache
def _rules(model: type[Model]) -> dict[str, _Rule]:
    """The rules of its fields. Those of the service's own classes are as they are declared: the
    `token` of a log probability is a word. Of a user's class the names count as well."""
    counts_names = model.__module__.partition(".")[0] != __name__.partition(".")[0]
    return {
        info.wire_name: _Rule(
            info.secret or (counts_names and is_secret(info.wire_name)),
            info.format == "base64",
            info.constant is not None,
        )
        for info in model.fields()
    }


def _masked_item(holder: dict[str, Any], key: str, rule: _Rule | None) -> Any:
    value = holder[key]
    if holds_secret(holder, key) if rule is None else rule.is_secret:
        return _hidden(value)
    return value if rule is not None and rule.is_media else masked_tree(value)


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _hidden(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_hidden(item) for item in value]
    return None if value is None else HIDDEN


def masked_text(text: str) -> str:
    """*text* without the credentials that announce themselves in it; media stay as they are."""
    return text if text.startswith("data:") or data_size(text) else redacted(text)
