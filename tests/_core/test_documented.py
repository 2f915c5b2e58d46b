"""The docstrings that `help` finds on the fields of a class that is no model."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import dataclass
from typing import Any

from voicelive_events._core.documented import documented


@documented
@dataclass(slots=True)
class Person:
    name: str
    """What they are called."""

    age: int = 0


@documented
class Elsewhere:
    __slots__ = ("x",)

    x: int
    """What a class of that name says."""

    def __init__(self) -> None:
        self.x: int = 1


Elsewhere.__module__ = "nowhere"


def docs(cls: type[Any], *fields: str) -> list[str | None]:
    return [inspect.getdoc(getattr(cls, name)) for name in fields]


def test_slots() -> None:
    assert docs(Person, "name", "age") == ["What they are called.", ""]
    assert [*Person.__slots__] == ["name", "age"]
    person = Person("Ada", age=36)
    assert pickle.loads(pickle.dumps(person)) == copy.deepcopy(person) == person


def test_a_class_whose_module_was_renamed() -> None:
    assert docs(Elsewhere, "x") == ["What a class of that name says."]
    assert Elsewhere().x == 1


def test_without_source() -> None:
    made: type[Any] = documented(type("Made", (), {"__slots__": ("x",), "__module__": "nowhere"}))
    assert docs(made, "x") == [""]
