"""The spans of a session: what there is of them, from when to when, and what they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.trace import SpanKind

from voicelive_events.otel import trace_recording
from voicelive_events.recording import Closed, Record, read_recording

from ..bundled import SAMPLE
from .telemetry import START, Frame, Telemetry, events, failure, feed, seconds, timed, trace

SESSION: Frame = {
    "type": "session.created",
    "session": {"id": "sess_1", "model": "gpt-realtime", "modalities": ["text", "audio"]},
}
USAGE = {
    "total_tokens": 15,
    "input_tokens": 10,
    "output_tokens": 5,
    "input_token_details": {
        "text_tokens": 4,
        "audio_tokens": 5,
        "cached_tokens": 3,
        "cached_tokens_details": {"text_tokens": 1, "audio_tokens": 2},
    },
    "output_token_details": {"text_tokens": 1, "audio_tokens": 4},
}
CUT_OFF = {"type": "cancelled", "reason": "turn_detected"}
CALL: Frame = {
    "type": "function_call",
    "id": "item_1",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": '{"city": "Bergen"}',
    "status": "completed",
}
MCP: Frame = {
    "type": "mcp_call",
    "id": "item_m",
    "name": "find",
    "server_label": "library",
    "arguments": "{}",
    "output": "a book",
}


def at(time: float, type: str, **fields: Any) -> Frame:
    return {"at": time, "type": type, **fields}


def began(time: float = 0.0) -> Frame:
    return {"at": time, **SESSION}


def created(time: float, id: str = "resp_1", **fields: Any) -> Frame:
    return at(time, "response.created", response={"id": id, "status": "in_progress", **fields})


def done(time: float, id: str = "resp_1", status: str = "completed", **fields: Any) -> Frame:
    return at(time, "response.done", response={"id": id, "status": status, **fields})


def audio(time: float, id: str = "resp_1", delta: str = "AAAA" * 1600) -> Frame:
    of = {"response_id": id, "item_id": f"item_of_{id}", "output_index": 0, "content_index": 0}
    return at(time, "response.audio.delta", **of, delta=delta)


def item_done(time: float, item: Frame, id: str = "resp_1") -> Frame:
    return at(time, "response.output_item.done", response_id=id, output_index=0, item=item)


def output(time: float, call: str = "call_1", said: str = "rain") -> Frame:
    item = {"type": "function_call_output", "call_id": call, "output": said}
    return at(time, "conversation.item.create", item=item)


SPOKEN = [
    at(1.0, "input_audio_buffer.speech_started", item_id="item_u", audio_start_ms=900),
    at(2.0, "input_audio_buffer.speech_stopped", item_id="item_u", audio_end_ms=1900),
    at(2.1, "input_audio_buffer.committed", item_id="item_u"),
]


TYPED = at(
    1.0,
    "conversation.item.created",
    item={"type": "message", "id": "u", "role": "user", "content": []},
)


def test_the_sample_session() -> None:
    telemetry = Telemetry()
    trace_recording(read_recording(SAMPLE), **telemetry.options)
    session = telemetry.span("voicelive.session")
    told = sorted(telemetry.spans, key=lambda span: span.start_time or 0)
    start = told[0].start_time or 0
    assert [
        (span.name, *(round(time + (START.timestamp() - start / 1e9), 2) for time in seconds(span)))
        for span in told
    ] == [
        ("voicelive.session", 0.0, 12.62),
        ("chat gpt-4.1", 5.78, 6.07),
        ("execute_tool get_weather", 6.06, 6.26),
        ("chat gpt-4.1", 6.35, 6.83),
        ("chat gpt-4.1", 9.01, 10.41),
    ]
    assert session.parent is None
    assert [span.parent for span in told[1:]] == [session.context] * 4
    assert [link.context for link in told[2].links] == [told[1].context]
    assert [span.kind for span in told[:3]] == [SpanKind.CLIENT, SpanKind.CLIENT, SpanKind.INTERNAL]
    assert session.attributes == {
        "gen_ai.provider.name": "microsoft.foundry",
        "gen_ai.request.model": "gpt-4.1",
        "voicelive.session.id": "sess_sample_1",
        "voicelive.session.user_turns": 3,
        "voicelive.session.responses": 3,
        "voicelive.session.interruptions": 1,
        "voicelive.session.tool_calls": 1,
        "voicelive.session.end_reason": "unknown",
        "voicelive.audio.input": 11.4,
        "voicelive.audio.output": 0.48,
    }
    assert told[3].attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "microsoft.foundry",
        "gen_ai.request.model": "gpt-4.1",
        "gen_ai.request.stream": True,
        "gen_ai.output.type": "speech",
        "gen_ai.conversation.id": "conv_sample_1",
        "gen_ai.response.id": "resp_2",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.response.time_to_first_chunk": 0.245,
        "gen_ai.usage.input_tokens": 231,
        "gen_ai.usage.text.input_tokens": 203,
        "gen_ai.usage.audio.input_tokens": 28,
        "gen_ai.usage.cache_read.input_tokens": 128,
        "gen_ai.usage.text.cache_read.input_tokens": 128,
        "gen_ai.usage.output_tokens": 16,
        "gen_ai.usage.text.output_tokens": 8,
        "gen_ai.usage.audio.output_tokens": 8,
        "voicelive.audio.output": 0.36,
        "voicelive.response.time_to_first_audio": 0.245,
        "voicelive.turn.time_to_first_audio": 1.075,
    }
    assert [event.name for event in session.events] == [
        "voicelive.user_turn",
        "voicelive.user_turn",
        "voicelive.truncation",
        "voicelive.interruption",
        "voicelive.error",
        "voicelive.user_turn",
    ]
    assert events(session, "voicelive.truncation") == [
        {"voicelive.item.id": "item_reply_2", "voicelive.truncation.audio_end_ms": 80}
    ]
    assert events(session, "voicelive.interruption") == [
        {"gen_ai.response.id": "resp_3", "voicelive.item.id": "item_reply_2"}
    ]
    assert events(session, "voicelive.error") == [
        {"error.type": "response_cancel_not_active", "voicelive.error.event_id": "client_event_9"}
    ]
    assert failure(session) is None


@pytest.mark.parametrize(
    ("status", "details", "reason", "error"),
    [
        ("completed", None, "stop", None),
        (
            "cancelled",
            {"type": "cancelled", "reason": "client_cancelled"},
            "client_cancelled",
            None,
        ),
        ("cancelled", None, "cancelled", None),
        ("incomplete", {"type": "incomplete", "reason": "max_output_tokens"}, "length", None),
        ("incomplete", {"type": "incomplete"}, "error", None),
        ("failed", {"type": "failed", "error": {"type": "x", "code": "busy"}}, "error", "busy"),
        ("failed", {"type": "failed", "error": "it broke"}, "error", "_OTHER"),
        ("odd", None, "error", None),
    ],
)
def test_how_a_response_ends(
    status: str, details: Frame | None, reason: str, error: str | None
) -> None:
    told = trace(began(), created(1.0), done(2.0, status=status, status_details=details))
    span = told.span("chat")
    assert span.attributes is not None
    assert span.attributes["gen_ai.response.finish_reasons"] == (reason,)
    assert failure(span) == error
    assert seconds(span) == (1.0, 2.0)
    [(_, count, attributes)] = told.measures["gen_ai.client.inference.duration"]
    assert (count, attributes.get("error.type")) == (1, error)
    assert sum(told.measure("gen_ai.client.inference.usage.input_tokens")) == 0
    distribution = told.measure("gen_ai.client.inference.operation.input_tokens")
    assert distribution == ([0] if error is None else [])


def test_a_response_that_never_ends() -> None:
    span = trace(began(), created(1.0), audio(1.5), end=4.0).span("chat")
    assert seconds(span) == (1.0, 4.0)
    assert failure(span) == "unfinished"
    assert span.attributes is not None
    assert span.attributes["gen_ai.response.finish_reasons"] == ("error",)


def test_a_log_that_begins_in_the_middle() -> None:
    """With a piece of a response, and with the end of another."""
    told = trace(audio(1.0), done(2.0), done(3.0, "resp_2"))
    spans = [(span.name, *seconds(span)) for span in told.spans]
    assert spans == [("chat", 1.0, 2.0), ("chat", 3.0, 3.0), ("voicelive.session", 1.0, 3.0)]


def test_a_call_runs_from_its_whole_arguments_to_its_output() -> None:
    told = trace(
        began(), created(1.0), item_done(1.5, CALL), done(1.6, output=[CALL]), output(3.0), end=9.0
    )
    span = told.span("execute_tool get_weather")
    assert seconds(span) == (1.5, 3.0)
    assert failure(span) is None
    assert span.attributes == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "get_weather",
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": "call_1",
        "gen_ai.response.id": "resp_1",
    }
    assert told.measure("gen_ai.execute_tool.duration") == [1.5]
    reasons = (told.span("chat").attributes or {})["gen_ai.response.finish_reasons"]
    assert reasons == ("tool_call",)


@pytest.mark.parametrize(
    ("frames", "times", "error"),
    [
        ([item_done(1.5, CALL), done(1.6)], (1.5, 9.0), "unfinished"),
        ([output(1.2), item_done(1.5, CALL), done(1.6)], (1.5, 1.5), None),
        ([item_done(1.5, CALL), done(1.6, conversation_id=None)], (1.5, 1.6), "unfinished"),
    ],
    ids=["no output", "output before", "out of band"],
)
def test_a_call_that_nobody_answers(
    frames: list[Frame], times: tuple[float, float], error: str | None
) -> None:
    span = trace(began(), created(1.0), *frames, end=9.0).span("execute_tool")
    assert (seconds(span), failure(span)) == (times, error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [(None, None), ({"type": "http_error", "message": "no"}, "http_error"), ("broken", "_OTHER")],
)
def test_a_call_of_an_mcp_tool_runs_until_the_service_has_its_result(
    error: Any, kind: str | None
) -> None:
    of = {"item_id": "item_m", "output_index": 0}
    told = trace(
        began(),
        created(1.0),
        at(1.2, "response.mcp_call_arguments.done", response_id="resp_1", arguments="{}", **of),
        at(1.3, "response.mcp_call.in_progress", **of),
        at(2.0, "response.mcp_call.completed", **of),
        item_done(2.1, {**MCP, "error": error}),
        done(2.2),
    )
    span = told.span("execute_tool find")
    assert seconds(span) == (1.2, 2.1)
    assert failure(span) == kind
    assert span.attributes is not None
    assert span.attributes["gen_ai.tool.type"] == "extension"
    assert span.attributes["gen_ai.tool.call.id"] == "item_m"
    assert span.attributes["voicelive.mcp.server_label"] == "library"


def test_speech_to_first_audio() -> None:
    """From the end of the speech, however late the text comes before it."""
    text = {"response_id": "resp_1", "item_id": "i", "output_index": 0, "content_index": 0}
    told = trace(
        began(),
        *SPOKEN,
        created(2.2),
        at(2.5, "response.text.delta", **text, delta="It"),
        audio(3.0),
        audio(3.1),
        done(3.2),
    )
    assert told.measure("gen_ai.client.inference.time_to_first_chunk") == [0.3]
    assert told.measure("voicelive.response.time_to_first_audio") == [0.8]
    assert told.measure("voicelive.turn.time_to_first_audio") == [1.0]
    said = told.span("chat").attributes or {}
    assert said["voicelive.turn.time_to_first_audio"] == 1.0
    assert said["gen_ai.response.time_to_first_chunk"] == 0.3


def test_speech_whose_message_is_not_told() -> None:
    """What was not typed was spoken, and what was spoken before is answered."""
    stopped = at(5.0, "input_audio_buffer.speech_stopped", item_id="item_v", audio_end_ms=4900)
    told = trace(began(), *SPOKEN, created(2.2), audio(2.5), done(2.6), stopped, created(5.1, "r"))
    assert told.measure("voicelive.turn.time_to_first_audio") == [0.5]
    told = trace(
        began(), *SPOKEN, created(2.2), done(2.6), stopped, created(5.1, "r"), audio(6.5, "r")
    )
    assert told.measure("voicelive.turn.time_to_first_audio") == [1.5]
    told = trace(began(), TYPED, stopped, created(5.1), audio(7.0))
    assert told.measure("voicelive.turn.time_to_first_audio") == [2.0]


def test_audio_of_which_there_is_nothing() -> None:
    told = trace(began(), created(1.0), audio(1.5, delta=""), audio(2.0), done(2.1))
    assert told.measure("voicelive.response.time_to_first_audio") == [1.0]


def test_what_was_typed_is_no_speech() -> None:
    told = trace(began(), TYPED, created(1.1), audio(2.0), done(2.1))
    assert told.measure("voicelive.turn.time_to_first_audio") == []
    assert told.measure("voicelive.response.time_to_first_audio") == [0.9]
    assert events(told.span("voicelive.session"), "voicelive.user_turn") == [
        {"voicelive.item.id": "u", "voicelive.turn.is_spoken": False}
    ]


def test_a_response_that_the_user_cut_off() -> None:
    told = trace(
        began(),
        created(0.5),
        audio(0.6),
        *SPOKEN[:1],
        done(
            1.1, status="cancelled", status_details={"type": "cancelled", "reason": "turn_detected"}
        ),
        at(1.2, "conversation.item.truncated", item_id="item_of_resp_1", audio_end_ms=50),
    )
    said = told.span("chat").attributes or {}
    assert said["voicelive.response.is_interrupted"] is True
    assert said["gen_ai.response.finish_reasons"] == ("turn_detected",)
    assert told.measure("voicelive.interruptions") == [1]
    session = told.span("voicelive.session")
    assert events(session, "voicelive.interruption") == [{"gen_ai.response.id": "resp_1"}]
    assert [event.name for event in session.events] == [
        "voicelive.interruption",
        "voicelive.truncation",
    ]


def test_audio_is_counted_by_its_format() -> None:
    """That of the input before and after it changes."""
    quarter = "AAAA" * 4000  # of a second, at 24 kHz
    told = trace(
        began(),
        at(1.0, "input_audio_buffer.append", audio=quarter),
        at(
            1.1,
            "session.updated",
            session={
                "id": "sess_1",
                "input_audio_format": "g711_ulaw",
                "output_audio_format": "pcm16_16000hz",
            },
        ),
        at(1.2, "input_audio_buffer.append", audio="AAA="),
        created(1.3),
        audio(1.4),
        audio(1.5),
        done(1.6),
        at(1.7, "input_audio_buffer.append", audio="AA=="),
    )
    said = told.span("voicelive.session").attributes or {}
    assert said["voicelive.audio.input"] == 0.25 + 3 / 8000
    assert said["voicelive.audio.output"] == 0.3
    assert told.measure("voicelive.audio.input") == [0.250375]
    assert told.measure("voicelive.audio.output") == [0.3]
    assert (told.span("chat").attributes or {})["voicelive.audio.output"] == 0.3


def test_the_microphone_with_its_reference() -> None:
    """Two channels last no longer than one."""
    echo = {"type": "server_echo_cancellation", "channels": 2}
    told = trace(
        at(0.0, "session.created", session={"id": "s", "input_audio_echo_cancellation": echo}),
        at(1.0, "input_audio_buffer.append", audio="AAAA" * 4000),
    )
    assert told.measure("voicelive.audio.input") == [0.125]


def test_audio_of_a_turn_and_what_is_no_audio() -> None:
    quarter = "AAAA" * 4000
    told = trace(
        began(),
        at(1.0, "input_audio.turn.append", turn_id="t", audio=quarter),
        *(at(1.1, "input_audio_buffer.append", audio=odd) for odd in ("no audio", "AAA", 7, None)),
    )
    assert told.measure("voicelive.audio.input") == [0.25]
    assert told.measure("voicelive.audio.output") == []


@pytest.mark.parametrize(
    ("modalities", "said"),
    [
        (["text", "audio"], "speech"),
        (["text"], "text"),
        (["animation"], "animation"),
        ([{"a secret": "in it"}], None),
        ([["text"]], None),
        ([], None),
        ("text", None),
    ],
)
def test_what_a_response_was_asked_to_be(modalities: Any, said: str | None) -> None:
    span = trace(began(), created(1.0, modalities=modalities), done(2.0)).span("chat")
    assert (span.attributes or {}).get("gen_ai.output.type") == said


def test_the_agent_of_a_session() -> None:
    agent = {"type": "agent", "name": "guide", "agent_id": "a_1", "thread_id": "t"}
    session = {"id": "sess_1", "agent": agent}
    said = trace(at(0.0, "session.created", session=session)).span("voicelive.session").attributes
    assert said is not None
    assert (said["gen_ai.agent.name"], said["gen_ai.agent.id"]) == ("guide", "a_1")


def test_what_comes_twice_counts_once() -> None:
    error = at(1.0, "error", event_id="e", error={"type": "invalid", "message": "no"})
    told = trace(began(), error, error)
    assert events(told.span("voicelive.session"), "voicelive.error") == [{"error.type": "invalid"}]


def test_another_session_on_the_same_tracer() -> None:
    second = {"type": "session.created", "session": {"id": "sess_2"}}
    told = trace(began(), created(1.0), {"at": 3.0, **second}, created(4.0), done(5.0))
    spans = [(span.name, *seconds(span), failure(span)) for span in told.spans]
    assert spans == [
        ("chat gpt-realtime", 1.0, 1.0, "unfinished"),
        ("voicelive.session", 0.0, 1.0, None),
        ("chat", 4.0, 5.0, None),
        ("voicelive.session", 3.0, 5.0, None),
    ]
    assert len({span.context.trace_id for span in told.spans if span.context}) == 2
    reasons = [(span.attributes or {}).get("voicelive.session.end_reason") for span in told.spans]
    assert reasons == [None, "unknown", None, "closed"]


def test_the_same_session_told_twice_is_one() -> None:
    assert len(trace(began(), {**began(1.0), "event_id": "again"}).spans) == 1


def test_a_session_that_begins_once_more_under_its_id() -> None:
    """What was under way is ended, a call too that is made again."""
    again = [created(3.0), item_done(3.5, CALL), output(4.0)]
    told = trace(began(), created(1.0), item_done(2.0, CALL), began(2.5), *again)
    spans = [(span.name.split()[0], *seconds(span), failure(span)) for span in told.spans]
    assert spans == [
        ("chat", 1.0, 2.5, "unfinished"),
        ("execute_tool", 2.0, 3.5, "unfinished"),
        ("execute_tool", 3.5, 4.0, None),
        ("chat", 3.0, 4.0, "unfinished"),
        ("voicelive.session", 0.0, 4.0, None),
    ]


def test_the_latency_of_ages() -> None:
    """Of clocks that one may not reckon with."""
    ages = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    events = [began(), *SPOKEN, created(2.5), audio(3.0)]
    records = [
        Record(event=event, time=ages[event["type"].startswith("response")])
        for event, _ in timed(events)
    ]
    telemetry = Telemetry()
    trace_recording(records, **telemetry.options)
    [seconds] = telemetry.measure("voicelive.turn.time_to_first_audio")
    assert seconds == (ages[1] - ages[0]).total_seconds()


def test_responses_that_never_end_are_let_go() -> None:
    """As the reader lets go of them, so that memory stays flat."""
    telemetry = Telemetry()
    tracer = feed(telemetry.tracer(), [began(), *(created(n, f"resp_{n}") for n in range(300))])
    assert len(telemetry.exporter.get_finished_spans()) == 300 - 256
    tracer.close()
    assert len(telemetry.spans) == 301


def test_a_clock_that_steps_back() -> None:
    told = trace(began(5.0), created(4.0), audio(3.0), done(2.0), end=1.0)
    assert [name for name in told.measures if name.endswith(("duration", "first_chunk"))] == []
    assert [seconds(span) for span in told.spans] == [(5.0, 5.0), (5.0, 5.0)]
    assert [
        name for span in told.spans for name in span.attributes or {} if "time_to" in name
    ] == []


@pytest.mark.parametrize("year", [1, 1960, 2600, 9999])
def test_a_clock_that_no_exporter_can_write(year: int) -> None:
    time = datetime(year, 1, 1, tzinfo=UTC)
    events = [Record(event=event, time=time) for event, _ in timed([began(), created(1.0)])]
    telemetry = Telemetry()
    closed = Record(closed=Closed(2**64), time=time)
    trace_recording([*events, closed], **telemetry.options)
    encoded = encode_spans(telemetry.spans).resource_spans[0].scope_spans[0].spans
    assert [span.end_time_unix_nano == span.start_time_unix_nano for span in encoded] == [True] * 2
    assert [span.attributes["error.type"] for span in telemetry.spans if span.attributes] == [
        str(2**64)
    ] * 2
    assert "voicelive.session.close_code" not in (telemetry.span("voicelive").attributes or {})


def test_names_of_the_conventions_and_of_our_own() -> None:
    telemetry = Telemetry(content=True)
    trace_recording(read_recording(SAMPLE), **telemetry.options)
    told = {name for span in telemetry.spans for name in span.attributes or {}}
    for event in (event for span in telemetry.spans for event in span.events):
        told |= {event.name, *(event.attributes or {})}
    told |= {*telemetry.measures}
    for series in telemetry.measures.values():
        told |= {name for _, _, attributes in series for name in attributes}
    assert len(told) > 40
    assert [n for n in told if not n.startswith(("gen_ai.", "voicelive.", "error.type"))] == []


def test_times_that_nobody_knows() -> None:
    """A log without times: spans there are, and nothing is measured in seconds."""
    telemetry = Telemetry()
    lines = map(_without_time, SAMPLE.read_text("utf-8").splitlines())
    trace_recording(read_recording(lines), **telemetry.options)
    assert len(telemetry.spans) == 5
    assert telemetry.measure("gen_ai.client.inference.duration") == []
    assert telemetry.measure("voicelive.session.duration") == []
    assert telemetry.measure("voicelive.audio.output") == [0.48]


def _without_time(line: str) -> str:
    record = json.loads(line)
    del record["time"]
    return json.dumps(record)


def test_half_a_character_does_not_stop_the_export() -> None:
    """JSON can have it, and UTF-8, which an exporter writes, cannot."""
    broken = "\ud800"
    told = trace(
        at(0.0, "session.created", session={"id": broken, "model": broken}),
        created(1.0, broken),
        done(
            2.0,
            broken,
            status="failed",
            status_details={"type": "failed", "error": {"code": broken}},
        ),
        created(2.0, "cut"),
        done(2.5, "cut", status="incomplete", status_details={"reason": broken}),
        at(3.0, "error", error={"type": broken, "message": "no"}),
        content=True,
    )
    holders = [span.attributes for span in told.spans]
    holders += [event.attributes for span in told.spans for event in span.events]
    holders += [each for series in told.measures.values() for _, _, each in series]
    values = [value for attributes in holders for value in (attributes or {}).values()]
    values += [each for value in values if isinstance(value, tuple) for each in value]
    texts = [*(span.name for span in told.spans), *(v for v in values if isinstance(v, str))]
    assert len(texts) > 10
    assert "?" in texts
    assert [text for text in texts if broken in text] == []
