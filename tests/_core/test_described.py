"""The docstrings that `help` finds on the fields of a class that is no model."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from voicelive_events._core.described import described


@described
class Place(NamedTuple):
    """Where."""

    x: int
    """To the right."""

    y: int = 0
    bare: str = "z"


@described
@dataclass(slots=True)
class Person:
    name: str
    """What they are called."""

    age: int = 0


@described
class Elsewhere:
    __slots__ = ("x",)

    x: int
    """What a class of that name says."""

    def __init__(self) -> None:
        self.x: int = 1


Elsewhere.__module__ = "nowhere"


def docs(cls: type[Any], *fields: str) -> list[str | None]:
    return [inspect.getdoc(getattr(cls, name)) for name in fields]


def test_fields_of_a_named_tuple() -> None:
    assert docs(Place, "x", "y", "bare") == ["To the right.", "", ""]
    assert inspect.isdatadescriptor(vars(Place)["x"])
    assert Place.__doc__ == "Where."


def test_it_is_a_named_tuple_as_before() -> None:
    place = Place(3, y=4)
    assert (place.x, place.y, place.bare) == tuple(place) == (3, 4, "z")
    assert place._replace(x=5)._asdict() == {"x": 5, "y": 4, "bare": "z"}
    assert repr(place) == "Place(x=3, y=4, bare='z')"
    assert pickle.loads(pickle.dumps(place)) == copy.deepcopy(place) == place
    assert Place.__match_args__ == ("x", "y", "bare")
    written: Any = place
    with pytest.raises(AttributeError, match=r"^Place\.x cannot be set$"):
        written.x = 1
    with pytest.raises(AttributeError):
        del written.x


def test_slots() -> None:
    assert docs(Person, "name", "age") == ["What they are called.", ""]
    assert [*Person.__slots__] == ["name", "age"]
    person = Person("Ada", age=36)
    assert pickle.loads(pickle.dumps(person)) == copy.deepcopy(person) == person


def test_a_class_whose_module_was_renamed() -> None:
    assert docs(Elsewhere, "x") == ["What a class of that name says."]
    assert Elsewhere().x == 1


def test_without_source() -> None:
    made: type[Any] = described(type("Made", (), {"__slots__": ("x",), "__module__": "nowhere"}))
    assert docs(made, "x") == [""]
