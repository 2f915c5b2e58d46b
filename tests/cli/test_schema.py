"""`voicelive-events schema` writes what `json_schema` gives."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from voicelive_events import ClientEvent, Model, Response, ServerEvent, ServerEventResponseDone

from .conftest import Run


@pytest.mark.parametrize(
    ("argv", "model"),
    [
        ([], ServerEvent),
        (["ServerEventResponseDone"], ServerEventResponseDone),
        (["ClientEvent"], ClientEvent),
        (["Response"], Response),
    ],
)
def test_written_as_json(run: Callable[..., Run], argv: list[str], model: type[Model]) -> None:
    result = run("schema", *argv)
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == model.json_schema()
    assert result.out.isascii()
    assert result.lines[1].startswith('  "$schema": ')


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ServerEventRespnseDone", "there is no class ServerEventRespnseDone; is it "),
        ("iter_events", "there is no class iter_events"),
        ("ResponseStatus", "there is no class ResponseStatus"),  # an enum has no document
        ("x\n" * 200, r"there is no class x\nx\n"),
    ],
)
def test_no_such_class(run: Callable[..., Run], name: str, message: str) -> None:
    result = run("schema", name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"voicelive-events: {message}")
    assert result.err.count("\n") == 1
    assert len(result.err) < 200


def test_a_close_name_is_suggested(run: Callable[..., Run]) -> None:
    assert run("schema", "serverEventError").err.endswith("; is it ServerEventError?\n")
