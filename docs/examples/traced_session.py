"""Ask for one answer, and send traces and metrics of the session to a collector.

    VOICELIVE_ENDPOINT=wss://RESOURCE.services.ai.azure.com VOICELIVE_API_KEY=... \\
        OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 python traced_session.py
"""

import asyncio
import json
import os
import sys

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from voicelive_events import (
    ClientEventResponseCreate,
    ResponseAudioTranscriptDoneEvent,
    ResponseStatus,
    ResponseTextDoneEvent,
    ServerEventError,
    ServerEventResponseDone,
    aiter_events,
)
from voicelive_events.otel import SessionTracer

PATH = "/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime"
MAX_FRAME = 16 * 2**20  # bytes


def set_up() -> None:
    """Send to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names; what is left, at the end."""
    tracers = TracerProvider()
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(tracers)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    metrics.set_meter_provider(MeterProvider([reader]))


async def talk(url: str, key: str) -> None:
    headers = {"api-key": key}
    with SessionTracer(attributes={"enduser.id": "user-17"}) as tracer:
        async with connect(url, additional_headers=headers, max_size=MAX_FRAME) as connection:
            connection = tracer.wrap(connection)  # the one line that traces
            await connection.send(ClientEventResponseCreate().to_json(strict=True))
            async for event in aiter_events(connection):
                match event:
                    case ResponseAudioTranscriptDoneEvent():
                        print(event.transcript)
                    case ResponseTextDoneEvent():  # of a session that writes
                        print(event.text)
                    case ServerEventError():
                        sys.exit(event.error.message)
                    case ServerEventResponseDone():
                        response = event.response
                        if response.status != ResponseStatus.COMPLETED:
                            why = json.dumps(response.get("status_details"))
                            sys.exit(f"the response is {response.status}: {why}")
                        return
                    case _:
                        pass


def setting(name: str) -> str:
    return os.environ.get(name) or sys.exit(f"{name} is not set")


if __name__ == "__main__":
    url, key = setting("VOICELIVE_ENDPOINT") + PATH, setting("VOICELIVE_API_KEY")
    set_up()
    try:
        asyncio.run(talk(url, key))
    except (OSError, WebSocketException) as error:
        sys.exit(f"failed: {error}")
