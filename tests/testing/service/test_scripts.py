"""What the model answers: by a script, and by default."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest

from voicelive_events.testing import McpApproval, McpCall, Say
from voicelive_events.testing.service._input_audio import Heard
from voicelive_events.testing.service._speech import tones

from .playing import V1, Client, played

FIRST = {"type": "function", "name": "first", "parameters": {"type": "object"}}
SECOND = FIRST | {"name": "second"}
SERVER = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com"}


# --- What is a script, and what an answer --------------------------------------------------------


@pytest.mark.parametrize("script", ["words", {"a": "b"}, 5])
def test_what_is_no_script_is_refused(script: Any) -> None:
    async def play(client: Client) -> None: ...

    with pytest.raises(TypeError, match="expected a list of answers or a function, got"):
        played(play, script)


@pytest.mark.parametrize("answer", [5, ["words", 5], {"a": "b"}])
def test_what_is_no_answer_fails_the_response(answer: Any) -> None:
    async def play(client: Client) -> None:
        await client.answer()

    client = played(play, lambda turn: answer)
    assert client.last("response.done")["response"]["status"] == "failed"
    (error,) = client.failures
    assert str(error).startswith("expected an answer, or a list of its parts, got")


def test_words_may_have_audio_of_their_own() -> None:
    audio = bytes(range(200)) * 24

    async def play(client: Client) -> None:
        await client.answer()

    client = played(play, [Say("One two", audio)])
    sent = [b64decode(event["delta"]) for event in client.all("response.audio.delta")]
    assert b"".join(sent) == audio
    assert len(sent) == 2


def test_words_are_spoken_in_the_language_of_the_voice() -> None:
    languages: list[str] = []

    async def speak(text: str, format: Any, language: str) -> Any:
        languages.append(language)
        return await tones(text, format, language)

    async def play(client: Client) -> None:
        await client.answer()
        for voice in ({"name": "de-DE-SeraphinaNeural"}, {"name": "x", "locale": "nb-NO"}):
            await client.answer(voice={"type": "azure-standard", **voice})

    played(play, speak=speak)
    assert languages == ["en", "de-DE", "nb-NO"]


def test_a_call_of_a_tool_may_go_wrong() -> None:
    error = {"type": "protocol_error", "code": 1, "message": "Gone."}

    async def play(client: Client) -> None:
        await client.answer()

    client = played(play, [McpCall("docs", "search", error=error)], V1)
    assert "response.mcp_call.failed" in client.types
    (call,) = client.last("response.done")["response"]["output"]
    assert (call["output"], call["error"]) == (None, error)


def test_what_the_user_says_may_depend_on_the_audio() -> None:
    def hear(heard: Heard) -> str:
        return f"{len(heard.audio)} bytes of {heard.format}"

    async def play(client: Client) -> None:
        client.update(turn_detection=None)
        client.hear(speech_ms=500)
        client.send("input_audio_buffer.commit")
        await client.answer()

    assert played(play, hear=hear).said == ["You said: 24000 bytes of pcm16"]


# --- By default ----------------------------------------------------------------------------------


CHOICES = [
    ("auto", "first"),
    ("required", "first"),
    ("none", None),
    ({"type": "function", "name": "second"}, "second"),
    ({"type": "mcp", "server_label": "docs"}, "search"),
    ({"type": "function", "name": "third"}, None),
]


@pytest.mark.parametrize(("choice", "called"), CHOICES)
def test_the_tool_is_called_that_may_be(choice: Any, called: str | None) -> None:
    async def play(client: Client) -> None:
        client.update(tools=[FIRST, SECOND, SERVER], tool_choice=choice)
        client.write("Go on.")
        await client.answer()

    (item,) = played(play).last("response.done")["response"]["output"]
    assert item.get("name") == called


def test_a_response_has_tools_of_its_own() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[FIRST])
        client.write("Go on.")
        await client.answer(tools=[SECOND])

    assert played(play).last("response.done")["response"]["output"][0]["name"] == "second"


@pytest.mark.parametrize(("choice", "is_called"), [("auto", False), ("required", True)])
def test_who_said_nothing_is_greeted(choice: str, is_called: bool) -> None:
    async def play(client: Client) -> None:
        client.update(tools=[FIRST], tool_choice=choice)
        await client.answer()

    (item,) = played(play).last("response.done")["response"]["output"]
    assert (item["type"] == "function_call") is is_called


RULES = [
    ("never", False),
    ("always", True),
    ({"never": {"tool_names": ["search"]}}, False),
    ({"never": ["search"]}, False),
    ({"never": ["other"]}, True),
    ({"always": ["search"]}, True),
]


@pytest.mark.parametrize(("rule", "asks"), RULES)
def test_a_tool_is_called_without_a_question_where_the_client_allows_that(
    rule: Any, asks: bool
) -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER | {"require_approval": rule}])
        client.write("Look it up.")
        await client.answer()

    (item,) = played(play).last("response.done")["response"]["output"]
    assert item["type"] == ("mcp_approval_request" if asks else "mcp_call")


def test_what_the_client_forbids_is_not_done() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER])
        client.write("Look it up.")
        (request,) = (await client.answer())["response"]["output"]
        answer = {"type": "mcp_approval_response", "approval_request_id": request["id"]}
        client.send("conversation.item.create", item=answer | {"approve": False})
        await client.settle()

    assert played(play).said == ["All right, I will not do that."]


def test_every_call_is_made_that_the_client_allows() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER])
        client.write("Look both up.")
        for request in (await client.answer())["response"]["output"]:
            answer = {"type": "mcp_approval_response", "approval_request_id": request["id"]}
            client.send("conversation.item.create", item=answer | {"approve": True})
        await client.settle()
        calls = [e["item"] for e in client.all("response.output_item.done")][2:]
        assert [(call["type"], call["name"]) for call in calls] == [
            ("mcp_call", "one"),
            ("mcp_call", "two"),
        ]
        await client.answer()
        await client.answer()

    client = played(play, [[McpApproval("docs", "one"), McpApproval("docs", "two")]])
    assert client.said == ["The answer is: Done.; Done.", "You said: Look both up."]
