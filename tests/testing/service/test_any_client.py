"""Whatever a client does, the stand-in answers, and what it sends hangs together."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from voicelive_events import ClientEvent, ResponseIncompleteDetails
from voicelive_events.testing import Call, McpApproval, McpCall, ScriptedSession, make
from voicelive_events.testing.service._replay import replay
from voicelive_events.testing.service._scripts import Script, Silence

from .playing import DATED, V1, Client, played

FUNCTION = {"type": "function", "name": "f", "parameters": {"required": ["a"]}}
SERVER = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com"}
GREETING = {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi."}]}
DETECTION: list[Any] = [
    None,
    {"type": "server_vad", "auto_truncate": True},
    {"type": "server_vad", "interrupt_response": False, "idle_timeout_ms": 1000},
    {"type": "azure_semantic_vad", "create_response": False, "auto_truncate": True},
]
SCRIPTS: list[Script] = [
    None,
    ["one two three four five", [Call("f"), Call("f", {"a": 1})], None, [Silence(1), "late"]] * 3,
    [McpApproval("docs", "search"), McpCall("docs", "search", {}, "found")] * 5,
    replay(ScriptedSession().spoken_turn("Hello.", "Hi.").interruption("one two three", "Stop.")),
]


class Whim:
    """A client that does one thing or another."""

    def __init__(self, client: Client, random: Random, version: str) -> None:
        self.client = client
        self.random = random
        self.is_v1 = version == V1

    def act(self) -> None:
        client, choice = self.client, self.random.choice
        acts: list[Callable[[], object]] = [
            self._update,
            lambda: client.write("Hello.", **choice([{}, {"id": "mine"}])),
            lambda: client.hear(speech_ms=choice([40, 300, 900]), silence_ms=choice([0, 100, 900])),
            lambda: client.send("input_audio_buffer.commit"),
            lambda: client.send("input_audio_buffer.clear"),
            client.ask,
            lambda: client.ask(cancel_previous=True, tool_choice=choice(["none", "required"])),
            lambda: client.ask(conversation="none", metadata={"a": "b"}, max_output_tokens=1),
            lambda: client.ask(pre_generated_assistant_message=GREETING),
            lambda: client.send("response.cancel", **choice([{}, {"response_id": "unknown"}])),
            lambda: client.give_output(self._one_of("call_id"), "out"),
            lambda: self._item("retrieve"),
            lambda: self._item("delete"),
            lambda: self._item("truncate", content_index=0, audio_end_ms=choice([0, 300, 5000])),
            lambda: self._approve(self._one_of("id")),
            lambda: client.session.fail_response(ResponseIncompleteDetails()),
            lambda: client.send_frame(choice(["", "[]", '{"type": "unknown"}'])),
        ]
        choice(acts)()

    def _update(self) -> None:
        choice = self.random.choice
        tools = choice([[], [FUNCTION], [SERVER, FUNCTION]])
        heard = choice([None, {"model": "whisper-1"}])
        modalities = choice([["text"], ["audio"]])
        if self.is_v1:
            audio = {"input": {"turn_detection": choice(DETECTION), "transcription": heard}}
            self.client.update(
                type="realtime", tools=tools, output_modalities=modalities, audio=audio
            )
        else:
            self.client.update(
                tools=tools,
                modalities=modalities,
                turn_detection=choice(DETECTION),
                input_audio_transcription=heard,
                output_audio_timestamp_types=choice([[], ["word"]]),
                voice=choice(["alloy", "marin"]),
            )

    def _one_of(self, key: str) -> str:
        """An id of an item that there was, or of none."""
        items = [event["item"] for event in self.client.events if "item" in event]
        return str(self.random.choice([item[key] for item in items if key in item] + ["unknown"]))

    def _item(self, doing: str, **fields: Any) -> None:
        self.client.send(f"conversation.item.{doing}", item_id=self._one_of("id"), **fields)

    def _approve(self, request_id: str) -> None:
        item = {"type": "mcp_approval_response", "approval_request_id": request_id}
        self.client.send("conversation.item.create", item=item | {"approve": True})


@pytest.mark.parametrize("version", [DATED, V1])
@pytest.mark.parametrize("seed", range(len(SCRIPTS)))
def test_every_response_and_item_ends_once(seed: int, version: str) -> None:
    random = Random(seed)

    async def play(client: Client) -> None:
        whim = Whim(client, random, version)
        for _ in range(50):
            whim.act()
            await asyncio.sleep(random.choice([0, 0.1, 1.0]))
        await client.settle()

    client = played(play, SCRIPTS[seed], version, pace=1.0)
    assert client.failures == []
    begun = [event["response"]["id"] for event in client.all("response.created")]
    ended = [event["response"]["id"] for event in client.all("response.done")]
    assert sorted(begun) == sorted(ended) != []
    for kind in ("output_item", "content_part"):
        added = [_item_of(event) for event in client.all(f"response.{kind}.added")]
        assert sorted(added) == sorted(_item_of(e) for e in client.all(f"response.{kind}.done"))
    open_now: set[str] = set()
    for event in client.events:
        if event.type == "response.created":
            open_now.add(event["response"]["id"])
        elif event.type == "response.done":
            open_now.remove(event["response"]["id"])
        elif event.type.startswith("response.") and "response_id" in event:
            assert event["response_id"] in open_now, event


def _item_of(event: Any) -> str:
    return str(event.get("item_id") or event["item"]["id"])


CLASSES = list(ClientEvent.registry().values())


@pytest.mark.parametrize("version", [DATED, V1])
@pytest.mark.parametrize("event", CLASSES, ids=lambda event: event.__name__)
def test_every_event_is_taken(event: type[ClientEvent], version: str) -> None:
    async def play(client: Client) -> None:
        for made in (make(event), make(event, event_id="mine")):
            client.session.receive(made)
            await client.settle()
        client.send("input_audio_buffer.append", audio=b64encode(bytes(96)).decode())
        await client.answer()

    client = played(play, api_version=version)
    assert client.failures == []
    assert client.last("response.done")["response"]["status"] == "completed"
