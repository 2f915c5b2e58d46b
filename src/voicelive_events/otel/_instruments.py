"""What is measured, with the conventions' names where they have one."""

from __future__ import annotations

from typing import Final

from opentelemetry.metrics import Counter, Histogram, Meter

from . import _names as names

__all__ = ["Instruments"]

_SECONDS: Final = [0.01 * 2**power for power in range(14)]
"""The bounds that the conventions want for durations, up to 82 seconds."""

_LONG: Final = [1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0]
"""Bounds for sessions, up to an hour."""

_TOKENS: Final = [4.0**power for power in range(14)]
"""The bounds that the conventions want for tokens."""


class Instruments:
    """The instruments of one meter."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        inference = "gen_ai.client.inference"
        self.duration = self._histogram(
            f"{inference}.duration", "Duration of a response.", bounds=_SECONDS
        )
        self.latencies = {
            names.TIME_TO_FIRST_CHUNK: self._histogram(
                f"{inference}.time_to_first_chunk",
                "Time from the beginning of a response to its first audio or text.",
                bounds=_SECONDS,
            ),
            names.TIME_TO_FIRST_AUDIO: self._histogram(
                names.TIME_TO_FIRST_AUDIO,
                "Time from the beginning of a response to its first audio.",
                bounds=_SECONDS,
            ),
            names.TURN_TO_FIRST_AUDIO: self._histogram(
                names.TURN_TO_FIRST_AUDIO,
                "Time from the end of the user's speech to the first audio of the answer.",
                bounds=_SECONDS,
            ),
        }
        """By the attribute of a response that says the same."""
        self.tool_duration = self._histogram(
            "gen_ai.execute_tool.duration", "Duration of a call of a tool.", bounds=_SECONDS
        )
        self.session_duration = self._histogram(
            f"{names.SESSION}.duration", "Duration of a session.", bounds=_LONG
        )
        self.usage: dict[str, Counter] = {
            kind: meter.create_counter(
                f"{inference}.usage.{kind}", "{token}", f"Number of {what} tokens."
            )
            for kind, what in (
                ("input_tokens", "input"),
                ("output_tokens", "output"),
                ("cache_read.input_tokens", "cached input"),
                ("cache_write.input_tokens", "input that was written to the cache, in"),
                ("reasoning.output_tokens", "reasoning"),
            )
        }
        self.per_response: dict[str, Histogram] = {
            kind: self._histogram(
                f"{inference}.operation.{kind}",
                f"Number of {what} tokens of a response.",
                unit="{token}",
                bounds=_TOKENS,
            )
            for kind, what in (("input_tokens", "input"), ("output_tokens", "output"))
        }
        self.interruptions = meter.create_counter(
            "voicelive.interruptions", "{interruption}", "Responses that the user cut off."
        )
        self.audio_input = meter.create_counter(
            names.AUDIO_INPUT, "s", "Audio that the client has sent."
        )
        self.audio_output = meter.create_counter(
            names.AUDIO_OUTPUT, "s", "Audio that responses have had."
        )

    def _histogram(
        self, name: str, description: str, *, bounds: list[float], unit: str = "s"
    ) -> Histogram:
        return self._meter.create_histogram(
            name, unit, description, explicit_bucket_boundaries_advisory=bounds
        )
