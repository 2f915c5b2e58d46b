"""The recipes compute what a plain loop does. Run them with ``pytest tests/scale/recipes.py``.

They need the group `scale`, and Spark needs Java, so the other tests do not run them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..bundled import SAMPLE
from .__main__ import ENGINES, Archive, measure
from .archive import metrics_of, write_archive

PAGE = (Path(__file__).parents[2] / "docs/scale.md").read_text("utf-8")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sessions that begin in one file and end in the next, and a line that is none."""
    folder = tmp_path_factory.mktemp("sessions") / "archive"
    write_archive(folder, files=2, sessions=2)
    one, other = sorted(folder.iterdir())
    lines = [*one.read_bytes().splitlines(keepends=True), *other.read_bytes().splitlines(True)]
    one.write_bytes(b"".join(lines[::2]) + b"oops\n")
    other.write_bytes(b"".join(lines[1::2]))
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_the_same(archive: Path, tmp_path: Path, engine: str) -> None:
    needs(engine)
    output = tmp_path / "sessions.jsonl"
    command = [sys.executable, str(ENGINES[engine]), f"{archive}/*.jsonl", str(output)]
    done = subprocess.run([*command, "--workers", "2"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    expected = [
        {"session": session, **json.loads(json.dumps(metrics._asdict()))}
        for session, metrics in metrics_of(archive).items()
    ]
    assert len(rows) == 4
    assert rows == expected
    progress = {"Dask": "100% Completed", "Spark": "[Stage 0:"}
    assert progress.get(engine, "") in done.stdout + done.stderr


def needs(engine: str) -> None:
    if engine == "Dask":
        pytest.importorskip("dask.distributed", reason="the group scale is not installed")
    if engine == "Spark":
        pytest.importorskip("pyspark", reason="the group scale is not installed")
        if not shutil.which("java"):
            pytest.skip("Spark needs Java, which is not installed")


def test_the_benchmark(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("psutil", reason="the group scale is not installed")
    run = measure("plain loop", 1, Archive(f"{archive}/*.jsonl", 5000, 9.0), tmp_path)
    assert run.seconds > 0
    assert run.memory > 10


def test_the_page_shows_the_recipes() -> None:
    for engine in ("dask", "spark"):
        recipe = Path(__file__).parents[2] / f"docs/recipes/sessions_{engine}.py"
        code = recipe.read_text("utf-8")
        body = code[code.index("def part(") : code.index("def main(")].strip()
        assert body in PAGE


def test_the_queries_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb", reason="the group scale is not installed")
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, "session.jsonl")
    blocks = re.findall(r"^```python\n(# .*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    done = subprocess.run([sys.executable, "-c", blocks[0]], capture_output=True, text=True)
    assert done.stderr == ""
    [printed] = re.findall(r"^```text\n(┌.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert done.stdout.strip() == printed.strip()
