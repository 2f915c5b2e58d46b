"""What a session gives, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.otel import SessionTracer

Frame: TypeAlias = dict[str, Any]
Event: TypeAlias = ServerEvent | ClientEvent

START = datetime(2026, 11, 29, 12, tzinfo=UTC)
_CLIENTS = {*ClientEvent.registry()}


class _Started(SpanProcessor):
    def __init__(self) -> None:
        self.count = 0

    def on_start(self, span: Span, parent_context: Any = None) -> None:
        self.count += 1


class Telemetry:
    """A provider of each kind, and what was told them. Options are the tracers'."""

    def __init__(self, **options: Any) -> None:
        self.exporter = InMemorySpanExporter()
        self.started = _Started()
        self.tracer_provider = TracerProvider(shutdown_on_exit=False)
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer_provider.add_span_processor(self.started)
        self.reader = InMemoryMetricReader()
        self.meter_provider = MeterProvider([self.reader], shutdown_on_exit=False)
        self.options = {
            "tracer_provider": self.tracer_provider,
            "meter_provider": self.meter_provider,
            **options,
        }

    def tracer(self) -> SessionTracer:
        return SessionTracer(**self.options)

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that have ended, which are all that were started."""
        found = list(self.exporter.get_finished_spans())
        assert len(found) == self.started.count
        return found

    def span(self, start: str) -> ReadableSpan:
        """The one whose name begins so."""
        [found] = [each for each in self.spans if each.name.startswith(start)]
        return found

    @property
    def measures(self) -> dict[str, list[tuple[float, int, dict[str, Any]]]]:
        """By name, of each series: the sum, the number of measurements, and its attributes."""
        found: dict[str, list[tuple[float, int, dict[str, Any]]]] = {}
        data = self.reader.get_metrics_data()
        for metric in _metrics(data):
            for point in metric.data.data_points:
                is_histogram = isinstance(point, HistogramDataPoint)
                sum_, count = (point.sum, point.count) if is_histogram else (point.value, 1)
                series = sum_, count, dict(point.attributes or {})
                found.setdefault(metric.name, []).append(series)
        return found

    def measure(self, name: str, **attributes: Any) -> list[float]:
        """The sums of the series *name*, or of those that have *attributes*, `_` for a point."""
        wanted = {key.replace("_", "."): value for key, value in attributes.items()}
        return [
            round(sum_, 6)
            for sum_, _, has in self.measures.get(name, [])
            if all(has.get(key) == value for key, value in wanted.items())
        ]


def _metrics(data: Any) -> Iterator[Any]:
    for resource in data.resource_metrics if data is not None else ():
        for scope in resource.scope_metrics:
            yield from scope.metrics


def opened(frame: Frame) -> Event:
    """The event that *frame* is: no type is both directions'."""
    family = ClientEvent if frame["type"] in _CLIENTS else ServerEvent
    return family.from_dict(frame)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def timed(frames: Iterable[Frame]) -> Iterator[tuple[Event, datetime]]:
    """The events of *frames*, each of which has its seconds under `at`."""
    for frame in frames:
        yield opened({key: frame[key] for key in frame if key != "at"}), after(frame["at"])


def feed(tracer: SessionTracer, frames: Iterable[Frame]) -> SessionTracer:
    for event, time in timed(frames):
        if isinstance(event, ClientEvent):
            tracer.sent(event, time)
        else:
            tracer.received(event, time)
    return tracer


def trace(*frames: Frame, end: float | None = None, **options: Any) -> Telemetry:
    """What a session with *frames* gives, closed *end* seconds after it began, or with the last."""
    telemetry = Telemetry(**options)
    tracer = feed(telemetry.tracer(), frames)
    tracer.close(time=after(frames[-1]["at"] if end is None else end))
    return telemetry


def seconds(span: ReadableSpan) -> tuple[float, float]:
    """When *span* began and ended."""
    start = START.timestamp()
    assert span.start_time is not None
    assert span.end_time is not None
    return tuple(round(each / 1e9 - start, 3) for each in (span.start_time, span.end_time))  # type: ignore[return-value]  # of two


def failure(span: ReadableSpan) -> object:
    """The error of *span*, if it has one."""
    said = (span.attributes or {}).get("error.type")
    assert (span.status.status_code == StatusCode.ERROR) == (said is not None)
    return said


def events(span: ReadableSpan, name: str) -> list[Mapping[str, Any]]:
    return [dict(event.attributes or {}) for event in span.events if event.name == name]
