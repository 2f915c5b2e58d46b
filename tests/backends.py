"""To run tests on each backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from voicelive_events._core import backend

BACKENDS = ("json", "msgspec")


@contextmanager
def parsed_by(name: str | None) -> Iterator[None]:
    """The package parses JSON on the backend *name*; None: on the one that it finds."""
    with pytest.MonkeyPatch.context() as patch:
        if name is None:
            patch.delenv("VOICELIVE_EVENTS_JSON", raising=False)
        else:
            patch.setenv("VOICELIVE_EVENTS_JSON", name)
        patch.setattr(backend, "in_use", None)
        yield
