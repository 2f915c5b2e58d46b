"""How much audio of an item has come, and how much of it was heard."""

from dataclasses import dataclass, field
from datetime import datetime

from .._recent import Recent
from ..enums import OutputAudioFormat

__all__ = ["HeardAudio", "clamped", "is_truncated"]

_LONGEST = 10**10
"""Milliseconds, a season: whatever says more is no time."""


def clamped(ms: int) -> int:
    """*ms* milliseconds, where they can be a time."""
    return min(max(ms, 0), _LONGEST)


def is_truncated(end: int, ms: float) -> bool:
    """Whether audio of *ms* milliseconds that was truncated at *end* is less than before.

    At its full length nothing is lost; the service counts whole milliseconds.
    """
    return end < max(int(ms), 1)


@dataclass(slots=True)
class _ItemAudio:
    """The audio of one item, as far as it has come."""

    first: datetime | None = None
    """When the first of it came."""
    ms: float = 0.0
    parts: Recent[int, float] = field(default_factory=Recent)
    """How much of that belongs to each of the parts that came last."""
    is_measured: bool = True
    """Whether the rate of all of it is known."""
    cut_ms: float | None = None
    """How much of it was heard, by truncations."""
    heard_ms: float | None = None
    """How much of it was heard, by who said so last: a truncation or the player."""

    def add(self, index: int | None, ms: float) -> None:
        self.ms += ms
        self.parts.put(index or 0, self.parts.get(index or 0, 0.0) + ms)

    def truncate(self, index: int, end: int) -> bool:
        """Keep *end* milliseconds of a part; gives whether that is less than there was."""
        part = self.parts.get(index, 0.0)
        before = self.ms - sum(ms for place, ms in self.parts.items() if place >= index)
        is_cut = not part or is_truncated(end, part)
        if is_cut:
            heard = before + end
            self.cut_ms = heard if self.cut_ms is None else min(self.cut_ms, heard)
            self.heard_ms = self.cut_ms
        return is_cut


class HeardAudio:
    """The audio of the items that came last."""

    def __init__(self) -> None:
        self._items: Recent[str, _ItemAudio] = Recent()

    def add(
        self,
        item_id: str,
        index: int | None,
        size: int,
        named: OutputAudioFormat | str,
        time: datetime | None,
    ) -> None:
        """Take *size* bytes of a part of an item, in the format *named*."""
        audio = self._items.get(item_id)
        if audio is None:
            audio = _ItemAudio()
            self._items.put(item_id, audio)
        audio.first = audio.first or time
        audio.is_measured &= isinstance(named, OutputAudioFormat)
        if isinstance(named, OutputAudioFormat):
            audio.add(index, 1000 * size / named.bytes_per_second)

    def truncate(self, item_id: str, index: int | None, end: int) -> bool:
        """Keep *end* milliseconds of a part of an item; gives whether that is less than there was.
        It is, too, of an item of which no audio is known."""
        audio = self._items.get(item_id)
        return audio is None or audio.truncate(index or 0, end)

    def forget(self, item_id: str) -> None:
        """Forget an item: what has its id from now on is another."""
        self._items.pop(item_id, None)

    def length(self, item_id: str) -> float | None:
        """As `SessionReader.audio_ms`."""
        audio = self._items.get(item_id)
        return audio.ms if audio is not None and audio.is_measured else None

    def heard(self, item_id: str, time: datetime | None) -> float | None:
        """As `SessionReader.heard_ms`."""
        audio = self._items.get(item_id)
        if audio is None or not audio.is_measured:
            return None if audio is None else audio.heard_ms
        if audio.heard_ms is not None:
            return min(audio.heard_ms, audio.ms)
        if time is None or audio.first is None:
            return audio.ms
        return min(max(1000 * (time - audio.first).total_seconds(), 0.0), audio.ms)

    def played(self, item_id: str, ms: float) -> None:
        """As `SessionReader.played`."""
        audio = self._items.get(item_id)
        if audio is not None:
            audio.heard_ms = max(ms, 0.0)
