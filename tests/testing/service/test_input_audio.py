"""The input buffer, and the turns that its loudness tells."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from voicelive_events import OutputAudioFormat, TurnDetection
from voicelive_events.testing.service._input_audio import (
    InputAudio,
    Noticed,
    SilenceTooLong,
    SpeechStarted,
    SpeechStopped,
)
from voicelive_events.testing.service._refusals import Refusal
from voicelive_events.testing.service._speech import recoded

from .playing import tone

PCM = OutputAudioFormat.PCM16
FORMATS = list(OutputAudioFormat)


def detection(type: str = "server_vad", **fields: Any) -> Any:
    return TurnDetection.from_dict({"type": type, **fields})


class Listener:
    """A buffer that keeps what was noticed, and takes each turn that ends."""

    def __init__(
        self, rules: Any = None, format: OutputAudioFormat = PCM, channels: int = 1
    ) -> None:
        self.audio = InputAudio()
        self.audio.configure(format, channels, detection() if rules is None else rules)
        self.noticed: list[Noticed] = []
        self.turns: list[tuple[int, int]] = []

    def hear(self, audio: bytes, size: int = 0) -> list[Noticed]:
        for start in range(0, len(audio), size or len(audio) or 1):
            for noticed in self.audio.append(audio[start : start + (size or len(audio))]):
                self.noticed.append(noticed)
                if isinstance(noticed, SpeechStopped):
                    heard = self.audio.take()
                    self.turns.append((heard.start_ms, heard.end_ms))
        return self.noticed


def sound(*parts: int, format: OutputAudioFormat = PCM) -> bytes:
    """Silence and speech by turns, each so many milliseconds long."""
    pieces = [tone(ms) if n % 2 else bytes(48 * ms) for n, ms in enumerate(parts)]
    return recoded(b"".join(pieces), PCM, format)


RULES = detection(prefix_padding_ms=300, silence_duration_ms=200)
TWO_TURNS = [
    *(SpeechStarted(700), SpeechStopped(1700)),
    *(SpeechStarted(1700), SpeechStopped(2700)),
]


@pytest.mark.parametrize("format", FORMATS)
def test_turns_are_told_in_every_format(format: OutputAudioFormat) -> None:
    listener = Listener(RULES, format)
    assert listener.hear(sound(1000, 500, 500, 500, 500, format=format)) == TWO_TURNS


@pytest.mark.parametrize("size", [2, 7, 961, 2400, 1_000_000])
def test_turns_do_not_depend_on_the_pieces_that_audio_comes_in(size: int) -> None:
    listener = Listener(RULES)
    assert listener.hear(sound(1000, 500, 500, 500, 500), size) == TWO_TURNS
    assert listener.turns == [(700, 1700), (1700, 2700)]
    assert listener.audio.position_ms == 3000


def test_only_the_microphone_of_two_channels_is_heard() -> None:
    def interleaved(left: bytes, right: bytes) -> bytes:
        mixed = array("h", bytes(2 * len(left)))
        mixed[::2], mixed[1::2] = array("h", left), array("h", right)
        return mixed.tobytes()

    quiet, loud = bytes(48_000), tone(1000)
    assert Listener(RULES, channels=2).hear(interleaved(quiet, loud)) == []
    assert Listener(RULES, channels=2).hear(interleaved(loud, quiet)) == [SpeechStarted(0)]


def test_a_turn_has_the_padding_before_it_and_the_silence_after_it() -> None:
    listener = Listener(detection(prefix_padding_ms=100, silence_duration_ms=600))
    assert listener.hear(sound(1000, 400, 1000)) == [SpeechStarted(900), SpeechStopped(2000)]
    assert listener.turns == [(900, 2000)]


def test_what_is_heard_is_the_audio_itself() -> None:
    listener = InputAudio()
    listener.configure(PCM, 1, detection(prefix_padding_ms=100, silence_duration_ms=200))
    audio = sound(1000, 400, 200)
    turns = [listener.take() for each in listener.append(audio) if each == SpeechStopped(1600)]
    (heard,) = turns
    assert heard.audio == audio[900 * 48 :]
    assert (heard.start_ms, heard.end_ms, heard.speech_ms, heard.seconds) == (900, 1600, 400, 0.7)


@pytest.mark.parametrize(("threshold", "is_heard"), [(0.1, True), (0.5, False), (100, False)])
def test_the_threshold_says_how_loud_speech_is(threshold: float, is_heard: bool) -> None:
    listener = Listener(detection(threshold=threshold))
    assert bool(listener.hear(tone(500, amplitude=200))) is is_heard


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_a_threshold_is_a_loudness_of_all_samples(
    threshold: float, format: OutputAudioFormat
) -> None:
    limit = 32_768 * 10 ** ((-60 + 40 * threshold) / 20)
    levels = [1, 255, 256, 257, 300, 350, int(limit // 256 * 256), int(limit) + 1, 30_000]
    outcomes = set()
    for level in {*levels, *(-each for each in levels)}:
        audio = recoded(array("h", [level]).tobytes() * 2400, PCM, format)
        (*_, value) = array("h", recoded(audio, format, PCM))
        is_heard = bool(Listener(detection(threshold=threshold), format).hear(audio))
        assert is_heard is (abs(value) > limit), level
        outcomes.add(is_heard)
    assert outcomes == {True, False}


def test_a_click_is_no_speech() -> None:
    assert Listener(RULES).hear(sound(500, 20, 500)) == []
    patient = detection("azure_semantic_vad", speech_duration_ms=200)
    assert Listener(patient).hear(sound(500, 180, 800)) == []
    assert Listener(patient).hear(sound(500, 240, 800)) != []


@pytest.mark.parametrize(("eagerness", "ends"), [("high", 1800), ("auto", 2000), ("low", 2500)])
def test_eagerness_says_how_soon_a_turn_ends(eagerness: str, ends: int) -> None:
    listener = Listener(detection("semantic_vad", eagerness=eagerness))
    assert listener.hear(sound(1000, 500, 1500))[1] == SpeechStopped(ends)


def test_a_pause_is_no_end() -> None:
    listener = Listener(detection(silence_duration_ms=500))
    assert listener.hear(sound(500, 500, 400, 500, 600)) == [
        SpeechStarted(200),
        SpeechStopped(2400),
    ]


def test_long_silence_is_told_once_after_it_was_asked_for() -> None:
    listener = Listener(detection(idle_timeout_ms=5000))
    assert listener.hear(sound(9000)) == []
    listener.audio.expect_speech(after_ms=1000)
    assert listener.hear(sound(20_000)) == [SilenceTooLong(10_000, 15_000)]


def test_speech_ends_the_wait_for_it() -> None:
    listener = Listener(detection(idle_timeout_ms=3000, silence_duration_ms=200))
    listener.audio.expect_speech()
    kinds = [type(each) for each in listener.hear(sound(1000, 500, 8000))]
    assert kinds == [SpeechStarted, SpeechStopped]


def test_who_speaks_is_not_waited_for() -> None:
    listener = Listener(detection(idle_timeout_ms=3000, silence_duration_ms=200))
    listener.hear(sound(0, 500))
    listener.audio.expect_speech()
    kinds = [type(each) for each in listener.hear(sound(0, 4000, 2000))]
    assert kinds == [SpeechStarted, SpeechStopped]


def test_without_turn_detection_the_client_commits() -> None:
    audio = InputAudio()
    assert list(audio.append(sound(300, 700))) == []
    heard = audio.commit()
    assert (len(heard.audio), heard.start_ms, heard.end_ms) == (48_000, 0, 1000)
    assert list(audio.append(bytes(4800))) == []
    assert audio.commit().start_ms == 1000


@pytest.mark.parametrize("milliseconds", [0, 99])
def test_too_little_cannot_be_committed(milliseconds: int) -> None:
    audio = InputAudio()
    list(audio.append(bytes(milliseconds * 48)))
    with pytest.raises(Refusal) as refused:
        audio.commit()
    assert refused.value.code == "input_audio_buffer_commit_empty"
    assert f"only has {milliseconds}.00ms" in refused.value.message


def test_what_is_cleared_is_gone_and_positions_go_on() -> None:
    listener = Listener(RULES)
    listener.hear(sound(0, 500))
    listener.audio.clear()
    assert not listener.audio.is_speaking
    assert (listener.audio.length_ms, listener.audio.position_ms) == (0, 500)


def test_silence_takes_no_memory() -> None:
    listener = Listener(RULES)
    listener.hear(bytes(60_000 * 48), size=48_000)
    assert listener.audio.length_ms <= 300
