"""`audio`: what was said, as WAV files."""

from __future__ import annotations

import random
import wave
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voicelive_events import ServerEventResponseAudioDelta, iter_events
from voicelive_events._logs.wav import WavFile

from ..frames import CLEARED, content, encode, session
from .conftest import Run

RANDOM = random.Random(7)


def spoken(data: bytes, response: str = "resp_1") -> dict[str, Any]:
    delta = b64encode(data).decode()
    return content("response.audio.delta", delta=delta) | {"response_id": response}


def samples(path: Path) -> tuple[int, bytes]:
    """The rate and the audio of a PCM file."""
    with wave.open(str(path)) as read:
        return read.getframerate(), read.readframes(read.getnframes())


PIECES = [RANDOM.randbytes(480) for _ in range(6)]
LOG = [spoken(piece, f"resp_{n % 2}") for n, piece in enumerate(PIECES)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.wav"


def test_all_of_it_in_the_order_of_the_log(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    result = run("audio", str(log(CLEARED, *LOG)), "-o", str(out))
    assert result == (0, f"{out}  0.06 s  24000 Hz\n", "")
    assert samples(out) == (24_000, b"".join(PIECES))


def test_pieces_need_not_be_whole_samples(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    run("audio", str(log(spoken(b"abc"), spoken(b"def"))), "-o", str(out))
    assert samples(out)[1] == b"abcdef"


def test_what_came_before_is_heard_once(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    twice = [frame | {"event_id": f"e{n}"} for n, frame in enumerate(LOG) for _ in range(2)]
    assert run("audio", str(log(*twice)), "-o", str(out)).code == 0
    assert samples(out)[1] == b"".join(PIECES)


def test_one_response(run: Callable[..., Run], log: Callable[..., Path], out: Path) -> None:
    assert run("audio", str(log(*LOG)), "-o", str(out), "--response", "*_1").code == 0
    assert samples(out)[1] == b"".join(PIECES[1::2])


def test_a_glob_that_matches_nothing_says_so(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    options = ["--response", "*_1", "--response", "resp_7"]
    result = run("audio", str(log(*LOG)), "-o", str(out), *options)
    assert result.code == 0
    assert result.err == "voicelive-events: --response resp_7: it matches no event of the log\n"


def test_a_file_for_each_response(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    result = run("audio", str(log(*LOG)), "-o", str(out), "--split")
    first, second = out.with_name("out-1.wav"), out.with_name("out-2.wav")
    assert result.lines == [
        f"{first}  0.03 s  24000 Hz  resp_0",
        f"{second}  0.03 s  24000 Hz  resp_1",
    ]
    assert samples(first)[1] == b"".join(PIECES[::2])
    assert samples(second)[1] == b"".join(PIECES[1::2])
    assert not out.exists()


def test_names_from_the_log_are_no_file_names(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    path = log(spoken(b"ab", "../../evil\x1b"))
    result = run("audio", str(path), "-o", str(out), "--split")
    assert set(out.parent.iterdir()) == {path, out.with_name("out-1.wav")}
    assert result.out.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    ("name", "rate"),
    [("pcm16", 24_000), ("pcm16_16000hz", 16_000), ("pcm16-8000hz", 8_000)],
)
def test_the_session_names_the_rate(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, name: str, rate: int
) -> None:
    run("audio", str(log(session(output_audio_format=name), *LOG)), "-o", str(out))
    assert samples(out) == (rate, b"".join(PIECES))


@pytest.mark.parametrize(("name", "code"), [("g711_ulaw", 7), ("g711_alaw", 6)])
def test_g711_stays_as_it_is(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, name: str, code: int
) -> None:
    result = run("audio", str(log(session(output_audio_format=name), *LOG)), "-o", str(out))
    assert result.out == f"{out}  0.36 s  8000 Hz\n"
    data = out.read_bytes()
    assert data[20] == code
    assert data.endswith(b"".join(PIECES))


FORMATS_CHANGE = [*LOG[:1], session(output_audio_format="g711_ulaw"), *LOG[1:2]]


def test_one_file_has_one_format(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    path = log(*FORMATS_CHANGE)
    result = run("audio", str(path), "-o", str(out))
    assert result.err == (
        f"voicelive-events: {path}:3: the format of the audio changes;"
        " --split or --response takes it apart\n"
    )
    assert result.code == 1
    assert set(out.parent.iterdir()) == {path}


def test_each_response_may_have_its_own_format(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    result = run("audio", str(log(*FORMATS_CHANGE)), "-o", str(out), "--split")
    assert [line.split("  ")[2] for line in result.lines] == ["24000 Hz", "8000 Hz"]


def test_a_format_that_nobody_knows(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    path = log(session(output_audio_format="opus"), *LOG)
    result = run("audio", str(path), "-o", str(out))
    assert result.err == (
        f"voicelive-events: {path}:2: expected audio of a known format, got opus\n"
    )
    assert (result.code, out.exists()) == (1, False)


@pytest.mark.parametrize("options", [[], ["--response", "other"]], ids=["none", "none chosen"])
def test_no_audio_no_file(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, options: list[str]
) -> None:
    frames = LOG if options else [CLEARED]
    result = run("audio", str(log(*frames)), "-o", str(out), *options)
    assert result == (1, "", "voicelive-events: there is no such audio in the log\n")
    assert not out.exists()


@pytest.mark.parametrize(
    "broken", ["oops", spoken(b"ab") | {"delta": "!!"}, spoken(b"ab") | {"delta": 5}]
)
def test_what_cannot_be_read_is_left_out_and_said(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, broken: Any
) -> None:
    result = run("audio", str(log(LOG[0], broken, LOG[1])), "-o", str(out))
    assert result.err == "voicelive-events: 1 line or piece of audio could not be read\n"
    assert (result.code, result.out) == (1, f"{out}  0.02 s  24000 Hz\n")
    assert samples(out)[1] == b"".join(PIECES[:2])


def test_the_log_is_not_overwritten(run: Callable[..., Run], log: Callable[..., Path]) -> None:
    path = log(*LOG)
    result = run("audio", str(path), "-o", str(path))
    assert result == (2, "", f"voicelive-events: {path}: it is the log itself\n")
    assert path.read_bytes() == encode(LOG)


def test_a_place_that_cannot_be_written(
    run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "no" / "out.wav"
    result = run("audio", str(log(*LOG)), "-o", str(path))
    assert result == (2, "", f"voicelive-events: {path}: No such file or directory\n")


def test_a_full_file(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelive_events._logs.wav.MAX_SIZE", 1000)
    result = run("audio", str(log(*LOG)), "-o", str(out))
    assert (result.code, result.err) == (1, f"voicelive-events: {out}: a WAV file holds 4 GiB\n")
    assert not out.exists()


def test_an_interrupt_leaves_nothing(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = WavFile.write

    def interrupt(self: WavFile, audio: bytes) -> None:
        if self.size:
            raise KeyboardInterrupt
        write(self, audio)

    monkeypatch.setattr(WavFile, "write", interrupt)
    path = log(*LOG)
    assert run("audio", str(path), "-o", str(out)).code == 130
    assert set(out.parent.iterdir()) == {path}


def test_both_sides_in_one_file(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    sent = {"type": "input_audio_buffer.append", "audio": b64encode(b"ab" * 12_000).decode()}
    result = run("audio", str(log(sent, spoken(b"cd" * 24_000))), "-o", str(out), "--both")
    assert result == (0, f"{out}  1.00 s  24000 Hz  stereo\n", "")
    with wave.open(str(out)) as read:
        assert read.getnchannels() == 2
        assert read.readframes(99_999) == b"abcd" * 12_000 + b"\0\0cd" * 12_000


def test_both_of_what_was_received_alone(run: Callable[..., Run], out: Path) -> None:
    result = run("audio", "--sample", "-o", str(out), "--both")
    assert (result.code, result.out.split("  ")[2:]) == (0, ["24000 Hz", "stereo\n"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--split"], "--both writes the whole session: without --split and --response"),
        (["--response", "*"], "--both writes the whole session: without --split and --response"),
        (["other"], "expected one log: --both writes one session"),
    ],
)
def test_both_writes_one_whole_session(
    run: Callable[..., Run], log: Callable[..., Path], out: Path, options: list[str], told: str
) -> None:
    result = run("audio", "--both", "-o", str(out), str(log(*LOG)), *options)
    assert result == (2, "", f"voicelive-events: {told}\n")


def test_both_of_several_sessions(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    path = log(*({"session": name, "event": spoken(bytes(960))} for name in ("a", "b", "b")))
    result = run("audio", str(path), "-o", str(out), "--both")
    assert (result.code, out.exists()) == (2, False)
    assert "it holds several sessions, as a and b: --session takes one" in result.err
    assert run("audio", str(path), "-o", str(out), "--both", "--session", "b").code == 0
    assert run("audio", str(path), "-o", str(out), "--session", "b").out == (
        f"{out}  0.04 s  24000 Hz\n"
    )


def test_both_without_audio(run: Callable[..., Run], log: Callable[..., Path], out: Path) -> None:
    result = run("audio", str(log(CLEARED)), "-o", str(out), "--both")
    assert result == (1, "", "voicelive-events: there is no such audio in the log\n")
    assert not out.exists()


def test_both_in_a_format_that_nobody_knows(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    path = log(session(output_audio_format="opus\x1b"), *LOG)
    result = run("audio", str(path), "-o", str(out), "--both")
    told = r"expected audio of a known format, got opus\x1b"
    assert result == (1, "", f"voicelive-events: {path}:2: {told}\n")


def test_both_says_what_it_could_not_read(
    run: Callable[..., Run], log: Callable[..., Path], out: Path
) -> None:
    result = run("audio", str(log(LOG[0], "oops")), "-o", str(out), "--both")
    assert result.err == "voicelive-events: 1 line or piece of audio could not be read\n"
    assert result.code == 1


def test_output_is_required(run: Callable[..., Run]) -> None:
    result = run("audio", "--sample")
    assert "arguments are required: -o/--output" in result.err
    assert result.code == 2


@pytest.mark.parametrize("name", ["spoken-turn", "text-in-audio-out"])
def test_recordings(run: Callable[..., Run], recordings: Path, out: Path, name: str) -> None:
    path = recordings / f"{name}.jsonl"
    deltas = [
        event.delta
        for event in iter_events(path.read_text("utf-8").splitlines())
        if isinstance(event, ServerEventResponseAudioDelta)
    ]
    assert len(deltas) > 5
    assert run("audio", str(path), "-o", str(out)).code == 0
    whole = b"".join(deltas)
    assert samples(out) == (24_000, whole[: len(whole) // 2 * 2])
