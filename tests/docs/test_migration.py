"""Every row of the page on coming from azure-ai-voicelive, run with both libraries."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

import voicelive_events

from .test_pages import ROOT, blocks

azure = pytest.importorskip("azure.ai.voicelive.models", reason="the extra [dev] brings it")

PAGE = ROOT / "docs" / "migration.md"
PAYLOADS: dict[str, Any] = {"copy": copy, "json": json, "pickle": pickle}
for block in blocks(PAGE):
    exec(block.text, PAYLOADS)

_CELLS = re.compile(r"(?<!\\)\|")


class Row(NamedTuple):
    """One row: what is evaluated, and what comes of it in either library."""

    expression: str
    theirs: str
    ours: str


def rows() -> Iterator[Row]:
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip().replace(r"\|", "|") for cell in _CELLS.split(line)[1:-1]]
        if len(cells) > 1 and all(re.fullmatch(r"`[^`]+`", cell) for cell in cells):
            expression, theirs, *ours = (cell.strip("`") for cell in cells)
            if " import " not in expression:
                yield Row(expression, theirs, *(ours or [theirs]))


ROWS = list(rows())


def outcome(expression: str, library: Any, decode: Any) -> str:
    """What the expression gives, as the page writes it: a value, or the name of an error."""
    names = {**vars(library), **PAYLOADS, "decode": decode}
    try:
        return repr(eval(expression, names))
    except Exception as error:
        return type(error).__name__


def test_the_rows_were_found() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    headings = [line for line in lines if line.startswith("| |")]
    rules = [line for line in lines if line.startswith("|---")]
    import_rows = 2
    assert len(ROWS) == sum(line.startswith("|") for line in lines) - (
        len(headings) + len(rules) + 1 + import_rows
    )
    assert len(ROWS) >= 38


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.expression)
def test_a_row_is_what_both_do(row: Row) -> None:
    theirs = outcome(row.expression, azure, lambda data: azure.ServerEvent._deserialize(data, []))
    ours = outcome(row.expression, voicelive_events, voicelive_events.ServerEvent.from_dict)
    assert (theirs, ours) == (row.theirs, row.ours)


def test_every_event_of_the_client_has_its_name_here() -> None:
    events = {name for name in vars(azure) if name.startswith("ServerEvent")}
    assert len(events) >= 58
    assert events <= set(voicelive_events.__all__)
