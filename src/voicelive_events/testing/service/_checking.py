"""An agent that goes through every fault, and what becomes of it."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from ._faults import FAULTS, Fault
from ._scripts import Script
from ._server import StandIn

__all__ = ["Agent", "FaultReport", "FaultResult", "Outcome", "check_faults"]

Agent: TypeAlias = Callable[[str], Awaitable[object] | object]
"""Is called with the URL of the service, and has one conversation with it: an async function, or
one that blocks, which runs in a thread."""

_GRACE = 2.0
"""Seconds that an agent has to end once it is cancelled."""


class Outcome(StrEnum):
    """What became of an agent."""

    SURVIVED = "survived"
    """It came to its end, or raised what it may raise."""
    RAISED = "raised"
    """It raised something else."""
    HUNG = "hung"
    """It did not come to its end in time."""
    UNREACHED = "unreached"
    """It came to its end before the fault happened, so that nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultResult:
    """What became of an agent with one fault."""

    fault: Fault | None
    """What went wrong; None for the first run, in which nothing did."""
    outcome: Outcome
    """What became of the agent."""
    at: str | None
    """The type of the event at which the fault happened; None if it was at the handshake, at a
    time, or never."""
    error: BaseException | None
    """What the agent raised, if it raised anything."""
    seconds: float
    """How long the agent ran."""

    def __str__(self) -> str:
        fault = "no fault" if self.fault is None else str(self.fault)
        at = "" if self.at is None else f"  at {self.at}"
        error = "" if self.error is None else f"  {_one_line(self.error)}"
        return f"{fault:<28}  {self.outcome:<9}  {self.seconds:6.2f} s{at}{error}"


@dataclass(frozen=True, slots=True, repr=False)
class FaultReport:
    """What became of an agent with each of the faults. As text it has a line for each; its `repr`
    names those alone that failed."""

    results: Sequence[FaultResult]
    """One for each run, the first of them without a fault."""

    @property
    def failed(self) -> list[FaultResult]:
        """Those that the agent did not survive, or that did not happen."""
        return [each for each in self.results if each.outcome is not Outcome.SURVIVED]

    @property
    def survived(self) -> bool:
        """Whether the agent survived everything."""
        return not self.failed

    def __str__(self) -> str:
        return "\n".join(map(str, self.results))

    def __repr__(self) -> str:
        # Short: pytest cuts one that is not.
        count = f"{len(self.failed)} of {len(self.results)} failed"
        return "\n".join([f"<{type(self).__name__}: {count}>", *map(_in_short, self.failed)])


async def check_faults(
    agent: Agent,
    script: Script = None,
    *,
    faults: Sequence[Fault | str] = FAULTS,
    timeout: float = 20.0,
    may_raise: type[BaseException] | tuple[type[BaseException], ...] = (),
    v1: bool = False,
    **options: Any,
) -> FaultReport:
    """Run *agent* once without a fault, and then once with each of *faults*, and report.

    Each time there is a new `StandIn` with *script* and *options*; with *v1* the agent gets its
    `v1_url`. An agent that takes longer than *timeout* seconds hangs. *may_raise* are the errors by
    which it says that it gives up: then it has survived::

        report = await check_faults(my_agent, may_raise=ConnectionError)
        assert report.survived, str(report)

    If it fails without a fault, nothing else is tried.

    Raises `ValueError` for what is no fault, and what the script raised.
    """
    wanted = [each if isinstance(each, Fault) else Fault(each) for each in faults]
    results = [await _run(agent, script, None, timeout, (), v1, options)]
    for fault in wanted if results[0].outcome is Outcome.SURVIVED else ():
        results += [await _run(agent, script, fault, timeout, may_raise, v1, options)]
    return FaultReport(results)


async def _run(
    agent: Agent,
    script: Script,
    fault: Fault | None,
    timeout: float,
    may_raise: type[BaseException] | tuple[type[BaseException], ...],
    v1: bool,
    options: dict[str, Any],
) -> FaultResult:
    async with StandIn(script, faults=() if fault is None else [fault], **options) as service:
        url = service.v1_url if v1 else service.url
        started = time.monotonic()
        task = asyncio.ensure_future(_call(agent, url))
        done, _ = await asyncio.wait([task], timeout=timeout)
        seconds = time.monotonic() - started
        if not done:
            task.cancel()
            await asyncio.wait([task], timeout=_GRACE)
        happened = service._shared.faults.happened[:1]
    error = None if not done or task.cancelled() else task.result()
    if not done:
        outcome = Outcome.HUNG
    elif task.cancelled() or (error is not None and not isinstance(error, may_raise)):
        outcome = Outcome.RAISED
    else:
        outcome = Outcome.SURVIVED if happened or fault is None else Outcome.UNREACHED
    at = next((str(event.type) for _, event in happened if event is not None), None)
    return FaultResult(fault=fault, outcome=outcome, at=at, error=error, seconds=seconds)


async def _call(agent: Agent, url: str) -> BaseException | None:
    """Run *agent*; gives what it raised: its `SystemExit` ends the agent, not the list."""
    try:
        if inspect.iscoroutinefunction(agent):
            await agent(url)
            return None
        result = await _in_thread(partial(agent, url))
        if inspect.isawaitable(result):  # of a partial, or of an object that can be called
            await result
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise
    except BaseException as error:
        return error
    return None


async def _in_thread(call: Callable[[], object]) -> object:
    """What *call* gives, in a thread of its own. If it hangs it is left behind, where the end of a
    loop waits for threads of `asyncio.to_thread`."""
    outcome: Future[object] = Future()
    outcome.set_running_or_notify_cancel()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:
            outcome.set_exception(error)

    context = copy_context()
    threading.Thread(target=context.run, args=(run,), name="voicelive agent", daemon=True).start()
    return await asyncio.wrap_future(outcome)


def _in_short(result: FaultResult) -> str:
    error = "" if result.error is None else f" {type(result.error).__name__}"
    return f"{result.fault or 'no fault'}: {result.outcome}{error}"


def _one_line(error: BaseException) -> str:
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= 100 else f"{text[:99]}…"
