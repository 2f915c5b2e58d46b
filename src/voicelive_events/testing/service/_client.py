"""What happens on one connection of a client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from ...client.base import ClientEvent
from ...errors import DecodeError
from ...models.errors import ServerEventErrorDetails
from ...recording import Closed
from ...server.base import ServerEvent
from ...server.session import ServerEventError
from ._faults import Event, Fault, FaultList, Occasions, altered, ending, unknown_event
from ._kept import Kept
from ._session import Opening, ServiceSession
from ._transport import Refusal, Transport

__all__ = ["GOING_AWAY", "Client", "Shared"]

GOING_AWAY, _BROKEN = 1001, 1011  # codes of a close frame: of a server that ends, and that fails

_EXPIRED = "Your session hit the maximum duration of 30 minutes."


@dataclass(frozen=True)
class Shared:
    """What the clients of a stand-in share."""

    kept: Kept
    faults: FaultList
    failures: list[BaseException]
    """What scripts raised."""
    open_session: partial[ServiceSession]
    """Takes how a client opened its connection, and what sends it an event."""
    leaving: set[asyncio.Task[None]]
    """What still runs of sessions whose clients have gone."""


class Client:
    """One connection: it stands between its transport and its session."""

    def __init__(self, shared: Shared, transport: Transport) -> None:
        self._shared = shared
        self._transport = transport
        self._occasions = Occasions(shared.faults)
        self._breaking: list[Fault] = []
        """The faults that the next event that is sent is to have."""
        self._timers: list[asyncio.TimerHandle] = []
        self._opening: Opening | None = None
        self._numbers = count(1)

    # As its transport calls it.

    def handshake(self, opening: Opening) -> Refusal | None:
        self._opening = opening
        refusal = self._occasions.refusal()
        if refusal is None:
            return None
        self._shared.faults.take(refusal)
        self._happened(refusal, None)
        return Refusal(refusal.value, "The stand-in was told to refuse this connection.\n")

    def opened(self) -> None:
        assert self._opening is not None
        self._session = self._shared.open_session(self._opening, self._send)
        self._passage = self._shared.kept.admit(self._session.id, self._opening)
        self._session.failed = self._fail
        self._session.end = self._transport.close
        for fault in self._occasions.timed():
            assert fault.seconds is not None
            timer = self._transport.loop.call_later(fault.seconds, self._do, fault)
            self._timers.append(timer)
        for fault in self._occasions.at_handshake():
            self._do(fault)
        self._attempt(self._session.open)

    def message(self, data: bytes | str) -> None:
        event: ClientEvent | DecodeError
        try:
            event = ClientEvent.from_json(data)
        except DecodeError as error:
            event = error.with_traceback(None)  # which holds the frame
        self._attempt(self._passage.sent, event, data)
        if isinstance(event, DecodeError):
            event_id = None if event.loc != ("type",) else json.loads(data).get("event_id")
            self._attempt(self._session.receive, event, event_id)
            return
        self._amid_faults(event, partial(self._attempt, self._session.receive, event))

    def lost(self, closed: Closed) -> None:
        for timer in self._timers:
            timer.cancel()
        self._attempt(self._passage.closed, closed)
        self._attempt(self._session.close)
        task = self._transport.loop.create_task(self._session.wait_closed())
        self._shared.leaving.add(task)
        task.add_done_callback(self._shared.leaving.discard)

    # What its session says.

    def _send(self, event: ServerEvent) -> None:
        self._amid_faults(event, partial(self._send_event, event))

    def _send_event(self, event: ServerEvent) -> None:
        if not self._transport.is_open:
            return
        for fault in self._breaking:
            if (text := altered(fault, event)) is not None:
                self._breaking.remove(fault)
                self._happened(fault, event)
                self._send_broken(fault, text)
                return
        text = event.to_json()
        self._attempt(self._passage.received, event, text)
        self._transport.send(text)

    def _send_broken(self, fault: Fault, text: str) -> None:
        try:
            broken: ServerEvent | DecodeError = ServerEvent.from_json(text)
        except DecodeError as error:
            broken = error
        if fault.kind == "half-message":
            self._transport.send_half(text)  # no message has passed
        else:
            self._attempt(self._passage.received, broken, text)
            self._transport.send(text)

    def _fail(self, error: BaseException) -> None:
        self._shared.failures.append(error)

    def _attempt(self, act: Callable[..., object], *arguments: Any) -> None:
        """Let the session do something; if it fails, that is told, and the connection ends."""
        try:
            act(*arguments)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # that of pytest.fail is no Exception
            self._fail(error)
            self._transport.close(_BROKEN, "the stand-in failed")

    # What goes wrong.

    def _amid_faults(self, event: Event, act: Callable[[], None]) -> None:
        """Do what *event* is about, between the faults that are due before and after it."""
        if not self._shared.faults:
            act()
            return
        before, after = self._occasions.around(event)
        for fault in before:
            self._do(fault, event)
        act()
        for fault in after:
            self._do(fault, event)

    def _happened(self, fault: Fault, event: Event | None) -> None:
        self._shared.faults.happened.append((fault, event))

    def _do(self, fault: Fault, event: Event | None = None) -> None:
        """Let *fault* happen now, at that *event*."""
        if not self._transport.is_open or not self._shared.faults.take(fault):
            return
        if fault.alters:
            self._breaking.append(fault)
            return
        self._happened(fault, event)
        match fault.kind:
            case "unknown-event":
                self._send_event(unknown_event(next(self._numbers)))
            case "huge-frame":
                self._send_event(unknown_event(next(self._numbers), fault.value))
            case "delay":
                self._transport.hold(fault.value)
            case "slow-network":
                self._transport.throttle(fault.value)
            case "rate-limit" | "content-filter":
                self._session.fail_response(ending(fault))
            case "expire":
                details = ServerEventErrorDetails(
                    message=_EXPIRED, type="invalid_request_error", code="session_expired"
                )
                id_ = f"event_expired_{self._passage.session.number}"
                self._send_event(ServerEventError(event_id=id_, error=details))
                self._transport.close(GOING_AWAY, "session expired")
            case "drop":
                self._transport.drop()
            case "close":
                self._transport.close(fault.value, "the stand-in was told to close")
