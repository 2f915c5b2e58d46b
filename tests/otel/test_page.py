"""What the how-to page shows of the traces is what they are."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from voicelive_events.otel import _names
from voicelive_events.otel._instruments import Instruments
from voicelive_events.testing.service import StandIn, tones

from ..docs.replay import run
from . import cost
from .collector import collecting
from .picture import picture, spans
from .telemetry import Telemetry

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO, EXAMPLES = DOCS / "how-to", DOCS / "examples"


def named(text: str) -> set[str]:
    """The names in *text*: `a.b.c`, and after it `.d` for `a.b.d`."""
    found: set[str] = set()
    for line in text.splitlines():
        stem = ""
        for name in re.findall(r"`((?:gen_ai|voicelive|error|server)?\.?[\w.]+)`", line):
            if not name.startswith("."):
                stem = name
            found.add(name)
            for cut in range(1, stem.count(".") + 1):
                found.add(stem.rsplit(".", cut)[0] + name)
    return found


def test_every_name_is_on_the_page() -> None:
    page = named((HOW_TO / "traces.md").read_text("utf-8"))
    names = {value for key, value in vars(_names).items() if key.isupper()}
    names = {name for name in names if "." in name} - {"gen_ai.usage"}
    assert len(names) > 40
    assert names - page == set()
    instruments = Instruments(Telemetry().meter_provider.get_meter("test"))
    measured = [*vars(instruments).values()]
    for several in (instruments.latencies, instruments.usage, instruments.per_response):
        measured += several.values()
    measures = {each.name for each in measured if hasattr(each, "name") and "." in each.name}
    assert len(measures) == 16
    assert measures - page == set()


def environment(service: StandIn, collector: str) -> dict[str, str]:
    """What the program needs to be set."""
    return os.environ | {
        "VOICELIVE_ENDPOINT": service.endpoint,
        "VOICELIVE_API_KEY": "any",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
        "NO_PROXY": "127.0.0.1",
    }


def test_the_program() -> None:
    """The first of the page, against a service and a collector."""

    async def session(service: StandIn, collector: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, EXAMPLES / "traced_session.py"),
            stdout=asyncio.subprocess.PIPE,
            env=environment(service, collector),
        )
        shown, _ = await process.communicate()
        assert process.returncode == 0
        return shown

    with collecting() as collector, StandIn(["Yes, it is."], pace=0, speak=tones) as service:
        shown = run(session(service, collector.url))
        names = [
            span.name
            for request in collector.traces
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
    assert shown == b"Yes, it is.\n"
    assert names == ["chat gpt-realtime", "voicelive.session"]
    assert collector.metrics


def test_the_program_says_that_its_key_is_wrong() -> None:
    async def session(service: StandIn, collector: str) -> tuple[int | None, bytes]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, EXAMPLES / "traced_session.py"),
            stderr=asyncio.subprocess.PIPE,
            env=environment(service, collector),
        )
        _, said = await process.communicate()
        return process.returncode, said

    with collecting() as collector, StandIn(faults=["refuse=401@every:handshake"]) as service:
        code, said = run(session(service, collector.url))
    assert said == b"failed: server rejected WebSocket connection: HTTP 401\n"
    assert code == 1


def test_the_picture_is_of_the_sample_session() -> None:
    """Drawn anew by the command on the page, it is the same."""
    assert picture(spans()) == (HOW_TO / "traces.svg").read_text("utf-8")


def test_the_cost_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    cost.main(rounds=1)
    assert capsys.readouterr().out.count("\n") == 7
