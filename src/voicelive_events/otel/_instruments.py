"""What is measured, with the conventions' names where they have one."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from opentelemetry.metrics import CallbackOptions, Histogram, Meter, MeterProvider, Observation
from opentelemetry.trace import TracerProvider

from . import _names as names
from ._attributes import Attributes, Value

__all__ = ["Instruments", "Total", "instruments_of", "is_idle"]

_SECONDS: Final = [0.01 * 2**power for power in range(14)]
"""The bounds that the conventions want for durations, up to 82 seconds."""

_LONG: Final = [1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0]
"""Bounds for sessions, up to an hour."""

_TOKENS: Final = [4.0**power for power in range(14)]
"""The bounds that the conventions want for tokens."""

_SERIES: Final = 2000
"""Of one counter; it is what the SDK allows, too."""

_Series: TypeAlias = tuple[tuple[str, Value], ...]

_OVERFLOW: Final[_Series] = (("otel.metric.overflow", True),)
"""What the specification says of all that is beyond."""


class Total:
    """A counter whose sums are told when they are collected.

    To add to one of the SDK's takes as long as all that leads to the number, and a response has
    half a dozen.
    """

    def __init__(self, meter: Meter, name: str, unit: str, description: str) -> None:
        self.name = name
        self._lock = Lock()
        self._sums: dict[_Series, float] = {}
        meter.create_observable_counter(name, [self._told], unit, description)

    def add(self, value: float, attributes: Attributes) -> None:
        """Add *value* to what was counted with *attributes*."""
        series = tuple(attributes.items())
        with self._lock:
            if series not in self._sums and len(self._sums) >= _SERIES:
                series = _OVERFLOW
            self._sums[series] = self._sums.get(series, 0) + value

    def _told(self, _: CallbackOptions) -> Sequence[Observation]:
        with self._lock:
            sums = list(self._sums.items())
        return [Observation(total, dict(series)) for series, total in sums]


class Instruments:
    """The instruments of one meter."""

    def __init__(self, meter: Meter) -> None:
        inference = "gen_ai.client.inference"
        self.duration = _histogram(
            meter, f"{inference}.duration", "Duration of a response.", bounds=_SECONDS
        )
        self.latencies = {
            names.TIME_TO_FIRST_CHUNK: _histogram(
                meter,
                f"{inference}.time_to_first_chunk",
                "Time from the beginning of a response to its first audio or text.",
                bounds=_SECONDS,
            ),
            names.TIME_TO_FIRST_AUDIO: _histogram(
                meter,
                names.TIME_TO_FIRST_AUDIO,
                "Time from the beginning of a response to its first audio.",
                bounds=_SECONDS,
            ),
            names.TURN_TO_FIRST_AUDIO: _histogram(
                meter,
                names.TURN_TO_FIRST_AUDIO,
                "Time from the end of the user's speech to the first audio of the answer.",
                bounds=_SECONDS,
            ),
        }
        """By the attribute of a response that says the same."""
        self.tool_duration = _histogram(
            meter, "gen_ai.execute_tool.duration", "Duration of a call of a tool.", bounds=_SECONDS
        )
        self.session_duration = _histogram(
            meter, f"{names.SESSION}.duration", "Duration of a session.", bounds=_LONG
        )
        self.usage = {
            kind: Total(meter, f"{inference}.usage.{kind}", "{token}", f"Number of {what} tokens.")
            for kind, what in (
                ("input_tokens", "input"),
                ("output_tokens", "output"),
                ("cache_read.input_tokens", "cached input"),
                ("cache_write.input_tokens", "input that was written to the cache, in"),
                ("reasoning.output_tokens", "reasoning"),
            )
        }
        self.per_response = {
            kind: _histogram(
                meter,
                f"{inference}.operation.{kind}",
                f"Number of {what} tokens of a response.",
                unit="{token}",
                bounds=_TOKENS,
            )
            for kind, what in (("input_tokens", "input"), ("output_tokens", "output"))
        }
        self.interruptions = Total(
            meter, "voicelive.interruptions", "{interruption}", "Responses that the user cut off."
        )
        self.audio_input = Total(meter, names.AUDIO_INPUT, "s", "Audio that the client has sent.")
        self.audio_output = Total(meter, names.AUDIO_OUTPUT, "s", "Audio that responses have had.")


def _histogram(
    meter: Meter, name: str, description: str, *, bounds: list[float], unit: str = "s"
) -> Histogram:
    return meter.create_histogram(
        name, unit, description, explicit_bucket_boundaries_advisory=bounds
    )


_OF: Final[WeakKeyDictionary[MeterProvider, Instruments]] = WeakKeyDictionary()
_LOCK: Final = Lock()


def is_idle(provider: TracerProvider | MeterProvider) -> bool:
    """Whether *provider* is the API's own, of a program that has set up none: it does nothing."""
    module = f"{type(provider).__module__}."
    return module.startswith(("opentelemetry.trace.", "opentelemetry.metrics."))


def instruments_of(provider: MeterProvider, name: str, version: str) -> Instruments | None:
    """The instruments of *provider*, the same for all sessions, if it measures anything."""
    if is_idle(provider):
        return None
    with _LOCK:
        if provider not in _OF:
            _OF[provider] = Instruments(provider.get_meter(name, version))
        return _OF[provider]
