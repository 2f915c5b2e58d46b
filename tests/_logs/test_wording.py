"""What an event says, in words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classes import CLIENT_EVENTS, SERVER_EVENTS, names, sample
from voicelive_events import ClientEvent, ServerEvent
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.wording import Wording, class_name

from ..frames import audio, content, said, session


def text(frame: dict[str, Any], *, content: bool = False) -> str:
    """The class of one event and what is in it."""
    return Wording(AudioMeter(), content=content).text(ServerEvent.from_dict(frame))


def fields(frame: dict[str, Any], *, content: bool = False) -> str:
    """What is in it, without the class."""
    return text(frame, content=content).partition("  ")[2]


def test_texts_are_cut_to_40_characters() -> None:
    assert fields(said("x" * 60)).split("  ")[0] == f'"{"x" * 39}…"'
    assert fields(said("x" * 40)).split("  ")[0] == f'"{"x" * 40}"'


@pytest.mark.parametrize(
    "frame",
    [
        said("word " * 50),
        content("response.audio_transcript.done", transcript="word " * 50),
        content("response.text.done", text="word " * 50),
        content("response.function_call_arguments.done", call_id="c", arguments="word " * 50),
        session(instructions="word " * 50),
        {
            "type": "conversation.item.created",
            "item": {
                "type": "message",
                "role": "user",
                "status": "completed",
                "content": [{"type": "input_text", "text": "word " * 50}],
            },
        },
        {
            "type": "conversation.item.created",
            "item": {"type": "function_call_output", "call_id": "c", "output": "word " * 50},
        },
        content("response.content_part.done", part={"type": "audio", "transcript": "word " * 50}),
    ],
    ids=["delta", "transcript", "text", "arguments", "instructions", "content", "output", "part"],
)
def test_content_shows_texts_whole(frame: dict[str, Any]) -> None:
    assert "word " * 50 not in text(frame)
    assert len(text(frame)) < 220
    assert f'"{"word " * 50}"' in text(frame, content=True)


def test_ids_are_whole() -> None:
    long_id = "item_" + "E4BArhaTppDgIp3phZDcf" * 3
    assert f"item_id={long_id}" in fields(said("Yes") | {"item_id": long_id})


def test_what_matters_comes_first_then_ids() -> None:
    assert fields(said("Yes")) == '"Yes"  item_id=item_1  response_id=resp_1'


def test_indexes_only_where_they_are_not_the_first() -> None:
    assert "index" not in fields(said("Yes"))
    assert "output_index=2" in fields(said("Yes") | {"output_index": 2})


def test_empty_delta_is_shown() -> None:
    assert fields(said("")).startswith('""  ')


def test_nulls_and_empty_values_are_left_out() -> None:
    frame = {"type": "input_audio_buffer.committed", "item_id": "i", "previous_item_id": None}
    assert fields(frame) == fields(frame | {"previous_item_id": ""}) == "item_id=i"


def test_audio_is_a_length() -> None:
    assert fields(audio(1920)).startswith("40 ms  item_id=")
    assert fields(audio(32)).startswith("0.7 ms  ")
    assert fields(audio(48_000 * 75)).startswith("75000 ms  ")


def test_audio_is_a_length_with_content_too() -> None:
    assert fields(audio(1920), content=True) == fields(audio(1920))


def test_broken_audio_is_said_to_be() -> None:
    assert fields(audio(2) | {"delta": "!!"}).startswith("delta=<unreadable>  ")


def test_media_data_in_a_string_is_a_length() -> None:
    data = "AbC1" * 500
    frame = {"type": "response.video.delta", "output_index": 0, "codec": "h264", "delta": data}
    assert fields(frame, content=True) == "<2000 chars>  codec=h264"


def test_session() -> None:
    frame = session(
        id="sess_1",
        model="gpt-4.1",
        voice={"type": "azure-standard", "name": "en-US-EmmaNeural"},
        tools=[{"type": "function", "name": "get_weather"}],
    )
    assert fields(frame) == (
        "model=gpt-4.1  voice=en-US-EmmaNeural  session_id=sess_1  tools=[get_weather]"
    )
    assert "voice=alloy" in fields(session(voice="alloy"))


def test_error() -> None:
    error = {"type": "invalid_request_error", "code": "no_response", "message": "There is none."}
    assert fields({"type": "error", "error": error}) == (
        '"There is none."  code=no_response  invalid_request_error'
    )


def test_function_call() -> None:
    frame = content(
        "response.function_call_arguments.done",
        call_id="call_1",
        name="get_weather",
        arguments='{"city": "Bergen"}',
    )
    assert fields(frame) == (
        'name=get_weather  arguments=\'{"city": "Bergen"}\''
        "  call_id=call_1  item_id=item_1  response_id=resp_1"
    )


def test_response_done() -> None:
    response = {
        "id": "resp_1",
        "status": "cancelled",
        "status_details": {"type": "cancelled", "reason": "turn_detected"},
        "output": [
            {
                "type": "message",
                "role": "assistant",
                "status": "incomplete",
                "content": [{"type": "audio", "transcript": "It stays"}],
            },
            {"type": "function_call", "call_id": "c", "name": "get_weather", "arguments": "{}"},
        ],
        "usage": {"total_tokens": 265, "input_tokens": 260, "output_tokens": 5},
    }
    assert fields({"type": "response.done", "response": response}) == (
        'status=cancelled  reason=turn_detected  output=["It stays", get_weather]'
        "  total_tokens=265  input_tokens=260  output_tokens=5  response_id=resp_1"
    )


def test_viseme() -> None:
    frame = content("response.animation_viseme.delta", audio_offset_ms=40, viseme_id=6)
    assert fields(frame).startswith("viseme_id=6  audio_offset_ms=40  ")


def test_item_of_an_unknown_kind() -> None:
    item = {"type": "teleport", "id": "item_9", "status": "completed", "secret_door": 1}
    frame = {"type": "conversation.item.created", "item": item}
    assert fields(frame) == "teleport  status=completed  item_id=item_9"


def test_long_lists_are_cut() -> None:
    tools = [{"type": "function", "name": f"tool_{n}"} for n in range(9)]
    assert fields(session(tools=tools)) == "tools=[tool_0, tool_1, tool_2, 6 more]"
    assert "tool_8" in fields(session(tools=tools), content=True)


def test_wrong_types_are_no_end() -> None:
    assert fields({"type": "response.done", "response": 5}) == "response=<unreadable>"
    assert fields(session(tools=5, model="m")) == "model=m  tools=<unreadable>"
    assert fields({"type": "response.done"}) == "response=<unreadable>"


def test_unknown_event_shows_its_type_and_keys() -> None:
    frame = {"type": "response.mood", "event_id": "e", "mood": "private", "score": 1}
    assert fields(frame) == "response.mood  keys=mood, score"
    assert fields({"type": "response.mood"}) == "response.mood"
    assert text(frame).startswith("UnknownServerEvent  ")


def test_unknown_event_with_content_shows_values() -> None:
    frame = {"type": "response.mood", "mood": {"is": "good" * 30}, "score": 1, "text": "Grüße"}
    assert fields(frame, content=True) == (
        f'response.mood  mood={{"is": "{"good" * 30}"}}  score=1  text=Grüße'
    )


def test_plain_json_is_whole_with_content() -> None:
    frame = {"type": "response.invocation.delta", "delta": {"text": "Looking", "step": {"n": 1}}}
    assert fields(frame) == '"Looking"'
    assert fields(frame, content=True) == 'delta={"text": "Looking", "step": {"n": 1}}'


def test_many_keys_are_cut() -> None:
    frame = {"type": "x", **{f"key_{n}": n for n in range(30)}}
    assert fields(frame).endswith("key_11, 18 more")


@pytest.mark.parametrize("event", SERVER_EVENTS, ids=names(SERVER_EVENTS))
@pytest.mark.parametrize("full", [True, False], ids=["full", "required"])
def test_every_event_has_a_useful_line(event: type[ServerEvent], full: bool) -> None:
    frame = sample(event, full=full)
    decoded = ServerEvent.from_dict(frame)
    shown = text(frame)
    assert class_name(decoded) in shown
    assert not class_name(decoded).startswith("ServerEvent")
    assert shown.isprintable()
    assert len(shown) < 600
    assert "<unreadable>" not in shown
    own = {info.name for info in event.fields()} - {"type", "event_id"}
    if full and own:
        assert shown != class_name(decoded)


@pytest.mark.parametrize("event", CLIENT_EVENTS, ids=names(CLIENT_EVENTS))
@pytest.mark.parametrize("full", [True, False], ids=["full", "required"])
def test_every_event_of_the_client_has_a_useful_line(event: type[ClientEvent], full: bool) -> None:
    decoded = ClientEvent.from_dict(sample(event, full=full))
    shown = Wording(AudioMeter(), content=False).text(decoded)
    assert not class_name(decoded).startswith("ClientEvent")
    assert shown.startswith(class_name(decoded))
    assert shown.isprintable()
    assert "<unreadable>" not in shown
    own = {info.name for info in event.fields()} - {"type", "event_id"}
    if full and own:
        assert shown != class_name(decoded)


MCP = {"type": "mcp", "server_label": "guide", "authorization": "CANARY"}


def sent(frame: dict[str, Any], *, content: bool = False) -> str:
    """What is in one event of the client, without the class."""
    event = ClientEvent.from_dict(frame)
    return Wording(AudioMeter(), content=content).text(event).partition("  ")[2]


def test_settings_in_short() -> None:
    settings = {
        "modalities": ["text", "audio"],
        "turn_detection": None,
        "voice": {"type": "azure-standard", "name": "en-US-EmmaNeural"},
        "input_audio_transcription": {"model": "whisper-1"},
        "input_audio_noise_reduction": {"type": "near_field"},
        "instructions": "word " * 20,
        "model": None,
    }
    frame = session(kind="update", **settings)
    assert sent(frame) == (
        'voice=en-US-EmmaNeural  instructions="word word word word word word word word…"'
        "  modalities=[text, audio]  turn_detection=null"
        "  input_audio_noise_reduction=near_field  input_audio_transcription=whisper-1"
    )
    assert 'voice={"type": "azure-standard", "name"' in sent(frame, content=True)
    assert "word " * 20 in sent(frame, content=True)


def test_settings_of_v1_in_short() -> None:
    sides = {"input": {"turn_detection": None}, "output": {"voice": "alloy"}}
    assert sent(session(kind="update", type="realtime", audio=sides)) == (
        "realtime  audio.output.voice=alloy  audio.input.turn_detection=null"
    )


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            {
                "type": "conversation.item.create",
                "item": {
                    "type": "message",
                    "id": "mine",
                    "role": "user",
                    "content": [{"type": "input_text", "text": "Hello"}],
                },
            },
            'message  role=user  content=["Hello"]  item_id=mine',
        ),
        (
            {
                "type": "conversation.item.create",
                "item": {"type": "function_call_output", "call_id": "c", "output": "fine"},
            },
            "function_call_output  output=fine  call_id=c",
        ),
        (
            {
                "type": "conversation.item.truncate",
                "item_id": "i",
                "content_index": 0,
                "audio_end_ms": 80,
            },
            "audio_end_ms=80  item_id=i",
        ),
        (
            {
                "type": "response.create",
                "response": {"conversation": "none", "metadata": {"a": "1"}},
            },
            "metadata.a=1  conversation=none",
        ),
        ({"type": "response.create"}, ""),
        ({"type": "session.update", "session": 5}, "session=<unreadable>"),
        ({"type": "session.avatar.connect", "client_sdp": "CANARY"}, "client_sdp=<hidden>"),
        ({"type": "of.tomorrow", "x": 1}, "of.tomorrow  keys=x"),
        (session(kind="update", tools=[MCP]), "tools=[guide]"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_what_was_sent(frame: dict[str, Any], expected: str) -> None:
    assert sent(frame) == expected
    assert "CANARY" not in sent(frame, content=True)


def test_audio_that_was_sent_is_a_length() -> None:
    assert sent({"type": "input_audio_buffer.append", "audio": "AAAA" * 16}) == "1 ms"


def test_padding_is_not_shown() -> None:
    padded = said("Yes") | {"obfuscation": "PAD"}
    assert fields(padded, content=True) == fields(said("Yes"), content=True)
    assert fields({"type": "new", "obfuscation": "PAD"}) == "new"


def test_spelling_is_no_control_character() -> None:
    spelled = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u3000\u00a0👩\u200d🚀"
    assert f'"{spelled}"' in fields(said(spelled))
