"""Which class an object is of: families, unions, and joining a family."""

from __future__ import annotations

import sys
import threading
from typing import Any, Literal

import pytest

from voicelive_events._core.containers import ModelCodec
from voicelive_events._core.dispatch import kinds_of
from voicelive_events._core.fields import discriminator
from voicelive_events._core.model import Model
from voicelive_events._core.schema import ModelMeta
from voicelive_events.errors import DecodeError

from .asking import codec_for, found
from .models import Animal, Dog, Fish, Message, Owner, Point, Ruby, Shark, UnknownMessage


class Timed(Model):
    """A base of no family, to be mixed in."""

    at: int | None = None


class TestBases:
    def test_a_mixin_may_be_the_first_base(self) -> None:
        class Timer(Timed, Animal):
            kind: Literal["timer"] = discriminator()

        assert Animal.registry()["timer"] is Timer
        made = Animal.from_dict({"kind": "timer", "at": 3})
        assert type(made) is Timer
        assert (made.at, made.name) == (3, None)

    def test_so_may_one_that_is_no_model(self) -> None:
        class Loud:
            __slots__ = ()

            def shout(self) -> str:
                return "!"

        class Parrot(Loud, Animal):
            kind: Literal["parrot"] = discriminator()

        made = Animal.from_dict({"kind": "parrot"})
        assert type(made) is Parrot
        assert made.shout() == "!"

    def test_a_tag_may_come_from_outside_of_the_family(self) -> None:
        class Meowing(Model):
            kind: Literal["meowing"] = discriminator()

        class Lion(Meowing, Animal):  # type: ignore[misc]
            pass

        class Cub(Lion):
            pass

        assert Animal.registry()["meowing"] is Lion
        assert type(Animal.from_dict({"kind": "meowing"})) is Lion
        assert type(Cub.from_dict({"kind": "meowing"})) is Cub
        assert Meowing.from_dict({"kind": "meowing"}) == {"kind": "meowing"}

    def test_a_tag_that_another_base_hides(self) -> None:
        class Quacking(Model):
            kind: Literal["quacking"] = discriminator()

        with pytest.raises(TypeError) as raised:

            class Duck(Animal, Quacking):  # type: ignore[misc]
                pass

        assert str(raised.value) == (
            "TestBases.test_a_tag_that_another_base_hides.<locals>.Duck: the kind of another base "
            "hides 'quacking', the tag of Quacking; name Quacking first"
        )

        class Loose(Model):
            kind: str

        with pytest.raises(TypeError, match="hides 'dog', the tag of Dog; name Dog first"):

            class Stray(Loose, Dog):  # type: ignore[misc]
                pass

        assert "quacking" not in Animal.registry()

    def test_below_the_class_for_unknown_tags(self) -> None:
        class Odd(UnknownMessage):
            note: str | None = None

        made = Odd(model="new", note="x")
        assert made == {"model": "new", "note": "x"}
        assert type(Message.from_dict({"model": "new"})) is UnknownMessage

    @pytest.mark.parametrize("bases", [(Animal, Message), (Message, Animal), (Dog, UnknownMessage)])
    def test_two_families_are_one_too_many(self, bases: tuple[type[Model], ...]) -> None:
        names = " and ".join("Message" if "Message" in b.__name__ else "Animal" for b in bases)
        with pytest.raises(TypeError) as raised:
            ModelMeta("Chimera", bases, {"__module__": __name__, "__annotations__": {}})
        assert str(raised.value) == f"Chimera: its bases are of two families, {names}"

    def test_of_two_levels_the_inner_counts(self) -> None:
        class Bird(Animal, discriminator="species"):
            kind: Literal["bird"] = discriminator()
            species: str

        class Crow(Timed, Bird):
            species: Literal["crow"] = discriminator()

        class Hybrid(Bird, Animal):
            species: Literal["hybrid"] = discriminator()

        for species, model in (("crow", Crow), ("hybrid", Hybrid)):
            assert type(Animal.from_dict({"kind": "bird", "species": species})) is model
        assert Bird.registry() == {"crow": Crow, "hybrid": Hybrid}
        assert not {"crow", "hybrid"} & Animal.registry().keys()

    def test_a_shared_base_is_found_through_a_mixin(self) -> None:
        class Wet(Timed, Animal):
            depth: int

        with pytest.raises(TypeError, match=r"^Wet only shares fields"):
            Wet(kind="x", depth=3)


