"""What an archive's reader keeps of the events of its sessions."""

from __future__ import annotations

from collections.abc import Iterable

from voicelive_events.archive import LoggedEvent
from voicelive_events.archive._events import logged
from voicelive_events.archive._excerpts import Excerpt, Roles


def condensed(events: Iterable[LoggedEvent]) -> list[LoggedEvent]:
    """What is kept of *events*, session by session."""
    roles, excerpts = Roles(), dict[str, Excerpt]()
    for each in events:
        excerpts.setdefault(each.session, Excerpt()).add(each._said, roles)
    for own in excerpts.values():
        own.end_runs()
    return [logged(said) for own in excerpts.values() for said in own.events]
