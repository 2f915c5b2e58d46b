"""Fakes for tests: events without a service.

`make` builds any event or model with sensible values, `ScriptedSession` whole sessions.
`voicelive_events.testing.strategies`, which needs the extra ``testing``, has them at random.
"""

from ._making import make
from ._sessions import ScriptedSession

__all__ = ["ScriptedSession", "make"]
