"""The errors of this package, and `Problem`, what each of them is about.

Errors carry parts; their texts are made of those at the very end, and are cut there.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeAlias

from ._text import json_path, shortened

__all__ = [
    "DecodeError",
    "FieldError",
    "Loc",
    "ModelError",
    "Problem",
    "ProblemCode",
    "ValidationError",
]

Loc: TypeAlias = tuple[str | int, ...]
"""A place in a JSON document: the keys and the indexes that lead to it from the top."""

ProblemCode: TypeAlias = Literal[
    "missing",
    "wrong_type",
    "invalid_value",
    "not_json",
    "too_deep",
    "unknown_field",
    "unknown_value",
    "unknown_tag",
    "not_in_version",
]
"""What kind of problem it is. The three codes ``unknown_*`` are no faults, but what a newer service
may have added: `Model.problems` lists them where it is asked for them. So it is with
``not_in_version``, where it is asked for a version of the API."""

_EXPECTED_CUT = 240  # characters of a declared type that a text spells out
_KEPT = 1000  # problems that one error holds
_LISTED = 10  # problems that the text of one error spells out
_LISTED_SIZE = 4000  # characters after which no further one is begun


# No `from __future__ import annotations` above: a named tuple compiles annotations that are text,
# which is a noticeable part of the import.
class Problem(NamedTuple):
    """One place where a JSON object differs from what its class declares."""

    loc: Loc
    """Where, from the object that was checked: ``("response", "output", 0, "id")``. It ends at a
    secret field and at the first key that no class declares."""

    code: ProblemCode
    """What kind of problem it is."""

    expected: str
    """What the class declares, in words."""

    got: str
    """What stands there: its JSON kind and a short cut of it."""

    @property
    def path(self) -> str:
        """The place as a JSON path, ``$.response.output[0].id``; long keys are cut in it."""
        return json_path(self.loc)

    def __repr__(self) -> str:
        # A text as well, so long keys are cut in it.
        return f"Problem({self.path!r}, {self.code!r}, {self._difference()!r})"

    def __str__(self) -> str:
        return f"{self._difference()}, at {self.path}"

    def _difference(self) -> str:
        return f"expected {shortened(self.expected, _EXPECTED_CUT)}, got {self.got}"


class ModelError(Exception):
    """Base of every error that this package raises about data."""

    def __init__(self, problem: Problem, *more: object) -> None:
        # Whatever the constructor takes stands in `args`, and so survives pickle and copy.
        super().__init__(problem, *more)

    @property
    def problem(self) -> Problem:
        """What is wrong; the first thing of several."""
        problem: Problem = self.args[0]
        return problem

    @property
    def code(self) -> ProblemCode:
        """What kind of problem it is."""
        return self.problem.code

    @property
    def expected(self) -> str:
        """What was expected, in words."""
        return self.problem.expected

    @property
    def got(self) -> str:
        """What came: its JSON kind and a short cut of it."""
        return self.problem.got

    @property
    def loc(self) -> Loc:
        """Where, as `Problem.loc`."""
        return self.problem.loc

    @property
    def path(self) -> str:
        """Where, as `Problem.path`."""
        return self.problem.path

    def __str__(self) -> str:
        return str(self.problem)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class DecodeError(ModelError, ValueError):
    """The input is no JSON object of the class that was asked for.

    It is not JSON, or not an object; or its tag, the `type` of an event, is missing, no string, or
    that of another class.
    """

    line_number: int | None = None
    """Which line of the input it was, from 1, where `iter_events` read it from lines; of
    `aiter_events`, which frame."""

    _counted: str = "line"

    def __init__(
        self, problem: Problem, position: tuple[int, int] | None = None, reason: str = ""
    ) -> None:
        super().__init__(problem, position, reason)
        self.position: tuple[int, int] | None = position
        """Where the text is no JSON: line and column, from 1. None if it is not the text that is
        wrong."""
        self.reason: str = reason
        """Why it is wrong there, as the parser says it; may be empty."""

    def __str__(self) -> str:
        return self._located(self._text())

    def _text(self) -> str:
        if self.position is None:
            return f"{self.problem}{self._because()}"
        line, column = self.position
        # A frame is one line, and a log has line numbers of its own.
        where = f"line {line} column {column}" if line > 1 else f"column {column}"
        return f"{self.problem._difference()} at {where}{self._because()}"

    def _because(self) -> str:
        return f" ({self.reason})" if self.reason else ""

    def _located(self, text: str) -> str:
        return text if self.line_number is None else f"{self._counted} {self.line_number}: {text}"


class ValidationError(DecodeError):
    """What was decoded or is to be written has problems, and *strict* was asked for; or it cannot
    be written at all."""

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        each = iter(problems)
        self.problems: tuple[Problem, ...] = tuple(islice(each, _KEPT))
        """The problems in the order of the document, the first 1000 of them."""
        self.count: int = len(self.problems) + sum(1 for _ in each) + more
        """How many problems there are, which may be more than `problems` has."""
        super().__init__(self.problems[0])
        self.args: tuple[Any, ...] = (self.problems, self.count - len(self.problems))

    @property
    def problem(self) -> Problem:
        return self.problems[0]

    def _text(self) -> str:
        listed: list[str] = []
        for problem in self.problems[:_LISTED]:
            if sum(map(len, listed)) > _LISTED_SIZE:
                break
            listed.append(str(problem))
        count = self.count
        more = f"; and {count - len(listed)} more" if count > len(listed) else ""
        return f"{count} problem{'s' if count != 1 else ''}: {'; '.join(listed)}{more}"


class FieldError(ModelError, AttributeError):
    """A field was read that is absent though required, or whose value is not of its type.

    The value, whatever it is, stays readable as an item. As an `AttributeError` it lets
    `hasattr`, `getattr` with a default and class patterns treat the field as not there.
    """

    def __init__(self, problem: Problem, model: str, name: str) -> None:
        super().__init__(problem, model, name)
        self.model: str = model
        """The name of the class whose field it is."""
        self.name: str = (
            name  # set, so that the interpreter does not store the whole event in `obj`
        )
        """The name of the attribute."""

    def __str__(self) -> str:
        return f"{self.model}.{self.name}: {self.problem}"
