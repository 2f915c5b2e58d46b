"""What is shown of installing: no index is asked for the package, and each extra is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest

import voicelive_events

from .test_pages import ROOT, WRITTEN

FILES = [
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").rglob("*.md") if page.parent not in WRITTEN),
    *sorted((ROOT / "docs").rglob("*.py")),
    *sorted(Path(voicelive_events.__file__).parent.rglob("*.py")),
]

_INSTALL = re.compile(r"pip install([^`;&|]*)")
_BLOCK = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_WRAPPED = re.compile(r"`[^`]*\n[^`]*`")
_DISTRIBUTION = re.compile(r"voicelive[-_.]events(\[[^]]*\])?([<>=!~@].*)?", re.IGNORECASE)


def installed(text: str) -> Iterator[str]:
    """What is asked of ``pip install``, word by word; code in a text may go over lines."""
    joined = text.replace("\\\n", " ")
    wrapped = [" ".join(code.split()) for code in _WRAPPED.findall(_BLOCK.sub("", joined))]
    for line in [*joined.splitlines(), *wrapped]:
        for arguments in _INSTALL.findall(line):
            yield from (word.strip("'\".,:()") for word in arguments.split())


def asks_an_index(word: str) -> bool:
    return _DISTRIBUTION.fullmatch(word) is not None


def test_the_commands_were_found() -> None:
    found = {word for path in FILES for word in installed(path.read_text("utf-8"))}
    assert found >= {"[cli]", "websockets", "matplotlib", "backports.zstd"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_command_asks_an_index_for_the_package(path: Path) -> None:
    assert list(filter(asks_an_index, installed(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pip install voicelive-events\n", True),
        ("x && .venv/bin/pip install -U 'voicelive_events[fast,cli]' websockets", True),
        ("with `fast` (`pip install\n  'voicelive-events[fast]'`), msgspec", True),
        ('need = "pip install voicelive-events>=1"', True),
        ("pip install \\\n    websockets voicelive-events", True),
        ("pip install '.[cli]' && voicelive-events inspect", False),
        ("pip install dist/voicelive_events-1.0-py3-none-any.whl", False),
        ("`pip install .`, then\nvoicelive-events inspect", False),
        ("```sh\npip install .\nvoicelive-events inspect\n```\n", False),
    ],
)
def test_what_asks_an_index(text: str, found: bool) -> None:
    assert any(map(asks_an_index, installed(text))) is found


def test_the_quick_start_lists_every_extra_with_its_packages() -> None:
    page = (ROOT / "docs" / "quickstart.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (.+) \|$", page, re.MULTILINE)
    told = {
        extra: {package.replace(".", "-") for package in re.findall(r"`([\w.-]+)`", packages)}
        for extra, packages in rows
    }
    wanted: dict[str, set[str]] = {}
    for line in requires("voicelive-events") or []:
        if found := re.fullmatch(r"([\w.-]+)[^;]*;.*extra == ['\"](\w+)['\"].*", line):
            wanted.setdefault(found[2], set()).add(found[1].replace(".", "-"))
    del wanted["dev"]  # for contributors, whose page has it
    assert told == wanted
