"""Look at site and timelines in Chromium: `python -m tests.browser [ARGUMENT OF PYTEST ...]`.

`CHROMIUM` names a browser other than the one that ``playwright install chromium`` brings. The
files are not named as the gate collects them, for it has no browser.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_OPTIONS = [
    "-p",
    "tests.browser.screens",
    "--dist=load",  # the pages of the site have nothing in common that is dear
]

if __name__ == "__main__":
    files = [str(_HERE / name) for name in ("site.py", "timeline.py")]
    sys.exit(pytest.main([*_OPTIONS, *files, *sys.argv[1:]]))
