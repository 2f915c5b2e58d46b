"""The reference pages of the models, written from the classes whenever Sphinx builds the site.

A page for each event of either direction, with examples; one for each subject of nested models; one
for the bases that events share; one for the enums. `pages` gives them all, and needs no Sphinx.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from importlib.resources import files
from itertools import pairwise, takewhile
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import client_events

import voicelive_events
from voicelive_events import (
    ApiVersion,
    ClientEvent,
    FieldInfo,
    Model,
    ServerEvent,
    VoiceLiveEvent,
    client,
    enums,
    models,
    server,
)
from voicelive_events._core.dispatch import Family
from voicelive_events.recording import read_recording
from voicelive_events.testing import make
from voicelive_events.versions import DATED

__all__ = [
    "FOLDERS",
    "HERE",
    "Sent",
    "example",
    "meanings",
    "pages",
    "selected",
    "sent",
    "setup",
]

FOLDERS = ("reference/events", "reference/models")
"""Where the pages are; nothing else is kept there, and none of it is committed."""

HERE = Path(__file__).parent

_AUDIO = 32  # characters of base64 that an example shows of a piece of audio; a multiple of four


# --- The pages -----------------------------------------------------------------------------


def pages() -> dict[str, str]:
    """The Markdown of every page, by its path below `docs`."""
    made = {"reference/events/index.md": _event_index(), "reference/models/index.md": _index()}
    for tag, event in _events().items():
        made[f"reference/events/{tag}.md"] = _event_page(tag, event)
    modules = [*_modules(client), *_modules(server)]
    shared = [c for module in modules for c in _classes(module) if not _tag(c)]
    made["reference/events/shared.md"] = _class_page(
        "Shared fields of events", _SHARED, [VoiceLiveEvent, *shared]
    )
    for module in _modules(models):
        page = _class_page(_title(module), inspect.getdoc(module) or "", _classes(module))
        made[f"reference/models/{_name(module)}.md"] = page
    made["reference/models/enums.md"] = _enum_page()
    return made


_SHARED = """
No event is of one of these classes alone, but of `UnknownServerEvent` or `UnknownClientEvent` where
this version does not know its type. `isinstance` with another one tells that an event has the
fields. Each class shows what it adds to those of its base.
"""

_DIRECTIONS = {"client": (client, ClientEvent), "service": (server, ServerEvent)}
"""The package and the base of the events that each side sends."""


@cache
def _events() -> dict[str, type[VoiceLiveEvent]]:
    """Every event by its type, which no two have, whoever sends them."""
    events = [each for _, base in _DIRECTIONS.values() for each in base.registry().items()]
    return {tag: event for tag, event in events if is_public(event)}


def _event_page(tag: str, event: type[VoiceLiveEvent]) -> str:
    if issubclass(event, ClientEvent):
        sender, examples = "client", "\n".join(map(_sent_example, sent().get(event, ())))
    else:
        assert issubclass(event, ServerEvent)
        sender, examples = "service", f"```json\n{_shown(example(event))}\n```\n"
    about = f"Sent by the {sender}.\n\n{_class(event)}"
    return f"# {tag}\n\n{_CURRENT}{about}\n## Example\n\n{examples}"


def _sent_example(each: Sent) -> str:
    written = _shown(json.loads(each.event.to_json(strict=True)))
    program = f"```python\n{each.program}```\n\n{_WRITTEN}\n\n```json\n{written}\n```\n"
    return f"{each.about}\n\n{program}" if each.about else program


_WRITTEN = "`event.to_json(strict=True)`, here over lines:"


def _shown(payload: dict[str, Any]) -> str:
    return json.dumps(payload, indent=2, ensure_ascii=False)


def _event_index() -> str:
    parts = ["# Events\n", _CURRENT, _EVENTS]
    tags: list[str] = []
    for sender, (package, base) in _DIRECTIONS.items():
        fields = f"All of them have the fields of {{py:class}}`{base.__name__}`."
        parts.append(f"\n## Sent by the {sender}\n\n{fields}\n")
        for module in _modules(package):
            tagged = {_tag(c): _first(c) for c in _classes(module) if _tag(c)}
            if tagged:
                parts.append(f"\n### {_title(module)}\n\n{inspect.getdoc(module)}\n")
                parts += [f"[`{tag}`]({tag}.md)\n: {first}\n" for tag, first in tagged.items()]
                tags += tagged
    return "\n".join([*parts, *_toctree([*tags, "shared"])])


_EVENTS = """
Every event that this version knows, one page each: those that
[the client sends](#sent-by-the-client), and those that [the service sends](#sent-by-the-service).
No type is in both directions.
"""


def _index() -> str:
    subjects = [*_modules(models), enums]
    lines = [f"[{_title(m)}]({_name(m)}.md)\n: {inspect.getdoc(m)}\n" for m in subjects]
    return "\n".join(["# Models\n", _MODELS, *lines, *_toctree(map(_name, subjects))])


_MODELS = """
The objects that stand inside events, by subject. `Source` names the definition that a class was
read from, not the versions that have it: `AzureSemanticVad`, for instance, is in every one.
"""


def _class_page(title: str, about: str, classes: Iterable[type[Model]]) -> str:
    described = [f"## {model.__name__}\n\n{_class(model)}" for model in classes]
    return "\n".join([f"# {title}\n", _CURRENT, f"{_linked(about.strip())}\n", *described])


def _enum_page() -> str:
    parts = ["# Enums\n", f"{inspect.getdoc(enums)}\n", _CURRENT]
    public = [getattr(voicelive_events, name) for name in voicelive_events.__all__]
    for enum in (each for each in public if isinstance(each, type) and issubclass(each, Enum)):
        members = "\n".join(map(_member, enum))
        doc, name = _linked(inspect.getdoc(enum) or ""), enum.__name__
        parts.append(f"## {name}\n\n::::{{py:class}} {name}\n{doc}\n\n{members}\n::::\n")
    return "\n".join(parts)


def _member(member: Enum) -> str:
    """A member with its value, and what it means: its docstring, or the classes that it selects."""
    classes = ", ".join(f"{{py:class}}`{model.__name__}`" for model in selected().get(member, ()))
    meaning = meanings().get((type(member).__name__, member.name), "")
    text = _linked(meaning) or (f"The tag of {classes}." if classes else "")
    value = json.dumps(repr(member.value))
    return f":::{{py:attribute}} {member.name}\n:value: {value}\n\n{text}\n:::"


@cache
def meanings() -> dict[tuple[str, str], str]:
    """The docstrings below the members of enums, by the names of both."""
    modules = [enums, *_modules(client), *_modules(server)]
    trees = [ast.parse(inspect.getsource(module)) for module in modules]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    found: dict[tuple[str, str], str] = {}
    for enum in classes:
        for declaration, below in pairwise(enum.body):
            match declaration, below:
                case (
                    ast.Assign(targets=[ast.Name(id=name)]),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[enum.name, name] = inspect.cleandoc(text)
    return found


@cache
def selected() -> dict[Enum, list[type[Model]]]:
    """The classes that a member is the tag of, by the member."""
    found: dict[Enum, list[type[Model]]] = {}
    public = [getattr(voicelive_events, name) for name in voicelive_events.__all__]
    for model in (each for each in public if isinstance(each, type) and issubclass(each, Model)):
        for tag in (info.annotation for info in model.fields() if info.role == "discriminator"):
            [member] = get_args(tag)
            if isinstance(member, Enum):
                found.setdefault(member, []).append(model)
    return found


_CURRENT = "```{py:currentmodule} voicelive_events\n```\n\n"


def _toctree(names: Iterable[str]) -> list[str]:
    return ["```{toctree}", ":hidden:", "", *names, "```", ""]


# --- A class and its fields ----------------------------------------------------------------


def _class(model: type[Model]) -> str:
    bases = ", ".join(f"{{py:class}}`{base.__name__}`" for base in model.__bases__)
    fields = "\n".join(map(_field, _shown_fields(model)))
    doc = _linked(_doc(model))
    parts = (f"Bases: {bases}", doc, _versions_of(model), _kinds(model))
    about = "\n\n".join(part for part in parts if part)
    return f"::::{{py:class}} {model.__name__}\n{about}\n\n{fields}\n::::\n"


def _shown_fields(model: type[Model]) -> list[FieldInfo]:
    """All fields of a class; of one that no object is of by itself, those that it declares."""
    bases = [base for base in model.__mro__[1:] if issubclass(base, Model)]
    inherited = {info for base in bases if model._dispatch.is_shared_base for info in base.fields()}
    return [info for info in model.fields() if info not in inherited]


def _versions_of(model: type[Model]) -> str:
    """The API versions that have an event; nothing for a base that stands for no one event."""
    declared = getattr(model, "api_versions", None)
    if declared == tuple(ApiVersion):
        return "In every API version."
    return _versions("In API versions", declared) if declared or _tag(model) else ""


def _kinds(model: type[Model]) -> str:
    """The classes of a family of nested models by their tag, on the page of its base."""
    family = None if issubclass(model, VoiceLiveEvent) else model._dispatch.opened
    if family is None:
        return ""
    return "\n".join([f"By its `{family.wire_name}`, an object is of the class:\n", *_rows(family)])


def _rows(family: Family, indent: str = "") -> Iterator[str]:
    """The classes of a family by tag, and below one those that a second tag tells apart."""
    for tag, model in family.classes.items():
        row, inner = f"{indent}- `{tag}`: {{py:class}}`{model.__name__}`", model._dispatch.opened
        if inner is None:
            yield row
        else:
            yield f"{row}, by its `{inner.wire_name}`:"
            yield from _rows(inner, f"{indent}  ")
    yield f"{indent}- any other: `{family.base.__name__}` itself, with its data"


def _field(info: FieldInfo) -> str:
    type_ = type_text(info.annotation)
    facts = " ".join(filter(None, _facts(info)))
    doc = _linked(info.doc) or f"Always `{_only_value(info.annotation)}`."
    return f":::{{py:attribute}} {info.name}\n:type: {type_}\n\n{doc} *{facts}*\n:::"


def _only_value(annotation: Any) -> str:
    """The one value that a tag or a constant has, where it is there at all."""
    if get_origin(annotation) in (Union, UnionType):
        [annotation] = [part for part in get_args(annotation) if part is not NoneType]
    [value] = get_args(annotation)
    return str(value)


def _facts(info: FieldInfo) -> Iterator[str]:
    """What the annotation does not show."""
    if info.wire_name != info.name:
        yield f"The item `{info.wire_name}`."
    if not info.required:
        yield "May be absent or null."
    else:
        yield "Required; may be null." if info.nullable else "Required."
    if info.explicit_null:
        yield "`None` is stored, and sent as null."
    if info.format is not None:
        yield _FORMATS[info.format]
    if info.secret:
        yield "Not shown in reprs, problems and errors."
    if info.visibility == "read":
        yield "The service alone writes it."
    yield _versions("Only in API versions", info.versions)
    yield _versions("Required in API versions", info.required_in or None)


_FORMATS = {
    "base64": "The item is base64 text.",
    "unix-timestamp": "The item is a number of seconds since 1970, UTC.",
}


def _versions(what: str, declared: tuple[str, ...] | None) -> str:
    """The API versions that a class or a field was *declared* to be in, if it was."""
    if declared is None:
        return ""
    if not declared:
        return _UNPUBLISHED
    return f"{what}: {'all before v1' if declared == DATED else ', '.join(declared)}."


_UNPUBLISHED = "In no published API version: only documented, or seen in live frames."


def type_text(annotation: Any) -> str:
    """The annotation as its source has it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " | ".join(map(type_text, args))
    if origin is Literal:
        return f"Literal[{', '.join(map(_literal, args))}]"
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(type_text, args))}]"
    return "None" if annotation is NoneType else str(annotation.__name__)


