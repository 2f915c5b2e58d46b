"""What is assembled from deltas is what the service says when it is done."""

from __future__ import annotations

import json
import pickle
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelive_events import (
    ClientEventConversationItemCreate,
    ContentPart,
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ResponseFunctionCallItem,
    ResponseMessageItem,
    ResponseTextDoneEvent,
    ServerEvent,
    ServerEventConversationItemInputAudioTranscriptionCompleted,
    ServerEventResponseContentPartDone,
    ServerEventResponseDone,
    ServerEventResponseFunctionCallArgumentsDone,
    ServerEventResponseOutputItemDone,
    iter_events,
)
from voicelive_events.assembly import (
    AssembledConversation,
    AssembledItem,
    AssembledPart,
)

from .bundled import RECEIVED
from .hostile import mutated
from .test_recordings import OPENAI, VOICE_LIVE


def read(log: Path) -> list[ServerEvent]:
    return list(iter_events(log.read_text("utf-8").splitlines()))


def assembled(*frames: dict[str, Any], keep_audio: bool = True) -> AssembledConversation:
    conversation = AssembledConversation(keep_audio=keep_audio)
    for frame in frames:
        conversation.feed(ServerEvent.from_dict(frame))
    return conversation


def part(type: str, item: str = "item_1", **fields: Any) -> dict[str, Any]:
    """An event about a content part."""
    ids = {"response_id": "resp_1", "item_id": item, "output_index": 0, "content_index": 0}
    return {"type": type, **ids, **fields}


def audio(data: bytes, **fields: Any) -> dict[str, Any]:
    return part("response.audio.delta", delta=b64encode(data).decode(), **fields)


def created(item: str, previous: str | None = None, **fields: Any) -> dict[str, Any]:
    whole = {"id": item, "type": "message", "role": "user", "status": "completed", "content": []}
    return {
        "type": "conversation.item.created",
        "previous_item_id": previous,
        "item": {**whole, **fields},
    }


# The recordings.


def disagreements(events: Sequence[ServerEvent]) -> Iterator[tuple[str, object, object]]:
    """What each event says is whole, with what the deltas before it made; kinds as they come."""
    conversation = AssembledConversation()
    for event in events:
        item = conversation.items.get(getattr(event, "item_id", ""))
        parts = {part.index: part for part in item.parts} if item else {}
        mine = parts.get(getattr(event, "content_index", -1), AssembledPart(-1))
        match event:
            case ResponseTextDoneEvent():
                yield "text", mine.text, event.text
            case ResponseAudioTranscriptDoneEvent():
                yield "transcript", mine.transcript, event.transcript
            case ServerEventConversationItemInputAudioTranscriptionCompleted():
                yield "input", mine.transcript.strip(), event.transcript.strip()
            case ServerEventResponseFunctionCallArgumentsDone():
                assert item
                yield "arguments", item.arguments, event.arguments
            case ServerEventResponseContentPartDone():
                yield from whole_part("part", mine, event.part)
            case ServerEventResponseOutputItemDone(item=ResponseMessageItem() as message):
                done = conversation.items[message.id or ""]
                for one, other in zip(done.parts, message.content, strict=True):
                    yield from whole_part("item", one, other)
            case ServerEventResponseOutputItemDone(item=ResponseFunctionCallItem() as call):
                yield "item", conversation.items[call.id or ""].arguments, call.arguments
            case ServerEventResponseDone(response=response):
                ids = [each.id for each in conversation.responses[response.id or ""].items]
                yield "output", ids, [each.id for each in response.output or ()]
        conversation.feed(event)


def whole_part(
    kind: str, mine: AssembledPart, whole: ContentPart
) -> Iterator[tuple[str, object, object]]:
    for name in ("text", "transcript"):
        if whole.get(name):  # text may be empty here although it was streamed
            yield f"{kind} {name}", getattr(mine, name), whole[name]


SAID = {
    "spoken-turn.jsonl": {"input", "transcript", "part transcript", "item transcript", "output"},
    "text-in-audio-out.jsonl": {"transcript", "part transcript", "item transcript", "output"},
    "tool-call.jsonl": {"arguments", "item", "text", "item text", "output"},
}
SAID |= {
    "ga-openai-spoken-turn.jsonl": SAID["spoken-turn.jsonl"],
    "ga-azure-text-in-audio-out.jsonl": SAID["text-in-audio-out.jsonl"],
    "ga-azure-tool-call.jsonl": SAID["tool-call.jsonl"] | {"part text"},
}


