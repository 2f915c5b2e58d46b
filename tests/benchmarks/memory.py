"""How much memory an event takes that is held."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Sequence

from .contenders import Contender, use_backend
from .mix import Frame


def bytes_per_event(contender: Contender, frames: Sequence[Frame]) -> float:
    """Bytes that *contender*'s events of *frames* hold on average, the list of them left out."""
    if contender.backend is not None:
        use_backend(contender.backend)
    for frame in frames:
        contender.decode(frame.data)  # what is made once is no part of an event
    held = [None for _ in frames]
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        held[:] = [contender.decode(frame.data) for frame in frames]
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / len(frames)