def _literal(value: Any) -> str:
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else repr(value)


_IN_TICKS = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def _linked(text: str) -> str:
    """The docstring *text* with every public name and every event's type in backticks a link."""
    return _IN_TICKS.sub(lambda found: _link(found[1]), text)


def _link(code: str) -> str:
    if is_name(code):
        return f"{{py:obj}}`{code}`"
    return f"[`{code}`](/reference/events/{code}.md)" if code in _events() else f"`{code}`"


def is_name(text: str) -> bool:
    """Whether *text* is a public name of the package."""
    return text in voicelive_events.__all__


def is_public(model: type[Model]) -> bool:
    """Whether it is a class of this package, not one that somebody registered."""
    return getattr(voicelive_events, model.__name__, None) is model


def _doc(model: type[Model]) -> str:
    """The docstring as the class has it; asked for, the class would add its fields."""
    return inspect.cleandoc(vars(model)["__doc__"] or "")


def _first(model: type[Model]) -> str:
    """The first sentence of the docstring."""
    paragraph = _doc(model).partition("\n\n")[0].replace("\n", " ")
    return _linked(re.split(r"(?<=[.])\s", paragraph)[0])


# --- The examples --------------------------------------------------------------------------


class Sent(NamedTuple):
    """One example of a client event."""

    event: ClientEvent
    program: str
    """What makes it, as `event`."""
    about: str
    """What is said of it; it may be nothing."""


