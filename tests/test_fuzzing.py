"""The corpus of the fuzzing survives, and so does what its mutator makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .fuzzing.check import check
from .fuzzing.mutation import mutate

FUZZING = Path(__file__).parent / "fuzzing"
CORPUS = sorted((FUZZING / "corpus").iterdir())


def test_the_corpus_was_found() -> None:
    assert len(CORPUS) > 80
    assert any(len(path.read_bytes()) > 1000 for path in CORPUS)


@pytest.mark.parametrize("path", CORPUS, ids=[path.name for path in CORPUS])
def test_replay(path: Path) -> None:
    check(path.read_bytes())


def test_mutations() -> None:
    """By structure alone: of bytes, here the text is cut short."""
    made = set()
    for seed, path in enumerate(CORPUS * 3):
        mutated = mutate(path.read_bytes(), 8192, seed, lambda data, size: data[: len(data) // 2])
        assert len(mutated) <= 8192
        check(mutated)
        made.add(mutated)
    assert len(made) > len(CORPUS)


def test_the_documented_commands_are_the_scripts_own() -> None:
    documented = (FUZZING.parents[1] / "docs" / "fuzzing.md").read_text("utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```", documented, re.DOTALL | re.MULTILINE)
    script = (FUZZING / "fuzz_from_json.py").read_text("utf-8")
    assert [command in script.replace("\n    ", "\n") for command in commands] == [True]
