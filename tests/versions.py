"""The command ``python -m tests.versions``: what each API version has, from the classes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voicelive_events import ApiVersion, FieldInfo, Model, VoiceLiveEvent

from .classes import CLIENT_EVENTS, MODELS, SERVER_EVENTS

MARKER = "<!-- Everything below is what `python -m tests.versions` prints. -->\n"

PAGE = Path(__file__).parents[1] / "docs" / "versions.md"


def tables() -> str:
    """The events by version, and the fields that not every version of their class has or wants."""
    sections = {
        "Events that the client sends": events(CLIENT_EVENTS),
        "Events that the service sends": events(SERVER_EVENTS),
        "Fields": fields(),
    }
    lines = [line for title, rows in sections.items() for line in (f"## {title}", "", *rows, "")]
    return MARKER + "\n" + "\n".join(lines)


def events(classes: Iterable[type[VoiceLiveEvent]]) -> Iterator[str]:
    yield _row("event", *ApiVersion)
    yield _row(*["---"] * (1 + len(ApiVersion)))
    for event in sorted(classes, key=_type):
        yield _row(
            f"`{_type(event)}`", *("✓" if v in event.api_versions else "" for v in ApiVersion)
        )


def _type(event: type[Model]) -> str:
    return next(str(info.constant) for info in event.fields() if info.role == "discriminator")


def fields() -> Iterator[str]:
    yield _row("field", "versions")
    yield _row("---", "---")
    for model in sorted(MODELS, key=lambda model: model.__name__):
        for info in _declared(model):
            words = "; ".join(_of_versions(info))
            if words:
                yield _row(f"`{model.__name__}.{info.name}`", words)


def _of_versions(info: FieldInfo) -> Iterator[str]:
    if info.versions is not None:
        yield span(info.versions)
    if info.required_in:
        yield f"required in {span(info.required_in)}"


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
