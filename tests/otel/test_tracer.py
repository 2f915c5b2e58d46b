"""Tracing while a session runs, and every way in which it may end."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from weakref import ref

import pytest
from opentelemetry import context as contexts
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, Decision, Sampler, SamplingResult
from opentelemetry.trace import get_current_span, set_span_in_context

import voicelive_events.otel
from voicelive_events import ClientEventResponseCreate, ServerEvent
from voicelive_events._recent import SESSIONS
from voicelive_events.otel import SessionTracer, trace_recording
from voicelive_events.otel._instruments import Total
from voicelive_events.recording import Closed, Record, Recorder, read_recording
from voicelive_events.testing import ScriptedSession

from .telemetry import START, Telemetry, after, failure, feed, opened, seconds, timed
from .test_spans import CALL, audio, began, created, done, item_done

OPEN = [began(), created(1.0), audio(1.5), item_done(2.0, CALL)]
"""A session with a response and a call under way."""


def ending(telemetry: Telemetry) -> list[tuple[str, object, object]]:
    """Of each span that was ended: its name, how its session ended, and its error."""
    return [
        (span.name, (span.attributes or {}).get("voicelive.session.end_reason"), failure(span))
        for span in telemetry.spans
    ]


def ended(reason: str, error: str | None) -> list[tuple[str, object, object]]:
    unfinished = error or "unfinished"
    return [
        ("execute_tool get_weather", None, unfinished),
        ("chat gpt-realtime", None, unfinished),
        ("voicelive.session", reason, error),
    ]


def test_it_is_closed() -> None:
    telemetry = Telemetry()
    tracer = feed(telemetry.tracer(), OPEN)
    tracer.close(time=after(9))
    assert ending(telemetry) == ended("closed", None)
    assert [seconds(span)[1] for span in telemetry.spans] == [9.0] * 3
    tracer.close()
    tracer.closed(1000)
    feed(tracer, OPEN)
    assert len(telemetry.spans) == 3  # nothing is traced any more
    assert telemetry.measure("voicelive.session.duration") == [9.0]


def test_the_program_fails() -> None:
    telemetry = Telemetry()
    with suppress(ConnectionError), telemetry.tracer() as tracer:
        feed(tracer, OPEN)
        raise ConnectionError("gone, and api-key=secret-1 with it")
    assert ending(telemetry) == ended("error", "ConnectionError")
    [(_, _, attributes)] = telemetry.measures["voicelive.session.duration"]
    assert attributes["error.type"] == "ConnectionError"
    assert "secret-1" not in "".join(span.to_json() for span in telemetry.spans)


def test_a_connection_that_fails_before_the_first_event() -> None:
    telemetry = Telemetry()
    with pytest.raises(TimeoutError), telemetry.tracer():
        raise TimeoutError
    assert ending(telemetry) == [("voicelive.session", "error", "TimeoutError")]


def test_nothing_ever_came() -> None:
    telemetry = Telemetry()
    with telemetry.tracer() as tracer:
        tracer.closed(1006)
    tracer.close(TimeoutError())
    assert telemetry.spans == []


@pytest.mark.parametrize("error", [asyncio.CancelledError, SystemExit, GeneratorExit])
def test_a_task_or_a_program_that_ends_has_not_failed(error: type[BaseException]) -> None:
    telemetry = Telemetry()
    with suppress(error), telemetry.tracer() as tracer:
        feed(tracer, OPEN)
        raise error
    assert ending(telemetry) == ended("closed", None)
    with suppress(error), telemetry.tracer():
        raise error
    assert len(telemetry.spans) == 3


@pytest.mark.parametrize("code", [None, 1000, 1001, 1005])
def test_the_connection_ends_as_it_should(code: int | None) -> None:
    telemetry = Telemetry()
    feed(telemetry.tracer(), OPEN).closed(code, "bye", after(9))
    assert ending(telemetry) == ended("closed", None)
    said = telemetry.spans[-1].attributes or {}
    assert said.get("voicelive.session.close_code") == code


@pytest.mark.parametrize("code", [1006, 1011, 4000])
def test_the_connection_is_lost(code: int) -> None:
    telemetry = Telemetry()
    tracer = feed(telemetry.tracer(), OPEN)
    tracer.closed(code, "a reason that tells of people", after(9))
    assert ending(telemetry) == ended("lost", str(code))
    assert "people" not in "".join(span.to_json() for span in telemetry.spans)
    feed(tracer, [began(10)])  # it has connected once more
    tracer.close()
    assert ending(telemetry)[3:] == [("voicelive.session", "closed", None)]


def test_the_program_fails_by_a_connection_that_is_lost() -> None:
    """One session ends once, as the connection tells."""
    telemetry = Telemetry()
    with suppress(ConnectionError), telemetry.tracer() as tracer:
        feed(tracer, OPEN).closed(1006)
        raise ConnectionError
    assert ending(telemetry) == ended("lost", "1006")


def test_the_tracer_is_lost() -> None:
    telemetry = Telemetry()
    tracer = feed(telemetry.tracer(), OPEN)
    del tracer
    gc.collect()
    telemetry.tracer()
    assert ending(telemetry) == ended("abandoned", None)


class Locked(SpanProcessor):
    """Holds a lock of its own, as parts of the SDK do, where rubbish may be collected."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ended: list[str] = []

    def on_start(self, span: Span, parent_context: Any = None) -> None:
        with self.lock:
            gc.collect()

    def on_end(self, span: ReadableSpan) -> None:
        assert self.lock.acquire(timeout=1)
        self.ended.append(span.name)
        self.lock.release()


