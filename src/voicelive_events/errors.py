"""The errors of this package, and `Problem`, what a check reports."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

__all__ = [
    "DecodeError",
    "FieldError",
    "ModelError",
    "Problem",
    "ProblemCode",
    "ValidationError",
]

ProblemCode: TypeAlias = Literal[
    "missing", "wrong_type", "invalid_value", "unknown_field", "unknown_value", "unknown_tag"
]
"""What kind of problem it is. The three `unknown_*` codes are drift, not faults."""

# How many problems the text of one ValidationError spells out.
_LISTED = 10


# No `from __future__ import annotations` above: a named tuple compiles annotations that are text,
# and the first use of the compiler would slow the import.
class Problem(NamedTuple):
    """One place where a JSON object differs from what its class declares."""

    path: str
    """Where, as a JSON path from the object that was checked: ``$.response.output[0].id``."""

    code: ProblemCode
    """What kind of problem it is."""

    expected: str
    """What the class declares, in words."""

    got: str
    """What stands there: its JSON kind and a short cut of it."""

    def __str__(self) -> str:
        return f"expected {self.expected}, got {self.got}, at {self.path}"


class ModelError(Exception):
    """Base of every error that this package raises about data."""


class DecodeError(ModelError, ValueError):
    """The input is no JSON object of the class that was asked for.

    Not JSON, not an object, a discriminator that is missing or no string, or one that belongs
    to another class.
    """

    line_number: int | None = None
    """The line of the input, counted from 1, where it was read from lines."""

    def __str__(self) -> str:
        return self._located(super().__str__())

    def _located(self, text: str) -> str:
        return text if self.line_number is None else f"line {self.line_number}: {text}"


class ValidationError(DecodeError):
    """A strict decode found problems; `problems` has all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        """Every problem, in the order of the document."""
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        listed = "; ".join(map(str, self.problems[:_LISTED]))
        more = f"; and {count - _LISTED} more" if count > _LISTED else ""
        return self._located(f"{count} problem{'s' if count != 1 else ''}: {listed}{more}")


class FieldError(ModelError, AttributeError):
    """A field was read that is absent though required, or whose value is not of its type.

    The value, whatever it is, stays readable as an item. As an `AttributeError` it lets
    `hasattr`, `getattr` with a default and class patterns treat the field as not there.
    """

    def __init__(self, message: str, *, name: str | None = None) -> None:
        # obj is set, to nothing, so that the interpreter does not store the whole event here.
        super().__init__(message, name=name, obj=None)
