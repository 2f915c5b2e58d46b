"""Reading what may not be as declared."""

from collections.abc import Callable
from typing import TypeVar

from .errors import FieldError

__all__ = ["readable"]

Value = TypeVar("Value")


def readable(read: Callable[[], Value]) -> Value | None:
    """What *read* gives, or None where a field cannot be read: that is one of its problems."""
    try:
        return read()
    except FieldError:
        return None
