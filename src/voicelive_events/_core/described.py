"""What `help` says of the fields of a class that is no model: the docstrings under them."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any, TypeVar

__all__ = ["described"]

T = TypeVar("T")


def described(cls: type[T]) -> type[T]:
    """Have `help` describe the fields of *cls*: a named tuple, or a class with slots."""
    made: Any = cls
    docs = _Docs(cls)
    if issubclass(cls, tuple):
        for place, name in enumerate(made._fields):
            setattr(cls, name, _TupleField(name, itemgetter(place), docs))
    else:
        made.__slots__ = docs
    return cls


class _Docs(dict[str, str]):
    """The slots of a class, if it has any, with the docstrings under its fields.

    Read when somebody asks, for that takes the source, and few ever do.
    """

    def __init__(self, cls: type[Any]) -> None:
        super().__init__(dict.fromkeys(cls.__slots__, ""))
        self._of = cls.__module__, cls.__qualname__  # now, for the package renames modules

    def __getitem__(self, name: str) -> str:
        from .docstrings import field_docs

        return field_docs(*self._of).get(name, "")


class _TupleField:
    # What a named tuple has for a field, with a docstring. No docstring: `__doc__` is below.

    __slots__ = ("_docs", "_name", "_read")

    def __init__(self, name: str, read: Callable[[Any], Any], docs: _Docs) -> None:
        self._name, self._read, self._docs = name, read, docs

    def __get__(self, made: Any, owner: object = None) -> Any:
        return self if made is None else self._read(made)

    def __set__(self, made: Any, value: object) -> None:
        raise AttributeError(f"{type(made).__name__}.{self._name} cannot be set")

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._docs[self._name]
