"""Credentials never appear, whatever is asked for."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from .._logs.test_redaction import CANARY, ICE, NAMES
from ..classes import CLIENT_EVENTS, SERVER_EVENTS, sample
from ..frames import CLEARED, content, encode, session
from .conftest import Inspect, Run

MCP = {
    "type": "mcp",
    "server_label": "guide",
    "server_url": "https://mcp.example.com",
    "authorization": f"{CANARY}-1",
    "headers": {"X-Key": f"{CANARY}-2", CANARY: "x"},
}
FRAMES: list[Any] = [
    session(tools=[MCP], avatar={"ice_servers": [ICE]}),
    # Secrets of a wrong type, which are problems.
    session(tools=[MCP | {"authorization": {"x": CANARY}, "headers": f"Bearer {CANARY}"}]),
    session(tools=[MCP | {"authorization": [CANARY], "headers": {"k": [CANARY], CANARY[:2]: 5}}]),
    session(avatar={"ice_servers": [ICE | {"credential": [CANARY]}]}),
    {"type": "session.avatar.connecting", "server_sdp": CANARY},
    {"type": "rtc.call.sdp.created", "rtc_call_id": "rtc_1", "sdp_answer": CANARY},
    # Where no class declares them.
    session(tools=[MCP | {"type": "mcp2"}], metadata={"api_key": CANARY}),
    session(tool_choice={"type": "new", "token": CANARY}, greeting={"password": CANARY}),
    *({"type": "new.event", name: CANARY} for name in NAMES),
    *({"type": "new.event", name: {"deep": [CANARY]}} for name in NAMES),
    {"type": "new.event", "list": [{"a": {"Authorization": CANARY}}], "session": {"tools": [MCP]}},
    {"type": "response.invocation.delta", "delta": {"headers": {"a": CANARY}, "name": "x"}},
    {"type": "response.invocation.delta", "delta": {"text": "y", "api_key": CANARY}},
    {"type": "response.invocation.delta", "delta": {"deep": {"text": {"token": CANARY}}}},
    {"type": "response.invocation.delta", "delta": {"key": "Cookie", "value": CANARY}},
    {"type": "new.event", "name": "X-Api-Key", "value": CANARY},
    content(
        "response.audio_transcript.annotation.added",
        annotation_index=0,
        annotation=[{"token": CANARY}],
    ),
    {
        "type": "response.done",
        "response": {
            "status": "failed",
            "status_details": {"type": "failed", "error": {"code": "x", "token": CANARY}},
            "output": [{"type": "mcp_call", "token": CANARY, "error": {"secret": CANARY}}],
            "metadata": {"password": CANARY, "token": {"a": CANARY}},
        },
    },
    {
        "type": "conversation.item.created",
        "item": {"type": "vault", "password": CANARY, "content": {"secret": CANARY}},
    },
]


@pytest.mark.parametrize("options", [[], ["--content"]], ids=["", "content"])
@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: json.dumps(frame)[:60])
def test_planted_credentials_never_appear(
    inspect: Inspect, frame: dict[str, Any], options: list[str]
) -> None:
    result = inspect(frame, options=options)
    assert result.totals["frames"] == "1"
    assert CANARY not in result.out + result.err


@pytest.mark.parametrize("options", [[], ["--content"]], ids=["", "content"])
def test_credentials_of_the_sample_never_appear(
    run: Callable[..., Run], options: list[str]
) -> None:
    result = run("inspect", "--sample", *options)
    assert result.code == 0
    assert "not-a-real" not in result.out + result.err
    assert "sample-user" not in result.out


def test_problem_with_a_credential_that_no_class_declares(inspect: Inspect) -> None:
    result = inspect(session(metadata={"api_key": 7777777}))
    assert result.section("Problems") == [
        "#1 SessionUpdated: expected a string, got a hidden value, at $.session.metadata.api_key"
    ]
    assert "7777777" not in result.out


@pytest.mark.parametrize("others", [[], [CLEARED]], ids=["no log", "log"])
def test_credentials_in_a_line_that_is_no_event(inspect: Inspect, others: list[Any]) -> None:
    result = inspect(json.dumps(f"Bearer {CANARY}"), *others)
    assert "got string 'Bearer <hidden>" in result.out + result.err
    assert CANARY not in result.out + result.err


def test_the_canaries_would_be_seen() -> None:
    assert all(CANARY in json.dumps(frame) for frame in FRAMES)


def test_hidden_values_are_said_to_be_hidden(inspect: Inspect) -> None:
    frame = {"type": "new.event", "Token": CANARY, "a": [{"password": CANARY, "b": 1}]}
    text = inspect(frame, options=["--content"]).listing[0]
    assert text.endswith('Token=<hidden>  a=[{"password": "<hidden>", "b": 1}]')


def test_values_of_an_unknown_event_only_with_content(inspect: Inspect) -> None:
    frame = {"type": "new.event", "mood": "private", "token": CANARY}
    assert "private" not in inspect(frame).out
    assert "keys=mood, token" in inspect(frame).out
    assert "mood=private" in inspect(frame, options=["--content"]).out


TEXTS = [
    f"password: {CANARY}",
    f'{{"api_key": "{CANARY}"}}',
    f"https://h/?code={CANARY}",
    f'Got {{"a": "{{\\"token\\": \\"b {CANARY}\\"}}"}}',
]


MORE = [
    content("response.output_item.done", item=item)
    for item in (
        {"type": "function_call", "id": "i", "call_id": "c", "name": "n", "arguments": "{}"},
        {"type": "mcp_call", "id": "i", "server_label": "s", "name": "n", "arguments": "{}"},
    )
] + [session(voice={"type": "azure-standard", "name": "v"}, tools=[{"a": "b"}])]
"""Events of which the sample is another kind."""


def planted(value: Any, texts: Iterator[str]) -> Iterator[Any]:
    """Copies of *value* with one of *texts* in place of one string, for each string in it, and with
    one as a key, for each object in it."""
    if isinstance(value, str):
        yield next(texts)
    children = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        for mutant in planted(child, texts):
            twin = copy.copy(value)
            twin[key] = mutant
            yield twin
    if isinstance(value, dict):
        yield {next(texts): 1, **value}


def write_planted(path: Path, *texts: str) -> str:
    """A log of every event, with one of *texts* in every place."""
    turns = cycle(texts)
    received = (*map(sample, SERVER_EVENTS), *MORE)
    frames = [f for frame in received for f in planted(frame, turns)]
    sent = [f for event in CLIENT_EVENTS for f in planted(sample(event), turns)]
    frames += [{"direction": "sent", "event": frame} for frame in sent]
    assert len(frames) > 1500
    assert all(any(escaped(text) in json.dumps(frame) for text in texts) for frame in frames)
    frames = [frame for frame in frames if not has_odd_status(frame)]
    path.write_bytes(encode([CLEARED, *frames, *map(json.dumps, texts), *texts]))
    return str(path)


def escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def has_odd_status(frame: dict[str, Any]) -> bool:
    """Whether a response has a status that is none: the summary counts by them."""
    response = frame.get("response")
    return isinstance(response, dict) and response.get("status") not in (None, "completed")


@pytest.fixture(scope="module")
def planted_log(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_planted(tmp_path_factory.mktemp("logs") / "planted.jsonl", *TEXTS)


@pytest.mark.parametrize(
    "argv",
    [
        ["inspect"],
        ["inspect", "--content"],
        ["inspect", "--json"],
        ["inspect", "--json", "--content"],
        ["check", "--unknown"],
        ["check", "--unknown", "--json"],
    ],
    ids=" ".join,
)
def test_a_credential_in_a_text_appears_nowhere(
    run: Callable[..., Run], planted_log: str, argv: list[str]
) -> None:
    result = run(*argv, planted_log)
    assert result.out.count("\n") > 900
    assert [line for line in result.lines if CANARY in line] == []
    assert CANARY not in result.err


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_a_credential_in_a_text_is_in_no_picture(
    run: Callable[..., Run], planted_log: str, tmp_path: Path, suffix: str
) -> None:
    picture = tmp_path / f"picture{suffix}"
    assert run("timeline", planted_log, "-o", str(picture)).code == 0
    drawn = picture.read_text("utf-8")
    assert "hidden" in drawn
    assert CANARY not in drawn


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_planted(tmp_path_factory.mktemp("logs") / "long.jsonl", "w" * 1000)


@pytest.mark.parametrize(
    "argv", [["inspect"], ["inspect", "--json"], ["check"], ["check", "--json"]], ids=" ".join
)
def test_no_text_is_whole_without_content(
    run: Callable[..., Run], long_log: str, argv: list[str]
) -> None:
    result = run(*argv, long_log)
    assert "w" * 20 in result.out
    assert "w" * 161 not in result.out + result.err


def test_texts_are_whole_with_content(run: Callable[..., Run], long_log: str) -> None:
    assert "w" * 1000 in run("inspect", "--content", long_log).out
