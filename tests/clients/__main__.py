"""Run them: `python -m tests.clients [ARGUMENT OF PYTEST ...]`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_OPTIONS = [
    "--numprocesses=0",  # what a second core is good for is the pace of the audio
    "--override-ini=python_files=with_*.py",  # not test_*, which the gate would collect
    "--override-ini=filterwarnings=default",  # theirs are not ours to mend
]

if __name__ == "__main__":
    sys.exit(pytest.main([*_OPTIONS, str(_HERE), *sys.argv[1:]]))
