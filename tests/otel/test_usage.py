"""Tokens: what a span says of them, and what is counted."""

from __future__ import annotations

from typing import Any

import pytest

from .telemetry import trace
from .test_spans import USAGE, began, created, done


def usage(told: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """What the span says, and the counters by modality."""
    telemetry = trace(began(), created(1.0), done(2.0, usage=told))
    said = telemetry.span("chat").attributes or {}
    counters = {
        name.removeprefix("gen_ai.client.inference.usage."): {
            attributes["gen_ai.token.modality"]: sum_ for sum_, _, attributes in series
        }
        for name, series in telemetry.measures.items()
        if ".inference.usage." in name
    }
    prefix = "gen_ai.usage."
    return {n.removeprefix(prefix): v for n, v in said.items() if n.startswith(prefix)}, counters


def test_all_kinds() -> None:
    said, counted = usage(
        USAGE
        | {"output_token_details": {"text_tokens": 1, "audio_tokens": 3, "reasoning_tokens": 2}}
    )
    assert said == {
        "input_tokens": 10,
        "text.input_tokens": 4,
        "audio.input_tokens": 5,
        "cache_read.input_tokens": 3,
        "text.cache_read.input_tokens": 1,
        "audio.cache_read.input_tokens": 2,
        "output_tokens": 5,
        "text.output_tokens": 1,
        "audio.output_tokens": 3,
        "reasoning.output_tokens": 2,
    }
    assert counted == {
        "input_tokens": {"text": 4, "audio": 5, "unknown": 1},
        "cache_read.input_tokens": {"text": 1, "audio": 2},
        "output_tokens": {"text": 1, "audio": 3, "unknown": 1},
        "reasoning.output_tokens": {"unknown": 2},
    }


@pytest.mark.parametrize("told", [None, "odd", []])
def test_a_response_that_tells_nothing(told: Any) -> None:
    said, counted = usage(told)
    assert said == {}
    assert counted == {"input_tokens": {"unknown": 0}, "output_tokens": {"unknown": 0}}


def test_what_cannot_be_a_part_is_none() -> None:
    details = {"text_tokens": 11, "audio_tokens": -1, "image_tokens": True, "cached_tokens": "3"}
    said, counted = usage({"input_tokens": 10, "output_tokens": 5, "input_token_details": details})
    assert said == {"input_tokens": 10, "output_tokens": 5}
    assert counted["input_tokens"] == {"unknown": 10}
    assert counted["cache_read.input_tokens"] == {"unknown": 0}


def test_parts_that_are_more_than_the_whole_are_none() -> None:
    details = {"text_tokens": 6, "audio_tokens": 5}
    said, counted = usage({"input_tokens": 10, "output_tokens": 5, "input_token_details": details})
    assert said == {"input_tokens": 10, "output_tokens": 5}
    assert counted["input_tokens"] == {"unknown": 10}


def test_tokens_written_to_the_cache() -> None:
    said, counted = usage(
        {"input_tokens": 10, "output_tokens": 0, "input_token_details": {"cache_write_tokens": 7}}
    )
    assert said["cache_write.input_tokens"] == 7
    assert counted["cache_write.input_tokens"] == {"unknown": 7}


def test_each_response_is_measured() -> None:
    telemetry = trace(
        began(),
        created(1.0),
        done(2.0, usage=USAGE),
        created(3.0, "r"),
        done(4.0, "r", usage=USAGE),
    )
    for kind, total in (("input", 20), ("output", 10)):
        [(sum_, count, attributes)] = telemetry.measures[
            f"gen_ai.client.inference.operation.{kind}_tokens"
        ]
        assert (sum_, count) == (total, 2)
        assert attributes == {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "microsoft.foundry",
            "gen_ai.request.model": "gpt-realtime",
        }
