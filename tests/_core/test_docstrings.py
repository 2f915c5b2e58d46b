"""The docstrings under field declarations, wherever the class stands."""

from __future__ import annotations

from typing import ClassVar, Literal

import pytest

from voicelive_events._core.fields import discriminator, field
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


class Above(Model, discriminator="kind"):
    kind: str
    """What it is."""
    size: int | None = None
    """How large it is."""
    color: str
    """How it looks."""
    state: str | None = None
    """How it is."""


class Between(Above):
    size: int | None = field(default=None, versions=("2",))
    color: Literal["red", "blue"]
    """The color."""


class Below(Between):
    kind: Literal["below"] = discriminator()
    size: int | None = field(default=None, versions=("3",))
    color: Literal["red", "blue"]
    state: Literal["fine"] | None = None


def test_a_field_that_is_declared_again_has_the_docs_of_the_nearest_base() -> None:
    above, between, below = docs(Above), docs(Between), docs(Below)
    assert between == above | {"color": "The color."}
    assert (below["size"], below["color"]) == (above["size"], between["color"])


def test_one_value_says_all() -> None:
    below = docs(Below)
    assert (below["kind"], below["state"]) == ("", "")
