"""The writer sends what the service sent: held against every recorded session, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from voicelive_events import (
    ApiVersion,
    ConversationRequestItem,
    InputTextContentPart,
    OutputAudioFormat,
    ResponseCancelledDetails,
    ResponseStatus,
    ServerEvent,
    ServerEventResponseAudioDelta,
    ServerEventResponseAudioTimestampDone,
    UserMessageItem,
)
from voicelive_events.testing._dialect import DATED, V1, Dialect, dialect_of
from voicelive_events.testing._writer import SessionWriter, pieces

from .retelling import retold

RECORDED = {
    "spoken-turn.jsonl": DATED,
    "tool-call.jsonl": DATED,
    "text-in-audio-out.jsonl": DATED,
    "ga-azure-text-in-audio-out.jsonl": V1,
    "ga-azure-tool-call.jsonl": V1,
    "ga-openai-spoken-turn.jsonl": V1,
}

every_recording = pytest.mark.parametrize(("name", "dialect"), RECORDED.items())


class Told:
    """One recorded session, and the same as the writer tells it."""

    def __init__(self, log: Path, dialect: Dialect) -> None:
        lines = log.read_text("utf-8").splitlines()
        recorded = [ServerEvent.from_json(line) for line in lines]
        self.recorded = in_streams(recorded)
        self.written = in_streams(retold(recorded, dialect))


def in_streams(events: Iterable[ServerEvent]) -> list[ServerEvent]:
    """The transcription of the user's audio last: it is a stream of its own."""
    return sorted(events, key=lambda event: "input_audio_transcription" in event.type)


@pytest.fixture
def told(recordings: Path, name: str, dialect: Dialect) -> Told:
    return Told(recordings / name, dialect)


@every_recording
def test_the_events_come_in_the_order_of_the_service(told: Told) -> None:
    assert [event.type for event in told.written] == [event.type for event in told.recorded]


@every_recording
def test_the_same_ids_hang_together(told: Told) -> None:
    ours: dict[Any, Any] = {}
    for written, recorded in zip(told.written, told.recorded, strict=True):
        for role, old in ids(recorded).items():
            new = ids(written)[role]
            assert ours.setdefault(old, new) == new, (role, written, recorded)
    assert len(set(ours.values())) == len(ours) >= 6


@every_recording
def test_every_field_is_there_with_its_value(told: Told) -> None:
    for written, recorded in zip(told.written, told.recorded, strict=True):
        sent, seen = dict(flat(written)), dict(flat(recorded))
        assert set(sent) - set(seen) - MORE == set(seen) - set(sent) == set(), recorded.type
        assert {at for at in seen if sent[at] != seen[at] and not is_own(at)} == set(), (
            recorded.type
        )


MORE = {("content", "type"), ("content", "transcript")}
"""What the writer sends as Azure does, and OpenAI, of whom one recording is, does not."""

OWN = {"event_id", "obfuscation"}


def is_own(at: tuple[Any, ...]) -> bool:
    """Whether the value there is each session's own: an id, or a count."""
    return is_id(at) or at[-1] in OWN or "usage" in at


def is_id(at: tuple[Any, ...]) -> bool:
    return at[-1] != "event_id" and str(at[-1]).endswith("id")


def ids(event: ServerEvent) -> dict[tuple[Any, ...], Any]:
    """Every id of the event by its place."""
    return {at: value for at, value in flat(event) if is_id(at)}


