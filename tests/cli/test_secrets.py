"""Credentials never appear, whatever is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from voicelive_events import (
    FunctionTool,
    IceServer,
    MCPServer,
    Model,
    Problem,
    ServerEvent,
    field,
)
from voicelive_events.cli.listing import Listing
from voicelive_events.cli.meter import AudioMeter
from voicelive_events.cli.secrets import is_secret, masked, problem_text, redacted

from .conftest import Inspect, Run
from .frames import CLEARED, content, session

CANARY = "CANARY"
MCP = {
    "type": "mcp",
    "server_label": "guide",
    "server_url": "https://mcp.example.com",
    "authorization": f"{CANARY}-1",
    "headers": {"X-Key": f"{CANARY}-2", CANARY: "x"},
}
ICE = {"urls": ["turn:turn.example.com"], "username": "u", "credential": f"{CANARY}-3"}
NAMES = [
    "authorization",
    "Authorization",
    "headers",
    "HEADERS",
    "credential",
    "password",
    "secret",
    "token",
    "TOKEN",
    "ToKeN",
    "api_key",
    "api-key",
    "Api-Key",
    "apiKey",
    "apikey",
    "access_token",
    "accessToken",
    "client_secret",
    "x-api-key",
    "Ocp-Apim-Subscription-Key",
]

FRAMES: list[Any] = [
    session(tools=[MCP], avatar={"ice_servers": [ICE]}),
    # Secrets of a wrong type, which are problems.
    session(tools=[MCP | {"authorization": {"x": CANARY}, "headers": f"Bearer {CANARY}"}]),
    session(tools=[MCP | {"authorization": [CANARY], "headers": {"k": [CANARY], CANARY[:2]: 5}}]),
    session(avatar={"ice_servers": [ICE | {"credential": [CANARY]}]}),
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


@pytest.mark.parametrize("name", NAMES)
def test_names_of_credentials(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "total_tokens",
        "input_token_details",
        "text",
        "key",
        "item_id",
        "keyboard",
        "author",
        "a",
        "",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret(name)


def _secret_fields() -> Iterator[Any]:
    for model in (MCPServer, IceServer):
        yield from (info for info in model.fields() if info.secret)


def test_declared_secrets_need_no_telling_name() -> None:
    fields = list(_secret_fields())
    assert [info.name for info in fields] == ["authorization", "headers", "credential"]
    assert all(is_secret("harmless", info) for info in fields)
    assert not is_secret("name", FunctionTool.fields()[1])


def test_masked_keeps_all_else() -> None:
    ice = IceServer.from_dict(ICE)
    assert masked([ice, {"a": None, "token": None}]) == [
        {"urls": ICE["urls"], "username": "u", "credential": "<hidden>"},
        {"a": None, "token": None},
    ]
    assert ice["credential"] == f"{CANARY}-3"


class Vault(Model):
    pin: str = field(secret=True)


def test_masked_knows_what_a_model_declares() -> None:
    assert masked([Vault(pin=CANARY)]) == [{"pin": "<hidden>"}]


def test_problem_at_a_credential() -> None:
    problem = Problem(("a", "x-api-key", "b"), "wrong_type", "a string", f"integer {CANARY}")
    assert problem_text(problem) == 'expected a string, got a hidden value, at $.a["x-api-key"].b'
    header = Problem(("metadata", "token", "value"), "wrong_type", "a string", f"integer {CANARY}")
    assert CANARY not in problem_text(header)
    loc = ("usage", "input_token_details", "text_tokens")
    usage = Problem(loc, "wrong_type", "an integer", "null")
    assert problem_text(usage) == str(usage)


def test_media_in_a_nested_model_is_a_length() -> None:
    event = ServerEvent.from_dict(content("response.audio.delta", delta="AAAA"))
    assert masked({"inner": event})["inner"]["delta"] == "<4 chars>"
    assert Listing(AudioMeter(), content=True).line(1, event, None).count("AAAA") == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Authorization: Bearer {CANARY}, sorry", "Authorization: Bearer <hidden>, sorry"),
        (f"use bearer {CANARY}", "use bearer <hidden>"),
        (f'{{"api_key":"{CANARY}","city":"Bergen"}}', '{"api_key":"<hidden>","city":"Bergen"}'),
        (f"https://h/?token={CANARY}&x=1", "https://h/?token=<hidden>&x=1"),
        (f"https://me:{CANARY}@h/", "https://<hidden>@h/"),
        (f"a=ice-pwd:{CANARY}", "a=ice-pwd:<hidden>"),
        (
            "The token ran out of the 512 input tokens.",
            "The token ran out of the 512 input tokens.",
        ),
        ("https://h/path@x:y", "https://h/path@x:y"),
    ],
)
def test_credentials_in_the_middle_of_a_text(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert problem_text(Problem(("x",), "wrong_type", "a number", text)).count(CANARY) == 0
    error = {"type": "error", "error": {"message": text}}
    for whole in (True, False):
        line = Listing(AudioMeter(), content=whole).line(1, ServerEvent.from_dict(error), None)
        assert CANARY not in line
