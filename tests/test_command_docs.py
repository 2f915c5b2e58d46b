"""Every console block of the page on the command is what the command prints."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from voicelive_events.cli import _parser
from voicelive_events.cli.console import Exit

PAGE = (Path(__file__).parents[1] / "docs/command.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
LOGS = re.findall(r"^```text\n({.*?)^```", PAGE, re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell as POSIX has it")


def test_the_blocks_were_found() -> None:
    assert len(BLOCKS) == PAGE.count("```console") == 10
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


COMMANDS: dict[str, argparse.ArgumentParser] = next(
    dict(action.choices)
    for action in _parser()._actions
    if isinstance(action, argparse._SubParsersAction)
)
OF_ALL = PAGE.partition("\n## inspect\n")[0]
"""What the page says before the first command."""


def sections() -> dict[str, str]:
    """What the page says of each command, by its name."""
    found = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
    return {name: text for name, text in found.items() if name in COMMANDS}


def options(text: str) -> set[str]:
    """The long options that *text* names, those in its blocks too."""
    return set(re.findall(r"(?<![\w-])--[a-z]+", text))


def test_every_command_has_a_section() -> None:
    assert len(COMMANDS) > 5
    assert sections().keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_are_those_of_the_help(name: str) -> None:
    told, helped = options(sections()[name]), options(COMMANDS[name].format_help())
    assert helped - told <= options(OF_ALL)
    assert told <= helped


@pytest.mark.parametrize("name", COMMANDS)
def test_the_exit_codes_are_those_of_the_help(name: str) -> None:
    """In the two tables: 0 and 1 of the command, and the codes of all."""
    [zero, one] = re.findall(rf"^\| `{name}` \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE)[0]
    own = {code for code, text in (("0", zero), ("1", one)) if text}
    of_all = re.findall(r"^\| (\d+) \| ", PAGE, re.MULTILINE)
    assert of_all == ["0", *(str(int(code)) for code in Exit if code > 1)]
    helped = re.findall(r"^  (\d+) +\S", COMMANDS[name].format_help(), re.MULTILINE)
    assert {*helped} == {*own, *map(str, of_all[1:])}


def keys(value: object) -> set[str]:
    """The keys of *value*, but for those that come from the log."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    own = (inner for key, inner in value.items() if key not in FROM_THE_LOG)
    return set(value).union(*map(keys, own))


FROM_THE_LOG = ("event", "classes", "unknown_types", "responses")


@pytest.mark.parametrize("options", [["inspect", "--content"], ["check"]], ids=" ".join)
def test_every_key_of_the_json_is_told(options: list[str], tmp_path: Path) -> None:
    bad = {"type": "response.audio.delta", "delta": {str(n): n for n in range(9)}, "item_id": 5}
    many = {"type": "rate_limits.updated", "rate_limits": [5] * 1001}
    log = tmp_path / "session.jsonl"
    log.write_text("\n".join([LOGS[0], json.dumps(bad), json.dumps(many)]), "utf-8")
    command = [sys.executable, "-m", "voicelive_events", *options, str(log), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = keys([json.loads(line) for line in done.stdout.splitlines()])
    assert len(found) > 5
    assert found <= set(re.findall("`([a-z_]+)`", PAGE))
