"""Every console block of the page on the command is what the command prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs/command.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
LOGS = re.findall(r"^```text\n({.*?)^```", PAGE, re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell as POSIX has it")


def test_the_blocks_were_found() -> None:
    assert len(BLOCKS) == PAGE.count("```console") == 9
    assert len(LOGS) == 1


@pytest.mark.parametrize(("command", "printed"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_console(command: str, printed: str, tmp_path: Path) -> None:
    (tmp_path / "session.jsonl").write_text(LOGS[0], "utf-8")
    name = "voicelive-events"
    assert command.startswith(f"{name} ")
    done = subprocess.run(
        f"'{sys.executable}' -m voicelive_events{command.removeprefix(name)}",
        shell=True,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.stdout == printed
