"""Client code, as mypy and pyright see it: every expected error, and no other. The package: none.

`cases` holds the client code. A comment ``# E: mypy[call-arg] pyright[reportCallIssue]`` names
the rules that each checker reports for its line or, if it stands alone, for the next line. A
checker that it does not name reports nothing there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

import voicelive_events

PROGRAMS = [
    "barge_in",
    "function_calls",
    "narrow_items",
    "record_session",
    "traced_session",
    "voice_agent",
]
CASES = [
    *sorted((Path(__file__).parent / "cases").glob("*.py")),
    # Programs that are there to be copied.
    *(Path(__file__).parents[2] / f"docs/examples/{name}.py" for name in PROGRAMS),
]
SUBJECTS = {
    "attributes",
    "constructors",
    "engine",
    "exhaustive",
    "frameworks",
    "mapping",
    "narrowing",
    "received_again",
    "recording",
    "renamed",
    "requests",
    "streams",
    "vendor_event",
    *PROGRAMS,
}
PACKAGE = Path(voicelive_events.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))


class Report(NamedTuple):
    """One error of a checker, or one that a marker expects."""

    line: int
    rule: str


Reports: TypeAlias = dict[str, set[Report]]  # by name of the file


class Checked(NamedTuple):
    """What a checker made of the cases and, where it is asked, of the package's own source."""

    checker: str
    reports: Reports
    source: list[str]


# --- The markers ---------------------------------------------------------------------------

_MARKER = re.compile(r"# E: (?P<expected>.*)")
_EXPECTED = re.compile(r"(?P<checker>mypy|pyright)\[(?P<rules>[\w, -]+)\]")


def expected_reports(text: str, checker: str) -> set[Report]:
    """What the markers in the source *text* expect of *checker*."""
    return {
        Report(line, rule)
        for line, marker in _markers(text.splitlines())
        for expected in _EXPECTED.finditer(marker)
        if expected["checker"] == checker
        for rule in expected["rules"].split(", ")
    }


