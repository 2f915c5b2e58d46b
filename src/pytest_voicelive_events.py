"""The fixture `voicelive_service` for pytest: a stand-in for the service, in a thread of its own.

It stands beside the package, not in it: pytest imports it at every start, and the package with it
if it were a part of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from voicelive_events.testing.service import StandIn

__all__ = ["pytest_configure", "voicelive_service"]

_MARK = "voicelive_service"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{_MARK}(script=None, **options): what the stand-in of the fixture {_MARK} is made with",
    )


@pytest.fixture
def voicelive_service(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    """A stand-in for the Azure Voice Live service, while the test runs. The mark of this name has
    what it is made with; by default any agent gets through."""
    from voicelive_events.testing.service import StandIn

    mark = request.node.get_closest_marker(_MARK)
    with StandIn(*mark.args, **mark.kwargs) if mark is not None else StandIn() as service:
        yield service