def flat(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every leaf of *value* by its place."""
    if isinstance(value, dict | list) and value:
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(child, (*at, key))
    else:
        yield at, value


@pytest.mark.parametrize("name", RECORDED)
def test_a_new_session_is_as_the_service_begins_it(recordings: Path, name: str) -> None:
    with (recordings / name).open(encoding="utf-8") as lines:
        recorded = ServerEvent.from_json(next(lines))
    model = recorded["session"]["model"]
    session = RECORDED[name].new_session("sess_1", model=model)
    assert set(session) == set(recorded["session"])
    differ = {key for key in session if session[key] != recorded["session"][key]}
    assert differ == {"id", "instructions", "expires_at"}


# --- What no recording has ---------------------------------------------------------------------

every_dialect = pytest.mark.parametrize("dialect", [DATED, V1], ids=["dated", "v1"])


class Written:
    """A writer, and what it has sent."""

    def __init__(self, dialect: Dialect = DATED) -> None:
        self.events: list[ServerEvent] = []
        self.writer = SessionWriter(self.events.append, dialect)
        self.writer.session_created()
        self.events.clear()

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def says(self, text: str) -> ConversationRequestItem:
        return UserMessageItem(content=[InputTextContentPart(text=text)])


def test_items_stand_where_the_client_wants_them() -> None:
    written = Written()
    writer = written.writer
    for after in (None, None, "root", "item_1"):
        writer.item_created(written.says("x"), after)
    assert writer.order == ["item_3", "item_1", "item_4", "item_2"]
    before = [event["previous_item_id"] for event in written.events]
    assert before == [None, "item_1", None, "item_1"]
    with pytest.raises(ValueError, match="item_9"):
        writer.item_created(written.says("x"), "item_9")
    assert writer.order == ["item_3", "item_1", "item_4", "item_2"]
    writer.item_deleted("item_2")
    writer.item_created(written.says("x"))
    assert written.events[-1]["previous_item_id"] == "item_4"


@every_dialect
def test_an_item_keeps_the_client_s_id(dialect: Dialect) -> None:
    written = Written(dialect)
    item = ConversationRequestItem.from_dict({**written.says("Hello."), "id": "mine"})
    kept = written.writer.item_created(item)
    assert kept["id"] == "mine"
    assert [event["item"] for event in written.events] == [kept] * len(written.events)
    assert written.types == (
        ["conversation.item.added", "conversation.item.done"]
        if dialect is V1
        else ["conversation.item.created"]
    )


@every_dialect
def test_an_item_is_kept_in_the_words_of_the_service(dialect: Dialect) -> None:
    parts = [{"type": "output_text", "text": "Hi!"}]
    message = {"type": "message", "role": "assistant", "status": "incomplete", "content": parts}
    kept = Written(dialect).writer.item_created(ConversationRequestItem.from_dict(message))
    assert kept["status"] == "completed"
    name = "output_text" if dialect is V1 else "text"
    assert kept["content"] == [{"type": name, "text": "Hi!"}]
    image = {"type": "input_image", "image_url": "data:image/png;base64,"}
    speech = {"type": "input_audio", "audio": "AAAA"}
    message = {"type": "message", "role": "user", "content": [image, speech]}
    kept = Written(dialect).writer.item_created(ConversationRequestItem.from_dict(message))
    assert kept["content"] == [image, {"type": "input_audio", "transcript": None}]
    call = {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "c"}
    kept = Written(dialect).writer.item_created(ConversationRequestItem.from_dict(call))
    assert kept.problems(api_version=dialect.api_version) == []
    output = {"type": "function_call_output", "call_id": "c", "output": "", "status": "completed"}
    kept = Written(dialect).writer.item_created(ConversationRequestItem.from_dict(output))
    assert "status" not in kept


@every_dialect
def test_what_is_open_ends_with_the_response(dialect: Dialect) -> None:
    written = Written(dialect)
    response = written.writer.response()
    whole, open_call = response.message(), response.function_call("f")
    whole.end()
    done = response.end(ResponseStatus.CANCELLED, ResponseCancelledDetails(reason="turn_detected"))
    assert [item["status"] for item in done["output"]] == ["completed", "incomplete"]
    assert (done.status, done.status_details) == (
        "cancelled",
        {"type": "cancelled", "reason": "turn_detected"},
    )
    assert open_call.item["status"] == "incomplete"
    assert written.types.count("response.output_item.done") == 2
    assert written.types[-1] == "response.done"


@every_dialect
def test_a_response_is_made_as_it_was_asked_for(dialect: Dialect) -> None:
    asked = {dialect.modalities: ["text"], "max_output_tokens": 7, "metadata": {"a": "b"}}
    written = Written(dialect)
    response = written.writer.response(asked | {"conversation": None, "tools": []})
    response.message().say("Hi!", b"\0\0").end()
    response.end()
    created, done = written.events[0]["response"], written.events[-1]["response"]
    assert {key: created[key] for key in asked} == {key: done[key] for key in asked} == asked
    assert "tools" not in created
    assert not any("audio" in kind for kind in written.types)


def test_a_response_of_v1_may_have_a_voice_and_a_format_of_its_own() -> None:
    writer = Written(V1).writer
    own = {"format": {"type": "audio/pcmu"}, "voice": "echo", "speed": 1.2}
    response = writer.response({"audio": {"output": own}})
    assert response.settings["audio"] == {"output": {"format": own["format"], "voice": "echo"}}
    assert response.format == OutputAudioFormat.G711_ULAW


@pytest.mark.parametrize(
    ("delta", "padding"), [("", 16), ("Hello", 11), ("x" * 15, 1), ("x" * 16, 16)]
)
def test_padding_hides_how_long_a_delta_is(delta: str, padding: int) -> None:
    assert len(V1.padding(delta)["obfuscation"]) == padding
    assert DATED.padding(delta) == {}


def test_audio_is_as_long_as_its_format_says() -> None:
    writer = Written(DATED).writer
    writer.session.output_audio_format = OutputAudioFormat.G711_ULAW
    message = writer.response().message()
    message.say("Hi", bytes(800)).say("!", bytes(80))
    assert (message.said, message.audio_ms) == ("Hi!", 110)


def test_no_event_of_audio_is_larger_than_clients_take() -> None:
    written = Written(DATED)
    audio = bytes(range(251)) * 4000
    message = written.writer.response().message().say("Hi", audio)
    deltas = [e for e in written.events if isinstance(e, ServerEventResponseAudioDelta)]
    assert max(len(event.to_json()) for event in deltas) < 2**20
    assert b"".join(event.delta for event in deltas) == audio
    assert message.audio_ms == pytest.approx(len(audio) / 48)


def test_what_was_sent_changes_with_nothing() -> None:
    written = Written()
    response = written.writer.response()
    message = response.message()
    written.events[0]["response"]["output"].append("mine")
    written.events[1]["item"]["content"].append("mine")
    message.say("Hi!").end()
    done = response.end()
    assert "mine" not in str(done)
    assert written.events[1]["item"]["status"] == "in_progress"


@every_dialect
def test_events_of_one_kind(dialect: Dialect) -> None:
    written = Written(dialect)
    writer = written.writer
    kept = writer.item_created(written.says("x"))
    written.events.clear()
    writer.item_retrieved(kept)
    writer.item_truncated("item_1", 40)
    writer.item_deleted("item_1")
    writer.audio_cleared()
    writer.transcription_failed("item_1", {"type": "server_error", "message": "No."})
    writer.send(ServerEventResponseAudioTimestampDone, response_id="r", item_id="i")
    assert written.types == [
        "conversation.item.retrieved",
        "conversation.item.truncated",
        "conversation.item.deleted",
        "input_audio_buffer.cleared",
        "conversation.item.input_audio_transcription.failed",
        "response.audio_timestamp.done",
    ]
    for event in written.events:
        assert event.problems(unknown=True, api_version=dialect.api_version) == []


def test_ids_may_be_the_caller_s_own() -> None:
    sent: list[ServerEvent] = []
    writer = SessionWriter(sent.append, DATED, new_id=lambda kind: f"{kind}_of_mine")
    writer.session_created()
    assert sent[0]["event_id"] == "event_of_mine"
    assert sent[0]["session"]["id"] == "sess_of_mine"


@pytest.mark.parametrize(
    ("version", "dialect"), [(version, V1 if version == "v1" else DATED) for version in ApiVersion]
)
def test_every_version_has_its_dialect(version: str, dialect: Dialect) -> None:
    assert dialect_of(version) is dialect


@pytest.mark.parametrize(
    ("text", "expected"), [("a b", ["a", " b"]), ("", [""]), (" ", [" "]), ("a\n", ["a", "\n"])]
)
def test_words_keep_the_space_before_them(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected
