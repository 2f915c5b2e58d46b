"""`voicelive-events serve`: what it takes, what it says, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from voicelive_events.cli import _parser, serving
from voicelive_events.cli.serve import _EPILOG
from voicelive_events.recording import read_recording
from voicelive_events.testing import ScriptedSession
from voicelive_events.testing import service as stand_in
from voicelive_events.testing.service import FAULTS, Fault, StandIn, tones
from voicelive_events.testing.service._faults import KINDS

from ..bundled import RECEIVED
from ..testing.service.talking import ASK, answered_to
from ..testing.service.test_server import SECRETS, talk_with_credentials
from .conftest import Run

COMMAND = [sys.executable, "-m", "voicelive_events", "serve", "--port", "0", "--pace", "0"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="is ended by a signal as POSIX has it")

Client = Callable[[StandIn], object]
Serve = Callable[..., Run]


def one_turn(service: StandIn) -> None:
    with connect(service.url) as websocket:
        assert answered_to(websocket)


@pytest.fixture
def serve(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serve on any port while a client talks to it, from a thread of its own, and interrupt it."""

    def serve(*argv: str, client: Client = one_turn) -> Run:
        failures: list[BaseException] = []

        def talk(service: StandIn) -> None:
            try:
                client(service)
            except BaseException as error:
                failures.append(error)
            finally:
                os.kill(os.getpid(), signal.SIGINT)

        class Served(StandIn):
            async def __aenter__(self) -> Self:
                await super().__aenter__()
                threading.Thread(target=talk, args=(self,), daemon=True).start()
                return self

        def make(*args: Any, **options: Any) -> StandIn:
            return Served(*args, **{"speak": tones} | options)

        monkeypatch.setattr(stand_in, "StandIn", make)
        result = run("serve", "--port", "0", "--pace", "0", *argv)
        for failure in failures:
            raise failure
        return result

    return serve


# --- What it says ----------------------------------------------------------------------------


def test_it_shows_what_passes_and_sums_up(serve: Serve) -> None:
    result = serve()
    assert (result.code, result.err) == (0, "")
    assert re.match(r"Listening on ws://127\.0\.0\.1:\d+\. Any key will do\. ", result.out)
    lines = result.lines
    assert "==> session 1 <==" in lines
    assert any(re.fullmatch(r" +1 +0\.000 ← SessionCreated  .*", line) for line in lines)
    assert any(re.match(r" +2 +0\.\d+ → ResponseCreate", line) for line in lines)
    assert "closed  1000" in lines
    assert result.totals["API"] == "dated"
    assert int(result.totals["frames"]) > 10


def test_sessions_at_the_same_time_are_told_apart(serve: Serve) -> None:
    def client(service: StandIn) -> None:
        with connect(service.url) as one, connect(service.v1_url) as other:
            answered_to(one)
            answered_to(other)
            answered_to(one)

    lines = serve(client=client).lines
    titles = [line for line in lines if line.startswith("==> ")]
    assert len(titles) >= 3
    assert {"==> session 1 <==", "==> session 2 <=="} == set(titles)
    assert all(this != that for this, that in pairwise(titles))


def test_json(serve: Serve) -> None:
    lines = [json.loads(line) for line in serve("--json").lines]
    assert lines[0].keys() == {"kind", "url", "v1_url", "authority"}
    assert lines[0]["kind"] == "listening"
    assert lines[0]["url"].startswith("ws://127.0.0.1:")
    assert {line["kind"] for line in lines[1:-2]} == {"event"}
    assert {line["direction"] for line in lines[1:-2]} == {"sent", "received"}
    assert lines[-2] == {"kind": "closed", "file": "session 1", "code": 1000, "reason": ""}
    assert {line["file"] for line in lines[1:-1]} == {"session 1"}
    assert lines[-1]["kind"] == "summary"


def test_filters(serve: Serve) -> None:
    result = serve("--type", "response.done")
    shown = [line for line in result.lines if re.match(r" +\d+ +\d+\.\d+ [←→] ", line)]
    assert len(shown) == 1
    assert " ← ResponseDone " in shown[0]


def test_nothing_but_the_greeting_where_nobody_came(serve: Serve) -> None:
    result = serve(client=lambda service: None)
    assert result.code == 0
    assert "Summary" not in result.lines


def test_the_greeting_names_what_to_set() -> None:
    text = "\n".join(serving.greeting(StandIn(port=8765)))
    for said in (
        'connect(endpoint="ws://127.0.0.1:8765", ...)',
        'new VoiceLiveClient("http://127.0.0.1:8765", ...)',
        'OpenAI(websocket_base_url="ws://127.0.0.1:8765/v1")',
        'OpenAIProvider(base_url="http://127.0.0.1:8765/v1")',
        "ws://127.0.0.1:8765/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime",
        "--tls",
    ):
        assert said in text


def test_the_page_has_the_greeting() -> None:
    page = (Path(__file__).parents[2] / "docs/command.md").read_text("utf-8")
    assert "\n".join(serving.greeting(StandIn(port=8765))) in page