def _markers(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Each marker with the number of the line that it speaks of."""
    for number, line in enumerate(lines, start=1):
        if found := _MARKER.search(line):
            if _EXPECTED.sub("", found["expected"]).strip():
                raise ValueError(f"line {number}: no marker: {line.strip()}")
            yield number + line.lstrip().startswith("#"), found["expected"]


# --- The checkers --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[Checked]]:
    """What each checker, run once, reports of a copy of all cases."""
    running = {}
    with ThreadPoolExecutor() as pool:
        for checker in (mypy, pyright):
            folder = tmp_path_factory.mktemp(checker.__name__)
            for case in CASES:
                shutil.copy(case, folder)
            running[checker.__name__] = pool.submit(checker, folder)
    return running


@pytest.fixture(params=["mypy", "pyright"])
def checked(request: pytest.FixtureRequest, both: dict[str, Future[Checked]]) -> Checked:
    checker: str = request.param
    return both[checker].result()


def mypy(folder: Path) -> Checked:
    """What ``mypy --strict`` reports of the files in *folder*; the gate asks it for the source."""
    output = _run(
        "mypy",
        "--strict",
        "--warn-unreachable",  # what a checker does not reach, it does not check
        "--config-file=",
        "--output=json",
        "--no-error-summary",
        f"--python-executable={sys.executable}",
        f"--cache-dir={folder / 'cache'}",
        *_names(folder),
        cwd=folder,
    )
    errors = [json.loads(line) for line in output.splitlines()]
    reports = _by_file(
        (error["file"], error["line"], error["code"])
        for error in errors
        if error["severity"] == "error"
    )
    return Checked("mypy", reports, [])


def pyright(folder: Path) -> Checked:
    """What basedpyright, in the mode that is pyright's own, reports of *folder* and the package.

    In one run, for most of its time goes into the package, which the cases import.
    """
    cases = {
        "root": str(folder),
        "reportUnnecessaryTypeIgnoreComment": True,  # mypy's strict mode has this
        "reportUnreachable": True,  # as above
    }
    package = {
        "root": str(PACKAGE.parent),
        "reportIncompatibleVariableOverride": False,  # an event's `type` narrows that of its base
    }
    config = {
        "typeCheckingMode": "standard",
        "include": [str(folder), str(PACKAGE)],
        "exclude": [],  # the package may be installed where a checker does not look by itself
        "executionEnvironments": [cases, package],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    output = _run("basedpyright", "--outputjson", "--pythonpath", sys.executable, cwd=folder)
    result = json.loads(output)
    assert result["summary"]["filesAnalyzed"] == len(_names(folder)) + len(SOURCES)
    errors = [
        (error["file"], error["range"]["start"]["line"] + 1, error.get("rule", "syntax"))
        for error in result["generalDiagnostics"]
        if error["severity"] != "information"
    ]
    source = [error for error in errors if Path(error[0]).is_relative_to(PACKAGE)]
    return Checked(
        "pyright",
        _by_file(error for error in errors if error not in source),
        [f"{file}:{line}: [{rule}]" for file, line, rule in source],
    )


def _run(module: str, *arguments: str, cwd: Path) -> str:
    """The output of a checker that ran to its end, with errors found or without."""
    if find_spec(module) is None:
        pytest.fail(f"{module} is not installed; the extra [dev] brings it", pytrace=False)
    paths = ("MYPYPATH", "PYTHONPATH")  # what is installed counts
    environment = {name: value for name, value in os.environ.items() if name not in paths}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        pytest.fail(
            f"{module} broke down:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", pytrace=False
        )
    return done.stdout


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.py"))


def _by_file(errors: Iterator[tuple[str, int, str]]) -> Reports:
    reports: Reports = {}
    for file, line, rule in errors:
        reports.setdefault(Path(file).name, set()).add(Report(line, rule))
    return reports


# --- The tests -----------------------------------------------------------------------------


def test_every_subject_has_its_case() -> None:
    assert {case.stem for case in CASES} == SUBJECTS


def test_every_error_is_in_a_case(checked: Checked) -> None:
    assert checked.reports.keys() <= {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_gives_exactly_the_expected_errors(checked: Checked, case: Path) -> None:
    text = case.read_text("utf-8")
    expected = expected_reports(text, checked.checker)
    reported = checked.reports.get(case.name, set())
    missing = _listed("does not report", case, text, expected - reported)
    surplus = _listed("reports, and no marker expects", case, text, reported - expected)
    if missing or surplus:
        pytest.fail(f"{checked.checker}{missing}{surplus}", pytrace=False)


def test_the_package_itself_gives_no_error(checked: Checked) -> None:
    assert checked.source == []


def _listed(what: str, case: Path, text: str, reports: set[Report]) -> str:
    lines = text.splitlines()
    shown = (
        f"\n  {case}:{line}: [{rule}] {lines[line - 1].strip()}" for line, rule in sorted(reports)
    )
    return f"\n{what}:{''.join(shown)}" if reports else ""


def test_a_marker_speaks_of_its_line_or_of_the_next() -> None:
    text = "f()  # E: mypy[a] pyright[b]\n    # E: mypy[c, d]\ng()\n"
    assert expected_reports(text, "mypy") == {(1, "a"), (3, "c"), (3, "d")}
    assert expected_reports(text, "pyright") == {(1, "b")}


@pytest.mark.parametrize("marker", ["mypi[a]", "mypy", "mypy[a] why", "mypy[]"])
def test_a_misspelt_marker_is_an_error(marker: str) -> None:
    with pytest.raises(ValueError, match="line 1: no marker"):
        expected_reports(f"f()  # E: {marker}", "mypy")


def test_the_installed_package_is_marked_as_typed() -> None:
    assert files("voicelive_events").joinpath("py.typed").is_file()


_BLANKET = re.compile(r"#\s*(type|pyright|basedpyright|mypy):\s*(ignore(?!\[\w)|ignore-errors)")


def test_no_ignore_is_without_its_code() -> None:
    assert {"__init__.py", "model.py", "stream.py"} <= {source.name for source in SOURCES}
    lines = [line for source in SOURCES for line in source.read_text("utf-8").splitlines()]
    assert [line for line in lines if _BLANKET.search(line)] == []


@pytest.mark.parametrize(
    ("comment", "is_blanket"),
    [
        ("# type: ignore", True),
        ("#type:ignore", True),
        ("# type: ignore  # [misc]", True),
        ("# pyright: ignore", True),
        ("# mypy: ignore-errors", True),
        ("# type: ignore[misc]", False),
        ("# pyright: ignore[reportPrivateUsage]", False),
    ],
)
def test_the_blanket_ignores_are_told_apart(comment: str, is_blanket: bool) -> None:
    assert bool(_BLANKET.search(f"x = 1  {comment}")) is is_blanket
