"""Every code block of the README and of the site's pages runs, and does what the page says.

The blocks of a page run in order, in a folder that has the bundled session as ``session.jsonl``:

- ``python``: one program. A ``print`` with a comment prints what the comment starts with,
  whole, or up to a remark behind a colon or a comma.
- ``sh``: runs, but for what sets up an environment, as the tests have one. It finds `tests`.
- ``text``: lines that the block above it prints, each whole or cut by an ellipsis.
- ``json``: an event without problems.

A block that cannot run there has this above it: ``<!-- not run: the reason -->``.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import event_pages
import pytest

from voicelive_events import ServerEvent

from .replay import SESSION

ROOT = Path(__file__).parents[2]
WRITTEN = tuple(ROOT / "docs" / folder for folder in event_pages.FOLDERS)
APART = {
    ROOT / "docs/command.md": ROOT / "tests/test_command_docs.py",
    ROOT / "docs/scale.md": ROOT / "tests/scale/recipes.py",  # what it needs is a group of its own
}
"""Pages that have tests of their own."""

PAGES = [
    ROOT / "README.md",
    *sorted(p for p in (ROOT / "docs").rglob("*.md") if p.parent not in WRITTEN and p not in APART),
]

_FENCE = re.compile(
    r"(?:<!-- not run: (?P<reason>[^\n]+) -->\n+)?^(?P<fence>```|:::)(?P<info>[^\n`]*)\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
_DIRECTIVE = re.compile(r"\{(toctree|literalinclude|include|image|eval-rst|py:\w+)\}")
_SET_UP = re.compile(r"^(python3 -m venv |\S*pip install )")
_PROMISE = re.compile(r"print\(.*\)  # (?P<promise>.*)")


class Block(NamedTuple):
    """One code block of a page."""

    language: str
    text: str
    reason: str | None
    """Why it is not run, if it is not."""


def blocks(page: Path) -> list[Block]:
    found = _FENCE.finditer(page.read_text("utf-8"))
    return [Block(f["info"].strip(), f["text"], f["reason"]) for f in found]


def is_directive(block: Block) -> bool:
    """Whether it is Sphinx's to do, not a reader's: a table of contents, a program shown whole."""
    return _DIRECTIVE.match(block.language) is not None


def commands(block: Block) -> list[str]:
    """The commands of a ``sh`` block, less those that set up an environment."""
    lines = block.text.replace("\\\n", " ").splitlines()
    parts = [part.strip() for line in lines for part in line.split("&&")]
    return [part for part in parts if not _SET_UP.match(part)]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_the_pages_were_found() -> None:
    assert len(PAGES) >= 20
    assert {"README.md", "docs/index.md", "docs/how-to/logs.md"} <= set(map(name, PAGES))
    assert len([block for page in PAGES for block in blocks(page)]) >= 60


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "session.jsonl").write_text("\n".join(SESSION), "utf-8")
    namespace: dict[str, Any] = {"__name__": "page"}
    printed = ""
    for block in blocks(page):
        if is_directive(block):
            continue
        if block.reason:
            printed = ""
        elif block.language == "python":
            printed = run_python(block.text, page, namespace)
        elif block.language == "sh":
            printed = "".join(map(run_command, commands(block)))
        elif block.language == "json":
            assert ServerEvent.from_json(block.text).problems() == []
        elif block.language == "text":
            missing = list(not_in(block.text.splitlines(), printed.splitlines()))
            assert not missing, f"{missing} not in {printed}"
        else:
            pytest.fail(f"nobody knows how to run a block of {block.language!r}")


def run_python(text: str, page: Path, namespace: dict[str, Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, page.name, "exec", dont_inherit=True), namespace)
    printed = out.getvalue()
    lines = iter(filter(None, printed.splitlines()))
    for found in _PROMISE.finditer(text):
        promise = found["promise"].strip()
        assert any(keeps(line, promise) for line in lines), (promise, printed)
    return printed


def keeps(line: str, promise: str) -> bool:
    """Whether *line* is what the *promise* says, up to a remark: ``True: and this is why``."""
    return promise.startswith(line) and promise[len(line) :][:1] in ("", ":", ",")


def run_command(command: str) -> str:
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, shell=True, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def not_in(wanted: list[str], printed: list[str]) -> Iterator[str]:
    """The lines of *wanted* that are not printed, in their order; an ellipsis ends a cut one."""
    lines = iter(printed)
    for line in wanted:
        start = line.removesuffix("…")
        if not any(other == line or (start < line and other.startswith(start)) for other in lines):
            yield line


def test_the_readme_sets_up_in_two_commands() -> None:
    setting_up = [
        block.text.startswith("python3 -m venv .venv && ")
        for block in blocks(PAGES[0])
        if block.language == "sh"
    ]
    assert setting_up == [True, True, False]


def test_the_readme_links_to_nothing_beside_it() -> None:
    """PyPI shows it alone, without the folder that a relative link or picture would be in."""
    links = re.compile(r"\]\(([^)]*)\)|(?:href|src)=|^\[[^\]]+\]: (\S+)", re.MULTILINE)
    found = ["".join(link) for link in links.findall(PAGES[0].read_text("utf-8"))]
    assert [link for link in found if not link.startswith("https://")] == []
    assert links.findall("[a](docs/a.md) <img src=") == [("docs/a.md", ""), ("", "")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```python\nprint(1)  # 2\n```\n", "'2'"),
        ("```python\nprint(1)  # 12\n```\n", "'12'"),
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "not in 1"),
        ("```sh\necho why >&2; exit 3\n```\n", "why"),
        ('```json\n{"type": "error"}\n```\n', "missing"),
        ("```ruby\nputs 1\n```\n", "ruby"),
        ("```{ruby} x\nputs 1\n```\n", "ruby"),
    ],
)
def test_a_page_that_says_otherwise_fails(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    (tmp_path / "run").mkdir()
    with pytest.raises((AssertionError, pytest.fail.Exception), match=says):
        test_a_page_does_what_it_says(page, tmp_path / "run", monkeypatch)


def test_a_block_that_is_not_run_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- not run: it takes hours -->\n```sh\nexit 3\n```\n", "utf-8")
    assert blocks(page) == [Block("sh", "exit 3\n", "it takes hours")]
    (tmp_path / "run").mkdir()
    test_a_page_does_what_it_says(page, tmp_path / "run", monkeypatch)


def test_pages_apart_are_tested_there() -> None:
    for page, tests in APART.items():
        assert page.exists()
        assert page.name in tests.read_text("utf-8")