@pytest.mark.parametrize("name", [*VOICE_LIVE, *OPENAI])
def test_deltas_make_what_is_done(recordings: Path, name: str) -> None:
    found = list(disagreements(read(recordings / name)))
    assert {kind for kind, _, _ in found} == SAID[name]
    assert [each for each in found if each[1] != each[2]] == []


def test_deltas_of_the_sample_make_what_is_done() -> None:
    found = list(disagreements(list(iter_events(RECEIVED))))
    assert {kind for kind, _, _ in found} >= {"input", "transcript", "arguments", "item", "output"}
    assert [each for each in found if each[1] != each[2]] == []


def test_audio_is_the_deltas_in_order() -> None:
    events = list(iter_events(RECEIVED))
    conversation = AssembledConversation()
    pieces: dict[str, list[bytes]] = {}
    for event in events:
        item = conversation.feed(event)
        if isinstance(event, ResponseAudioDeltaEvent):
            assert item is conversation.items[event.item_id]
            pieces.setdefault(event.item_id, []).append(event.delta)
    assert Counter(map(len, pieces.values())) == {9: 1, 3: 1}
    for item_id, audio in pieces.items():
        assert conversation.items[item_id].audio == b"".join(audio)


RESULT = '{"city": "Bergen", "when": "tonight", "sky": "light rain", "celsius": 9}'


def test_the_sample() -> None:
    conversation = AssembledConversation()
    for event in list(iter_events(RECEIVED)):
        conversation.feed(event)
    assert [line(item) for item in conversation.history()] == [
        "mcp_list_tools: ",
        "user: Do I need an umbrella in Bergen tonight?",
        'function_call: {"city": "Bergen", "when": "tonight"}',
        f"function_call_output: {RESULT}",
        "assistant: Yes, light rain.",
        "user: And tomorrow?",
        "assistant: It stays",
        "user: Thanks, that's all.",
    ]
    assert all(item.is_done for item in conversation.items.values())
    assert [
        (each.status, each.is_done, each.is_interrupted, each.interrupted_by)
        for each in conversation.responses.values()
    ] == [
        ("completed", True, False, None),
        ("completed", True, False, None),
        ("cancelled", True, True, "item_user_3"),
    ]
    usages = [each.usage for each in conversation.responses.values()]
    assert [usage and usage.total_tokens for usage in usages] == [195, 247, 265]
    [cut] = conversation.items["item_reply_2"].parts
    assert (cut.audio_ms, cut.audio_end_ms, len(cut.heard_audio)) == (120.0, 80, 3840)
    assert conversation.session
    assert conversation.session.id == "sess_sample_1"
    spoken = conversation.items["item_user_1"]
    assert (spoken.speech_start_ms, spoken.speech_end_ms) == (1280, 4040)
    assert conversation.items["item_call_1"].name == "get_weather"


def line(item: AssembledItem) -> str:
    said = item.text or item.transcript or item.arguments or item.output or ""
    return f"{item.role or item.type}: {said}"


# Whatever comes.

FRAMES: list[dict[str, Any]] = [json.loads(line) for line in RECEIVED]


@given(st.lists(st.sampled_from(FRAMES)))
def test_any_order_of_events(frames: list[dict[str, Any]]) -> None:
    """What comes twice counts once."""
    conversation = assembled(*frames)
    once = {frame["event_id"]: frame for frame in frames}.values()
    sent = [frame for frame in once if frame["type"] == "response.audio.delta"]
    for item_id, item in conversation.items.items():
        own = [ServerEvent.from_dict(frame) for frame in sent if frame["item_id"] == item_id]
        deltas = [event.delta for event in own if isinstance(event, ResponseAudioDeltaEvent)]
        assert len(deltas) == len(own)
        assert item.audio == b"".join(deltas)
    items = conversation.items.values()
    known = {item.id for item in items if item.in_conversation and not item.is_deleted}
    assert Counter(item.id for item in conversation.history()) == Counter(known)


@given(st.lists(st.sampled_from(FRAMES).flatmap(mutated), min_size=1, max_size=4))
def test_hostile_events(payloads: list[Any]) -> None:
    conversation = assembled(*(each for each in payloads if isinstance(each.get("type"), str)))
    for item in conversation.history():
        line(item)
        assert isinstance(item.audio, bytes)
        assert all(item.audio.startswith(part.heard_audio) for part in item.parts[:1])
    for response in conversation.responses.values():
        assert isinstance(response.is_interrupted, bool)


