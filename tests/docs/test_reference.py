"""The pages of the Python API: every public name stands on one, with what it means."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from types import GenericAlias, UnionType
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, parse

import api_reference
import event_pages
import pytest

import pytest_voicelive_events
import voicelive_events

MODULES = [
    voicelive_events,
    *(
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(voicelive_events.__path__, "voicelive_events.")
        if not re.search(r"\._|\.cli\b", module.name)
    ),
]
"""What a program may import."""

PLACES = {place for names in api_reference.places().values() for place in names.values()}
WRITTEN = set(re.findall(r"\{py:class\} (\w+)\n", "".join(event_pages.pages().values())))
BY_HAND = PLACES - {f"voicelive_events.{name}" for name in WRITTEN}
"""What has no page that is written from the classes."""


def item(place: str) -> Any:
    module, _, name = place.rpartition(".")
    return getattr(importlib.import_module(module), name)


CLASSES = {place: item(place) for place in sorted(BY_HAND) if isinstance(item(place), type)}


class Entry(NamedTuple):
    """What the pages have of one name."""

    signature: list[str]
    """Its parts: each parameter, what is returned, the type."""

    text: str
    """What is said of it, less what is said of its members."""


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Entry]:
    """What the pages describe, by its full name: they are built by themselves."""
    pytest.importorskip("sphinx", reason="of the group docs")
    folder = tmp_path_factory.mktemp("reference")
    for page in api_reference.PAGES.glob("*.md"):
        shutil.copy(page, folder / page.name.replace("api.md", "index.md"))
    build = "import event_pages, sys; from sphinx.cmd.build import main; "
    build += "event_pages.write = lambda docs: None; sys.exit(main(sys.argv[1:]))"
    docs = event_pages.HERE.parent
    # In a process of its own: Sphinx changes the annotations of the classes that it describes.
    subprocess.run(
        [sys.executable, "-c", build, "-Q", "-b", "xml", "-c", docs, folder, folder / "out"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(event_pages.HERE), *sys.path])},
        check=True,
    )
    pages = [parse(page).getroot() for page in (folder / "out").glob("*.xml")]
    return {name: entry for page in pages for name, entry in map(_read, page.iter("desc"))}


def _read(description: Element) -> tuple[str, Entry]:
    *signatures, content = description
    name = signatures[0].get("ids")  # those of an overload have one together
    said = [text for part in content if part.tag != "desc" for text in part.itertext()]
    parts = [part for each in signatures for part in each.iter() if part.tag in SIGNATURE]
    shown = ["".join(part.itertext()) for part in parts]
    return str(name), Entry(shown, " ".join("".join(said).split()))


SIGNATURE = {"desc_parameter", "desc_returns", "desc_annotation"}


def test_every_public_name_has_its_place(entries: dict[str, Entry]) -> None:
    """In a page of its own, or in one that is written by hand."""
    names = {(m, name) for m in MODULES for name in getattr(m, "__all__", ()) if name != "Known"}
    assert len(names) > 600
    known = [(place.rpartition(".")[2], item(place)) for place in PLACES]
    missing = [
        f"{module.__name__}.{name}"
        for module, name in names
        if not any(name == other and getattr(module, name) is found for other, found in known)
    ]
    assert missing == []
    assert len(WRITTEN) > 250
    assert len(BY_HAND) > 100
    assert BY_HAND - {*entries} == {"voicelive_events.__version__"}


def test_the_fixture_for_pytest_has_its_place(entries: dict[str, Entry]) -> None:
    assert "voicelive_service" in pytest_voicelive_events.__all__
    assert entries["pytest_voicelive_events.voicelive_service"].text.startswith("A fixture: ")


@pytest.mark.parametrize("place", CLASSES)
def test_every_member_has_its_place(place: str, entries: dict[str, Entry]) -> None:
    """Of the class itself, or of a public base."""
    places = {cls: known for known, cls in CLASSES.items()}
    bases = [places[base] for base in CLASSES[place].__mro__ if base in places]
    missing = [
        member
        for member in members(CLASSES[place])
        if not any(f"{base}.{member}" in entries for base in bases)
    ]
    assert missing == []


def members(cls: type[Any]) -> set[str]:
    """What is public in a class, and in its bases that are of this package."""
    found: set[str] = set()
    for base in cls.__mro__:
        if base.__module__.startswith("voicelive_events"):
            found |= {*vars(base), *vars(base).get("__annotations__", ()), *_set_by(base)}
    found -= {*vars(BaseException)}  # an error sets its `args`
    return {name for name in found if not name.startswith("_")}


def _set_by(cls: type[Any]) -> Iterator[str]:
    """The attributes that the constructor sets."""
    init = vars(cls).get("__init__")
    if init is None or init.__code__.co_filename == "<string>":  # a dataclass's own
        return
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(init)))):
        match node:
            case ast.Attribute(ast.Name("self"), name, ast.Store()):
                yield name


def test_the_members_are_found() -> None:
    found = {cls.__name__: len(members(cls)) for cls in CLASSES.values()}
    assert found["Model"] == 14  # declared by methods
    assert found["DecodeError"] == 9  # in part inherited, and set by the constructor
    assert found["FakeConnection"] == 5  # in part of a private base
    assert found["Record"] == 11  # a dataclass
    assert found["Problem"] == 5  # a named tuple
    assert found["Outcome"] == 4  # an enum


def test_every_entry_says_what_it_means(entries: dict[str, Entry]) -> None:
    """In words of its own: none that Python has for a tuple's field, a union or a dict's method."""
    builtin = {base for cls in CLASSES.values() for base in cls.__mro__} - {*CLASSES.values()}
    said = {inspect.getdoc(member) for base in builtin for member in [base, *vars(base).values()]}
    said |= {inspect.getdoc(kind) for kind in (UnionType, GenericAlias, property)}
    starts = tuple(" ".join(text.partition("\n\n")[0].split()) for text in said if text)
    assert len(starts) > 50
    assert len(entries) > 440
    starts += ("Alias for field number", "alias of")
    assert [
        n for n, entry in entries.items() if not entry.text or entry.text.startswith(starts)
    ] == []


def test_signatures_show_nothing_private(entries: dict[str, Entry]) -> None:
    shown = [part for entry in entries.values() for part in entry.signature]
    assert len(shown) > 800
    private = re.compile(r"(?<![\w.])_[A-Za-z]|[~<]|\bABSENT\b|\bvoicelive_events\.")
    assert [part for part in shown if private.search(part)] == []


def test_signatures_show_the_names_of_aliases(entries: dict[str, Entry]) -> None:
    shown = [part for entry in entries.values() for part in entry.signature]
    aliases = api_reference.definitions()
    assert len(aliases) >= 15
    assert [part for part in shown if any(meaning in part for meaning in aliases.values())] == []
    assert {"script: Script = None", "Sequence[Fact]", ": ProblemCode"} <= {*shown}


def test_an_alias_says_what_it_stands_for(entries: dict[str, Entry]) -> None:
    """Apart from the unions of all events."""
    said = {place: entries[place].text for place in api_reference.definitions()}
    assert {place for place, text in said.items() if "It is " not in text} == {
        "voicelive_events.KnownClientEvent",
        "voicelive_events.KnownServerEvent",
    }
    answer = said["voicelive_events.testing.service.Answer"]
    assert answer.endswith("It is Part | Sequence[Part] | None.")
