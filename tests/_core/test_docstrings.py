"""The docstrings under field declarations, wherever the class stands."""

from __future__ import annotations

from typing import ClassVar

import pytest

from voicelive_events._core.model import Model


class Outer(Model):
    """Not of a field."""

    bare: int
    first: int
    """One line."""
    second: int | None = None
    """Two lines,

    the second one indented.
    """
    table: ClassVar[str] = "no field"

    class Inner(Model):
        first: int
        """Of the class inside."""

    last: int


def made_in_a_function() -> type[Model]:
    class Local(Model):
        first: int
        """Of the class in a function."""

        class Deeper(Model):
            first: int
            """Of the class in that one."""

        deeper: Deeper

    return Local


def docs(model: type[Model]) -> dict[str, str]:
    return {info.name: info.doc for info in model.fields()}


def test_docs_of_a_class() -> None:
    assert docs(Outer) == {
        "bare": "",
        "first": "One line.",
        "second": "Two lines,\n\nthe second one indented.",
        "last": "",
    }


def test_docs_of_classes_inside() -> None:
    assert docs(Outer.Inner) == {"first": "Of the class inside."}
    local = made_in_a_function()
    assert docs(local) == {"first": "Of the class in a function.", "deeper": ""}
    assert docs(vars(local)["Deeper"]) == {"first": "Of the class in that one."}


async def made_in_a_coroutine() -> type[Model]:
    class Local(Model):
        first: int
        """Of the class in a coroutine."""

    return Local


def test_docs_of_a_class_in_a_coroutine() -> None:
    coroutine = made_in_a_coroutine()
    with pytest.raises(StopIteration) as raised:
        coroutine.send(None)
    assert docs(raised.value.value) == {"first": "Of the class in a coroutine."}
