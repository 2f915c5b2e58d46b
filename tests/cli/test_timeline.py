"""The command `timeline`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..frames import CLEARED
from .conftest import Run

SAMPLE_FACTS = "12.62 s, 3 turns, 1 interruption, 1 tool call, 1 error"


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.html", b"<!doctype html>")],
)
def test_the_name_chooses_the_format(
    run: Callable[..., Run], tmp_path: Path, name: str, start: bytes
) -> None:
    output = tmp_path / name
    result = run("timeline", "--sample", "-o", str(output))
    assert result == (0, f"{output}: {SAMPLE_FACTS}\n", "")
    assert output.read_bytes().startswith(start)


def test_the_title_is_the_name_of_the_log(
    run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path
) -> None:
    output = tmp_path / "a.html"
    assert run("timeline", str(log(CLEARED)), "-o", str(output)).code == 0
    assert "<h1>session.jsonl</h1>" in output.read_text("utf-8")


def complaint(result: Run, code: int) -> str:
    assert (result.code, result.out) == (code, "")
    return result.err.removeprefix("voicelive-events: ").rstrip("\n")


def test_another_format(run: Callable[..., Run], tmp_path: Path) -> None:
    output = tmp_path / "a.pdf"
    expected = f"{output}: expected a name that ends in .svg, .png, .html"
    assert complaint(run("timeline", "--sample", "-o", str(output)), 2) == expected
    assert not output.exists()


def test_a_picture_shows_one_session(run: Callable[..., Run]) -> None:
    expected = "expected one log: a picture shows one session"
    assert complaint(run("timeline", "a", "b", "-o", "a.svg"), 2) == expected


SEVERAL = [{"session": name, "event": CLEARED} for name in ("a", "b", "a", "b", "c")]


def test_several_sessions_in_one_log(
    run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path
) -> None:
    path, output = log(*SEVERAL), tmp_path / "a.html"
    expected = f"{path}: it holds several sessions, as a and b: --session takes one of them"
    assert complaint(run("timeline", str(path), "-o", str(output)), 2) == expected
    assert not output.exists()
    assert run("timeline", str(path), "-o", str(output), "--session", "b").code == 0
    assert "<h1>session.jsonl, session b</h1>" in output.read_text("utf-8")


def test_one_session_and_lines_that_name_none(
    run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path
) -> None:
    path = log("oops", SEVERAL[0], CLEARED, SEVERAL[0])
    assert run("timeline", str(path), "-o", str(tmp_path / "a.svg")).code == 0


def test_a_file_that_cannot_be_written(run: Callable[..., Run], tmp_path: Path) -> None:
    output = tmp_path / "none" / "a.svg"
    expected = f"{output}: No such file or directory"
    assert complaint(run("timeline", "--sample", "-o", str(output)), 2) == expected


def test_no_log(run: Callable[..., Run], log: Callable[..., Path], tmp_path: Path) -> None:
    output = tmp_path / "a.svg"
    assert "no line is an event" in complaint(run("timeline", str(log("x")), "-o", str(output)), 1)
    assert not output.exists()


def test_without_matplotlib(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in list(sys.modules):
        if name.split(".")[0] == "matplotlib" or name.endswith((".drawing", ".timeline.page")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("voicelive_events._logs.timeline.drawing", raising=False)
    monkeypatch.delattr("voicelive_events._logs.timeline.page", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    expected = "timeline needs the package matplotlib: pip install matplotlib"
    assert complaint(run("timeline", "--sample", "-o", str(tmp_path / "a.svg")), 2) == expected
