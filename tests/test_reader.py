"""What a session says: each thing is decided in one place, and every tool shows that."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelive_events import ServerEvent
from voicelive_events.assembly import AssembledConversation
from voicelive_events.metrics import SessionMeter
from voicelive_events.reader import (
    Answer,
    Fact,
    Interruption,
    ResponseEnd,
    SessionReader,
    Tokens,
    ToolCall,
    ToolOutput,
    UserTurn,
)

from .figures import damaged_figures, event_of, opened
from .frames import at, audio, created, done, message, started, stopped
from .hostile import mutated
from .sessions import session_frames

START = datetime(2026, 11, 29, tzinfo=UTC)
SECOND = 48_000
BY_SERVICE = {"type": "cancelled", "reason": "turn_detected"}
BY_CLIENT = {"type": "cancelled", "reason": "client_cancelled"}


def facts_of(*frames: dict[str, Any], reader: SessionReader | None = None) -> list[Fact]:
    """What is settled by *frames*, some of them with the time in seconds at which they passed."""
    reader = reader or SessionReader()
    found: list[Fact] = []
    for frame in frames:
        if "data" in frame:
            time = datetime.fromtimestamp(frame["t"], UTC)
            found += reader.feed(event_of(frame["data"]), time)
        else:
            found += reader.feed(event_of(frame))
    return found


def of(kind: type[Any], *frames: dict[str, Any]) -> list[Any]:
    return [fact for fact in facts_of(*frames) if isinstance(fact, kind)]


def voiced(response: str, size: int = SECOND, item: str = "item_1") -> dict[str, Any]:
    return audio(size) | {"response_id": response, "item_id": item}


def truncated(item: str, end: int) -> dict[str, Any]:
    type_ = "conversation.item.truncated"
    return {"type": type_, "item_id": item, "content_index": 0, "audio_end_ms": end}


def committed(item: str = "item_user") -> dict[str, Any]:
    return {"type": "input_audio_buffer.committed", "item_id": item}


def cancelled(
    response: str, items: Sequence[str] = (), details: Any = BY_SERVICE
) -> dict[str, Any]:
    output = [{"type": "message", "id": item} for item in items]
    return done(response, "cancelled", status_details=details, output=output)


def call(status: str = "completed", arguments: str = "{}") -> dict[str, Any]:
    item = {"id": "item_call", "type": "function_call", "name": "f", "call_id": "call_1"}
    return {**item, "status": status, "arguments": arguments}


def ended(item: dict[str, Any], response: str = "resp_1") -> dict[str, Any]:
    type_ = "response.output_item.done"
    return {"type": type_, "response_id": response, "output_index": 0, "item": item}


def typed(text: str = "Hi", **item: Any) -> dict[str, Any]:
    """The client sends a message."""
    whole = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return {"type": "conversation.item.create", "item": whole | item}


class TestTurns:
    def test_a_spoken_turn_counts_once(self) -> None:
        frames = [started(), stopped(), committed(), message("item_user"), message("item_user")]
        assert of(UserTurn, *frames) == [UserTurn("item_user", True, None)]

    def test_a_typed_turn_ended_when_it_was_sent(self) -> None:
        [turn] = of(UserTurn, at(1, typed()), at(2, message("a")))
        assert (turn.item_id, turn.is_spoken) == ("a", False)
        assert turn.ended
        assert turn.ended.timestamp() % 10 == 1

    def test_an_idle_timeout_is_no_turn(self) -> None:
        idle: dict[str, Any] = {"type": "input_audio_buffer.timeout_triggered", "item_id": "idle"}
        idle |= {"audio_start_ms": 0, "audio_end_ms": 5}
        assert of(UserTurn, idle, committed("idle"), message("idle", kind="added")) == []

    def test_speech_whose_buffer_was_cleared_is_no_turn(self) -> None:
        cleared = {"type": "input_audio_buffer.cleared"}
        assert of(UserTurn, started(), stopped(), cleared) == []
        answers = of(Answer, at(0, stopped()), cleared, at(1, created()), at(2, audio(2)))
        assert answers == []


class TestLatency:
    def latencies(self, *frames: dict[str, Any]) -> list[tuple[str, float | None]]:
        return [(each.response_id, each.latency) for each in of(Answer, *frames)]

    def test_of_two_responses_at_once_the_new_one_answers(self) -> None:
        frames = [
            at(0, created("a")),
            at(0, created("b")),
            at(1, stopped()),
            at(2, voiced("a")),
            at(3, created("c")),
            at(4, voiced("c")),
        ]
        assert self.latencies(*frames) == [("c", 3.0)]

    def test_a_message_is_not_answered_from_an_older_utterance_on(self) -> None:
        frames = [at(0, started()), at(1, stopped()), at(1, committed())]
        frames += [at(61, typed()), at(61.5, message("typed")), at(61.6, created())]
        assert self.latencies(*frames, at(62, audio(2))) == [("resp_1", 1.0)]

    def test_a_clock_that_steps_back_gives_none(self) -> None:
        frames = [at(5, stopped()), at(5, created()), at(3, audio(2))]
        assert self.latencies(*frames) == [("resp_1", None)]
        assert list(metered(*frames).latencies) == []

    def test_a_text_is_an_answer_too(self) -> None:
        delta: dict[str, Any] = {
            "type": "response.text.delta",
            "response_id": "resp_1",
            "item_id": "i",
        }
        delta |= {"output_index": 0, "content_index": 0, "delta": "Hi"}
        frames = [at(0, typed()), at(0.5, message("a")), at(1, created()), at(2, delta)]
        assert self.latencies(*frames) == [("resp_1", 2.0)]

    def test_a_turn_that_was_committed_by_hand(self) -> None:
        frames = [at(1, committed()), at(2, created()), at(4, audio(2))]
        assert self.latencies(*frames) == [("resp_1", 3.0)]


class TestInterruptions:
    @pytest.mark.parametrize("first", [True, False], ids=["truncated first", "done first"])
    def test_a_response_with_two_items_is_cut_off_once(self, first: bool) -> None:
        heard = [created(), voiced("resp_1", item="one"), voiced("resp_1", item="two")]
        cut = [truncated("two", 200), cancelled("resp_1", ["one", "two"])]
        found = of(Interruption, *heard, *(cut if first else cut[::-1]))
        assert [each.response_id for each in found] == ["resp_1"]

    def test_so_it_is_where_the_log_begins_later(self) -> None:
        cut = [truncated("two", 200), cancelled("resp_1", ["one", "two"])]
        assert len(of(Interruption, *cut)) == len(of(Interruption, *cut[::-1])) == 1

    def test_both_of_two_responses_at_once_are_cut_off(self) -> None:
        frames = [created("a"), created("b"), started(), stopped()]
        frames += [cancelled("a", details=BY_CLIENT), cancelled("b", details=BY_CLIENT)]
        assert [each.response_id for each in of(Interruption, *frames)] == ["a", "b"]

    def test_before_any_audio_too(self) -> None:
        assert len(of(Interruption, created(), started(), cancelled("resp_1"))) == 1

    def test_what_was_heard_to_its_end_was_not_cut_off(self) -> None:
        assert of(Interruption, created(), voiced("resp_1"), truncated("item_1", 1000)) == []
        assert len(of(Interruption, created(), voiced("resp_1"), truncated("item_1", 999))) == 1

    def test_a_client_that_cancels_by_itself_is_no_user(self) -> None:
        assert of(Interruption, created(), cancelled("resp_1", details=BY_CLIENT)) == []

    def test_speech_that_did_not_stop_the_response_is_none(self) -> None:
        assert of(Interruption, created(), started(), stopped(), done()) == []


class TestCalls:
    def test_a_whole_call(self) -> None:
        [found] = of(ToolCall, created(), ended(call()), done(output=[call()]))
        assert found == ToolCall("item_call", "call_1", None, "f", "{}", "resp_1")

    def test_one_that_was_cut_off_is_none(self) -> None:
        cut = call("incomplete", '{"ci')
        assert of(ToolCall, created(), ended(cut), cancelled("resp_1")) == []

    def test_of_an_mcp_server(self) -> None:
        item = {"id": "m", "type": "mcp_call", "name": "f", "server_label": "s", "arguments": "{}"}
        assert of(ToolCall, ended(item)) == [ToolCall("m", None, "s", "f", "{}", "resp_1")]

    @pytest.mark.parametrize("by_client", [True, False])
    def test_it_waits_for_its_output(self, by_client: bool) -> None:
        output = {"type": "function_call_output", "call_id": "call_1", "output": "warm"}
        reader = SessionReader()
        facts_of(created(), ended(call()), reader=reader)
        assert [each.call_id for each in reader.waiting_calls] == ["call_1"]
        kind = "conversation.item.create" if by_client else "conversation.item.created"
        again = {"type": "conversation.item.created", "item": output}
        facts = facts_of({"type": kind, "item": output}, again, reader=reader)
        assert facts == [ToolOutput("call_1", "warm")]
        assert reader.waiting_calls == ()

    def test_it_waits_on_if_its_output_is_refused(self) -> None:
        output = {"type": "function_call_output", "call_id": "call_1", "output": "warm"}
        sent = {"type": "conversation.item.create", "event_id": "bad", "item": output}
        error = {"type": "error", "error": {"message": "No.", "event_id": "bad"}}
        reader = SessionReader()
        facts_of(created(), ended(call()), sent, error, reader=reader)
        assert [each.call_id for each in reader.waiting_calls] == ["call_1"]
        facts_of({**sent, "event_id": "good"}, reader=reader)
        assert reader.waiting_calls == ()


class TestResponses:
    def test_one_that_is_done_twice_counts_once(self) -> None:
        usage = {"input_tokens": 3, "output_tokens": 4}
        found = of(ResponseEnd, created(), done(usage=usage), done(usage=usage))
        assert found == [ResponseEnd("resp_1", True, "completed", Tokens(3, 4, 0))]

    @pytest.mark.parametrize("count", [-5, 10**4299, 10**19, "x", 2.5, None], ids=lambda _: "")
    def test_counts_that_are_none(self, count: Any) -> None:
        usage = {"input_tokens": count, "output_tokens": 4}
        [end] = of(ResponseEnd, done(usage=usage))
        assert end.tokens == Tokens(0, 4, 0)

    def test_a_status_that_nobody_knows(self) -> None:
        assert [e.status for e in of(ResponseEnd, done(status="x" * 10_000))] == ["unknown"]

    def test_out_of_band(self) -> None:
        begun = created()
        begun["response"]["conversation_id"] = None
        reader = SessionReader()
        facts_of(begun, reader=reader)
        assert reader.response
        assert not reader.response.in_conversation
        asked = {"type": "response.create", "response": {"conversation": "none"}}
        [end] = of(ResponseEnd, asked, created(), done())
        assert not end.in_conversation
        [end] = of(ResponseEnd, {"type": "response.create"}, created(), done())
        assert end.in_conversation

    def test_what_is_under_way(self) -> None:
        reader = SessionReader()
        facts_of(created("a"), created("b"), voiced("a", item="x"), reader=reader)
        assert list(reader.responses) == ["a", "b"]
        assert reader.responses["a"].item_id == "x"
        assert reader.response is reader.responses["b"]
        facts_of(done("b"), created("b"), voiced("b"), reader=reader)  # it has ended
        assert list(reader.responses) == ["a"]


class TestHeard:
    def heard(self, *frames: dict[str, Any], after: float | None = None) -> float | None:
        reader = SessionReader()
        facts_of(*frames, reader=reader)
        at = None if after is None else datetime.fromtimestamp(1_800_000_000 + after, UTC)
        return reader.heard_ms("item_1", at)

    def test_is_what_came_or_what_can_have_been_played(self) -> None:
        frames = [at(1, voiced("resp_1")), at(1.1, voiced("resp_1"))]
        assert self.heard(*frames) == 2000
        assert self.heard(*frames, after=1.5) == 500
        assert self.heard(*frames, after=9) == 2000
        assert self.heard(*frames, after=0) == 0

    def test_is_what_a_truncation_says(self) -> None:
        assert self.heard(at(1, voiced("resp_1")), truncated("item_1", 300), after=9) == 300
        assert self.heard(at(1, voiced("resp_1")), truncated("item_1", 3000), after=9) == 1000

    def test_is_what_a_player_says(self) -> None:
        reader = SessionReader()
        facts_of(voiced("resp_1"), reader=reader)
        reader.played("item_1", 250)
        assert reader.heard_ms("item_1") == 250

    def test_of_nothing_is_none(self) -> None:
        assert SessionReader().heard_ms("item_1") is None


class TestHistory:
    def history(self, *frames: dict[str, Any]) -> list[str]:
        conversation = AssembledConversation()
        for frame in frames:
            conversation.feed(event_of(frame))
        return [item.id for item in conversation.history()]

    def test_without_what_is_out_of_band(self) -> None:
        begun = created()
        begun["response"]["conversation_id"] = None
        assert self.history(begun, voiced("resp_1"), done()) == []
        asked = {"type": "response.create", "response": {"conversation": "none"}}
        assert self.history(asked, created(), voiced("resp_1"), done()) == []
        assert self.history(created(), voiced("resp_1"), done()) == ["item_1"]

    def test_without_speech_that_was_cleared(self) -> None:
        assert self.history(started(), stopped(), {"type": "input_audio_buffer.cleared"}) == []
        assert self.history(started(), stopped(), committed()) == ["item_user"]

    def test_an_item_that_is_created_again_begins_anew(self) -> None:
        deleted = {"type": "conversation.item.deleted", "item_id": "item_1"}
        again = message("item_1", "assistant")
        conversation = AssembledConversation()
        for frame in (voiced("resp_1"), deleted, again):
            conversation.feed(event_of(frame))
        [item] = conversation.history()
        assert (item.id, item.parts, item.is_deleted) == ("item_1", [], False)

    def test_an_empty_final_transcript_is_final(self) -> None:
        ids = {"item_id": "item_user", "content_index": 0}
        type_ = "conversation.item.input_audio_transcription"
        conversation = AssembledConversation()
        for frame in (
            {"type": f"{type_}.delta", **ids, "delta": "Hm"},
            {"type": f"{type_}.completed", **ids, "transcript": ""},
        ):
            conversation.feed(event_of(frame))
        assert conversation.items["item_user"].transcript == ""


# Over any log.


def metered(*frames: dict[str, Any]) -> SessionMeter:
    meter = SessionMeter()
    for event, time in opened(frames):
        meter.feed(event, time)
    return meter


def log(seed: int, turns: int = 6) -> list[dict[str, Any]]:
    return [at(time, frame) for time, frame in session_frames(seed, turns=turns)]


@given(st.lists(st.sampled_from(log(1)).map(lambda f: f["data"]).flatmap(mutated), max_size=6))
def test_hostile_events(payloads: list[Any]) -> None:
    damaged_figures(*(each for each in payloads if isinstance(each.get("type"), str)))


def test_memory_is_flat() -> None:
    """However many responses and calls stay open, and however long the log is."""

    def size_after(turns: int) -> int:
        meter = SessionMeter()
        tracemalloc.start()
        for n in range(turns):
            frames = [started(f"u{n}"), stopped(f"u{n}"), committed(f"u{n}"), created(f"r{n}")]
            frames += [voiced(f"r{n}", 2, f"i{n}"), ended(call() | {"id": f"c{n}"}, f"r{n}")]
            frames[-1]["item"]["call_id"] = f"call_{n}"
            for frame in frames:
                meter.feed(ServerEvent.from_dict({**frame, "event_id": f"{n}{frame['type']}"}))
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert meter.user_turns == meter.tool_calls == turns
        return size

    few = size_after(2000)
    assert size_after(4000) < few + 100_000  # 5 bytes an event would be more
