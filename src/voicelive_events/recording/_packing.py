"""Files of recordings: what is plain, and what gzip or zstd compressed."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

__all__ = [
    "SUFFIXES",
    "Compression",
    "Lines",
    "check_is_there",
    "compression_of",
    "opened",
    "pack",
    "unpacked",
]

Compression: TypeAlias = Literal["gzip", "zstd"]

Lines: TypeAlias = IO[bytes] | io.BufferedIOBase

SUFFIXES: dict[Compression, str] = {"gzip": ".gz", "zstd": ".zst"}
"""What the names of such files end in."""

_GZIP = re.compile(rb"\x1f\x8b")  # what they begin with
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # pzstd says a size before it
_BUFFER = 2**17  # bytes


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
def opened(path: Path) -> Iterator[Lines]:
    """The file *path*, decompressed if its first bytes say that it is compressed."""
    with path.open("rb", _BUFFER) as raw:
        compression = compression_of(raw)
        if compression is None:
            yield raw
        else:
            with unpacked(raw, compression) as plain:
                yield plain


def unpacked(raw: IO[bytes], compression: Compression) -> io.BufferedReader:
    """What *raw* holds. Raises `ImportError` where zstd is not installed."""
    unpacking: Any = gzip if compression == "gzip" else _zstd()
    packed: Any = _Unpacked(unpacking.open(raw, "rb"))
    return io.BufferedReader(packed, _BUFFER)


class _Unpacked(io.RawIOBase):
    """What *packed* holds, piece by piece: where it is damaged, all that stands before was read.
    To iterate over its own lines is slow."""

    def __init__(self, packed: Any) -> None:
        self._packed = packed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._packed.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()


def compression_of(raw: Any) -> Compression | None:
    """How *raw*, of which nothing was read, is compressed: its first bytes say it."""
    head = raw.peek(4)
    if _GZIP.match(head):
        return "gzip"
    return "zstd" if _ZSTD.match(head) else None
