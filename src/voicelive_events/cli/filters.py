"""The options that say which events are meant."""

from __future__ import annotations

import argparse

from .._logs.filters import Filter

__all__ = ["add_filters", "chosen"]

_OPTIONS = {
    "type": "events of this type, as in 'response.audio.*'",
    "item": "events about the item with this id",
    "response": "events of the response with this id",
}


def add_filters(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add the options --type, --item and --response, or those of *names*, to a command's parser."""
    group = parser.add_argument_group(
        "filters",
        "GLOB may hold *, ? and [...]. An option that is given again allows for more\n"
        "events, another option for fewer.",
    )
    for name in names or _OPTIONS:
        group.add_argument(
            f"--{name}", metavar="GLOB", action="append", default=[], help=_OPTIONS[name]
        )


def chosen(arguments: argparse.Namespace) -> Filter:
    """The filter that the options of a command make."""
    return Filter(**{name: getattr(arguments, name, []) for name in _OPTIONS})
