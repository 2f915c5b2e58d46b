"""The files of an archive, and the parts of them that are read by themselves."""

import os
import sys
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import NamedTuple

from .._logs.text import reason_of
from ..recording._packing import Lines, check_is_there, compression_of, opened
from ._reports import FileReport

__all__ = ["Part", "lines_of", "parts_of"]

_END = sys.maxsize


class Part(NamedTuple):
    """A file, or the lines of it that begin in a range of its bytes."""

    file: str
    start: int = 0
    stop: int = _END


def parts_of(pattern: str | os.PathLike[str], size: int) -> list[Part]:
    """The files that match *pattern* in parts of *size* bytes. A compressed one is one part.

    Raises `FileNotFoundError` where nothing matches, `ImportError` where zstd is not installed.
    """
    name = os.fspath(pattern)
    found = [name] if os.path.isfile(name) else sorted(glob(name, recursive=True))
    files = [file for file in found if not os.path.isdir(file)]
    if not files:
        raise FileNotFoundError(f"expected the files of an archive, found none as {name!r}")
    return [part for file in files for part in _parts_of(file, size)]


def _parts_of(file: str, size: int) -> Iterator[Part]:
    try:
        with open(file, "rb") as raw:
            compression, total = compression_of(raw), os.fstat(raw.fileno()).st_size
    except OSError:  # whoever reads it reports that
        compression, total = None, 0
    if compression is not None:
        check_is_there(compression)
    if compression is not None or total <= size:
        yield Part(file)
    else:
        for start in range(0, total, size):
            yield Part(file, start, min(start + size, total))


def lines_of(part: Part, report: FileReport) -> Iterator[bytes]:
    """The lines of *part*. What cannot be read stands in *report*."""
    try:
        with opened(Path(part.file)) as lines:
            yield from lines if part.stop == _END else _between(lines, part.start, part.stop)
    except ImportError:
        raise
    except Exception as error:  # which it is depends on the compression
        report.damage = reason_of(error)


def _between(lines: Lines, start: int, stop: int) -> Iterator[bytes]:
    """The lines that begin from byte *start* to *stop*."""
    if start:
        lines.seek(start - 1)
        lines.readline()
    position = lines.tell()
    for line in lines:
        if position >= stop:
            return
        yield line
        position += len(line)
