"""What `help` says of the fields of a class that is no model: the docstrings under them."""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["documented"]

T = TypeVar("T")


def documented(cls: type[T]) -> type[T]:
    """Have `help` describe the fields of *cls*, a class with slots."""
    slotted: Any = cls
    slotted.__slots__ = _Docs(cls)
    return cls


class _Docs(dict[str, str]):
    """The slots of a class, with the docstrings under its fields.

    Read when somebody asks, for that takes the source, and few ever do.
    """

    def __init__(self, cls: type[Any]) -> None:
        super().__init__(dict.fromkeys(cls.__slots__, ""))
        self._of = cls.__module__, cls.__qualname__  # now, for the package renames modules

    def __getitem__(self, name: str) -> str:
        from .docstrings import field_docs

        return field_docs(*self._of).get(name, "")
