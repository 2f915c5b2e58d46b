"""Base64 text in and out: exactly the alphabet of RFC 4648 section 4, padded."""

from __future__ import annotations

from .backend import backend

__all__ = ["decode_base64", "encode_base64", "is_base64"]


def decode_base64(text: str) -> bytes:
    """The bytes of *text*; `ValueError` for a character too many, padding too little or much."""
    return backend().decode_base64(text)


def is_base64(text: str) -> bool:
    """Whether `decode_base64` takes *text*."""
    return backend().base64_size(text) is not None


def encode_base64(data: bytes) -> str:
    """The text of *data*."""
    return backend().encode_base64(data)
