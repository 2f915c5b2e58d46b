"""Mutation of JSON text by its structure, as the tests of hostile input do it, at random."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from voicelive_events._core.jsontext import MAX_DEPTH

from ..classes import DECODABLE, ENUMS, sample
from ..hostile import MUTATIONS, containers, keys, values

Bytes = Callable[[bytes, int], bytes]

WORDS = sorted(
    {info.wire_name for model in DECODABLE for info in model.fields()}
    | {tag for model in DECODABLE for tag in model.registry()}
    | {str(member.value) for enum in ENUMS for member in enum}
)
"""Every name and constant of the wire."""

SAMPLES = [sample(model, nested=2) for model in DECODABLE]

SCALARS: list[Any] = [
    *(None, True, False, 0, -1, 7, 0.5, -0.0, 1e22, 2**53 + 1, 2**63, -(2**63) - 1, 10**400),
    *("", "AAEC", "AAE=", "AAEC=", "AA==\n", "\0", "\ud800", "\udc00\ud800", "\x7f\u2028", "😀"),
    *("x" * 25, "\U000e0001" * 25, '"' * 25, [], {}, [[]], {"": 0}, 1e300, 253402300800),
]

RAW = [
    *("NaN", "-Infinity", "1e400", "-1e400", "1e-400", "01", "1.", "+1", "9" * 4301, "-0", "1E5"),
    *(r'"\ud800"', r'"\u0000"', r'"\x"', '"\t"', '"', "]", "}", "", "tru", "\ufeff", "\x0c", "//"),
    *('1,"type":"error"', '1,"type":null', '1,"item":{}', '1,"session":3', '1,"x":[{"x":1}]'),
    *("[" * n + "]" * n for n in (MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, 1000)),
    *('{"a":' * n + "1" + "}" * n for n in (MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, 1000)),
    "[" * MAX_DEPTH + "]" * MAX_DEPTH + ',"type":"error"',
]
"""Text in place of a value: what `json.dumps` does not write, some of it no value at all."""


def mutate(data: bytes, max_size: int, seed: int, mutate_bytes: Bytes) -> bytes:
    """*data* with a few changes: of its structure where it is JSON, of its bytes, or of both."""
    random = Random(seed)
    if random.random() < 0.2:
        return mutate_bytes(data, max_size)
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        if random.random() < 0.9:
            return mutate_bytes(data, max_size)
        payload = copy.deepcopy(random.choice(SAMPLES))
    try:
        mutated = mutated_text(random, payload).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):  # JSON, but too deep or with a number too long to write
        return mutate_bytes(data, max_size)
    if len(mutated) > max_size:
        return mutate_bytes(data, max_size)
    return mutate_bytes(mutated, max_size) if random.random() < 0.15 else mutated


def mutated_text(random: Random, payload: Any) -> str:
    def draw(strategy: object) -> Any:
        if strategy is keys:
            return random.choice(WORDS)
        if strategy is values:
            return copy.deepcopy(random.choice(random.choice((SAMPLES, SCALARS, WORDS))))
        return random.random() < 0.5  # booleans, the only other one

    root = [payload]
    for _ in range(random.choice((1, 2, 4, 16))):
        random.choice(MUTATIONS)(draw, *place(random, root))
        del root[1:]
        root = root or [draw(values)]
    if random.random() < 0.4:
        scatter(random, root, lambda: draw(values))
    raw, mark = random.choice(RAW), "\U000f0000"
    if random.random() < 0.2:
        container, key = place(random, root)
        container[key] = mark
    ascii_only = random.random() < 0.7
    spaced = random.choice(((",", ":"), (", ", ": ")))
    text = json.dumps(root[0], ensure_ascii=ascii_only, separators=spaced)
    return text.replace(json.dumps(mark, ensure_ascii=ascii_only), raw)


def scatter(random: Random, root: list[Any], made: Callable[[], Any]) -> None:
    """Put something else in place of many scalars at once: few fields are met one by one."""
    rate = random.choice((0.02, 0.1, 0.3))
    for container in containers(root):
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in [*items]:
            if not isinstance(value, dict | list) and random.random() < rate:
                container[key] = made()


def place(random: Random, root: list[Any]) -> tuple[Any, Any]:
    """A container in *root* with a key or an index of it; the outermost one seldom."""
    inside = [found for found in containers(root)[1:] if found]
    container = random.choice(inside) if inside else root
    keys_of = [*container] if isinstance(container, dict) else range(len(container))
    return container, random.choice(keys_of)
