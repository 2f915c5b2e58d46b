"""Credentials are masked on the way into a recording, and nothing else is."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any, Literal

import pytest

from voicelive_events import (
    ClientEvent,
    LogProbProperties,
    Model,
    ServerEvent,
    discriminator,
    field,
)
from voicelive_events.recording import Frame, Recorder, read_recording

from ..classes import EVENTS, base_of, names, sample
from ..frames import audio, content, message
from ..sessions import session_frames

CANARY = "c4n4ry7f3a"
HIDDEN = "<hidden>"


def recorded(frame: Frame, folder: Path, *, mask: bool = True) -> tuple[str, Any]:
    """The text of a recording of *frame*, sent if it is a client's, and the event that it holds."""
    path = folder / "log"
    with Recorder(path, mask=mask) as recorder:
        (recorder.sent if isinstance(frame, ClientEvent) else recorder.received)(frame)
    [record] = read_recording(path)
    text = path.read_text("utf-8")
    path.unlink()
    return text, record.event


def planted(model: Model) -> int:
    """Put canaries into every secret field of *model*, however deep, and count them."""
    count = 0
    for info in model.fields():
        value = model.get(info.wire_name)
        if info.secret and value is not None:
            is_object = isinstance(value, dict) or "dict" in str(info.annotation)
            dict.__setitem__(model, info.wire_name, {"X": CANARY} if is_object else CANARY)
            count += 1
        for inner in value if isinstance(value, list) else [value]:
            count += planted(inner) if isinstance(inner, Model) else 0
    return count


def secret_places() -> list[type[Any]]:
    """The events in which there is a secret field somewhere."""
    return [event for event in EVENTS if planted(base_of(event).from_dict(sample(event)))]


SECRET = secret_places()


def test_secrets_are_in_events_of_both_directions() -> None:
    found = set(names(SECRET))
    assert {"ClientEventSessionUpdate", "ServerEventSessionCreated"} <= found
    assert len({base_of(event) for event in SECRET}) == 2
    assert len(found) >= 8


@pytest.mark.parametrize("kind", SECRET, ids=names(SECRET))
def test_every_declared_secret_is_hidden(kind: type[Any], tmp_path: Path) -> None:
    event = base_of(kind).from_dict(sample(kind))
    count = planted(event)
    text, back = recorded(event, tmp_path)
    assert CANARY not in text
    assert text.count(HIDDEN) == count
    assert type(back) is kind
    assert back.problems() == []
    assert json.dumps(back).replace(HIDDEN, CANARY) == json.dumps(event)
    text, back = recorded(event, tmp_path, mask=False)
    assert text.count(CANARY) == count
    assert back == event


@pytest.mark.parametrize("to_frame", [json.dumps, lambda event: json.dumps(event).encode(), dict])
def test_frames_of_every_kind_are_masked(to_frame: Any, tmp_path: Path) -> None:
    frame = {"type": "contoso.login", "api_key": CANARY, "user": {"password": CANARY}}
    text, back = recorded(to_frame(frame), tmp_path)
    assert back == {"type": "contoso.login", "api_key": HIDDEN, "user": {"password": HIDDEN}}
    assert CANARY not in text


@pytest.mark.parametrize(
    ("secret", "hidden"),
    [
        (CANARY, HIDDEN),
        (4711, HIDDEN),
        (None, None),
        ({"a": CANARY, "b": None}, {"a": HIDDEN, "b": None}),
        ([CANARY, {"c": 1.5}], [HIDDEN, {"c": HIDDEN}]),
    ],
)
def test_what_is_hidden_keeps_its_shape(secret: Any, hidden: Any, tmp_path: Path) -> None:
    frame = {"type": "contoso.x", "before": 1, "credentials": secret, "after": 2}
    _, back = recorded(frame, tmp_path)
    assert list(back.items()) == list((frame | {"credentials": hidden}).items())


def test_an_object_that_is_no_event_is_masked(tmp_path: Path) -> None:
    text, back = recorded({"password": CANARY}, tmp_path)
    assert back is None
    assert CANARY not in text


@pytest.mark.parametrize(
    "said",
    [f"Authorization: Bearer {CANARY}", f"https://me:{CANARY}@example.com/", f"api_key={CANARY}"],
)
def test_what_announces_itself_in_a_text(said: str, tmp_path: Path) -> None:
    error = {"type": "error", "error": {"message": f"No good: {said}"}}
    for frame in (error, said, f"[{json.dumps(said)}"):
        text, _ = recorded(frame, tmp_path)
        assert CANARY not in text
        assert HIDDEN in text
        assert CANARY in recorded(frame, tmp_path, mask=False)[0]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "contoso.x", "text": f"data: Authorization: Bearer {CANARY}"},
        {"type": "contoso.x", "link": f"data:text/plain,api_key={CANARY}"},
        {"type": "contoso.x", "links": {f"https://me:{CANARY}@example.com/": 1}},
        f"data: api_key={CANARY}",
    ],
    ids=["no media", "text in a URL", "a key", "a frame"],
)
def test_texts_that_only_look_like_media(frame: Frame, tmp_path: Path) -> None:
    text, _ = recorded(frame, tmp_path)
    assert CANARY not in text
    assert HIDDEN in text


def test_the_reason_of_an_end(tmp_path: Path) -> None:
    with Recorder(tmp_path / "log") as recorder:
        recorder.closed(1008, f"api-key: {CANARY}")
    assert CANARY not in (tmp_path / "log").read_text("utf-8")


def test_media_are_not_touched(tmp_path: Path) -> None:
    # Short base64 that reads like a credential, and pictures in URLs.
    short = {"type": "response.audio.delta", "delta": "sig=abcd"}
    picture = "data:image/png;base64," + b64encode(bytes(range(256)) * 9).decode() + "?sig=abcd"
    item = {"id": "i", "type": "message", "role": "user"}
    shown = item | {"content": [{"type": "input_image", "image_url": picture}]}
    frames = [
        audio(9000),
        short,
        message("i"),
        {"type": "conversation.item.created", "item": shown},
    ]
    for frame in frames:
        assert recorded(frame, tmp_path)[1] == frame


def test_data_that_is_no_media_is_looked_at(tmp_path: Path) -> None:
    frame = f'data: {{"password": "{CANARY}"}}'
    assert CANARY not in recorded(frame, tmp_path)[0]


def test_whole_sessions_are_as_they_were(tmp_path: Path) -> None:
    for _, frame in session_frames(1, turns=2):
        _, back = recorded(frame, tmp_path)
        assert json.dumps(back) == json.dumps(frame)


def test_a_token_of_a_transcript_is_no_secret(tmp_path: Path) -> None:
    word = LogProbProperties(token="Hello", logprob=-0.5, bytes=[72])
    kind = "conversation.item.input_audio_transcription.completed"
    frame = content(kind, transcript="Hello", logprobs=[word])
    assert recorded(frame, tmp_path)[1]["logprobs"][0]["token"] == "Hello"


class ContosoLogin(ServerEvent):
    """A user's own event."""

    type: Literal["contoso.signed_in"] = discriminator()
    api_key: str
    note: str = field(secret=True)
    place: str


def test_of_a_users_own_class_the_names_count_too(tmp_path: Path) -> None:
    event = ContosoLogin(api_key=CANARY, note=CANARY, place="Tromsø")
    assert recorded(event, tmp_path)[1] == {
        "type": "contoso.signed_in",
        "api_key": HIDDEN,
        "note": HIDDEN,
        "place": "Tromsø",
    }
