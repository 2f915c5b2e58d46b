"""The command ``python -m tests.house``: the parts of the package, each above those it imports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from textwrap import wrap

from .test_public import HOUSE, full_name, imports

__all__ = ["part", "picture", "rows", "uses"]

_APART = ("testing.service", "_logs.text", "_logs.lines", "_logs.redaction")
"""What is a part of its own inside a package: large, or used by what the package stands on."""

_WIDTH = 36  # characters of a row: as many as a phone shows of a block of code


def rows() -> list[list[str]]:
    """The parts, bottom-up: each in the lowest row that is above those of all that it imports."""
    used: dict[str, set[str]] = {}
    for module in map(full_name, HOUSE):
        used.setdefault(part(module), set()).update(map(part, uses(module)))
    placed: list[list[str]] = []
    while waiting := used.keys() - {name for row in placed for name in row}:
        row = [name for name in used if name in waiting and not (used[name] - {name}) & waiting]
        if not row:
            raise ValueError(f"these import one another: {sorted(waiting)}")
        placed.append(row)
    return placed


@cache
def uses(module: str) -> list[str]:
    """The modules that a *module* imports, read once."""
    return [*imports(module)]


def part(module: str) -> str:
    """The part that a *module* of the house belongs to."""
    name = module.removeprefix("voicelive_events").removeprefix(".")
    apart = [each for each in _APART if f"{name}.".startswith(f"{each}.")]
    return apart[0] if apart else name.partition(".")[0] or "voicelive_events"


def picture() -> Iterator[str]:
    """The lines of the picture, the highest row first."""
    line = "─" * (_WIDTH + 2)
    for number, row in enumerate(reversed(rows())):
        yield f"├{line}┤" if number else f"┌{line}┐"
        yield from (f"│ {names:{_WIDTH}} │" for names in wrap("  ".join(row), _WIDTH))
    yield f"└{line}┘"


if __name__ == "__main__":
    print(*picture(), sep="\n")  # noqa: T201
