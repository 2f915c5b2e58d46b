"""Runs of deltas, and of audio that is sent piece by piece."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from ..client.base import ClientEvent
from ..server.base import ServerEvent
from ..server.output_audio import ResponseAudioDeltaEvent
from .meter import audio_of
from .redaction import data_size
from .wording import Wording

__all__ = ["Entry", "Runs"]

_MOST = 4096
"""Events that are held back at most."""
_LONGEST = 2**16  # characters of their text
_IDS = ("response_id", "item_id", "call_id", "turn_id", "id", "content_index")


@dataclass(slots=True)
class Entry:
    """What one line of a listing tells of: an event, or several in a row."""

    line: int
    """The number of the first."""

    event: ServerEvent | ClientEvent
    """The first."""

    elapsed: float | None
    """When it passed, in seconds since the log began."""

    remarks: list[str] = field(default_factory=list)
    """What the session says of them."""

    parts: Sequence[str] = ()
    """What is in them, in words."""

    count: int = 0
    text: str = ""
    """The text of deltas."""
    size: int = 0
    """Bytes of audio."""
    length: str = ""
    """How long that lasts, in the format in which it passed."""


class Runs:
    """Folds deltas of one kind into one entry while nothing but deltas pass."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._entries: dict[Hashable, Entry] = {}
        self._held = 0

    def add(self, entry: Entry) -> Sequence[Entry]:
        """Take the entry of one event; gives what can be listed, in order."""
        key = _kind(entry.event)
        if key is None:
            entry.parts = self._wording.parts(entry.event)
            return [*self.rest(), entry]
        run = self._entries.get(key)
        if run is None:
            run = self._entries[key] = entry
            run.parts = self._wording.parts(entry.event)
        else:
            run.remarks += entry.remarks
        self._fold(run, entry.event)
        return self.rest() if self._held >= _MOST or len(run.text) >= _LONGEST else ()

    def rest(self) -> Sequence[Entry]:
        """What is still held back."""
        entries = list(self._entries.values())
        self._entries.clear()
        self._held = 0
        for run in entries:
            if run.count > 1:
                run.parts = self._wording.run(run.event, run.count, run.length, run.text)
        return entries

    def _fold(self, run: Entry, event: ServerEvent | ClientEvent) -> None:
        text, size = _delta(event)
        self._held += 1
        run.count += 1
        run.text += text
        run.size += size
        if size:
            run.length = self._wording.length(event, run.size)


def _kind(event: ServerEvent | ClientEvent) -> Hashable:
    """What the events of a run have in common; None for what is no delta."""
    if not str(event.type).endswith((".delta", ".append")):
        return None
    ids = (event.get(key) for key in _IDS)
    return str(event.type), isinstance(event, ServerEvent), tuple(map(str, ids))


def _delta(event: ServerEvent | ClientEvent) -> tuple[str, int]:
    """The text of a delta, and the size of its audio."""
    if (audio := audio_of(event)) is not None:
        return "", len(audio)
    text = event.get("delta")
    is_text = isinstance(text, str) and data_size(text) is None
    return (text if is_text and not isinstance(event, ResponseAudioDeltaEvent) else ""), 0