def test_events_about_unheard_of_items() -> None:
    conversation = assembled(
        part("response.text.delta", item="new", delta="Hi"),
        {"type": "conversation.item.truncated", "item_id": "cut", "content_index": 7}
        | {"audio_end_ms": 5},
        {"type": "conversation.item.deleted", "item_id": "gone"},
        {"type": "response.sentiment.delta", "item_id": "never"},
    )
    assert list(conversation.items) == ["new", "cut", "gone"]
    assert conversation.items["new"].text == "Hi"
    assert conversation.items["new"].response_id == "resp_1"
    assert [part.index for part in conversation.items["cut"].parts] == [7]
    assert [item.id for item in conversation.history()] == ["new", "cut"]


def test_what_cannot_be_read_is_passed_over() -> None:
    conversation = assembled(
        part("response.text.delta", delta="a"),
        part("response.text.delta", delta=3),
        {**part("response.text.delta", delta="b"), "item_id": ["b"]},
        audio(b"ab") | {"delta": "!"},
        audio(b"cd"),
    )
    assert conversation.items["item_1"].text == "a"
    assert conversation.items["item_1"].audio == b"cd"


# One thing at a time.


def test_a_log_that_begins_in_the_middle() -> None:
    conversation = assembled(
        part("response.text.delta", delta="end"), part("response.text.done", text="The end")
    )
    assert conversation.items["item_1"].text == "The end"


def test_a_log_of_the_end_alone() -> None:
    call = {"id": "call", "type": "function_call", "name": "f", "call_id": "c", "arguments": "{}"}
    said = {**created("said")["item"], "content": [{"type": "audio", "transcript": "Hi"}]}
    response = {"id": "resp_1", "status": "completed", "output": [{"id": None}, said, call]}
    conversation = assembled({"type": "response.done", "response": response})
    [message, function] = conversation.responses["resp_1"].items
    assert (message.id, message.transcript, message.response_id) == ("said", "Hi", "resp_1")
    assert (function.name, function.call_id, function.arguments) == ("f", "c", "{}")


def test_a_call_that_was_never_announced() -> None:
    ids = {"response_id": "resp_1", "item_id": "call", "output_index": 0, "call_id": "c"}
    done = {**ids, "name": "f", "arguments": "{}"}
    conversation = assembled({"type": "response.function_call_arguments.done", **done})
    call = conversation.items["call"]
    assert (call.name, call.call_id, call.arguments) == ("f", "c", "{}")


def test_a_response_ends_once() -> None:
    ends = [
        {"type": "response.done", "response": {"id": "resp_1", "status": status}}
        for status in ("cancelled", "completed")
    ]
    begins = {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}}
    assert assembled(*ends, begins).responses["resp_1"].status == "cancelled"


def test_an_empty_text_takes_nothing_back() -> None:
    conversation = assembled(
        part("response.text.delta", delta="Hi"),
        part("response.content_part.done", part={"type": "text", "text": ""}),
    )
    [done] = conversation.items["item_1"].parts
    assert (done.type, done.text, done.is_done) == ("text", "Hi", True)


def test_parts_stand_in_their_order() -> None:
    conversation = assembled(
        part("response.text.delta", delta="second", content_index=1),
        part("response.text.delta", delta="first "),
    )
    assert conversation.items["item_1"].text == "first second"


def test_items_of_a_response_stand_in_their_order() -> None:
    conversation = assembled(
        part("response.text.delta", item="b", delta="", output_index=1),
        part("response.text.delta", item="a", delta=""),
        part("response.text.delta", item="b", delta="", output_index=1),
    )
    assert [item.id for item in conversation.responses["resp_1"].items] == ["a", "b"]


def test_items_stand_where_the_conversation_has_them() -> None:
    conversation = assembled(
        created("a"), created("c", "a"), created("b", "a"), created("d", "c"), created("x", "?")
    )
    assert [item.id for item in conversation.history()] == ["a", "b", "c", "d", "x"]


def test_an_item_may_be_named_before_the_one_that_it_follows() -> None:
    conversation = assembled(created("c", "b"), created("b", "a"), created("a"), created("d", "c"))
    assert [item.id for item in conversation.history()] == ["a", "b", "c", "d"]


