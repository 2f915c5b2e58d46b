"""The page on the stand-in: its tests are run by pytest, its script by a shell, its JavaScript by
Node.js."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from voicelive_events.testing.service import StandIn, tones
from voicelive_events.testing.service._faults import KINDS

from .test_pages import ROOT, blocks

PAGE = ROOT / "docs/how-to/stand-in.md"
BLOCKS = blocks(PAGE)
NODE = shutil.which("node")


def the(language: str, text: str) -> str:
    """The one block of that *language* with *text* in it."""
    [block] = [b.text for b in BLOCKS if b.language == language and text in b.text]
    return block


def run(*command: str, cwd: Path, code: int = 0, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def test_what_stands_there_for_pytest(tmp_path: Path) -> None:
    if not entry_points(group="pytest11", name="pytest_voicelive_events"):
        pytest.skip("the package is not installed")
    tests = [block.text for block in BLOCKS if "\ndef test_" in f"\n{block.text}"]
    agent = the("python", "async def my_agent(")
    # Speech at its own pace would take seconds.
    quick = "pytestmark = pytest.mark.voicelive_service(pace=0)\n"
    (tmp_path / "test_agent.py").write_text("\n".join([agent, "import pytest\n", quick, *tests]))
    printed = run(
        *(sys.executable, "-m", "pytest", "-q", "--strict-markers", "-W", "error"),
        *("-p", "no:cacheprovider", "-p", "no:xdist"),
        cwd=tmp_path,
    )
    assert "2 passed" in printed


def test_what_stands_there_passes_a_strict_type_checker(tmp_path: Path) -> None:
    """As it is typed in: all of the page, one block after the other."""
    program = tmp_path / "page.py"
    python = [b.text for b in BLOCKS if b.language == "python"]
    assert len(python) > 10
    program.write_text("\n".join(python))
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    mypy = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", os.devnull]
    assert "Success: no issues" in run(*mypy, program.name, cwd=tmp_path)


def test_the_table_of_faults_has_every_kind_and_its_moment() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)[^`]*` \|.*\| `([^`]+)` \|$", PAGE.read_text("utf-8"), re.M
    )
    assert rows == [(name, kind.moment) for name, kind in KINDS.items()]


def node_options() -> list[str]:
    """What lets this Node.js have a WebSocket; skips where there is none."""
    if NODE is None:
        pytest.skip("there is no Node.js")
    found = re.match(r"v(\d+)\.(\d+)\.", run(NODE, "--version", cwd=ROOT))
    assert found is not None
    version = int(found[1]), int(found[2])
    if version < (20, 10):
        pytest.skip("this Node.js has no WebSocket")
    return [] if version >= (22, 0) else ["--experimental-websocket"]


def test_what_stands_there_for_node(tmp_path: Path) -> None:
    options = node_options()
    (tmp_path / "agent.test.mjs").write_text(the("js", "new WebSocket"))
    with StandIn(pace=0, speak=tones) as service:
        run(str(NODE), *options, "agent.test.mjs", cwd=tmp_path, VOICELIVE_URL=service.url)
    assert [event.type for event in service.received] == ["session.update", "response.create"]
    assert service.problems == []


@pytest.mark.skipif(os.name != "posix", reason="needs a shell as POSIX has it")
@pytest.mark.parametrize(
    ("sent", "exits", "code"),
    [('{"type": "response.create"}', 0, 0), ("", 3, 1), ('{"type": "session.update"}', 0, 1)],
    ids=["all is well", "the tests fail", "check finds something"],
)
def test_what_stands_there_for_ci(tmp_path: Path, sent: str, exits: int, code: int) -> None:
    """The tests are a program of the page's kind, and it may be any port."""
    programs = tmp_path / "bin"
    programs.mkdir()
    client = "import os, sys; from websockets.sync.client import connect\n"
    client += "with connect(os.environ['VOICELIVE_URL']) as c:\n"
    client += f"    print(c.recv())\n    if {sent!r}: c.send({sent!r}); c.recv()\n"
    client += f"sys.exit({exits})\n"
    (tmp_path / "client.py").write_text(client)
    for name, arguments in [("npm", "client.py"), ("voicelive-events", '-m voicelive_events "$@"')]:
        program = programs / name
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' {arguments}\n")
        program.chmod(0o755)
    with StandIn() as other:
        port = str(other.port)  # free, once this one has ended
    script = the("sh", "npm test").replace("8765", port)
    script = script.replace("events serve", f"events serve --port {port}")
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    printed = run("sh", "-e", "-c", script, cwd=tmp_path, code=code, PATH=path)
    assert '"session.created"' in printed
    assert re.search(r"\bproblems?$", printed, re.M)  # by check
    assert "Summary" in (tmp_path / "serve.log").read_text("utf-8").splitlines()
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", int(port)))  # nobody has it any more
