"""What goes over the wire, to a collector that reads it by the published definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from voicelive_events.otel import trace_recording
from voicelive_events.recording import read_recording

from ..bundled import SAMPLE
from .collector import Collector, collecting
from .telemetry import Telemetry


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with collecting() as server:
        yield server


def value(any_value: Any) -> Any:
    kind = any_value.WhichOneof("value")
    found = getattr(any_value, kind)
    return tuple(map(value, found.values)) if kind == "array_value" else found


def attributes(holder: Any) -> dict[str, Any]:
    return {pair.key: value(pair.value) for pair in holder.attributes}


def test_the_sample_session_over_http(collector: Collector) -> None:
    resource = Resource({"service.name": "weather guide"})
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(f"{collector.url}/v1/traces")
    tracers.add_span_processor(BatchSpanProcessor(exporter))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{collector.url}/v1/metrics"))
    meters = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
    trace_recording(read_recording(SAMPLE), tracer_provider=tracers, meter_provider=meters)
    tracers.shutdown()
    meters.shutdown()

    expected = Telemetry()
    trace_recording(read_recording(SAMPLE), **expected.options)
    [request] = collector.traces
    [of_resource] = request.resource_spans
    assert attributes(of_resource.resource)["service.name"] == "weather guide"
    [of_scope] = of_resource.scope_spans
    assert of_scope.scope.name == "voicelive_events.otel"
    spans = list(of_scope.spans)
    assert [
        (span.name, span.start_time_unix_nano, span.end_time_unix_nano, attributes(span))
        for span in spans
    ] == [
        (span.name, span.start_time, span.end_time, dict(span.attributes or {}))
        for span in expected.spans
    ]
    assert [[event.name for event in span.events] for span in spans] == [
        [event.name for event in span.events] for span in expected.spans
    ]
    assert {span.trace_id for span in spans} == {spans[0].trace_id}
    assert [span.parent_span_id for span in spans] == [spans[-1].span_id] * 4 + [b""]
    assert [len(span.links) for span in spans] == [0, 1, 0, 0, 0]

    metrics = {
        metric.name: metric
        for request in collector.metrics
        for of_resource in request.resource_metrics
        for of_scope in of_resource.scope_metrics
        for metric in of_scope.metrics
    }
    assert set(metrics) == set(expected.measures)
    [point] = metrics["gen_ai.client.inference.duration"].histogram.data_points
    assert (point.count, round(point.sum, 6), point.explicit_bounds[0]) == (3, 2.174, 0.01)
    tokens = metrics["gen_ai.client.inference.usage.input_tokens"].sum
    assert tokens.is_monotonic
    assert {
        attributes(point)["gen_ai.token.modality"]: point.as_int for point in tokens.data_points
    } == {"text": 575, "audio": 92}
    assert metrics["voicelive.audio.input"].unit == "s"
