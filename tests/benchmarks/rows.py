"""The rows of the benchmark: what each measures, and the ratio that it is to meet."""

from __future__ import annotations

import binascii
import copy
import json
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from operator import methodcaller
from typing import Any

from voicelive_events import (
    ResponseItemStatus,
    ResponseMessageItem,
    ResponseTextContentPart,
    ServerEvent,
    ServerEventConversationItemCreated,
    ServerEventResponseAnimationVisemeDelta,
)

from . import scaling
from .bench import Bench, Size, decoding, mapped, reading
from .contenders import (
    AZURE,
    JSON,
    LIBRARY,
    MSGSPEC,
    OURS,
    OURS_FAST,
    PYDANTIC,
    STRUCTS,
    Contender,
)
from .fresh import AZURE_MODELS, import_times, peak_memory
from .measure import Case, Samples, interleave
from .memory import bytes_per_event
from .mix import Frame
from .receiving import RECV, by_receiving
from .sending import AUDIO_FRAME, BY_HAND, MESSAGE, SESSION_UPDATE
from .steps import PARSE, steps


@dataclass(frozen=True)
class Target:
    """What *of*, which is this library, is to be beside *to*; of several cases, the worst."""

    of: str | tuple[str, ...]
    to: str | None
    at_most: float | None = None
    """Times what *to* takes; seconds where there is nothing beside it."""
    speedup: float | None = None
    """Times as fast as *to*, at least."""
    aim: float | None = None
    """What would be better still."""

    def __post_init__(self) -> None:
        if not all(case.startswith(LIBRARY) for case in self.cases):
            raise ValueError(f"a target is for this library, not for {self.of}")
        if (self.at_most is None) == (self.speedup is None):
            raise ValueError("a target has one bound")

    @property
    def cases(self) -> tuple[str, ...]:
        return (self.of,) if isinstance(self.of, str) else self.of

    @property
    def wanted(self) -> str:
        """The bound, in words."""
        if self.to is None:
            assert self.at_most is not None
            return f"at most {1e3 * self.at_most:g} ms"
        bound = f"at most {self.at_most:g}x" if self.at_most else f"{self.speedup:g}x as fast"
        return f"{bound}, aim {self.aim:g}x" if self.aim else bound


Targets = Callable[[Size], Sequence[Target]]


@dataclass(frozen=True)
class Row:
    """One row: its cases are measured against *baseline*."""

    name: str
    title: str
    unit: str
    baseline: str
    measure: Callable[[Bench], Samples]
    targets: Targets = lambda size: ()
    note: str = ""
    floor: str | None = None
    """The case that is part of each other one: what goes beyond it is the others' own share."""


def timed(cases: Callable[[Bench], list[Case]]) -> Callable[[Bench], Samples]:
    """What measures *cases*, interleaved."""
    return lambda bench: interleave(cases(bench), bench.size.rounds)


def fixed(*targets: Target) -> Targets:
    return lambda size: targets


# --- Decode -----------------------------------------------------------------------------------


def decode(bench: Bench) -> list[Case]:
    return [decoding(contender, bench.frames) for contender in bench.field.decoders.values()]


def decode_shared(bench: Bench) -> list[Case]:
    return [decoding(c, bench.shared_frames) for c in bench.field.shared.values()]


def read(bench: Bench) -> list[Case]:
    return [reading(c, bench.frames) for c in bench.field.decoders.values()]


def read_shared(bench: Bench) -> list[Case]:
    return [reading(c, bench.shared_frames) for c in bench.field.shared.values()]


def strict(bench: Bench) -> list[Case]:
    return [
        decoding(Contender(name, decode, ours.backend), bench.frames)
        for ours in bench.field.ours
        for name, decode in ((ours.name, _lenient), (_strictly(ours.name), _strict))
    ]


def _lenient(data: bytes) -> ServerEvent:
    return ServerEvent.from_json(data)


def _strict(data: bytes) -> ServerEvent:
    return ServerEvent.from_json(data, strict=True)


def _strictly(name: str) -> str:
    return f"{name}, strict"


# --- Attributes -------------------------------------------------------------------------------

ITEM_READ, PLAIN_READ = "an item of the event", "an item of a plain dict"
BASE64 = "binascii.a2b_base64"
READS = 12  # in each pass of the loops below: the loop itself must not count


def attribute(bench: Bench) -> list[Case]:
    frames = bench.of_type("response.animation_viseme.delta")
    events = bench.events(OURS, frames)
    plain = [frame.payload for frame in frames]
    return [
        Case(ITEM_READ, lambda: _read_items(events), READS * len(events)),
        Case(PLAIN_READ, lambda: _read_items(plain), READS * len(plain)),
        *(_attributes(name, found) for name, found in bench.model_events(frames).items()),
    ]


