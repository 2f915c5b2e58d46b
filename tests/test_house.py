"""The map for contributors is the house as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicelive_events

from . import house
from .test_public import HOUSE, full_name

ROOT = Path(__file__).parents[1]
PACKAGE = Path(voicelive_events.__file__).parent
PAGE = (ROOT / "docs/code.md").read_text("utf-8")


def test_the_page_has_the_picture_as_it_is_now() -> None:
    assert "\n".join(["```text", *house.picture(), "```"]) in PAGE


def test_every_part_is_above_what_it_imports() -> None:
    height = {name: place for place, row in enumerate(house.rows()) for name in row}
    modules = [full_name(name) for name in HOUSE]
    assert {house.part(module) for module in modules} == height.keys()
    seen = [(house.part(m), house.part(used)) for m in modules for used in house.uses(m)]
    assert len(seen) > 500
    assert [(a, b) for a, b in seen if a != b and height[a] <= height[b]] == []


def test_parts_that_import_one_another_have_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of logs, which recordings use, are a part apart for that."""
    monkeypatch.setattr(house, "_APART", ())
    with pytest.raises(ValueError, match=r"import one another: .*'_logs'.*'recording'"):
        house.rows()


def test_what_the_page_names_is_there() -> None:
    """The package may be an installed one, with no `src` beside the tests."""
    sources = re.findall(r"`src/voicelive_events/([\w/.]+)`", PAGE)
    tests = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    paths = [*(PACKAGE / name for name in sources), *(ROOT / name for name in tests)]
    assert min(len(sources), len(tests)) > 3
    assert [path for path in paths if not path.exists()] == []
