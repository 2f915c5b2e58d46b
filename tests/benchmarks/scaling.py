"""Whether time grows as the input does: with the number of events, and with the bytes of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from voicelive_events import iter_events

from .bench import Bench
from .contenders import JSON, MSGSPEC, Contender, drain
from .measure import Case, interleave
from .mix import Frame, frame

LEVELS = 30  # of a deep tree of 1 kB; larger ones have more trees
ENOUGH_TIMES = 100  # times as many as the mix has, short streams over and over


def of_events(name: str, count: int) -> str:
    return f"{name}, {count:,} events"


def of_bytes(name: str, size: int) -> str:
    return f"{name}, {size // 10**6} MB" if size >= 10**6 else f"{name}, {size // 10**3} kB"


def by_events(bench: Bench) -> dict[str, list[float]]:
    """Seconds per event of streams of growing length."""
    lines = [frame.data for frame in bench.frames if not frame.has_audio]
    cases = [
        _stream(contender, lines, count, max(1, ENOUGH_TIMES * bench.size.events // count))
        for count in bench.size.event_counts
        for contender in bench.field.ours
    ]
    return interleave(cases, bench.size.long_rounds, warm=False)


def _stream(contender: Contender, lines: Sequence[bytes], count: int, times: int) -> Case:
    def run() -> None:
        for _ in range(times):
            drain(iter_events(islice(cycle(lines), count)))

    return Case(of_events(contender.name, count), run, times * count, contender.backend)


def by_bytes(shape: Callable[[int], Frame]) -> Callable[[Bench], dict[str, list[float]]]:
    """What measures seconds per byte of frames of *shape*, of growing size."""

    def measure(bench: Bench) -> dict[str, list[float]]:
        cases = [
            case for size in bench.size.byte_sizes for case in _of_bytes(bench, shape(size), size)
        ]
        return interleave(cases, bench.size.few_rounds)

    return measure


def _of_bytes(bench: Bench, frame: Frame, size: int) -> list[Case]:
    parsers = [c for c in bench.field.decoders.values() if c.name in (JSON, MSGSPEC)]
    times = max(1, bench.size.enough_bytes // size)
    return [
        Case(
            of_bytes(contender.name, size),
            _repeated(contender.decode, frame.data, times),
            times * len(frame.data),
            contender.backend,
        )
        for contender in (*bench.field.ours, *parsers)
    ]


def _repeated(decode: Callable[[bytes], Any], data: bytes, times: int) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            decode(data)

    return run


PART: Mapping[str, Any] = {
    "event_id": "event_1",
    "response_id": "resp_1",
    "item_id": "item_1",
    "output_index": 0,
    "content_index": 0,
}


def audio(size: int) -> Frame:
    """An audio delta of about *size* bytes."""
    return frame({**PART, "type": "response.audio.delta", "delta": "AAEC" * (size // 4)})


def items(size: int) -> Frame:
    """A response with as many items as make *size* bytes."""
    part = {"type": "text", "text": "It is foggy and twelve degrees."}
    item: dict[str, Any] = {
        "type": "message",
        "id": "item_1",
        "object": "realtime.item",
        "status": "completed",
    }
    item |= {"role": "assistant", "content": [part]}
    return frame(
        {
            "type": "response.done",
            "event_id": "event_1",
            "response": {"id": "resp_1", "output": _filled(item, size)},
        }
    )


def deep(size: int) -> Frame:
    """An invocation whose data is objects in objects, as many as make *size* bytes."""
    tree: dict[str, Any] = {}
    for level in range(LEVELS):
        tree = {"level": level, "below": tree}
    delta = {"trees": _filled(tree, size)}
    return frame({"type": "response.invocation.delta", "event_id": "event_1", "delta": delta})


def _filled(part: Any, size: int) -> list[Any]:
    return [part] * max(1, size // len(frame({"type": "", "part": part}).data))