def test_items_in_a_ring_are_not_lost() -> None:
    conversation = assembled(created("a", "c"), created("b", "a"), created("c", "b"), created("x"))
    assert [item.id for item in conversation.history()] == ["x", "a", "b", "c"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_later_null_moves_no_item(nothing: str | None) -> None:
    conversation = assembled(created("a"), created("b"), created("c", "a"), created("c", nothing))
    assert [item.id for item in conversation.history()] == ["a", "c", "b"]


def test_an_item_is_done_when_it_is_said() -> None:
    start = created("a", status="in_progress")
    end = {**created("a", status="incomplete"), "type": "conversation.item.done"}
    states = [assembled(*frames).items["a"] for frames in ([start], [start, end])]
    assert [(item.status, item.is_done) for item in states] == [
        ("in_progress", False),
        ("incomplete", True),
    ]


def test_audio_is_cut_between_samples() -> None:
    def heard(end: int, **session: Any) -> int:
        conversation = assembled(
            {"type": "session.updated", "session": session},
            audio(bytes(100)),
            {"type": "conversation.item.truncated", "item_id": "item_1", "content_index": 0}
            | {"audio_end_ms": end},
        )
        [part] = conversation.items["item_1"].parts
        return len(part.heard_audio)

    assert heard(1) == 48
    assert heard(0) == heard(-1) == 0
    assert heard(9) == 100
    assert heard(1, output_audio_format="pcm16-8000hz") == 16
    assert heard(1, output_audio_format="g711_ulaw") == 8
    assert heard(1, output_audio_format="opus") == 100


def test_a_response_may_have_a_format_of_its_own() -> None:
    response = {"id": "resp_1", "output_audio_format": "g711_alaw"}
    conversation = assembled(
        {"type": "session.updated", "session": {"output_audio_format": "pcm16"}},
        {"type": "response.created", "response": response},
        audio(bytes(80)),
    )
    assert conversation.items["item_1"].parts[0].audio_ms == 10


def test_audio_need_not_be_kept() -> None:
    conversation = assembled(audio(b"abcd"), audio(b"efgh"), keep_audio=False)
    [part] = conversation.items["item_1"].parts
    assert (part.audio, part.audio_size) == (b"", 8)


STARTED = {"type": "input_audio_buffer.speech_started", "audio_start_ms": 1, "item_id": "user"}
CREATED = {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}}


def ended(status: str, reason: str | None = None) -> dict[str, Any]:
    details = reason and {"type": status, "reason": reason}
    response = {"id": "resp_1", "status": status, "status_details": details}
    return {"type": "response.done", "response": response}


@pytest.mark.parametrize(
    ("frames", "interrupted", "by"),
    [
        ([audio(b"ab"), ended("completed")], False, None),
        ([audio(b"ab"), STARTED], False, "user"),
        ([audio(b"ab"), STARTED, ended("completed")], False, "user"),
        ([audio(b"ab"), STARTED, ended("cancelled", "client_cancelled")], True, "user"),
        ([CREATED, STARTED, ended("cancelled")], True, "user"),
        ([STARTED, CREATED, ended("cancelled", "client_cancelled")], False, None),
        ([STARTED, CREATED, ended("cancelled", "turn_detected")], True, None),
        ([CREATED, ended("cancelled"), STARTED], False, None),
        ([ended("cancelled"), audio(b"ab"), CREATED, STARTED], False, None),
        ([ended("failed", "turn_detected")], False, None),
    ],
)
def test_interruptions(frames: list[dict[str, Any]], interrupted: bool, by: str | None) -> None:
    response = assembled(*frames).responses["resp_1"]
    assert (response.is_interrupted, response.interrupted_by) == (interrupted, by)


def test_a_truncated_item_interrupts_its_response() -> None:
    conversation = assembled(
        audio(b"ab"),
        ended("completed"),
        {"type": "conversation.item.truncated", "item_id": "item_1", "content_index": 0}
        | {"audio_end_ms": 0},
    )
    assert conversation.responses["resp_1"].is_interrupted


def test_tools_of_the_service() -> None:
    ids = {"item_id": "item_1", "output_index": 0}
    conversation = assembled(
        {"type": "response.mcp_call_arguments.delta", "response_id": "resp_1", **ids}
        | {"delta": '{"a": '},
        {"type": "response.mcp_call_arguments.delta", "response_id": "resp_1", **ids}
        | {"delta": "1}"},
        {"type": "response.mcp_call.failed", **ids},
    )
    item = conversation.items["item_1"]
    assert (item.arguments, item.status) == ('{"a": 1}', "failed")


