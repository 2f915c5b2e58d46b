"""What the tests share: recorded sessions where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder that VOICELIVE_EVENTS_RECORDINGS names."""
    folder = os.environ.get("VOICELIVE_EVENTS_RECORDINGS")
    if not folder:
        pytest.skip("VOICELIVE_EVENTS_RECORDINGS names no folder of recorded sessions")
    return Path(folder)
