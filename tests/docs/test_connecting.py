"""What the pages say of connecting: the URLs of the versions, and a token in place of a key."""

from __future__ import annotations

import asyncio
import re
import sys
from types import ModuleType
from typing import Any, Self

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from voicelive_events import (
    ClientEventResponseCreate,
    ResponseAudioDeltaEvent,
    ServerEventResponseAudioDelta,
    ServerEventResponseDone,
    ServerEventResponseOutputAudioDelta,
    aiter_events,
)
from voicelive_events.testing.service import StandIn, tones

from .replay import run
from .test_pages import ROOT, blocks

URLS = re.findall(
    r"^wss://RESOURCE\.services\.ai\.azure\.com(/\S+)$",
    (ROOT / "docs" / "versions.md").read_text("utf-8"),
    re.MULTILINE,
)
SCOPE = "https://ai.azure.com/.default"


async def audio_of(path: str) -> set[type[ResponseAudioDeltaEvent]]:
    """The classes of the audio that a session of this URL gets."""
    found: set[type[ResponseAudioDeltaEvent]] = set()
    service = StandIn(["Yes."], pace=0, speak=tones)
    async with service, connect(service.endpoint + path) as websocket:
        await websocket.send(ClientEventResponseCreate().to_json(strict=True))
        async for event in aiter_events(websocket):
            if isinstance(event, ResponseAudioDeltaEvent):
                found.add(type(event))
            if isinstance(event, ServerEventResponseDone):
                break
    return found


def test_each_url_of_the_page_leads_to_its_version() -> None:
    dated, v1 = URLS
    assert run(audio_of(dated)) == {ServerEventResponseAudioDelta}
    assert run(audio_of(v1)) == {ServerEventResponseOutputAudioDelta}


class Token:
    token = "eyJ0"
    expires_on = 2_000_000_000


class Credential:
    """Stands for `DefaultAzureCredential`, which would sign in."""

    asked: list[str]

    def __init__(self) -> None:
        type(self).asked = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def close(self) -> None:
        pass

    async def get_token(self, *scopes: str, **_: Any) -> Token:
        self.asked.extend(scopes)
        return Token()


def test_a_token_takes_the_place_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = ModuleType("azure.identity.aio")
    identity.__dict__["DefaultAzureCredential"] = Credential
    monkeypatch.setitem(sys.modules, "azure", ModuleType("azure"))
    monkeypatch.setitem(sys.modules, "azure.identity", ModuleType("azure.identity"))
    monkeypatch.setitem(sys.modules, "azure.identity.aio", identity)
    [program] = [b for b in blocks(ROOT / "docs/how-to/websockets.md") if b.language == "python"]
    names: dict[str, Any] = {}
    exec(program.text, names)
    assert asyncio.run(names["authorization"]()) == {"Authorization": "Bearer eyJ0"}
    assert Credential.asked == [SCOPE]


def test_the_client_asks_for_the_same_token() -> None:
    aio = pytest.importorskip("azure.ai.voicelive.aio", reason="the extra [dev] brings it")
    said: list[str | None] = []

    async def handler(websocket: ServerConnection) -> None:
        assert websocket.request
        said.append(websocket.request.headers.get("Authorization"))

    async def test() -> None:
        async with serve(handler, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with aio.connect(endpoint=f"ws://127.0.0.1:{port}", credential=Credential()):
                pass

    run(test())
    assert said == ["Bearer eyJ0"]
    assert Credential.asked == [SCOPE]
