"""Archives: the events of many sessions, read in parts of files, whatever is damaged among them.

Not part of the package's own namespace: import it from `voicelive_events.archive`.
"""

from ._events import LoggedEvent
from ._lines import read_archive
from ._reports import ArchiveReport, FileReport
from ._sessions import Map, read_sessions

__all__ = [
    "ArchiveReport",
    "FileReport",
    "LoggedEvent",
    "Map",
    "read_archive",
    "read_sessions",
]
