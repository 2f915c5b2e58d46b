"""How models differ, as tests are told."""

from __future__ import annotations

import math
from typing import Any, NoReturn

import pytest

from voicelive_events import (
    AudioInputTranscriptionOptions,
    ClientEvent,
    ClientEventSessionUpdate,
    MCPServer,
    RequestSession,
    ServerEvent,
    ServerEventResponseTextDelta,
)
from voicelive_events.testing import make
from voicelive_events.testing._comparison import differences

EVENT = make(ServerEventResponseTextDelta, delta="One")


def test_what_differs_is_told_by_its_path_and_in_full() -> None:
    words = "Light rain in Bergen, and more of it. " * 9
    other = ServerEventResponseTextDelta.from_dict({**EVENT, "delta": words, "extra": [1]})
    del other["item_id"]
    assert differences(EVENT, other) == [
        "ServerEventResponseTextDelta == ServerEventResponseTextDelta",
        "$.item_id: 'item_1' != absent",
        f"$.delta: 'One' != {words!r}",
        "$.extra: absent != [1]",
    ]


def test_models_inside_models_and_lists() -> None:
    one = ClientEventSessionUpdate(session=RequestSession(modalities=["text"], instructions="Hi"))
    other = ClientEventSessionUpdate(session=RequestSession(modalities=["text", "audio"]))
    assert differences([one], [other, EVENT])[1:3] == [  # type: ignore[index]
        "$[0].session.modalities[1]: absent != 'audio'",
        "$[0].session.instructions: 'Hi' != absent",
    ]
    assert differences([one], [other, EVENT])[0] == "list of 1 == list of 2"  # type: ignore[index]
    assert (differences(one, {**one, "session": None}) or ())[1:] == [
        "$.session: {'modalities': ['text'], 'instructions': 'Hi'} != None"
    ]


def test_secrets_stay_hidden() -> None:
    def server(**fields: Any) -> MCPServer:
        return MCPServer(server_label="a", server_url="https://a.example", **fields)

    one, other = (server(authorization=secret) for secret in ("hunter1", "hunter2"))
    assert (differences(one, other) or ())[1:] == ["$.authorization: <hidden> != <hidden>"]
    assert (differences(one, server()) or ())[1:] == ["$.authorization: <hidden> != absent"]
    whole = "\n".join(differences([one], [EVENT, other]) or ())
    assert "'authorization': <hidden>" in whole
    assert "hunter" not in whole


class Odd:
    """It cannot be compared, nor shown."""

    def __eq__(self, other: object) -> NoReturn:
        raise NotImplementedError

    def __repr__(self) -> NoReturn:
        raise NotImplementedError

    __hash__ = None  # type: ignore[assignment]


def cyclic() -> Any:
    tree = EVENT.copy()
    dict.__setitem__(tree, "tree", tree)
    return tree


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (EVENT, EVENT.copy()),
        (EVENT, {**EVENT, "delta": Odd()}),
        (cyclic(), cyclic()),
        ({"a": 1}, {"a": 2}),
        ([1], [2]),
        ("a", "b"),
        (math.nan, Odd()),
    ],
    ids=["alike", "odd", "cyclic", "dict", "list", "str", "other"],
)
def test_where_it_is_no_help_it_says_nothing(left: object, right: object) -> None:
    assert differences(left, right) is None


def test_a_model_and_what_is_none() -> None:
    options = AudioInputTranscriptionOptions(model="whisper-1")
    assert differences(options, None) == [
        "AudioInputTranscriptionOptions == NoneType",
        "$: {'model': 'whisper-1'} != None",
    ]
    assert differences({1: options}, options) is not None


def test_what_raises_as_it_is_looked_at_is_no_help() -> None:
    class Odd(list[object]):
        def __iter__(self) -> Any:
            raise OSError

    assert differences(Odd([EVENT]), [EVENT]) is None


def test_what_is_told_has_an_end() -> None:

    lines = differences([EVENT, *range(100_000)], [EVENT, *range(1, 100_001)])
    assert lines is not None
    assert len(lines) == 102
    assert lines[-1] == "and others"
    long = [{"type": "x", "text": "a" * 10**6}, {"type": "x", "text": "b" * 10**6}]
    one, other = map(ServerEvent.from_dict, long)
    lines = differences(one, other)
    assert lines is not None
    assert max(map(len, lines)) < 5000
    assert "(1000002 characters)" in lines[1]


def test_a_secret_in_what_is_no_model_is_hidden() -> None:
    def update(authorization: str) -> ClientEvent:
        tools = {"a": [{"type": "mcp", "authorization": authorization}]}
        return ClientEvent.from_dict({"type": "session.update", "session": {"tools": tools}})

    lines = differences(update("SECRET1"), update("SECRET2"))
    assert lines is not None
    assert "SECRET" not in "".join(lines)
