"""The command as a process: what only the operating system shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from voicelive_events import __version__

from ..frames import CLEARED, audio, content, encode, said
from .conftest import Run, without_colours

COMMAND = [sys.executable, "-m", "voicelive_events"]
posix = pytest.mark.skipif(os.name != "posix", reason="needs pipes and signals as POSIX has them")

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(*argv: str, **environment: str) -> Run:
    """Run the command in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *argv],
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        env=_environment(**environment),
    )
    return Run(done.returncode, done.stdout.decode("latin-1"), done.stderr.decode("latin-1"))


def _environment(**changes: str) -> dict[str, str]:
    """The environment, less what would decide about buffers, encodings and widths."""
    decided = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in decided}
    return kept | {"PYTHONUTF8": "1"} | changes


def test_module() -> None:
    assert run("--version") == (0, f"voicelive-events {__version__}\n", "")


def test_script() -> None:
    script = Path(sys.executable).with_name("voicelive-events")
    if not script.exists():
        pytest.skip("the package is not installed with its script")
    done = subprocess.run([script, "inspect", "nope"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


@posix
def test_reader_that_has_enough(log: Callable[..., Path]) -> None:
    path = log(*[said("x" * 30)] * 5000)
    process = subprocess.Popen(
        [*COMMAND, "inspect", "--unfold", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("   1 ← ResponseAudioTranscriptDelta".encode())
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@posix
@pytest.mark.parametrize("command", ["inspect", "inspect --json", "check", "check --json"])
def test_head(log: Callable[..., Path], command: str) -> None:
    path = log(*[said("x" * 30) | {"item_id": 5}] * 5000)
    command = f"'{sys.executable}' -m voicelive_events {command} '{path}' | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, check=True, env=_environment())
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")


@posix
@pytest.mark.parametrize("argv", [["inspect", "--sample"], ["--help"], ["inspect", "{bad}"]])
def test_reader_that_is_gone_before_the_last_flush(
    log: Callable[..., Path], argv: list[str]
) -> None:
    bad = str(log(CLEARED, "oops"))
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [*COMMAND, *(bad if a == "{bad}" else a for a in argv)],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    os.close(writer)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", [["inspect", "--sample"], ["--version"]], ids=" ".join)
def test_output_that_cannot_be_written(argv: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *argv],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=_environment(),
        )
    assert done.stderr == (
        b"voicelive-events: the output cannot be written: No space left on device\n"
    )
    assert done.returncode == 2


@posix
def test_each_event_of_a_pipe_is_seen_at_once_and_an_interrupt_sums_up() -> None:
    process = subprocess.Popen(
        [*COMMAND, "inspect", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"type": "output_audio_buffer.cleared"}\n')
    process.stdin.flush()
    # Would wait forever for a line that stays in a buffer; the timeout is the test run's.
    assert process.stdout.readline() == "   1 ← OutputAudioBufferCleared\n".encode()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    assert out.startswith(b"\nSummary\n  frames             1\n")


@posix
def test_a_growing_file_is_seen_at_once_and_an_interrupt_sums_up(log: Callable[..., Path]) -> None:
    path = log(CLEARED)
    process = subprocess.Popen(
        [*COMMAND, "inspect", str(path), "--follow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "   1 ← OutputAudioBufferCleared\n".encode()
    with path.open("ab") as stream:
        stream.write(b'{"type": "input_audio_buffer.cleared"}\n')
    assert process.stdout.readline() == "   2 ← InputAudioBufferCleared\n".encode()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    assert out.startswith(b"\nSummary\n  frames             2\n")


@posix
@pytest.mark.parametrize("argv", [["check", "-"], ["audio", "-", "-o", "{out}"]], ids=" ".join)
def test_an_interrupt_is_quiet_and_leaves_nothing(argv: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    process = subprocess.Popen(
        [*COMMAND, *(str(out) if a == "{out}" else a for a in argv)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(encode([audio(480), audio(2) | {"item_id": 5}, *[CLEARED] * 50]))
    process.stdin.flush()
    if argv[0] == "check":
        assert process.stdout.readline().startswith(b"standard input:2: $.item_id: ")
    while argv[0] == "audio" and not any(path.stat().st_size > 500 for path in tmp_path.iterdir()):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


INTERRUPTING = """
import os, signal, sys

class Finder:
    def find_spec(name, path=None, target=None):
        if name == os.environ["INTERRUPTED_AT"]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder)
"""
"""Python runs it before all else: an interrupt comes when a certain module is imported."""


@posix
@pytest.mark.parametrize(
    "module",
    ["_core.backend", "_core.model", "models.session", "stream", "cli", "cli.console", "cli.check"],
)
@pytest.mark.parametrize("as_script", [False, True], ids=["module", "script"])
def test_an_interrupt_while_the_command_is_imported(
    tmp_path: Path, module: str, as_script: bool
) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    script = tmp_path / "voicelive-events"
    script.write_text("import sys\nfrom voicelive_events.cli import main\nsys.exit(main())\n")
    done = subprocess.run(
        [sys.executable, script, "--version"] if as_script else [*COMMAND, "--version"],
        env=_environment(
            PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]),
            INTERRUPTED_AT=f"voicelive_events.{module}",
        ),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@posix
def test_an_interrupt_of_another_program_is_left_to_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    program = "try:\n import voicelive_events\nexcept KeyboardInterrupt:\n print('caught')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=_environment(
            PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]),
            INTERRUPTED_AT="voicelive_events._core.model",
        ),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"caught\n", b"")


@posix
def test_an_ignored_interrupt_stays_ignored() -> None:
    program = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *COMMAND, "inspect", "-"]
    process = subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(encode([CLEARED]))
    process.stdin.flush()
    assert process.stdout.readline() == "   1 ← OutputAudioBufferCleared\n".encode()
    process.send_signal(signal.SIGINT)
    assert process.communicate(encode([CLEARED]), timeout=60)[0].startswith(
        "   2 ← Output".encode()
    )
    assert process.returncode == 0


@posix
def test_following_a_pipe_ends_where_it_ends(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*COMMAND, "inspect", str(pipe), "--follow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    with pipe.open("wb") as stream:
        stream.write(encode([CLEARED]))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(
        "   1 ← OutputAudioBufferCleared\n\nSummary\n  frames             1\n".encode()
    )


@posix
def test_a_file_on_standard_input_is_followed(log: Callable[..., Path]) -> None:
    path = log(CLEARED)
    with path.open("rb") as stdin:
        process = subprocess.Popen(
            [*COMMAND, "inspect", "-", "--follow"],
            stdin=stdin,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
    assert process.stdout is not None
    assert process.stdout.readline() == "   1 ← OutputAudioBufferCleared\n".encode()
    with path.open("ab") as stream:
        stream.write(b'{"type": "input_audio_buffer.cleared"}\n')
    assert process.stdout.readline() == "   2 ← InputAudioBufferCleared\n".encode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130


@pytest.mark.parametrize(
    "environment", [ASCII, {"PYTHONIOENCODING": "cp1252"}], ids=["LANG=C", "cp1252"]
)
def test_output_that_cannot_encode_a_character(
    log: Callable[..., Path], environment: dict[str, str]
) -> None:
    path = log(said("Grüße 你好 🌧"), said("x" * 90), said(5 * "\\ud83d"))
    result = run("inspect", str(path), "--content", **environment)
    assert (result.code, result.err) == (0, "")
    assert r"\u4f60\u597d \U0001f327" in result.listing[0]


def test_ascii_output_has_ascii_signs(log: Callable[..., Path]) -> None:
    result = run("inspect", str(log(said("x" * 90), {"type": "response.cancel"})), **ASCII)
    assert result.listing[0].startswith("   1 < ResponseAudio")
    assert result.listing[1] == "   2 > ResponseCancel"
    assert f'"{"x" * 39}..."' in result.listing[0]


def test_file_name_that_is_not_text() -> None:
    result = run("inspect", os.fsdecode(b"caf\xe9.jsonl"))
    assert result.code == 2
    assert result.err == "voicelive-events: caf\\udce9.jsonl: No such file or directory\n"


WITHOUT_RICH = [
    *(sys.executable, "-c"),
    "import sys; sys.modules['rich'] = None; import voicelive_events.cli as c; sys.exit(c.main())",
]


def _on_terminal(columns: int, *argv: str, command: Sequence[str] = WITHOUT_RICH) -> list[str]:
    """The lines that the command writes on a terminal of so many columns."""
    fcntl = pytest.importorskip("fcntl")
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    size = columns.to_bytes(2, sys.byteorder)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, (24).to_bytes(2, sys.byteorder) + size + bytes(4))
    with subprocess.Popen(
        [*command, *argv],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=_environment(TERM="xterm-256color"),
    ) as process:
        os.close(theirs)
        written = b""
        while chunk := _read(ours):
            written += chunk
    os.close(ours)
    assert process.returncode == 0
    return written.decode().replace("\r\n", "\n").splitlines()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux tells that the other side is closed
        return b""


AT_ONCE = """
import sys
from voicelive_events.cli import console, main
console._MOMENT = console._REFRESH = 0
sys.exit(main(sys.argv[1:]))
"""


@posix
def test_progress_on_a_terminal_leaves_no_trace(log: Callable[..., Path]) -> None:
    path = log(*[CLEARED] * 50)
    command = [sys.executable, "-c", AT_ONCE]
    *steps, last = _on_terminal(80, "check", str(path), command=command)
    assert any("kB" in step for step in steps)
    assert last.endswith("\x1b[2Kvoicelive-events: 50 lines, no problems")
    assert "\x1b[?25h" in "".join([*steps, last])  # the cursor is back


@posix
@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("command", [WITHOUT_RICH, COMMAND], ids=["plain", "rich"])
def test_terminal(columns: int, command: list[str]) -> None:
    coloured = _on_terminal(columns, "inspect", "--sample", command=command)
    lines = list(map(without_colours, coloured))
    assert (lines == coloured) is (command is WITHOUT_RICH)
    assert len(lines) > 150
    assert max(map(len, lines)) < columns
    assert any(len(line) > columns - 6 for line in lines)


@posix
def test_narrow_terminal_reads_well() -> None:
    lines = _on_terminal(40, "inspect", "--sample")
    assert '  39 ← TranscriptionDelta  x3 "Do I ne…' in lines
    assert "  72 ← ResponseAudioDelta  answers #35…" in lines
    assert "  82 → InputAudioBufferAppend 200 ms" in lines


@posix
def test_content_on_a_terminal_is_whole() -> None:
    lines = _on_terminal(40, "inspect", "--sample", "--content")
    assert max(map(len, lines)) < 40
    text = " ".join(" ".join(lines).split())
    assert "Look the weather up before you answer, and keep answers short." in text


def test_piped_lines_are_not_cut_to_a_width() -> None:
    assert max(map(len, run("inspect", "--sample", COLUMNS="40").listing)) > 150


VENDOR_EVENT = """
import sys
from typing import Literal
from voicelive_events import Model, ServerEvent, discriminator, field
from voicelive_events.cli import main

class Place(Model):
    city: str
    zone: int

class Contoso(ServerEvent):
    type: Literal["contoso.seen"] = discriminator()
    note: str
    place: Place
    pin: str = field(secret=True)
    seen_id: str

sys.exit(main(["inspect", sys.argv[1], *sys.argv[2:]]))
"""


@pytest.mark.parametrize("options", [[], ["--content"]], ids=["", "content"])
def test_event_of_a_users_own(log: Callable[..., Path], options: list[str]) -> None:
    frame = {
        "type": "contoso.seen",
        "seen_id": "s1",
        "note": "hello",
        "place": {"city": "Bergen", "zone": 3},
        "pin": "CANARY",
    }
    done = subprocess.run(
        [sys.executable, "-c", VENDOR_EVENT, str(log(frame)), *options],
        capture_output=True,
        check=True,
        text=True,
        env=_environment(),
    )
    first = done.stdout.splitlines()[0]
    assert first.split() == [
        *("1", "←", "Contoso"),
        *("note=hello", "city=Bergen", "zone=3", "pin=<hidden>", "seen_id=s1"),
    ]
    assert "CANARY" not in done.stdout + done.stderr


def test_a_broken_session_reads_to_its_end(log: Callable[..., Path]) -> None:
    path = log(audio(48_000), "oops", content("response.text.delta", delta=None), {"type": "new"})
    result = run("inspect", str(path))
    assert result.code == 1
    assert result.err.endswith("session.jsonl: 1 of 4 lines could not be decoded\n")
    told = {"audio received": "1.00 s", "unknown types": "1", "undecodable lines": "1"}
    assert told.items() <= result.totals.items()
    assert (result.totals["frames"], result.totals["problems"]) == ("4", "1")
