"""Models of one's own, that have nothing to do with Voice Live."""

from datetime import datetime
from typing import Any, ClassVar, Literal, assert_type

from voicelive_events import Model, constant, discriminator, field


class Point(Model):
    x: int
    y: int
    label: str | None = None


class Shape(Model, discriminator="kind"):
    UNITS: ClassVar[str] = "mm"
    kind: str
    origin: Point | None = None


class Circle(Shape):
    kind: Literal["circle"] = discriminator()  # pyright: ignore[reportIncompatibleVariableOverride]
    radius: float


class Polygon(Shape):
    kind: Literal["polygon"] = discriminator()  # pyright: ignore[reportIncompatibleVariableOverride]
    points: list[Point]
    entries: list[str] | None = field(name="items", default=None)


class OtherShape(Shape, fallback=True):
    pass


class Drawing(Model):
    version: Literal["1"] = constant()
    shapes: list[Shape]
    made: datetime = field(format="unix-timestamp")
    preview: bytes | None = field(format="base64", default=None)
    token: str | None = field(secret=True, visibility="read", default=None)
    extra: Any = None

    def area(self) -> float:
        return sum(shape.radius for shape in self.shapes if isinstance(shape, Circle))


def construct(made: datetime) -> None:
    circle = Circle(radius=1.5, origin=Point(x=1, y=2))
    polygon = Polygon(points=[Point(x=0, y=0, label="a")], entries=["b"])
    drawing = Drawing(shapes=[circle, polygon, OtherShape(kind="star")], made=made)
    assert_type(drawing.shapes, list[Shape])
    assert_type(drawing.made, datetime)
    assert_type(drawing.preview, bytes | None)
    assert_type(drawing.version, Literal["1"])
    assert_type(drawing.extra, Any)
    assert_type(drawing.area(), float)
    assert_type(circle.kind, Literal["circle"])
    assert_type(circle.UNITS, str)
    assert_type(polygon.entries, list[str] | None)
    assert_type(Drawing.from_json("{}").copy(), Drawing)


def wrong(made: datetime) -> None:
    Point(x=1)  # E: mypy[call-arg] pyright[reportCallIssue]
    Point(1, 2)  # E: mypy[call-arg] pyright[reportCallIssue]
    Point(x=1, y="2")  # E: mypy[arg-type] pyright[reportArgumentType]
    Polygon(points=[], items=[])  # E: mypy[call-arg] pyright[reportCallIssue]
    Drawing(shapes=[], made=0)  # E: mypy[arg-type] pyright[reportArgumentType]
    Drawing(shapes=[])  # E: mypy[call-arg] pyright[reportCallIssue]
    # E: mypy[call-arg] pyright[reportCallIssue]
    Drawing(version="1", shapes=[], made=made)


def narrow(shape: Shape) -> float:
    match shape:
        case Circle(radius=radius):
            assert_type(radius, float)
            return radius
        case Polygon(points=[first, *_]):
            assert_type(first, Point)
            return first.x
        case _:
            return 0.0


class Wrong(Model):
    default: int = None  # E: mypy[assignment] pyright[reportAssignmentType]
    text: str = field(default="x")  # E: mypy[arg-type] pyright[reportArgumentType]
    data: bytes = field(format="hex")  # E: mypy[arg-type] pyright[reportArgumentType]
    seen: int = field(visibility="write")  # E: mypy[arg-type] pyright[reportArgumentType]
    named: str = field(alias="n")  # E: mypy[call-arg] pyright[reportCallIssue]
    tag: Literal["a"] = discriminator("t")  # E: mypy[call-arg] pyright[reportCallIssue]
    given: Literal["a"] = constant(init=True)  # E: mypy[arg-type] pyright[reportArgumentType]


class Reserved(Model):
    """The names of the dict are its own; `field(name=...)` calls such a field otherwise."""

    items: list[str]  # E: mypy[assignment] pyright[reportIncompatibleMethodOverride]
    copy: bool  # E: mypy[assignment] pyright[reportIncompatibleMethodOverride]


# A metaclass takes the keywords of a class statement, and mypy checks none of them.
class WrongKeyword(Model, discriminator=1):  # E: pyright[reportArgumentType]
    kind: str


class MisspeltKeyword(Model, discriminate="kind"):  # E: pyright[reportGeneralTypeIssues]
    kind: str
