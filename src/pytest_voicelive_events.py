"""The fixture `voicelive_service` for pytest: a stand-in for the service, in a thread of its own.
And what differs between two events in an assertion that fails.

It stands beside the package, not in it: pytest imports it at every start, and the package with it
if it were a part of that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from voicelive_events.testing.service import StandIn

__all__ = [
    "pytest_assertrepr_compare",
    "pytest_configure",
    "pytest_runtest_call",
    "voicelive_service",
]

_MARK = "voicelive_service"
_SERVICE = pytest.StashKey["StandIn"]()


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
        request.node.stash[_SERVICE] = service
        yield service


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """After a test that has passed: it is none if what was to go wrong in it never did."""
    service = item.stash.get(_SERVICE, None)
    if service is not None and service.pending:
        faults = ", ".join(map(str, service.pending))
        pytest.fail(f"never happened: {faults}", pytrace=False)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    if op != "==" or "voicelive_events" not in sys.modules:
        return None
    from voicelive_events.testing._comparison import differences

    return differences(left, right)
