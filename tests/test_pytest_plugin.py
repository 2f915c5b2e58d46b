"""The plugin for pytest: its fixture, and what it costs those who do not use it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points

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


def test_it_imports_nothing_heavy() -> None:
    """Every run of pytest pays for what it imports."""
    code = "import sys, pytest; old = {*sys.modules}; import pytest_voicelive_events as plugin; "
    code += "print(*{*sys.modules} - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pytest_voicelive_events"]
