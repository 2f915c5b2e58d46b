"""The public names, and what importing them costs."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires, version
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
    assert len(modules) == 25
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__.startswith("voicelive_events"):
                if value in (Model, FieldInfo):
                    continue
                assert getattr(voicelive_events, name) is value


def test_version() -> None:
    assert version("voicelive-events") == voicelive_events.__version__


def test_the_base_install_needs_one_package() -> None:
    base = [line for line in requires("voicelive-events") or [] if "extra ==" not in line]
    assert [line.split(">=")[0] for line in base] == ["typing-extensions"]


HOUSE = [
    "errors",
    "_core.describe",
    "_core.jsontext",
    "_core.base64text",
    "_core.codecs",
    "_core.docstrings",
    "_core.fields",
    "_core.families",
    "_core.schema",
    "_core.model",
    "enums",
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
    "events.search",
    "events",
    "stream",
    "assembly",
    "metrics",
    "arrow",
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
            assert node.module, f"{name} imports a package whole"
            yield importlib.util.resolve_name("." * node.level + node.module, module.__package__)


def test_the_house_is_complete() -> None:
    root = Path(voicelive_events.__file__).parent
    found = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for path in root.rglob("*.py")
    }
    not_in_the_order = {"__init__", "__main__", "_version", "_core", "models"}
    assert {name for name in found - not_in_the_order if not name.startswith("cli")} == set(HOUSE)


APART = tuple(f"voicelive_events.{name}" for name in ("cli", "assembly", "metrics", "arrow"))
"""What is imported by who uses it alone."""


def test_importing_the_package_loads_no_command() -> None:
    code = "import sys, voicelive_events; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "voicelive_events.events.response" in loaded
    assert not [name for name in loaded if name.startswith(APART)]
