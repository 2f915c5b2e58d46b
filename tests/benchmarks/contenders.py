"""Who is compared: this library on both parsers, the bare parsers, and the peers."""

from __future__ import annotations

import binascii
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any

from voicelive_events import ServerEvent
from voicelive_events._core import backend

from .generated import Classes, MsgspecMaker, PydanticMaker
from .mix import Frame

LIBRARY = "voicelive-events"
OURS, OURS_FAST = f"{LIBRARY} (json)", f"{LIBRARY} [fast]"
JSON, MSGSPEC = "json.loads", "msgspec.json.decode"
STRUCTS, PYDANTIC = "msgspec tagged union", "pydantic discriminated union"
AZURE, OPENAI = "azure-ai-voicelive", "openai"

BACKEND = "VOICELIVE_EVENTS_JSON"
PEERS = ("msgspec", "pydantic", "azure.ai.voicelive", "openai")

Decode = Callable[[bytes], Any]


@dataclass(frozen=True)
class Contender:
    """One way to decode a frame."""

    name: str
    decode: Decode
    backend: str | None = None  # of this library
    decodes_audio: bool = False  # an attribute gives the audio as bytes, not as base64
    getter: Callable[..., Callable[[Any], Any]] = attrgetter  # of the values at dotted paths

    def reader(self, frame: Frame) -> Callable[[Any], Any]:
        """What reads four fields of *frame*'s event; audio is bytes in the end."""
        read = self.getter(*frame.reads)
        if not frame.has_audio or self.decodes_audio:
            return read
        return lambda event: _with_audio(read(event))


def items_getter(*paths: str) -> Callable[[Any], tuple[Any, ...]]:
    """What reads the values at dotted *paths* of a dict: what a program would say, compiled."""
    values = ["frame" + "".join(f"[{key!r}]" for key in path.split(".")) for path in paths]
    made: Callable[[Any], tuple[Any, ...]] = eval(f"lambda frame: ({', '.join(values)},)")
    return made


def _with_audio(values: tuple[Any, ...]) -> tuple[Any, ...]:
    *others, audio = values
    return (*others, binascii.a2b_base64(audio, strict_mode=True))


@dataclass(frozen=True)
class Field:
    """The contenders that are installed, by name."""

    absent: frozenset[str] = field(default_factory=lambda: frozenset(_absent(PEERS)))

    def has(self, package: str) -> bool:
        return package not in self.absent

    @cached_property
    def decoders(self) -> Mapping[str, Contender]:
        """Those that decode every event of the mix."""
        return {contender.name: contender for contender in self._decoders()}

    def _decoders(self) -> Iterator[Contender]:
        yield from self.ours
        yield Contender(JSON, json.loads, getter=items_getter)
        if self.has("msgspec"):
            msgspec = import_module("msgspec")
            yield Contender(MSGSPEC, msgspec.json.decode, getter=items_getter)
            decoder = msgspec.json.Decoder(self.structs.family("ServerEvent"))
            yield Contender(STRUCTS, decoder.decode)
        if self.has("pydantic"):
            union = self.pydantic_models.family("ServerEvent")
            adapter = import_module("pydantic").TypeAdapter(union)
            yield Contender(PYDANTIC, adapter.validate_json)
        if self.has("azure.ai.voicelive"):
            yield Contender(AZURE, azure_decode(), decodes_audio=True)

    @property
    def ours(self) -> list[Contender]:
        """This library, on each parser that is installed."""
        found = [Contender(OURS, ServerEvent.from_json, "json", decodes_audio=True)]
        if self.has("msgspec"):
            found.append(Contender(OURS_FAST, ServerEvent.from_json, "msgspec", decodes_audio=True))
        return found

    @cached_property
    def structs(self) -> Classes:
        return Classes(MsgspecMaker(import_module("msgspec")))

    @cached_property
    def pydantic_models(self) -> Classes:
        return Classes(PydanticMaker(import_module("pydantic")))

    @cached_property
    def shared(self) -> Mapping[str, Contender]:
        """Those that decode the events which openai has too: all of them."""
        if not self.has("openai"):
            return self.decoders
        return {**self.decoders, OPENAI: Contender(OPENAI, openai_decode())}


def _absent(packages: Iterable[str]) -> Iterator[str]:
    for package in packages:
        try:
            found = find_spec(package) is not None
        except ModuleNotFoundError:  # of a parent package
            found = False
        if not found:
            yield package


def azure_decode() -> Decode:
    """As its connection does with what it receives."""
    deserialize = import_module("azure.ai.voicelive.models").ServerEvent._deserialize
    return lambda data: deserialize(json.loads(data.decode("utf-8")), [])


def openai_decode() -> Decode:
    """As its realtime connection does; its beta types speak the dialect of Voice Live."""
    construct = import_module("openai._models").construct_type_unchecked
    union = openai_events()
    return lambda data: construct(value=json.loads(data), type_=union)


def openai_encode() -> Callable[[Any], str]:
    """As its connection writes what it sends."""
    transform = import_module("openai._utils").maybe_transform
    union = import_module(
        "openai.types.beta.realtime.realtime_client_event_param"
    ).RealtimeClientEventParam
    return lambda event: json.dumps(transform(event, union))


def openai_events() -> Any:
    return import_module("openai.types.beta.realtime.realtime_server_event").RealtimeServerEvent


def openai_types() -> frozenset[str]:
    """The types of the events that openai has."""
    classes = openai_events().__origin__.__args__
    args = [
        c.model_fields["type"].annotation.__args__ for c in classes if hasattr(c, "model_fields")
    ]
    return frozenset(tag for tags in args for tag in tags)


def drain(results: Iterable[Any]) -> None:
    """Consume *results*, each let go at once as a receive loop does."""
    deque(results, maxlen=0)


def use_backend(name: str | None) -> None:
    """Let this library parse with *name* from here on; None is what it finds itself."""
    if name is None:
        os.environ.pop(BACKEND, None)
    else:
        os.environ[BACKEND] = name
    backend.in_use = None


@contextmanager
def backend_restored() -> Iterator[None]:
    before = os.environ.get(BACKEND)
    try:
        yield
    finally:
        use_backend(before)
