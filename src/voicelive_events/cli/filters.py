"""The options that say which events are meant."""

from __future__ import annotations

import argparse

from .._logs.filters import Filter
from .._logs.text import word
from .console import complain

__all__ = ["add_filters", "chosen", "complain_of_unmatched"]

_OPTIONS = {
    "type": "events of this type or class, as in 'response.audio.*'",
    "item": "events about the item with this id",
    "response": "events of the response with this id",
}


def add_filters(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add the options that filter, or those of *names*, to a command's parser."""
    group = parser.add_argument_group(
        "filters",
        "GLOB may hold *, ? and [...]; one that begins with ! excludes. An option that\n"
        "is given again allows for more events, another option for fewer. A type is\n"
        "named as on the wire, or by its class.",
    )
    for name in names or _OPTIONS:
        group.add_argument(
            f"--{name}", metavar="GLOB", action="append", default=[], help=_OPTIONS[name]
        )
    if not names:
        ways = ("sent", "received")
        group.add_argument("--direction", metavar="WAY", choices=ways, help="sent or received")


def chosen(arguments: argparse.Namespace) -> Filter:
    """The filter that the options of a command make."""
    globs = {name: getattr(arguments, name, []) for name in _OPTIONS}
    return Filter(**globs, direction=getattr(arguments, "direction", None))


def complain_of_unmatched(passes: Filter) -> None:
    """Name the globs that have matched nothing; a wrong one is easily taken for an empty log."""
    for name, glob in passes.unmatched():
        complain(f"--{name} {word(glob, None)}: it matches no event of the log")
