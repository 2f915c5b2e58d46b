"""Credentials are told by what declares them and by their names, and hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from voicelive_events import FunctionTool, IceServer, MCPServer, Model, Problem, ServerEvent, field
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.redaction import is_secret, masked, problem_text, redacted
from voicelive_events._logs.wording import Wording

from ..frames import content

CANARY = "CANARY"
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
    assert Wording(AudioMeter(), content=True).text(event).count("AAAA") == 0


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
        line = Wording(AudioMeter(), content=whole).text(ServerEvent.from_dict(error))
        assert CANARY not in line
