"""Small models of the engine's tests: nothing of the Voice Live API."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from voicelive_events._core.fields import constant, discriminator, field
from voicelive_events._core.model import Model


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"

    @classmethod
    def _missing_(cls, value: object) -> Colour | None:
        return cls.RED if value == "rouge" else None


class Point(Model):
    """A point of a plane."""

    x: int
    """Distance to the right."""

    y: float
    """Distance upwards."""

    label: str | None = None
    """What stands beside it."""


class Leaf(Model):
    """One of every kind of field."""

    text: str
    number: int
    ratio: float
    flag: bool
    colour: Colour | str
    blob: bytes = field(format="base64")
    at: datetime = field(format="unix-timestamp")
    kind: Literal["leaf"] = constant()
    mode: Literal["a", "b"] | None = None
    closed: Colour | None = None
    level: Literal["low", "high"] | str | None = None
    limit: int | Literal["inf"] | None = None
    anything: Any = None
    point: Point | None = None
    points: list[Point] | None = None
    colours: list[Colour | str] | None = None
    names: list[str] | None = None
    grid: list[list[float]] | str | None = None
    tags: dict[str, str] | None = None
    by_name: dict[str, Point] | None = None
    maybe: list[str | None] | None = None
    nullable: int | None
    renamed: str | None = field(name="items", default=None)
    password: str | None = field(default=None, secret=True)
    made_by: str | None = field(default=None, visibility="read", versions=("2",))
    switch: Point | None = field(default=None, explicit_null=True)


def leaf(**more: Any) -> dict[str, Any]:
    """A valid payload of `Leaf`."""
    return {
        "text": "t",
        "number": 1,
        "ratio": 0.5,
        "flag": True,
        "colour": "red",
        "blob": "AAEC",
        "at": 0,
        "kind": "leaf",
        "nullable": None,
        **more,
    }


class Animal(Model, discriminator="kind"):
    """A family with an open base."""

    kind: str
    name: str | None = None


class Dog(Animal):
    kind: Literal["dog"] = discriminator()
    barks: bool | None = None


class Fish(Animal, discriminator="species"):
    """A class that a tag selects and that has subclasses chosen by a second tag."""

    kind: Literal["fish"] = discriminator()
    species: str


class Shark(Fish):
    species: Literal["shark"] = discriminator()
    teeth: int


class Message(Model, discriminator="model"):
    """A family whose discriminator is not called type, and that has a fallback class."""

    model: str


class KnownMessage(Message):
    model: Literal["known"] = discriminator()
    pets: list[Animal] | None = None


class UnknownMessage(Message, fallback=True):
    pass


class Ruby(Model):
    """Stands in no family; a union chooses it by its tag."""

    kind: Literal["ruby"] = discriminator()
    carat: float


class Owner(Model):
    treasure: str | Ruby | Animal | None = None


class Node(Model):
    """Holds models of its own class."""

    value: int
    children: list[Node] | None = None