def _attributes(name: str, events: list[Any]) -> Case:
    return Case(name, lambda: _read_attributes(events), READS * len(events))


def _read_attributes(events: list[Any]) -> None:
    for event in events:
        _ = event.event_id, event.item_id, event.viseme_id
        _ = event.event_id, event.item_id, event.viseme_id
        _ = event.event_id, event.item_id, event.viseme_id
        _ = event.event_id, event.item_id, event.viseme_id


def _read_items(events: list[Any]) -> None:
    for event in events:
        _ = event["event_id"], event["item_id"], event["viseme_id"]
        _ = event["event_id"], event["item_id"], event["viseme_id"]
        _ = event["event_id"], event["item_id"], event["viseme_id"]
        _ = event["event_id"], event["item_id"], event["viseme_id"]


def audio(bench: Bench) -> list[Case]:
    frames = bench.of_type("response.audio.delta")
    texts = [frame.payload["delta"] for frame in frames]
    contenders = [c for c in bench.field.decoders.values() if c.decodes_audio]
    return [
        Case(BASE64, lambda: _decode_texts(texts), len(frames)),
        *(_deltas(contender, bench.events(contender.name, frames)) for contender in contenders),
    ]


def _deltas(contender: Contender, events: list[Any]) -> Case:
    return Case(contender.name, lambda: _read_deltas(events), len(events), contender.backend)


def _decode_texts(texts: list[str]) -> None:
    decode = binascii.a2b_base64
    for text in texts:
        _ = decode(text, strict_mode=True)  # held until the next, as an attribute's value is


def _read_deltas(events: list[Any]) -> None:
    for event in events:
        _ = event.delta


# --- Out again --------------------------------------------------------------------------------


def as_dict(bench: Bench) -> list[Case]:
    methods = {OURS: "as_dict", AZURE: "as_dict", PYDANTIC: "model_dump"}
    found = bench.model_events(bench.frames)
    cases = [mapped(n, _method(m), found[n]) for n, m in methods.items() if n in found]
    if STRUCTS in found:
        cases.append(mapped(STRUCTS, import_module("msgspec").to_builtins, found[STRUCTS]))
    return cases


def _method(name: str) -> Callable[[Any], Any]:
    return methodcaller(name)


DUMPS, ENCODE = "json.dumps", "msgspec.json.encode"
ENCODE_TEXT = "msgspec.json.encode, of our events, as str"


def to_json(bench: Bench) -> list[Case]:
    plain = [frame.payload for frame in bench.frames]
    found = bench.model_events(bench.frames)
    ours = [mapped(c.name, ServerEvent.to_json, found[OURS], c.backend) for c in bench.field.ours]
    cases = [*ours, mapped(DUMPS, json.dumps, plain)]
    if STRUCTS in found:
        encode = import_module("msgspec").json.encode
        cases += [mapped(ENCODE, encode, plain), mapped(STRUCTS, encode, found[STRUCTS])]
        cases.append(mapped(ENCODE_TEXT, lambda event: encode(event).decode(), found[OURS]))
    if PYDANTIC in found:
        cases.append(mapped(PYDANTIC, _method("model_dump_json"), found[PYDANTIC]))
    if AZURE in found:
        cases.append(mapped(AZURE, lambda event: json.dumps(event.as_dict()), found[AZURE]))
    return cases


# --- Made, copied, pickled --------------------------------------------------------------------

PLAIN = "plain dict"
VISEME = {
    "event_id": "event_1",
    "response_id": "resp_1",
    "item_id": "item_1",
    "output_index": 0,
    "content_index": 0,
    "audio_offset_ms": 1200,
    "viseme_id": 11,
}
CLASSES = (
    ServerEventResponseAnimationVisemeDelta,
    ServerEventConversationItemCreated,
    ResponseMessageItem,
    ResponseTextContentPart,
)
CONSTRUCTED = 200  # of each of two events


def construct(bench: Bench) -> list[Case]:
    names = [cls.__name__ for cls in CLASSES]
    made = [_constructing(OURS, CLASSES)]
    if bench.field.has("msgspec"):
        made.append(_constructing(STRUCTS, [bench.field.structs[name] for name in names]))
    if bench.field.has("pydantic"):
        made.append(_constructing(PYDANTIC, [bench.field.pydantic_models[name] for name in names]))
    if bench.field.has("azure.ai.voicelive"):
        models = import_module("azure.ai.voicelive.models")
        made.append(_constructing(AZURE, [getattr(models, name) for name in names]))
    return made


