"""One session of the official client, traced by itself and by us: what both say, as JSON.

A program of its own, for the official instrumentation knows only the process's own providers.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

import opentelemetry.metrics
import opentelemetry.trace
from azure.ai.voicelive.aio import ConnectionClosed, connect
from azure.ai.voicelive.telemetry import VoiceLiveInstrumentor
from azure.core.credentials import AzureKeyCredential
from azure.core.settings import settings
from opentelemetry.sdk.trace import ReadableSpan

from voicelive_events import (
    ClientEventConversationItemCreate,
    ClientEventInputAudioBufferAppend,
    ClientEventResponseCreate,
    FunctionCallOutputItem,
)

from ..docs.replay import SESSION, Replay
from .telemetry import Telemetry

SENT = (
    ClientEventResponseCreate(),
    ClientEventInputAudioBufferAppend(audio=bytes(4800)),
    ClientEventConversationItemCreate(
        item=FunctionCallOutputItem(call_id="call_weather_1", output="light rain")
    ),
)


async def session(ours: Telemetry) -> None:
    """The service's side of the sample session, to a client that sends a little."""
    async with Replay.of(SESSION) as replay:
        endpoint = f"http://127.0.0.1:{replay.port}"
        with ours.tracer() as tracer:
            async with connect(
                endpoint=endpoint, credential=AzureKeyCredential("key"), model="gpt-4.1"
            ) as client:
                connection = tracer.wrap(client)
                for event in SENT[:2]:
                    await connection.send(event)
                for frame in SESSION:
                    await connection.recv()
                    if json.loads(frame)["type"] == "response.done":
                        await connection.send(SENT[2])
                try:
                    await connection.recv()
                except ConnectionClosed:
                    return


def told(telemetry: Telemetry) -> dict[str, Any]:
    spans = telemetry.exporter.get_finished_spans()
    return {
        "spans": Counter(span.name for span in spans),
        "attributes": {span.name: plain(span.attributes) for span in reversed(spans)},
        "errors": [span.name for span in spans if not span.status.is_ok],
        "events": Counter(event.name for span in spans for event in span.events),
        "parents": Counter(map(parent_of(spans), spans)),
        "measures": telemetry.measures,
    }


def plain(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: attributes[name] for name in sorted(attributes)} if attributes else {}


def parent_of(spans: tuple[ReadableSpan, ...]) -> Any:
    names = {span.context.span_id: span.name for span in spans if span.context}
    return lambda span: names.get(span.parent.span_id, "?") if span.parent else ""


def main() -> None:
    os.environ["AZURE_EXPERIMENTAL_ENABLE_GENAI_TRACING"] = "true"
    settings.tracing_implementation = "opentelemetry"
    official, ours = Telemetry(), Telemetry()
    opentelemetry.trace.set_tracer_provider(official.tracer_provider)
    opentelemetry.metrics.set_meter_provider(official.meter_provider)
    VoiceLiveInstrumentor().instrument()
    asyncio.run(session(ours))
    print(json.dumps({"official": told(official), "ours": told(ours)}, indent=1))


if __name__ == "__main__":
    main()