def test_the_tracer_is_lost_where_the_sdk_holds_a_lock() -> None:
    provider, locked = TracerProvider(shutdown_on_exit=False), Locked()
    provider.add_span_processor(locked)
    tracer = SessionTracer(tracer_provider=provider)
    tracer.received(FRAMES["text"])
    cycle: list[Any] = [tracer]
    cycle.append(cycle)
    del tracer, cycle
    with SessionTracer(tracer_provider=provider) as another:
        another.received(FRAMES["text"])
    SessionTracer(tracer_provider=provider)
    assert locked.ended == ["voicelive.session"] * 2


ABANDONED = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from voicelive_events.otel import SessionTracer

kept = []
for _ in range(2):
    provider = TracerProvider()
    show = lambda span: f"{span.name} {span.attributes.get('voicelive.session.end_reason')}\\n"
    provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(formatter=show)))
    tracer = SessionTracer(tracer_provider=provider)
    tracer.received('{"type": "session.created", "session": {"id": "sess_1"}}')
    kept.append(tracer)
"""


def test_the_program_ends() -> None:
    """Before its providers do, however many it made."""
    shown = subprocess.run(
        [sys.executable, "-c", ABANDONED], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "voicelive.session abandoned\n" * 2
    assert shown.stderr == ""


def test_now_is_when_it_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that does not step back, from when the tracer was made."""
    ticks = count(100)
    monkeypatch.setattr("time.time", lambda: START.timestamp() + 100)
    monkeypatch.setattr("time.monotonic", lambda: float(next(ticks)))
    telemetry = Telemetry()
    with telemetry.tracer() as tracer:
        monkeypatch.setattr("time.time", lambda: 0.0)
        for frame in OPEN[:3]:
            tracer.received(opened({k: v for k, v in frame.items() if k != "at"}))
    assert [seconds(span) for span in telemetry.spans] == [(103.0, 105.0), (102.0, 105.0)]


@pytest.mark.parametrize("first", [True, False])
def test_a_time_has_a_zone(first: bool) -> None:
    """One without is refused, and changes nothing."""
    telemetry, naive = Telemetry(), datetime(2026, 11, 29)
    tracer = feed(telemetry.tracer(), [] if first else OPEN[:1])
    stopped = {"type": "input_audio_buffer.speech_stopped", "item_id": "u"}
    calls: list[Callable[[], None]] = [
        lambda: tracer.received(stopped, naive),
        lambda: tracer.sent({"type": "response.create"}, naive),
        lambda: tracer.closed(1006, time=naive),
        lambda: tracer.close(time=naive),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="expected an aware datetime, got a naive one"):
            call()
    feed(tracer, [created(1.0), audio(2.0)]).close(time=after(3.0))
    assert [seconds(span)[1] for span in telemetry.spans] == [3.0, 3.0]
    assert (telemetry.spans[-1].attributes or {})["voicelive.session.user_turns"] == 0


