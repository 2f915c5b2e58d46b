"""What the assistant says, as audio."""

from __future__ import annotations

import asyncio
import io
import math
import sys
import wave
from array import array
from pathlib import Path

import pytest

from voicelive_events import OutputAudioFormat
from voicelive_events._logs.wav import decoded
from voicelive_events.testing.service import _speech
from voicelive_events.testing.service._speech import (
    Piece,
    cut_by_words,
    recoded,
    speech,
    tones,
    visemes,
    written,
)

from .playing import tone

PCM = OutputAudioFormat.PCM16
ULAW = OutputAudioFormat.G711_ULAW
FORMATS = list(OutputAudioFormat)


def texts(said: list[Piece]) -> list[str]:
    return [piece.text for piece in said]


@pytest.mark.parametrize("format", FORMATS)
def test_a_word_is_a_tone_of_300_ms(format: OutputAudioFormat) -> None:
    said = asyncio.run(tones("One two  three", format, "en"))
    assert texts(said) == ["One", " two", "  three"]
    assert [len(piece.audio) / format.bytes_per_second for piece in said] == [0.3] * 3
    assert [piece.milliseconds for piece in said] == [300] * 3


def test_words_differ_and_end_in_silence() -> None:
    first, second = asyncio.run(tones("One two", PCM, "en"))
    assert first.audio != second.audio
    samples = array("h", first.audio)
    assert max(samples) > 7000
    assert not any(samples[-1200:])


@pytest.mark.parametrize("format", FORMATS)
def test_audio_survives_another_format(format: OutputAudioFormat) -> None:
    original = array("h", tone(200))
    there = recoded(original.tobytes(), PCM, format)
    back = array("h", recoded(there, format, PCM))
    assert len(there) == format.bytes_per_second // 5
    assert len(back) == len(original)
    noise = math.sqrt(sum((a - b) ** 2 for a, b in zip(original, back, strict=True)) / len(back))
    assert noise < 800  # of an amplitude of 8000; the nearest sample is taken, not a mean


def test_g711_is_coded_to_the_nearest_level() -> None:
    samples = array("h", [0, 1, -1, 1000, -1000, 32767, -32768])
    coded = recoded(samples.tobytes(), PCM, OutputAudioFormat.PCM16)
    assert coded == samples.tobytes()
    for law in (ULAW, OutputAudioFormat.G711_ALAW):
        every = bytes(range(256))
        sound = decoded(every, law)
        again = decoded(_speech._encoded(sound, law), law)
        assert again == sound


def test_words_have_shares_of_the_audio_as_long_as_they_are() -> None:
    said = cut_by_words("a bcd", bytes(480 * 10 + 1), PCM)
    assert [(p.text, len(p.audio), p.milliseconds) for p in said] == [
        ("a", 960, 20.0),
        (" bcd", 3840, 80.0),
    ]


def test_nothing_said_takes_no_words() -> None:
    assert texts(written("")) == [""]
    assert texts(cut_by_words("", b"", PCM)) == [""]
    assert asyncio.run(tones(" ", PCM, "en")) == []


def test_the_mouth_follows_the_letters() -> None:
    shapes = list(visemes(Piece(" Oh, no!", b"", 400), 1000))
    assert shapes == [(8, 1000), (12, 1100), (19, 1200), (8, 1300)]


# --- espeak-ng -----------------------------------------------------------------------------------


SPEAKER = """#!{python}
import sys, wave
text = sys.stdin.read()
language = sys.argv[sys.argv.index("-v") + 1]
with open({log!r}, "a") as log:
    print(language, text, file=log)
if language == "xx":
    sys.exit(1)
with wave.open("{sound}", "rb") as sound:
    pass
sys.stdout.buffer.write(open("{sound}", "rb").read())
"""


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of espeak-ng: what it was asked is in the file that this gives."""
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
        sound.writeframes(array("h", [5000] * 22_050).tobytes())
    log, program = tmp_path / "log", tmp_path / "espeak-ng"
    program.write_text(
        SPEAKER.format(python=sys.executable, log=str(log), sound=tmp_path / "sound.wav")
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(_speech, "_spoken", {})
    return log


def test_a_program_speaks_if_it_is_there(spoken: Path) -> None:
    said = asyncio.run(speech("Hello there", PCM, "en-US"))
    assert texts(said) == ["Hello", " there"]
    assert sum(len(piece.audio) for piece in said) == 48_000
    assert set(array("h", said[0].audio)) == {5000}
    assert spoken.read_text() == "en-us Hello there\n"


def test_what_was_said_before_is_remembered(spoken: Path) -> None:
    async def say() -> None:
        await asyncio.gather(*[speech("Hello", ULAW, "en") for _ in range(5)])

    asyncio.run(say())
    asyncio.run(say())
    assert spoken.read_text() == "en Hello\n"


def test_a_language_that_it_does_not_know_is_told_in_tones(spoken: Path) -> None:
    said = asyncio.run(speech("Hello", PCM, "xx"))
    assert said == asyncio.run(tones("Hello", PCM, "xx"))


def test_a_program_that_does_not_start_leaves_it_to_tones(spoken: Path) -> None:
    (spoken.parent / "espeak-ng").write_bytes(b"\x7fELF no program")
    said = asyncio.run(speech("Hello", PCM, "en"))
    assert said == asyncio.run(tones("Hello", PCM, "en"))


def test_without_the_program_there_are_tones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert asyncio.run(speech("Hello", PCM, "en")) == asyncio.run(tones("Hello", PCM, "en"))


def test_an_interruption_ends_the_program(spoken: Path) -> None:
    program = spoken.parent / "espeak-ng"
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")

    async def say() -> None:
        task = asyncio.create_task(speech("Hello", PCM, "en"))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(say(), 10))


def test_a_file_of_unknown_length_is_read_to_its_end() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(24_000)
        sound.writeframes(bytes(4800))
    data = bytearray(file.getvalue())
    data[4:8] = data[40:44] = b"\xff\xff\xff\x7f"  # as a program that writes to a pipe says it
    assert _speech._converted(bytes(data), PCM) == bytes(4800)
