"""Build the package as for a release, check it, and test the wheel with `src` out of the way.

    python -m tests.package                        all tests, the engine's first: they must cover it
    python -m tests.package tests/test_public.py   what is given to pytest

The sdist is built from the checkout and the wheel from the sdist. The wheel is installed in a fresh
virtual environment, and the tests are those of the sdist, unpacked without its `src`: so the wheel
has the code that runs, and the sdist everything else.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).parents[1]
ENGINE = "tests/_core"
RUNS = [
    # The engine by its own tests: every line, every branch.
    [ENGINE, "--quiet", "--cov=voicelive_events._core", "--cov-fail-under=100"],
    # All the others. What they cover is measured apart, for that takes half as long again.
    [f"--ignore={ENGINE}"],
]


def main(arguments: list[str]) -> None:
    """Raise `CalledProcessError` at the first step that fails."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        wheel, sdist = build(work / "dist")
        run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
        run(sys.executable, "-m", "check_wheel_contents", wheel)
        python = install(wheel, work / "venv")
        contents = unpack(sdist, work / "sdist")
        for options in [arguments] if arguments else RUNS:
            run(python, "-m", "pytest", *options, cwd=contents)


def build(dist: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, in the folder *dist*."""
    run(sys.executable, "-m", "build", "--outdir", dist, ROOT)
    [wheel], [sdist] = dist.glob("*.whl"), dist.glob("*.tar.gz")
    return wheel, sdist


def install(wheel: Path, environment: Path) -> Path:
    """The interpreter of a fresh *environment* that has the wheel, and beside it what the one that
    runs this has: its tests need nothing else. The `.pth` files there, which may name a checkout,
    are not followed."""
    venv.create(environment)
    python = environment / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return python


def unpack(sdist: Path, folder: Path) -> Path:
    """The contents of the *sdist*, less the package's source."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    [contents] = folder.iterdir()
    shutil.rmtree(contents / "src")
    return contents


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    subprocess.run(command, cwd=cwd, check=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # the step itself has said what failed
