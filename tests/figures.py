"""The figures of a session, by every tool that shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

import pytest

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.summary import Summary
from voicelive_events._logs.timeline.lanes import Timeline
from voicelive_events._logs.timeline.reading import read_timeline
from voicelive_events._logs.wording import Wording
from voicelive_events.archive import LoggedEvent
from voicelive_events.assembly import AssembledConversation
from voicelive_events.metrics import SessionMeter, session_metrics
from voicelive_events.reader import Interruption
from voicelive_events.recording import Record

from .condensed import condensed

Frame: TypeAlias = dict[str, Any]

CLIENTS = {*ClientEvent.registry()}


class Figures(NamedTuple):
    """What all tools say of a session."""

    turns: int
    responses: dict[str, int]
    interruptions: int
    latencies: list[float]
    calls: list[str]
    """Each with the name of what was called."""
    tokens: tuple[int, int, int]
    """Read, from the cache, and produced."""
    errors: int
    audio_s: float
    """Audio that was received."""
    history: list[str]
    """Ids of what is in the conversation."""


def event_of(frame: Frame) -> ServerEvent | ClientEvent:
    return (ClientEvent if frame["type"] in CLIENTS else ServerEvent).from_dict(frame)


def opened(frames: Iterable[Frame]) -> list[tuple[ServerEvent | ClientEvent, datetime | None]]:
    """The events of *frames*, some of which have the time at which they passed."""
    return [
        (event_of(frame["data"]), datetime.fromtimestamp(frame["t"], UTC))
        if "data" in frame
        else (event_of(frame), None)
        for frame in frames
    ]


def without_times(frames: Iterable[Frame]) -> list[Frame]:
    return [frame.get("data", frame) for frame in frames]


def in_v1(frames: Iterable[Frame]) -> list[Frame]:
    """*frames* as API v1 has them."""
    return [
        {**frame, "data": inner} if "data" in frame else inner
        for frame in frames
        for inner in _in_v1(frame.get("data", frame))
    ]


def _in_v1(frame: Frame) -> list[Frame]:
    type_ = frame["type"]
    for kind in ("audio", "audio_transcript", "text"):
        type_ = type_.replace(f"response.{kind}.", f"response.output_{kind}.")
    if type_ != "conversation.item.created":
        return [{**frame, "type": type_}]
    final = {**frame, "type": "conversation.item.done"}
    if "event_id" in frame:
        final["event_id"] = f"{frame['event_id']} done"
    return [{**frame, "type": "conversation.item.added"}, final]


def records(events: Iterable[tuple[ServerEvent | ClientEvent, datetime | None]]) -> list[Record]:
    return [
        Record(file="f", line=number, event=event, time=time)
        for number, (event, time) in enumerate(events, start=1)
    ]


def figures(*frames: Frame) -> Figures:
    """The figures of *frames*, after it was seen that every tool gives the same ones."""
    found, audio_s = damaged_figures(*frames)
    if not any(event.type == "conversation.item.deleted" for event, _ in opened(frames)):
        assert found.audio_s == pytest.approx(audio_s)
    return found


def damaged_figures(*frames: Frame) -> tuple[Figures, float]:
    """As `figures`, and the length of all items' audio: that of audio without an item, of an item
    that was replaced or that changes its format may differ."""
    events = opened(frames)
    meter, conversation = SessionMeter(), AssembledConversation(keep_audio=False)
    interrupted = set()
    for event, time in events:
        facts = meter.feed(event, time)
        interrupted |= {fact.response_id for fact in facts if isinstance(fact, Interruption)}
        conversation.feed(event, time)
        assert list(conversation.facts) == list(facts)
    logged = [LoggedEvent("s", time, event) for event, time in events]
    assert session_metrics(condensed(logged)) == session_metrics(logged) == meter.metrics()
    assert {
        each.id for each in conversation.responses.values() if each.is_interrupted
    } >= interrupted - {None}
    summary = summed_up(records(events))
    shown = summary.as_json()
    timeline = read_timeline(records(events))
    audio_s = check_timeline(timeline, shown)
    assert shown["user_turns"] == meter.user_turns
    assert shown["responses"] == dict(meter.responses)
    assert shown["interruptions"] == meter.interruptions
    assert (shown["latency_s"] or {"count": 0})["count"] == len(meter.latencies)
    assert shown["tool_calls"] == summary.calls.count == meter.tool_calls
    assert not any(number < 0 for number in _numbers(shown))
    json.dumps(shown)  # all of it can be written
    found = Figures(
        meter.user_turns,
        dict(meter.responses),
        meter.interruptions,
        [round(seconds, 6) for seconds in meter.latencies],
        [text.split()[1] for text in summary.calls.first],
        (meter.tokens["input"], meter.tokens["cached"], meter.tokens["output"]),
        summary.errors.count,
        summary.audio.seconds,
        [item.id for item in conversation.history()],
    )
    return found, audio_s


def summed_up(log: Sequence[Record]) -> Summary:
    """What `inspect` sums up."""
    meter = AudioMeter()
    summary = Summary(Wording(meter, content=False), meter)
    for record in log:
        if record.event is None:
            summary.undecodable += 1
        else:
            summary.add(record, record.event, f"#{record.line}")
    return summary


def check_timeline(timeline: Timeline, shown: dict[str, Any]) -> float:
    """The picture of the session that *shown* sums up has the same figures. Gives the length of
    the audio in it."""
    assert len(timeline.turns) == shown["user_turns"]
    assert len(timeline.interruptions) == shown["interruptions"]
    assert timeline.calls == shown["tool_calls"]
    assert timeline.errors == shown["errors"]
    assert timeline.undecodable == shown["undecodable"]
    assert timeline.count("error") == timeline.errors + timeline.undecodable
    logged = timeline.logged
    assert (None if logged is None else round(logged, 6)) == shown["duration_s"]
    spans = [span for lane in timeline.lanes for span in lane.spans]
    assert all(0 <= span.start <= span.end for span in spans)
    assert all(place >= 0 for place in [*timeline.turns, *timeline.interruptions])
    lanes = {lane.name: lane.spans for lane in timeline.lanes}
    return sum(span.end - span.start for span in lanes.get("Model", ()))


def _numbers(value: Any) -> Iterable[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, int | float):
        yield value
