"""What we say of a session, beside what the official client's instrumentation says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

pytest.importorskip("azure.core.tracing.ext.opentelemetry_span", reason="the extra [dev] brings it")


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "tests.otel.official"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, dict[str, Any]] = json.loads(shown.stdout)
    return found


def test_the_spans(told: dict[str, dict[str, Any]]) -> None:
    """Theirs are of messages, ours of responses and calls."""
    theirs, ours = told["official"], told["ours"]
    kinds = Counter[str]()
    for name, count in theirs["spans"].items():
        kinds[name.split()[0]] += count
    assert kinds == {"recv": 100, "send": 5, "close": 1, "connect": 1}
    assert theirs["parents"] == {"": 1, "connect": 106}
    assert ours["spans"] == {
        "voicelive.session": 1,
        "chat gpt-4.1": 3,
        "execute_tool get_weather": 1,
    }
    assert ours["parents"] == {"": 1, "voicelive.session": 4}


def test_the_end(told: dict[str, dict[str, Any]]) -> None:
    """To them a connection that is closed as it should be is an error of the last `recv`."""
    assert told["official"]["errors"] == ["recv"]
    assert told["ours"]["errors"] == []


def test_what_both_say(told: dict[str, dict[str, Any]]) -> None:
    theirs = told["official"]["attributes"]["connect"]
    ours = told["ours"]["attributes"]["voicelive.session"]
    for name in ("gen_ai.provider.name", "gen_ai.request.model"):
        assert theirs[name] == ours[name]
    assert theirs["gen_ai.voice.session_id"] == ours["voicelive.session.id"]
    assert theirs["gen_ai.voice.audio_bytes_received"] == ours["voicelive.audio.output"] * 48_000
    assert theirs["gen_ai.voice.audio_bytes_sent"] == ours["voicelive.audio.input"] * 48_000
    assert theirs["gen_ai.voice.turn_count"] == ours["voicelive.session.responses"]


def test_what_they_do_not_say(told: dict[str, dict[str, Any]]) -> None:
    """Nothing of tokens, interruptions and tools; latency once a session, since it asked."""
    theirs, ours = told["official"], told["ours"]
    said = {name for attributes in theirs["attributes"].values() for name in attributes}
    assert not [name for name in said if "usage" in name or "interruption" in name]
    assert not [name for name in said if name.startswith("gen_ai.tool.")]
    assert [*theirs["measures"]] == ["gen_ai.client.operation.duration"]
    assert len(ours["measures"]) > 10
    assert ours["attributes"]["voicelive.session"]["voicelive.session.interruptions"] == 1
    done = theirs["attributes"]["recv response.done"]
    assert done["gen_ai.response.finish_reasons"] == '["completed"]'
    assert ours["attributes"]["chat gpt-4.1"]["gen_ai.response.finish_reasons"] == ["tool_call"]