FRAMES: dict[str, Any] = {
    "text": '{"type": "session.created", "session": {"id": "sess_1"}}',
    "bytes": b'{"type": "session.created", "session": {"id": "sess_1"}}',
    "a view": memoryview(b'{"type": "session.created", "session": {"id": "sess_1"}}'),
    "a mapping": {"type": "session.created", "session": {"id": "sess_1"}},
    "an event": ServerEvent.from_dict({"type": "session.created", "session": {"id": "sess_1"}}),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_frames_are_read(frame: Any) -> None:
    telemetry = Telemetry()
    with telemetry.tracer() as tracer:
        tracer.received(frame)
        tracer.sent('{"type": "response.create"}')
        tracer.received("no event at all")
        tracer.sent(b"\xff")
    [span] = telemetry.spans
    assert (span.attributes or {})["voicelive.session.id"] == "sess_1"


class Connection:
    """A connection of which ten frames can be had."""

    def __init__(self, frames: list[str]) -> None:
        self.frames = frames
        self.sent: list[str] = []
        self.close_code, self.close_reason = 1011, "an error"

    def send(self, frame: str) -> None:
        self.sent.append(frame)

    def __iter__(self) -> Any:
        return iter(self.frames)


def test_a_connection_is_wrapped_beside_a_recorder(tmp_path: Path) -> None:
    telemetry, path = Telemetry(), tmp_path / "session.jsonl"
    session = ScriptedSession().spoken_turn("Is it raining?", "Yes.")
    connection = Connection([event.to_json() for event in session.events])
    with Recorder(path) as recorder, telemetry.tracer() as tracer:
        wrapped = tracer.wrap(recorder.wrap(connection))
        wrapped.send(ClientEventResponseCreate().to_json())
        assert list(wrapped) == connection.frames
    assert connection.sent == ['{"type":"response.create"}']
    assert len(list(read_recording(path))) == len(session.events) + 2
    assert [(name.split()[0], *rest) for name, *rest in ending(telemetry)] == [
        ("chat", None, None),
        ("voicelive.session", "lost", "1011"),
    ]
    again = Telemetry()
    trace_recording(read_recording(path), **again.options)
    assert ending(again) == ending(telemetry)


def test_a_recording_of_several_sessions() -> None:
    records = [
        Record(event=event, direction="received", time=after(n), session=session)
        for n, event in enumerate(ScriptedSession().reply("Hello.").events)
        for session in ("a", "b")
    ]
    records.append(Record(closed=Closed(1006), time=after(100), session="b"))
    records.append(Record(closed=Closed(1000), time=after(101), session="nobody"))
    telemetry = Telemetry()
    trace_recording(records, **telemetry.options)
    told = [(name.split()[0], reason) for name, reason, _ in ending(telemetry)]
    assert sorted(told, key=str) == [
        ("chat", None),
        ("chat", None),
        ("voicelive.session", "lost"),
        ("voicelive.session", "unknown"),
    ]


def test_records_that_cannot_be_read_to_their_end() -> None:
    def records() -> Iterator[Record]:
        yield from (Record(event=event, time=time) for event, time in timed(OPEN))
        raise OSError("the disk is gone")

    telemetry = Telemetry()
    with pytest.raises(OSError, match="gone"):
        trace_recording(records(), **telemetry.options)
    assert seconds(telemetry.span("voicelive.session")) == (0.0, 2.0)
    assert ending(telemetry) == ended("unknown", None)


@pytest.mark.parametrize(
    ("times", "spans", "duration"),
    [
        ((5, None, 7, None), [(5, 7), (5, 7)], [2]),
        ((None, None, 5, 7), [(5, 7), (5, 7)], []),
        ((None, 5, None, 7), [(5, 7), (5, 7)], []),
        ((None, None, None, 7), [(7, 7), (7, 7)], []),
        ((5, 6, None, None), [(6, 6), (5, 6)], [1]),
    ],
)
def test_records_without_a_time(
    times: tuple[int | None, ...], spans: list[tuple[int, int]], duration: list[int]
) -> None:
    """They take that of the one before, and the first ones that of the first which has one."""
    events = [began(), created(0), audio(0), done(0)]
    records = [
        Record(event=event, time=None if time is None else after(time), session=key)
        for (event, _), time in zip(timed(events), times, strict=True)
        for key in ("a", None)
    ]
    telemetry = Telemetry()
    trace_recording(records, **telemetry.options)
    assert sorted(map(seconds, telemetry.spans)) == sorted(spans * 2)
    assert telemetry.measure("voicelive.session.duration") == [2 * each for each in duration]
    is_measured = None not in (times[1], times[3])
    assert telemetry.measure("gen_ai.client.inference.duration") == ([4] if is_measured else [])


def test_a_recording_without_times_is_of_now() -> None:
    """So is one in which the first time comes after more than can wait for it."""
    untimed = [Record(event=event) for event, _ in timed([began(), created(0), audio(0)])]
    more = Record(event=opened({"type": "response.create"}))
    for records in (untimed, [*untimed, *[more] * 1000, replace(more, time=START)]):
        telemetry, before = Telemetry(), datetime.now(UTC)
        trace_recording(records, **telemetry.options)
        [time] = {time for span in telemetry.spans for time in seconds(span)}
        assert (before - START).total_seconds() - 0.001 <= time
        assert time <= (datetime.now(UTC) - START).total_seconds() + 0.001
        assert not [name for name in telemetry.measures if "duration" in name or "time_" in name]


def test_an_archive_of_many_sessions() -> None:
    """The one that was silent longest is let go, so that memory stays flat."""
    [(event, _)] = timed(OPEN[:1])
    records = [Record(event=event, time=after(n), session=str(n)) for n in range(SESSIONS + 6)]
    last = Record(closed=Closed(1006), time=after(9000), session="6")
    telemetry = Telemetry()
    trace_recording([*records, last], **telemetry.options)
    reasons = [reason for _, reason, _ in ending(telemetry)]
    ends = [seconds(span)[1] for span in telemetry.spans]
    assert ends[:7] == [0, 1, 2, 3, 4, 5, 9000]
    assert reasons == [*["unknown"] * 6, "lost", *["unknown"] * (SESSIONS - 1)]


def test_threads_may_share_it() -> None:
    telemetry = Telemetry()
    with telemetry.tracer() as tracer:
        feed(tracer, OPEN[:1])

        def speak() -> None:
            for _ in range(300):
                tracer.sent({"type": "input_audio_buffer.append", "audio": "AAAA" * 16})

        def answer(name: str) -> None:
            for number in range(50):
                response = {"id": f"{name}_{number}", "status": "completed"}
                tracer.received({"type": "response.created", "response": response})
                tracer.received({"type": "response.done", "response": response})

        threads = [Thread(target=speak), Thread(target=speak)]
        threads += [Thread(target=answer, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    said = telemetry.span("voicelive.session").attributes or {}
    assert said["voicelive.session.responses"] == 100
    assert said["voicelive.audio.input"] == 0.6
    assert len(telemetry.spans) == 101


# Context.


def test_the_session_belongs_to_what_is_current() -> None:
    telemetry = Telemetry()
    request = telemetry.tracer_provider.get_tracer("app").start_span("request")
    with telemetry.tracer() as tracer:
        feed(tracer, [began()])
    token = contexts.attach(set_span_in_context(request))
    try:
        with telemetry.tracer() as tracer:
            feed(tracer, [began()])
    finally:
        contexts.detach(token)
    given = SessionTracer(**telemetry.options, context=set_span_in_context(request))
    feed(given, [began()]).close()
    request.end()
    parents = [span.parent and span.parent.span_id for span in telemetry.spans]
    of_request = request.get_span_context().span_id
    assert parents == [None, of_request, of_request, None]


def test_what_the_program_does_is_shown_in_the_session() -> None:
    telemetry = Telemetry()
    app = telemetry.tracer_provider.get_tracer("app")
    tracer = telemetry.tracer()
    assert tracer.context() == contexts.get_current()
    feed(tracer, OPEN)
    for call in (None, "call_1", "call_2"):
        app.start_span(f"of {call}", tracer.context(call)).end()
    tracer.close()
    ids = {span.name: span.context and span.context.span_id for span in telemetry.spans}
    parents = {span.name: span.parent and span.parent.span_id for span in telemetry.spans}
    assert parents["of None"] == parents["of call_2"] == ids["voicelive.session"]
    assert parents["of call_1"] == ids["execute_tool get_weather"]


def test_attributes_of_the_caller() -> None:
    """On every span; what is measured has the server's alone, for it must not have many values."""
    own: dict[str, Any] = {
        "enduser.id": "u_1",
        "tags": ("new",),
        "server.address": "a.example",
        "server.port": 443,
    }
    telemetry = Telemetry(attributes=own)
    feed(telemetry.tracer(), OPEN).close(time=after(3))
    said = [span.attributes or {} for span in telemetry.spans]
    assert [{name: each[name] for name in own} for each in said] == [own] * 3
    measured = {
        name: attributes
        for name, series in telemetry.measures.items()
        for _, _, attributes in series
        if name != "gen_ai.execute_tool.duration"
    }
    assert len(measured) > 5
    assert {each.get("server.address") for each in measured.values()} == {"a.example"}
    assert {each.get("server.port") for each in measured.values()} == {443}
    assert not [each for each in measured.values() if "enduser.id" in each]


# Nobody listens.


def never(*_: Any) -> Any:
    raise AssertionError("it was looked at")


def unsampled() -> SessionTracer:
    return SessionTracer(tracer_provider=TracerProvider(ALWAYS_OFF, shutdown_on_exit=False))


@pytest.mark.parametrize("make", [SessionTracer, unsampled])
def test_nothing_is_done_where_nobody_listens(
    make: Callable[[], SessionTracer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelive_events.otel._spans.SessionSpans.feed", never)
    with make() as tracer:
        feed(tracer, OPEN)
        tracer.sent("not even read")
        tracer.closed(1006)


def test_nothing_is_made_where_no_sdk_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicelive_events.otel._tracer.SessionSpans", never)
    with suppress(ConnectionError), SessionTracer() as tracer:
        feed(tracer, OPEN).closed(1006)
        feed(tracer, OPEN)
        raise ConnectionError


class EverySecond(Sampler):
    """Drops the first trace, and every second after it."""

    def __init__(self) -> None:
        self.asked = 0

    def should_sample(self, parent_context: Any, *_: Any, **__: Any) -> SamplingResult:
        parent = get_current_span(parent_context).get_span_context()
        self.asked += not parent.is_valid
        is_sampled = parent.trace_flags.sampled if parent.is_valid else self.asked % 2 == 0
        return SamplingResult(Decision.RECORD_AND_SAMPLE if is_sampled else Decision.DROP)

    def get_description(self) -> str:
        return "every second"


def test_each_session_is_sampled_by_itself() -> None:
    telemetry = Telemetry()
    provider = TracerProvider(EverySecond(), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(telemetry.exporter))
    tracer = SessionTracer(tracer_provider=provider)
    for _ in range(4):
        feed(tracer, OPEN[:2]).closed(1000)
    names = [span.name for span in telemetry.exporter.get_finished_spans()]
    assert names == ["chat gpt-realtime", "voicelive.session"] * 2


def test_measures_without_spans() -> None:
    telemetry = Telemetry()
    telemetry.options["tracer_provider"] = TracerProvider(ALWAYS_OFF, shutdown_on_exit=False)
    feed(telemetry.tracer(), OPEN).close(time=after(9))
    assert telemetry.spans == []
    assert telemetry.measure("gen_ai.client.inference.duration") == [8.0]


def test_spans_without_measures() -> None:
    telemetry = Telemetry()
    del telemetry.options["meter_provider"]
    feed(telemetry.tracer(), OPEN).close(time=after(9))
    assert ending(telemetry) == ended("closed", None)
    assert telemetry.measures == {}


def test_the_instruments_have_the_name_of_the_package() -> None:
    telemetry = Telemetry()
    feed(telemetry.tracer(), [began()]).close()
    [span] = telemetry.spans
    assert span.instrumentation_scope is not None
    assert span.instrumentation_scope.name == voicelive_events.otel.__name__
    assert span.instrumentation_scope.version == voicelive_events.__version__


def test_what_is_no_address_is_not_measured_by() -> None:
    telemetry = Telemetry(attributes={"server.address": ["a", "b"], "server.port": None})
    feed(telemetry.tracer(), [*OPEN, done(3.0)]).close(time=after(4))
    assert telemetry.measure("voicelive.audio.output", server_address=None, server_port=None)
    assert (telemetry.spans[0].attributes or {})["server.address"] == ("a", "b")


def test_sessions_share_the_instruments_of_a_provider() -> None:
    """Which lives no longer by it."""
    telemetry = Telemetry()
    for _ in range(3):
        feed(telemetry.tracer(), OPEN).close(time=after(9))
    assert telemetry.measure("voicelive.audio.output") == [0.3]
    provider = ref(telemetry.meter_provider)
    del telemetry
    gc.collect()
    assert provider() is None


def test_a_counter_keeps_as_many_series_as_the_sdk_does() -> None:
    telemetry = Telemetry()
    total = Total(telemetry.meter_provider.get_meter("test"), "total", "1", "All that came.")
    for number in range(2100):
        total.add(1, {"model": str(number)})
    total.add(1, {"model": "0"})
    assert len(total._sums) == 2001
    assert telemetry.measure("total", model="0") == [2]
    assert sum(telemetry.measure("total")) == 2101


def test_the_providers_of_the_program() -> None:
    """Set before the tracer is made, they need not be named."""
    code = """
import opentelemetry.trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from voicelive_events.otel import SessionTracer

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(formatter=lambda s: s.name)))
opentelemetry.trace.set_tracer_provider(provider)
with SessionTracer() as tracer:
    tracer.received('{"type": "session.created", "session": {}}')
"""
    environment = {**os.environ, "OTEL_SDK_DISABLED": "false"}
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert shown.stdout == "voicelive.session"
