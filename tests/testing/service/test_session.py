"""A session of the stand-in, as a client sees it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode, b64encode
from typing import Any

import pytest

from voicelive_events import ResponseFailedDetails, ResponseIncompleteDetails
from voicelive_events.testing import Call, McpApproval
from voicelive_events.testing.service import _conversation
from voicelive_events.testing.service._scripts import Close, Silence, Turn
from voicelive_events.testing.service._speech import tones

from .playing import DATED, V1, Client, played

every_dialect = pytest.mark.parametrize("version", [DATED, V1])

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
TRANSCRIBED = {"input_audio_transcription": {"model": "whisper-1"}}


# --- Frames that are wrong -----------------------------------------------------------------------


async def nothing(client: Client) -> None: ...


WRONG = [
    ("no json", "invalid_json", None),
    ("[1]", "invalid_json", None),
    ("{}", "missing_required_parameter", "type"),
    ('{"type": 5}', "invalid_type", "type"),
    ('{"type": "session.destroy"}', "invalid_value", "type"),
    ('{"type": "session.update"}', "missing_required_parameter", "session"),
    ('{"type": "session.update", "session": 5}', "invalid_type", "session"),
    (
        '{"type": "session.update", "session": {"tools": [{"type": "function"}]}}',
        "missing_required_parameter",
        "session.tools[0].name",
    ),
    ('{"type": "conversation.item.create"}', "missing_required_parameter", "item"),
    ('{"type": "conversation.item.delete"}', "missing_required_parameter", "item_id"),
    ('{"type": "input_audio_buffer.append"}', "missing_required_parameter", "audio"),
    ('{"type": "input_audio_buffer.append", "audio": "%%%"}', "invalid_value", "audio"),
    ('{"type": "input_audio_buffer.append", "audio": 5}', "invalid_type", "audio"),
]


@pytest.mark.parametrize(("frame", "code", "param"), WRONG)
def test_a_wrong_frame_is_answered_by_an_error(frame: str, code: str, param: str | None) -> None:
    async def play(client: Client) -> None:
        client.send_frame(frame)

    client = played(play)
    assert client.types == ["session.created", "error"]
    error = client.last("error")["error"]
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", code, param)


def test_an_error_names_the_event_of_the_client() -> None:
    async def play(client: Client) -> None:
        client.send("response.cancel", event_id="mine")
        client.send("response.cancel")
        client.send("response.cancel", event_id=5)

    client = played(play)
    errors = [event["error"] for event in client.all("error")]
    assert [error["event_id"] for error in errors] == ["mine", None, None]
    assert errors[0]["code"] == "response_cancel_not_active"


def test_an_error_shows_no_more_of_a_secret_than_its_place() -> None:
    async def play(client: Client) -> None:
        client.send("byom_credential.update", authorization_headers={"x": ["hunter2"]})

    assert "hunter2" not in str(played(play).events)


# --- Settings ----------------------------------------------------------------------------------


@every_dialect
def test_a_session_begins_with_its_settings(version: str) -> None:
    client = played(nothing, api_version=version)
    assert client.types == ["session.created"]
    session = client.events[0]["session"]
    assert session["model"] == "gpt-realtime"
    assert session["id"].startswith("sess_")


def test_an_update_may_come_in_the_middle_of_a_response() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        client.update(instructions="Later.")
        await client.settle()

    client = played(play)
    assert client.last("session.updated")["session"]["instructions"] == "Later."
    assert client.last("response.done")["response"]["status"] == "completed"


# --- Items -------------------------------------------------------------------------------------


@every_dialect
def test_items_are_placed_retrieved_and_deleted(version: str) -> None:
    async def play(client: Client) -> None:
        client.write("one", id="one")
        client.write("two", id="two")
        item = {"type": "message", "role": "system", "content": []}
        client.send("conversation.item.create", item=item | {"id": "0"}, previous_item_id="root")
        client.send("conversation.item.create", item=item | {"id": "1½"}, previous_item_id="one")
        client.send("conversation.item.retrieve", item_id="two")
        client.send("conversation.item.delete", item_id="two")
        client.send("conversation.item.retrieve", item_id="two")

    client = played(play, api_version=version)
    placed = "conversation.item.added" if version == V1 else "conversation.item.created"
    places = [(e["item"]["id"], e["previous_item_id"]) for e in client.all(placed)]
    assert places == [("one", None), ("two", "one"), ("0", None), ("1½", "one")]
    retrieved = client.last("conversation.item.retrieved")["item"]
    assert retrieved["content"] == [{"type": "input_text", "text": "two"}]
    assert client.last("conversation.item.deleted")["item_id"] == "two"
    assert client.codes == ["item_retrieve_invalid_item_id"]


REFUSED = [
    ({"type": "conversation.item.delete", "item_id": "x"}, "item_delete_invalid_item_id"),
    ({"type": "conversation.item.retrieve", "item_id": "x"}, "item_retrieve_invalid_item_id"),
    (
        {
            "type": "conversation.item.truncate",
            "item_id": "x",
            "content_index": 0,
            "audio_end_ms": 0,
        },
        "item_truncate_invalid_item_id",
    ),
    (
        {
            "type": "conversation.item.truncate",
            "item_id": "there",
            "content_index": 0,
            "audio_end_ms": 0,
        },
        "invalid_value",
    ),
    (
        {
            "type": "conversation.item.create",
            "previous_item_id": "x",
            "item": {"type": "message", "role": "user", "content": []},
        },
        "item_create_invalid_previous_item_id",
    ),
    (
        {
            "type": "conversation.item.create",
            "item": {"type": "message", "role": "user", "content": [], "id": "there"},
        },
        "item_create_duplicate_item_id",
    ),
    (
        {
            "type": "conversation.item.create",
            "item": {"type": "function_call_output", "call_id": "x", "output": ""},
        },
        "invalid_tool_call_id",
    ),
    ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty"),
    ({"type": "response.cancel"}, "response_cancel_not_active"),
    ({"type": "response.cancel", "response_id": "x"}, "response_cancel_not_active"),
    ({"type": "input_text.delta", "id": "x", "delta": ""}, None),
    ({"type": "session.avatar.connect", "client_sdp": "no sdp"}, "invalid_value"),
]


@pytest.mark.parametrize(("event", "code"), REFUSED)
def test_what_the_service_refuses_is_refused(event: dict[str, Any], code: str | None) -> None:
    async def play(client: Client) -> None:
        client.write("Hello.", id="there")
        before = len(client.events)
        client.send(**event, event_id="mine")
        assert client.types[before:] == ["error"]

    client = played(play)
    assert client.codes == [code]
    assert client.last("error")["error"]["event_id"] == "mine"


SPEECH = {"type": "output_audio", "audio": "AAAA"}
NO_ITEMS = [
    ({"type": "news", "content": True}, "item.type"),
    ({"type": "item_reference", "id": "there"}, "item.type"),
    ({"type": "message", "role": "poet", "content": []}, "item.role"),
    ({"type": "message", "role": "assistant", "content": [SPEECH]}, "item.content[0].type"),
]


@pytest.mark.parametrize(("item", "param"), NO_ITEMS)
def test_what_no_client_may_create_is_refused(item: dict[str, Any], param: str) -> None:
    async def play(client: Client) -> None:
        client.send("conversation.item.create", item=item)

    client = played(play)
    assert client.types == ["session.created", "error"]
    error = client.last("error")["error"]
    assert (error["code"], error["param"]) == ("invalid_value", param)


def test_history_is_kept_as_the_client_gives_it() -> None:
    async def play(client: Client) -> None:
        call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
        client.send("conversation.item.create", item=call)
        client.give_output("c", "out")
        client.send(
            "conversation.item.create",
            item={
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "Hi."}],
            },
        )

    items = [e["item"] for e in played(play).all("conversation.item.created")]
    assert [item["type"] for item in items] == ["function_call", "function_call_output", "message"]
    assert items[0]["status"] == "completed"
    assert items[2]["content"] == [{"type": "text", "text": "Hi."}]


def test_an_item_that_is_deleted_while_it_is_spoken_stays_deleted() -> None:
    async def play(client: Client) -> None:
        client.ask()
        await asyncio.sleep(0.1)
        item_id = client.last("response.output_item.added")["item"]["id"]
        client.send("conversation.item.delete", item_id=item_id)
        await client.settle()
        client.send("conversation.item.retrieve", item_id=item_id)

    client = played(play, api_version=V1, pace=1.0)
    assert client.codes == ["item_retrieve_invalid_item_id"]
    assert client.last("response.done")["response"]["status"] == "completed"


def test_the_first_items_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_conversation, "_KEPT", 3)
    seen: list[list[str]] = []

    def script(turn: Turn) -> None:
        seen.append([item.id or "" for item in turn.items])

    async def play(client: Client) -> None:
        for name in "abcde":
            client.write("Hello.", id=name)
        client.send("conversation.item.retrieve", item_id="b")
        await client.answer()

    client = played(play, script)
    assert seen == [["c", "d", "e"]]
    assert client.codes == ["item_retrieve_invalid_item_id"]
    assert client.session._writer.order == ["c", "d", "e"]


# --- Spoken turns ------------------------------------------------------------------------------


@every_dialect
def test_a_spoken_turn_is_heard_and_answered(version: str) -> None:
    async def play(client: Client) -> None:
        if version == V1:
            client.update(type="realtime", audio={"input": {"transcription": {"model": "x"}}})
        else:
            client.update(**TRANSCRIBED)
        client.hear(silence_ms=500)
        client.hear(speech_ms=1000, silence_ms=800)
        await client.settle()

    client = played(play, ["Nice to meet you."], version, hear=["My name is Kim."])
    placed = "conversation.item.added" if version == V1 else "conversation.item.created"
    assert client.types[2:8] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        placed,
        "conversation.item.done",
        "response.created",
    ]
    heard = client.last("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "My name is Kim."
    deltas = client.all("conversation.item.input_audio_transcription.delta")
    assert "".join(e["delta"] for e in deltas) == "My name is Kim."
    assert client.said == ["Nice to meet you."]


def test_what_was_heard_is_kept_in_the_item() -> None:
    async def play(client: Client) -> None:
        client.update(**TRANSCRIBED)
        client.hear(speech_ms=500, silence_ms=800)
        await client.settle()
        item_id = client.last("input_audio_buffer.committed")["item_id"]
        client.send("conversation.item.retrieve", item_id=item_id)

    item = played(play, hear=["Yes."]).last("conversation.item.retrieved")["item"]
    assert item["content"] == [{"type": "input_audio", "transcript": "Yes."}]


def test_without_transcription_none_is_sent_yet_the_words_are_known() -> None:
    async def play(client: Client) -> None:
        client.hear(speech_ms=500, silence_ms=800)
        await client.settle()

    client = played(play, hear=["Yes."])
    assert not [kind for kind in client.types if "transcription" in kind]
    assert client.said == ["You said: Yes."]


def test_by_default_the_words_say_how_long_the_speech_was() -> None:
    async def play(client: Client) -> None:
        client.hear(silence_ms=700)
        client.hear(speech_ms=1500, silence_ms=800)
        await client.settle()

    assert played(play).said == ["You said: 1.5 seconds of speech"]


def test_a_client_may_answer_for_itself_when_the_user_has_spoken() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection={"type": "server_vad", "create_response": False})
        client.hear(speech_ms=500, silence_ms=800)
        await client.settle()
        assert client.types[-1] == "conversation.item.done"
        await client.answer()

    assert played(play, hear=["Yes."]).said == ["You said: Yes."]


def test_without_turn_detection_the_client_commits_and_asks() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection=None)
        client.hear(speech_ms=500, silence_ms=2000)
        await client.settle()
        assert client.types[-1] == "session.updated"
        client.send("input_audio_buffer.commit")
        await client.settle()
        assert client.types[-1] == "conversation.item.done"
        await client.answer()

    client = played(play, hear=["Yes."])
    assert client.said == ["You said: Yes."]
    assert client.codes == []


def test_asking_for_a_response_commits_what_is_there() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection=None)
        client.hear(speech_ms=500)
        client.ask(commit=False)
        await client.settle()
        assert "input_audio_buffer.committed" not in client.types
        await client.answer()

    assert played(play, hear=["Yes."]).said[-1] == "You said: Yes."


def test_v1_commits_what_is_there_if_it_is_told_to() -> None:
    async def play(client: Client) -> None:
        client.update(type="realtime", audio={"input": {"turn_detection": None}})
        client.hear(speech_ms=500)
        await client.answer()
        assert "input_audio_buffer.committed" not in client.types
        await client.answer(commit=True)

    assert played(play, api_version=V1, hear=["Yes."]).said[-1] == "You said: Yes."


def test_a_session_may_do_nothing_but_transcribe() -> None:
    async def play(client: Client) -> None:
        heard = {"transcription": {"model": "whisper-1"}}
        client.update(type="transcription", audio={"input": heard})
        client.hear(speech_ms=500, silence_ms=800)
        await client.settle()
        client.ask()

    client = played(play, api_version=V1, hear=["Yes."])
    heard = client.last("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "Yes."
    assert "response.created" not in client.types
    assert client.types[-1] == "error"


def test_audio_that_is_cleared_is_not_heard() -> None:
    async def play(client: Client) -> None:
        client.hear(speech_ms=500)
        client.send("input_audio_buffer.clear")
        client.hear(silence_ms=2000)
        await client.settle()

    client = played(play)
    assert client.types[-2:] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.cleared",
    ]


def test_a_turn_that_is_streamed_under_an_id_becomes_a_message() -> None:
    async def play(client: Client) -> None:
        audio = b64encode(bytes(48_000)).decode()
        for turn in ("a", "b", "c"):
            client.send("input_audio.turn.start", turn_id=turn)
            client.send("input_audio.turn.append", turn_id=turn, audio=audio)
        client.send("input_audio.turn.end", turn_id="a")
        client.send("input_audio.turn.cancel", turn_id="b")
        client.send("input_audio.turn.end", turn_id="b")
        client.send("input_audio.clear")
        client.send("input_audio.turn.end", turn_id="c")

    client = played(play)
    assert len(client.all("input_audio_buffer.committed")) == 1
    assert client.codes == ["input_audio_buffer_commit_empty"] * 2


def test_long_silence_becomes_a_turn() -> None:
    detection = {"type": "server_vad", "idle_timeout_ms": 4000}

    async def play(client: Client) -> None:
        client.update(type="realtime", audio={"input": {"turn_detection": detection}})
        client.write("Hello.")
        await client.answer()
        client.hear(silence_ms=9000)
        await client.settle()

    client = played(play, ["Hi", "Are you there?"], V1)
    timeout = client.last("input_audio_buffer.timeout_triggered")
    assert (timeout["audio_start_ms"], timeout["audio_end_ms"]) == (300, 4300)
    assert client.said == ["Hi", "Are you there?"]


@pytest.mark.parametrize(
    "format", ["pcm16", "g711_ulaw", "g711_alaw", "pcm16_8000hz", "pcm16_16000hz"]
)
def test_the_answer_comes_in_the_format_of_the_session(format: str) -> None:
    async def play(client: Client) -> None:
        client.update(output_audio_format=format)
        client.write("Hello.")
        await client.answer()

    client = played(play, ["One two three"])
    size = sum(len(b64decode(e["delta"])) for e in client.all("response.audio.delta"))
    expected = {"pcm16": 48, "pcm16_16000hz": 32, "pcm16_8000hz": 16}.get(format, 8)
    assert size == 900 * expected


# --- Interruptions -----------------------------------------------------------------------------


async def _interrupt(client: Client, **detection: Any) -> None:
    """The user speaks over a long answer, more than a second after it began."""
    client.update(turn_detection={"type": "server_vad", **detection})
    client.write("Tell me a story.")
    client.ask()
    await asyncio.sleep(1.4)
    client.hear(silence_ms=600)
    client.hear(speech_ms=100)


LONG = " ".join(["word"] * 40)


def test_the_user_interrupts_the_answer() -> None:
    async def play(client: Client) -> None:
        await _interrupt(client)
        await client.settle()

    client = played(play, [LONG], pace=1.0)
    at = client.types.index("input_audio_buffer.speech_started")
    assert client.types[at:] == [
        "input_audio_buffer.speech_started",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]
    response = client.last("response.done")["response"]
    assert response["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert response["output"][0]["status"] == "incomplete"
    assert response["output"][0]["content"][0]["transcript"] == "word word word word word"


def test_an_interrupted_answer_is_truncated_where_the_session_says_so() -> None:
    async def play(client: Client) -> None:
        await _interrupt(client, auto_truncate=True)
        item_id = client.last("conversation.item.truncated")["item_id"]
        client.send("conversation.item.retrieve", item_id=item_id)
        await client.settle()

    client = played(play, [LONG], pace=1.0)
    assert client.types[-3:-1] == ["response.done", "conversation.item.truncated"]
    truncated = client.last("conversation.item.truncated")
    assert truncated["audio_end_ms"] == 650  # of which the microphone heard silence, then speech
    item = client.last("conversation.item.retrieved")["item"]
    assert item["content"][0]["transcript"] == "word word word"


def test_what_is_still_played_after_the_response_is_truncated_too() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection={"type": "server_vad", "auto_truncate": True})
        client.write("Tell me a story.")
        await client.answer()
        client.hear(silence_ms=1000)
        client.hear(speech_ms=50)
        client.hear(silence_ms=600)
        client.hear(speech_ms=50)

    client = played(play, [LONG])
    (truncated,) = client.all("conversation.item.truncated")
    assert truncated["audio_end_ms"] == 1050


def test_what_was_played_is_told_by_the_microphone() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection={"type": "server_vad", "auto_truncate": True})
        client.hear(silence_ms=2000)
        client.write("Tell me a story.")
        client.ask()
        for _ in range(3):
            await asyncio.sleep(0.4)
            client.hear(silence_ms=200)
            client.ask(conversation="none")
        client.hear(speech_ms=50)

    client = played(play, [LONG], pace=1.0)
    assert client.last("conversation.item.truncated")["audio_end_ms"] == 650


def test_what_was_played_to_its_end_is_not_truncated() -> None:
    async def play(client: Client) -> None:
        client.update(turn_detection={"type": "server_vad", "auto_truncate": True})
        client.write("Hello.")
        await client.answer()
        client.hear(silence_ms=1000)
        client.hear(speech_ms=50)

    assert not played(play, ["Hi there."]).all("conversation.item.truncated")


def test_an_answer_goes_on_where_the_session_does_not_let_it_be_interrupted() -> None:
    async def play(client: Client) -> None:
        await _interrupt(client, interrupt_response=False)
        client.hear(silence_ms=1000)
        await client.settle()

    client = played(play, ["word " * 12], pace=1.0)
    assert [e["response"]["status"] for e in client.all("response.done")] == ["completed"]
    assert client.said == ["word " * 12]
    assert client.codes == []


def test_a_client_truncates_what_was_heard() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        item_id = (await client.answer())["response"]["output"][0]["id"]
        for end in (901, -1, 450, 600, 0, 1):
            client.send(
                "conversation.item.truncate",
                item_id=item_id,
                content_index=0,
                audio_end_ms=end,
            )
            if end in (600, 1):
                client.send("conversation.item.retrieve", item_id=item_id)

    client = played(play, ["One two three"])
    truncated = ["item_already_truncated"] * 2
    assert client.codes == ["invalid_value", "invalid_value", *truncated]
    assert "900ms is already shorter than 901ms" in client.all("error")[0]["error"]["message"]
    assert [e["audio_end_ms"] for e in client.all("conversation.item.truncated")] == [450, 0]
    item, nothing = [e["item"] for e in client.all("conversation.item.retrieved")]
    assert item["content"][0]["transcript"] == "One two"
    assert nothing["content"][0]["transcript"] == ""


def test_what_comes_after_a_truncation_is_not_heard_either() -> None:
    async def play(client: Client) -> None:
        client.ask()
        await asyncio.sleep(0.4)
        item_id = client.last("response.output_item.added")["item"]["id"]
        cut = {"item_id": item_id, "content_index": 0, "audio_end_ms": 300}
        client.send("conversation.item.truncate", **cut)
        await client.settle()
        client.send("conversation.item.retrieve", item_id=item_id)

    client = played(play, ["One two three"], pace=1.0)
    item = client.last("conversation.item.retrieved")["item"]
    assert item["content"][0]["transcript"] == "One"


# --- Responses ---------------------------------------------------------------------------------


def test_one_response_at_a_time() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        client.send("response.create", event_id="second")
        await client.settle()
        await client.answer()

    client = played(play)
    assert client.codes == ["conversation_already_has_active_response"]
    error = client.last("error")["error"]
    first = client.all("response.created")[0]["response"]["id"]
    assert error["event_id"] == "second"
    assert first in error["message"]
    assert len(client.all("response.done")) == 2


def test_a_response_may_take_the_place_of_another() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        await client.answer(cancel_previous=True)

    statuses = [e["response"]["status"] for e in played(play).all("response.done")]
    assert statuses == ["cancelled", "completed"]


def test_a_response_is_cancelled() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        response_id = client.last("response.created")["response"]["id"]
        client.send("response.cancel", response_id="other")
        client.send("response.cancel", response_id=response_id)
        await client.settle()
        client.ask()
        client.send("response.cancel")
        await client.settle()

    client = played(play, [[Silence(float("inf"))], [Silence(float("inf"))]])
    assert client.codes == ["response_cancel_not_active"]
    details = [e["response"]["status_details"] for e in client.all("response.done")]
    assert details == [{"type": "cancelled", "reason": "client_cancelled"}] * 2


def test_responses_out_of_band_run_beside_and_stay_out_of_the_conversation() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        for name in ("a", "b"):
            client.ask(conversation="none", metadata={"name": name}, input_items=[])
        client.ask()
        await client.settle()
        client.send("response.cancel", response_id="x")

    client = played(play, [None])
    created = [event["response"] for event in client.all("response.created")]
    assert [r["metadata"] for r in created] == [{"name": "a"}, {"name": "b"}, None]
    assert [bool(r["conversation_id"]) for r in created] == [False, False, True]
    done = [event["response"] for event in client.all("response.done")]
    assert [r["metadata"] for r in done if r["metadata"]] == [{"name": "a"}, {"name": "b"}]
    assert len(client.all("conversation.item.created")) == 1
    assert client.said == ["Hello! How can I help you?"] * 2


def test_a_response_out_of_band_does_not_wait_for_the_other() -> None:
    async def play(client: Client) -> None:
        client.ask()
        client.ask(conversation="none")
        await asyncio.sleep(5)
        (done,) = client.all("response.done")
        assert done["response"]["conversation_id"] is None

    assert played(play, [[Silence(10)]], pace=1.0).codes == []


def test_a_response_out_of_band_is_cancelled_by_its_id() -> None:
    async def play(client: Client) -> None:
        client.ask(conversation="none")
        response_id = client.last("response.created")["response"]["id"]
        client.send("response.cancel")
        client.send("response.cancel", response_id=response_id)
        await client.settle()

    client = played(play)
    assert client.codes == ["response_cancel_not_active"]
    assert client.last("response.done")["response"]["status"] == "cancelled"


def test_given_words_are_spoken_and_need_no_script() -> None:
    message = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Welcome!"}],
    }

    async def play(client: Client) -> None:
        await client.answer(pre_generated_assistant_message=message)
        await client.answer()

    assert played(play, ["From the script."]).said == ["Welcome!", "From the script."]


@pytest.mark.parametrize("content", [[], [{"type": "text", "text": "Hi."}] * 2])
def test_given_words_are_one_text(content: list[dict[str, str]]) -> None:
    message = {"type": "message", "role": "assistant", "content": content}

    async def play(client: Client) -> None:
        client.ask(pre_generated_assistant_message=message)

    client = played(play)
    assert client.types == ["session.created", "error"]
    place = "response.pre_generated_assistant_message.content"
    assert client.last("error")["error"]["param"] == place


def test_the_context_is_what_the_client_gives() -> None:
    seen: list[list[str]] = []

    def script(turn: Turn) -> str:
        seen.append([item["content"][0]["text"] for item in turn.items])
        return "Hi"

    def item(text: str) -> dict[str, Any]:
        content = [{"type": "input_text", "text": text}]
        return {"type": "message", "role": "user", "content": content}

    async def play(client: Client) -> None:
        client.write("kept", id="kept")
        client.update(modalities=["text"])
        await client.answer(append_input_items=[item("more")])
        await client.answer(input_items=[item("other")], conversation="none")
        reference = {"type": "item_reference", "id": "kept"}
        gone = {"type": "item_reference", "id": "gone"}
        await client.answer(input=[item("other"), reference, gone], conversation="none")

    client = played(play, script)
    assert client.failures == []
    assert seen == [["kept", "more"], ["other"], ["other", "kept"]]


def test_the_model_is_told_more_for_one_response() -> None:
    told: list[str] = []

    def script(turn: Turn) -> None:
        told.append(turn.instructions)

    async def play(client: Client) -> None:
        client.update(instructions="Be brief.")
        client.send("response.create", additional_instructions="Be kind.")
        await client.settle()
        await client.answer(instructions="Be loud.")

    played(play, script)
    assert told == ["Be brief.\nBe kind.", "Be loud."]


@every_dialect
def test_an_answer_is_written_where_the_response_has_no_audio(version: str) -> None:
    name = "output_modalities" if version == V1 else "modalities"

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer(**{name: ["text"]})

    client = played(play, ["Hi"], version)
    assert client.said == ["Hi"]
    assert not [kind for kind in client.types if "audio" in kind]


def test_an_answer_ends_where_its_tokens_do() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer(max_output_tokens=2)

    client = played(play, ["One two three"])
    response = client.last("response.done")["response"]
    assert client.said == ["One two"]
    assert response["status_details"] == {"type": "incomplete", "reason": "max_output_tokens"}


def test_word_times_and_visemes_come_where_they_are_asked_for() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        assert not client.all("response.audio_timestamp.delta")
        client.update(output_audio_timestamp_types=["word"], animation={"outputs": ["viseme_id"]})
        await client.answer()

    client = played(play, ["No", "One two"])
    words = [
        (e["text"], e["audio_offset_ms"], e["audio_duration_ms"])
        for e in client.all("response.audio_timestamp.delta")
    ]
    assert words == [("One", 0, 300), ("two", 300, 300)]
    shapes = [
        (e["viseme_id"], e["audio_offset_ms"])
        for e in client.all("response.animation_viseme.delta")
    ]
    assert shapes == [(8, 0), (19, 100), (4, 200), (19, 300), (7, 400), (8, 500)]


def test_the_face_comes_without_a_gap_where_it_is_asked_for() -> None:
    async def play(client: Client) -> None:
        client.update(animation={})
        await client.answer()

    client = played(play, ["One two three"])
    deltas = client.all("response.animation_blendshapes.delta")
    assert [(e["frame_index"], len(e["frames"])) for e in deltas] == [(0, 18), (18, 19), (37, 19)]
    assert "response.animation_blendshapes.done" in client.types


def test_an_answer_takes_its_own_time() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        assert client.now == pytest.approx(1.2)
        await client.answer()
        assert client.now == pytest.approx(1.2 + 0.1)

    played(play, [["One two three", Silence(0.3)], Silence(0.1)], pace=1.0)


def test_delays_do_not_add_up() -> None:
    async def play(client: Client) -> None:
        client.busy_s = 0.1  # as long as each event takes to be sent
        client.write("Hello.")
        await client.answer()
        first, *_, last = client.times_of("response.audio.delta")
        assert last - first == pytest.approx(39 * 0.3, abs=0.3)

    played(play, [LONG], pace=1.0)


def test_an_answer_that_is_late_does_not_rush() -> None:
    async def script(turn: Turn) -> list[Any]:
        return ["One", Silence(0.1), "two", "three"]

    async def speak(text: str, format: Any, language: str) -> Any:
        await asyncio.sleep(5)
        return await tones(text, format, language)

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        assert client.times_of("response.audio.delta") == pytest.approx([5, 10.4, 15.7])

    played(play, script, pace=1.0, speak=speak)


def test_a_script_that_fails_fails_the_response_and_is_told() -> None:
    async def script(turn: Turn) -> str:
        raise KeyError("oops")

    async def play(client: Client) -> None:
        client.write("Hello.")
        await client.answer()
        client.ask()
        await client.settle()

    client = played(play, script)
    assert [repr(error) for error in client.failures] == ["KeyError('oops')"] * 2
    details = client.last("response.done")["response"]["status_details"]
    assert details["error"]["type"] == "server_error"


def test_a_script_may_fail_by_what_is_no_exception() -> None:
    def script(turn: Turn) -> str:
        pytest.fail("no such question")

    async def play(client: Client) -> None:
        assert (await client.answer())["response"]["status"] == "failed"

    assert [str(error) for error in played(play, script).failures] == ["no such question"]


def test_a_response_fails_on_request() -> None:
    details = ResponseIncompleteDetails(reason="content_filter")

    async def play(client: Client) -> None:
        client.session.fail_response(details)
        client.write("Hello.")
        await client.answer()
        await client.answer()

    ends = [e["response"] for e in played(play).all("response.done")]
    assert [end["status"] for end in ends] == ["incomplete", "completed"]
    assert ends[0]["status_details"] == details


def test_a_response_that_runs_fails_at_its_next_step() -> None:
    details = ResponseFailedDetails(error={"type": "rate_limit_exceeded"})

    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        await asyncio.sleep(0.4)
        client.session.fail_response(details)
        assert client.types[-1] == "response.audio.delta"
        await client.settle()

    client = played(play, ["One two three four"], pace=1.0)
    assert client.last("response.done")["response"]["status"] == "failed"
    assert client.said == ["One two"]


def test_a_script_closes_the_connection() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        await client.settle()

    assert played(play, [["Bye.", Close(1001, "going away")]]).closed == [(1001, "going away")]


def test_nothing_is_sent_after_the_end() -> None:
    async def play(client: Client) -> None:
        client.write("Hello.")
        client.ask()
        before = len(client.events)
        client.session.close()
        client.write("Hello?")
        await client.session.wait_closed()
        assert len(client.events) == before
        assert not client.session._responses._tasks

    played(play, [[Silence(float("inf"))]])


# --- Tools -------------------------------------------------------------------------------------


@every_dialect
def test_a_function_is_called_and_its_output_told(version: str) -> None:
    async def play(client: Client) -> None:
        client.update(type="realtime", tools=[WEATHER])
        client.write("Is it raining?")
        await client.answer()
        call = client.last("response.function_call_arguments.done")
        assert json.loads(call["arguments"]) == {"city": "city"}
        client.give_output(call["call_id"], "It is dry.")
        await client.answer()
        client.write("Thank you.")
        await client.answer()

    client = played(play, api_version=version)
    assert client.said == ["The answer is: It is dry."]
    assert len(client.all("response.function_call_arguments.done")) == 2


def test_several_functions_are_called_at_once() -> None:
    calls = [Call("get_weather", {"city": city}) for city in ("Oslo", "Tromsø")]

    async def play(client: Client) -> None:
        client.update(tools=[WEATHER])
        client.write("Where is it raining?")
        await client.answer()
        calls = client.all("response.function_call_arguments.done")
        for call, output in zip(calls, ("Dry.", "Wet."), strict=True):
            client.give_output(call["call_id"], output)
        await client.answer()

    client = played(play, [["Let me see.", *calls]])
    output = client.all("response.done")[0]["response"]["output"]
    assert [item["type"] for item in output] == ["message", "function_call", "function_call"]
    assert [json.loads(item["arguments"])["city"] for item in output[1:]] == ["Oslo", "Tromsø"]
    assert client.said == ["Let me see.", "The answer is: Dry.; Wet."]


SERVER = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com"}


@every_dialect
def test_the_tools_of_an_mcp_server_are_listed_once(version: str) -> None:
    async def play(client: Client) -> None:
        for _ in range(2):
            client.update(type="realtime", tools=[SERVER | {"allowed_tools": ["find"]}])

    client = played(play, api_version=version)
    at = client.types.index("mcp_list_tools.in_progress")
    assert client.types[at + 1 :].count("mcp_list_tools.completed") == 1
    (item,) = [e["item"] for e in client.events if e.get("item", {}).get("tools")][:1]
    assert [tool["name"] for tool in item["tools"]] == ["find"]


def test_a_server_whose_tools_cannot_be_listed() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER])
        client.write("Look it up.")
        await client.answer()

    client = played(play, mcp_tools={"docs": None})
    assert "mcp_list_tools.failed" in client.types
    assert client.said == ["You said: Look it up."]


def test_a_tool_of_a_server_is_called_once_the_client_approves() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER])
        client.write("Look it up.")
        await client.answer()
        request = client.last("response.done")["response"]["output"][0]
        assert request["type"] == "mcp_approval_request"
        answer = {"type": "mcp_approval_response", "approval_request_id": request["id"]}
        client.send("conversation.item.create", item=answer | {"approve": True})
        await client.settle()
        call = client.last("response.done")["response"]["output"][0]
        assert (call["type"], call["approval_request_id"]) == ("mcp_call", request["id"])
        assert json.loads(call["arguments"]) == {"query": "query"}
        await client.answer()

    client = played(play)
    assert client.said == ["The answer is: Done."]


def test_an_approval_in_the_middle_of_the_question_waits_for_its_end() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER])
        client.write("Look it up.")
        client.ask()
        await asyncio.sleep(0.1)
        request = client.last("response.output_item.done")["item"]
        answer = {"type": "mcp_approval_response", "approval_request_id": request["id"]}
        client.send("conversation.item.create", item=answer | {"approve": False})
        client.ask(conversation="none", input_items=[])
        await client.settle()

    def script(turn: Turn) -> Any:
        if turn.is_aside:
            return "Aside."
        if turn.approvals:
            return "No." if not turn.approvals[0].approve else "Yes."
        return [McpApproval("docs", "search"), Silence(0.5)]

    assert played(play, script, pace=1.0).said == ["Aside.", "No."]


def test_a_call_without_approval_is_made_at_once() -> None:
    async def play(client: Client) -> None:
        client.update(tools=[SERVER | {"require_approval": "never"}])
        client.write("Look it up.")
        await client.answer()

    client = played(play)
    assert client.last("response.done")["response"]["output"][0]["output"] == "Done."


# --- What has no media here --------------------------------------------------------------------


def test_an_avatar_is_answered_by_a_description_that_takes_no_media() -> None:
    sdp = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
    offer = b64encode(json.dumps({"type": "offer", "sdp": sdp}).encode()).decode()

    async def play(client: Client) -> None:
        client.send("session.avatar.connect", client_sdp=offer)

    answer = json.loads(b64decode(played(play).last("session.avatar.connecting")["server_sdp"]))
    assert answer["type"] == "answer"
    media = [line for line in answer["sdp"].splitlines() if line.startswith("m=")]
    assert media == ["m=audio 0 UDP/TLS/RTP/SAVPF 111", "m=video 0 UDP/TLS/RTP/SAVPF 96"]


def test_webrtc_is_refused_as_the_service_refuses_it() -> None:
    async def play(client: Client) -> None:
        client.send("rtc.call.sdp.create", sdp_offer="v=0")

    client = played(play)
    assert client.types[1:] == ["rtc.call.error"]


def test_credentials_are_hidden_in_the_answer() -> None:
    async def play(client: Client) -> None:
        client.send("byom_credential.update", authorization_headers={"api-key": "hunter2"})

    answer = played(play, api_version=V1).last("byom_credential.updated")
    assert answer["authorization_headers"] == {"api-key": "***"}


def test_the_output_buffer_is_cleared() -> None:
    async def play(client: Client) -> None:
        client.send("output_audio_buffer.clear")

    assert played(play).types[1:] == ["output_audio_buffer.cleared"]


def test_the_output_buffer_is_cleared_of_a_response_in_v1() -> None:
    async def play(client: Client) -> None:
        await client.answer()
        client.send("output_audio_buffer.clear")

    client = played(play, api_version=V1)
    response_id = client.last("response.created")["response"]["id"]
    assert client.last("output_audio_buffer.cleared")["response_id"] == response_id