def test_credentials_are_neither_shown_nor_recorded(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    options = ("--record", str(path), "--content", "--unfold")
    result = serve(*options, client=talk_with_credentials)
    told = result.out + result.err + path.read_text()
    assert "SessionUpdate" in told
    assert [secret for secret in SECRETS if secret in told] == []
    result = serve("--json", "--content", client=talk_with_credentials)
    assert [secret for secret in SECRETS if secret in result.out + result.err] == []


# --- What it takes ---------------------------------------------------------------------------


def said(service: StandIn) -> list[str]:
    """What the assistant says in two answers."""
    with connect(service.url) as websocket:
        events = answered_to(websocket) + answered_to(websocket)
    return [e["transcript"] for e in events if e.type == "response.audio_transcript.done"]


@pytest.mark.parametrize(
    "text",
    [
        'script = ["One.", "Two."]',
        'def reply(turn): return ["One.", "Two."][turn.number - 1]',
        'async def reply(turn): return ["One.", "Two."][turn.number - 1]',
    ],
)
def test_a_script(serve: Serve, tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.py"
    path.write_text(text)
    heard: list[str] = []
    result = serve("--script", str(path), client=lambda service: heard.extend(said(service)))
    assert (result.code, result.err, heard) == (0, "", ["One.", "Two."])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ": expected `script` or `reply` in it, got neither"),
        ("import dream", ":1: ModuleNotFoundError: No module named 'dream'"),
        ("x = 1\n\nscript = y", ":3: NameError: name 'y' is not defined"),
        ("open('dream')", ":1: FileNotFoundError: [Errno 2] No such file or directory: 'dream'"),
        ("script = (", r": SyntaxError: '(' was never closed"),
        ("script = 'Hello.'", ": expected a list of answers or a function, got str"),
    ],
)
def test_a_script_that_is_none(
    run: Callable[..., Run], tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "script.py"
    path.write_text(text)
    result = run("serve", "--port", "0", "--script", str(path))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"voicelive-events: {path}{says}")
    assert result.err.count("\n") == 1


