"""The benchmark runs and fills every row; how fast anything is, is not tested."""

from __future__ import annotations

import asyncio
import json
import math
import re
import subprocess
import sys
from base64 import b64decode
from itertools import takewhile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from voicelive_events import ServerEvent, __version__, is_known

from .benchmarks.__main__ import main
from .benchmarks.bench import FULL, Bench
from .benchmarks.contenders import AZURE, JSON, LIBRARY, OPENAI, OURS, OURS_FAST, PEERS, Field
from .benchmarks.fresh import run_python
from .benchmarks.mix import READS, RECORDED, count_recordings, session_mix
from .benchmarks.pages import MARKER, targets, write_below
from .benchmarks.profile import main as profile
from .benchmarks.receiving import RECV, connected, receive, served
from .benchmarks.report import Run, result
from .benchmarks.rows import ROWS, Row, Target, fixed
from .benchmarks.sending import AUDIO_FRAME, MESSAGE, SESSION_UPDATE, Sent

ROOT = Path(__file__).parents[1]
COSTS, TARGETS, PICTURE = "performance.md", "performance-targets.md", "performance.svg"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what a quick run wrote.

    In a process of its own: each row collects the garbage first, and here that is all the tests'.
    """
    folder = tmp_path_factory.mktemp("benchmark")
    command = [sys.executable, "-m", "tests.benchmarks", "--quick"]
    command += ["--docs", f"{folder}", "--json", f"{folder}/report.json"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def report(written: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((written / "report.json").read_text("utf-8"))
    return found


def table(page: Path, heading: str) -> dict[str, list[str]]:
    """The cells of the table whose first line begins with *heading*, by their first one."""
    lines = iter(page.read_text("utf-8").splitlines())
    assert any(line.startswith(heading) for line in lines), heading
    rows = takewhile(lambda line: line.startswith("|"), lines)
    found = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {first: others for first, *others in found[1:]}


def costs(folder: Path) -> dict[str, list[str]]:
    return table(folder / COSTS, "| | Receive")


def test_every_row_is_filled(report: dict[str, Any]) -> None:
    assert [row["name"] for row in report["rows"]] == [row.name for row in ROWS]
    for row in report["rows"]:
        assert row["cases"], row["name"]
        for case in row["cases"]:
            figures = [*case["value"].values(), *case["ratio"].values()]
            assert all(math.isfinite(figure) and figure > 0 for figure in figures), case
            assert all(share < 1 for share in (case["share"] or {}).values()), case


def test_every_target_has_a_verdict(report: dict[str, Any]) -> None:
    targets = [target for row in report["rows"] for target in row["targets"]]
    assert targets
    for target in targets:
        if target["measured"] is None:
            assert report["absent"], target
            assert target["met"] is None
        else:
            assert isinstance(target["met"], bool)


def test_every_case_is_in_the_tables(report: dict[str, Any], written: Path) -> None:
    for row in report["rows"]:
        found = table(written / TARGETS, f"| `{row['name']}` |")
        assert list(found) == [case["name"] for case in row["cases"]]


def test_the_page_for_users_has_every_peer(report: dict[str, Any], written: Path) -> None:
    assert costs(written).keys() == {RECV, *Field().shared}
    for case, cells in costs(written).items():
        assert len(cells) == 5
        assert case == RECV or all(cells), case
    page = (written / COSTS).read_text("utf-8")
    assert f"with voicelive-events {__version__}, " in page
    for package, version in report["versions"].items():
        assert f" {package} {version}" in page
    for row in ("Build and write a frame of audio", "Import, in a fresh process"):
        assert re.search(rf"^- \*\*{row}\*\*, .*: .*voicelive-events \(json\) [\d.]+", page, re.M)


@pytest.mark.parametrize("folder", ["written", "docs"])
def test_the_picture_shows_what_the_table_says(
    folder: str, written: Path, request: pytest.FixtureRequest
) -> None:
    place = written if folder == "written" else ROOT / "docs"
    tree = ElementTree.parse(place / PICTURE)
    assert float(tree.getroot().attrib["viewBox"].split()[2]) <= 390  # points; a phone has 290
    texts = [text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    for case, (micros, share, *_) in costs(place).items():
        said = f"{micros} µs" if case == RECV else f"{micros} µs, {share} of it decoding"
        assert texts[texts.index(case) + 1] == said


# The targets.


def judged(target: Target, samples: dict[str, list[float]]) -> str:
    """The line of the table of targets."""
    row = Row("read", "Read four fields", "us/event", OURS, lambda _: samples, fixed(target))
    page = targets(Run([result(row, samples, FULL)], [], rounds=3))
    line = next(line for line in page.splitlines() if line.startswith("| Read four fields"))
    return line.replace("\N{NO-BREAK SPACE}", " ")


OURS_TO_AZURE = Target(OURS, AZURE, speedup=8, aim=10)


@pytest.mark.parametrize(
    ("target", "samples", "line"),
    [
        (
            OURS_TO_AZURE,
            {OURS: [1e-6, 2e-6, 1e-6], AZURE: [7.9e-6, 15.8e-6, 8e-6]},
            "against azure-ai-voicelive | 8x as fast, aim 10x | 7.90x (7.90 to 7.95) | ✗ missed |",
        ),
        (
            OURS_TO_AZURE,
            {OURS: [1e-6], AZURE: [8e-6]},
            "against azure-ai-voicelive | 8x as fast, aim 10x | 8.00x | ✓ met |",
        ),
        (
            OURS_TO_AZURE,
            {OURS: [1e-6]},
            "against azure-ai-voicelive | 8x as fast, aim 10x | not installed | not measured |",
        ),
        (
            Target(OURS, JSON, at_most=1.05),
            {OURS: [1.06], JSON: [1.0]},
            "against json.loads | at most 1.05x | 1.06x | ✗ missed |",
        ),
        (
            Target(OURS, None, at_most=0.04),
            {OURS: [0.05, 0.06, 0.07]},
            "| at most 40 ms | 60.0 ms (55.0 to 65.0) | ✗ missed |",
        ),
    ],
)
def test_a_target_is_told_as_what_was_wanted_and_what_came(
    target: Target, samples: dict[str, list[float]], line: str
) -> None:
    assert judged(target, samples) == f"| Read four fields: voicelive-events (json) {line}"


def test_of_several_cases_the_worst_is_judged() -> None:
    target = Target((f"{OURS}, 1 kB", f"{OURS}, 1 MB"), OURS, at_most=1.2)
    samples = {OURS: [1.0], f"{OURS}, 1 kB": [1.1], f"{OURS}, 1 MB": [1.3]}
    line = f"{OURS}, 1 MB against {OURS} | at most 1.2x | 1.30x | ✗ missed |"
    assert judged(target, samples) == f"| Read four fields: {line}"


def test_a_target_is_for_this_library() -> None:
    with pytest.raises(ValueError, match="not for azure-ai-voicelive"):
        Target(AZURE, OURS, at_most=1.0)
    with pytest.raises(ValueError, match="one bound"):
        Target(OURS, AZURE)
    with pytest.raises(ValueError, match="one bound"):
        Target(OURS, AZURE, at_most=1.0, speedup=2.0)


def test_what_is_beyond_the_floor_is_the_share() -> None:
    samples = {RECV: [1.0, 3.0], JSON: [4.0, 4.0]}
    row = Row("receive", "Receive", "us/event", JSON, lambda _: samples, floor=RECV)
    floor, case = result(row, samples, FULL).lines
    assert floor.share is not None
    assert case.share is not None
    assert (floor.share.median, case.share.median) == (0.0, 0.5)


# What stands in the repository.


def test_the_pages_have_all_rows_and_targets_that_there_are() -> None:
    page = ROOT / "docs" / TARGETS
    text = page.read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.M) == [row.name for row in ROWS]
    lines = iter(text.splitlines())
    for row in ROWS:
        for target in row.targets(FULL):
            against = f" against {target.to}" if target.to else ""
            line = next(line for line in lines if line.startswith(f"| {row.title}: {LIBRARY}"))
            assert f"{against} | {target.wanted} | " in line


def test_the_pages_and_the_picture_are_of_one_run() -> None:
    measured = re.compile(r"^Measured on .* (\d+) rounds\.$", re.M)
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in (COSTS, TARGETS)]
    by_users, by_contributors = (found for page in pages if (found := measured.search(page)))
    assert by_users[0] == by_contributors[0]
    assert int(by_users[1]) >= 10  # by the command, and not a quick run
    for package in ("openai", "azure-ai-voicelive", "pydantic", "msgspec", "websockets"):
        assert f" {package} " in by_users[0]
    assert "Not installed" not in "".join(pages)
    received = table(ROOT / "docs" / TARGETS, "| `receive` |")
    for case, (micros, share, *_) in costs(ROOT / "docs").items():
        assert (micros, share) == (received[case][0], received[case][2])


def test_the_pages_name_the_command_that_wrote_them() -> None:
    command = "python -m tests.benchmarks --docs docs"
    for page in ("CONTRIBUTING.md", TARGETS):
        assert command in (ROOT / "docs" / page).read_text("utf-8")
    assert " ".join(command.split()[:-1]) in MARKER
    for page in (COSTS, TARGETS):
        assert MARKER in (ROOT / "docs" / page).read_text("utf-8")


def test_the_words_for_users_agree_with_the_figures() -> None:
    """As the page says: less than json.loads, about the same, several times as much."""
    received = {case: float(cells[0]) for case, cells in costs(ROOT / "docs").items()}
    assert received[OURS_FAST] < received[JSON]
    assert received[OURS] == pytest.approx(received[JSON], rel=0.1)
    for peer in (AZURE, OPENAI):
        assert received[peer] > 3 * received[OURS]


# The rows.


def test_a_client_receives_every_frame_each_time_that_it_asks() -> None:
    frames = [b'{"a": 1}', b"{}" * 70_000, "ä".encode()]
    taken: list[bytes] = []

    async def client(url: str) -> None:
        connection = await connected(url)
        await receive(connection, len(frames), taken.append)
        await receive(connection, len(frames), taken.append)
        await connection.close()

    with served(frames) as url:
        asyncio.run(client(url))
    assert taken == frames * 2


def test_contenders_that_are_not_installed_are_named(report: dict[str, Any]) -> None:
    assert set(report["absent"]) == Field().absent


def test_without_any_peer() -> None:
    field = Field(frozenset(PEERS))
    assert list(field.decoders) == ["voicelive-events (json)", "json.loads"]


def test_the_mix_is_valid_and_the_same_each_time() -> None:
    frames = session_mix(200)
    assert [frame.data for frame in frames] == [frame.data for frame in session_mix(200)]
    assert {frame.type for frame in frames} == set(READS)
    decoders = Field().decoders.values()
    for frame in frames:
        event = ServerEvent.from_json(frame.data, strict=True)
        assert is_known(event)
        for contender in decoders:
            values = contender.reader(frame)(contender.decode(frame.data))
            assert len(values) == len(frame.reads)
            assert values[0] == frame.payload["event_id"]
            assert not frame.has_audio or values[-1] == b64decode(frame.payload["delta"])


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
    write_below(page, f"{MARKER}\nnew\n")
    assert page.read_text("utf-8") == f"# Performance\n\n{MARKER}\nnew\n"


def test_a_row_that_reads_audio_has_this_library_on_each_parser(report: dict[str, Any]) -> None:
    rows = {row["name"]: [case["name"] for case in row["cases"]] for row in report["rows"]}
    for contender in Field().ours:
        assert contender.name in rows["audio"]


def test_imports_are_not_compiled_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run_python("-c", "import sys; print(sys.dont_write_bytecode)") == "False\n"


def test_pages_have_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--rows", "decode", "--docs", str(tmp_path)])
    assert "--docs goes without --rows" in capsys.readouterr().err


def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--rows", "decode,speed"])
    assert "no such row: speed" in capsys.readouterr().err


def test_one_row_is_profiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(["decode", "--seconds", "0.01", "--lines", "40"]) == 0
    assert "from_json" in capsys.readouterr().out
