"""What the steps of our own work cost, on the fastest backend: the floors under the other rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voicelive_events import ServerEvent
from voicelive_events._core.backend import backend
from voicelive_events._core.jsontext import SCALARS, loads

from .bench import Bench, mapped
from .contenders import use_backend
from .measure import Case

PARSE = "decode: parse"
AUDIO = 4000  # bytes: in the mix, longer frames are audio


def steps(bench: Bench) -> list[Case]:
    """The cases of each method, from its least part to the whole."""
    fastest = bench.field.ours[-1].backend
    use_backend(fastest)
    data = [frame.data for frame in bench.frames]
    events = [ServerEvent.from_json(each) for each in data]
    decoding = [mapped(name, run, data, fastest) for name, run in _decoding().items()]
    writing = [mapped(name, run, events, fastest) for name, run in _writing().items()]
    return decoding + writing


def _decoding() -> Mapping[str, Callable[[bytes], Any]]:
    short, long, adopt = backend().parse, backend().parse_flat, ServerEvent._dispatch.decode

    def parse(data: bytes) -> Any:
        return long(data) if len(data) > AUDIO else short(data)

    def copy(data: bytes) -> ServerEvent:
        event = dict.__new__(ServerEvent)
        dict.update(event, parse(data))
        return event

    return {
        PARSE: parse,
        "decode: parse, check numbers and depth": loads,
        "decode: parse, copy the object into a model": copy,
        "decode: parse, make its models": lambda data: adopt(parse(data)),
        "decode: all": ServerEvent.from_json,
    }


def _writing() -> Mapping[str, Callable[[ServerEvent], Any]]:
    encode = backend().encode or (lambda event: ServerEvent.to_json(event).encode())
    return {
        "as_dict: copy the object": dict.copy,
        "as_dict: copy the object, look at each item": _copied_and_looked_at,
        "as_dict: all": ServerEvent.as_dict,
        "to_json: look at each value": _looked_at,
        "to_json: write": encode,
        "to_json: write, as str": lambda event: encode(event).decode(),
        "to_json: all": ServerEvent.to_json,
    }


def _copied_and_looked_at(event: ServerEvent) -> dict[str, Any]:
    copied = dict.copy(event)
    for key, value in copied.items():
        if type(value) not in SCALARS:
            copied[key] = value
    return copied


def _looked_at(node: Any) -> None:
    for value in node.values() if isinstance(node, dict) else node:
        if type(value) not in SCALARS:
            _looked_at(value)
