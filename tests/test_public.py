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
from pathlib import Path

import voicelive_events
from voicelive_events import enums, events, models, stream
from voicelive_events._core.fields import FieldInfo
from voicelive_events._core.model import Model


def test_all_is_what_is_there() -> None:
    public = {name for name in vars(voicelive_events) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(voicelive_events, name)) is type(sys)}
    # Two names are none of the module's dict: the version by its underscores, the other by design.
    assert set(voicelive_events.__all__) - {"__version__", "json_backend"} == public - modules
    assert len(set(voicelive_events.__all__)) == len(voicelive_events.__all__)


def test_every_class_of_the_api_is_public() -> None:
    folders = [models, events]
    modules = [enums, stream, *folders]
    for folder in folders:
        found = pkgutil.iter_modules(folder.__path__, folder.__name__ + ".")
        modules += [importlib.import_module(module.name) for module in found]
    assert len(modules) == 27
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__.startswith("voicelive_events"):
                if value in (Model, FieldInfo):
                    continue
                assert getattr(voicelive_events, name) is value


def test_version() -> None:
    assert version("voicelive-events") == voicelive_events.__version__


def test_the_changelog_ends_with_this_version() -> None:
    text = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    released = headings[1:] if headings[0] == "Unreleased" else headings
    assert released[0] == voicelive_events.__version__


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
    assert set(extras or []) == {"arrow", "cli", "dev", "fast", "testing"}


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
    "errors",
    "_core.describe",
    "_core.backend",
    "_core.jsontext",
    "_core.base64text",
    "_core.adopting",
    "_core.codecs",
    "_core.containers",
    "_core.annotations",
    "_core.docstrings",
    "_core.fields",
    "_core.families",
    "_core.schema",
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
    "models.usage",
    "models.transcription",
    "models.errors",
    "models.responses",
    "models.session",
    "events.base",
    "events.session",
    "events.conversation",
    "events.input_audio",
    "events.output_audio",
    "events.response",
    "events.animation",
    "events.mcp",
    "events.foundry",
    "events.search",
    "events.calls",
    "events",
    "stream",
    "output_format",
    "assembly",
    "metrics",
    "arrow",
    "testing.making",
    "testing.sessions",
    "testing",
    "testing.strategies",
]
"""Every module, bottom-up."""


def test_modules_import_only_from_above() -> None:
    for place, name in enumerate(HOUSE):
        allowed = {f"voicelive_events.{above}" for above in HOUSE[:place]}
        imported = set(imports(f"voicelive_events.{name}"))
        assert imported <= allowed, f"{name} imports {imported - allowed}"
        if name.startswith("_core"):
            assert all("._core." in i or i.endswith(".errors") for i in imported), name


def imports(name: str) -> Iterator[str]:
    """The modules of the package that a module imports, wherever the statement stands."""
    module = importlib.import_module(name)
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            # Without a module its names are modules: else they would not be in the list.
            for found in [node.module] if node.module else [alias.name for alias in node.names]:
                yield importlib.util.resolve_name("." * node.level + found, module.__package__)


def test_the_house_is_complete() -> None:
    root = Path(voicelive_events.__file__).parent
    found = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for path in root.rglob("*.py")
    }
    not_in_the_order = {"__init__", "__main__", "_version", "_core", "models"}
    assert {name for name in found - not_in_the_order if not name.startswith("cli")} == set(HOUSE)


def test_importing_the_package_loads_nothing_more() -> None:
    """Neither the command nor what is for tests, nor what only some ask for."""
    code = "import sys, voicelive_events; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "voicelive_events.events.response" in loaded
    ours = {name.removeprefix("voicelive_events.") for name in loaded}
    extra = {"cli", "testing", "assembly", "metrics", "arrow"}
    extra |= {"_core.jsonschema", "_core.pydantic_hooks", "_core.pretty"}
    assert not ours & {*extra, "pydantic", "pydantic_core", "rich", "hypothesis", "pyarrow"}


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
