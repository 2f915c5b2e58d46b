"""What is said where a package of an extra is not there."""

from __future__ import annotations

import subprocess
import sys

import pytest

NEEDS = [
    ("voicelive_events.arrow", "pyarrow", "pyarrow", "arrow"),
    ("voicelive_events.otel", "opentelemetry", "opentelemetry-api", "otel"),
    ("voicelive_events.testing.strategies", "hypothesis", "hypothesis", "testing"),
    ("voicelive_events.testing.service", "websockets", "websockets", "service"),
]


@pytest.mark.parametrize(("module", "imported", "package", "extra"), NEEDS)
def test_it_names_the_package_and_the_extra(
    module: str, imported: str, package: str, extra: str
) -> None:
    """In a process of its own, for there is no way back from an import."""
    code = f"import sys; sys.modules[{imported!r}] = None\n"
    code += f"try: import {module}\n"
    code += "except ImportError as error: print(error.name); print(error)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    name, text = done.stdout.splitlines()
    assert name.partition(".")[0] == imported
    what = "the stand-in" if extra == "service" else module
    how = f"pip install {package}, as the extra {extra} does"
    assert text == f"{what} needs the package {package}: {how}"
