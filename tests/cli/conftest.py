"""Runs of the command, in this process."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from voicelive_events.cli import main

from ..frames import Frame, encode


class Run(NamedTuple):
    """What one run of the command did."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def listing(self) -> list[str]:
        """The lines above the summary."""
        return self.lines[: self.lines.index("Summary") - 1]

    def section(self, title: str) -> list[str]:
        """The lines of one part of the summary; none if it is not there."""
        if title not in self.lines:
            return []
        below = self.lines[self.lines.index(title) + 1 :]
        return [line.strip() for line in below[: (*below, "").index("")]]

    @property
    def totals(self) -> dict[str, str]:
        pairs = (line.split("  ", 1) for line in self.section("Summary"))
        return {name: total.strip() for name, total in pairs}


Inspect: TypeAlias = Callable[..., Run]


def without_colours(text: str) -> str:
    """What a terminal shows of *text*."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run the command with arguments."""

    def run(*argv: str) -> Run:
        code = main(argv)
        return Run(code, *capsys.readouterr())

    return run


@pytest.fixture
def inspect(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Inspect:
    """Inspect frames from standard input."""

    def inspect(*frames: Frame, options: Iterable[str] = ()) -> Run:
        stdin = io.TextIOWrapper(io.BytesIO(encode(frames)))
        monkeypatch.setattr(sys, "stdin", stdin)
        return run("inspect", "-", *options)

    return inspect


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., Path]:
    """Write frames to a file."""

    def log(*frames: Frame) -> Path:
        path = tmp_path / "session.jsonl"
        path.write_bytes(encode(frames))
        return path

    return log


@pytest.fixture
def without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if rich were not installed."""
    for name in ("rich", "rich.cells", "rich.console"):
        monkeypatch.setitem(sys.modules, name, None)
