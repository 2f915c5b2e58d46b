"""Class statements that are refused, and what is said of them."""

from __future__ import annotations

import inspect
import sys
from typing import Annotated, Any, ClassVar, Literal, cast, get_type_hints

import pytest
import typing_extensions
from typing_extensions import TypeAliasType

from voicelive_events._core.fields import constant, discriminator, field
from voicelive_events._core.model import Model
from voicelive_events._core.schema import ModelMeta

from .models import Animal, Fish, Message, Point, UnknownMessage


def make(name: str, namespace: dict[str, Any]) -> type[Model]:
    """A class statement, run."""
    return cast(type[Model], ModelMeta(name, (Model,), namespace))


def here(name: str) -> str:
    """The qualified name of a class that the calling test makes."""
    return f"{inspect.stack()[1].function}.<locals>.{name}"


def test_a_duplicate_tag() -> None:
    with pytest.raises(TypeError) as raised:

        class Hound(Animal):
            kind: Literal["dog"] = discriminator()

    assert str(raised.value) == (
        "test_a_duplicate_tag.<locals>.Hound: kind 'dog' is taken by tests._core.models.Dog"
    )
    assert Animal.registry()["dog"].__name__ == "Dog"


def test_the_same_definition_again_replaces_the_first() -> None:
    def cell() -> type[Animal]:
        class Cat(Animal):
            kind: Literal["cat of a cell"] = discriminator()

        return Cat

    first, second = cell(), cell()
    assert first is not second
    assert Animal.registry()["cat of a cell"] is second


@pytest.mark.parametrize(
    "name", ["items", "keys", "copy", "get", "from_dict", "problems", "fields"]
)
def test_a_name_of_model(name: str) -> None:
    with pytest.raises(TypeError) as raised:
        make("Bad", {"__annotations__": {name: str}, "__module__": __name__})
    assert str(raised.value) == (
        f"Bad.{name}: every model has this name for itself; "
        f"call the field otherwise and give field(name={name!r})"
    )


def test_an_annotation_without_a_codec() -> None:
    with pytest.raises(TypeError) as raised:

        class Bad(Model):
            things: set[str]

    assert "Bad.things: no codec for set[str]: JSON is str" in str(raised.value)


def test_an_annotation_that_cannot_be_read() -> None:
    with pytest.raises(TypeError) as raised:
        make("Bad", {"__annotations__": {"thing": "Nowhere"}, "__module__": __name__})
    assert str(raised.value) == (
        "Bad: an annotation cannot be read: name 'Nowhere' is not defined; "
        "text is read with the names of the module, not of a function"
    )


def test_a_field_may_be_called_as_its_type() -> None:
    annotations = {"Point": "Point | None"}
    made = make("Made", {"__annotations__": annotations, "__module__": __name__, "Point": None})
    assert type(made.from_dict({"Point": {"x": 1, "y": 2}})["Point"]) is Point


@pytest.mark.parametrize(
    ("annotation", "default", "message"),
    [
        (int, 5, "a field's default is None or nothing, not 5"),
        (int, None, "a field that may be absent or null is annotated `... | None`"),
        (None, None, "a field has a type beside None"),
        (str, discriminator(), "discriminator() takes a Literal of one value, not <class 'str'>"),
        (
            Literal[1],
            discriminator(),
            "discriminator() takes a Literal of a string, not typing.Literal[1]",
        ),
        (
            Literal["a", "b"],
            constant(),
            "constant() takes a Literal of one value, not typing.Literal['a', 'b']",
        ),
        (bytes, field(format="hex"), "no format 'hex': there are base64, unix-timestamp"),  # type: ignore[arg-type]
    ],
)
def test_a_declaration_that_contradicts_itself(annotation: Any, default: Any, message: str) -> None:
    namespace = {"__annotations__": {"x": annotation}, "__module__": __name__, "x": default}
    with pytest.raises(TypeError) as raised:
        make("Bad", namespace)
    assert str(raised.value) == f"Bad.x: {message}"


def test_a_default_that_is_none_but_not_that_one() -> None:
    with pytest.raises(TypeError) as raised:
        field(default=5)  # type: ignore[arg-type]
    assert str(raised.value) == "a field's default is None or nothing, not 5"


def test_a_specifier_without_annotation() -> None:
    with pytest.raises(TypeError) as raised:
        make("Bad", {"x": field(name="y"), "__module__": __name__})
    assert str(raised.value) == "Bad.x: a field needs an annotation"