def _constructing(name: str, classes: Sequence[Any]) -> Case:
    viseme, created, message, text = classes
    # The generated classes have open enums as strings; a member is one too.
    status = ResponseItemStatus.COMPLETED

    def run() -> None:
        for _ in range(CONSTRUCTED):
            viseme(**VISEME)
            content = [text(text="It is foggy.")]
            item = message(id="item_2", role="assistant", status=status, content=content)
            created(event_id="event_2", previous_item_id="item_1", item=item)

    return Case(name, run, 2 * CONSTRUCTED)


def copied(bench: Bench) -> list[Case]:
    found = bench.model_events(bench.frames)
    methods = {OURS: _method("copy"), PYDANTIC: _method("model_copy")}
    plain = [frame.payload for frame in bench.frames]
    return [
        mapped(PLAIN, dict.copy, plain),
        *(mapped(name, methods.get(name, copy.copy), events) for name, events in found.items()),
    ]


def deep_copied(bench: Bench) -> list[Case]:
    found = {PLAIN: [f.payload for f in bench.frames], **bench.model_events(bench.frames)}
    return [mapped(name, copy.deepcopy, events) for name, events in found.items()]


def pickled(bench: Bench) -> list[Case]:
    found = {PLAIN: [f.payload for f in bench.frames], **bench.model_events(bench.frames)}
    # The generated classes have no module to be found in.
    names = [name for name in (PLAIN, OURS, AZURE) if name in found]
    return [mapped(n, lambda event: pickle.loads(pickle.dumps(event)), found[n]) for n in names]


# --- Processes and memory ---------------------------------------------------------------------


def imports(bench: Bench) -> Samples:
    return import_times(bench.field, bench.size.processes)


def memory(bench: Bench) -> Samples:
    return _held(bench, bench.shared_frames)


def memory_without_audio(bench: Bench) -> Samples:
    return _held(bench, [frame for frame in bench.shared_frames if not frame.has_audio])


def _held(bench: Bench, frames: Sequence[Frame]) -> Samples:
    return {c.name: [bytes_per_event(c, frames)] for c in bench.field.shared.values()}


def log(bench: Bench) -> Samples:
    return {
        _of_log(c.name, megabytes): [peak_memory(c.backend or "", megabytes)]
        for megabytes in bench.size.log_megabytes
        for c in bench.field.ours
    }


def _of_log(name: str, megabytes: int) -> str:
    return f"{name}, {megabytes} MB"


NAMES = (OURS, OURS_FAST)

# --- The table --------------------------------------------------------------------------------


def _flat_events(size: Size) -> list[Target]:
    return [_flat(n, scaling.of_events, size.event_counts, 1.2) for n in NAMES]


def _flat_bytes(size: Size) -> list[Target]:
    return [_flat(n, scaling.of_bytes, size.byte_sizes, 1.2) for n in NAMES]


def _flat_log(size: Size) -> list[Target]:
    return [_flat(n, _of_log, size.log_megabytes, 1.1) for n in NAMES]


def _flat(
    name: str, label: Callable[[str, int], str], sizes: Sequence[int], at_most: float
) -> Target:
    smallest, *others = (label(name, size) for size in sizes)
    return Target(tuple(others), smallest, at_most)


MEMORY_TARGETS = fixed(
    Target(OURS, JSON, at_most=1.0),
    Target(OURS_FAST, MSGSPEC, at_most=1.0),
)
BYTES_NOTE = "Per byte of one frame; small frames pay the price of any event."

