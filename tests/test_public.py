"""The public names, and what importing them costs."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata, requires, version
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, get_args, get_type_hints

import pytest

import voicelive_events
from voicelive_events import (
    AnyClientEvent,
    AnyEvent,
    AnyServerEvent,
    ClientEvent,
    KnownClientEvent,
    KnownServerEvent,
    ServerEvent,
    UnknownClientEvent,
    UnknownServerEvent,
    VoiceLiveEvent,
    _event,
    client,
    enums,
    errors,
    events,
    models,
    server,
    stream,
)


def modules_of(*packages: ModuleType) -> list[ModuleType]:
    """The *packages* and the modules inside them."""
    return [
        importlib.import_module(name)
        for package in packages
        for name in (
            package.__name__,
            *(
                found.name
                for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
            ),
        )
    ]


EXPORTING = [enums, errors, events, stream, _event, *modules_of(models, server, client)]
"""The modules that the package takes its names from, apart from the engine."""

FROM_THE_ENGINE = ["FieldInfo", "Model", "constant", "discriminator", "field", "json_backend"]


def test_all_is_what_is_there() -> None:
    public = {name for name in vars(voicelive_events) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(voicelive_events, name)) is type(sys)}
    assert set(voicelive_events.__all__) - {"__version__"} == public - modules


def test_every_name_is_given_by_one_module() -> None:
    given = [name for module in EXPORTING for name in getattr(module, "__all__", [])]
    assert len(given) > 200
    assert sorted([*given, *FROM_THE_ENGINE, "__version__"]) == sorted(voicelive_events.__all__)


@pytest.mark.parametrize("module", EXPORTING, ids=lambda module: module.__name__)
def test_a_module_gives_all_that_it_defines(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    defined = [n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef)]
    public = {name for name in defined if not name.startswith("_")}
    given = getattr(module, "__all__", [])
    assert public <= set(given)
    assert sorted(given) == sorted(set(given))
    for name in given:
        assert getattr(voicelive_events, name) is getattr(module, name)


SIDES = [
    (ServerEvent, KnownServerEvent, AnyServerEvent, UnknownServerEvent),
    (ClientEvent, KnownClientEvent, AnyClientEvent, UnknownClientEvent),
]
"""The base of each direction, its unions, and its class for what is in none."""


@pytest.mark.parametrize(
    "module",
    [module for module in modules_of(server, client) if hasattr(module, "Known")],
    ids=lambda module: module.__name__,
)
def test_the_union_of_a_module_has_all_its_events(module: ModuleType) -> None:
    tagged = [
        event
        for base, known, *_ in SIDES
        for event in base.registry().values()
        if event in map(vars(module).get, module.__all__)
        if event in get_args(known)
    ]
    assert tagged
    assert {*(get_args(module.Known) or [module.Known])} == {*tagged}


@pytest.mark.parametrize(("base", "known", "anything", "unknown"), SIDES)
def test_every_event_is_in_a_union(
    base: type[VoiceLiveEvent], known: Any, anything: Any, unknown: type[VoiceLiveEvent]
) -> None:
    public = [vars(voicelive_events)[name] for name in voicelive_events.__all__]
    tagged = [event for event in base.registry().values() if event in public]
    assert {*tagged} == {*get_args(known)}
    assert {*get_args(anything)} == {*tagged, unknown}
    assert {*get_args(anything)} <= {*get_args(AnyEvent)}


def test_version() -> None:
    assert version("voicelive-events") == voicelive_events.__version__


def test_the_changelog_ends_with_this_version() -> None:
    text = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    released = headings[1:] if headings[0] == "Unreleased" else headings
    assert released[0].partition(", ")[0] == voicelive_events.__version__


def test_each_version_in_the_changelog_has_its_date() -> None:
    text = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (?!Unreleased)(.*)$", text, re.MULTILINE)
    assert len(headings) > 5
    assert [
        each for each in headings if not re.fullmatch(r"\d+\.\d+\.\d+, 20\d\d-\d\d-\d\d", each)
    ] == []


def test_tox_runs_every_python_that_is_claimed() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    language = "Programming Language :: Python :: "
    claimed = [
        classifier.removeprefix(language)
        for classifier in project["project"]["classifiers"]
        if re.match(rf"{language}3\.", classifier)
    ]
    assert claimed == project["tool"]["tox"]["env_list"]
    assert project["project"]["requires-python"] == f">={claimed[0]}"


def test_what_is_published_is_for_users() -> None:
    """What only contributors need is in groups, apart from `dev`, for a pip that knows none."""
    extras = metadata("voicelive-events").get_all("Provides-Extra")
    assert set(extras or []) == {"arrow", "cli", "dev", "fast", "otel", "service", "testing"}


def test_every_dependency_has_a_lower_bound_and_a_reason() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    text = text[text.index("\n[project.optional") : text.index("\n[project.scripts]")]
    lines = [line for line in text.splitlines() if '"' in line and "voicelive-events[" not in line]
    assert len(lines) > 30
    for line in lines:
        assert re.search(r'"[\w.-]+(\[[\w,]+\])?[>=]=\d[\w.]*[";].*  ?# \w', line), line


def test_the_base_install_needs_one_package() -> None:
    base = [line for line in requires("voicelive-events") or [] if "extra ==" not in line]
    assert [line.split(">=")[0] for line in base] == ["typing-extensions"]


HOUSE = [
    "_text",
    "_extras",
    "errors",
    "_core.describe",
    "_core.backend",
    "_core.base64text",
    "_core.jsontext",
    "_core.check",
    "_core.dispatch",
    "_core.codecs",
    "_core.containers",
    "_core.annotations",
    "_core.docstrings",
    "_core.documented",
    "_core.fields",
    "_core.help",
    "_core.schema",
    "_core.reprs",
    "_core.jsonschema",
    "_core.pydantic_hooks",
    "_core.pretty",
    "_core.model",
    "enums",
    "versions",
    "models.audio",
    "models.avatar",
    "models.tools",
    "models.voices",
    "models.turn_detection",
    "models.content",
    "models.items",
    "models.request_items",
    "models.usage",
    "models.transcription",
    "models.errors",
    "models.settings",
    "models.responses",
    "models.session",
    "_event",
    "server.types",
    "server.base",
    "server.session",
    "server.conversation",
    "server.input_audio",
    "server.output_audio",
    "server.response",
    "server.animation",
    "server.mcp",
    "server.foundry",
    "server.search",
    "server.calls",
    "server",
    "client.types",
    "client.base",
    "client.session",
    "client.conversation",
    "client.input_audio",
    "client.input_text",
    "client.response",
    "client.calls",
    "client",
    "events",
    "stream",
    "_reading",
    "_recent",
    "_output_format",
    "_input_format",
    "reader._facts",
    "reader._events",
    "reader._heard",
    "reader._sent",
    "reader._session",
    "reader",
    "_logs.text",
    "_logs.lines",
    "_logs.redaction",
    "recording._record",
    "recording._line",
    "recording._packing",
    "recording._reading",
    "recording._masking",
    "recording._wrapper",
    "recording._recorder",
    "recording",
    "_logs.clock",
    "_logs.sessions",
    "_logs.meter",
    "_logs.wav",
    "_logs.wording",
    "_logs.filters",
    "_logs.answers",
    "_logs.runs",
    "_logs.setup",
    "assembly._parts",
    "assembly._items",
    "assembly._assembler",
    "assembly._conversation",
    "assembly",
    "archive._events",
    "archive._reports",
    "archive._lines",
    "archive._excerpts",
    "archive._parts",
    "archive._sessions",
    "archive",
    "metrics",
    "_logs.summary",
    "_logs.description",
    "_logs.timeline.lanes",
    "_logs.timeline.reading",
    "_logs.stereo",
    "_logs.timeline.layout",
    "_logs.timeline.drawing",
    "_logs.timeline.page",
    "testing._values",
    "testing._making",
    "testing._dialect",
    "testing._face",
    "testing._usage",
    "testing._writer",
    "testing._replies",
    "testing._sessions",
    "testing._connection",
    "testing._comparison",
    "testing",
    "testing.strategies",
    "testing.service._mcp",
    "testing.service._patterns",
    "testing.service._certificate",
    "testing.service._thread",
    "testing.service._refusals",
    "testing.service._speech",
    "testing.service._arguments",
    "testing.service._conversation",
    "testing.service._input_audio",
    "testing.service._sdp",
    "testing.service._settings",
    "testing.service._playback",
    "testing.service._scripts",
    "testing.service._performance",
    "testing.service._replay",
    "testing.service._responses",
    "testing.service._session",
    "testing.service._transport",
    "testing.service._kept",
    "testing.service._faults",
    "testing.service._client",
    "testing.service._server",
    "testing.service._checking",
    "testing.service",
    "arrow",
    "_version",
    "otel._names",
    "otel._attributes",
    "otel._words",
    "otel._instruments",
    "otel._usage",
    "otel._content",
    "otel._spans",
    "otel._tracer",
    "otel._recorded",
    "otel",
    "_interrupt",
    "",
    "cli.console",
    "cli.source",
    "cli.records",
    "cli.output",
    "cli.filters",
    "cli.listing",
    "cli.summary",
    "cli.inspection",
    "cli.inspect",
    "cli.check",
    "cli.timeline",
    "cli.audio",
    "cli.schema",
    "cli.serving",
    "cli.serve",
    "cli",
    "__main__",
]
"""Every module, bottom-up; the one without a name is the package itself."""

WITHOUT_CODE = {"_core", "models", "_logs", "_logs.timeline"}
"""Packages that hold modules and nothing else."""


def test_modules_import_only_from_above() -> None:
    for place, name in enumerate(HOUSE):
        allowed = {full_name(above) for above in HOUSE[:place]}
        imported = set(imports(full_name(name)))
        assert imported <= allowed, f"{name} imports {imported - allowed}"
        if name.startswith("client"):  # nor the other way about, for the server stands above it
            assert not [each for each in imported if each.startswith("voicelive_events.server")]
        if name.startswith("_core"):
            assert all("._core." in i or i.endswith((".errors", "._text")) for i in imported), name


def full_name(name: str) -> str:
    """The *name* by which a module of the house is imported."""
    return f"voicelive_events.{name}".removesuffix(".")


def imports(name: str) -> Iterator[str]:
    """The modules of the package that a module imports, wherever the statement stands."""
    modules = set(map(full_name, HOUSE))
    spec = importlib.util.find_spec(name)  # which imports nothing but the packages around it
    assert spec is not None
    assert spec.origin is not None
    for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from modules & {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            place = "." * node.level + (node.module or "")
            package = importlib.util.resolve_name(place, spec.parent)
            for alias in node.names:
                module = f"{package}.{alias.name}"
                yield module if module in modules else package


def test_the_house_is_complete() -> None:
    root = Path(voicelive_events.__file__).parent
    found = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        for path in root.rglob("*.py")
    }
    assert found - WITHOUT_CODE == set(HOUSE)


PAGE = Path(__file__).parents[1] / "docs/reference/api.md"


def test_every_module_is_private_or_on_the_page() -> None:
    section = PAGE.read_text("utf-8").partition("\n## Import paths\n")[2].partition("\n## ")[0]
    paths = re.findall(r"`(voicelive_events[\w.*]*)`", section)
    modules = {*map(full_name, HOUSE), *(f"voicelive_events.{name}" for name in WITHOUT_CODE)}
    public = {name for name in modules if not re.search(r"\._(?!_)", name)}
    found = {path: {name for name in public if on_path(name, path)} for path in paths}
    assert [path for path, names in found.items() if not names] == []
    assert set().union(*found.values()) == public


def on_path(module: str, path: str) -> bool:
    """Whether *module* is what *path* names: itself, or all of a package."""
    return module == path or (path.endswith(".*") and f"{module}.".startswith(path[:-1]))


BESIDE = [
    importlib.import_module(f"voicelive_events.{name}")
    for name in (
        *("archive", "assembly", "metrics", "reader", "arrow", "otel", "recording"),
        *("testing", "testing.strategies", "testing.service"),
    )
]
"""The import paths beside the package itself."""


@pytest.mark.parametrize("module", BESIDE, ids=lambda module: module.__name__)
def test_an_import_path_gives_all_that_is_public_in_it(module: ModuleType) -> None:
    """What begins with no underscore and is defined there; a type variable is no such thing."""
    tree = ast.parse(inspect.getsource(module))
    defined = {n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef)}
    assert {name for name in defined if not name.startswith("_")} <= set(module.__all__)
    constants_first = sorted(module.__all__, key=lambda name: (not name.isupper(), name))
    assert module.__all__ == constants_first


def test_no_two_public_classes_share_a_name() -> None:
    classes: dict[str, set[type[object]]] = {}
    for module in (voicelive_events, *EXPORTING, *BESIDE):
        for name in getattr(module, "__all__", ()):
            if isinstance(found := getattr(module, name), type):
                classes.setdefault(name, set()).add(found)
    assert len(classes) > 200
    assert [name for name, found in classes.items() if len(found) > 1] == []


@pytest.mark.parametrize("module", [*BESIDE, stream], ids=lambda module: module.__name__)
def test_what_stands_in_a_public_signature_is_public(module: ModuleType) -> None:
    public = {getattr(each, name) for each in (voicelive_events, *BESIDE) for name in each.__all__}
    used = {
        cls
        for name in module.__all__
        for annotation in signature(getattr(module, name))
        for cls in classes_in(annotation)
        if cls.__module__.startswith("voicelive_events")
    }
    assert used
    assert used - public == set()


def signature(item: Any) -> Iterator[Any]:
    """The annotations of a function, or of what is public in a class."""
    if inspect.isfunction(item):
        yield from get_type_hints(item).values()
    elif isinstance(item, type):
        hints = get_type_hints(item)
        yield from (hint for name, hint in hints.items() if not name.startswith("_"))
        for name, member in vars(item).items():
            member = member.fget if isinstance(member, property) else member
            if inspect.isfunction(member) and (not name.startswith("_") or name == "__init__"):
                yield from get_type_hints(member).values()


def classes_in(annotation: Any) -> Iterator[type[object]]:
    if isinstance(annotation, TypeVar):
        yield from classes_in(annotation.__bound__)
    elif isinstance(annotation, list):  # the parameters of a Callable
        yield from chain.from_iterable(map(classes_in, annotation))
    elif isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    yield from chain.from_iterable(map(classes_in, get_args(annotation)))


def test_importing_the_package_loads_nothing_more() -> None:
    """Neither the command nor what is for tests, nor what only some ask for."""
    code = "import sys, voicelive_events; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "voicelive_events.server.response" in loaded
    ours = {name.removeprefix("voicelive_events.") for name in loaded}
    extra = {"cli", "testing", "archive", "assembly", "metrics", "reader", "arrow", "otel", "_logs"}
    extra |= {"_input_format", "_output_format"}
    extra |= {"_core.jsonschema", "_core.pydantic_hooks", "_core.pretty", "_core.help"}
    extra |= {"_core.docstrings", "ast", "inspect"}
    extra |= {"pydantic", "pydantic_core", "rich", "hypothesis", "pyarrow", "websockets", "asyncio"}
    if sys.version_info >= (3, 14):
        extra.remove("ast")  # a named tuple's annotations take it there
    assert not ours & extra


def test_a_star_import_loads_no_more() -> None:
    code = """
import sys, voicelive_events
before = {*sys.modules}
from voicelive_events import *
print(*{*sys.modules} - before)
"""
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert loaded == []


def test_importing_the_package_compiles_no_annotation() -> None:
    """The first `compile` makes the types of a syntax tree, at a twentieth of the import's cost."""
    code = """
import sys
compiled = []
sys.addaudithook(lambda event, args: compiled.append(args) if event == "compile" else None)
import voicelive_events
print(*[source.decode() for source, name in compiled if name == "<string>"], sep="\\n")
"""
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert printed
    # A named tuple evaluates one lambda, which takes no `compile`.
    assert [line for line in printed if not line.startswith("lambda _cls")] == []
