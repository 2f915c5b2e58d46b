"""The session that ships with the package."""

from __future__ import annotations

import json
from importlib.resources import files

from voicelive_events.recording import read_recording

__all__ = ["RECEIVED"]

_RECORDING = files("voicelive_events.cli").joinpath("sample.jsonl").read_text("utf-8").splitlines()

RECEIVED: list[str] = [
    json.dumps(record.event)
    for record in read_recording(_RECORDING)
    if record.direction == "received"
]
"""The frames that the service sent, as they came."""
