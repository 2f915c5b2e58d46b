"""What is told, in the form that OpenTelemetry takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from . import _names as names

__all__ = [
    "Attributes",
    "Said",
    "Value",
    "between",
    "clean",
    "given",
    "int64",
    "nanoseconds",
    "of_error",
]

Value: TypeAlias = str | bool | int | float | Sequence[str]
"""What an attribute may hold."""

Attributes: TypeAlias = dict[str, Value]

Said: TypeAlias = dict[str, Value | None]
"""Attributes with what is not known as None."""

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LATEST: Final = 2**63 - 1  # nanoseconds, the year 2262


def given(attributes: Mapping[str, Value | None]) -> Attributes:
    """Those of *attributes* that are known."""
    return {
        key: clean(value) if isinstance(value, str) else value
        for key, value in attributes.items()
        if value is not None
    }


def of_error(error: str | None) -> Attributes:
    """What a measurement says of *error*, if there was one."""
    return {} if error is None else {names.ERROR_TYPE: clean(error)}


def clean(value: str) -> str:
    """*value* without lone surrogates, which JSON can hold, and which exporters fail on."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def int64(value: int | None) -> int | None:
    """*value*, if it fits an attribute, which has 64 bits."""
    return value if value is not None and abs(value) < 2**63 else None


def nanoseconds(time: datetime) -> int:
    """*time* as a span has it, since 1970. What an exporter cannot write is the nearest it can."""
    return min(max((time - _EPOCH) // _MICROSECOND * 1000, 0), _LATEST)


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from *start* to *end*; None if one is unknown, or the clock went back."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()
