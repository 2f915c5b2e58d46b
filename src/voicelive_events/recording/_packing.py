"""Files of recordings: what is plain, and what gzip or zstd compressed."""

from __future__ import annotations

import gzip
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

__all__ = ["SUFFIXES", "Compression", "check_is_there", "opened", "pack"]

Compression: TypeAlias = Literal["gzip", "zstd"]

SUFFIXES: dict[Compression, str] = {"gzip": ".gz", "zstd": ".zst"}
"""What the names of such files end in."""

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"  # what they begin with


def _zstd() -> Any:
    """The module, of Python 3.14 itself or else of the package backports.zstd."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def check_is_there(compression: Compression) -> None:
    """Raise `ValueError` for one that nobody knows, `ImportError` for one that is not installed."""
    if compression not in SUFFIXES:
        raise ValueError(f"expected {' or '.join(SUFFIXES)}, got {compression!r}")
    if compression == "zstd":
        _zstd()


def pack(part: Path, compression: Compression) -> None:
    """Put a compressed file in the place of *part*. If that fails, *part* stays and it raises."""
    packed = part.with_name(part.name + SUFFIXES[compression])
    unfinished = packed.with_name(packed.name + ".part")
    try:
        with part.open("rb") as plain, _packing(unfinished, compression) as out:
            shutil.copyfileobj(plain, out, 2**20)
        unfinished.replace(packed)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    part.unlink()


def _packing(path: Path, compression: Compression) -> Any:
    return gzip.open(path, "wb", 6) if compression == "gzip" else _zstd().open(path, "wb")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes] | io.BufferedIOBase]:
    """The file *path*, decompressed if its first bytes say that it is compressed."""
    with path.open("rb") as raw:
        head = raw.peek(len(_ZSTD))
        if head.startswith(_GZIP):
            with gzip.open(raw, "rb") as plain:
                yield plain
        elif head.startswith(_ZSTD):
            with _zstd().open(raw, "rb") as plain:
                yield plain
        else:
            yield raw