def test_two_fields_of_one_wire_name() -> None:
    with pytest.raises(TypeError) as raised:

        class Bad(Point):
            caption: str = field(name="label")

    assert str(raised.value) == (f"{here('Bad')}: label and caption have one wire name, 'label'")


def test_a_family_needs_its_field() -> None:
    with pytest.raises(TypeError) as raised:

        class Bad(Model, discriminator="kind"):
            pass

    assert str(raised.value) == f"{here('Bad')}: the discriminator 'kind' is no field"
    with pytest.raises(TypeError) as raised:

        class Worse(Model, fallback=True):
            pass

    assert str(raised.value) == f"{here('Worse')}: no base opens a family to fall back in"


def test_class_variables_are_no_fields() -> None:
    class Fine(Model):
        table: ClassVar[dict[str, int]] = {"a": 1}
        x: int

    assert [info.name for info in Fine.fields()] == ["x"]
    assert Fine.table == {"a": 1}


def test_the_annotations_are_the_fields_alone() -> None:
    assert get_type_hints(Point).keys() == {"x", "y", "label"}


def test_the_nearest_declaration_counts() -> None:
    class Base(Model):
        x: int

    class Text(Base):
        x: str  # type: ignore[assignment]

    class Other(Base):
        pass

    class Diamond(Other, Text):
        pass

    made = Diamond.from_dict({"x": "s"})
    assert made.x == "s"
    assert made.problems() == []


def test_aliases_and_annotations_are_seen_through() -> None:
    class Aliased(Model):
        number: Annotated[int | None, "said of it"] = None
        blob: Annotated[bytes, "said of it"] = field(format="base64")

    assert Aliased.from_dict({"blob": "AA=="}).number is None
    assert Aliased.from_dict({"blob": "AA=="}).blob == b"\0"


Maybe = TypeAliasType("Maybe", int | None)  # as `type Maybe = int | None` of Python 3.12


def test_type_statements() -> None:
    class Aliased(Model):
        x: Maybe = None

    assert Aliased.from_dict({}).problems() == []
    assert Aliased.from_dict({"x": 3}).x == 3


class Alias:
    """What a `type` statement makes; with it, the value may name the alias."""

    __value__: Any


def test_a_type_that_holds_itself() -> None:
    endless, empty = Alias(), Alias()
    endless.__value__ = list[endless]  # type: ignore[valid-type]
    empty.__value__ = empty
    module = {"__module__": __name__}
    with pytest.raises(TypeError, match=r"^Bad\.x: no codec for a type that holds itself"):
        make("Bad", {"__annotations__": {"x": endless}, **module})
    with pytest.raises(TypeError, match=r"^Bad\.x: a field has a type beside None"):
        make("Bad", {"__annotations__": {"x": empty}, **module})


def test_none_alone_is_no_type() -> None:
    with pytest.raises(TypeError, match=r"^Bad\.x: a field has a type beside None"):
        make("Bad", {"__annotations__": {"x": None}, "__module__": __name__})


def test_classes_inside_a_class() -> None:
    class Outer(Model):
        class Inner(Model):
            a: int

        inner: Inner

    assert Outer.from_dict({"inner": {"a": 1}}).inner.a == 1


def test_a_class_statement_that_fails_leaves_no_trace() -> None:
    with pytest.raises(TypeError, match="the discriminator 'nope' is no field"):

        class Bad(Animal, discriminator="nope"):
            kind: Literal["bad"] = discriminator()

    with pytest.raises(TypeError):

        class Worse(Message, fallback=True):
            model: Literal["worse"] = discriminator()

    assert "bad" not in Animal.registry()
    assert "worse" not in Message.registry()
    assert type(Message.from_dict({"model": "x"})) is UnknownMessage


def test_nor_does_one_whose_second_tag_is_taken() -> None:
    class Tool(Model, discriminator="type"):
        type: str

    class Search(Tool, discriminator="engine"):
        type: Literal["search"] = discriminator()
        engine: str

    class Web(Search):
        engine: Literal["web"] = discriminator()

    with pytest.raises(TypeError, match="engine 'web' is taken"):

        class Other(Search):
            type: Literal["other"] = discriminator()  # type: ignore[assignment]
            engine: Literal["web"] = discriminator()

    with pytest.raises(TypeError, match="engine 'web' is taken"):

        class Fallback(Search, fallback=True):
            engine: Literal["web"] = discriminator()

    assert Tool.registry() == {"search": Search}
    assert Search.registry() == {"web": Web}
    assert type(Tool.from_dict({"type": "search", "engine": "x"})) is Search