@cache
def sent() -> dict[type[ClientEvent], list[Sent]]:
    """The examples of each client event, from the list at the foot of `client_events`."""
    source = inspect.getsource(client_events)
    match ast.parse(source).body[-1]:
        case ast.AnnAssign(value=ast.List(elts=nodes)):
            pass
        case _:
            raise TypeError("client_events ends with no list")
    found: dict[type[ClientEvent], list[Sent]] = {}
    for event, node in zip(client_events.EXAMPLES, nodes, strict=True):
        example = Sent(event, _program(source, node), _comment_above(source, node))
        found.setdefault(type(event), []).append(example)
    return found


def _program(source: str, node: ast.expr) -> str:
    names = sorted({n.id for n in ast.walk(node) if isinstance(n, ast.Name) and is_name(n.id)})
    imports = f"from voicelive_events import {', '.join(names)}\n"
    if len(imports) > _LINE:
        listed = "".join(f"    {name},\n" for name in names)
        imports = f"from voicelive_events import (\n{listed})\n"
    lines = source.splitlines()[node.lineno - 1 : node.end_lineno]
    return f"{imports}\nevent = {textwrap.dedent(chr(10).join(lines)).rstrip(',')}\n"


_LINE = 88  # characters


def _comment_above(source: str, node: ast.expr) -> str:
    above = reversed(source.splitlines()[: node.lineno - 1])
    lines = [*takewhile(lambda line: line.startswith("#"), map(str.strip, above))]
    return " ".join(line.removeprefix("#").strip() for line in reversed(lines))