class TestJoining:
    def test_of_two_threads_one_gets_the_tag(self) -> None:
        """Whoever is second is told so, however close they come."""

        class Base(Model, discriminator="kind"):
            kind: str

        outcomes: list[list[Any]] = []
        switching = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for run in range(250):
                barrier = threading.Barrier(2)
                results: list[Any] = []

                def declare(
                    name: str, run: int = run, barrier: Any = barrier, results: Any = results
                ) -> None:
                    annotation: Any = Literal[f"tag {run}"]
                    space = {"__module__": __name__, "__annotations__": {"kind": annotation}}
                    barrier.wait()
                    try:
                        results.append(ModelMeta(name, (Base,), {**space, "kind": discriminator()}))
                    except TypeError as error:
                        results.append(str(error))

                threads = [threading.Thread(target=declare, args=[f"Class{n}"]) for n in (1, 2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                outcomes.append(results)
        finally:
            sys.setswitchinterval(switching)
        assert len(outcomes) == 250
        for run, results in enumerate(outcomes):
            [winner] = [each for each in results if isinstance(each, type)]
            [refusal] = [each for each in results if isinstance(each, str)]
            assert Base.registry()[f"tag {run}"] is winner
            assert refusal.endswith(f"kind 'tag {run}' is taken by {__name__}.{winner.__name__}")

    def test_a_class_is_whole_before_it_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What joins a family last is what others may then decode."""
        from voicelive_events._core.dispatch import Dispatch

        seen: list[bool] = []
        register = Dispatch.register

        def look(dispatch: Dispatch) -> None:
            model: Any = dispatch.model
            made = model._dispatch.make({"kind": "early", "age": 3})
            seen.append((made.age, made.kind, made.problems()) == (3, "early", []))
            register(dispatch)

        monkeypatch.setattr(Dispatch, "register", look)

        class Early(Animal):
            kind: Literal["early"] = discriminator()
            age: int

        assert seen == [True]


class Custom(Model, untagged="kind"):
    """Has no tag: a union has it for what comes without one."""

    id: str


class TestUnions:
    CODEC: Any = codec_for(Dog | Ruby | Custom)

    def test_one_class_may_have_no_tag(self) -> None:
        assert isinstance(self.CODEC, ModelCodec)
        adopt = self.CODEC.adopt
        assert type(adopt({"id": "a"})) is Custom
        assert type(adopt({"id": "a", "kind": None})) is Custom
        assert type(adopt({"kind": "dog", "id": "a"})) is Dog
        assert type(adopt({"kind": "ruby", "carat": 1})) is Ruby
        for other in ({"kind": "cat"}, {"kind": 3}, {"kind": ["dog"]}, 3, None, ["dog"]):
            assert adopt(other) is other

    def test_it_is_judged_as_the_class_that_it_is_of(self) -> None:
        assert found(self.CODEC, self.CODEC.adopt({"id": "a"})) == []
        assert [p.loc for p in found(self.CODEC, self.CODEC.adopt({}))] == [("k", "id")]
        assert [p.expected for p in found(self.CODEC, self.CODEC.adopt({"kind": "cat"}))] == [
            "Dog, Ruby or Custom"
        ]

    def test_beside_the_base_of_a_family(self) -> None:
        codec: Any = codec_for(Animal | Custom)
        assert type(codec.adopt({"id": "a"})) is Custom
        assert type(codec.adopt({"kind": "cat"})) is Animal
        assert type(codec.adopt({"kind": "dog"})) is Dog

    def test_two_without_a_tag_cannot_be_told_apart(self) -> None:
        with pytest.raises(TypeError, match="union of Dog, Point and Custom: no common tag"):
            codec_for(Dog | Point | Custom)
        with pytest.raises(TypeError, match="union of Point and Custom: no common tag"):
            codec_for(Point | Custom)

    def test_a_class_of_two_tags_is_found_by_both(self) -> None:
        codec: Any = codec_for(Fish | Dog)
        assert type(codec.adopt({"kind": "fish", "species": "shark", "teeth": 3})) is Shark
        assert type(codec.adopt({"kind": "fish", "species": "cod"})) is Fish

    def test_an_object_of_the_untagged_class_has_no_tag(self) -> None:
        make: Any = Custom
        for tree in ({"id": "a"}, {"id": "a", "kind": None}):
            assert type(Custom.from_dict(tree, strict=True)) is Custom
            assert Custom.from_dict(tree).problems(unknown=True) == []
        for tag, got in (("dog", "string 'dog'"), (3, "integer 3")):
            with pytest.raises(DecodeError, match=rf"^expected no kind, got {got}, at \$\.kind$"):
                Custom.from_dict({"id": "a", "kind": tag})
            with pytest.raises(DecodeError, match="expected no kind"):
                make({"id": "a", "kind": tag})
            made = Custom(id="a")
            made["kind"] = tag
            assert [str(p) for p in made.problems()] == [f"expected no kind, got {got}, at $.kind"]
            assert not made._is_valid()

    def test_a_class_below_it_has_none_either(self) -> None:
        class Own(Custom):
            more: int | None = None

        assert Own._dispatch.untagged == "kind"
        codec: Any = codec_for(Dog | Own)
        assert type(codec.adopt({"id": "a"})) is Own

    def test_a_class_without_a_tag_says_which(self) -> None:
        class Other(Model, untagged="type"):
            id: str

        with pytest.raises(TypeError, match="union of Dog and Point: no common tag"):
            codec_for(Dog | Point)
        with pytest.raises(TypeError, match="union of Dog and Other: no common tag"):
            codec_for(Dog | Other)

    def test_which_class_it_would_be(self) -> None:
        choice = codec_for(Dog | Ruby | Custom).choice  # type: ignore[attr-defined]
        assert choice.class_of({"kind": "dog"}) is Dog
        assert choice.class_of({}) is Custom
        assert choice.class_of({"kind": "cat"}) is None
        assert codec_for(Animal).choice.class_of({"kind": "fish", "species": "shark"}) is Shark  # type: ignore[attr-defined]


def test_the_kinds_of_a_class() -> None:
    assert kinds_of(Point) == [Point]
    assert kinds_of(Dog) == [Dog]
    assert {Dog, Fish, Animal} <= {*kinds_of(Animal)}
    assert Shark not in kinds_of(Animal)
    assert {Shark, Fish} <= {*kinds_of(Fish)}
    assert UnknownMessage in kinds_of(Message)
    assert Message not in kinds_of(Message)


def test_a_union_gives_objects_of_one_tag_to_one_class() -> None:
    owner = Owner.from_dict({"treasure": {"kind": "ruby", "carat": 1}})
    assert type(owner.treasure) is Ruby
    with pytest.raises(DecodeError):
        Ruby.from_dict({"kind": "dog"})


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ([], "wrong_type"),
        ({}, "missing"),
        ({"kind": None}, "wrong_type"),
        ({"kind": ["dog"]}, "wrong_type"),
        ({"kind": "fish"}, "invalid_value"),
    ],
)
def test_what_is_of_no_such_class_says_of_what_kind_it_is(payload: Any, code: str) -> None:
    with pytest.raises(DecodeError) as raised:
        Dog.from_dict(payload)
    assert raised.value.code == code
    if payload != {}:  # an absent tag is filled in
        build: Any = Dog
        with pytest.raises(DecodeError) as raised:
            build(payload)
        assert raised.value.code == code
