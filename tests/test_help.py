"""What `help` shows of the classes that are no models."""

from __future__ import annotations

import inspect
import pydoc
import re
from typing import Any

import pytest

from voicelive_events import FieldInfo, Model, field
from voicelive_events.assembly import (
    AssembledConversation,
    AssembledItem,
    AssembledPart,
    AssembledResponse,
)
from voicelive_events.metrics import SessionMeter

from .classes import names

CLASSES = [
    AssembledConversation,
    AssembledItem,
    AssembledPart,
    AssembledResponse,
    FieldInfo,
    SessionMeter,
]


@pytest.mark.parametrize("cls", CLASSES, ids=names(CLASSES))
def test_help_tells_all_that_is_public(cls: type[object]) -> None:
    public = [name for name in dir(cls) if not name.startswith("_")]
    assert len(public) >= 5
    undocumented = [name for name in public if not inspect.getdoc(getattr(cls, name))]
    assert undocumented == []
    text = pydoc.plain(pydoc.render_doc(cls))
    for name in public:
        told = (inspect.getdoc(getattr(cls, name)) or "").splitlines()[0]
        assert re.search(rf"^ \|  {name}\b.*\n \|      {re.escape(told)}", text, re.MULTILINE)


@pytest.mark.parametrize("cls", CLASSES, ids=names(CLASSES))
def test_help_shows_nothing_private(cls: type[object]) -> None:
    text = pydoc.plain(pydoc.render_doc(cls))
    members = re.findall(r"^ \|  (_\w*)", text, re.MULTILINE)
    assert all(name.startswith("__") for name in members)
    assert not any(name.startswith("_") for name in inspect.signature(cls).parameters)


def test_fields_are_made_by_class_statements_alone() -> None:
    assert str(inspect.signature(FieldInfo)) == "()"


@pytest.mark.parametrize("function", [Model.pop, field])
def test_a_default_that_is_no_value_shows_as_absent(function: Any) -> None:
    assert repr(inspect.signature(function).parameters["default"].default) == "<absent>"
