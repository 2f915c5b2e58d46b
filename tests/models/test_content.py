"""Parts of messages: those that the service sends, and those that a client writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voicelive_events import (
    AssistantAudioContentPart,
    AssistantTextContentPart,
    ContentPart,
    FieldError,
    InputAudioContentPart,
    InputImageContentPart,
    InputTextContentPart,
    MessageContentPart,
    MessageItem,
    Model,
    OutputAudioContentPart,
    OutputTextContentPart,
    RequestAudioContentPart,
    RequestImageContentPart,
    RequestTextContentPart,
    ResponseAudioContentPart,
    ResponseMessageItem,
    ResponseOutputAudioContentPart,
    ResponseOutputTextContentPart,
    ResponseTextContentPart,
    UserMessageItem,
)

BY_TAG: list[tuple[str, type[ContentPart], type[MessageContentPart]]] = [
    ("input_text", RequestTextContentPart, InputTextContentPart),
    ("input_audio", RequestAudioContentPart, InputAudioContentPart),
    ("input_image", RequestImageContentPart, InputImageContentPart),
    ("text", ResponseTextContentPart, OutputTextContentPart),
    ("audio", ResponseAudioContentPart, OutputAudioContentPart),
    ("output_text", ResponseOutputTextContentPart, AssistantTextContentPart),
    ("output_audio", ResponseOutputAudioContentPart, AssistantAudioContentPart),
]

RECEIVED: list[Any] = [
    RequestAudioContentPart,
    ResponseAudioContentPart,
    ResponseOutputAudioContentPart,
]
SEEDED: list[Any] = [OutputAudioContentPart, AssistantAudioContentPart]
AUDIO: list[Any] = [InputAudioContentPart, *RECEIVED, *SEEDED]


@pytest.mark.parametrize(("tag", "received", "sent"), BY_TAG)
def test_one_tag_is_a_class_of_either_family(
    tag: str, received: type[ContentPart], sent: type[MessageContentPart]
) -> None:
    part = {"type": tag}
    assert type(ContentPart.from_dict(part)) is received
    assert type(MessageContentPart.from_dict(part)) is sent
    message = {"type": "message", "role": "user", "content": [part]}
    assert type(ResponseMessageItem.from_dict(message).content[0]) is received
    assert type(MessageItem.from_dict(message).content[0]) is sent


def test_they_are_all_that_there_are() -> None:
    assert ContentPart.registry() == {tag: received for tag, received, _ in BY_TAG}
    assert MessageContentPart.registry() == {tag: sent for tag, _, sent in BY_TAG}


@pytest.mark.parametrize("part", AUDIO)
def test_audio_is_bytes_on_both_sides(part: Any) -> None:
    made = part(audio=b"\0\1\2")
    assert made["audio"] == "AAEC"
    assert made.audio == b"\0\1\2"
    made.audio = b"\3"
    assert made["audio"] == "Aw=="
    again = part.from_json(made.to_json(strict=True), strict=True)
    assert type(again.audio) is bytes
    assert again.audio == b"\3"


@pytest.mark.parametrize("part", AUDIO)
def test_text_is_no_audio_to_set(part: Any) -> None:
    with pytest.raises(TypeError, match=r"\.audio: expected bytes, got string 'AAEC'$"):
        part(audio="AAEC")
    made = part(audio=b"")
    with pytest.raises(TypeError, match=r"\.audio: expected bytes, got string 'AAEC'$"):
        made.audio = "AAEC"


@pytest.mark.parametrize("part", AUDIO)
def test_no_sound_is_no_bytes(part: Any) -> None:
    """The service sends `""` where it keeps the audio to itself."""
    made = part.from_dict({**part(audio=b"x"), "audio": ""}, strict=True)
    assert made.audio == b""
    assert made["audio"] == ""


@pytest.mark.parametrize("part", AUDIO)
@pytest.mark.parametrize("raw", ["!!!!", "AAE", "AA==AA==", "AAAA\n", 3, ["AAEC"]])
def test_bad_base64_is_a_problem_and_no_bytes(part: Any, raw: object) -> None:
    made = part.from_dict({**part(audio=b"x"), "audio": raw})
    with pytest.raises(FieldError, match=r"expected base64 text, got .*, at \$\.audio$"):
        _ = made.audio
    assert made["audio"] == raw
    assert [problem.path for problem in made.problems()] == ["$.audio"]


@pytest.mark.parametrize("part", [*RECEIVED, *SEEDED])
@pytest.mark.parametrize("payload", [{}, {"audio": None}], ids=["absent", "null"])
def test_what_came_may_lack_its_audio(part: Any, payload: dict[str, Any]) -> None:
    made = part.from_dict({**part(), **payload}, strict=True)
    assert made.audio is None
    assert made.as_dict() == {**part(), **payload}


@pytest.mark.parametrize(("payload", "code"), [({}, "missing"), ({"audio": None}, "wrong_type")])
def test_what_is_sent_must_have_it(payload: dict[str, Any], code: str) -> None:
    part = InputAudioContentPart.from_dict({"type": "input_audio", "transcript": "hi", **payload})
    assert [(problem.path, problem.code) for problem in part.problems()] == [("$.audio", code)]
    with pytest.raises(FieldError):
        _ = part.audio
    with pytest.raises(TypeError, match="InputAudioContentPart needs audio"):
        InputAudioContentPart(transcript="hi")  # type: ignore[call-arg]


def test_a_turn_that_came_is_no_turn_to_send_without_its_audio() -> None:
    """Nothing is lost, and what is missing is told."""
    received = ResponseMessageItem.from_dict(
        {
            "id": "item_1",
            "object": "realtime.item",
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [
                {"type": "input_audio", "transcript": "Hello."},
                {"type": "input_text", "text": "Hi"},
            ],
        },
        strict=True,
    )
    request = MessageItem.from_dict(received)
    assert type(request) is UserMessageItem
    assert json.dumps(request) == json.dumps(received)
    assert [problem.path for problem in request.problems()] == ["$.content[0].audio"]
    assert [type(part) for part in received.content] == [
        RequestAudioContentPart,
        RequestTextContentPart,
    ]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (InputTextContentPart, "text"),
        (OutputTextContentPart, "text"),
        (AssistantTextContentPart, "text"),
        (InputImageContentPart, "image_url"),
    ],
)
def test_what_is_to_be_sent_is_whole(part: type[Model], field: str) -> None:
    with pytest.raises(TypeError, match=f"^{part.__name__} needs {field}$"):
        part()


def test_a_part_of_tomorrow() -> None:
    part = MessageContentPart.from_dict({"type": "input_video", "video": "AAEC"}, strict=True)
    assert type(part) is MessageContentPart
    assert UserMessageItem(content=[part]).to_json(strict=True) == (
        '{"type":"message","role":"user","content":[{"type":"input_video","video":"AAEC"}]}'
    )


def test_a_part_of_the_other_family_is_refused_until_it_is_made_one_of_this() -> None:
    received = RequestTextContentPart(text="Hi")
    with pytest.raises(TypeError, match=r"expected MessageContentPart, got .* \$\.content\[0\]$"):
        UserMessageItem(content=[received])  # type: ignore[list-item]
    message = UserMessageItem(content=[MessageContentPart.from_dict(received)])
    assert type(message.content[0]) is InputTextContentPart
    assert type(received) is RequestTextContentPart