def example(event: type[ServerEvent]) -> dict[str, Any]:
    """A payload of *event*: from the bundled session, or made of what that says elsewhere."""
    recorded = [other for other in _session() if other.type == _tag(event)]
    payload = recorded[0].as_dict() if recorded else _made(event)
    for info in event.fields():
        if info.format == "base64" and info.wire_name in payload:
            payload[info.wire_name] = payload[info.wire_name][-_AUDIO:]
    return payload


def _made(event: type[ServerEvent]) -> dict[str, Any]:
    said = {info.wire_name: _said(info) for info in event.fields()}
    return make(event).as_dict() | {k: value for k, value in said.items() if value is not None}


def _said(info: FieldInfo) -> Any:
    """What the bundled session first has in a field of this name and type; None if nothing."""
    for event in _session():
        for other in event.fields():
            same = (other.wire_name, other.annotation) == (info.wire_name, info.annotation)
            if same and event.get(info.wire_name) is not None:
                return event.as_dict()[info.wire_name]
    return None


@cache
def _session() -> tuple[ServerEvent, ...]:
    log = files("voicelive_events.cli").joinpath("sample.jsonl").read_text("utf-8")
    events = (record.event for record in read_recording(log.splitlines()))
    return tuple(event for event in events if isinstance(event, ServerEvent))


# --- The classes by module -----------------------------------------------------------------


def _modules(package: ModuleType) -> list[ModuleType]:
    found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def _classes(module: ModuleType) -> list[type[Model]]:
    """The models that the module defines, in the order of its source."""
    defined = [getattr(module, name) for name in _defined(module)]
    return [each for each in defined if issubclass(each, Model)]


def _defined(module: ModuleType) -> list[str]:
    tree = ast.parse(inspect.getsource(module))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    return [name for name in names if is_name(name)]


def _title(module: ModuleType) -> str:
    return _name(module).replace("_", " ").capitalize()


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _tag(model: type[Model]) -> str:
    """The wire value that selects the class; empty for a base."""
    tags = [info.constant for info in model.fields() if info.role == "discriminator"]
    return tags[0] if tags else ""


# --- Sphinx --------------------------------------------------------------------------------


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx for an extension."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(docs: Path) -> None:
    """Write the pages that have changed, and take away those that are no more."""
    made = {docs / path: text for path, text in pages().items()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    for folder in FOLDERS:
        for path in set((docs / folder).iterdir()) - made.keys():
            path.unlink()
