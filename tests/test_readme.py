"""The code of the pages runs, and prints what its comments say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [README, (ROOT / "docs/versions.md").read_text("utf-8")]
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
]
COMMANDS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_blocks_were_found() -> None:
    assert len(BLOCKS) == 13
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("block", BLOCKS)
def test_python(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, "page", "exec"), {"__name__": "page"})
    promised = re.findall(r"print\(.*\)  +# (.*)", block)
    printed = capsys.readouterr().out.splitlines()
    for promise in promised:
        assert any(promise.startswith(line) for line in printed if line), (promise, printed)


def test_two_commands_set_up() -> None:
    assert [command.startswith("python3 -m venv .venv && ") for command in COMMANDS] == [
        True,
        True,
        False,
    ]
