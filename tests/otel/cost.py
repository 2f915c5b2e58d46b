"""What tracing costs, in microseconds of processor time for each event: a program.

    python -m tests.otel.cost

Each figure is the least of many rounds, for whatever else runs only adds to it. The events are
read before; those of a session come in the order in which they passed, the microphone's included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from voicelive_events import ClientEvent, ClientEventInputAudioBufferAppend, ServerEvent
from voicelive_events.otel import SessionTracer
from voicelive_events.reader import SessionReader
from voicelive_events.recording import read_recording
from voicelive_events.testing import ScriptedSession

from ..bundled import SAMPLE
from ..sessions import session_frames

Event: TypeAlias = ServerEvent | ClientEvent

ROUNDS = 40
PIECE = 0.1
"""Seconds of audio in a frame of the microphone."""


class Tracer(Protocol):
    def received(self, event: Any, time: Any = None, /) -> object: ...
    def close(self) -> object: ...


class Reader:
    """What the reader takes of it, which a program may have beside the tracer."""

    def __init__(self) -> None:
        self._reader = SessionReader()

    def received(self, event: Event, time: Any = None, /) -> None:
        self._reader.feed(event, datetime.now(UTC))

    def close(self) -> None:
        """There is nothing to be closed."""


def one_answer() -> list[Event]:
    """A session of one sentence: few events share what it costs to begin and to end things."""
    session = ScriptedSession().reply("Yes, light rain all day, so take an umbrella with you.")
    return list(session.events)


def sample() -> list[Event]:
    """The sample session: four turns in 13 seconds."""
    return [record.event for record in read_recording(SAMPLE) if record.event is not None]


def long_session() -> list[Event]:
    """A session of 40 turns, and what the microphone sends all the while."""
    return list(_with_microphone())


def _with_microphone() -> Iterator[Event]:
    next_piece = 0.0
    for number, (passed, frame) in enumerate(session_frames(1, turns=40)):
        while next_piece < passed:
            yield ClientEventInputAudioBufferAppend(
                event_id=f"mic_{number}_{next_piece}", audio=bytes(int(48_000 * PIECE))
            )
            next_piece += PIECE
        yield ServerEvent.from_dict(frame)


def tracers() -> dict[str, Callable[[], Tracer]]:
    """What each row is of; the providers are the program's, and serve all of its sessions."""
    unsampled = TracerProvider(ALWAYS_OFF, shutdown_on_exit=False)
    spans, both = TracerProvider(shutdown_on_exit=False), TracerProvider(shutdown_on_exit=False)
    for provider in (spans, both):
        provider.add_span_processor(BatchSpanProcessor(Nowhere()))
    meters = MeterProvider([InMemoryMetricReader()], shutdown_on_exit=False)
    return {
        "nobody listens": SessionTracer,
        "not sampled": lambda: SessionTracer(tracer_provider=unsampled),
        "the reader alone": Reader,
        "spans": lambda: SessionTracer(tracer_provider=spans),
        "spans and metrics": lambda: SessionTracer(tracer_provider=both, meter_provider=meters),
    }


class Nowhere(SpanExporter):
    """Sends nothing: that is another thread's work, and the network's."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS


def microseconds(make: Callable[[], Tracer], events: Sequence[Event], rounds: int) -> float:
    """For each event, of a session from the making of its tracer to its end."""
    best = float("inf")
    for _ in range(rounds):
        start = time.thread_time_ns()
        tracer = make()
        for event in events:
            tracer.received(event)
        tracer.close()
        best = min(best, time.thread_time_ns() - start)
    return best / len(events) / 1000


def main(rounds: int = ROUNDS) -> None:
    sessions = {"one answer": one_answer(), "sample": sample(), "40 turns": long_session()}
    print(
        "| |", " | ".join(f"{name}, {len(each):,} events" for name, each in sessions.items()), "|"
    )
    print("|---" + "|--:" * len(sessions) + "|")
    for name, make in tracers().items():
        figures = (f"{microseconds(make, each, rounds):.2f}" for each in sessions.values())
        print(f"| {name} |", " | ".join(figures), "|")


if __name__ == "__main__":
    main()
