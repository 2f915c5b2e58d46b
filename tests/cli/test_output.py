"""The files that a command writes: whole or not at all, and never in place of a log."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicelive_events._logs.timeline import page
from voicelive_events._logs.wav import WavFile
from voicelive_events.cli.console import CommandError
from voicelive_events.cli.output import Outputs

from ..frames import CLEARED, audio, encode
from .conftest import Run

posix = pytest.mark.skipif(os.name != "posix", reason="needs links and devices as POSIX has them")

FRAMES = encode([audio(480)])
COMMAND = [sys.executable, "-m", "voicelive_events"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


# --- The logs ------------------------------------------------------------------------------


def by_its_name(log: Path, output: Path) -> None:
    log.rename(output)
    log.symlink_to(output)


def by_a_link(log: Path, output: Path) -> None:
    output.symlink_to(log)


def by_a_second_name(log: Path, output: Path) -> None:
    output.hardlink_to(log)


@posix
@pytest.mark.parametrize("link", [by_its_name, by_a_link, by_a_second_name])
@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (["audio", "log", "-o", "out.wav"], "out.wav"),
        (["audio", "log", "-o", "out.wav", "--split"], "out-1.wav"),
        (["audio", "log", "-o", "out.WAV"], "out.WAV"),
        (["timeline", "log", "-o", "out.svg"], "out.svg"),
        (["timeline", "log", "-o", "out.html"], "out.html"),
    ],
)
def test_no_output_takes_the_place_of_a_log(
    run: Callable[..., Run],
    place: Path,
    link: Callable[[Path, Path], None],
    argv: list[str],
    name: str,
) -> None:
    (place / "log").write_bytes(FRAMES)
    link(place / "log", place / name)
    result = run(*argv)
    assert result == (2, "", f"voicelive-events: {name}: it is the log itself\n")
    assert (place / "log").read_bytes() == (place / name).read_bytes() == FRAMES
    assert names(place) == {"log", name}


@pytest.mark.parametrize("name", ["out-1.wav", "out-2.wav"])
def test_a_log_among_several_beside_split_audio(
    run: Callable[..., Run], place: Path, name: str
) -> None:
    for log in ("first", name):
        (place / log).write_bytes(encode([audio(2) | {"response_id": log}]))
    before = (place / name).read_bytes()
    result = run("audio", "first", name, "-o", "out.wav", "--split")
    assert result == (2, "", f"voicelive-events: {name}: it is the log itself\n")
    assert (place / name).read_bytes() == before
    assert names(place) == {"first", name}


@pytest.mark.parametrize(
    "argv", [["audio", "-", "-o", "log.wav"], ["timeline", "-", "-o", "log.html"]], ids=" ".join
)
def test_the_log_on_standard_input(place: Path, argv: list[str]) -> None:
    log = place / argv[-1]
    log.write_bytes(FRAMES)
    with log.open("rb") as stdin:
        done = subprocess.run([*COMMAND, *argv], stdin=stdin, capture_output=True, check=False)
    assert done.stderr.decode() == f"voicelive-events: {log.name}: it is the log itself\n"
    assert (done.returncode, log.read_bytes()) == (2, FRAMES)


@pytest.mark.parametrize("argv", [["inspect", "log"], ["check", "-"]], ids=" ".join)
def test_what_is_written_is_not_read_again(place: Path, argv: list[str]) -> None:
    log = place / "log"
    log.write_bytes(FRAMES)
    with log.open("rb") as stdin, log.open("ab") as stdout:
        done = subprocess.run(
            [*COMMAND, *argv], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    name = "log" if "log" in argv else "standard input"
    assert done.stderr.decode() == f"voicelive-events: {name}: it is the output as well\n"
    assert (done.returncode, log.read_bytes()) == (2, FRAMES)


# --- Whole or not at all -------------------------------------------------------------------


def test_an_output_takes_the_place_of_an_older_one(run: Callable[..., Run], place: Path) -> None:
    (place / "out.wav").write_bytes(b"old" * 5000)
    assert run("audio", "--sample", "-o", "out.wav").code == 0
    with wave.open("out.wav") as read:
        assert read.getnframes() > 0
    assert names(place) == {"out.wav"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("argv", [["audio"], ["audio", "--split"], ["timeline"]], ids=" ".join)
def test_an_error_leaves_what_was_there(
    run: Callable[..., Run],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    error: BaseException,
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(WavFile, "close", fail)
    monkeypatch.setattr(page, "page", fail)
    name = "out.wav" if "audio" in argv else "out.html"
    for old in (name, "out-1.wav"):
        (place / old).write_bytes(b"old")
    result = run(*argv, "--sample", "-o", name)
    if isinstance(error, KeyboardInterrupt):
        assert result == (130, "", "")
    else:
        assert (result.code, result.out) == (2, "")
        assert result.err.endswith("No space left on device\n")
    assert names(place) == {name, "out-1.wav"}
    assert {(place / old).read_bytes() for old in names(place)} == {b"old"}


def test_none_of_several_is_there_if_one_fails(run: Callable[..., Run], place: Path) -> None:
    (place / "out-2.wav").mkdir()
    result = run("audio", "--sample", "-o", "out.wav", "--split")
    assert result == (2, "", "voicelive-events: out-2.wav: Is a directory\n")
    assert names(place) == {"out-2.wav"}


def test_nothing_is_there_before_it_is_whole(place: Path) -> None:
    with Outputs([]) as outputs:
        draft = outputs.add(Path("out"))
        draft.write_bytes(b"all of it")
        assert not Path("out").exists()
        assert draft.parent == place
    assert Path("out").read_bytes() == b"all of it"
    assert names(place) == {"out"}


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@posix
@pytest.mark.parametrize(("before", "after"), [(None, 0o640), (0o600, 0o600), (0o664, 0o664)])
@pytest.mark.usefixtures("umask")
def test_permissions(place: Path, before: int | None, after: int) -> None:
    path = place / "out"
    if before is not None:
        path.touch()
        path.chmod(before)
    with Outputs([]) as outputs:
        outputs.add(path)
    assert stat.S_IMODE(path.stat().st_mode) == after


def test_what_may_not_be_written_is_not_replaced(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "out"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    with (
        pytest.raises(CommandError, match="out: Permission denied"),
        Outputs([]) as outputs,
    ):
        outputs.add(path)
    assert path.read_bytes() == b"old"
    assert names(place) == {"out"}


@posix
def test_a_link_stays_one(run: Callable[..., Run], place: Path) -> None:
    (place / "folder").mkdir()
    (place / "out.wav").symlink_to("folder/real.wav")
    assert run("audio", "--sample", "-o", "out.wav").code == 0
    assert (place / "out.wav").is_symlink()
    assert names(place / "folder") == {"real.wav"}


@posix
@pytest.mark.parametrize("command", ["audio", "timeline"])
def test_a_pipe_is_written_to(place: Path, command: str) -> None:
    name = "pipe.wav" if command == "audio" else "pipe.html"
    os.mkfifo(name)
    argv = [*COMMAND, command, "--sample", "-o", name]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as process:
        data = Path(name).read_bytes()
    assert process.returncode == 0
    assert data.startswith(b"RIFF" if command == "audio" else b"<!doctype html>")
    assert names(place) == {name}


@posix
def test_standard_output(place: Path) -> None:
    argv = [*COMMAND, "audio", "--sample", "-o", "/dev/stdout"]
    piped = subprocess.run(argv, capture_output=True, check=True).stdout
    assert piped.startswith(b"RIFF")
    with (place / "out").open("wb") as out:
        subprocess.run(argv, stdout=out, check=True)
    assert (place / "out").read_bytes()[4:] in piped
    assert names(place) == {"out"}


# --- What cannot be written ----------------------------------------------------------------


@pytest.mark.parametrize("argv", [[], ["--split"]], ids=["one", "split"])
@pytest.mark.parametrize("output", ["/", ".", "..", "", "folder", "folder/"])
def test_a_directory(run: Callable[..., Run], place: Path, argv: list[str], output: str) -> None:
    (place / "folder").mkdir()
    result = run("audio", "--sample", "-o", output, *argv)
    assert result == (2, "", f"voicelive-events: {Path(output)}: Is a directory\n")
    assert names(place) == {"folder"}


@pytest.mark.parametrize(
    ("output", "reason"),
    [("x" * 300, "File name too long"), ("a\0b", "embedded null byte"), ("no/x", "No such file")],
)
@pytest.mark.parametrize("command", ["audio", "audio --split", "timeline"])
def test_a_name_that_no_file_can_have(
    run: Callable[..., Run], place: Path, output: str, reason: str, command: str
) -> None:
    output += ".html" if command == "timeline" else ".wav"
    result = run(*command.split(), "--sample", "-o", output)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert reason in result.err
    assert ".voicelive-events-" not in result.err
    assert names(place) == set()


def test_a_log_that_no_file_can_be(run: Callable[..., Run], place: Path) -> None:
    name = "x" * 300
    (place / "out.wav").touch()
    result = run("audio", name, "-o", "out.wav")
    assert result == (2, "", f"voicelive-events: {name}: File name too long\n")
    assert names(place) == {"out.wav"}


@pytest.mark.parametrize("output", ["x.mp3", "x.wav.gz", "session.jsonl"])
def test_other_audio_than_wav_is_refused(run: Callable[..., Run], place: Path, output: str) -> None:
    result = run("audio", "--sample", "-o", output)
    expected = f"voicelive-events: {output}: expected a name that ends in .wav\n"
    assert result == (2, "", expected)
    assert names(place) == set()


@pytest.mark.parametrize("output", ["x", "x.WAV", ".wav"])
def test_names_of_wav_files(run: Callable[..., Run], place: Path, output: str) -> None:
    assert run("audio", "--sample", "-o", output).code == 0
    assert names(place) == {output}


# --- Surroundings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["a\ufffeb.jsonl", "a\uffff.jsonl", "a\x01\x7f\x85.jsonl", "a\x1b[2J\n.jsonl", 'a&<b>".jsonl'],
)
@pytest.mark.parametrize("suffix", ["svg", "html"])
def test_a_title_that_xml_does_not_have(
    run: Callable[..., Run], place: Path, name: str, suffix: str
) -> None:
    (place / name).write_bytes(encode([CLEARED]))
    result = run("timeline", name, "-o", f"out.{suffix}")
    assert (result.code, result.err) == (0, "")
    text = (place / f"out.{suffix}").read_text("utf-8")
    assert not {*text} & {*"\ufffe\uffff\x01\x7f\x85\x1b"}


def test_settings_that_lie_beside_a_log_are_not_obeyed(place: Path) -> None:
    def draw() -> bytes:
        argv = ["timeline", "--sample", "-o", "out.svg"]
        done = subprocess.run([*COMMAND, *argv], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        return (place / "out.svg").read_bytes()

    plain = draw()
    red = b"figure.facecolor: red\npath.sketch: 9, 9, 9\nsavefig.bbox: tight\nlines.linewidth: 30\n"
    for settings in (red, b"no such thing: 5\n", b"\xff\xfe"):
        (place / "matplotlibrc").write_bytes(settings)
        assert draw() == plain


def test_settings_that_matplotlib_refuses(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "paper")
    argv = [*COMMAND, "timeline", "--sample", "-o", "out.svg"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("voicelive-events: matplotlib cannot be loaded: Key backend: ")
    assert done.stderr.count("\n") == 1
    assert names(place) == set()


def test_a_log_that_is_compressed_badly_is_drawn_as_far_as_it_goes(
    run: Callable[..., Run], place: Path
) -> None:
    (place / "log.gz").write_bytes(gzip.compress(encode([CLEARED] * 9))[:-5])
    result = run("timeline", "log.gz", "-o", "out.svg")
    assert result.code == 2
    assert names(place) == {"log.gz", "out.svg"}
