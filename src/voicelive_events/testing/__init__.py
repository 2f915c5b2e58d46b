"""Fakes for tests: events without a service.

`make` builds any event or model with sensible values, `ScriptedSession` whole sessions, which a
`FakeConnection` plays to a client. `voicelive_events.testing.strategies`, which needs the extra
``testing``, has events at random.
"""

from ._connection import AsyncFakeConnection, FakeConnection
from ._making import make
from ._replies import Call, McpApproval, McpCall, Reply, Say
from ._sessions import ScriptedSession

__all__ = [
    "AsyncFakeConnection",
    "Call",
    "FakeConnection",
    "McpApproval",
    "McpCall",
    "Reply",
    "Say",
    "ScriptedSession",
    "make",
]
