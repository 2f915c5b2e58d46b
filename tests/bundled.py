"""The session that ships with the package."""

from __future__ import annotations

import json
from pathlib import Path

import voicelive_events
from voicelive_events.recording import read_recording

__all__ = ["RECEIVED", "SAMPLE"]

SAMPLE = Path(voicelive_events.__file__).parent / "cli" / "sample.jsonl"

RECEIVED: list[str] = [
    json.dumps(record.event)
    for record in read_recording(SAMPLE.read_text("utf-8").splitlines())
    if record.direction == "received"
]
"""The frames that the service sent, as they came."""
