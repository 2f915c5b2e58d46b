"""A recording is served again, turn by turn, to whoever the client is."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from voicelive_events import MCPTool, ResponseSession, ServerEvent
from voicelive_events.recording import Recorder
from voicelive_events.testing import Call, McpApproval, McpCall, ScriptedSession
from voicelive_events.testing.service._replay import replay
from voicelive_events.testing.service._scripts import Replay

from .playing import V1, Client, played
from .talking import QUICK, answered_to


def lines(*events: Any, start: float = 1_790_000_000.0, step: float = 0.1) -> list[str]:
    """A recording of *events*, one each *step* seconds."""
    return [
        json.dumps({"n": n, "time": start + step * n, "direction": direction_of(e), "event": e})
        for n, e in enumerate(events)
    ]


def direction_of(event: Any) -> str:
    return "received" if isinstance(event, ServerEvent) else "sent"


def of(session: ScriptedSession) -> Replay:
    return replay(lines(*session.events))


async def two_turns(client: Client) -> None:
    client.write("Something else.")
    await client.answer()
    client.write("And more.")
    await client.answer()


def test_each_turn_is_answered_as_it_was() -> None:
    recorded = ScriptedSession().reply("First.").reply("Second, longer.")
    assert played(two_turns, of(recorded)).said == ["First.", "Second, longer."]


def test_the_files_of_one_recording_are_given_in_their_order(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "session.jsonl", max_bytes=16_384)
    with recorder:
        for event in ScriptedSession().reply("One.").reply("Two.").events:
            recorder.received(event)
    parts = sorted(tmp_path.glob("session-*.jsonl.gz"))
    assert len(parts) > 1
    recorded = replay(*parts, str(tmp_path / "session.jsonl"))
    assert played(two_turns, recorded).said == ["One.", "Two."]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 123\n",
        bytes(range(256)) * 8,
        b'{"type": "session.created", "session": {"id": "sess_1"}}\n',
    ],
    ids=["empty", "Git LFS", "audio", "no response"],
)
def test_what_is_no_recording_is_refused(text: bytes, tmp_path: Path) -> None:
    path, other = tmp_path / "session.jsonl", tmp_path / "other.jsonl"
    path.write_bytes(text)
    other.write_text("")
    with pytest.raises(ValueError, match=r"session\.jsonl: expected a response in it, got none$"):
        replay(path)
    with pytest.raises(ValueError, match=r"session\.jsonl, .*other\.jsonl: expected a response"):
        replay(str(path), other)
    with pytest.raises(ValueError, match=r"^expected a response in it, got none$"):
        replay(text.decode("latin-1").splitlines())


def test_a_session_that_only_transcribes_may_be_replayed() -> None:
    assert of(ScriptedSession().user_turn("Hello.")).heard == ["Hello."]


def test_it_speaks_the_dialect_of_the_client() -> None:
    recorded = of(ScriptedSession().reply("First."))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()

    client = played(play, recorded, V1)
    assert client.said == ["First."]
    assert "response.output_audio.delta" in client.types


def test_audio_is_the_recorded_one_in_the_format_of_the_client() -> None:
    audio = bytes(range(96)) * 5
    recorded = of(ScriptedSession().reply("Hi", audio=audio))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        client.update(output_audio_format="g711_ulaw")

    client = played(play, recorded)
    sent = b"".join(b64decode(e["delta"]) for e in client.all("response.audio.delta"))
    assert sent == audio

    async def in_ulaw(client: Client) -> None:
        client.update(output_audio_format="g711_ulaw")
        client.write("Hello.")
        await client.answer()

    client = played(in_ulaw, recorded)
    sent = b"".join(b64decode(e["delta"]) for e in client.all("response.audio.delta"))
    assert len(sent) == 240 // 3


def test_what_was_written_is_spoken_where_the_client_wants_audio() -> None:
    events = ScriptedSession().reply("Hi there").events
    spoken = [event for event in events if not event.type.startswith("response.audio.d")]
    recorded = replay(lines(*spoken))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        assert client.all("response.audio.delta")

    assert played(play, recorded).said == ["Hi there"]


def test_calls_have_their_recorded_ids_and_arguments() -> None:
    recorded = ScriptedSession().tool_call("get_weather", {"city": "Oslo"}, output="Dry.")

    async def play(client: Client) -> None:
        client.write("Is it raining?")
        await client.answer()

    client = played(play, of(recorded))
    call = client.last("response.function_call_arguments.done")
    (old,) = [e for e in recorded.events if e.type == "response.function_call_arguments.done"]
    assert (call["name"], call["arguments"]) == ("get_weather", old["arguments"])
    assert call["call_id"] == old["call_id"]
    assert call["item_id"] != old["item_id"]


def test_the_user_says_what_was_recorded() -> None:
    recorded = ScriptedSession().spoken_turn("My name is Kim.", "Hello Kim.")

    async def play(client: Client) -> None:
        client.update(input_audio_transcription={"model": "whisper-1"})
        client.hear(speech_ms=500, silence_ms=1000)
        await client.settle()

    client = played(play, of(recorded))
    heard = client.last("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "My name is Kim."
    assert client.said == ["Hello Kim."]


def test_an_interrupted_answer_ends_where_it_was_cut() -> None:
    recorded = ScriptedSession().interruption("One two three four", "Stop.")

    async def play(client: Client) -> None:
        client.write("Count.")
        await client.answer()

    client = played(play, of(recorded))
    assert client.said == ["One two"]
    assert client.last("response.done")["response"]["status"] == "completed"


def test_warnings_and_errors_come_again_and_answers_to_the_client_do_not() -> None:
    events = ScriptedSession().reply("Hi").events
    done = next(n for n, e in enumerate(events) if e.type == "response.done")
    own: list[Any] = [
        ServerEvent.from_dict({"type": "warning", "warning": {"message": "Careful."}}),
        ServerEvent.from_dict({"type": "error", "error": {"message": "Oh.", "type": "x"}}),
        ServerEvent.from_dict(
            {"type": "error", "error": {"message": "Bad.", "type": "x", "event_id": "mine"}}
        ),
        ServerEvent.from_dict({"type": "brand.new", "value": 1}),
    ]
    recorded = replay(lines(*events[:done], *own, *events[done:]))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()

    client = played(play, recorded)
    types = ["warning", "error", "brand.new"]
    assert [e.type for e in client.events if e.type in types] == types
    assert all(e["event_id"] for e in client.events)


def test_a_failure_comes_again() -> None:
    events = ScriptedSession().reply("Hi there you").events
    last = events[-1].copy()
    details = {"type": "incomplete", "reason": "content_filter"}
    last["response"] = last["response"] | {"status": "incomplete", "status_details": details}
    recorded = replay(lines(*events[:-1], last))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()

    response = played(play, recorded).last("response.done")["response"]
    assert (response["status"], response["status_details"]) == ("incomplete", details)


def test_words_that_the_client_gave_are_not_served_again() -> None:
    message = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Welcome!"}],
    }
    asked = {"type": "response.create", "response": {"pre_generated_assistant_message": message}}
    session = ScriptedSession().reply("Welcome!")
    greeting = list(session.events)
    session.reply("First.")
    plain = {"type": "response.create"}
    recorded = replay(lines(asked, *greeting, plain, *session.events[len(greeting) :]))

    async def play(client: Client) -> None:
        await client.answer(pre_generated_assistant_message=message)
        client.write("Hello.")
        await client.answer()

    assert played(play, recorded).said == ["Welcome!", "First."]


def test_responses_out_of_band_are_served_apart() -> None:
    events = ScriptedSession().reply("Aside.").reply("Inside.").events
    for event in events:
        response = event.get("response")
        if response and response["id"] == "resp_1":
            response["conversation_id"] = None
    recorded = replay(lines(*events))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        await client.answer(conversation="none")

    assert played(play, recorded).said == ["Inside.", "Aside."]


def test_after_its_end_the_default_answers() -> None:
    assert played(two_turns, of(ScriptedSession().reply("Once."))).said == [
        "Once.",
        "You said: And more.",
    ]


@pytest.mark.parametrize("pace", [1.0, 10.0, 0.0])
def test_it_keeps_its_own_pace(pace: float) -> None:
    asked = {"type": "response.create"}
    events = ScriptedSession().response("One two", Call("f"), "three").events
    start = next(n for n, e in enumerate(events) if e.type == "response.created")
    recorded = replay(lines(*events[:start], asked, *events[start:], step=0.5))
    ends = ("response.audio.delta", "response.function_call_arguments.done", "response.done")

    def times(events: list[Any], times: Iterable[float]) -> list[float]:
        at = [time for event, time in zip(events, times, strict=True) if event.type in ends]
        return [time - at[0] for time in at]

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()

    client = played(play, recorded, pace=pace)
    scale = 0.5 / pace if pace else 0
    old = times(events, [n * scale for n in range(len(events))])
    assert times(client.events, client.times) == pytest.approx(old, abs=2 * scale)
    (first, *_) = client.times_of("response.audio_transcript.delta")
    assert first == pytest.approx(5 * scale)  # of what stood between the request and the words


def test_what_was_never_recorded_is_served_as_well() -> None:
    session = ScriptedSession().reply("First.").reply("Second.")
    with QUICK(session) as service, connect(service.url) as websocket:
        ends = [answered_to(websocket)[-1]["response"] for _ in range(2)]
    said = [end["output"][0]["content"][0]["transcript"] for end in ends]
    assert said == ["First.", "Second."]


def test_word_times_and_the_face_come_again_where_they_are_asked_for() -> None:
    wanted = {
        "output_audio_timestamp_types": ["word"],
        "animation": {"outputs": ["viseme_id", "blendshapes"]},
    }
    settings = ResponseSession.from_dict({"id": "sess_1", "modalities": ["audio"], **wanted})
    session = ScriptedSession(settings).reply("One two")
    kinds = (
        "response.audio_timestamp.delta",
        "response.animation_viseme.delta",
        "response.animation_blendshapes.delta",
    )

    def extras(events: Iterable[ServerEvent]) -> list[Any]:
        own = ("event_id", "response_id", "item_id")
        told = [event for event in events if event.type in kinds]
        return [{key: value for key, value in e.items() if key not in own} for e in told]

    async def play(client: Client) -> None:
        await client.answer()
        assert not extras(client.events)
        client.update(**wanted)
        await client.answer()

    client = played(play, replay(session.reply("One two")))
    assert extras(client.events) == extras(session.events)[6:]
    assert len(extras(client.events)) == 6


def test_the_tools_of_a_server_are_the_recorded_ones() -> None:
    server = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com"}
    tool = MCPTool(name="find", input_schema={})
    session = ScriptedSession().mcp_tools("docs", [tool]).mcp_tools("gone", None)
    session.reply("Done.")

    async def play(client: Client) -> None:
        client.update(tools=[server, {**server, "server_label": "gone"}])

    client = played(play, replay(session))
    items = [event["item"] for event in client.all("conversation.item.created")]
    assert [item["tools"] for item in items] == [[tool], []]
    assert client.types[-1] == "mcp_list_tools.failed"


def test_a_call_that_was_approved_names_the_new_question() -> None:
    approval = McpApproval("docs", "find")
    session = ScriptedSession().response(approval).response(McpCall("docs", "find", {}, "Found."))

    async def play(client: Client) -> None:
        client.write("Find it.")
        asked = (await client.answer())["response"]["output"][0]["id"]
        answer = {"type": "mcp_approval_response", "approval_request_id": asked, "approve": True}
        client.send("conversation.item.create", item=answer)
        await client.settle()
        call = client.last("response.done")["response"]["output"][0]
        assert (call["approval_request_id"], call["output"]) == (asked, "Found.")

    played(play, replay(session))


def test_words_without_audio_or_pieces_are_spoken_anew() -> None:
    events = ScriptedSession().reply("Hi there").events
    recorded = replay(lines(*[event for event in events if not event.type.endswith("delta")]))

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        assert len(client.all("response.audio.delta")) == 2

    assert played(play, recorded).said == ["Hi there"]


def test_a_request_that_was_refused_is_no_greeting() -> None:
    greeting = {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}]}
    asked = {"type": "response.create", "response": {"pre_generated_assistant_message": greeting}}
    code = "conversation_already_has_active_response"
    error = {"type": "error", "error": {"message": "No.", "type": "x", "code": code}}
    session = ScriptedSession().reply("First.").reply("Second.")
    plain = {"type": "response.create"}
    refused = [plain, asked, ServerEvent.from_dict(error)]
    recorded = replay(lines(*refused, *session.events))
    assert played(two_turns, recorded).said == ["First.", "Second."]


@pytest.mark.parametrize(("name", "said"), [(None, "One."), ("b", "Two.")])
def test_one_session_of_an_archive_is_served(name: str | None, said: str) -> None:
    sessions = [("a", ScriptedSession().reply("One.")), ("b", ScriptedSession().reply("Two."))]
    archive = [
        json.dumps({"session": key, "event": event})
        for key, session in sessions
        for event in session.events
    ]
    assert played(two_turns, replay(archive, session=name)).said[0] == said


def test_a_recording_that_breaks_off_is_served_to_its_end() -> None:
    events = ScriptedSession().reply("One two three").events
    last = [n for n, e in enumerate(events) if e.type == "response.audio.delta"][-1]
    assert played(two_turns, replay(lines(*events[:last]))).said[0] == "One two three"


def test_a_replay_ends_where_its_words_are_too_many() -> None:
    async def play(client: Client) -> None:
        await client.answer(max_output_tokens=2)

    assert played(play, replay(ScriptedSession().reply("One two three"))).said == ["One two"]


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join([*lines(*ScriptedSession().reply("Hi").events), "no record"]))
    assert len(replay(log).answers) == 1


def test_what_cannot_be_read_is_passed_over() -> None:
    events = [json.loads(event.to_json()) for event in ScriptedSession().reply("Hi").events]
    delta = next(e for e in events if e["type"] == "response.audio.delta")
    broken = [{**delta, "delta": "%"}, {**delta, "response_id": "unknown"}, {"type": 5}]
    assert replay([json.dumps(e) for e in [*events, *broken]]).answers
