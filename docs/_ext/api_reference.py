"""What Sphinx is told of the pages of the Python API, which are written by hand.

Autodoc finds the docstrings under names wherever those stand, signatures show the name of an alias
in place of all that it stands for, and what backticks of a docstring name is a link.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import re
import sys
from functools import cache, reduce
from itertools import chain, zip_longest
from operator import or_
from pathlib import Path
from types import FunctionType, ModuleType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from voicelive_events import FieldInfo

__all__ = ["PAGES", "definitions", "import_paths", "place_of", "places", "setup"]

PAGES = Path(__file__).parents[1] / "reference"
"""The folder of the pages; those in folders below it are written by `event_pages`."""


@cache
def import_paths() -> list[str]:
    """The modules that the pages describe, in order."""
    pages = [page.read_text("utf-8") for page in PAGES.glob("*.md")]
    found = [re.findall(r"^```\{py:module\} (\S+)$", page, re.MULTILINE) for page in pages]
    return sorted(path for paths in found for path in paths)


@cache
def places() -> dict[str, dict[str, str]]:
    """The full name of each public name, by the import path and the name.

    What has several import paths, as `Say`, is described under the shortest.
    """
    found: dict[str, dict[str, str]] = {}
    first: dict[tuple[str, int], str] = {}
    for path in import_paths():
        module = importlib.import_module(path)
        for name in module.__all__:
            key = name, id(getattr(module, name))
            found.setdefault(path, {})[name] = first.setdefault(key, f"{path}.{name}")
    return found


def place_of(name: str, near: str = "") -> str | None:
    """The full name of *name*, which may be a member of what is public, as written in the module
    *near*; None if it is not public."""
    public, dot, member = name.partition(".")
    for path in [near, *places()]:
        if place := places().get(path, {}).get(public):
            return f"{place}{dot}{member}"
    return None


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx for an extension."""
    # Behind the other extensions: they use what is changed here.
    app.connect("builder-inited", lambda _app: _prepare(), priority=900)
    app.connect("autodoc-process-docstring", _finish_docstring)
    app.connect("autodoc-process-signature", _finish_signature)
    app.connect("doctree-read", _unlink_builtins)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _prepare() -> None:
    for path in import_paths():
        _show_sources(path)
    # Its annotations are text, of names that its own module has.
    FieldInfo.__annotations__ = get_type_hints(FieldInfo, FieldInfo.__repr__.__globals__)
    _show_aliases()


def _show_sources(path: str) -> None:
    """Have autodoc find the docstrings under names in the modules where the names stand.

    It looks for them in the module that a name is imported from.
    """
    from sphinx.pycode import ModuleAnalyzer

    package = ModuleAnalyzer.for_module(path)
    package.analyze()
    for inner in _modules(path):
        module = ModuleAnalyzer.for_module(inner.__name__)
        package.attr_docs |= module.find_attr_docs()
        package.annotations |= module.annotations
        package.tagorder |= module.tagorder


# --- Aliases -------------------------------------------------------------------------------------


@cache
def definitions() -> dict[str, str]:
    """What each public alias stands for, as its source says it, by its full name."""
    found: dict[str, str] = {}
    for path, names in places().items():
        for module in _modules(path):
            for node in ast.parse(inspect.getsource(module)).body:
                match node:
                    case ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias"), ast.expr() as value):
                        if names.get(name) == f"{path}.{name}":
                            found[f"{path}.{name}"] = ast.unparse(value)
    return found


def _modules(path: str) -> list[ModuleType]:
    """What is imported of a package: itself, and the modules in it."""
    return [sys.modules[name] for name in [*sys.modules] if f"{name}.".startswith(f"{path}.")]


def _show_aliases() -> None:
    """Put a class of its name in the place of each alias: signatures show that."""
    names: dict[Any, type[Any]] = {}
    for place in definitions():
        path, _, name = place.rpartition(".")
        meaning = getattr(sys.modules[path], name)
        names[meaning] = type(name, (), {"__module__": path})
        for module in _modules("voicelive_events"):
            if getattr(module, name, None) is meaning:
                setattr(module, name, names[meaning])
    for path, public in places().items():
        for each in chain.from_iterable(_annotated(getattr(sys.modules[path], n)) for n in public):
            hints = inspect.get_annotations(each)
            each.__annotations__ = {key: _named(hint, names) for key, hint in hints.items()}


def _annotated(item: Any) -> list[Any]:
    """A function, or a class with its methods and the functions of its properties."""
    members = vars(item).values() if isinstance(item, type) else ()
    inner = [m.fget if isinstance(m, property) else getattr(m, "__func__", m) for m in members]
    functions = [each for each in [item, *inner] if isinstance(each, FunctionType)]
    return [item, *functions] if isinstance(item, type) else functions


def _named(annotation: Any, names: dict[Any, type[Any]]) -> Any:
    """The *annotation* with *names* in place of what they stand for."""
    try:
        if annotation in names:
            return names[annotation]
    except TypeError:  # it has no hash
        return annotation
    arguments = tuple(_named(each, names) for each in get_args(annotation))
    if arguments == get_args(annotation):
        return annotation
    origin = get_origin(annotation)
    return reduce(or_, arguments) if origin in (Union, UnionType) else origin[arguments]


# --- Docstrings and signatures -------------------------------------------------------------------


def _finish_docstring(*arguments: Any) -> None:
    """Link what the backticks of a docstring name, and add what an alias stands for."""
    _app, _what, full_name, _item, _options, lines = arguments
    near = max((path for path in places() if full_name.startswith(f"{path}.")), key=len, default="")
    for number, line in enumerate(lines):
        lines[number] = _IN_TICKS.sub(lambda found: _linked(found[1], near), line)
    meaning = definitions().get(full_name, _EVERY_EVENT)
    if _EVERY_EVENT not in meaning:
        lines += ["", f"It is {_linked_parts(meaning, near)}.", ""]


_IN_TICKS = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_EVERY_EVENT = ".Known"
"""What is in the definition of an alias that is too long to be shown."""


def _linked(code: str, near: str) -> str:
    """A public name, or a member of one, as a link; any other *code* as it is."""
    place = place_of(code, near)
    return f":py:obj:`{code} <{place}>`" if place else f"``{code}``"


def _linked_parts(code: str, near: str) -> str:
    """The same for each name in *code*, with what is between them."""
    parts = re.split(r"(\w+|'\w+')", code)
    names = [rf"\ {_linked(part, near)}\ " for part in parts[1::2]]
    between = [re.sub(r"([^\w\s])", r"\\\1", part) for part in parts[::2]]
    return "".join(chain(*zip_longest(between, names, fillvalue="")))


def _finish_signature(*arguments: Any) -> tuple[str | None, str | None]:
    """Leave out what is private in the defaults: that there is one says enough."""
    *_, signature, returns = arguments
    return signature and _PRIVATE_DEFAULT.sub("...", signature), returns


_PRIVATE_DEFAULT = re.compile(r"(?<==)<factory>|(?<== )(?:<factory>|ABSENT)")


def _unlink_builtins(_app: Any, doctree: Any) -> None:
    """Sphinx takes `type` in an annotation for the field of that name, of whichever class."""
    from sphinx.addnodes import pending_xref

    for reference in list(doctree.findall(pending_xref)):
        if reference["reftarget"] in vars(builtins):
            reference.replace_self(reference.children)
