"""`voicelive-events schema`: the JSON Schema of the events, or of one class."""

from __future__ import annotations

import argparse
import json
from difflib import get_close_matches
from typing import Any

import voicelive_events

from .._core.model import Model
from .._logs.text import cut
from .._logs.wording import short_name
from ..client.base import ClientEvent
from ..server.base import ServerEvent
from .console import CommandError, Exit, Writer, add_command

__all__ = ["add_parser"]

_NAME_CUT = 80  # characters

_DESCRIPTION = """\
Write the JSON Schema, draft 2020-12, of a class: by default of ServerEvent,
which is the one document for all that the service sends. ClientEvent is the
one for all that a client sends.

A frame is valid if it decodes without problems: unknown fields, enum values
and types are allowed, for the service grows.
"""

_EPILOG = """\
examples:
  voicelive-events schema > server-events.schema.json
  voicelive-events schema ClientEvent > client-events.schema.json
  voicelive-events schema response.done

exit code:
  0    the schema is written
  2    wrong usage, or there is no such class
  130  interrupted
"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "schema",
        _run,
        help="write the JSON Schema of the events",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        default="ServerEvent",
        help="an event, by its class or its type, or a nested model",
    )


def _run(arguments: argparse.Namespace, out: Writer) -> int:
    document = _model(arguments.name).json_schema()
    for line in json.dumps(document, indent=2).splitlines():
        out.line(line)
    return Exit.OK


def _model(name: str) -> type[Model]:
    """The public class *name*; an event may go by its type, and without the prefix of its side."""
    public = {each: getattr(voicelive_events, each) for each in voicelive_events.__all__}
    models = {each: c for each, c in public.items() if isinstance(c, type) and issubclass(c, Model)}
    for family in (ServerEvent, ClientEvent):
        for type_, event in family.registry().items():
            models.setdefault(type_, event)
            models.setdefault(short_name(event), event)
    if name in models:
        return models[name]
    close = get_close_matches(name, models, n=1)
    hint = f"; is it {close[0]}?" if close else ""
    raise CommandError(f"there is no class or event {cut(name, _NAME_CUT)}{hint}")
