"""What the rows share: the contenders, the frames, and how long a run is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .contenders import (
    AZURE,
    OURS,
    PYDANTIC,
    STRUCTS,
    Contender,
    Field,
    drain,
    openai_types,
    use_backend,
)
from .measure import Case
from .mix import Frame, session_mix


@dataclass(frozen=True)
class Size:
    """How much a run does."""

    events: int = 1000
    rounds: int = 40
    processes: int = 15  # fresh ones for each import
    few_rounds: int = 7  # of what takes tenths of a second
    long_rounds: int = 3  # of what takes seconds
    enough_bytes: int = 1_000_000  # to decode in one go, a small frame over and over
    event_counts: Sequence[int] = (10**3, 10**4, 10**5, 10**6)
    byte_sizes: Sequence[int] = (10**3, 10**4, 10**5, 10**6, 10**7)
    log_megabytes: Sequence[int] = (10, 1000)


FULL = Size()
QUICK = Size(
    events=60,
    rounds=2,
    processes=1,
    few_rounds=2,
    long_rounds=2,
    enough_bytes=10_000,
    event_counts=(10**2, 10**3),
    byte_sizes=(10**3, 10**4),
    log_megabytes=(1, 2),
)


@dataclass(frozen=True)
class Bench:
    """One run's contenders and frames."""

    size: Size = FULL
    field: Field = field(default_factory=Field)

    @cached_property
    def frames(self) -> list[Frame]:
        return session_mix(self.size.events)

    @cached_property
    def shared_frames(self) -> list[Frame]:
        """The frames of the events that openai has too."""
        if not self.field.has("openai"):
            return self.frames
        types = openai_types()
        return [frame for frame in self.frames if frame.type in types]

    def of_type(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame.type == kind]

    def events(self, name: str, frames: Sequence[Frame]) -> list[Any]:
        """The events that contender *name* makes of *frames*."""
        contender = self.field.decoders[name]
        if contender.backend is not None:
            use_backend(contender.backend)
        return [contender.decode(frame.data) for frame in frames]

    def model_events(self, frames: Sequence[Frame]) -> Mapping[str, list[Any]]:
        """The events of *frames* by contender, of those that make models."""
        names = [n for n in (OURS, STRUCTS, PYDANTIC, AZURE) if n in self.field.decoders]
        return {name: self.events(name, frames) for name in names}


def decoding(contender: Contender, frames: Sequence[Frame]) -> Case:
    """The case that *contender* decodes *frames*."""
    data, decode = [frame.data for frame in frames], contender.decode
    return Case(contender.name, lambda: drain(map(decode, data)), len(data), contender.backend)


def reading(contender: Contender, frames: Sequence[Frame]) -> Case:
    """The case that *contender* decodes *frames* and reads four fields of each."""
    decode = contender.decode
    pairs = [(frame.data, contender.reader(frame)) for frame in frames]

    def run() -> None:
        for data, read in pairs:
            read(decode(data))

    return Case(contender.name, run, len(pairs), contender.backend)


def mapped(
    name: str, make: Callable[[Any], Any], of: list[Any], backend: str | None = None
) -> Case:
    """The case that *make* is called with each."""
    return Case(name, lambda: drain(map(make, of)), len(of), backend)
