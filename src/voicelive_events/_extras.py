"""What is said where a package of an extra is not there."""

from __future__ import annotations

__all__ = ["missing"]


def missing(error: ImportError, what: str, package: str, extra: str) -> ImportError:
    """The error of an import that failed, in words: *what* needs *package*, of that *extra*."""
    how = f"pip install {package}, as the extra {extra} does"
    return ImportError(f"{what} needs the package {package}: {how}", name=error.name)
