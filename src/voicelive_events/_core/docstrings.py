"""The docstrings under field declarations, read from the source when somebody asks."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache

__all__ = ["field_docs"]


def field_docs(module: str, qualname: str) -> dict[str, str]:
    """The docstring of each field that the class declares itself; without source, none."""
    return _module_docs(module).get(qualname, {})


@cache
def _module_docs(module: str) -> dict[str, dict[str, str]]:
    try:
        source = inspect.getsource(sys.modules[module])
    except (KeyError, OSError, TypeError):
        return {}
    return dict(_classes(ast.parse(source), ""))


def _classes(node: ast.AST, prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, dict(_attributes(child))
            yield from _classes(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _classes(child, f"{prefix}{child.name}.<locals>.")


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for declaration, below in zip(node.body, node.body[1:], strict=False):
        match declaration, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
