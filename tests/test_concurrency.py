"""Many threads share events and decode in parallel: the same results, and no exception."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, cast

import pytest

from voicelive_events import ClientEvent, ServerEvent, discriminator, is_known
from voicelive_events._core.schema import ModelMeta

from .bundled import RECEIVED
from .classes import EVENTS, sample
from .hostile import read_all

LINES = RECEIVED
THREADS, ROUNDS = 8, 12


@pytest.fixture(autouse=True)
def _switch_often() -> Iterator[None]:
    """Threads change hands as often as the interpreter lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def everything(event: ServerEvent | ClientEvent) -> tuple[object, ...]:
    """All that a reader may ask of an event."""
    read_all(event)
    return (
        repr(event),
        event.to_json(),
        json.dumps(event.as_dict()),
        tuple(event.problems(unknown=True)),
        event._is_valid(),
        is_known(event),
        event.copy() == copy.deepcopy(event) == pickle.loads(pickle.dumps(event)) == event,
        type(event).__name__,
        [(info.name, info.doc) for info in event.fields()],
    )


def test_shared_events() -> None:
    events: list[ServerEvent | ClientEvent] = [ServerEvent.from_json(line) for line in LINES]
    events += [event.from_dict(sample(event)) for event in EVENTS]
    expected = [everything(event) for event in events]
    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(lambda _: [everything(event) for event in events], range(ROUNDS)):
            assert found == expected


def test_decoding_in_parallel() -> None:
    expected = [everything(ServerEvent.from_json(line)) for line in LINES]

    def decode(_: int) -> list[tuple[object, ...]]:
        return [everything(ServerEvent.from_json(line, strict=True)) for line in LINES]

    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(decode, range(ROUNDS)):
            assert found == expected


def test_classes_are_made_while_others_decode() -> None:
    def make(number: int) -> type[ServerEvent]:
        namespace = {
            "__annotations__": {"type": Literal[f"threads.{number}"]},
            "__module__": __name__,
            "type": discriminator(),
        }
        return cast(type[ServerEvent], ModelMeta(f"Made{number}", (ServerEvent,), namespace))

    def decode(_: int) -> set[str]:
        assert ServerEvent.registry()["error"]
        return {type(ServerEvent.from_json(line)).__name__ for line in LINES}

    with ThreadPoolExecutor(THREADS) as pool:
        decoding = [pool.submit(decode, number) for number in range(ROUNDS)]
        making = [pool.submit(make, number) for number in range(ROUNDS)]
        assert len({frozenset(job.result()) for job in decoding}) == 1
        for number, made in enumerate([job.result() for job in making]):
            assert ServerEvent.registry()[f"threads.{number}"] is made
