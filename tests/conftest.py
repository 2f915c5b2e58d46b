"""What the tests share: recorded sessions where they are at hand."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # where clients of other makers are tried
    pass
else:
    # The same examples in every run, and no judgement of how long they take: machines are shared.
    settings.register_profile(
        "suite", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("suite")

# A shell lets what runs in its background ignore Ctrl-C; the tests of the command press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


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