def test_annotations() -> None:
    added = "response.audio_transcript.annotation.added"
    conversation = assembled(
        part(added, annotation_index=1, annotation={"url": "b"}),
        part(added, annotation_index=0, annotation="a"),
    )
    assert conversation.items["item_1"].annotations == ["a", {"url": "b"}]


def test_a_failed_transcription() -> None:
    failed = "conversation.item.input_audio_transcription.failed"
    conversation = assembled(
        {"type": failed, "item_id": "u", "content_index": 0, "error": {"message": "No speech."}}
    )
    [part] = conversation.items["u"].parts
    assert part.error
    assert part.error.message == "No speech."


def test_a_conversation_pickles() -> None:
    conversation = AssembledConversation()
    for event in list(iter_events(RECEIVED)):
        conversation.feed(event)
    twin = pickle.loads(pickle.dumps(conversation))
    assert list(map(line, twin.history())) == list(map(line, conversation.history()))
    assert twin.items["item_reply_1"].audio == conversation.items["item_reply_1"].audio


# What one sees of it.


TEXT, LONG_ID = "Is it raining?" * 2, "item_" + "E4BArhaTppDgIp3phZDcf" * 2


def test_a_part_in_one_line() -> None:
    failed = "conversation.item.input_audio_transcription.failed"
    cut = {"type": "conversation.item.truncated", "item_id": "item_1", "content_index": 0}
    conversation = assembled(
        audio(bytes(480)),
        part("response.audio_transcript.delta", delta="No."),
        part("response.text.delta", delta=TEXT),
        {**cut, "audio_end_ms": 5},
        {"type": failed, "item_id": "u", "content_index": 0, "error": {"message": "No speech."}},
        {"type": failed, "item_id": "v", "content_index": 2, "error": {"code": "x"}},
    )
    assert [repr(part) for item in conversation.items.values() for part in item.parts] == [
        (
            "AssembledPart(index=0, text='Is it raining?Is it rai…', transcript='No.', "
            "audio_ms=10.0, audio_end_ms=5)"
        ),
        "AssembledPart(index=0, error='No speech.')",
        "AssembledPart(index=2, error=VoiceLiveErrorDetails(<1>))",
    ]


def test_an_item_in_one_line() -> None:
    function = {"type": "function_call", "name": "get_weather", "call_id": "c"}
    conversation = assembled(
        created("a", content=[{"type": "input_text", "text": "And tomorrow?"}]),
        created(LONG_ID, status="in_progress", content=[{"type": "text", "text": TEXT}]),
        created("call", **function, arguments="{}"),
        created("out", type="function_call_output", call_id="c", output='{"celsius": 4}'),
        {"type": "conversation.item.deleted", "item_id": "gone"},
    )
    shown = [repr(item).removeprefix("AssembledItem") for item in conversation.items.values()]
    message, done = "type='message', role='user'", "status='completed'"
    call, output = "type='function_call'", "type='function_call_output'"
    assert shown == [
        f"(id='a', {message}, {done}, text='And tomorrow?', is_done=True)",
        f"(id='{LONG_ID}', {message}, status='in_progress', text='Is it raining?Is it rai…')",
        f"(id='call', {call}, {done}, name='get_weather', arguments='{{}}', is_done=True)",
        f"(id='out', {output}, {done}, output='{{\"celsius\": 4}}', is_done=True)",
        "(id='gone', is_deleted=True)",
    ]


def test_a_response_and_a_conversation_in_one_line() -> None:
    conversation = assembled(
        {"type": "session.created", "session": {"id": "sess_1"}},
        audio(b"ab"),
        audio(b"ab", item=LONG_ID),
        ended("cancelled", "turn_detected"),
    )
    assert repr(conversation.responses["resp_1"]) == (
        f"AssembledResponse(id='resp_1', status='cancelled', items=['item_1', '{LONG_ID}'],"
        " is_done=True, is_interrupted=True)"
    )
    expected = "AssembledConversation(session_id='sess_1', items=<2>, responses=<1>)"
    assert repr(conversation) == expected
    nothing = "AssembledConversation(session_id=None, items=<0>, responses=<0>)"
    assert repr(assembled()) == repr(assembled({"type": "session.created"})) == nothing


