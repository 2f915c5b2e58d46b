"""Traces say of any log what the other tools say of it, and never fail by it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.metrics import SessionMeter
from voicelive_events.otel import trace_recording
from voicelive_events.testing import ScriptedSession

from ..figures import opened, records
from ..hostile import mutated
from ..test_figures import CASE_FRAMES, CASES, LOGS, any_log, sample
from ..test_recordings import OPENAI, VOICE_LIVE
from .telemetry import Telemetry, events

SAMPLE = sample()
Timed = tuple[ServerEvent | ClientEvent, datetime | None]


class Told(NamedTuple):
    """What is said of all sessions of a log."""

    turns: int
    responses: int
    interruptions: int
    calls: int
    tokens: tuple[int, int, int]
    """Read, from the cache, and produced."""


def by_traces(log: Iterable[Timed]) -> Told:
    """After it was seen that spans and measurements agree and can be sent, and that each span was
    ended."""
    telemetry = Telemetry(content=True)
    trace_recording(records(log), **telemetry.options)
    sessions, chats, tools = (
        [span for span in telemetry.spans if span.name.startswith(start)]
        for start in ("voicelive.session", "chat", "execute_tool")
    )
    assert len(sessions) + len(chats) + len(tools) == len(telemetry.spans)
    assert all((s.end_time or 0) >= (s.start_time or 0) > 0 for s in telemetry.spans)
    encode_spans(telemetry.spans).SerializeToString()
    data = telemetry.reader.get_metrics_data()
    if data is not None:
        encode_metrics(data).SerializeToString()

    def total(name: str) -> int:
        return sum(count(span.attributes, f"voicelive.session.{name}") for span in sessions)

    def tokens(kind: str) -> int:
        said = sum(count(span.attributes, f"gen_ai.usage.{kind}_tokens") for span in chats)
        assert said == sum(telemetry.measure(f"gen_ai.client.inference.usage.{kind}_tokens"))
        return said

    named = [event for span in sessions for event in events(span, "voicelive.interruption")]
    turns = [event for span in sessions for event in events(span, "voicelive.user_turn")]
    assert len(named) == total("interruptions") == sum(telemetry.measure("voicelive.interruptions"))
    assert len(turns) == total("user_turns")
    assert len(tools) == total("tool_calls")
    assert len(chats) >= total("responses")
    return Told(
        total("user_turns"),
        total("responses"),
        total("interruptions"),
        total("tool_calls"),
        (tokens("input"), tokens("cache_read.input"), tokens("output")),
    )


def count(attributes: Any, name: str) -> int:
    value = (attributes or {}).get(name, 0)
    assert type(value) is int
    return value


def by_meter(log: Iterable[Timed]) -> Told:
    meter = SessionMeter()
    for event, time in log:
        meter.feed(event, time)
    return Told(
        meter.user_turns,
        meter.responses.total(),
        meter.interruptions,
        meter.tool_calls,
        (meter.tokens["input"], meter.tokens["cached"], meter.tokens["output"]),
    )


@pytest.mark.parametrize("frames", CASE_FRAMES, ids=CASES)
def test_figures(frames: list[Any]) -> None:
    log = opened(frames)
    assert by_traces(log) == by_meter(log)


def test_situations() -> None:
    session = (
        ScriptedSession()
        .spoken_turn("Is it raining?", "Yes, it is.")
        .interruption("It will rain all day, and tomorrow too.", "Stop.")
        .tool_call("get_weather", {"city": "Bergen"}, output="rain")
        .tool_call("get_weather", {"city": "Oslo"})
        .error("No more.", code="rate_limit")
    )
    log: list[Timed] = [(event, None) for event in session.events]
    told = by_traces(log)
    assert told == by_meter(log)
    assert told[:4] == (2, 4, 1, 2)


@pytest.mark.parametrize("name", [*VOICE_LIVE, *OPENAI])
def test_recordings(recordings: Path, name: str) -> None:
    frames = [
        json.loads(line)
        for folder in (recordings / "sent", recordings)
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    log = opened(frames)
    told = by_traces(log)
    assert told == by_meter(log)
    assert (told.turns, told.calls) == (1, 1 if "tool" in name else 0)
    assert told.responses >= 1
    assert min(told.tokens[0], told.tokens[2]) > 0


@any_log
@given(st.sampled_from(LOGS), st.randoms(use_true_random=False))
def test_a_damaged_log(frames: list[Any], random: Random) -> None:
    """Some events are lost, come twice, or in another order."""
    damaged = [frame for frame in frames for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
    for _ in range(random.randrange(6) if damaged else 0):
        one, other = random.randrange(len(damaged)), random.randrange(len(damaged))
        damaged[one], damaged[other] = damaged[other], damaged[one]
    log = opened(damaged)
    assert by_traces(log) == by_meter(log)


@settings(any_log, max_examples=25)
@given(st.data())
def test_hostile_events(data: Any) -> None:
    """Whatever three events of a session hold."""
    log: list[Timed] = list(opened(SAMPLE))
    for _ in range(3):
        place = data.draw(st.integers(0, len(log) - 1))
        event, time = log[place]
        payload = data.draw(mutated(event.as_dict()))
        if isinstance(payload, dict) and isinstance(payload.get("type"), str):
            family = ServerEvent if isinstance(event, ServerEvent) else ClientEvent
            log[place] = family.from_dict(payload), time
    by_traces(log)