def test_a_tag_without_discriminator() -> None:
    with pytest.raises(TypeError) as raised:

        class Cat(Animal):
            kind: Literal["cat"]

    assert str(raised.value) == f"{here('Cat')}.kind: a tag is given `= discriminator()`"
    with pytest.raises(TypeError) as raised:

        class Cow(Animal):
            kind: Literal["cow"] = constant()

    assert str(raised.value) == f"{here('Cow')}.kind: a tag is given `= discriminator()`"


def test_a_tag_need_not_be_declared_first() -> None:
    class Hen(Animal):
        eggs: int
        kind: Literal["hen"] = discriminator()

    assert Animal.registry()["hen"] is Hen
    assert type(Animal.from_dict({"kind": "hen", "eggs": 3})) is Hen


def test_a_shared_base_is_not_constructed() -> None:
    class Wild(Animal):
        kind: str
        range: str

    class Lynx(Wild):
        kind: Literal["lynx"] = discriminator()

    with pytest.raises(TypeError, match=r"^Wild only shares fields: construct a class below it$"):
        Wild(kind="lynx", range="north")
    assert type(Wild.from_dict(Lynx(range="north"))) is Lynx


def test_an_attribute_that_hides_a_field() -> None:
    with pytest.raises(TypeError) as raised:

        class Bad(Point):
            x = 5

    assert str(raised.value) == f"{here('Bad')}.x: it hides an inherited field"
    with pytest.raises(TypeError, match=r"Worse\.x: it hides an inherited field"):

        class Worse(Point):
            def x(self) -> int:  # type: ignore[misc, override]
                return 5

    class Plain:
        __slots__ = ()
        x = 5

    with pytest.raises(TypeError, match=r"Mixed\.x: it hides an inherited field"):

        class Mixed(Plain, Point):
            pass

    class Behind(Point, Plain):
        pass

    assert Behind(x=1, y=2.0).x == 1

    class Fine(Point):
        @property  # type: ignore[misc]
        def x(self) -> int:  # type: ignore[override]
            return 5

    assert Fine.from_dict({}).x == 5


def test_one_fallback_and_one_family() -> None:
    with pytest.raises(TypeError) as raised:

        class Mine(Message, fallback=True):
            pass

    assert str(raised.value) == (
        f"{here('Mine')}: unknown tags are already tests._core.models.UnknownMessage"
    )
    with pytest.raises(TypeError) as raised:

        class Again(Animal, discriminator="kind"):
            pass

    assert str(raised.value) == (f"{here('Again')}: a base has opened the family of 'kind' already")


def test_the_families_around_are_known() -> None:
    class Skate(Fish):
        kind: Literal["skate"] = discriminator()  # type: ignore[assignment]

    assert Animal.registry()["skate"] is Skate
    for base in (Animal, Fish, Skate):
        assert type(base.from_dict({"kind": "skate", "species": "x"})) is Skate
    with pytest.raises(TypeError) as raised:

        class Again(Fish, discriminator="kind"):
            pass

    assert str(raised.value) == (f"{here('Again')}: a base has opened the family of 'kind' already")


def test_no_state_beside_the_items() -> None:
    class Mixin:
        pass

    class Light:
        __slots__ = ()

        def shout(self) -> str:
            return "!"

    with pytest.raises(TypeError) as raised:

        class Bad(Mixin, Point):
            pass

    assert str(raised.value) == (
        f"{here('Bad')}: a base without `__slots__ = ()` would give instances a __dict__"
    )

    class Fine(Light, Point):
        pass

    assert Fine(x=1, y=2.0).shout() == "!"


def test_plain_annotations_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the long way was taken")

    monkeypatch.setattr(typing_extensions, "get_annotations", refuse)
    made = make("Made", {"__annotations__": {"x": int | None}, "x": None, "__module__": __name__})
    assert [info.name for info in made.fields()] == ["x"]


def test_no_docs_without_source(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make("Made", {"__annotations__": {"x": int}, "__module__": "nowhere"})
    assert [info.doc for info in made.fields()] == [""]
    monkeypatch.setitem(sys.modules, "nowhere", type(sys)("nowhere"))
    assert [info.doc for info in made.fields()] == [""]
