"""Credentials never appear, whatever is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .._logs.test_redaction import CANARY, ICE, NAMES
from ..frames import CLEARED, content, session
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
