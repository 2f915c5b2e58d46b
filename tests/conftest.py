"""What the tests share: recorded sessions where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run, and no judgement of how long they take: machines are shared.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Without pytest-xdist the tests run one by one, whatever pyproject.toml asks of it."""
    if not pluginmanager.hasplugin("xdist"):
        parser.addoption("--numprocesses", "--dist", help="of pytest-xdist, which is not here")


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder that VOICELIVE_EVENTS_RECORDINGS names."""
    folder = os.environ.get("VOICELIVE_EVENTS_RECORDINGS")
    if not folder:
        pytest.skip("VOICELIVE_EVENTS_RECORDINGS names no folder of recorded sessions")
    return Path(folder)
