"""The plugin for pytest: its fixture, and what it costs those who do not use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from websockets.sync.client import connect

from voicelive_events import ClientEventSessionUpdate, RequestSession
from voicelive_events.testing.service import StandIn, Turn, tones

from .testing.service.talking import answered_to


def good_day(turn: Turn) -> str:
    return "Good day."


@pytest.fixture
def service(request: pytest.FixtureRequest) -> StandIn:
    """The fixture, which is there even where the package is used without being installed."""
    if not entry_points(group="pytest11", name="pytest_voicelive_events"):
        pytest.skip("the package is not installed")
    service: StandIn = request.getfixturevalue("voicelive_service")
    return service


def test_a_test_that_blocks(service: StandIn) -> None:
    update = ClientEventSessionUpdate(session=RequestSession(instructions="Be brief."))
    with connect(service.url) as websocket:
        websocket.send(update.to_json())
        created, updated = json.loads(websocket.recv()), json.loads(websocket.recv())
    assert created["type"] == "session.created"
    assert updated["session"]["instructions"] == "Be brief."
    assert service.received == [update]


@pytest.mark.voicelive_service(good_day, pace=0, speak=tones)
def test_the_mark_says_what_it_is_made_with(service: StandIn) -> None:
    with connect(service.v1_url) as websocket:
        events = answered_to(websocket)
    [spoken] = [e for e in events if e.type == "response.output_audio_transcript.done"]
    assert spoken["transcript"] == "Good day."


PROGRAM = """
import pytest
from websockets.sync.client import connect

from voicelive_events import ClientEventConversationItemCreate, FunctionCallOutputItem
from voicelive_events.testing.service import tones


def talk(url):
    with connect(url) as websocket:
        websocket.send('{"type": "response.create"}')
        while '"response.done"' not in websocket.recv():
            pass


@pytest.mark.voicelive_service(faults=["unknown-event"], pace=0, speak=tones)
def test_it_happened(voicelive_service):
    talk(voicelive_service.url)


@pytest.mark.voicelive_service(
    faults=["unknown-event", "drop@response.done:2"], pace=0, speak=tones
)
def test_it_never_happened(voicelive_service):
    talk(voicelive_service.url)


@pytest.mark.voicelive_service(faults=["drop"])
def test_it_fails_before(voicelive_service):
    assert voicelive_service.pending == ()


@pytest.mark.voicelive_service(faults=["drop"])
def test_it_is_skipped(voicelive_service):
    pytest.skip("not now")


def test_a_difference():
    def sent(output):
        item = FunctionCallOutputItem(call_id="call_1", output=output)
        return ClientEventConversationItemCreate(item=item)

    assert [sent("Light rain in the city of Oslo.")] == [sent("Light rain in the city of Bergen.")]
"""


def test_what_a_test_is_told(tmp_path: Path) -> None:
    if not entry_points(group="pytest11", name="pytest_voicelive_events"):
        pytest.skip("the package is not installed")
    (tmp_path / "test_agent.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = done.stdout.splitlines()
    assert re.search(r"3 failed, 1 passed, 1 skipped", lines[-1])
    assert "PASSED test_agent.py::test_it_happened" in lines
    assert [line for line in lines if "never happened:" in line][:1] == [
        "never happened: drop@response.done:2"
    ]
    difference = "'Light rain in the city of Oslo.' != 'Light rain in the city of Bergen.'"
    assert f"E         $[0].item.output: {difference}" in lines


def test_it_imports_nothing_heavy() -> None:
    """Every run of pytest pays for what it imports."""
    code = "import sys, pytest; old = {*sys.modules}; import pytest_voicelive_events as plugin; "
    code += "print(*{*sys.modules} - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pytest_voicelive_events"]
