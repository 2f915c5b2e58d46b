"""Following recorded sessions, with the times that are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from opentelemetry.context import Context
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

from .._recent import SESSIONS
from ..recording import Record
from ._attributes import Value
from ._tracer import SessionTracer

__all__ = ["trace_recording"]

_WAITING: Final = 1000  # records of a session, for the first time that is known


def trace_recording(
    records: Iterable[Record],
    *,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
    context: Context | None = None,
    attributes: Mapping[str, Value] | None = None,
    content: bool | None = None,
) -> None:
    """Trace what is recorded, with the recording's times; each session of an archive by itself.

    *records* are what `read_recording` gives; the rest is as for `SessionTracer`. A record without
    a time takes that of the one before it, and the first ones take the first that is known; nothing
    is measured by it. Where no record of a session has one, its spans stand at the time of the call
    and have no length.

    Memory stays flat: a thousand records wait for the first time, and of more than 4096 sessions at
    once the one that was silent longest is ended, with its last record.
    """
    sessions: dict[str | None, _RecordedSession] = {}  # the one that was silent longest first
    try:
        for record in records:
            session = sessions.pop(record.session, None) or _RecordedSession(
                SessionTracer(
                    tracer_provider=tracer_provider,
                    meter_provider=meter_provider,
                    context=context,
                    attributes=attributes,
                    content=content,
                )
            )
            sessions[record.session] = session
            session.take(record)
            if len(sessions) > SESSIONS:
                sessions.pop(next(iter(sessions))).end()
    finally:  # they may not be read to their end
        for session in sessions.values():
            session.end()


class _RecordedSession:
    """What is recorded of one session, as it goes to a tracer."""

    def __init__(self, tracer: SessionTracer) -> None:
        self._tracer = tracer
        self._now = datetime.now(UTC)
        self._time: datetime | None = None  # the last that is known
        self._waiting: list[Record] = []

    def take(self, record: Record) -> None:
        self._time = record.time or self._time
        self._waiting.append(record)
        if self._time is not None or len(self._waiting) > _WAITING:
            self._tell()

    def _tell(self) -> None:
        at = self._time or self._now
        for record in self._waiting:
            if record.event is not None:
                self._tracer._take(record.event, record.time, at)
            elif record.closed is not None:
                self._tracer._closed(record.closed.code, record.time, at)
        self._waiting.clear()

    def end(self) -> None:
        self._tell()
        self._tracer._end("unknown", None, time=self._time, at=self._time or self._now)
