"""rich and IPython lay a model out over lines, and show no more of it than its repr does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.pretty import pretty_repr

from voicelive_events._core.model import Model

from .models import KnownMessage, Leaf, Node, Point, leaf

WIDE = 10**6


class Printer:
    """IPython's printer as far as it is asked, with all on one line or a break wherever allowed."""

    def __init__(self, *, breaks: bool) -> None:
        self.written = ""
        self._breaks = breaks
        self._indentation = 0

    def text(self, text: str) -> None:
        self.written += text

    def breakable(self, sep: str = " ") -> None:
        self.written += "\n" + " " * self._indentation if self._breaks else sep

    @contextmanager
    def group(self, indent: int, open: str, close: str) -> Iterator[None]:
        self.text(open)
        self._indentation += indent
        yield
        self._indentation -= indent
        self.text(close)

    def pretty(self, value: Any) -> None:
        if hasattr(value, "_repr_pretty_"):
            value._repr_pretty_(self, cycle=False)
        elif isinstance(value, list):
            self.text("[")
            for index, item in enumerate(value):
                self.text(", " if index else "")
                self.pretty(item)
            self.text("]")
        else:
            self.text(repr(value))


def printed(model: Model, *, breaks: bool = False) -> str:
    printer = Printer(breaks=breaks)
    printer.pretty(model)
    return printer.written


MODELS: list[Model] = [
    Point(x=1, y=2.0),
    Point(x=1, y=2.0, label="a label of more than 24 characters"),
    Leaf.from_dict(leaf()),
    Leaf.from_dict(leaf(password="hunter2", names=["x" * 40] * 9, tags={"k": "v" * 40})),
    Leaf.from_dict(leaf(point={"x": 1, "y": 2}, points=[{"x": 1, "y": 2}] * 9)),
    Leaf.from_dict(leaf(by_name={"p": {"x": 1, "y": 2, "label": "l" * 40}})),
    Leaf.from_dict(leaf(points="not points at all", blob=[1], text=3, renamed="r")),
    Leaf.from_dict(leaf(points=[3, {"x": 1, "y": 2}])),
    Leaf.from_dict(leaf(anything={"deep": [["x" * 40]]}, unknown="u" * 40)),
    KnownMessage.from_dict({"model": "known", "pets": [{"kind": "dog"}, {"kind": "fish"}]}),
    Leaf.from_dict(leaf(anything=[[[[[[[["deep"]]]]]]]])),
    Leaf.from_dict(leaf(points=[{"x": 1, "y": 2}] * 6)),
    Point.from_dict({f"key {i}": i for i in range(50)}),
    Point.from_dict({f"key {i}": i for i in range(40)}),
    Model(),
]


@pytest.mark.parametrize("model", MODELS, ids=range(len(MODELS)))
def test_on_one_line_it_is_the_repr(model: Model) -> None:
    assert pretty_repr(model, max_width=WIDE) == repr(model)
    assert printed(model) == repr(model)


def test_a_model_that_came_in_an_unknown_field_is_not_laid_out() -> None:
    point = Point(x=1, y=2.0)
    point["unknown"] = Point(x=3, y=4.0, label="secret")
    point["more"] = [Point(x=3, y=4.0)]
    assert pretty_repr(point, max_width=WIDE) == repr(point)
    assert printed(point) == repr(point)
    assert "secret" not in repr(point)


def test_a_model_among_other_values() -> None:
    made = Leaf.from_dict(leaf())
    made["anything"] = [Point(x=1, y=2.0), "x" * 40, "short", [[[[[[["deep"]]]]]]], None]
    assert pretty_repr(made, max_width=WIDE) == repr(made)
    assert printed(made) == repr(made)


def test_over_lines() -> None:
    node = Node.from_dict({"value": 1, "children": [{"value": 2}]})
    assert pretty_repr(node, max_width=24).splitlines() == [
        "Node(",
        "    value=1,",
        "    children=[",
        "        Node(value=2)",
        "    ]",
        ")",
    ]
    assert printed(node, breaks=True).splitlines() == [
        "Node(",
        "    value=1,",
        "    children=[Node(",
        "        value=2)])",
    ]


def test_a_model_inside_itself_ends() -> None:
    node = Node(value=1)
    node["children"] = [node]
    printer = Printer(breaks=False)
    node._repr_pretty_(printer, cycle=True)
    assert printer.written == "Node(...)"
    assert pretty_repr(node, max_width=WIDE) == "Node(value=1, children=[...])"
