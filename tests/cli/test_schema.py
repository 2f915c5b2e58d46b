"""`voicelive-events schema` writes what `json_schema` gives."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

import voicelive_events
from voicelive_events import (
    ClientEvent,
    ClientEventInputAudioBufferClear,
    Model,
    Response,
    ServerEvent,
    ServerEventResponseDone,
)
from voicelive_events._logs.wording import short_name

from ..classes import CLIENT_EVENTS, SERVER_EVENTS
from .conftest import Run


@pytest.mark.parametrize(
    ("argv", "model"),
    [
        ([], ServerEvent),
        (["ServerEventResponseDone"], ServerEventResponseDone),
        (["ResponseDone"], ServerEventResponseDone),
        (["response.done"], ServerEventResponseDone),
        (["input_audio_buffer.clear"], ClientEventInputAudioBufferClear),
        (["InputAudioBufferClear"], ClientEventInputAudioBufferClear),
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
        ("ServerEventRespnseDone", "there is no class or event ServerEventRespnseDone; is it "),
        ("iter_events", "there is no class or event iter_events"),
        ("ResponseStatus", "there is no class or event ResponseStatus"),  # an enum has no document
        ("x\n" * 200, r"there is no class or event x\nx\n"),
    ],
)
def test_no_such_class(run: Callable[..., Run], name: str, message: str) -> None:
    result = run("schema", name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"voicelive-events: {message}")
    assert result.err.count("\n") == 1
    assert len(result.err) < 200


def test_no_name_says_two_things() -> None:
    """An event's type and its short name choose it alone."""
    types = {**ServerEvent.registry(), **ClientEvent.registry()}
    said = [
        name
        for type_, event in types.items()
        if event in (*SERVER_EVENTS, *CLIENT_EVENTS)  # other tests make some of their own
        for name in (type_, short_name(event))
    ]
    assert len(said) == len(set(said)) > 200
    assert not set(said) & set(voicelive_events.__all__)


def test_a_close_name_is_suggested(run: Callable[..., Run]) -> None:
    assert run("schema", "serverEventError").err.endswith("; is it ServerEventError?\n")
