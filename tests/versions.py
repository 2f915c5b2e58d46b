"""The command ``python -m tests.versions``: what each API version has, from the classes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from voicelive_events import ApiVersion, FieldInfo, Model

from .classes import EVENTS, MODELS

MARKER = "<!-- Everything below is what `python -m tests.versions` prints. -->\n"

PAGE = Path(__file__).parents[1] / "docs" / "versions.md"


def tables() -> str:
    """The events by version, and the fields that not every version of their class has."""
    lines = ["## Events", "", *events(), "", "## Fields", "", *fields(), ""]
    return MARKER + "\n" + "\n".join(lines)


def events() -> Iterator[str]:
    yield _row("event", *ApiVersion)
    yield _row(*["---"] * (1 + len(ApiVersion)))
    for event in sorted(EVENTS, key=_type):
        yield _row(
            f"`{_type(event)}`", *("yes" if v in event.api_versions else "" for v in ApiVersion)
        )


def _type(event: type[Model]) -> str:
    return next(str(info.constant) for info in event.fields() if info.role == "discriminator")


def fields() -> Iterator[str]:
    yield _row("field", "versions")
    yield _row("---", "---")
    for model in sorted(MODELS, key=lambda model: model.__name__):
        for info in _declared(model):
            if info.versions is not None:
                yield _row(f"`{model.__name__}.{info.name}`", span(info.versions))


def _declared(model: type[Model]) -> list[FieldInfo]:
    """The fields that *model* does not inherit."""
    inherited = {id(i) for b in model.__mro__[1:] if issubclass(b, Model) for i in b.fields()}
    return [info for info in model.fields() if id(info) not in inherited]


def span(versions: Sequence[str]) -> str:
    """*versions* in words: the first and the last where they follow one another."""
    order = [str(version) for version in ApiVersion]
    given = [str(version) for version in versions]
    if not given:
        return "in no published definition"
    first, last = order.index(given[0]), order.index(given[-1])
    if len(given) < 3 or given != order[first : last + 1]:
        return ", ".join(given)
    return f"{given[0]} to {given[-1]}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.versions", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"renew docs/{PAGE.name} instead")
    if parser.parse_args(arguments).write:
        PAGE.write_text(PAGE.read_text("utf-8").partition(MARKER)[0] + tables(), "utf-8")
    else:
        print(tables(), end="")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
