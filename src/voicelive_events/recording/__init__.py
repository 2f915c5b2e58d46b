"""Recordings: sessions as JSON Lines, both directions, written as they pass and read back.

Not part of the package's own namespace: import it from `voicelive_events.recording`.
"""

from ._line import read_record
from ._reading import read_recording
from ._record import Closed, Direction, Record
from ._recorder import Frame, Recorder

__all__ = [
    "Closed",
    "Direction",
    "Frame",
    "Record",
    "Recorder",
    "read_record",
    "read_recording",
]
