"""An agent that goes through every fault, and what is said of it."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
import time
from functools import partial
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as blocking_connect

from voicelive_events import ModelError, ServerEvent
from voicelive_events.testing.service import (
    FAULTS,
    Agent,
    Fault,
    FaultReport,
    Outcome,
    Turn,
    check_faults,
    tones,
)

from .talking import ASK, answered, answered_to, run

QUICK: dict[str, Any] = {"pace": 0, "speak": tones}
QUICKLY = [Fault("delay=0.01") if fault.kind == "delay" else fault for fault in FAULTS]
QUICKLY = [Fault("slow-network=1000000") if f.kind == "slow-network" else f for f in QUICKLY]


async def good(url: str) -> None:
    """It passes over what it cannot read, and says so when the connection is lost."""
    try:
        async with connect(url, max_size=None) as websocket:
            await websocket.send(ASK)
            async for frame in websocket:
                try:
                    event = ServerEvent.from_json(frame)
                except ModelError:
                    continue
                if event.type == "response.done":
                    return
    except (ConnectionClosed, InvalidStatus) as lost:
        raise ConnectionError("lost") from lost
    raise ConnectionError("closed too early")


async def bad(url: str) -> None:
    """It takes everything for what it should be."""
    async with connect(url, close_timeout=0.01) as websocket:
        await websocket.send(ASK)
        async for frame in websocket:
            event = ServerEvent.from_json(frame, strict=True)
            if event.type == "response.done":
                assert event["response"]["status"] == "completed"
                return


def outcomes(report: FaultReport) -> dict[str, Outcome]:
    return {str(result.fault): result.outcome for result in report.results}


def test_a_good_agent_survives_the_whole_list(caplog: pytest.LogCaptureFixture) -> None:
    report = run(check_faults(good, faults=QUICKLY, may_raise=ConnectionError, **QUICK))
    assert report.survived, str(report)
    assert repr(report) == f"<FaultReport: 0 of {len(QUICKLY) + 1} failed>"
    assert [result.fault for result in report.results] == [None, *QUICKLY]
    assert caplog.messages == []  # nothing is written to a connection that is gone
    lines = str(report).splitlines()
    assert len(lines) == len(report.results)
    assert re.fullmatch(r"no fault {22}survived +\d+\.\d\d s", lines[0])
    raised = [result for result in report.results if result.error is not None]
    lost = {"drop", "close", "refuse", "half-message", "expire"}
    assert {result.fault.kind for result in raised if result.fault} == lost


def test_a_bad_agent_is_told_what_it_did_not_survive() -> None:
    faults = [
        "unknown-event",
        "broken-frame",
        "missing-field",
        "broken-base64",
        "rate-limit",
        "drop",
    ]
    report = run(check_faults(bad, faults=faults, may_raise=ConnectionError, **QUICK))
    assert not report.survived
    assert outcomes(report) == {
        "None": Outcome.SURVIVED,
        "unknown-event": Outcome.SURVIVED,
        **dict.fromkeys(faults[1:], Outcome.RAISED),
    }
    assert [str(result.fault) for result in report.failed] == faults[1:]
    told = (
        r"^broken-frame {18}raised +\d+\.\d\d s  at response\.\S+delta  DecodeError: expected JSON"
    )
    assert re.search(told, str(report), re.MULTILINE)
    lines = repr(report).splitlines()
    assert lines[0] == "<FaultReport: 5 of 7 failed>"
    assert lines[1] == "broken-frame: raised DecodeError"
    assert [line.partition(":")[0] for line in lines[1:]] == faults[1:]


def test_it_is_told_at_which_event_a_fault_happened() -> None:
    faults = ["unknown-event", "broken-base64", "drop@ClientEventResponseCreate", "refuse=429"]
    faults += ["close=4000@0.01s", "drop@response.done:9"]

    async def patient(url: str) -> None:
        await good(url)
        await asyncio.sleep(0.1)

    report = run(check_faults(patient, faults=faults, may_raise=ConnectionError, **QUICK))
    at = {str(result.fault): result.at for result in report.results}
    assert at == {
        "None": None,
        "unknown-event": "response.done",
        "broken-base64": "response.audio.delta",
        "drop@ClientEventResponseCreate": "response.create",
        "refuse=429": None,
        "close=4000@0.01s": None,
        "drop@response.done:9": None,
    }


def test_an_agent_that_hangs_is_cancelled() -> None:
    async def agent(url: str) -> None:
        async with connect(url) as websocket:
            try:
                await answered(websocket)
            except ConnectionClosed:
                try:
                    await asyncio.Event().wait()
                finally:
                    await asyncio.sleep(0.05)  # it takes its time
                    tidied.append(url)

    tidied: list[str] = []
    start = time.monotonic()
    report = run(check_faults(agent, faults=["drop"], timeout=0.3, **QUICK))
    assert time.monotonic() - start < 5
    assert outcomes(report) == {"None": Outcome.SURVIVED, "drop": Outcome.HUNG}
    assert report.results[1].error is None
    assert len(tidied) == 1


def test_an_agent_that_blocks_for_ever_is_left_behind() -> None:
    def agent(url: str) -> None:
        try:
            blocking(url)
        except ConnectionClosed:
            is_over.wait(3)

    is_over = threading.Event()
    start = time.monotonic()
    report = run(check_faults(agent, faults=["drop"], timeout=0.3, **QUICK))
    is_over.set()
    assert time.monotonic() - start < 2
    assert outcomes(report) == {"None": Outcome.SURVIVED, "drop": Outcome.HUNG}


def test_an_agent_that_exits_ends_itself_alone() -> None:
    async def agent(url: str) -> None:
        try:
            await good(url)
        except ConnectionError as error:
            sys.exit(str(error))

    report = run(check_faults(agent, faults=["drop", "unknown-event"], **QUICK))
    assert [each.outcome for each in report.results] == ["survived", "raised", "survived"]
    assert repr(report.results[1].error) == "SystemExit('lost')"


def test_a_fault_that_does_not_happen_tells_nothing() -> None:
    report = run(check_faults(good, faults=["drop@response.done:2"], **QUICK))
    assert outcomes(report)["drop@response.done:2"] == Outcome.UNREACHED
    assert not report.survived


def test_what_fails_without_a_fault_is_not_tried_with_one() -> None:
    def reply(turn: Turn) -> list[str]:
        return []

    async def agent(url: str) -> None:
        raise KeyError(url)

    report = run(check_faults(agent, reply, may_raise=KeyError, **QUICK))
    assert outcomes(report) == {"None": Outcome.RAISED}


def blocking(url: str) -> None:
    with blocking_connect(url) as websocket:
        assert answered_to(websocket)


class Agents:
    async def __call__(self, url: str) -> None:
        await good(url)


@pytest.mark.parametrize("agent", [blocking, good, partial(good), Agents()])
def test_any_kind_of_agent(agent: Agent) -> None:
    report = run(check_faults(agent, faults=["unknown-event"], **QUICK))
    assert report.survived, str(report)
    assert len(report.results) == 2


def test_an_agent_of_v1_with_a_script() -> None:
    urls: list[str] = []
    turns: list[Turn] = []

    def reply(turn: Turn) -> str:
        turns.append(turn)
        return "Good day."

    async def agent(url: str) -> None:
        urls.append(url)
        await good(url)

    report = run(check_faults(agent, reply, faults=["close=1000@9s"], v1=True, **QUICK))
    assert len(report.results) == len(turns) == 2
    assert all("/v1/realtime?" in url for url in urls)


def test_what_a_script_raises_is_raised() -> None:
    def reply(turn: Turn) -> str:
        raise LookupError("no such answer")

    with pytest.raises(LookupError):
        run(check_faults(good, reply, **QUICK))


def test_what_is_no_fault_is_told_before_anything_runs() -> None:
    async def agent(url: str) -> None:
        raise NotImplementedError

    with pytest.raises(ValueError, match="got 'dream'"):
        run(check_faults(agent, faults=["dream"]))
