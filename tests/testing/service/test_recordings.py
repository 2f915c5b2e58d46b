"""The stand-in is true to the service: the recorded clients play against it, and it answers with
the same events, in the same order, with the same fields, and with ids that hang together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from voicelive_events import ClientEvent, ServerEvent
from voicelive_events.testing.service._replay import replay
from voicelive_events.testing.service._scripts import Script

from ..test_writer import flat, ids, is_id
from . import playing
from .playing import DATED, V1, Client

RECORDED = {
    "spoken-turn.jsonl": DATED,
    "tool-call.jsonl": DATED,
    "text-in-audio-out.jsonl": DATED,
    "ga-azure-text-in-audio-out.jsonl": V1,
    "ga-azure-tool-call.jsonl": V1,
    "ga-openai-spoken-turn.jsonl": V1,
}
SPEECH = ("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped")

DIFFERENCES = {
    "content.*": "Azure repeats the part of a content_part event, OpenAI does not: one is followed",
    "event_id": "each event's own",
    "obfuscation": "padding, at random",
    "audio_start_ms": "speech is told by its loudness here, in steps of 20 ms, not by a model",
    "audio_end_ms": "as above",
    "delta": "what the user said is transcribed word by word, by the service as it likes",
    "session.expires_at": "the time of the session",
    "session.instructions": "the service's own prompt, until the client says something",
    "session.model": "chosen by the address, which is not recorded",
    "*.modalities.*": "the service gives them in no fixed order, and the stand-in as asked",
    "response.usage.*": "tokens are counted by rule of thumb",
}
"""Where the stand-in differs from the service, by the place in an event, and why."""


class Played:
    """A recorded session, and the same of its client with the stand-in."""

    def __init__(self, folder: Path, name: str, script: str) -> None:
        self.recorded = events(folder / name)
        frames = [json.loads(line) for line in lines(folder / "sent" / name)]
        chosen = replay(lines(folder / name)) if script == "replay" else None
        self.client = asyncio.run(_play(frames, self.recorded, chosen, RECORDED[name]))
        self.pairs = list(zip(in_runs(self.client.events), in_runs(self.recorded), strict=False))


async def _play(
    frames: list[dict[str, Any]], recorded: list[ServerEvent], script: Script, version: str
) -> Client:
    client = Client(script, version)
    has_spoken = False
    for frame in frames:
        if frame["type"] == "input_audio_buffer.append":  # they are cut in the recording
            if not has_spoken:
                _speak(client, recorded)
            has_spoken = True
        else:
            client.session.receive(_with_call_id(frame, recorded, client))
        await client.settle()
    assert client.failures == []
    return client


def _speak(client: Client, recorded: list[ServerEvent]) -> None:
    """Speech where the recorded session had it, between silence."""
    started, stopped = (next(e for e in recorded if e.type == kind) for kind in SPEECH)
    session = [e["session"] for e in recorded if e.type == "session.updated"][-1]
    detection = session.get("turn_detection") or session["audio"]["input"]["turn_detection"]
    begin = started["audio_start_ms"] + detection["prefix_padding_ms"]
    end = stopped["audio_end_ms"] - detection["silence_duration_ms"]
    client.hear(silence_ms=begin)
    client.hear(speech_ms=end - begin, silence_ms=1000)


def _with_call_id(frame: dict[str, Any], recorded: list[ServerEvent], client: Client) -> Any:
    """The *frame*, with the id of the stand-in's call in place of the recorded one."""

    done = "response.function_call_arguments.done"
    ours = {
        e["call_id"]: each["call_id"]
        for e, each in zip((e for e in recorded if e.type == done), client.all(done), strict=False)
    }
    item = frame.get("item") or {}
    if "call_id" in item:
        frame = frame | {"item": item | {"call_id": ours[item["call_id"]]}}
    return ClientEvent.from_dict(frame)


def lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines()


def events(log: Path) -> list[ServerEvent]:
    return [ServerEvent.from_json(line) for line in lines(log)]


def in_runs(events: Iterable[ServerEvent]) -> list[dict[str, ServerEvent]]:
    """The events by their types: each by itself, a run of deltas as one, the first of each type
    for all. The transcription of the user's audio comes last: it is a stream of its own."""
    runs: list[dict[str, ServerEvent]] = []
    for event in sorted(events, key=lambda event: "input_audio_transcription" in event.type):
        is_delta = event.type.endswith(".delta")
        if runs and is_delta and all(kind.endswith(".delta") for kind in runs[-1]):
            runs[-1].setdefault(event.type, event)
        else:
            runs.append({event.type: event})
    return runs


@pytest.fixture(params=RECORDED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["replay", "default"])
def play(request: pytest.FixtureRequest, recordings: Path, name: str) -> Played:
    return played(recordings, name, request.param)


@lru_cache
def played(folder: Path, name: str, script: str) -> Played:
    return Played(folder, name, script)


def test_the_events_come_in_the_order_of_the_service(play: Played) -> None:
    ours = [sorted(run) for run in in_runs(play.client.events)]
    assert ours == [sorted(run) for run in in_runs(play.recorded)]


def test_the_same_ids_hang_together(play: Played) -> None:
    ours: dict[Any, Any] = {}
    for sent, seen in play.pairs:
        for kind, event in seen.items():
            for at, old in ids(event).items():
                new = ids(sent[kind])[at]
                assert ours.setdefault(old, new) == new, (at, event)
    assert len(set(ours.values())) == len(ours) >= 6


def test_every_field_is_there(play: Played) -> None:
    assert {
        where for where, is_field in differences(play) if is_field and not reason(where)
    } == set()


def test_a_replay_has_the_values_of_the_service(recordings: Path, name: str) -> None:
    found = differences(played(recordings, name, "replay"))
    assert {where for where, _ in found if not reason(where)} == set()


def test_no_difference_is_listed_that_there_is_not(recordings: Path) -> None:
    found = [differences(played(recordings, name, "replay")) for name in RECORDED]
    assert {reason(where) for places in found for where, _ in places} - {None} == set(DIFFERENCES)


def differences(play: Played) -> set[tuple[str, bool]]:
    """Places in events that differ, ids aside, and whether it is the field itself that only one of
    the two has."""
    found = set()
    for sent, seen in play.pairs:
        for kind, event in seen.items():
            ours, theirs = dict(flat(sent[kind])), dict(flat(event))
            for at in ours.keys() | theirs.keys():
                where = ".".join(map(str, at))
                if (at in ours) != (at in theirs):
                    found.add((where, True))
                elif not is_id(at) and ours[at] != theirs[at]:
                    found.add((where, False))
    return found


def reason(where: str) -> str | None:
    """The entry of `DIFFERENCES` that the place *where* falls under."""
    return next((each for each in DIFFERENCES if fnmatchcase(where, each)), None)


def test_another_client_is_told_the_same(recordings: Path, name: str) -> None:
    """It speaks the other dialect, types what was spoken, calls nothing, and asks for more."""
    told = [e["item"] for e in events(recordings / name) if e.type == "response.output_item.done"]
    answers = [said(item) for item in told if item["type"] == "message"]

    async def play(client: Client) -> None:
        for _ in range(len(told) + 1):
            client.write("Something else.")
            await client.answer()

    other = DATED if RECORDED[name] == V1 else V1
    client = playing.played(play, replay(lines(recordings / name)), other)
    assert client.codes == []
    assert client.failures == []
    assert client.said == [*answers, "You said: Something else."]
    assert len(client.all("response.function_call_arguments.done")) == len(told) - len(answers)


def said(message: Any) -> str:
    (part,) = message["content"]
    return str(part.get("transcript") or part["text"])