def test_no_line_grows_with_what_came() -> None:
    long = "canary " * 1000
    calls = [created(f"{long}{n}", type="function_call", arguments=long) for n in range(50)]
    spoken = [
        part("response.text.delta", item=f"{long}{n}", delta=long, output_index=n)
        for n in range(50)
    ]
    item = created(long, type=long, role=long, status=long, name=long, output=long)
    error = {"type": "conversation.item.input_audio_transcription.failed", "item_id": long}
    session = {"type": "session.updated", "session": {"id": long}}
    failed = {**error, "content_index": 0, "error": {"message": long}}
    conversation = assembled(item, *calls, *spoken, failed, session, ended(long))
    items = list(conversation.items.values())
    shown = [repr(each) for each in (conversation, *conversation.responses.values(), *items)]
    shown += [repr(part) for item in items for part in item.parts]
    assert len(shown) > 100
    assert max(map(len, shown)) < 400
    assert not any(long[:24] in line for line in shown)


# What can be sent again.


def requests(*frames: dict[str, Any]) -> list[dict[str, Any] | None]:
    found = [item.to_request() for item in assembled(*frames).history()]
    for request in found:
        if request is not None:
            ClientEventConversationItemCreate(item=request).to_json(strict=True)
    return [None if request is None else request.as_dict() for request in found]


def test_a_message_of_the_user_goes_back_as_text() -> None:
    spoken = [{"type": "input_audio", "transcript": "Hi", "audio": None}]
    typed = [{"type": "input_text", "text": "Ho"}]
    image = [{"type": "input_image", "image_url": "data:,x"}]
    assert requests(
        created("a", content=spoken), created("b", content=typed), created("c", content=image)
    ) == [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        for text in ("Hi", "Ho")
    ] + [{"type": "message", "role": "user", "content": image}]


@pytest.mark.parametrize("type_", ["text", "output_text", "audio", "output_audio"])
def test_a_reply_goes_back_as_text_of_the_assistant(type_: str) -> None:
    said = {"transcript" if "audio" in type_ else "text": "Yes."}
    item = created("a", role="assistant", content=[{"type": type_, **said}])
    content = [{"type": "output_text", "text": "Yes."}]
    assert requests(item) == [{"type": "message", "role": "assistant", "content": content}]


def test_a_message_that_is_known_by_its_pieces_alone_goes_back() -> None:
    heard = {"type": "conversation.item.input_audio_transcription.completed", "item_id": "user"}
    assert requests(
        {"type": "input_audio_buffer.committed", "item_id": "user"},
        {**heard, "content_index": 0, "transcript": "Hi"},
        part("response.audio_transcript.delta", delta="Ho"),
    ) == [
        {"type": "message", "role": role, "content": [{"type": type_, "text": text}]}
        for role, type_, text in (
            ("user", "input_text", "Hi"),
            ("assistant", "output_text", "Ho"),
        )
    ]


@pytest.mark.parametrize("status", ["completed", None])
def test_a_call_and_its_output_go_back(status: str | None) -> None:
    ids = {"type": "function_call", "name": "f", "call_id": "c", "content": None, "status": status}
    output = {"type": "function_call_output", "call_id": "c", "output": ""}
    assert requests(
        created("a", **ids, arguments="{}", role=None), created("b", **output, role=None)
    ) == [
        {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": ""},
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{", "status": "x"},
        {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{", "status": None},
        {"type": "function_call", "name": "f", "call_id": "c", "arguments": 5, "status": None},
        {"type": "mcp_call", "name": "f", "server_label": "s", "arguments": "{}"},
        {"type": "mcp_list_tools", "server_label": "s", "tools": []},
        {"type": "web_search_call"},
        {"type": "of_tomorrow"},
        {"content": []},
        {"content": [{"type": "input_audio", "transcript": None}]},
        {"role": "tool", "content": [{"type": "input_text", "text": "Hi"}]},
    ],
)
def test_what_no_client_may_create_does_not_go_back(fields: dict[str, Any]) -> None:
    assert requests(created("a", **fields)) == [None]


def test_the_history_goes_back_without_calls_that_nobody_answered() -> None:
    def called(call_id: str) -> dict[str, Any]:
        item = {"id": call_id, "type": "function_call", "name": "f", "call_id": call_id}
        item |= {"status": "completed", "arguments": "{}"}
        ids = {"response_id": "resp_1", "output_index": 0}
        return {"type": "response.output_item.done", **ids, "item": item}

    output = {"type": "function_call_output", "call_id": "one", "output": "warm"}
    conversation = assembled(called("one"), called("two"), created("out", **output))
    assert [(request.type, request["call_id"]) for request in conversation.to_requests()] == [
        ("function_call", "one"),
        ("function_call_output", "one"),
    ]
