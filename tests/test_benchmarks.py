"""The benchmark runs and fills every row; how fast anything is, is not tested."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from voicelive_events import ServerEvent, is_known

from .benchmarks.__main__ import main, write_table
from .benchmarks.bench import Bench
from .benchmarks.contenders import PEERS, Field
from .benchmarks.fresh import run_python
from .benchmarks.mix import READS, RECORDED, count_recordings, session_mix
from .benchmarks.profile import main as profile
from .benchmarks.report import MARKER
from .benchmarks.rows import ROWS
from .benchmarks.sending import AUDIO_FRAME, MESSAGE, SESSION_UPDATE, Sent

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what a quick run wrote.

    In a process of its own: each row collects the garbage first, and here that is all the tests'.
    """
    folder = tmp_path_factory.mktemp("benchmark")
    command = [sys.executable, "-m", "tests.benchmarks", "--quick"]
    command += ["--markdown", f"{folder}/table.md", "--json", f"{folder}/report.json"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def report(written: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((written / "report.json").read_text("utf-8"))
    return found


def test_every_row_is_filled(report: dict[str, Any]) -> None:
    assert [row["name"] for row in report["rows"]] == [row.name for row in ROWS]
    for row in report["rows"]:
        assert row["cases"], row["name"]
        for case in row["cases"]:
            figures = [*case["value"].values(), *case["ratio"].values()]
            assert all(math.isfinite(figure) and figure > 0 for figure in figures), case


def test_every_target_has_a_verdict(report: dict[str, Any]) -> None:
    targets = [target for row in report["rows"] for target in row["targets"]]
    assert targets
    for target in targets:
        if target["measured"] is None:
            assert report["absent"], target
            assert target["met"] is None
        else:
            assert isinstance(target["met"], bool)


def test_every_case_is_in_the_table(report: dict[str, Any], written: Path) -> None:
    table = (written / "table.md").read_text("utf-8")
    for row in report["rows"]:
        assert f"### {row['title']}" in table
        for case in row["cases"]:
            assert f"| {case['name']} |" in table


def test_contenders_that_are_not_installed_are_named(report: dict[str, Any]) -> None:
    assert set(report["absent"]) == Field().absent


def test_without_any_peer() -> None:
    field = Field(frozenset(PEERS))
    assert list(field.decoders) == ["voicelive-events (json)", "json.loads"]


def test_the_mix_is_valid_and_the_same_each_time() -> None:
    frames = session_mix(200)
    assert [frame.data for frame in frames] == [frame.data for frame in session_mix(200)]
    assert {frame.type for frame in frames} == set(READS)
    for frame in frames:
        event = ServerEvent.from_json(frame.data, strict=True)
        assert is_known(event)
        for contender in Field().ours:
            contender.reader(frame)(event)


def test_the_proportions_are_those_of_the_recordings(recordings: Path) -> None:
    assert count_recordings(recordings) == RECORDED


@pytest.mark.parametrize(
    "sent", [SESSION_UPDATE, MESSAGE, AUDIO_FRAME], ids=["session.update", "message", "audio"]
)
def test_all_who_send_write_the_same(sent: Sent) -> None:
    texts = {name: write() for name, write, _ in sent.writers(Bench())}
    assert len(texts) > len(Field().ours)
    for name, text in texts.items():
        assert json.loads(text) == sent.by_hand(), name


def test_a_page_keeps_what_stands_above_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Performance\n\n{MARKER}\nold\n", "utf-8")
    write_table(page, f"{MARKER}\nnew\n")
    assert page.read_text("utf-8") == f"# Performance\n\n{MARKER}\nnew\n"


def test_a_row_that_reads_audio_has_this_library_on_each_parser(report: dict[str, Any]) -> None:
    rows = {row["name"]: [case["name"] for case in row["cases"]] for row in report["rows"]}
    for contender in Field().ours:
        assert contender.name in rows["audio"]


def test_imports_are_not_compiled_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run_python("-c", "import sys; print(sys.dont_write_bytecode)") == "False\n"


def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--rows", "decode,speed"])
    assert "no such row: speed" in capsys.readouterr().err


def test_one_row_is_profiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(["decode", "--seconds", "0.01", "--lines", "40"]) == 0
    assert "from_json" in capsys.readouterr().out
