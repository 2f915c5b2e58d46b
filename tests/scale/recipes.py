"""The recipes compute what a plain loop does. Run them with ``pytest tests/scale/recipes.py``.

They need the group `scale`, and Spark needs Java, so the other tests do not run them.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from voicelive_events.recording._packing import pack

from ..bundled import SAMPLE
from .__main__ import ENGINES, Archive, measure
from .archive import write_archive

PAGE = (Path(__file__).parents[2] / "docs/scale.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """The lines of each session: those of the sample in both directions, and made-up ones."""
    folder = tmp_path_factory.mktemp("sessions") / "archive"
    write_archive(folder, files=1, sessions=3)
    found: dict[str, list[bytes]] = {}
    for path in folder.iterdir():
        for line in path.read_bytes().splitlines(keepends=True):
            found.setdefault(json.loads(line)["session"], []).append(line)
    for text in SAMPLE.read_text("utf-8").splitlines():
        row = {"session": "sample", **json.loads(text)}
        found.setdefault("sample", []).append(json.dumps(row).encode() + b"\n")
    return found


@pytest.fixture(scope="module")
def archive(sessions: dict[str, list[bytes]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sessions that begin in one file and end in the next, compressed ones and damage."""
    folder = tmp_path_factory.mktemp("archive")
    lines = [line for own in sessions.values() for line in own]
    (folder / "1.jsonl").write_bytes(b"".join(lines[::3]) + b"oops\n\xff\n")
    (folder / "2.jsonl").write_bytes(b"".join(lines[1::3]) + lines[0][:-9])
    (folder / "3.jsonl").write_bytes(b"".join(lines[2::3]))
    pack(folder / "2.jsonl", "gzip")
    pack(folder / "3.jsonl", "zstd")
    cut = gzip.compress(b'{"no": "session"}\n')[:-4]
    (folder / "4.jsonl.gz").write_bytes(cut)
    return folder


def inspected(lines: list[bytes], path: Path) -> dict[str, Any]:
    """What `voicelive-events inspect` says of one session."""
    path.write_bytes(b"".join(lines))
    command = [
        sys.executable,
        "-m",
        "voicelive_events",
        "inspect",
        "--summary",
        "--json",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_what_the_command_says(
    sessions: dict[str, list[bytes]], archive: Path, tmp_path: Path, engine: str
) -> None:
    needs(engine)
    output = tmp_path / "sessions.jsonl"
    command = [sys.executable, str(ENGINES[engine]), f"{archive}/*", str(output)]
    done = subprocess.run([*command, "--workers", "2"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = {row["session"]: row for row in map(json.loads, output.read_text("utf-8").splitlines())}
    assert rows.keys() == sessions.keys()
    for session, lines in sessions.items():
        said, row = inspected(lines, tmp_path / "session.jsonl"), rows[session]
        assert row["turns"] == said["user_turns"] > 0
        assert row["responses"] == sum(said["responses"].values()) > 0
        assert row["interruptions"] == said["interruptions"]
        assert len(row["latencies"]) == said["latency_s"]["count"] > 0
        seconds = row["latencies"]
        found = {"min": min(seconds), "median": median(seconds), "max": max(seconds)}
        assert {name: round(each, 6) for name, each in found.items()}.items() <= said[
            "latency_s"
        ].items()
        for name, count in said["tokens"].items():
            assert row[f"{name}_tokens"] == count
    one, two, four = (line.split(": ", 1)[1] for line in done.stdout.splitlines() if "/" in line)
    assert one.endswith("lines passed over (1 not JSON, 1 not UTF-8)")
    assert two.endswith("lines passed over (1 not JSON)")
    assert "not read to its end" in four
    progress = {"Dask": "100% Completed", "Spark": "[Stage 0:"}
    assert progress.get(engine, "") in done.stdout + done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_an_archive_in_which_nothing_is_found_says_why(tmp_path: Path, engine: str) -> None:
    needs(engine)
    shutil.copy(SAMPLE, tmp_path / "a.jsonl")
    command = [sys.executable, str(ENGINES[engine]), str(tmp_path / "a.jsonl")]
    done = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, text=True)
    assert "165 of 165 lines passed over (165 without a session)" in done.stdout


def needs(engine: str) -> None:
    if engine == "Dask":
        pytest.importorskip("dask.distributed", reason="the group scale is not installed")
    if engine == "Spark":
        pytest.importorskip("pyspark", reason="the group scale is not installed")
        if not shutil.which("java"):
            pytest.skip("Spark needs Java, which is not installed")


def test_the_benchmark(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("psutil", reason="the group scale is not installed")
    run = measure("plain loop", 1, Archive(f"{archive}/*", 5000, 9.0), tmp_path)
    assert run.seconds > 0
    assert run.memory > 10


def test_the_page_shows_the_recipes() -> None:
    for engine in ("dask", "spark"):
        recipe = Path(__file__).parents[2] / f"docs/recipes/sessions_{engine}.py"
        code = recipe.read_text("utf-8")
        body = code[code.index("def run(") : code.index("def main(")].strip()
        assert body in PAGE


def test_the_loop_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "archive", files=1, sessions=2)
    monkeypatch.chdir(tmp_path)
    [block] = re.findall(r"^```python\n(from .*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    said: dict[str, Any] = {}
    exec(block, said)
    assert [each.turns for each in said["sessions"].values()] == [12, 12]
    assert said["report"].files[0].is_whole


@pytest.mark.parametrize("end", ["", '{"n": 166, "time": 17900'], ids=["whole", "cut"])
def test_the_queries_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    pytest.importorskip("duckdb", reason="the group scale is not installed")
    monkeypatch.chdir(tmp_path)
    Path("session.jsonl").write_text(SAMPLE.read_text("utf-8") + end, "utf-8")
    blocks = re.findall(r"^```python\n(# .*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    done = subprocess.run([sys.executable, "-c", blocks[0]], capture_output=True, text=True)
    assert done.stderr == ""
    [printed] = re.findall(r"^```text\n(┌.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert done.stdout.strip() == printed.strip()