ROWS: Sequence[Row] = (
    Row(
        "receive",
        "Receive over a websocket and decode",
        "us/event",
        JSON,
        by_receiving,
        note="The whole client; the events are those that openai has too. What goes beyond "
        "receiving alone is the decoder's share.",
        floor=RECV,
    ),
    Row(
        "decode",
        "Decode",
        "us/event",
        JSON,
        timed(decode),
        fixed(
            Target(OURS, JSON, at_most=1.05),
            Target(OURS_FAST, STRUCTS, at_most=2.2, aim=1.9),
            Target(OURS_FAST, PYDANTIC, at_most=1.0),
        ),
        "Bytes in, event out; audio stays base64 text.",
    ),
    Row(
        "read",
        "Decode and read four fields",
        "us/event",
        OURS,
        timed(read),
        fixed(
            Target(OURS, AZURE, speedup=8),
            Target(OURS_FAST, AZURE, speedup=20, aim=25),
        ),
        "Of an audio delta one of them is the audio, as bytes; all but this library and "
        "azure-ai-voicelive keep text, which the standard library then decodes strictly.",
    ),
    Row(
        "decode-openai",
        "Decode, the events that openai has too",
        "us/event",
        JSON,
        timed(decode_shared),
    ),
    Row(
        "read-openai",
        "Decode and read four fields, the events that openai has too",
        "us/event",
        JSON,
        timed(read_shared),
    ),
    Row(
        "attribute",
        "Read a scalar attribute",
        "us/read",
        ITEM_READ,
        timed(attribute),
        fixed(Target(OURS, ITEM_READ, at_most=3.0)),
        "Two strings and an integer of a viseme delta, in equal parts.",
    ),
    Row(
        "audio",
        "Read the audio of a delta, as bytes",
        "us/read",
        BASE64,
        timed(audio),
        fixed(Target(OURS, BASE64, at_most=1.0)),
    ),
    Row(
        "as_dict",
        "as_dict",
        "us/event",
        OURS,
        timed(as_dict),
        fixed(Target(OURS, AZURE, speedup=12, aim=20)),
    ),
    Row(
        "to_json",
        "to_json",
        "us/event",
        DUMPS,
        timed(to_json),
        fixed(
            Target(OURS, DUMPS, at_most=1.1),
            Target(OURS_FAST, ENCODE, at_most=1.5),
        ),
        "The bare encoders write plain dicts.",
    ),
    Row(
        "strict",
        "Decode with strict=True",
        "us/event",
        OURS,
        timed(strict),
        fixed(
            Target(_strictly(OURS), OURS, at_most=2.0),
            Target(_strictly(OURS_FAST), OURS_FAST, at_most=2.0),
        ),
    ),
    Row(
        "steps",
        "What the steps of our own work take",
        "us/event",
        PARSE,
        timed(steps),
        note="On the fastest backend that is installed; a case is a part of the method, or all.",
    ),
    Row(
        "construct",
        "Construct by keywords",
        "us/event",
        OURS,
        timed(construct),
        note="A viseme delta, and a created item that nests three deep, in equal parts.",
    ),
    Row(
        "session-update",
        "Build and write a session.update",
        "us/event",
        BY_HAND,
        timed(SESSION_UPDATE.cases),
        fixed(Target(OURS, BY_HAND, at_most=4.0, aim=3.0)),
        "Eight models by keywords, then `to_json`; by hand the dict is finished already.",
    ),
    Row(
        "message",
        "Build and write a message",
        "us/event",
        BY_HAND,
        timed(MESSAGE.cases),
        note="A `conversation.item.create` with a user's text; openai takes a dict.",
    ),
    Row(
        "audio-frame",
        "Build and write a frame of audio",
        "us/event",
        BY_HAND,
        timed(AUDIO_FRAME.cases),
        fixed(
            Target(OURS, BY_HAND, at_most=1.15),
            Target(OURS_FAST, BY_HAND, at_most=0.8),
        ),
        "An `input_audio_buffer.append` of 100 ms: 4800 bytes, as base64. Who takes text is given "
        "the text that the standard library made.",
    ),
    Row("copy", "Copy, shallow", "us/event", PLAIN, timed(copied)),
    Row("deepcopy", "copy.deepcopy", "us/event", PLAIN, timed(deep_copied)),
    Row("pickle", "Pickle and unpickle", "us/event", PLAIN, timed(pickled)),
    Row(
        "import",
        "Import, in a fresh process",
        "ms",
        OURS,
        imports,
        fixed(
            Target(OURS, AZURE_MODELS, at_most=0.5),
            Target(OURS, None, at_most=0.040),
        ),
        "What each adds to a bare interpreter, which stands for itself.",
    ),
    Row(
        "memory",
        "Memory of a held event",
        "bytes/event",
        JSON,
        memory,
        MEMORY_TARGETS,
    ),
    Row(
        "memory-small",
        "Memory of a held event that is no audio delta",
        "bytes/event",
        JSON,
        memory_without_audio,
        MEMORY_TARGETS,
    ),
    Row(
        "events",
        "Scaling in events",
        "us/event",
        OURS,
        scaling.by_events,
        _flat_events,
        "Without the audio deltas.",
    ),
    Row(
        "bytes-audio",
        "Scaling in bytes: audio",
        "ns/byte",
        OURS,
        scaling.by_bytes(scaling.audio),
        _flat_bytes,
        BYTES_NOTE,
    ),
    Row(
        "bytes-items",
        "Scaling in bytes: items",
        "ns/byte",
        OURS,
        scaling.by_bytes(scaling.items),
        _flat_bytes,
        BYTES_NOTE,
    ),
    Row(
        "bytes-deep",
        "Scaling in bytes: deep trees",
        "ns/byte",
        OURS,
        scaling.by_bytes(scaling.deep),
        _flat_bytes,
        BYTES_NOTE,
    ),
    Row(
        "log", "iter_events over a long log, peak memory of the process", "MB", OURS, log, _flat_log
    ),
)
