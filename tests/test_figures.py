"""Figures that were worked out by hand: what every tool has to say of these sessions."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .bundled import SAMPLE
from .figures import Figures, Frame, damaged_figures, figures, in_v1, without_times
from .frames import at, content, created, done, message, said, started, stopped
from .sessions import session_frames
from .test_reader import (
    BY_CLIENT,
    BY_SERVICE,
    SECOND,
    call,
    cancelled,
    committed,
    ended,
    truncated,
    typed,
    voiced,
)
from .test_recordings import OPENAI, VOICE_LIVE

CLEARED: Frame = {"type": "input_audio_buffer.cleared"}
ASKED: Frame = {"type": "response.create"}
ASKED_APART: Frame = {"type": "response.create", "response": {"conversation": "none"}}
OTHER_CALL = call() | {"id": "item_other", "call_id": "call_other", "name": "g"}
MCP_CALL = {
    "id": "mcp_1",
    "type": "mcp_call",
    "server_label": "s",
    "name": "f",
    "arguments": '{"city": "Oslo"}',
}


def joined(frame: Frame, conversation: str | None) -> Frame:
    """*frame*, whose response names the conversation that it is added to."""
    return {**frame, "response": {**frame["response"], "conversation_id": conversation}}


def idle(item: str = "idle") -> Frame:
    times = {"audio_start_ms": 0, "audio_end_ms": 5000}
    return {"type": "input_audio_buffer.timeout_triggered", "item_id": item, **times}


def deleted(item: str) -> Frame:
    return {"type": "conversation.item.deleted", "item_id": item}


def retrieved(item: str, role: str = "user") -> Frame:
    return {**message(item, role), "type": "conversation.item.retrieved"}


def said_by_user(item: str, text: str) -> Frame:
    """The message of a user who has typed, as the service creates it."""
    frame = message(item)
    frame["item"]["content"] = [{"type": "input_text", "text": text}]
    return frame


def refused(event_id: str) -> Frame:
    error = {"type": "invalid_request_error", "message": "No.", "event_id": event_id}
    return {"type": "error", "error": error}


def text(response: str, item: str = "item_text", delta: str = "Hi") -> Frame:
    return content("response.text.delta", delta=delta) | {"response_id": response, "item_id": item}


def part(response: str, item: str, index: int, size: int = SECOND) -> Frame:
    return voiced(response, size, item) | {"content_index": index}


def speech(start: float, end: float, item: str = "item_user") -> list[Frame]:
    return [at(start, started(item)), at(end, stopped(item)), at(end, committed(item))]


INCOMPLETE = {"type": "message", "role": "assistant", "status": "incomplete", "content": []}
OUTPUT = {"type": "function_call_output", "id": "item_out", "call_id": "call_1", "output": "warm"}

CASES: dict[str, tuple[list[Frame], dict[str, Any]]] = {
    # Calls.
    "a call that was cut off": (
        [
            created(),
            content("response.function_call_arguments.delta", delta='{"ci', call_id="call_1")
            | {"item_id": "item_call"},
            ended(call("incomplete", '{"ci')),
            cancelled("resp_1") | {},
        ],
        {"calls": [], "interruptions": 1, "responses": {"cancelled": 1}},
    ),
    "a call that only response.done tells, cut off": (
        [created(), done(status="cancelled", output=[call("incomplete", '{"ci')])],
        {"calls": [], "interruptions": 0},
    ),
    "a call that is in progress when its item ends, and whole at the end": (
        [created(), ended(call("in_progress")), done(output=[call()])],
        {"calls": ["f"]},
    ),
    "a whole call of a response that was cancelled": (
        [created(), started(), ended(call()), cancelled("resp_1", details=BY_CLIENT)],
        {"calls": ["f"], "interruptions": 1},
    ),
    "one whole call, one cut off, in parallel": (
        [created(), ended(call()), ended(OTHER_CALL | {"status": "incomplete"}), done()],
        {"calls": ["f"]},
    ),
    "parallel calls that come in the other order at the end": (
        [created(), ended(call()), ended(OTHER_CALL), done(output=[OTHER_CALL, call()])],
        {"calls": ["f", "g"]},
    ),
    "parallel calls that only response.done tells": (
        [created(), done(output=[call(), OTHER_CALL])],
        {"calls": ["f", "g"]},
    ),
    "the same function twice": (
        [created(), ended(call()), ended(call() | {"id": "item_2", "call_id": "call_2"}), done()],
        {"calls": ["f", "f"]},
    ),
    "a call whose status is unreadable": (
        [created(), ended(call() | {"status": 5}), done()],
        {"calls": ["f"]},
    ),
    "a call without a status, with half its arguments": (
        [created(), ended({k: v for k, v in call(arguments='{"c').items() if k != "status"})],
        {"calls": []},
    ),
    "a call of an MCP server": (
        [created(), ended({**MCP_CALL, "output": "4"}), done(output=[MCP_CALL])],
        {"calls": ["s.f"]},
    ),
    "a call of an MCP server that failed": (
        [created(), ended({**MCP_CALL, "status": "failed", "error": {"type": "http_error"}})],
        {"calls": ["s.f"]},
    ),
    "a call of an MCP server that was cut off": (
        [created(), ended({**MCP_CALL, "arguments": '{"ci'}), cancelled("resp_1")],
        {"calls": [], "interruptions": 1},
    ),
    "a call of an MCP server that says that it was cut off": (
        [created(), ended({**MCP_CALL, "status": "incomplete"}), cancelled("resp_1")],
        {"calls": []},
    ),
    "a call that the client sends again as history": (
        [
            {"type": "conversation.item.create", "item": call()},
            {"type": "conversation.item.created", "item": call()},
            {"type": "conversation.item.created", "item": OUTPUT},
        ],
        {"calls": [], "history": ["item_call", "item_out"], "turns": 0},
    ),
    # Interruptions.
    "two items, the second truncated, then cancelled": (
        [
            created(),
            voiced("resp_1", item="one"),
            voiced("resp_1", item="two"),
            truncated("two", 200),
            cancelled("resp_1", ["one", "two"]),
        ],
        {"interruptions": 1, "audio_s": 2.0},
    ),
    "two items, cancelled, then both truncated": (
        [
            created(),
            voiced("resp_1", item="one"),
            voiced("resp_1", item="two"),
            cancelled("resp_1", ["one", "two"]),
            truncated("two", 0),
            truncated("one", 500),
        ],
        {"interruptions": 1},
    ),
    "two items of which only parts are in the log": (
        [
            content("response.content_part.added", part={"type": "audio"}) | {"item_id": "one"},
            content("response.content_part.added", part={"type": "audio"}) | {"item_id": "two"},
            truncated("one", 5),
            truncated("two", 5),
            cancelled("resp_1"),
        ],
        {"interruptions": 1},
    ),
    "two items of which only the transcript is in the log": (
        [said("Hi"), said("Ho") | {"item_id": "two"}, truncated("two", 5), truncated("item_1", 5)],
        {"interruptions": 1},
    ),
    "a truncated item whose response an event names later": (
        [truncated("one", 5), ended({**INCOMPLETE, "id": "one"}), cancelled("resp_1")],
        {"interruptions": 1},
    ),
    "two truncated items, of which only the end tells the response": (
        [started(), truncated("two", 5), truncated("one", 5), cancelled("resp_1", ["one", "two"])],
        {"interruptions": 1},
    ),
    "truncated items of which nothing tells the response, by two utterances": (
        [started("a"), truncated("one", 5), started("b"), truncated("two", 5)],
        {"interruptions": 2},
    ),
    "an item that another response names, too": (
        [
            voiced("a"),
            said("Hi") | {"response_id": "b"},
            voiced("a"),
            truncated("item_1", 500),
            cancelled("a"),
        ],
        {"interruptions": 1},
    ),
    "items of two responses, truncated": (
        [
            voiced("a", item="one"),
            done("a"),
            voiced("b", item="two"),
            truncated("one", 9),
            truncated("two", 9),
            done("b"),
        ],
        {"interruptions": 2, "responses": {"completed": 2}},
    ),
    "the first of two parts, heard whole": (
        [
            part("resp_1", "one", 0),
            part("resp_1", "one", 1, 2 * SECOND),
            truncated("one", 1000),
            done(),
        ],
        {"interruptions": 0, "audio_s": 3.0},
    ),
    "the second of two parts, heard whole": (
        [
            part("resp_1", "one", 0, 2 * SECOND),
            part("resp_1", "one", 1),
            truncated("one", 1000) | {"content_index": 1},
        ],
        {"interruptions": 0},
    ),
    "the second of two parts, cut": (
        [
            part("resp_1", "one", 0, 2 * SECOND),
            part("resp_1", "one", 1, 2 * SECOND),
            truncated("one", 1999) | {"content_index": 1},
        ],
        {"interruptions": 1},
    ),
    "truncated at more than there is": (
        [created(), voiced("resp_1"), truncated("item_1", 9999), done()],
        {"interruptions": 0},
    ),
    "truncated at the full length, in milliseconds rounded down": (
        [created(), voiced("resp_1", 1234), truncated("item_1", 25), done()],
        {"interruptions": 0},
    ),
    "cancelled before any audio, by turn detection": (
        [created(), cancelled("resp_1")],
        {"interruptions": 1, "audio_s": 0},
    ),
    "cancelled before any audio, by the client of a user who speaks": (
        [created(), started(), {"type": "response.cancel"}, cancelled("resp_1", details=BY_CLIENT)],
        {"interruptions": 1},
    ),
    "cancelled by the client, who has not heard the user": (
        [created(), voiced("resp_1"), cancelled("resp_1", details=BY_CLIENT)],
        {"interruptions": 0},
    ),
    "cancelled without a reason": (
        [created(), voiced("resp_1"), cancelled("resp_1", details=None)],
        {"interruptions": 0},
    ),
    "cancelled without a reason, while the user speaks": (
        [created(), voiced("resp_1"), started(), cancelled("resp_1", details=None)],
        {"interruptions": 1},
    ),
    "begun while the user spoke, and cancelled by the client": (
        [started(), created(), stopped(), cancelled("resp_1", details=BY_CLIENT)],
        {"interruptions": 0},
    ),
    "failed while the user spoke": (
        [created(), started(), done(status="failed")],
        {"interruptions": 0, "errors": 1, "responses": {"failed": 1}},
    ),
    "cut short by a limit": (
        [created(), started(), done(status="incomplete")],
        {"interruptions": 0, "errors": 1},
    ),
    "known by its transcript alone, and cancelled while the user spoke": (
        [said("Hi"), started(), cancelled("resp_1", details=BY_CLIENT)],
        {"interruptions": 1},
    ),
    "two at once, both cancelled while the user spoke": (
        [
            created("a"),
            created("b"),
            stopped(),
            cancelled("a", details=BY_CLIENT),
            cancelled("b", details=BY_CLIENT),
        ],
        {"interruptions": 2},
    ),
    "two at once, one of which goes on": (
        [created("a"), created("b"), started(), cancelled("a"), stopped(), done("b")],
        {"interruptions": 1, "responses": {"cancelled": 1, "completed": 1}},
    ),
    "two responses without ids, cancelled": (
        [
            done(status="cancelled", status_details=BY_SERVICE) | {},
            {"type": "response.done", "response": {"status": "cancelled"}},
        ],
        {"interruptions": 1, "responses": {"cancelled": 2}},
    ),
    # Latency.
    "of two at once and a third one, the third answers": (
        [
            at(0, created("a")),
            at(0, created("b")),
            *speech(0.5, 1),
            at(2, voiced("a", item="x")),
            at(3, created("c")),
            at(4, voiced("c", item="y")),
            at(5, cancelled("a")),
            at(5, cancelled("b")),
            at(6, done("c")),
        ],
        {"latencies": [3.0], "turns": 1, "interruptions": 2},
    ),
    "out of band first: it is no answer": (
        [
            *speech(0, 1),
            at(1, joined(created("apart"), None)),
            at(1, joined(created("b"), "conv_1")),
            at(1.5, text("apart")),
            at(3, voiced("b", item="y")),
            at(4, joined(done("apart"), None)),
            at(4, joined(done("b"), "conv_1")),
        ],
        {"latencies": [2.0], "history": ["item_user", "y"]},
    ),
    "typed before a session of which nothing but a broken delta came": (
        [
            at(0, typed("Hi")),
            at(1, text("resp_0", delta="")),
            at(2, {"type": "session.created", "session": {}}),
            at(3, said_by_user("t", "Hi")),
            at(3, created()),
            at(4, voiced("resp_1")),
        ],
        {"latencies": [1.0], "turns": 1},
    ),
    "an empty delta is no output": (
        [
            *speech(0, 1),
            at(1, created()),
            at(2, voiced("resp_1", 0)),
            at(3, text("resp_1", delta="")),
            at(4, voiced("resp_1")),
        ],
        {"latencies": [3.0]},
    ),
    "a delta that cannot be read is no output": (
        [
            *speech(0, 1),
            at(1, created()),
            at(2, voiced("resp_1") | {"delta": "?"}),
            at(3, voiced("resp_1") | {"delta": 5}),
            at(4, voiced("resp_1")),
        ],
        {"latencies": [3.0]},
    ),
    "a message typed a minute after speech that nobody answered": (
        [
            *speech(0, 1),
            at(61, typed()),
            at(61, said_by_user("t", "Hi")),
            at(62, created()),
            at(63, voiced("resp_1")),
        ],
        {"latencies": [2.0], "turns": 2},
    ),
    "a message typed after one that was refused": (
        [
            at(0, {**typed("No"), "event_id": "bad"}),
            at(0, refused("bad")),
            at(60, typed("Hi")),
            at(61, said_by_user("t", "Hi")),
            at(61, created()),
            at(62, voiced("resp_1")),
        ],
        {"latencies": [2.0], "turns": 1, "errors": 1},
    ),
    "a message typed after one that came to nothing": (
        [
            at(0, typed("No")),
            at(60, typed("Hi")),
            at(61, said_by_user("t", "Hi")),
            at(61, created()),
            at(62, text("resp_1")),
        ],
        {"latencies": [2.0], "turns": 1},
    ),
    "messages under ids of the client's own": (
        [
            at(0, typed("Hi", id="a")),
            at(1, typed("Hi", id="b")),
            at(2, said_by_user("b", "Hi")),
            at(2, created()),
            at(3, voiced("resp_1")),
        ],
        {"latencies": [2.0], "turns": 1},
    ),
    "typed before the session was there": (
        [
            at(0, typed("Hi")),
            at(1, {"type": "session.created", "session": {}}),
            at(2, said_by_user("t", "Hi")),
            at(2, created()),
            at(3, voiced("resp_1")),
        ],
        {"latencies": [3.0], "turns": 1},
    ),
    "a clock that steps back": (
        [*speech(8, 9), at(5, created()), at(5.5, voiced("resp_1")), at(5.6, done())],
        {"latencies": [], "turns": 1},
    ),
    "a clock that steps back between the answer's pieces": (
        [*speech(8, 9), at(9.5, voiced("resp_1")), at(5, voiced("resp_1")), at(9.8, done())],
        {"latencies": [0.5], "audio_s": 2.0},
    ),
    "a gap in the times": (
        [*speech(0, 1), created(), voiced("resp_1"), at(9, voiced("resp_1")), at(9, done())],
        {"latencies": [], "turns": 1},
    ),
    "the silence's response answers no earlier speech": (
        [
            *speech(0, 1),
            at(9, idle()),
            at(9, committed("idle")),
            at(9, created()),
            at(10, voiced("resp_1")),
        ],
        {"latencies": [], "turns": 1},
    ),
    "speech that was cleared, then typed": (
        [
            at(0, started()),
            at(1, stopped()),
            at(1, CLEARED),
            at(30, typed()),
            at(30, said_by_user("t", "Hi")),
            at(30, created()),
            at(31, voiced("resp_1")),
        ],
        {"latencies": [1.0], "turns": 1, "history": ["t", "item_1"]},
    ),
    "the turn that is committed late ended when the speech did": (
        [
            at(0, started()),
            at(1, stopped()),
            at(1.2, said_by_user("t", "Hi")),
            at(5, committed()),
            at(5, created()),
            at(6.2, voiced("resp_1")),
        ],
        {"latencies": [5.0], "turns": 2},
    ),
    # Turns.
    "an idle timeout, then speech": (
        [idle(), committed("idle"), message("idle"), *without_times(speech(0, 1))],
        {"turns": 1},
    ),
    "speech whose buffer was cleared, then speech": (
        [started("a"), stopped("a"), CLEARED, *without_times(speech(0, 1))],
        {"turns": 1, "history": ["item_user"]},
    ),
    "cleared while the user speaks": (
        [started("a"), CLEARED, stopped("a"), committed("a")],
        {"turns": 1, "history": ["a"]},
    ),
    "an item that is retrieved": (
        [retrieved("a"), retrieved("a"), retrieved("b", "assistant")],
        {"turns": 0, "history": ["a", "b"]},
    ),
    "a message whose content cannot be read": (
        [{**message("a"), "item": {**message("a")["item"], "content": 5}}],
        {"turns": 1, "history": ["a"]},
    ),
    "two sessions in one log, with the same ids": (
        [
            message("a"),
            created(),
            cancelled("resp_1"),
            {"type": "session.created", "session": {}},
            message("a"),
            created(),
            cancelled("resp_1"),
        ],
        {"turns": 2, "interruptions": 2, "responses": {"cancelled": 2}},
    ),
    # Responses.
    "the same end twice": (
        [created(), done(usage={"input_tokens": 3}), done(usage={"input_tokens": 3})],
        {"responses": {"completed": 1}, "tokens": (3, 0, 0)},
    ),
    "a beginning that comes after the end": (
        [done(), created(), voiced("resp_1"), *without_times(speech(0, 1))],
        {"responses": {"completed": 1}},
    ),
    "a status that is no text, and an id that is none": (
        [done(status=5), {"type": "response.done", "response": {"id": 5, "status": "failed"}}],  # type: ignore[arg-type]
        {"responses": {"unknown": 1, "failed": 1}},
    ),
    "counts that are none": (
        [
            done("a", usage={"input_tokens": -1, "output_tokens": 10**4299}),
            done("b", usage={"input_tokens": True, "output_tokens": 2**63}),
            done("c", usage={"input_tokens": "3", "input_token_details": {"cached_tokens": [4]}}),
            done("d", usage=[1]),
            done("e", usage={"input_tokens": 5, "input_token_details": 7}),
        ],
        {"tokens": (5, 0, 0), "responses": {"completed": 5}},
    ),
    "out of band, as the service says at its end alone": (
        [created(), voiced("resp_1"), joined(done(), None)],
        {"history": [], "responses": {"completed": 1}},
    ),
    "out of band, as an empty text says": (
        [joined(created(), ""), voiced("resp_1"), joined(done(), "")],
        {"history": []},
    ),
    "out of band, as the client has asked, whose beginning is lost": (
        [ASKED_APART, voiced("resp_1"), done(output=[{"type": "message", "id": "item_1"}])],
        {"history": []},
    ),
    "out of band, asked for before the session was there": (
        [ASKED_APART, {"type": "session.created", "session": {}}, created(), voiced("resp_1")],
        {"history": []},
    ),
    "out of band, asked for with an event that was refused": (
        [{**ASKED_APART, "event_id": "bad"}, refused("bad"), created(), voiced("resp_1"), done()],
        {"history": ["item_1"], "errors": 1},
    ),
    "out of band, beside one that turn detection asked for": (
        [
            ASKED_APART,
            joined(created("a"), "conv_1"),
            joined(created("b"), None),
            voiced("a", item="x"),
            voiced("b", item="y"),
        ],
        {"history": ["x"]},
    ),
    "out of band, between others": (
        [
            ASKED,
            ASKED_APART,
            ASKED,
            *(frame for n in "abc" for frame in (created(n), voiced(n, item=n), done(n))),
        ],
        {"history": ["a", "c"]},
    ),
    "a beginning that comes twice takes one request": (
        [ASKED, created("a"), created("a"), ASKED_APART, created("b"), voiced("b"), done("b")],
        {"history": []},
    ),
    "it fails twice": (
        [created(), done(status="failed"), done(status="failed"), done(status="incomplete")],
        {"responses": {"failed": 1}, "errors": 1},
    ),
    # Items.
    "deleted, and created again under its id": (
        [voiced("resp_1"), done(), deleted("item_1"), message("item_1", "assistant")],
        {"history": ["item_1"]},
    ),
    "deleted while its response goes on": (
        [
            created(),
            voiced("resp_1"),
            deleted("item_1"),
            said("more"),
            ended({**INCOMPLETE, "id": "item_1"}),
            message("item_1", "assistant", kind="done"),
            done(output=[{**INCOMPLETE, "id": "item_1"}]),
        ],
        {"history": []},
    ),
    "deleted before it was named": ([deleted("a"), message("b")], {"history": ["b"]}),
    # Errors.
    "errors of every kind": (
        [
            refused("x"),
            {"type": "error", "error": 5},
            {"type": "response.mcp_call.failed", "item_id": "i", "output_index": 0},
            done(status="failed", status_details={"type": "failed", "error": {"code": "x"}}),
        ],
        {"errors": 4},
    ),
}


def named(frames: list[Frame]) -> list[Frame]:
    """*frames*, each of which has an id."""
    found = []
    for number, frame in enumerate(frames):
        inner = {"event_id": f"event_{number}", **frame.get("data", frame)}
        found.append({**frame, "data": inner} if "data" in frame else inner)
    return found


def doubled(frames: list[Frame]) -> list[Frame]:
    """Each of *frames* comes twice, and again at the end."""
    return [twin for frame in named(frames) for twin in (frame, frame)] + named(frames)


def concatenated(logs: list[list[Frame]]) -> list[Frame]:
    return named([frame for log in logs for frame in log])


def same(frames: list[Frame]) -> list[Frame]:
    return frames


@pytest.mark.parametrize("variant", [same, in_v1, without_times, doubled])
@pytest.mark.parametrize(("frames", "expected"), CASES.values(), ids=CASES)
def test_figures(
    frames: list[Frame], expected: dict[str, Any], variant: Callable[[list[Frame]], list[Frame]]
) -> None:
    found = figures(*variant(frames))._asdict()
    if variant is without_times:
        expected = {**expected, "latencies": []}
    assert {name: found[name] for name in expected} == expected


# Of any log.


def made_up(seed: int) -> list[Frame]:
    return [at(time, frame) for time, frame in session_frames(seed, turns=6)]


def sample() -> list[Frame]:
    lines = map(json.loads, SAMPLE.read_text("utf-8").splitlines())
    return [{"t": line["time"], "data": line["event"]} for line in lines]


CASE_FRAMES = [frames for frames, _ in CASES.values()]
LOGS = [*map(made_up, range(4)), sample(), *(named(frames) for frames in CASE_FRAMES)]

logs = st.one_of(st.sampled_from(LOGS), st.lists(st.sampled_from(CASE_FRAMES)).map(concatenated))
any_log = settings(
    deadline=None, max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck)
)


@any_log
@given(logs, st.randoms(use_true_random=False))
def test_every_tool_gives_the_same_figures(frames: list[Frame], random: Random) -> None:
    """Of a log some events of which are lost, come twice, or in another order."""
    damaged = [frame for frame in frames for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
    for _ in range(random.randrange(6) if damaged else 0):
        one, other = random.randrange(len(damaged)), random.randrange(len(damaged))
        damaged[one], damaged[other] = damaged[other], damaged[one]
    damaged_figures(*damaged)


@any_log
@given(logs, st.randoms(use_true_random=False))
def test_a_doubled_event_changes_nothing(frames: list[Frame], random: Random) -> None:
    """Nor does one that comes again much later."""
    once = named(frames)
    twice = list(once)
    for _ in range(random.randrange(1, 20) if once else 0):
        place = random.randrange(len(twice))
        twice.insert(random.randrange(place, len(twice)) + 1, twice[place])
    assert damaged_figures(*twice) == damaged_figures(*once)


def naive(frames: Iterable[Frame]) -> Figures:
    """The figures of a session in which nothing went wrong, read off without this library."""
    read = cached = produced = audio_bytes = errors = 0
    users, responses = set(), Counter[str]()
    calls, history = [], []
    for frame in frames:
        match frame:
            case {"type": "conversation.item.created" | "conversation.item.added", "item": item}:
                history.append(item["id"])
                users |= {item["id"]} if item.get("role") == "user" else set()
            case {"type": "response.done", "response": response}:
                responses[response["status"]] += 1
                usage = response["usage"]
                read += usage["input_tokens"]
                cached += usage["input_token_details"]["cached_tokens"]
                produced += usage["output_tokens"]
                output = response["output"]
                calls += [item["name"] for item in output if item["type"] == "function_call"]
            case {"type": "response.audio.delta" | "response.output_audio.delta", "delta": delta}:
                audio_bytes += len(b64decode(delta))
            case {"type": "error"}:
                errors += 1
    tokens = read, cached, produced
    audio_s = audio_bytes / SECOND
    return Figures(len(users), dict(responses), 0, [], calls, tokens, errors, audio_s, history)


@pytest.mark.parametrize("name", [*VOICE_LIVE, *OPENAI])
def test_recordings(recordings: Path, name: str) -> None:
    received, sent = (
        [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
        for folder in (recordings, recordings / "sent")
    )
    assert naive(received).turns == 1
    assert figures(*received) == naive(received)
    assert figures(*sent, *received) == naive(received)


def test_the_sample() -> None:
    expected = naive(frame["data"] for frame in sample())
    assert (expected.turns, expected.tokens) == (3, (667, 320, 40))
    found = figures(*sample())
    assert found == expected._replace(interruptions=1, latencies=[1.075, 1.28])