def test_a_script_that_is_not_there(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as it was given, also where Python opens the absolute path."""
    monkeypatch.chdir(tmp_path)
    result = run("serve", "--port", "0", "--script", "script.py")
    assert (result.code, result.out) == (2, "")
    assert result.err == "voicelive-events: script.py: No such file or directory\n"


def test_a_script_that_fails_while_it_runs(serve: Serve, tmp_path: Path) -> None:
    """A file that it misses is no port that is taken."""
    path = tmp_path / "script.py"
    path.write_text("def reply(turn):\n    return helper()\n\ndef helper():\n    open('dream')\n")
    result = serve("--script", str(path))
    assert result.code == 1
    assert result.err == (
        f"voicelive-events: {path}:5: FileNotFoundError: "
        "[Errno 2] No such file or directory: 'dream'\n"
    )
    assert "Summary" in result.lines


def test_the_pace() -> None:
    service = serving.stand_in(
        _parser().parse_args(["serve", "--pace", "2.5"]), lambda session, record: None
    )
    assert service._shared.open_session.keywords["pace"] == 2.5


def test_replay(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text("\n".join(RECEIVED))
    recorded = [json.loads(frame) for frame in RECEIVED]
    wanted = [e["transcript"] for e in recorded if e["type"] == "response.audio_transcript.done"]
    heard: list[str] = []

    def client(service: StandIn) -> None:
        with connect(service.url) as websocket:
            for _ in [event for event in recorded if event["type"] == "response.done"]:
                events = answered_to(websocket)
                heard.extend(
                    e["transcript"] for e in events if e.type == "response.audio_transcript.done"
                )

    assert serve("--replay", str(path), client=client).code == 0
    assert heard[0] == wanted[0]


def test_replay_of_several_files(serve: Serve, tmp_path: Path) -> None:
    lines = [event.to_json() for event in ScriptedSession().reply("One.").reply("Two.").events]
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_text("\n".join(lines[:20]))
    second.write_text("\n".join(lines[20:]))
    heard: list[str] = []

    def client(service: StandIn) -> None:
        with connect(service.url) as websocket:
            for _ in range(2):
                types = answered_to(websocket)
                heard.extend(
                    e["transcript"] for e in types if e.type == "response.audio_transcript.done"
                )

    assert serve("--replay", str(first), "--replay", str(second), client=client).code == 0
    assert heard == ["One.", "Two."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "No such file or directory"),
        ('{"type": "session.created"}\n', "expected a response in it, got none"),
    ],
)
def test_a_replay_of_nothing(
    run: Callable[..., Run], tmp_path: Path, text: str | None, says: str
) -> None:
    path = tmp_path / "session.jsonl"
    if text is not None:
        path.write_text(text)
    result = run("serve", "--replay", str(path))
    assert (result.code, result.out, result.err) == (2, "", f"voicelive-events: {path}: {says}\n")


def test_record(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "sessions.jsonl"

    def client(service: StandIn) -> None:
        one_turn(service)
        one_turn(service)

    assert serve("--record", str(path), client=client).code == 0
    records = list(read_recording(path))
    assert len({record.session for record in records}) == 2
    assert {record.direction for record in records if record.event} == {"sent", "received"}


def test_a_record_that_cannot_be_written(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "none" / "sessions.jsonl"
    result = run("serve", "--port", "0", "--record", str(path))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"voicelive-events: {path}: No such file or directory\n"


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_is_taken_and_explained(fault: Fault) -> None:
    arguments = _parser().parse_args(["serve", "--fault", str(fault)])
    service = serving.stand_in(arguments, lambda session, record: None)
    assert [str(each) for each in service._shared.faults] == [str(fault)]
    [line] = re.findall(rf"^  {fault.kind}\b.*", _EPILOG, re.MULTILINE)
    told = line.partition(", @")[2] or re.findall(r"a moment it is at (\S+),", _EPILOG)[0]
    assert told == KINDS[fault.kind].moment


def test_faults_happen(serve: Serve) -> None:
    faults = ("--fault", "unknown-event@response.created", "--fault", "drop@response.done")

    def client(service: StandIn) -> None:
        with pytest.raises(WebSocketException):
            one_turn(service)

    result = serve(*faults, client=client)
    assert result.code == 0
    assert any(" ← UnknownServerEvent" in line for line in result.lines)
    assert "closed  1006" in result.lines


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--fault", "dream"], "--fault: expected one of broken-frame, "),
        (["--pace", "-1"], "argument --pace: expected a number from 0, got '-1'"),
        (["--pace", "nan"], "argument --pace: expected a number from 0, got 'nan'"),
        (["--port", "65536"], "argument --port: expected a number from 0 to 65535, got '65536'"),
        (["--replay", "a", "--script", "b"], "argument --script: not allowed with "),
        (["--host", "256.0.0.1", "--port", "0"], "256.0.0.1:0: "),
    ],
)
def test_wrong_usage(run: Callable[..., Run], argv: list[str], says: str) -> None:
    result = run("serve", *argv)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"voicelive-events: {says}")
    assert result.err.count("\n") == 1


def test_a_port_that_is_taken(run: Callable[..., Run]) -> None:
    with StandIn() as other:
        result = run("serve", "--port", str(other.port))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"voicelive-events: 127.0.0.1:{other.port}: Address already in use\n"


def test_tls(serve: Serve) -> None:
    pytest.importorskip("trustme", reason="the extra [dev] brings it")
    authorities: list[bool] = []

    def client(service: StandIn) -> None:
        assert service.authority is not None
        authorities.append(service.authority.exists())

    result = serve("--tls", client=client)
    assert authorities == [True]
    assert result.lines[0].startswith("Listening on wss://127.0.0.1:")
    assert 'AzureProvider(voice_live_endpoint="https://127.0.0.1:' in result.out
    assert 'AzureVoiceLiveLLMService(endpoint="wss://127.0.0.1:' in result.out
    assert re.search(r"^  Python   SSL_CERT_FILE=\S+authority\.pem$", result.out, re.M)
    assert re.search(r"^  Node\.js  NODE_EXTRA_CA_CERTS=\S+authority\.pem$", result.out, re.M)


@pytest.mark.parametrize(
    ("package", "argv", "says"),
    [
        ("websockets", [], "the stand-in needs the package websockets: pip install "),
        ("trustme", ["--tls"], "--tls needs the package trustme: pip install trustme"),
    ],
)
def test_what_it_needs(package: str, argv: list[str], says: str) -> None:
    """In a process of its own, for there is no way back from an import."""
    code = f"import sys; sys.modules[{package!r}] = None; "
    code += "from voicelive_events.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "serve", *argv]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"voicelive-events: {says}")


def test_the_other_commands_do_not_wait_for_it() -> None:
    code = "import sys, voicelive_events.cli; print({'asyncio', 'websockets'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# --- As a process ----------------------------------------------------------------------------


def test_a_script_that_fails_says_so_at_once(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text("def reply(turn):\n    return turn.dream\n")
    process = subprocess.Popen(
        [*COMMAND, "--json", "--script", str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    url = json.loads(process.stdout.readline())["url"]
    with connect(url) as websocket:
        answered_to(websocket)
    # Would wait forever for what is said at the end; the timeout is the test run's.
    assert process.stderr.readline().startswith(f"voicelive-events: {path}:2: AttributeError: ")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == ""
    assert process.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_every_line_is_seen_at_once(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    with connect(url, max_queue=None) as websocket:  # which closes at once, all unread
        websocket.send(ASK)
        kinds = [json.loads(process.stdout.readline())["kind"] for _ in range(3)]
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert kinds == ["event"] * 3
    assert (process.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["kind"] == "summary"


def test_a_reader_that_has_enough_ends_it() -> None:
    process = subprocess.Popen(
        [*COMMAND, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    url = json.loads(process.stdout.readline())["url"]
    process.stdout.close()
    with connect(url):
        assert process.wait(30) == 141
    assert process.stderr.read() == ""
    process.stderr.close()
